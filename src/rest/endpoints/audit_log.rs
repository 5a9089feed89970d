//! The audit log (Discord's docs, resources/audit-log).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{AuditLog, AuditLogAction, AuditLogEntry, AuditLogEntryId, GenericId, GuildId, UserId};
use crate::rest::{Http, Pages, endpoint::endpoint, endpoints::operation as op, pages::Plan, route::Param};

endpoint! {
    /// The request of [`Http::audit_log`](crate::rest::Http::audit_log); awaiting it sends it.
    pub struct GetAuditLog -> AuditLog {
        query {
            /// Only actions of this user.
            user_id: UserId,
            /// Only actions on this object. Discord's docs do not mention it.
            target_id: GenericId,
            /// Only actions of this type.
            action_type: AuditLogAction,
            /// Only entries older than this one.
            before: AuditLogEntryId,
            /// Only entries newer than this one, oldest first.
            after: AuditLogEntryId,
            /// The number of elements, 1–100; 50 by default.
            limit: u8,
        }
    }
}

impl GetAuditLog {
    /// A stream over all elements, from the newest to the oldest; it requests page after page. See [`Pages`]. `before`
    /// is where it begins. `after` is where it ends. `limit` is the size of a page: at most 100, which is the default.
    pub fn stream(mut self) -> Pages<AuditLogEntry> {
        let plan = Plan::down("before").sized(self.limit.take(), 100);
        let (start, bound) = (self.before.take(), self.after.take());
        Pages::new(self.filled(), plan, start, bound, |page| (page.audit_log_entries, None), |item| Some(item.id))
    }
}

impl Http {
    /// The audit log of a guild over the last 45 days, newest first:
    /// `http.audit_log(guild).action_type(AuditLogAction::MemberKick).await`. Needs VIEW_AUDIT_LOG.
    pub fn audit_log(&self, guild: GuildId) -> GetAuditLog {
        GetAuditLog::of(self.call(&op::LIST_GUILD_AUDIT_LOG_ENTRIES, &[Param::Id(guild.get())]))
    }
}
