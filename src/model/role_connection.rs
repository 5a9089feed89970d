//! The metadata that linked roles can require (Discord's docs, resources/application-role-connection-metadata).

use compact_str::CompactString;
use greenroom_macros::Object;

use super::open::open_enum;
use super::{Locale, Localizations};

/// A fact about users that an application provides and that linked roles of guilds can require. An application can have
/// five.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct RoleConnectionMetadata {
    /// The comparison between the user's value and the required value.
    #[serde(rename = "type")]
    pub kind: RoleConnectionMetadataKind,
    /// The key of the application: 1–50 characters of `a-z`, `0-9` and `_`.
    pub key: CompactString,
    /// Its name, 1–100 characters.
    pub name: CompactString,
    /// Its name in other languages, 1–100 characters each.
    #[serde(skip_serializing_if = "Localizations::is_empty")]
    pub name_localizations: Localizations,
    /// The description, 1–200 characters.
    pub description: CompactString,
    /// The description in other languages, 1–200 characters each.
    #[serde(skip_serializing_if = "Localizations::is_empty")]
    pub description_localizations: Localizations,
}

impl RoleConnectionMetadata {
    /// Metadata with its comparison, the key of the application (1–50 characters of `a-z`, `0-9` and `_`), the name
    /// (1–100 characters) and the description (1–200 characters).
    #[must_use]
    pub fn new(
        kind: RoleConnectionMetadataKind,
        key: impl AsRef<str>,
        name: impl AsRef<str>,
        description: impl AsRef<str>,
    ) -> Self {
        Self {
            kind,
            key: key.as_ref().into(),
            name: name.as_ref().into(),
            name_localizations: Localizations::new(),
            description: description.as_ref().into(),
            description_localizations: Localizations::new(),
        }
    }

    /// Sets the name in a language.
    #[must_use]
    pub fn name_localization(mut self, locale: impl Into<Locale>, name: impl AsRef<str>) -> Self {
        self.name_localizations.insert(locale.into(), name.as_ref().into());
        self
    }

    /// Sets the description in a language.
    #[must_use]
    pub fn description_localization(mut self, locale: impl Into<Locale>, description: impl AsRef<str>) -> Self {
        self.description_localizations.insert(locale.into(), description.as_ref().into());
        self
    }
}

open_enum! {
    /// The comparison between the user's value and the value that a guild requires.
    pub enum RoleConnectionMetadataKind {
        /// The number is at most that of the guild.
        IntegerLessThanOrEqual = 1,
        /// The number is at least that of the guild.
        IntegerGreaterThanOrEqual = 2,
        /// The number equals that of the guild.
        IntegerEqual = 3,
        /// The number differs from that of the guild.
        IntegerNotEqual = 4,
        /// The time is at most as many days ago as the guild requires.
        DatetimeLessThanOrEqual = 5,
        /// The time is at least as many days ago as the guild requires.
        DatetimeGreaterThanOrEqual = 6,
        /// The boolean equals that of the guild.
        BooleanEqual = 7,
        /// The boolean differs from that of the guild.
        BooleanNotEqual = 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::one_line;

    #[test]
    fn is_serialized_as_documented() {
        let metadata =
            RoleConnectionMetadata::new(RoleConnectionMetadataKind::BooleanEqual, "vip", "VIP", "Very important")
                .name_localization(Locale::German, "Promi")
                .description_localization(Locale::German, "Sehr wichtig");
        let json = r#"{"type":7,"key":"vip","name":"VIP","name_localizations":{"de":"Promi"},
        "description":"Very important","description_localizations":{"de":"Sehr wichtig"}}"#;
        assert_eq!(serde_json::to_string(&metadata).unwrap(), one_line(json));
        assert_eq!(serde_json::from_str::<RoleConnectionMetadata>(json).unwrap(), metadata);
        let sparse = r#"{"type":99,"key":"k","name":"n","description":"d","name_localizations":null}"#;
        let sparse: RoleConnectionMetadata = serde_json::from_str(sparse).unwrap();
        assert_eq!(sparse.kind, RoleConnectionMetadataKind::Unknown(99));
    }
}
