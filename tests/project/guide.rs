//! The guide: each page is in the book and in the docs, shows something at once, and has only examples that run.

use crate::{assert_none, tree};

const FOLDER: &str = "docs/guide/src/";

/// The pages in the order of the book: `first-bot.md`.
fn pages() -> Vec<&'static str> {
    let pages = tree::files().iter().filter_map(|it| it.strip_prefix(FOLDER)?.strip_suffix(".md"));
    pages.filter(|page| *page != "SUMMARY").collect()
}

#[test]
fn each_page_is_in_the_book_and_in_the_docs() {
    let (book, docs, links) =
        (tree::read("docs/guide/src/SUMMARY.md"), tree::read("src/guide.rs"), tree::read("src/guide_links.md"));
    let mut findings = Vec::new();
    for page in pages() {
        let module = page.replace('-', "_");
        for (file, text, needed) in [
            ("SUMMARY.md", &book, format!("]({page}.md)")),
            ("src/guide.rs", &docs, format!("{module} \"{page}.md\"")),
            ("src/guide_links.md", &links, format!("[{page}]: ")),
        ] {
            if !text.contains(&needed) {
                findings.push(format!("{file} lacks `{needed}`"));
            }
        }
    }
    assert_none(&findings, "A page of the guide cannot be reached:");
    assert!(pages().len() >= 20, "{:?}", pages());
}

/// What is wrong with a page.
fn problems(page: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let lines: Vec<_> = text.lines().collect();
    let mut fences = lines.iter().enumerate().filter(|(_, line)| line.starts_with("```")).peekable();
    if fences.peek().is_none_or(|(at, _)| *at >= 10) {
        problems.push(format!("{page} shows nothing within its first ten lines"));
    }
    while let Some((at, fence)) = fences.next() {
        let language = fence.trim_start_matches('`');
        let reason = lines.get(at + 1).is_some_and(|line| line.starts_with("# // "));
        match language {
            "rust" | "text" | "sh" | "toml" => {}
            "rust,no_run" if reason => {}
            _ => problems.push(format!("{page}:{}: `{fence}` is no test and states no reason", at + 1)),
        }
        fences.next();
    }
    for target in lines.iter().filter_map(|line| line.strip_prefix('[')?.split_once("]: ")).map(|it| it.1) {
        let is_there = target.contains("://") || tree::root().join(FOLDER).join(target).exists();
        if !is_there {
            problems.push(format!("{page} links to {target}, which is not there"));
        }
    }
    problems
}

#[test]
fn each_page_shows_something_at_once_and_every_example_is_a_test() {
    let findings: Vec<_> =
        pages().iter().flat_map(|page| problems(page, &tree::read(&format!("{FOLDER}{page}.md")))).collect();
    assert_none(&findings, "The pages of the guide have examples that run, and links that lead somewhere:");
}

#[test]
fn problems_are_found() {
    let page = "# A\n\n```rust,no_run\nfn main() {}\n```\n\n```rust,ignore\n```\n[b]: nowhere.md\n[c]: buttons.md\n";
    assert_eq!(problems("a", page).len(), 3);
    assert_eq!(problems("a", "# A\n\n```rust,no_run\n# // It needs a token.\n```\n"), Vec::<String>::new());
    assert_eq!(problems("a", "# A\n").len(), 1);
}
