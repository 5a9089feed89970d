//! What a user gets after they used a command, a component or a form: the bot's answer as it is shown to them.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::form::{SandboxChoice, SandboxForm};
use super::{SandboxInteraction, SandboxMessage};
use crate::model::{InteractionId, MessageId, UserId};
use crate::sandbox::server::{Shared, State};
use crate::sandbox::world::{
    FIRST_ANSWER_US, Impossible, Interaction, InteractionState, LOADING, TOKEN_LIFE_US, UserFile, World, created_us,
};

/// The time in which the bot must give its first answer, by the sandbox's clock.
const FIRST_ANSWER: Duration = Duration::from_secs(3);
/// How long a deferred answer is waited for, unless [`Used::within`] sets another limit.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a user got no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UseError {
    /// The user's client does not allow it: the command is not registered, hidden or not permitted, a value does not
    /// fit its option, the button is disabled, …
    Impossible(String),
    /// The bot did not answer within 3 seconds. `refused` is the error with which the sandbox refused its latest
    /// attempt.
    NotAnswered {
        /// Discord's error body, if there was an attempt.
        refused: Option<String>,
    },
    /// The bot deferred or deleted its answer, and sent no other in time.
    StillThinking,
    /// The bot answered with something else than was waited for. The text describes what came and how to wait for it.
    Other(String),
}

impl fmt::Display for UseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Impossible(why) => write!(f, "the user cannot do this: {why}"),
            Self::NotAnswered { refused: None } => f.write_str("The application did not respond (within 3 s)"),
            Self::NotAnswered { refused: Some(error) } => {
                write!(f, "The application did not respond: its answer was refused with {error}")
            }
            Self::StillThinking => f.write_str("the application deferred or deleted its answer, and has sent no other"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for UseError {}

impl From<Impossible> for UseError {
    fn from(Impossible(why): Impossible) -> Self {
        Self::Impossible(why)
    }
}

/// What a user does.
pub(super) type Act = Box<dyn FnOnce(&mut World, UserId, &[UserFile]) -> Result<InteractionId, Impossible> + Send>;

/// Whether a message is the one that is waited for.
type Wanted = Box<dyn FnMut(&SandboxMessage) -> bool + Send>;

type Waiting<T> = Pin<Box<dyn Future<Output = Result<T, UseError>> + Send>>;

/// A use of a command, a component or a form. It happens when this future is awaited, or with [`send`](Self::send).
///
/// The future resolves to the message that the user sees as the answer. A deferred answer is waited for. If the bot
/// only acknowledges the click of a button (callback type 6), it is the button's message as it is at this moment: use
/// [`until`](Self::until) to wait for its edit.
#[must_use = "nothing happens until it is awaited or sent"]
pub struct Used {
    shared: Arc<Shared>,
    user: UserId,
    act: Option<Act>,
    files: Vec<(String, Bytes)>,
    patience: Duration,
    wanted: Option<Wanted>,
    waiting: Option<Waiting<SandboxMessage>>,
}

impl fmt::Debug for Used {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Used").field("user", &self.user).finish_non_exhaustive()
    }
}

impl Used {
    pub(super) fn new(shared: &Arc<Shared>, user: UserId, act: Act) -> Self {
        Self {
            shared: shared.clone(),
            user,
            act: Some(act),
            files: Vec::new(),
            patience: PATIENCE,
            wanted: None,
            waiting: None,
        }
    }

    /// Adds a file for an option or a field that takes one. The value of the option is its name:
    /// `/order photo:cat.png`.
    pub fn file(mut self, name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        self.files.push((name.into(), bytes.into()));
        self
    }

    /// Sets how long a deferred answer, or the message of [`until`](Self::until), is waited for. Default: 10 s.
    pub fn within(mut self, limit: Duration) -> Self {
        self.patience = limit;
        self
    }

    /// Waits until the message that the user sees as the answer fits, such as after an edit.
    pub fn until(mut self, wanted: impl FnMut(&SandboxMessage) -> bool + Send + 'static) -> Self {
        self.wanted = Some(Box::new(wanted));
        self
    }

    /// Does it now, without waiting for the answer.
    ///
    /// # Errors
    ///
    /// [`UseError::Impossible`].
    pub fn send(mut self) -> Result<SentUse, UseError> {
        self.sent()
    }

    /// Does it and waits for the form that the bot opens.
    ///
    /// # Errors
    ///
    /// [`UseError`], also if the bot answers with something else.
    pub async fn form(self) -> Result<SandboxForm, UseError> {
        self.send()?.form().await
    }

    fn sent(&mut self) -> Result<SentUse, UseError> {
        let Some(act) = self.act.take() else { return Err(UseError::Other("it was sent before".to_owned())) };
        let files = std::mem::take(&mut self.files);
        let id = self.shared.act(|state| {
            let file = |(name, bytes)| UserFile { name, bytes, address: state.address.clone() };
            let files: Vec<UserFile> = files.into_iter().map(file).collect();
            act(&mut state.world, self.user, &files)
        })?;
        Ok(SentUse { shared: self.shared.clone(), id, patience: self.patience })
    }
}

impl Future for Used {
    type Output = Result<SandboxMessage, UseError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.waiting.is_none() {
            let sent = match self.sent() {
                Ok(sent) => sent,
                Err(error) => return Poll::Ready(Err(error)),
            };
            let wanted = self.wanted.take();
            self.waiting = Some(match wanted {
                Some(wanted) => Box::pin(async move { sent.until(wanted).await }),
                None => Box::pin(async move { sent.message().await }),
            });
        }
        match &mut self.waiting {
            Some(waiting) => waiting.as_mut().poll(context),
            None => Poll::Pending,
        }
    }
}

/// A use that was sent: the interaction exists, and the bot may answer it.
#[derive(Clone)]
pub struct SentUse {
    shared: Arc<Shared>,
    id: InteractionId,
    patience: Duration,
}

impl fmt::Debug for SentUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SentUse").field(&self.id).finish()
    }
}

/// What the bot has answered so far.
enum Answer {
    Message,
    Form,
    Choices,
    Activity,
    /// Without anything that the user sees.
    Nothing,
}

impl SentUse {
    /// The interaction's id.
    #[must_use]
    pub fn id(&self) -> InteractionId {
        self.id
    }

    /// The interaction and how it was answered so far; `None` if it is too old.
    #[must_use]
    pub fn interaction(&self) -> Option<SandboxInteraction> {
        self.shared.look(|state| state.world.interactions.get(&self.id).map(SandboxInteraction::of))
    }

    /// Waits for the message that the user sees as the answer. If the bot deletes its answer, that is its first
    /// follow-up.
    ///
    /// # Errors
    ///
    /// [`UseError`], also if the bot answers with something else than a message.
    pub async fn message(&self) -> Result<SandboxMessage, UseError> {
        let message = self.unread_message().await?;
        self.shared.reaction_time().await;
        Ok(message)
    }

    /// [`message`](Self::message) without the time that the user needs to react to it.
    async fn unread_message(&self) -> Result<SandboxMessage, UseError> {
        match self.answer().await? {
            Answer::Message => self.shown(|it| it.original.or_else(|| it.follow_ups.first().copied())).await,
            other => Err(other.instead_of("a message")),
        }
    }

    /// Waits for a follow-up, counted from 0. One that replaced a deferred answer is not counted, since it is the
    /// answer.
    ///
    /// # Errors
    ///
    /// [`UseError`].
    pub async fn follow_up(&self, index: usize) -> Result<SandboxMessage, UseError> {
        self.answer().await?;
        let message = self.shown(|it| it.follow_ups.get(index).copied()).await?;
        self.shared.reaction_time().await;
        Ok(message)
    }

    /// Waits until a message exists and its content is not deferred.
    async fn shown(&self, which: impl Fn(&Interaction) -> Option<MessageId>) -> Result<SandboxMessage, UseError> {
        let sent = self.shared.wait_for(self.patience, |state| {
            let expired = state.now_us() - created_us(self.id.get()) > TOKEN_LIFE_US;
            let it = state.world.interactions.get(&self.id)?;
            let message = which(it).and_then(|id| state.world.message(it.channel, id).ok());
            match message.filter(|it| it.flags & LOADING == 0) {
                Some(message) => Some(Ok(SandboxMessage::of(&state.world, message))),
                None => expired.then_some(Err(UseError::StillThinking)),
            }
        });
        sent.await.unwrap_or(Err(UseError::StillThinking))
    }

    /// Waits until the message that the user sees as the answer fits.
    ///
    /// # Errors
    ///
    /// [`UseError`], also if the message does not fit in time.
    pub async fn until(&self, mut wanted: impl FnMut(&SandboxMessage) -> bool) -> Result<SandboxMessage, UseError> {
        let deadline = tokio::time::Instant::now() + self.patience;
        loop {
            let mut changed = std::pin::pin!(self.shared.changed());
            changed.as_mut().enable();
            let message = self.unread_message().await?;
            // `wanted` may call methods of the sandbox, so it is called without the lock.
            if wanted(&message) {
                self.shared.reaction_time().await;
                return Ok(message);
            }
            if tokio::time::timeout_at(deadline, changed).await.is_err() {
                let text = format!("the answer did not become what was waited for: it is {:?}", message.content);
                return Err(UseError::Other(text));
            }
        }
    }

    /// Waits for the form that the bot opens.
    ///
    /// # Errors
    ///
    /// [`UseError`], also if the bot answers with something else.
    pub async fn form(&self) -> Result<SandboxForm, UseError> {
        match self.answer().await? {
            Answer::Form => {
                self.shared.reaction_time().await;
                self.opened().ok_or_else(|| UseError::Other("the form is too old".to_owned()))
            }
            other => Err(other.instead_of("a form")),
        }
    }

    /// Waits for the suggestions of an autocompletion.
    ///
    /// # Errors
    ///
    /// [`UseError`].
    pub(super) async fn choices(&self) -> Result<Vec<SandboxChoice>, UseError> {
        match self.answer().await? {
            Answer::Choices => {
                let data = self.look(|it| it.callbacks.first().map(|it| it["data"]["choices"].clone()));
                let list = data.flatten().and_then(|it| if let Value::Array(list) = it { Some(list) } else { None });
                Ok(list.unwrap_or_default().into_iter().map(SandboxChoice::of).collect())
            }
            other => Err(other.instead_of("suggestions")),
        }
    }

    /// Waits until the bot launches its Activity, and returns the id of the instance.
    ///
    /// # Errors
    ///
    /// [`UseError`], also if the bot answers with something else.
    pub async fn activity(&self) -> Result<String, UseError> {
        match self.answer().await? {
            Answer::Activity => Ok(self.look(|it| it.activity.clone()).flatten().unwrap_or_default()),
            other => Err(other.instead_of("an Activity")),
        }
    }

    /// Whether the bot has answered, or can no longer answer; `None` while it can.
    pub(in crate::sandbox) fn outcome(&self, state: &State) -> Option<Result<(), UseError>> {
        self.answered(state).map(|answer| answer.map(|_| ()))
    }

    /// The form that the bot has opened.
    pub(in crate::sandbox) fn opened(&self) -> Option<SandboxForm> {
        self.look(|it| it.form.as_ref().map(|form| SandboxForm::new(self.id, form))).flatten()
    }

    fn look<R>(&self, look: impl FnOnce(&Interaction) -> R) -> Option<R> {
        self.shared.look(|state| state.world.interactions.get(&self.id).map(look))
    }

    /// Waits for the first answer. The deadline is by the sandbox's clock, which may be moved while this waits.
    async fn answer(&self) -> Result<Answer, UseError> {
        let found = self.shared.wait_for(FIRST_ANSWER, |state| self.answered(state));
        found
            .await
            .unwrap_or_else(|| Err(UseError::NotAnswered { refused: self.look(|it| it.refused.clone()).flatten() }))
    }

    fn answered(&self, state: &State) -> Option<Result<Answer, UseError>> {
        let Some(it) = state.world.interactions.get(&self.id) else {
            return Some(Err(UseError::Other("the interaction is too old".to_owned())));
        };
        if it.state == InteractionState::Waiting {
            let late = state.now_us() - created_us(self.id.get()) > FIRST_ANSWER_US;
            return late.then(|| Err(UseError::NotAnswered { refused: it.refused.clone() }));
        }
        Some(Ok(match it.callbacks.first().and_then(|it| it["type"].as_u64()) {
            Some(8) => Answer::Choices,
            Some(9) => Answer::Form,
            Some(12) => Answer::Activity,
            Some(4..=7) => Answer::Message,
            _ => Answer::Nothing,
        }))
    }
}

impl Answer {
    fn instead_of(&self, wanted: &str) -> UseError {
        let came = match self {
            Self::Message => "with a message: await the use itself",
            Self::Form => "with a form: wait for it with `.form()`",
            Self::Choices => "with suggestions",
            Self::Activity => "by launching its Activity: wait for it with `.send()?.activity()`",
            Self::Nothing => "with nothing that the user sees",
        };
        UseError::Other(format!("the application answered {came} (waited for {wanted})"))
    }
}
