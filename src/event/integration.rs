//! Events about integrations.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize};

use super::scope::scope;
use super::with_guild::with_guild;
use crate::model::{ApplicationId, GuildId, Integration, IntegrationId};

/// A guild's integrations changed (GUILD_INTEGRATIONS_UPDATE). What changed is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrationsUpdate {
    /// The guild.
    pub guild_id: GuildId,
}

scope!(IntegrationsUpdate, |it| guild: Some(it.guild_id));

/// An integration was added (INTEGRATION_CREATE). Dereferences to [`Integration`].
#[derive(Debug, Clone, PartialEq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrationDelete {
    /// Which integration.
    pub id: IntegrationId,
    /// The guild.
    pub guild_id: GuildId,
    /// Of a bot: its application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
}

scope!(IntegrationDelete, |it| guild: Some(it.guild_id));
