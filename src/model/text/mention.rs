//! Mentions in a text (Discord's docs, reference, "Message Formatting").

use std::fmt;
use std::str::FromStr;

use crate::model::{ChannelId, RoleId, UserId};

/// A mention in a text. `Display` writes it as Discord recognises it, and [`str::parse`] reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mention {
    /// A user: `<@id>`, or `<@!id>` in old messages.
    User(UserId),
    /// A role: `<@&id>`.
    Role(RoleId),
    /// A channel or a thread: `<#id>`.
    Channel(ChannelId),
    /// `@everyone`.
    Everyone,
    /// `@here`.
    Here,
}

/// A text that is not a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a mention: it should be like <@id>, <@&id>, <#id>, @everyone or @here")]
#[non_exhaustive]
pub struct NotAMention;

impl Mention {
    /// Reads a mention at the beginning of a text. Returns it with its length in bytes.
    fn at_start(text: &str) -> Option<(Self, usize)> {
        for (word, mention) in [("@everyone", Self::Everyone), ("@here", Self::Here)] {
            if text.starts_with(word) {
                return Some((mention, word.len()));
            }
        }
        let (inside, _) = text.strip_prefix('<')?.split_once('>')?;
        let digits = inside.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let (mark, id) = (inside.strip_suffix(digits)?, number(digits)?);
        let mention = match mark {
            "@" | "@!" => Self::User(id.into()),
            "@&" => Self::Role(id.into()),
            "#" => Self::Channel(id.into()),
            _ => return None,
        };
        Some((mention, inside.len() + 2))
    }
}

/// An id: digits only, and not 0.
pub(super) fn number(digits: &str) -> Option<u64> {
    let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|id| is_number && *id != 0)
}

impl FromStr for Mention {
    type Err = NotAMention;

    fn from_str(text: &str) -> Result<Self, NotAMention> {
        Self::at_start(text).filter(|(_, length)| *length == text.len()).map(|(mention, _)| mention).ok_or(NotAMention)
    }
}

impl fmt::Display for Mention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "<@{id}>"),
            Self::Role(id) => write!(f, "<@&{id}>"),
            Self::Channel(id) => write!(f, "<#{id}>"),
            Self::Everyone => f.write_str("@everyone"),
            Self::Here => f.write_str("@here"),
        }
    }
}

/// The mentions in a text, in their order. Those in code are included, although clients do not show them as mentions.
///
/// [`Message::mentions`](crate::model::Message::mentions) has the users that a message mentions, as Discord found them.
pub fn mentions(text: &str) -> impl Iterator<Item = Mention> + '_ {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = &rest[rest.find(['<', '@'])?..];
            match Mention::at_start(rest) {
                Some((mention, length)) => {
                    rest = &rest[length..];
                    return Some(mention);
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
    fn mentions_are_found_in_their_order() {
        let text = "hi <@1>, <@!2> and <@&3> in <#4>! @everyone <<@5>> @here <@x> <@> <@0> <:ant:6> <@7 <t:0:R>";
        let found = [
            Mention::User(UserId::new(1)),
            Mention::User(UserId::new(2)),
            Mention::Role(RoleId::new(3)),
            Mention::Channel(ChannelId::new(4)),
            Mention::Everyone,
            Mention::User(UserId::new(5)),
            Mention::Here,
        ];
        assert_eq!(mentions(text).collect::<Vec<_>>(), found);
    }

    #[test]
    fn only_a_whole_mention_is_parsed() {
        assert_eq!("<@!5>".parse(), Ok(Mention::User(UserId::new(5))));
        for text in ["", "5", "<@5> ", "<@5", "<@+5>", "<&5>", "<@99999999999999999999>"] {
            assert_eq!(text.parse::<Mention>(), Err(NotAMention), "{text}");
        }
    }

    proptest! {
        #[test]
        fn mentions_are_read_as_they_were_written(kind in 0..5, id in 1_u64..) {
            let mention = match kind {
                0 => Mention::User(id.into()),
                1 => Mention::Role(id.into()),
                2 => Mention::Channel(id.into()),
                3 => Mention::Everyone,
                _ => Mention::Here,
            };
            prop_assert_eq!(mention.to_string().parse(), Ok(mention));
        }

        #[test]
        fn any_text_is_searched(text in "([<>@#!&0-9a-zä]|\\PC){0,40}") {
            let _ = mentions(&text).count();
        }
    }
}
