//! Events about what users buy of the application. All of them come over shard 0.

use super::scope::{newtype, scope};
use crate::model::{Entitlement, Subscription};

newtype! {
    /// Somebody may use something of the application (ENTITLEMENT_CREATE). Dereferences to [`Entitlement`].
    EntitlementCreate(Entitlement)
}
scope!(EntitlementCreate, |it| guild: it.guild_id, user: it.user_id);

newtype! {
    /// An entitlement was changed; of a subscription: it ended (ENTITLEMENT_UPDATE). Dereferences to [`Entitlement`].
    EntitlementUpdate(Entitlement)
}
scope!(EntitlementUpdate, |it| guild: it.guild_id, user: it.user_id);

newtype! {
    /// An entitlement was taken back (ENTITLEMENT_DELETE); not sent when it runs out. Dereferences to [`Entitlement`], as it was.
    EntitlementDelete(Entitlement)
}
scope!(EntitlementDelete, |it| guild: it.guild_id, user: it.user_id);

newtype! {
    /// Somebody subscribed to something of the application (SUBSCRIPTION_CREATE). Dereferences to [`Subscription`], which need
    /// not be active yet: whether it gives anything is told by its entitlements.
    SubscriptionCreate(Subscription)
}
scope!(SubscriptionCreate, |it| user: Some(it.user_id));

newtype! {
    /// A subscription was changed, renewed or cancelled (SUBSCRIPTION_UPDATE). Dereferences to [`Subscription`], as it is now.
    SubscriptionUpdate(Subscription)
}
scope!(SubscriptionUpdate, |it| user: Some(it.user_id));

newtype! {
    /// A subscription was deleted (SUBSCRIPTION_DELETE). Dereferences to [`Subscription`], as it was.
    SubscriptionDelete(Subscription)
}
scope!(SubscriptionDelete, |it| user: Some(it.user_id));
