//! Webhooks: managed by the bot, or used with their token.

use serde_json::{Value, json};

use super::call::{Call, read_body};
use super::form::{Errors, Form};
use super::posted::{show, webhook_author};
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, create, hash_image, may, must};
use super::state::ApiState;
use super::{access, attachments, content, interactions};
use crate::model::{ChannelId, MessageId, WebhookId};
use crate::sandbox::world::{Draft, Refusal, Webhook, action, bits, diff};

const WEBHOOK: &[Field] = &[must("name", Kind::Text(1, 80)), may("avatar", Kind::Image), may("channel_id", Kind::Id)];
/// The limit of webhooks of a channel.
const MAX_WEBHOOKS: usize = 15;
const TOO_MANY: Refusal = Refusal { status: 400, code: 30007, message: "Maximum number of webhooks reached (15)" };

fn checked_name(form: &Form<'_>, errors: &mut Errors) {
    let name = form.given("name").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    for word in ["clyde", "discord"] {
        if name.contains(word) {
            let message = format!("Username cannot contain \"{word}\"");
            errors.add(&form.path("name"), "USERNAME_INVALID_CONTAINS", message);
        }
    }
}

pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (channel, guild) = access::guild_channel(state, call, bits::MANAGE_WEBHOOKS)?;
    let mut given = read_body(call, |form, errors| {
        checked_name(form, errors);
        create(form, WEBHOOK, errors)
    })?;
    if state.world.webhooks.values().filter(|it| it.channel == channel).count() >= MAX_WEBHOOKS {
        return Err(TOO_MANY.into());
    }
    hash_image(&mut given, "avatar");
    let text = |key: &str| given.get(key).and_then(Value::as_str).map(str::to_owned);
    let webhook = Webhook {
        id: WebhookId::new(state.world.ids.next(state.world.now)),
        kind: 1,
        guild,
        channel,
        name: text("name").unwrap_or_default(),
        avatar: text("avatar"),
        token: Some(format!("{:032x}{:032x}", fastrand::u128(..), fastrand::u128(..))),
        application: Some(state.world.application.id),
        user: state.world.bot,
        source: None,
    };
    let json = webhook.json(state.world, true);
    let id = webhook.id;
    state.world.webhooks.insert(id, webhook);
    state.world.emit_webhooks_update(guild, channel);
    let changes = diff(&json!({}), &json!({"name": json["name"], "type": 1, "channel_id": channel}));
    state.world.audit(guild, action::WEBHOOK_CREATE, id.get(), changes, None);
    Ok(Reply::Json(json))
}

pub(super) fn of_channel(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (channel, _) = access::guild_channel(state, call, bits::MANAGE_WEBHOOKS)?;
    let found = state.world.webhooks.values().filter(|it| it.channel == channel);
    Ok(Reply::Json(found.map(|it| it.json(state.world, true)).collect()))
}

pub(super) fn of_guild(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_WEBHOOKS)?;
    let found = state.world.webhooks.values().filter(|it| it.guild == guild);
    Ok(Reply::Json(found.map(|it| it.json(state.world, true)).collect()))
}

/// The webhook in the path, if the bot may manage it.
fn managed(state: &ApiState<'_>, call: &Call) -> Result<Webhook, ApiError> {
    let webhook = state.world.webhooks.get(&call.id("webhook_id")?).ok_or(Refusal::UNKNOWN_WEBHOOK)?;
    access::in_channel(state, webhook.channel, bits::MANAGE_WEBHOOKS)?;
    Ok(webhook.clone())
}

/// The webhook in the path, if the token matches.
fn by_token(state: &ApiState<'_>, call: &Call) -> Result<Webhook, ApiError> {
    let webhook = state.world.webhooks.get(&call.id("webhook_id")?).ok_or(Refusal::UNKNOWN_WEBHOOK)?;
    if webhook.token.as_deref() != Some(call.param("webhook_token")) {
        return Err(Refusal::INVALID_WEBHOOK_TOKEN.into());
    }
    Ok(webhook.clone())
}

pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(managed(state, call)?.json(state.world, true)))
}

pub(super) fn get_by_token(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(by_token(state, call)?.json(state.world, false)))
}

pub(super) fn update(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let webhook = managed(state, call)?;
    changed(state, call, &webhook, true)
}

pub(super) fn update_by_token(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let webhook = by_token(state, call)?;
    changed(state, call, &webhook, false)
}

fn changed(state: &mut ApiState<'_>, call: &Call, old: &Webhook, by_bot: bool) -> Result<Reply, ApiError> {
    let mut given = read_body(call, |form, errors| {
        checked_name(form, errors);
        change(form, WEBHOOK, errors)
    })?;
    hash_image(&mut given, "avatar");
    let mut new = old.clone();
    if let Some(name) = given.get("name").and_then(Value::as_str) {
        name.clone_into(&mut new.name);
    }
    if let Some(avatar) = given.get("avatar") {
        new.avatar = avatar.as_str().map(str::to_owned);
    }
    // Only the bot can move a webhook; with the webhook's token it is not possible.
    if by_bot && let Some(id) = given.get("channel_id").and_then(Value::as_str).and_then(|it| it.parse().ok()) {
        access::in_channel_of(state, old.guild, ChannelId::new(id), bits::MANAGE_WEBHOOKS)?;
        new.channel = ChannelId::new(id);
    }
    let json = new.json(state.world, by_bot);
    let changes = diff(&old.json(state.world, by_bot), &json);
    let (id, guild, channel) = (new.id, new.guild, new.channel);
    state.world.webhooks.insert(id, new);
    state.world.emit_webhooks_update(guild, channel);
    state.world.audit(guild, action::WEBHOOK_UPDATE, id.get(), changes, None);
    Ok(Reply::Json(json))
}

pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let webhook = managed(state, call)?;
    Ok(gone(state, &webhook))
}

pub(super) fn delete_by_token(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let webhook = by_token(state, call)?;
    Ok(gone(state, &webhook))
}

fn gone(state: &mut ApiState<'_>, webhook: &Webhook) -> Reply {
    state.world.webhooks.remove(&webhook.id);
    state.world.emit_webhooks_update(webhook.guild, webhook.channel);
    let changes = diff(&json!({"name": webhook.name}), &json!({ "name": null }));
    state.world.audit(webhook.guild, action::WEBHOOK_DELETE, webhook.id.get(), changes, None);
    Reply::Nothing
}

/// Sends a message through a webhook, or a followup to an interaction.
pub(super) fn execute(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    if interactions::is_application(state, call) {
        return interactions::follow_up(state, call);
    }
    let webhook = by_token(state, call)?;
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    let now = state.world.now;
    let mut draft = content::draft(&form, now, &mut errors);
    draft.flags &= !(1 << 6);
    let name = form.text("username", 80, &mut errors);
    let avatar = form.text("avatar_url", 2048, &mut errors);
    let thread_name = form.text("thread_name", 100, &mut errors);
    let tags = form.ids("applied_tags", 5, &mut errors);
    errors.check()?;
    let channel = target(state, call, &webhook, thread_name.as_deref())?;
    attachments::add(state, call, &form, channel.unwrap_or(webhook.channel), &mut draft, &mut errors)?;
    if content::is_empty(&draft) {
        return Err(Refusal::EMPTY_MESSAGE.into());
    }
    let draft = Draft {
        webhook: Some(webhook.id),
        application: webhook.application,
        webhook_author: Some(webhook_author(&webhook, name.as_deref(), avatar.as_deref())),
        ..draft
    };
    let author = state.world.bot;
    let (channel, id) = if let Some(channel) = channel {
        (channel, state.world.create_message(channel, author, draft)?)
    } else {
        let thread = ChannelId::new(state.world.ids.next(now));
        let tags: Vec<String> = tags.unwrap_or_default().iter().map(u64::to_string).collect();
        let settings = [("applied_tags".to_owned(), json!(tags))].into_iter().collect();
        let kind = crate::sandbox::world::ChannelKind::PublicThread;
        let name = thread_name.unwrap_or_default();
        state.world.create_thread(thread, webhook.channel, kind, &name, author, settings)?;
        let id = MessageId::new(thread.get());
        (thread, state.world.create_message_as(id, thread, author, draft)?)
    };
    if call.switch("wait") { show(state, channel, id) } else { Ok(Reply::Nothing) }
}

/// The channel or thread that a webhook's message goes to; `None` if a forum post is to be created for it.
fn target(
    state: &mut ApiState<'_>,
    call: &Call,
    webhook: &Webhook,
    thread_name: Option<&str>,
) -> Result<Option<ChannelId>, ApiError> {
    const NEITHER: Refusal = Refusal {
        status: 400,
        code: 220_001,
        message: "Webhooks posted to forum channels must have a thread_name or thread_id",
    };
    const BOTH: Refusal = Refusal {
        status: 400,
        code: 220_002,
        message: "Webhooks posted to forum channels cannot have both a thread_name and thread_id",
    };
    const NO_FORUM: Refusal =
        Refusal { status: 400, code: 220_003, message: "Webhooks can only create threads in forum channels" };
    let forum = state.world.channel(webhook.channel)?.kind.is_forum();
    match (call.query_id::<ChannelId>("thread_id")?, thread_name) {
        (Some(_), Some(_)) => Err(BOTH.into()),
        (None, None) if forum => Err(NEITHER.into()),
        (None, Some(_)) if !forum => Err(NO_FORUM.into()),
        (None, Some(_)) => Ok(None),
        (None, None) => Ok(Some(webhook.channel)),
        (Some(thread), None) => {
            let of_it = state.world.channel(thread).is_ok_and(|it| it.parent == Some(webhook.channel));
            if !of_it {
                return Err(Refusal::UNKNOWN_CHANNEL.into());
            }
            state.world.unarchive_thread(thread)?;
            Ok(Some(thread))
        }
    }
}

/// A message of this webhook.
fn own_message(state: &ApiState<'_>, call: &Call) -> Result<(ChannelId, MessageId), ApiError> {
    let webhook = by_token(state, call)?;
    let channel = call.query_id::<ChannelId>("thread_id")?.unwrap_or(webhook.channel);
    let id = call.message()?;
    let own = state.world.message(channel, id).is_ok_and(|it| it.webhook == Some(webhook.id));
    if own { Ok((channel, id)) } else { Err(Refusal::UNKNOWN_MESSAGE.into()) }
}

pub(super) fn message(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    if interactions::is_application(state, call) {
        return interactions::get_followup(state, call);
    }
    let (channel, id) = own_message(state, call)?;
    show(state, channel, id)
}

pub(super) fn update_message(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    if interactions::is_application(state, call) {
        return interactions::edit_followup(state, call);
    }
    let (channel, id) = own_message(state, call)?;
    interactions::change_message(state, call, channel, id)
}

pub(super) fn delete_message(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    if interactions::is_application(state, call) {
        return interactions::delete_followup(state, call);
    }
    let (channel, id) = own_message(state, call)?;
    state.world.delete_message(channel, id)?;
    Ok(Reply::Nothing)
}
