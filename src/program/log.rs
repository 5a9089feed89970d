//! The default log: on stderr, at the level `info`, for a program with `#[greenroom::main]` that has no log of its own.

#[cfg(feature = "log")]
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(feature = "log")]
use std::sync::{Mutex, PoisonError};

/// Whether the program has `#[greenroom::main]`. Under another `main`, no log is installed.
static IS_ALLOWED: AtomicBool = AtomicBool::new(false);

/// Allows [`install_log`] to install a subscriber.
pub(super) fn allow() {
    IS_ALLOWED.store(true, Ordering::Relaxed);
}

/// Installs the default log, if the program has `#[greenroom::main]` and has installed no subscriber. A bot calls it
/// when it starts: a program that installs a subscriber of its own in `main` has done so by then.
pub(crate) fn install_log() {
    #[cfg(feature = "log")]
    if IS_ALLOWED.load(Ordering::Relaxed) && !tracing::dispatcher::has_been_set() {
        install(std::env::var("RUST_LOG").ok().as_deref());
    }
}

/// Shows a progress bar at the end of the log, in place of the one before; an empty text removes it. Returns whether
/// there is a place for one: the default log is installed and stderr is a terminal.
pub(crate) fn draw_progress(bar: &str) -> bool {
    #[cfg(feature = "log")]
    {
        let has_place = IS_INSTALLED.load(Ordering::Relaxed) && io::stderr().is_terminal();
        if has_place {
            Screen::set_bar(bar);
        }
        has_place
    }
    #[cfg(not(feature = "log"))]
    {
        let _ = bar;
        false
    }
}

/// Whether the default log is installed.
#[cfg(feature = "log")]
static IS_INSTALLED: AtomicBool = AtomicBool::new(false);

/// The progress bar, which is below the last line of the log.
#[cfg(feature = "log")]
static BAR: Mutex<String> = Mutex::new(String::new());

/// Dependencies whose lines at the level `info` are not about the bot.
#[cfg(feature = "log")]
const QUIET: &[&str] =
    &["actix_http", "actix_rt", "actix_server", "actix_tls", "actix_web", "awc", "h2", "mio", "rustls"];

#[cfg(feature = "log")]
fn install(directives: Option<&str>) {
    use tracing_subscriber::{Layer, layer::SubscriberExt};

    let (targets, problem) = targets(directives);
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(|| Screen).with_filter(targets);
    // An error means that another thread has installed a subscriber since.
    if tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines)).is_ok() {
        IS_INSTALLED.store(true, Ordering::Relaxed);
    }
    if let Some(problem) = problem {
        tracing::warn!("RUST_LOG is ignored: {problem}; an example is RUST_LOG=info,greenroom=debug");
    }
}

/// What is logged, and why `RUST_LOG` is ignored if it is. Libraries in [`QUIET`] log warnings and errors, unless
/// `RUST_LOG` names them.
#[cfg(feature = "log")]
fn targets(directives: Option<&str>) -> (tracing_subscriber::filter::Targets, Option<String>) {
    use tracing::level_filters::LevelFilter;
    use tracing_subscriber::filter::Targets;

    let given = directives.map(str::trim).filter(|it| !it.is_empty());
    let (targets, problem) = match given.map(str::parse::<Targets>) {
        Some(Ok(targets)) => (targets, None),
        Some(Err(error)) => (Targets::new().with_default(LevelFilter::INFO), Some(error.to_string())),
        None => (Targets::new().with_default(LevelFilter::INFO), None),
    };
    let most = targets.default_level().unwrap_or(LevelFilter::OFF).min(LevelFilter::WARN);
    let named: Vec<String> = targets.iter().map(|(name, _)| name.to_owned()).collect();
    let quiet = QUIET.iter().filter(|quiet| !named.iter().any(|name| name.starts_with(**quiet)));
    (targets.with_targets(quiet.map(|quiet| (*quiet, most))), problem)
}

/// Writes lines of the log to stderr, above the progress bar.
#[cfg(feature = "log")]
struct Screen;

#[cfg(feature = "log")]
impl Screen {
    /// Removes the line that the cursor is on.
    const CLEAR: &str = "\r\x1b[K";

    fn set_bar(bar: &str) {
        let mut shown = BAR.lock().unwrap_or_else(PoisonError::into_inner);
        // If stderr cannot be written to, there is nobody to report it to.
        let _ = write!(io::stderr(), "{}{bar}", Self::CLEAR);
        bar.clone_into(&mut shown);
    }
}

#[cfg(feature = "log")]
impl Write for Screen {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let bar = BAR.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stderr = io::stderr().lock();
        if bar.is_empty() {
            stderr.write_all(line)?;
        } else {
            stderr.write_all(&[Self::CLEAR.as_bytes(), line, bar.as_bytes()].concat())?;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

#[cfg(all(test, feature = "log"))]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn rust_log_sets_the_levels_and_actix_stays_quiet_unless_it_is_named() {
        for (directives, target, level, is_logged) in [
            (None, "greenroom::shard", Level::INFO, true),
            (None, "greenroom::shard", Level::DEBUG, false),
            (None, "my_bot", Level::INFO, true),
            (None, "actix_server::builder", Level::INFO, false),
            (None, "actix_server::builder", Level::WARN, true),
            (Some(""), "my_bot", Level::INFO, true),
            (Some("debug"), "my_bot", Level::DEBUG, true),
            (Some("debug"), "actix_server::builder", Level::INFO, false),
            (Some("info,actix_server=info"), "actix_server::builder", Level::INFO, true),
            (Some("error"), "actix_http", Level::WARN, false),
            (Some("greenroom=debug"), "greenroom::shard", Level::DEBUG, true),
            (Some("greenroom=debug"), "my_bot", Level::ERROR, false),
            (Some("greenroom=debug"), "actix_http", Level::ERROR, false),
            (Some("a=b=c"), "my_bot", Level::INFO, true),
        ] {
            let (targets, problem) = targets(directives);
            assert_eq!(targets.would_enable(target, &level), is_logged, "{directives:?} {target} {level}");
            assert_eq!(problem.is_some(), directives == Some("a=b=c"), "{problem:?}");
        }
    }
}
