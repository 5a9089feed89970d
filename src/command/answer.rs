//! [`Answer`]: what commands, components and modals return.

use super::reply::Reply;
use super::tell::CommandResult;
use crate::error::HandlerError;
use crate::model::{AllowedMentions, Component, Embed, ModalForm, Upload};

/// What a call is answered with. The markers in [`to`] keep answers from where Discord does not allow them.
pub mod to {
    /// The answer to a command.
    #[derive(Debug)]
    pub enum Command {}
    /// The answer to the use of a component.
    #[derive(Debug)]
    pub enum Component {}
    /// The answer to a submitted modal.
    #[derive(Debug)]
    pub enum Modal {}
}

/// What a call has returned.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum Answered {
    /// Nothing: the call has answered already, or is acknowledged.
    #[default]
    Nothing,
    /// A message.
    Reply(Reply),
    /// A change of the message of the component.
    Update(Reply),
    /// A modal.
    Modal(Box<ModalForm>),
    /// The application's activity.
    LaunchActivity,
}

/// A type that commands (`To` is [`to::Command`]), components or modals can return.
///
/// Implemented for `&str`, `String`, [`Reply`], [`Update`], [`Ephemeral`], [`Ask`](super::Ask),
/// [`LaunchActivity`], `()`, and `Result`s of them. `()` is for calls that have answered by their context. Otherwise a
/// command answers "Done." to the user alone, and a component is acknowledged.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot answer this",
    label = "not an answer",
    note = "return `&str`, `String`, `Reply`, `Ephemeral<..>`, `Ask<..>`, `()`, or a `CommandResult` of one of them; \
            components and the modals they open can return `Update` too"
)]
pub trait Answer<To>: Send {
    /// Whether the answer may be deferred before it is known. A modal cannot follow a deferral.
    const DEFER: bool = true;
    /// Whether only the user sees the answer. `None`: the command or the bot decides.
    const EPHEMERAL: Option<bool> = None;

    /// The answer.
    ///
    /// # Errors
    /// The error of the call.
    fn answered(self) -> CommandResult<Answered>;
}

macro_rules! messages {
    ($($type:ty),+) => {$(
        impl<To> Answer<To> for $type {
            fn answered(self) -> CommandResult<Answered> {
                Ok(Answered::Reply(self.into()))
            }
        }
    )+};
}
messages!(&str, String, Reply);

impl<To> Answer<To> for () {
    fn answered(self) -> CommandResult<Answered> {
        Ok(Answered::Nothing)
    }
}

/// A change of the message that the component is in. Fields that are not set stay unchanged.
///
/// [`Update::new`] begins with a text, [`Update::default`] with nothing. A [`Reply`] becomes an update too.
///
/// ```
/// use greenroom::command::Update;
///
/// let update = Update::new("Done.").clear_components();
/// let update = Update::default().clear_embeds();
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "an update is sent by returning it or by `ctx.update(..)`"]
pub struct Update(pub(crate) Reply);

impl Update {
    /// A new text, up to 2000 characters. An empty text leaves the text unchanged.
    pub fn new(content: impl Into<String>) -> Self {
        Self(Reply::new(content))
    }
}

/// Writes the builder methods that call those of [`Reply`].
macro_rules! builders {
    ($($(#[$doc:meta])+ $name:ident($($argument:ident: $type:ty)?);)+) => {
        impl Update {$(
            $(#[$doc])+
            pub fn $name(self $(, $argument: $type)?) -> Self {
                Self(self.0.$name($($argument)?))
            }
        )+}
    };
}
builders! {
    /// Sets the text, up to 2000 characters. An empty text removes it.
    content(content: impl Into<String>);
    /// Adds an embed, up to 10. The embeds of the update replace those of the message.
    embed(embed: Embed);
    /// Removes all embeds.
    clear_embeds();
    /// Adds a row of one to five buttons, or of one select menu. The components of the update replace those of the
    /// message.
    row(components: impl IntoIterator<Item = impl Into<Component>>);
    /// Adds a component, as [`Reply::component`]. The components of the update replace those of the message.
    component(component: impl Into<Component>);
    /// Removes all components.
    clear_components();
    /// Adds a file, up to 10.
    file(file: Upload);
    /// Sets the users and roles that the message may notify.
    allowed_mentions(mentions: AllowedMentions);
    /// Does not show previews of links.
    suppress_embeds();
}

impl From<Reply> for Update {
    fn from(reply: Reply) -> Self {
        Self(reply)
    }
}

impl From<&str> for Update {
    fn from(content: &str) -> Self {
        Self::new(content)
    }
}

impl From<String> for Update {
    fn from(content: String) -> Self {
        Self::new(content)
    }
}

impl Answer<to::Component> for Update {
    fn answered(self) -> CommandResult<Answered> {
        Ok(Answered::Update(self.0))
    }
}

impl Answer<to::Modal> for Update {
    fn answered(self) -> CommandResult<Answered> {
        Ok(Answered::Update(self.0))
    }
}

/// A message that only the user sees. It is stated in the type, so that a deferral is private too.
#[derive(Debug, Clone)]
pub struct Ephemeral<T>(pub T);

/// A message: what [`Ephemeral`] can hold.
#[diagnostic::on_unimplemented(
    message = "`Ephemeral<{Self}>` is not a message",
    note = "`Ephemeral` holds `&str`, `String` or `Reply`"
)]
pub trait IntoReply: Send {
    /// The message.
    fn into_reply(self) -> Reply;
}

impl IntoReply for &str {
    fn into_reply(self) -> Reply {
        self.into()
    }
}

impl IntoReply for String {
    fn into_reply(self) -> Reply {
        self.into()
    }
}

impl IntoReply for Reply {
    fn into_reply(self) -> Reply {
        self
    }
}

impl<To, T: IntoReply> Answer<To> for Ephemeral<T> {
    const EPHEMERAL: Option<bool> = Some(true);

    fn answered(self) -> CommandResult<Answered> {
        Ok(Answered::Reply(self.0.into_reply().ephemeral()))
    }
}

/// Starts the application's activity (Discord's docs, interactions/receiving-and-responding, "Interaction Callback
/// Type"). Only for applications with an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaunchActivity;

impl<To> Answer<To> for LaunchActivity {
    const DEFER: bool = false;

    fn answered(self) -> CommandResult<Answered> {
        Ok(Answered::LaunchActivity)
    }
}

#[diagnostic::do_not_recommend]
impl<To, T: Answer<To>, E: Into<HandlerError> + Send> Answer<To> for Result<T, E> {
    const DEFER: bool = T::DEFER;
    const EPHEMERAL: Option<bool> = T::EPHEMERAL;

    fn answered(self) -> CommandResult<Answered> {
        self.map_err(Into::into)?.answered()
    }
}

/// A type that a text command can return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot answer a text command",
    label = "not for text commands",
    note = "all members of a channel see the answer to a text command, and it opens no modal: remove `prefix`, or \
            return `&str`, `String`, `Reply`, `()`, or a `CommandResult` of one of them"
)]
pub trait TextAnswer {}
impl TextAnswer for &str {}
impl TextAnswer for String {}
impl TextAnswer for Reply {}
impl TextAnswer for () {}
#[diagnostic::do_not_recommend]
impl<T: TextAnswer, E> TextAnswer for Result<T, E> {}

/// Compiles only for types that a text command can return.
#[doc(hidden)]
pub const fn is_text_answer<T: TextAnswer>() {}
