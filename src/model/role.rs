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
    /// Which role. `@everyone` has the number of its guild.
    pub id: RoleId,
    /// The name.
    pub name: CompactString,
    /// What it is for, up to 90 characters. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// The colour, 0xRRGGBB; 0 is none. [`colors`](Self::colors) tells more.
    pub color: u32,
    /// The colours, of which most roles have one.
    #[serde(default)]
    pub colors: RoleColors,
    /// Whether its members are listed apart.
    pub hoist: bool,
    /// The picture beside its members' names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<ImageHash>,
    /// The emoji beside its members' names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unicode_emoji: Option<CompactString>,
    /// Where it stands, 0 is lowest. Roles of the same position are sorted by id, the older one higher.
    pub position: i32,
    /// What its members may do.
    pub permissions: Permissions,
    /// Whether an integration owns it; such a role cannot be granted by hand.
    pub managed: bool,
    /// Whether everybody may mention it.
    pub mentionable: bool,
    /// Where a managed role comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Box<RoleTags>>,
    /// Notes about the role.
    pub flags: RoleFlags,
}

/// The colours of a role: one, a gradient of two, or the holographic three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Object, New)]
#[new(primary_color)]
#[non_exhaustive]
pub struct RoleColors {
    /// The colour, 0xRRGGBB; 0 is none.
    pub primary_color: u32,
    /// The other end of a gradient.
    pub secondary_color: Option<u32>,
    /// Makes it holographic.
    pub tertiary_color: Option<u32>,
}

open_flags! {
    /// Notes about a role.
    pub struct RoleFlags {
        /// Can be chosen in the onboarding.
        const IN_PROMPT = 1 << 0;
    }
}

/// Where a managed role comes from.
///
/// Discord writes the three booleans as a key with null for true and no key for false; that is undone here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Object)]
#[object(read_only)]
#[non_exhaustive]
pub struct RoleTags {
    /// The bot whose role this is.
    pub bot_id: Option<UserId>,
    /// The integration whose role this is.
    pub integration_id: Option<IntegrationId>,
    /// Whether this is the boosters' role.
    #[serde(deserialize_with = "present")]
    pub premium_subscriber: bool,
    /// What is bought to get it.
    pub subscription_listing_id: Option<SkuId>,
    /// Whether it is on sale.
    #[serde(deserialize_with = "present")]
    pub available_for_purchase: bool,
    /// Whether it is a linked role.
    #[serde(deserialize_with = "present")]
    pub guild_connections: bool,
}

/// The key is there, so it is true, unless somebody sends a plain `false`.
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
    fn a_null_tag_is_a_yes() {
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
