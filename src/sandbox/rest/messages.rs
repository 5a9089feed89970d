//! Messages: reading, creating, editing, crossposting, deleting.

use std::time::Duration;

use serde_json::{Value, json};

use super::call::Call;
use super::form::{Errors, Form};
use super::posted::{show, shown, webhook_author, would_be_empty};
use super::reply::{ApiError, Reply};
use super::state::ApiState;
use super::{access, attachments, content, stickers};
use crate::model::{ChannelId, GuildId, MessageId, StickerId};
use crate::sandbox::world::{ChannelKind, Draft, Edit, Message, Refusal, Webhook, action, bits};

/// The flag EPHEMERAL.
const EPHEMERAL: u64 = 1 << 6;
/// For how long a nonce is kept. Discord's documentation says "a few minutes".
const NONCE_LIFE: Duration = Duration::from_secs(180);
/// The limit of a message's age for a bulk delete.
const TWO_WEEKS_US: i64 = 14 * 24 * 60 * 60 * 1_000_000;

const CANNOT_REPLY: Refusal =
    Refusal { status: 403, code: 160_002, message: "Cannot reply without permission to read message history" };
const TOO_FEW_OR_TOO_MANY: Refusal = Refusal {
    status: 400,
    code: 50016,
    message: "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to \
              delete.",
};
const TOO_OLD: Refusal =
    Refusal { status: 400, code: 50034, message: "You can only bulk delete messages that are under 14 days old." };

pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = access::channel(state, call, bits::READ_MESSAGE_HISTORY)?;
    let id = state.world.public_message(channel, call.message()?)?.id;
    show(state, channel, id)
}

pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = access::channel(state, call, 0)?;
    let limit = call.number("limit", (1, 100), 50)?;
    let before: Option<MessageId> = call.query_id("before")?;
    let after: Option<MessageId> = call.query_id("after")?;
    let around: Option<MessageId> = call.query_id("around")?;
    let may = state.world.permissions_in(channel, state.world.bot)?;
    let log = state.world.messages.get(&channel);
    // Without READ_MESSAGE_HISTORY the list is empty.
    let log = log.filter(|_| may & bits::READ_MESSAGE_HISTORY != 0);
    let visible = |message: &&Message| message.ephemeral_for.is_none();
    let mut found: Vec<&Message> = match (log, around, before, after) {
        (None, ..) => Vec::new(),
        (Some(log), Some(around), ..) => {
            let half = limit / 2;
            let newer = log.after(around).filter(visible).take(half);
            let older = log.iter().rev().filter(visible).filter(|it| it.id <= around).take(limit - half);
            older.chain(newer).collect()
        }
        (Some(log), _, Some(before), _) => {
            log.iter().rev().filter(visible).filter(|it| it.id < before).take(limit).collect()
        }
        (Some(log), _, _, Some(after)) => log.after(after).filter(visible).take(limit).collect(),
        (Some(log), ..) => log.iter().rev().filter(visible).take(limit).collect(),
    };
    found.sort_by_key(|message| std::cmp::Reverse(message.id));
    Ok(Reply::Json(found.into_iter().map(|message| shown(state, message)).collect()))
}

/// What a new message refers to.
enum Reference {
    None,
    /// A reply; `None` if the message it replies to does not exist and need not.
    Answers(Option<MessageId>),
    /// A forward of this message of that channel.
    Forwards(ChannelId, MessageId),
}

fn reference(form: &Form<'_>, channel: ChannelId, errors: &mut Errors) -> Reference {
    let Some(reference) = form.object("message_reference", errors) else { return Reference::None };
    let Some(message) = reference.id("message_id", errors).map(MessageId::new) else {
        if reference.given("message_id").is_none() {
            errors.add(&reference.path("message_id"), "BASE_TYPE_REQUIRED", "This field is required");
        }
        return Reference::None;
    };
    match reference.int("type", (0, 1), errors) {
        Some(1) => match reference.id("channel_id", errors) {
            Some(source) => Reference::Forwards(ChannelId::new(source), message),
            None => {
                errors.add(&reference.path("channel_id"), "BASE_TYPE_REQUIRED", "This field is required");
                Reference::None
            }
        },
        _ => {
            let here = reference.id("channel_id", errors).is_none_or(|id| id == channel.get());
            if !here {
                let message = "Cannot reply to a message in a different channel";
                errors.add(reference.here(), "REPLIES_UNKNOWN_MESSAGE", message);
            }
            Reference::Answers(Some(message))
        }
    }
}

/// `message_reference` and `message_snapshots` of a forwarded message.
fn forwarded(state: &ApiState<'_>, source: ChannelId, id: MessageId) -> Result<(Value, Value), ApiError> {
    const UNREADABLE: Refusal =
        Refusal { status: 403, code: 160_014, message: "Cannot forward a message whose content you cannot read" };
    access::in_channel(state, source, bits::READ_MESSAGE_HISTORY).map_err(|_| UNREADABLE)?;
    let message = state.world.public_message(source, id)?;
    let whole = state.world.whole_message_json(message);
    let keys = [
        "type",
        "content",
        "mentions",
        "mention_roles",
        "attachments",
        "embeds",
        "timestamp",
        "edited_timestamp",
        "flags",
        "components",
        "sticker_items",
    ];
    let snapshot: Value = keys.iter().filter_map(|key| Some(((*key).to_owned(), whole.get(*key)?.clone()))).collect();
    let mut reference = json!({"type": 1, "message_id": id, "channel_id": source});
    if let Some(guild) = message.guild {
        reference["guild_id"] = json!(guild);
    }
    Ok((reference, json!([{ "message": snapshot }])))
}

pub(super) fn create(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = access::channel(state, call, bits::SEND_MESSAGES)?;
    may_write(state, channel)?;
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    // A known nonce is answered with the message it led to, before anything is stored.
    let nonce = form.text("nonce", 25, &mut errors);
    let enforced = form.flag("enforce_nonce", &mut errors).unwrap_or_default();
    let key = nonce.clone().filter(|_| enforced).map(|nonce| (channel, nonce));
    if let Some(earlier) = key.as_ref().and_then(|key| earlier(state, key)) {
        return show(state, channel, earlier);
    }
    let draft = write(state, call, &form, channel, &mut errors)?;
    // Only answers to interactions can be ephemeral.
    let draft = Draft { flags: draft.flags & !EPHEMERAL, nonce: nonce.map(Value::from), ..draft };
    let bot = state.world.bot;
    let id = state.world.create_message(channel, bot, draft)?;
    if let Some(key) = key {
        state.rest.nonces.insert(key, (id, state.world.now));
    }
    show(state, channel, id)
}

/// Checks that messages can be sent in a channel: not in a forum, a category or a locked thread. Unarchives an archived
/// thread.
pub(super) fn may_write(state: &mut ApiState<'_>, channel: ChannelId) -> Result<(), ApiError> {
    const FORUM: Refusal = Refusal { status: 400, code: 40058, message: "Cannot send a message in a forum channel" };
    const NO_TEXT: Refusal =
        Refusal { status: 400, code: 50008, message: "Cannot send messages in a non-text channel" };
    const LOCKED: Refusal = Refusal { status: 400, code: 160_005, message: "Thread is locked" };
    let it = state.world.channel(channel)?;
    if it.kind.is_forum() {
        return Err(FORUM.into());
    }
    if !it.kind.takes_messages() {
        return Err(NO_TEXT.into());
    }
    if let Some(thread) = &it.thread {
        let may = state.world.permissions_in(channel, state.world.bot)?;
        if thread.locked && may & bits::MANAGE_THREADS == 0 {
            return Err(LOCKED.into());
        }
        state.world.unarchive_thread(channel)?;
    }
    Ok(())
}

/// The message that a nonce led to, if it is recent.
fn earlier(state: &mut ApiState<'_>, key: &(ChannelId, String)) -> Option<MessageId> {
    let now = state.world.now;
    let life = i64::try_from(NONCE_LIFE.as_micros()).unwrap_or(i64::MAX);
    if state.rest.nonces.len() > 10_000 {
        state.rest.nonces.retain(|_, (_, at)| now.saturating_sub(*at) < life);
    }
    let (earlier, at) = *state.rest.nonces.get(key)?;
    (now.saturating_sub(at) < life).then_some(earlier)
}

/// Reads a message that the bot sends as itself, with its files, and checks the permissions for its content.
pub(super) fn write(
    state: &mut ApiState<'_>,
    call: &Call,
    form: &Form<'_>,
    channel: ChannelId,
    errors: &mut Errors,
) -> Result<Draft, ApiError> {
    let mut draft = content::draft(form, state.world.now, errors);
    let may = state.world.permissions_in(channel, state.world.bot)?;
    match reference(form, channel, errors) {
        Reference::Answers(Some(answers)) => {
            let lenient = form.object("message_reference", errors).and_then(|it| it.flag("fail_if_not_exists", errors));
            if may & bits::READ_MESSAGE_HISTORY == 0 {
                return Err(CANNOT_REPLY.into());
            }
            if state.world.public_message(channel, answers).is_ok() {
                draft.answers = Some(answers);
            } else if lenient != Some(false) {
                errors.add(&["message_reference"], "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message");
            }
        }
        Reference::Forwards(source, message) if errors.check().is_ok() => {
            draft.forwards = Some(forwarded(state, source, message)?);
        }
        _ => {}
    }
    errors.check()?;
    attachments::add(state, call, form, channel, &mut draft, errors)?;
    if content::is_empty(&draft) {
        return Err(Refusal::EMPTY_MESSAGE.into());
    }
    for (given, bit) in [
        (!draft.embeds.is_empty(), bits::EMBED_LINKS),
        (!draft.attachments.is_empty(), bits::ATTACH_FILES),
        (draft.poll.is_some(), bits::SEND_POLLS),
        (draft.tts, bits::SEND_TTS_MESSAGES),
    ] {
        // DMs do not have these permissions.
        if given && state.world.channel(channel)?.guild.is_some() {
            access::enough(may, bit)?;
        }
    }
    name_stickers(state, state.world.channel(channel)?.guild, &mut draft)?;
    Ok(draft)
}

/// Checks that the stickers are Discord's or the guild's, and adds their names. In DMs there are only Discord's.
fn name_stickers(state: &ApiState<'_>, guild: Option<GuildId>, draft: &mut Draft) -> Result<(), ApiError> {
    const INVALID: Refusal = Refusal { status: 400, code: 50081, message: "Invalid sticker sent" };
    for item in &mut draft.stickers {
        let id = item["id"].as_str().and_then(|id| id.parse().ok()).map(StickerId::new).ok_or(INVALID)?;
        let of_guild = || state.world.guild(guild?).ok()?.stickers.get(&id).cloned();
        let sticker = stickers::standard(id).or_else(of_guild).ok_or(INVALID)?;
        *item = json!({"id": id, "name": sticker["name"], "format_type": sticker["format_type"]});
    }
    Ok(())
}

pub(super) fn edit(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = access::channel(state, call, 0)?;
    let id = call.message()?;
    let message = state.world.public_message(channel, id)?;
    // An answer to an interaction is sent by the application's webhook, but it is the bot's own message.
    let by_other_webhook = message.webhook.is_some_and(|it| it.get() != state.world.application.id.get());
    let own = message.author == state.world.bot && !by_other_webhook;
    if own && message.is_system() {
        return Err(Refusal::SYSTEM_MESSAGE.into());
    }
    let (before, kept) = (content::Before::of(message), message.attachments.clone());
    access::not_archived(state, channel)?;
    let may = state.world.permissions_in(channel, state.world.bot)?;
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    let mut edit = content::edit(&form, before, &mut errors);
    errors.check()?;
    attachments::change(state, call, &form, channel, &kept, &mut edit, &mut errors)?;
    let only_flags =
        edit.content.is_none() && edit.embeds.is_none() && edit.components.is_none() && edit.attachments.is_none();
    let hides_embeds = only_flags && edit.flags.is_some() && may & bits::MANAGE_MESSAGES != 0;
    if !own && !hides_embeds {
        return Err(Refusal::NOT_YOUR_MESSAGE.into());
    }
    if would_be_empty(state.world.public_message(channel, id)?, &edit) {
        return Err(Refusal::EMPTY_MESSAGE.into());
    }
    state.world.edit_message(channel, id, edit)?;
    show(state, channel, id)
}

/// Crossposts a message of an announcement channel to the channels that follow it.
pub(super) fn crosspost(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const CROSSPOSTED: u64 = 1;
    const ALREADY: Refusal = Refusal { status: 400, code: 40033, message: "This message has already been crossposted" };
    let channel = access::channel(state, call, bits::SEND_MESSAGES)?;
    let id = call.message()?;
    let message = state.world.public_message(channel, id)?;
    if state.world.channel(channel)?.kind != ChannelKind::Announcement {
        return Err(Refusal::WRONG_CHANNEL.into());
    }
    if message.author != state.world.bot {
        access::enough(state.world.permissions_in(channel, state.world.bot)?, bits::MANAGE_MESSAGES)?;
    }
    if message.flags & CROSSPOSTED != 0 {
        return Err(ALREADY.into());
    }
    let flags = message.flags | CROSSPOSTED;
    let mut copy = Draft {
        content: message.content.clone(),
        embeds: message.embeds.clone(),
        attachments: message.attachments.clone(),
        flags: 1 << 1,
        ..Draft::default()
    };
    state.world.edit_message(channel, id, Edit { flags: Some(flags), ..Edit::default() })?;
    let followers: Vec<Webhook> = state
        .world
        .webhooks
        .values()
        .filter(|it| it.source.is_some_and(|(_, from)| from == channel))
        .cloned()
        .collect();
    for follower in followers {
        copy.webhook = Some(follower.id);
        copy.webhook_author = Some(webhook_author(&follower, None, None));
        state.world.create_message(follower.channel, state.world.bot, copy.clone())?;
    }
    show(state, channel, id)
}

pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let channel = access::channel(state, call, 0)?;
    let id = call.message()?;
    let author = state.world.public_message(channel, id)?.author;
    let own = author == state.world.bot;
    let may = state.world.permissions_in(channel, state.world.bot)?;
    if !own && may & bits::MANAGE_MESSAGES == 0 {
        return Err(Refusal::MISSING_PERMISSIONS.into());
    }
    access::not_archived(state, channel)?;
    state.world.delete_message(channel, id)?;
    if let Some(guild) = state.world.channel(channel)?.guild.filter(|_| !own) {
        let options = json!({"channel_id": channel, "count": "1"});
        state.world.audit(guild, action::MESSAGE_DELETE, author.get(), vec![], Some(options));
    }
    Ok(Reply::Nothing)
}

pub(super) fn bulk_delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (channel, guild) = access::guild_channel(state, call, bits::MANAGE_MESSAGES)?;
    let body = call.object()?;
    let mut errors = Errors::default();
    let ids = Form::new(&body, vec![]).ids("messages", usize::MAX, &mut errors);
    errors.check()?;
    let mut ids: Vec<MessageId> = ids.into_iter().flatten().map(MessageId::new).collect();
    ids.sort_unstable();
    ids.dedup();
    if !(2..=100).contains(&ids.len()) {
        return Err(TOO_FEW_OR_TOO_MANY.into());
    }
    let now = state.world.now;
    if ids.iter().any(|id| crate::sandbox::world::created_us(id.get()) < now - TWO_WEEKS_US) {
        return Err(TOO_OLD.into());
    }
    state.world.delete_messages(channel, &ids)?;
    let options = json!({"count": ids.len().to_string()});
    state.world.audit(guild, action::MESSAGE_BULK_DELETE, channel.get(), vec![], Some(options));
    Ok(Reply::Nothing)
}
