//! The languages of a call: that of its user and that of its guild.

use super::context::CallContext;
#[cfg(feature = "fluent")]
use crate::texts::TextArgument;
use crate::texts::{Language, OwnText};

impl CallContext {
    /// The language of the user, for texts that they alone see. Discord does not send it with messages: in a prefix
    /// command it is that of the guild.
    #[must_use]
    pub fn language(&self) -> Language {
        self.services().texts.language(self.locale().or_else(|| self.guild_locale()))
    }

    /// The language of the guild, for texts that all members see. Outside of guilds it is that of the user.
    #[must_use]
    pub fn guild_language(&self) -> Language {
        self.services().texts.language(self.guild_locale().or_else(|| self.locale()))
    }

    /// The text of the message with this id in the language of the user, without arguments: see
    /// [`Language::text`]. For the language of the guild: `ctx.guild_language().text(..)`.
    #[cfg(feature = "fluent")]
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.language().text(id)
    }

    /// The text of the message with this id and these arguments in the language of the user:
    /// `ctx.text_with("welcome", &[("name", &user.name), ("count", &3)])`. See [`Language::text_with`].
    #[cfg(feature = "fluent")]
    #[must_use]
    pub fn text_with(&self, id: &str, arguments: &[(&str, &dyn TextArgument)]) -> String {
        self.language().text_with(id, arguments)
    }

    /// A text of the library in the language of the user.
    pub(crate) fn own_text(&self, text: &OwnText) -> String {
        self.language().own(text)
    }
}
