//! The state of the simulated Discord and its rules: users, guilds, channels, roles, members, messages.
//!
//! The world does no I/O and does not depend on sessions or sockets. Each change emits [`Event`]s, which the gateway's
//! hub hands to the sessions that may see them.

mod audit;
mod channels;
mod command_line;
mod commands;
mod community;
mod components;
mod file_names;
mod features;
mod files;
mod guilds;
mod ids;
mod interactions;
mod json;
mod members;
mod message_json;
mod messages;
mod permissions;
mod polls;
mod reactions;
mod resolve;
mod shop;
mod state;
mod system;
mod threads;
mod voice;
mod webhooks;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value};

pub(in crate::sandbox) use self::audit::{action, diff};
pub(in crate::sandbox) use self::channels::empty_channel;
pub(in crate::sandbox) use self::command_line::MAX_INTEGER;
pub(in crate::sandbox) use self::commands::Impossible;
pub(in crate::sandbox) use self::community::{Community, Occurrence};
pub(in crate::sandbox) use self::components::{fields, flat, is_clickable, is_select};
pub(in crate::sandbox) use self::file_names::{cleansed, media_type, title};
pub(in crate::sandbox) use self::files::{File, Files};
use self::ids::Snowflakes;
pub(in crate::sandbox) use self::ids::{created_us, iso};
pub(in crate::sandbox) use self::interactions::{FIRST_ANSWER_US, Interaction, InteractionState, TOKEN_LIFE_US};
pub(in crate::sandbox) use self::json::merge;
pub(in crate::sandbox) use self::messages::{AllowedMentions, Draft, Edit};
pub(in crate::sandbox) use self::permissions::bits;
pub(in crate::sandbox) use self::resolve::UserFile;
pub use self::shop::SandboxSkuKind;
pub(in crate::sandbox) use self::shop::{Holder, Shop, has_ended, is_active};
pub(in crate::sandbox) use self::state::{
    Channel, ChannelKind, CustomEmoji, Emoji, Guild, LOADING, Member, Message, MessageLog, Overwrite, Presence,
    Reaction, Role, Thread, User, VoiceState,
};
pub(in crate::sandbox) use self::webhooks::{Invite, Webhook};
use crate::gateway::Intents;
use crate::model::{ApplicationId, ChannelId, CommandId, GuildId, InteractionId, MessageId, UserId, WebhookId};

/// A dispatch that has not been handed to the sessions yet.
#[derive(Debug)]
pub(in crate::sandbox) struct Event {
    /// The event name, such as `MESSAGE_CREATE`.
    pub(in crate::sandbox) name: Cow<'static, str>,
    /// The event goes to the shard of this guild, or to shard 0 without a guild.
    pub(in crate::sandbox) guild: Option<GuildId>,
    /// A session needs one of these intents. Empty: every session gets the event.
    pub(in crate::sandbox) needs: Intents,
    /// The payload.
    pub(in crate::sandbox) data: EventData,
}

/// The payload of an event.
#[derive(Debug)]
pub(in crate::sandbox) enum EventData {
    /// The same for every session.
    Plain(Value),
    /// A message. Sessions without MESSAGE_CONTENT get it without its content.
    Message(Box<Message>),
    /// GUILD_CREATE. It differs by session (large threshold, presences).
    Guild(GuildId),
}

/// The error that Discord gives for an action (rest.md section 16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({code})")]
pub(in crate::sandbox) struct Refusal {
    /// The HTTP status.
    pub(in crate::sandbox) status: u16,
    /// Discord's JSON error code.
    pub(in crate::sandbox) code: u32,
    /// Discord's message.
    pub(in crate::sandbox) message: &'static str,
}

macro_rules! refusals {
    ($($name:ident = $status:literal, $code:literal, $message:literal;)+) => {
        impl Refusal {
            $(pub(in crate::sandbox) const $name: Self = Self { status: $status, code: $code, message: $message };)+
        }
    };
}

refusals! {
    UNKNOWN_CHANNEL = 404, 10003, "Unknown Channel";
    UNKNOWN_GUILD = 404, 10004, "Unknown Guild";
    UNKNOWN_INTEGRATION = 404, 10005, "Unknown Integration";
    UNKNOWN_INVITE = 404, 10006, "Unknown Invite";
    UNKNOWN_MEMBER = 404, 10007, "Unknown Member";
    UNKNOWN_MESSAGE = 404, 10008, "Unknown Message";
    UNKNOWN_OVERWRITE = 404, 10009, "Unknown Overwrite";
    UNKNOWN_ROLE = 404, 10011, "Unknown Role";
    UNKNOWN_USER = 404, 10013, "Unknown User";
    UNKNOWN_EMOJI = 404, 10014, "Unknown Emoji";
    UNKNOWN_INTERACTION = 404, 10062, "Unknown interaction";
    UNKNOWN_WEBHOOK = 404, 10015, "Unknown Webhook";
    INVALID_WEBHOOK_TOKEN = 401, 50027, "Invalid Webhook Token";
    UNKNOWN_SKU = 404, 10027, "Unknown SKU";
    UNKNOWN_ENTITLEMENT = 404, 10029, "Unknown Entitlement";
    UNKNOWN_BAN = 404, 10026, "Unknown Ban";
    UNKNOWN_STICKER = 404, 10060, "Unknown sticker";
    UNKNOWN_COMMAND = 404, 10063, "Unknown application command";
    UNKNOWN_VOICE_STATE = 404, 10065, "Unknown Voice State";
    UNKNOWN_COMMAND_PERMISSIONS = 404, 10066, "Unknown application command permissions";
    UNKNOWN_STAGE = 404, 10067, "Unknown Stage Instance";
    UNKNOWN_EVENT = 404, 10070, "Unknown Guild Scheduled Event";
    UNKNOWN_RULE = 404, 0, "404: Not Found";
    MISSING_ACCESS = 403, 50001, "Missing Access";
    MISSING_PERMISSIONS = 403, 50013, "Missing Permissions";
    NOT_YOUR_MESSAGE = 403, 50005, "Cannot edit a message authored by another user";
    EMPTY_MESSAGE = 400, 50006, "Cannot send an empty message";
    CANNOT_WRITE_TO_USER = 403, 50007, "Cannot send messages to this user";
    WRONG_CHANNEL = 400, 50024, "Cannot execute action on this channel type";
    ALREADY_ANSWERED = 400, 40060, "Interaction has already been acknowledged.";
    TOO_MANY_REACTIONS = 400, 30010, "Maximum number of reactions reached (20)";
    SYSTEM_MESSAGE = 403, 50021, "Cannot execute action on a system message";
}

/// The application of the bot under test.
#[derive(Debug)]
pub(in crate::sandbox) struct Application {
    pub(in crate::sandbox) id: ApplicationId,
    pub(in crate::sandbox) name: String,
    /// The privileged intents that are enabled in the simulated developer portal.
    pub(in crate::sandbox) privileged: Intents,
    pub(in crate::sandbox) token: String,
}

/// The whole state of the simulated Discord.
#[derive(Debug)]
pub(in crate::sandbox) struct World {
    /// The current time in Unix microseconds. It is set before each change.
    pub(in crate::sandbox) now: i64,
    pub(in crate::sandbox) ids: Snowflakes,
    pub(in crate::sandbox) application: Application,
    /// The user who owns the application.
    pub(in crate::sandbox) owner: UserId,
    /// The bot's own user.
    pub(in crate::sandbox) bot: UserId,
    pub(in crate::sandbox) users: HashMap<UserId, User>,
    pub(in crate::sandbox) guilds: BTreeMap<GuildId, Guild>,
    pub(in crate::sandbox) channels: HashMap<ChannelId, Channel>,
    pub(in crate::sandbox) messages: HashMap<ChannelId, MessageLog>,
    pub(in crate::sandbox) interactions: BTreeMap<InteractionId, Interaction>,
    pub(in crate::sandbox) webhooks: BTreeMap<WebhookId, Webhook>,
    pub(in crate::sandbox) invites: BTreeMap<String, Invite>,
    /// The users who have installed the application for themselves.
    pub(in crate::sandbox) user_installs: BTreeSet<UserId>,
    /// The application's commands by guild; `None` has the global ones.
    pub(in crate::sandbox) commands: BTreeMap<Option<GuildId>, BTreeMap<CommandId, Value>>,
    pub(in crate::sandbox) shop: Shop,
    /// The metadata of the application for linked roles.
    pub(in crate::sandbox) role_metadata: Vec<Value>,
    /// The OAuth2 tokens with the scope `guilds.join`, and the users who gave them.
    pub(in crate::sandbox) access_tokens: HashMap<String, UserId>,
    /// When commands were created in the last day (Unix microseconds), by guild.
    pub(in crate::sandbox) command_creates: BTreeMap<Option<GuildId>, Vec<i64>>,
    /// The permissions of commands in guilds, by the id of the command or of the application.
    pub(in crate::sandbox) command_permissions: BTreeMap<(GuildId, CommandId), Vec<Value>>,
    /// The application's own emojis.
    pub(in crate::sandbox) emojis: Vec<CustomEmoji>,
    /// Changed fields of the application, by Discord's names.
    pub(in crate::sandbox) application_settings: Map<String, Value>,
    /// The voters of each answer of a poll.
    pub(in crate::sandbox) votes: HashMap<(MessageId, u64), BTreeSet<UserId>>,
    pub(in crate::sandbox) files: Files,
    /// The `X-Audit-Log-Reason` of the current request.
    pub(in crate::sandbox) reason: Option<String>,
    /// The events since the last `take_events`.
    events: Vec<Event>,
}

impl World {
    /// An empty world with an application and its bot user.
    pub(in crate::sandbox) fn new(now: i64, token: Option<String>, privileged: Intents) -> Self {
        let mut ids = Snowflakes::default();
        let bot = UserId::new(ids.next(now));
        let user = User { bot: true, ..User::named(bot, "Sandbox Bot") };
        let owner = UserId::new(ids.next(now));
        let token = token.unwrap_or_else(|| random_token(bot));
        Self {
            now,
            ids,
            application: Application {
                id: ApplicationId::new(bot.get()),
                name: "Sandbox Bot".to_owned(),
                privileged,
                token,
            },
            owner,
            bot,
            users: HashMap::from([(bot, user), (owner, User::named(owner, "owner"))]),
            guilds: BTreeMap::new(),
            channels: HashMap::new(),
            messages: HashMap::new(),
            interactions: BTreeMap::new(),
            webhooks: BTreeMap::new(),
            invites: BTreeMap::new(),
            user_installs: BTreeSet::new(),
            commands: BTreeMap::new(),
            shop: Shop::default(),
            role_metadata: Vec::new(),
            access_tokens: HashMap::new(),
            command_creates: BTreeMap::new(),
            command_permissions: BTreeMap::new(),
            emojis: Vec::new(),
            application_settings: Map::new(),
            votes: HashMap::new(),
            files: Files::default(),
            reason: None,
            events: Vec::new(),
        }
    }

    /// Replaces the token, as Discord does when a bot has used up its session starts.
    pub(in crate::sandbox) fn reset_token(&mut self) {
        self.application.token = random_token(self.bot);
    }

    /// The events since the last call.
    pub(in crate::sandbox) fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Emits an event to the sessions of a guild's shard, or to those of shard 0.
    pub(in crate::sandbox) fn emit(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        guild: Option<GuildId>,
        needs: Intents,
        data: Value,
    ) {
        self.events.push(Event { name: name.into(), guild, needs, data: EventData::Plain(data) });
    }

    /// Emits GUILD_CREATE.
    pub(in crate::sandbox) fn emit_guild_create(&mut self, guild: GuildId) {
        self.events.push(Event {
            name: Cow::Borrowed("GUILD_CREATE"),
            guild: Some(guild),
            needs: Intents::GUILDS,
            data: EventData::Guild(guild),
        });
    }

    /// The guilds the bot is in.
    pub(in crate::sandbox) fn bot_guilds(&self) -> impl Iterator<Item = &Guild> {
        self.guilds.values().filter(|guild| guild.members.contains_key(&self.bot))
    }

    /// Whether the bot is a member of this guild.
    pub(in crate::sandbox) fn bot_is_in(&self, guild: GuildId) -> bool {
        self.guilds.get(&guild).is_some_and(|guild| guild.members.contains_key(&self.bot))
    }

    pub(in crate::sandbox) fn guild(&self, id: GuildId) -> Result<&Guild, Refusal> {
        self.guilds.get(&id).ok_or(Refusal::UNKNOWN_GUILD)
    }

    pub(in crate::sandbox) fn guild_mut(&mut self, id: GuildId) -> Result<&mut Guild, Refusal> {
        self.guilds.get_mut(&id).ok_or(Refusal::UNKNOWN_GUILD)
    }

    pub(in crate::sandbox) fn channel(&self, id: ChannelId) -> Result<&Channel, Refusal> {
        self.channels.get(&id).ok_or(Refusal::UNKNOWN_CHANNEL)
    }

    pub(in crate::sandbox) fn user(&self, id: UserId) -> Result<&User, Refusal> {
        self.users.get(&id).ok_or(Refusal::UNKNOWN_USER)
    }

    /// The user with this name, created if there is none.
    pub(in crate::sandbox) fn user_named(&mut self, name: &str) -> UserId {
        if let Some(user) = self.users.values().find(|user| user.username == name && !user.bot) {
            return user.id;
        }
        let id = UserId::new(self.ids.next(self.now));
        self.users.insert(id, User::named(id, name));
        id
    }
}

/// A token in Discord's format: the bot's id in base64, then two random parts.
fn random_token(bot: UserId) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    let random = |bytes: usize| -> String {
        let bytes: Vec<u8> = std::iter::repeat_with(|| fastrand::u8(..)).take(bytes).collect();
        URL_SAFE_NO_PAD.encode(bytes)
    };
    format!("{}.{}.{}", URL_SAFE_NO_PAD.encode(bot.to_string()), random(4), random(28))
}
