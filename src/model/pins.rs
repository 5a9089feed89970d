//! Pinned messages (Discord's docs, resources/message, "Get Channel Pins").

use greenroom_macros::{New, Object};

use super::{Message, Timestamp};

/// Pinned messages of a channel. The most recently pinned one is first.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct Pins {
    /// The messages.
    pub items: Vec<Pin>,
    /// Whether there are more, which were pinned earlier.
    pub has_more: bool,
}

/// A pinned message.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(pinned_at, message)]
#[non_exhaustive]
pub struct Pin {
    /// When it was pinned.
    #[object(or = message.timestamp)]
    pub pinned_at: Timestamp,
    /// The message.
    pub message: Message,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_are_read() {
        let json = r#"{"items":[{"pinned_at":"2024-01-01T00:00:01+00:00","message":{"id":"1","channel_id":"2",
            "author":{"id":"3","username":"a"},"timestamp":"2024-01-01T00:00:00+00:00"}}],"has_more":true}"#;
        let pins: Pins = serde_json::from_str(json).unwrap();
        assert_eq!((pins.items[0].pinned_at.as_secs(), pins.has_more), (1_704_067_201, true));
        assert_eq!(serde_json::from_str::<Pins>(r#"{"items":null}"#).unwrap(), Pins::default());
    }
}
