//! Operations whose methods take what belongs together in one piece.

use super::{Audited, Call, Http, body::Object, endpoints::operation as op, route::Param};
use crate::model::{ApplicationId, ChannelId, Entitlement, EntitlementOwner, Overwrite, SkuId};

impl Http {
    /// Sets what a role or a member is granted and denied in a channel: `http.set_overwrite(channel, Overwrite::of_role(role,
    /// Permissions::VIEW_CHANNEL, Permissions::SEND_MESSAGES)).await`. What the overwrite does not mention is neither. Needs MANAGE_ROLES,
    /// and what is granted or denied the bot must have itself.
    pub fn set_overwrite(&self, channel: ChannelId, overwrite: Overwrite) -> Call<(), Audited> {
        let body = Object::default()
            .with("type", &overwrite.kind)
            .with("allow", &overwrite.allow)
            .with("deny", &overwrite.deny);
        self.act(&op::SET_CHANNEL_PERMISSION_OVERWRITE, &[channel.into(), Param::Id(overwrite.id.get())])
            .body(body)
            .audited()
    }

    /// Gives a user or a guild an entitlement to try it out. It has no end, and no subscription belongs to it.
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
