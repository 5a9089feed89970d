//! Languages of Discord's clients (Discord's docs, reference, "Locales").

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::open::open_names;

open_names! {
    /// A language of Discord's clients.
    #[derive(PartialOrd, Ord)]
    pub enum Locale {
        /// Indonesian.
        Indonesian = "id",
        /// Danish.
        Danish = "da",
        /// German.
        German = "de",
        /// English of the United Kingdom.
        EnglishGb = "en-GB",
        /// English of the United States.
        EnglishUs = "en-US",
        /// Spanish of Spain.
        Spanish = "es-ES",
        /// Spanish of Latin America.
        SpanishLatam = "es-419",
        /// French.
        French = "fr",
        /// Croatian.
        Croatian = "hr",
        /// Italian.
        Italian = "it",
        /// Lithuanian.
        Lithuanian = "lt",
        /// Hungarian.
        Hungarian = "hu",
        /// Dutch.
        Dutch = "nl",
        /// Norwegian.
        Norwegian = "no",
        /// Polish.
        Polish = "pl",
        /// Portuguese of Brazil.
        PortugueseBr = "pt-BR",
        /// Romanian.
        Romanian = "ro",
        /// Finnish.
        Finnish = "fi",
        /// Swedish.
        Swedish = "sv-SE",
        /// Vietnamese.
        Vietnamese = "vi",
        /// Turkish.
        Turkish = "tr",
        /// Czech.
        Czech = "cs",
        /// Greek.
        Greek = "el",
        /// Bulgarian.
        Bulgarian = "bg",
        /// Russian.
        Russian = "ru",
        /// Ukrainian.
        Ukrainian = "uk",
        /// Hindi.
        Hindi = "hi",
        /// Thai.
        Thai = "th",
        /// Chinese of China.
        ChineseCn = "zh-CN",
        /// Japanese.
        Japanese = "ja",
        /// Chinese of Taiwan.
        ChineseTw = "zh-TW",
        /// Korean.
        Korean = "ko",
    }
}

/// A text in several languages. Users of other languages see the default text, except that `en-US` and `en-GB` replace
/// each other and `es-419` falls back to `es-ES`.
pub type Localizations = BTreeMap<Locale, CompactString>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_keys_that_accept_unknown_values() {
        let json = r#"{"de":"hallo","en-GB":"hello","xx":"?"}"#;
        let texts: Localizations = serde_json::from_str(json).unwrap();
        assert_eq!(texts.get(&Locale::German).map(CompactString::as_str), Some("hallo"));
        assert_eq!(texts.get(&Locale::from("xx")).map(CompactString::as_str), Some("?"));
        assert_eq!(serde_json::to_string(&texts).unwrap(), json);
    }
}
