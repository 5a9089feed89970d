//! Events about integrations.

use std::ops::Deref;

use greenroom_macros::{New, Object};
use serde::{Deserialize, Deserializer, Serialize};

use super::scope::scope;
use super::with_guild::with_guild;
use crate::model::{ApplicationId, GuildId, Integration, IntegrationId};

/// A guild's integrations changed (GUILD_INTEGRATIONS_UPDATE). The event does not contain the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(guild_id)]
#[non_exhaustive]
pub struct IntegrationsUpdate {
    /// The guild.
    pub guild_id: GuildId,
}

scope!(IntegrationsUpdate, |it| guild: Some(it.guild_id));

/// An integration was added (INTEGRATION_CREATE). Dereferences to [`Integration`].
#[derive(Debug, Clone, PartialEq, Serialize, New)]
#[new(guild_id, integration)]
#[non_exhaustive]
pub struct IntegrationCreate {
    /// The guild.
    pub guild_id: GuildId,
    /// The integration, without `user`.
    #[serde(flatten)]
    pub integration: Integration,
}

impl Deref for IntegrationCreate {
    type Target = Integration;

    fn deref(&self) -> &Integration {
        &self.integration
    }
}

impl<'de> Deserialize<'de> for IntegrationCreate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (guild_id, integration) = with_guild(deserializer)?;
        Ok(Self { guild_id, integration })
    }
}

scope!(IntegrationCreate, |it| guild: Some(it.guild_id));

/// An integration was changed (INTEGRATION_UPDATE). Dereferences to [`Integration`], as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, New)]
#[new(guild_id, integration)]
#[non_exhaustive]
pub struct IntegrationUpdate {
    /// The guild.
    pub guild_id: GuildId,
    /// The integration, without `user`.
    #[serde(flatten)]
    pub integration: Integration,
}

impl Deref for IntegrationUpdate {
    type Target = Integration;

    fn deref(&self) -> &Integration {
        &self.integration
    }
}

impl<'de> Deserialize<'de> for IntegrationUpdate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (guild_id, integration) = with_guild(deserializer)?;
        Ok(Self { guild_id, integration })
    }
}

scope!(IntegrationUpdate, |it| guild: Some(it.guild_id));

/// An integration was removed (INTEGRATION_DELETE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object, New)]
#[new(id, guild_id)]
#[non_exhaustive]
pub struct IntegrationDelete {
    /// The integration.
    pub id: IntegrationId,
    /// The guild.
    pub guild_id: GuildId,
    /// The application, if the integration is that of a bot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
}

scope!(IntegrationDelete, |it| guild: Some(it.guild_id));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;
    use crate::model::{IntegrationExpireBehavior, IntegrationKind, RoleId};

    #[test]
    fn a_bot_was_added() {
        let create: IntegrationCreate = there_and_back(
            r#"{"guild_id":"5","id":"6","name":"Helper","type":"discord","enabled":true,"account":{"id":"9",
            "name":"Helper"},"application":{"id":"9","name":"Helper","icon":null,"description":"Helps.",
            "bot":{"id":"9","username":"helper","discriminator":"0042","global_name":null,"avatar":null,"bot":true}},
            "scopes":["bot","applications.commands"]}"#,
        );
        assert_eq!((create.guild_id, &create.kind), (GuildId::new(5), &IntegrationKind::Discord));
        assert_eq!(
            create.application.as_ref().and_then(|application| application.bot.as_ref()).map(|bot| bot.bot),
            Some(true)
        );
    }

    #[test]
    fn a_twitch_channel_was_changed_and_removed() {
        let update: IntegrationUpdate = there_and_back(
            r#"{"guild_id":"5","id":"6","name":"stream","type":"twitch","enabled":false,"syncing":false,"role_id":"7",
            "enable_emoticons":true,"expire_behavior":1,"expire_grace_period":3,"account":{"id":"tw_77",
            "name":"stream"},"synced_at":"2021-04-12T23:40:39.855793+00:00","subscriber_count":12,"revoked":false}"#,
        );
        assert_eq!(
            (update.expire_behavior, update.role_id),
            (Some(IntegrationExpireBehavior::Kick), Some(RoleId::new(7)))
        );
        let other: IntegrationUpdate =
            serde_json::from_str(r#"{"guild_id":"5","id":"6","name":null,"type":"radio","account":null}"#).unwrap();
        assert_eq!(other.kind.as_str(), "radio");
        let delete: IntegrationDelete = there_and_back(r#"{"id":"6","guild_id":"5","application_id":"9"}"#);
        assert_eq!(delete.application_id, Some(ApplicationId::new(9)));
        there_and_back::<IntegrationDelete>(r#"{"id":"6","guild_id":"5"}"#);
        there_and_back::<IntegrationsUpdate>(r#"{"guild_id":"5"}"#);
    }
}
