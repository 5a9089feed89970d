//! The application's commands: global ones, and those of guilds.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::application::own;
use super::call::{Body, Call};
use super::form::{Errors, Form};
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, change, create, may, must};
use super::state::ApiState;
use crate::model::{CommandId, GuildId};
use crate::sandbox::world::{Refusal, merge};

const CHOICE: &[Field] =
    &[must("name", Kind::Text(1, 100)), may("name_localizations", Kind::Any), must("value", Kind::Any)];

macro_rules! option {
    ($inner:expr) => {
        &[
            must("type", Kind::Choice(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])),
            must("name", Kind::Text(1, 32)),
            may("name_localizations", Kind::Any),
            must("description", Kind::Text(1, 100)),
            may("description_localizations", Kind::Any),
            may("required", Kind::Flag),
            may("choices", Kind::List(0, 25, CHOICE)),
            may("options", $inner),
            may("channel_types", Kind::Any),
            may("min_value", Kind::Any),
            may("max_value", Kind::Any),
            may("min_length", Kind::Int(0, 6000)),
            may("max_length", Kind::Int(1, 6000)),
            may("autocomplete", Kind::Flag),
        ]
    };
}

/// Options of a command in a subcommand, of a subcommand or group, and of the command itself.
const LEAF: &[Field] = option!(Kind::List(0, 0, &[]));
const BRANCH: &[Field] = option!(Kind::List(0, 25, LEAF));
const OPTION: &[Field] = option!(Kind::List(0, 25, BRANCH));

const COMMAND: &[Field] = &[
    must("name", Kind::Text(1, 32)),
    may("name_localizations", Kind::Any),
    may("description", Kind::Text(0, 100)),
    may("description_localizations", Kind::Any),
    may("options", Kind::List(0, 25, OPTION)),
    may("default_member_permissions", Kind::Bits),
    may("dm_permission", Kind::Flag),
    may("default_permission", Kind::Flag),
    may("integration_types", Kind::Any),
    may("contexts", Kind::Any),
    may("type", Kind::Choice(&[1, 2, 3, 4])),
    may("nsfw", Kind::Flag),
    may("handler", Kind::Choice(&[1, 2])),
];

/// The limits of commands by type, counted globally and per guild.
const MAX_CHAT_INPUT: usize = 100;
const MAX_OTHERS: usize = 15;
const TOO_MANY: Refusal =
    Refusal { status: 400, code: 30032, message: "Maximum number of application commands reached (100)" };
/// The limit of characters in a command.
const TOTAL: usize = 8000;

/// The guild in the path; `None` for global commands.
fn place(state: &ApiState<'_>, call: &Call) -> Result<Option<GuildId>, ApiError> {
    own(state, call)?;
    if call.param("guild_id").is_empty() {
        return Ok(None);
    }
    super::access::guild(state, call, 0).map(Some)
}

/// Rules that the table of fields cannot express.
fn check(form: &Form<'_>, kind: u64, errors: &mut Errors) {
    let name = form.given("name").and_then(Value::as_str).unwrap_or_default();
    if kind == 1 && !plain(name) {
        errors.add(&form.path("name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
    let description = form.given("description").and_then(Value::as_str).unwrap_or_default();
    if kind == 1 && form.has_key("name") && description.is_empty() {
        errors.add(&form.path("description"), "BASE_TYPE_REQUIRED", "This field is required");
    }
    if kind != 1 && !description.is_empty() {
        let message = "Context menu commands cannot have description";
        errors.add(&form.path("description"), "APPLICATION_COMMAND_TYPE_CANNOT_HAVE_DESCRIPTION", message);
    }
    options(form.given("options"), &form.path("options"), errors);
    if form.given("options").map_or(0, total) + name.chars().count() + description.chars().count() > TOTAL {
        errors.add(form.here(), "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
    }
}

/// Checks a name: letters, numbers, `-`, `_` and `'`, and no upper-case letter that has a lower-case form.
fn plain(name: &str) -> bool {
    name.chars().all(|sign| (sign.is_alphanumeric() || matches!(sign, '-' | '_' | '\'')) && !sign.is_uppercase())
}

fn options(list: Option<&Value>, path: &[&str], errors: &mut Errors) {
    let mut names: Vec<&str> = Vec::new();
    let mut optional = false;
    for (index, option) in list.and_then(Value::as_array).into_iter().flatten().enumerate() {
        let index = index.to_string();
        let path: Vec<&str> = path.iter().copied().chain([index.as_str()]).collect();
        let within = |key| path.iter().copied().chain([key]).collect::<Vec<&str>>();
        let name = option["name"].as_str().unwrap_or_default();
        if !plain(name) {
            errors.add(&within("name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
        }
        if names.contains(&name) {
            let message = "Application command option names must be unique";
            errors.add(&within("name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message);
        }
        names.push(name);
        // Subcommands and groups have no `required`.
        if !matches!(option["type"].as_u64(), Some(1 | 2)) {
            let required = option["required"] == true;
            if required && optional {
                let message = "Required options must be placed before non-required options";
                errors.add(&path, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message);
            }
            optional |= !required;
        }
        options(option.get("options"), &within("options"), errors);
    }
}

/// The number of characters in the names, descriptions and values of a tree of options.
fn total(options: &Value) -> usize {
    let length = |value: &Value| value.as_str().map_or(0, |text| text.chars().count());
    let mut sum = 0;
    for option in options.as_array().into_iter().flatten() {
        sum += length(&option["name"]) + length(&option["description"]);
        for choice in option["choices"].as_array().into_iter().flatten() {
            sum += length(&choice["name"]) + length(&choice["value"]);
        }
        sum += option.get("options").map_or(0, total);
    }
    sum
}

fn kind_of(form: &Form<'_>) -> u64 {
    form.given("type").and_then(Value::as_u64).unwrap_or(1)
}

/// The command object: the given fields, defaults for the others, and the owner.
fn object(state: &ApiState<'_>, id: CommandId, guild: Option<GuildId>, given: Map<String, Value>) -> Value {
    let mut json = json!({
        "id": id, "application_id": state.world.application.id, "type": 1, "name_localizations": null,
        "description": "", "description_localizations": null, "default_member_permissions": null, "nsfw": false,
    });
    if let Some(guild) = guild {
        json["guild_id"] = json!(guild);
    } else {
        merge(&mut json, json!({"dm_permission": true, "contexts": null, "integration_types": [0]}));
    }
    merge(&mut json, Value::Object(given));
    json
}

fn version(state: &mut ApiState<'_>, json: &mut Value) {
    json["version"] = json!(state.world.ids.next(state.world.now).to_string());
}

pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    let bare = |mut json: Value| {
        if !call.switch("with_localizations")
            && let Some(object) = json.as_object_mut()
        {
            object.remove("name_localizations");
            object.remove("description_localizations");
        }
        json
    };
    Ok(Reply::Json(state.world.commands.get(&place).into_iter().flatten().map(|(_, it)| bare(it.clone())).collect()))
}

pub(super) fn get(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    let command = state.world.commands.get(&place).and_then(|list| list.get(&call.id("command_id").ok()?));
    Ok(Reply::Json(command.ok_or(Refusal::UNKNOWN_COMMAND)?.clone()))
}

/// Creates a command. One with the same name and type is replaced, with 200 instead of 201.
pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    let given = create(&form, COMMAND, &mut errors);
    let kind = kind_of(&form);
    check(&form, kind, &mut errors);
    errors.check()?;
    let list = state.world.commands.entry(place).or_default();
    let same = |it: &Value| it["name"] == given["name"] && it["type"] == kind;
    let known = list.iter().find(|(_, it)| same(it)).map(|(id, _)| *id);
    let most = if kind == 1 { MAX_CHAT_INPUT } else { MAX_OTHERS };
    if known.is_none() && list.values().filter(|it| it["type"] == kind).count() >= most {
        return Err(TOO_MANY.into());
    }
    let id = known.unwrap_or_else(|| CommandId::new(state.world.ids.next(state.world.now)));
    let mut json = object(state, id, place, given);
    version(state, &mut json);
    state.world.commands.entry(place).or_default().insert(id, json.clone());
    Ok(if known.is_some() { Reply::Json(json) } else { Reply::Created(json) })
}

pub(super) fn update(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    let id: CommandId = call.id("command_id")?;
    let old = state.world.commands.get(&place).and_then(|list| list.get(&id)).ok_or(Refusal::UNKNOWN_COMMAND)?.clone();
    let body = call.object()?;
    let form = Form::new(&body, vec![]);
    let mut errors = Errors::default();
    let given = change(&form, COMMAND, &mut errors);
    options(form.given("options"), &["options"], &mut errors);
    errors.check()?;
    let mut new = old;
    merge(&mut new, Value::Object(given));
    version(state, &mut new);
    state.world.commands.entry(place).or_default().insert(id, new.clone());
    Ok(Reply::Json(new))
}

pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    let id = call.id("command_id")?;
    let gone = state.world.commands.get_mut(&place).and_then(|list| list.remove(&id));
    gone.ok_or(Refusal::UNKNOWN_COMMAND)?;
    Ok(Reply::Nothing)
}

/// Replaces all commands. Those whose names stay keep their ids.
pub(super) fn overwrite(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    let Body::Json(Value::Array(list)) = &call.body else {
        return Err(Errors::one(&[], "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"));
    };
    let mut errors = Errors::default();
    let mut all: Vec<(u64, Map<String, Value>)> = Vec::new();
    for (index, item) in list.iter().enumerate() {
        let index = index.to_string();
        let Some(item) = item.as_object() else {
            errors.add(&[&index], "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            continue;
        };
        let form = Form::new(item, vec![&index]);
        let kind = kind_of(&form);
        check(&form, kind, &mut errors);
        let given = create(&form, COMMAND, &mut errors);
        if all.iter().any(|(other, it)| *other == kind && it.get("name") == given.get("name")) {
            let message = "Application command names must be unique";
            errors.add(&form.path("name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message);
        }
        all.push((kind, given));
    }
    errors.check()?;
    if all.iter().filter(|(kind, _)| *kind == 1).count() > MAX_CHAT_INPUT {
        return Err(TOO_MANY.into());
    }
    let old = state.world.commands.remove(&place).unwrap_or_default();
    let mut new = BTreeMap::new();
    for (kind, given) in all {
        let same = |it: &Value| Some(&it["name"]) == given.get("name") && it["type"] == kind;
        let known = old.iter().find(|(_, it)| same(it)).map(|(id, _)| *id);
        let id = known.unwrap_or_else(|| CommandId::new(state.world.ids.next(state.world.now)));
        let mut json = object(state, id, place, given);
        version(state, &mut json);
        new.insert(id, json);
    }
    let shown = new.values().cloned().collect();
    state.world.commands.insert(place, new);
    Ok(Reply::Json(shown))
}

/// Always empty: command permissions are set by users in the client.
pub(super) fn all_permissions(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    place(state, call)?;
    Ok(Reply::Json(json!([])))
}

pub(super) fn permissions(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    place(state, call)?;
    Err(Refusal::UNKNOWN_COMMAND_PERMISSIONS.into())
}

/// Always refused: command permissions need a user's bearer token.
pub(super) fn set_permissions(_: &mut ApiState<'_>, _: &Call) -> Result<Reply, ApiError> {
    const PEOPLE_ONLY: Refusal = Refusal { status: 403, code: 20001, message: "Bots cannot use this endpoint" };
    Err(PEOPLE_ONLY.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::rest::reply::ApiError;

    fn tree(body: &Value) -> Value {
        let form = Form::new(body.as_object().unwrap(), vec![]);
        let mut errors = Errors::default();
        create(&form, COMMAND, &mut errors);
        check(&form, kind_of(&form), &mut errors);
        if let Err(ApiError::Form(tree)) = errors.check() { tree } else { Value::Null }
    }

    #[test]
    fn commands_are_checked() {
        let fine = json!({"name": "ping", "description": "Pong", "options": [
            {"type": 2, "name": "group", "description": "g", "options": [
                {"type": 1, "name": "sub", "description": "s", "options": [
                    {"type": 3, "name": "text", "description": "t", "required": true,
                        "choices": [{"name": "a", "value": "b"}]},
                    {"type": 4, "name": "number", "description": "n"},
                ]},
            ]},
        ]});
        assert_eq!(tree(&fine), Value::Null);
        assert_eq!(tree(&json!({"name": "Report User", "type": 2})), Value::Null);
        let option =
            |name: &str, required: bool| json!({"type": 3, "name": name, "description": "d", "required": required});
        let table = [
            (json!({"description": "d"}), "/name", "BASE_TYPE_REQUIRED"),
            (json!({"name": "Ping", "description": "d"}), "/name", "APPLICATION_COMMAND_INVALID_NAME"),
            (json!({"name": "ping"}), "/description", "BASE_TYPE_REQUIRED"),
            (
                json!({"name": "ping", "type": 3, "description": "d"}),
                "/description",
                "APPLICATION_COMMAND_TYPE_CANNOT_HAVE_DESCRIPTION",
            ),
            (json!({"name": "x".repeat(33), "description": "d"}), "/name", "BASE_TYPE_BAD_LENGTH"),
            (
                json!({"name": "a", "description": "d", "options": [option("b", false), option("c", true)]}),
                "/options/1",
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            ),
            (
                json!({"name": "a", "description": "d", "options": [option("b", true), option("b", true)]}),
                "/options/1/name",
                "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
            ),
            (
                json!({"name": "a", "description": "d", "options": [{"name": "b", "description": "d"}]}),
                "/options/0/type",
                "BASE_TYPE_REQUIRED",
            ),
        ];
        for (body, path, code) in table {
            let tree = tree(&body);
            assert_eq!(tree.pointer(&format!("{path}/_errors/0/code")), Some(&json!(code)), "{body}: {tree}");
        }
    }
}
