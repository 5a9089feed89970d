//! Options that are written as texts: times, colours, emojis, links.

use std::time::Duration;

use super::{
    arg::{Arg, Other, Textual},
    refused::Refused,
    value::Value,
};
use crate::model::{CommandOptionKind, PartialEmoji, Timestamp, text::parse_duration};
use crate::texts::own;

/// A duration, as [`parse_duration`] reads it: `90s`, `1h 30m`, `2 days`, or a number of seconds.
impl Arg for Duration {
    type Class = Other;
    const KIND: CommandOptionKind = CommandOptionKind::String;

    fn read(value: &Value<'_>) -> Result<Self, Refused> {
        let duration = parse_duration(value.text()?);
        duration.ok_or_else(|| value.refuse_own(own::duration))
    }
}

/// A time: Discord's `<t:1700000000>`, or ISO 8601 such as `2026-05-01T12:00:00Z`.
impl Arg for Timestamp {
    type Class = Other;
    const KIND: CommandOptionKind = CommandOptionKind::String;

    fn read(value: &Value<'_>) -> Result<Self, Refused> {
        let text = value.text()?.trim();
        let seconds = text.strip_prefix("<t:").and_then(|rest| rest.split([':', '>']).next()?.parse().ok());
        let time = match seconds {
            Some(seconds) => Some(Self::from_secs(seconds)),
            None => text.parse().ok(),
        };
        time.ok_or_else(|| value.refuse_own(own::time))
    }
}

/// A colour, 0xRRGGBB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u32);

/// A colour: `#ff8800`, `0xff8800`, `ff8800` or `#f80`.
impl Arg for Colour {
    type Class = Other;
    const KIND: CommandOptionKind = CommandOptionKind::String;

    fn read(value: &Value<'_>) -> Result<Self, Refused> {
        let colour = parse_colour(value.text()?);
        colour.ok_or_else(|| value.refuse_own(own::colour))
    }
}

fn parse_colour(text: &str) -> Option<Colour> {
    let digits = text.trim().trim_start_matches('#').trim_start_matches("0x");
    if !digits.chars().all(|char| char.is_ascii_hexdigit()) {
        return None;
    }
    let number = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        6 => Some(Colour(number)),
        // Each digit counts twice.
        3 => Some(Colour(((number & 0xf00) << 8 | (number & 0xf0) << 4 | number & 0xf) * 0x11)),
        _ => None,
    }
}

/// An address of a web page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Url(String);

impl Url {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An address of a web page, beginning with `http://` or `https://`.
impl Arg for Url {
    type Class = Textual;
    const KIND: CommandOptionKind = CommandOptionKind::String;

    fn read(value: &Value<'_>) -> Result<Self, Refused> {
        let text = value.text()?.trim();
        let parsed = text.parse::<http::Uri>().ok();
        let is_web = parsed.is_some_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty())
        });
        let refused = || value.refuse_own(own::url);
        if is_web { Ok(Self(text.to_owned())) } else { Err(refused()) }
    }
}

/// An emoji: one character, or a custom emoji such as `<:ant:123>`.
impl Arg for PartialEmoji {
    type Class = Other;
    const KIND: CommandOptionKind = CommandOptionKind::String;

    fn read(value: &Value<'_>) -> Result<Self, Refused> {
        let text = value.text()?.trim();
        let is_plain = !text.is_ascii() && text.chars().count() <= 10 && !text.contains(char::is_whitespace);
        let is_custom = text.starts_with("<:") || text.starts_with("<a:");
        if !is_plain && !is_custom {
            return Err(value.refuse_own(own::emoji));
        }
        let emoji = Self::from(text);
        if is_custom && emoji.id.is_none() { Err(value.refuse_own(own::emoji)) } else { Ok(emoji) }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{
        ApplicationId, CommandDataOption, GivenValue, Interaction, InteractionId, InteractionKind, OptionValue,
    };

    /// An argument from the text of an option. `None` if it is refused.
    pub(in crate::command) fn read<T: Arg>(text: &str) -> Option<T> {
        let interaction =
            Interaction::new(InteractionId::new(1), ApplicationId::new(2), InteractionKind::ApplicationCommand);
        let mut option = CommandDataOption::new("o", CommandOptionKind::String);
        option.value = Some(OptionValue::from(text));
        T::read(&Value::new(GivenValue::of_option(&option, None), &interaction)).ok()
    }

    #[test]
    fn colours_times_links_and_emojis() {
        assert_eq!(read::<Colour>("#ff8800"), Some(Colour(0xff_88_00)));
        assert_eq!(read::<Colour>("#f80"), Some(Colour(0xff_88_00)));
        assert_eq!(read::<Colour>("0xABCDEF"), Some(Colour(0xab_cd_ef)));
        for text in ["", "#ff", "red", "#gggggg", "+fffff"] {
            assert_eq!(read::<Colour>(text), None, "{text}");
        }
        assert_eq!(read::<Timestamp>("<t:1700000000:R>"), Some(Timestamp::from_secs(1_700_000_000)));
        assert_eq!(read::<Timestamp>("1970-01-01T00:00:01Z"), Some(Timestamp::from_secs(1)));
        assert!(read::<Timestamp>("tomorrow").is_none());
        assert!(read::<Url>("https://example.com/a?b").is_some() && read::<Url>("javascript:alert(1)").is_none());
        assert!(read::<Url>("https://").is_none());
        assert!(read::<PartialEmoji>("🐜").is_some() && read::<PartialEmoji>("ant").is_none());
        assert_eq!(read::<PartialEmoji>("<a:ant:12>").and_then(|it| it.id).map(|it| it.get()), Some(12));
    }
}
