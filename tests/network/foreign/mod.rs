//! Bots that are not ours, in the sandbox: on discord.js, discord.py, hikari, serenity and twilight.
//!
//! Nothing in the sandbox is made for our client. A bot that is written for Discord with one of these libraries works
//! there as well: it answers messages and interactions, resumes what was cut off and keeps to the rate limits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod commands;
mod messages;
mod ping;
mod reconnects;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use greenroom::sandbox::Sandbox;

/// Node and Python take their time to start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A library that bots are written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Library {
    DiscordJs,
    DiscordPy,
    Hikari,
    Serenity,
    Twilight,
}

impl Library {
    fn name(self) -> &'static str {
        match self {
            Self::DiscordJs => "discord.js",
            Self::DiscordPy => "discord.py",
            Self::Hikari => "hikari",
            Self::Serenity => "serenity",
            Self::Twilight => "twilight",
        }
    }

    /// The bot of this name: `messages` or `commands`.
    fn bot(self, name: &str) -> Command {
        match self {
            Self::DiscordJs => discord_js(&format!("{name}.mjs")),
            Self::DiscordPy => python(&format!("{name}.py")),
            Self::Hikari => python(&format!("hikari/{name}.py")),
            Self::Serenity | Self::Twilight => {
                let mut command = Command::new(scratch(&format!("foreign-rust/debug/foreign-{}", self.name())));
                command.arg(name);
                command
            }
        }
    }

    /// Whether it has components V2. serenity 0.12 does not.
    fn has_components_v2(self) -> bool {
        self != Self::Serenity
    }

    /// Whether it has modals with labels, selects and files, besides those with text inputs in rows. hikari 2.7 and
    /// serenity 0.12 do not. twilight 0.18 has no radio groups: its bot has a select in their place.
    fn has_labels(self) -> bool {
        !matches!(self, Self::Hikari | Self::Serenity)
    }

    /// Changes the settings of a sandbox that this library needs otherwise.
    fn prepare(self, sandbox: &Sandbox) {
        // serenity's rate limiter does not work with another address.
        if self == Self::Serenity {
            sandbox.without_rate_limits();
        }
    }
}

/// Makes a test of a story and a library.
macro_rules! stories {
    ($story:ident: $($name:ident of $library:ident),+ $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        #[ignore = "needs other libraries, which .ci/run installs"]
        async fn $name() {
            $story(Library::$library).await;
        }
    )+};
}
use stories;

/// A bot in a process of its own, which ends with this value.
struct Foreign {
    process: Child,
    /// What it printed.
    log: PathBuf,
}

impl Foreign {
    fn start(mut command: Command, name: &str, sandbox: &Sandbox) -> Self {
        let folder = scratch("foreign");
        fs::create_dir_all(&folder).unwrap();
        let log = folder.join(format!("{name}.log"));
        let output = File::create(&log).unwrap();
        let process = command
            .env("GREENROOM_REST", sandbox.rest_url())
            .env("GREENROOM_GATEWAY", sandbox.gateway_url())
            .env("GREENROOM_TOKEN", sandbox.token())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{command:?} does not start: {error}. `bash .ci/run` installs what it needs.")
            });
        Self { process, log }
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            eprintln!("{}:\n{}", self.log.display(), fs::read_to_string(&self.log).unwrap_or_default());
        }
    }
}

/// Where the packages of the foreign bots are: outside of what git knows.
fn scratch(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scratch").join(path)
}

fn source(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign").join(file)
}

/// A bot on discord.js. An import is looked for beside the file that has it, and then upwards: the bot runs where its
/// packages are.
fn discord_js(file: &str) -> Command {
    let bot = scratch("foreign").join(file);
    fs::create_dir_all(scratch("foreign")).unwrap();
    fs::copy(source(file), &bot).unwrap();
    let mut command = Command::new("node");
    command.arg(bot);
    command
}

/// A bot on discord.py or hikari.
fn python(file: &str) -> Command {
    let mut command = Command::new(scratch("python/bin/python"));
    command.arg(source(file));
    command
}
