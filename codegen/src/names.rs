//! The names of the builders.
//!
//! A builder is named after its method: `update_onboarding` returns an `UpdateOnboarding`. If the model has a type of
//! that name, the verb of the operation decides:
//!
//! * `GET`: the method is named after what it reads, so `Get` goes in front: `guild` returns a `GetGuild`.
//! * All others: the method is a verb, and its builder keeps the name: `ban` returns a `rest::Ban`, which bans, and
//!   `model::Ban` is the ban itself. Where the generated code names both, the type of the model is written as
//!   `model::Ban`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use crate::table::{Field, Operation, Place, Table};

/// The names of the types that the sources in a folder declare, with those in its subfolders.
pub(crate) fn types_in(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut types = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            types.append(&mut types_in(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            types.extend(fs::read_to_string(&path)?.lines().filter_map(declared));
        }
    }
    Ok(types)
}

/// The name of the public type that a line declares.
fn declared(line: &str) -> Option<String> {
    let declaration = line.trim_start().strip_prefix("pub ")?;
    let name = ["struct ", "enum ", "type "].iter().find_map(|keyword| declaration.strip_prefix(keyword))?;
    Some(name.chars().take_while(|letter| letter.is_alphanumeric()).collect())
}

/// Names the builders of all operations. `model` has the names of the types of the model.
///
/// # Errors
/// Two builders of the same name.
pub(crate) fn name_builders(tables: &mut BTreeMap<String, Table>, model: &BTreeSet<String>) -> Result<(), String> {
    let mut given = BTreeSet::new();
    for table in tables.values_mut() {
        for operation in &mut table.operations {
            operation.builder = has_choices(operation).then(|| builder(operation, model));
            if let Some(name) = operation.builder.as_ref().filter(|name| !given.insert((*name).clone())) {
                return Err(format!("{}: another builder is named {name} too", operation.id));
            }
        }
        qualify(table, model);
    }
    Ok(())
}

/// Whether an operation has optional parameters, which its builder sets.
fn has_choices(operation: &Operation) -> bool {
    let choice = |field: &Field| matches!(field.place, Place::Query | Place::QueryList | Place::Body);
    operation.files().is_some() || operation.fields.iter().any(choice)
}

/// The name by the rule above.
fn builder(operation: &Operation, model: &BTreeSet<String>) -> String {
    let name = camel(&operation.method);
    if operation.verb == "GET" && model.contains(&name) { format!("Get{name}") } else { name }
}

/// Writes `model::` in front of the types of a table that share their name with one of its builders.
fn qualify(table: &mut Table, model: &BTreeSet<String>) {
    let builders = table.operations.iter().filter_map(|operation| operation.builder.as_deref());
    let shared: Vec<String> = builders.filter(|name| model.contains(*name)).map(str::to_owned).collect();
    for operation in &mut table.operations {
        let kinds = operation.fields.iter_mut().map(|field| &mut field.kind);
        let elements = operation.words.iter_mut().filter(|word| word.starts_with("items="));
        for kind in kinds.chain([&mut operation.answer]).chain(elements) {
            *kind = qualified(kind, &shared);
        }
    }
}

/// A type with `model::` in front of those of these names.
fn qualified(kind: &str, names: &[String]) -> String {
    let words = kind.split_inclusive(|letter: char| !letter.is_alphanumeric());
    words
        .map(|word| {
            let name = word.trim_end_matches(|letter: char| !letter.is_alphanumeric());
            if names.iter().any(|it| it == name) { format!("model::{word}") } else { word.to_owned() }
        })
        .collect()
}

/// `UpdateOnboarding` of `update_onboarding`.
pub(crate) fn camel(snake: &str) -> String {
    snake
        .split('_')
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::parse;

    /// The names of the builders of a table, where the model has the types `Ban` and `Guild`.
    fn named(table: &str) -> Result<BTreeMap<String, Table>, String> {
        let mut tables = BTreeMap::from([("things".to_owned(), parse(table)?)]);
        let model = ["Ban", "Guild"].map(str::to_owned).into();
        name_builders(&mut tables, &model).map(|()| tables)
    }

    #[test]
    fn a_builder_is_named_after_its_method() {
        let tables = named(
            "Things.\n\n\
             update_onboarding = put_guilds_onboarding PUT /o -> ()\n  . mode: u8\n\n\
             guild = get_guild GET /g -> Guild\n  ? with_counts: bool\n\n\
             bans = list_bans GET /bans -> Vec<Ban>\n  ? limit: u8\n\n\
             ban = ban_user PUT /b -> ()\n  . days: u8\n\n\
             unban = unban_user DELETE /b -> ()\n",
        )
        .unwrap();
        let operations = &tables["things"].operations;
        let builders: Vec<_> = operations.iter().map(|operation| operation.builder.as_deref()).collect();
        assert_eq!(builders, [Some("UpdateOnboarding"), Some("GetGuild"), Some("Bans"), Some("Ban"), None]);
        let answers: Vec<_> = operations.iter().map(|operation| operation.answer.as_str()).collect();
        assert_eq!(answers, ["()", "Guild", "Vec<model::Ban>", "()", "()"]);
    }

    #[test]
    fn two_builders_of_one_name_are_refused() {
        let table = "Things.\n\n\
             guild = a GET /a -> Guild\n  ? with_counts: bool\n\n\
             get_guild = b GET /b -> Guild\n  ? with_counts: bool\n";
        assert_eq!(named(table).unwrap_err(), "b: another builder is named GetGuild too");
    }

    #[test]
    fn declarations_of_types_are_found() {
        assert_eq!(declared("pub struct Ban {").as_deref(), Some("Ban"));
        assert_eq!(declared("    pub enum Kind<T> {").as_deref(), Some("Kind"));
        assert_eq!(declared("pub(crate) struct Hidden;"), None);
        assert_eq!(declared("pub fn ban() {"), None);
    }
}
