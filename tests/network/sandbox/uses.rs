//! Users who use the application: commands, context menus, buttons, selects, forms and autocompletion.

use std::time::{Duration, Instant};

use greenroom::model::Permissions;
use greenroom::sandbox::{CommandPermission, SandboxChannel, SandboxMessage, SandboxUser, SentUse, UseError, Used};
use serde_json::{Value, json};

use super::api::{Answer, Api, contains};
use crate::raw::Raw;

/// A sandbox, and a bot that does what the test calls for.
pub(super) struct Bot {
    pub(super) api: Api,
    raw: Raw,
    pub(super) alice: SandboxUser,
    pub(super) general: SandboxChannel,
}

impl Bot {
    pub(super) async fn start() -> Self {
        let api = Api::start().await;
        let raw = api.gateway().await;
        let (alice, general) = (api.sandbox.user("alice"), api.sandbox.guild("Greenroom").channel("general"));
        Self { api, raw, alice, general }
    }

    /// Replaces all global commands.
    pub(super) async fn register(&self, commands: Value) -> Value {
        let answer = self.api.call("PUT /applications/$bot/commands", &commands.to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.json());
        answer.json()
    }

    /// Receives the next interaction, which becomes `$it` and `$token` of requests.
    pub(super) async fn receive(&mut self) -> Value {
        let mut payload = self.raw.payload().await;
        while payload["t"] != "INTERACTION_CREATE" {
            payload = self.raw.payload().await;
        }
        let event = payload["d"].take();
        for (name, key) in [("it", "id"), ("token", "token")] {
            self.api.names.insert(name.to_owned(), event[key].as_str().unwrap().to_owned());
        }
        event
    }

    /// Sends the first answer to the interaction that was received last.
    pub(super) async fn answer(&self, callback: Value) -> Answer {
        self.api.call("POST /interactions/$it/$token/callback", &callback.to_string()).await
    }

    /// Lets a user do something, receives it and answers it.
    async fn answers(&mut self, used: Used, callback: Value) -> (Value, SentUse) {
        let sent = used.send().unwrap();
        let event = self.receive().await;
        let answer = self.answer(callback).await;
        assert_eq!(answer.status, 204, "{}", answer.json());
        (event, sent)
    }

    /// A message of the bot.
    async fn posts(&self, body: Value) -> SandboxMessage {
        let answer = self.api.call("POST /channels/$general/messages", &body.to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.json());
        let id: u64 = answer.json()["id"].as_str().unwrap().parse().unwrap();
        self.general.message(id.into()).unwrap()
    }
}

pub(super) fn says(text: &str) -> Value {
    json!({"type": 4, "data": {"content": text}})
}

fn why(used: Used) -> String {
    match used.send().unwrap_err() {
        UseError::Impossible(why) => why,
        other => panic!("{other}"),
    }
}

#[actix::test]
async fn a_command_is_read_by_its_options() {
    let mut bot = Bot::start().await;
    let option = |name: &str, kind: u8| json!({"type": kind, "name": name, "description": "d"});
    let mut size = option("size", 3);
    size["choices"] = json!([{"name": "Very large", "value": "large"}]);
    let registered = bot
        .register(json!([{"name": "order", "description": "d", "options": [
            option("item", 3), size, option("count", 4), option("gift", 5), option("guest", 6), option("to", 7),
            option("role", 8), option("any", 9), option("price", 10), option("photo", 11),
        ]}]))
        .await;
    let guild = bot.api.sandbox.guild("Greenroom");
    let role = guild.create_role("staff", Permissions::empty());
    let carol = bot.api.sandbox.user("carol");
    let text = format!(
        "/order item:tea and: cake size:Very large count:3 gift:True guest:@carol to:#general role:<@&{role}> \
         any:staff price:2.5 photo:cat.png"
    );
    let used = bot.alice.uses(&bot.general, &text).file("cat.png", &b"meow"[..]);
    let (event, sent) = bot.answers(used, says("coming")).await;
    assert_eq!(sent.message().await.unwrap().content, "coming");
    let data = &event["data"];
    assert_eq!((&data["id"], &data["name"], &data["type"]), (&registered[0]["id"], &json!("order"), &json!(1)));
    let values: Vec<(&str, &Value)> =
        data["options"].as_array().unwrap().iter().map(|it| (it["name"].as_str().unwrap(), &it["value"])).collect();
    let photo = values[9].1.as_str().unwrap();
    let (role, carol) = (role.to_string(), carol.id().to_string());
    assert_eq!(
        values,
        [
            ("item", &json!("tea and: cake")),
            ("size", &json!("large")),
            ("count", &json!(3)),
            ("gift", &json!(true)),
            ("guest", &json!(carol)),
            ("to", &json!(bot.api.id("general"))),
            ("role", &json!(role)),
            ("any", &json!(role)),
            ("price", &json!(2.5)),
            ("photo", &json!(photo)),
        ]
    );
    let resolved = &data["resolved"];
    assert_eq!(resolved["users"][&carol]["username"], "carol");
    let member = resolved["members"][&carol].as_object().unwrap();
    assert!(["user", "deaf", "mute"].iter().all(|key| !member.contains_key(*key)) && member.contains_key("roles"));
    assert_eq!(resolved["roles"][&role]["name"], "staff");
    assert_eq!(resolved["channels"][bot.api.id("general")]["name"], "general");
    let attachment = &resolved["attachments"][photo];
    assert!(contains(attachment, &json!({"filename": "cat.png", "size": 4, "content_type": "image/png"})));
    let url = attachment["url"].as_str().unwrap();
    assert_eq!(bot.api.sandbox.attachment(url).unwrap().as_ref(), b"meow");
    assert!(contains(
        &event,
        &json!({
            "type": 2, "context": 0, "version": 1, "locale": "en-US", "guild_id": bot.api.id("guild"),
            "authorizing_integration_owners": {"0": bot.api.id("guild")}, "member": {"user": {"username": "alice"}},
        })
    ));
}

#[actix::test]
async fn values_that_do_not_fit_are_refused_by_the_client() {
    let bot = Bot::start().await;
    bot.register(json!([
        {"name": "roll", "description": "d", "options": [
            {"type": 4, "name": "count", "description": "d", "required": true, "min_value": 1, "max_value": 6},
            {"type": 3, "name": "why", "description": "d", "min_length": 2, "max_length": 5},
            {"type": 3, "name": "size", "description": "d", "choices": [{"name": "Small", "value": "s"}]},
            {"type": 7, "name": "to", "description": "d", "channel_types": [2]},
            {"type": 6, "name": "who", "description": "d"},
            {"type": 11, "name": "photo", "description": "d"},
        ]},
        {"name": "tag", "description": "d", "options": [
            {"type": 1, "name": "show", "description": "d"},
            {"type": 2, "name": "editors", "description": "d", "options": [
                {"type": 1, "name": "allow", "description": "d"},
            ]},
        ]},
    ]))
    .await;
    for (text, part) in [
        ("roll", "begins with `/`"),
        ("/rol", "there are: roll, tag"),
        ("/roll", "`count` is required"),
        ("/roll count:7", "not between 1 and 6"),
        ("/roll count:two", "not an integer"),
        ("/roll 3", "names no option of the command; it has: count, why"),
        ("/roll count:1 count:2", "given twice"),
        ("/roll count:1 why:x", "allowed are 2 to 5"),
        ("/roll count:1 size:Large", "there are: Small"),
        ("/roll count:1 to:#general", "allowed are [2]"),
        ("/roll count:1 who:@nobody", "no user `@nobody`"),
        ("/roll count:1 photo:x.png", "no file `x.png`"),
        ("/tag", "there are: show, editors"),
        ("/tag editors show", "there are: allow"),
    ] {
        let why = why(bot.alice.uses(&bot.general, text));
        let plain = why.replace('"', "`");
        assert!(plain.contains(part), "{text}: {why}");
    }
    bot.alice.uses(&bot.general, "/tag editors allow").send().unwrap();
    let sent = bot.alice.uses(&bot.general, "/tag show").send().unwrap();
    assert_eq!(sent.interaction().unwrap().data["options"], json!([{"name": "show", "type": 1, "options": []}]));
}

#[actix::test]
async fn only_what_is_visible_and_permitted_can_be_used() {
    let bot = Bot::start().await;
    let command = |name: &str, more: Value| {
        let mut json = json!({"name": name, "description": "d"});
        json.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json
    };
    let registered = bot
        .register(json!([
            command("all", json!({})),
            command("managers", json!({"default_member_permissions": (1 << 5).to_string()})),
            command("admins", json!({"default_member_permissions": "0"})),
            command("dms", json!({"contexts": [1]})),
            command("guilds", json!({"contexts": [0]})),
            command("adults", json!({"nsfw": true})),
            command("own", json!({"integration_types": [1]})),
        ]))
        .await;
    let guild = bot.api.sandbox.guild("Greenroom");
    let names = |user: &SandboxUser, channel: &SandboxChannel| -> Vec<String> {
        user.commands(channel).into_iter().map(|it| it.name).collect()
    };
    assert_eq!(names(&bot.alice, &bot.general), ["all", "guilds"]);
    for (text, part) in [
        ("/managers", "default_member_permissions"),
        ("/admins", "default_member_permissions"),
        ("/dms", "cannot be used in guilds"),
        ("/adults", "age-restricted"),
        ("/own", "needs the application to be installed"),
    ] {
        let why = why(bot.alice.uses(&bot.general, text));
        assert!(why.contains(part), "{text}: {why}");
    }
    let role = guild.create_role("managers", Permissions::MANAGE_GUILD);
    bot.alice.give_role(&guild, role);
    assert_eq!(names(&bot.alice, &bot.general), ["all", "guilds", "managers"]);
    assert_eq!(names(&bot.api.sandbox.owner(), &bot.general), ["admins", "all", "guilds", "managers"]);
    bot.alice.installs_app();
    bot.api.call("PATCH /channels/$general", r#"{"nsfw": true}"#).await;
    assert_eq!(names(&bot.alice, &bot.general), ["adults", "all", "guilds", "managers", "own"]);
    let (dm, _) = bot.alice.say_to_bot("hello");
    assert_eq!(names(&bot.alice, &dm), ["admins", "adults", "all", "dms", "managers", "own"]);

    // The permissions that members set in the client come before the defaults.
    let id = |index: usize| registered[index]["id"].as_str().unwrap().parse::<u64>().unwrap();
    let (all, admins) = (id(0), id(2));
    guild.set_command_permissions(admins, [CommandPermission::User(bot.alice.id(), true)]);
    guild.set_command_permissions(all, [CommandPermission::Role(guild.id().get().into(), false)]);
    assert_eq!(names(&bot.alice, &bot.general), ["admins", "adults", "guilds", "managers", "own"]);
    guild.set_command_permissions(all, [CommandPermission::Role(role, true)]);
    guild.set_command_permissions(admins, [CommandPermission::Channel(bot.general.id(), false)]);
    assert_eq!(names(&bot.alice, &bot.general), ["adults", "all", "guilds", "managers", "own"]);
    let listed = bot.api.call("GET /applications/$bot/guilds/$guild/commands/permissions", "").await.json();
    assert_eq!(listed[1]["permissions"], json!([{"id": bot.api.id("general"), "type": 3, "permission": false}]));

    let everyone = Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES;
    guild.set_everyone_permissions(everyone);
    let why = why(bot.api.sandbox.user("dave").uses(&bot.general, "/all"));
    assert!(why.contains("USE_APPLICATION_COMMANDS"), "{why}");
}

#[actix::test]
async fn a_command_of_the_guild_hides_the_global_one_and_an_old_client_uses_what_it_knows() {
    let mut bot = Bot::start().await;
    let global = bot.register(json!([{"name": "twin", "description": "global"}])).await;
    let body = r#"[{"name": "twin", "description": "guild"}]"#;
    let of_guild = bot.api.call("PUT /applications/$bot/guilds/$guild/commands", body).await.json();
    let known = bot.alice.commands(&bot.general);
    assert_eq!((known.len(), known[0].description.as_str()), (1, "guild"));
    let used = bot.alice.uses(&bot.general, "/twin");
    let (event, _) = bot.answers(used, says("x")).await;
    assert_eq!((&event["data"]["id"], &event["data"]["guild_id"]), (&of_guild[0]["id"], &json!(bot.api.id("guild"))));
    bot.api.call("PUT /applications/$bot/guilds/$guild/commands", "[]").await;
    let used = bot.alice.uses(&bot.general, "/twin");
    let (event, _) = bot.answers(used, says("x")).await;
    assert_eq!((&event["data"]["id"], &event["data"]["guild_id"]), (&global[0]["id"], &Value::Null));
    let used = bot.alice.uses_old(&known[0], &bot.general, "/twin");
    let (event, sent) = bot.answers(used, says("old")).await;
    assert_eq!(event["data"]["id"], of_guild[0]["id"]);
    assert_eq!(sent.message().await.unwrap().content, "old");
}

#[actix::test]
async fn names_are_taken_in_the_language_of_the_user() {
    let mut bot = Bot::start().await;
    bot.register(json!([{"name": "order", "description": "d", "name_localizations": {"de": "bestellen"}, "options": [
        {"type": 3, "name": "size", "description": "d", "name_localizations": {"de": "größe"},
            "choices": [{"name": "Small", "value": "s", "name_localizations": {"de": "Klein"}}]},
    ]}]))
    .await;
    assert!(why(bot.alice.uses(&bot.general, "/bestellen")).contains("there are: order"));
    bot.alice.set_locale("de");
    let used = bot.alice.uses(&bot.general, "/bestellen größe:Klein");
    let (event, _) = bot.answers(used, says("x")).await;
    assert_eq!((&event["data"]["name"], &event["data"]["options"][0]["name"]), (&json!("order"), &json!("size")));
    assert_eq!(event["data"]["options"][0]["value"], "s");
}

#[actix::test]
async fn context_menus_have_a_target() {
    let mut bot = Bot::start().await;
    bot.register(json!([{"name": "Show notes", "type": 2}, {"name": "Save as note", "type": 3}])).await;
    let carol = bot.api.sandbox.user("carol");
    let used = bot.alice.uses_on(&carol, "Show notes");
    let (event, sent) = bot.answers(used, says("notes")).await;
    assert_eq!(event["data"]["target_id"], json!(carol.id()));
    assert_eq!(event["data"]["resolved"]["users"][carol.id().to_string()]["username"], "carol");
    let answer = sent.message().await.unwrap();
    assert_eq!(
        (&answer.raw["type"], &answer.raw["interaction_metadata"]["target_user"]["id"]),
        (&json!(23), &json!(carol.id()))
    );
    let deprecated = &answer.raw["interaction"];
    assert_eq!((&deprecated["name"], &deprecated["user"]["username"]), (&json!("Show notes"), &json!("alice")));
    let message = bot.general.messages().first().cloned().unwrap();
    let used = bot.alice.uses_on(&message, "Save as note");
    let (event, sent) = bot.answers(used, says("saved")).await;
    assert_eq!(event["data"]["resolved"]["messages"][message.id.to_string()]["content"], "hello");
    let answer = sent.message().await.unwrap();
    assert_eq!(answer.raw["interaction_metadata"]["target_message_id"], json!(message.id));
    let why = why(bot.alice.uses_on(&message, "Show notes"));
    assert!(why.contains("there are: Save as note"), "{why}");
}

#[actix::test]
async fn autocompletion_gets_what_was_typed() {
    let mut bot = Bot::start().await;
    bot.register(json!([{"name": "order", "description": "d", "options": [
        {"type": 4, "name": "count", "description": "d", "required": true, "autocomplete": true},
        {"type": 3, "name": "item", "description": "d", "required": true, "autocomplete": true, "max_length": 3},
        {"type": 3, "name": "note", "description": "d"},
    ]}]))
    .await;
    let (alice, general) = (bot.alice.clone(), bot.general.clone());
    let typing = async { alice.types(&general, "/order count:x item:teapot").await };
    let answering = async {
        let event = bot.receive().await;
        let choices = json!([{"name": "Tea", "value": "tea"}]);
        assert_eq!(bot.answer(json!({"type": 4, "data": {"content": "x"}})).await.status, 400);
        assert_eq!(bot.answer(json!({"type": 8, "data": {"choices": choices}})).await.status, 204);
        event
    };
    let (choices, event) = tokio::join!(typing, answering);
    let choices = choices.unwrap();
    assert_eq!((choices[0].name.as_str(), &choices[0].value), ("Tea", &json!("tea")));
    assert_eq!(event["type"], 4);
    // The other option does not validate, so it is left out; the focused one may be longer than its limit.
    assert_eq!(event["data"]["options"], json!([{"name": "item", "type": 3, "value": "teapot", "focused": true}]));
    let typing = async { alice.types(&general, "/order count:").await };
    let answering = async {
        let event = bot.receive().await;
        assert_eq!(bot.answer(json!({"type": 8, "data": {"choices": []}})).await.status, 204);
        event
    };
    let (choices, event) = tokio::join!(typing, answering);
    assert_eq!(choices.unwrap(), []);
    assert_eq!(event["data"]["options"], json!([{"name": "count", "type": 4, "value": "", "focused": true}]));
    for (text, part) in [("/order note:x", "no autocomplete"), ("/order", "no option to complete")] {
        let error = alice.types(&general, text).await.unwrap_err();
        assert!(matches!(&error, UseError::Impossible(why) if why.contains(part)), "{error}");
    }
}

fn buttons() -> Value {
    json!([{"type": 1, "components": [
        {"type": 2, "style": 1, "label": "Yes", "custom_id": "vote.1"},
        {"type": 2, "style": 2, "emoji": {"name": "🎉"}, "custom_id": "vote.2"},
        {"type": 2, "style": 4, "label": "No", "custom_id": "vote.3", "disabled": true},
        {"type": 2, "style": 5, "label": "Docs", "url": "https://example.com"},
    ]}])
}

#[actix::test]
async fn buttons_are_clicked_by_label_emoji_or_custom_id() {
    let mut bot = Bot::start().await;
    let message = bot.posts(json!({"content": "Tea?", "components": buttons()})).await;
    assert_eq!(message.raw["components"][0]["id"], 1);
    for (name, custom_id, id) in [("Yes", "vote.1", 2), ("🎉", "vote.2", 3), ("vote.1", "vote.1", 2)] {
        let used = bot.alice.clicks(&message, name);
        let update = json!({"type": 7, "data": {"content": format!("by {name}")}});
        let (event, sent) = bot.answers(used, update).await;
        assert_eq!(event["data"], json!({"id": id, "custom_id": custom_id, "component_type": 2}));
        assert_eq!(event["message"]["id"], json!(message.id));
        let answer = sent.message().await.unwrap();
        assert_eq!((answer.id, answer.content.as_str()), (message.id, format!("by {name}").as_str()));
    }
    for (name, part) in [("No", "disabled"), ("Docs", "a link"), ("Maybe", "it has: Yes, No, Docs")] {
        let why = why(bot.alice.clicks(&message, name));
        assert!(why.contains(part), "{name}: {why}");
    }
    // A deferred update: the message is edited later.
    let used = bot.alice.clicks(&message, "Yes").until(|it| it.content == "1 vote");
    let clicking = tokio::spawn(used);
    bot.receive().await;
    assert_eq!(bot.answer(json!({"type": 6})).await.status, 204);
    let path = "PATCH /webhooks/$bot/$token/messages/@original";
    assert_eq!(bot.api.call(path, r#"{"content": "1 vote"}"#).await.status, 200);
    assert_eq!(clicking.await.unwrap().unwrap().id, message.id);
    bot.api.sandbox.bot().delete(&bot.general, message.id);
    assert!(why(bot.alice.clicks(&message, "Yes")).contains("deleted"));
}

#[actix::test]
async fn selects_take_options_users_roles_and_channels() {
    let mut bot = Bot::start().await;
    let row = |select: Value| json!({"type": 1, "components": [select]});
    let message = bot
        .posts(json!({"components": [
            row(json!({"type": 3, "custom_id": "size", "placeholder": "How big?", "min_values": 0, "max_values": 2,
                "options": [
                    {"label": "Small", "value": "s"}, {"label": "Large", "value": "l"}, {"label": "Huge", "value": "h"},
                ]})),
            row(json!({"type": 5, "custom_id": "who"})),
            row(json!({"type": 7, "custom_id": "any"})),
            row(json!({"type": 8, "custom_id": "where", "channel_types": [2]})),
        ]}))
        .await;
    assert_eq!(message.raw["components"][1]["components"][0]["min_values"], 1);
    let carol = bot.api.sandbox.user("carol");
    let lounge = bot.api.id("lounge").to_owned();
    let none: [&str; 0] = [];
    for (select, values, sent) in [
        ("How big?", vec!["Small", "l"], json!(["s", "l"])),
        ("size", none.to_vec(), json!([])),
        ("who", vec!["@carol"], json!([carol.id()])),
        ("any", vec!["@everyone"], json!([bot.api.id("guild")])),
        ("where", vec!["#Lounge"], json!([lounge])),
    ] {
        let used = bot.alice.selects(&message, select, values);
        let (event, _) = bot.answers(used, says("ok")).await;
        assert_eq!(event["data"]["values"], sent, "{select}");
        assert_eq!(event["data"].get("resolved").is_some(), !matches!(select, "size" | "How big?"), "{select}");
    }
    for (select, values, part) in [
        ("size", vec!["Small", "Large", "Huge"], "3 are given, allowed are 0 to 2"),
        ("size", vec!["Small", "s"], "selected twice"),
        ("size", vec!["Tiny"], "there are: Small, Large, Huge"),
        ("who", none.to_vec(), "0 are given, allowed are 1 to 1"),
        ("where", vec!["#general"], "allowed are [2]"),
        ("", vec!["Small"], "no select"),
    ] {
        let why = why(bot.alice.selects(&message, select, values));
        assert!(why.contains(part), "{select}: {why}");
    }
}

#[actix::test]
async fn forms_are_filled_in_by_label() {
    let mut bot = Bot::start().await;
    bot.register(json!([{"name": "report", "description": "d"}])).await;
    let label = |text: &str, component: Value| json!({"type": 18, "label": text, "component": component});
    let options = json!([{"label": "Low", "value": "1"}, {"label": "High", "value": "2", "default": true}]);
    let form = json!({"type": 9, "data": {"custom_id": "report", "title": "Report", "components": [
        label("What?", json!({"type": 4, "custom_id": "what", "style": 2, "min_length": 3, "max_length": 9})),
        label("How bad?", json!({"type": 21, "custom_id": "bad", "options": options, "required": false})),
        label("Proof", json!({"type": 19, "custom_id": "proof", "min_values": 0, "max_values": 2, "required": false})),
        label("Whom?", json!({"type": 5, "custom_id": "whom", "max_values": 2, "required": false, "min_values": 0})),
        label("Rules read", json!({"type": 23, "custom_id": "read"})),
    ]}});
    let used = bot.alice.uses(&bot.general, "/report");
    let (_, sent) = bot.answers(used, form).await;
    let error = sent.message().await.unwrap_err();
    assert!(error.to_string().contains(".form()"), "{error}");
    let form = sent.form().await.unwrap();
    assert_eq!((form.title.as_str(), form.custom_id.as_str()), ("Report", "report"));
    assert_eq!(form.labels(), ["What?", "How bad?", "Proof", "Whom?", "Rules read"]);
    assert_eq!(form.field("what").unwrap()["max_length"], 9);
    let used = bot
        .alice
        .submits(&form, [("What?", "noise"), ("proof", "a.txt"), ("Whom?", "@carol"), ("Rules read", "true")])
        .file("a.txt", &b"x"[..]);
    let (event, submitted) = bot.answers(used, says("thanks")).await;
    let answers: Vec<&Value> =
        event["data"]["components"].as_array().unwrap().iter().map(|it| &it["component"]).collect();
    assert_eq!(answers[0], &json!({"type": 4, "id": 2, "custom_id": "what", "value": "noise"}));
    assert_eq!(answers[1]["value"], "2");
    assert_eq!(
        event["data"]["resolved"]["attachments"][answers[2]["values"][0].as_str().unwrap()]["filename"],
        "a.txt"
    );
    assert_eq!(answers[3]["values"], json!([bot.api.id("carol")]));
    assert_eq!(answers[4]["value"], true);
    let answer = submitted.message().await.unwrap();
    let metadata = &answer.raw["interaction_metadata"];
    assert_eq!((&metadata["type"], &metadata["triggering_interaction_metadata"]["type"]), (&json!(5), &json!(2)));
    let empty: [(&str, &str); 0] = [];
    let one = |name: &'static str, value: &'static str| vec![("what", "noise"), (name, value)];
    for (fields, part) in [
        (empty.to_vec(), "it is required"),
        (vec![("what", "xx")], "2 are given, allowed are 3 to 9"),
        (one("Who?", "x"), "no field `Who?`"),
        (one("bad", "Medium"), "there are: Low, High"),
        (one("read", "yes"), "neither true nor false"),
    ] {
        let why = why(bot.alice.submits(&form, fields));
        assert!(why.contains(part), "{why}");
    }
    assert!(why(bot.api.sandbox.user("bob").submits(&form, [("what", "noise")])).contains("another user"));
    // A modal that a command opened has no message to update; a select without `min_values` may be left empty.
    bot.alice.submits(&form, [("what", "noise")]).send().unwrap();
    let event = bot.receive().await;
    assert_eq!(event["data"]["components"][3]["component"]["values"], json!([]));
    assert_eq!(bot.answer(json!({"type": 7, "data": {"content": "x"}})).await.json()["code"], 50035);
    assert_eq!(bot.answer(json!({"type": 9, "data": {}})).await.json()["code"], 50035);
}

#[actix::test]
async fn no_answer_within_three_seconds_of_the_sandboxes_clock_is_an_error() {
    let mut bot = Bot::start().await;
    bot.register(json!([{"name": "slow", "description": "d"}])).await;
    let sent = bot.alice.uses(&bot.general, "/slow").send().unwrap();
    bot.receive().await;
    assert_eq!(bot.answer(json!({"type": 4, "data": {"content": ""}})).await.status, 400);
    let start = Instant::now();
    let waiting = tokio::spawn(async move { sent.message().await });
    tokio::task::yield_now().await;
    bot.api.sandbox.advance(Duration::from_secs(4));
    let error = waiting.await.unwrap().unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(2));
    assert!(matches!(&error, UseError::NotAnswered { refused: Some(why) } if why.contains("50006")), "{error:?}");
    assert!(error.to_string().starts_with("The application did not respond"));
    assert_eq!(bot.answer(says("late")).await.json()["code"], 10062);
}

#[actix::test]
async fn users_need_time_to_react() {
    /// The default.
    const TIME: Duration = Duration::from_millis(10);
    let mut bot = Bot::start().await;
    bot.register(json!([{"name": "order", "description": "d"}])).await;
    let (_, sent) = bot.answers(bot.alice.uses(&bot.general, "/order"), says("coming")).await;
    let follow_up = bot.api.call("POST /webhooks/$bot/$token", r#"{"content": "more"}"#).await;
    assert_eq!(follow_up.status, 200);
    let begin = Instant::now();
    assert_eq!(sent.message().await.unwrap().content, "coming");
    assert!(begin.elapsed() >= TIME);
    assert_eq!(sent.follow_up(0).await.unwrap().content, "more");
    assert!(begin.elapsed() >= TIME * 2);
    sent.until(|it| it.content == "coming").await.unwrap();
    assert!(begin.elapsed() >= TIME * 3);
    bot.general.expect(|it| it.content == "coming").await.unwrap();
    assert!(begin.elapsed() >= TIME * 4);

    let field = json!({"type": 1, "components": [{"type": 4, "custom_id": "n", "label": "Name", "style": 1}]});
    let form = json!({"type": 9, "data": {"custom_id": "c", "title": "Form", "components": [field]}});
    let (_, sent) = bot.answers(bot.alice.uses(&bot.general, "/order"), form).await;
    let begin = Instant::now();
    assert_eq!(sent.form().await.unwrap().title, "Form");
    assert!(begin.elapsed() >= TIME);
}
