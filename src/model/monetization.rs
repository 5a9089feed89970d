//! What users buy of an application (Discord's docs, resources/entitlement, resources/subscription and resources/sku).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_neutral;
use super::open::{open_enum, open_flags};
use super::{ApplicationId, EntitlementId, GenericId, GuildId, SkuId, SubscriptionId, Timestamp, UserId};

/// The right to use something that was bought, or given.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, sku_id, application_id, kind)]
#[non_exhaustive]
pub struct Entitlement {
    /// Which entitlement.
    pub id: EntitlementId,
    /// What was bought.
    pub sku_id: SkuId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// Who may use it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The guild that may use it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// How it came about.
    #[serde(rename = "type")]
    pub kind: EntitlementKind,
    /// Whether it was taken back.
    pub deleted: bool,
    /// From when; `None` is always.
    pub starts_at: Option<Timestamp>,
    /// Until when; `None` is for ever, or while a subscription runs.
    pub ends_at: Option<Timestamp>,
    /// Of a consumable: whether it was used up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consumed: Option<bool>,
    /// The subscription that it comes of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<SubscriptionId>,
    /// The promotion that it comes of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promotion_id: Option<GenericId>,
    /// What is special about the gift that it comes of, as bits; 0 is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gift_code_flags: Option<u32>,
    /// Who gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gifter_user_id: Option<UserId>,
    /// The entitlement that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<EntitlementId>,
    /// When what was bought was handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fulfilled_at: Option<Timestamp>,
    /// How far that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fulfillment_status: Option<FulfillmentStatus>,
}

open_enum! {
    /// How far it is with handing over what an entitlement is for. Not in Discord's docs.
    pub enum FulfillmentStatus {
        /// Not known.
        NotKnown = 0,
        /// Nothing has to be handed over.
        NotNeeded = 1,
        /// It has to be handed over.
        Needed = 2,
        /// It was handed over.
        Fulfilled = 3,
        /// It could not be handed over.
        Failed = 4,
        /// It has to be taken back.
        UnfulfillmentNeeded = 5,
        /// It was taken back.
        Unfulfilled = 6,
        /// It could not be taken back.
        UnfulfillmentFailed = 7,
    }
}

/// To whom an entitlement is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EntitlementOwner {
    /// To a guild.
    Guild(GuildId),
    /// To a user.
    User(UserId),
}

impl EntitlementOwner {
    /// The number of the guild or the user.
    #[must_use]
    pub const fn id(self) -> GenericId {
        match self {
            Self::Guild(guild) => GenericId::new(guild.get()),
            Self::User(user) => GenericId::new(user.get()),
        }
    }

    /// What Discord calls the kind of owner: 1 for a guild, 2 for a user.
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
    /// How an entitlement came about.
    pub enum EntitlementKind {
        /// Bought by a user.
        Purchase = 1,
        /// From a Nitro subscription.
        PremiumSubscription = 2,
        /// Given by the developer.
        DeveloperGift = 3,
        /// Bought in test mode.
        TestModePurchase = 4,
        /// Taken when it was free.
        FreePurchase = 5,
        /// Given by another user.
        UserGift = 6,
        /// Taken for free with Nitro.
        PremiumPurchase = 7,
        /// From a subscription to the application.
        ApplicationSubscription = 8,
    }
}

/// A subscription to something of an application. Whether it gives anything is told by its entitlements.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, user_id, status)]
#[non_exhaustive]
pub struct Subscription {
    /// Which subscription.
    pub id: SubscriptionId,
    /// Who has it.
    pub user_id: UserId,
    /// To what.
    pub sku_ids: Vec<SkuId>,
    /// What it gives.
    pub entitlement_ids: Vec<EntitlementId>,
    /// To what it changes when it is renewed; `None` is to nothing else.
    pub renewal_sku_ids: Option<Vec<SkuId>>,
    /// Since when the current period runs.
    pub current_period_start: Option<Timestamp>,
    /// Until when.
    pub current_period_end: Option<Timestamp>,
    /// Whether it goes on.
    pub status: SubscriptionStatus,
    /// When it was cancelled.
    pub canceled_at: Option<Timestamp>,
    /// The country it is paid from, two letters of ISO 3166-1. Only with a scope of OAuth2 that bots lack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<CompactString>,
}

open_enum! {
    /// Whether a subscription goes on.
    pub enum SubscriptionStatus {
        /// It is renewed.
        Active = 0,
        /// It is over.
        Inactive = 1,
        /// It is not renewed.
        Ending = 2,
    }
}

/// Something that can be bought.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, kind, application_id, name)]
#[non_exhaustive]
pub struct Sku {
    /// Which one.
    pub id: SkuId,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: SkuKind,
    /// Of which application.
    pub application_id: ApplicationId,
    /// What it is called.
    pub name: CompactString,
    /// Its name in addresses.
    pub slug: CompactString,
    /// Notes about it.
    pub flags: SkuFlags,
    /// What must have been bought before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependent_sku_id: Option<SkuId>,
    /// Who may buy it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_type: Option<SkuAccess>,
    /// What it has, as numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<u32>,
    /// The day from which on it is sold, such as `2026-08-01`; `None` is already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release_date: Option<CompactString>,
    /// When it was made. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Whether it is a perk of Nitro.
    #[serde(skip_serializing_if = "is_neutral")]
    pub premium: bool,
    /// Whether buyers are asked for their age.
    #[serde(skip_serializing_if = "is_neutral")]
    pub show_age_gate: bool,
}

open_enum! {
    /// Who may buy something. The names are not in Discord's docs.
    pub enum SkuAccess {
        /// Everybody.
        Full = 1,
        /// Those with early access.
        Early = 2,
        /// Those who were chosen.
        Vip = 3,
    }
}

open_enum! {
    /// What can be bought.
    pub enum SkuKind {
        /// Something that lasts.
        Durable = 2,
        /// Something that is used up.
        Consumable = 3,
        /// A subscription.
        Subscription = 5,
        /// A group of subscriptions, made by Discord for each subscription.
        SubscriptionGroup = 6,
    }
}

open_flags! {
    /// Notes about something that can be bought.
    pub struct SkuFlags {
        /// It is on sale.
        const AVAILABLE = 1 << 2;
        /// It is bought for a guild.
        const GUILD_SUBSCRIPTION = 1 << 7;
        /// It is bought for oneself.
        const USER_SUBSCRIPTION = 1 << 8;
    }
}
