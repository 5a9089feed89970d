//! Documentation comments, wrapped: rustfmt does not wrap comments, and does not look into our macros at all.

use std::fmt::Write;

/// The widest line, as in `rustfmt.toml`.
const WIDTH: usize = 120;

/// Writes lines as a documentation comment that begins with this marker (`///`, `//!`), at this indentation. The lines
/// of a paragraph are filled anew; an empty line, and one that begins with `* `, begins another.
pub(crate) fn docs(marker: &str, lines: &[String], indent: usize, out: &mut String) {
    let mut paragraph: Vec<&str> = Vec::new();
    for line in lines.iter().map(|line| line.trim()) {
        if line.is_empty() || line.starts_with("* ") {
            fill(marker, &paragraph, indent, out);
            paragraph.clear();
        }
        if line.is_empty() {
            let _ = writeln!(out, "{:indent$}{marker}", "");
        } else {
            paragraph.extend(words(line));
        }
    }
    fill(marker, &paragraph, indent, out);
}

/// The words of a line. What stands between backticks is one word, with what touches it.
fn words(line: &str) -> Vec<&str> {
    let mut inside_code = false;
    let boundaries = |letter: char| {
        inside_code ^= letter == '`';
        letter == ' ' && !inside_code
    };
    line.split(boundaries).filter(|word| !word.is_empty()).collect()
}

/// Writes the words of a paragraph. The lines of an item of a list after its first are indented by two.
fn fill(marker: &str, words: &[&str], indent: usize, out: &mut String) {
    let hanging = if words.first() == Some(&"*") { "  " } else { "" };
    let mut line = String::new();
    for word in words {
        let full = indent + marker.len() + 2 + line.chars().count() + word.chars().count() > WIDTH;
        if full && !line.is_empty() {
            let _ = writeln!(out, "{:indent$}{marker} {line}", "");
            line = format!("{hanging}{word}");
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    if !line.is_empty() {
        let _ = writeln!(out, "{:indent$}{marker} {line}", "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(lines: &[&str], indent: usize) -> String {
        let lines: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
        let mut out = String::new();
        docs("///", &lines, indent, &mut out);
        out
    }

    #[test]
    fn paragraphs_are_filled_to_the_width() {
        let long = "word ".repeat(60);
        let text = written(&[&long, "and more.", "", "Another."], 8);
        assert!(text.lines().all(|line| line.len() <= 120 && line.starts_with("        ///")), "{text}");
        assert_eq!(text.lines().next().map(str::len), Some(8 + 3 + 21 * 5), "the first line is full");
        assert!(text.ends_with("word and more.\n        ///\n        /// Another.\n"), "{text}");
    }

    #[test]
    fn items_of_lists_hang_and_code_stays_whole() {
        let text = written(&["* `a`: short", &format!("* `b`: {} `{} c`", "x".repeat(60), "y ".repeat(30))], 0);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "/// * `a`: short");
        assert_eq!(lines[1], format!("/// * `b`: {}", "x".repeat(60)));
        assert!(lines[2].starts_with("///   `y y"), "{text}");
    }
}
