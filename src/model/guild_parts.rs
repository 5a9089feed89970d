//! Small answers about a guild: its own link, voice regions, pruning (Discord's docs, resources/guild and
//! resources/voice).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

/// The guild's own invite link.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct VanityUrl {
    /// What comes after `discord.gg/`; `None` if none was chosen.
    pub code: Option<CompactString>,
    /// How often it has been used.
    pub uses: u32,
    /// Why it cannot be used, if it cannot. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<VanityUrlError>,
}

/// Why a guild's own invite link cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct VanityUrlError {
    /// Why.
    pub message: Box<str>,
    /// The same as a number (Discord's docs, topics/opcodes-and-status-codes, "JSON Error Codes").
    pub code: u32,
}

/// Where Discord has servers for voice.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct VoiceRegion {
    /// What `rtc_region` of channels calls it, such as `us-west`.
    pub id: CompactString,
    /// The name.
    pub name: CompactString,
    /// Whether it is the one nearest to the bot.
    pub optimal: bool,
    /// Whether it should not be chosen any more.
    pub deprecated: bool,
    /// Whether it was made for one event or the like.
    pub custom: bool,
}

/// How many members were pruned, or would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct Pruned {
    /// How many; `None` if they were not to be counted.
    pub pruned: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn links_regions_and_counts() {
        let vanity: VanityUrl = there_and_back(r#"{"code":"abc","uses":12}"#);
        assert_eq!((vanity.code.as_deref(), vanity.uses), (Some("abc"), 12));
        assert_eq!(there_and_back::<VanityUrl>(r#"{"code":null,"uses":0}"#), VanityUrl::default());
        let region: VoiceRegion =
            there_and_back(r#"{"id":"us-west","name":"US West","optimal":true,"deprecated":false,"custom":false}"#);
        assert!(region.optimal && !region.deprecated);
        for (json, pruned) in [(r#"{"pruned":3}"#, Some(3)), (r#"{"pruned":null}"#, None)] {
            assert_eq!(there_and_back::<Pruned>(json).pruned, pruned);
        }
    }
}
