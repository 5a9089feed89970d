//! Integrations of guilds, and the application's metadata for linked roles.

use serde_json::{Map, Value, json};

use super::access;
use super::application::own;
use super::call::Call;
use super::component_defaults::without_nulls;
use super::form::{Errors, Form};
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, may, must};
use super::state::ApiState;
use crate::model::IntegrationId;
use crate::sandbox::world::{Refusal, action, bits, diff};

/// The limit of the integrations that are listed.
const MAX_INTEGRATIONS: usize = 50;

/// The integrations with `user`: of the bot and of connected accounts it is the owner of the guild.
pub(super) fn list(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_GUILD)?;
    let guild = state.world.guild(guild)?;
    let user = state.world.user(guild.owner)?.json();
    let shown = guild.community.integrations.values().take(MAX_INTEGRATIONS).cloned().map(|mut it| {
        it["user"] = user.clone();
        it
    });
    Ok(Reply::Json(shown.collect()))
}

pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let guild = access::guild(state, call, bits::MANAGE_GUILD)?;
    let id: IntegrationId = call.id("integration_id")?;
    let integrations = &state.world.guild(guild)?.community.integrations;
    let old = integrations.get(&id).ok_or(Refusal::UNKNOWN_INTEGRATION)?;
    let old = json!({"name": old["name"], "type": old["type"]});
    state.world.audit(
        guild,
        action::INTEGRATION_DELETE,
        id.get(),
        diff(&old, &json!({"name": null, "type": null})),
        None,
    );
    state.world.remove_integration(guild, id)?;
    Ok(Reply::Nothing)
}

const METADATA: &[Field] = &[
    must("type", Kind::Choice(&[1, 2, 3, 4, 5, 6, 7, 8])),
    must("key", Kind::Text(1, 50)),
    must("name", Kind::Text(1, 100)),
    must("description", Kind::Text(1, 200)),
    may("name_localizations", Kind::Any),
    may("description_localizations", Kind::Any),
];
/// The limit of metadata records of an application.
const MAX_RECORDS: usize = 5;

pub(super) fn metadata(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    own(state, call)?;
    Ok(Reply::Json(Value::Array(state.world.role_metadata.clone())))
}

/// Replaces the metadata records.
pub(super) fn set_metadata(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    own(state, call)?;
    let mut records = call.list(METADATA)?;
    let mut errors = Errors::default();
    if records.len() > MAX_RECORDS {
        errors.add(&[], "BASE_TYPE_MAX_LENGTH", format!("Must be {MAX_RECORDS} or fewer in length."));
    }
    for (index, record) in records.iter_mut().enumerate() {
        let Some(record) = record.as_object_mut() else { continue };
        record.retain(|_, value| !value.is_null());
        record.values_mut().for_each(without_nulls);
        check(record, &index.to_string(), &mut errors);
    }
    let keys: Vec<&Value> = records.iter().map(|it| &it["key"]).collect();
    for (index, key) in keys.iter().enumerate() {
        if keys.iter().take(index).any(|it| it == key) {
            let message = "The key of another record is the same.";
            errors.add(&[&index.to_string(), "key"], "APPLICATION_ROLE_CONNECTIONS_KEY_DUPLICATED", message);
        }
    }
    errors.check()?;
    state.world.role_metadata = records;
    metadata(state, call)
}

/// Keys have only small letters, digits and underscores; localizations are strings by locale.
fn check(record: &Map<String, Value>, index: &str, errors: &mut Errors) {
    let form = Form::new(record, vec![index]);
    let key = record.get("key").and_then(Value::as_str).unwrap_or_default();
    if !key.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_') {
        errors.add(&form.path("key"), "STRING_TYPE_REGEX", "String value did not match validation regex.");
    }
    for (field, longest) in [("name_localizations", 100), ("description_localizations", 200)] {
        let Some(texts) = form.object(field, errors) else { continue };
        let locales = record.get(field).and_then(Value::as_object).into_iter().flat_map(Map::keys);
        for locale in locales {
            texts.text(locale, longest, errors);
        }
    }
}
