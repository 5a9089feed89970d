//! Stage instances (Discord's docs, resources/stage-instance).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{ChannelId, PrivacyLevel, ScheduledEventId, StageInstance};
use crate::rest::{
    Call, Http,
    body::Object,
    call::Audited,
    endpoint::{audited, endpoint},
    endpoints::operation as op,
    route::Param,
};

endpoint! {
    /// The request of [`Http::create_stage_instance`](crate::rest::Http::create_stage_instance); awaiting it sends it.
    pub struct CreateStageInstance -> StageInstance {
        body: Object {
            /// The privacy level; the guild by default.
            privacy_level: PrivacyLevel,
            /// Whether `@everyone` is notified. Needs MENTION_EVERYONE.
            send_start_notification: bool,
            /// The scheduled event of the stage.
            guild_scheduled_event_id: ScheduledEventId,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_stage_instance`](crate::rest::Http::update_stage_instance); awaiting it sends it.
    pub struct UpdateStageInstance -> StageInstance {
        body: Object {
            /// The topic, 1–120 characters.
            topic: String,
            /// The privacy level: the guild.
            privacy_level: PrivacyLevel,
        }
    }
}

audited!(CreateStageInstance, UpdateStageInstance);

impl Http {
    /// The stage instance of a stage channel. Code 10067 if it is not live.
    pub fn stage_instance(&self, channel: ChannelId) -> Call<StageInstance> {
        self.call(&op::GET_STAGE_INSTANCE, &[Param::Id(channel.get())])
    }

    /// Starts a stage. The bot must be its moderator: MANAGE_CHANNELS, MUTE_MEMBERS and MOVE_MEMBERS in the channel.
    ///
    /// * `channel`: The stage channel.
    /// * `topic`: The topic, 1–120 characters.
    pub fn create_stage_instance(&self, channel: ChannelId, topic: &str) -> CreateStageInstance {
        CreateStageInstance::of(
            self.call(&op::CREATE_STAGE_INSTANCE, &[]),
            Object::default().with("channel_id", &channel).with("topic", &topic),
        )
    }

    /// Changes a live stage. The bot must be its moderator.
    pub fn update_stage_instance(&self, channel: ChannelId) -> UpdateStageInstance {
        UpdateStageInstance::of(self.call(&op::UPDATE_STAGE_INSTANCE, &[Param::Id(channel.get())]), Object::default())
    }

    /// Ends a live stage. The bot must be its moderator.
    pub fn delete_stage_instance(&self, channel: ChannelId) -> Call<(), Audited> {
        self.act(&op::DELETE_STAGE_INSTANCE, &[Param::Id(channel.get())]).audited()
    }
}
