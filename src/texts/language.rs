//! [`Language`]: a language in which texts are given.

use super::own::OwnText;
#[cfg(feature = "fluent")]
use super::{TextArgument, Texts};
use crate::model::Locale;

/// The texts of a bot, if it has any.
#[derive(Debug, Clone, Default)]
pub(crate) struct BotTexts(#[cfg(feature = "fluent")] pub(crate) Option<Texts>);

impl BotTexts {
    /// The texts in a language. `None`: in the default language.
    pub(crate) fn language(&self, locale: Option<Locale>) -> Language {
        Language {
            locale,
            #[cfg(feature = "fluent")]
            texts: self.0.clone(),
        }
    }
}

/// A language in which texts are given: that of a user from [`CallContext::language`], that of a guild from
/// [`CallContext::guild_language`].
///
/// [`CallContext::language`]: crate::command::CallContext::language
/// [`CallContext::guild_language`]: crate::command::CallContext::guild_language
#[derive(Debug, Clone, Default)]
pub struct Language {
    locale: Option<Locale>,
    #[cfg(feature = "fluent")]
    texts: Option<Texts>,
}

impl Language {
    /// The language. `None` if it is not known; texts are then given in the default language.
    #[must_use]
    pub fn locale(&self) -> Option<&Locale> {
        self.locale.as_ref()
    }

    /// A text of the library.
    pub(crate) fn own(&self, text: &OwnText) -> String {
        #[cfg(feature = "fluent")]
        if let Some(texts) = &self.texts
            && let Some(text) = texts.own(self.locale(), text)
        {
            return text;
        }
        text.to_string()
    }
}

#[cfg(feature = "fluent")]
impl Texts {
    /// A language in which texts are given, outside of calls of commands: `texts.language("de").text("welcome")`.
    #[must_use]
    pub fn language(&self, locale: &str) -> Language {
        Language { locale: Some(Locale::from(locale)), texts: Some(self.clone()) }
    }
}

#[cfg(feature = "fluent")]
impl Language {
    /// The text of the message with this id, without arguments. `"shop.title"` is the attribute `title` of the message
    /// `shop`.
    ///
    /// If this language lacks it or cannot give it, it is given in the default language. If that lacks it too, the
    /// result is the id. Both are logged once for each message.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.text_with(id, &[])
    }

    /// The text of the message with this id and these arguments:
    /// `language.text_with("welcome", &[("name", &user.name), ("count", &3)])`. Otherwise as [`text`](Self::text).
    #[must_use]
    pub fn text_with(&self, id: &str, arguments: &[(&str, &dyn TextArgument)]) -> String {
        match &self.texts {
            Some(texts) => texts.text(self.locale(), id, arguments),
            None => {
                tracing::warn!(id, "the bot has no texts; add them with `Bot::texts`");
                id.to_owned()
            }
        }
    }
}
