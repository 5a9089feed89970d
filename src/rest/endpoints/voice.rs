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
            /// Whether the bot is in the audience. To speak needs MUTE_MEMBERS; to be silent needs nothing.
            suppress: bool,
            /// Since when the bot asks to speak, now or later; cleared, it does not any more. Needs REQUEST_TO_SPEAK.
            request_to_speak_timestamp / clear_request_to_speak_timestamp: Timestamp,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_voice_state`](crate::rest::Http::update_voice_state); awaiting it sends it.
    pub struct UpdateVoiceState -> () {
        body: Object {
            /// The stage channel, in which they must be.
            channel_id: ChannelId,
            /// Whether they are in the audience.
            suppress: bool,
        }
    }
}

impl Http {
    /// The voice regions that channels can have.
    pub fn voice_regions(&self) -> Call<Vec<VoiceRegion>> {
        self.call(&op::LIST_VOICE_REGIONS, &[])
    }

    /// Where the bot is in voice. Code 10065 if it is not.
    pub fn current_user_voice_state(&self, guild: GuildId) -> Call<VoiceState> {
        self.call(&op::GET_SELF_VOICE_STATE, &[Param::Id(guild.get())])
    }

    /// Where a user is in voice. Code 10065 if they are not.
    pub fn voice_state(&self, guild: GuildId, user: UserId) -> Call<VoiceState> {
        self.call(&op::GET_VOICE_STATE, &[Param::Id(guild.get()), Param::Id(user.get())])
    }

    /// Asks to speak on the stage that the bot is on, or takes or leaves the microphone.
    pub fn update_current_user_voice_state(&self, guild: GuildId) -> UpdateCurrentUserVoiceState {
        UpdateCurrentUserVoiceState::of(
            self.act(&op::UPDATE_SELF_VOICE_STATE, &[Param::Id(guild.get())]),
            Object::default(),
        )
    }

    /// Lets somebody speak on a stage, or puts them back into the audience. Needs MUTE_MEMBERS. They are asked whether
    /// they want to, unless they had asked to speak.
    pub fn update_voice_state(&self, guild: GuildId, user: UserId) -> UpdateVoiceState {
        UpdateVoiceState::of(
            self.act(&op::UPDATE_VOICE_STATE, &[Param::Id(guild.get()), Param::Id(user.get())]),
            Object::default(),
        )
    }
}
