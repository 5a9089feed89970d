//! [`CommandFailure`]: why a call was not made, or failed, and what the user is told.

use std::{fmt, time::Duration};

use super::refused::Refused;
use crate::{
    error::HandlerError,
    model::Permissions,
    texts::{Language, own},
};

/// Why a call was not made, or failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum FailedBecause {
    /// An option, a custom id or a field cannot be used.
    Refused(Refused),
    /// A check returned `false`.
    Check,
    /// Only the owners of the application may use it.
    NotOwner,
    /// The component or modal is for another user.
    NotYours,
    /// The component can no longer be used.
    Expired,
    /// It is switched off: see [`BotHandle::switch_off`](crate::BotHandle::switch_off).
    SwitchedOff,
    /// The user lacks these permissions.
    MissingPermissions(Permissions),
    /// The bot lacks these permissions.
    BotMissingPermissions(Permissions),
    /// The user or the guild has not bought what it needs.
    NotBought,
    /// It was used too often. It can be used again after this time.
    Cooldown(Duration),
    /// As many calls as allowed are running.
    Busy,
    /// It returned an error with this text for the user: see [`tell`](super::tell()).
    Told(String),
    /// It returned an error.
    Error(HandlerError),
    /// It panicked with this message.
    Panic(String),
}

/// Why a call of a command, a component or a modal was not made, or failed.
#[derive(Debug)]
#[non_exhaustive]
pub struct CommandFailure {
    /// The name of the command with its groups, or the key of the custom id.
    pub command: Box<str>,
    /// The cause.
    pub cause: FailedBecause,
    /// The number by which the failure can be found in the log, if it is logged.
    pub incident: Option<Incident>,
}

impl CommandFailure {
    /// Whether the bot is at fault: the call failed with an error without a text for the user, or panicked.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        matches!(self.cause, FailedBecause::Error(_) | FailedBecause::Panic(_))
    }

    /// What the user is told by default, in English.
    #[must_use]
    pub fn text(&self) -> String {
        self.text_in(&Language::default())
    }

    /// What a user of this language is told by default: `failure.text_in(&ctx.language())`.
    #[must_use]
    pub fn text_in(&self, language: &Language) -> String {
        let own = match &self.cause {
            FailedBecause::Refused(refused) => return refused.text_in(language),
            FailedBecause::Told(text) => return text.clone(),
            FailedBecause::Check => own::check(),
            FailedBecause::NotOwner => own::not_owner(),
            FailedBecause::NotYours => own::not_yours(),
            FailedBecause::Expired => own::expired(),
            FailedBecause::SwitchedOff => own::switched_off(),
            FailedBecause::MissingPermissions(missing) => own::missing_permissions(missing.to_string()),
            FailedBecause::BotMissingPermissions(missing) => own::bot_missing_permissions(missing.to_string()),
            FailedBecause::NotBought => own::not_bought(),
            FailedBecause::Cooldown(left) => {
                let (amount, unit) = rounded(*left);
                own::cooldown(amount, unit)
            }
            FailedBecause::Busy => own::busy(),
            FailedBecause::Error(_) | FailedBecause::Panic(_) => match &self.incident {
                Some(incident) => own::incident(incident.to_string()),
                None => own::error(),
            },
        };
        language.own(&own)
    }
}

impl fmt::Display for CommandFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ", self.command)?;
        match &self.cause {
            FailedBecause::Error(error) => {
                write!(f, "failed: {error}")?;
                let mut source = error.source();
                while let Some(cause) = source {
                    write!(f, ": {cause}")?;
                    source = cause.source();
                }
                Ok(())
            }
            FailedBecause::Panic(message) => write!(f, "panicked: {message}"),
            _ => write!(f, "was refused: {}", self.text()),
        }
    }
}

/// What became of a call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome<'a> {
    /// It returned, and its answer was sent.
    Answered,
    /// It was not made, or failed.
    Failed(&'a CommandFailure),
}

/// The number of a failure, which the user sees and the log contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incident(u32);

impl Incident {
    /// The letters and digits of incidents, without those that are easily confused.
    const DIGITS: &'static [u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    pub(crate) fn random() -> Self {
        Self(fastrand::u32(..))
    }
}

impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for at in 0..4 {
            // Five bits are below 32, the number of digits.
            let digit = Self::DIGITS[(self.0 >> (5 * at)) as usize & 31];
            write!(f, "{}", char::from(digit))?;
        }
        Ok(())
    }
}

/// A duration, rounded up, and its unit: 5 `s`, 2 `min`, 3 `h`.
fn rounded(left: Duration) -> (i64, &'static str) {
    let seconds = i64::try_from(left.as_millis().div_ceil(1000)).unwrap_or(i64::MAX).max(1);
    let up = |by: i64| seconds / by + i64::from(seconds % by != 0);
    match seconds {
        0..=119 => (seconds, "s"),
        120..=7199 => (up(60), "min"),
        _ => (up(3600), "h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rounded_up() {
        for (millis, text) in
            [(0, (1, "s")), (1001, (2, "s")), (119_000, (119, "s")), (121_000, (3, "min")), (7_200_001, (3, "h"))]
        {
            assert_eq!(rounded(Duration::from_millis(millis)), text);
        }
    }

    #[test]
    fn only_faults_are_hidden_from_the_user() {
        let incident = Some(Incident(0));
        let failure = |cause| CommandFailure { command: "a".into(), cause, incident };
        let error = failure(FailedBecause::Error("the password is wrong".into()));
        assert_eq!(error.text(), "Something went wrong (incident AAAA).");
        assert_eq!(error.to_string(), "`a` failed: the password is wrong");
        assert!(error.is_fault());
        let told = failure(FailedBecause::Told("Sold out.".into()));
        assert_eq!((told.text().as_str(), told.is_fault()), ("Sold out.", false));
    }
}
