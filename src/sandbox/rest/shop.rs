//! SKUs, entitlements and subscriptions of the application.

use serde_json::{Value, json};

use super::application::own;
use super::call::{Call, read_body};
use super::form::Errors;
use super::reply::{ApiError, Reply};
use super::schema::{Field, Kind, create, must};
use super::state::ApiState;
use crate::model::{EntitlementId, GuildId, SkuId, SubscriptionId, UserId};
use crate::sandbox::world::{Holder, Refusal, SandboxSkuKind, has_ended, is_active};

const TEST: &[Field] =
    &[must("sku_id", Kind::Id), must("owner_id", Kind::Id), must("owner_type", Kind::Choice(&[1, 2]))];
/// `owner_type` of a guild.
const GUILD: i64 = 1;
const GRANTED: Refusal =
    Refusal { status: 400, code: 40074, message: "An entitlement has already been granted for this resource" };
const NO_CONSUMABLE: Refusal = Refusal { status: 400, code: 40018, message: "Only consumable SKUs can be consumed" };
const NO_TEST: Refusal = Refusal { status: 400, code: 40019, message: "You can only delete sandbox entitlements." };
const NO_SUBSCRIPTION: Refusal = Refusal { status: 404, code: 0, message: "404: Not Found" };

pub(super) fn skus(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    own(state, call)?;
    let world = &state.world;
    Ok(Reply::Json(world.shop.skus.iter().map(|(id, sku)| world.sku_json(*id, sku)).collect()))
}

/// A page of an ascending list. `before` selects the nearest objects, which are the last of the list.
fn page(call: &Call, mut found: Vec<&Value>, limit: usize) -> Result<Reply, ApiError> {
    let (before, after): (Option<u64>, Option<u64>) = (call.query_id("before")?, call.query_id("after")?);
    let id = |it: &Value| it["id"].as_str().and_then(|it| it.parse::<u64>().ok());
    found.retain(|it| before.is_none_or(|before| id(it) < Some(before)));
    found.retain(|it| after.is_none_or(|after| id(it) > Some(after)));
    if before.is_some() && found.len() > limit {
        found.drain(..found.len() - limit);
    }
    Ok(Reply::Json(found.into_iter().take(limit).cloned().collect()))
}

pub(super) fn entitlements(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    own(state, call)?;
    let limit = call.number("limit", (1, 100), 100)?;
    let (user, guild): (Option<UserId>, Option<GuildId>) = (call.query_id("user_id")?, call.query_id("guild_id")?);
    let skus = call.query_ids::<SkuId>("sku_ids", 100)?;
    let only_active = call.switch("only_active");
    let (no_ended, no_deleted) = (call.switch("exclude_ended"), call.query("exclude_deleted").is_none_or(is_true));
    let now = state.world.now;
    let wanted = |it: &&Value| {
        user.is_none_or(|user| it["user_id"] == json!(user))
            && guild.is_none_or(|guild| it["guild_id"] == json!(guild))
            && (skus.is_empty() || skus.iter().any(|sku| it["sku_id"] == json!(sku)))
            && !(no_ended && has_ended(it, now))
            && !(no_deleted && it["deleted"] == true)
            && (!only_active || is_active(it, now))
    };
    page(call, state.world.shop.entitlements.values().filter(wanted).collect(), limit)
}

fn is_true(text: &str) -> bool {
    matches!(text, "true" | "True" | "1")
}

fn find(state: &ApiState<'_>, call: &Call) -> Result<(EntitlementId, Value), ApiError> {
    own(state, call)?;
    let id = call.id("entitlement_id")?;
    let json = state.world.shop.entitlements.get(&id).ok_or(Refusal::UNKNOWN_ENTITLEMENT)?;
    Ok((id, json.clone()))
}

pub(super) fn entitlement(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(find(state, call)?.1))
}

/// Creates an entitlement for tests. That of a guild belongs to the owner of the application, too.
pub(super) fn make(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    own(state, call)?;
    let given = read_body(call, |form, errors| create(form, TEST, errors))?;
    let id = |key: &str| given.get(key).and_then(Value::as_str).and_then(|it| it.parse::<u64>().ok()).unwrap_or(0);
    let (sku, owner) = (SkuId::new(id("sku_id")), id("owner_id"));
    if !state.world.shop.skus.contains_key(&sku) {
        return Err(Refusal::UNKNOWN_SKU.into());
    }
    let holder = if given.get("owner_type") == Some(&json!(GUILD)) {
        Holder::Guild(state.world.guild(GuildId::new(owner))?.id, state.world.owner)
    } else {
        Holder::User(state.world.user(UserId::new(owner))?.id)
    };
    if state.world.entitlement_to(holder, sku).is_some() {
        return Err(GRANTED.into());
    }
    let id = state.world.grant(holder, sku, None);
    state.world.shop.tests.insert(id);
    let json = state.world.shop.entitlements.get(&id).ok_or(Refusal::UNKNOWN_ENTITLEMENT)?;
    Ok(Reply::Json(json.clone()))
}

/// Deletes an entitlement that was created for tests.
pub(super) fn delete(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (id, json) = find(state, call)?;
    if json["deleted"] == true {
        return Err(Refusal::UNKNOWN_ENTITLEMENT.into());
    }
    if !state.world.shop.tests.contains(&id) {
        return Err(NO_TEST.into());
    }
    state.world.edit_entitlement(id, "ENTITLEMENT_DELETE", |it| it["deleted"] = json!(true))?;
    Ok(Reply::Nothing)
}

pub(super) fn consume(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let (id, json) = find(state, call)?;
    let sku = json["sku_id"].as_str().and_then(|it| it.parse().ok()).map(SkuId::new).ok_or(Refusal::UNKNOWN_SKU)?;
    let kind = state.world.shop.skus.get(&sku).map(|it| it.kind);
    if kind != Some(SandboxSkuKind::Consumable) {
        return Err(NO_CONSUMABLE.into());
    }
    if !is_active(&json, state.world.now) {
        return Err(Refusal::UNKNOWN_ENTITLEMENT.into());
    }
    state.world.edit_entitlement(id, "ENTITLEMENT_UPDATE", |it| it["consumed"] = json!(true))?;
    Ok(Reply::Nothing)
}

/// The subscriptions to the SKU in the path.
fn of_sku<'a>(state: &'a ApiState<'_>, call: &Call) -> Result<Vec<(&'a SubscriptionId, &'a Value)>, ApiError> {
    let sku: SkuId = call.id("sku_id")?;
    if !state.world.shop.skus.contains_key(&sku) {
        return Err(Refusal::UNKNOWN_SKU.into());
    }
    let of = |it: &&Value| it["sku_ids"].as_array().is_some_and(|list| list.contains(&json!(sku)));
    Ok(state.world.shop.subscriptions.iter().filter(|(_, it)| of(it)).collect())
}

/// Bots list the subscriptions of one user.
pub(super) fn subscriptions(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let found = of_sku(state, call)?;
    let limit = call.number("limit", (1, 100), 50)?;
    let Some(user) = call.query_id::<UserId>("user_id")? else {
        return Err(Errors::one(&["user_id"], "BASE_TYPE_REQUIRED", "This field is required"));
    };
    let found = found.into_iter().map(|(_, it)| it).filter(|it| it["user_id"] == json!(user));
    page(call, found.collect(), limit)
}

pub(super) fn subscription(state: &mut ApiState<'_>, call: &Call) -> Result<Reply, ApiError> {
    let id: SubscriptionId = call.id("subscription_id")?;
    let found = of_sku(state, call)?.into_iter().find(|(it, _)| **it == id);
    Ok(Reply::Json(found.ok_or(NO_SUBSCRIPTION)?.1.clone()))
}
