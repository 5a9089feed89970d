//! Guilds, their roles, emojis and sounds, and outages.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, VecDeque};

use serde_json::{Map, Value, json};

use super::json::in_guild;
use super::state::CustomEmoji;
use super::{ChannelKind, Community, Guild, Member, Presence, Refusal, Role, World, bits};
use crate::gateway::Intents;
use crate::model::{ChannelId, EmojiId, GuildId, RoleId, SoundId, UserId};

impl Role {
    /// A role without permissions at position 0.
    pub(in crate::sandbox) fn new(id: RoleId, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            color: 0,
            hoist: false,
            position: 0,
            permissions: 0,
            mentionable: false,
            managed_by: None,
            settings: Map::new(),
        }
    }
}

impl World {
    /// Creates a guild that the bot is a member of, and emits GUILD_CREATE.
    pub(in crate::sandbox) fn create_guild_with_bot(&mut self, id: GuildId, name: &str) {
        self.create_guild(id, name, self.owner, true);
        self.emit_guild_create(id);
    }

    /// The channel with this name and kind, created if there is none.
    pub(in crate::sandbox) fn channel_or_new(
        &mut self,
        guild: GuildId,
        name: &str,
        kind: ChannelKind,
    ) -> Option<ChannelId> {
        self.channel_named(guild, name, kind).or_else(|| self.create_channel(guild, name, kind).ok())
    }

    /// Creates a guild with its owner and `@everyone`, and with the bot if `with_bot`.
    pub(in crate::sandbox) fn create_guild(&mut self, id: GuildId, name: &str, owner: UserId, with_bot: bool) {
        let everyone = Role { permissions: bits::EVERYONE, ..Role::new(id.everyone_role(), "@everyone") };
        let guild = Guild {
            id,
            name: name.to_owned(),
            owner,
            roles: BTreeMap::from([(everyone.id, everyone)]),
            channels: Vec::new(),
            members: BTreeMap::from([(owner, self.new_member())]),
            presences: HashMap::new(),
            voice: BTreeMap::new(),
            emojis: Vec::new(),
            bans: BTreeMap::new(),
            sounds: Vec::new(),
            community: Community::default(),
            stickers: BTreeMap::new(),
            scheduled: BTreeMap::new(),
            rules: BTreeMap::new(),
            stages: BTreeMap::new(),
            audit: VecDeque::new(),
            settings: Map::new(),
            unavailable: false,
        };
        self.guilds.insert(id, guild);
        if with_bot {
            self.add_bot_member(id);
        }
    }

    pub(in crate::sandbox) fn new_member(&self) -> Member {
        Member {
            nick: None,
            avatar: None,
            banner: None,
            roles: Vec::new(),
            joined_us: self.now,
            deaf: false,
            mute: false,
            timeout_us: None,
            text: OnceCell::new(),
        }
    }

    /// Makes the bot a member and creates its managed role.
    fn add_bot_member(&mut self, guild_id: GuildId) {
        let (bot, role) = (self.bot, RoleId::new(self.ids.next(self.now)));
        let name = self.application.name.clone();
        let member = Member { roles: vec![role], ..self.new_member() };
        if let Some(guild) = self.guilds.get_mut(&guild_id) {
            let role = Role { position: 1, permissions: bits::BOT, managed_by: Some(bot), ..Role::new(role, &name) };
            guild.roles.insert(role.id, role);
            guild.members.insert(bot, member);
            guild.presences.insert(bot, Presence { status: "online".to_owned(), activities: Vec::new() });
        }
        self.add_own_integration(guild_id);
    }

    /// The bot is invited: GUILD_CREATE.
    pub(super) fn add_bot(&mut self, guild: GuildId) -> Result<(), Refusal> {
        self.guild(guild)?;
        if !self.bot_is_in(guild) {
            self.add_bot_member(guild);
        }
        self.emit_guild_create(guild);
        Ok(())
    }

    /// The bot is removed: GUILD_DELETE without `unavailable`.
    pub(in crate::sandbox) fn remove_bot(&mut self, id: GuildId) -> Result<(), Refusal> {
        let bot = self.bot;
        let guild = self.guild_mut(id)?;
        if guild.members.remove(&bot).is_some() {
            guild.roles.retain(|_, role| role.managed_by != Some(bot));
            guild.presences.remove(&bot);
            guild.voice.remove(&bot);
            guild.community.integrations.retain(|_, it| it["application"]["bot"]["id"] != json!(bot));
            self.emit("GUILD_DELETE", Some(id), Intents::GUILDS, json!({ "id": id }));
        }
        Ok(())
    }

    /// Deletes the guild.
    pub(in crate::sandbox) fn delete_guild(&mut self, id: GuildId) -> Result<(), Refusal> {
        let seen = self.bot_is_in(id);
        let guild = self.guilds.remove(&id).ok_or(Refusal::UNKNOWN_GUILD)?;
        self.channels.retain(|_, channel| channel.guild != Some(id));
        for channel in &guild.channels {
            self.messages.remove(channel);
        }
        self.webhooks.retain(|_, webhook| webhook.guild != id);
        self.invites.retain(|_, invite| invite.guild != id);
        if seen {
            self.emit("GUILD_DELETE", Some(id), Intents::GUILDS, json!({ "id": id }));
        }
        Ok(())
    }

    /// Begins (`true`) or ends an outage.
    pub(in crate::sandbox) fn set_unavailable(&mut self, id: GuildId, unavailable: bool) -> Result<(), Refusal> {
        let guild = self.guild_mut(id)?;
        if guild.unavailable == unavailable {
            return Ok(());
        }
        guild.unavailable = unavailable;
        if self.bot_is_in(id) {
            if unavailable {
                self.emit("GUILD_DELETE", Some(id), Intents::GUILDS, json!({"id": id, "unavailable": true}));
            } else {
                self.emit_guild_create(id);
            }
        }
        Ok(())
    }

    pub(in crate::sandbox) fn rename_guild(&mut self, id: GuildId, name: &str) -> Result<(), Refusal> {
        self.guild_mut(id)?.name = name.to_owned();
        self.emit_guild_update(id)
    }

    /// Changes settings of a guild, by Discord's names: GUILD_UPDATE.
    pub(in crate::sandbox) fn set_guild(
        &mut self,
        id: GuildId,
        mut settings: Map<String, Value>,
    ) -> Result<(), Refusal> {
        self.guild_mut(id)?.settings.append(&mut settings);
        self.emit_guild_update(id)
    }

    pub(in crate::sandbox) fn emit_guild_update(&mut self, id: GuildId) -> Result<(), Refusal> {
        let json = self.guild(id)?.json();
        if self.bot_is_in(id) {
            self.emit("GUILD_UPDATE", Some(id), Intents::GUILDS, json);
        }
        Ok(())
    }

    /// Creates a role above all others.
    pub(in crate::sandbox) fn create_role(
        &mut self,
        guild_id: GuildId,
        name: &str,
        permissions: u64,
    ) -> Result<RoleId, Refusal> {
        let id = RoleId::new(self.ids.next(self.now));
        // Above all others, that of the bot as well.
        let highest = self.guild(guild_id)?.roles.values().map(|role| role.position).max();
        let position = highest.unwrap_or_default().saturating_add(1);
        self.add_role(guild_id, Role { position, permissions, mentionable: true, ..Role::new(id, name) })?;
        Ok(id)
    }

    /// Adds a finished role.
    pub(in crate::sandbox) fn add_role(&mut self, guild: GuildId, role: Role) -> Result<(), Refusal> {
        let json = json!({ "role": role.json() });
        self.guild_mut(guild)?.roles.insert(role.id, role);
        self.emit_in_guild("GUILD_ROLE_CREATE", guild, Intents::GUILDS, json);
        Ok(())
    }

    /// Changes a role in place and emits GUILD_ROLE_UPDATE.
    pub(in crate::sandbox) fn edit_role(
        &mut self,
        guild: GuildId,
        id: RoleId,
        change: impl FnOnce(&mut Role),
    ) -> Result<(), Refusal> {
        let role = self.guild_mut(guild)?.roles.get_mut(&id).ok_or(Refusal::UNKNOWN_ROLE)?;
        change(role);
        let json = json!({ "role": role.json() });
        self.emit_in_guild("GUILD_ROLE_UPDATE", guild, Intents::GUILDS, json);
        Ok(())
    }

    pub(in crate::sandbox) fn delete_role(&mut self, guild_id: GuildId, id: RoleId) -> Result<(), Refusal> {
        let guild = self.guild_mut(guild_id)?;
        guild.roles.remove(&id).ok_or(Refusal::UNKNOWN_ROLE)?;
        for member in guild.members.values_mut() {
            member.roles.retain(|role| *role != id);
            member.text.take();
        }
        self.emit_in_guild("GUILD_ROLE_DELETE", guild_id, Intents::GUILDS, json!({ "role_id": id }));
        Ok(())
    }

    /// Adds a sound to the soundboard, at full volume and with a standard emoji.
    pub(in crate::sandbox) fn create_sound(&mut self, guild_id: GuildId, name: &str) -> Result<SoundId, Refusal> {
        let id = SoundId::new(self.ids.next(self.now));
        let sound = json!({
            "sound_id": id, "name": name, "volume": 1.0, "emoji_id": null, "emoji_name": "🦆", "guild_id": guild_id,
            "available": true,
        });
        self.guild_mut(guild_id)?.sounds.push(sound.clone());
        self.emit_in_guild("GUILD_SOUNDBOARD_SOUND_CREATE", guild_id, Intents::GUILD_EXPRESSIONS, sound);
        Ok(id)
    }

    /// Adds a custom emoji. GUILD_EMOJIS_UPDATE carries the whole list.
    pub(in crate::sandbox) fn create_emoji(&mut self, guild_id: GuildId, name: &str) -> Result<EmojiId, Refusal> {
        let id = EmojiId::new(self.ids.next(self.now));
        self.guild_mut(guild_id)?.emojis.push(CustomEmoji {
            id,
            name: name.to_owned(),
            roles: Vec::new(),
            animated: false,
            user: None,
        });
        self.emit_emojis_update(guild_id)?;
        Ok(id)
    }

    /// Emits GUILD_EMOJIS_UPDATE with all emojis of the guild.
    pub(in crate::sandbox) fn emit_emojis_update(&mut self, guild: GuildId) -> Result<(), Refusal> {
        let emojis = self.guild(guild)?.json()["emojis"].take();
        self.emit_in_guild("GUILD_EMOJIS_UPDATE", guild, Intents::GUILD_EXPRESSIONS, json!({ "emojis": emojis }));
        Ok(())
    }

    /// Emits an event with `guild_id` added, if the bot is a member of the guild.
    pub(in crate::sandbox) fn emit_in_guild(
        &mut self,
        name: &'static str,
        guild: GuildId,
        needs: Intents,
        data: Value,
    ) {
        if self.bot_is_in(guild) {
            self.emit(name, Some(guild), needs, in_guild(guild, data));
        }
    }
}
