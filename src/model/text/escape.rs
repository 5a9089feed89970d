//! Makes clients show a text as it is.

/// Characters that markdown uses anywhere in a line.
const ANYWHERE: &[char] = &['\\', '*', '_', '~', '`', '|', '[', ']', '<'];

/// Characters that markdown uses at the beginning of a line: quotes, headings, lists, small text.
const AT_LINE_START: &[char] = &['>', '#', '-', '+'];

/// A character without width. It stands between the parts of a mention, so that the mention is not recognised.
const ZERO_WIDTH_SPACE: char = '\u{200b}';

/// Puts a backslash before each character that markdown uses, so that clients show the text as it is: no bold text, no
/// links with other names, no code, no spoilers, no quotes, headings and lists. URLs remain links, but those with `_`
/// or `*` do not lead to the same address any more.
///
/// Mentions in it are not recognised either, except `@everyone` and `@here`: see [`escape_mentions`].
///
/// ```
/// use greenroom::model::text::escape_markdown;
///
/// assert_eq!(escape_markdown("# not_a *heading*"), r"\# not\_a \*heading\*");
/// ```
#[must_use]
pub fn escape_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let mut is_line_start = true;
    // Digits at the beginning of a line: a point after them makes a numbered list.
    let mut is_number = false;
    for letter in text.chars() {
        let is_list = letter == '.' && is_number;
        if ANYWHERE.contains(&letter) || is_list || (is_line_start && AT_LINE_START.contains(&letter)) {
            escaped.push('\\');
        }
        escaped.push(letter);
        is_number = letter.is_ascii_digit() && (is_line_start || is_number);
        is_line_start = letter == '\n' || (is_line_start && letter.is_whitespace());
    }
    escaped
}

/// Puts a character without width into each mention, so that it is shown as a text and notifies nobody: `@everyone`,
/// `@here`, `<@id>`, `<@&id>`, `<#id>`.
///
/// To send a text with mentions that are shown but do not notify, use
/// [`AllowedMentions`](crate::model::AllowedMentions) instead.
///
/// ```
/// use greenroom::model::text::escape_mentions;
///
/// assert_eq!(escape_mentions("@everyone, look at <#5>"), "@\u{200b}everyone, look at <#\u{200b}5>");
/// ```
#[must_use]
pub fn escape_mentions(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        escaped.push(letter);
        let after = &text[at + letter.len_utf8()..];
        let begins = match letter {
            '@' => {
                after.starts_with("everyone")
                    || after.starts_with("here")
                    || (before == '<' && after.starts_with(|it: char| it.is_ascii_digit() || "!&".contains(it)))
            }
            '#' => before == '<' && after.starts_with(|it: char| it.is_ascii_digit()),
            _ => false,
        };
        if begins {
            escaped.push(ZERO_WIDTH_SPACE);
        }
        before = letter;
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::mentions;
    use super::*;

    #[test]
    fn markdown_is_escaped() {
        for (text, escaped) in [
            ("plain text, 1.5 - 2", "plain text, 1.5 - 2"),
            ("**bold** __u__ ~~s~~ ||x||", r"\*\*bold\*\* \_\_u\_\_ \~\~s\~\~ \|\|x\|\|"),
            ("`code` [name](url)", r"\`code\` \[name\](url)"),
            ("> quote\n  - item\n-# small\n+ a", "\\> quote\n  \\- item\n\\-# small\n\\+ a"),
            ("10. ten\n1.5", "10\\. ten\n1\\.5"),
            (r"a\*b", r"a\\\*b"),
            ("<@5> <t:0:R>", r"\<@5> \<t:0:R>"),
        ] {
            assert_eq!(escape_markdown(text), escaped);
        }
    }

    #[test]
    fn mentions_are_escaped_and_mail_addresses_are_not() {
        for (text, escaped) in [
            ("@here <@1> <@!1> <@&2>", "@\u{200b}here <@\u{200b}1> <@\u{200b}!1> <@\u{200b}&2>"),
            ("ann@example.org #5 <#x>", "ann@example.org #5 <#x>"),
        ] {
            assert_eq!(escape_mentions(text), escaped);
        }
    }

    proptest! {
        #[test]
        fn only_backslashes_are_added(text in "[a-z*_~`|\\\\<>#. \n0-9-]{0,60}") {
            let mut read = String::new();
            let escaped = escape_markdown(&text);
            let mut letters = escaped.chars();
            while let Some(letter) = letters.next() {
                read.extend(if letter == '\\' { letters.next() } else { Some(letter) });
            }
            prop_assert_eq!(read, text);
        }

        #[test]
        fn no_mention_is_left(text in "(<@|<@!|<@&|<#|@everyone|@here|[0-9]{1,3}|>| |a){0,30}") {
            prop_assert_eq!(mentions(&escape_mentions(&text)).count(), 0);
        }
    }
}
