//! What bots cannot set up in a guild: integrations, the vanity URL, what new members see; and what members do with
//! events and sounds.

use serde_json::{Value, json};

use super::{SandboxGuild, SandboxUser, must};
use crate::model::{ChannelId, IntegrationId, ScheduledEventExceptionId, ScheduledEventId, SoundId, StickerId};
use crate::sandbox::world::{Refusal, merge};

impl SandboxGuild {
    /// Connects an account of Twitch or YouTube: INTEGRATION_CREATE and GUILD_INTEGRATIONS_UPDATE.
    ///
    /// * `kind`: Discord's name of the service, `twitch` or `youtube`.
    /// * `account`: the name of the account.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn add_integration(&self, kind: &str, account: &str) -> IntegrationId {
        must(self.world(|world| world.add_integration(self.id, kind, account)), "add the integration")
    }

    /// Sets the code of the vanity URL; `None` removes it. The guild gets the feature VANITY_URL: GUILD_UPDATE.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn set_vanity_code(&self, code: Option<&str>) {
        must(self.world(|world| world.set_vanity(self.id, code)), "set the vanity URL");
    }

    /// Sets what new members are shown, in the form of the answer to `GET /guilds/{guild_id}/new-member-welcome`.
    /// Fields that are absent get defaults.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn set_new_member_welcome(&self, welcome: Value) {
        let mut json = json!({"guild_id": self.id, "enabled": true, "new_member_actions": [], "resource_channels": []});
        merge(&mut json, welcome);
        let set = self.world(|world| {
            world.guild_mut(self.id)?.community.new_member_welcome = Some(json);
            Ok::<_, Refusal>(())
        });
        must(set, "set what new members are shown");
    }

    /// Adds a sticker of the guild's owner: GUILD_STICKERS_UPDATE.
    ///
    /// # Panics
    ///
    /// If the guild was deleted.
    #[track_caller]
    pub fn create_sticker(&self, name: &str) -> StickerId {
        must(self.world(|world| world.create_sticker(self.id, name)), "create the sticker")
    }
}

impl SandboxUser {
    /// Becomes interested in a scheduled event: GUILD_SCHEDULED_EVENT_USER_ADD.
    ///
    /// # Panics
    ///
    /// If there is no such event, or the user is no member of its guild.
    #[track_caller]
    pub fn is_interested_in(&self, event: impl Into<ScheduledEventId>) {
        let event = event.into();
        must(self.world(|world| world.set_interested((event, None), self.id, true)), "be interested in the event");
    }

    /// Is no longer interested in a scheduled event: GUILD_SCHEDULED_EVENT_USER_REMOVE.
    ///
    /// # Panics
    ///
    /// If there is no such event, or the user is no member of its guild.
    #[track_caller]
    pub fn is_not_interested_in(&self, event: impl Into<ScheduledEventId>) {
        let event = event.into();
        must(self.world(|world| world.set_interested((event, None), self.id, false)), "lose interest in the event");
    }

    /// Becomes interested in one occurrence of an event that recurs, by the id of its exception. There is no gateway
    /// event.
    ///
    /// # Panics
    ///
    /// If there is no such event, or the user is no member of its guild.
    #[track_caller]
    pub fn is_interested_in_occurrence(
        &self,
        event: impl Into<ScheduledEventId>,
        exception: ScheduledEventExceptionId,
    ) {
        let event = event.into();
        let set = self.world(|world| world.set_interested((event, Some(exception)), self.id, true));
        must(set, "be interested in the occurrence");
    }

    /// Plays a sound of the guild in the voice channel that they are connected to: VOICE_CHANNEL_EFFECT_SEND, if the
    /// bot is in the same channel.
    ///
    /// # Panics
    ///
    /// If the user is not connected to the channel, or its guild has no such sound.
    #[track_caller]
    pub fn plays_sound(&self, channel: impl Into<ChannelId>, sound: SoundId) {
        let channel = channel.into();
        let played = self.world(|world| {
            let guild = world.channel(channel)?.guild.ok_or(Refusal::UNKNOWN_CHANNEL)?;
            let sounds = &world.guild(guild)?.sounds;
            let sound = sounds.iter().find(|it| it["sound_id"] == json!(sound)).cloned();
            let connected = world.guild(guild)?.voice.get(&self.id).is_some_and(|it| it.channel == channel);
            let sound = sound.filter(|_| connected).ok_or(Refusal::UNKNOWN_VOICE_STATE)?;
            world.play_sound(guild, self.id, &sound)
        });
        must(played, "play the sound");
    }
}
