//! The integrations, the vanity URL, the stickers and the played sounds of guilds, and interest in scheduled events.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Guild, Occurrence, Refusal, World};
use crate::gateway::Intents;
use crate::model::{EmojiId, GuildId, IntegrationId, StickerId, UserId};

impl Guild {
    /// Whether the guild has this feature.
    pub(in crate::sandbox) fn has_feature(&self, feature: &str) -> bool {
        self.json()["features"].as_array().is_some_and(|list| list.iter().any(|it| it == feature))
    }

    /// Gives the guild a feature, or takes it.
    pub(in crate::sandbox) fn set_feature(&mut self, feature: &str, has: bool) {
        let mut list = self.json()["features"].as_array().cloned().unwrap_or_default();
        list.retain(|it| it != feature);
        if has {
            list.push(json!(feature));
        }
        self.settings.insert("features".to_owned(), Value::Array(list));
    }
}

impl World {
    /// The integration of the bot itself, which exists while the bot is a member.
    pub(super) fn add_own_integration(&mut self, guild: GuildId) {
        let id = IntegrationId::new(self.ids.next(self.now));
        let (application, name) = (self.application.id, self.application.name.clone());
        let bot = self.user(self.bot).map(|it| it.json()).unwrap_or_default();
        let json = json!({
            "id": id, "name": name, "type": "discord", "enabled": true,
            "account": {"id": application.to_string(), "name": name},
            "application": {
                "id": application, "name": name, "icon": null, "description": "", "type": null, "bot": bot,
            },
            "scopes": ["applications.commands", "bot"],
        });
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.community.integrations.insert(id, json);
        }
    }

    /// Connects an account of Twitch or YouTube: INTEGRATION_CREATE and GUILD_INTEGRATIONS_UPDATE.
    pub(in crate::sandbox) fn add_integration(
        &mut self,
        guild: GuildId,
        kind: &str,
        name: &str,
    ) -> Result<IntegrationId, Refusal> {
        let id = IntegrationId::new(self.ids.next(self.now));
        let json = json!({
            "id": id, "name": name, "type": kind, "enabled": true, "account": {"id": name, "name": name},
            "revoked": false, "syncing": false, "expire_behavior": 0, "expire_grace_period": 7,
            "subscriber_count": 0, "role_id": null, "enable_emoticons": false, "synced_at": super::iso(self.now),
        });
        self.guild_mut(guild)?.community.integrations.insert(id, json.clone());
        self.emit_in_guild("INTEGRATION_CREATE", guild, Intents::GUILD_INTEGRATIONS, json);
        self.emit_integrations_update(guild);
        Ok(id)
    }

    /// Removes an integration: INTEGRATION_DELETE and GUILD_INTEGRATIONS_UPDATE. With the integration of the bot, the
    /// bot leaves the guild.
    pub(in crate::sandbox) fn remove_integration(&mut self, guild: GuildId, id: IntegrationId) -> Result<(), Refusal> {
        let integrations = &mut self.guild_mut(guild)?.community.integrations;
        let json = integrations.remove(&id).ok_or(Refusal::UNKNOWN_INTEGRATION)?;
        let application = json["application"].get("id").cloned();
        let mut event = json!({ "id": id });
        if let Some(application) = &application {
            event["application_id"] = application.clone();
        }
        self.emit_in_guild("INTEGRATION_DELETE", guild, Intents::GUILD_INTEGRATIONS, event);
        self.emit_integrations_update(guild);
        if application == Some(json!(self.application.id)) {
            self.remove_bot(guild)?;
        }
        Ok(())
    }

    fn emit_integrations_update(&mut self, guild: GuildId) {
        self.emit_in_guild("GUILD_INTEGRATIONS_UPDATE", guild, Intents::GUILD_INTEGRATIONS, json!({}));
    }

    /// Sets the code of the vanity URL; `None` removes it. GUILD_UPDATE.
    pub(in crate::sandbox) fn set_vanity(&mut self, guild: GuildId, code: Option<&str>) -> Result<(), Refusal> {
        let it = self.guild_mut(guild)?;
        it.set_feature("VANITY_URL", true);
        it.settings.insert("vanity_url_code".to_owned(), json!(code));
        self.emit_guild_update(guild)
    }

    /// The users who are interested in an event, or in one occurrence of it.
    pub(in crate::sandbox) fn interested(&self, guild: GuildId, of: Occurrence) -> BTreeSet<UserId> {
        self.guilds.get(&guild).and_then(|it| it.community.interested.get(&of)).cloned().unwrap_or_default()
    }

    /// A user becomes interested in an event or is no longer: GUILD_SCHEDULED_EVENT_USER_ADD or _REMOVE. For one
    /// occurrence of an event there is no gateway event. Nothing happens if that is so already.
    pub(in crate::sandbox) fn set_interested(
        &mut self,
        (event, exception): Occurrence,
        user: UserId,
        interested: bool,
    ) -> Result<(), Refusal> {
        let guild = self.guilds.values().find(|it| it.scheduled.contains_key(&event)).map(|it| it.id);
        let guild = guild.ok_or(Refusal::UNKNOWN_EVENT)?;
        self.member(guild, user)?;
        let users = self.guild_mut(guild)?.community.interested.entry((event, exception)).or_default();
        if !(if interested { users.insert(user) } else { users.remove(&user) }) {
            return Ok(());
        }
        let name = if interested { "GUILD_SCHEDULED_EVENT_USER_ADD" } else { "GUILD_SCHEDULED_EVENT_USER_REMOVE" };
        // Discord documents no event for occurrences.
        if exception.is_some() {
            return Ok(());
        }
        let json = json!({"guild_scheduled_event_id": event, "user_id": user});
        self.emit_in_guild(name, guild, Intents::GUILD_SCHEDULED_EVENTS, json);
        Ok(())
    }

    /// A member adds a sticker to the guild: GUILD_STICKERS_UPDATE.
    pub(in crate::sandbox) fn create_sticker(&mut self, guild: GuildId, name: &str) -> Result<StickerId, Refusal> {
        let id = StickerId::new(self.ids.next(self.now));
        let owner = self.guild(guild)?.owner;
        let json = json!({
            "id": id, "type": 2, "format_type": 1, "available": true, "guild_id": guild, "name": name,
            "description": null, "tags": "wave", "user": self.user(owner)?.json(),
        });
        self.guild_mut(guild)?.stickers.insert(id, json);
        self.emit_stickers_update(guild)?;
        Ok(id)
    }

    /// GUILD_STICKERS_UPDATE carries the whole list.
    pub(in crate::sandbox) fn emit_stickers_update(&mut self, guild: GuildId) -> Result<(), Refusal> {
        let list: Vec<Value> = self.guild(guild)?.stickers.values().cloned().collect();
        let json = json!({ "stickers": list });
        self.emit_in_guild("GUILD_STICKERS_UPDATE", guild, Intents::GUILD_EXPRESSIONS, json);
        Ok(())
    }

    /// A user plays a sound in their voice channel: VOICE_CHANNEL_EFFECT_SEND, if the bot is in the same channel.
    pub(in crate::sandbox) fn play_sound(
        &mut self,
        guild: GuildId,
        user: UserId,
        sound: &Value,
    ) -> Result<(), Refusal> {
        let voice = &self.guild(guild)?.voice;
        let channel = voice.get(&user).ok_or(Refusal::UNKNOWN_VOICE_STATE)?.channel;
        if voice.get(&self.bot).is_some_and(|it| it.channel == channel) {
            let emoji = match (sound["emoji_id"].as_str(), sound["emoji_name"].as_str()) {
                (None, None) => Value::Null,
                (Some(id), _) => {
                    let id = id.parse().ok().map(EmojiId::new);
                    let known = self.guild(guild)?.emojis.iter().find(|it| Some(it.id) == id);
                    json!({"id": id, "name": known.map(|it| it.name.as_str())})
                }
                (None, name) => json!({"id": null, "name": name}),
            };
            let json = json!({
                "channel_id": channel, "user_id": user, "emoji": emoji, "animation_type": null,
                "sound_id": sound["sound_id"], "sound_volume": sound["volume"],
            });
            self.emit_in_guild("VOICE_CHANNEL_EFFECT_SEND", guild, Intents::GUILD_VOICE_STATES, json);
        }
        Ok(())
    }
}
