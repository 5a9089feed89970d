//! What linked roles can ask for (Discord's docs, resources/application-role-connection-metadata).

use compact_str::CompactString;
use greenroom_macros::Object;

use super::open::open_enum;
use super::{Locale, Localizations};

/// Something that an application knows about users and that linked roles of guilds can ask for. An application can have five.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[non_exhaustive]
pub struct RoleConnectionMetadata {
    /// How what is known is compared with what is asked for.
    #[serde(rename = "type")]
    pub kind: RoleConnectionMetadataKind,
    /// What the application calls it: 1–50 of `a-z`, `0-9` and `_`.
    pub key: CompactString,
    /// Its name, 1–100 characters.
    pub name: CompactString,
    /// Its name in other languages, 1–100 characters each.
    #[serde(skip_serializing_if = "Localizations::is_empty")]
    pub name_localizations: Localizations,
    /// What it means, 1–200 characters.
    pub description: CompactString,
    /// What it means, in other languages, 1–200 characters each.
    #[serde(skip_serializing_if = "Localizations::is_empty")]
    pub description_localizations: Localizations,
}

impl RoleConnectionMetadata {
    /// How it is compared, what the application calls it (1–50 of `a-z`, `0-9` and `_`), its name (1–100 characters), and what it
    /// means (1–200 characters).
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

    /// Says what it is called in a language.
    #[must_use]
    pub fn name_localization(mut self, locale: impl Into<Locale>, name: impl AsRef<str>) -> Self {
        self.name_localizations.insert(locale.into(), name.as_ref().into());
        self
    }

    /// Says what it means in a language.
    #[must_use]
    pub fn description_localization(mut self, locale: impl Into<Locale>, description: impl AsRef<str>) -> Self {
        self.description_localizations.insert(locale.into(), description.as_ref().into());
        self
    }
}

open_enum! {
    /// How what is known about a user is compared with what a guild asks for.
    pub enum RoleConnectionMetadataKind {
        /// A number, at most what the guild says.
        IntegerLessThanOrEqual = 1,
        /// A number, at least what the guild says.
        IntegerGreaterThanOrEqual = 2,
        /// A number, exactly what the guild says.
        IntegerEqual = 3,
        /// A number other than what the guild says.
        IntegerNotEqual = 4,
        /// A time, at most as many days ago as the guild says.
        DatetimeLessThanOrEqual = 5,
        /// A time, at least as many days ago as the guild says.
        DatetimeGreaterThanOrEqual = 6,
        /// Yes or no, as the guild says.
        BooleanEqual = 7,
        /// Yes or no, other than the guild says.
        BooleanNotEqual = 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_discord_wants_to_hear() {
        let metadata =
            RoleConnectionMetadata::new(RoleConnectionMetadataKind::BooleanEqual, "vip", "VIP", "Very important")
                .name_localization(Locale::German, "Promi")
                .description_localization(Locale::German, "Sehr wichtig");
        let json = r#"{"type":7,"key":"vip","name":"VIP","name_localizations":{"de":"Promi"},"description":"Very important","description_localizations":{"de":"Sehr wichtig"}}"#;
        assert_eq!(serde_json::to_string(&metadata).unwrap(), json);
        assert_eq!(serde_json::from_str::<RoleConnectionMetadata>(json).unwrap(), metadata);
        let sparse = r#"{"type":99,"key":"k","name":"n","description":"d","name_localizations":null}"#;
        let sparse: RoleConnectionMetadata = serde_json::from_str(sparse).unwrap();
        assert_eq!(sparse.kind, RoleConnectionMetadataKind::Unknown(99));
    }
}
