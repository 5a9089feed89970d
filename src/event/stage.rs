//! Events about live stages.

use super::scope::{newtype, scope};
use crate::model::StageInstance;

newtype! {
    /// A stage went live (STAGE_INSTANCE_CREATE). Dereferences to [`StageInstance`].
    StageInstanceCreate(StageInstance)
}
scope!(StageInstanceCreate, |it| guild: it.guild_id, channel: Some(it.channel_id));

newtype! {
    /// A live stage was changed (STAGE_INSTANCE_UPDATE). Dereferences to [`StageInstance`], as it is now.
    StageInstanceUpdate(StageInstance)
}
scope!(StageInstanceUpdate, |it| guild: it.guild_id, channel: Some(it.channel_id));

newtype! {
    /// A live stage ended (STAGE_INSTANCE_DELETE). Dereferences to [`StageInstance`], as it was.
    StageInstanceDelete(StageInstance)
}
scope!(StageInstanceDelete, |it| guild: it.guild_id, channel: Some(it.channel_id));
