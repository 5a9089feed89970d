//! Writes `src/rest/endpoints/` from the tables in `codegen/operations/`: `cargo run -p greenroom-codegen`. With
//! `--check` it writes nothing, and fails if what is checked in is not what it would write.
//!
//! `trim FOLDER` writes `tests/fixtures/discord/` instead, from Discord's OpenAPI document and the lists beside it in
//! that folder.

mod answers;
mod docs;
mod names;
mod rust;
mod table;
mod trim;

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

fn main() -> ExitCode {
    let (options, words): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let check = match options.as_slice() {
        [] => false,
        [option] if option == "--check" => true,
        other => return fail(&format!("{} is not an option; there is `--check`", other.join(" "))),
    };
    let (stale, command) = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => (run(check), String::new()),
        ["trim", folder] => (trim::run(Path::new(folder), &root().join(DISCORD), check), format!(" -- trim {folder}")),
        other => return fail(&format!("{} is not a command; there is `trim FOLDER`", other.join(" "))),
    };
    match stale {
        Ok(stale) if stale.is_empty() => ExitCode::SUCCESS,
        Ok(stale) => {
            let stale = stale.join(", ");
            fail(&format!("out of date: {stale}; run `cargo run -p greenroom-codegen{command}`"))
        }
        Err(error) => fail(&error),
    }
}

/// The folder of the trimmed copies.
const DISCORD: &str = "tests/fixtures/discord";

/// The folder of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[allow(clippy::print_stderr, reason = "this is a command")]
fn fail(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::FAILURE
}

/// The tables, by the name of their resource.
fn tables() -> Result<BTreeMap<String, table::Table>, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("operations");
    let mut tables = BTreeMap::new();
    for entry in fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry.map_err(|error| error.to_string())?.path();
        let Some(resource) = path.file_stem().and_then(|name| name.to_str()) else { continue };
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let table = table::parse(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        tables.insert(resource.to_owned(), table);
    }
    Ok(tables)
}

/// Writes all files, or only compares them. Returns the names of those that differ.
fn run(check: bool) -> Result<Vec<String>, String> {
    let folder = root().join("src/rest/endpoints");
    let model = names::types_in(&root().join("src/model")).map_err(|error| format!("src/model: {error}"))?;
    let mut tables = tables()?;
    names::name_builders(&mut tables, &model)?;
    let mut stale = Vec::new();
    for (file, source) in rust::files(&tables)? {
        let source = format(&source).map_err(|error| format!("rustfmt: {error}"))?;
        let path: PathBuf = folder.join(&file);
        if fs::read_to_string(&path).ok().as_deref() == Some(&source) {
            continue;
        }
        if check {
            stale.push(file);
        } else {
            fs::create_dir_all(&folder).and_then(|()| fs::write(&path, source)).map_err(|error| error.to_string())?;
        }
    }
    Ok(stale)
}

/// Formats a source with rustfmt.
fn format(source: &str) -> io::Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    if let Some(mut input) = rustfmt.stdin.take() {
        input.write_all(source.as_bytes())?;
    }
    let output = rustfmt.wait_with_output()?;
    if !output.status.success() {
        return Err(io::Error::other("it cannot format the generated code"));
    }
    String::from_utf8(output.stdout).map_err(io::Error::other)
}

#[cfg(test)]
mod coverage;
#[cfg(test)]
mod tests;
