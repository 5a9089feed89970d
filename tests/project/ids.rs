//! No id stands for "none".

use crate::assert_none;
use crate::source::code;
use crate::tree::{files, read};

/// The lines of a source text, its own tests left out, in which an id is made of zero or of nothing.
fn ids_of_nothing(text: &str) -> Vec<usize> {
    let code = code(text);
    let code = code.split("mod tests {").next().unwrap_or_default();
    let of_nothing = |rest: &str| {
        let rest: String = rest.chars().filter(|it| !it.is_whitespace()).take(16).collect();
        let made = rest.strip_prefix("::new").or_else(|| rest.strip_prefix("::from")).unwrap_or(&rest);
        made.starts_with("(0)") || rest.starts_with("::default()")
    };
    let found = code.match_indices("Id").filter(|(at, _)| of_nothing(&code[at + 2..]));
    found.map(|(at, _)| code[..at].lines().count()).collect()
}

#[test]
fn no_id_stands_for_none() {
    let sources = files().iter().filter(|it| it.starts_with("src/") && it.ends_with(".rs") && !it.contains("tests"));
    let mut findings = Vec::new();
    for file in sources {
        findings.extend(ids_of_nothing(&read(file)).into_iter().map(|line| format!("{file}:{line}")));
    }
    assert_none(
        &findings,
        "An id of 0 for \"none\" is taken for an id by whoever forgets to ask: make it an `Option`.",
    );
}

#[test]
fn ids_of_nothing_are_found() {
    for (text, lines) in [
        ("let a = UserId::new(0);", vec![1]),
        ("fn a() {}\nlet b = UserId(0); let c = GuildId::from(0);", vec![2, 2]),
        ("let d = RoleId\n    ::default();", vec![1]),
        ("let e = UserId::new(10); // UserId::new(0)\nlet f = (Id, 0);", vec![]),
        ("#[cfg(test)]\nmod tests {\n    const A: UserId = UserId::new(0);\n}", vec![]),
    ] {
        assert_eq!(ids_of_nothing(text), lines, "{text}");
    }
}
