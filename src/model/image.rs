//! Hashes of images on Discord's CDN.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::readable::readable;

/// The hash of an image, such as an avatar, icon, banner or splash.
///
/// Nearly all hashes have 32 hexadecimal digits, and the prefix `a_` if the image is animated. These are stored in 16
/// bytes. A hash of any other form is stored as text.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ImageHash(Shape);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Shape {
    Digest { animated: bool, bytes: [u8; 16] },
    Other(Box<str>),
}

impl ImageHash {
    /// Whether the image is animated: the hash has the prefix `a_`. The CDN then has it as `.gif` and
    /// `.webp?animated=true`.
    #[must_use]
    pub fn is_animated(&self) -> bool {
        match &self.0 {
            Shape::Digest { animated, .. } => *animated,
            Shape::Other(text) => text.starts_with("a_"),
        }
    }

    /// For a hash of the usual form: whether the image is animated, and the bytes of the hash.
    #[must_use]
    pub fn digest(&self) -> Option<(bool, [u8; 16])> {
        match self.0 {
            Shape::Digest { animated, bytes } => Some((animated, bytes)),
            Shape::Other(_) => None,
        }
    }

    /// A hash of the usual form.
    #[must_use]
    pub const fn from_digest(animated: bool, bytes: [u8; 16]) -> Self {
        Self(Shape::Digest { animated, bytes })
    }
}

impl From<&str> for ImageHash {
    fn from(text: &str) -> Self {
        let (animated, digits) = text.strip_prefix("a_").map_or((false, text), |digits| (true, digits));
        Self(digest(digits).map_or_else(|| Shape::Other(text.into()), |bytes| Shape::Digest { animated, bytes }))
    }
}

/// Reads exactly 32 lower-case hexadecimal digits. Other texts could not be restored from 16 bytes.
fn digest(digits: &str) -> Option<[u8; 16]> {
    super::digits::hexadecimal(digits.as_bytes().try_into().ok()?)
}

impl fmt::Display for ImageHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Shape::Digest { animated, bytes } => {
                write!(f, "{}{:032x}", if *animated { "a_" } else { "" }, u128::from_be_bytes(*bytes))
            }
            Shape::Other(text) => f.write_str(text),
        }
    }
}

impl fmt::Debug for ImageHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ImageHash({self})")
    }
}

impl Serialize for ImageHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ImageHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::open::enum_name(deserializer)
    }
}

readable!(required ImageHash);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_usual_form_takes_no_allocation() {
        for (text, animated) in
            [("8342729096ea3675442027381ff50dfe", false), ("a_1269e74af4df7417b13759eae50c83dc", true)]
        {
            let hash = ImageHash::from(text);
            assert!(matches!(hash.0, Shape::Digest { .. }), "{text}");
            assert_eq!(hash.is_animated(), animated);
            assert_eq!(hash.to_string(), text);
        }
        assert!(size_of::<Option<ImageHash>>() <= 24);
    }

    #[test]
    fn other_forms_are_kept() {
        for text in
            ["", "a_", "clan_badge", "8342729096EA3675442027381FF50DFE", "a_v2_1269e74af4df7417b13759eae50c83dc"]
        {
            let hash = ImageHash::from(text);
            assert!(matches!(hash.0, Shape::Other(_)), "{text}");
            assert_eq!(hash.to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_round_trips(text in "(a_)?([0-9a-f]{30,34}|\\PC{0,40})") {
            prop_assert_eq!(ImageHash::from(text.as_str()).to_string(), text);
        }
    }
}
