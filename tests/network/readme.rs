//! The examples of `README.md`, which are run here. A test compares the two texts.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]
#![allow(dead_code, unreachable_pub, reason = "its main function is for the terminal")]

// README: begin
use greenroom::prelude::*;

struct Ping;

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Ping {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        if message.content == "!ping" {
            message.reply(ctx, "Pong!").await?;
        }
        Ok(())
    }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.handler(Ping).run().await
}
// README: end

/// rustfmt would break the line of `hello`.
#[rustfmt::skip]
mod slash {
    // README: begin
    use greenroom::prelude::*;

    /// Says hello
    #[command]
    async fn hello() -> &'static str { "Hello!" }

    #[greenroom::main]
    async fn main() -> greenroom::Result<()> {
        Bot::from_env()?.command(hello).run().await
    }
    // README: end

    /// Adds the command, which is private as in the README.
    pub(super) fn with_hello(bot: Bot) -> Bot {
        bot.command(hello)
    }

    mod test {
        use super::{super::Ping, hello};

        // README: begin
        use greenroom::{prelude::*, sandbox::Sandbox};

        #[greenroom::test]
        async fn ping_answers() {
            let sandbox = Sandbox::start().await.unwrap();
            let bot = Bot::sandbox(&sandbox).handler(Ping).spawn().await.unwrap();

            let general = sandbox.guild("Greenroom").channel("general");
            sandbox.user("alice").say(&general, "!ping");
            general.expect(|message| message.content == "Pong!").await.unwrap();

            bot.stop().await;
        }

        #[greenroom::test]
        async fn hello_answers() {
            let sandbox = Sandbox::start().await.unwrap();
            let bot = Bot::sandbox(&sandbox).command(hello).spawn().await.unwrap();

            let general = sandbox.guild("Greenroom").channel("general");
            let answer = sandbox.user("alice").uses(&general, "/hello").await.unwrap();
            assert_eq!(answer.content, "Hello!");

            bot.stop().await;
        }
        // README: end
    }
}

/// The bots above on a server that is compatible with Discord's protocol.
mod on_a_compatible_server {
    use std::time::Duration;

    use greenroom::prelude::*;
    use greenroom::sandbox::{IdentifyOutcome, Sandbox, SandboxChannel};

    use super::Ping;
    use super::slash::with_hello;
    use crate::common::{self, Diary, Witness};

    const PATIENCE: Duration = Duration::from_secs(20);

    /// Says `!ping`, and waits for the answer of each bot.
    async fn ping(sandbox: &Sandbox, channel: &SandboxChannel, bots: usize) {
        let said = sandbox.user("alice").say(channel, "!ping");
        let answers = || channel.messages().iter().filter(|it| it.reply_to == Some(said)).count();
        sandbox.wait_until(PATIENCE, |_| answers() == bots).await.unwrap();
    }

    fn sessions(sandbox: &Sandbox) -> usize {
        sandbox.identifies().iter().filter(|it| it.outcome == IdentifyOutcome::Accepted).count()
    }

    #[greenroom::test]
    async fn the_readmes_bots_run_unchanged() {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.faults().compatible_server();
        let bot = with_hello(Bot::sandbox(&sandbox).handler(Ping)).spawn().await.unwrap();
        let general = sandbox.guild("Greenroom").channel("general");
        ping(&sandbox, &general, 1).await;
        let answer = sandbox.user("alice").uses(&general, "/hello").await.unwrap();
        assert_eq!(answer.content, "Hello!");
        // No header announces a limit, and there is none.
        for _ in 0..8 {
            ping(&sandbox, &general, 1).await;
        }
        assert!(sandbox.requests().iter().all(|it| it.status < 400), "{:?}", sandbox.requests());
        bot.stop().await;
    }

    #[greenroom::test]
    async fn a_bot_starts_a_new_session_after_each_refused_resume() {
        let sandbox = common::sandbox().await;
        sandbox.faults().compatible_server();
        let diary = Diary::default();
        let intents = Intents::from_bits_retain(crate::raw::ALL);
        let bot = common::bot(&sandbox).intents(intents).handler(Witness(diary.clone())).spawn().await.unwrap();
        let general = sandbox.guild("Greenroom").channel("general");
        ping(&sandbox, &general, 1).await;
        for (trouble, before) in (1..).take(4).enumerate() {
            match trouble {
                0 => sandbox.faults().drop_connections(),
                1 => sandbox.faults().reconnect(),
                2 => sandbox.faults().close(4000),
                _ => sandbox.faults().invalidate(true),
            }
            sandbox.wait_until(PATIENCE, |it| sessions(it) > before).await.unwrap();
            ping(&sandbox, &general, 1).await;
        }
        // What the cache reads can be read as well.
        let (guild, bob) = (sandbox.guild("Greenroom"), sandbox.user("bob"));
        bob.join(&guild);
        let said = bob.say(&general, "hello");
        bob.edit(&general, said, "hello again");
        bob.react(&general, said, "🎉");
        let role = guild.create_role("Helpers", Default::default());
        bob.give_role(&guild, role);
        bob.join_voice(guild.voice_channel("Lounge"));
        general.set_topic("talk");
        ping(&sandbox, &general, 1).await;
        assert!(sandbox.resumes().len() >= 3, "it tries to resume: {:?}", sandbox.resumes());
        assert!(!diary.lines().iter().any(|line| line.starts_with("failure")), "{:#?}", diary.lines());
        bot.stop().await;
    }
}

/// The Rust examples of a document, without the white space around their lines.
fn examples(document: &str) -> Vec<Vec<&str>> {
    let blocks = document.split("```").skip(1).step_by(2);
    let rust = blocks.filter(|block| block.starts_with("rust"));
    rust.map(|block| block.lines().skip(1).map(str::trim).collect::<Vec<_>>()).map(trimmed).collect()
}

/// The lines without empty ones at the end.
fn trimmed(mut lines: Vec<&str>) -> Vec<&str> {
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines
}

#[test]
fn every_example_of_the_readme_is_in_this_file() {
    let here = include_str!("readme.rs");
    let run = here.split("// README: begin\n").skip(1).filter_map(|text| text.split("// README: end").next());
    let run: Vec<_> = run.map(|text| trimmed(text.lines().map(str::trim).collect())).take(3).collect();
    assert_eq!(examples(include_str!("../../README.md")), run);
}

#[test]
fn hello_world_by_slash_has_eight_lines() {
    let readme = examples(include_str!("../../README.md"));
    let hello = readme.iter().find(|lines| lines.contains(&"#[command]")).unwrap();
    assert!(hello.iter().filter(|line| !line.is_empty()).count() <= 8, "{hello:#?}");
}
