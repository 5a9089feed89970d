//! Interactions: somebody uses a command or presses a button, the bot has three seconds to answer.

use serde_json::{Value, json};

use super::ids::created_us;
use super::json::merge;
use super::{Refusal, World};
use crate::gateway::Intents;
use crate::model::{ChannelId, InteractionId, MessageId, UserId};

/// How long the first answer may take, in microseconds.
const FIRST_ANSWER_US: i64 = 3_000_000;
/// How long an interaction's token lives, in microseconds.
const TOKEN_LIFE_US: i64 = 15 * 60 * 1_000_000;

/// What became of an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum InteractionState {
    /// Nobody answered yet.
    Waiting,
    /// Answered "later" (callback types 5 and 6).
    Deferred,
    /// Answered.
    Answered,
}

/// Something somebody asked of the bot.
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
    /// The message that answered it (`@original`).
    pub(in crate::sandbox) original: Option<MessageId>,
    /// The callbacks the bot sent, as they came.
    pub(in crate::sandbox) callbacks: Vec<Value>,
    /// The message whose component was used.
    pub(in crate::sandbox) message: Option<MessageId>,
}

impl World {
    /// Somebody asks something of the bot in a channel. INTERACTION_CREATE needs no intent.
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
        // Who presses a button says on which message it is.
        let message = data["message_id"].as_str().and_then(|id| id.parse().ok()).map(MessageId::new);
        if let Some(message) = message.and_then(|id| self.message(channel, id).ok()) {
            json["message"] = self.message_json(message);
        }
        let id = InteractionId::new(self.ids.next(self.now));
        let token = format!("sandbox-{id}-{:032x}", fastrand::u128(..));
        merge(&mut json, json!({"id": id, "token": token, "data": data}));
        self.tell("INTERACTION_CREATE", guild, Intents::empty(), json);
        let state = InteractionState::Waiting;
        let interaction =
            Interaction { id, token, kind, channel, user, data, state, original: None, callbacks: Vec::new(), message };
        self.interactions.insert(id, interaction);
        Ok(id)
    }

    /// The interaction a callback is for: it must exist, its token must fit, and three seconds must not have passed.
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

    /// The interaction a followup is for: it must have been answered, and its token must still live.
    pub(in crate::sandbox) fn interaction_by_token(&mut self, token: &str) -> Result<&mut Interaction, Refusal> {
        let now = self.now;
        // The id stands in the token, so that it is found among thousands.
        let id = token.split('-').nth(1).and_then(|id| id.parse().ok()).map(InteractionId::new);
        let interaction = id.and_then(|id| self.interactions.get_mut(&id)).filter(|it| it.token == token);
        interaction
            .filter(|it| it.state != InteractionState::Waiting && now - created_us(it.id.get()) <= TOKEN_LIFE_US)
            .ok_or(Refusal::UNKNOWN_WEBHOOK)
    }
}
