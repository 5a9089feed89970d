//! What this process knows of the cause of a refusal, and Discord does not say.

use std::{fmt, time::Duration};

use crate::model::{Permissions, Timestamp};

/// What this process knows of the cause of a refusal, and Discord does not say: in [`ApiError::hint`](super::ApiError::hint).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// 50001, 50013: the bot lacks permissions, as the cache sees it.
    Permissions {
        /// Where: `#general (5)`, `the guild Greenroom (1)`.
        place: String,
        /// What it lacks.
        lacks: Vec<Lack>,
    },
    /// 50013: the bot does not stand above whom or what it was to act on, as the cache sees it.
    Hierarchy {
        /// Where the bot stands.
        bot: Stand,
        /// Where the other stands.
        target: Stand,
    },
    /// 50001, 50013: by the cache, nothing is missing.
    NothingMissing {
        /// Where.
        place: String,
        /// What was looked for.
        needed: Permissions,
    },
    /// 50001, 50013: what is missing cannot be told, since the cache does not hold what it takes.
    Unknown {
        /// What it does not hold.
        reason: String,
    },
    /// 10062: how late the answer to an interaction was.
    Late(Lateness),
    /// 40060: how the interaction was answered before.
    Answered(Answered),
}

impl Hint {
    /// Whether there is nothing left to guess.
    pub(super) fn is_conclusive(&self) -> bool {
        matches!(self, Self::Permissions { .. } | Self::Hierarchy { .. } | Self::Late(_) | Self::Answered(_))
    }
}

/// A permission that the bot lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lack {
    /// Which.
    pub permission: Permissions,
    /// What takes it away.
    pub why: Why,
}

impl Lack {
    #[cfg(feature = "cache")]
    pub(crate) fn new(permission: Permissions, why: Why) -> Self {
        Self { permission, why }
    }
}

/// What takes a permission away.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// None of the bot's roles, `@everyone` among them, grants it.
    NoRole,
    /// An overwrite of the channel for `@everyone` denies it, and none for the bot's roles or the bot allows it.
    DeniedToEveryone,
    /// An overwrite of the channel for this role of the bot's denies it: name and id.
    DeniedToRole(String),
    /// An overwrite of the channel for the bot itself denies it.
    DeniedToBot,
    /// The bot is in timeout.
    Timeout(Timestamp),
    /// The thread is private, the bot has not joined it and lacks MANAGE_THREADS.
    PrivateThread,
    /// Another permission is missing on which it depends.
    Needs(Permissions),
}

/// Where somebody or something stands in a guild.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stand {
    /// A member, by name and id; of the bot and of roles none.
    pub member: Option<String>,
    /// The role, or the highest role of the member: name and position. None for a member without roles, and for the owner.
    pub role: Option<(String, i32)>,
    /// Whether the member owns the guild.
    pub owner: bool,
}

impl Stand {
    #[cfg(feature = "cache")]
    pub(crate) fn new(member: Option<String>, role: Option<(String, i32)>, owner: bool) -> Self {
        Self { member, role, owner }
    }
}

/// How the time was spent between an interaction and an answer that came too late.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lateness {
    /// From the interaction's own time, in its id, to the refusal.
    pub total: Duration,
    /// Until it was received; by two clocks, Discord's and this machine's.
    pub arriving: Duration,
    /// From there until a handler was called: behind other events of its lane.
    pub waiting: Duration,
    /// From there until the answer was asked for.
    pub handler: Duration,
    /// From there until Discord's answer.
    pub sending: Duration,
    /// The handler that was called first.
    pub handler_name: Option<&'static str>,
}

/// How an interaction was answered before.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answered {
    /// By this process, so long ago.
    Here(Duration),
    /// Not by this process, which received it so long ago.
    Elsewhere(Duration),
}

/// Within what time an interaction wants its first answer.
const DEADLINE: Duration = Duration::from_secs(3);

/// Seconds with one decimal, as `3.9 s`.
fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Permissions { place, lacks } => {
                write!(f, "missing in {place}: ")?;
                lacks.iter().enumerate().try_for_each(|(index, lack)| {
                    let between = if index == 0 { "" } else { "; " };
                    write!(f, "{between}{lack}")
                })
            }
            Self::Hierarchy { bot, target } => {
                match &bot.role {
                    Some((role, position)) => write!(f, "the bot's highest role, {role} (position {position}), ")?,
                    None => f.write_str("the bot, which has no role, ")?,
                }
                match (target, &target.role) {
                    (Stand { owner: true, member: Some(member), .. }, _) => {
                        write!(f, "is not above {member}, who owns the guild")
                    }
                    (Stand { member: Some(member), .. }, Some((role, position))) => {
                        write!(f, "is not above {role} (position {position}), the highest role of {member}")
                    }
                    (Stand { member: Some(member), .. }, None) => write!(f, "is not above {member}, who has no role"),
                    (_, Some((role, position))) => write!(f, "is not above the role {role} (position {position})"),
                    (_, None) => f.write_str("is not above it"),
                }
            }
            Self::NothingMissing { place, needed } => write!(
                f,
                "by the cache nothing is missing in {place}: the bot has {needed}. The cache may be behind, or more is needed than that"
            ),
            Self::Unknown { reason } => write!(f, "what is missing cannot be told from the cache: {reason}"),
            Self::Late(lateness) => lateness.fmt(f),
            Self::Answered(Answered::Here(ago)) => write!(
                f,
                "this process answered it {} before; what comes later is a followup or an edit of that answer",
                seconds(*ago)
            ),
            Self::Answered(Answered::Elsewhere(received)) => write!(
                f,
                "this process has not answered it in the {} since it came: another one that runs with the same token has. Stop that \
                 one, or let only one of them handle interactions",
                seconds(*received)
            ),
        }
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, ", self.permission)?;
        match &self.why {
            Why::NoRole => f.write_str("which no role of the bot grants"),
            Why::DeniedToEveryone => f.write_str("denied by the overwrite of @everyone"),
            Why::DeniedToRole(role) => write!(f, "denied by the overwrite of the role {role}"),
            Why::DeniedToBot => f.write_str("denied by the overwrite of the bot itself"),
            Why::Timeout(until) => write!(f, "since the bot is in timeout until {until}"),
            Why::PrivateThread => f.write_str("since the thread is private and the bot is not in it"),
            Why::Needs(other) => write!(f, "which counts for nothing without {other}"),
        }
    }
}

impl fmt::Display for Lateness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { total, arriving, waiting, handler, sending, handler_name } = self;
        write!(f, "answered {} after Discord sent it: {} to arrive, ", seconds(*total), seconds(*arriving))?;
        // What is not worth a mention is left out.
        if *waiting >= Duration::from_millis(100) {
            write!(f, "{} waiting for earlier events of its lane, ", seconds(*waiting))?;
        }
        write!(f, "{} in your handler", seconds(*handler))?;
        if let Some(name) = handler_name {
            write!(f, " {name}")?;
        }
        if *sending >= Duration::from_millis(100) {
            write!(f, ", {} to be sent", seconds(*sending))?;
        }
        if *total <= DEADLINE {
            return f.write_str(
                ". That is in time, so that another process with the same token has answered, or the clock of this machine is behind",
            );
        }
        if *arriving > Duration::from_secs(2) {
            return f.write_str("; so long on the way, or the clock of this machine is ahead");
        }
        f.write_str("; answer within 3 s, or defer first")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn late(arriving: u64, waiting: u64, handler: u64, sending: u64) -> String {
        let ms = Duration::from_millis;
        let lateness = Lateness {
            total: ms(arriving + waiting + handler + sending),
            arriving: ms(arriving),
            waiting: ms(waiting),
            handler: ms(handler),
            sending: ms(sending),
            handler_name: None,
        };
        lateness.to_string()
    }

    #[test]
    fn lateness_says_whose_it_was() {
        for (times, expected) in [
            (
                [200, 20, 3600, 80],
                "answered 3.9 s after Discord sent it: 0.2 s to arrive, 3.6 s in your handler; answer within 3 s, or defer first",
            ),
            (
                [100, 2000, 1000, 300],
                "answered 3.4 s after Discord sent it: 0.1 s to arrive, 2.0 s waiting for earlier events of its lane, 1.0 s in your \
                 handler, 0.3 s to be sent; answer within 3 s, or defer first",
            ),
            (
                [9000, 0, 100, 50],
                "answered 9.2 s after Discord sent it: 9.0 s to arrive, 0.1 s in your handler; so long on the way, or the clock of \
                 this machine is ahead",
            ),
            (
                [100, 0, 100, 50],
                "answered 0.2 s after Discord sent it: 0.1 s to arrive, 0.1 s in your handler. That is in time, so that another \
                 process with the same token has answered, or the clock of this machine is behind",
            ),
        ] {
            assert_eq!(late(times[0], times[1], times[2], times[3]), expected);
        }
    }
}
