//! Links to messages: `https://discord.com/channels/guild/channel/message`.

use std::fmt;
use std::str::FromStr;

use super::mention::number;
use crate::model::{ChannelId, GuildId, MessageId};

/// A link to a message. `Display` writes it, and [`str::parse`] reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct MessageLink {
    /// The guild; `None` for direct messages.
    pub guild_id: Option<GuildId>,
    /// The channel.
    pub channel_id: ChannelId,
    /// The message.
    pub message_id: MessageId,
}

/// A text that is not a link to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a link to a message: it should be like https://discord.com/channels/guild/channel/message")]
#[non_exhaustive]
pub struct NotAMessageLink;

/// What links begin with. The clients for tests have hosts of their own.
const PREFIXES: [&str; 4] = [
    "https://discord.com/channels/",
    "https://ptb.discord.com/channels/",
    "https://canary.discord.com/channels/",
    "https://discordapp.com/channels/",
];

impl MessageLink {
    /// A link to a message. `guild` is `None` for direct messages.
    #[must_use]
    pub const fn new(guild: Option<GuildId>, channel: ChannelId, message: MessageId) -> Self {
        Self { guild_id: guild, channel_id: channel, message_id: message }
    }

    /// Reads a link at the beginning of a text. Returns it with its length in bytes.
    fn at_start(text: &str) -> Option<(Self, usize)> {
        let path = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix))?;
        let mut parts = path.splitn(3, '/');
        let (guild, channel, rest) = (parts.next()?, parts.next()?, parts.next()?);
        let guild_id = if guild == "@me" { None } else { Some(GuildId::new(number(guild)?)) };
        let after = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let message = number(rest.strip_suffix(after)?)?;
        let link = Self::new(guild_id, number(channel)?.into(), message.into());
        Some((link, text.len() - after.len()))
    }
}

impl FromStr for MessageLink {
    type Err = NotAMessageLink;

    fn from_str(text: &str) -> Result<Self, NotAMessageLink> {
        Self::at_start(text).filter(|(_, length)| *length == text.len()).map(|(link, _)| link).ok_or(NotAMessageLink)
    }
}

impl fmt::Display for MessageLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIXES[0])?;
        match self.guild_id {
            Some(guild) => write!(f, "{guild}")?,
            None => f.write_str("@me")?,
        }
        write!(f, "/{}/{}", self.channel_id, self.message_id)
    }
}

/// The links to messages in a text, in their order.
pub fn message_links(text: &str) -> impl Iterator<Item = MessageLink> + '_ {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = &rest[rest.find("https://")?..];
            match MessageLink::at_start(rest) {
                Some((link, length)) => {
                    rest = &rest[length..];
                    return Some(link);
                }
                None => rest = &rest[1..],
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn links_are_found_in_a_text() {
        let text = "see <https://discord.com/channels/1/2/3>, https://ptb.discord.com/channels/@me/4/5?x and \
                    https://discord.com/channels/6/7 but not https://example.org/channels/1/2/3";
        let found = [
            MessageLink::new(Some(GuildId::new(1)), ChannelId::new(2), MessageId::new(3)),
            MessageLink::new(None, ChannelId::new(4), MessageId::new(5)),
        ];
        assert_eq!(message_links(text).collect::<Vec<_>>(), found);
    }

    #[test]
    fn only_a_whole_link_is_parsed() {
        for text in ["", "https://discord.com/channels/1/2/", "https://discord.com/channels/1/2/3/4", "1/2/3"] {
            assert_eq!(text.parse::<MessageLink>(), Err(NotAMessageLink), "{text}");
        }
    }

    proptest! {
        #[test]
        fn links_are_read_as_they_were_written(
            guild in proptest::option::of(1_u64..), channel in 1_u64.., message in 1_u64..
        ) {
            let link = MessageLink::new(guild.map(GuildId::new), channel.into(), message.into());
            prop_assert_eq!(link.to_string().parse(), Ok(link));
        }

        #[test]
        fn any_text_is_searched(text in "(https://discord.com/channels/|[0-9/@me]|\\PC){0,20}") {
            let _ = message_links(&text).count();
        }
    }
}
