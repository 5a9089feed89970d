//! Each limit from both sides, and bodies that must not be refused.

mod document;
mod rows;

use proptest::prelude::*;
use serde_json::{Value, json};

use self::rows::ROWS;
use super::{check, table::TABLE};

/// The errors of a body.
fn errors(operation: &str, body: &Value) -> Vec<String> {
    let json = serde_json::to_vec(body).unwrap();
    check(operation, "", Some(&json)).iter().map(ToString::to_string).collect()
}

/// Fills a template: `"<text>"` becomes so many letters, `["<list>", item]` a list of so many items, `"<number>"` the
/// number.
fn fill(template: &str, count: i64) -> Value {
    fn walk(value: &mut Value, count: i64) {
        let times = usize::try_from(count).unwrap_or(0);
        match value {
            Value::String(text) if text == "<text>" => *text = "x".repeat(times),
            Value::String(text) if text == "<number>" => *value = Value::from(count),
            Value::Array(list) if list.first() == Some(&json!("<list>")) => {
                let item = list.get(1).cloned().unwrap_or(json!("1"));
                *list = (0..times).map(|index| numbered(&item, index)).collect();
            }
            Value::Array(list) => list.iter_mut().for_each(|value| walk(value, count)),
            Value::Object(fields) => fields.values_mut().for_each(|value| walk(value, count)),
            _ => {}
        }
    }
    /// The item with its index instead of `%`, for values that must be different.
    fn numbered(item: &Value, index: usize) -> Value {
        serde_json::from_str(&item.to_string().replace('%', &index.to_string())).unwrap()
    }
    let mut body = serde_json::from_str(template).unwrap();
    walk(&mut body, count);
    body
}

#[test]
fn limits_are_inclusive() {
    for (operation, template, least, most, path) in ROWS {
        let found = |count| {
            errors(operation, &fill(template, count)).into_iter().filter(|it| it.starts_with(path)).collect::<Vec<_>>()
        };
        for fine in [*least, *most] {
            let problems = errors(operation, &fill(template, fine));
            assert_eq!(problems, Vec::<String>::new(), "{operation} {template} with {fine}");
        }
        let above = found(most + 1);
        assert_eq!(above.len(), 1, "{operation} {template} with {}: {above:?}", most + 1);
        assert!(above[0].contains(&format!("({} > {most})", most + 1)), "{operation} {template}: {above:?}");
        if *least > 0 || template.contains("<number>") {
            assert!(!found(least - 1).is_empty(), "{operation} {template} with {}", least - 1);
        }
    }
}

#[test]
fn queries_are_checked() {
    for (operation, query, expected) in [
        ("list_messages", "?limit=100", None),
        ("list_messages", "?before=5&limit=101", Some("limit: too large (101 > 100)")),
        ("list_messages", "?limit=0", Some("limit: too small (0 < 1)")),
        ("list_guild_members", "?limit=1000&after=7", None),
        ("guild_search", "?offset=9976", Some("offset: too large (9976 > 9975)")),
        ("preview_prune_guild", "?days=31", Some("days: too large (31 > 30)")),
        ("get_channel", "?limit=5000", None),
    ] {
        let found: Vec<_> = check(operation, query, None).iter().map(ToString::to_string).collect();
        assert_eq!(found.first().map(String::as_str), expected, "{operation} {query}");
    }
}

#[test]
fn rules_over_several_values_are_checked() {
    let long = |count: usize| "x".repeat(count);
    let button = |id: &str| json!({"type": 2, "style": 1, "custom_id": id});
    let row = |inner: Value| json!({"type": 1, "components": inner});
    let menu = json!({"type": 3, "custom_id": "m", "options": [{"label": "a", "value": "a"}]});
    let deep =
        json!({"type": 17, "components": vec![row(json!([{"type": 2, "style": 5, "url": "https://a.example"}])); 20]});
    for (operation, body, expected) in [
        (
            "create_message",
            json!({"embeds": [{"description": long(4000)}, {"title": "t", "footer": {"text": long(2000)}}]}),
            "embeds: too long together (6001 > 6000 characters over all embeds)",
        ),
        ("create_message", json!({"embeds": [{"description": long(4000)}, {"footer": {"text": long(2000)}}]}), ""),
        // Of embeds with one address only the first is kept.
        (
            "create_message",
            json!({"embeds": [
                {"url": "https://a.example", "description": long(4000)},
                {"url": "https://a.example", "description": long(4000)}
            ]}),
            "",
        ),
        (
            "create_message",
            json!({"components": [row(json!([button("a"), button("b")])), row(json!([button("a")]))]}),
            "components[1].components[0].custom_id: \"a\" is used already; each component needs its own",
        ),
        (
            "create_message",
            json!({"flags": 32768, "components": [
                {"type": 10, "id": 7, "content": "a"}, {"type": 10, "id": 7, "content": "b"}
            ]}),
            "components[1].id: 7 is used already; without ids Discord numbers the components",
        ),
        ("create_message", json!({"flags": 32768, "components": [{"type": 14, "id": 0}, {"type": 14, "id": 0}]}), ""),
        (
            "create_message",
            json!({"flags": 32768, "components": [deep]}),
            "components: too many (41 > 40) altogether, nested ones included",
        ),
        (
            "create_message",
            json!({"components": [row(json!([menu, button("b")]))]}),
            "components[0].components: too many (2 > 1): a select menu must be the only component of its row",
        ),
        (
            "create_message",
            json!({"components": [row(json!([{"type": 2, "style": 5, "label": "a"}]))]}),
            "components[0].components[0].url: missing: a link needs it",
        ),
        (
            "create_message",
            json!({"components": [
                row(json!([{"type": 2, "style": 5, "url": "https://a.example", "custom_id": "a"}]))
            ]}),
            "components[0].components[0].custom_id: a link has `url` instead",
        ),
        (
            "create_message",
            json!({"components": [row(json!([{"type": 2, "style": 2, "label": "a"}]))]}),
            "components[0].components[0].custom_id: missing: a button of this style needs it",
        ),
        (
            "create_message",
            json!({"flags": 32768, "content": "a", "components": [{"type": 10, "content": "b"}]}),
            "content: it is not allowed with the flag IS_COMPONENTS_V2; use a component instead",
        ),
        // That is how a message is switched over.
        (
            "update_message",
            json!({
                "flags": 32768, "content": null, "embeds": [], "poll": null,
                "components": [{"type": 10, "content": "b"}]
            }),
            "",
        ),
        ("update_message", json!({"components": vec![json!({"type": 10, "content": "b"}); 6]}), ""),
        (
            "create_message",
            json!({"allowed_mentions": {"parse": ["users"], "users": ["1"]}}),
            "allowed_mentions: `parse` allows all users, and `users` lists some; only one of the two is allowed",
        ),
        ("create_message", json!({"allowed_mentions": {"parse": ["everyone"], "users": ["1"], "roles": []}}), ""),
        ("bulk_delete_messages", json!({"messages": ["5", "6", "5"]}), "messages: 5 is listed more than once"),
        (
            "create_webhook",
            json!({"name": "My Discord hook"}),
            "name: the name of a webhook cannot contain \"discord\"",
        ),
        (
            "update_guild_sticker",
            json!({"description": "x"}),
            "description: too short (1 < 2): it may be empty, or has 2 to 100 characters",
        ),
        (
            "create_thread",
            json!({"name": "n", "auto_archive_duration": 61}),
            "auto_archive_duration: 61 is none of (60, 1440, 4320, 10080)",
        ),
        ("create_thread", json!({"name": "n", "auto_archive_duration": 4320}), ""),
        (
            "create_application_command",
            json!({"name": "Ping", "description": "d"}),
            "name: \"Ping\" is no name of a command: small letters, digits, - and _, at most 32 of them",
        ),
        ("create_application_command", json!({"name": "Say it", "type": 3}), ""),
        ("create_application_command", json!({"name": "пинг-é_1'สวัสดี", "description": "d"}), ""),
        (
            "create_application_command",
            json!({"name": "ПИНГ", "description": "d"}),
            "name: \"ПИНГ\" is no name of a command: small letters, digits, - and _, at most 32 of them",
        ),
        (
            "create_application_command",
            json!({"name": "Say it", "type": 3, "description": "d"}),
            "description: only slash commands have a description",
        ),
        ("create_application_command", json!({"name": "a"}), "description: missing: a slash command needs one"),
        (
            "create_application_command",
            json!({"name": "a", "description": "d", "options": [
                {"type": 3, "name": "x", "description": "d"},
                {"type": 3, "name": "y", "description": "d", "required": true}
            ]}),
            "options[1]: it is required and comes after an optional one; required options must come first",
        ),
        (
            "create_application_command",
            json!({"name": "ab", "description": "d", "options": vec![json!({
                "type": 3, "name": "x", "description": "d", "choices":
                vec![json!({"name": long(60), "value": long(100)}); 25]}); 2]}),
            "the request: too long altogether (8007 > 8000 characters of names, descriptions and values)",
        ),
    ] {
        let found = errors(operation, &body);
        let expected: Vec<&str> = [expected].into_iter().filter(|it| !it.is_empty()).collect();
        assert_eq!(found, expected, "{operation} {body}");
    }
}

#[test]
fn unknown_operations_and_other_types_are_not_checked() {
    for body in [
        "",
        "{",
        "[]",
        "5",
        "null",
        r#""text""#,
        r#"{"content":5}"#,
        r#"{"embeds":{"0":1},"components":[5,{"type":"x"}]}"#,
    ] {
        assert_eq!(check("create_message", "", Some(body.as_bytes())), [], "{body}");
    }
    assert_eq!(check("no_such_operation", "?limit=-1", Some(b"{}")), []);
}

#[test]
fn the_table_can_be_searched() {
    assert!(TABLE.windows(2).all(|pair| pair[0].operation < pair[1].operation));
}

/// Text of up to so many characters of all kinds, between white space that does not count.
fn text(most: usize) -> impl Strategy<Value = String> {
    (prop::collection::vec(any::<char>(), 0..=most), 0..50_usize).prop_map(|(chars, space)| {
        let mut text: String = " \n".repeat(space);
        text.extend(chars);
        text.push_str(&"\t".repeat(space));
        text
    })
}

fn embed() -> impl Strategy<Value = Value> {
    let field = (text(30), text(40)).prop_map(|(name, value)| json!({"name": name, "value": value}));
    (text(80), text(100), text(60), prop::collection::vec(field, 0..=5), 0..=0xFF_FFFF_u32).prop_map(
        |(title, description, footer, fields, color)| {
            json!({
                "title": title, "description": description, "footer": {"text": footer}, "fields": fields, "color": color
            })
        },
    )
}

fn component(id: usize) -> BoxedStrategy<Value> {
    let own = format!("{}{id}", "x".repeat(90));
    prop_oneof![
        text(80).prop_map(move |label| json!({
            "type": 1, "components": [{"type": 2, "style": 3, "custom_id": own, "label": label}]
        })),
        (1..=25_usize, text(100), text(150)).prop_map(move |(count, label, placeholder)| {
            let options: Vec<_> = (0..count).map(|value| json!({"label": label, "value": value.to_string()})).collect();
            json!({"type": 1, "components": [
                {
                    "type": 3, "custom_id": format!("menu {id}"), "options": options, "placeholder": placeholder,
                    "min_values": 0, "max_values": count
                }
            ]})
        }),
        Just(json!({
            "type": 1,
            "components": [{"type": 2, "style": 5, "url": "https://a.example", "label": "a", "custom_id": null}]
        })),
    ]
    .boxed()
}

fn message() -> impl Strategy<Value = Value> {
    let components = prop_oneof![
        Just(vec![]),
        (0..5_usize).prop_flat_map(|count| (0..count).map(component).collect::<Vec<_>>()).boxed()
    ];
    (text(2000), prop::collection::vec(embed(), 0..=10), components, any::<Option<u32>>()).prop_map(
        |(content, embeds, components, extra)| {
            json!({
                "content": content, "embeds": embeds, "components": components, "nonce": extra, "poll": null,
                "new_field": {"a": [1, {}]}
            })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn messages_within_the_limits_are_never_refused(message in message()) {
        prop_assert_eq!(errors("create_message", &message), Vec::<String>::new());
        prop_assert_eq!(errors("update_message", &message), Vec::<String>::new());
        let answer = json!({"type": 4, "data": message});
        prop_assert_eq!(errors("create_interaction_response", &answer), Vec::<String>::new());
    }

    #[test]
    fn no_json_causes_a_panic(json in junk(), row in 0..TABLE.len()) {
        let _ = errors(TABLE[row].operation, &json);
    }
}

/// JSON of any shape, with the names of fields that have limits.
fn junk() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "content",
        "embeds",
        "fields",
        "components",
        "type",
        "data",
        "options",
        "choices",
        "name",
        "flags",
        "custom_id",
        "poll",
        "message",
        "accessory",
        "component",
        "style",
        "user_limit",
        "volume",
        "messages",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0..20_i64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,30}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Value>()),
        ]
    })
}
