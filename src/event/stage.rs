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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PrivacyLevel;
    use crate::model::tests::there_and_back;

    #[test]
    fn a_stage_goes_live_and_ends() {
        let json = r#"{"id":"840647391636226060","guild_id":"197038439483310086","channel_id":"733488538393510049",
            "topic":"Testing Testing, 123","privacy_level":1,"discoverable_disabled":true,
            "guild_scheduled_event_id":"947656305244532806"}"#;
        let create: StageInstanceCreate = there_and_back(json);
        let update: StageInstanceUpdate = there_and_back(json);
        let delete: StageInstanceDelete = there_and_back(json);
        assert_eq!((&*create, &*update), (&*update, &*delete));
        assert_eq!((create.topic.as_str(), create.privacy_level), ("Testing Testing, 123", Some(PrivacyLevel::Public)));
    }
}
