//! Times in a text, which each client shows in the language and the time zone of its user (Discord's docs, reference,
//! "Timestamp Styles").

use std::fmt;

use crate::model::Timestamp;

/// How a client shows a [time in a text](Timestamp::styled). The examples are of a client in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimestampStyle {
    /// `16:20`
    ShortTime,
    /// `16:20:30`
    LongTime,
    /// `20/04/2021`
    ShortDate,
    /// `20 April 2021`
    LongDate,
    /// `20 April 2021 at 16:20`
    ShortDateTime,
    /// `Tuesday, 20 April 2021 at 16:20`
    LongDateTime,
    /// `2 months ago`, `in 5 minutes`. It is updated while it is shown.
    Relative,
}

impl TimestampStyle {
    const fn letter(self) -> char {
        match self {
            Self::ShortTime => 't',
            Self::LongTime => 'T',
            Self::ShortDate => 'd',
            Self::LongDate => 'D',
            Self::ShortDateTime => 'f',
            Self::LongDateTime => 'F',
            Self::Relative => 'R',
        }
    }
}

impl Timestamp {
    /// This time as a text that each client shows in the language and the time zone of its user, to the second:
    /// `<t:1618953630:F>`.
    #[must_use]
    pub fn styled(self, style: TimestampStyle) -> impl fmt::Display {
        Styled(self.as_secs(), style)
    }

    /// The time until or since this time, as a text that each client keeps up to date: `<t:1618953630:R>`, shown as "in
    /// 5 minutes". The same as [`styled`](Self::styled) with [`TimestampStyle::Relative`].
    #[must_use]
    pub fn relative(self) -> impl fmt::Display {
        self.styled(TimestampStyle::Relative)
    }
}

struct Styled(i64, TimestampStyle);

impl fmt::Display for Styled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<t:{}:{}>", self.0, self.1.letter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_has_its_letter() {
        let time = Timestamp::from_millis(1_618_953_630_900);
        for (style, text) in [
            (TimestampStyle::ShortTime, "<t:1618953630:t>"),
            (TimestampStyle::LongTime, "<t:1618953630:T>"),
            (TimestampStyle::ShortDate, "<t:1618953630:d>"),
            (TimestampStyle::LongDate, "<t:1618953630:D>"),
            (TimestampStyle::ShortDateTime, "<t:1618953630:f>"),
            (TimestampStyle::LongDateTime, "<t:1618953630:F>"),
            (TimestampStyle::Relative, "<t:1618953630:R>"),
        ] {
            assert_eq!(time.styled(style).to_string(), text);
        }
        assert_eq!(time.relative().to_string(), "<t:1618953630:R>");
    }
}
