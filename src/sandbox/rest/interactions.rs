//! Answers to interactions (rest.md section 10): the first within three seconds, followups within 15 minutes.

use serde_json::{Value, json};

use super::call::Call;
#[cfg(feature = "http-interactions")]
use super::call::RequestHead;
use super::components::{self, Place};
use super::form::{Errors, Form};
use super::posted::{show, shown, would_be_empty};
use super::reply::{ApiError, Reply};
use super::state::ApiState;
use super::{attachments, content, polls};
use crate::model::{ApplicationId, ChannelId, InteractionId, MessageId};
use crate::sandbox::world::{Draft, Edit, InteractionState, LOADING, Refusal};

/// The flag EPHEMERAL of messages.
const EPHEMERAL: u64 = 1 << 6;

/// The first answer to an interaction.
pub(super) fn callback(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id: InteractionId = call.id("interaction_id")?;
    let result = answer(state, call, id);
    // The error is kept for the test that waits for the answer.
    if let (Err(error), Some(interaction)) = (&result, state.world.interactions.get_mut(&id))
        && interaction.state == InteractionState::Waiting
    {
        interaction.refused = error.json().map(|json| json.to_string());
    }
    result
}

#[cfg(feature = "http-interactions")]
impl ApiState<'_> {
    /// Takes the response to a posted interaction as the first answer. If it is refused, that is noted in the
    /// interaction.
    pub(in crate::sandbox) fn take_response(
        &mut self,
        id: InteractionId,
        token: &str,
        content_type: &str,
        body: &bytes::Bytes,
    ) {
        let header = |name: &str| (name == "content-type").then(|| content_type.to_owned());
        let path = format!("interactions/{id}/{token}/callback");
        let mut call = Call::read(&RequestHead { method: "POST", path: &path, query: "", header: &header }, body);
        call.template = "/interactions/{interaction_id}/{interaction_token}/callback";
        if let Err(error) = callback(self, &call) {
            tracing::debug!(error = ?error.json().map(|json| json.to_string()), "a response was refused");
        }
    }
}

fn answer(state: &mut ApiState<'_>, call: &Call, id: InteractionId) -> Result<Reply, ApiError> {
    let interaction = state.world.interaction_to_answer(id, call.param("interaction_token"))?.clone();
    let (kind, channel, used) = (interaction.kind, interaction.channel, interaction.message);
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    let callback = form.number("type", &mut errors).unwrap_or_default();
    if !state.world.callback_fits(&interaction, callback) {
        let message = format!("Callback type {callback} does not fit an interaction of type {kind}.");
        errors.add(&["type"], "INTERACTION_CALLBACK_TYPE_INVALID", message);
    }
    let data = form.object("data", &mut errors);
    if matches!(callback, 4 | 8 | 9) && data.is_none() {
        errors.add(&["data"], "BASE_TYPE_REQUIRED", "This field is required");
    }
    errors.check()?;
    let given = read(state, call, callback, data.as_ref(), channel, used, &mut errors)?;
    errors.check()?;
    let mut now = InteractionState::Answered;
    let original = match given {
        Given::Message(draft) => Some(state.world.answer(id, *draft)?),
        Given::Deferral { ephemeral } => {
            now = InteractionState::Deferred;
            Some(state.world.defer(id, ephemeral)?)
        }
        Given::Update(edit) => {
            if let (Some(edit), Some(used)) = (edit, used) {
                state.world.edit_message(channel, used, *edit)?;
            }
            used
        }
        Given::Form(form) => {
            if let Some(interaction) = state.world.interactions.get_mut(&id) {
                interaction.form = Some(form);
            }
            None
        }
        Given::Activity => {
            let instance = format!("i-{id}-gc-{channel}");
            if let Some(interaction) = state.world.interactions.get_mut(&id) {
                interaction.activity = Some(instance);
            }
            None
        }
        Given::Other => None,
    };
    state.world.note_callback(id, original, now, Value::Object(body.into_owned()))?;
    if call.switch("with_response") { Ok(outcome(state, id, callback, original)) } else { Ok(Reply::Nothing) }
}

/// What a callback consists of.
enum Given {
    Message(Box<Draft>),
    Deferral {
        ephemeral: bool,
    },
    /// A change of the message of the component; `None`: a deferred one (type 6).
    Update(Option<Box<Edit>>),
    /// `custom_id`, `title` and `components`.
    Form(Value),
    Activity,
    Other,
}

#[allow(clippy::too_many_arguments)] // These are the parts of one request, and there is one caller.
fn read(
    state: &mut ApiState<'_>,
    call: &Call,
    callback: u64,
    data: Option<&Form<'_>>,
    channel: ChannelId,
    used: Option<MessageId>,
    errors: &mut Errors,
) -> Result<Given, ApiError> {
    let now = state.world.now;
    let message = used.and_then(|id| state.world.message(channel, id).ok());
    let (before, kept) = message.map_or_else(Default::default, |it| (content::Before::of(it), it.attachments.clone()));
    let gone = message.is_none();
    Ok(match (callback, data) {
        (4, Some(data)) => {
            let mut draft = content::draft(data, now, errors);
            errors.check()?;
            attachments::add(state, call, data, channel, &mut draft, errors)?;
            if content::is_empty(&draft) {
                return Err(Refusal::EMPTY_MESSAGE.into());
            }
            Given::Message(Box::new(draft))
        }
        (5, data) => {
            let flags = data.and_then(|data| data.number("flags", errors)).unwrap_or_default();
            Given::Deferral { ephemeral: flags & EPHEMERAL != 0 }
        }
        (7, Some(data)) if !gone => {
            let mut edit = content::edit(data, before, errors);
            errors.check()?;
            attachments::change(state, call, data, channel, &kept, &mut edit, errors)?;
            if let Some(message) = used.and_then(|id| state.world.message(channel, id).ok())
                && would_be_empty(message, &edit)
            {
                return Err(Refusal::EMPTY_MESSAGE.into());
            }
            Given::Update(Some(Box::new(edit)))
        }
        (6 | 7, _) if gone => return Err(Refusal::UNKNOWN_MESSAGE.into()),
        (6 | 7, _) => Given::Update(None),
        (8, Some(data)) => {
            choices(data, errors);
            Given::Other
        }
        (9, Some(data)) => Given::Form(modal(data, errors)),
        (12, _) => Given::Activity,
        _ => Given::Other,
    })
}

/// The body of an answer to a callback with `with_response`.
fn outcome(state: &ApiState<'_>, id: InteractionId, callback: u64, original: Option<MessageId>) -> Reply {
    let Some(interaction) = state.world.interactions.get(&id) else { return Reply::Nothing };
    let message = original.and_then(|id| state.world.message(interaction.channel, id).ok());
    let mut json = json!({"id": id, "type": interaction.kind, "channel_id": interaction.channel});
    let mut resource = json!({ "type": callback });
    if let Some(message) = message {
        json["response_message_id"] = json!(message.id);
        json["response_message_loading"] = json!(message.flags & LOADING != 0);
        json["response_message_ephemeral"] = json!(message.ephemeral_for.is_some());
        if let Some(guild) = message.guild {
            json["guild_id"] = json!(guild);
        }
        if matches!(callback, 4 | 7) {
            resource["message"] = shown(state, message);
        }
    }
    if let Some(instance) = &interaction.activity {
        json["activity_instance_id"] = json!(instance);
        resource["activity_instance"] = json!({ "id": instance });
    }
    Reply::Json(json!({"interaction": json, "resource": resource}))
}

/// The choices of an autocompletion: at most 25, with names and values of at most 100 characters.
fn choices(data: &Form<'_>, errors: &mut Errors) {
    let Some(list) = data.list("choices", 25, errors) else { return };
    for (index, choice) in list.iter().enumerate() {
        let index = index.to_string();
        let mut path = data.path("choices");
        path.push(&index);
        match choice.as_object() {
            Some(object) => {
                let choice = Form::new(object, path);
                choice.required_text("name", 100, errors);
                if choice.given("value").is_some_and(Value::is_string) {
                    choice.text("value", 100, errors);
                } else if choice.given("value").is_none() {
                    errors.add(&choice.path("value"), "BASE_TYPE_REQUIRED", "This field is required");
                }
            }
            None => errors.add(&path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"),
        }
    }
}

/// Reads a modal and returns `custom_id`, `title` and `components`.
fn modal(data: &Form<'_>, errors: &mut Errors) -> Value {
    let custom_id = data.required_text("custom_id", 100, errors);
    let title = data.required_text("title", 45, errors);
    let components = components::read(data, Place::Modal, errors).unwrap_or_default();
    if components.is_empty() {
        errors.add(&data.path("components"), "BASE_TYPE_REQUIRED", "This field is required");
    }
    json!({"custom_id": custom_id, "title": title, "components": components})
}

/// The interaction of the token in the path.
fn answered(state: &ApiState<'_>, call: &Call) -> Result<(InteractionId, ChannelId, Option<MessageId>), ApiError> {
    if call.id::<ApplicationId>("webhook_id")? != state.world.application.id {
        return Err(Refusal::UNKNOWN_WEBHOOK.into());
    }
    let interaction = state.world.interaction_by_token(call.param("webhook_token"))?;
    Ok((interaction.id, interaction.channel, interaction.original))
}

/// Whether the webhook in the path is the application itself, whose webhook answers interactions.
pub(super) fn is_application(state: &ApiState<'_>, call: &Call) -> bool {
    call.param("webhook_id") == state.world.application.id.to_string()
}

fn draft(state: &mut ApiState<'_>, call: &Call, channel: ChannelId) -> Result<Draft, ApiError> {
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    let mut draft = content::draft(&form, state.world.now, &mut errors);
    errors.check()?;
    attachments::add(state, call, &form, channel, &mut draft, &mut errors)?;
    if content::is_empty(&draft) { Err(Refusal::EMPTY_MESSAGE.into()) } else { Ok(draft) }
}

/// Edits a message of the application or of a webhook, and returns it.
pub(super) fn change_message(
    state: &mut ApiState<'_>,
    call: &Call,
    channel: ChannelId,
    id: MessageId,
) -> Result<Reply, ApiError> {
    let message = state.world.message(channel, id)?;
    let (before, kept) = (content::Before::of(message), message.attachments.clone());
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    let mut edit = content::edit(&form, before, &mut errors);
    if before.flags & LOADING != 0 {
        // A deferred answer may have a poll; a poll cannot be added to a message later.
        edit.poll = polls::read(&form, state.world.now, &mut errors);
    }
    errors.check()?;
    attachments::change(state, call, &form, channel, &kept, &mut edit, &mut errors)?;
    if would_be_empty(state.world.message(channel, id)?, &edit) {
        return Err(Refusal::EMPTY_MESSAGE.into());
    }
    state.world.edit_message(channel, id, edit)?;
    show(state, channel, id)
}

pub(super) fn follow_up(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (id, channel, _) = answered(state, call)?;
    let draft = draft(state, call, channel)?;
    let message = state.world.follow_up(id, draft)?;
    show(state, channel, message)
}

pub(super) fn original(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (_, channel, original) = answered(state, call)?;
    show(state, channel, original.ok_or(Refusal::UNKNOWN_MESSAGE)?)
}

/// Edits the answer. The first edit of a deferred answer sends it.
pub(super) fn edit_original(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (_, channel, original) = answered(state, call)?;
    change_message(state, call, channel, original.ok_or(Refusal::UNKNOWN_MESSAGE)?)
}

pub(super) fn delete_original(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (id, _, _) = answered(state, call)?;
    state.world.delete_answer(id)?;
    Ok(Reply::Nothing)
}

/// A message that the application sent in answer to this interaction.
fn followup(state: &mut ApiState<'_>, call: &Call) -> Result<(ChannelId, MessageId), ApiError> {
    let (interaction, channel, original) = answered(state, call)?;
    let id = call.message()?;
    let message = state.world.message(channel, id)?;
    let of_it = message.interaction.as_ref().is_some_and(|it| it["id"] == json!(interaction));
    // The message of the component that was used is `@original` after an update.
    if of_it || original == Some(id) { Ok((channel, id)) } else { Err(Refusal::UNKNOWN_MESSAGE.into()) }
}

pub(super) fn get_followup(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id) = followup(state, call)?;
    show(state, channel, id)
}

pub(super) fn edit_followup(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id) = followup(state, call)?;
    change_message(state, call, channel, id)
}

pub(super) fn delete_followup(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id) = followup(state, call)?;
    state.world.delete_message(channel, id)?;
    Ok(Reply::Nothing)
}
