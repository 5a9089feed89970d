//! Which language is used for users of a language that has no text.

use crate::model::{Locale, Localizations};

/// The language, and the one that Discord shows instead if it has no text (Discord's docs, interactions/
/// application-commands, "Locale fallbacks").
pub(crate) fn with_fallback(locale: Option<&Locale>) -> impl Iterator<Item = Locale> {
    let other = match locale {
        Some(Locale::EnglishUs) => Some(Locale::EnglishGb),
        Some(Locale::EnglishGb) => Some(Locale::EnglishUs),
        Some(Locale::SpanishLatam) => Some(Locale::Spanish),
        _ => None,
    };
    locale.cloned().into_iter().chain(other)
}

/// The text in a language. `None` if it has none.
pub(crate) fn localized<'a>(texts: &'a Localizations, locale: Option<&Locale>) -> Option<&'a str> {
    with_fallback(locale).find_map(|locale| texts.get(&locale)).map(|text| text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_fall_back_as_discord_documents() {
        let texts: Localizations =
            [("de", "hallo"), ("en-GB", "hello"), ("es-ES", "hola")].map(|(it, text)| (it.into(), text.into())).into();
        for (locale, expected) in
            [("de", Some("hallo")), ("en-US", Some("hello")), ("es-419", Some("hola")), ("fr", None)]
        {
            assert_eq!(localized(&texts, Some(&Locale::from(locale))), expected, "{locale}");
        }
        assert_eq!(localized(&texts, None), None);
    }
}
