//! Hints: what this process can add to a refusal of Discord.

use std::{fmt, time::Duration};

use crate::model::{Permissions, Timestamp};

/// What this process can add to a refusal of Discord about its cause, in [`ApiError::hint`](super::ApiError::hint).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// 50001, 50013: according to the cache, the bot lacks permissions.
    Permissions {
        /// Where: `#general (5)`, `the guild Greenroom (1)`.
        place: String,
        /// The permissions that it lacks.
        lacks: Vec<Lack>,
    },
    /// 50013: according to the cache, the highest role of the bot is not above the target of the request.
    Hierarchy {
        /// The position of the bot.
        bot: Stand,
        /// The position of the target.
        target: Stand,
    },
    /// 50001, 50013: according to the cache, no permission is missing.
    NothingMissing {
        /// Where.
        place: String,
        /// The permissions that the operation needs.
        needed: Permissions,
    },
    /// 50001, 50013: the cache does not have what is needed to find the missing permission.
    Unknown {
        /// What it does not have.
        reason: String,
    },
    /// 10062: how late the answer to an interaction was.
    Late(Lateness),
    /// 40060: how the interaction was answered before.
    Answered(Answered),
}

impl Hint {
    /// Whether the hint is the cause, so that general advice is not needed.
    pub(super) fn is_conclusive(&self) -> bool {
        matches!(self, Self::Permissions { .. } | Self::Hierarchy { .. } | Self::Late(_) | Self::Answered(_))
    }
}

/// A permission that the bot lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lack {
    /// The permission.
    pub permission: Permissions,
    /// Why the bot does not have it.
    pub why: Why,
}

impl Lack {
    #[cfg(feature = "cache")]
    pub(crate) fn new(permission: Permissions, why: Why) -> Self {
        Self { permission, why }
    }
}

/// Why the bot does not have a permission.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// None of the bot's roles, `@everyone` among them, grants it.
    NoRole,
    /// An overwrite of the channel for `@everyone` denies it, and none for the bot's roles or the bot allows it.
    DeniedToEveryone,
    /// An overwrite of the channel for this role of the bot denies it: name and id.
    DeniedToRole(String),
    /// An overwrite of the channel for the bot itself denies it.
    DeniedToBot,
    /// The bot is in timeout.
    Timeout(Timestamp),
    /// The thread is private, the bot has not joined it and lacks MANAGE_THREADS.
    PrivateThread,
    /// It depends on this permission, which is missing.
    Needs(Permissions),
}

/// The position of a member or a role in the hierarchy of a guild.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stand {
    /// The member, by name and id; `None` for the bot and for a role.
    pub member: Option<String>,
    /// The role, or the highest role of the member: name and position. `None` for a member without roles, and for the
    /// owner of the guild.
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

/// The time between an interaction and an answer that was too late, by what it was spent on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lateness {
    /// From the timestamp in the id of the interaction to the refusal.
    pub total: Duration,
    /// From that timestamp until the interaction was received; the difference of two clocks, Discord's and this
    /// machine's.
    pub arriving: Duration,
    /// From then until a handler was called.
    pub waiting: Duration,
    /// From then until the answer was sent to the HTTP client.
    pub handler: Duration,
    /// From then until Discord's refusal.
    pub sending: Duration,
    /// The handler that was called first.
    pub handler_name: Option<&'static str>,
}

/// How an interaction was answered before.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answered {
    /// By this process, this long ago.
    Here(Duration),
    /// Not by this process, which received it this long ago.
    Elsewhere(Duration),
}

/// The time within which the first answer to an interaction must arrive.
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
                "according to the cache nothing is missing in {place}: the bot has {needed}. The cache may be out of \
                 date, or the operation needs another permission"
            ),
            Self::Unknown { reason } => {
                write!(f, "the cache does not have what is needed to find the missing permission: {reason}")
            }
            Self::Late(lateness) => lateness.fmt(f),
            Self::Answered(Answered::Here(ago)) => write!(
                f,
                "this process answered it {} before; further messages are followups, or edits of that answer",
                seconds(*ago)
            ),
            Self::Answered(Answered::Elsewhere(received)) => write!(
                f,
                "this process has not answered it in the {} since it arrived: another one with the same token has. \
                 Stop that one, or let only one of them handle interactions",
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
            Why::Needs(other) => write!(f, "which has no effect without {other}"),
        }
    }
}

impl fmt::Display for Lateness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { total, arriving, waiting, handler, sending, handler_name } = self;
        write!(f, "answered {} after Discord sent it: {} to arrive, ", seconds(*total), seconds(*arriving))?;
        // Short times are left out.
        if *waiting >= Duration::from_millis(100) {
            write!(f, "{} until the handler was called, ", seconds(*waiting))?;
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
                ". That is in time: another process with the same token has answered, or the clock of this machine is \
                 behind",
            );
        }
        // The advice is about the longest part: another one would not have helped.
        let longest = [*arriving, *waiting, *handler, *sending].into_iter().max().unwrap_or_default();
        f.write_str(if longest == *handler {
            "; answer within 3 s, or defer first"
        } else if longest == *arriving {
            "; the network took that long, or the clock of this machine is ahead"
        } else if longest == *waiting {
            // Interactions do not wait for the handlers of other events.
            "; as many interactions as `max_interactions` allows were being handled, the shard had stopped reading \
             because of `max_waiting`, or the runtime had no free thread: find the handlers that block or hang"
        } else {
            "; the answer waited for a connection or was repeated: look at the log for warnings about the REST API"
        })
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
    fn lateness_is_shown_by_its_parts() {
        for (times, expected) in [
            (
                [200, 20, 3600, 80],
                "answered 3.9 s after Discord sent it: 0.2 s to arrive, 3.6 s in your handler; answer within 3 s, or \
                 defer first",
            ),
            (
                [100, 2000, 1000, 300],
                "answered 3.4 s after Discord sent it: 0.1 s to arrive, 2.0 s until the handler was called, 1.0 s in \
                 your handler, 0.3 s to be sent; as many interactions as `max_interactions` allows were being handled, \
                 the shard had stopped reading because of `max_waiting`, or the runtime had no free thread: find the \
                 handlers that block or hang",
            ),
            (
                [100, 0, 500, 4000],
                "answered 4.6 s after Discord sent it: 0.1 s to arrive, 0.5 s in your handler, 4.0 s to be sent; the \
                 answer waited for a connection or was repeated: look at the log for warnings about the REST API",
            ),
            (
                [1900, 0, 1800, 0],
                "answered 3.7 s after Discord sent it: 1.9 s to arrive, 1.8 s in your handler; the network took that \
                 long, or the clock of this machine is ahead",
            ),
            (
                [9000, 0, 100, 50],
                "answered 9.2 s after Discord sent it: 9.0 s to arrive, 0.1 s in your handler; the network took that \
                 long, or the clock of this machine is ahead",
            ),
            (
                [100, 0, 100, 50],
                "answered 0.2 s after Discord sent it: 0.1 s to arrive, 0.1 s in your handler. That is in time: \
                 another process with the same token has answered, or the clock of this machine is behind",
            ),
        ] {
            assert_eq!(late(times[0], times[1], times[2], times[3]), expected);
        }
    }
}
