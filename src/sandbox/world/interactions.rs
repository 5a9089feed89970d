//! Interactions: a user runs a command or uses a component, and the bot has three seconds to answer.

use serde_json::{Value, json};

use super::ids::created_us;
use super::json::merge;
use super::{Refusal, World};
use crate::gateway::Intents;
use crate::model::{ChannelId, InteractionId, MessageId, UserId};

/// The deadline of the first answer, in microseconds.
const FIRST_ANSWER_US: i64 = 3_000_000;
/// The lifetime of an interaction's token, in microseconds.
const TOKEN_LIFE_US: i64 = 15 * 60 * 1_000_000;

/// How far an interaction has been answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum InteractionState {
    /// Not answered yet.
    Waiting,
    /// Deferred (callback types 5 and 6).
    Deferred,
    Answered,
}

/// An interaction with the bot.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Interaction {
    pub(in crate::sandbox) id: InteractionId,
    pub(in crate::sandbox) token: String,
    /// 2 command, 3 component, 4 autocomplete, 5 modal.
    pub(in crate::sandbox) kind: u8,
    pub(in crate::sandbox) channel: ChannelId,
    pub(in crate::sandbox) user: UserId,
    pub(in crate::sandbox) data: Value,
    pub(in crate::sandbox) state: InteractionState,
    /// The answer message (`@original`).
    pub(in crate::sandbox) original: Option<MessageId>,
    /// The callbacks the bot sent, unchanged.
    pub(in crate::sandbox) callbacks: Vec<Value>,
    /// The message whose component was used.
    pub(in crate::sandbox) message: Option<MessageId>,
}

impl World {
    /// A user runs a command, uses a component or submits a modal in a channel. INTERACTION_CREATE needs no intent.
    pub(in crate::sandbox) fn interact(
        &mut self,
        channel: ChannelId,
        user: UserId,
        kind: u8,
        data: Value,
    ) -> Result<InteractionId, Refusal> {
        let place = self.channel(channel)?;
        let guild = place.guild;
        let mut json = json!({
            "application_id": self.application.id,
            "type": kind,
            "channel_id": channel,
            "channel": place.json(self, true),
            "version": 1,
            "locale": "en-US",
            "entitlements": [],
            "attachment_size_limit": 10_485_760,
            "app_permissions": self.permissions_in(channel, self.bot)?.to_string(),
        });
        if let Some(guild) = guild {
            let mut member = self.member_json(guild, user)?;
            member["permissions"] = json!(self.permissions_in(channel, user)?.to_string());
            merge(
                &mut json,
                json!({
                    "guild_id": guild,
                    "guild": {"id": guild, "locale": "en-US", "features": []},
                    "guild_locale": "en-US",
                    "member": member,
                    "context": 0,
                    "authorizing_integration_owners": {"0": guild},
                }),
            );
        } else {
            let user = self.user(user)?.json();
            merge(&mut json, json!({"user": user, "context": 1, "authorizing_integration_owners": {"0": "0"}}));
        }
        // The message of a component is part of the test's data.
        let message = data["message_id"].as_str().and_then(|id| id.parse().ok()).map(MessageId::new);
        if let Some(message) = message.and_then(|id| self.message(channel, id).ok()) {
            json["message"] = self.message_json(message);
        }
        let id = InteractionId::new(self.ids.next(self.now));
        let token = format!("sandbox-{id}-{:032x}", fastrand::u128(..));
        merge(&mut json, json!({"id": id, "token": token, "data": data}));
        self.emit("INTERACTION_CREATE", guild, Intents::empty(), json);
        let state = InteractionState::Waiting;
        let interaction =
            Interaction { id, token, kind, channel, user, data, state, original: None, callbacks: Vec::new(), message };
        self.interactions.insert(id, interaction);
        Ok(id)
    }

    /// The interaction that a callback is for. It must exist, the token must match, and at most three seconds may have
    /// passed.
    pub(in crate::sandbox) fn interaction_to_answer(
        &mut self,
        id: InteractionId,
        token: &str,
    ) -> Result<&mut Interaction, Refusal> {
        let now = self.now;
        let interaction = self.interactions.get_mut(&id).filter(|it| it.token == token);
        let interaction = interaction.ok_or(Refusal::UNKNOWN_INTERACTION)?;
        if interaction.state != InteractionState::Waiting {
            return Err(Refusal::ALREADY_ANSWERED);
        }
        if now - created_us(id.get()) > FIRST_ANSWER_US {
            return Err(Refusal::UNKNOWN_INTERACTION);
        }
        Ok(interaction)
    }

    /// The interaction that a followup is for. It must have been answered, and its token must still be valid.
    pub(in crate::sandbox) fn interaction_by_token(&mut self, token: &str) -> Result<&mut Interaction, Refusal> {
        let now = self.now;
        // The token contains the id, so that the interaction is found without a search.
        let id = token.split('-').nth(1).and_then(|id| id.parse().ok()).map(InteractionId::new);
        let interaction = id.and_then(|id| self.interactions.get_mut(&id)).filter(|it| it.token == token);
        interaction
            .filter(|it| it.state != InteractionState::Waiting && now - created_us(it.id.get()) <= TOKEN_LIFE_US)
            .ok_or(Refusal::UNKNOWN_WEBHOOK)
    }
}
