//! Shards that come and go while the bot runs, within a process and between two.
use std::{sync::Arc, time::Duration};

use crate::common::{Diary, SOON, Witness, any_interval, builder, general, patient, patient_sandbox, ping};
use greenroom::{
    Error, SavedShard, ShardFilter, Shards,
    gateway::CloseCode,
    prelude::*,
    sandbox::{ResumeOutcome, Sandbox, SandboxChannel},
};

/// A world with a guild for each of `shards` shards, and a channel in each that `alice` can write to.
async fn world(shards: u32) -> (Sandbox, Vec<SandboxChannel>) {
    let sandbox = builder()
        .heartbeat_interval(crate::common::BEAT * 3)
        .shards(shards)
        .max_concurrency(shards)
        // Two bots of a test know nothing of each other's identifies.
        .identify_window(Duration::ZERO)
        .default_world(false)
        .start()
        .await
        .unwrap();
    let channels = (0..shards)
        .map(|shard| {
            let guild = sandbox.create_guild_on_shard(&format!("guild {shard}"), shard, shards);
            sandbox.user("alice").join(&guild);
            guild.channel("general")
        })
        .collect();
    (sandbox, channels)
}

fn resumed(sandbox: &Sandbox) -> bool {
    sandbox.resumes().iter().all(|resume| matches!(resume.outcome, ResumeOutcome::Resumed(_)))
}

/// SEEDS J11, J12: all shards, or some, as data that holds no token.
#[greenroom::test]
async fn shard_states_are_what_runs() {
    let (sandbox, _) = world(2).await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Witness(diary.clone())).spawn().await.unwrap();
    let states = bot.shard_states();
    assert_eq!(states.iter().map(|state| (state.id, state.total)).collect::<Vec<_>>(), [(0, 2), (1, 2)]);
    for (state, info) in states.iter().zip(bot.shards()) {
        let session = state.session.as_ref().unwrap();
        assert_eq!(Some(session.id.as_str()), info.session_id.as_deref());
        assert!(session.seq >= 1 && session.resume_url.is_some());
    }
    let json = serde_json::to_string(&states).unwrap();
    assert!(!json.contains(&sandbox.token()));
    assert_eq!(serde_json::from_str::<Vec<SavedShard>>(&json).unwrap(), states);

    let ids = |filter: ShardFilter| bot.shard_states_of(filter).iter().map(|state| state.id).collect::<Vec<_>>();
    assert_eq!(ids(1.into()), [1]);
    assert_eq!(ids(ShardFilter::any().total(2)), [0, 1]);
    assert!(ids(ShardFilter::any().total(3)).is_empty());
    assert_eq!(ids(ShardFilter::any().session(&states[1].session.as_ref().unwrap().id)), [1]);
    bot.stop().await;
}

/// SEEDS J14, J15: a shard leaves with a resumable code, another bot takes it in, and what was said in between comes
/// there.
#[greenroom::test]
async fn a_shard_moves_with_its_session() {
    let (sandbox, channels) = world(2).await;
    let alice = sandbox.user("alice");
    let (here, there) = (Diary::default(), Diary::default());
    let one = patient(&sandbox).handler(Witness(here.clone())).spawn().await.unwrap();
    let other = patient(&sandbox).sharding(Sharding::Standby).handler(Witness(there.clone())).spawn().await.unwrap();
    assert!(other.shards().is_empty() && other.shard_states().is_empty());
    alice.say(&channels[1], "before");
    here.expect("message before").await;

    // How far a session is does not matter, which one it is does.
    let mut state = one.shard_states().remove(1);
    state.session.as_mut().unwrap().seq = 1;
    let removed = one.remove_shards(state).await.unwrap();
    assert_eq!(removed.iter().map(|state| (state.id, state.total)).collect::<Vec<_>>(), [(1, 2)]);
    assert!(removed[0].session.as_ref().unwrap().seq > 1);
    assert_eq!(one.shards().len(), 1);
    assert_eq!(sandbox.close_codes(), [Some(CloseCode::RESUMABLE.0)]);
    let guild = sandbox.guild("guild 1").id();
    assert!(matches!(one.shard_of(guild), Err(Error::ForeignGuild { shard: 1, .. })));
    alice.say(&channels[1], "meanwhile");
    alice.say(&channels[0], "to the other");
    here.expect("message to the other").await;

    other.add_shards(removed).await.unwrap();
    there.expect("message meanwhile").await;
    there.expect("resumed 1").await;
    alice.say(&channels[1], "after");
    there.expect("message after").await;
    assert_eq!((other.shard_of(guild).unwrap(), other.shards().len()), (1, 1));
    assert_eq!(
        here.lines().iter().filter(|line| line.starts_with("message")).collect::<Vec<_>>(),
        ["message before", "message to the other"]
    );
    assert_eq!((there.count("message"), there.count("ready")), (2, 0));
    assert_eq!(sandbox.identifies().len(), 2);
    assert!(sandbox.resumes().len() == 1 && resumed(&sandbox));
    // All shards that a bot has are ready: for the one that stood by that is said when the first came.
    there.expect("all 1 ready").await;
    one.stop().await;
    other.stop().await;
}

/// SEEDS J14: only an id is a shard that begins anew; what cannot work is refused before anything is done.
#[greenroom::test]
async fn shards_that_cannot_be_added_are_refused() {
    let (sandbox, channels) = world(4).await;
    let diary = Diary::default();
    let bot =
        patient(&sandbox).sharding(Sharding::shards([0], 4)).handler(Witness(diary.clone())).spawn().await.unwrap();
    bot.add_shards([SavedShard::new(2, 4)]).await.unwrap();
    diary.expect("ready 2").await;
    sandbox.user("alice").say(&channels[2], "hello");
    diary.expect("message hello").await;
    for (shards, part) in [
        (vec![SavedShard::new(2, 4)], "shard 2 runs in this bot already"),
        (vec![SavedShard::new(1, 3)], "shard 1 is one of 3, but this bot runs shards of 4"),
        (vec![SavedShard::new(3, 4), SavedShard::new(3, 4)], "shard 3 comes twice"),
        (vec![SavedShard::new(4, 4)], "shard 4 of 4 does not exist"),
    ] {
        let error = bot.add_shards(shards).await.unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
    assert!(matches!(bot.remove_shards(vec![0, 1]).await, Err(Error::UnknownShard { shard: 1 })));
    assert_eq!(bot.shards().len(), 2);
    assert_eq!(sandbox.identifies().len(), 2);
    bot.stop().await;
}

/// A bot whose last shard was removed stands by, and takes whatever comes next, be it of another number of shards.
#[greenroom::test]
async fn a_bot_without_shards_stands_by() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Witness(diary.clone())).spawn().await.unwrap();
    let states = bot.remove_shards(Shards::All).await.unwrap();
    assert_eq!((states.len(), bot.shards().len()), (1, 0));
    assert!(bot.remove_shards(Shards::All).await.unwrap().is_empty());
    sandbox.user("alice").say(general(&sandbox), "meanwhile");
    bot.add_shards(states).await.unwrap();
    diary.expect("message meanwhile").await;
    ping(&sandbox).await;
    bot.remove_shards(0).await.unwrap();
    bot.add_shards([SavedShard::new(0, 2), SavedShard::new(1, 2)]).await.unwrap();
    diary.expect("ready 1").await;
    ping(&sandbox).await;
    // It ends as any other, and also when it has nothing.
    bot.remove_shards(Shards::All).await.unwrap();
    sandbox.wait_until(SOON, |sandbox| sandbox.open_connections() == 0).await.unwrap();
    bot.stop().await;
    assert!(bot.wait().await.is_ok());
}

/// A start from saved states: those with a session resume.
#[greenroom::test]
async fn a_bot_starts_from_states() {
    let (sandbox, channels) = world(2).await;
    let diary = Diary::default();
    let first = patient(&sandbox).handler(Witness(Diary::default())).spawn().await.unwrap();
    let mut states = first.remove_shards(Shards::All).await.unwrap();
    first.stop().await;
    states[0].session = None;
    sandbox.user("alice").say(&channels[1], "meanwhile");
    let next =
        patient(&sandbox).sharding(Sharding::Saved(states)).handler(Witness(diary.clone())).spawn().await.unwrap();
    diary.expect("message meanwhile").await;
    diary.expect("all 2 ready").await;
    assert_eq!((diary.count("ready 0"), diary.count("resumed 1 replayed 1")), (1, 1), "{:#?}", diary.lines());
    assert_eq!((sandbox.identifies().len(), sandbox.resumes().len()), (3, 1));
    next.stop().await;
}

// Two processes. Each is this test binary, told by its environment to play a bot.

const CHILD: &str = "GREENROOM_TEST_HAND_OVER";

/// Reports every message to the sandbox: the hand-over is made of processes, and the sandbox is in neither.
struct Reporter;

#[event_handler]
impl EventHandler for Reporter {
    async fn message_create(&self, _: &Context, message: &MessageCreate) -> HandlerResult {
        // One write, so that lines of several handlers do not mix.
        println!("\nhandled {}", message.id);
        Ok(())
    }
}

/// Not a test of its own: what the children do. Orders come by stdin, a line each.
#[greenroom::test]
#[ignore = "it is run by another test"]
async fn child() {
    let Ok(place) = std::env::var(CHILD) else { return };
    let (kind, rest) = place.split_once(' ').unwrap();
    let (rest_url, token) = rest.split_once(' ').unwrap();
    let bot = any_interval(Bot::new(token))
        .rest_url(rest_url)
        .state_directory(None)
        .identify_window(Duration::from_millis(60))
        .handle_signals(false)
        .intents(Intents::GUILDS | Intents::GUILD_MESSAGES)
        .handler(Reporter);
    let bot = if kind == "standby" { bot.sharding(Sharding::Standby) } else { bot };
    let bot = bot.spawn().await.unwrap();
    println!("\nready");
    loop {
        let line = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            std::io::stdin().read_line(&mut line).map(|_| line)
        });
        let line = line.await.unwrap().unwrap();
        match line.trim().split_once(' ') {
            Some(("remove", id)) => {
                let states = bot.remove_shards(id.parse::<u32>().unwrap()).await.unwrap();
                println!("\nstates {}", serde_json::to_string(&states).unwrap());
            }
            Some(("add", states)) => {
                bot.add_shards(serde_json::from_str::<Vec<SavedShard>>(states).unwrap()).await.unwrap();
                println!("\nadded");
            }
            _ => break,
        }
    }
    bot.stop_for_restart().await;
    println!("\ndone");
}

mod process {
    use std::{
        io::{BufRead, BufReader, Write},
        process::{Child, Command, Stdio},
        sync::{Arc, mpsc},
    };

    use greenroom::sandbox::Sandbox;

    use super::{CHILD, SOON};

    /// A process with a bot. What it handles is counted in the sandbox, what else it says can be waited for.
    pub(super) struct Process {
        child: Child,
        lines: mpsc::Receiver<String>,
    }

    impl Process {
        pub(super) fn start(kind: &str, sandbox: &Arc<Sandbox>) -> Self {
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "bot::shards_as_data::child", "--ignored", "--nocapture"])
                .env(CHILD, format!("{kind} {} {}", sandbox.rest_url(), sandbox.token()))
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::inherit())
                .spawn()
                .unwrap();
            let (sender, lines) = mpsc::channel();
            let output = BufReader::new(child.stdout.take().unwrap());
            let sandbox = Arc::clone(sandbox);
            std::thread::spawn(move || {
                for line in output.lines().map_while(Result::ok) {
                    match line.strip_prefix("handled ") {
                        Some(id) => sandbox.tally(id.parse::<u64>().unwrap()),
                        None => drop(sender.send(line)),
                    }
                }
            });
            Self { child, lines }
        }

        pub(super) fn say(&mut self, line: &str) {
            writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
        }

        /// Waits for a line, and returns what comes behind its beginning.
        pub(super) fn expect(&self, beginning: &str) -> String {
            loop {
                match self.lines.recv_timeout(SOON) {
                    Ok(line) => {
                        if let Some(rest) = line.strip_prefix(beginning) {
                            return rest.trim().to_owned();
                        }
                    }
                    Err(error) => panic!("the process did not say `{beginning}`: {error}"),
                }
            }
        }
    }

    impl Drop for Process {
        fn drop(&mut self) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// SEEDS J16: a live shard goes from one process to another and back during a stream of messages. None is lost and none
/// handled twice.
#[greenroom::test]
async fn a_live_shard_goes_from_process_to_process() {
    let sandbox = Arc::new(patient_sandbox().await);
    let channel = general(&sandbox);
    let mut here = process::Process::start("running", &sandbox);
    let mut there = process::Process::start("standby", &sandbox);
    here.expect("ready");
    there.expect("ready");
    let said = Arc::new(std::sync::Mutex::new(Vec::new()));
    let talk = {
        let (sandbox, said) = (Arc::clone(&sandbox), Arc::clone(&said));
        tokio::spawn(async move {
            for n in 0.. {
                let ids = sandbox.user("alice").say_all(&channel, (0..5).map(|m| format!("{n}: {m}")));
                said.lock().unwrap().extend(ids);
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        })
    };
    let flows = async |before: usize| {
        sandbox.wait_until(SOON, |sandbox| sandbox.tallies().len() >= before + 100).await.unwrap();
    };
    flows(0).await;
    for round in 0..3 {
        let (from, to) = if round % 2 == 0 { (&mut here, &mut there) } else { (&mut there, &mut here) };
        from.say("remove 0");
        let states = from.expect("states ");
        let silent = sandbox.tallies().len();
        to.say(&format!("add {states}"));
        to.expect("added");
        flows(silent).await;
    }
    talk.abort();
    let _ = talk.await;
    let said = said.lock().unwrap().clone();
    assert!(said.len() > 300, "only {} messages were said", said.len());
    let all = |sandbox: &Sandbox| said.iter().all(|id| sandbox.tallies().contains_key(&id.get()));
    let waited = sandbox.wait_until(SOON, all).await;
    sandbox.handled_exactly_once(&said).unwrap();
    waited.unwrap();
    assert_eq!(sandbox.close_codes(), [Some(CloseCode::RESUMABLE.0); 3]);
    assert_eq!((sandbox.identifies().len(), sandbox.resumes().len()), (1, 3));
    assert!(resumed(&sandbox));
}
