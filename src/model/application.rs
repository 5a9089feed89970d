//! Applications and teams (Discord's docs, resources/application and topics/teams).

use std::collections::BTreeMap;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::lenient::or_default;
use super::open::{open_enum, open_flags};
use super::{ApplicationId, GuildId, ImageHash, PartialGuild, Permissions, RawJson, SkuId, TeamId, User, UserId};

/// An application: the thing in the developer portal to which the bot belongs.
///
/// READY, messages and invites carry only a few of its fields; the others have their neutral value there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Application {
    /// Which application. Of most it is also the id of the bot's user.
    pub id: ApplicationId,
    /// The name.
    #[serde(default)]
    pub name: CompactString,
    /// The picture.
    pub icon: Option<ImageHash>,
    /// What it says about itself.
    #[serde(default, deserialize_with = "or_default")]
    pub description: String,
    /// The lower 31 flags; see [`all_flags`](Self::all_flags).
    #[serde(default)]
    pub flags: ApplicationFlags,
    /// All flags, where Discord sends them.
    #[serde(default)]
    pub flags_new: ApplicationFlags,
    /// Whether everybody may add the bot, or its owner only.
    pub bot_public: Option<bool>,
    /// Whether the bot joins only after the whole OAuth2 code grant.
    pub bot_require_code_grant: Option<bool>,
    /// The bot's user.
    pub bot: Option<Box<User>>,
    /// Who owns it.
    pub owner: Option<Box<User>>,
    /// The team that owns it.
    pub team: Option<Box<Team>>,
    /// The hexadecimal key that signs HTTP interactions.
    #[serde(default)]
    pub verify_key: CompactString,
    /// The guild that belongs to it, a support server for example.
    pub guild_id: Option<GuildId>,
    /// How many guilds it was added to, about.
    pub approximate_guild_count: Option<u64>,
    /// How many users installed it, about.
    pub approximate_user_install_count: Option<u64>,
    /// How many users authorized it, about.
    pub approximate_user_authorization_count: Option<u64>,
    /// The guild that belongs to it, with some of its fields.
    pub guild: Option<Box<PartialGuild>>,
    /// What it sells, if it is a game.
    pub primary_sku_id: Option<SkuId>,
    /// The last part of the link to its store page.
    pub slug: Option<CompactString>,
    /// The picture of invites to play it.
    pub cover_image: Option<ImageHash>,
    /// Whose origins may use RPC with it.
    #[serde(default, deserialize_with = "or_default")]
    pub rpc_origins: Vec<CompactString>,
    /// Where OAuth2 may lead back to.
    #[serde(default, deserialize_with = "or_default")]
    pub redirect_uris: Vec<CompactString>,
    /// Where users link their accounts for linked roles.
    pub role_connections_verification_url: Option<Box<str>>,
    /// Where Discord sends webhook events by HTTP.
    pub event_webhooks_url: Option<Box<str>>,
    /// Whether it sends them.
    pub event_webhooks_status: Option<EventWebhookStatus>,
    /// Which of them it sends.
    #[serde(default, deserialize_with = "or_default")]
    pub event_webhooks_types: Vec<CompactString>,
    /// What its own link asks for.
    pub install_params: Option<Box<InstallParams>>,
    /// Where Discord sends interactions by HTTP. If set, INTERACTION_CREATE does not come over the gateway.
    pub interactions_endpoint_url: Option<Box<str>>,
    /// Where its terms are.
    pub terms_of_service_url: Option<Box<str>>,
    /// Where its privacy policy is.
    pub privacy_policy_url: Option<Box<str>>,
    /// Words it is found by, at most five.
    #[serde(default, deserialize_with = "or_default")]
    pub tags: Vec<CompactString>,
    /// The link by which it is added, if it is not Discord's.
    pub custom_install_url: Option<Box<str>>,
    /// What an installation asks for, by [kind of installation](InstallationKind); kept as it came.
    #[serde(default, deserialize_with = "or_default")]
    pub integration_types_config: BTreeMap<CompactString, RawJson>,
}

/// An application of which only some fields were sent.
pub type PartialApplication = Application;

impl Application {
    /// The flags of both fields together: `flags` never grows past 31 bits, newer ones are in `flags_new`.
    #[must_use]
    pub fn all_flags(&self) -> ApplicationFlags {
        self.flags | self.flags_new
    }
}

open_flags! {
    /// What an application has and may. The `GATEWAY_…` flags tell which privileged intents are switched on in the developer
    /// portal: without `LIMITED` they were approved, with it the application is small enough to need no approval.
    pub struct ApplicationFlags {
        /// Uses the API of AutoMod.
        const APPLICATION_AUTO_MODERATION_RULE_CREATE_BADGE = 1 << 6;
        /// May use GUILD_PRESENCES.
        const GATEWAY_PRESENCE = 1 << 12;
        /// May use GUILD_PRESENCES as long as it is small.
        const GATEWAY_PRESENCE_LIMITED = 1 << 13;
        /// May use GUILD_MEMBERS.
        const GATEWAY_GUILD_MEMBERS = 1 << 14;
        /// May use GUILD_MEMBERS as long as it is small.
        const GATEWAY_GUILD_MEMBERS_LIMITED = 1 << 15;
        /// Grew so unusually that it has to be verified.
        const VERIFICATION_PENDING_GUILD_LIMIT = 1 << 16;
        /// Runs inside of Discord.
        const EMBEDDED = 1 << 17;
        /// May use MESSAGE_CONTENT.
        const GATEWAY_MESSAGE_CONTENT = 1 << 18;
        /// May use MESSAGE_CONTENT as long as it is small.
        const GATEWAY_MESSAGE_CONTENT_LIMITED = 1 << 19;
        /// Has global application commands.
        const APPLICATION_COMMAND_BADGE = 1 << 23;
    }
}

/// What an installation asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InstallParams {
    /// The OAuth2 scopes.
    #[serde(default, deserialize_with = "or_default")]
    pub scopes: Vec<CompactString>,
    /// What the bot's role may do.
    #[serde(default)]
    pub permissions: Permissions,
}

open_enum! {
    /// Whether Discord sends webhook events.
    pub enum EventWebhookStatus {
        /// Switched off by the developer.
        Disabled = 1,
        /// Switched on.
        Enabled = 2,
        /// Switched off by Discord, since they were not answered.
        DisabledByDiscord = 3,
    }
}

open_enum! {
    /// How an application was installed.
    pub enum InstallationKind {
        /// In a guild.
        Guild = 0,
        /// By a user, for themselves.
        User = 1,
    }
}

/// A team of developers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Team {
    /// Which team.
    pub id: TeamId,
    /// The name.
    #[serde(default)]
    pub name: CompactString,
    /// The picture.
    pub icon: Option<ImageHash>,
    /// Who owns the team.
    pub owner_user_id: Option<UserId>,
    /// Who is in it.
    #[serde(default, deserialize_with = "or_default")]
    pub members: Vec<TeamMember>,
}

/// A member of a team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TeamMember {
    /// Who.
    pub user: User,
    /// Whether the invitation was accepted.
    pub membership_state: MembershipState,
    /// `admin`, `developer` or `read_only`; empty for the owner.
    #[serde(default)]
    pub role: CompactString,
}

open_enum! {
    /// Whether somebody accepted to be in a team.
    pub enum MembershipState {
        /// Invited.
        Invited = 1,
        /// Accepted.
        Accepted = 2,
    }
}
