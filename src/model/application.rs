//! Applications and teams (Discord's docs, resources/application and topics/teams).

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::Serializer;

use super::object::is_default;
use super::open::{open_enum, open_flags};
use super::{ApplicationId, GuildId, ImageHash, PartialGuild, Permissions, SkuId, TeamId, User, UserId};

/// An application, as it is registered in the developer portal. A bot belongs to one.
///
/// READY, messages and invites contain only a few of its fields; the others have their default values there.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct Application {
    /// The id of the application. For most applications the bot's user has the same id.
    pub id: ApplicationId,
    /// The name.
    #[serde(skip_serializing_if = "is_default")]
    pub name: CompactString,
    /// The picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<ImageHash>,
    /// The description.
    #[serde(skip_serializing_if = "is_default")]
    pub description: String,
    /// The kind of the application, where Discord sends it.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ApplicationKind>,
    /// The lower 31 flags; see [`all_flags`](Self::all_flags).
    #[serde(skip_serializing_if = "is_default")]
    pub flags: ApplicationFlags,
    /// All flags, where Discord sends them.
    #[serde(skip_serializing_if = "is_default", serialize_with = "as_text")]
    pub flags_new: ApplicationFlags,
    /// Whether everybody may add the bot. If not, only its owner may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_public: Option<bool>,
    /// Whether the bot joins only after the full OAuth2 code grant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_require_code_grant: Option<bool>,
    /// The bot's user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot: Option<Box<User>>,
    /// The owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Box<User>>,
    /// The team that owns it; `None` if a user does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<Box<Team>>,
    /// The hexadecimal key that signs HTTP interactions.
    #[serde(skip_serializing_if = "is_default")]
    pub verify_key: CompactString,
    /// The guild that belongs to it, a support server for example.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// That guild, with some of its fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild: Option<Box<PartialGuild>>,
    /// For a game that is sold on Discord: the id of its SKU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_sku_id: Option<SkuId>,
    /// For a game that is sold on Discord: its name in URLs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<CompactString>,
    /// The cover picture, which is shown in Rich Presence invites.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover_image: Option<ImageHash>,
    /// The origins that may use it over RPC.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rpc_origins: Vec<CompactString>,
    /// The approximate number of guilds that have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_guild_count: Option<u64>,
    /// The approximate number of users who installed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_user_install_count: Option<u64>,
    /// The approximate number of users who authorised it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_user_authorization_count: Option<u64>,
    /// The URLs to which OAuth2 may redirect.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redirect_uris: Vec<CompactString>,
    /// The URL to which Discord sends interactions. If set, INTERACTION_CREATE does not come over the gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interactions_endpoint_url: Option<Box<str>>,
    /// The URL at which users verify themselves for linked roles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_connections_verification_url: Option<Box<str>>,
    /// The URL to which Discord sends webhook events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_webhooks_url: Option<Box<str>>,
    /// Whether Discord sends webhook events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_webhooks_status: Option<EventWebhookStatus>,
    /// The types of webhook events that it has subscribed to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub event_webhooks_types: Vec<CompactString>,
    /// The URL of its terms of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms_of_service_url: Option<Box<str>>,
    /// The URL of its privacy policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_policy_url: Option<Box<str>>,
    /// Tags that describe it, at most five.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<CompactString>,
    /// The scopes and permissions that an installation requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub install_params: Option<Box<InstallParams>>,
    /// The ways in which it can be installed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_types_config: Option<Box<IntegrationTypesConfig>>,
    /// The custom link for adding it, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_install_url: Option<Box<str>>,
    /// The maximum number of participants in its activity; -1 means no limit. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_participants: Option<i32>,
    /// The content of its interactions that is scanned. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explicit_content_filter: Option<ApplicationContentFilter>,
    /// The OAuth2 scopes that it may request. Not in Discord's docs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub eligible_oauth2_scopes: Vec<CompactString>,
}

/// Serializes the flags as text, as Discord does, because they may grow past the range of a JSON number.
fn as_text<S: Serializer>(flags: &ApplicationFlags, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&flags.bits())
}

/// An application of which Discord sends only some fields.
pub type PartialApplication = Application;

impl Application {
    /// The flags of both fields together: `flags` is limited to 31 bits, and `flags_new` has the newer ones.
    #[must_use]
    pub fn all_flags(&self) -> ApplicationFlags {
        self.flags | self.flags_new
    }
}

open_flags! {
    /// The features and privileges of an application. The `GATEWAY_…` flags show which privileged intents are enabled
    /// in the developer portal: those without `LIMITED` were approved by Discord; with `LIMITED` the application is
    /// small enough to need no approval.
    pub struct ApplicationFlags {
        /// Has the badge for using the AutoMod API.
        const APPLICATION_AUTO_MODERATION_RULE_CREATE_BADGE = 1 << 6;
        /// May use GUILD_PRESENCES.
        const GATEWAY_PRESENCE = 1 << 12;
        /// May use GUILD_PRESENCES as long as it is in few guilds.
        const GATEWAY_PRESENCE_LIMITED = 1 << 13;
        /// May use GUILD_MEMBERS.
        const GATEWAY_GUILD_MEMBERS = 1 << 14;
        /// May use GUILD_MEMBERS as long as it is in few guilds.
        const GATEWAY_GUILD_MEMBERS_LIMITED = 1 << 15;
        /// Grows unusually fast, so that it must be verified.
        const VERIFICATION_PENDING_GUILD_LIMIT = 1 << 16;
        /// Runs inside of Discord.
        const EMBEDDED = 1 << 17;
        /// May use MESSAGE_CONTENT.
        const GATEWAY_MESSAGE_CONTENT = 1 << 18;
        /// May use MESSAGE_CONTENT as long as it is in few guilds.
        const GATEWAY_MESSAGE_CONTENT_LIMITED = 1 << 19;
        /// Has global application commands.
        const APPLICATION_COMMAND_BADGE = 1 << 23;
    }
}

open_enum! {
    /// The kind of an application.
    pub enum ApplicationKind {
        /// Created by Discord to sell roles in a guild.
        GuildRoleSubscriptions = 4,
    }
}

open_enum! {
    /// The content of an application's interactions that is scanned.
    pub enum ApplicationContentFilter {
        /// The setting of the guild applies.
        Inherit = 0,
        /// All content is scanned.
        Always = 1,
    }
}

open_enum! {
    /// The target of an installation of an application.
    pub enum InstallationKind {
        /// The application was installed in a guild.
        Guild = 0,
        /// A user installed the application for themselves.
        User = 1,
    }
}

open_enum! {
    /// Whether Discord sends webhook events to an application.
    pub enum EventWebhookStatus {
        /// They are disabled.
        Disabled = 1,
        /// They are enabled.
        Enabled = 2,
        /// Discord disabled them, because the application did not answer.
        DisabledByDiscord = 3,
    }
}

/// The scopes and permissions that an installation requests.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object, New)]
#[new(scopes, permissions)]
#[non_exhaustive]
pub struct InstallParams {
    /// The OAuth2 scopes.
    pub scopes: Vec<CompactString>,
    /// The permissions of the bot's role.
    pub permissions: Permissions,
}

/// How an application can be installed, by [kind of installation](InstallationKind).
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct IntegrationTypesConfig {
    /// The configuration for guilds; `None` if it cannot be installed in guilds.
    #[serde(rename = "0", skip_serializing_if = "Option::is_none")]
    pub guild: Option<IntegrationTypeConfig>,
    /// The configuration for users; `None` if users cannot install it for themselves.
    #[serde(rename = "1", skip_serializing_if = "Option::is_none")]
    pub user: Option<IntegrationTypeConfig>,
}

/// One way in which an application can be installed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct IntegrationTypeConfig {
    /// The scopes and permissions that Discord's default link requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oauth2_install_params: Option<InstallParams>,
}

/// A team of developers.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct Team {
    /// The id of the team.
    pub id: TeamId,
    /// The name.
    pub name: CompactString,
    /// The picture.
    pub icon: Option<ImageHash>,
    /// The owner.
    pub owner_user_id: Option<UserId>,
    /// The members of the team.
    pub members: Vec<TeamMember>,
}

/// A member of a team.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(user, membership_state)]
#[non_exhaustive]
pub struct TeamMember {
    /// The user.
    pub user: User,
    /// The team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team_id: Option<TeamId>,
    /// Whether the invitation was accepted.
    pub membership_state: MembershipState,
    /// `admin`, `developer` or `read_only`; empty for the owner.
    pub role: CompactString,
    /// The permissions in the team. Discord's docs do not list it; `role` has the same information.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<CompactString>,
}

open_enum! {
    /// Whether a user has accepted the invitation to a team.
    pub enum MembershipState {
        /// The user was invited.
        Invited = 1,
        /// The user has accepted.
        Accepted = 2,
    }
}
