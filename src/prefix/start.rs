//! [`strip`]: the line after the prefix. Pure.

use crate::model::UserId;

/// The prefix that a message begins with, and the line after it. `bot`: the user whose mention is a prefix too. Of
/// several prefixes the longest counts.
pub(super) fn strip<'a>(
    content: &'a str,
    prefixes: &[impl AsRef<str>],
    bot: Option<UserId>,
) -> Option<(&'a str, &'a str)> {
    let content = content.trim_start();
    if let Some(bot) = bot {
        for mention in [format!("<@{bot}>"), format!("<@!{bot}>")] {
            if let Some(line) = content.strip_prefix(&mention) {
                return Some((content.get(..mention.len())?, line.trim_start()));
            }
        }
    }
    let fitting = prefixes.iter().map(AsRef::as_ref).filter(|prefix| !prefix.is_empty() && content.starts_with(prefix));
    let prefix = fitting.max_by_key(|prefix| prefix.len())?;
    let (prefix, line) = content.split_at_checked(prefix.len())?;
    let has_space = line.starts_with(char::is_whitespace);
    // "hey bot" needs a space before the command, "hey bot," may have one, and "! that" is not a command.
    let fits = match prefix.ends_with(char::is_alphanumeric) {
        true => has_space,
        false => !has_space || prefix.contains(char::is_alphanumeric),
    };
    fits.then(|| (prefix, line.trim_start()))
}

/// A prefix as it stands before a command: one that ends in a word or a mention is followed by a space.
pub(super) fn shown(prefix: &str) -> String {
    let needs_space = prefix.ends_with(|letter: char| letter.is_alphanumeric() || letter == '>');
    if needs_space { format!("{prefix} ") } else { prefix.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_and_mentions_are_stripped() {
        for (content, expected) in [
            ("!ping", Some(("!", "ping"))),
            ("  !ping", Some(("!", "ping"))),
            ("! ping", None),
            ("!!ping", Some(("!!", "ping"))),
            ("hey bot ping", Some(("hey bot", "ping"))),
            ("hey botping", None),
            ("hey bot, ping", Some(("hey bot,", "ping"))),
            ("hey bot,ping", Some(("hey bot,", "ping"))),
            ("ping", None),
            ("<@7> ping", Some(("<@7>", "ping"))),
            ("<@!7>ping", Some(("<@!7>", "ping"))),
            ("<@8> ping", None),
            ("", None),
        ] {
            assert_eq!(
                strip(content, &["!", "!!", "hey bot", "hey bot,", ""], Some(UserId::new(7))),
                expected,
                "{content}"
            );
        }
        assert_eq!(strip("<@7> ping", &["!"], None), None);
    }
}
