//! Emoji (Discord's docs, resources/emoji).

use std::fmt;

use compact_str::CompactString;
use greenroom_macros::Object;

use super::object::is_default;
use super::{EmojiId, RoleId, User};

/// A custom emoji of a guild or an application.
#[derive(Debug, Clone, PartialEq, Object)]
#[non_exhaustive]
pub struct Emoji {
    /// The id; `None` for a standard emoji.
    pub id: Option<EmojiId>,
    /// Its name, or the character itself for a standard emoji.
    pub name: Option<CompactString>,
    /// The roles that may use it; everybody may if the list is empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleId>,
    /// The user who created it, if the bot may see that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// Whether its name must be written between colons.
    #[serde(skip_serializing_if = "is_default")]
    pub require_colons: bool,
    /// Whether an integration owns it.
    #[serde(skip_serializing_if = "is_default")]
    pub managed: bool,
    /// Whether it is animated.
    #[serde(skip_serializing_if = "is_default")]
    pub animated: bool,
    /// Whether it can be used. It cannot if the guild lost boosts.
    #[serde(default = "yes")]
    pub available: bool,
}

impl Emoji {
    /// A custom emoji that everybody may use.
    #[must_use]
    pub fn new(id: impl Into<EmojiId>, name: impl Into<CompactString>) -> Self {
        Self {
            id: Some(id.into()),
            name: Some(name.into()),
            roles: Vec::new(),
            user: None,
            require_colons: true,
            managed: false,
            animated: false,
            available: true,
        }
    }
}

fn yes() -> bool {
    true
}

/// The emoji of an application, up to 2000.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct ApplicationEmojis {
    /// The emoji.
    pub items: Vec<Emoji>,
}

/// An emoji in reactions, polls and components.
///
/// It can be made from a text: `ReactionEmoji::from("👍")`. [`Display`](fmt::Display) gives the form of URLs before
/// percent-encoding, `👍` or `name:id`; [`mention`](Self::mention) gives the form of messages, `<:name:id>`.
///
/// `==` and hashes compare the text as Discord sent it. [`is`](Self::is) compares whether both are the same emoji.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Object)]
#[non_exhaustive]
pub struct ReactionEmoji {
    /// The id of a custom emoji; `None` for a standard one.
    pub id: Option<EmojiId>,
    /// Its name, or the character itself for a standard one. `None` if a custom emoji has been deleted.
    pub name: Option<CompactString>,
    /// Whether it is animated.
    #[serde(skip_serializing_if = "is_default")]
    pub animated: bool,
}

/// Discord's name for an emoji of which only `id`, `name` and `animated` are sent.
pub type PartialEmoji = ReactionEmoji;

impl ReactionEmoji {
    /// A custom emoji.
    #[must_use]
    pub fn custom(id: EmojiId, name: impl AsRef<str>) -> Self {
        Self { id: Some(id), name: Some(name.as_ref().into()), animated: false }
    }

    /// A standard emoji, by its character.
    #[must_use]
    pub fn unicode(character: impl AsRef<str>) -> Self {
        Self { id: None, name: Some(character.as_ref().into()), animated: false }
    }

    /// The form in which it is written in a message: `👍`, `<:name:id>` or `<a:name:id>`.
    pub fn mention(&self) -> impl fmt::Display + '_ {
        struct Written<'a>(&'a ReactionEmoji);

        impl fmt::Display for Written<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.0.id {
                    Some(_) => write!(f, "<{}:{}>", if self.0.animated { "a" } else { "" }, self.0),
                    None => fmt::Display::fmt(self.0, f),
                }
            }
        }

        Written(self)
    }

    /// Whether both are the same emoji. Custom emoji are compared by their ids, and standard ones by their characters
    /// without U+FE0F. That character requests a coloured picture; keyboards, editors and Discord are not consistent in
    /// writing it.
    ///
    /// ```
    /// use greenroom::model::ReactionEmoji;
    ///
    /// let (with, without) = (ReactionEmoji::from("\u{2764}\u{FE0F}"), ReactionEmoji::from("\u{2764}"));
    /// assert!(with.is(&without) && with != without);
    /// ```
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        let same_characters = || match (&self.name, &other.name) {
            (Some(one), Some(other)) => without_selector(one).eq(without_selector(other)),
            (one, other) => one == other,
        };
        self.id == other.id && (self.id.is_some() || same_characters())
    }
}

/// The characters of a standard emoji without U+FE0F, variation selector 16.
fn without_selector(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars().filter(|character| *character != '\u{FE0F}')
}

impl fmt::Display for ReactionEmoji {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Discord uses the id alone, but requires some name before it. A deleted emoji has no name.
        let name = self.name.as_deref().filter(|name| !name.is_empty()).unwrap_or("_");
        match self.id {
            Some(id) => write!(f, "{name}:{id}"),
            None => f.write_str(name),
        }
    }
}

impl From<&str> for ReactionEmoji {
    /// Reads `<:name:id>`, `<a:name:id>` and `name:id` as custom emoji. Any other text is used as the character itself.
    fn from(text: &str) -> Self {
        custom_from(text).unwrap_or_else(|| Self::unicode(text))
    }
}

fn custom_from(text: &str) -> Option<ReactionEmoji> {
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
    let (animated, inner) = match inner.strip_prefix("a:") {
        Some(rest) if rest.contains(':') => (true, rest),
        _ => (false, inner.strip_prefix(':').unwrap_or(inner)),
    };
    let (name, id) = inner.split_once(':')?;
    Some(ReactionEmoji { id: Some(id.parse().ok()?), name: Some(name.into()), animated })
}

impl From<String> for ReactionEmoji {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<char> for ReactionEmoji {
    fn from(character: char) -> Self {
        Self::unicode(character.encode_utf8(&mut [0; 4]))
    }
}

impl From<&Self> for ReactionEmoji {
    fn from(emoji: &Self) -> Self {
        emoji.clone()
    }
}

impl From<&Emoji> for ReactionEmoji {
    fn from(emoji: &Emoji) -> Self {
        Self { id: emoji.id, name: emoji.name.clone(), animated: emoji.animated }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_is_read() {
        for (text, url, mention) in [
            ("👍", "👍", "👍"),
            ("<:lol:41771983429993937>", "lol:41771983429993937", "<:lol:41771983429993937>"),
            ("<a:lol:41771983429993937>", "lol:41771983429993937", "<a:lol:41771983429993937>"),
            ("lol:41771983429993937", "lol:41771983429993937", "<:lol:41771983429993937>"),
            ("a:41771983429993937", "a:41771983429993937", "<:a:41771983429993937>"),
            (":not:an:id", ":not:an:id", ":not:an:id"),
        ] {
            let emoji = ReactionEmoji::from(text);
            assert_eq!(emoji.to_string(), url, "{text}");
            assert_eq!(emoji.mention().to_string(), mention, "{text}");
        }
        assert_eq!(ReactionEmoji::from('🔥'), ReactionEmoji::unicode("🔥"));
    }

    #[test]
    fn a_deleted_emoji_has_no_name() {
        let emoji: ReactionEmoji = serde_json::from_str(r#"{"id":"5","name":null}"#).unwrap();
        assert_eq!(emoji.to_string(), "_:5");
        assert!(emoji.is(&ReactionEmoji::custom(EmojiId::new(5), "formerly")));
        assert!(!ReactionEmoji::unicode("a").is(&ReactionEmoji::unicode("b")));
    }

    #[test]
    fn variation_selectors_make_no_difference() {
        for (name, one, other, same) in [
            ("a heart", "❤\u{FE0F}", "❤", true),
            ("a heart and another", "❤\u{FE0F}", "🧡", false),
            ("a heart in text style", "❤\u{FE0E}", "❤", false),
            ("a keycap", "#\u{FE0F}\u{20E3}", "#\u{20E3}", true),
            ("two keycaps", "1\u{FE0F}\u{20E3}", "2\u{20E3}", false),
            ("a keycap and its key", "#\u{FE0F}\u{20E3}", "#", false),
            ("a flag", "🇩🇪", "🇩🇪", true),
            ("two flags", "🇩🇪", "🇩🇰", false),
            ("a flag joined to a rainbow", "🏳\u{FE0F}\u{200D}🌈", "🏳\u{200D}🌈", true),
            ("a flag and a rainbow, not joined", "🏳\u{FE0F}\u{200D}🌈", "🏳🌈", false),
            ("two selectors of three", "👁\u{FE0F}\u{200D}🗨\u{FE0F}", "👁\u{200D}🗨\u{FE0F}", true),
            ("a skin tone", "☝🏽", "☝", false),
            ("a custom emoji, renamed", "<:lol:5>", "<a:rofl:5>", true),
            ("two custom emoji of one name", "<:lol:5>", "<:lol:6>", false),
            ("a custom emoji called as a character", "<:❤:5>", "❤", false),
        ] {
            let (one, other) = (ReactionEmoji::from(one), ReactionEmoji::from(other));
            assert_eq!((one.is(&other), other.is(&one)), (same, same), "{name}");
        }
        let nameless: ReactionEmoji = serde_json::from_str(r#"{"id":null,"name":null}"#).unwrap();
        assert!(nameless.is(&nameless) && !nameless.is(&ReactionEmoji::unicode("❤")));
    }
}
