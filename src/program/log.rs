//! The default log of a program with `#[greenroom::main]` that has no log of its own: on stderr, at the level `info`.
//! In a `#[greenroom::test]` it goes to the output of the test, at the level `warn`: an error of a handler is seen
//! there.

#[cfg(feature = "log")]
use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;
#[cfg(feature = "log")]
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(feature = "log")]
use std::sync::{Mutex, PoisonError};

#[cfg(feature = "log")]
use tracing::level_filters::LevelFilter;

/// Where the default log goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LogPlace {
    /// To stderr, for a program with `#[greenroom::main]`.
    Stderr,
    /// To the output of the test, which the test runner shows if the test fails.
    Test,
}

/// Where the default log goes. Under another `main`, none is installed.
static PLACE: OnceLock<LogPlace> = OnceLock::new();

/// Allows [`install_log`] to install a subscriber.
pub(super) fn allow(place: LogPlace) {
    // An error means that another test of this process has set it, to the same.
    let _ = PLACE.set(place);
}

/// Installs the default log, if the program has `#[greenroom::main]` or the test `#[greenroom::test]`, and has
/// installed no subscriber. A bot calls it when it starts: a program that installs a subscriber of its own in `main`
/// has done so by then.
pub(crate) fn install_log() {
    #[cfg(feature = "log")]
    if let Some(place) = PLACE.get().filter(|_| !tracing::dispatcher::has_been_set()) {
        install(*place, std::env::var("RUST_LOG").ok().as_deref());
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

/// Whether the default log is installed, on stderr.
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
fn install(place: LogPlace, directives: Option<&str>) {
    use tracing_subscriber::{Layer, fmt::writer::BoxMakeWriter, layer::SubscriberExt};

    let (default, writer) = match place {
        LogPlace::Stderr => (LevelFilter::INFO, BoxMakeWriter::new(|| Screen)),
        LogPlace::Test => (LevelFilter::WARN, BoxMakeWriter::new(|| TestOutput)),
    };
    let (targets, problem) = targets(directives, default);
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer).with_filter(targets);
    // An error means that another thread has installed a subscriber since.
    if tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines)).is_ok() {
        IS_INSTALLED.store(place == LogPlace::Stderr, Ordering::Relaxed);
    }
    if let Some(problem) = problem {
        tracing::warn!("RUST_LOG is ignored: {problem}; an example is RUST_LOG=info,greenroom=debug");
    }
}

/// What is logged, and why `RUST_LOG` is ignored if it is. Libraries in [`QUIET`] log warnings and errors, unless
/// `RUST_LOG` names them.
#[cfg(feature = "log")]
fn targets(directives: Option<&str>, default: LevelFilter) -> (tracing_subscriber::filter::Targets, Option<String>) {
    use tracing_subscriber::filter::Targets;

    let given = directives.map(str::trim).filter(|it| !it.is_empty());
    let (targets, problem) = match given.map(str::parse::<Targets>) {
        Some(Ok(targets)) => (targets, None),
        Some(Err(error)) => (Targets::new().with_default(default), Some(error.to_string())),
        None => (Targets::new().with_default(default), None),
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

/// Writes lines of the log to the output of the test.
#[cfg(feature = "log")]
struct TestOutput;

#[cfg(feature = "log")]
impl Write for TestOutput {
    #[expect(clippy::print_stderr, reason = "only what the macro prints is captured by the test runner")]
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        eprint!("{}", String::from_utf8_lossy(line));
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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
            let (targets, problem) = targets(directives, LevelFilter::INFO);
            assert_eq!(targets.would_enable(target, &level), is_logged, "{directives:?} {target} {level}");
            assert_eq!(problem.is_some(), directives == Some("a=b=c"), "{problem:?}");
        }
    }
}
