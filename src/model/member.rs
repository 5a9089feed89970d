//! Members of guilds (Discord's docs, resources/guild, "Guild Member Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::object::is_neutral;
use super::open::open_flags;
use super::{AvatarDecoration, Collectibles, ImageHash, Permissions, RoleId, Timestamp, User, UserId};

/// A user as a member of a guild.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(user)]
#[non_exhaustive]
pub struct Member {
    /// The user. Absent in the `member` of messages, which is the author's, and of `mentions`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// The nickname in this guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nick: Option<CompactString>,
    /// The avatar in this guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<ImageHash>,
    /// The banner in this guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub banner: Option<ImageHash>,
    /// The roles without `@everyone`, in no particular order.
    pub roles: Vec<RoleId>,
    /// When the member joined; `None` for guests in voice channels.
    pub joined_at: Option<Timestamp>,
    /// When the member started to boost the guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub premium_since: Option<Timestamp>,
    /// Whether the guild's moderators deafened the member in voice channels.
    pub deaf: bool,
    /// Whether the guild's moderators muted the member in voice channels.
    pub mute: bool,
    /// Flags of the membership, which Discord sets.
    pub flags: MemberFlags,
    /// Whether the member has not passed the guild's membership screening yet.
    #[serde(skip_serializing_if = "is_neutral")]
    pub pending: bool,
    /// The member's permissions in the channel, including overwrites. Only in interactions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// The end of the timeout. A time in the past means that there is no timeout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub communication_disabled_until: Option<Timestamp>,
    /// The frame around the avatar in this guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_decoration_data: Option<Box<AvatarDecoration>>,
    /// Other items that the member shows in this guild.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collectibles: Option<Box<Collectibles>>,
}

impl Member {
    /// The id of the user, if Discord sent it.
    #[must_use]
    pub fn id(&self) -> Option<UserId> {
        self.user.as_ref().map(|user| user.id)
    }

    /// The name shown in this guild, if it is known: the nickname, or the user's [display name](User::display_name).
    #[must_use]
    pub fn display_name(&self) -> Option<&str> {
        self.nick.as_deref().or_else(|| self.user.as_ref().map(User::display_name))
    }

    /// Whether the member is in timeout at `now`.
    #[must_use]
    pub fn is_timed_out(&self, now: Timestamp) -> bool {
        self.communication_disabled_until.is_some_and(|until| until > now)
    }
}

open_flags! {
    /// Flags of a membership.
    pub struct MemberFlags {
        /// Left and joined again.
        const DID_REJOIN = 1 << 0;
        /// Completed the onboarding.
        const COMPLETED_ONBOARDING = 1 << 1;
        /// Need not pass the membership screening. Can be set.
        const BYPASSES_VERIFICATION = 1 << 2;
        /// Began the onboarding.
        const STARTED_ONBOARDING = 1 << 3;
        /// Is a guest who may only join the voice channel of the invite.
        const IS_GUEST = 1 << 4;
        /// Began the server guide.
        const STARTED_HOME_ACTIONS = 1 << 5;
        /// Completed the server guide.
        const COMPLETED_HOME_ACTIONS = 1 << 6;
        /// Is quarantined by AutoMod because of the name.
        const AUTOMOD_QUARANTINED_USERNAME = 1 << 7;
        /// Dismissed the hint about DM settings.
        const DM_SETTINGS_UPSELL_ACKNOWLEDGED = 1 << 9;
        /// Is quarantined by AutoMod because of the guild tag.
        const AUTOMOD_QUARANTINED_GUILD_TAG = 1 << 10;
    }
}
