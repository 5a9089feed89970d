//! What a program with a bot prints and logs: errors of `main`, the default log, the start.

use std::{
    process::{Command, ExitCode, Output, Stdio},
    time::{Duration, Instant},
};

use greenroom::{Sharding, gateway::Intents, prelude::*, sandbox::Sandbox};
use tracing::level_filters::LevelFilter;

use crate::{
    Log,
    common::{self, Diary, SOON, Witness, builder, patient, patient_sandbox, sandbox},
};

/// Set for a child: what it does.
const CHILD: &str = "GREENROOM_TEST_CHILD";

/// Runs this program again, with the test [`child`] alone.
fn run_child(kind: &str, rust_log: Option<&str>) -> Output {
    run_test("child", &["--nocapture"], kind, rust_log)
}

/// Runs this program again, with this test of this file alone.
fn run_test(name: &str, arguments: &[&str], kind: &str, rust_log: Option<&str>) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", &format!("first_contact::{name}"), "--ignored"])
        .args(arguments)
        .env(CHILD, kind)
        .env_remove("DISCORD_TOKEN")
        .env_remove("RUST_LOG")
        .stdin(Stdio::null());
    if let Some(rust_log) = rust_log {
        command.env("RUST_LOG", rust_log);
    }
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Not a test of its own: what the children of the tests below do.
#[test]
#[ignore = "it is run by other tests"]
fn child() {
    let code = match std::env::var(CHILD).as_deref() {
        Ok("failing") => failing(),
        Ok("bot") => bot(),
        Ok("bot with a log") => bot_with_a_log(),
        Ok("bot of another main") => bot_of_another_main(),
        _ => return,
    };
    println!("\nsubscriber: {}", tracing::dispatcher::has_been_set());
    std::process::exit(if code == ExitCode::SUCCESS { 0 } else { 1 });
}

#[derive(Debug)]
struct Outer(std::num::ParseIntError);

impl std::fmt::Display for Outer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the settings cannot be read")
    }
}

impl std::error::Error for Outer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[greenroom::main]
async fn failing() -> Result<(), Outer> {
    "x".parse::<u8>().map_err(Outer)?;
    Ok(())
}

#[greenroom::main]
async fn bot() -> greenroom::Result<()> {
    Bot::from_env()?.handler(Witness(Diary::default())).run().await
}

#[greenroom::main]
async fn bot_with_a_log() -> greenroom::Result<()> {
    tracing_subscriber::fmt().with_max_level(LevelFilter::WARN).with_writer(std::io::stderr).init();
    tracing::warn!("this is the log of the program");
    Bot::from_env()?.handler(Witness(Diary::default())).run().await
}

fn bot_of_another_main() -> ExitCode {
    #[tokio::main]
    async fn main() -> greenroom::Result<()> {
        Bot::from_env()?.handler(Witness(Diary::default())).run().await
    }
    if main().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A handler that fails.
struct Failing;

#[event_handler]
impl EventHandler for Failing {
    async fn message_create(&self, _: &Context, _: &MessageCreate) -> HandlerResult {
        Err("the tea is cold".into())
    }
}

/// Not a test of its own: the one below runs it.
#[greenroom::test]
#[ignore = "it is run by another test"]
async fn a_test_that_fails() {
    if std::env::var(CHILD).is_err() {
        return;
    }
    let sandbox = Sandbox::start().await.unwrap();
    let bot = Bot::sandbox(&sandbox).handler(Failing).spawn().await.unwrap();
    sandbox.user("alice").say(sandbox.guild("Greenroom").channel("general"), "tea");
    sandbox.wait_until(SOON, |_| bot.stats().failed > 0).await.unwrap();
    bot.stop().await;
    panic!("as it should");
}

#[test]
fn errors_of_handlers_are_in_the_output_of_a_failed_test() {
    let output = run_test("a_test_that_fails", &[], "failing test", None);
    let log = text(&output.stdout);
    assert!(log.contains("as it should"), "{log}");
    assert!(log.contains("the tea is cold") && log.contains("message_create"), "{log}");
    assert!(!log.contains("INFO"), "{log}");
    // What the test runner captures is not on stderr, where it would be between the lines of other tests.
    assert!(!text(&output.stderr).contains("the tea is cold"));
}

#[test]
fn main_prints_an_error_with_its_causes_and_the_exit_code_is_1() {
    let output = run_child("failing", None);
    assert_eq!(output.status.code(), Some(1));
    let expected = "Error: the settings cannot be read\n  Caused by: invalid digit found in string\n";
    assert_eq!(text(&output.stderr), expected);
}

#[test]
fn a_bot_under_our_main_logs_to_stderr_as_rust_log_says_and_without_lines_of_actix() {
    for (rust_log, info, debug) in
        [(None, true, false), (Some("greenroom=debug"), true, true), (Some("off"), false, false)]
    {
        let output = run_child("bot", rust_log);
        let log = text(&output.stderr);
        assert!(output.status.success(), "{log}");
        assert_eq!(log.contains("INFO") && log.contains("session starts are left"), info, "{rust_log:?}: {log}");
        assert_eq!(log.contains("DEBUG"), debug, "{rust_log:?}: {log}");
        assert!(!log.contains("actix_"), "{log}");
        assert!(text(&output.stdout).contains("subscriber: true"));
    }
    let log = text(&run_child("bot", Some("a=b=c")).stderr);
    assert!(log.contains("RUST_LOG is ignored") && log.contains("session starts are left"), "{log}");
}

#[test]
fn a_bot_under_another_main_installs_nothing() {
    let output = run_child("bot of another main", Some("trace"));
    let log = text(&output.stderr);
    assert!(output.status.success() && !log.contains("INFO"), "{log}");
    assert!(text(&output.stdout).contains("subscriber: false"));
}

#[test]
fn the_log_of_a_program_is_left_as_it_is() {
    let output = run_child("bot with a log", Some("trace"));
    let log = text(&output.stderr);
    assert!(output.status.success() && log.contains("this is the log of the program"), "{log}");
    assert!(!log.contains("INFO"), "{log}");
}

#[greenroom::test]
async fn the_first_failed_connect_is_logged_at_once() {
    let log = Log::keep();
    let sandbox = patient_sandbox().await;
    // The port is free again once the listener is dropped, so that every connection is refused.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (bot, line) in [
        (common::bot(&sandbox).rest_url(format!("http://{address}/api/v10")), "the REST API cannot be reached"),
        (common::bot(&sandbox).gateway_url(format!("ws://{address}")), "the gateway cannot be reached"),
    ] {
        let before = log.lines(&["WARN", line]).len();
        let began = Instant::now();
        let running = bot.handler(Witness(Diary::default())).run();
        let handle = running.handle();
        let task = tokio::spawn(running);
        let logged = sandbox.wait_until(SOON, |_| log.lines(&["WARN", line]).len() > before).await;
        assert!(logged.is_ok() && began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
        handle.stop().await;
        task.await.unwrap().unwrap();
    }
}

/// Needs the intents of polls.
struct Reader;

#[event_handler]
impl EventHandler for Reader {
    fn name(&self) -> &'static str {
        "the reader"
    }

    async fn poll_vote_add(&self, _: &Context, _: &PollVoteAdd) -> HandlerResult {
        Ok(())
    }
}

#[greenroom::test]
async fn the_start_names_bot_shards_session_starts_and_which_handler_needs_which_intent() {
    let log = Log::keep();
    let sandbox = builder().session_starts(1000, 987).start().await.unwrap();
    let bot = patient(&sandbox).handler(Reader).sharding(Sharding::Total(2)).spawn().await.unwrap();
    let id = sandbox.bot().id();
    log.expect(&sandbox, &["INFO", "starting shards 0 to 1 of 2", "987 of 1000 session starts are left"]).await;
    log.expect(&sandbox, &["INFO", "GUILD_MESSAGE_POLLS (the reader)", "DIRECT_MESSAGE_POLLS (the reader)"]).await;
    log.expect(&sandbox, &["INFO", "the bot is ", &format!("(id {id})")]).await;
    log.expect(&sandbox, &["INFO", "all 2 shards are ready after", "guilds: 1"]).await;
    bot.stop().await;
}

#[greenroom::test]
async fn a_bot_in_no_guild_gets_a_link_to_invite_it() {
    let log = Log::keep();
    let sandbox = builder().default_world(false).start().await.unwrap();
    let bot = patient(&sandbox).handler(Reader).spawn().await.unwrap();
    let link = format!("oauth2/authorize?client_id={}&scope=bot", sandbox.bot().id());
    log.expect(&sandbox, &["INFO", "the bot is in no guild yet", &link]).await;
    bot.stop().await;
}

#[greenroom::test]
async fn a_start_that_takes_long_shows_its_progress() {
    let log = Log::keep();
    let sandbox = builder().identify_window(Duration::from_millis(300)).start().await.unwrap();
    let bot = patient(&sandbox).identify_window(Duration::from_millis(310)).sharding(Sharding::Total(7));
    let bot = bot.handler(Reader).spawn().await.unwrap();
    log.expect(&sandbox, &["INFO", "of 7 shards are ready"]).await;
    log.expect(&sandbox, &["INFO", "all 7 shards are ready after"]).await;
    bot.stop().await;
}

/// Lacks an intent that is not privileged.
struct Narrow;

#[event_handler]
impl EventHandler for Narrow {
    fn name(&self) -> &'static str {
        "the narrow one"
    }

    async fn invite_create(&self, _: &Context, _: &InviteCreate) -> HandlerResult {
        Ok(())
    }
}

#[greenroom::test]
async fn intents_that_are_too_small_are_warned_of_without_the_portal() {
    let log = Log::keep();
    let sandbox = sandbox().await;
    let bot = patient(&sandbox).intents(Intents::GUILDS).handler(Narrow).spawn().await.unwrap();
    let warning = ["WARN", "the narrow one", "invite_create", "GUILD_INVITES"];
    log.expect(&sandbox, &warning).await;
    let lines = log.lines(&warning);
    assert!(lines.iter().all(|line| line.contains("`Bot::intents`") && !line.contains("portal")), "{lines:?}");
    assert!(lines.iter().all(|line| !line.contains("discord.com/developers")), "{lines:?}");
    bot.stop().await;
}

#[greenroom::test]
async fn a_missing_place_for_the_state_is_logged_once() {
    let log = Log::keep();
    let sandbox = sandbox().await;
    let file = tempfile::NamedTempFile::new().unwrap();
    // A file is no directory, as a file system that is read-only is no place to write to.
    let bot = patient(&sandbox).state_directory(file.path().join("state")).store_sessions();
    let bot = bot.sharding(Sharding::Total(3)).handler(Witness(Diary::default())).spawn().await.unwrap();
    let lines = log.lines(&["neither session starts nor sessions are kept", "Bot::state_directory"]);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(log.lines(&["could not be stored"]), [""; 0]);
    bot.stop().await;
}

#[greenroom::test]
async fn identifies_and_sessions_are_kept_in_the_state_directory() {
    let directory = tempfile::tempdir().unwrap();
    let sandbox = sandbox().await;
    let bot = || patient(&sandbox).state_directory(directory.path().to_owned()).store_sessions();
    let first = bot().handler(Witness(Diary::default())).spawn().await.unwrap();
    first.stop_for_restart().await;
    let id = sandbox.bot().id();
    for file in [format!("identifies-{id}.json"), format!("sessions-{id}")] {
        assert!(directory.path().join(&file).is_file(), "{file}");
    }
    let diary = Diary::default();
    let second = bot().handler(Witness(diary.clone())).spawn().await.unwrap();
    diary.expect("resumed 0").await;
    assert_eq!(sandbox.identifies().len(), 1);
    second.stop().await;
}
