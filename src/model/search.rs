//! Searching for messages and threads (Discord's docs, resources/guild, "Search Guild Messages").

use greenroom_macros::Object;

use super::open::open_names;
use super::{Channel, Message, ThreadMember};

/// What a search for messages found.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct MessageSearch {
    /// One list for each message that was found, with the message in it. How many there are on a page says nothing about whether there
    /// are more.
    pub messages: Vec<Vec<Message>>,
    /// The threads that messages were found in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub threads: Vec<Channel>,
    /// The bot's memberships of these threads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<ThreadMember>,
    /// How many messages were found, on all pages together.
    pub total_results: u64,
    /// Whether Discord is still reading old messages, so that more may be found later.
    pub doing_deep_historical_index: bool,
    /// How many messages Discord has read so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents_indexed: Option<u64>,
    /// Set if nothing could be searched, because Discord has yet to read the guild's messages: after how many seconds to ask again. 0 is
    /// soon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<f64>,
}

impl MessageSearch {
    /// The messages that were found.
    pub fn iter(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().flatten()
    }
}

/// What a search for threads found.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct ThreadSearch {
    /// The threads.
    pub threads: Vec<Channel>,
    /// The bot's memberships of them.
    pub members: Vec<ThreadMember>,
    /// Whether there are more.
    pub has_more: bool,
    /// Their first messages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub first_messages: Vec<Message>,
    /// How many threads were found, on all pages together.
    pub total_results: u64,
    /// How many threads Discord has read so far, if nothing could be searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents_indexed: Option<u64>,
    /// Set if nothing could be searched, because Discord has yet to read the channel's threads: after how many seconds to ask again. 0 is
    /// soon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<f64>,
}

open_names! {
    /// What messages that are found are sorted by.
    pub enum SearchSort {
        /// By how well they fit.
        Relevance = "relevance",
        /// By age.
        Timestamp = "timestamp",
    }
}

open_names! {
    /// What threads that are found are sorted by.
    pub enum ThreadSearchSort {
        /// By how well they fit.
        Relevance = "relevance",
        /// By age.
        CreationTime = "creation_time",
        /// By their latest message.
        LastMessageTime = "last_message_time",
        /// By when they were archived.
        ArchiveTime = "archive_time",
    }
}

open_names! {
    /// In which direction what is found is sorted.
    pub enum SearchOrder {
        /// The least first.
        Ascending = "asc",
        /// The greatest first.
        Descending = "desc",
    }
}

open_names! {
    /// By whom messages that are searched are, or are not.
    pub enum SearchAuthor {
        /// By users.
        User = "user",
        /// By bots.
        Bot = "bot",
        /// By webhooks.
        Webhook = "webhook",
        /// Not by users.
        NotUser = "-user",
        /// Not by bots.
        NotBot = "-bot",
        /// Not by webhooks.
        NotWebhook = "-webhook",
    }
}

open_names! {
    /// What messages that are searched have, or have not.
    pub enum SearchHas {
        /// A link.
        Link = "link",
        /// An embed.
        Embed = "embed",
        /// A file.
        File = "file",
        /// A picture.
        Image = "image",
        /// A video.
        Video = "video",
        /// A sound.
        Sound = "sound",
        /// A sticker.
        Sticker = "sticker",
        /// A poll.
        Poll = "poll",
        /// A forwarded message.
        Snapshot = "snapshot",
        /// No link.
        NoLink = "-link",
        /// No embed.
        NoEmbed = "-embed",
        /// No file.
        NoFile = "-file",
        /// No picture.
        NoImage = "-image",
        /// No video.
        NoVideo = "-video",
        /// No sound.
        NoSound = "-sound",
        /// No sticker.
        NoSticker = "-sticker",
        /// No poll.
        NoPoll = "-poll",
        /// No forwarded message.
        NoSnapshot = "-snapshot",
    }
}

open_names! {
    /// Which embeds messages that are searched have.
    pub enum SearchEmbed {
        /// Of a picture.
        Image = "image",
        /// Of a video.
        Video = "video",
        /// Of a GIF.
        Gif = "gif",
        /// Of a sound.
        Sound = "sound",
        /// Of an article.
        Article = "article",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &str = r#"{"id":"1","channel_id":"2","author":{"id":"3","username":"a"},"content":"hi",
        "timestamp":"2024-01-01T00:00:00+00:00","edited_timestamp":null,"hit":true}"#;

    #[test]
    fn what_was_found_and_what_is_not_yet_to_be_found() {
        let json = format!(
            r#"{{"messages":[[{MESSAGE}]],"doing_deep_historical_index":false,"total_results":1,"threads":null,"members":null}}"#
        );
        let found: MessageSearch = serde_json::from_str(&json).unwrap();
        assert_eq!(found.iter().map(|message| message.content.as_str()).collect::<Vec<_>>(), ["hi"]);
        assert_eq!((found.total_results, found.retry_after), (1, None));

        let json = r#"{"message":"Index not yet available. Try again later","code":110000,"documents_indexed":0,"retry_after":2}"#;
        let later: MessageSearch = serde_json::from_str(json).unwrap();
        assert_eq!((later.iter().count(), later.retry_after), (0, Some(2.0)));
        let later: ThreadSearch = serde_json::from_str(json).unwrap();
        assert_eq!((later.threads.len(), later.retry_after), (0, Some(2.0)));
    }

    #[test]
    fn names_are_discords() {
        assert_eq!(serde_json::to_string(&SearchHas::NoSnapshot).unwrap(), r#""-snapshot""#);
        assert_eq!(SearchAuthor::from("-webhook"), SearchAuthor::NotWebhook);
        assert_eq!(ThreadSearchSort::LastMessageTime.as_str(), "last_message_time");
        assert_eq!((SearchOrder::Ascending.as_str(), SearchSort::Timestamp.as_str()), ("asc", "timestamp"));
        assert_eq!(SearchEmbed::from("other"), SearchEmbed::Unknown("other".into()));
    }
}
