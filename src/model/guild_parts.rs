//! Small answers about a guild: its vanity URL, voice regions and pruning (Discord's docs, resources/guild and
//! resources/voice).

use compact_str::CompactString;
use greenroom_macros::{New, Object};

/// The vanity invite URL of a guild.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct VanityUrl {
    /// The part after `discord.gg/`; `None` if none is set.
    pub code: Option<CompactString>,
    /// How often it has been used.
    pub uses: u32,
    /// The reason why it cannot be used, if there is one. Not in Discord's docs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<VanityUrlError>,
}

/// The reason why a vanity invite URL cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct VanityUrlError {
    /// The reason as a text.
    pub message: Box<str>,
    /// The reason as a number (Discord's docs, topics/opcodes-and-status-codes, "JSON Error Codes").
    pub code: u32,
}

/// A region with voice servers.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct VoiceRegion {
    /// The id, which is used in `rtc_region` of channels, such as `us-west`.
    pub id: CompactString,
    /// The name.
    pub name: CompactString,
    /// Whether it is the nearest region.
    pub optimal: bool,
    /// Whether it is deprecated, so that it should not be chosen.
    pub deprecated: bool,
    /// Whether it is a custom region, for an event for example.
    pub custom: bool,
}

/// The number of members that were pruned, or would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct Pruned {
    /// The number; `None` if it was not requested.
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
