//! [`PrefixCommands`]: which messages call commands.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use compact_str::CompactString;
use futures_util::future::BoxFuture;

use crate::{
    command::{CommandResult, Reply},
    context::Context,
    event::{EventKind, EventKinds},
    gateway::Intents,
    handler::Interests,
    model::{GuildId, Message},
};

/// How long the edits of a message are followed.
const EDITS: Duration = Duration::from_secs(60 * 60);

pub(super) type OfGuild =
    Arc<dyn Fn(Context, GuildId) -> BoxFuture<'static, CommandResult<Option<String>>> + Send + Sync>;
pub(super) type OnUnknown = Arc<dyn Fn(Context, UnknownCommand) -> BoxFuture<'static, Option<Reply>> + Send + Sync>;

/// Which messages call the commands with `prefix`, and what happens around them. It is given to
/// [`Bot::prefix_commands`](crate::Bot::prefix_commands); [`Bot::prefix`](crate::Bot::prefix) is short for one with a
/// prefix.
///
/// The permissions of members and of the bot come from the cache. Without the feature `cache`, or without the intent
/// GUILDS, commands that need permissions are refused in guilds.
///
/// ```
/// use greenroom::PrefixCommands;
///
/// let commands = PrefixCommands::new().prefix("!").prefix("?").help(false);
/// ```
#[derive(Clone)]
#[must_use = "it is given to `Bot::prefix_commands`"]
pub struct PrefixCommands {
    pub(super) prefixes: Vec<CompactString>,
    pub(super) mention: bool,
    pub(super) of_guild: Option<OfGuild>,
    pub(super) edits: Duration,
    pub(super) on_unknown: Option<OnUnknown>,
    pub(super) help: bool,
}

impl PrefixCommands {
    /// Commands begin with a mention of the bot.
    pub fn new() -> Self {
        Self { prefixes: Vec::new(), mention: true, of_guild: None, edits: EDITS, on_unknown: None, help: true }
    }

    /// Adds a prefix, such as `!`. Without the intent MESSAGE_CONTENT messages arrive without their text, so that it
    /// has no effect; the intent is requested, and must be on in the developer portal.
    pub fn prefix(mut self, prefix: impl Into<CompactString>) -> Self {
        self.prefixes.push(prefix.into());
        self
    }

    /// Sets whether a mention of the bot is a prefix: yes by default. It needs no intent.
    pub fn mention(mut self, mention: bool) -> Self {
        self.mention = mention;
        self
    }

    /// Sets how the prefix of a guild is found, which then replaces those of [`prefix`](Self::prefix) there. `None`
    /// keeps them. It is called for each message of a guild, so that what takes time should be kept in memory.
    pub fn guild_prefix<F>(mut self, find: impl Fn(Context, GuildId) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = CommandResult<Option<String>>> + Send + 'static,
    {
        self.of_guild = Some(Arc::new(move |ctx, guild| Box::pin(find(ctx, guild))));
        self
    }

    /// Sets for how long after a message its edits are followed: 1 h by default, 0 for not at all. When a message is
    /// edited, its command is called again as soon as the call before has ended, and the answer is changed. The newest
    /// 1,000 messages are followed.
    pub fn edits(mut self, within: Duration) -> Self {
        self.edits = within;
        self
    }

    /// Sets what is answered to a name that no command has; `None` answers nothing. By default, names that are like it
    /// are suggested, and there is no answer if there are none: other bots may have the same prefix.
    pub fn on_unknown<F>(mut self, answer: impl Fn(Context, UnknownCommand) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Option<Reply>> + Send + 'static,
    {
        self.on_unknown = Some(Arc::new(move |ctx, unknown| Box::pin(answer(ctx, unknown))));
        self
    }

    /// Sets whether there is a command `help`, which lists the prefix commands by category and explains one: yes by
    /// default. A command of yours with that name replaces it.
    pub fn help(mut self, help: bool) -> Self {
        self.help = help;
        self
    }

    /// Whether messages without a mention of the bot can call commands.
    pub(crate) fn needs_content(&self) -> bool {
        !self.prefixes.is_empty() || self.of_guild.is_some()
    }

    /// The events and intents that the commands need.
    pub(crate) fn interests(&self) -> Interests {
        let mut events = EventKinds::NONE;
        events.insert(EventKind::MessageCreate);
        if !self.edits.is_zero() {
            events.insert(EventKind::MessageUpdate);
        }
        let content = Intents::MESSAGE_CONTENT;
        let (asked, declined) =
            if self.needs_content() { (content, Intents::empty()) } else { (Intents::empty(), content) };
        // A command that waits must not hold up the next.
        Interests { events, asked, declined, unordered: true, ..Interests::NOTHING }
    }
}

impl Default for PrefixCommands {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for PrefixCommands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrefixCommands")
            .field("prefixes", &self.prefixes)
            .field("mention", &self.mention)
            .field("edits", &self.edits)
            .field("help", &self.help)
            .finish_non_exhaustive()
    }
}

/// A message that begins with a prefix, and whose next word is the name of no command.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct UnknownCommand {
    /// The word, as it was written; after the name of a group with the word behind it.
    pub name: String,
    /// The prefix.
    pub prefix: String,
    /// Names of commands that are like it, the nearest first, up to three.
    pub like: Vec<String>,
    /// The message.
    pub message: Arc<Message>,
}
