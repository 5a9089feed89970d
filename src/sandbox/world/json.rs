//! The JSON of users, members, roles, channels and guilds (events.md, appendix A).

use serde_json::{Map, Value, json};

use super::ids::iso;
use super::state::CustomEmoji;
use super::{Channel, ChannelKind, Emoji, Guild, Member, Presence, Role, User, VoiceState, World};
use crate::model::{GuildId, UserId};

/// Guilds with more members than this never carry presences or offline members (gateway.md section 9).
const HUGE_GUILD: usize = 75_000;

impl User {
    pub(in crate::sandbox) fn json(&self) -> Value {
        let mut json = json!({
            "id": self.id,
            "username": self.username,
            "discriminator": if self.bot { "0000" } else { "0" },
            "global_name": if self.bot { None } else { self.global_name.as_deref() },
            "avatar": self.avatar,
            "banner": null,
            "accent_color": null,
            "public_flags": 0,
            "flags": 0,
            "avatar_decoration_data": null,
            "collectibles": null,
            "primary_guild": null,
        });
        if self.bot {
            json["bot"] = Value::Bool(true);
        }
        json
    }

    /// The bot's own user, as READY and `GET /users/@me` have it.
    pub(in crate::sandbox) fn own_json(&self) -> Value {
        let mut json = self.json();
        merge(
            &mut json,
            json!({
                "mfa_enabled": true, "verified": true, "email": null, "locale": "en-US", "premium_type": 0,
            }),
        );
        json
    }
}

impl Role {
    pub(in crate::sandbox) fn json(&self) -> Value {
        let mut json = json!({
            "id": self.id,
            "name": self.name,
            "description": null,
            "color": self.color,
            "colors": {"primary_color": self.color, "secondary_color": null, "tertiary_color": null},
            "hoist": self.hoist,
            "icon": null,
            "unicode_emoji": null,
            "position": self.position,
            "permissions": self.permissions.to_string(),
            "managed": self.managed_by.is_some(),
            "mentionable": self.mentionable,
            "flags": 0,
        });
        merge(&mut json, Value::Object(self.settings.clone()));
        if let Some(bot) = self.managed_by {
            json["tags"] = json!({ "bot_id": bot });
        }
        json
    }
}

impl Member {
    /// Without `user`, as MESSAGE_CREATE has it.
    pub(in crate::sandbox) fn json(&self) -> Value {
        json!({
            "nick": self.nick,
            "avatar": self.avatar,
            "banner": self.banner,
            "roles": self.roles,
            "joined_at": iso(self.joined_us),
            "premium_since": null,
            "deaf": self.deaf,
            "mute": self.mute,
            "flags": 0,
            "pending": false,
            "communication_disabled_until": self.timeout_us.map(iso),
        })
    }

    /// With `user`, as everything else has it.
    pub(in crate::sandbox) fn json_with(&self, user: &User) -> Value {
        let mut json = self.json();
        json["user"] = user.json();
        json
    }
}

impl Presence {
    /// Without `guild_id`, as GUILD_CREATE and GUILD_MEMBERS_CHUNK have it.
    pub(in crate::sandbox) fn json(&self, user: UserId) -> Value {
        let client = if self.status == "offline" { json!({}) } else { json!({"desktop": self.status}) };
        json!({
            "user": {"id": user},
            "status": self.status,
            "activities": self.activities,
            "client_status": client,
        })
    }
}

impl Emoji {
    pub(in crate::sandbox) fn json(&self) -> Value {
        json!({"id": self.id, "name": self.name})
    }
}

impl CustomEmoji {
    /// As a guild has it. `user` is only added where a route has it.
    pub(in crate::sandbox) fn json(&self) -> Value {
        json!({
            "id": self.id, "name": self.name, "roles": self.roles, "require_colons": true, "managed": false,
            "animated": self.animated, "available": true,
        })
    }
}

impl VoiceState {
    /// Without `guild_id` and `member`, as GUILD_CREATE has it.
    pub(in crate::sandbox) fn json(&self, user: UserId) -> Value {
        json!({
            "channel_id": self.channel,
            "user_id": user,
            "session_id": self.session,
            "deaf": false,
            "mute": false,
            "self_deaf": self.self_deaf,
            "self_mute": self.self_mute,
            "self_stream": false,
            "self_video": false,
            "suppress": self.suppress,
            "request_to_speak_timestamp": null,
        })
    }
}

impl Channel {
    /// `with_guild` is false inside GUILD_CREATE, whose nested objects lack `guild_id`.
    pub(in crate::sandbox) fn json(&self, world: &World, with_guild: bool) -> Value {
        let mut json = json!({
            "id": self.id,
            "type": self.kind as u8,
            "flags": 0,
            "last_message_id": self.last_message,
        });
        if self.kind == ChannelKind::Dm {
            let between = self.between.into_iter().flat_map(|(one, other)| [one, other]);
            let recipients: Vec<Value> = self
                .recipient
                .into_iter()
                .chain(between)
                .filter_map(|id| world.users.get(&id))
                .map(User::json)
                .collect();
            merge(&mut json, json!({"recipients": recipients, "last_pin_timestamp": self.last_pin_us.map(iso)}));
            return json;
        }
        if let Some(thread) = &self.thread {
            thread.describe(self, &mut json);
            if let (true, Some(guild)) = (with_guild, self.guild) {
                json["guild_id"] = json!(guild);
            }
            return json;
        }
        let overwrites: Vec<Value> = self
            .overwrites
            .iter()
            .map(|it| {
                json!({
                    "id": it.id, "type": u8::from(it.is_member),
                    "allow": it.allow.to_string(), "deny": it.deny.to_string(),
                })
            })
            .collect();
        merge(
            &mut json,
            json!({
                "name": self.name,
                "position": self.position,
                "permission_overwrites": overwrites,
                "parent_id": self.parent,
                "nsfw": false,
                "rate_limit_per_user": 0,
            }),
        );
        match self.kind {
            ChannelKind::Category => {}
            ChannelKind::Voice | ChannelKind::Stage => merge(
                &mut json,
                json!({"bitrate": 64_000, "user_limit": self.user_limit, "rtc_region": null, "video_quality_mode": 1}),
            ),
            _ => merge(&mut json, json!({"topic": self.topic, "last_pin_timestamp": self.last_pin_us.map(iso)})),
        }
        if self.kind.is_forum() {
            merge(
                &mut json,
                json!({
                    "available_tags": [], "default_reaction_emoji": null, "default_sort_order": null,
                    "default_forum_layout": 0,
                }),
            );
        }
        merge(&mut json, Value::Object(self.settings.clone()));
        if let (true, Some(guild)) = (with_guild, self.guild) {
            json["guild_id"] = json!(guild);
        }
        json
    }
}

impl Guild {
    /// The guild itself, as GUILD_UPDATE has it.
    pub(in crate::sandbox) fn json(&self) -> Value {
        let roles: Vec<Value> = self.roles.values().map(Role::json).collect();
        let emojis: Vec<Value> = self.emojis.iter().map(CustomEmoji::json).collect();
        let stickers: Vec<&Value> = self.stickers.values().collect();
        let mut json = json!({
            "id": self.id,
            "name": self.name,
            "icon": null,
            "splash": null,
            "discovery_splash": null,
            "owner_id": self.owner,
            "region": "deprecated",
            "afk_channel_id": null,
            "afk_timeout": 300,
            "widget_enabled": false,
            "widget_channel_id": null,
            "verification_level": 1,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "roles": roles,
            "emojis": emojis,
            "stickers": stickers,
            "features": ["COMMUNITY", "NEWS"],
            "mfa_level": 0,
            "application_id": null,
            "system_channel_id": self.channels.first(),
            "system_channel_flags": 0,
            "rules_channel_id": null,
            "max_presences": null,
            "max_members": 500_000,
            "vanity_url_code": null,
            "description": null,
            "banner": null,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": "en-US",
            "public_updates_channel_id": null,
            "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50,
            "nsfw": false,
            "nsfw_level": 0,
            "premium_progress_bar_enabled": false,
            "safety_alerts_channel_id": null,
            "incidents_data": null,
        });
        merge(&mut json, Value::Object(self.settings.clone()));
        json
    }
}

impl World {
    /// GUILD_CREATE for one session. The members and presences in it depend on the intents and on `large_threshold` of
    /// the session (gateway.md section 9).
    pub(in crate::sandbox) fn guild_create_text(&self, guild: &Guild, presences: bool, threshold: usize) -> String {
        let large = guild.members.len() > threshold;
        let included = presences && guild.members.len() <= HUGE_GUILD;
        let carried = |id: &UserId, member: &Member| {
            let always = *id == self.bot || guild.voice.contains_key(id);
            let active = || guild.presences.contains_key(id) || !member.roles.is_empty() || member.nick.is_some();
            always || (included && (!large || active()))
        };
        let members = guild.members.iter().filter(|(id, member)| carried(id, member));
        let online: Vec<Value> = guild
            .presences
            .iter()
            .filter(|(id, it)| it.status != "offline" && (included || **id == self.bot || guild.voice.contains_key(id)))
            .map(|(id, it)| it.json(*id))
            .collect();
        let channels: Vec<Value> = guild
            .channels
            .iter()
            .filter(|id| self.bot_sees(**id))
            .filter_map(|id| Some(self.channels.get(id)?.json(self, false)))
            .collect();
        let threads: Vec<Value> = self
            .active_threads(guild.id)
            .into_iter()
            .filter(|id| self.bot_sees(*id))
            .filter_map(|id| {
                let thread = self.channels.get(&id)?;
                let mut json = thread.json(self, false);
                // Inside GUILD_CREATE the thread member has neither `id` nor `user_id`.
                if let Some(member) = thread.thread.as_ref().and_then(|it| it.member_json(id, self.bot)) {
                    json["member"] = json!({"join_timestamp": member["join_timestamp"], "flags": member["flags"]});
                }
                Some(json)
            })
            .collect();
        let voice: Vec<Value> = guild.voice.iter().map(|(id, it)| it.json(*id)).collect();
        let joined = guild.members.get(&self.bot).map(|member| iso(member.joined_us));
        let mut json = guild.json();
        merge(
            &mut json,
            json!({
                "joined_at": joined,
                "large": large,
                "unavailable": false,
                "member_count": guild.members.len(),
                "voice_states": voice,
                "channels": channels,
                "threads": threads,
                "presences": online,
                "stage_instances": guild.stages.values().collect::<Vec<_>>(),
                "guild_scheduled_events": guild.scheduled.values().collect::<Vec<_>>(),
                "soundboard_sounds": guild.sounds,
            }),
        );
        self.with_members(&json, members)
    }

    /// An object with `members` added to it. Guilds have thousands of members, so the JSON of each member is cached as
    /// text.
    pub(in crate::sandbox) fn with_members<'a>(
        &self,
        json: &Value,
        members: impl Iterator<Item = (&'a UserId, &'a Member)>,
    ) -> String {
        let mut text = String::from(r#"{"members":["#);
        for (id, member) in members {
            let Some(user) = self.users.get(id) else { continue };
            let bare = member.raw().get();
            text.push_str(if text.ends_with('[') { "" } else { "," });
            text.push_str(r#"{"user":"#);
            text.push_str(user.raw().get());
            text.push(',');
            text.push_str(bare.trim_start_matches('{'));
        }
        text.push_str("],");
        text.push_str(json.to_string().trim_start_matches('{'));
        text
    }

    /// The application's flags, as READY and `GET /applications/@me` have them.
    pub(in crate::sandbox) fn application_flags(&self) -> u64 {
        use crate::gateway::Intents;
        // The `_LIMITED` flags: those of an unverified bot whose intents are enabled in the developer portal.
        [(Intents::GUILD_PRESENCES, 13), (Intents::GUILD_MEMBERS, 15), (Intents::MESSAGE_CONTENT, 19)]
            .into_iter()
            .filter(|(intent, _)| self.application.privileged.contains(*intent))
            .fold(0, |flags, (_, bit)| flags | 1 << bit)
    }
}

/// Puts the keys of `more` into `json`.
pub(in crate::sandbox) fn merge(json: &mut Value, more: Value) {
    if let (Value::Object(json), Value::Object(more)) = (json, more) {
        json.extend(more);
    }
}

/// `more` with `guild_id` added.
pub(super) fn in_guild(guild: GuildId, mut more: Value) -> Value {
    merge(&mut more, Value::Object(Map::from_iter([("guild_id".to_owned(), json!(guild))])));
    more
}
