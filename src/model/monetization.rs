//! Purchases in applications (Discord's docs, resources/entitlement, resources/subscription and resources/sku).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_default;
use super::open::{open_enum, open_flags};
use super::{ApplicationId, EntitlementId, GenericId, GuildId, SkuId, SubscriptionId, Timestamp, UserId};

/// The right to use an SKU, which was bought or given.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, sku_id, application_id, kind)]
#[non_exhaustive]
pub struct Entitlement {
    /// The id of the entitlement.
    pub id: EntitlementId,
    /// The SKU.
    pub sku_id: SkuId,
    /// The application.
    pub application_id: ApplicationId,
    /// The user who has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The guild that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The way in which it was obtained.
    #[serde(rename = "type")]
    pub kind: EntitlementKind,
    /// Whether it was revoked.
    pub deleted: bool,
    /// When it starts; `None` if it was always valid.
    pub starts_at: Option<Timestamp>,
    /// When it ends; `None` if it does not end, or while a subscription runs.
    pub ends_at: Option<Timestamp>,
    /// For a consumable: whether it was consumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consumed: Option<bool>,
    /// The subscription that gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<SubscriptionId>,
    /// The promotion that gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promotion_id: Option<GenericId>,
    /// The flags of the gift that gave it, as bits; 0 means none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gift_code_flags: Option<u32>,
    /// The user who gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gifter_user_id: Option<UserId>,
    /// The entitlement that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<EntitlementId>,
    /// When it was fulfilled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fulfilled_at: Option<Timestamp>,
    /// The state of the fulfilment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fulfillment_status: Option<FulfillmentStatus>,
}

open_enum! {
    /// The state of the fulfilment of an entitlement. Not in Discord's docs.
    pub enum FulfillmentStatus {
        /// The state is not known.
        NotKnown = 0,
        /// No fulfilment is needed.
        NotNeeded = 1,
        /// It must be fulfilled.
        Needed = 2,
        /// It was fulfilled.
        Fulfilled = 3,
        /// The fulfilment failed.
        Failed = 4,
        /// The fulfilment must be reversed.
        UnfulfillmentNeeded = 5,
        /// The fulfilment was reversed.
        Unfulfilled = 6,
        /// The reversal failed.
        UnfulfillmentFailed = 7,
    }
}

/// The guild or user that gets an entitlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EntitlementOwner {
    /// A guild.
    Guild(GuildId),
    /// A user.
    User(UserId),
}

impl EntitlementOwner {
    /// The id of the guild or the user.
    #[must_use]
    pub const fn id(self) -> GenericId {
        match self {
            Self::Guild(guild) => GenericId::new(guild.get()),
            Self::User(user) => GenericId::new(user.get()),
        }
    }

    /// Discord's number for the kind of owner: 1 for a guild, 2 for a user.
    #[must_use]
    pub const fn kind(self) -> u32 {
        match self {
            Self::Guild(_) => 1,
            Self::User(_) => 2,
        }
    }
}

impl From<GuildId> for EntitlementOwner {
    fn from(guild: GuildId) -> Self {
        Self::Guild(guild)
    }
}

impl From<UserId> for EntitlementOwner {
    fn from(user: UserId) -> Self {
        Self::User(user)
    }
}

open_enum! {
    /// The way in which an entitlement was obtained.
    pub enum EntitlementKind {
        /// A user bought it.
        Purchase = 1,
        /// It is part of a Nitro subscription.
        PremiumSubscription = 2,
        /// The developer gave it.
        DeveloperGift = 3,
        /// It was bought in test mode.
        TestModePurchase = 4,
        /// It was obtained when it was free.
        FreePurchase = 5,
        /// Another user gave it.
        UserGift = 6,
        /// It was obtained for free with Nitro.
        PremiumPurchase = 7,
        /// It is part of a subscription to the application.
        ApplicationSubscription = 8,
    }
}

/// A subscription to SKUs of an application. Its entitlements show whether it gives anything.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, user_id, status)]
#[non_exhaustive]
pub struct Subscription {
    /// The id of the subscription.
    pub id: SubscriptionId,
    /// The subscriber.
    pub user_id: UserId,
    /// The SKUs.
    pub sku_ids: Vec<SkuId>,
    /// The entitlements that it gives.
    pub entitlement_ids: Vec<EntitlementId>,
    /// The SKUs to which it changes at its renewal; `None` if it does not change.
    pub renewal_sku_ids: Option<Vec<SkuId>>,
    /// The start of the current period.
    pub current_period_start: Option<Timestamp>,
    /// The end of the current period.
    pub current_period_end: Option<Timestamp>,
    /// The state.
    pub status: SubscriptionStatus,
    /// When it was cancelled.
    pub canceled_at: Option<Timestamp>,
    /// The country from which it is paid, two letters of ISO 3166-1. Only with an OAuth2 scope that bots do not have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<CompactString>,
}

open_enum! {
    /// The state of a subscription.
    pub enum SubscriptionStatus {
        /// It will be renewed.
        Active = 0,
        /// It has ended.
        Inactive = 1,
        /// It will not be renewed.
        Ending = 2,
    }
}

/// An SKU: an article that can be bought.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, kind, application_id, name)]
#[non_exhaustive]
pub struct Sku {
    /// The id of the SKU.
    pub id: SkuId,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: SkuKind,
    /// The application.
    pub application_id: ApplicationId,
    /// The name.
    pub name: CompactString,
    /// Its name in URLs.
    pub slug: CompactString,
    /// Flags.
    pub flags: SkuFlags,
    /// The SKU that must be bought before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependent_sku_id: Option<SkuId>,
    /// The users who may buy it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_type: Option<SkuAccess>,
    /// Its features, as numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<u32>,
    /// The day on which it is released, such as `2026-08-01`; `None` if it is released.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release_date: Option<CompactString>,
    /// When it was created. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Whether it is a perk of Nitro.
    #[serde(skip_serializing_if = "is_default")]
    pub premium: bool,
    /// Whether buyers must confirm their age.
    #[serde(skip_serializing_if = "is_default")]
    pub show_age_gate: bool,
}

open_enum! {
    /// The users who may buy an SKU. The names are not in Discord's docs.
    pub enum SkuAccess {
        /// Everybody.
        Full = 1,
        /// Users with early access.
        Early = 2,
        /// Selected users.
        Vip = 3,
    }
}

open_enum! {
    /// The kind of an SKU.
    pub enum SkuKind {
        /// An article that lasts.
        Durable = 2,
        /// An article that is consumed.
        Consumable = 3,
        /// A subscription.
        Subscription = 5,
        /// A group of subscriptions, which Discord creates for each subscription.
        SubscriptionGroup = 6,
    }
}

open_flags! {
    /// Flags of an SKU.
    pub struct SkuFlags {
        /// It is on sale.
        const AVAILABLE = 1 << 2;
        /// A subscription for a guild.
        const GUILD_SUBSCRIPTION = 1 << 7;
        /// A subscription for a user.
        const USER_SUBSCRIPTION = 1 << 8;
    }
}
