//! [`FromValue`]: the types that values of interactions are read as.

use compact_str::CompactString;

use super::{
    GivenValue, ValueError, ValueKind,
    given::{Item, Items},
};
use crate::model::{
    Attachment, AttachmentId, Channel, ChannelId, GenericId, Member, Message, MessageId, Role, RoleId, User, UserId,
};

/// A type that can be read from what a user gave for an option, a select menu or a field of a modal.
///
/// | type | read from |
/// |---|---|
/// | `String`, `&str`, [`CompactString`] | texts; what is being typed, of any kind |
/// | whole numbers | whole numbers from -(2^53 - 1) to 2^53 - 1, within the range of the type; texts |
/// | `f64` | numbers, whole numbers, texts |
/// | `bool` | true or false |
/// | [`UserId`], [`RoleId`], [`ChannelId`], [`AttachmentId`], [`MessageId`], [`GenericId`] | objects, texts |
/// | [`User`], [`Member`], [`Role`], [`Channel`], [`Attachment`], [`Message`], and references | objects |
/// | `Option<T>` | as `T`; `None` if the user gave nothing |
/// | `Vec<T>` | each selected value as `T` |
///
/// Members that Discord sends with an interaction have no `user`, `deaf` and `mute`. The `user` is added to a
/// [`Member`]; a `&Member` is as it came.
///
/// A type of your own is read by way of one of these:
///
/// ```
/// use greenroom::model::{FromValue, GivenValue, ValueError};
///
/// struct Even(u32);
///
/// impl<'a> FromValue<'a> for Even {
///     fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
///         let number = u32::from_value(value)?;
///         if number % 2 == 0 { Ok(Self(number)) } else { Err(value.invalid("even")) }
///     }
/// }
/// ```
pub trait FromValue<'a>: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// If the value is missing, or is none of the type.
    fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError>;
}

impl<'a> FromValue<'a> for &'a str {
    fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
        value.text()
    }
}

impl<'a> FromValue<'a> for String {
    fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
        value.text().map(Into::into)
    }
}

impl<'a> FromValue<'a> for CompactString {
    fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
        value.text().map(Into::into)
    }
}

impl<'a> FromValue<'a> for f64 {
    fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
        value.number()
    }
}

impl<'a> FromValue<'a> for bool {
    fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
        match value.one()? {
            Item::Boolean(yes) => Ok(yes),
            _ => Err(value.wrong_kind(ValueKind::Boolean)),
        }
    }
}

impl<'a> FromValue<'a> for GenericId {
    fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
        value.id(value.kind).map(Self::new)
    }
}

impl<'a, T: FromValue<'a>> FromValue<'a> for Option<T> {
    fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
        if value.is_empty() { Ok(None) } else { T::from_value(value).map(Some) }
    }
}

impl<'a, T: FromValue<'a>> FromValue<'a> for Vec<T> {
    fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
        match value.items {
            Items::Texts(texts) => {
                let one = |text| GivenValue { items: Items::One(Some(Item::Text(text))), ..value };
                texts.iter().map(|text| T::from_value(one(text))).collect()
            }
            Items::One(_) => Ok(Option::<T>::from_value(value)?.into_iter().collect()),
        }
    }
}

macro_rules! integers {
    ($($integer:ident)*) => {$(
        impl<'a> FromValue<'a> for $integer {
            fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
                let number = value.integer($integer::MIN as i128, $integer::MAX as i128)?;
                // The number is within the range of the type.
                Ok(number as $integer)
            }
        }
    )*};
}
integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

macro_rules! ids {
    ($($id:ident of $kind:ident;)*) => {$(
        impl<'a> FromValue<'a> for $id {
            fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
                value.id(ValueKind::$kind).map(Self::new)
            }
        }
    )*};
}
ids! {
    UserId of User;
    RoleId of Role;
    ChannelId of Channel;
    AttachmentId of Attachment;
    MessageId of Message;
}

/// Reads a reference to an object from the objects that came with the interaction, and a copy of it.
macro_rules! objects {
    ($($object:ident by $id:ident in $list:ident is $kind:ident $name:literal;)*) => {$(
        impl<'a> FromValue<'a> for &'a $object {
            fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
                value.object(ValueKind::$kind, $name, |resolved, id| resolved.$list.get(&$id::new(id)))
            }
        }
    )*};
}
objects! {
    User by UserId in users is User "user";
    Member by UserId in members is User "member";
    Role by RoleId in roles is Role "role";
    Channel by ChannelId in channels is Channel "channel";
    Attachment by AttachmentId in attachments is Attachment "file";
    Message by MessageId in messages is Message "message";
}

macro_rules! copies {
    ($($object:ident)*) => {$(
        impl<'a> FromValue<'a> for $object {
            fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
                <&$object>::from_value(value).cloned()
            }
        }
    )*};
}
copies!(User Role Channel Attachment Message);

impl<'a> FromValue<'a> for Member {
    fn from_value(value: GivenValue<'a>) -> Result<Self, ValueError> {
        let mut member = <&Self>::from_value(value)?.clone();
        if member.user.is_none() {
            member.user = Some(User::from_value(value)?);
        }
        Ok(member)
    }
}
