//! Every example holds the conversation that it is an example of.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]
#![allow(dead_code, unreachable_pub, reason = "the examples are programs: `main` is for the terminal")]

mod commands;

#[path = "../../examples/autocomplete.rs"]
mod autocomplete;
#[path = "../../examples/buttons.rs"]
mod buttons;
#[path = "../../examples/checks.rs"]
mod checks;
#[path = "../../examples/components_v2.rs"]
mod components_v2;
#[path = "../../examples/counter.rs"]
mod counter;
#[path = "../../examples/groups.rs"]
mod groups;
#[path = "../../examples/lifecycle.rs"]
mod lifecycle;
#[path = "../../examples/members.rs"]
mod members;
#[path = "../../examples/modal.rs"]
mod modal;
#[path = "../../examples/options.rs"]
mod options;
#[path = "../../examples/ping.rs"]
mod ping;
#[path = "../../examples/prefix.rs"]
mod prefix;
#[path = "../../examples/quiz.rs"]
mod quiz;
#[path = "../../examples/selects.rs"]
mod selects;
#[path = "../../examples/stream.rs"]
mod stream;
#[path = "../../examples/tasks.rs"]
mod tasks;
#[path = "../../examples/web_page.rs"]
mod web_page;

use crate::common::{SOON, bot, general, sandbox};
use greenroom::{EventOrder, gateway::Intents, sandbox::Sandbox};

/// Waits for the bot to answer `question`, and returns the answer.
async fn ask(sandbox: &Sandbox, question: &str) -> String {
    let general = general(sandbox);
    let said = sandbox.user("alice").say(&general, question);
    general.expect(|message| message.reply_to == Some(said)).await.unwrap().content
}

#[greenroom::test]
async fn ping_answers() {
    let sandbox = sandbox().await;
    let bot = bot(&sandbox).handler(ping::Ping).spawn().await.unwrap();
    assert_eq!(ask(&sandbox, "!ping").await, "Pong!");
    bot.stop().await;
}

#[greenroom::test]
async fn members_names_those_who_are_there() {
    let sandbox = sandbox().await;
    let guild = sandbox.guild("Greenroom");
    sandbox.user("bob").join(&guild);
    let bot = bot(&sandbox).handler(members::MemberList).spawn().await.unwrap();
    sandbox.wait_until(SOON, |sandbox| sandbox.sent().iter().any(|payload| payload.op == 8)).await.unwrap();
    // The chunks are on their way: ask until they are there.
    let mut answer = String::new();
    for _ in 0..50 {
        answer = ask(&sandbox, "!members").await;
        if answer.contains("bob") {
            break;
        }
    }
    assert!(answer.starts_with("Greenroom has") && answer.contains("alice") && answer.contains("bob"), "{answer}");
    bot.stop().await;
}

#[greenroom::test]
async fn lifecycle_shows_its_presence() {
    let sandbox = sandbox().await;
    let bot = bot(&sandbox).handler(lifecycle::LifecycleLog).spawn().await.unwrap();
    let watching = |sandbox: &Sandbox| {
        sandbox.presence(0).is_some_and(|presence| presence["activities"][0]["name"] == "the shards")
    };
    sandbox.wait_until(SOON, watching).await.unwrap();
    // It is set again after a new session has begun.
    sandbox.faults().invalidate(false);
    sandbox.wait_until(SOON, |sandbox| sandbox.identifies().len() == 2 && watching(sandbox)).await.unwrap();
    bot.stop().await;
}

#[greenroom::test]
async fn counter_counts_what_both_handlers_hear() {
    let sandbox = sandbox().await;
    let count = counter::Count::default();
    let bot = bot(&sandbox).handler(counter::Counter(count.clone())).handler(counter::Reporter(count)).spawn();
    let bot = bot.await.unwrap();
    let alice = sandbox.user("alice");
    for _ in 0..3 {
        alice.say(general(&sandbox), "hello");
    }
    // The two handlers hear the question at the same time, so that it is counted in this answer or in the next one.
    ask(&sandbox, "!count").await;
    let answer = ask(&sandbox, "!count").await;
    assert!(
        ["I have seen 4 messages.", "I have seen 5 messages.", "I have seen 6 messages."].contains(&&*answer),
        "{answer}"
    );
    bot.stop().await;
}

#[greenroom::test]
async fn quiz_waits_for_the_answer_of_whoever_asked() {
    let sandbox = sandbox().await;
    let bot = bot(&sandbox).ordering(EventOrder::User).handler(quiz::Quiz).spawn().await.unwrap();
    let general = general(&sandbox);
    for (answer, verdict) in [("42", "Right!"), ("41", "No, it is 42.")] {
        assert_eq!(ask(&sandbox, "!quiz").await, "What is six times seven?");
        sandbox.user("bob").say(&general, "42");
        assert_eq!(ask(&sandbox, answer).await, verdict);
    }
    bot.stop().await;
}

#[greenroom::test]
async fn quiz_lets_no_player_wait_for_another() {
    let sandbox = sandbox().await;
    let bot = bot(&sandbox).ordering(EventOrder::User).handler(quiz::Quiz).spawn().await.unwrap();
    assert_eq!(ask(&sandbox, "!quiz").await, "What is six times seven?");
    let other = sandbox.guild("Greenroom").channel("other");
    let asked = sandbox.user("bob").say(&other, "!quiz");
    let question = other.expect(|message| message.reply_to == Some(asked)).await.unwrap();
    assert_eq!(question.content, "What is six times seven?");
    assert_eq!(ask(&sandbox, "42").await, "Right!");
    bot.stop().await;
}

#[greenroom::test]
async fn stream_counts_the_events() {
    let sandbox = sandbox().await;
    let mut bot = bot(&sandbox).intents(Intents::NON_PRIVILEGED | Intents::MESSAGE_CONTENT);
    let counting = tokio::spawn(stream::count(bot.events()));
    let bot = bot.spawn().await.unwrap();
    let answer = ask(&sandbox, "!events").await;
    assert!(answer.contains("READY: 1") && answer.contains("MESSAGE_CREATE: 1"), "{answer}");
    bot.stop().await;
    counting.await.unwrap().unwrap();
}

#[test]
fn web_page_shows_what_the_bot_does_and_ends_with_it() {
    actix::System::new().block_on(async {
        let sandbox = sandbox().await;
        let (bot, counter) = web_page::with_counter(bot(&sandbox));
        let run = bot.run();
        let handle = run.handle();
        let (server, port) = web_page::serve(handle.clone(), counter, 0).unwrap();
        let (run, server) = (actix::spawn(run), actix::spawn(server));
        handle.ready().await.unwrap();
        for _ in 0..3 {
            sandbox.user("alice").say(general(&sandbox), "hello");
        }
        sandbox.wait_until(SOON, |_| handle.stats().handled == 3).await.unwrap();
        let page = awc::Client::default().get(format!("http://127.0.0.1:{port}/")).send().await.unwrap().body().await;
        assert_eq!(page.unwrap(), "<h1>1 of 1 shards</h1><p>1 guilds, 3 messages</p>");
        handle.stop().await;
        run.await.unwrap().unwrap();
        server.await.unwrap().unwrap();
    });
}
