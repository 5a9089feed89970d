//! Interactions: how they begin, until when they can be answered, and what an answer does (rest.md section 10).

use serde_json::{Map, Value, json};

use super::ids::created_us;
use super::json::merge;
use super::{Channel, Draft, Edit, LOADING, Message, Refusal, World, bits};
use crate::gateway::Intents;
use crate::model::{ChannelId, InteractionId, MessageId, UserId, WebhookId};

/// The deadline of the first answer, in microseconds.
pub(in crate::sandbox) const FIRST_ANSWER_US: i64 = 3_000_000;
/// The lifetime of an interaction's token, in microseconds.
pub(in crate::sandbox) const TOKEN_LIFE_US: i64 = 15 * 60 * 1_000_000;
/// The limit of follow-ups of an application that only the user has installed.
const MAX_FOLLOW_UPS: usize = 5;
/// How many interactions are kept. The oldest are dropped.
const KEPT: usize = 10_000;

/// The flag EPHEMERAL of messages.
const EPHEMERAL: u64 = 1 << 6;

/// The flag EMBEDDED of applications.
const EMBEDDED: u64 = 1 << 17;

// Interaction types.
pub(super) const COMMAND: u8 = 2;
pub(super) const COMPONENT: u8 = 3;
pub(super) const AUTOCOMPLETE: u8 = 4;
pub(super) const MODAL_SUBMIT: u8 = 5;

/// How far an interaction has been answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum InteractionState {
    /// Not answered yet.
    Waiting,
    /// The answer is a loading message (callback type 5).
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
    /// The message whose component was used, or from which the modal was opened.
    pub(in crate::sandbox) message: Option<MessageId>,
    /// The `interaction_metadata` of answers, without `original_response_message_id`.
    pub(in crate::sandbox) metadata: Value,
    /// The modal that it was answered with: `custom_id`, `title`, `components`.
    pub(in crate::sandbox) form: Option<Value>,
    /// Whether only the user has installed the application: there are at most five follow-ups.
    limited: bool,
    /// The follow-ups, oldest first, without one that replaced a loading message.
    pub(in crate::sandbox) follow_ups: Vec<MessageId>,
    /// The latest refused attempt to answer for the first time: Discord's code and message.
    pub(in crate::sandbox) refused: Option<String>,
    /// `activity_instance.id` of an answer that launched the application's Activity.
    pub(in crate::sandbox) activity: Option<String>,
}

/// What an interaction is about.
#[derive(Debug, Default)]
pub(super) struct Subject {
    pub(super) kind: u8,
    pub(super) data: Value,
    /// The message whose component was used, or from which the modal was opened.
    pub(super) message: Option<MessageId>,
    /// The interaction that was answered with the modal.
    pub(super) opener: Option<InteractionId>,
    /// Who installed the application; `None`: both ways are considered.
    pub(super) owners: Option<Map<String, Value>>,
}

impl World {
    /// A user runs a command, uses a component or submits a modal in a channel, with any `data`: nothing is checked.
    pub(in crate::sandbox) fn interact(
        &mut self,
        channel: ChannelId,
        user: UserId,
        kind: u8,
        mut data: Value,
    ) -> Result<InteractionId, Refusal> {
        if let (COMMAND | AUTOCOMPLETE, Some(data)) = (kind, data.as_object_mut()) {
            data.entry("type").or_insert(json!(1));
            let id = self.ids.next(self.now);
            data.entry("id").or_insert(json!(id.to_string()));
        }
        // The message of a component is part of the test's data.
        let message = data["message_id"].as_str().and_then(|id| id.parse().ok()).map(MessageId::new);
        self.begin(channel, user, Subject { kind, data, message, ..Subject::default() })
    }

    /// Begins an interaction: INTERACTION_CREATE, which needs no intent.
    pub(super) fn begin(
        &mut self,
        channel: ChannelId,
        user: UserId,
        subject: Subject,
    ) -> Result<InteractionId, Refusal> {
        let place = self.channel(channel)?;
        let guild = place.guild;
        let owners = subject.owners.unwrap_or_else(|| self.owners(place, user));
        let limited = !owners.contains_key("0");
        let Subject { kind, data, message, opener, .. } = subject;
        let mut json = json!({
            "application_id": self.application.id,
            "type": kind,
            "channel_id": channel,
            "channel": place.json(self, true),
            "version": 1,
            "locale": self.user(user)?.locale,
            "entitlements": self.entitlements_of(user, guild),
            "attachment_size_limit": 10_485_760,
            "app_permissions": self.app_permissions(channel)?.to_string(),
            "authorizing_integration_owners": owners,
        });
        if let Some(guild) = guild {
            let mut member = self.member_json(guild, user)?;
            member["permissions"] = json!(self.permissions_in(channel, user)?.to_string());
            let locale = self.guild(guild)?.settings.get("preferred_locale").cloned().unwrap_or_else(|| json!("en-US"));
            merge(
                &mut json,
                json!({
                    "guild_id": guild,
                    "guild": {"id": guild, "locale": locale, "features": []},
                    "guild_locale": locale,
                    "member": member,
                    "context": 0,
                }),
            );
        } else {
            merge(&mut json, json!({"user": self.user(user)?.json(), "context": place.context()}));
        }
        if let Some(message) = message.and_then(|id| self.message(channel, id).ok()) {
            json["message"] = self.message_json(message);
        }
        let id = InteractionId::new(self.ids.next(self.now));
        let token = format!("sandbox-{id}-{:032x}", fastrand::u128(..));
        let metadata =
            self.metadata(id, user, kind, &data, message, opener, &json["authorizing_integration_owners"])?;
        merge(&mut json, json!({"id": id, "token": token, "data": data}));
        self.emit("INTERACTION_CREATE", guild, Intents::empty(), json);
        let interaction = Interaction {
            id,
            token,
            kind,
            channel,
            user,
            data,
            state: InteractionState::Waiting,
            original: None,
            callbacks: Vec::new(),
            message,
            metadata,
            form: None,
            limited,
            follow_ups: Vec::new(),
            refused: None,
            activity: None,
        };
        if self.interactions.len() >= KEPT {
            self.interactions.pop_first();
        }
        self.interactions.insert(id, interaction);
        Ok(id)
    }

    /// `authorizing_integration_owners`: the guild that installed the application (`"0"`, or 0 in a DM with the bot)
    /// and the user who did (`"1"`).
    pub(super) fn owners(&self, place: &Channel, user: UserId) -> Map<String, Value> {
        let mut owners = Map::new();
        match place.guild {
            Some(guild) if self.bot_is_in(guild) => _ = owners.insert("0".to_owned(), json!(guild)),
            None if place.between.is_none() => _ = owners.insert("0".to_owned(), json!("0")),
            _ => {}
        }
        if self.user_installs.contains(&user) {
            owners.insert("1".to_owned(), json!(user));
        }
        owners
    }

    /// What the application may do in a channel. In a guild without the bot it has the permissions of `@everyone`, in a
    /// DM between users those of DMs.
    fn app_permissions(&self, channel: ChannelId) -> Result<u64, Refusal> {
        let place = self.channel(channel)?;
        if place.between.is_some() {
            return Ok(bits::EVERYONE);
        }
        let guild = place.guild.filter(|guild| !self.bot_is_in(*guild));
        let Some(guild) = guild else { return self.permissions_in(channel, self.bot) };
        let everyone = self.guild(guild)?.roles.get(&guild.everyone_role()).map_or(0, |role| role.permissions);
        Ok(everyone & bits::EVERYONE)
    }

    /// The `interaction_metadata` of answers (events.md, appendix A).
    #[allow(clippy::too_many_arguments)] // These are the parts of one object, and there is one caller.
    fn metadata(
        &self,
        id: InteractionId,
        user: UserId,
        kind: u8,
        data: &Value,
        message: Option<MessageId>,
        opener: Option<InteractionId>,
        owners: &Value,
    ) -> Result<Value, Refusal> {
        let user = self.user(user)?.json();
        let mut json = json!({"id": id, "type": kind, "user": user, "authorizing_integration_owners": owners});
        match kind {
            COMMAND => {
                let target = data["target_id"].as_str();
                let user = target.and_then(|id| data["resolved"]["users"].get(id));
                if let Some(user) = user {
                    json["target_user"] = user.clone();
                } else if let Some(message) = target {
                    json["target_message_id"] = json!(message);
                }
            }
            COMPONENT => json["interacted_message_id"] = json!(message),
            MODAL_SUBMIT => {
                let opener = opener.and_then(|id| self.interactions.get(&id));
                json["triggering_interaction_metadata"] = opener.map_or(Value::Null, |it| it.metadata.clone());
            }
            _ => {}
        }
        Ok(json)
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

    /// The interaction that a follow-up is for. It must have been answered, and its token must still be valid.
    pub(in crate::sandbox) fn interaction_by_token(&self, token: &str) -> Result<&Interaction, Refusal> {
        // The token contains the id, so that the interaction is found without a search.
        let id = token.split('-').nth(1).and_then(|id| id.parse().ok()).map(InteractionId::new);
        let interaction = id.and_then(|id| self.interactions.get(&id)).filter(|it| it.token == token);
        let interaction = interaction.ok_or(Refusal::INVALID_WEBHOOK_TOKEN)?;
        if interaction.state == InteractionState::Waiting {
            return Err(Refusal::UNKNOWN_WEBHOOK);
        }
        if self.now - created_us(interaction.id.get()) > TOKEN_LIFE_US {
            return Err(Refusal::INVALID_WEBHOOK_TOKEN);
        }
        Ok(interaction)
    }

    /// Whether a callback type is allowed for an interaction.
    pub(in crate::sandbox) fn callback_fits(&self, interaction: &Interaction, callback: u64) -> bool {
        let kind = interaction.kind;
        match callback {
            4 | 5 | 10 => matches!(kind, COMMAND | COMPONENT | MODAL_SUBMIT),
            // A modal that a command opened has no message to update.
            6 | 7 => kind == COMPONENT || (kind == MODAL_SUBMIT && interaction.message.is_some()),
            8 => kind == AUTOCOMPLETE,
            9 => matches!(kind, COMMAND | COMPONENT),
            12 => matches!(kind, COMMAND | COMPONENT | MODAL_SUBMIT) && self.has_activities(),
            // 13, on the eligibility for a purchase, answers an interaction that Discord does not document and that the
            // sandbox does not send.
            _ => false,
        }
    }

    /// Notes an accepted first answer.
    pub(in crate::sandbox) fn note_callback(
        &mut self,
        id: InteractionId,
        original: Option<MessageId>,
        state: InteractionState,
        callback: Value,
    ) -> Result<(), Refusal> {
        let interaction = self.interactions.get_mut(&id).ok_or(Refusal::UNKNOWN_INTERACTION)?;
        interaction.callbacks.push(callback);
        interaction.original = original;
        interaction.state = state;
        Ok(())
    }

    /// Creates the message of a first answer.
    pub(in crate::sandbox) fn answer(&mut self, id: InteractionId, draft: Draft) -> Result<MessageId, Refusal> {
        let interaction = self.interactions.get(&id).ok_or(Refusal::UNKNOWN_INTERACTION)?;
        let metadata = interaction.metadata.clone();
        self.create_answer(id, draft, metadata)
    }

    /// Creates the loading message of a deferred answer.
    pub(in crate::sandbox) fn defer(&mut self, id: InteractionId, ephemeral: bool) -> Result<MessageId, Refusal> {
        let flags = LOADING | if ephemeral { EPHEMERAL } else { 0 };
        self.answer(id, Draft { flags, ..Draft::default() })
    }

    /// Creates a follow-up. The first one after a deferral replaces the loading message, and has its visibility.
    pub(in crate::sandbox) fn follow_up(&mut self, id: InteractionId, draft: Draft) -> Result<MessageId, Refusal> {
        const TOO_MANY: Refusal = Refusal {
            status: 400,
            code: 40094,
            message: "This interaction has hit the maximum number of follow up messages",
        };
        let interaction = self.interactions.get(&id).ok_or(Refusal::UNKNOWN_WEBHOOK)?;
        let (channel, original) = (interaction.channel, interaction.original);
        if interaction.state == InteractionState::Deferred
            && let Some(loading) = original
            && let Ok(message) = self.message(channel, loading)
        {
            let flags = draft.flags & !EPHEMERAL | message.flags & EPHEMERAL;
            let edit = Edit {
                content: Some(draft.content),
                embeds: Some(draft.embeds),
                attachments: Some(draft.attachments),
                components: Some(draft.components),
                flags: Some(flags),
                allowed_mentions: draft.allowed_mentions,
                poll: draft.poll,
            };
            self.edit_message(channel, loading, edit)?;
            return Ok(loading);
        }
        if interaction.limited && interaction.follow_ups.len() >= MAX_FOLLOW_UPS {
            return Err(TOO_MANY);
        }
        let mut metadata = interaction.metadata.clone();
        if let Some(original) = original {
            metadata["original_response_message_id"] = json!(original);
        }
        let message = self.create_answer(id, draft, metadata)?;
        if let Some(interaction) = self.interactions.get_mut(&id) {
            interaction.follow_ups.push(message);
        }
        Ok(message)
    }

    fn create_answer(&mut self, id: InteractionId, draft: Draft, metadata: Value) -> Result<MessageId, Refusal> {
        let interaction = self.interactions.get(&id).ok_or(Refusal::UNKNOWN_INTERACTION)?;
        let (channel, user) = (interaction.channel, interaction.user);
        // Discord does not document the message type of answers to components and modals: here it is that of commands.
        let is_menu = interaction.data.get("target_id").is_some();
        let command = (interaction.kind == COMMAND).then(|| command_name(&interaction.data));
        let application = self.application.id;
        let draft = Draft {
            kind: Some(if is_menu { 23 } else { 20 }),
            interaction: Some(metadata),
            command,
            application: Some(application),
            webhook: Some(WebhookId::new(application.get())),
            ephemeral_for: (draft.flags & EPHEMERAL != 0).then_some(user),
            ..draft
        };
        self.create_message(channel, self.bot, draft)
    }

    /// Deletes the answer message.
    pub(in crate::sandbox) fn delete_answer(&mut self, id: InteractionId) -> Result<(), Refusal> {
        let interaction = self.interactions.get_mut(&id).ok_or(Refusal::UNKNOWN_WEBHOOK)?;
        let (channel, original) = (interaction.channel, interaction.original.take());
        interaction.state = InteractionState::Answered;
        self.delete_message(channel, original.ok_or(Refusal::UNKNOWN_MESSAGE)?)
    }

    /// Notes that a deferred answer was sent, in place of its loading message.
    pub(super) fn finish_loading(&mut self, message: &Message) {
        let id = message.interaction.as_ref().and_then(|it| it["id"].as_str()?.parse().ok()).map(InteractionId::new);
        if let Some(interaction) = id.and_then(|id| self.interactions.get_mut(&id)) {
            interaction.state = InteractionState::Answered;
        }
    }

    /// Whether the application has Activities, which callback type 12 launches.
    fn has_activities(&self) -> bool {
        let flags = self.application_settings.get("flags").and_then(Value::as_u64).unwrap_or_default();
        flags & EMBEDDED != 0
    }

    /// Gives the application the flag EMBEDDED.
    pub(in crate::sandbox) fn enable_activities(&mut self) {
        let flags = self.application_settings.get("flags").and_then(Value::as_u64);
        let flags = flags.unwrap_or_else(|| self.application_flags());
        self.application_settings.insert("flags".to_owned(), json!(flags | EMBEDDED));
    }
}

/// The name of a command with its group and sub-command, separated by spaces.
fn command_name(data: &Value) -> String {
    const GROUP: u64 = 2;
    let mut name = data["name"].as_str().unwrap_or_default().to_owned();
    let mut inner = &data["options"][0];
    while let (Some(part), Some(1..=GROUP)) = (inner["name"].as_str(), inner["type"].as_u64()) {
        name = format!("{name} {part}");
        inner = &inner["options"][0];
    }
    name
}
