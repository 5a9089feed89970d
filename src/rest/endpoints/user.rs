//! Users and direct messages (Discord's docs, resources/user).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{Channel, Connection, CurrentUserGuild, GroupDmNicks, GuildId, ImageData, User, UserId};
use crate::rest::{
    Call, Http, Pages, body::Object, endpoint::endpoint, endpoints::operation as op, pages::Plan, route::Param,
};

endpoint! {
    /// The request of [`Http::update_current_user`](crate::rest::Http::update_current_user); awaiting it sends it.
    pub struct UpdateCurrentUser -> User {
        body: Object {
            /// The name, 2–32 characters. It can be changed twice an hour.
            username: String,
            /// The image.
            avatar / clear_avatar: ImageData,
            /// The image behind the profile.
            banner / clear_banner: ImageData,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_group_dm`](crate::rest::Http::create_group_dm); awaiting it sends it.
    pub struct CreateGroupDm -> Channel {
        body: Object {
            /// The nicknames of the users in it, by their ids.
            nicks: GroupDmNicks,
        }
    }
}

endpoint! {
    /// The request of [`Http::current_user_guilds`](crate::rest::Http::current_user_guilds); awaiting it sends it.
    pub struct CurrentUserGuilds -> Vec<CurrentUserGuild> {
        query {
            /// Only those with a smaller id than this guild.
            before: GuildId,
            /// Only those with a larger id than this guild.
            after: GuildId,
            /// The number of elements, 1–200; 200 by default.
            limit: u8,
            /// Whether the answer has the approximate number of members.
            with_counts: bool,
        }
    }
}

impl CurrentUserGuilds {
    /// A stream over all elements, from the oldest to the newest; it requests page after page. See [`Pages`]. `after`
    /// is where it begins. `before` is where it ends. `limit` is the size of a page: at most 200, which is the default.
    pub fn stream(mut self) -> Pages<CurrentUserGuild> {
        let plan = Plan::up("after").sized(self.limit.take(), 200);
        let (start, bound) = (self.after.take(), self.before.take());
        Pages::new(self.filled(), plan, start, bound, |page| (page, None), |item| Some(item.id))
    }
}

impl Http {
    /// The user of the bot.
    pub fn current_user(&self) -> Call<User> {
        self.call(&op::GET_MY_USER, &[])
    }

    /// Changes the user of the bot: `http.update_current_user().username("ant").await`. Fields that are not set stay
    /// unchanged.
    pub fn update_current_user(&self) -> UpdateCurrentUser {
        UpdateCurrentUser::of(self.call(&op::UPDATE_MY_USER, &[]), Object::default())
    }

    /// A user.
    pub fn user(&self, user: UserId) -> Call<User> {
        self.call(&op::GET_USER, &[Param::Id(user.get())])
    }

    /// The channel for direct messages with a user, which is created if there is none. A bot that opens many of them in
    /// a short time is blocked (code 40003).
    ///
    /// * `user`: The user.
    pub fn create_dm(&self, user: UserId) -> Call<Channel> {
        self.call(&op::CREATE_DM, &[]).body(Object::default().with("recipient_id", &user))
    }

    /// Creates a group DM. Needs an access token of each user with the scope `gdm.join`. A bot can have ten at a time;
    /// they end when the last user leaves.
    ///
    /// * `access_tokens`: An access token of each user, with the scope `gdm.join`.
    pub fn create_group_dm(&self, access_tokens: &[String]) -> CreateGroupDm {
        CreateGroupDm::of(self.call(&op::CREATE_GROUP_DM, &[]), Object::default().with("access_tokens", &access_tokens))
    }

    /// The connected accounts of the user of the token. Needs the scope `connections`; a bot has none.
    pub fn current_user_connections(&self) -> Call<Vec<Connection>> {
        self.call(&op::LIST_MY_CONNECTIONS, &[])
    }

    /// The guilds of the bot, by id: `http.current_user_guilds().limit(10).await`.
    pub fn current_user_guilds(&self) -> CurrentUserGuilds {
        CurrentUserGuilds::of(self.call(&op::LIST_MY_GUILDS, &[]))
    }

    /// Leaves a guild.
    pub fn leave_guild(&self, guild: GuildId) -> Call<()> {
        self.act(&op::LEAVE_GUILD, &[Param::Id(guild.get())])
    }
}
