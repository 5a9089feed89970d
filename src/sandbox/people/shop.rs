//! What the application sells, and what users buy.

use super::{SandboxUser, must};
use crate::model::{GuildId, SkuId};
use crate::sandbox::Sandbox;
use crate::sandbox::world::{Holder, SandboxSkuKind};

impl Sandbox {
    /// Adds an SKU to the application, as its owner does in the developer portal.
    pub fn create_sku(&self, name: &str, kind: SandboxSkuKind) -> SkuId {
        self.shared().act(|state| state.world.create_sku(name, kind))
    }
}

impl SandboxUser {
    /// Buys an SKU of the application: ENTITLEMENT_CREATE, and SUBSCRIPTION_CREATE for a subscription. The user's
    /// interactions have the entitlement. An id that [`Sandbox::create_sku`] did not return becomes a
    /// [durable](SandboxSkuKind::Durable) SKU.
    pub fn buys(&self, sku: SkuId) {
        self.world(|world| world.buy(Holder::User(self.id), sku));
    }

    /// Buys an SKU for a guild, such as a [guild subscription](SandboxSkuKind::GuildSubscription): the interactions of
    /// all its members have the entitlement.
    pub fn buys_for(&self, guild: impl Into<GuildId>, sku: SkuId) {
        let guild = guild.into();
        self.world(|world| world.buy(Holder::Guild(guild, self.id), sku));
    }

    /// Discord refunds what the user bought for themselves: ENTITLEMENT_DELETE.
    ///
    /// # Panics
    ///
    /// If they have no entitlement to the SKU.
    #[track_caller]
    pub fn gets_refund(&self, sku: SkuId) {
        must(self.world(|world| world.refund(Holder::User(self.id), sku)), "refund the purchase");
    }

    /// Cancels a subscription, which then ends with its period: SUBSCRIPTION_UPDATE. The entitlement stays until
    /// [`subscription_ends`](Self::subscription_ends).
    ///
    /// # Panics
    ///
    /// If they have no subscription to the SKU.
    #[track_caller]
    pub fn cancels_subscription(&self, sku: SkuId) {
        must(self.world(|world| world.cancel(self.id, sku)), "cancel the subscription");
    }

    /// The period of a subscription ends without a renewal: SUBSCRIPTION_UPDATE and ENTITLEMENT_UPDATE.
    ///
    /// # Panics
    ///
    /// If they have no subscription to the SKU.
    #[track_caller]
    pub fn subscription_ends(&self, sku: SkuId) {
        must(self.world(|world| world.lapse(self.id, sku)), "end the subscription");
    }

    /// Gives the application the OAuth2 scope `guilds.join`. Returns the access token, with which the bot can add the
    /// user to a guild.
    #[must_use]
    pub fn allows_guilds_join(&self) -> String {
        let token: String = std::iter::repeat_with(fastrand::alphanumeric).take(30).collect();
        self.world(|world| world.access_tokens.insert(token.clone(), self.id));
        token
    }
}
