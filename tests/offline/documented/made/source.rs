//! Which public types the sources of `model`, `event` and `webhook_event` declare, and whether Discord may extend them.
//!
//! The sources are read line by line, as rustfmt leaves them: an item's attributes stand on the lines above it, its
//! fields are indented by four more than it is, and the module of its tests is the last thing in a file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the types are.
pub const FOLDERS: &[&str] = &["src/model", "src/event", "src/webhook_event"];

/// A public struct or enum.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub name: String,
    pub file: String,
    pub is_struct: bool,
    /// Has `#[non_exhaustive]`, written there or by the macro that makes it.
    pub is_open: bool,
    /// The macro that makes it, if one does.
    pub made_by: Option<String>,
    /// Whether a line of that macro's is all that is said of it: `UserId;`.
    pub is_by_line: bool,
    /// The names of its public fields; of a tuple struct, their numbers.
    pub public: Vec<String>,
    /// Whether it has a field that is not public.
    pub has_private: bool,
}

impl Item {
    /// Whether it comes of the macro, directly or by another.
    pub fn comes_of(&self, name: &str, macros: &BTreeMap<String, Template>) -> bool {
        let mut by = self.made_by.as_deref();
        while let Some(it) = by {
            if it == name {
                return true;
            }
            by = macros.get(it).and_then(|template| template.made_by.as_deref());
        }
        false
    }
}

/// What a macro makes that has a `pub struct $name` or a `pub enum $name`.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    pub is_struct: bool,
    pub is_open: bool,
    pub public: Vec<String>,
    pub has_private: bool,
    /// The macro in which it stands.
    pub made_by: Option<String>,
}

/// The public types of some sources, and the macros that make types.
#[derive(Debug, Default)]
pub struct Sources {
    pub items: Vec<Item>,
    pub macros: BTreeMap<String, Template>,
}

impl Sources {
    /// Those of [`FOLDERS`].
    pub fn load() -> Self {
        let texts = texts(FOLDERS);
        Self::of(texts.iter().map(|(file, text)| (file.as_str(), text.as_str())))
    }

    /// Those of files, each with its text.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut sources = Self::default();
        for (file, text) in files {
            sources.read(file, text);
        }
        // A macro may be used in a file that comes before its own.
        for item in &mut sources.items {
            let Some(template) = item.made_by.as_ref().and_then(|by| sources.macros.get(by)) else { continue };
            item.is_open |= template.is_open;
            if item.is_by_line {
                (item.public, item.has_private) = (template.public.clone(), template.has_private);
            }
        }
        let macros = &sources.macros;
        sources.items.retain(|item| match &item.made_by {
            // What looks like a line of a macro of structs is one only if there is such a macro.
            Some(by) if item.is_by_line => macros.get(by).is_some_and(|it| it.is_struct),
            _ => true,
        });
        sources
    }

    fn read(&mut self, file: &str, text: &str) {
        let lines: Vec<&str> = without_tests(text).lines().collect();
        // The macros in which a line stands, with how far each is indented.
        let mut inside: Vec<(usize, Macro)> = Vec::new();
        let mut attributes = String::new();
        for (at, line) in lines.iter().enumerate() {
            let code = line.trim_start();
            if code.is_empty() || code.starts_with("//") {
                continue;
            }
            let indent = line.len() - code.len();
            // The lines of an attribute that is longer than one are indented more than its first.
            if code.starts_with('#') || attributes.matches('[').count() > attributes.matches(']').count() {
                attributes.push_str(code);
                continue;
            }
            inside.retain(|(indented, _)| *indented < indent);
            let is_open = attributes.contains("#[non_exhaustive]");
            attributes.clear();
            if let Some(opened) = Macro::of(code) {
                inside.push((indent, opened));
                continue;
            }
            let definition = inside.iter().find(|(_, it)| it.is_definition).map(|(_, it)| it.name.clone());
            let made_by = inside.iter().rev().find(|(_, it)| !it.is_definition).map(|(_, it)| it.name.clone());
            let declared = ["pub struct ", "pub enum "].iter().find_map(|word| Some((*word, code.strip_prefix(word)?)));
            match (declared, definition, made_by) {
                // What a macro is given, not what it makes.
                (Some((_, rest)), Some(_), _) if rest.starts_with('$') && rest.contains(":ident") => {}
                (Some((word, rest)), Some(definition), made_by) if rest.starts_with('$') => {
                    let is_struct = word == "pub struct ";
                    let (public, has_private) =
                        if is_struct { fields(rest, &lines[at..], indent) } else { Default::default() };
                    let template = Template { is_struct, is_open, public, has_private, made_by };
                    let other = self.macros.insert(definition, template);
                    assert!(other.is_none(), "{file}: a macro makes two types");
                }
                (Some((word, rest)), _, made_by) => {
                    let is_struct = word == "pub struct ";
                    let (public, has_private) =
                        if is_struct { fields(rest, &lines[at..], indent) } else { Default::default() };
                    let (name, file) = (first_word(rest), file.to_owned());
                    let is_by_line = false;
                    self.items.push(Item { name, file, is_struct, is_open, made_by, is_by_line, public, has_private });
                }
                (None, None, Some(by)) => {
                    // `UserId;` and `MessageCreate(Message)`: the rest is said by the macro.
                    let name = first_word(code);
                    let rest = &code[name.len()..];
                    let is_line = rest == ";" || rest.starts_with('(') && rest.ends_with(')') && !rest.contains(' ');
                    if is_line && name.starts_with(|it: char| it.is_ascii_uppercase()) {
                        self.items.push(Item {
                            name,
                            file: file.to_owned(),
                            is_struct: true,
                            is_open,
                            made_by: Some(by),
                            is_by_line: true,
                            public: Vec::new(),
                            has_private: false,
                        });
                    }
                }
                _ => {}
            }
        }
    }
}

/// The files of folders with their texts.
pub fn texts(folders: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in folders {
        walk(&root.join(folder), &mut files);
    }
    files.sort();
    let relative = |file: &Path| file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    files.iter().map(|file| (relative(file), fs::read_to_string(file).unwrap())).collect()
}

/// A text up to the module of its tests.
pub fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default()
}

/// A macro that a line begins to define or to use.
#[derive(Debug)]
struct Macro {
    name: String,
    is_definition: bool,
}

impl Macro {
    fn of(code: &str) -> Option<Self> {
        let opened = code.strip_suffix(" {")?;
        if let Some(name) = opened.strip_prefix("macro_rules! ") {
            return Some(Self { name: name.to_owned(), is_definition: true });
        }
        let path = opened.strip_suffix('!')?;
        let name = path.rsplit("::").next()?;
        path.chars()
            .all(|it| is_word(it) || matches!(it, ':' | '$'))
            .then(|| Self { name: name.to_owned(), is_definition: false })
    }
}

/// The public fields of the struct whose declaration begins with these lines, and whether it has others.
fn fields(rest: &str, lines: &[&str], indent: usize) -> (Vec<String>, bool) {
    let (mut public, mut has_private) = (Vec::new(), false);
    if rest.ends_with('{') {
        for line in &lines[1..] {
            let code = line.trim_start();
            match (line.len() - code.len()).checked_sub(indent) {
                Some(0) if code.starts_with('}') => break,
                Some(4) => {
                    let (is_public, field) = match code.strip_prefix("pub ") {
                        Some(field) => (true, field),
                        None => (
                            false,
                            code.split_once("pub(").and_then(|it| it.1.split_once(") ")).map_or(code, |it| it.1),
                        ),
                    };
                    let name = first_word(field);
                    if name.is_empty() || !field[name.len()..].starts_with(": ") {
                        continue;
                    }
                    if is_public {
                        public.push(name);
                    } else {
                        has_private = true;
                    }
                }
                _ => {}
            }
        }
    } else if let Some((_, list)) = rest.split_once('(') {
        for (place, field) in list.trim_end_matches(");").split(", ").enumerate() {
            if field.starts_with("pub ") {
                public.push(place.to_string());
            } else {
                has_private = true;
            }
        }
    } else {
        assert!(rest.ends_with(';'), "a struct of a shape that is not known: {rest}");
    }
    (public, has_private)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") && path.file_stem().is_some_and(|it| it != "tests") {
            files.push(path);
        }
    }
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|it| is_word(*it)).collect()
}

fn is_word(it: char) -> bool {
    it.is_alphanumeric() || it == '_'
}

#[test]
fn declarations_are_found_in_files_and_in_macros() {
    let macros = r#"
macro_rules! wrap {
    ($(#[$meta:meta])* $name:ident($inner:ty)) => {
        #[non_exhaustive]
        pub struct $name(pub $inner);
    };
}

macro_rules! flags {
    (
        pub struct $name:ident { $(const $flag:ident = $value:expr;)+ }
    ) => {
        bitflags::bitflags! {
            pub struct $name: u64 {
                $(const $flag = $value;)+
            }
        }
    };
}

macro_rules! table {
    ($($name:ident)+) => {
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum Table {
            $($name,)+
        }
    };
}
"#;
    let types = r#"
/// pub struct Comment {
#[derive(Debug)]
#[serde(
    default,
    rename = "x"
)]
#[non_exhaustive]
pub struct Open {
    #[serde(
        default,
        rename = "x"
    )]
    pub field: u8,
    /// Not: a field.
    pub other: Vec<u8>,
}

#[derive(Debug)]
pub struct Half {
    pub field: u8,
    pub(super) private: u8,
}

pub struct Tuple(pub u8, u8);

pub struct Unit;

#[non_exhaustive]
pub enum Choice {
    One,
}

pub enum Closed {
    One,
}

wrap! {
    /// A line of a macro.
    Wrapped(Inner)
}

flags! {
    pub struct Flags {
        const ONE = 1 << 0;
    }
}

other! {
    Thing(Other) = 5,
    Line(Of)
}

#[cfg(test)]
mod tests {
    pub struct InTests;
}
"#;
    let sources = Sources::of([("types.rs", types), ("macros.rs", macros)]);
    let found: Vec<_> = sources
        .items
        .iter()
        .map(|it| (it.name.as_str(), it.is_struct, it.is_open, it.public.join(" "), it.has_private))
        .collect();
    let text = |it: &str| it.to_owned();
    assert_eq!(
        found,
        [
            ("Open", true, true, text("field other"), false),
            ("Half", true, false, text("field"), true),
            ("Tuple", true, false, text("0"), true),
            ("Unit", true, false, text(""), false),
            ("Choice", false, true, text(""), false),
            ("Closed", false, false, text(""), false),
            ("Wrapped", true, true, text("0"), false),
            ("Flags", true, false, text(""), false),
            ("Table", false, true, text(""), false),
        ]
    );
    let flags = sources.items.iter().find(|it| it.name == "Flags").unwrap();
    assert!(flags.comes_of("bitflags", &sources.macros) && flags.comes_of("flags", &sources.macros));
}
