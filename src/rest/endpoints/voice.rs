//! Voice (Discord's docs, resources/voice).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{ChannelId, GuildId, Timestamp, UserId, VoiceRegion, VoiceState};
use crate::rest::{Call, Http, body::Object, endpoint::endpoint, endpoints::operation as op, route::Param};

endpoint! {
    /// The request of [`Http::update_current_user_voice_state`](crate::rest::Http::update_current_user_voice_state);
    /// awaiting it sends it.
    pub struct UpdateCurrentUserVoiceState -> () {
        body: Object {
            /// The stage channel, in which the bot must be.
            channel_id: ChannelId,
            /// Whether the bot is in the audience. Setting it to `false` needs MUTE_MEMBERS.
            suppress: bool,
            /// The time of the request to speak, now or later; if cleared, the request is withdrawn. Needs
            /// REQUEST_TO_SPEAK.
            request_to_speak_timestamp / clear_request_to_speak_timestamp: Timestamp,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_voice_state`](crate::rest::Http::update_voice_state); awaiting it sends it.
    pub struct UpdateVoiceState -> () {
        body: Object {
            /// The stage channel, in which the user must be.
            channel_id: ChannelId,
            /// Whether the user is in the audience.
            suppress: bool,
        }
    }
}

impl Http {
    /// The voice regions that channels can have.
    pub fn voice_regions(&self) -> Call<Vec<VoiceRegion>> {
        self.call(&op::LIST_VOICE_REGIONS, &[])
    }

    /// The voice state of the bot. Code 10065 if it is not in voice.
    pub fn current_user_voice_state(&self, guild: GuildId) -> Call<VoiceState> {
        self.call(&op::GET_SELF_VOICE_STATE, &[Param::Id(guild.get())])
    }

    /// The voice state of a user. Code 10065 if the user is not in voice.
    pub fn voice_state(&self, guild: GuildId, user: UserId) -> Call<VoiceState> {
        self.call(&op::GET_VOICE_STATE, &[Param::Id(guild.get()), Param::Id(user.get())])
    }

    /// Changes the voice state of the bot in a stage: requests to speak, becomes a speaker, or moves to the audience.
    pub fn update_current_user_voice_state(&self, guild: GuildId) -> UpdateCurrentUserVoiceState {
        UpdateCurrentUserVoiceState::of(
            self.act(&op::UPDATE_SELF_VOICE_STATE, &[Param::Id(guild.get())]),
            Object::default(),
        )
    }

    /// Invites a user to speak in a stage, or moves the user to the audience. Needs MUTE_MEMBERS. A user who has
    /// requested to speak becomes a speaker at once.
    pub fn update_voice_state(&self, guild: GuildId, user: UserId) -> UpdateVoiceState {
        UpdateVoiceState::of(
            self.act(&op::UPDATE_VOICE_STATE, &[Param::Id(guild.get()), Param::Id(user.get())]),
            Object::default(),
        )
    }
}
