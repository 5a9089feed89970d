//! Why a gateway connection was closed, what follows from it, and what to tell the person who has to mend it (Discord's
//! docs: "Gateway Close Event Codes").
//!
//! One table holds everything. Two places go beyond Discord's own table on purpose. 4003, 4005, 4007 and 4009 count as
//! reconnectable there, but their text says that the session is gone, and reconnecting is not resuming: they start a
//! new one. Codes that no table lists are tried as a resume, since a resume that is refused costs one round trip, while
//! an identify costs one of the day's session starts.

#![allow(rustdoc::bare_urls, reason = "the advice is shown to people as it stands, and is in the docs as well")]

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
    /// Connecting again would end the same way: stop and say why.
    Fatal,
}

macro_rules! close_codes {
    ($($constant:ident = $code:literal, $name:literal, $consequence:ident, $advice:literal;)*) => {
        impl CloseCode {
            $(
                #[doc = concat!("`", $code, "`, ", $name, ": ", stringify!($consequence), ".")]
                pub const $constant: Self = Self($code);
            )*

            /// Every code that the table knows, ascending.
            pub const ALL: &'static [Self] = &[$(Self::$constant),*];

            /// The name in Discord's table; for other codes a word for their range.
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

            /// What went wrong and what to do about it, in a sentence or two.
            #[must_use]
            pub const fn advice(self) -> &'static str {
                match self.0 {
                    $($code => $advice,)*
                    _ => "The code is not documented. The session is resumed, and started anew if Discord refuses that.",
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
        "The network dropped the connection. It never stands in a frame; the session is resumed.";
    UNKNOWN_ERROR = 4000, "unknown error", Resume,
        "Discord does not know what went wrong. The session is resumed.";
    UNKNOWN_OPCODE = 4001, "unknown opcode", Resume,
        "An opcode, or the data of an opcode, that Discord does not accept was sent. Check what is sent with `send_raw`.";
    DECODE_ERROR = 4002, "decode error", Resume,
        "A payload was sent that is not valid JSON or is longer than 4096 bytes. Check what is sent with `send_raw`.";
    NOT_AUTHENTICATED = 4003, "not authenticated", NewSession,
        "Something was sent before the session existed, or the session was invalidated. A new one is started.";
    AUTHENTICATION_FAILED = 4004, "authentication failed", Fatal,
        "Discord does not accept the token. Copy it anew from https://discord.com/developers/applications (your application, \
         Bot, Reset Token). A token is also reset by Discord when it was found published or used for too many session starts.";
    ALREADY_AUTHENTICATED = 4005, "already authenticated", NewSession,
        "A second IDENTIFY was sent on one connection. A new session is started.";
    SESSION_NO_LONGER_VALID = 4006, "session no longer valid", NewSession,
        "A code of former times that still means what it says. A new session is started.";
    INVALID_SEQ = 4007, "invalid seq", NewSession,
        "The sequence number of the RESUME was not acceptable. A new session is started.";
    RATE_LIMITED = 4008, "rate limited", Resume,
        "More than 120 payloads were sent within 60 seconds. The session is resumed and nothing but heartbeats is sent for a while.";
    SESSION_TIMED_OUT = 4009, "session timed out", NewSession,
        "The session expired. A new one is started.";
    INVALID_SHARD = 4010, "invalid shard", Fatal,
        "Discord does not accept the shard id and count. The id must be below the count, and the count of a bot in more than \
         150,000 guilds a multiple of the number Discord assigned. Leave the shard count to Greenroom or ask `GET /gateway/bot`.";
    SHARDING_REQUIRED = 4011, "sharding required", Fatal,
        "One session would carry more than 2,500 guilds. Use more shards: leave the shard count to Greenroom, which asks \
         `GET /gateway/bot`, or raise it.";
    INVALID_API_VERSION = 4012, "invalid API version", Fatal,
        "The gateway does not speak this API version. Remove the `api_version` setting, or update Greenroom.";
    INVALID_INTENTS = 4013, "invalid intents", Fatal,
        "The intents have a bit that Discord does not define. Build them from the constants of `Intents`.";
    DISALLOWED_INTENTS = 4014, "disallowed intents", Fatal,
        "A privileged intent was asked for that is not switched on for the application. Switch it on at \
         https://discord.com/developers/applications (your application, Bot, Privileged Gateway Intents), or do not ask for it.";
}

impl CloseCode {
    /// The code with which we leave a session that is to be resumed. Discord keeps a session for any code but 1000 and
    /// 1001, and 4000 to 4999 is the range that applications may use as they like.
    pub const RESUMABLE: Self = Self::UNKNOWN_ERROR;

    /// The codes after which connecting again is pointless.
    pub const FATAL: [Self; 6] = [
        Self::AUTHENTICATION_FAILED,
        Self::INVALID_SHARD,
        Self::SHARDING_REQUIRED,
        Self::INVALID_API_VERSION,
        Self::INVALID_INTENTS,
        Self::DISALLOWED_INTENTS,
    ];

    /// Whether a client that closes with this code gives its session up (Discord's docs: "Disconnecting").
    #[must_use]
    pub const fn ends_session_when_sent(self) -> bool {
        matches!(self.0, 1000 | 1001)
    }

    /// Whether the code may stand in a close frame that a client sends (RFC 6455, section 7.4).
    #[must_use]
    pub const fn is_sendable(self) -> bool {
        matches!(self.0, 1000..=1003 | 1007..=1011 | 3000..=4999)
    }

    /// What a closed connection means: [`consequence`](Self::consequence), and a resume if there was no code.
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

/// Discord closed the connection for good, and why.
#[derive(Debug, Clone, PartialEq, Eq, New)]
#[new(code, reason, text)]
#[non_exhaustive]
pub struct FatalClose {
    /// The code of the close frame.
    pub code: CloseCode,
    /// The reason that stood in the close frame. May be empty.
    pub reason: String,
    /// What happened, with the values that led to it, and what to do.
    pub text: String,
}

/// What a session was started with: the values a fatal close may be about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) intents: Intents,
    pub(crate) shard: Option<(u32, u32)>,
    pub(crate) api_version: u8,
}

impl FatalClose {
    pub(crate) fn explained(code: CloseCode, reason: String, asked: Asked) -> Self {
        let value = match code {
            CloseCode::DISALLOWED_INTENTS => {
                Some(format!("Privileged intents asked for: {}.", asked.intents.privileged()))
            }
            CloseCode::INVALID_INTENTS => Some(format!(
                "Intents asked for: {} ({}); undefined among them: {}.",
                asked.intents.bits(),
                asked.intents,
                asked.intents.undefined()
            )),
            CloseCode::INVALID_SHARD | CloseCode::SHARDING_REQUIRED => Some(match asked.shard {
                Some((id, total)) => format!("Shard asked for: {id} of {total}."),
                None => "The session asked for no sharding.".to_owned(),
            }),
            CloseCode::INVALID_API_VERSION => Some(format!("Version asked for: {}.", asked.api_version)),
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

    /// The column "Session" of Discord's table as we read it. Written out again here, so that a slip in one of the two
    /// is seen.
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

    const ASKED: Asked = Asked {
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

    /// Defect 2 of the seeds: 4010, 4012, 4013 and 4014 forgotten among the fatal codes, so that a missing privileged
    /// intent made an endless loop.
    #[test]
    fn seed_defect_02_all_six_fatal_codes_are_fatal() {
        let fatal: Vec<_> =
            (0..=u16::MAX).filter(|code| CloseCode(*code).consequence() == Consequence::Fatal).collect();
        assert_eq!(fatal, [4004, 4010, 4011, 4012, 4013, 4014]);
        assert_eq!(fatal, CloseCode::FATAL.map(|code| code.0));
    }

    #[test]
    fn the_code_we_leave_with_keeps_the_session() {
        assert!(!CloseCode::RESUMABLE.ends_session_when_sent());
        assert!(CloseCode::RESUMABLE.is_sendable());
        assert!(CloseCode::NORMAL.ends_session_when_sent() && CloseCode::GOING_AWAY.ends_session_when_sent());
        for unsendable in [0, 999, 1004, 1005, 1006, 1015, 2999, 5000] {
            assert!(!CloseCode(unsendable).is_sendable(), "{unsendable}");
        }
    }

    #[test]
    fn fatal_texts_name_the_values_and_the_way_out() {
        let cases: &[(CloseCode, &[&str])] = &[
            (CloseCode::AUTHENTICATION_FAILED, &["4004", "token", "https://discord.com/developers/applications"]),
            (CloseCode::INVALID_SHARD, &["4010", "3 of 2"]),
            (CloseCode::SHARDING_REQUIRED, &["4011", "3 of 2", "2,500"]),
            (CloseCode::INVALID_API_VERSION, &["4012", "asked for: 10"]),
            (CloseCode::INVALID_INTENTS, &["4013", "GUILDS | GUILD_MEMBERS | MESSAGE_CONTENT"]),
            (
                CloseCode::DISALLOWED_INTENTS,
                &["4014", "asked for: GUILD_MEMBERS | MESSAGE_CONTENT.", "https://discord.com/developers/applications"],
            ),
        ];
        for (code, parts) in cases {
            let text = FatalClose::explained(*code, String::new(), ASKED).to_string();
            for part in *parts {
                assert!(text.contains(part), "{part:?} is missing in: {text}");
            }
        }
    }
}
