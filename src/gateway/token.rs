//! The token of the bot.

use std::fmt;

use super::ConfigError;

/// A bot token. `Debug` does not show it, and `Display` is not implemented.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Token(String);

impl Token {
    /// Parses a token as users paste it: surrounding white space and quotation marks and a leading `Bot ` are removed.
    ///
    /// # Errors
    ///
    /// [`ConfigError::EmptyToken`] if nothing is left, [`ConfigError::MalformedToken`] if it has a character that is
    /// not allowed in a token or an HTTP header.
    pub fn new(token: impl AsRef<str>) -> Result<Self, ConfigError> {
        let token = unquoted(token.as_ref());
        let token = token.strip_prefix("Bot ").map_or(token, unquoted);
        if token.is_empty() || token == "Bot" {
            return Err(ConfigError::EmptyToken);
        }
        match token.char_indices().find(|(_, c)| !c.is_ascii_graphic() || QUOTES.contains(c)) {
            Some((position, _)) => Err(ConfigError::MalformedToken { position }),
            None => Ok(Self(token.to_owned())),
        }
    }

    /// No token, for REST operations that need none.
    pub(crate) fn absent() -> Self {
        Self(String::new())
    }

    /// The id of the bot, which is the first part of a token and not secret. `None` if the token has another form.
    #[must_use]
    pub fn bot_id(&self) -> Option<u64> {
        use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
        let part = self.0.split('.').next()?.trim_end_matches('=');
        String::from_utf8(BASE64_STANDARD_NO_PAD.decode(part).ok()?).ok()?.parse().ok()
    }

    /// The token itself. Do not write it to logs or errors.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Quotation marks that an environment file or a shell may leave around a token.
const QUOTES: [char; 3] = ['"', '\'', '`'];

/// The text without surrounding white space, and without a pair of quotation marks around it.
fn unquoted(text: &str) -> &str {
    let text = text.trim();
    QUOTES.iter().find_map(|&quote| text.strip_prefix(quote)?.strip_suffix(quote)).map_or(text, str::trim)
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
    fn the_bot_id_is_read_from_the_token() {
        // The first part is the base64 form of "80351110224678912".
        let token = Token::new("ODAzNTExMTAyMjQ2Nzg5MTI.Gabcde.xyz").unwrap();
        assert_eq!(token.bot_id(), Some(80_351_110_224_678_912));
        assert_eq!(Token::new("abc").unwrap().bot_id(), None);
    }

    #[test]
    fn pasted_tokens_are_trimmed() {
        for pasted in [
            "abc.def",
            "  abc.def\n",
            "Bot abc.def",
            " Bot   abc.def ",
            "\"abc.def\"",
            "'abc.def'",
            "`abc.def`",
            " \"Bot abc.def\"\r\n",
            "' Bot abc.def '",
            "Bot \"abc.def\"",
        ] {
            assert_eq!(Token::new(pasted).unwrap().reveal(), "abc.def", "{pasted:?}");
        }
    }

    #[test]
    fn empty_and_malformed_tokens_are_refused() {
        for empty in ["", "   ", "Bot", "Bot ", "\n", "\"\"", "''", "\"Bot \""] {
            assert_eq!(Token::new(empty), Err(ConfigError::EmptyToken), "{empty:?}");
        }
        assert_eq!(Token::new("abc def"), Err(ConfigError::MalformedToken { position: 3 }));
        assert_eq!(Token::new("abcé"), Err(ConfigError::MalformedToken { position: 3 }));
        // One mark without the other.
        assert_eq!(Token::new("abc\""), Err(ConfigError::MalformedToken { position: 3 }));
        let error = Token::new("\"Bot abc").unwrap_err();
        assert_eq!(error, ConfigError::MalformedToken { position: 0 });
        assert!(error.to_string().contains("without quotes"), "{error}");
    }

    #[test]
    fn the_token_is_neither_in_debug_output_nor_in_errors() {
        assert_eq!(format!("{:?}", Token::new("secret").unwrap()), "Token(***)");
        assert!(!Token::new("sec ret").unwrap_err().to_string().contains("sec"));
    }
}
