//! Reactions to a message (Discord's docs, resources/message, "Reaction Object").

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::PartialEmoji;
use super::open::open_enum;

/// The reactions with one emoji.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(emoji)]
#[non_exhaustive]
pub struct Reaction {
    /// The number of reactions, including super reactions.
    pub count: u32,
    /// The number of reactions of each kind.
    #[serde(default)]
    pub count_details: ReactionCountDetails,
    /// Whether the bot reacted with this emoji.
    pub me: bool,
    /// Whether the bot reacted with this emoji as a super reaction.
    pub me_burst: bool,
    /// The emoji.
    pub emoji: PartialEmoji,
    /// The colours of super reactions, `#rrggbb`.
    pub burst_colors: Vec<CompactString>,
}

/// The number of reactions with one emoji, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct ReactionCountDetails {
    /// The number of super reactions.
    pub burst: u32,
    /// The number of normal reactions.
    pub normal: u32,
}

open_enum! {
    /// The kind of a reaction.
    #[derive(Default)]
    pub enum ReactionKind {
        /// A normal reaction.
        #[default]
        Normal = 0,
        /// A super reaction.
        Burst = 1,
    }
}
