//! [`TextArgument`]: what can be an argument of a text.

use std::borrow::Cow;

use compact_str::CompactString;
use fluent_bundle::FluentValue;

/// The whole numbers that are passed as numbers: between -(2⁵³ - 1) and 2⁵³ - 1. Others would be rounded.
const EXACT: u64 = (1 << 53) - 1;

/// The value of an argument of a text.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum TextValue<'a> {
    /// A text. It is inserted as it is.
    Text(Cow<'a, str>),
    /// A number. It chooses between plural forms.
    Number(f64),
}

impl TextValue<'_> {
    pub(super) fn to_fluent(&self) -> FluentValue<'_> {
        match self {
            Self::Text(text) => FluentValue::String(Cow::Borrowed(text)),
            Self::Number(number) => FluentValue::from(*number),
        }
    }
}

/// What can be an argument of a text: texts, and numbers, which choose between plural forms.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an argument of a text",
    label = "not an argument of a text",
    note = "arguments are texts and numbers; pass `&value.to_string()` for what implements `Display`"
)]
pub trait TextArgument {
    /// The value.
    fn to_value(&self) -> TextValue<'_>;
}

impl<T: TextArgument + ?Sized> TextArgument for &T {
    fn to_value(&self) -> TextValue<'_> {
        (**self).to_value()
    }
}

macro_rules! texts {
    ($($text:ty),+) => {$(
        impl TextArgument for $text {
            fn to_value(&self) -> TextValue<'_> {
                let text: &str = self.as_ref();
                TextValue::Text(Cow::Borrowed(text))
            }
        }
    )+};
}

texts!(str, String, CompactString, Box<str>, Cow<'_, str>);

macro_rules! whole_numbers {
    ($($number:ty),+) => {$(
        /// Numbers beyond ±(2⁵³ - 1), such as ids, are passed as texts.
        impl TextArgument for $number {
            fn to_value(&self) -> TextValue<'_> {
                #[allow(clippy::unnecessary_cast, unused_comparisons, reason = "the same code for all kinds")]
                let magnitude = if *self < 0 { (*self as i128).unsigned_abs() } else { *self as u128 };
                if magnitude > u128::from(EXACT) {
                    return TextValue::Text(self.to_string().into());
                }
                TextValue::Number(*self as f64)
            }
        }
    )+};
}

whole_numbers!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

impl TextArgument for f64 {
    fn to_value(&self) -> TextValue<'_> {
        TextValue::Number(*self)
    }
}

impl TextArgument for f32 {
    fn to_value(&self) -> TextValue<'_> {
        TextValue::Number(f64::from(*self))
    }
}
