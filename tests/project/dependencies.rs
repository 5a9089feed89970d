//! What a user of the library gets with it: how old a compiler may be, under which licences, and that the simulator is
//! not among it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::{assert_none, tree};

/// Licences that ask for no more than a notice.
const LICENCES: &[&str] = &["MIT", "Apache-2.0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Zlib"];

/// Packages under other licences, each with the reason why that is well.
const EXCEPTIONS: &[(&str, &str, &str)] = &[(
    "unicode-ident",
    "(MIT OR Apache-2.0) AND Unicode-3.0",
    "under every derive macro. The Unicode licence is for its tables, asks for a notice, and none of it is in what is \
     built",
)];

/// Licences that only features which are off by default bring along, each with the reason why that is well.
const OPTIONAL_EXCEPTIONS: &[(&str, &str)] = &[(
    "Unicode-3.0",
    "ICU's tables, under actix-web's `url`. It asks for a notice, and a build has them with `sandbox` or \
     `http-interactions` alone",
)];

/// What cargo says. It may fetch what no test needs: the peers of our benches.
fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--locked")
        .current_dir(tree::root())
        .output()
        .expect("cargo cannot be run");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "cargo {} failed. If it misses a package, run `cargo fetch --locked`; if Cargo.lock is out of date, run \
         `cargo check` and commit it.\n{error}",
        arguments.join(" ")
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The machine we are on: packages for others were not fetched.
fn host() -> String {
    let output = Command::new(env!("CARGO")).arg("-vV").output().expect("cargo cannot be run");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|it| it.strip_prefix("host: ")).expect("cargo does not say its host").to_owned()
}

#[derive(Debug)]
struct Package {
    name: String,
    version: String,
    rust_version: Option<String>,
    licence: Option<String>,
}

/// Every package that stands between our `[dependencies]`, all features on, and the ground; ourselves first.
fn packages() -> Vec<Package> {
    let metadata = cargo(&["metadata", "--format-version=1", "--all-features", "--filter-platform", &host()]);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let by_id: BTreeMap<String, Value> =
        list(&metadata["packages"]).into_iter().filter_map(|it| Some((text(&it["id"])?, it))).collect();
    let nodes: BTreeMap<String, Value> =
        list(&metadata["resolve"]["nodes"]).into_iter().filter_map(|it| Some((text(&it["id"])?, it))).collect();

    let mut waiting = vec![text(&metadata["resolve"]["root"]).expect("the workspace has a root package")];
    let (mut seen, mut packages) = (BTreeSet::new(), Vec::new());
    while let Some(id) = waiting.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        let package = &by_id[&id];
        packages.push(Package {
            name: text(&package["name"]).unwrap(),
            version: text(&package["version"]).unwrap(),
            rust_version: text(&package["rust_version"]),
            licence: text(&package["license"]),
        });
        for dependency in list(&nodes[&id]["deps"]) {
            if list(&dependency["dep_kinds"]).iter().any(|it| it["kind"] != "dev") {
                waiting.extend(text(&dependency["pkg"]));
            }
        }
    }
    assert!(packages.len() > 50 && packages.iter().any(|it| it.name == "actix-web"), "cargo metadata lists too little");
    packages
}

/// What a user builds who adds us with the default features. Metadata cannot tell: it counts in what our own tests turn
/// on.
struct UsersBuild {
    /// Depth below us, and name.
    packages: Vec<(u32, String)>,
    features: Vec<String>,
}

fn users_build() -> UsersBuild {
    let listing = cargo(&["tree", "--package=greenroom", "--edges=normal", "--prefix=depth", "--format= {p} {f}"]);
    let mut packages = Vec::new();
    for line in listing.lines() {
        let mut words = line.split(' ');
        let depth = words.next().and_then(|it| it.parse().ok()).expect("cargo tree lists depths");
        packages.push((depth, words.next().expect("cargo tree lists names").to_owned()));
    }
    let features = listing.lines().next().and_then(|it| it.split(' ').next_back()).unwrap_or_default();
    let build = UsersBuild { features: features.split(',').map(str::to_owned).collect(), packages };
    assert!(
        build.features.iter().any(|it| it == "default"),
        "cargo tree lists us first, with our default features:\n{listing}"
    );
    build
}

fn version(text: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = text.split('.').map(|it| it.parse().expect("a version is made of numbers")).collect();
    numbers.resize(3, 0);
    numbers
}

#[test]
fn the_stated_rust_version_is_enough_for_every_dependency() {
    let packages = packages();
    let ours = packages[0].rust_version.as_deref().expect("`rust-version` is stated");
    let newer = packages.iter().filter(|it| it.rust_version.as_deref().is_some_and(|it| version(it) > version(ours)));
    let findings: Vec<String> = newer
        .map(|it| format!("{} {} needs {}", it.name, it.version, it.rust_version.as_deref().unwrap_or_default()))
        .collect();
    assert_none(
        &findings,
        &format!(
            "`rust-version` in Cargo.toml says {ours}, and these need a newer one. Raise it (and say so in \
             CHANGELOG.md and README.md), or hold the dependency back with `cargo update --precise`."
        ),
    );
    let readme = tree::read("README.md");
    assert!(
        readme.contains(&format!("Rust {ours}")),
        "README.md does not name the `rust-version` of Cargo.toml, Rust {ours}"
    );
}

#[test]
fn every_licence_asks_for_no_more_than_a_notice() {
    let users: BTreeSet<String> = users_build().packages.into_iter().map(|it| it.1).collect();
    let mut findings = Vec::new();
    let mut used = BTreeSet::new();
    for package in packages() {
        let licence = package.licence.unwrap_or_else(|| "none stated".to_owned());
        if allows(&licence) == Some(true) {
            continue;
        }
        let by_name = EXCEPTIONS.iter().any(|it| it.0 == package.name && it.1 == licence);
        let optional = !users.contains(&package.name) && OPTIONAL_EXCEPTIONS.iter().any(|it| it.0 == licence);
        if !by_name && !optional {
            findings.push(format!("{} {}: {licence}", package.name, package.version));
        }
        used.insert(licence);
    }
    let exceptions = EXCEPTIONS.iter().map(|it| it.1).chain(OPTIONAL_EXCEPTIONS.iter().map(|it| it.0));
    findings
        .extend(exceptions.filter(|it| !used.contains(*it)).map(|it| format!("the exception for {it} is not needed")));
    assert_none(
        &findings,
        &format!(
            "Whoever uses the library takes over its licences; they are to ask for no more than {} do. Choose another \
             dependency, or list an exception with its reason in tests/project/dependencies.rs.",
            LICENCES.join(", ")
        ),
    );
}

/// Whether an SPDX expression can be satisfied by [`LICENCES`]. `None` if it is no SPDX expression.
fn allows(expression: &str) -> Option<bool> {
    // Older packages write `MIT/Apache-2.0` where SPDX has OR.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let allowed = any(&mut rest)?;
    rest.is_empty().then_some(allowed)
}

fn any(rest: &mut &[&str]) -> Option<bool> {
    let mut allowed = all(rest)?;
    while take(rest, "OR") {
        allowed |= all(rest)?;
    }
    Some(allowed)
}

fn all(rest: &mut &[&str]) -> Option<bool> {
    let mut allowed = one(rest)?;
    while take(rest, "AND") {
        allowed &= one(rest)?;
    }
    Some(allowed)
}

fn one(rest: &mut &[&str]) -> Option<bool> {
    if take(rest, "(") {
        let allowed = any(rest)?;
        return take(rest, ")").then_some(allowed);
    }
    let (licence, after) = rest.split_first().filter(|it| !matches!(*it.0, "OR" | "AND" | "WITH" | ")"))?;
    *rest = after;
    if take(rest, "WITH") {
        // An exception gives more freedom, never less.
        *rest = rest.get(1..)?;
    }
    Some(LICENCES.contains(licence))
}

fn take(rest: &mut &[&str], word: &str) -> bool {
    let taken = rest.first() == Some(&word);
    if taken {
        *rest = &rest[1..];
    }
    taken
}

#[test]
fn licence_expressions_are_understood() {
    let table = [
        ("MIT", Some(true)),
        ("MIT/Apache-2.0", Some(true)),
        ("GPL-3.0-only OR Zlib", Some(true)),
        ("MIT AND GPL-3.0-only", Some(false)),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", Some(false)),
        ("GPL-2.0-only OR (MIT AND (ISC OR GPL-2.0-only))", Some(true)),
        ("MIT OR GPL-3.0-only AND GPL-2.0-only", Some(true)),
        ("Apache-2.0 WITH LLVM-exception", Some(true)),
        ("none stated", None),
        ("(MIT", None),
        ("", None),
    ];
    for (expression, expected) in table {
        assert_eq!(allows(expression), expected, "{expression}");
    }
}

#[test]
fn the_sandbox_is_not_in_a_users_build() {
    let build = users_build();
    let mut findings = Vec::new();
    if build.features.iter().any(|it| it == "sandbox") {
        findings.push("the feature `sandbox` is on by default".to_owned());
    }
    for (depth, name) in &build.packages {
        match name.as_str() {
            "actix-web" | "actix-web-actors" | "actix-server" => findings.push(name.clone()),
            // tokio has it too, deeper down.
            "socket2" if *depth == 1 => findings.push("socket2, as our own dependency".to_owned()),
            _ => {}
        }
    }
    assert_none(
        &findings,
        "The sandbox and the web server under it stay out of a user's release build: make the dependency optional and \
         let only features that are off by default turn it on.",
    );
}

#[test]
fn every_package_keeps_the_rules_of_the_workspace() {
    for file in
        ["Cargo.toml", "benches/peers/Cargo.toml", "codegen/Cargo.toml", "fuzz/driver/Cargo.toml", "macros/Cargo.toml"]
    {
        let manifest = tree::read(file);
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{file} does not take over the lints: add `[lints] workspace = true`"
        );
        for key in ["edition", "rust-version", "license"] {
            assert!(
                manifest.contains(&format!("{key}.workspace = true")),
                "{file} does not take over `{key}` from the workspace"
            );
        }
    }
    assert!(
        tree::read("Cargo.toml").contains("unsafe_code = \"forbid\""),
        "unsafe code is forbidden in the whole workspace"
    );
    for file in ["LICENSE-MIT", "LICENSE-APACHE", "Cargo.lock"] {
        assert!(tree::files().iter().any(|it| it == file), "{file} belongs into the tree");
    }
}
