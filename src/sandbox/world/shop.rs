//! What the application sells: SKUs, and the entitlements and subscriptions of users and guilds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::ids::iso;
use super::{Refusal, World};
use crate::gateway::Intents;
use crate::model::{EntitlementId, GuildId, SkuId, SubscriptionId, Timestamp, UserId};

/// The length of a subscription's period, in microseconds: 30 days.
const PERIOD_US: i64 = 30 * 86_400 * 1_000_000;
/// The statuses of subscriptions (events.md, appendix B).
const ACTIVE: u8 = 0;
const INACTIVE: u8 = 1;
const ENDING: u8 = 2;

/// What an SKU sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SandboxSkuKind {
    /// Bought once, and kept.
    Durable,
    /// Bought once, and used up when the bot consumes the entitlement.
    Consumable,
    /// A subscription of a user.
    UserSubscription,
    /// A subscription of a user for a guild, of which every member has the entitlement.
    GuildSubscription,
}

impl SandboxSkuKind {
    /// Discord's `type` and `flags`. Bit 2 of the flags is AVAILABLE.
    fn numbers(self) -> (u8, u16) {
        match self {
            Self::Durable => (2, 1 << 2),
            Self::Consumable => (3, 1 << 2),
            Self::UserSubscription => (5, 1 << 2 | 1 << 8),
            Self::GuildSubscription => (5, 1 << 2 | 1 << 7),
        }
    }
}

/// An SKU of the application.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Sku {
    name: String,
    pub(in crate::sandbox) kind: SandboxSkuKind,
}

impl Sku {
    fn subscription(&self) -> bool {
        matches!(self.kind, SandboxSkuKind::UserSubscription | SandboxSkuKind::GuildSubscription)
    }
}

/// The owner of an entitlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum Holder {
    User(UserId),
    /// A guild, and the user who pays for it.
    Guild(GuildId, UserId),
}

impl Holder {
    fn user(self) -> UserId {
        match self {
            Self::User(user) | Self::Guild(_, user) => user,
        }
    }
}

/// The SKUs of the application, and what was bought.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Shop {
    pub(in crate::sandbox) skus: BTreeMap<SkuId, Sku>,
    pub(in crate::sandbox) entitlements: BTreeMap<EntitlementId, Value>,
    /// The entitlements that the bot created for tests. Only these can be deleted.
    pub(in crate::sandbox) tests: BTreeSet<EntitlementId>,
    pub(in crate::sandbox) subscriptions: BTreeMap<SubscriptionId, Value>,
}

/// Whether an entitlement gives access at this time.
pub(in crate::sandbox) fn is_active(entitlement: &Value, now: i64) -> bool {
    entitlement["deleted"] != true && entitlement["consumed"] != true && !has_ended(entitlement, now)
}

/// Whether the time of an entitlement is over.
pub(in crate::sandbox) fn has_ended(entitlement: &Value, now: i64) -> bool {
    let end = entitlement["ends_at"].as_str().and_then(|it| it.parse::<Timestamp>().ok());
    end.is_some_and(|end| end.as_micros() <= now)
}

impl World {
    /// Adds an SKU to the application.
    pub(in crate::sandbox) fn create_sku(&mut self, name: &str, kind: SandboxSkuKind) -> SkuId {
        let id = SkuId::new(self.ids.next(self.now));
        self.shop.skus.insert(id, Sku { name: name.to_owned(), kind });
        id
    }

    /// The SKU object.
    pub(in crate::sandbox) fn sku_json(&self, id: SkuId, sku: &Sku) -> Value {
        let (kind, flags) = sku.kind.numbers();
        json!({
            "id": id, "type": kind, "application_id": self.application.id, "name": sku.name,
            "slug": sku.name.to_lowercase().replace(' ', "-"), "flags": flags,
        })
    }

    /// The active entitlements of a user and of a guild, as interactions have them.
    pub(in crate::sandbox) fn entitlements_of(&self, user: UserId, guild: Option<GuildId>) -> Vec<&Value> {
        let held = |it: &&Value| match it.get("guild_id") {
            Some(of) => guild.is_some_and(|guild| *of == json!(guild)),
            None => it["user_id"] == json!(user),
        };
        self.shop.entitlements.values().filter(|it| held(it) && is_active(it, self.now)).collect()
    }

    /// The active entitlement of a holder to an SKU.
    pub(in crate::sandbox) fn entitlement_to(&self, holder: Holder, sku: SkuId) -> Option<EntitlementId> {
        let held = |it: &Value| match holder {
            Holder::Guild(guild, _) => it["guild_id"] == json!(guild),
            Holder::User(user) => it["user_id"] == json!(user) && it.get("guild_id").is_none(),
        };
        let found = self.shop.entitlements.iter();
        let mut found = found.filter(|(_, it)| held(it) && it["sku_id"] == json!(sku) && is_active(it, self.now));
        found.next().map(|(id, _)| *id)
    }

    /// Creates an entitlement: ENTITLEMENT_CREATE.
    pub(in crate::sandbox) fn grant(&mut self, holder: Holder, sku: SkuId, starts_us: Option<i64>) -> EntitlementId {
        let id = EntitlementId::new(self.ids.next(self.now));
        let mut json = json!({
            "id": id, "sku_id": sku, "application_id": self.application.id, "user_id": holder.user(), "type": 8,
            "deleted": false, "consumed": false, "starts_at": starts_us.map(iso), "ends_at": null,
        });
        if let Holder::Guild(guild, _) = holder {
            json["guild_id"] = json!(guild);
        }
        self.shop.entitlements.insert(id, json.clone());
        self.emit("ENTITLEMENT_CREATE", None, Intents::empty(), json);
        id
    }

    /// A user buys an SKU: ENTITLEMENT_CREATE, and SUBSCRIPTION_CREATE for a subscription. An SKU that was not created
    /// before is a durable one.
    pub(in crate::sandbox) fn buy(&mut self, holder: Holder, sku: SkuId) {
        let unnamed = Sku { name: format!("SKU {sku}"), kind: SandboxSkuKind::Durable };
        let subscription = self.shop.skus.entry(sku).or_insert(unnamed).subscription();
        let entitlement = self.grant(holder, sku, subscription.then_some(self.now));
        if subscription {
            let id = SubscriptionId::new(self.ids.next(self.now));
            let json = json!({
                "id": id, "user_id": holder.user(), "sku_ids": [sku], "renewal_sku_ids": [sku],
                "entitlement_ids": [entitlement], "current_period_start": iso(self.now),
                "current_period_end": iso(self.now.saturating_add(PERIOD_US)), "status": ACTIVE, "canceled_at": null,
            });
            self.shop.subscriptions.insert(id, json.clone());
            self.emit("SUBSCRIPTION_CREATE", None, Intents::empty(), json);
        }
    }

    /// Changes an entitlement and emits this event.
    pub(in crate::sandbox) fn edit_entitlement(
        &mut self,
        id: EntitlementId,
        event: &'static str,
        change: impl FnOnce(&mut Value),
    ) -> Result<(), Refusal> {
        let json = self.shop.entitlements.get_mut(&id).ok_or(Refusal::UNKNOWN_ENTITLEMENT)?;
        change(json);
        let json = json.clone();
        self.emit(event, None, Intents::empty(), json);
        Ok(())
    }

    /// The purchase is refunded: ENTITLEMENT_DELETE.
    pub(in crate::sandbox) fn refund(&mut self, holder: Holder, sku: SkuId) -> Result<(), Refusal> {
        let id = self.entitlement_to(holder, sku).ok_or(Refusal::UNKNOWN_ENTITLEMENT)?;
        self.edit_entitlement(id, "ENTITLEMENT_DELETE", |it| it["deleted"] = json!(true))
    }

    /// A user cancels a subscription, which then ends with its period: SUBSCRIPTION_UPDATE.
    pub(in crate::sandbox) fn cancel(&mut self, user: UserId, sku: SkuId) -> Result<(), Refusal> {
        let now = iso(self.now);
        self.edit_subscription(user, sku, |it| {
            it["status"] = json!(ENDING);
            it["canceled_at"] = json!(now);
            it["renewal_sku_ids"] = json!([]);
        })?;
        Ok(())
    }

    /// The period of a subscription ends without a renewal: ENTITLEMENT_UPDATE and SUBSCRIPTION_UPDATE.
    pub(in crate::sandbox) fn lapse(&mut self, user: UserId, sku: SkuId) -> Result<(), Refusal> {
        let now = iso(self.now);
        let json = self.edit_subscription(user, sku, |it| {
            it["status"] = json!(INACTIVE);
            it["current_period_end"] = json!(now);
            it["renewal_sku_ids"] = json!([]);
        })?;
        let ids = json["entitlement_ids"].as_array().into_iter().flatten();
        for id in ids.filter_map(|it| it.as_str()?.parse().ok()).map(EntitlementId::new) {
            self.edit_entitlement(id, "ENTITLEMENT_UPDATE", |it| it["ends_at"] = json!(now))?;
        }
        Ok(())
    }

    /// Changes the subscription of a user that has not ended: SUBSCRIPTION_UPDATE.
    fn edit_subscription(
        &mut self,
        user: UserId,
        sku: SkuId,
        change: impl FnOnce(&mut Value),
    ) -> Result<Value, Refusal> {
        let its = |it: &&mut Value| {
            it["user_id"] == json!(user) && it["sku_ids"] == json!([sku]) && it["status"] != json!(INACTIVE)
        };
        let json = self.shop.subscriptions.values_mut().find(its).ok_or(Refusal::UNKNOWN_ENTITLEMENT)?;
        change(json);
        let json = json.clone();
        self.emit("SUBSCRIPTION_UPDATE", None, Intents::empty(), json.clone());
        Ok(json)
    }
}
