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
