//! Running activities, which are applications inside of Discord (Discord's docs, resources/application, "Activity
//! Instance Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_names;
use super::{ApplicationId, Attachment, ChannelId, GenericId, GuildId, UserId};

/// A running activity.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(application_id, instance_id, launch_id, location)]
#[non_exhaustive]
pub struct ActivityInstance {
    /// The application.
    pub application_id: ApplicationId,
    /// The id of this instance.
    pub instance_id: CompactString,
    /// The id of this launch.
    pub launch_id: GenericId,
    /// Where it runs.
    pub location: ActivityLocation,
    /// The users who take part.
    pub users: Vec<UserId>,
}

/// Where an activity runs.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, kind)]
#[non_exhaustive]
pub struct ActivityLocation {
    /// The id of the location.
    pub id: CompactString,
    /// The kind of the location.
    pub kind: ActivityLocationKind,
    /// The channel.
    pub channel_id: Option<ChannelId>,
    /// Its guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
}

open_names! {
    /// The kind of place in which an activity runs.
    pub enum ActivityLocationKind {
        /// A channel of a guild.
        GuildChannel = "gc",
        /// A DM or a group DM.
        PrivateChannel = "pc",
        /// A party.
        Party = "party",
    }
}

/// A file that was uploaded for an activity.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(attachment)]
#[non_exhaustive]
pub struct ApplicationAttachment {
    /// The file.
    pub attachment: Attachment,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn instances_are_read() {
        let instance: ActivityInstance = there_and_back(
            r#"{"application_id":"1215413995645968394",
            "instance_id":"i-1276580072400224306-gc-912952092627435520-912954213460484116",
            "launch_id":"1276580072400224306","location":{"id":"gc-912952092627435520-912954213460484116","kind":"gc",
            "channel_id":"912954213460484116","guild_id":"912952092627435520"},"users":["205519959982473217"]}"#,
        );
        assert_eq!(instance.location.kind, ActivityLocationKind::GuildChannel);
    }
}
