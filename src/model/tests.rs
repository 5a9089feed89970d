use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use static_assertions::assert_impl_all;

use super::*;

assert_impl_all!(User: Send, Sync, Clone, PartialEq, std::fmt::Debug);
assert_impl_all!(Guild: Send, Sync, Clone, PartialEq, std::fmt::Debug);
assert_impl_all!(Member: Send, Sync, Clone, PartialEq, std::fmt::Debug);
assert_impl_all!(Channel: Send, Sync, Clone, PartialEq, std::fmt::Debug);
assert_impl_all!(Message: Send, Sync, Clone, PartialEq, std::fmt::Debug);
assert_impl_all!(Interaction: Send, Sync, Clone, PartialEq, std::fmt::Debug);
assert_impl_all!(InteractionResponse: Send, Sync, Clone, PartialEq, std::fmt::Debug);
assert_impl_all!(Presence: Send, Sync, Clone, PartialEq, std::fmt::Debug);
assert_impl_all!(Application: Send, Sync, Clone, PartialEq, std::fmt::Debug);
assert_impl_all!(GatewayBotInfo: Send, Sync, Clone, PartialEq, std::fmt::Debug);
assert_impl_all!(Timestamp: Send, Sync, Copy, Ord, std::hash::Hash);
assert_impl_all!(UserId: Send, Sync, Copy, Ord, std::hash::Hash);
assert_impl_all!(Permissions: Send, Sync, Copy, std::hash::Hash);

/// Reads a value and serializes it again. Each key that is not empty must be written as it was, and reading what was
/// written must give an equal value.
pub(crate) fn there_and_back<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(json: &str) -> T {
    let value: T = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}\n{json}"));
    let written = serde_json::to_value(&value).unwrap();
    assert_eq!(without_empty(written.clone()), without_empty(serde_json::from_str(json).unwrap()));
    assert_eq!(serde_json::from_value::<T>(written).unwrap(), value);
    value
}

/// A JSON text without its line breaks, for comparing it with serialized text.
pub(crate) fn one_line(json: &str) -> String {
    json.lines().map(str::trim_start).collect()
}

/// The value without keys that are empty.
fn without_empty(json: Value) -> Value {
    let is_empty = |value: &Value| {
        [Value::Null, json!(false), json!(0), json!("")].contains(value) || value.as_array().is_some_and(Vec::is_empty)
    };
    match json {
        Value::Object(keys) => keys
            .into_iter()
            .filter(|(_, value)| !is_empty(value))
            .map(|(key, value)| (key, without_empty(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_empty).collect(),
        json => json,
    }
}

/// There are thousands of values of these types in caches and batches, so each field of them costs memory.
#[test]
fn frequent_types_are_small() {
    for (name, size, limit) in [
        ("Timestamp", size_of::<Timestamp>(), 8),
        ("UserId", size_of::<UserId>(), 8),
        ("Permissions", size_of::<Permissions>(), 8),
        ("ChannelKind", size_of::<ChannelKind>(), 8),
        ("ImageHash", size_of::<ImageHash>(), 24),
        ("Overwrite", size_of::<Overwrite>(), 32),
        ("User", size_of::<User>(), 224),
        ("Member", size_of::<Member>(), 448),
        ("VoiceState", size_of::<VoiceState>(), 112),
        ("Presence", size_of::<Presence>(), 360),
        ("Message", size_of::<Message>(), 768),
    ] {
        assert!(size <= limit, "{name} has {size} bytes, at most {limit} were meant");
    }
}

/// Keys that are easily forgotten: most are only in Discord's examples, or in no list of an object's fields.
#[test]
fn rare_keys_are_read() {
    let user = r#"{"id":"1","username":"ann","discriminator":"0","display_name_styles":{"font_id":3,"effect_id":2,
    "colors":[255,65280]}}"#;
    let user: User = there_and_back(user);
    let styles = user.display_name_styles.unwrap();
    assert_eq!((styles.font_id, styles.effect_id), (DisplayNameFont::CherryBomb, DisplayNameEffect::Gradient));
    assert_eq!(styles.colors, [255, 65_280]);

    let member: TeamMember = there_and_back(
        r#"{"user":{"id":"1","username":"ann","discriminator":"0"},"team_id":"7","membership_state":2,"role":"admin",
        "permissions":["*"]}"#,
    );
    assert_eq!((member.team_id, member.permissions.len()), (Some(TeamId::new(7)), 1));

    let integration: Integration = there_and_back(
        r#"{"id":"5","name":"Bees","type":"discord","account":{"id":"9","name":"Bees"},"application_id":"9"}"#,
    );
    assert_eq!(integration.application_id, Some(ApplicationId::new(9)));

    let entitlement: Entitlement = there_and_back(
        r#"{"id":"1019653849998299136","sku_id":"1019475255913222144","application_id":"1019370614521200640",
        "user_id":"771129655544643584","promotion_id":null,"type":8,"deleted":false,"gift_code_flags":4,
        "consumed":false,"starts_at":"2022-09-14T17:00:18.704163+00:00","ends_at":"2022-10-14T17:00:18.704163+00:00",
        "guild_id":"1015034326372454400","subscription_id":"1019653835926409216"}"#,
    );
    assert_eq!(entitlement.subscription_id, Some(SubscriptionId::new(1_019_653_835_926_409_216)));

    let sku: Sku = there_and_back(
        r#"{"id":"1088510058284990888","type":5,"dependent_sku_id":"4","application_id":"788708323867885999",
        "access_type":1,"name":"Test Premium","features":[2],"release_date":"2026-08-01","premium":true,
        "slug":"test-premium","flags":128,"show_age_gate":true,"created_at":"2025-08-05T20:53:39.133830+00:00",
        "updated_at":"2025-09-05T20:53:39.133830+00:00"}"#,
    );
    assert_eq!((sku.access_type, sku.release_date.as_deref()), (Some(SkuAccess::Full), Some("2026-08-01")));
    assert!(sku.created_at < sku.updated_at);

    let role: Role = there_and_back(
        r#"{"id":"7","name":"Staff","description":"Those who help","colors":{"primary_color":5},"permissions":"8"}"#,
    );
    assert_eq!(role.description.as_deref(), Some("Those who help"));
}

#[test]
fn names_of_users() {
    let user = |json: &str| serde_json::from_str::<User>(json).unwrap();
    for (json, name) in [
        (r#"{"id":"80351110224678912","username":"nelly","discriminator":"1337","global_name":null}"#, "nelly"),
        (r#"{"id":"80351110224678912","username":"nelly","discriminator":"0","global_name":"Nelly"}"#, "Nelly"),
    ] {
        assert_eq!(user(json).display_name(), name);
    }
}

#[test]
fn a_partial_user_changes_only_the_fields_it_has() {
    let mut user: User =
        serde_json::from_str(r#"{"id":"1","username":"a","global_name":"A","avatar":"x","discriminator":"0001"}"#)
            .unwrap();
    let before = user.clone();
    serde_json::from_str::<PartialUser>(r#"{"id":"1"}"#).unwrap().apply_to(&mut user);
    assert_eq!(user, before);
    serde_json::from_str::<PartialUser>(r#"{"id":"1","username":"b","avatar":null,"discriminator":"0"}"#)
        .unwrap()
        .apply_to(&mut user);
    assert_eq!((user.username.as_str(), &user.avatar, user.global_name.as_deref()), ("b", &None, Some("A")));
    assert_eq!(user.discriminator, Discriminator::NONE);
}

#[test]
fn discriminators_of_all_kinds() {
    for (json, digits) in [("\"0\"", 0), ("\"0042\"", 42), ("42", 42), ("null", 0), ("\"\"", 0), ("\"99999\"", 0)] {
        assert_eq!(serde_json::from_str::<Discriminator>(json).unwrap().get(), digits, "{json}");
    }
    assert_eq!(serde_json::to_string(&Discriminator::from(42)).unwrap(), "\"0042\"");
}

#[test]
fn members_are_shown_with_their_nickname() {
    let member = |json: &str| serde_json::from_str::<Member>(json).unwrap();
    for (json, name) in [
        (r#"{"nick":"N","user":{"id":"1","username":"a"}}"#, Some("N")),
        (r#"{"nick":null,"user":{"id":"1","username":"a","global_name":"G"}}"#, Some("G")),
        (r#"{"roles":null}"#, None),
    ] {
        assert_eq!(member(json).display_name(), name);
    }
    let timed_out = member(r#"{"communication_disabled_until":"2021-01-01T00:00:00+00:00"}"#);
    assert!(timed_out.is_timed_out("2020-12-31T00:00:00Z".parse().unwrap()));
    assert!(!timed_out.is_timed_out("2021-01-01T00:00:00Z".parse().unwrap()));
}

#[test]
fn overwrites_are_for_roles_or_members() {
    let overwrite = |json: &str| serde_json::from_str::<Overwrite>(json).unwrap();
    let role = overwrite(r#"{"id":"7","type":0,"allow":"1024","deny":"0"}"#);
    assert_eq!((role.role(), role.member(), role.allow), (Some(RoleId::new(7)), None, Permissions::VIEW_CHANNEL));
    let member = overwrite(r#"{"id":7,"type":1,"deny":0}"#);
    assert_eq!((member.role(), member.member()), (None, Some(UserId::new(7))));
    let other = overwrite(r#"{"id":"7","type":2,"deny":null}"#);
    assert_eq!((other.role(), other.member()), (None, None));
}

#[test]
fn messages_have_links_and_may_be_direct() {
    let message = |more: &str| {
        let json =
            format!(r#"{{"id":"8","channel_id":"2","author":{{"id":"1"}},"timestamp":"2021-01-01T00:00:00Z"{more}}}"#);
        serde_json::from_str::<Message>(&json).unwrap()
    };
    let direct = message(r#","mentions":[{"id":"3"}]"#);
    assert!(direct.is_direct() && direct.link().is_none());
    assert!(direct.mentions_user(UserId::new(3)) && !direct.mentions_user(UserId::new(1)));
    assert!(!message(r#","flags":64"#).is_direct(), "an ephemeral message is no direct one");
    let in_guild = message(
        r#","guild_id":"5","referenced_message":{"id":"9","channel_id":"2","author":{"id":"1"},
        "timestamp":"2021-01-01T00:00:00Z"}"#,
    );
    assert_eq!(in_guild.link().as_deref(), Some("https://discord.com/channels/5/2/8"));
    assert_eq!(in_guild.referenced_message.value().map(|message| message.id), Some(MessageId::new(9)));
}

#[test]
fn gateway_info_has_the_session_limit() {
    let info: GatewayBotInfo = serde_json::from_str(
        r#"{"url":"wss://gateway.discord.gg","shards":9,"session_start_limit":{"total":1000,"remaining":999,
        "reset_after":14400000,"max_concurrency":1},"new":1}"#,
    )
    .unwrap();
    assert_eq!((info.shards, info.session_start_limit.remaining), (9, 999));
}
