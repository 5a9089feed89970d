//! Answers to interactions (rest.md section 10): the first within three seconds, followups within 15 minutes.

use serde_json::{Value, json};

use super::call::Call;
use super::components::{self, Place};
use super::form::{Errors, Form};
use super::posted::{show, shown, would_be_empty};
use super::reply::{ApiError, Reply};
use super::state::ApiState;
use super::{attachments, content};
use crate::model::{ApplicationId, ChannelId, InteractionId, MessageId, WebhookId};
use crate::sandbox::world::{Draft, InteractionState, Refusal};

/// The flag EPHEMERAL of messages.
const EPHEMERAL: u64 = 1 << 6;

// Interaction types.
const COMMAND: u8 = 2;
const COMPONENT: u8 = 3;
const AUTOCOMPLETE: u8 = 4;
const MODAL_SUBMIT: u8 = 5;

pub(super) fn callback(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id: InteractionId = call.id("interaction_id")?;
    let interaction = state.world.interaction_to_answer(id, call.param("interaction_token"))?;
    let (kind, channel, used) = (interaction.kind, interaction.channel, interaction.message);
    let now = state.world.now;
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    let callback = form.number("type", &mut errors).unwrap_or_default();
    let fits = match callback {
        4 | 5 => matches!(kind, COMMAND | COMPONENT | MODAL_SUBMIT),
        6 | 7 => matches!(kind, COMPONENT | MODAL_SUBMIT),
        8 => kind == AUTOCOMPLETE,
        9 => matches!(kind, COMMAND | COMPONENT),
        _ => false,
    };
    if !fits {
        let message = format!("Callback type {callback} does not fit an interaction of type {kind}.");
        errors.add(&["type"], "INTERACTION_CALLBACK_TYPE_INVALID", message);
    }
    let data = form.object("data", &mut errors);
    let mut draft = None;
    let mut change = None;
    match (callback, &data) {
        (4, Some(data)) => draft = Some(content::draft(data, now, &mut errors)),
        (7, Some(data)) => {
            let had = used.and_then(|id| state.world.message(channel, id).ok()).map_or(0, |it| it.flags);
            change = Some(content::edit(data, had, &mut errors));
        }
        (8, Some(data)) => choices(data, &mut errors),
        (9, Some(data)) => modal(data, &mut errors),
        (4 | 8 | 9, None) => errors.add(&["data"], "BASE_TYPE_REQUIRED", "This field is required"),
        _ => {}
    }
    errors.check()?;
    if let (Some(draft), Some(data)) = (&mut draft, &data) {
        draft.attachments = attachments::read(state, call, data, channel, &[], &mut errors)?.unwrap_or_default();
    }
    errors.check()?;
    if draft.as_ref().is_some_and(content::is_empty) {
        return Err(Refusal::EMPTY_MESSAGE.into());
    }
    let original = draft.map(|draft| answer(state, id, draft)).transpose()?;
    let changed = change.zip(used.filter(|used| state.world.message(channel, *used).is_ok()));
    if let Some((change, used)) = changed {
        state.world.edit_message(channel, used, change)?;
    }
    // Callback types 6 and 7 update the message of the component.
    let original = original.or(used.filter(|_| matches!(callback, 6 | 7)));
    let interaction = state.world.interactions.get_mut(&id).ok_or(Refusal::UNKNOWN_INTERACTION)?;
    interaction.callbacks.push(Value::Object(body.into_owned()));
    interaction.state = if callback == 5 { InteractionState::Deferred } else { InteractionState::Answered };
    interaction.original = original;
    if !call.switch("with_response") {
        return Ok(Reply::Nothing);
    }
    let found = original.filter(|_| matches!(callback, 4 | 7)).and_then(|id| state.world.message(channel, id).ok());
    let message = found.map(|it| shown(state, it));
    let mut resource = json!({ "type": callback });
    if let Some(message) = message {
        resource["message"] = message;
    }
    let mut interaction = json!({"id": id, "type": kind});
    if let Some(original) = original {
        interaction["response_message_id"] = json!(original);
        interaction["response_message_loading"] = json!(callback == 5);
        let ephemeral = state.world.message(channel, original).is_ok_and(|it| it.ephemeral_for.is_some());
        interaction["response_message_ephemeral"] = json!(ephemeral);
    }
    Ok(Reply::Json(json!({"interaction": interaction, "resource": resource})))
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

fn modal(data: &Form<'_>, errors: &mut Errors) {
    data.required_text("custom_id", 100, errors);
    data.required_text("title", 45, errors);
    if components::read(data, Place::Modal, errors).is_none_or(|list| list.is_empty()) {
        errors.add(&data.path("components"), "BASE_TYPE_REQUIRED", "This field is required");
    }
}

/// Creates a message as an answer to an interaction.
fn answer(state: &mut ApiState<'_>, id: InteractionId, draft: Draft) -> Result<MessageId, ApiError> {
    let world = &mut state.world;
    let interaction = world.interactions.get(&id).ok_or(Refusal::UNKNOWN_INTERACTION)?;
    let (channel, user, kind) = (interaction.channel, interaction.user, interaction.kind);
    let user_json = world.user(user)?.json();
    let application = world.application.id;
    let draft = Draft {
        interaction: Some(json!({
            "id": id, "type": kind, "user": user_json, "authorizing_integration_owners": {},
        })),
        application: Some(application),
        webhook: Some(WebhookId::new(application.get())),
        ephemeral_for: (draft.flags & EPHEMERAL != 0).then_some(user),
        ..draft
    };
    Ok(world.create_message(channel, world.bot, draft)?)
}

/// The interaction of the token in the path.
fn answered(state: &mut ApiState<'_>, call: &Call) -> Result<(InteractionId, ChannelId, Option<MessageId>), ApiError> {
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
    draft.attachments = attachments::read(state, call, &form, channel, &[], &mut errors)?.unwrap_or_default();
    errors.check()?;
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
    let (had, kept) = (message.flags, message.attachments.clone());
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    let mut edit = content::edit(&form, had, &mut errors);
    errors.check()?;
    edit.attachments = attachments::read(state, call, &form, channel, &kept, &mut errors)?;
    errors.check()?;
    if would_be_empty(state.world.message(channel, id)?, &edit) {
        return Err(Refusal::EMPTY_MESSAGE.into());
    }
    state.world.edit_message(channel, id, edit)?;
    show(state, channel, id)
}

pub(super) fn follow_up(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (id, channel, _) = answered(state, call)?;
    let draft = draft(state, call, channel)?;
    let message = answer(state, id, draft)?;
    show(state, channel, message)
}

pub(super) fn original(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (_, channel, original) = answered(state, call)?;
    show(state, channel, original.ok_or(Refusal::UNKNOWN_MESSAGE)?)
}

/// Edits the answer. After a deferral this creates the answer.
pub(super) fn edit_original(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (id, channel, original) = answered(state, call)?;
    let Some(original) = original else {
        let interaction = state.world.interactions.get(&id).ok_or(Refusal::UNKNOWN_WEBHOOK)?;
        if interaction.state != InteractionState::Deferred {
            return Err(Refusal::UNKNOWN_MESSAGE.into());
        }
        // Whether the answer is ephemeral was decided by the deferral.
        let deferral = interaction.callbacks.first().and_then(|it| it["data"]["flags"].as_u64()).unwrap_or_default();
        let draft = draft(state, call, channel)?;
        let flags = draft.flags & !EPHEMERAL | deferral & EPHEMERAL;
        let message = answer(state, id, Draft { flags, ..draft })?;
        if let Some(interaction) = state.world.interactions.get_mut(&id) {
            interaction.state = InteractionState::Answered;
            interaction.original = Some(message);
        }
        return show(state, channel, message);
    };
    change_message(state, call, channel, original)
}

pub(super) fn delete_original(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (id, channel, original) = answered(state, call)?;
    state.world.delete_message(channel, original.ok_or(Refusal::UNKNOWN_MESSAGE)?)?;
    if let Some(interaction) = state.world.interactions.get_mut(&id) {
        interaction.original = None;
    }
    Ok(Reply::Nothing)
}

/// A message that the application sent in answer to this interaction.
fn followup(state: &mut ApiState<'_>, call: &Call) -> Result<(ChannelId, MessageId), ApiError> {
    let (interaction, channel, _) = answered(state, call)?;
    let id = call.message()?;
    let message = state.world.message(channel, id)?;
    let of_it = message.interaction.as_ref().is_some_and(|it| it["id"] == json!(interaction));
    if of_it { Ok((channel, id)) } else { Err(Refusal::UNKNOWN_MESSAGE.into()) }
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
