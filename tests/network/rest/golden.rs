//! The messages of errors, each in a file of its own in `golden/`. `GOLDEN=write cargo test --test network golden`
//! writes the files, so that a changed message is seen as a difference.
//!
//! Refusals that the sandbox makes come from it, with the bot and its cache if they add to the message; all others come
//! from a server with fixed answers.

use std::{path::PathBuf, time::Duration};

use greenroom::gateway::Token;
use greenroom::model::{
    ApplicationId, ChannelId, Embed, GuildId, InteractionId, InteractionResponse, MessageId, RoleId, UserId,
};
use greenroom::rest::{Answered, ErrorCode, Hint, Http, HttpConfig, HttpError};
use greenroom::sandbox::{Fault, Sandbox, SandboxGuild};
use greenroom::{BotGuard, prelude::*};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::rest::{general, http, http_with, ms};

/// The token of all bots here but the sandbox's. None may ever be read in an error.
const TOKEN: &str = "MTA0NTgxMjM0NTY3ODkw.GtestQ.a-secret-that-nobody-may-read";
const INTERACTION_TOKEN: &str = "aW50ZXJhY3Rpb246MTIz-a-secret-of-an-interaction";

/// Compares an error with its file. `ids` are numbers of this run, which are shown as words.
#[track_caller]
fn golden(name: &str, error: &HttpError, ids: &[(&str, u64)]) {
    let mut text = ids.iter().fold(error.to_string(), |text, (word, id)| text.replace(&id.to_string(), word));
    for secret in [TOKEN, INTERACTION_TOKEN] {
        let beginning = &secret[..12];
        assert!(!text.contains(beginning), "{name}: there is a token in it: {text}");
        assert!(!format!("{error:?}").contains(beginning), "{name}: there is a token in its Debug: {error:?}");
    }
    text.push('\n');
    let file =
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/network/rest/golden")).join(format!("{name}.txt"));
    if std::env::var("GOLDEN").is_ok_and(|it| it == "write") {
        std::fs::write(&file, text).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(text, expected, "{} differs; `GOLDEN=write` writes it anew", file.display());
}

/// As [`golden`], with times that differ from run to run made even.
#[track_caller]
fn golden_of_times(name: &str, error: HttpError, ids: &[(&str, u64)]) {
    let HttpError::Api(mut api) = error else { panic!("{error}") };
    match &mut api.hint {
        Some(Hint::Late(late)) => {
            assert!(late.total >= late.arriving + late.handler, "{late:?}");
            (late.sending, late.waiting) = (Duration::ZERO, Duration::ZERO);
            late.arriving = Duration::from_secs(late.arriving.as_secs());
            late.handler = if late.handler < ms(150) { ms(0) } else { ms(200) };
            late.total = late.arriving + late.handler;
        }
        Some(Hint::Answered(Answered::Here(ago) | Answered::Elsewhere(ago))) => *ago = ms(100),
        other => panic!("{other:?}"),
    }
    golden(name, &HttpError::Api(api), ids);
}

/// A server that gives each request the same answer, except for requests of the address of the gateway.
struct Canned {
    url: String,
    task: tokio::task::JoinHandle<()>,
}

impl Canned {
    async fn answering(status: u16, headers: &str, body: impl Into<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (headers, body) = (headers.to_owned(), body.into());
        let task = tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let (headers, body) = (headers.clone(), body.clone());
                tokio::spawn(async move {
                    let mut read = Vec::new();
                    let mut piece = [0; 4096];
                    // The head is enough, and then whatever of the body has come.
                    while !read.windows(4).any(|it| it == b"\r\n\r\n") {
                        match socket.read(&mut piece).await {
                            Ok(count) if count > 0 => read.extend_from_slice(&piece[..count]),
                            _ => return,
                        }
                    }
                    let asked = String::from_utf8_lossy(&read).into_owned();
                    let body = body.replace("<<request>>", &json!(asked).to_string());
                    // A bot that is to play at a gateway of its own asks for nothing but the number of its shards.
                    let (status, body) = match asked.starts_with("GET /gateway/bot ") {
                        true => (200, GATEWAY.to_owned()),
                        false => (status, body),
                    };
                    let answer = format!(
                        "HTTP/1.1 {status} Said\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n{body}",
                        body.len()
                    );
                    let _ = socket.write_all(answer.as_bytes()).await;
                    // Read on, or the answer might be lost with what was not read.
                    while matches!(socket.read(&mut piece).await, Ok(count) if count > 0) {}
                });
            }
        });
        Self { url, task }
    }

    fn config(&self) -> HttpConfig {
        let mut config = HttpConfig::new(Token::new(TOKEN).unwrap());
        config.base_url.clone_from(&self.url);
        config.retries = 0;
        config
    }

    fn http(&self) -> Http {
        Http::start(self.config()).unwrap()
    }
}

impl Drop for Canned {
    fn drop(&mut self) {
        self.task.abort();
    }
}

const GATEWAY: &str = r#"{"url": "ws://127.0.0.1:1", "shards": 1,
    "session_start_limit": {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}}"#;
const JSON: &str = "content-type: application/json\r\n";
const CHANNEL: ChannelId = ChannelId::new(5);
const MESSAGE: MessageId = MessageId::new(6);

/// What becomes of a message that is refused with this body.
async fn message_refused(status: u16, body: serde_json::Value) -> HttpError {
    let server = Canned::answering(status, JSON, body.to_string()).await;
    let embed = Embed::new().title("x".repeat(300)).url("gopher://example.com").color(7);
    let call = server.http().create_message(CHANNEL).content("hi").embed(embed).unchecked();
    call.await.unwrap_err()
}

fn form(errors: &serde_json::Value) -> serde_json::Value {
    json!({"code": 50035, "message": "Invalid Form Body", "errors": errors})
}

#[tokio::test]
async fn field_errors_have_the_given_value() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http(&sandbox);
    let channel = general(&sandbox);
    let long = Embed::new().field("fine", "fine", false).field("long", "x".repeat(1100), false).color(0x0100_0000);
    let fine = Embed::new().title("fine");
    let call = http.create_message(channel).content("y".repeat(2001)).embed(fine).embed(long);
    golden("fields_nested", &call.unchecked().await.unwrap_err(), &[("CHANNEL", channel.get())]);
    assert!(sandbox.messages(channel).is_empty());

    let many = (0..3).map(|_| Embed::new().description("z".repeat(2001)));
    let call = many.fold(http.create_message(channel), |call, embed| call.embed(embed));
    golden("fields_embeds_together", &call.unchecked().await.unwrap_err(), &[("CHANNEL", channel.get())]);

    let leaf = |code: &str, message: &str| json!({"_errors": [{"code": code, "message": message}]});
    let error = message_refused(
        400,
        form(&json!({
            "embeds": {"0": {
                "title": leaf("BASE_TYPE_MAX_LENGTH", "Must be 256 or fewer in length."),
                "url": leaf("URL_TYPE_INVALID_SCHEME",
                "Scheme \"gopher\" is not supported. Scheme must be one of ('http', 'https')."),
                "color": leaf("ENUM_TYPE_COERCE", "Value 7 is not a valid enum value."),
                "timestamp": leaf("BASE_TYPE_REQUIRED", "This field is required"),
            }},
            "message_reference": leaf("MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message"),
        })),
    )
    .await;
    golden("fields_of_all_kinds", &error, &[]);
    let error = message_refused(400, form(&json!({"content": leaf("VERY_NEW_RULE", "Say please.")}))).await;
    golden("fields_unknown_code", &error, &[]);
    let error = message_refused(400, form(&leaf("VERY_NEW_RULE", "Not on a Sunday."))).await;
    golden("fields_whole_request", &error, &[]);
}

/// Two leaves of Discord's: with the value, or in its own words where nothing is known of it.
#[tokio::test]
async fn field_errors_of_interaction_answers_have_the_given_value() {
    let leaf = json!([{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 1 or fewer in length."}]);
    let errors = json!({"data": {"content": {"_errors": leaf}}});
    let server = Canned::answering(400, JSON, form(&errors).to_string()).await;
    let response = InteractionResponse::message("four");
    let call = server.http().create_interaction_response(InteractionId::new(1), INTERACTION_TOKEN, &response);
    golden("fields_of_an_answer", &call.await.unwrap_err(), &[]);
}

#[tokio::test]
async fn what_discord_would_refuse_is_not_sent() {
    let server = Canned::answering(500, "", "it was sent").await;
    let http = server.http();
    let call = http.create_message(CHANNEL).content("x".repeat(2001)).embed(Embed::new().title("t".repeat(257)));
    golden("invalid_lengths", &call.await.unwrap_err(), &[]);
    let long = || Embed::new().description("x".repeat(3001));
    let call = http.update_message(CHANNEL, MESSAGE).embed(long()).embed(long());
    golden("invalid_embeds_together", &call.await.unwrap_err(), &[]);
    let call = (0..11).fold(http.create_message(CHANNEL), |call, _| call.embed(Embed::new().title("t")));
    golden("invalid_too_many", &call.await.unwrap_err(), &[]);
    golden("invalid_query", &http.messages(CHANNEL).limit(101_u8).await.unwrap_err(), &[]);
    golden("invalid_bulk_delete", &http.bulk_delete_messages(CHANNEL, &[MESSAGE; 101]).await.unwrap_err(), &[]);
    let call = http.delete_message(CHANNEL, MESSAGE).reason("x".repeat(513));
    golden("invalid_reason", &call.await.unwrap_err(), &[]);
    let call = http.update_member(GuildId::new(1), UserId::new(2)).nick("n".repeat(33));
    golden("invalid_nick", &call.await.unwrap_err(), &[]);
    let response = InteractionResponse::message("x".repeat(2001));
    let call = http.create_interaction_response(InteractionId::new(1), INTERACTION_TOKEN, &response);
    golden("invalid_answer", &call.await.unwrap_err(), &[]);
}

#[tokio::test]
async fn the_check_can_be_switched_off() {
    let sandbox = Sandbox::start().await.unwrap();
    let channel = general(&sandbox);
    let long = "x".repeat(2001);
    let checking = http(&sandbox);
    let refused = |error: HttpError| {
        matches!(
            error,
            HttpError::Invalid { operation: "create_message", fields, .. } if fields[0].path == "content"
        )
    };
    assert!(refused(checking.create_message(channel).content(&*long).await.unwrap_err()));
    assert_eq!(sandbox.requests().len(), 0);
    for error in [
        checking.create_message(channel).content(&*long).unchecked().await.unwrap_err(),
        http_with(&sandbox, |config| config.validate = false)
            .create_message(channel)
            .content(&*long)
            .await
            .unwrap_err(),
    ] {
        assert_eq!(error.code(), Some(ErrorCode::INVALID_FORM_BODY_OR_CONTENT_TYPE), "{error}");
    }
    assert_eq!(sandbox.requests().len(), 2);
}

/// A bot of the sandbox whose context is taken out of it.
struct Answering(mpsc::UnboundedSender<Context>, mpsc::UnboundedSender<HttpError>);

#[event_handler(intents(GUILDS, GUILD_MEMBERS))]
impl EventHandler for Answering {
    async fn guilds_available(&self, ctx: &Context, _: &GuildsAvailable) -> HandlerResult {
        let _ = self.0.send(ctx.clone());
        Ok(())
    }

    async fn interaction_create(&self, ctx: &Context, interaction: &InteractionCreate) -> HandlerResult {
        let command = interaction.command().map(|it| it.name.to_string()).unwrap_or_default();
        if command == "slow" {
            tokio::time::sleep(ms(200)).await;
        }
        let answer = InteractionResponse::message("late");
        let times = if command == "twice" { 2 } else { 1 };
        for _ in 0..times {
            let call = ctx.http().create_interaction_response(interaction.id, &interaction.token, &answer);
            if let Err(error) = call.await {
                let _ = self.1.send(error);
            }
        }
        Ok(())
    }
}

/// A sandbox, a bot in it and what is needed to talk to both.
struct RunningBot {
    sandbox: Sandbox,
    guild: SandboxGuild,
    context: Context,
    errors: mpsc::UnboundedReceiver<HttpError>,
    _running: BotGuard,
}

impl RunningBot {
    async fn open(change: impl FnOnce(Bot, &Sandbox) -> Bot) -> Self {
        let sandbox = Sandbox::builder().token(TOKEN).start().await.unwrap();
        let guild = sandbox.guild("Greenroom");
        let (contexts, mut taken) = mpsc::unbounded_channel();
        let (report, errors) = mpsc::unbounded_channel();
        let bot = change(Bot::sandbox(&sandbox).handler(Answering(contexts, report)), &sandbox);
        let running = bot.spawn().await.unwrap();
        let context = taken.recv().await.unwrap();
        Self { sandbox, guild, context, errors, _running: running }
    }

    fn http(&self) -> &Http {
        self.context.http()
    }

    /// Waits until the cache sees it as the sandbox does.
    async fn cached(&self, is_true: impl Fn(&greenroom::cache::Cache) -> bool) {
        let cache = self.context.cache().clone();
        crate::rest::eventually("the cache follows", || is_true(&cache)).await;
    }

    async fn say(&self, channel: ChannelId) -> HttpError {
        self.http().create_message(channel).content("hi").await.unwrap_err()
    }
}

const NONE: Permissions = Permissions::empty();
const VIEW_CHANNEL: Permissions = Permissions::VIEW_CHANNEL;
const SEND_MESSAGES: Permissions = Permissions::SEND_MESSAGES;
const KICK_MEMBERS: Permissions = Permissions::KICK_MEMBERS;
const MANAGE_ROLES: Permissions = Permissions::MANAGE_ROLES;

#[tokio::test]
async fn missing_permissions_are_found_in_the_cache() {
    let running = RunningBot::open(|bot, _| bot).await;
    let (guild, bot) = (&running.guild, running.sandbox.bot());
    let general = guild.channel("general");
    let channel = general.id();
    let sees = |lacks: Permissions| {
        let cache = running.context.cache().clone();
        move |_: &greenroom::cache::Cache| cache.own_permissions_in(channel).is_ok_and(|it| !it.intersects(lacks))
    };
    let ids = [("CHANNEL", channel.get()), ("GUILD", guild.id().get())];

    general.overwrite_role(guild.id().everyone_role(), NONE, SEND_MESSAGES);
    running.cached(sees(SEND_MESSAGES)).await;
    golden("permission_denied_to_everyone", &running.say(channel).await, &ids);

    let muted = guild.create_role("Muted", NONE);
    bot.give_role(guild, muted);
    general.overwrite_role(guild.id().everyone_role(), SEND_MESSAGES, NONE);
    general.overwrite_role(muted, NONE, SEND_MESSAGES);
    let cache = running.context.cache();
    crate::rest::eventually("the overwrite of the role", || {
        let channel = cache.channel(channel).unwrap();
        let has = |role: RoleId| channel.permission_overwrites.iter().any(|it| it.role() == Some(role));
        has(muted) && cache.own_permissions_in(channel.id).is_ok_and(|it| !it.contains(SEND_MESSAGES))
    })
    .await;
    golden("permission_denied_to_a_role", &running.say(channel).await, &[ids[0], ids[1], ("ROLE", muted.get())]);

    // A role that the bot holds and that the guild does not have changes nothing.
    let ghost = RoleId::new(5);
    let update = serde_json::json!({
        "guild_id": guild.id(), "user": {"id": bot.id(), "username": "greenroom"}, "roles": [ghost, muted],
    });
    running.sandbox.faults().dispatch("GUILD_MEMBER_UPDATE", &update.to_string());
    running.cached(|cache| cache.member(guild.id(), bot.id()).is_some_and(|it| it.roles.contains(&ghost))).await;
    golden("permission_denied_to_a_role", &running.say(channel).await, &[ids[0], ids[1], ("ROLE", muted.get())]);

    drop(running);
    // A channel that it cannot see is told to the bot only when it comes.
    let running = RunningBot::open(|bot, sandbox| {
        let general = sandbox.guild("Greenroom").channel("general");
        general.overwrite_member(sandbox.bot(), NONE, VIEW_CHANNEL);
        bot
    })
    .await;
    let channel = running.guild.channel("general").id();
    golden("access_denied_to_the_bot", &running.say(channel).await, &[("CHANNEL", channel.get())]);
}

#[tokio::test]
async fn missing_cache_entries_are_named() {
    // One without a cache of guilds, and one whose cache is wrong.
    let running = RunningBot::open(|bot, _| bot).await;
    let server = Canned::answering(403, JSON, r#"{"message": "Missing Access", "code": 50001}"#).await;
    let error = server.http().create_message(CHANNEL).content("hi").await.unwrap_err();
    golden("access_without_a_cache", &error, &[]);
    drop(running);
    let running =
        RunningBot::open(|bot, sandbox| bot.gateway_url(sandbox.gateway_url()).rest_url(server.url.clone())).await;
    golden("access_to_an_unknown_channel", &running.say(CHANNEL).await, &[]);
    let error = running.http().kick(GuildId::new(77), UserId::new(5)).await.unwrap_err();
    golden("access_to_an_unknown_guild", &error, &[]);
    let channel = running.guild.channel("general").id();
    golden("nothing_missing", &running.say(channel).await, &[("CHANNEL", channel.get())]);
}

#[tokio::test]
async fn the_position_of_the_target_is_shown() {
    let server = Canned::answering(403, JSON, r#"{"message": "Missing Permissions", "code": 50013}"#).await;
    let running =
        RunningBot::open(|bot, sandbox| bot.gateway_url(sandbox.gateway_url()).rest_url(server.url.clone())).await;
    let guild = &running.guild;
    // Not one of those who are there from the beginning: of them the bot would have to ask.
    let alice = running.sandbox.user("alina");
    alice.join(guild);
    let cache = running.context.cache();
    let member = || cache.member(guild.id(), alice.id());
    crate::rest::eventually("alice", || member().is_some()).await;
    let ids = [("GUILD", guild.id().get()), ("USER", alice.id().get())];
    let kick = || running.http().kick(guild.id(), alice.id());
    guild.set_bot_permissions(VIEW_CHANNEL);
    let may_not = || cache.own_permissions_of(guild.id()).is_ok_and(|it| !it.contains(KICK_MEMBERS));
    crate::rest::eventually("the loss of a permission", may_not).await;
    golden("permission_no_role", &kick().await.unwrap_err(), &ids);

    guild.set_bot_permissions(KICK_MEMBERS | VIEW_CHANNEL);
    let admin = guild.create_role("Admin", NONE);
    alice.give_role(guild, admin);
    let may_kick = || cache.own_permissions_of(guild.id()).is_ok_and(|it| it.contains(KICK_MEMBERS));
    crate::rest::eventually("the roles", || may_kick() && member().is_some_and(|it| it.roles.contains(&admin))).await;
    golden("hierarchy_of_a_member", &kick().await.unwrap_err(), &ids);

    guild.set_bot_permissions(MANAGE_ROLES);
    let may = || cache.own_permissions_of(guild.id()).is_ok_and(|it| it.contains(MANAGE_ROLES));
    crate::rest::eventually("MANAGE_ROLES", may).await;
    let error = running.http().add_member_role(guild.id(), alice.id(), admin).await.unwrap_err();
    golden("hierarchy_of_a_role", &error, &[ids[0], ids[1], ("ROLE", admin.get())]);
}

/// An INTERACTION_CREATE of a command that was made so long ago.
fn interaction(sandbox: &Sandbox, age: Duration, name: &str) -> InteractionId {
    let now = Timestamp::now().as_millis() - 1_420_070_400_000;
    let id = (u64::try_from(now).unwrap() - u64::try_from(age.as_millis()).unwrap()) << 22;
    let data = json!({
        "id": id.to_string(), "application_id": "9", "type": 2, "token": INTERACTION_TOKEN, "version": 1,
        "channel_id": "5", "user": {"id": "7", "username": "ann", "discriminator": "0", "global_name": null,
        "avatar": null},
        "app_permissions": "0", "entitlements": [], "authorizing_integration_owners": {}, "attachment_size_limit": 1,
        "data": {"id": "1", "name": name, "type": 1},
    });
    sandbox.faults().dispatch("INTERACTION_CREATE", &data.to_string());
    InteractionId::new(id)
}

#[tokio::test]
async fn late_answers_show_what_the_time_was_spent_on() {
    let mut running = RunningBot::open(|bot, _| bot).await;
    let id = interaction(&running.sandbox, Duration::from_secs(4), "slow");
    golden_of_times("interaction_late", running.errors.recv().await.unwrap(), &[("INTERACTION", id.get())]);
    let id = interaction(&running.sandbox, Duration::ZERO, "quick");
    golden_of_times("interaction_in_time", running.errors.recv().await.unwrap(), &[("INTERACTION", id.get())]);
}

#[tokio::test]
async fn answers_to_answered_interactions_show_where_it_was_answered() {
    let mut running = RunningBot::open(|bot, _| bot).await;
    let channel = running.guild.channel("general").id();
    let alice = running.sandbox.user("alice");
    let id = alice.interacts(channel, 2, json!({"id": "1", "name": "twice", "type": 1}));
    golden_of_times("interaction_answered_here", running.errors.recv().await.unwrap(), &[("INTERACTION", id.get())]);

    let server =
        Canned::answering(400, JSON, r#"{"message": "Interaction has already been acknowledged.", "code": 40060}"#)
            .await;
    let mut running =
        RunningBot::open(|bot, sandbox| bot.gateway_url(sandbox.gateway_url()).rest_url(server.url.clone())).await;
    let id = interaction(&running.sandbox, Duration::ZERO, "quick");
    golden_of_times(
        "interaction_answered_elsewhere",
        running.errors.recv().await.unwrap(),
        &[("INTERACTION", id.get())],
    );
}

#[tokio::test]
async fn errors_of_limits_and_bans_name_the_cause() {
    let limited = Fault::TooManyRequests { retry_after: ms(1500), global: false, shared: false };
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().once(limited.clone());
    let given_up = http_with(&sandbox, |config| config.rate_limit_retries = 0);
    golden("rate_limit_given_up", &given_up.current_user().await.unwrap_err(), &[]);
    sandbox.faults().once(limited);
    // To the tenth that is shown.
    let error = http(&sandbox).current_user().max_wait(ms(700)).await.unwrap_err();
    let HttpError::WaitTooLong { operation, route, max_wait, .. } = error else { panic!("{error}") };
    let error = HttpError::WaitTooLong { operation, route, wait: ms(1500), max_wait };
    golden("rate_limit_max_wait", &error, &[]);
    sandbox.faults().once(Fault::CloudflareBan);
    golden("cloudflare_ban", &http(&sandbox).current_user().await.unwrap_err(), &[]);
    let server = Canned::answering(403, JSON, r#"{"message": "internal network error", "code": 40333}"#).await;
    golden("cloudflare_user_agent", &server.http().current_user().await.unwrap_err(), &[]);
}

#[tokio::test]
async fn errors_show_whether_the_request_was_carried_out() {
    let sandbox = Sandbox::start().await.unwrap();
    let channel = general(&sandbox);
    let ids = [("CHANNEL", channel.get())];
    let impatient = http_with(&sandbox, |config| config.retries = 0);
    sandbox.faults().once(Fault::HttpStatus(503));
    golden("server_error", &impatient.current_user().await.unwrap_err(), &ids);
    sandbox.faults().once(Fault::HttpStatusAfter(502));
    let call = impatient.create_message(channel).content("once").enforce_nonce(false);
    golden("outcome_unknown", &call.await.unwrap_err(), &ids);
    sandbox.faults().once(Fault::HttpDelay(ms(250)));
    golden("timeout", &impatient.current_user().timeout(ms(50)).await.unwrap_err(), &ids);
    sandbox.reset_token();
    golden("token_refused", &impatient.current_user().await.unwrap_err(), &ids);

    let server = Canned::answering(200, JSON, r#"{"id": "five"}"#).await;
    golden("undecodable", &server.http().current_user().await.unwrap_err(), &[]);
    let mut config = server.config();
    config.body_limit = 10;
    golden("too_large", &Http::start(config).unwrap().current_user().await.unwrap_err(), &[]);
    let mut config = server.config();
    config.base_url = "http://127.0.0.1:1".into();
    let error = Http::start(config).unwrap().current_user().await.unwrap_err();
    // What the operating system says differs from one to the next.
    let HttpError::Transport { operation, route, attempts, cause } = error else { panic!("{error}") };
    assert!(!cause.is_empty());
    let error = HttpError::Transport { operation, route, attempts, cause: "connection refused".into() };
    golden("transport", &error, &[]);
    let http = server.http();
    http.stop();
    golden("stopped", &http.current_user().await.unwrap_err(), &[]);
    let mut config = server.config();
    config.global_rate = 0;
    golden("config", &Http::new(config).unwrap_err(), &[]);
}

#[tokio::test]
async fn common_codes_have_advice() {
    let sandbox = Sandbox::start().await.unwrap();
    let channel = general(&sandbox);
    let ids = [("CHANNEL", channel.get())];
    let http = http(&sandbox);
    golden("empty_message", &http.create_message(channel).await.unwrap_err(), &ids);
    golden("unknown_message", &http.message(channel, MESSAGE).await.unwrap_err(), &ids);
    let theirs = sandbox.user("alice").say(channel, "mine");
    let error = http.update_message(channel, theirs).content("yours").await.unwrap_err();
    golden("message_of_another", &error, &[ids[0], ("MESSAGE", theirs.get())]);
    for (name, status, code, message) in [
        ("cannot_dm", 403, 50007, "Cannot send messages to this user"),
        ("archived_thread", 400, 50083, "Thread is archived"),
        ("too_many_roles", 400, 30005, "Maximum number of server roles reached (250)"),
        ("entity_too_large", 413, 40005, "Request entity too large"),
        ("slow_mode", 403, 20016, "This action cannot be performed due to slowmode rate limit"),
        ("unknown_code", 400, 987_654, "Something that Discord has thought of since"),
    ] {
        golden(name, &message_refused(status, json!({"code": code, "message": message})).await, &[]);
    }
    let server = Canned::answering(401, JSON, r#"{"message": "Invalid Webhook Token", "code": 50027}"#).await;
    let call = server.http().create_followup(ApplicationId::new(9), INTERACTION_TOKEN).content("late");
    golden("dead_interaction_token", &call.await.unwrap_err(), &[]);
}

/// A proxy or a debug page may repeat the whole request, tokens and all.
#[tokio::test]
async fn errors_never_have_tokens() {
    for (name, status, headers, body) in [
        ("echo_as_a_message", 400, JSON, r#"{"code": 50109, "message": <<request>>}"#),
        (
            "echo_in_a_field",
            400,
            JSON,
            r#"{"code": 50035, "message": "no", "errors": {"_errors": [{"code": "X", "message": <<request>>}]}}"#,
        ),
        ("echo_as_a_page", 404, "", "<<request>>"),
    ] {
        let server = Canned::answering(status, headers, body).await;
        let http = server.http();
        let call = http.create_followup(ApplicationId::new(9), INTERACTION_TOKEN).content(format!("leaks {TOKEN}"));
        let error = call.await.unwrap_err();
        for secret in [TOKEN, INTERACTION_TOKEN] {
            assert!(!error.to_string().contains(&secret[..12]), "{name}: {error}");
            assert!(!format!("{error:?}").contains(&secret[..12]), "{name}: {error:?}");
        }
        assert!(error.to_string().contains("{token}"), "{name}: {error}");
        // The bot's own is sent with this one.
        let error = http.create_message(CHANNEL).content("hi").await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains(&TOKEN[..12]), "{name}: {error}");
    }
    // Nor in what is told of what was given.
    let errors =
        json!({"content": {"_errors": [{"code": "BASE_TYPE_CHOICES", "message": "Value must be one of (1, 2)."}]}});
    let server = Canned::answering(400, JSON, form(&errors).to_string()).await;
    let error = server.http().create_message(CHANNEL).content(TOKEN).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(&TOKEN[..12]), "{error}");
    assert!(error.to_string().contains("{token}"), "{error}");
}

/// Every file is written by a test, so that none outlives its error.
#[test]
fn every_golden_file_belongs_to_an_error() {
    let source = include_str!("golden.rs");
    let mut count = 0;
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/network/rest/golden")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let stem = name.strip_suffix(".txt").unwrap();
        assert!(source.contains(&format!("\"{stem}\"")), "no test writes {name}");
        count += 1;
    }
    assert!(count >= 25, "{count}");
}
