//! Applications and teams (Discord's docs, resources/application and topics/teams).

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::Serializer;

use super::object::is_neutral;
use super::open::{open_enum, open_flags};
use super::{ApplicationId, GuildId, ImageHash, PartialGuild, Permissions, SkuId, TeamId, User, UserId};

/// An application: the thing in the developer portal to which the bot belongs.
///
/// READY, messages and invites carry only a few of its fields; the others have their neutral value there.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct Application {
    /// Which application. Of most it is also the id of the bot's user.
    pub id: ApplicationId,
    /// The name.
    #[serde(skip_serializing_if = "is_neutral")]
    pub name: CompactString,
    /// The picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<ImageHash>,
    /// What it says about itself.
    #[serde(skip_serializing_if = "is_neutral")]
    pub description: String,
    /// What kind of application it is, where Discord tells it.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ApplicationKind>,
    /// The lower 31 flags; see [`all_flags`](Self::all_flags).
    #[serde(skip_serializing_if = "is_neutral")]
    pub flags: ApplicationFlags,
    /// All flags, where Discord sends them.
    #[serde(skip_serializing_if = "is_neutral", serialize_with = "as_text")]
    pub flags_new: ApplicationFlags,
    /// Whether everybody may add the bot, or its owner only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_public: Option<bool>,
    /// Whether the bot joins only after the whole OAuth2 code grant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_require_code_grant: Option<bool>,
    /// The bot's user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot: Option<Box<User>>,
    /// Who owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Box<User>>,
    /// The team that owns it; `None` if a user does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<Box<Team>>,
    /// The hexadecimal key that signs HTTP interactions.
    #[serde(skip_serializing_if = "is_neutral")]
    pub verify_key: CompactString,
    /// The guild that belongs to it, a support server for example.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// That guild, with some of its fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild: Option<Box<PartialGuild>>,
    /// Of a game that is sold on Discord: what is bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_sku_id: Option<SkuId>,
    /// Of a game that is sold on Discord: its name in addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<CompactString>,
    /// The picture of invitations to a game.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover_image: Option<ImageHash>,
    /// Where it may be asked for over RPC.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rpc_origins: Vec<CompactString>,
    /// How many guilds it was added to, about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_guild_count: Option<u64>,
    /// How many users installed it, about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_user_install_count: Option<u64>,
    /// How many users authorised it, about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_user_authorization_count: Option<u64>,
    /// Where OAuth2 may lead back to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redirect_uris: Vec<CompactString>,
    /// Where Discord sends interactions by HTTP. If set, INTERACTION_CREATE does not come over the gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interactions_endpoint_url: Option<Box<str>>,
    /// Where users prove what linked roles ask for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_connections_verification_url: Option<Box<str>>,
    /// Where Discord sends webhook events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_webhooks_url: Option<Box<str>>,
    /// Whether it sends them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_webhooks_status: Option<EventWebhookStatus>,
    /// Which of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub event_webhooks_types: Vec<CompactString>,
    /// Where its terms are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms_of_service_url: Option<Box<str>>,
    /// Where its privacy policy is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_policy_url: Option<Box<str>>,
    /// Words it is found by, at most five.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<CompactString>,
    /// What an installation asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub install_params: Option<Box<InstallParams>>,
    /// How it can be installed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_types_config: Option<Box<IntegrationTypesConfig>>,
    /// The link by which it is added, if it is not Discord's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_install_url: Option<Box<str>>,
    /// How many may take part in its activity at once; -1 is no limit. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_participants: Option<i32>,
    /// Which content its interactions are scanned for. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explicit_content_filter: Option<ApplicationContentFilter>,
    /// The OAuth2 scopes that it may ask users for. Not in Discord's docs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub eligible_oauth2_scopes: Vec<CompactString>,
}

/// Discord writes these flags as text, since they may grow past what a number can hold.
fn as_text<S: Serializer>(flags: &ApplicationFlags, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&flags.bits())
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

open_enum! {
    /// What kind of application it is.
    pub enum ApplicationKind {
        /// It was made by Discord, to sell roles in a guild.
        GuildRoleSubscriptions = 4,
    }
}

open_enum! {
    /// Which content of an application's interactions is scanned.
    pub enum ApplicationContentFilter {
        /// What the guild's own filter says.
        Inherit = 0,
        /// All of it.
        Always = 1,
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

open_enum! {
    /// Whether Discord sends webhook events to an application.
    pub enum EventWebhookStatus {
        /// No.
        Disabled = 1,
        /// Yes.
        Enabled = 2,
        /// No longer: the application did not answer.
        DisabledByDiscord = 3,
    }
}

/// What an installation asks for.
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
    /// In guilds; `None` if it cannot be.
    #[serde(rename = "0", skip_serializing_if = "Option::is_none")]
    pub guild: Option<IntegrationTypeConfig>,
    /// By users, for themselves; `None` if it cannot be.
    #[serde(rename = "1", skip_serializing_if = "Option::is_none")]
    pub user: Option<IntegrationTypeConfig>,
}

/// One way in which an application can be installed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct IntegrationTypeConfig {
    /// What Discord's own link asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oauth2_install_params: Option<InstallParams>,
}

/// A team of developers.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct Team {
    /// Which team.
    pub id: TeamId,
    /// The name.
    pub name: CompactString,
    /// The picture.
    pub icon: Option<ImageHash>,
    /// Who owns the team.
    pub owner_user_id: Option<UserId>,
    /// Who is in it.
    pub members: Vec<TeamMember>,
}

/// A member of a team.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(user, membership_state)]
#[non_exhaustive]
pub struct TeamMember {
    /// Who.
    pub user: User,
    /// The team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team_id: Option<TeamId>,
    /// Whether the invitation was accepted.
    pub membership_state: MembershipState,
    /// `admin`, `developer` or `read_only`; empty for the owner.
    pub role: CompactString,
    /// What they may do; Discord's docs do not mention it, `role` says it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<CompactString>,
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
