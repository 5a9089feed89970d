//! The search of messages in a guild.
//!
//! Discord's index lags behind and stems words. The sandbox searches the messages themselves: each word of `content`
//! must be a word of the message, in the same order, with at most `slop` other words between them.

use serde_json::{Value, json};

use super::access;
use super::call::Call;
use super::form::Errors;
use super::reply::{ApiError, Reply};
use super::state::ApiState;
use crate::gateway::Intents;
use crate::model::{ChannelId, GuildId, MessageId, RoleId, UserId};
use crate::sandbox::world::{Message, Refusal, World, bits};

const HAS: [&str; 9] = ["link", "embed", "file", "image", "video", "sound", "sticker", "poll", "snapshot"];
const AUTHORS: [&str; 3] = ["user", "bot", "webhook"];
const EMBEDS: [&str; 5] = ["image", "video", "gif", "sound", "article"];

/// The filters of a search. An empty list or `None` admits every message.
struct Filters {
    words: Vec<String>,
    slop: usize,
    authors: Vec<UserId>,
    author_types: Vec<String>,
    mentions: Vec<UserId>,
    mentioned_roles: Vec<RoleId>,
    replied_users: Vec<UserId>,
    replied_messages: Vec<MessageId>,
    everyone: Option<bool>,
    pinned: Option<bool>,
    after: Option<MessageId>,
    before: Option<MessageId>,
    has: Vec<String>,
    hosts: Vec<String>,
    providers: Vec<String>,
    embed_types: Vec<String>,
    extensions: Vec<String>,
    filenames: Vec<String>,
    channels: Vec<ChannelId>,
    nsfw: bool,
}

impl Filters {
    fn read(call: &Call) -> Result<Self, ApiError> {
        let content = call.query("content").unwrap_or_default();
        if content.chars().count() > 1024 {
            return Err(Errors::one(&["content"], "BASE_TYPE_MAX_LENGTH", "Must be 1024 or fewer in length."));
        }
        Ok(Self {
            words: words(content),
            slop: call.number("slop", (0, 100), 2)?,
            authors: call.query_ids("author_id", 100)?,
            author_types: choices(call, "author_type", &AUTHORS, true)?,
            mentions: call.query_ids("mentions", 100)?,
            mentioned_roles: call.query_ids("mentions_role_id", 100)?,
            replied_users: call.query_ids("replied_to_user_id", 100)?,
            replied_messages: call.query_ids("replied_to_message_id", 100)?,
            everyone: call.query("mention_everyone").map(|_| call.switch("mention_everyone")),
            pinned: call.query("pinned").map(|_| call.switch("pinned")),
            after: call.query_id("min_id")?,
            before: call.query_id("max_id")?,
            has: choices(call, "has", &HAS, true)?,
            hosts: texts(call, "link_hostname", 256)?,
            providers: texts(call, "embed_provider", 256)?,
            embed_types: choices(call, "embed_type", &EMBEDS, false)?,
            extensions: texts(call, "attachment_extension", 256)?,
            filenames: texts(call, "attachment_filename", 1024)?,
            channels: call.query_ids("channel_id", 500)?,
            nsfw: call.switch("include_nsfw"),
        })
    }

    fn admit(&self, world: &World, message: &Message) -> bool {
        let one = |list: &[String], has: &dyn Fn(&str) -> bool| list.is_empty() || list.iter().any(|it| has(it));
        let replied = message.answers;
        let replied_user = || {
            let author = world.public_message(message.channel, replied?).ok()?.author;
            Some(self.replied_users.contains(&author))
        };
        (self.words.is_empty() || follow(&words(&message.content), &self.words, self.slop))
            && (self.authors.is_empty() || self.authors.contains(&message.author))
            && signed(&self.author_types, |it| it == author_type(world, message))
            && (self.mentions.is_empty() || self.mentions.iter().any(|it| message.mentions.contains(it)))
            && (self.mentioned_roles.is_empty()
                || self.mentioned_roles.iter().any(|it| message.mention_roles.contains(it)))
            && (self.replied_users.is_empty() || replied_user() == Some(true))
            && (self.replied_messages.is_empty() || replied.is_some_and(|it| self.replied_messages.contains(&it)))
            && self.everyone.is_none_or(|it| it == message.mention_everyone)
            && self.pinned.is_none_or(|it| it == message.pinned)
            && self.after.is_none_or(|it| message.id > it)
            && self.before.is_none_or(|it| message.id < it)
            // A message must have everything of `has`, and nothing of what has a minus before it.
            && self.has.iter().all(|it| signed(std::slice::from_ref(it), |it| has(message, it)))
            && one(&self.hosts, &|host| links(message).any(|link| host_of(link) == host))
            && one(&self.providers, &|name| embeds(message, &|it| it["provider"]["name"] == name))
            && one(&self.embed_types, &|kind| {
                embeds(message, &|it| it["type"] == if kind == "gif" { "gifv" } else { kind })
            })
            && one(&self.extensions, &|end| files(message).any(|name| name.ends_with(&format!(".{end}"))))
            && one(&self.filenames, &|part| files(message).any(|name| name.contains(part)))
    }
}

/// The words of a text, in lower case.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|sign: char| !sign.is_alphanumeric()).filter(|it| !it.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Whether the words are in a text in this order, with at most `slop` other words between them.
fn follow(text: &[String], words: &[String], slop: usize) -> bool {
    let starts = text.iter().enumerate().filter(|(_, it)| Some(*it) == words.first()).map(|(index, _)| index);
    starts.into_iter().any(|start| {
        let mut rest = text.iter().enumerate().skip(start);
        let last = words.iter().try_fold(start, |_, word| Some(rest.find(|(_, it)| *it == word)?.0));
        last.is_some_and(|last| last + 1 - start <= words.len() + slop)
    })
}

/// Whether a message has one of the properties without a minus (if there are any) and none of those with one.
fn signed(list: &[String], has: impl Fn(&str) -> bool) -> bool {
    let (without, with): (Vec<&String>, Vec<&String>) = list.iter().partition(|it| it.starts_with('-'));
    (with.is_empty() || with.iter().any(|it| has(it))) && !without.iter().any(|it| has(it.trim_start_matches('-')))
}

fn author_type(world: &World, message: &Message) -> &'static str {
    // The answers to interactions have a webhook's id, but the bot is their author.
    if message.webhook_author.is_some() {
        "webhook"
    } else if world.user(message.author).is_ok_and(|it| it.bot) {
        "bot"
    } else {
        "user"
    }
}

fn has(message: &Message, what: &str) -> bool {
    let file = |kind: &str| {
        let mut types = message.attachments.iter().filter_map(|it| it["content_type"].as_str());
        types.any(|it| it.starts_with(kind))
    };
    match what {
        "link" => links(message).next().is_some(),
        "embed" => !message.embeds.is_empty(),
        "file" => !message.attachments.is_empty(),
        "image" => file("image/") || embeds(message, &|it| it["type"] == "image" || it["image"].is_object()),
        "video" => file("video/") || embeds(message, &|it| it["type"] == "video"),
        "sound" => file("audio/"),
        "sticker" => !message.stickers.is_empty(),
        "poll" => message.poll.is_some(),
        _ => message.snapshots.is_some(),
    }
}

fn embeds(message: &Message, is: &dyn Fn(&Value) -> bool) -> bool {
    message.embeds.iter().any(is)
}

fn links(message: &Message) -> impl Iterator<Item = &str> {
    let parts = message.content.split(|sign: char| sign.is_whitespace() || matches!(sign, '<' | '>' | '(' | ')'));
    parts.filter(|it| it.starts_with("http://") || it.starts_with("https://"))
}

fn host_of(link: &str) -> &str {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    rest.split(['/', '?', '#', ':']).next().unwrap_or_default()
}

fn files(message: &Message) -> impl Iterator<Item = &str> {
    message.attachments.iter().filter_map(|it| it["filename"].as_str())
}

/// The values of a repeated parameter, each of which is one of a list; with `-` before it, if `minus`.
fn choices(call: &Call, name: &'static str, known: &[&str], minus: bool) -> Result<Vec<String>, ApiError> {
    let values: Vec<String> = call.queries(name).map(str::to_owned).collect();
    for (index, value) in values.iter().enumerate() {
        let bare = if minus { value.trim_start_matches('-') } else { value };
        if !known.contains(&bare) {
            let message = format!("Value must be one of {{{}}}.", known.join(", "));
            return Err(Errors::one(&[name, &index.to_string()], "BASE_TYPE_CHOICES", message));
        }
    }
    Ok(values)
}

/// The values of a repeated parameter, at most 100.
fn texts(call: &Call, name: &'static str, longest: usize) -> Result<Vec<String>, ApiError> {
    let values: Vec<String> = call.queries(name).map(str::to_owned).collect();
    if values.len() > 100 || values.iter().any(|it| it.chars().count() > longest) {
        return Err(Errors::one(&[name], "BASE_TYPE_MAX_LENGTH", format!("Must be {longest} or fewer in length.")));
    }
    Ok(values)
}

/// Whether results are ascending. `sort_by` is checked: the sandbox sorts by time for both of its values.
fn ascending(call: &Call) -> Result<bool, ApiError> {
    choices(call, "sort_by", &["timestamp", "relevance"], false)?;
    let order = choices(call, "sort_order", &["asc", "desc"], false)?;
    Ok(order.first().is_some_and(|it| it == "asc"))
}

/// The channels and threads that are searched: those in which the bot can read the history. A channel that the request
/// names must be among them.
fn searched(state: &ApiState<'_>, guild: GuildId, filters: &Filters) -> Result<Vec<ChannelId>, ApiError> {
    let world = &state.world;
    if let Some(channel) = filters.channels.iter().find(|id| {
        let readable = world.permissions_in(**id, world.bot).unwrap_or_default() & bits::READ_MESSAGE_HISTORY != 0;
        !readable || world.channel(**id).is_ok_and(|it| it.guild != Some(guild))
    }) {
        world.channel(*channel)?;
        return Err(Refusal::MISSING_ACCESS.into());
    }
    let needed = bits::VIEW_CHANNEL | bits::READ_MESSAGE_HISTORY;
    let mut found: Vec<ChannelId> = world
        .channels
        .values()
        .filter(|it| it.guild == Some(guild) && (filters.channels.is_empty() || filters.channels.contains(&it.id)))
        .filter(|it| filters.nsfw || it.settings.get("nsfw") != Some(&json!(true)))
        .filter(|it| world.permissions_in(it.id, world.bot).is_ok_and(|may| may & needed == needed))
        .map(|it| it.id)
        .collect();
    found.sort_unstable();
    Ok(found)
}

/// Needs the MESSAGE_CONTENT intent in the developer portal.
pub(super) fn messages(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, 0)?;
    if !state.world.application.privileged.contains(Intents::MESSAGE_CONTENT) {
        return Err(Refusal::MISSING_ACCESS.into());
    }
    let filters = Filters::read(call)?;
    let (limit, offset) = (call.number("limit", (1, 25), 25)?, call.number("offset", (0, 9975), 0)?);
    let ascending = ascending(call)?;
    let world = &state.world;
    let channels = searched(state, guild, &filters)?;
    let logs = channels.iter().filter_map(|id| world.messages.get(id));
    let visible = logs.flat_map(|log| log.iter()).filter(|it| it.ephemeral_for.is_none());
    let mut found: Vec<&Message> = visible.filter(|it| filters.admit(world, it)).collect();
    found.sort_unstable_by_key(|it| it.id);
    if !ascending {
        found.reverse();
    }
    let total = found.len();
    let page: Vec<&Message> = found.into_iter().skip(offset).take(limit).collect();
    let mut threads: Vec<ChannelId> = page.iter().map(|it| it.channel).collect();
    threads.sort_unstable();
    threads.dedup();
    threads.retain(|id| world.channel(*id).is_ok_and(|it| it.thread.is_some()));
    let of_bot = |id: &ChannelId| world.channel(*id).ok()?.thread.as_ref()?.member_json(*id, world.bot);
    let hits = page.iter().map(|it| {
        let mut json = world.message_json(it);
        if let Some(fields) = json.as_object_mut() {
            fields.remove("reactions");
            fields.insert("hit".to_owned(), json!(true));
        }
        json!([json])
    });
    Ok(Reply::Json(json!({
        "messages": hits.collect::<Vec<Value>>(), "total_results": total, "doing_deep_historical_index": false,
        "threads": threads.iter().filter_map(|id| world.thread_json(*id).ok()).collect::<Vec<Value>>(),
        "members": threads.iter().filter_map(of_bot).collect::<Vec<Value>>(),
    })))
}

/// The search of a channel's threads, archived ones included. `name` is a part of the thread's name; `slop` has no
/// effect.
pub(super) fn threads(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    const SORTS: [&str; 4] = ["relevance", "creation_time", "last_message_time", "archive_time"];
    let (parent, _) = access::guild_channel(state, call, bits::READ_MESSAGE_HISTORY)?;
    let name = call.query("name").unwrap_or_default().to_lowercase();
    let (limit, offset) = (call.number("limit", (1, 25), 25)?, call.number("offset", (0, 9975), 0)?);
    let (after, before): (Option<ChannelId>, Option<ChannelId>) = (call.query_id("min_id")?, call.query_id("max_id")?);
    let tags: Vec<u64> = call.query_ids("tag", 20)?;
    let all_tags =
        choices(call, "tag_setting", &["match_all", "match_some"], false)?.first().is_some_and(|it| it == "match_all");
    let archived = call.query("archived").map(|_| call.switch("archived"));
    let sort = choices(call, "sort_by", &SORTS, false)?;
    let ascending = choices(call, "sort_order", &["asc", "desc"], false)?.first().is_some_and(|it| it == "asc");
    let world = &state.world;
    let mut found: Vec<ChannelId> = world.threads_under(parent);
    found.retain(|id| {
        let Ok(it) = world.channel(*id) else { return false };
        let applied = it.settings.get("applied_tags").and_then(Value::as_array).cloned().unwrap_or_default();
        let tagged = |tag: &u64| applied.contains(&json!(tag.to_string()));
        let fits = if all_tags { tags.iter().all(tagged) } else { tags.is_empty() || tags.iter().any(tagged) };
        world.bot_sees(*id)
            && it.name.to_lowercase().contains(&name)
            && after.is_none_or(|after| *id > after)
            && before.is_none_or(|before| *id < before)
            && fits
            && archived.is_none_or(|archived| it.thread.as_ref().is_some_and(|it| it.archived == archived))
    });
    found.sort_by_key(|id| {
        let it = world.channel(*id).ok();
        let time = match sort.first().map(String::as_str) {
            Some("creation_time" | "relevance") => None,
            Some("archive_time") => it.and_then(|it| u64::try_from(it.thread.as_ref()?.archive_us).ok()),
            _ => it.and_then(|it| it.last_message).map(MessageId::get),
        };
        (time.unwrap_or_else(|| id.get()), *id)
    });
    if !ascending {
        found.reverse();
    }
    let total = found.len();
    let page: Vec<ChannelId> = found.into_iter().skip(offset).take(limit).collect();
    let of_bot = |id: &ChannelId| world.channel(*id).ok()?.thread.as_ref()?.member_json(*id, world.bot);
    // The first message of a post has the id of its thread.
    let first = |id: &ChannelId| {
        let message = world.public_message(*id, MessageId::new(id.get())).ok()?;
        Some(world.message_json(message))
    };
    Ok(Reply::Json(json!({
        "threads": page.iter().filter_map(|id| world.thread_json(*id).ok()).collect::<Vec<Value>>(),
        "members": page.iter().filter_map(of_bot).collect::<Vec<Value>>(),
        "first_messages": page.iter().filter_map(first).collect::<Vec<Value>>(),
        "has_more": offset + page.len() < total, "total_results": total,
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_follow_each_other_within_the_slop() {
        let table = [
            ("hello there world", "hello world", 1, true),
            ("hello there world", "hello world", 0, false),
            ("world hello", "hello world", 5, false),
            ("Hello, WORLD!", "hello world", 0, true),
            ("hello a b hello world", "hello world", 0, true),
            ("hello", "hell", 9, false),
        ];
        for (text, sought, slop, found) in table {
            assert_eq!(follow(&words(text), &words(sought), slop), found, "{text}: {sought} ({slop})");
        }
    }
}
