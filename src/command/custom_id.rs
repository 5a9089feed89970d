//! [`CustomId`]: custom ids that contain values, so that a component works after a restart.

use super::{must::must, option_spec::is_equal, refused::Refused, text::Text};
use crate::model::{
    ApplicationId, ChannelId, CommandId, EmojiId, GenericId, GuildId, InteractionId, MessageId, RoleId, UserId,
};
use crate::texts::own;

/// The most characters of a custom id.
pub(super) const MAX_ID: usize = 100;

/// A custom id that contains values. Derive it: `#[derive(CustomId)]`.
///
/// An id is the key, and each value after a dot: `poll.1.a`. Numbers are written in base 36. Ids are not signed, since
/// only the bot can put one on a message; a handler still checks which user clicked.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a custom id",
    label = "not a custom id",
    note = "write `#[derive(CustomId)]` above the type"
)]
pub trait CustomId: Sized + Send {
    /// The key, which is the first part of the id. With a version: `poll~2`.
    const KEY: &'static str;
    /// All keys that can be read: that of this type, and those of the types that it replaces.
    const KEYS: &'static [&'static str];
    /// The most characters of an id.
    const LONGEST: usize;

    /// Writes the values.
    fn write(&self, id: &mut IdWriter);

    /// Reads the values of an id with the key `key`.
    ///
    /// # Errors
    /// If the id was not written by this version of the type, or one that it replaces.
    fn read(key: &str, values: &mut IdReader<'_>) -> Result<Self, Refused>;

    /// The custom id, at most 100 characters.
    fn id(&self) -> String {
        let mut writer = IdWriter(Self::KEY.to_owned());
        self.write(&mut writer);
        writer.0
    }

    /// Reads a custom id.
    ///
    /// # Errors
    /// If it was not written by this version of the type, or one that it replaces.
    fn parse(id: &str) -> Result<Self, Refused> {
        let (key, rest) = id.split_once('.').map_or((id, None), |(key, rest)| (key, Some(rest)));
        if !Self::KEYS.contains(&key) {
            return Err(unreadable());
        }
        let mut reader = IdReader { rest };
        let value = Self::read(key, &mut reader)?;
        if reader.rest.is_some() { Err(unreadable()) } else { Ok(value) }
    }
}

/// The key of a custom id.
pub(crate) fn key(id: &str) -> &str {
    id.split_once('.').map_or(id, |(key, _)| key)
}

/// The refusal of an id that cannot be read.
#[must_use]
pub(crate) fn unreadable() -> Refused {
    Refused::own(own::old_component())
}

/// The number of keys in [`join_keys`].
#[doc(hidden)]
#[must_use]
pub const fn count_keys(older: &[&[&str]]) -> usize {
    let (mut sum, mut at) = (1, 0);
    while at < older.len() {
        sum += older[at].len();
        at += 1;
    }
    sum
}

/// The key of a type, and the keys of the types that it replaces.
#[doc(hidden)]
#[must_use]
#[track_caller]
pub const fn join_keys<const N: usize>(own: &'static str, older: &[&[&'static str]]) -> [&'static str; N] {
    let (mut keys, mut length, mut at) = ([own; N], 1, 0);
    while at < older.len() {
        let mut inner = 0;
        while inner < older[at].len() {
            let key = older[at][inner];
            let mut before = 0;
            while before < length {
                must(
                    !is_equal(keys[before], key),
                    "the key and version of this custom id are those of a type in `from`; write `version = 2`, or the \
                     next number",
                );
                before += 1;
            }
            keys[length] = key;
            length += 1;
            inner += 1;
        }
        at += 1;
    }
    keys
}

/// Writes the values of a custom id.
#[derive(Debug)]
pub struct IdWriter(String);

impl IdWriter {
    /// Adds a value.
    pub fn part(&mut self, part: &impl IdPart) {
        self.0.push('.');
        part.write(&mut self.0);
    }
}

/// Reads the values of a custom id.
#[derive(Debug)]
pub struct IdReader<'a> {
    /// What stands after the last dot that was read.
    rest: Option<&'a str>,
}

impl<'a> IdReader<'a> {
    /// Reads the next value.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub fn part<T: IdPart>(&mut self) -> Result<T, Refused> {
        let (value, rest) = self.rest.and_then(T::read).ok_or_else(unreadable)?;
        self.rest = match rest {
            "" => None,
            rest => Some(rest.strip_prefix('.').ok_or_else(unreadable)?),
        };
        Ok(value)
    }
}

/// The text up to the next dot, and what follows.
pub(crate) fn word(text: &str) -> (&str, &str) {
    text.find('.').map_or((text, ""), |at| text.split_at(at))
}

/// A type whose values can be a part of a custom id.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a part of a custom id",
    label = "its length is not bounded",
    note = "a custom id holds numbers, `bool`, ids, types with `#[derive(Choice)]`, `Option<..>` of them, and \
            `Text<N>`; store the rest, and put the number of the record into the id"
)]
pub trait IdPart: Sized + Send {
    /// The most characters.
    const LONGEST: usize;

    /// Writes the value.
    fn write(&self, id: &mut String);

    /// Reads the value at the beginning of `text`. Returns what follows: nothing, or a dot and the next value.
    fn read(text: &str) -> Option<(Self, &str)>;
}

/// Writes a number in base 36.
pub(super) fn write_number(mut number: u64, id: &mut String) {
    let mut digits = Vec::new();
    loop {
        // The remainder is below 36, which is a digit.
        digits.push(char::from_digit((number % 36) as u32, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            break;
        }
    }
    id.extend(digits.iter().rev());
}

macro_rules! unsigned {
    ($($type:ty: $longest:literal;)+) => {$(
        impl IdPart for $type {
            const LONGEST: usize = $longest;

            fn write(&self, id: &mut String) {
                write_number(*self as u64, id);
            }

            fn read(text: &str) -> Option<(Self, &str)> {
                let (word, rest) = word(text);
                Some((<$type>::from_str_radix(word, 36).ok()?, rest))
            }
        }
    )+};
}
unsigned! { u8: 2; u16: 4; u32: 7; u64: 13; usize: 13; }

macro_rules! signed {
    ($($type:ty: $longest:literal;)+) => {$(
        impl IdPart for $type {
            const LONGEST: usize = $longest;

            fn write(&self, id: &mut String) {
                if *self < 0 {
                    id.push('-');
                }
                write_number(self.unsigned_abs() as u64, id);
            }

            fn read(text: &str) -> Option<(Self, &str)> {
                let (word, rest) = word(text);
                Some((<$type>::from_str_radix(word, 36).ok()?, rest))
            }
        }
    )+};
}
signed! { i8: 3; i16: 5; i32: 8; i64: 14; isize: 14; }

impl IdPart for bool {
    const LONGEST: usize = 1;

    fn write(&self, id: &mut String) {
        id.push(if *self { '1' } else { '0' });
    }

    fn read(text: &str) -> Option<(Self, &str)> {
        match word(text) {
            ("1", rest) => Some((true, rest)),
            ("0", rest) => Some((false, rest)),
            _ => None,
        }
    }
}

macro_rules! ids {
    ($($type:ty)+) => {$(
        impl IdPart for $type {
            const LONGEST: usize = u64::LONGEST;

            fn write(&self, id: &mut String) {
                self.get().write(id);
            }

            fn read(text: &str) -> Option<(Self, &str)> {
                <u64 as IdPart>::read(text).map(|(id, rest)| (Self::new(id), rest))
            }
        }
    )+};
}
ids!(ApplicationId ChannelId CommandId EmojiId GenericId GuildId InteractionId MessageId RoleId UserId);

/// The number of characters, a colon, and the text, so that every text can be read back.
impl<const N: usize> IdPart for Text<N> {
    const LONGEST: usize = 4 + N;

    fn write(&self, id: &mut String) {
        write_number(self.chars().count() as u64, id);
        id.push(':');
        id.push_str(self);
    }

    fn read(text: &str) -> Option<(Self, &str)> {
        let (length, rest) = text.split_once(':')?;
        let length = usize::from_str_radix(length, 36).ok()?;
        let end = rest.char_indices().nth(length).map_or(rest.len(), |(at, _)| at);
        let (text, rest) = rest.split_at(end);
        if text.chars().count() != length {
            return None;
        }
        Some((Self::new(text)?, rest))
    }
}

/// `None` is an empty part.
impl<T: IdPart> IdPart for Option<T> {
    const LONGEST: usize = T::LONGEST;

    fn write(&self, id: &mut String) {
        if let Some(value) = self {
            value.write(id);
        }
    }

    fn read(text: &str) -> Option<(Self, &str)> {
        if text.is_empty() || text.starts_with('.') {
            return Some((None, text));
        }
        T::read(text).map(|(value, rest)| (Some(value), rest))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, PartialEq)]
    struct Old(u8);
    impl CustomId for Old {
        const KEY: &'static str = "poll";
        const KEYS: &'static [&'static str] = &["poll"];
        const LONGEST: usize = 7;
        fn write(&self, id: &mut IdWriter) {
            id.part(&self.0);
        }
        fn read(_: &str, values: &mut IdReader<'_>) -> Result<Self, Refused> {
            Ok(Self(values.part()?))
        }
    }

    #[derive(Debug, PartialEq)]
    struct Vote(u64, Text<20>, Option<i32>, bool, Option<UserId>, (usize, isize));
    impl CustomId for Vote {
        const KEY: &'static str = "poll~2";
        const KEYS: &'static [&'static str] = &["poll~2", "poll"];
        const LONGEST: usize = MAX_ID;
        fn write(&self, id: &mut IdWriter) {
            id.part(&self.0);
            id.part(&self.1);
            id.part(&self.2);
            id.part(&self.3);
            id.part(&self.4);
            id.part(&self.5.0);
            id.part(&self.5.1);
        }
        fn read(key: &str, values: &mut IdReader<'_>) -> Result<Self, Refused> {
            if key == "poll" {
                let old = Old::read(key, values)?;
                return Ok(Self(old.0.into(), Text::default(), None, false, None, (0, 0)));
            }
            let (number, text, maybe, yes, user) =
                (values.part()?, values.part()?, values.part()?, values.part()?, values.part()?);
            Ok(Self(number, text, maybe, yes, user, (values.part()?, values.part()?)))
        }
    }

    proptest! {
        #[test]
        fn every_id_can_be_read_back(
            number: u64,
            text in ".{0,20}",
            maybe: Option<i32>,
            yes: bool,
            user in proptest::option::of(1_u64..),
            sizes: (usize, isize)
        ) {
            let text = Text::cut(&text);
            let vote = Vote(number, text, maybe, yes, user.map(UserId::new), sizes);
            let id = vote.id();
            prop_assert!(id.chars().count() <= MAX_ID, "{id}");
            prop_assert_eq!(Vote::parse(&id).unwrap(), vote);
        }

        #[test]
        fn no_text_panics(id in ".{0,40}") {
            let _ = Vote::parse(&id);
            let _ = Vote::parse(&format!("poll~2.{id}"));
        }
    }

    #[test]
    fn keys_do_not_begin_one_another_and_old_ids_are_migrated() {
        assert_eq!((key("poll.1"), key("poll.10"), key("poll~2.1"), key("poll")), ("poll", "poll", "poll~2", "poll"));
        assert_eq!(Vote::parse(&Old(3).id()).unwrap(), Vote(3, Text::default(), None, false, None, (0, 0)));
        for id in ["poll~2", "poll~2.1", "other.1", "poll.zzzz", "poll.1.1", "poll~2.1.3:ab.1.1.", ""] {
            assert!(Vote::parse(id).is_err(), "{id}");
        }
    }
}
