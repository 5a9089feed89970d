//! Purchases of users from an application (Discord's docs, resources/entitlement, resources/sku and
//! resources/subscription).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    ApplicationId, Entitlement, EntitlementId, GuildId, Sku, SkuId, Subscription, SubscriptionId, UserId,
};
use crate::rest::{Call, Http, Pages, endpoint::endpoint, endpoints::operation as op, pages::Plan, route::Param};

endpoint! {
    /// The request of [`Http::entitlements`](crate::rest::Http::entitlements); awaiting it sends it.
    pub struct Entitlements -> Vec<Entitlement> {
        query {
            /// Only those of this user.
            user_id: UserId,
            /// Only those for these SKUs, up to 100.
            sku_ids: Vec<SkuId> => list,
            /// Only those of this guild.
            guild_id: GuildId,
            /// Only those older than this one.
            before: EntitlementId,
            /// Only those newer than this one.
            after: EntitlementId,
            /// The number of elements, 1–100; 100 by default.
            limit: u8,
            /// Whether expired ones are left out.
            exclude_ended: bool,
            /// Whether deleted ones are left out; `true` by default.
            exclude_deleted: bool,
            /// Whether only active ones are returned.
            only_active: bool,
        }
    }
}

impl Entitlements {
    /// A stream over all elements, from the oldest to the newest; it requests page after page. See [`Pages`]. `after`
    /// is where it begins. `before` is where it ends. `limit` is the size of a page: at most 100, which is the default.
    pub fn stream(mut self) -> Pages<Entitlement> {
        let plan = Plan::up("after").sized(self.limit.take(), 100);
        let (start, bound) = (self.after.take(), self.before.take());
        Pages::new(self.filled(), plan, start, bound, |page| (page, None), |item| Some(item.id))
    }
}

endpoint! {
    /// The request of [`Http::sku_subscriptions`](crate::rest::Http::sku_subscriptions); awaiting it sends it.
    pub struct SkuSubscriptions -> Vec<Subscription> {
        query {
            /// Only those older than this one.
            before: SubscriptionId,
            /// Only those newer than this one.
            after: SubscriptionId,
            /// The number of elements, 1–100; 50 by default.
            limit: u8,
            /// The user. A bot must set it.
            user_id: UserId,
        }
    }
}

impl SkuSubscriptions {
    /// A stream over all elements, from the oldest to the newest; it requests page after page. See [`Pages`]. `after`
    /// is where it begins. `before` is where it ends. `limit` is the size of a page: at most 100, which is the default.
    pub fn stream(mut self) -> Pages<Subscription> {
        let plan = Plan::up("after").sized(self.limit.take(), 100);
        let (start, bound) = (self.after.take(), self.before.take());
        Pages::new(self.filled(), plan, start, bound, |page| (page, None), |item| Some(item.id))
    }
}

endpoint! {
    /// The request of [`Http::sku_subscription`](crate::rest::Http::sku_subscription); awaiting it sends it.
    pub struct SkuSubscription -> Subscription {
        query {
            /// The user. A bot need not set it.
            user_id: UserId,
        }
    }
}

impl Http {
    /// The entitlements of the application: `http.entitlements(application).user_id(user).only_active(true).await`.
    pub fn entitlements(&self, application: ApplicationId) -> Entitlements {
        Entitlements::of(self.call(&op::GET_ENTITLEMENTS, &[Param::Id(application.get())]))
    }

    /// An entitlement.
    pub fn entitlement(&self, application: ApplicationId, entitlement: EntitlementId) -> Call<Entitlement> {
        self.call(&op::GET_ENTITLEMENT, &[Param::Id(application.get()), Param::Id(entitlement.get())])
    }

    /// Deletes a test entitlement. Others cannot be deleted (code 40019).
    pub fn delete_entitlement(&self, application: ApplicationId, entitlement: EntitlementId) -> Call<()> {
        self.act(&op::DELETE_ENTITLEMENT, &[Param::Id(application.get()), Param::Id(entitlement.get())])
    }

    /// Marks an entitlement to a consumable SKU as consumed. Others cannot be consumed (code 40018).
    pub fn consume_entitlement(&self, application: ApplicationId, entitlement: EntitlementId) -> Call<()> {
        self.act(&op::CONSUME_ENTITLEMENT, &[Param::Id(application.get()), Param::Id(entitlement.get())])
    }

    /// The subscriptions of a user to an SKU: `http.sku_subscriptions(sku).user_id(user).await`.
    pub fn sku_subscriptions(&self, sku: SkuId) -> SkuSubscriptions {
        SkuSubscriptions::of(self.call(&op::GET_SKU_SUBSCRIPTIONS, &[Param::Id(sku.get())]))
    }

    /// A subscription to an SKU.
    pub fn sku_subscription(&self, sku: SkuId, subscription: SubscriptionId) -> SkuSubscription {
        SkuSubscription::of(
            self.call(&op::GET_SKU_SUBSCRIPTION, &[Param::Id(sku.get()), Param::Id(subscription.get())]),
        )
    }

    /// The SKUs of the application. A subscription has two: the SKU itself, and its group, which Discord created.
    pub fn skus(&self, application: ApplicationId) -> Call<Vec<Sku>> {
        self.call(&op::LIST_SKUS, &[Param::Id(application.get())])
    }
}
