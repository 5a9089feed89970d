//! One guild and all that hangs off it.

use std::collections::HashMap;
use std::sync::Arc;

use super::members::GuildMembers;
use super::{CachedGuild, CachedRole};
use crate::model::{Channel, ChannelId, GuildId, RoleId, UserId, VoiceState};

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
    pub(super) roles: HashMap<RoleId, Arc<CachedRole>>,
    pub(super) voice_states: HashMap<UserId, Arc<VoiceState>>,
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
            roles: HashMap::new(),
            voice_states: HashMap::new(),
            members: Arc::new(GuildMembers::new(id, 0)),
        }
    }

    /// Notes an outage, or a new session in which the guild is not loaded yet. Returns the guild as it was.
    pub(super) fn mark_unavailable(&mut self) -> Option<Arc<CachedGuild>> {
        self.unavailable = true;
        self.change_guild(|guild| guild.unavailable = true)
    }

    /// Changes the guild's snapshot, copying it if somebody holds it. Returns it as it was.
    pub(super) fn change_guild(&mut self, change: impl FnOnce(&mut CachedGuild)) -> Option<Arc<CachedGuild>> {
        let guild = self.guild.as_mut()?;
        let old = Arc::clone(guild);
        change(Arc::make_mut(guild));
        Some(old)
    }
}
