//! What a published crate needs: metadata, the docs of features, a policy, and no exception that nobody explains.

use crate::{assert_none, tree};

/// The manifests of the packages that are published.
fn published() -> Vec<(&'static str, String)> {
    let manifests = tree::files().iter().filter(|it| it.ends_with("Cargo.toml"));
    let with_text = manifests.map(|it| (it.as_str(), tree::read(it)));
    with_text.filter(|(_, text)| text.contains("[package]") && !text.contains("publish = false")).collect()
}

#[test]
fn every_published_package_has_what_a_registry_shows() {
    let published = published();
    let names: Vec<_> = published.iter().map(|(file, _)| *file).collect();
    assert_eq!(names, ["Cargo.toml", "macros/Cargo.toml"], "a new published package belongs into this list");
    let mut findings = Vec::new();
    for (file, text) in &published {
        let keys = ["description = ", "documentation = ", "keywords = ", "categories = ", "include = "];
        let inherited = ["repository.workspace = true", "license.workspace = true", "rust-version.workspace = true"];
        for key in keys.iter().chain(&inherited).filter(|key| !text.lines().any(|line| line.starts_with(**key))) {
            findings.push(format!("{file} lacks `{key}`"));
        }
        let folder = file.trim_end_matches("Cargo.toml");
        for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
            if tree::read(licence) != tree::read(&format!("{folder}{licence}")) {
                findings.push(format!("{folder}{licence} is not that of the workspace"));
            }
        }
    }
    assert_none(&findings, "A published package names its repository, documentation, licence and contents:");
    // .ci/run packages all of them, whichever they are.
    assert!(tree::read(".ci/run").contains("published.py"));
}

#[test]
fn docs_rs_shows_the_feature_that_an_item_needs() {
    let (manifest, root) = (tree::read("Cargo.toml"), tree::read("src/lib.rs"));
    let section = manifest.split("[package.metadata.docs.rs]").nth(1).expect("there is a section for docs.rs");
    let section = section.split("\n[").next().unwrap();
    assert!(section.contains("\"--cfg\", \"docsrs\"") && root.contains("#![cfg_attr(docsrs, feature(doc_cfg))]"));
    let features = manifest.split("[features]").nth(1).and_then(|text| text.split("\n[").next()).unwrap();
    let names = features.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name);
    let default = features.lines().find(|line| line.starts_with("default")).unwrap();
    for name in names.filter(|name| !matches!(*name, "default" | "__internals")) {
        let is_built = default.contains(&format!("\"{name}\"")) || section.contains(&format!("\"{name}\""));
        assert!(is_built, "docs.rs builds no documentation of the feature `{name}`");
        assert!(tree::read("README.md").contains(&format!("| `{name}` |")), "README.md lacks the feature `{name}`");
        assert!(tree::read(".ci/run").contains(&format!(" {name} ")), ".ci/run does not try `{name}` alone");
    }
}

#[test]
fn the_front_page_is_a_screenful_and_answers_the_first_questions() {
    let root = tree::read("src/lib.rs");
    let page: Vec<_> = root.lines().take_while(|line| line.starts_with("//!")).collect();
    // Outside of the examples, whose hidden lines begin like headings.
    let texts: Vec<_> = page.split(|line| line.starts_with("//! ```")).step_by(2).flatten().collect();
    let headings: Vec<_> = texts.iter().filter_map(|line| line.strip_prefix("//! # ")).collect();
    let first = ["What to import", "How to make a bot", "How to test it", "Where everything is"];
    assert_eq!(headings[..4], first);
    let modules = page.iter().position(|line| *line == "//! # The modules").unwrap();
    assert!(modules <= 70, "{modules} lines are more than a screenful");
}

#[test]
fn every_ignored_advisory_is_explained() {
    let (rules, security) = (tree::read("deny.toml"), tree::read("SECURITY.md"));
    let ids = |text: &str| -> Vec<String> {
        let words = text.split(|it: char| !(it.is_alphanumeric() || it == '-'));
        words.filter(|word| word.starts_with("RUSTSEC-")).map(str::to_owned).collect()
    };
    assert_eq!(ids(&rules), ids(&security));
    for section in ["[advisories]", "[licenses]", "[bans]", "[sources]"] {
        assert!(rules.contains(section), "deny.toml lacks {section}");
    }
    assert!(tree::read("CONTRIBUTING.md").contains("\n## Versions\n"), "CONTRIBUTING.md has no policy for versions");
}
