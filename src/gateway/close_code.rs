//! The close codes of the gateway: what each means for the session, and the advice shown to the user (Discord's docs:
//! "Gateway Close Event Codes").
//!
//! One table holds everything. It differs from Discord's table in two points. Discord marks 4003, 4005, 4007 and 4009
//! as reconnectable, but the texts of these codes say that the session has ended, so a new session is started instead
//! of a resume. After a code that is not documented a resume is tried, because a refused resume costs one round trip,
//! while an identify uses up one of the daily session starts.

#![allow(rustdoc::bare_urls, reason = "the advice is shown in messages and in the docs")]

use std::fmt;

use greenroom_macros::New;

use super::Intents;

/// A close code of the gateway's WebSocket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CloseCode(pub u16);

/// What a closed connection means for the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Consequence {
    /// The session may live on: reconnect and resume.
    Resume,
    /// The session is gone: reconnect and identify.
    NewSession,
    /// Connecting again would fail in the same way: the shard stops with the reason.
    Fatal,
}

macro_rules! close_codes {
    ($($constant:ident = $code:literal, $name:literal, $consequence:ident, $advice:literal;)*) => {
        impl CloseCode {
            $(
                #[doc = concat!("`", $code, "`, ", $name, ": ", stringify!($consequence), ".")]
                pub const $constant: Self = Self($code);
            )*

            /// All codes of the table, in ascending order.
            pub const ALL: &'static [Self] = &[$(Self::$constant),*];

            /// The name in Discord's table, or "unknown code" for any other code.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self.0 {
                    $($code => $name,)*
                    _ => "unknown code",
                }
            }

            /// What a connection closed with this code means for the session.
            #[must_use]
            pub const fn consequence(self) -> Consequence {
                match self.0 {
                    $($code => Consequence::$consequence,)*
                    _ => Consequence::Resume,
                }
            }

            /// What went wrong and what to do about it, in one or two sentences.
            #[must_use]
            pub const fn advice(self) -> &'static str {
                match self.0 {
                    $($code => $advice,)*
                    _ => "The code is not documented. A resume is tried; if Discord refuses it, a session is started.",
                }
            }
        }
    };
}

close_codes! {
    NORMAL = 1000, "normal closure", Resume,
        "Sent by a client, it ends the session and the bot goes offline at once. Sent by Discord, a resume is tried.";
    GOING_AWAY = 1001, "going away", Resume,
        "Sent by a client, it ends the session and the bot goes offline at once. Sent by Discord, a resume is tried.";
    ABNORMAL = 1006, "no close frame", Resume,
        "The network dropped the connection; no close frame has this code. The session is resumed.";
    UNKNOWN_ERROR = 4000, "unknown error", Resume,
        "Discord does not know what went wrong. The session is resumed.";
    UNKNOWN_OPCODE = 4001, "unknown opcode", Resume,
        "An opcode or its data was not accepted by Discord. Check what is sent with `send_raw`.";
    DECODE_ERROR = 4002, "decode error", Resume,
        "A payload was sent that is not valid JSON or is longer than 4096 bytes. Check what is sent with `send_raw`.";
    NOT_AUTHENTICATED = 4003, "not authenticated", NewSession,
        "Something was sent before the session existed, or the session was invalidated. A new one is started.";
    AUTHENTICATION_FAILED = 4004, "authentication failed", Fatal,
        "Discord does not accept the token. Copy it again from https://discord.com/developers/applications (your \
         application, Bot, Reset Token). Discord also resets a token that was published, or that was used for too many \
         session starts.";
    ALREADY_AUTHENTICATED = 4005, "already authenticated", NewSession,
        "A second IDENTIFY was sent on one connection. A new session is started.";
    SESSION_NO_LONGER_VALID = 4006, "session no longer valid", NewSession,
        "Discord no longer documents this code, but may still send it. A new session is started.";
    INVALID_SEQ = 4007, "invalid seq", NewSession,
        "The sequence number of the RESUME was not acceptable. A new session is started.";
    RATE_LIMITED = 4008, "rate limited", Resume,
        "More than 120 payloads were sent within 60 seconds. The session is resumed, and for 60 seconds only \
         heartbeats are sent.";
    SESSION_TIMED_OUT = 4009, "session timed out", NewSession,
        "The session expired. A new one is started.";
    INVALID_SHARD = 4010, "invalid shard", Fatal,
        "Discord does not accept the shard id and count. The id must be below the count. In more than 150,000 guilds, \
         the count must be a multiple of the number that Discord assigned. Leave the shard count to Greenroom, or \
         take it from `GET /gateway/bot`.";
    SHARDING_REQUIRED = 4011, "sharding required", Fatal,
        "One session would have more than 2,500 guilds. Use more shards: leave the shard count to Greenroom, which \
         takes it from `GET /gateway/bot`, or raise it.";
    INVALID_API_VERSION = 4012, "invalid API version", Fatal,
        "The gateway does not support this API version. Remove the `api_version` setting, or update Greenroom.";
    INVALID_INTENTS = 4013, "invalid intents", Fatal,
        "The intents have a bit that Discord does not define. Build them from the constants of `Intents`.";
    DISALLOWED_INTENTS = 4014, "disallowed intents", Fatal,
        "A privileged intent was requested that is not enabled for the application. Enable it at \
         https://discord.com/developers/applications (your application, Bot, Privileged Gateway Intents), or do not \
         request it.";
}

impl CloseCode {
    /// The close code that is sent when the session is to be resumed. Discord keeps the session for any code except
    /// 1000 and 1001. 4000 to 4999 is the range for private use.
    pub const RESUMABLE: Self = Self::UNKNOWN_ERROR;

    /// The codes after which reconnecting is pointless.
    pub const FATAL: [Self; 6] = [
        Self::AUTHENTICATION_FAILED,
        Self::INVALID_SHARD,
        Self::SHARDING_REQUIRED,
        Self::INVALID_API_VERSION,
        Self::INVALID_INTENTS,
        Self::DISALLOWED_INTENTS,
    ];

    /// Whether Discord ends the session when a client closes with this code (Discord's docs: "Disconnecting").
    #[must_use]
    pub const fn ends_session_when_sent(self) -> bool {
        matches!(self.0, 1000 | 1001)
    }

    /// Whether a client may send the code in a close frame (RFC 6455, section 7.4).
    #[must_use]
    pub const fn is_sendable(self) -> bool {
        matches!(self.0, 1000..=1003 | 1007..=1011 | 3000..=4999)
    }

    /// The consequence of a close frame: [`consequence`](Self::consequence) of its code, or a resume if it had none.
    #[must_use]
    pub const fn classify(code: Option<u16>) -> Consequence {
        match code {
            Some(code) => Self(code).consequence(),
            None => Consequence::Resume,
        }
    }
}

impl fmt::Display for CloseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.0, self.name())
    }
}

/// The error for a close code after which the shard does not reconnect.
#[derive(Debug, Clone, PartialEq, Eq, New)]
#[new(code, reason, text)]
#[non_exhaustive]
pub struct FatalClose {
    /// The code of the close frame.
    pub code: CloseCode,
    /// The reason in the close frame. It may be empty.
    pub reason: String,
    /// What happened, with the values that caused it, and what to do.
    pub text: String,
}

/// The parts of IDENTIFY that a fatal close code may refer to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdentifyParameters {
    pub(crate) intents: Intents,
    pub(crate) shard: Option<(u32, u32)>,
    pub(crate) api_version: u8,
}

impl FatalClose {
    pub(crate) fn explained(code: CloseCode, reason: String, parameters: IdentifyParameters) -> Self {
        let value = match code {
            CloseCode::DISALLOWED_INTENTS => {
                Some(format!("Privileged intents requested: {}.", parameters.intents.privileged()))
            }
            CloseCode::INVALID_INTENTS => Some(format!(
                "Intents requested: {} ({}); undefined among them: {}.",
                parameters.intents.bits(),
                parameters.intents,
                parameters.intents.undefined()
            )),
            CloseCode::INVALID_SHARD | CloseCode::SHARDING_REQUIRED => Some(match parameters.shard {
                Some((id, total)) => format!("Shard requested: {id} of {total}."),
                None => "IDENTIFY had no shard.".to_owned(),
            }),
            CloseCode::INVALID_API_VERSION => Some(format!("Version requested: {}.", parameters.api_version)),
            _ => None,
        };
        let mut text = format!("Discord closed the gateway with {code}.");
        for part in value.as_deref().into_iter().chain([code.advice()]) {
            text.push(' ');
            text.push_str(part);
        }
        Self { code, reason, text }
    }
}

impl fmt::Display for FatalClose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for FatalClose {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The column "Session" of Discord's table, written out a second time so that an error in one of the two tables is
    /// found.
    const EXPECTED: &[(u16, Consequence)] = &[
        (1000, Consequence::Resume),
        (1001, Consequence::Resume),
        (1006, Consequence::Resume),
        (4000, Consequence::Resume),
        (4001, Consequence::Resume),
        (4002, Consequence::Resume),
        (4003, Consequence::NewSession),
        (4004, Consequence::Fatal),
        (4005, Consequence::NewSession),
        (4006, Consequence::NewSession),
        (4007, Consequence::NewSession),
        (4008, Consequence::Resume),
        (4009, Consequence::NewSession),
        (4010, Consequence::Fatal),
        (4011, Consequence::Fatal),
        (4012, Consequence::Fatal),
        (4013, Consequence::Fatal),
        (4014, Consequence::Fatal),
    ];

    const PARAMETERS: IdentifyParameters = IdentifyParameters {
        intents: Intents::GUILDS.union(Intents::MESSAGE_CONTENT).union(Intents::GUILD_MEMBERS),
        shard: Some((3, 2)),
        api_version: 10,
    };

    #[test]
    fn every_documented_code_has_its_consequence() {
        let table: Vec<_> = CloseCode::ALL.iter().map(|code| (code.0, code.consequence())).collect();
        assert_eq!(table, EXPECTED);
        assert_eq!(CloseCode::classify(None), Consequence::Resume);
        assert_eq!(CloseCode::classify(Some(4999)), Consequence::Resume);
    }

    /// Defect 2 of the seeds: 4010, 4012, 4013 and 4014 were not treated as fatal, so a missing privileged intent
    /// caused endless reconnects.
    #[test]
    fn seed_defect_02_all_six_fatal_codes_are_fatal() {
        let fatal: Vec<_> =
            (0..=u16::MAX).filter(|code| CloseCode(*code).consequence() == Consequence::Fatal).collect();
        assert_eq!(fatal, [4004, 4010, 4011, 4012, 4013, 4014]);
        assert_eq!(fatal, CloseCode::FATAL.map(|code| code.0));
    }

    #[test]
    fn the_resumable_code_keeps_the_session() {
        assert!(!CloseCode::RESUMABLE.ends_session_when_sent());
        assert!(CloseCode::RESUMABLE.is_sendable());
        assert!(CloseCode::NORMAL.ends_session_when_sent() && CloseCode::GOING_AWAY.ends_session_when_sent());
        for unsendable in [0, 999, 1004, 1005, 1006, 1015, 2999, 5000] {
            assert!(!CloseCode(unsendable).is_sendable(), "{unsendable}");
        }
    }

    #[test]
    fn fatal_texts_name_the_values_and_what_to_do() {
        let cases: &[(CloseCode, &[&str])] = &[
            (CloseCode::AUTHENTICATION_FAILED, &["4004", "token", "https://discord.com/developers/applications"]),
            (CloseCode::INVALID_SHARD, &["4010", "3 of 2"]),
            (CloseCode::SHARDING_REQUIRED, &["4011", "3 of 2", "2,500"]),
            (CloseCode::INVALID_API_VERSION, &["4012", "requested: 10"]),
            (CloseCode::INVALID_INTENTS, &["4013", "GUILDS | GUILD_MEMBERS | MESSAGE_CONTENT"]),
            (
                CloseCode::DISALLOWED_INTENTS,
                &["4014", "requested: GUILD_MEMBERS | MESSAGE_CONTENT.", "https://discord.com/developers/applications"],
            ),
        ];
        for (code, parts) in cases {
            let text = FatalClose::explained(*code, String::new(), PARAMETERS).to_string();
            for part in *parts {
                assert!(text.contains(part), "{part:?} is missing in: {text}");
            }
        }
    }
}
