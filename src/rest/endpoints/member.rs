//! Members of guilds (Discord's docs, resources/guild).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{ChannelId, GuildId, ImageData, Member, MemberFlags, RoleId, Timestamp, UserId};
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
    /// The request of [`Http::guild_members`](crate::rest::Http::guild_members); awaiting it sends it.
    pub struct GuildMembers -> Vec<Member> {
        query {
            /// The number of elements, 1–1000; 1 by default.
            limit: u16,
            /// Only those with a larger id.
            after: UserId,
        }
    }
}

impl GuildMembers {
    /// A stream over all elements, from the oldest to the newest; it requests page after page. See [`Pages`]. `after`
    /// is where it begins. `limit` is the size of a page: at most 1000, which is the default.
    pub fn stream(mut self) -> Pages<Member> {
        let plan = Plan::up("after").sized(self.limit.take(), 1000);
        let (start, bound) = (self.after.take(), None);
        Pages::new(self.filled(), plan, start, bound, |page| (page, None), |item| Some(item.user.as_ref()?.id))
    }
}

endpoint! {
    /// The request of [`Http::search_members`](crate::rest::Http::search_members); awaiting it sends it.
    pub struct SearchMembers -> Vec<Member> {
        query {
            /// The number of elements, 1–1000; 1 by default.
            limit: u16,
        }
    }
}

endpoint! {
    /// The request of [`Http::add_member`](crate::rest::Http::add_member); awaiting it sends it.
    pub struct AddMember -> Option<Member> {
        body: Object {
            /// The name in this guild, 1–32 characters.
            nick: String,
            /// Roles, up to 250. The member skips the membership screening.
            roles: Vec<RoleId>,
            /// Whether the member is muted in voice.
            mute: bool,
            /// Whether the member is deafened in voice.
            deaf: bool,
            /// The flags of the member; BYPASSES_VERIFICATION can be set. Discord's docs do not mention it.
            flags: MemberFlags,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_member`](crate::rest::Http::update_member); awaiting it sends it.
    pub struct UpdateMember -> Member {
        body: Object {
            /// The name in this guild, 1–32 characters. Needs MANAGE_NICKNAMES.
            nick / clear_nick: String,
            /// All roles. To change one, use [`add_member_role`](crate::rest::Http::add_member_role). Needs
            /// MANAGE_ROLES.
            roles: Vec<RoleId>,
            /// Whether the member is muted in voice; the member must be in voice. Needs MUTE_MEMBERS.
            mute: bool,
            /// Whether the member is deafened in voice; the member must be in voice. Needs DEAFEN_MEMBERS.
            deaf: bool,
            /// The voice channel to which the member is moved; if cleared, the member is disconnected. The member must
            /// be in voice. Needs MOVE_MEMBERS, and CONNECT in that channel.
            channel_id / clear_channel_id: ChannelId,
            /// The end of the timeout, at most 28 days from now; if cleared, the timeout ends. Needs MODERATE_MEMBERS.
            /// The owner and administrators cannot be in timeout.
            communication_disabled_until / clear_communication_disabled_until: Timestamp,
            /// The flags of the member; BYPASSES_VERIFICATION can be set and unset. Needs MANAGE_GUILD, MANAGE_ROLES,
            /// or MODERATE_MEMBERS together with KICK_MEMBERS and BAN_MEMBERS.
            flags: MemberFlags,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_current_member`](crate::rest::Http::update_current_member); awaiting it sends it.
    pub struct UpdateCurrentMember -> Member {
        body: Object {
            /// The name in this guild, 1–32 characters. Needs CHANGE_NICKNAME.
            nick / clear_nick: String,
            /// The avatar in this guild.
            avatar / clear_avatar: ImageData,
            /// The description in this guild, up to 190 characters.
            bio / clear_bio: String,
            /// The banner in this guild.
            banner / clear_banner: ImageData,
        }
    }
}

audited!(UpdateMember, UpdateCurrentMember);

impl Http {
    /// Members of a guild, by id: `http.guild_members(guild).limit(1000_u16).await`, or all of them with `stream`.
    /// Needs the intent GUILD_MEMBERS.
    pub fn guild_members(&self, guild: GuildId) -> GuildMembers {
        GuildMembers::of(self.members(&op::LIST_GUILD_MEMBERS, &[Param::Id(guild.get())]))
    }

    /// Members whose username or nickname has a prefix.
    ///
    /// * `query`: The prefix, 1–100 characters.
    pub fn search_members(&self, guild: GuildId, query: &str) -> SearchMembers {
        SearchMembers::of(self.members(&op::SEARCH_GUILD_MEMBERS, &[Param::Id(guild.get())]).query("query", &query))
    }

    /// A member of a guild.
    pub fn guild_member(&self, guild: GuildId, user: UserId) -> Call<Member> {
        self.members(&op::GET_GUILD_MEMBER, &[Param::Id(guild.get()), Param::Id(user.get())])
    }

    /// Adds a user to a guild, with an OAuth2 access token of the user with the scope `guilds.join`. The answer is
    /// empty if the user was a member already. The bot must be in the guild and needs CREATE_INSTANT_INVITE; the
    /// optional fields need the same permissions as in [`update_member`](Self::update_member).
    ///
    /// * `access_token`: The access token of the user.
    pub fn add_member(&self, guild: GuildId, user: UserId, access_token: &str) -> AddMember {
        AddMember::of(
            self.maybe(&op::ADD_GUILD_MEMBER, &[Param::Id(guild.get()), Param::Id(user.get())]),
            Object::default().with("access_token", &access_token),
        )
    }

    /// Changes a member: `http.update_member(guild, user).nick("Ann").await`. Fields that are not set stay unchanged.
    /// The highest role of the member must be below that of the bot.
    pub fn update_member(&self, guild: GuildId, user: UserId) -> UpdateMember {
        UpdateMember::of(
            self.members(&op::UPDATE_GUILD_MEMBER, &[Param::Id(guild.get()), Param::Id(user.get())]),
            Object::default(),
        )
    }

    /// Changes the profile of the bot in a guild. Fields that are not set stay unchanged.
    pub fn update_current_member(&self, guild: GuildId) -> UpdateCurrentMember {
        UpdateCurrentMember::of(self.members(&op::UPDATE_MY_GUILD_MEMBER, &[Param::Id(guild.get())]), Object::default())
    }

    /// Removes a member from a guild. Needs KICK_MEMBERS, and a role above all roles of the member.
    pub fn kick(&self, guild: GuildId, user: UserId) -> Call<(), Audited> {
        self.act(&op::DELETE_GUILD_MEMBER, &[Param::Id(guild.get()), Param::Id(user.get())]).audited()
    }

    /// Gives a role to a member. Needs MANAGE_ROLES, and a role above that one.
    pub fn add_member_role(&self, guild: GuildId, user: UserId, role: RoleId) -> Call<(), Audited> {
        self.act(&op::ADD_GUILD_MEMBER_ROLE, &[Param::Id(guild.get()), Param::Id(user.get()), Param::Id(role.get())])
            .audited()
    }

    /// Takes a role from a member. Needs MANAGE_ROLES, and a role above that one.
    pub fn remove_member_role(&self, guild: GuildId, user: UserId, role: RoleId) -> Call<(), Audited> {
        self.act(&op::DELETE_GUILD_MEMBER_ROLE, &[Param::Id(guild.get()), Param::Id(user.get()), Param::Id(role.get())])
            .audited()
    }
}
