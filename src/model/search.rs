//! Searching for messages and threads (Discord's docs, resources/guild, "Search Guild Messages").

use greenroom_macros::Object;

use super::open::open_names;
use super::{Channel, Message, ThreadMember};

/// The result of a search for messages.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct MessageSearch {
    /// A list for each message that was found, which contains the message. The number on a page does not show whether
    /// there are more.
    pub messages: Vec<Vec<Message>>,
    /// The threads of the messages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub threads: Vec<Channel>,
    /// The bot's memberships of these threads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<ThreadMember>,
    /// The number of messages that were found, on all pages.
    pub total_results: u64,
    /// Whether Discord is still indexing old messages, so that more may be found later.
    pub doing_deep_historical_index: bool,
    /// The number of messages that Discord has indexed so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents_indexed: Option<u64>,
    /// Set if no search was possible because Discord has not indexed the guild's messages yet: the number of seconds
    /// after which to try again. 0 means soon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<f64>,
}

impl MessageSearch {
    /// The messages that were found.
    pub fn iter(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().flatten()
    }
}

/// The result of a search for threads.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct ThreadSearch {
    /// The threads.
    pub threads: Vec<Channel>,
    /// The bot's memberships of these threads.
    pub members: Vec<ThreadMember>,
    /// Whether there are more.
    pub has_more: bool,
    /// Their first messages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub first_messages: Vec<Message>,
    /// The number of threads that were found, on all pages.
    pub total_results: u64,
    /// The number of threads that Discord has indexed so far, if no search was possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents_indexed: Option<u64>,
    /// Set if no search was possible because Discord has not indexed the channel's threads yet: the number of seconds
    /// after which to try again. 0 means soon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<f64>,
}

open_names! {
    /// The key by which found messages are sorted.
    pub enum SearchSort {
        /// The relevance.
        Relevance = "relevance",
        /// The time of creation.
        Timestamp = "timestamp",
    }
}

open_names! {
    /// The key by which found threads are sorted.
    pub enum ThreadSearchSort {
        /// The relevance.
        Relevance = "relevance",
        /// The time of creation.
        CreationTime = "creation_time",
        /// The time of the latest message.
        LastMessageTime = "last_message_time",
        /// The time of archiving.
        ArchiveTime = "archive_time",
    }
}

open_names! {
    /// The direction in which results are sorted.
    pub enum SearchOrder {
        /// The smallest first.
        Ascending = "asc",
        /// The largest first.
        Descending = "desc",
    }
}

open_names! {
    /// The kind of author that messages must have or must not have.
    pub enum SearchAuthor {
        /// A user.
        User = "user",
        /// A bot.
        Bot = "bot",
        /// A webhook.
        Webhook = "webhook",
        /// No user.
        NotUser = "-user",
        /// No bot.
        NotBot = "-bot",
        /// No webhook.
        NotWebhook = "-webhook",
    }
}

open_names! {
    /// The content that messages must have or must not have.
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
    /// The kind of embed that messages must have.
    pub enum SearchEmbed {
        /// A picture.
        Image = "image",
        /// A video.
        Video = "video",
        /// A GIF.
        Gif = "gif",
        /// A sound.
        Sound = "sound",
        /// An article.
        Article = "article",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &str = r#"{"id":"1","channel_id":"2","author":{"id":"3","username":"a"},"content":"hi",
        "timestamp":"2024-01-01T00:00:00+00:00","edited_timestamp":null,"hit":true}"#;

    #[test]
    fn results_and_missing_indexes_are_read() {
        let json = format!(
            r#"{{"messages":[[{MESSAGE}]],"doing_deep_historical_index":false,"total_results":1,"threads":null,
            "members":null}}"#
        );
        let found: MessageSearch = serde_json::from_str(&json).unwrap();
        assert_eq!(found.iter().map(|message| message.content.as_str()).collect::<Vec<_>>(), ["hi"]);
        assert_eq!((found.total_results, found.retry_after), (1, None));

        let json = r#"{"message":"Index not yet available. Try again later","code":110000,"documents_indexed":0,
        "retry_after":2}"#;
        let later: MessageSearch = serde_json::from_str(json).unwrap();
        assert_eq!((later.iter().count(), later.retry_after), (0, Some(2.0)));
        let later: ThreadSearch = serde_json::from_str(json).unwrap();
        assert_eq!((later.threads.len(), later.retry_after), (0, Some(2.0)));
    }

    #[test]
    fn names_are_those_of_discord() {
        assert_eq!(serde_json::to_string(&SearchHas::NoSnapshot).unwrap(), r#""-snapshot""#);
        assert_eq!(SearchAuthor::from("-webhook"), SearchAuthor::NotWebhook);
        assert_eq!(ThreadSearchSort::LastMessageTime.as_str(), "last_message_time");
        assert_eq!((SearchOrder::Ascending.as_str(), SearchSort::Timestamp.as_str()), ("asc", "timestamp"));
        assert_eq!(SearchEmbed::from("other"), SearchEmbed::Unknown("other".into()));
    }
}
