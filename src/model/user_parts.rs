//! The parts of users and members: flags, decorations, and the style of the name (Discord's docs, resources/user).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::{open_enum, open_flags};
use super::{GuildId, ImageHash, SkuId};

open_flags! {
    /// Badges of a user.
    pub struct UserFlags {
        /// Works at Discord.
        const STAFF = 1 << 0;
        /// Owns a partnered guild.
        const PARTNER = 1 << 1;
        /// HypeSquad Events.
        const HYPESQUAD = 1 << 2;
        /// Bug hunter, level 1.
        const BUG_HUNTER_LEVEL_1 = 1 << 3;
        /// House Bravery.
        const HYPESQUAD_ONLINE_HOUSE_1 = 1 << 6;
        /// House Brilliance.
        const HYPESQUAD_ONLINE_HOUSE_2 = 1 << 7;
        /// House Balance.
        const HYPESQUAD_ONLINE_HOUSE_3 = 1 << 8;
        /// Early Nitro supporter.
        const PREMIUM_EARLY_SUPPORTER = 1 << 9;
        /// Is a team's pseudo user.
        const TEAM_PSEUDO_USER = 1 << 10;
        /// Bug hunter, level 2.
        const BUG_HUNTER_LEVEL_2 = 1 << 14;
        /// Verified bot.
        const VERIFIED_BOT = 1 << 16;
        /// Early verified bot developer.
        const VERIFIED_DEVELOPER = 1 << 17;
        /// Alumnus of the moderator programme.
        const CERTIFIED_MODERATOR = 1 << 18;
        /// Is a bot that receives interactions over HTTP only and is always shown as online.
        const BOT_HTTP_INTERACTIONS = 1 << 19;
    }
}

open_enum! {
    /// The Nitro subscription of a user.
    pub enum PremiumType {
        /// No Nitro.
        None = 0,
        /// Nitro Classic.
        NitroClassic = 1,
        /// Nitro.
        Nitro = 2,
        /// Nitro Basic.
        NitroBasic = 3,
    }
}

/// The frame around an avatar.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(asset)]
#[non_exhaustive]
pub struct AvatarDecoration {
    /// The picture.
    pub asset: ImageHash,
    /// The SKU of the decoration.
    pub sku_id: Option<SkuId>,
}

/// What a user collected, apart from the avatar decoration.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct Collectibles {
    /// The nameplate behind the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nameplate: Option<Nameplate>,
}

/// A background behind a name in the member list.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(sku_id, asset)]
#[non_exhaustive]
pub struct Nameplate {
    /// The SKU of the nameplate.
    pub sku_id: SkuId,
    /// The path of the picture.
    pub asset: CompactString,
    /// The label for screen readers.
    pub label: CompactString,
    /// The name of the background colour.
    pub palette: CompactString,
}

/// The guild whose tag a user shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct PrimaryGuild {
    /// The guild.
    pub identity_guild_id: Option<GuildId>,
    /// Whether the tag is shown; null if Discord disabled it.
    pub identity_enabled: Option<bool>,
    /// The tag, up to four characters.
    pub tag: Option<CompactString>,
    /// The picture next to the tag.
    pub badge: Option<ImageHash>,
}

/// The style of a user's name. Not in Discord's docs.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(font_id, effect_id)]
#[non_exhaustive]
pub struct DisplayNameStyles {
    /// The font.
    pub font_id: DisplayNameFont,
    /// The effect for the colours.
    pub effect_id: DisplayNameEffect,
    /// The colours, 0xRRGGBB, 1–5.
    pub colors: Vec<u32>,
}

open_enum! {
    /// The font of a name.
    pub enum DisplayNameFont {
        /// Bangers.
        Bangers = 1,
        /// BioRhyme.
        BioRhyme = 2,
        /// Cherry Bomb.
        CherryBomb = 3,
        /// Chicle.
        Chicle = 4,
        /// Compagnon.
        Compagnon = 5,
        /// MuseoModerno.
        MuseoModerno = 6,
        /// Néo-Castel.
        NeoCastel = 7,
        /// Pixelify.
        Pixelify = 8,
        /// Ribes.
        Ribes = 9,
        /// Sinistre.
        Sinistre = 10,
        /// The default font.
        Default = 11,
    }
}

open_enum! {
    /// The effect for the colours of a name.
    pub enum DisplayNameEffect {
        /// One colour.
        Solid = 1,
        /// A gradient.
        Gradient = 2,
        /// A glow around the letters.
        Neon = 3,
        /// An outline.
        Toon = 4,
        /// A shadow.
        Pop = 5,
        /// Another gradient.
        Glow = 6,
        /// An animated gradient.
        Prism = 7,
        /// A pattern with animated letters.
        Gummy = 8,
    }
}

open_flags! {
    /// Flags of a membership.
    pub struct MemberFlags {
        /// Left and joined again.
        const DID_REJOIN = 1 << 0;
        /// Completed the onboarding.
        const COMPLETED_ONBOARDING = 1 << 1;
        /// Need not pass the membership screening. Can be set.
        const BYPASSES_VERIFICATION = 1 << 2;
        /// Began the onboarding.
        const STARTED_ONBOARDING = 1 << 3;
        /// Is a guest who may only join the voice channel of the invite.
        const IS_GUEST = 1 << 4;
        /// Began the server guide.
        const STARTED_HOME_ACTIONS = 1 << 5;
        /// Completed the server guide.
        const COMPLETED_HOME_ACTIONS = 1 << 6;
        /// Is quarantined by AutoMod because of the name.
        const AUTOMOD_QUARANTINED_USERNAME = 1 << 7;
        /// Dismissed the hint about DM settings.
        const DM_SETTINGS_UPSELL_ACKNOWLEDGED = 1 << 9;
        /// Is quarantined by AutoMod because of the guild tag.
        const AUTOMOD_QUARANTINED_GUILD_TAG = 1 << 10;
    }
}
