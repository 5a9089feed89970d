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
            /// Of a group DM: the picture.
            icon / clear_icon: ImageData,
            /// What it is: a text channel becomes an announcement channel, or the other way round, in guilds that have
            /// the feature NEWS.
            kind as "type": ChannelKind,
            /// Where it stands among its siblings.
            position: u32,
            /// The topic, up to 1024 characters, 4096 in forums and media channels.
            topic / clear_topic: String,
            /// Of voice channels, in bits per second: 8000–96000, up to 384000 with boosts, and 64000 of stages.
            bitrate: u32,
            /// Of voice channels how many fit into it, 0–99, of stages 0–10000; 0 is no limit.
            user_limit: u32,
            /// Whether it is age-restricted.
            nsfw: bool,
            /// Slow mode: seconds between two messages of a user, 0–21600.
            rate_limit_per_user: u32,
            /// The category it is in.
            parent_id / clear_parent_id: ChannelId,
            /// Who is granted or denied what here, up to 100; those that are not mentioned are removed. The bot can
            /// only grant and deny what it may itself.
            permission_overwrites: Vec<Overwrite>,
            /// The voice region; null is automatic.
            rtc_region / clear_rtc_region: String,
            /// The quality of cameras.
            video_quality_mode: VideoQualityMode,
            /// Minutes of silence after which new threads are archived: 60, 1440, 4320 or 10080.
            default_auto_archive_duration: u32,
            /// The reaction a forum offers for its posts.
            default_reaction_emoji / clear_default_reaction_emoji: DefaultReaction,
            /// Slow mode that new threads start with, in seconds, 0–21600.
            default_thread_rate_limit_per_user: u32,
            /// How a forum sorts its posts.
            default_sort_order / clear_default_sort_order: SortOrder,
            /// How a forum shows its posts.
            default_forum_layout: ForumLayout,
            /// Which posts of a forum are shown to who chose several tags.
            default_tag_setting: TagSetting,
            /// REQUIRE_TAG of forums, HIDE_MEDIA_DOWNLOAD_OPTIONS of media channels, PINNED of posts.
            flags: ChannelFlags,
            /// The tags a forum offers, up to 20; those that are not mentioned are removed.
            available_tags: Vec<ForumTagUpdate>,
            /// Of threads: whether it is archived.
            archived: bool,
            /// Of threads: whether only those with MANAGE_THREADS may take it out of the archive.
            locked: bool,
            /// Of private threads: whether members without MANAGE_THREADS may invite.
            invitable: bool,
            /// Of threads: minutes of silence after which it is archived: 60, 1440, 4320 or 10080.
            auto_archive_duration: u32,
            /// The tags of a post, up to 5; those that are not mentioned are removed.
            applied_tags: Vec<ForumTagId>,
        }
    }
}

endpoint! {
    /// The request of [`Http::add_group_dm_recipient`](crate::rest::Http::add_group_dm_recipient); awaiting it sends
    /// it.
    pub struct AddGroupDmRecipient -> Option<Channel> {
        body: Object {
            /// What the user is called in it.
            nick: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_voice_channel_status`](crate::rest::Http::update_voice_channel_status); awaiting
    /// it sends it.
    pub struct UpdateVoiceChannelStatus -> () {
        body: Object {
            /// The text, up to 500 characters.
            status / clear_status: String,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_invite`](crate::rest::Http::create_invite); awaiting it sends it.
    pub struct CreateInvite -> Invite {
        body: Object {
            /// For how many seconds it can be used, 0–604800 (7 days); 0 is for ever, and 86400 (a day) if not said.
            max_age: u32,
            /// How often it can be used, 0–100; 0, as if not said, is without limit.
            max_uses: u8,
            /// Whether who takes it is kicked when they go offline, unless they have been given a role.
            temporary: bool,
            /// Whether it is to be a new one rather than one of the same kind that is there.
            unique: bool,
            /// In a voice channel: what it leads to there.
            target_type: InviteTargetKind,
            /// Whose stream it leads to; the user must be streaming in the channel.
            target_user_id: UserId,
            /// Which application inside of Discord it leads to.
            target_application_id: ApplicationId,
            /// The roles that who takes it is given. Needs MANAGE_ROLES, and they must be below the bot's highest.
            role_ids: Vec<RoleId>,
        }
    }
}

impl CreateInvite {
    /// For whom it is meant, as a CSV file with one column of ids of users; nobody else can take it.
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

    /// Changes a channel or a thread: `http.update_channel(channel).topic("Ants only").await`. What is not mentioned
    /// stays as it is. Needs MANAGE_CHANNELS, and for `permission_overwrites` MANAGE_ROLES; of a thread MANAGE_THREADS,
    /// unless the bot made it. A name can be changed twice in ten minutes only.
    pub fn update_channel(&self, channel: ChannelId) -> UpdateChannel {
        UpdateChannel::of(self.call(&op::UPDATE_CHANNEL, &[Param::Id(channel.get())]), Object::default())
    }

    /// Deletes a channel or a thread, or closes a DM, and answers with what it was. It cannot be taken back. Needs
    /// MANAGE_CHANNELS, of a thread MANAGE_THREADS. The channels of a category stay, without one.
    pub fn delete_channel(&self, channel: ChannelId) -> Call<Channel, Audited> {
        self.call(&op::DELETE_CHANNEL, &[Param::Id(channel.get())]).audited()
    }

    /// Has what is published in an announcement channel written into another channel, by a webhook. Needs
    /// MANAGE_WEBHOOKS there.
    ///
    /// * `webhook_channel`: Into which channel it is written.
    pub fn follow_channel(&self, channel: ChannelId, webhook_channel: ChannelId) -> Call<FollowedChannel, Audited> {
        self.call(&op::FOLLOW_CHANNEL, &[Param::Id(channel.get())])
            .body(Object::default().with("webhook_channel_id", &webhook_channel))
            .audited()
    }

    /// Removes what a role or a member is granted or denied in a channel. Needs MANAGE_ROLES.
    pub fn delete_overwrite(&self, channel: ChannelId, overwrite: impl Into<GenericId>) -> Call<(), Audited> {
        self.act(
            &op::DELETE_CHANNEL_PERMISSION_OVERWRITE,
            &[Param::Id(channel.get()), Param::Id(overwrite.into().get())],
        )
        .audited()
    }

    /// Adds somebody to a group DM, of whom it can have ten. The user must have given the token, with the scope
    /// `gdm.join`.
    ///
    /// * `access_token`: What the user gave, with the scope `gdm.join`.
    pub fn add_group_dm_recipient(&self, channel: ChannelId, user: UserId, access_token: &str) -> AddGroupDmRecipient {
        AddGroupDmRecipient::of(
            self.maybe(&op::ADD_GROUP_DM_USER, &[Param::Id(channel.get()), Param::Id(user.get())]),
            Object::default().with("access_token", &access_token),
        )
    }

    /// Takes somebody out of a group DM.
    pub fn delete_group_dm_recipient(&self, channel: ChannelId, user: UserId) -> Call<()> {
        self.act(&op::DELETE_GROUP_DM_USER, &[Param::Id(channel.get()), Param::Id(user.get())])
    }

    /// Shows for ten seconds, or until the bot says something, that it is typing. Needs SEND_MESSAGES.
    pub fn trigger_typing(&self, channel: ChannelId) -> Call<()> {
        self.act(&op::TRIGGER_TYPING_INDICATOR, &[Param::Id(channel.get())])
    }

    /// Says what is going on in a voice channel: `http.update_voice_channel_status(channel).status("Rehearsal").await`.
    /// Needs SET_VOICE_CHANNEL_STATUS, and MANAGE_CHANNELS too while the bot is not in it.
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

    /// Makes an invite to a channel: `http.create_invite(channel).max_uses(1).await`. Needs CREATE_INSTANT_INVITE.
    pub fn create_invite(&self, channel: ChannelId) -> CreateInvite {
        CreateInvite::of(self.call(&op::CREATE_CHANNEL_INVITE, &[Param::Id(channel.get())]), Object::default())
    }
}
