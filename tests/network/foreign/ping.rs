//! Bots that answer `!ping`, over connections that break and within rate limits.

use std::process::Command;
use std::time::Duration;

use greenroom::sandbox::{IdentifyOutcome, ResumeOutcome, Sandbox};

use super::{Foreign, PATIENCE, discord_js, python};

/// Short, so that heartbeats happen during the test.
const HEARTBEAT: Duration = Duration::from_millis(1500);

/// A bot answers; is told to reconnect (op 7), resumes and answers; loses its socket, resumes and answers; is asked
/// more at once than it may answer, and is refused `tolerated` times at most.
async fn lives_in_the_sandbox(name: &str, command: Command, tolerated: usize) {
    let sandbox = Sandbox::builder().heartbeat_interval(HEARTBEAT).start().await.unwrap();
    let general = sandbox.guild("Greenroom").channel("general");
    let alice = sandbox.user("alice");
    let _bot = Foreign::start(command, name, &sandbox);

    let identified = |it: &Sandbox| it.identifies().iter().any(|it| it.outcome == IdentifyOutcome::Accepted);
    sandbox.wait_until(PATIENCE, identified).await.expect("the bot identifies");

    let mut pings = Vec::new();
    for (round, trouble) in ["nothing", "op 7", "a lost socket"].into_iter().enumerate() {
        match round {
            1 => sandbox.faults().reconnect(),
            2 => sandbox.faults().drop_connections(),
            _ => {}
        }
        // It is said while the bot is away: a replayed message is answered like any other.
        let ping = alice.say(&general, "!ping");
        let answer = general.expect_within(PATIENCE, |it| it.reply_to == Some(ping)).await;
        let answer = answer.unwrap_or_else(|error| panic!("after {trouble}: {error}"));
        assert_eq!(answer.content, "Pong!", "after {trouble}");
        pings.push(ping);
        let resumed = sandbox.wait_until(PATIENCE, |it| it.resumes().len() == round && it.open_connections() == 1);
        resumed.await.unwrap_or_else(|error| panic!("the bot resumes after {trouble}: {error}"));
    }

    let resumes = sandbox.resumes();
    assert!(
        resumes.iter().all(|it| matches!(it.outcome, ResumeOutcome::Resumed(_))),
        "every resume succeeds: {resumes:?}"
    );
    assert_eq!(sandbox.identifies().len(), 1, "a bot that resumes does not identify again");
    let used: Vec<bool> = sandbox.connections().iter().map(|it| it.resume_url).collect();
    assert_eq!(used, [false, true, true], "it resumes at the address it was given");

    let beats = |it: &Sandbox| it.heartbeats().iter().any(|it| it.connection == 3 && it.acknowledged);
    sandbox.wait_until(PATIENCE, beats).await.expect("the resumed connection beats");

    // More than a bucket holds: a client that believes the headers waits. In which order is its affair.
    pings.extend((0..6).map(|_| alice.say(&general, "!ping")));
    let answered = || general.messages().into_iter().filter_map(|it| it.reply_to).collect::<Vec<_>>();
    let all = sandbox.wait_until(PATIENCE, |_| answered().len() >= pings.len()).await;
    all.unwrap_or_else(|error| panic!("every message of a burst is answered: {error}; {:?}", answered()));
    let mut answered = answered();
    answered.sort_unstable();
    assert_eq!(answered, pings, "every message is answered once");
    let refused = sandbox.requests().into_iter().filter(|it| it.status >= 400).collect::<Vec<_>>();
    assert!(refused.iter().all(|it| it.status == 429), "nothing else is refused: {refused:?}");
    assert!(refused.len() <= tolerated, "the headers keep the bot from being refused: {refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs discord.js and discord.py, which .ci/run installs"]
async fn a_discord_js_bot_lives_in_the_sandbox() {
    lives_in_the_sandbox("discord.js", discord_js("ping.mjs"), 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs discord.js and discord.py, which .ci/run installs"]
async fn a_discord_py_bot_lives_in_the_sandbox() {
    // discord.py takes the first answer of a window for the state of the bucket, forgets what else is under way, and so
    // is refused now and then. It waits as long as it is told, and asks again.
    lives_in_the_sandbox("discord.py", python("ping.py"), 5).await;
}
