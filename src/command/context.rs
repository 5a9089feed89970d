//! [`CallContext`]: what a command, a component or a modal gets, and the three contexts that dereference to it.

use std::{
    fmt,
    ops::Deref,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use compact_str::CompactString;
use tokio::sync::watch;

use super::{
    arg::Arg,
    awaited::Awaited,
    modal::{Fields, ModalInput},
    reader::{Reader, descend},
    refused::Refused,
    response::{ResponseState, TOKEN_LIFETIME},
    selected::{self, Selected},
};
use crate::{
    clock::Clock,
    context::Context,
    model::{ChannelId, ComponentData, GuildId, Interaction, Locale, Member, Message, MessageId, ModalData, User},
    rest::Http,
    texts::BotTexts,
};

/// What all calls of a bot share.
#[derive(Debug, Default)]
pub(crate) struct CallServices {
    pub(crate) clock: Clock,
    pub(crate) awaited: Awaited<ComponentContext>,
    pub(crate) texts: BotTexts,
}

/// What is common to the contexts of commands, components and modals.
///
/// It is cheap to clone; tasks that outlive the call take a clone. [`CommandContext`], [`ComponentContext`] and
/// [`ModalContext`] dereference to it, and it dereferences to [`Context`].
#[derive(Clone)]
pub struct CallContext(Arc<Inner>);

struct Inner {
    context: Context,
    interaction: Arc<Interaction>,
    user: User,
    name: Box<str>,
    services: Arc<CallServices>,
    /// When the interaction arrived.
    arrived: Instant,
    /// Whether answers that state nothing are for the user alone.
    ephemeral: AtomicBool,
    /// How many groups and sub-commands lead to the command.
    depth: usize,
    /// The message, if this is the call of a prefix command.
    written: Option<Written>,
    state: watch::Sender<ResponseState>,
    follow_ups: AtomicU32,
    /// The message that is the first answer, if all see it.
    original: OnceLock<(ChannelId, MessageId)>,
    /// The messages that are the first answer to a prefix command.
    answer: OnceLock<Vec<MessageId>>,
}

/// The parts of a [`CallContext`].
pub(crate) struct NewCall {
    pub(crate) context: Context,
    pub(crate) interaction: Arc<Interaction>,
    pub(crate) user: User,
    pub(crate) name: Box<str>,
    pub(crate) services: Arc<CallServices>,
    pub(crate) arrived: Instant,
    pub(crate) depth: usize,
    pub(crate) written: Option<Written>,
}

/// The message that calls a prefix command.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) message: Arc<Message>,
    /// The prefix that it begins with.
    pub(crate) prefix: CompactString,
    /// The messages of the answer to the message before it was edited.
    pub(crate) answer: Vec<MessageId>,
}

impl CallContext {
    pub(crate) fn new(new: NewCall) -> Self {
        let NewCall { context, interaction, user, name, services, arrived, depth, written } = new;
        let (state, follow_ups) = (watch::Sender::new(ResponseState::Fresh), AtomicU32::new(0));
        let ephemeral = AtomicBool::new(false);
        Self(Arc::new(Inner {
            context,
            interaction,
            user,
            name,
            services,
            arrived,
            ephemeral,
            depth,
            written,
            state,
            follow_ups,
            original: OnceLock::new(),
            answer: OnceLock::new(),
        }))
    }

    /// The interaction as Discord sent it.
    #[must_use]
    pub fn interaction(&self) -> &Interaction {
        &self.0.interaction
    }

    /// The user who used the command or the component, or who submitted the modal.
    #[must_use]
    pub fn user(&self) -> &User {
        &self.0.user
    }

    /// The user as a member of the guild, with their permissions. `None` in DMs.
    #[must_use]
    pub fn member(&self) -> Option<&Member> {
        self.0.interaction.member.as_deref()
    }

    /// The guild. `None` in DMs. The bot need not be in it.
    #[must_use]
    pub fn guild_id(&self) -> Option<GuildId> {
        self.0.interaction.guild_id
    }

    /// The channel.
    #[must_use]
    pub fn channel_id(&self) -> Option<ChannelId> {
        self.0.interaction.channel_id
    }

    /// The language of the user. `None` in a prefix command, since Discord does not send it with messages.
    #[must_use]
    pub fn locale(&self) -> Option<Locale> {
        self.0.interaction.locale.as_deref().map(Locale::from)
    }

    /// The language of the guild. In a prefix command it comes from the cache, and is `None` without it.
    #[must_use]
    pub fn guild_locale(&self) -> Option<Locale> {
        self.0.interaction.guild_locale.as_deref().map(Locale::from)
    }

    /// The name of the command with its groups, such as `tag editors allow`; for components and modals the key of the
    /// custom id.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The context of the event: Discord's REST API, the cache, the handle to the bot, and lookups. This dereferences
    /// to it, so that `ctx.http()` and `ctx.channel(id)` are called on this. [`user`](Self::user) and
    /// [`member`](Self::member) of this are those of the call; others are looked up by
    /// `ctx.context().member(guild, user)`.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.0.context
    }

    /// Waits by the clock of the bot, which a test moves with `sandbox.advance(..)`.
    pub async fn sleep(&self, time: Duration) {
        let clock = self.clock();
        clock.sleep_until(clock.now() + time).await;
    }

    /// Whether the interaction has been answered or deferred.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.0.state.borrow().is_answered()
    }

    pub(crate) fn services(&self) -> &Arc<CallServices> {
        &self.0.services
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.services.clock
    }

    pub(crate) fn arrived(&self) -> Instant {
        self.0.arrived
    }

    /// Whether answers that state nothing are for the user alone.
    pub(crate) fn is_ephemeral(&self) -> bool {
        self.0.ephemeral.load(Ordering::Relaxed)
    }

    /// Sets whether answers that state nothing are for the user alone. This follows from the type of the answer, so it
    /// is known after the options have been read.
    pub(crate) fn set_ephemeral(&self, ephemeral: bool) {
        self.0.ephemeral.store(ephemeral, Ordering::Relaxed);
    }

    /// The options of the command.
    pub(crate) fn reader(&self) -> Reader<'_> {
        let all = self.0.interaction.command().map_or(&[][..], |command| &command.options);
        Reader::new(descend(all, self.0.depth), &self.0.interaction)
    }

    pub(crate) fn state(&self) -> &watch::Sender<ResponseState> {
        &self.0.state
    }

    pub(crate) fn follow_ups(&self) -> &AtomicU32 {
        &self.0.follow_ups
    }

    /// The message that is the first answer, and its channel, if all see it.
    pub(crate) fn original(&self) -> Option<(ChannelId, MessageId)> {
        self.0.original.get().copied()
    }

    /// Notes the message that is the first answer, and its channel. There is one, so that it is set once.
    pub(crate) fn set_original(&self, channel: ChannelId, message: MessageId) {
        let _ = self.0.original.set((channel, message));
    }

    /// The messages that are the first answer to a prefix command, in the channel of its message.
    pub(crate) fn answer_messages(&self) -> Vec<MessageId> {
        self.0.answer.get().cloned().unwrap_or_default()
    }

    /// Notes the messages that are the first answer to a prefix command. There is one, so that they are set once.
    pub(crate) fn set_answer(&self, messages: Vec<MessageId>) {
        let _ = self.0.answer.set(messages);
    }

    /// The message, if this is the call of a prefix command.
    pub(crate) fn written(&self) -> Option<&Written> {
        self.0.written.as_ref()
    }

    /// Whether the token of the interaction is still valid. A prefix command has none.
    pub(crate) fn has_token(&self) -> bool {
        self.0.written.is_none() && self.clock().now().saturating_duration_since(self.0.arrived) < TOKEN_LIFETIME
    }

    /// Whether only the user has installed the application, so that Discord allows five follow-ups.
    pub(crate) fn is_user_install(&self) -> bool {
        let owners = &self.0.interaction.authorizing_integration_owners;
        owners.user.is_some() && owners.guild.is_none()
    }
}

impl fmt::Debug for CallContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallContext")
            .field("name", &self.0.name)
            .field("interaction", &self.0.interaction.id)
            .field("user", &self.0.user.id)
            .field("state", &*self.0.state.borrow())
            .finish_non_exhaustive()
    }
}

impl Deref for CallContext {
    type Target = Context;

    fn deref(&self) -> &Context {
        self.context()
    }
}

impl AsRef<Http> for CallContext {
    fn as_ref(&self) -> &Http {
        self.http()
    }
}

macro_rules! contexts {
    ($($(#[$doc:meta])* $name:ident),+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name(CallContext);

        impl $name {
            pub(crate) fn new(call: CallContext) -> Self {
                Self(call)
            }
        }

        impl Deref for $name {
            type Target = CallContext;

            fn deref(&self) -> &CallContext {
                &self.0
            }
        }

        impl AsRef<Http> for $name {
            fn as_ref(&self) -> &Http {
                self.http()
            }
        }
    )+};
}

contexts! {
    /// What a command gets: the interaction, and methods to answer it.
    CommandContext,
    /// What a component gets: the interaction, its message, and methods to answer it.
    ComponentContext,
    /// What a modal gets: the interaction, and methods to answer it.
    ModalContext
}

impl CommandContext {
    /// The message, if this is the call of a prefix command. The message that it replies to is
    /// [`referenced_message`](Message::referenced_message) of it, and [`Replied`](super::Replied) as an argument.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.written().map(|written| &*written.message)
    }

    /// The prefix that the message begins with, if this is the call of a prefix command.
    #[must_use]
    pub fn prefix(&self) -> Option<&str> {
        self.written().map(|written| written.prefix.as_str())
    }

    /// Reads an option: `ctx.option::<u32>("count")`, `ctx.option::<Option<String>>("why")`.
    ///
    /// # Errors
    /// If it cannot be read, or is missing and must be given.
    pub fn option<T: Arg>(&self, name: &str) -> Result<T, Refused> {
        self.reader().arg(name)
    }
}

impl ComponentContext {
    /// What was selected in the menu: `ctx.selected::<Vec<GuildMember>>()`.
    ///
    /// # Errors
    /// If a value cannot be read, or their number does not fit.
    pub fn selected<T: Selected>(&self) -> Result<T, Refused> {
        selected::read(self.interaction())
    }

    /// The component that was used, with its values.
    #[must_use]
    pub fn data(&self) -> Option<&ComponentData> {
        self.interaction().component()
    }

    /// The custom id of the component.
    #[must_use]
    pub fn custom_id(&self) -> &str {
        self.data().map_or("", |data| &data.custom_id)
    }

    /// The message that the component is in.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.interaction().message.as_deref()
    }
}

impl ModalContext {
    /// Reads a field: `ctx.field::<String>("what")`.
    ///
    /// # Errors
    /// If it cannot be read, or is empty and must be filled in.
    pub fn field<T: ModalInput>(&self, id: &str) -> Result<T, Refused> {
        Fields::new(self.interaction()).field(id)
    }

    /// The modal that was submitted, with its fields.
    #[must_use]
    pub fn data(&self) -> Option<&ModalData> {
        self.interaction().modal()
    }

    /// The message whose component opened the modal.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.interaction().message.as_deref()
    }
}
