//! Events about invites. The bot needs MANAGE_CHANNELS in the channel to be told.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::scope::scope;
use crate::model::lenient::or_default;
use crate::model::{ChannelId, GuildId, InviteTargetKind, PartialApplication, RoleId, Timestamp, User};

/// An invite was made (INVITE_CREATE).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InviteCreate {
    /// The channel it leads to.
    pub channel_id: ChannelId,
    /// What comes after `discord.gg/`.
    pub code: CompactString,
    /// When it was made.
    pub created_at: Timestamp,
    /// The guild it leads to; none of a group DM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inviter: Option<User>,
    /// How many seconds it lives; 0 is for ever.
    #[serde(default)]
    pub max_age: u32,
    /// How often it can be used; 0 is without a limit.
    #[serde(default)]
    pub max_uses: u32,
    /// Of an invite to a voice channel: what it leads to there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_type: Option<InviteTargetKind>,
    /// Whose stream it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_user: Option<User>,
    /// Which application it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_application: Option<PartialApplication>,
    /// Whether those it brings are removed when they go offline, unless they got a role.
    #[serde(default)]
    pub temporary: bool,
    /// How often it has been used, which is never.
    #[serde(default)]
    pub uses: u32,
    /// When it ends; `None` is never.
    pub expires_at: Option<Timestamp>,
    /// The roles it gives.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub role_ids: Vec<RoleId>,
}

scope!(InviteCreate, |it| guild: it.guild_id, channel: Some(it.channel_id), user: it.inviter.as_ref().map(|user| user.id));

/// An invite was deleted (INVITE_DELETE).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteDelete {
    /// The channel it led to.
    pub channel_id: ChannelId,
    /// The guild it led to; none of a group DM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// What came after `discord.gg/`.
    pub code: CompactString,
}

scope!(InviteDelete, |it| guild: it.guild_id, channel: Some(it.channel_id));
