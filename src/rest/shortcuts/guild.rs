//! Guilds.

use super::shortcuts;
use crate::model::{
    self, Channel, Emoji, Guild, GuildId, ImageData, Invite, Member, Role, RoleId, ThreadList, UserId, Webhook,
};
use crate::rest::{
    Audited, Ban, BulkBan, Call, CreateChannel, CreateEmoji, CreateRole, GetAuditLog, GuildBans, GuildMembers, Http,
    Prune, ScheduledEvents, SearchMembers, UpdateCurrentMember, UpdateGuild, UpdateMember,
};

shortcuts! {
    GuildId, Guild:

    /// Changes this guild: `guild.edit(ctx).name("Greenroom").await`. Needs MANAGE_GUILD.
    edit() -> UpdateGuild = update_guild;

    /// Leaves this guild.
    leave() -> Call<()> = leave_guild;

    /// A member of this guild.
    member(user: UserId) -> Call<Member> = guild_member;

    /// The members of this guild, by their ids; all of them with [`stream`](GuildMembers::stream). Needs the intent
    /// GUILD_MEMBERS.
    list_members() -> GuildMembers = guild_members;

    /// Members whose username or nickname has this prefix.
    search_members(query: &str) -> SearchMembers = search_members;

    /// Changes a member: nickname, roles, voice, timeout.
    edit_member(user: UserId) -> UpdateMember = update_member;

    /// Changes the nickname and the profile of the bot in this guild.
    edit_current_member() -> UpdateCurrentMember = update_current_member;

    /// Bans a user, who need not be a member:
    /// `guild.ban(ctx, user).delete_message_seconds(3600_u32).reason("spam").await`. Needs BAN_MEMBERS, and a role
    /// above those of a member.
    ban(user: UserId) -> Ban = ban;

    /// Bans up to 200 users at once. Needs BAN_MEMBERS and MANAGE_GUILD.
    bulk_ban(users: &[UserId]) -> BulkBan = bulk_ban;

    /// Ends a ban. Needs BAN_MEMBERS.
    unban(user: UserId) -> Call<(), Audited> = unban;

    /// The bans, by the ids of the users; all of them with [`stream`](GuildBans::stream). Needs BAN_MEMBERS.
    bans() -> GuildBans = guild_bans;

    /// The ban of this user; [not found](crate::rest::HttpError::is_not_found) if there is none. Needs BAN_MEMBERS.
    get_ban(user: UserId) -> Call<model::Ban> = guild_ban;

    /// Removes a member, who can join again with an invite. Needs KICK_MEMBERS, and a role above those of the member.
    kick(user: UserId) -> Call<(), Audited> = kick;

    /// Removes members who have been inactive for some days. Needs MANAGE_GUILD and KICK_MEMBERS.
    prune() -> Prune = prune;

    /// The channels, without threads.
    list_channels() -> Call<Vec<Channel>> = guild_channels;

    /// Creates a channel: `guild.create_channel(ctx, "ants").kind(ChannelKind::GuildText).await`. Needs
    /// MANAGE_CHANNELS.
    create_channel(name: &str) -> CreateChannel = create_channel;

    /// The threads that are not archived.
    active_threads() -> Call<ThreadList> = active_threads;

    /// The roles.
    list_roles() -> Call<Vec<Role>> = roles;

    /// Creates a role: `guild.create_role(ctx).name("Ants").await`. Needs MANAGE_ROLES.
    create_role() -> CreateRole = create_role;

    /// Deletes a role. Needs MANAGE_ROLES, and a higher role.
    delete_role(role: RoleId) -> Call<(), Audited> = delete_role;

    /// The custom emojis.
    list_emojis() -> Call<Vec<Emoji>> = guild_emojis;

    /// Creates a custom emoji of an image of up to 256 KiB. Needs CREATE_GUILD_EXPRESSIONS.
    create_emoji(name: &str, image: &ImageData) -> CreateEmoji = create_emoji;

    /// The invites. Needs MANAGE_GUILD.
    invites() -> Call<Vec<Invite>> = guild_invites;

    /// The webhooks. Needs MANAGE_WEBHOOKS.
    webhooks() -> Call<Vec<Webhook>> = guild_webhooks;

    /// The audit log, newest first; all entries with [`stream`](GetAuditLog::stream). Needs VIEW_AUDIT_LOG.
    audit_log() -> GetAuditLog = audit_log;

    /// The scheduled and active events.
    scheduled_events() -> ScheduledEvents = scheduled_events;
}
