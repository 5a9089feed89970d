//! Events about purchases in the application. All of them come over shard 0.

use super::scope::{newtype, scope};
use crate::model::{Entitlement, Subscription};

newtype! {
    /// A user got an entitlement of the application (ENTITLEMENT_CREATE). Dereferences to [`Entitlement`].
    EntitlementCreate(Entitlement)
}
scope!(EntitlementCreate, |it| guild: it.guild_id, user: it.user_id);

newtype! {
    /// An entitlement was changed (ENTITLEMENT_UPDATE). For a subscription it means that the subscription ended.
    /// Dereferences to [`Entitlement`].
    EntitlementUpdate(Entitlement)
}
scope!(EntitlementUpdate, |it| guild: it.guild_id, user: it.user_id);

newtype! {
    /// An entitlement was revoked (ENTITLEMENT_DELETE). Not sent when it expires. Dereferences to [`Entitlement`], as
    /// it was.
    EntitlementDelete(Entitlement)
}
scope!(EntitlementDelete, |it| guild: it.guild_id, user: it.user_id);

newtype! {
    /// A user subscribed to an SKU of the application (SUBSCRIPTION_CREATE). Dereferences to [`Subscription`], which
    /// may not be active yet: its entitlements show what it gives.
    SubscriptionCreate(Subscription)
}
scope!(SubscriptionCreate, |it| user: Some(it.user_id));

newtype! {
    /// A subscription was changed, renewed or cancelled (SUBSCRIPTION_UPDATE). Dereferences to [`Subscription`], as it
    /// is now.
    SubscriptionUpdate(Subscription)
}
scope!(SubscriptionUpdate, |it| user: Some(it.user_id));

newtype! {
    /// A subscription was deleted (SUBSCRIPTION_DELETE). Dereferences to [`Subscription`], as it was.
    SubscriptionDelete(Subscription)
}
scope!(SubscriptionDelete, |it| user: Some(it.user_id));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;
    use crate::model::{EntitlementKind, SkuId, SubscriptionStatus, UserId};

    #[test]
    fn entitlements_with_and_without_an_end() {
        let running: EntitlementCreate = there_and_back(
            r#"{"id":"1019653849998299136","sku_id":"1019475255913222144","application_id":"1019370614521200640",
            "user_id":"771129655544643584","type":8,"deleted":false,"starts_at":"2022-09-14T17:00:18.704163+00:00",
            "ends_at":null,"consumed":false}"#,
        );
        assert_eq!((running.kind, running.ends_at), (EntitlementKind::ApplicationSubscription, None));
        assert_eq!((running.consumed, running.user_id), (Some(false), Some(UserId::new(771_129_655_544_643_584))));
        let of_a_guild: EntitlementUpdate = there_and_back(
            r#"{"id":"1","sku_id":"2","application_id":"3","guild_id":"5","type":99,"deleted":true,"starts_at":null,
            "ends_at":"2022-10-14T17:00:18.704163+00:00"}"#,
        );
        assert_eq!((of_a_guild.kind, of_a_guild.deleted), (EntitlementKind::Unknown(99), true));
    }

    #[test]
    fn active_and_cancelled_subscriptions() {
        let subscription: SubscriptionUpdate = there_and_back(
            r#"{"id":"1278078770116427839","user_id":"1088605110638227537","sku_ids":["1158857122189168803"],
            "entitlement_ids":[],"renewal_sku_ids":null,"current_period_start":"2024-08-27T19:48:44.406602+00:00",
            "current_period_end":"2024-09-27T19:48:44.406602+00:00","status":2,
            "canceled_at":"2024-08-28T00:00:00.000000+00:00"}"#,
        );
        assert_eq!(subscription.status, SubscriptionStatus::Ending);
        assert_eq!(subscription.sku_ids, [SkuId::new(1_158_857_122_189_168_803)]);
        let changing: SubscriptionCreate = there_and_back(
            r#"{"id":"1","user_id":"2","sku_ids":[],"entitlement_ids":["3"],"renewal_sku_ids":["4"],
            "current_period_start":"2024-08-27T19:48:44.406602+00:00",
            "current_period_end":"2024-09-27T19:48:44.406602+00:00","status":7,"canceled_at":null,"country":"NL"}"#,
        );
        assert_eq!(changing.renewal_sku_ids.as_deref(), Some(&[SkuId::new(4)][..]));
    }
}
