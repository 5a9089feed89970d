//! The bot's token, kept from view.

use std::fmt;

use super::ConfigError;

/// A bot token. It shows itself to nobody: `Debug` prints stars, `Display` does not exist.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Token(String);

impl Token {
    /// A token as a person pasted it: white space around it and a leading `Bot ` are taken off.
    ///
    /// # Errors
    ///
    /// [`ConfigError::EmptyToken`] if nothing is left, [`ConfigError::MalformedToken`] if a character is in it that
    /// can stand neither in a token nor in an HTTP header.
    pub fn new(token: impl AsRef<str>) -> Result<Self, ConfigError> {
        let token = token.as_ref().trim();
        let token = token.strip_prefix("Bot ").map_or(token, str::trim_start);
        if token.is_empty() || token == "Bot" {
            return Err(ConfigError::EmptyToken);
        }
        match token.char_indices().find(|(_, c)| !c.is_ascii_graphic()) {
            Some((position, _)) => Err(ConfigError::MalformedToken { position }),
            None => Ok(Self(token.to_owned())),
        }
    }

    /// The bot's id, which is the first part of a token and no secret. `None` for a token of another shape.
    #[must_use]
    pub fn bot_id(&self) -> Option<u64> {
        use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
        let part = self.0.split('.').next()?.trim_end_matches('=');
        String::from_utf8(BASE64_STANDARD_NO_PAD.decode(part).ok()?).ok()?.parse().ok()
    }

    /// The bare token. Keep it out of logs and errors.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_whose_it_is() {
        // The first part is the base64 of "80351110224678912".
        let token = Token::new("ODAzNTExMTAyMjQ2Nzg5MTI.Gabcde.xyz").unwrap();
        assert_eq!(token.bot_id(), Some(80_351_110_224_678_912));
        assert_eq!(Token::new("abc").unwrap().bot_id(), None);
    }

    #[test]
    fn takes_off_what_people_paste_along() {
        for pasted in ["abc.def", "  abc.def\n", "Bot abc.def", " Bot   abc.def "] {
            assert_eq!(Token::new(pasted).unwrap().reveal(), "abc.def", "{pasted:?}");
        }
    }

    #[test]
    fn refuses_nothing_and_nonsense() {
        for empty in ["", "   ", "Bot", "Bot ", "\n"] {
            assert_eq!(Token::new(empty), Err(ConfigError::EmptyToken), "{empty:?}");
        }
        assert_eq!(Token::new("abc def"), Err(ConfigError::MalformedToken { position: 3 }));
        assert_eq!(Token::new("abcé"), Err(ConfigError::MalformedToken { position: 3 }));
    }

    #[test]
    fn is_not_in_debug_nor_in_errors() {
        assert_eq!(format!("{:?}", Token::new("secret").unwrap()), "Token(***)");
        assert!(!Token::new("sec ret").unwrap_err().to_string().contains("sec"));
    }
}
