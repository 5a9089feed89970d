//! Discord's rules for names, and the languages of localised texts.

/// The languages that Discord has (Discord's docs, reference, "Locales"), as in attributes: `pt_BR` is `pt-BR`.
#[rustfmt::skip]
const LOCALES: &[&str] = &[
    "id", "da", "de", "en_GB", "en_US", "es_ES", "es_419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt_BR",
    "ro", "fi", "sv_SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh_CN", "ja", "zh_TW", "ko",
];

/// The locale of an identifier.
pub(crate) fn locale(identifier: &str) -> Result<String, String> {
    if LOCALES.contains(&identifier) {
        return Ok(identifier.replace('_', "-"));
    }
    let hint = match crate::suggest::nearest(identifier, LOCALES) {
        Some(known) => format!("; did you mean `{known}`?"),
        None => "; languages are written as `de`, `en_GB`, `pt_BR`".to_owned(),
    };
    Err(format!("Discord has no language `{identifier}`{hint}"))
}

/// The problem with the name of a command or an option.
pub(crate) fn problem(name: &str) -> Option<String> {
    let count = name.chars().count();
    if !(1..=32).contains(&count) {
        return Some(format!("Discord allows names of 1 to 32 characters, and this one has {count}"));
    }
    if let Some(wrong) = name.chars().find(|it| !is_allowed(*it)) {
        return Some(format!(
            "Discord allows letters, digits, `-`, `_` and `'` in names, and not `{wrong}` as in `{name}`"
        ));
    }
    let small = name.to_lowercase();
    (small != name).then(|| format!("Discord allows names in lower case only: `{small}`"))
}

/// The problem with the name of a command in a context menu.
pub(crate) fn menu_problem(name: &str) -> Option<String> {
    let count = name.chars().count();
    if !(1..=32).contains(&count) {
        return Some(format!("Discord allows names of 1 to 32 characters, and this one has {count}"));
    }
    (name.trim() != name).then(|| "a name neither begins nor ends with a space".to_owned())
}

/// The problem with a text whose length is limited.
pub(crate) fn length_problem(what: &str, text: &str, most: usize) -> Option<String> {
    let count = text.chars().count();
    match count {
        0 => Some(format!("{what} is empty; Discord allows 1 to {most} characters")),
        _ if count > most => Some(format!("{what} has {count} characters; Discord allows {most}")),
        _ => None,
    }
}

/// Letters of all scripts, with the marks of Devanagari and Thai.
fn is_allowed(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_' | '\'' | '\u{900}'..='\u{97f}' | '\u{e00}'..='\u{e7f}')
}

/// The name in snake case: `VeryLarge` is `very_large`.
pub(crate) fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for (at, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && at > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// The name of a parameter, a field or a function at Discord: `r#match` is `match`, and `_item` is `item`.
pub(crate) fn of_identifier(identifier: &proc_macro2::Ident) -> String {
    let name = syn::ext::IdentExt::unraw(identifier).to_string();
    name.trim_start_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_discord_refuses_are_found() {
        for (name, good) in [
            ("roll", true),
            ("größe", true),
            ("a-b_c'9", true),
            ("नमस्ते", true),
            ("สวัสดี", true),
            ("", false),
            ("two words", false),
            ("Roll", false),
            ("a!", false),
            (&"x".repeat(32), true),
            (&"x".repeat(33), false),
        ] {
            assert_eq!(problem(name).is_none(), good, "{name}");
        }
        assert!(menu_problem("Show Notes!").is_none() && menu_problem(" x").is_some() && menu_problem("").is_some());
    }

    #[test]
    fn languages_are_identifiers() {
        assert_eq!((locale("pt_BR"), locale("de")), (Ok("pt-BR".to_owned()), Ok("de".to_owned())));
        assert_eq!(locale("pt_BT"), Err("Discord has no language `pt_BT`; did you mean `pt_BR`?".to_owned()));
        assert!(locale("xx").is_err());
    }

    #[test]
    fn names_of_variants_and_parameters() {
        assert_eq!((snake("VeryLarge"), snake("A"), snake("ok")), ("very_large".into(), "a".into(), "ok".into()));
        for (identifier, name) in [("r#match", "match"), ("_item", "item"), ("ctx", "ctx")] {
            assert_eq!(of_identifier(&syn::parse_str(identifier).unwrap()), name);
        }
    }
}
