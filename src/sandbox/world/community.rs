//! What a guild has beside channels, members and roles: integrations, the welcome screen, onboarding, templates,
//! and the users who are interested in its scheduled events.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::model::{IntegrationId, ScheduledEventExceptionId, ScheduledEventId, UserId};

/// An event, or one occurrence of it by the id of its exception. `None`: the event itself.
pub(in crate::sandbox) type Occurrence = (ScheduledEventId, Option<ScheduledEventExceptionId>);

/// These things of one guild. The vanity URL and the features are in `Guild::settings`.
#[derive(Debug, Clone, Default)]
pub(in crate::sandbox) struct Community {
    /// The integrations without `user`, as events have them.
    pub(in crate::sandbox) integrations: BTreeMap<IntegrationId, Value>,
    /// The welcome screen, once it was set.
    pub(in crate::sandbox) welcome: Option<Value>,
    /// The onboarding, once it was set.
    pub(in crate::sandbox) onboarding: Option<Value>,
    /// The answer to `GET /guilds/{guild_id}/new-member-welcome`, once it was set.
    pub(in crate::sandbox) new_member_welcome: Option<Value>,
    /// The templates by code.
    pub(in crate::sandbox) templates: BTreeMap<String, Value>,
    /// The users who are interested in an event, or in one occurrence of it.
    pub(in crate::sandbox) interested: BTreeMap<Occurrence, BTreeSet<UserId>>,
}
