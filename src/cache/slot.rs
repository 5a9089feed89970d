//! The cached data of one guild.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use super::change::change_arc;
use super::counts::CountedMessages;
use super::members::GuildMembers;
use super::threads::CachedThread;
use super::{CacheConfig, CachedGuild, CachedRole};
use crate::model::{
    Channel, ChannelId, ChannelInfoChannel, Guild, GuildId, Role, RoleId, ScheduledEvent, ScheduledEventId, SoundId,
    SoundboardSound, StageInstance, StageInstanceId, UserId, VoiceState,
};

/// The cached data of one guild; dropping it removes the guild.
///
/// The maps contain `Arc`s, which readers clone. A write changes a value in place only if no reader holds it.
#[derive(Debug)]
pub(super) struct GuildSlot {
    /// The guild itself. `None` before it is loaded, or if guilds are not kept.
    pub(super) guild: Option<Arc<CachedGuild>>,
    /// Whether the guild is not loaded or has an outage. The snapshot in `guild` has the same flag.
    pub(super) unavailable: bool,
    pub(super) channels: HashMap<ChannelId, Arc<Channel>>,
    pub(super) threads: HashMap<ChannelId, CachedThread>,
    /// The messages in `threads` that were counted.
    pub(super) counted: CountedMessages,
    pub(super) roles: HashMap<RoleId, Arc<CachedRole>>,
    pub(super) voice_states: HashMap<UserId, Arc<VoiceState>>,
    pub(super) scheduled_events: HashMap<ScheduledEventId, Arc<ScheduledEvent>>,
    pub(super) stage_instances: HashMap<StageInstanceId, Arc<StageInstance>>,
    pub(super) sounds: HashMap<SoundId, Arc<SoundboardSound>>,
    pub(super) channel_infos: HashMap<ChannelId, Arc<ChannelInfoChannel>>,
    /// Has its own locks, because it may be large.
    pub(super) members: Arc<GuildMembers>,
}

impl GuildSlot {
    /// A guild of which only the id is known.
    pub(super) fn unavailable(id: GuildId) -> Self {
        Self {
            guild: None,
            unavailable: true,
            channels: HashMap::new(),
            threads: HashMap::new(),
            counted: CountedMessages::default(),
            roles: HashMap::new(),
            voice_states: HashMap::new(),
            scheduled_events: HashMap::new(),
            stage_instances: HashMap::new(),
            sounds: HashMap::new(),
            channel_infos: HashMap::new(),
            members: Arc::new(GuildMembers::new(id, 0)),
        }
    }

    /// A loaded guild with the data that is kept. `own` is the id of the bot.
    pub(super) fn loaded(guild: &Guild, config: &CacheConfig, members: GuildMembers, own: Option<UserId>) -> Self {
        Self {
            guild: config.keeps_guilds().then(|| Arc::new(CachedGuild::loaded(guild, config))),
            unavailable: false,
            channels: if_kept(config.keeps_channels(), &guild.channels, |channel| {
                (channel.id, Channel { guild_id: Some(guild.id), ..channel.clone() })
            }),
            threads: if config.keeps_threads() {
                CachedThread::all(guild.id, own, &guild.threads).collect()
            } else {
                HashMap::new()
            },
            counted: CountedMessages::default(),
            roles: if config.keeps_roles() { roles(guild) } else { HashMap::new() },
            voice_states: if config.keeps_voice_states() { voice_states(guild) } else { HashMap::new() },
            scheduled_events: if_kept(config.keeps_scheduled_events(), &guild.guild_scheduled_events, |event| {
                (event.id, ScheduledEvent { guild_id: Some(guild.id), ..event.clone() })
            }),
            stage_instances: if_kept(config.keeps_stage_instances(), &guild.stage_instances, |stage| {
                (stage.id, StageInstance { guild_id: Some(guild.id), ..stage.clone() })
            }),
            sounds: if_kept(config.keeps_soundboard_sounds(), &guild.soundboard_sounds, |sound| {
                (sound.sound_id, SoundboardSound { guild_id: Some(guild.id), ..sound.clone() })
            }),
            channel_infos: HashMap::new(),
            members: Arc::new(members),
        }
    }

    /// Marks an outage, or a new session in which the guild is not loaded yet. Returns the previous guild.
    pub(super) fn mark_unavailable(&mut self) -> Option<Arc<CachedGuild>> {
        self.unavailable = true;
        self.change_guild(|guild| guild.unavailable = true)
    }

    /// A channel or thread.
    pub(super) fn channel(&self, channel: ChannelId) -> Option<&Arc<Channel>> {
        self.channels.get(&channel).or_else(|| self.threads.get(&channel).map(|thread| &thread.channel))
    }

    /// A channel or thread, mutable.
    pub(super) fn channel_mut(&mut self, channel: ChannelId) -> Option<&mut Arc<Channel>> {
        if let Some(channel) = self.channels.get_mut(&channel) {
            return Some(channel);
        }
        self.threads.get_mut(&channel).map(|thread| &mut thread.channel)
    }

    /// Changes the guild, and copies it if a reader holds it. Returns the previous one.
    pub(super) fn change_guild(&mut self, change: impl FnOnce(&mut CachedGuild)) -> Option<Arc<CachedGuild>> {
        change_arc(self.guild.as_mut()?, change)
    }
}

/// The objects of a GUILD_CREATE, in which `guild_id` may be missing, if they are kept.
fn if_kept<T, K: Eq + Hash>(kept: bool, sent: &[T], stored: impl Fn(&T) -> (K, T)) -> HashMap<K, Arc<T>> {
    let sent = if kept { sent } else { &[] };
    sent.iter().map(stored).map(|(id, value)| (id, Arc::new(value))).collect()
}

pub(super) fn roles(guild: &Guild) -> HashMap<RoleId, Arc<CachedRole>> {
    let stored = |role: &Role| Arc::new(CachedRole { guild_id: guild.id, role: role.clone() });
    guild.roles.iter().map(|role| (role.id, stored(role))).collect()
}

/// The voice states of a GUILD_CREATE, in which `guild_id` is missing.
fn voice_states(guild: &Guild) -> HashMap<UserId, Arc<VoiceState>> {
    let present = guild.voice_states.iter().filter(|state| state.channel_id.is_some());
    present.map(|state| (state.user_id, stored_voice_state(state, guild.id))).collect()
}

/// A voice state without its member, which is stored with the members.
pub(super) fn stored_voice_state(state: &VoiceState, guild: GuildId) -> Arc<VoiceState> {
    Arc::new(VoiceState {
        guild_id: Some(guild),
        member: None,
        session_id: state.session_id.clone(),
        channel_id: state.channel_id,
        user_id: state.user_id,
        deaf: state.deaf,
        mute: state.mute,
        self_deaf: state.self_deaf,
        self_mute: state.self_mute,
        self_stream: state.self_stream,
        self_video: state.self_video,
        suppress: state.suppress,
        request_to_speak_timestamp: state.request_to_speak_timestamp,
    })
}
