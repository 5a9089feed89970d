//! Applies events to the cache.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError};

use super::change::change_arc;
use super::members::GuildMembers;
use super::slot::{GuildSlot, roles, stored_voice_state};
use super::threads::keep_omitted_fields;
use super::{Cache, CachedMember, CachedRole, MemberPolicy, Old};
use crate::event::{
    ChannelPinsUpdate, Departure, EmojisUpdate, Event, GuildCreate, GuildDelete, MaybeGuild, MemberAdd, MemberRemove,
    MemberUpdate, MembersChunk, Ready, RoleDelete, StickersUpdate,
};
use crate::model::{Channel, ChannelId, Guild, GuildId, Member, Role, RoleId, User, UserId, VoiceState};

impl Cache {
    /// Applies an event and returns the value that it replaced.
    ///
    /// Events of one guild must be applied in order, by one caller at a time. Events of different guilds may be applied
    /// in parallel. Readers wait at most for the change of one map entry.
    pub fn apply(&self, event: &Event) -> Option<Old> {
        if !self.inner.wanted.contains(event.kind()) {
            return None;
        }
        match event {
            Event::Ready(ready) => self.ready(ready),
            Event::UserUpdate(user) => self.user_update(user),
            Event::GuildCreate(create) => self.guild_create(create),
            Event::GuildUpdate(guild) => self.guild_update(guild),
            Event::GuildDelete(delete) => self.guild_delete(*delete),
            Event::EmojisUpdate(update) => self.emojis_update(update),
            Event::StickersUpdate(update) => self.stickers_update(update),
            Event::ChannelCreate(channel) => self.store_channel(channel),
            Event::ChannelUpdate(channel) => self.store_channel(channel),
            Event::ChannelDelete(channel) => self.channel_delete(channel),
            Event::ChannelPinsUpdate(update) => self.channel_pins_update(*update),
            Event::ThreadCreate(thread) => self.thread_create(thread),
            Event::ThreadUpdate(thread) => self.thread_update(thread),
            Event::ThreadDelete(delete) => self.thread_delete(*delete),
            Event::ThreadListSync(sync) => self.thread_list_sync(sync),
            Event::ThreadMemberUpdate(update) => self.thread_member_update(update),
            Event::ThreadMembersUpdate(update) => self.thread_members_update(update),
            Event::RoleCreate(create) => self.store_role(create.guild_id, &create.role),
            Event::RoleUpdate(update) => self.store_role(update.guild_id, &update.role),
            Event::RoleDelete(delete) => self.role_delete(*delete),
            Event::MemberAdd(add) => self.member_add(add),
            Event::MemberUpdate(update) => self.member_update(update),
            Event::MemberRemove(remove) => self.member_remove(remove),
            Event::MembersChunk(chunk) => self.members_chunk(chunk),
            Event::VoiceStateUpdate(state) => self.voice_state_update(state),
            Event::ChannelInfo(info) => self.channel_info_answer(info),
            Event::VoiceChannelStatusUpdate(update) => self.voice_status(update),
            Event::VoiceChannelStartTimeUpdate(update) => self.voice_start_time(*update),
            Event::ScheduledEventCreate(event) => self.store_scheduled_event(event),
            Event::ScheduledEventUpdate(event) => self.store_scheduled_event(event),
            Event::ScheduledEventDelete(event) => self.remove_scheduled_event(event),
            Event::ScheduledEventUserAdd(add) => self.count_scheduled(add.guild_id, add.guild_scheduled_event_id, 1),
            Event::ScheduledEventUserRemove(remove) => {
                self.count_scheduled(remove.guild_id, remove.guild_scheduled_event_id, -1)
            }
            Event::StageInstanceCreate(stage) => self.store_stage(stage),
            Event::StageInstanceUpdate(stage) => self.store_stage(stage),
            Event::StageInstanceDelete(stage) => self.remove_stage(stage),
            Event::SoundboardSoundCreate(sound) => self.store_sound(sound),
            Event::SoundboardSoundUpdate(sound) => self.store_sound(sound),
            Event::SoundboardSoundDelete(delete) => self.remove_sound(*delete),
            Event::SoundboardSoundsUpdate(update) => {
                self.store_sounds(update.guild_id, &update.soundboard_sounds, false)
            }
            Event::SoundboardSounds(sounds) => self.store_sounds(sounds.guild_id, &sounds.soundboard_sounds, true),
            Event::MessageCreate(message) => self.message_create(message),
            Event::MessageUpdate(update) => self.message_update(update),
            Event::MessageDelete(delete) => self.message_delete(*delete),
            Event::MessageDeleteBulk(delete) => self.message_delete_bulk(delete),
            _ => None,
        }
    }

    fn ready(&self, ready: &Ready) -> Option<Old> {
        self.set_current_user(&ready.user);
        let (shard, count) = ready.shard.unwrap_or((0, 1));
        let listed: HashSet<GuildId> = ready.guilds.iter().map(|guild| guild.id).collect();
        for guild in self.guilds() {
            if guild.shard(count) == shard && !listed.contains(&guild) {
                self.remove_guild(guild);
            }
        }
        for guild in listed {
            self.mark_unavailable(guild);
        }
        None
    }

    /// Updates the bot's own user, also in its members.
    fn user_update(&self, user: &User) -> Option<Old> {
        let old = self.set_current_user(user);
        let guilds = if self.inner.config.keeps_users() { self.inner.users.guilds(user.id) } else { self.guilds() };
        for guild in guilds {
            if let Some(members) = self.members_of(guild) {
                members.update(user.id, |member| member.user = Some(user.clone()));
            }
        }
        old.map(Old::User)
    }

    fn set_current_user(&self, user: &User) -> Option<Arc<User>> {
        let mut current = self.inner.current_user.write().unwrap_or_else(PoisonError::into_inner);
        current.replace(Arc::new(user.clone()))
    }

    /// Marks a guild of the bot as unavailable and creates it if it is not cached.
    fn mark_unavailable(&self, guild: GuildId) -> Option<Old> {
        let mut slot = self.inner.guilds.entry(guild).or_insert_with(|| GuildSlot::unavailable(guild));
        slot.mark_unavailable().map(Old::Guild)
    }

    fn guild_create(&self, create: &GuildCreate) -> Option<Old> {
        match &create.guild {
            MaybeGuild::Available(guild) => self.guild_loaded(guild),
            MaybeGuild::Unavailable(guild) => self.mark_unavailable(guild.id),
        }
    }

    /// Replaces all data of a guild.
    fn guild_loaded(&self, guild: &Guild) -> Option<Old> {
        let own = self.current_user().map(|user| user.id);
        let loaded = GuildSlot::loaded(guild, &self.inner.config, self.loaded_members(guild, own), own);
        let channels: HashSet<_> = loaded.channels.keys().chain(loaded.threads.keys()).copied().collect();
        let roles: HashSet<RoleId> = loaded.roles.keys().copied().collect();
        let members = Arc::clone(&loaded.members);

        // The guild is inserted before its index entries, so a lookup through an old entry finds nothing instead of
        // another guild's data.
        let replaced = self.inner.guilds.insert(guild.id, loaded);
        for channel in &channels {
            self.inner.channels.insert(*channel, guild.id);
        }
        for role in &roles {
            self.inner.roles.insert(*role, guild.id);
        }
        if self.inner.config.keeps_users() {
            members.ids().into_iter().for_each(|user| self.inner.users.insert(user, guild.id));
        }
        let replaced = replaced?;
        self.remove_index_entries(
            &replaced,
            guild.id,
            |channel| !channels.contains(channel),
            |role| !roles.contains(role),
            |user| !members.contains(user),
        );
        replaced.guild.map(Old::Guild)
    }

    fn loaded_members(&self, guild: &Guild, own: Option<UserId>) -> GuildMembers {
        let policy = self.inner.config.member_policy();
        let expected = if policy == MemberPolicy::All { guild.member_count as usize } else { 0 };
        let members = GuildMembers::new(guild.id, expected);
        if policy == MemberPolicy::None {
            return members;
        }
        let in_voice: HashSet<UserId> =
            guild.voice_states.iter().filter(|state| state.channel_id.is_some()).map(|state| state.user_id).collect();
        let mut scratch = Vec::new();
        for member in &guild.members {
            let Some(user) = &member.user else { continue };
            let kept = match policy {
                MemberPolicy::None => false,
                MemberPolicy::Own => own == Some(user.id),
                MemberPolicy::Voice => own == Some(user.id) || in_voice.contains(&user.id),
                MemberPolicy::All => true,
            };
            if kept {
                members.insert(user, member, &mut scratch);
            }
        }
        members
    }

    fn guild_update(&self, guild: &Guild) -> Option<Old> {
        let new_roles = (self.inner.config.keeps_roles() && !guild.roles.is_empty()).then(|| roles(guild));
        let mut slot = self.inner.guilds.get_mut(&guild.id)?;
        let old = slot.guild.as_mut().map(|held| {
            let updated = Arc::new(held.updated(guild, &self.inner.config));
            std::mem::replace(held, updated)
        });
        let old_roles = new_roles.map(|new| std::mem::replace(&mut slot.roles, new));
        drop(slot);
        if let Some(old_roles) = old_roles {
            let new_roles: HashSet<RoleId> = guild.roles.iter().map(|role| role.id).collect();
            for role in &new_roles {
                self.inner.roles.insert(*role, guild.id);
            }
            for role in old_roles.keys().filter(|role| !new_roles.contains(role)) {
                self.inner.roles.remove(role);
            }
        }
        old.map(Old::Guild)
    }

    fn guild_delete(&self, delete: GuildDelete) -> Option<Old> {
        match delete.departure() {
            Departure::Outage => self.mark_unavailable(delete.id),
            Departure::Left => self.remove_guild(delete.id),
        }
    }

    fn remove_guild(&self, guild: GuildId) -> Option<Old> {
        let (_, slot) = self.inner.guilds.remove(&guild)?;
        self.remove_index_entries(&slot, guild, |_| true, |_| true, |_| true);
        self.inner.messages.remove_guild(guild);
        slot.guild.map(Old::Guild)
    }

    /// Removes the index entries of a replaced or removed guild, except those that are still in use.
    fn remove_index_entries(
        &self,
        slot: &GuildSlot,
        guild: GuildId,
        channel_gone: impl Fn(&ChannelId) -> bool,
        role_gone: impl Fn(&RoleId) -> bool,
        user_gone: impl Fn(UserId) -> bool,
    ) {
        slot.channels.keys().chain(slot.threads.keys()).filter(|channel| channel_gone(channel)).for_each(|channel| {
            self.inner.channels.remove(channel);
        });
        slot.roles.keys().filter(|role| role_gone(role)).for_each(|role| {
            self.inner.roles.remove(role);
        });
        if self.inner.config.keeps_users() {
            let gone = slot.members.ids().into_iter().filter(|user| user_gone(*user));
            gone.for_each(|user| self.inner.users.remove(user, guild));
        }
    }

    fn emojis_update(&self, update: &EmojisUpdate) -> Option<Old> {
        let emojis = update.emojis.as_slice().into();
        let mut slot = self.inner.guilds.get_mut(&update.guild_id)?;
        slot.change_guild(|guild| guild.emojis = emojis).map(Old::Guild)
    }

    fn stickers_update(&self, update: &StickersUpdate) -> Option<Old> {
        let stickers = update.stickers.as_slice().into();
        let mut slot = self.inner.guilds.get_mut(&update.guild_id)?;
        slot.change_guild(|guild| guild.stickers = stickers).map(Old::Guild)
    }

    fn store_channel(&self, channel: &Channel) -> Option<Old> {
        let guild = channel.guild_id?;
        let mut stored = channel.clone();
        let mut slot = self.inner.guilds.get_mut(&guild)?;
        if let Some(held) = slot.channels.get(&channel.id) {
            keep_omitted_fields(&mut stored, held);
        }
        let old = slot.channels.insert(channel.id, Arc::new(stored));
        drop(slot);
        if old.is_none() {
            self.inner.channels.insert(channel.id, guild);
        }
        old.map(Old::Channel)
    }

    /// Removes the channel and everything in it.
    fn channel_delete(&self, channel: &Channel) -> Option<Old> {
        let guild = channel.guild_id?;
        self.inner.messages.remove_channel(channel.id);
        self.remove_threads_of(guild, channel.id);
        let mut slot = self.inner.guilds.get_mut(&guild)?;
        slot.channel_infos.remove(&channel.id);
        slot.stage_instances.retain(|_, stage| stage.channel_id != channel.id);
        let old = slot.channels.remove(&channel.id);
        drop(slot);
        self.inner.channels.remove(&channel.id);
        old.map(Old::Channel)
    }

    fn channel_pins_update(&self, update: ChannelPinsUpdate) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&update.guild_id?)?;
        let last = update.last_pin_timestamp.value().copied();
        change_arc(slot.channel_mut(update.channel_id)?, |channel| channel.last_pin_timestamp = last).map(Old::Channel)
    }

    fn store_role(&self, guild_id: GuildId, role: &Role) -> Option<Old> {
        let stored = Arc::new(CachedRole { guild_id, role: role.clone() });
        let old = self.inner.guilds.get_mut(&guild_id)?.roles.insert(role.id, stored);
        if old.is_none() {
            self.inner.roles.insert(role.id, guild_id);
        }
        old.map(Old::Role)
    }

    fn role_delete(&self, delete: RoleDelete) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&delete.guild_id)?;
        let old = slot.roles.remove(&delete.role_id);
        let members = Arc::clone(&slot.members);
        drop(slot);
        self.inner.roles.remove(&delete.role_id);
        members.role_deleted(delete.role_id);
        old.map(Old::Role)
    }

    fn member_add(&self, add: &MemberAdd) -> Option<Old> {
        let user = add.user.as_ref()?;
        let old = self.members_of(add.guild_id)?.get(user.id);
        if old.is_none() {
            self.count_member(add.guild_id, 1);
        }
        if self.keeps_member(user.id) {
            self.store_members(add.guild_id, [&add.member]);
        }
        old.map(old_member)
    }

    fn member_update(&self, update: &MemberUpdate) -> Option<Old> {
        let old = self.members_of(update.guild_id)?.update(update.user.id, |member| update.apply_to(member));
        if old.is_none() && self.keeps_member(update.user.id) {
            self.store_members(update.guild_id, [&update.to_member()]);
        }
        old.map(old_member)
    }

    fn member_remove(&self, remove: &MemberRemove) -> Option<Old> {
        self.count_member(remove.guild_id, -1);
        let old = self.remove_member(remove.guild_id, remove.user.id);
        // A separate event ends the voice state, but it may be lost.
        self.inner.guilds.get_mut(&remove.guild_id)?.voice_states.remove(&remove.user.id);
        old.map(old_member)
    }

    fn members_chunk(&self, chunk: &MembersChunk) -> Option<Old> {
        let kept = chunk.members.iter().filter(|member| member.id().is_some_and(|user| self.keeps_member(user)));
        self.store_members(chunk.guild_id, kept);
        None
    }

    fn voice_state_update(&self, state: &VoiceState) -> Option<Old> {
        let guild = state.guild_id?;
        let old = if self.inner.config.keeps_voice_states() {
            let mut slot = self.inner.guilds.get_mut(&guild)?;
            match state.channel_id {
                Some(_) => slot.voice_states.insert(state.user_id, stored_voice_state(state, guild)),
                None => slot.voice_states.remove(&state.user_id),
            }
        } else {
            None
        };
        let by_voice = self.inner.config.member_policy() == MemberPolicy::Voice;
        if self.keeps_member(state.user_id) || (by_voice && state.channel_id.is_some()) {
            self.store_members(guild, state.member.as_deref());
        } else if by_voice {
            self.remove_member(guild, state.user_id);
        }
        old.map(Old::VoiceState)
    }

    /// Whether the policy keeps the user as a member regardless of its voice state.
    fn keeps_member(&self, user: UserId) -> bool {
        match self.inner.config.member_policy() {
            MemberPolicy::None => false,
            MemberPolicy::Own | MemberPolicy::Voice => self.current_user().is_some_and(|current| current.id == user),
            MemberPolicy::All => true,
        }
    }

    fn store_members<'a>(&self, guild: GuildId, members: impl IntoIterator<Item = &'a Member>) {
        let Some(table) = self.members_of(guild) else { return };
        let mut scratch = Vec::new();
        for member in members {
            let Some(user) = &member.user else { continue };
            let known = table.insert(user, member, &mut scratch);
            if !known && self.inner.config.keeps_users() {
                self.inner.users.insert(user.id, guild);
            }
        }
    }

    fn remove_member(&self, guild: GuildId, user: UserId) -> Option<CachedMember> {
        let old = self.members_of(guild)?.remove(user)?;
        self.inner.users.remove(user, guild);
        Some(old)
    }

    fn count_member(&self, guild: GuildId, change: i32) {
        if let Some(mut slot) = self.inner.guilds.get_mut(&guild)
            && let Some(guild) = &mut slot.guild
        {
            let guild = Arc::make_mut(guild);
            guild.member_count = guild.member_count.saturating_add_signed(change);
        }
    }
}

fn old_member(member: CachedMember) -> Old {
    Old::Member(Arc::new(member))
}
