//! Discord's rules for the names of commands and options (Discord's docs, interactions/application-commands,
//! "Application Command Naming").

/// The most characters of a name.
const MOST: usize = 32;
/// The most characters of a description.
const MOST_DESCRIPTION: usize = 100;

/// Checks the name of a slash command or an option: letters, digits, `-`, `_`, `'` and the marks of Devanagari and
/// Thai, in lower case.
///
/// # Errors
/// What is wrong, with `place`.
pub(crate) fn check_name(name: &str, place: &str) -> Result<(), String> {
    let length = name.chars().count();
    if !(1..=MOST).contains(&length) {
        return Err(format!("{place}: the name `{name}` has {length} characters; Discord allows 1 to {MOST}"));
    }
    if let Some(other) = name.chars().find(|char| !is_allowed(*char)) {
        return Err(format!(
            "{place}: the name `{name}` contains {other:?}; Discord allows letters, digits, `-`, `_` and `'`"
        ));
    }
    if name.chars().any(|char| char.to_lowercase().next() != Some(char)) {
        return Err(format!("{place}: the name `{name}` has capitals; Discord allows `{}`", name.to_lowercase()));
    }
    Ok(())
}

/// Whether Discord allows the character in names.
fn is_allowed(char: char) -> bool {
    // Combining marks of other scripts are refused, although they belong to words: `char::is_alphanumeric` has them.
    let is_mark = matches!(char, '\u{300}'..='\u{36f}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}');
    let is_devanagari_or_thai = matches!(char, '\u{900}'..='\u{97f}' | '\u{e00}'..='\u{e7f}');
    (char.is_alphanumeric() && !is_mark) || matches!(char, '-' | '_' | '\'') || is_devanagari_or_thai
}

/// Checks the name of a command in a context menu.
///
/// # Errors
/// What is wrong, with `place`.
pub(crate) fn check_menu_name(name: &str, place: &str) -> Result<(), String> {
    let length = name.chars().count();
    if !(1..=MOST).contains(&length) || name.trim().is_empty() {
        return Err(format!("{place}: the name `{name}` has {length} characters; Discord allows 1 to {MOST}"));
    }
    Ok(())
}

/// Checks a description.
///
/// # Errors
/// What is wrong, with `place`.
pub(crate) fn check_description(description: &str, place: &str) -> Result<(), String> {
    let length = description.chars().count();
    if !(1..=MOST_DESCRIPTION).contains(&length) {
        return Err(format!(
            "{place}: the description has {length} characters; Discord allows 1 to {MOST_DESCRIPTION}"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, is_good) in [
            ("roll", true),
            ("größe", true),
            ("ลบ้าน", true),
            ("नमस्ते", true),
            ("it's-a_1", true),
            ("日本", true),
            ("Roll", false),
            ("two words", false),
            ("a\u{301}", false),
            ("dot.", false),
            ("", false),
            ("😀", false),
        ] {
            assert_eq!(check_name(name, "x").is_ok(), is_good, "{name}");
        }
        assert!(check_name(&"x".repeat(32), "x").is_ok() && check_name(&"x".repeat(33), "x").is_err());
        let error = check_name("Größe", "the option `a` of `/b`, in de").unwrap_err();
        assert_eq!(error, "the option `a` of `/b`, in de: the name `Größe` has capitals; Discord allows `größe`");
    }
}
