//! Methods that take several fields of a body as one value, and are therefore not generated.

use super::{Audited, Call, Http, body::Object, endpoints::operation as op, route::Param};
use crate::model::{ApplicationId, ChannelId, Entitlement, EntitlementOwner, Overwrite, SkuId};

impl Http {
    /// Sets the permissions of a role or a member in a channel:
    /// `http.set_overwrite(channel, Overwrite::of_role(role, Permissions::VIEW_CHANNEL, Permissions::SPEAK)).await`
    /// allows the first and denies the second. Permissions that are in neither are as in the guild. Needs MANAGE_ROLES,
    /// and the permissions that are allowed or denied.
    pub fn set_overwrite(&self, channel: ChannelId, overwrite: Overwrite) -> Call<(), Audited> {
        let body = Object::default()
            .with("type", &overwrite.kind)
            .with("allow", &overwrite.allow)
            .with("deny", &overwrite.deny);
        self.act(&op::SET_CHANNEL_PERMISSION_OVERWRITE, &[channel.into(), Param::Id(overwrite.id.get())])
            .body(body)
            .audited()
    }

    /// Creates a test entitlement of a user or a guild. It does not expire, and has no subscription.
    pub fn create_entitlement(
        &self,
        application: ApplicationId,
        sku: SkuId,
        owner: impl Into<EntitlementOwner>,
    ) -> Call<Entitlement> {
        let owner = owner.into();
        let body =
            Object::default().with("sku_id", &sku).with("owner_id", &owner.id()).with("owner_type", &owner.kind());
        self.call(&op::CREATE_ENTITLEMENT, &[application.into()]).body(body)
    }
}
