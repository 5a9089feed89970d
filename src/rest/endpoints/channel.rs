//! Channels (Discord's docs, resources/channel).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    ApplicationId, Channel, ChannelFlags, ChannelId, ChannelKind, DefaultReaction, FollowedChannel, ForumLayout,
    ForumTagId, ForumTagUpdate, GenericId, ImageData, Invite, InviteTargetKind, Overwrite, RoleId, SortOrder,
    TagSetting, Upload, UserId, VideoQualityMode,
};
use crate::rest::{
    Call, Http,
    body::Object,
    call::Audited,
    endpoint::{audited, endpoint},
    endpoints::operation as op,
    route::Param,
};

endpoint! {
    /// The request of [`Http::update_channel`](crate::rest::Http::update_channel); awaiting it sends it.
    pub struct UpdateChannel -> Channel {
        body: Object {
            /// The name, 1–100 characters.
            name: String,
            /// The icon of a group DM.
            icon / clear_icon: ImageData,
            /// The type: a text channel can become an announcement channel and vice versa, in guilds with the feature
            /// NEWS.
            kind as "type": ChannelKind,
            /// The position among its siblings.
            position: u32,
            /// The topic, up to 1024 characters, 4096 in forums and media channels.
            topic / clear_topic: String,
            /// The bitrate of a voice channel, in bits per second: 8000–96000, up to 384000 with boosts; up to 64000 in
            /// stages.
            bitrate: u32,
            /// The most users of a voice channel, 0–99, or of a stage, 0–10000; 0 is no limit.
            user_limit: u32,
            /// Whether it is age-restricted.
            nsfw: bool,
            /// Slow mode: the seconds between two messages of a user, 0–21600.
            rate_limit_per_user: u32,
            /// The category.
            parent_id / clear_parent_id: ChannelId,
            /// The permission overwrites, up to 100; those that are not listed are removed. The bot can only allow and
            /// deny permissions that it has.
            permission_overwrites: Vec<Overwrite>,
            /// The voice region; null is automatic.
            rtc_region / clear_rtc_region: String,
            /// The video quality.
            video_quality_mode: VideoQualityMode,
            /// The minutes of inactivity after which new threads are archived: 60, 1440, 4320 or 10080.
            default_auto_archive_duration: u32,
            /// The default reaction to posts of a forum.
            default_reaction_emoji / clear_default_reaction_emoji: DefaultReaction,
            /// The slow mode of new threads, in seconds, 0–21600.
            default_thread_rate_limit_per_user: u32,
            /// The order of the posts of a forum.
            default_sort_order / clear_default_sort_order: SortOrder,
            /// The layout of a forum.
            default_forum_layout: ForumLayout,
            /// Whether a post must have all chosen tags, or one of them.
            default_tag_setting: TagSetting,
            /// The flags: REQUIRE_TAG for forums, HIDE_MEDIA_DOWNLOAD_OPTIONS for media channels, PINNED for posts.
            flags: ChannelFlags,
            /// The tags of a forum, up to 20; those that are not listed are removed.
            available_tags: Vec<ForumTagUpdate>,
            /// For threads: whether it is archived.
            archived: bool,
            /// For threads: whether only members with MANAGE_THREADS can unarchive it.
            locked: bool,
            /// For private threads: whether members without MANAGE_THREADS can add others.
            invitable: bool,
            /// For threads: the minutes of inactivity after which it is archived: 60, 1440, 4320 or 10080.
            auto_archive_duration: u32,
            /// The tags of a post, up to 5; those that are not listed are removed.
            applied_tags: Vec<ForumTagId>,
        }
    }
}

endpoint! {
    /// The request of [`Http::add_group_dm_recipient`](crate::rest::Http::add_group_dm_recipient); awaiting it sends
    /// it.
    pub struct AddGroupDmRecipient -> Option<Channel> {
        body: Object {
            /// The nickname of the user in it.
            nick: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_voice_channel_status`](crate::rest::Http::update_voice_channel_status); awaiting
    /// it sends it.
    pub struct UpdateVoiceChannelStatus -> () {
        body: Object {
            /// The status, up to 500 characters.
            status / clear_status: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_invite`](crate::rest::Http::create_invite); awaiting it sends it.
    pub struct CreateInvite -> Invite {
        body: Object {
            /// The number of seconds for which it is valid, 0–604800 (seven days); 0 is for ever. 86400 (a day) by
            /// default.
            max_age: u32,
            /// The number of times that it can be used, 0–100; 0, the default, is no limit.
            max_uses: u8,
            /// Whether members who use it are kicked when they go offline, unless they have been given a role.
            temporary: bool,
            /// Whether a new invite is created even if there is a similar one.
            unique: bool,
            /// The target in a voice channel.
            target_type: InviteTargetKind,
            /// The user whose stream is the target; the user must be streaming in the channel.
            target_user_id: UserId,
            /// The embedded application that is the target.
            target_application_id: ApplicationId,
            /// The roles that users get with it. Needs MANAGE_ROLES, and the roles must be below the highest one of the
            /// bot.
            role_ids: Vec<RoleId>,
        }
    }
}

impl CreateInvite {
    /// The users who can use it, as a CSV file with one column of ids.
    pub fn target_users_file(mut self, target_users_file: Upload) -> Self {
        self.call = self.call.part("target_users_file", target_users_file);
        self
    }
}

audited!(UpdateChannel, UpdateVoiceChannelStatus, CreateInvite);

impl Http {
    /// A channel or thread.
    pub fn channel(&self, channel: ChannelId) -> Call<Channel> {
        self.call(&op::GET_CHANNEL, &[Param::Id(channel.get())])
    }

    /// Changes a channel or a thread: `http.update_channel(channel).topic("Ants only").await`. Fields that are not set
    /// stay unchanged. Needs MANAGE_CHANNELS, and for `permission_overwrites` MANAGE_ROLES; for a thread
    /// MANAGE_THREADS, unless the bot created it. The name can be changed only twice in ten minutes.
    pub fn update_channel(&self, channel: ChannelId) -> UpdateChannel {
        UpdateChannel::of(self.call(&op::UPDATE_CHANNEL, &[Param::Id(channel.get())]), Object::default())
    }

    /// Deletes a channel or a thread, or closes a DM. The answer is the deleted channel. It cannot be undone. Needs
    /// MANAGE_CHANNELS, for a thread MANAGE_THREADS. The channels of a deleted category stay, without a category.
    pub fn delete_channel(&self, channel: ChannelId) -> Call<Channel, Audited> {
        self.call(&op::DELETE_CHANNEL, &[Param::Id(channel.get())]).audited()
    }

    /// Makes another channel follow an announcement channel: a webhook writes what is published. Needs MANAGE_WEBHOOKS
    /// there.
    ///
    /// * `webhook_channel`: The channel that follows.
    pub fn follow_channel(&self, channel: ChannelId, webhook_channel: ChannelId) -> Call<FollowedChannel, Audited> {
        self.call(&op::FOLLOW_CHANNEL, &[Param::Id(channel.get())])
            .body(Object::default().with("webhook_channel_id", &webhook_channel))
            .audited()
    }

    /// Removes the permission overwrite of a role or a member in a channel. Needs MANAGE_ROLES.
    pub fn delete_overwrite(&self, channel: ChannelId, overwrite: impl Into<GenericId>) -> Call<(), Audited> {
        self.act(
            &op::DELETE_CHANNEL_PERMISSION_OVERWRITE,
            &[Param::Id(channel.get()), Param::Id(overwrite.into().get())],
        )
        .audited()
    }

    /// Adds a user to a group DM, which can have ten. Needs an access token of the user with the scope `gdm.join`.
    ///
    /// * `access_token`: The access token of the user, with the scope `gdm.join`.
    pub fn add_group_dm_recipient(&self, channel: ChannelId, user: UserId, access_token: &str) -> AddGroupDmRecipient {
        AddGroupDmRecipient::of(
            self.maybe(&op::ADD_GROUP_DM_USER, &[Param::Id(channel.get()), Param::Id(user.get())]),
            Object::default().with("access_token", &access_token),
        )
    }

    /// Removes a user from a group DM.
    pub fn delete_group_dm_recipient(&self, channel: ChannelId, user: UserId) -> Call<()> {
        self.act(&op::DELETE_GROUP_DM_USER, &[Param::Id(channel.get()), Param::Id(user.get())])
    }

    /// Shows that the bot is typing, for ten seconds or until it writes a message. Needs SEND_MESSAGES.
    pub fn trigger_typing(&self, channel: ChannelId) -> Call<()> {
        self.act(&op::TRIGGER_TYPING_INDICATOR, &[Param::Id(channel.get())])
    }

    /// Sets the status of a voice channel: `http.update_voice_channel_status(channel).status("Rehearsal").await`. Needs
    /// SET_VOICE_CHANNEL_STATUS, and MANAGE_CHANNELS too while the bot is not in it.
    pub fn update_voice_channel_status(&self, channel: ChannelId) -> UpdateVoiceChannelStatus {
        UpdateVoiceChannelStatus::of(
            self.act(&op::UPDATE_VOICE_CHANNEL_STATUS, &[Param::Id(channel.get())]),
            Object::default(),
        )
    }

    /// The invites of a channel. Needs MANAGE_CHANNELS.
    pub fn channel_invites(&self, channel: ChannelId) -> Call<Vec<Invite>> {
        self.call(&op::LIST_CHANNEL_INVITES, &[Param::Id(channel.get())])
    }

    /// Creates an invite to a channel: `http.create_invite(channel).max_uses(1).await`. Needs CREATE_INSTANT_INVITE.
    pub fn create_invite(&self, channel: ChannelId) -> CreateInvite {
        CreateInvite::of(self.call(&op::CREATE_CHANNEL_INVITE, &[Param::Id(channel.get())]), Object::default())
    }
}
