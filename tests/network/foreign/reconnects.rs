//! Bots whose connection breaks: each continues its session or starts a new one, and answers again.

use std::time::Duration;

use greenroom::sandbox::{Fault, IdentifyOutcome, ResumeOutcome, Sandbox};

use super::{Foreign, Library, PATIENCE, stories};

/// Short, so that a connection without acknowledgements is noticed soon.
const HEARTBEAT: Duration = Duration::from_millis(1500);
/// Libraries wait for some seconds before they connect again.
const RECONNECT: Duration = Duration::from_secs(60);

/// How a bot comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Back {
    /// It continues its session.
    Resumes,
    /// It starts a new session.
    Identifies,
}
use Back::{Identifies, Resumes};

/// How the connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    Drop,
    Close(u16),
    Reconnect,
    Invalid(bool),
    /// Heartbeats are not acknowledged.
    Zombie,
    /// The connection drops, and its resume URL does not work for some attempts.
    DeadResumeUrl,
}

/// What libraries do. After 4009 they try to resume as well, and the sandbox has kept the session.
const TABLE: [(Trouble, Back); 8] = [
    (Trouble::Drop, Resumes),
    (Trouble::Close(4000), Resumes),
    (Trouble::Close(4009), Resumes),
    (Trouble::Reconnect, Resumes),
    (Trouble::Invalid(true), Resumes),
    (Trouble::Invalid(false), Identifies),
    (Trouble::Zombie, Resumes),
    (Trouble::DeadResumeUrl, Resumes),
];

/// Where a library does otherwise.
const EXCEPTIONS: [(Library, Trouble, Back); 3] = [
    // It gives the session up when the address cannot be reached.
    (Library::DiscordJs, Trouble::DeadResumeUrl, Identifies),
    // It starts a new session, as the code's documentation requires.
    (Library::Serenity, Trouble::Close(4009), Identifies),
    // It closes the connection with code 1000, which ends the session.
    (Library::Serenity, Trouble::Zombie, Identifies),
];

async fn cause(trouble: Trouble, sandbox: &Sandbox) {
    let faults = sandbox.faults();
    match trouble {
        Trouble::Drop => faults.drop_connections(),
        Trouble::Close(code) => faults.close(code),
        Trouble::Reconnect => faults.reconnect(),
        Trouble::Invalid(resumable) => faults.invalidate(resumable),
        Trouble::Zombie => {
            let before = sandbox.connections().len();
            faults.always(Fault::MuteAcks);
            let again = sandbox.wait_until(RECONNECT, |it| it.connections().len() > before).await;
            again.expect("the bot opens a new connection");
            faults.clear();
        }
        Trouble::DeadResumeUrl => {
            // discord.py and hikari try only this address, as often as it takes.
            faults.times(2, Fault::DeadResumeUrl);
            faults.drop_connections();
        }
    }
}

/// The sessions that were started, and those that were continued.
fn counts(sandbox: &Sandbox) -> (usize, usize) {
    let accepted = sandbox.identifies().iter().filter(|it| it.outcome == IdentifyOutcome::Accepted).count();
    let resumed = sandbox.resumes().iter().filter(|it| matches!(it.outcome, ResumeOutcome::Resumed(_))).count();
    (accepted, resumed)
}

async fn reconnects(library: Library) {
    let builder = Sandbox::builder().heartbeat_interval(HEARTBEAT).identify_window(Duration::ZERO);
    let sandbox = builder.start().await.unwrap();
    let general = sandbox.guild("Greenroom").channel("general");
    let alice = sandbox.user("alice");
    let _bot = Foreign::start(library.bot("messages"), &format!("{}-reconnects", library.name()), &sandbox);
    sandbox.wait_until(PATIENCE, |it| counts(it).0 == 1).await.expect("the bot identifies");
    let ping = async |when: &str| {
        let ping = alice.say(&general, "!ping");
        let answer = general.expect_within(PATIENCE, |it| it.reply_to == Some(ping)).await;
        assert_eq!(answer.unwrap_or_else(|error| panic!("{when}: {error}")).content, "Pong!", "{when}");
    };
    ping("after the start").await;
    let mut seen = Vec::new();
    for (trouble, usual) in TABLE {
        let (started, continued) = counts(&sandbox);
        cause(trouble, &sandbox).await;
        let is_back = sandbox.wait_until(RECONNECT, |it| counts(it) != (started, continued)).await;
        is_back.unwrap_or_else(|error| panic!("after {trouble:?}: {error}; {:?}", sandbox.connections()));
        let back = if counts(&sandbox).1 > continued { Resumes } else { Identifies };
        sandbox.faults().clear();
        ping(&format!("after {trouble:?}")).await;
        let own = EXCEPTIONS.iter().find(|it| (it.0, it.1) == (library, trouble));
        seen.push((trouble, back, own.map_or(usual, |it| it.2)));
    }
    let wrong: Vec<_> = seen.iter().filter(|(_, back, expected)| back != expected).collect();
    assert!(wrong.is_empty(), "trouble, what {library:?} does, what is expected: {wrong:?}");
}

stories! {
    reconnects:
    a_discord_js_bot_reconnects of DiscordJs,
    a_discord_py_bot_reconnects of DiscordPy,
    a_hikari_bot_reconnects of Hikari,
    a_serenity_bot_reconnects of Serenity,
    a_twilight_bot_reconnects of Twilight,
}
