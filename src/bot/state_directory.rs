//! The directory for what a bot keeps over restarts: its session starts and, if it stores them, its sessions.

use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use crate::gateway::Token;

/// What the user has set with [`Bot::state_directory`](super::Bot::state_directory).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StateDirectory {
    /// `greenroom` in the state directory of the user.
    OfUser,
    /// This one.
    At(PathBuf),
    /// None: nothing is kept.
    None,
}

/// The directory that the bot uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StatePlace {
    /// It exists and can be written to.
    Directory(PathBuf),
    /// None, and why.
    Missing(String),
    /// None is wanted.
    Unwanted,
}

impl StateDirectory {
    /// Finds the directory and creates it.
    pub(super) fn open(&self) -> StatePlace {
        let directory = match self {
            Self::None => return StatePlace::Unwanted,
            Self::At(directory) => directory.clone(),
            Self::OfUser => match of_user(|name| std::env::var_os(name)) {
                Some(directory) => directory,
                None => {
                    let reason = "none of XDG_STATE_HOME, HOME and LOCALAPPDATA is set";
                    return StatePlace::Missing(reason.to_owned());
                }
            },
        };
        match check(&directory) {
            Ok(()) => StatePlace::Directory(directory),
            Err(error) => StatePlace::Missing(format!("{} cannot be written to: {error}", directory.display())),
        }
    }
}

impl StatePlace {
    /// The file with the session starts of the bot.
    pub(super) fn identifies(&self, token: &Token) -> Option<PathBuf> {
        self.file("identifies", token).map(|file| file.with_extension("json"))
    }

    /// The file with the sessions of the bot.
    pub(super) fn sessions(&self, token: &Token) -> Option<PathBuf> {
        self.file("sessions", token)
    }

    fn file(&self, name: &str, token: &Token) -> Option<PathBuf> {
        let Self::Directory(directory) = self else { return None };
        Some(directory.join(match token.bot_id() {
            Some(id) => format!("{name}-{id}"),
            None => name.to_owned(),
        }))
    }
}

/// The default directory, from the variables of the environment.
fn of_user(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let below = |name: &str, below: &str| {
        variable(name).filter(|value| !value.is_empty()).map(|home| PathBuf::from(home).join(below))
    };
    below("XDG_STATE_HOME", "greenroom")
        .or_else(|| below("HOME", ".local/state/greenroom"))
        .or_else(|| below("LOCALAPPDATA", "greenroom"))
}

/// Creates the directory, and a file in it for a moment.
fn check(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    let probe = directory.join(format!("probe.{}", std::process::id()));
    File::create(&probe)?;
    fs::remove_file(probe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_follows_the_environment() {
        for (set, expected) in [
            (&[][..], None),
            (&[("HOME", "")], None),
            (&[("HOME", "/h")], Some("/h/.local/state/greenroom")),
            (&[("HOME", "/h"), ("XDG_STATE_HOME", "/x")], Some("/x/greenroom")),
            (&[("LOCALAPPDATA", "/l")], Some("/l/greenroom")),
        ] {
            let variable = |name: &str| set.iter().find(|(it, _)| *it == name).map(|(_, value)| OsString::from(value));
            assert_eq!(of_user(variable), expected.map(PathBuf::from), "{set:?}");
        }
    }

    #[test]
    fn files_are_named_after_the_bot() {
        let directory = tempfile::tempdir().unwrap();
        let below = directory.path().join("deep/er");
        let place = StateDirectory::At(below.clone()).open();
        let token = Token::new("ODAzNTExMTAyMjQ2Nzg5MTI.Gabcde.xyz").unwrap();
        assert_eq!(place.identifies(&token), Some(below.join("identifies-80351110224678912.json")));
        assert_eq!(place.sessions(&token), Some(below.join("sessions-80351110224678912")));
        assert_eq!(place.sessions(&Token::new("x").unwrap()), Some(below.join("sessions")));
        assert_eq!(fs::read_dir(&below).unwrap().count(), 0, "the probe is removed");
    }

    #[test]
    fn a_place_that_cannot_be_written_to_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        File::create(&file).unwrap();
        let place = StateDirectory::At(file.join("state")).open();
        let StatePlace::Missing(reason) = &place else { panic!("{place:?}") };
        assert!(reason.contains("file/state cannot be written to"), "{reason}");
        assert_eq!(place.identifies(&Token::new("x").unwrap()), None);
        assert_eq!(StateDirectory::None.open(), StatePlace::Unwanted);
    }
}
