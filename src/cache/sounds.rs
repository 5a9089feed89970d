//! The soundboard sounds of guilds.

use std::sync::Arc;

use super::{Cache, Old};
use crate::event::SoundboardSoundDelete;
use crate::model::{GuildId, SoundId, SoundboardSound};

impl Cache {
    /// A sound of a guild, with its `guild_id`.
    #[must_use]
    pub fn soundboard_sound(&self, guild: GuildId, sound: SoundId) -> Option<Arc<SoundboardSound>> {
        self.inner.guilds.get(&guild)?.sounds.get(&sound).cloned()
    }

    /// The sounds of a guild, as a consistent snapshot in no particular order.
    #[must_use]
    pub fn soundboard_sounds(&self, guild: GuildId) -> Vec<Arc<SoundboardSound>> {
        self.all_of(guild, |slot| slot.sounds.values().cloned().collect())
    }

    pub(super) fn store_sound(&self, sound: &SoundboardSound) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&sound.guild_id?)?;
        slot.sounds.insert(sound.sound_id, Arc::new(sound.clone())).map(Old::SoundboardSound)
    }

    pub(super) fn remove_sound(&self, delete: SoundboardSoundDelete) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&delete.guild_id)?;
        slot.sounds.remove(&delete.sound_id).map(Old::SoundboardSound)
    }

    /// Stores several sounds. If `all` is set, they replace all sounds of the guild.
    pub(super) fn store_sounds(&self, guild: GuildId, sounds: &[SoundboardSound], all: bool) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&guild)?;
        if all {
            slot.sounds.clear();
        }
        for sound in sounds {
            let stored = SoundboardSound { guild_id: Some(guild), ..sound.clone() };
            slot.sounds.insert(sound.sound_id, Arc::new(stored));
        }
        None
    }
}
