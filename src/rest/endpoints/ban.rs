//! Bans (Discord's docs, resources/guild).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{self, GuildId, UserId};
use crate::rest::{
    Call, Http, Pages,
    body::Object,
    call::Audited,
    endpoint::{audited, endpoint},
    endpoints::operation as op,
    pages::Plan,
    route::Param,
};

endpoint! {
    /// The request of [`Http::guild_bans`](crate::rest::Http::guild_bans); awaiting it sends it.
    pub struct GuildBans -> Vec<model::Ban> {
        query {
            /// The number of elements, 1–1000; 1000 by default.
            limit: u16,
            /// Only those with a smaller id. If `after` is set too, it is ignored.
            before: UserId,
            /// Only those with a larger id.
            after: UserId,
        }
    }
}

impl GuildBans {
    /// A stream over all elements, from the oldest to the newest; it requests page after page. See [`Pages`]. `after`
    /// is where it begins. `before` is where it ends. `limit` is the size of a page: at most 1000, which is the
    /// default.
    pub fn stream(mut self) -> Pages<model::Ban> {
        let plan = Plan::up("after").sized(self.limit.take(), 1000);
        let (start, bound) = (self.after.take(), self.before.take());
        Pages::new(self.filled(), plan, start, bound, |page| (page, None), |item| Some(item.user.id))
    }
}

endpoint! {
    /// The request of [`Http::ban`](crate::rest::Http::ban); awaiting it sends it.
    pub struct Ban -> () {
        body: Object {
            /// The number of seconds of which the messages of the user are deleted too: 0–604800 (seven days); 0 by
            /// default.
            delete_message_seconds: u32,
            /// The same in days, 0–7. Deprecated by Discord.
            delete_message_days: u8,
        }
    }
}

endpoint! {
    /// The request of [`Http::bulk_ban`](crate::rest::Http::bulk_ban); awaiting it sends it.
    pub struct BulkBan -> model::BulkBan {
        body: Object {
            /// The number of seconds of which the messages of the users are deleted too: 0–604800 (seven days); 0 by
            /// default.
            delete_message_seconds: u32,
        }
    }
}

audited!(Ban, BulkBan);

impl Http {
    /// The bans of a guild, by the ids of the users. Needs BAN_MEMBERS.
    pub fn guild_bans(&self, guild: GuildId) -> GuildBans {
        GuildBans::of(self.call(&op::LIST_GUILD_BANS, &[Param::Id(guild.get())]))
    }

    /// The ban of a user. Code 10026 if there is none. Needs BAN_MEMBERS.
    pub fn guild_ban(&self, guild: GuildId, user: UserId) -> Call<model::Ban> {
        self.call(&op::GET_GUILD_BAN, &[Param::Id(guild.get()), Param::Id(user.get())])
    }

    /// Bans a user, who need not be a member: `http.ban(guild, user).reason("spam").await`. Needs BAN_MEMBERS, and a
    /// role above all roles of the member.
    pub fn ban(&self, guild: GuildId, user: UserId) -> Ban {
        Ban::of(self.act(&op::BAN_USER_FROM_GUILD, &[Param::Id(guild.get()), Param::Id(user.get())]), Object::default())
    }

    /// Ends the ban of a user. Needs BAN_MEMBERS.
    pub fn unban(&self, guild: GuildId, user: UserId) -> Call<(), Audited> {
        self.act(&op::UNBAN_USER_FROM_GUILD, &[Param::Id(guild.get()), Param::Id(user.get())]).audited()
    }

    /// Bans up to 200 users at once. The answer lists the users who could not be banned; if that is all of them, it is
    /// an error (code 500000). Needs BAN_MEMBERS and MANAGE_GUILD.
    ///
    /// * `users`: The users.
    pub fn bulk_ban(&self, guild: GuildId, users: &[UserId]) -> BulkBan {
        BulkBan::of(
            self.call(&op::BULK_BAN_USERS_FROM_GUILD, &[Param::Id(guild.get())]),
            Object::default().with("user_ids", &users),
        )
    }
}
