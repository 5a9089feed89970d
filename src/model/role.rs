//! Roles (Discord's docs, topics/permissions, "Role Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};
use serde::ser::SerializeMap;
use serde::{Deserializer, Serialize, Serializer};

use super::open::open_flags;
use super::readable::Readable;
use super::{ImageHash, IntegrationId, Permissions, RoleId, SkuId, UserId};

/// A role of a guild.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct Role {
    /// The id of the role. `@everyone` has the number of its guild.
    pub id: RoleId,
    /// The name.
    pub name: CompactString,
    /// The description, up to 90 characters. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// The colour, 0xRRGGBB; 0 means no colour. [`colors`](Self::colors) has all of them.
    pub color: u32,
    /// The colours. Most roles have one.
    #[serde(default)]
    pub colors: RoleColors,
    /// Whether its members are listed separately.
    pub hoist: bool,
    /// The picture next to its members' names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<ImageHash>,
    /// The emoji next to its members' names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unicode_emoji: Option<CompactString>,
    /// The position; 0 is the lowest. Of roles with the same position the older one is higher.
    pub position: i32,
    /// The permissions of its members.
    pub permissions: Permissions,
    /// Whether an integration manages it. Such a role cannot be granted by hand.
    pub managed: bool,
    /// Whether everybody may mention it.
    pub mentionable: bool,
    /// The origin of a managed role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Box<RoleTags>>,
    /// Flags of the role.
    pub flags: RoleFlags,
}

/// The colours of a role: one colour, a gradient of two, or the three of the holographic style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Object, New)]
#[new(primary_color)]
#[non_exhaustive]
pub struct RoleColors {
    /// The colour, 0xRRGGBB; 0 means no colour.
    pub primary_color: u32,
    /// The second colour of a gradient.
    pub secondary_color: Option<u32>,
    /// The third colour of the holographic style.
    pub tertiary_color: Option<u32>,
}

open_flags! {
    /// Flags of a role.
    pub struct RoleFlags {
        /// It can be chosen in the onboarding.
        const IN_PROMPT = 1 << 0;
    }
}

/// The origin of a managed role.
///
/// Discord sends the three booleans as a key with null for true and no key for false. They are read as booleans.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Object)]
#[object(read_only)]
#[non_exhaustive]
pub struct RoleTags {
    /// The bot that the role belongs to.
    pub bot_id: Option<UserId>,
    /// The integration that the role belongs to.
    pub integration_id: Option<IntegrationId>,
    /// Whether it is the role of boosters.
    #[serde(deserialize_with = "present")]
    pub premium_subscriber: bool,
    /// The SKU of the subscription that gives it.
    pub subscription_listing_id: Option<SkuId>,
    /// Whether it can be bought.
    #[serde(deserialize_with = "present")]
    pub available_for_purchase: bool,
    /// Whether it is a linked role.
    #[serde(deserialize_with = "present")]
    pub guild_connections: bool,
}

/// Reads a key that is there as true, unless its value is `false`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(Option::<bool>::read(deserializer)?.unwrap_or(true))
}

impl Serialize for RoleTags {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(id) = self.bot_id {
            map.serialize_entry("bot_id", &id)?;
        }
        if let Some(id) = self.integration_id {
            map.serialize_entry("integration_id", &id)?;
        }
        if let Some(id) = self.subscription_listing_id {
            map.serialize_entry("subscription_listing_id", &id)?;
        }
        for (key, set) in [
            ("premium_subscriber", self.premium_subscriber),
            ("available_for_purchase", self.available_for_purchase),
            ("guild_connections", self.guild_connections),
        ] {
            if set {
                map.serialize_entry(key, &())?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_null_tag_is_true() {
        for (json, premium, linked) in [
            ("{}", false, false),
            (r#"{"premium_subscriber":null}"#, true, false),
            (r#"{"bot_id":"5","guild_connections":null}"#, false, true),
        ] {
            let tags: RoleTags = serde_json::from_str(json).unwrap();
            assert_eq!((tags.premium_subscriber, tags.guild_connections), (premium, linked), "{json}");
            assert_eq!(serde_json::to_string(&tags).unwrap(), json);
        }
        assert!(!serde_json::from_str::<RoleTags>(r#"{"premium_subscriber":false}"#).unwrap().premium_subscriber);
    }
}
