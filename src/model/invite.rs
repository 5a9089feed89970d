//! What invites lead to (Discord's docs, resources/invite).

use super::open::{open_enum, open_flags};

open_enum! {
    /// What an invite leads to.
    pub enum InviteKind {
        /// A guild.
        Guild = 0,
        /// A group DM.
        GroupDm = 1,
        /// A friendship.
        Friend = 2,
    }
}

open_enum! {
    /// What an invite of a voice channel leads to.
    pub enum InviteTargetKind {
        /// A user's stream.
        Stream = 1,
        /// An application inside of Discord.
        EmbeddedApplication = 2,
    }
}

open_flags! {
    /// Notes about an invite to a guild.
    pub struct GuildInviteFlags {
        /// Who takes it becomes a guest of the voice channel.
        const IS_GUEST_INVITE = 1 << 0;
    }
}
