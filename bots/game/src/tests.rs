//! What people see when they play.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use greenroom::{
    Bot, BotGuard,
    sandbox::{Sandbox, SandboxChannel, SandboxMessage, SandboxUser},
};

use crate::{Game, store::Store};

struct Place {
    sandbox: Sandbox,
    general: SandboxChannel,
    alice: SandboxUser,
    bob: SandboxUser,
}

impl Place {
    async fn open() -> Self {
        let sandbox = Sandbox::builder().identify_window(Duration::ZERO).start().await.unwrap();
        let general = sandbox.guild("Greenroom").channel("general");
        let (alice, bob) = (sandbox.user("alice"), sandbox.user("bob"));
        bob.join(sandbox.guild("Greenroom"));
        Self { general, alice, bob, sandbox }
    }

    async fn bot(&self, file: &Path) -> BotGuard {
        Bot::sandbox(&self.sandbox).handler(Game { store: Store::open(file).unwrap() }).spawn().await.unwrap()
    }

    /// Waits for the start of a session: the one with this number.
    async fn until_connected(&self, number: usize) {
        let limit = Duration::from_secs(20);
        self.sandbox.wait_until(limit, |sandbox| sandbox.identifies().len() >= number).await.unwrap();
        let has_commands = || !self.alice.commands(&self.general).is_empty();
        self.sandbox.wait_until(limit, |_| has_commands()).await.unwrap();
    }

    /// A match that alice has begun with bob.
    async fn begin(&self) -> SandboxMessage {
        let asked = self.alice.uses(&self.general, "/play opponent:@bob").await.unwrap();
        self.bob.clicks(&asked, "Accept").await.unwrap()
    }

    /// Alice and bob drop pieces in turn. Returns the last answer.
    async fn drops(&self, board: &SandboxMessage, columns: &[&str]) -> String {
        let mut last = String::new();
        for (turn, column) in columns.iter().enumerate() {
            let player = if turn % 2 == 0 { &self.alice } else { &self.bob };
            last = player.clicks(board, column).await.unwrap().content;
        }
        last
    }
}

#[greenroom::test]
async fn four_in_a_column_win_and_the_leaderboard_counts_it() {
    let (place, folder) = (Place::open().await, tempfile::tempdir().unwrap());
    let bot = place.bot(&folder.path().join("matches.json")).await;
    let nobody = place.alice.uses(&place.general, "/leaderboard").await.unwrap();
    assert_eq!(nobody.content, "Nobody has won a match yet.");
    let board = place.begin().await;
    let alice = place.alice.id();
    let last = place.drops(&board, &["1", "2", "1", "2", "1", "2", "1"]).await;
    assert!(last.ends_with(&format!("🔴🟡⚪⚪⚪⚪⚪\n🔴 <@{alice}> wins!")), "{last}");
    let leaders = place.bob.uses(&place.general, "/leaderboard").await.unwrap();
    assert_eq!(leaders.content, format!("1. <@{alice}>: 1"));
    bot.stop().await;
}

#[greenroom::test]
async fn only_the_players_may_click_and_each_in_turn() {
    let (place, folder) = (Place::open().await, tempfile::tempdir().unwrap());
    let bot = place.bot(&folder.path().join("matches.json")).await;
    let alone = place.alice.uses(&place.general, "/play opponent:@alice").await.unwrap();
    assert_eq!(alone.content, "Choose another member: a match needs two people.");
    let asked = place.alice.uses(&place.general, "/play opponent:@bob").await.unwrap();
    let early = place.alice.clicks(&asked, "Accept").await.unwrap();
    assert!(early.ephemeral && early.content == "Only the member who was challenged can accept.");
    let board = place.bob.clicks(&asked, "Accept").await.unwrap();
    assert_eq!(place.bob.clicks(&board, "1").await.unwrap().content, "It is not your turn.");
    let carol = place.sandbox.user("carol");
    let foreign = carol.clicks(&board, "1").await.unwrap();
    assert_eq!(foreign.content, "You are not in this match.");
    // A second match beside the first.
    let other = place.begin().await;
    assert!(place.alice.clicks(&other, "4").await.unwrap().content.contains("⚪⚪⚪🔴⚪⚪⚪"));
    assert!(place.alice.clicks(&board, "1").await.unwrap().content.contains("🔴⚪⚪⚪⚪⚪⚪"));
    let resigned = place.bob.clicks(&board, "Resign").await.unwrap().content;
    assert!(resigned.ends_with(&format!("🔴 <@{}> wins!", place.alice.id())), "{resigned}");
    assert_eq!(place.alice.clicks(&other, "1").await.unwrap().content, "It is not your turn.");
    bot.stop().await;
}

#[greenroom::test]
async fn a_full_column_takes_no_piece() {
    let (place, folder) = (Place::open().await, tempfile::tempdir().unwrap());
    let bot = place.bot(&folder.path().join("matches.json")).await;
    let board = place.begin().await;
    place.drops(&board, &["3"; 6]).await;
    let now = place.general.message(board.id).unwrap();
    assert!(place.alice.clicks(&now, "3").await.is_err(), "the button is disabled");
    bot.stop().await;
}

/// The process of the next test.
#[greenroom::test]
#[ignore = "the child of a test, which gives it the variables"]
async fn child() {
    let var = |name| std::env::var(name).unwrap();
    let game = Game { store: Store::open(var("GAME_FILE")).unwrap() };
    let bot = Bot::new(var("GAME_TOKEN")).rest_url(var("GAME_URL")).state_directory(None).handler(game);
    bot.run().await.unwrap();
}

fn spawn(place: &Place, file: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::child", "--ignored"])
        .env("GAME_FILE", file)
        .env("GAME_TOKEN", place.sandbox.token())
        .env("GAME_URL", place.sandbox.rest_url())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[greenroom::test]
async fn a_match_goes_on_after_the_process_was_killed() {
    let (place, folder) = (Place::open().await, tempfile::tempdir().unwrap());
    let file = folder.path().join("matches.json");
    let mut child = spawn(&place, &file);
    place.until_connected(1).await;
    let board = place.begin().await;
    place.drops(&board, &["1", "2", "1", "2", "1"]).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let mut child = spawn(&place, &file);
    place.until_connected(2).await;
    assert!(place.bob.clicks(&board, "2").await.unwrap().content.contains("is to move"));
    let last = place.alice.clicks(&board, "1").await.unwrap().content;
    assert!(last.ends_with("wins!"), "{last}");
    child.kill().unwrap();
    child.wait().unwrap();
}
