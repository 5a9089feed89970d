//! The methods of contexts that answer an interaction.

use std::sync::atomic::Ordering;

use super::{
    answer::{Answered, Update},
    answer_error::AnswerError,
    ask::Ask,
    context::{CallContext, CommandContext, ComponentContext, ModalContext},
    deadline,
    reply::Reply,
    response::{ReplyBy, ResponseState, USER_FOLLOW_UPS, UpdateBy},
    sent::{SentReply, fill},
};
use crate::{
    model::{
        InteractionCallback, InteractionResponse, InteractionResponseKind, Message, MessageFlags, MessageId, ModalForm,
        Timestamp,
    },
    rest::{self, ErrorCode, Hint, HttpError},
};

impl CallContext {
    /// Sends a message: as the first answer, by editing the loading message of a deferral, or as a follow-up. If the
    /// answer was deferred for all to see and this message is [ephemeral](Reply::ephemeral), the loading message is
    /// deleted first.
    ///
    /// # Errors
    /// [`AnswerError::Http`], [`AnswerError::TokenExpired`], [`AnswerError::TooManyFollowUps`].
    pub async fn reply(&self, reply: impl Into<Reply> + Send) -> Result<SentReply, AnswerError> {
        let mut reply = reply.into();
        let ephemeral = reply.ephemeral.unwrap_or(self.is_ephemeral());
        if self.written().is_none() {
            self.check_token()?;
        }
        let expires = reply.expires.zip(reply.data.components.clone());
        if let (Some(after), Some(components)) = (reply.expires, &mut reply.data.components) {
            deadline::stamp(components, Timestamp::from(self.clock().wall()).after(after));
        }
        let sent = loop {
            let state = self.settled().await;
            if let Some(written) = self.written() {
                let Some(claim) = self.claim(state) else { continue };
                let sent = self.send_written(written, reply, state.is_answered()).await?;
                claim.done(ResponseState::Replied { ephemeral: false });
                break sent;
            }
            let Some(by) = state.reply(ephemeral) else { continue };
            if by == ReplyBy::FollowUp {
                break self.send_follow_up(reply, ephemeral).await?;
            }
            let Some(claim) = self.claim(state) else { continue };
            break match by {
                ReplyBy::Response => {
                    match self.send_first(InteractionResponseKind::Message, reply, ephemeral).await {
                        Ok(message) => {
                            if let (Some(channel), Some(message)) = (self.channel_id(), message) {
                                self.set_original(channel, message);
                            }
                            claim.done(ResponseState::Replied { ephemeral });
                            SentReply::original(self.clone(), ephemeral)
                        }
                        Err((error, again)) if is_answered_here(&error) => {
                            // The interaction was answered beside this context: this message is a follow-up.
                            claim.done(ResponseState::Done);
                            reply = again;
                            continue;
                        }
                        Err((error, _)) => return Err(error),
                    }
                }
                ReplyBy::EditDeferred => {
                    let ephemeral = state.original_is_private();
                    let message = fill(self.interaction().edit_response(self.http()), reply).await?;
                    self.set_original(message.channel_id, message.id);
                    claim.done(ResponseState::Replied { ephemeral });
                    SentReply::original(self.clone(), ephemeral)
                }
                ReplyBy::DeleteThenFollowUp | ReplyBy::FollowUp => {
                    self.interaction().delete_response(self.http()).await?;
                    claim.done(ResponseState::Done);
                    self.send_follow_up(reply, ephemeral).await?
                }
            };
        };
        if let Some((after, components)) = expires {
            let (sent, clock) = (sent.clone(), self.clock().clone());
            let at = clock.now() + after;
            tokio::spawn(async move {
                clock.sleep_until(at).await;
                if let Err(error) = sent.disable(&components).await {
                    tracing::debug!(%error, "the components of an answer could not be disabled");
                }
            });
        }
        Ok(sent)
    }

    /// Sends a message as a follow-up. If nothing has been answered, it is the first answer.
    ///
    /// # Errors
    /// As [`reply`](Self::reply).
    pub async fn follow_up(&self, reply: impl Into<Reply> + Send) -> Result<SentReply, AnswerError> {
        self.reply(reply).await
    }

    /// Changes the first answer. Fields that are not set stay unchanged.
    ///
    /// # Errors
    /// [`AnswerError::Http`]; [`AnswerError::NoMessage`] if there is no answer yet; [`AnswerError::TokenExpired`].
    pub async fn edit(&self, reply: impl Into<Reply> + Send) -> Result<(), AnswerError> {
        let is_private = match self.settled().await {
            ResponseState::Fresh | ResponseState::Sending | ResponseState::Done => {
                return Err(AnswerError::NoMessage("there is no answer that could be changed; send one with `reply`"));
            }
            // What is shown in place of the loading message is the answer.
            ResponseState::Deferred { .. } => return self.reply(reply).await.map(drop),
            state => state.original_is_private(),
        };
        SentReply::original(self.clone(), is_private).edit(reply).await
    }

    /// Deletes the first answer.
    ///
    /// # Errors
    /// [`AnswerError::Http`], [`AnswerError::TokenExpired`].
    pub async fn delete(&self) -> Result<(), AnswerError> {
        let is_private = self.settled().await.original_is_private();
        SentReply::original(self.clone(), is_private).delete().await
    }

    /// Defers the answer: the user sees a loading message, which the next [`reply`](Self::reply) replaces within 15
    /// minutes. `ephemeral`: whether only the user sees it, and the answer. If the interaction has been answered,
    /// nothing happens. It is rarely needed: an answer that is not there after 2 s is deferred automatically. In a
    /// prefix command the bot is shown as typing instead.
    ///
    /// # Errors
    /// [`AnswerError::Http`].
    pub async fn defer(&self, ephemeral: bool) -> Result<(), AnswerError> {
        if self.written().is_some() {
            return self.show_typing().await;
        }
        let mut response = InteractionResponse::defer();
        if ephemeral {
            response = response.ephemeral();
        }
        self.send_state(&response, ResponseState::Deferred { ephemeral }).await.map(drop)
    }

    /// Acknowledges the use of a component, or of a modal that a component opened, without anything visible. If the
    /// interaction has been answered, nothing happens.
    pub(crate) async fn acknowledge(&self) -> Result<(), AnswerError> {
        self.send_state(&InteractionResponse::defer_update(), ResponseState::Acknowledged).await.map(drop)
    }

    /// Suggests values for the option that is being typed.
    pub(crate) async fn suggest(&self, response: &InteractionResponse) -> Result<(), AnswerError> {
        self.send_state(response, ResponseState::Done).await.map(drop)
    }

    async fn open(&self, form: ModalForm) -> Result<(), AnswerError> {
        match self.send_state(&InteractionResponse::modal(form), ResponseState::Done).await? {
            true => Ok(()),
            false => Err(AnswerError::NotFirst("a modal")),
        }
    }

    async fn change(&self, update: Update) -> Result<(), AnswerError> {
        let reply = update.0;
        loop {
            let state = self.settled().await;
            // Without a token the message is changed in its channel.
            let by = if self.has_token() { state.update() } else { Some(UpdateBy::EditMessage) };
            match by {
                None => {}
                Some(UpdateBy::Response) => {
                    let Some(claim) = self.claim(state) else { continue };
                    let sent = self.send_first(InteractionResponseKind::UpdateMessage, reply, false).await;
                    sent.map_err(|(error, _)| error)?;
                    claim.done(ResponseState::Updated);
                    return Ok(());
                }
                Some(UpdateBy::EditOriginal) => {
                    fill(self.interaction().edit_response(self.http()), reply).await?;
                    return Ok(());
                }
                Some(UpdateBy::EditMessage) => {
                    let is_visible = |it: &&Message| !it.flags.contains(MessageFlags::EPHEMERAL);
                    let Some(message) = self.interaction().message.as_deref().filter(is_visible) else {
                        self.check_token()?;
                        let text = "the component's message is not known, or only the user sees it";
                        return Err(AnswerError::NoMessage(text));
                    };
                    fill(self.http().update_message(message.channel_id, message.id), reply).await?;
                    return Ok(());
                }
            }
        }
    }

    /// Answers with what the call returned.
    pub(crate) async fn answer(&self, answered: Answered) -> Result<(), AnswerError> {
        match answered {
            Answered::Nothing => Ok(()),
            Answered::Reply(reply) => self.reply(reply).await.map(drop),
            Answered::Update(reply) => self.change(Update(reply)).await,
            Answered::Modal(form) => self.open(*form).await,
            Answered::LaunchActivity => {
                match self.send_state(&InteractionResponse::launch_activity(), ResponseState::Done).await? {
                    true => Ok(()),
                    false => Err(AnswerError::NotFirst("starting an activity")),
                }
            }
        }
    }

    /// Sends a first answer unless there is one. Returns whether it was sent.
    async fn send_state(&self, response: &InteractionResponse, state: ResponseState) -> Result<bool, AnswerError> {
        if self.written().is_some() {
            return Err(AnswerError::OnlyInteractions);
        }
        loop {
            if self.settled().await != ResponseState::Fresh {
                return Ok(false);
            }
            let Some(claim) = self.claim(ResponseState::Fresh) else { continue };
            self.interaction().respond(self.http(), response).await?;
            claim.done(state);
            return Ok(true);
        }
    }

    /// Sends a message, or a change of one, as the first answer, and returns the id of a message that all see. If that
    /// fails, the message is returned.
    async fn send_first(
        &self,
        kind: InteractionResponseKind,
        reply: Reply,
        ephemeral: bool,
    ) -> Result<Option<MessageId>, (AnswerError, Reply)> {
        let Reply { data, files, expires, .. } = reply;
        let expires = expires.is_some();
        let mut data = Box::new(data);
        data.flags.set(MessageFlags::EPHEMERAL, ephemeral);
        // The id is needed to change the message when the token is no longer valid, which is impossible for one that
        // only the user sees. A response has no result: there the id is requested if the message will be changed.
        let is_shared = kind == InteractionResponseKind::Message && !ephemeral;
        let with_id = is_shared && (expires || !self.is_answered_by_response());
        let response = InteractionResponse { kind, data: Some(data) };
        let mut request = self.interaction().respond(self.http(), &response).files(files.clone());
        if with_id {
            request = request.with_response(true);
        }
        let id = |callback: Option<InteractionCallback>| callback?.message().map(|message| message.id);
        request.await.map(id).map_err(|error| {
            let data = response.data.map(|data| *data).unwrap_or_default();
            (error.into(), Reply { data, files, ephemeral: Some(ephemeral), expires: None })
        })
    }

    /// Whether the first answer is the response to the request in which the interaction came.
    #[cfg(feature = "http-interactions")]
    fn is_answered_by_response(&self) -> bool {
        self.http().is_first_answer_awaited(self.interaction().id)
    }

    /// Whether the first answer is the response to the request in which the interaction came: never, without that
    /// feature.
    #[cfg(not(feature = "http-interactions"))]
    fn is_answered_by_response(&self) -> bool {
        false
    }

    async fn send_follow_up(&self, mut reply: Reply, ephemeral: bool) -> Result<SentReply, AnswerError> {
        let is_counted = self.is_user_install();
        let next = |sent: u32| (sent < USER_FOLLOW_UPS).then_some(sent + 1);
        if is_counted && self.follow_ups().fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).is_err() {
            return Err(AnswerError::TooManyFollowUps);
        }
        reply.data.flags.set(MessageFlags::EPHEMERAL, ephemeral);
        let interaction = self.interaction();
        let request = self.http().create_followup(interaction.application_id, &interaction.token);
        let sent = fill(request, reply).await;
        if is_counted && matches!(sent, Err(HttpError::Api(_))) {
            // Discord counts the follow-ups that it has taken.
            self.follow_ups().fetch_sub(1, Ordering::Relaxed);
        }
        Ok(SentReply::follow_up(self.clone(), sent?))
    }

    fn check_token(&self) -> Result<(), AnswerError> {
        if self.has_token() { Ok(()) } else { Err(AnswerError::TokenExpired) }
    }

    /// The state once no answer is being sent.
    pub(crate) async fn settled(&self) -> ResponseState {
        let mut states = self.state().subscribe();
        // `self` keeps the sender alive, so that the channel stays open during this call.
        let settled = states.wait_for(|state| *state != ResponseState::Sending).await;
        settled.map_or(ResponseState::Done, |state| *state)
    }

    /// Marks that an answer is being sent, if the state is still `from`.
    fn claim(&self, from: ResponseState) -> Option<Claim<'_>> {
        let is_claimed = self.state().send_if_modified(|state| {
            let is_same = *state == from;
            if is_same {
                *state = ResponseState::Sending;
            }
            is_same
        });
        is_claimed.then_some(Claim { call: self, to: from })
    }
}

/// An answer that is being sent. When it is dropped, the state becomes that of before, so that another answer can be
/// sent if this one failed or was given up.
struct Claim<'a> {
    call: &'a CallContext,
    to: ResponseState,
}

impl Claim<'_> {
    fn done(mut self, state: ResponseState) {
        self.to = state;
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        self.call.state().send_replace(self.to);
    }
}

/// Whether Discord has an answer to the interaction already, and another process with the same commands did not send
/// it. After an answer of another process, a follow-up would be a second answer to the user.
fn is_answered_here(error: &AnswerError) -> bool {
    let AnswerError::Http(HttpError::Api(refusal)) = error else { return false };
    refusal.code == ErrorCode::INTERACTION_HAS_ALREADY_BEEN_ACKNOWLEDGED
        && !matches!(refusal.hint, Some(Hint::Answered(rest::Answered::Elsewhere(_))))
}

/// Whether Discord says that the interaction is unknown or answered already, so that no other answer can succeed.
pub(crate) fn is_final(error: &AnswerError) -> bool {
    let AnswerError::Http(HttpError::Api(refusal)) = error else { return false };
    matches!(refusal.code, ErrorCode::UNKNOWN_INTERACTION | ErrorCode::INTERACTION_HAS_ALREADY_BEEN_ACKNOWLEDGED)
}

impl CommandContext {
    /// Opens a modal, which must be the first answer. The command must state `no_defer`, so that its answer is not
    /// deferred before.
    ///
    /// # Errors
    /// [`AnswerError::NotFirst`] if the interaction has been answered or deferred; [`AnswerError::Http`].
    pub async fn ask<M: Send, I: Send>(&self, ask: Ask<M, I>) -> Result<(), AnswerError> {
        self.open(ask.into_form()).await
    }
}

impl ComponentContext {
    /// Opens a modal, which must be the first answer. The component must state `no_defer`.
    ///
    /// # Errors
    /// [`AnswerError::NotFirst`] if the interaction has been answered or deferred; [`AnswerError::Http`].
    pub async fn ask<M: Send, I: Send>(&self, ask: Ask<M, I>) -> Result<(), AnswerError> {
        self.open(ask.into_form()).await
    }

    /// Acknowledges the click without a visible answer, for a method that works for longer than 2 s or answers with
    /// follow-ups alone. The message stays as it is; [`edit`](CallContext::edit) and [`delete`](CallContext::delete)
    /// are about it then. If the interaction has been answered, nothing happens. A method that returns `()` without an
    /// answer is acknowledged by itself.
    ///
    /// # Errors
    /// [`AnswerError::Http`].
    pub async fn acknowledge(&self) -> Result<(), AnswerError> {
        CallContext::acknowledge(self).await
    }

    /// Changes the message of the component. Fields that are not set stay unchanged.
    ///
    /// # Errors
    /// [`AnswerError::Http`]; if only the user sees the message: [`AnswerError::NoMessage`] after another message was
    /// sent, [`AnswerError::TokenExpired`] after 15 minutes.
    pub async fn update(&self, update: impl Into<Update> + Send) -> Result<(), AnswerError> {
        self.change(update.into()).await
    }
}

impl ModalContext {
    /// Changes the message whose component opened the modal. Fields that are not set stay unchanged.
    ///
    /// # Errors
    /// As [`ComponentContext::update`]; also if a command opened the modal.
    pub async fn update(&self, update: impl Into<Update> + Send) -> Result<(), AnswerError> {
        self.change(update.into()).await
    }
}
