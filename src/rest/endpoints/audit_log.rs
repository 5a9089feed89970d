//! The audit log (Discord's docs, resources/audit-log).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{AuditLog, AuditLogAction, AuditLogEntry, AuditLogEntryId, GenericId, GuildId, UserId};
use crate::rest::{Http, Pages, endpoint::endpoint, endpoints::operation as op, pages::Plan, route::Param};

endpoint! {
    /// The request of [`Http::audit_log`](crate::rest::Http::audit_log); awaiting it sends it.
    pub struct GetAuditLog -> AuditLog {
        query {
            /// What this user did.
            user_id: UserId,
            /// What was done to this. Discord's docs do not mention it.
            target_id: GenericId,
            /// What was done.
            action_type: AuditLogAction,
            /// Entries older than this one.
            before: AuditLogEntryId,
            /// Entries newer than this one; these come oldest first.
            after: AuditLogEntryId,
            /// How many: 1–100, 50 if not said.
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
    /// What was done in a guild in the last 45 days, newest first:
    /// `http.audit_log(guild).action_type(AuditLogAction::MemberKick).await`. Needs VIEW_AUDIT_LOG.
    pub fn audit_log(&self, guild: GuildId) -> GetAuditLog {
        GetAuditLog::of(self.call(&op::LIST_GUILD_AUDIT_LOG_ENTRIES, &[Param::Id(guild.get())]))
    }
}
