//! The tags of forums (Discord's docs, resources/channel, "Forum Tag Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_names;
use super::{EmojiId, ForumTagId};

/// A tag that posts of a forum can have.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct ForumTag {
    /// The id of the tag.
    pub id: ForumTagId,
    /// The name, up to 20 characters.
    pub name: CompactString,
    /// Whether only members with MANAGE_THREADS may set it.
    pub moderated: bool,
    /// A custom emoji.
    pub emoji_id: Option<EmojiId>,
    /// A standard emoji.
    pub emoji_name: Option<CompactString>,
}

open_names! {
    /// Which posts of a forum a user who chose several tags sees.
    pub enum TagSetting {
        /// Posts that have all of the tags.
        MatchAll = "match_all",
        /// Posts that have at least one of the tags.
        MatchSome = "match_some",
    }
}
