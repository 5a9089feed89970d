//! Reading what Discord does not check.
//!
//! Presences carry what users' programs put there: the documentation says to "treat every other field as optional and
//! unvalidated". A text where a number belongs must not cost the event, so scalars of the wrong kind read as `None`.
//! `or_default` is for keys that are null although their documented type is not.

use std::fmt;
use std::marker::PhantomData;

use compact_str::CompactString;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Reads null as the type's default.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads a list that seldom has more than one element, and null as an empty one. What `Vec` takes for its first element is room for
/// four, which for elements of some hundred bytes is a block that allocators do not keep at hand.
pub(crate) fn few<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(few_if_any(deserializer)?.unwrap_or_default())
}

/// As [`few`], with null read as `None`.
pub(crate) fn few_if_any<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct FewVisitor<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for FewVisitor<T> {
        type Value = Option<Vec<T>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a sequence")
        }

        fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_seq(self)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut list = Vec::new();
            while let Some(element) = seq.next_element()? {
                if list.len() == list.capacity() {
                    list.reserve_exact(list.len().max(1));
                }
                list.push(element);
            }
            Ok(Some(list))
        }
    }

    deserializer.deserialize_option(FewVisitor(PhantomData))
}

/// For `skip_serializing_if`: whether a value is what its key is read as where it is absent.
pub(crate) fn is_neutral<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

macro_rules! ignore_the_rest {
    ($($method:ident: $kind:ty),*) => {
        $(fn $method<E: Error>(self, _: $kind) -> Result<Self::Value, E> {
            Ok(None)
        })*

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(None)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(None)
        }
    };
}

/// Reads a string; anything else is `None`.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<CompactString>, D::Error> {
    struct TextVisitor;

    impl<'de> Visitor<'de> for TextVisitor {
        type Value = Option<CompactString>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("anything")
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
            Ok(Some(value.into()))
        }

        ignore_the_rest!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64);
    }

    deserializer.deserialize_any(TextVisitor)
}

/// Reads an integer, also from a string or a float; anything else is `None`.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    struct IntegerVisitor;

    impl<'de> Visitor<'de> for IntegerVisitor {
        type Value = Option<i64>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("anything")
        }

        fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
            Ok(Some(value))
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
            Ok(i64::try_from(value).ok())
        }

        fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
            // `as` saturates; a float beyond i64 is as wrong as any other number.
            Ok(value.is_finite().then_some(value as i64))
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
            Ok(value.parse().ok())
        }

        ignore_the_rest!(visit_bool: bool);
    }

    deserializer.deserialize_any(IntegerVisitor)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Loose {
        #[serde(default, deserialize_with = "super::text")]
        text: Option<compact_str::CompactString>,
        #[serde(default, deserialize_with = "super::integer")]
        integer: Option<i64>,
        #[serde(default, deserialize_with = "super::or_default")]
        list: Vec<u8>,
    }

    #[test]
    fn takes_what_it_can_and_steps_over_the_rest() {
        for (json, text, integer) in [
            ("{}", None, None),
            (r#"{"text":"a","integer":1,"list":null}"#, Some("a"), Some(1)),
            (r#"{"text":5,"integer":"17"}"#, None, Some(17)),
            (r#"{"text":{"a":[1,{}]},"integer":[1,[2]]}"#, None, None),
            (r#"{"text":null,"integer":1.9}"#, None, Some(1)),
            (r#"{"text":true,"integer":false}"#, None, None),
            (r#"{"text":[],"integer":18446744073709551615}"#, None, None),
        ] {
            let loose: Loose = serde_json::from_str(json).unwrap();
            assert_eq!((loose.text.as_deref(), loose.integer), (text, integer), "{json}");
            assert!(loose.list.is_empty());
        }
    }

    #[derive(Deserialize)]
    struct Lists {
        #[serde(default, deserialize_with = "super::few")]
        few: Vec<[u64; 32]>,
        #[serde(default, deserialize_with = "super::few_if_any")]
        if_any: Option<Vec<u8>>,
    }

    #[test]
    fn a_short_list_takes_no_more_room_than_it_needs() {
        for (elements, room) in [(0, 0), (1, 1), (2, 2), (3, 4), (5, 8)] {
            let element = format!("[{}0]", "0,".repeat(31));
            let json = format!(r#"{{"few":[{}]}}"#, vec![element; elements].join(","));
            let lists: Lists = serde_json::from_str(&json).unwrap();
            assert_eq!((lists.few.len(), lists.few.capacity()), (elements, room));
        }
        for (json, if_any) in
            [("{}", None), (r#"{"if_any":null,"few":null}"#, None), (r#"{"if_any":[]}"#, Some(vec![]))]
        {
            let lists: Lists = serde_json::from_str(json).unwrap();
            assert_eq!((lists.few.len(), lists.if_any), (0, if_any), "{json}");
        }
        assert!(serde_json::from_str::<Lists>(r#"{"few":5}"#).is_err());
    }
}
