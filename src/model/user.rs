//! Users (Discord's docs, resources/user).

use std::fmt;

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::object::is_neutral;
use super::open::{open_enum, open_flags};
use super::readable::readable;
use super::{Field, GuildId, ImageHash, Member, SkuId, UserId};

/// A user, who may be a bot.
///
/// Discord sends the fields from `locale` on only for the bot itself.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, username)]
#[non_exhaustive]
pub struct User {
    /// The id of the user.
    pub id: UserId,
    /// The unique name. Clients show another name, see [`display_name`](Self::display_name).
    pub username: CompactString,
    /// The four digits of accounts that still have them, mostly bots; [`Discriminator::NONE`] for the others.
    #[serde(default)]
    pub discriminator: Discriminator,
    /// The name shown outside of guilds.
    pub global_name: Option<CompactString>,
    /// The avatar. Users without one have a coloured default picture.
    pub avatar: Option<ImageHash>,
    /// Whether this is a bot's account.
    #[serde(skip_serializing_if = "is_neutral")]
    pub bot: bool,
    /// Whether this is a system user of Discord's, which sends urgent messages for example.
    #[serde(skip_serializing_if = "is_neutral")]
    pub system: bool,
    /// The badges that everybody can see.
    #[serde(skip_serializing_if = "is_neutral")]
    pub public_flags: UserFlags,
    /// The banner of the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub banner: Option<ImageHash>,
    /// The colour of the profile, 0xRRGGBB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent_color: Option<u32>,
    /// The frame around the avatar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_decoration_data: Option<Box<AvatarDecoration>>,
    /// Other items that the user collected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collectibles: Option<Box<Collectibles>>,
    /// The guild whose tag the user shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_guild: Option<Box<PrimaryGuild>>,
    /// The style of the name. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name_styles: Option<Box<DisplayNameStyles>>,
    /// The user as a member of the guild. Only in the `mentions` of a message event, and then without `user`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<Member>>,
    /// The chosen language, such as `en-GB`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<Box<str>>,
    /// Whether two-factor authentication is enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mfa_enabled: Option<bool>,
    /// Whether the e-mail address is verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    /// The e-mail address, with the scope `email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Box<str>>,
    /// All badges.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flags: Option<UserFlags>,
    /// The Nitro subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub premium_type: Option<PremiumType>,
}

/// The bot's own user, as in READY, USER_UPDATE and `GET /users/@me`.
pub type CurrentUser = User;

impl User {
    /// The name shown outside of guilds: the global name, or the username if there is none.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.global_name.as_deref().unwrap_or(&self.username)
    }
}

/// A user of whom Discord sends only some fields. In presences it is often only the id.
///
/// It does not have fields that only the user can see, such as the e-mail address, because no presence contains them.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id)]
#[non_exhaustive]
pub struct PartialUser {
    /// The id of the user.
    pub id: UserId,
    /// See [`User::username`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<CompactString>,
    /// See [`User::discriminator`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discriminator: Option<Discriminator>,
    /// See [`User::global_name`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub global_name: Field<CompactString>,
    /// See [`User::avatar`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub avatar: Field<ImageHash>,
    /// See [`User::bot`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot: Option<bool>,
    /// See [`User::system`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<bool>,
    /// See [`User::public_flags`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_flags: Option<UserFlags>,
    /// See [`User::banner`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub banner: Field<ImageHash>,
    /// See [`User::accent_color`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub accent_color: Field<u32>,
    /// See [`User::avatar_decoration_data`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub avatar_decoration_data: Field<Box<AvatarDecoration>>,
    /// See [`User::collectibles`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub collectibles: Field<Box<Collectibles>>,
    /// See [`User::primary_guild`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub primary_guild: Field<Box<PrimaryGuild>>,
    /// See [`User::display_name_styles`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub display_name_styles: Field<Box<DisplayNameStyles>>,
}

impl PartialUser {
    /// Applies the fields that were sent to a stored user.
    pub fn apply_to(&self, user: &mut User) {
        if let Some(username) = &self.username {
            user.username.clone_from(username);
        }
        if let Some(discriminator) = self.discriminator {
            user.discriminator = discriminator;
        }
        user.bot = self.bot.unwrap_or(user.bot);
        user.system = self.system.unwrap_or(user.system);
        user.public_flags = self.public_flags.unwrap_or(user.public_flags);
        self.global_name.apply_to(&mut user.global_name);
        self.avatar.apply_to(&mut user.avatar);
        self.banner.apply_to(&mut user.banner);
        self.accent_color.apply_to(&mut user.accent_color);
        self.avatar_decoration_data.apply_to(&mut user.avatar_decoration_data);
        self.collectibles.apply_to(&mut user.collectibles);
        self.primary_guild.apply_to(&mut user.primary_guild);
        self.display_name_styles.apply_to(&mut user.display_name_styles);
    }
}

/// The four digits after the name of an account that still has them. It is serialized in Discord's form: `"0042"`, and
/// `"0"` for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Discriminator(u16);

impl Discriminator {
    /// The discriminator of accounts with a unique username.
    pub const NONE: Self = Self(0);

    /// The number; 0 for none.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl From<u16> for Discriminator {
    fn from(digits: u16) -> Self {
        Self(digits)
    }
}

impl fmt::Display for Discriminator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 { f.write_str("0") } else { write!(f, "{:04}", self.0) }
    }
}

impl Serialize for Discriminator {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Discriminator {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DigitsVisitor;

        impl Visitor<'_> for DigitsVisitor {
            type Value = Discriminator;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a discriminator such as \"0042\"")
            }

            fn visit_u64<E: de::Error>(self, digits: u64) -> Result<Discriminator, E> {
                Ok(Discriminator(u16::try_from(digits).unwrap_or_default()))
            }

            fn visit_str<E: de::Error>(self, digits: &str) -> Result<Discriminator, E> {
                // Webhook messages and system users have had other values here. They are not worth losing an event.
                Ok(Discriminator(digits.parse().unwrap_or_default()))
            }

            fn visit_unit<E: de::Error>(self) -> Result<Discriminator, E> {
                Ok(Discriminator::NONE)
            }
        }

        deserializer.deserialize_any(DigitsVisitor)
    }
}

readable!(default Discriminator);

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
