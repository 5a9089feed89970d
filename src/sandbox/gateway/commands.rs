//! Commands of a session: presence, voice, member requests, sounds, channel info (gateway.md sections 17 and 18).

use std::sync::Arc;
use std::time::Instant;

use serde_json::{Map, Value, json};

use super::numbers::unsigned;
use super::presence::presence;
use super::protocol::{Violation, WRONG_SHAPE};
use super::state::GatewayState;
use crate::gateway::{Intents, Opcode};
use crate::model::{ChannelId, GuildId, UserId};
use crate::sandbox::window::Window;
use crate::sandbox::world::Member;

/// The number of members in one chunk.
const CHUNK: usize = 1000;
/// The limit of members for a request that does not request all of them.
const MAX_FOUND: usize = 100;
/// The limit of a nonce in bytes. A longer one is ignored.
const MAX_NONCE: usize = 32;

impl GatewayState<'_> {
    /// Carries a command out. `false`: the command is valid, but has no effect.
    pub(super) fn command(&mut self, session: &str, op: Opcode, data: &Value, now: Instant) -> Result<bool, Violation> {
        match op {
            Opcode::PresenceUpdate => self.update_presence(session, data, now),
            Opcode::VoiceStateUpdate => self.update_voice(session, data),
            Opcode::RequestGuildMembers => self.request_members(session, data, now),
            Opcode::RequestSoundboardSounds => self.request_sounds(session, data),
            Opcode::RequestChannelInfo => self.request_channel_info(session, data),
            _ => Err(WRONG_SHAPE),
        }
    }

    fn update_presence(&mut self, session: &str, data: &Value, now: Instant) -> Result<bool, Violation> {
        let presence = presence(data).ok_or(WRONG_SHAPE)?;
        let Some(session) = self.hub.sessions.get_mut(session) else {
            return Ok(false);
        };
        // Discord does not document what happens above the limit. Here the update is ignored.
        if session.presence_window.take(now).is_err() {
            return Ok(false);
        }
        session.presence = Some(presence);
        Ok(true)
    }

    fn update_voice(&mut self, session: &str, data: &Value) -> Result<bool, Violation> {
        let guild = GuildId::new(snowflake(data.get("guild_id")).ok_or(WRONG_SHAPE)?);
        let channel = match data.get("channel_id") {
            Some(Value::Null) => None,
            channel => Some(ChannelId::new(snowflake(channel).ok_or(WRONG_SHAPE)?)),
        };
        let flag = |name| data.get(name).and_then(Value::as_bool).ok_or(WRONG_SHAPE);
        let (mute, deaf) = (flag("self_mute")?, flag("self_deaf")?);
        if !self.sees(session, guild) {
            return Ok(false);
        }
        match channel {
            Some(channel) if self.world.channels.get(&channel).is_some_and(|it| it.guild == Some(guild)) => {
                self.world.join_voice_as_bot(channel, mute, deaf);
                Ok(true)
            }
            Some(_) => Ok(false),
            None => Ok(self.world.leave_voice(guild, self.world.bot).is_ok()),
        }
    }

    fn request_members(&mut self, session: &str, data: &Value, now: Instant) -> Result<bool, Violation> {
        let request = MemberRequest::read(data)?;
        let Some(intents) = self.hub.sessions.get(session).map(|it| it.intents) else {
            return Ok(false);
        };
        if !self.sees(session, request.guild) {
            return Ok(false);
        }
        if request.is_for_all() {
            // Discord does not document what happens without the intent. Here the request is ignored.
            if !intents.contains(Intents::GUILD_MEMBERS) {
                return Ok(false);
            }
            let per = self.settings.members_window;
            let window = self.hub.member_requests.entry(request.guild).or_insert_with(|| Window::new(1, per));
            if let Err(wait) = window.take(now) {
                let mut meta = json!({"guild_id": request.guild});
                if let Some(nonce) = &request.nonce {
                    meta["nonce"] = json!(nonce);
                }
                let data = json!({"opcode": 8, "retry_after": wait.as_secs_f64(), "meta": meta});
                self.hub.dispatch(session, "RATE_LIMITED", Arc::from(data.to_string()));
                return Ok(false);
            }
        }
        let presences = request.presences && intents.contains(Intents::GUILD_PRESENCES);
        for chunk in self.chunks(&request, presences) {
            self.hub.dispatch(session, "GUILD_MEMBERS_CHUNK", Arc::from(chunk));
        }
        Ok(true)
    }

    fn chunks(&self, request: &MemberRequest, presences: bool) -> Vec<String> {
        let Some(guild) = self.world.guilds.get(&request.guild) else {
            return Vec::new();
        };
        let mut not_found = Vec::new();
        let found: Vec<(UserId, &Member)> = match &request.selection {
            Selection::Prefix { prefix, limit } => {
                let prefix = prefix.to_lowercase();
                let cap = if request.is_for_all() { usize::MAX } else { *limit };
                let matches = |id: &UserId, member: &Member| {
                    let starts = |name: &str| name.to_lowercase().starts_with(&prefix);
                    prefix.is_empty()
                        || self.world.users.get(id).is_some_and(|user| starts(&user.username))
                        || member.nick.as_deref().is_some_and(starts)
                };
                guild.members.iter().filter(|(id, it)| matches(id, it)).take(cap).map(|(id, it)| (*id, it)).collect()
            }
            Selection::Users(ids) => {
                let mut found = Vec::new();
                for (id, as_sent) in ids.iter().take(MAX_FOUND) {
                    match guild.members.get(id) {
                        Some(member) => found.push((*id, member)),
                        None => not_found.push(as_sent.clone()),
                    }
                }
                found
            }
        };
        let count = found.len().div_ceil(CHUNK).max(1);
        (0..count)
            .map(|index| {
                let part: Vec<_> = found.iter().skip(index * CHUNK).take(CHUNK).collect();
                let mut chunk = json!({
                    "guild_id": request.guild, "chunk_index": index, "chunk_count": count,
                });
                if index == 0 && !not_found.is_empty() {
                    chunk["not_found"] = json!(not_found);
                }
                if presences {
                    let shown = part.iter().filter_map(|(id, _)| Some(guild.presences.get(id)?.json(*id)));
                    chunk["presences"] = shown.collect();
                }
                if let Some(nonce) = &request.nonce {
                    chunk["nonce"] = json!(nonce);
                }
                self.world.with_members(&chunk, part.iter().map(|(id, member)| (id, *member)))
            })
            .collect()
    }

    fn request_sounds(&mut self, session: &str, data: &Value) -> Result<bool, Violation> {
        let guilds = data.get("guild_ids").and_then(Value::as_array).ok_or(WRONG_SHAPE)?;
        let guilds: Option<Vec<u64>> = guilds.iter().map(|id| snowflake(Some(id))).collect();
        for guild in guilds.ok_or(WRONG_SHAPE)?.into_iter().map(GuildId::new) {
            if self.sees(session, guild) {
                let sounds = self.world.guilds.get(&guild).map(|it| it.sounds.clone());
                let data = json!({"guild_id": guild, "soundboard_sounds": sounds});
                self.hub.dispatch(session, "SOUNDBOARD_SOUNDS", Arc::from(data.to_string()));
            }
        }
        Ok(true)
    }

    fn request_channel_info(&mut self, session: &str, data: &Value) -> Result<bool, Violation> {
        let guild = GuildId::new(snowflake(data.get("guild_id")).ok_or(WRONG_SHAPE)?);
        let fields = data.get("fields").and_then(Value::as_array).ok_or(WRONG_SHAPE)?;
        let fields: Option<Vec<&str>> = fields.iter().map(Value::as_str).collect();
        let fields = fields.ok_or(WRONG_SHAPE)?;
        if !self.sees(session, guild) {
            return Ok(false);
        }
        let channels = self.world.channels.values().filter(|it| it.guild == Some(guild));
        let entries: Vec<Value> = channels
            .filter(|it| it.status.is_some() || it.voice_start.is_some())
            .map(|it| {
                let mut entry = Map::from_iter([("id".to_owned(), json!(it.id))]);
                if fields.contains(&"status") {
                    entry.insert("status".to_owned(), json!(it.status));
                }
                if fields.contains(&"voice_start_time") {
                    entry.insert("voice_start_time".to_owned(), json!(it.voice_start));
                }
                Value::Object(entry)
            })
            .collect();
        let data = json!({"guild_id": guild, "channels": entries});
        self.hub.dispatch(session, "CHANNEL_INFO", Arc::from(data.to_string()));
        Ok(true)
    }

    /// Whether the bot is in this guild and the guild is on the session's shard.
    fn sees(&self, session: &str, guild: GuildId) -> bool {
        self.world.bot_is_in(guild) && self.hub.sessions.get(session).is_some_and(|it| it.has(Some(guild)))
    }
}

enum Selection {
    Prefix {
        prefix: String,
        limit: usize,
    },
    /// Each id with the JSON value it was sent as: `not_found` returns it.
    Users(Vec<(UserId, Value)>),
}

struct MemberRequest {
    guild: GuildId,
    selection: Selection,
    presences: bool,
    nonce: Option<String>,
}

impl MemberRequest {
    fn read(data: &Value) -> Result<Self, Violation> {
        let guild = GuildId::new(snowflake(data.get("guild_id")).ok_or(WRONG_SHAPE)?);
        let (ids, query) = (data.get("user_ids"), data.get("query"));
        let ids = ids.filter(|it| !it.is_null());
        // Clients also send both keys, the one that they do not use with an empty value.
        let named = ids.is_some_and(|it| it.as_array().is_none_or(|list| !list.is_empty()));
        let unused = |it: &Value| it.is_null() || named && it.as_str() == Some("");
        let query = query.filter(|it| !unused(it));
        let ids = ids.filter(|_| named || query.is_none());
        let selection = match (query, ids) {
            (Some(query), None) => {
                let prefix = query.as_str().ok_or(WRONG_SHAPE)?.to_owned();
                let limit = data.get("limit").and_then(unsigned).ok_or(WRONG_SHAPE)?;
                let limit = usize::try_from(limit).unwrap_or(MAX_FOUND);
                let all = prefix.is_empty() && limit == 0;
                let capped = if limit == 0 { MAX_FOUND } else { limit.min(MAX_FOUND) };
                Selection::Prefix { prefix, limit: if all { 0 } else { capped } }
            }
            (None, Some(ids)) => {
                let one = std::slice::from_ref(ids);
                let ids = ids.as_array().map_or(one, Vec::as_slice);
                let read = |id: &Value| Some((UserId::new(snowflake(Some(id))?), as_echoed(id)));
                Selection::Users(ids.iter().map(read).collect::<Option<_>>().ok_or(WRONG_SHAPE)?)
            }
            _ => return Err(WRONG_SHAPE),
        };
        let presences = match data.get("presences") {
            None | Some(Value::Null) => false,
            Some(value) => value.as_bool().ok_or(WRONG_SHAPE)?,
        };
        let nonce = data.get("nonce").and_then(Value::as_str).filter(|it| it.len() <= MAX_NONCE);
        Ok(Self { guild, selection, presences, nonce: nonce.map(str::to_owned) })
    }

    fn is_for_all(&self) -> bool {
        matches!(&self.selection, Selection::Prefix { prefix, limit: 0 } if prefix.is_empty())
    }
}

/// An id in `not_found`: one that is too small for a snowflake is returned as a number.
fn as_echoed(id: &Value) -> Value {
    match snowflake(Some(id)) {
        Some(number) if number < 1 << 22 => json!(number),
        _ => id.clone(),
    }
}

/// Snowflakes are decimal strings, but numbers are accepted, too.
fn snowflake(value: Option<&Value>) -> Option<u64> {
    match value? {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_u64(),
        _ => None,
    }
}
