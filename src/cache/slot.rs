//! One guild and all that hangs off it.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use super::counts::Counted;
use super::members::GuildMembers;
use super::threads::HeldThread;
use super::{CacheConfig, CachedGuild, CachedRole};
use crate::model::{
    Channel, ChannelId, ChannelInfoChannel, Guild, GuildId, Role, RoleId, ScheduledEvent, ScheduledEventId, SoundId,
    SoundboardSound, StageInstance, StageInstanceId, UserId, VoiceState,
};

/// One guild and all that hangs off it, so that leaving it is dropping this.
///
/// The maps hold `Arc`s, which readers clone and writers replace; a value is changed in place only if nobody else has it.
#[derive(Debug)]
pub(super) struct GuildSlot {
    /// What is known of the guild itself; `None` before it was loaded, or if guilds are not kept.
    pub(super) guild: Option<Arc<CachedGuild>>,
    /// Whether it is not loaded or has an outage. The snapshot says so too, for those who hold one.
    pub(super) unavailable: bool,
    pub(super) channels: HashMap<ChannelId, Arc<Channel>>,
    pub(super) threads: HashMap<ChannelId, HeldThread>,
    /// What of the messages in `threads` was counted.
    pub(super) counted: Counted,
    pub(super) roles: HashMap<RoleId, Arc<CachedRole>>,
    pub(super) voice_states: HashMap<UserId, Arc<VoiceState>>,
    pub(super) scheduled_events: HashMap<ScheduledEventId, Arc<ScheduledEvent>>,
    pub(super) stage_instances: HashMap<StageInstanceId, Arc<StageInstance>>,
    pub(super) sounds: HashMap<SoundId, Arc<SoundboardSound>>,
    pub(super) channel_infos: HashMap<ChannelId, Arc<ChannelInfoChannel>>,
    /// Has locks of its own, as it may be huge.
    pub(super) members: Arc<GuildMembers>,
}

impl GuildSlot {
    /// A guild of which no more than the id is known.
    pub(super) fn unavailable(id: GuildId) -> Self {
        Self {
            guild: None,
            unavailable: true,
            channels: HashMap::new(),
            threads: HashMap::new(),
            counted: Counted::default(),
            roles: HashMap::new(),
            voice_states: HashMap::new(),
            scheduled_events: HashMap::new(),
            stage_instances: HashMap::new(),
            sounds: HashMap::new(),
            channel_infos: HashMap::new(),
            members: Arc::new(GuildMembers::new(id, 0)),
        }
    }

    /// A guild that was loaded, with what of it is kept. `own` is the bot.
    pub(super) fn arrived(guild: &Guild, config: &CacheConfig, members: GuildMembers, own: Option<UserId>) -> Self {
        Self {
            guild: config.keeps_guilds().then(|| Arc::new(CachedGuild::arrived(guild, config))),
            unavailable: false,
            channels: when(config.keeps_channels(), &guild.channels, |channel| {
                (channel.id, Channel { guild_id: Some(guild.id), ..channel.clone() })
            }),
            threads: if config.keeps_threads() {
                HeldThread::all(guild.id, own, &guild.threads).collect()
            } else {
                HashMap::new()
            },
            counted: Counted::default(),
            roles: if config.keeps_roles() { roles(guild) } else { HashMap::new() },
            voice_states: if config.keeps_voice_states() { voice_states(guild) } else { HashMap::new() },
            scheduled_events: when(config.keeps_scheduled_events(), &guild.guild_scheduled_events, |event| {
                (event.id, ScheduledEvent { guild_id: Some(guild.id), ..event.clone() })
            }),
            stage_instances: when(config.keeps_stage_instances(), &guild.stage_instances, |stage| {
                (stage.id, StageInstance { guild_id: Some(guild.id), ..stage.clone() })
            }),
            sounds: when(config.keeps_soundboard_sounds(), &guild.soundboard_sounds, |sound| {
                (sound.sound_id, SoundboardSound { guild_id: Some(guild.id), ..sound.clone() })
            }),
            channel_infos: HashMap::new(),
            members: Arc::new(members),
        }
    }

    /// Notes an outage, or a new session in which the guild is not loaded yet. Returns the guild as it was.
    pub(super) fn mark_unavailable(&mut self) -> Option<Arc<CachedGuild>> {
        self.unavailable = true;
        self.change_guild(|guild| guild.unavailable = true)
    }

    /// A channel or a thread.
    pub(super) fn channel(&self, channel: ChannelId) -> Option<&Arc<Channel>> {
        self.channels.get(&channel).or_else(|| self.threads.get(&channel).map(|thread| &thread.channel))
    }

    /// A channel or a thread, to be changed.
    pub(super) fn channel_mut(&mut self, channel: ChannelId) -> Option<&mut Arc<Channel>> {
        if let Some(channel) = self.channels.get_mut(&channel) {
            return Some(channel);
        }
        self.threads.get_mut(&channel).map(|thread| &mut thread.channel)
    }

    /// Changes the guild's snapshot, copying it if somebody holds it. Returns it as it was.
    pub(super) fn change_guild(&mut self, change: impl FnOnce(&mut CachedGuild)) -> Option<Arc<CachedGuild>> {
        change_one(self.guild.as_mut()?, change)
    }
}

/// Changes what lies behind an `Arc`, copying it, and returns it as it was.
pub(super) fn change_one<T: Clone>(held: &mut Arc<T>, change: impl FnOnce(&mut T)) -> Option<Arc<T>> {
    let old = Arc::clone(held);
    change(Arc::make_mut(held));
    Some(old)
}

/// The objects of a GUILD_CREATE, which may lack `guild_id` there, if they are kept.
fn when<T, K: Eq + Hash>(kept: bool, sent: &[T], stored: impl Fn(&T) -> (K, T)) -> HashMap<K, Arc<T>> {
    let sent = if kept { sent } else { &[] };
    sent.iter().map(stored).map(|(id, value)| (id, Arc::new(value))).collect()
}

pub(super) fn roles(guild: &Guild) -> HashMap<RoleId, Arc<CachedRole>> {
    let stored = |role: &Role| Arc::new(CachedRole { guild_id: guild.id, role: role.clone() });
    guild.roles.iter().map(|role| (role.id, stored(role))).collect()
}

/// The voice states of a GUILD_CREATE, which lack `guild_id` there.
fn voice_states(guild: &Guild) -> HashMap<UserId, Arc<VoiceState>> {
    let present = guild.voice_states.iter().filter(|state| state.channel_id.is_some());
    present.map(|state| (state.user_id, stored_voice_state(state, guild.id))).collect()
}

/// Without the member, which is among the members.
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
