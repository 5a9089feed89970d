//! The events that are not dispatches but have opcodes of their own (Discord's docs: "Gateway Events", Hello, Reconnect, Invalid
//! Session).

use std::time::Duration;

use serde::Deserialize;

use super::Opcode;
use crate::json;

/// A heartbeat interval longer than this is a mistake: no session lives so long without a beat.
const MAX_INTERVAL: Duration = Duration::from_secs(60 * 60 * 24);

/// What Discord says about the connection itself. The bot answers it without being asked; who wants to see it
/// [subscribes](crate::BotHandle::subscribe_ops).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signal {
    /// The connection is open (opcode 10).
    Hello {
        /// How often the bot is to send a heartbeat.
        heartbeat_interval: Duration,
    },
    /// The bot is to connect anew and resume its session (opcode 7).
    Reconnect,
    /// The session is not valid (opcode 9).
    InvalidSession {
        /// Whether it may be resumed nevertheless.
        resumable: bool,
    },
}

impl Signal {
    /// Reads the data of a payload with that opcode. `None` for other opcodes.
    ///
    /// # Errors
    ///
    /// If HELLO names no interval, or one that makes no sense, and says so.
    pub fn read(opcode: Opcode, data: &[u8]) -> Option<Result<Self, String>> {
        match opcode {
            Opcode::Hello => Some(hello(data)),
            Opcode::Reconnect => Some(Ok(Self::Reconnect)),
            // Anything but a clear yes is a no: a session that is resumed in vain costs a round trip, forever.
            Opcode::InvalidSession => {
                Some(Ok(Self::InvalidSession { resumable: json::from_slice(data).unwrap_or(false) }))
            }
            _ => None,
        }
    }
}

/// The interval that HELLO demands, to the millisecond and below.
fn hello(data: &[u8]) -> Result<Signal, String> {
    #[derive(Deserialize)]
    struct Hello {
        heartbeat_interval: f64,
    }

    let milliseconds = json::from_slice::<Hello>(data)?.heartbeat_interval;
    match Duration::try_from_secs_f64(milliseconds / 1000.0) {
        Ok(interval) if !interval.is_zero() && interval <= MAX_INTERVAL => {
            Ok(Signal::Hello { heartbeat_interval: interval })
        }
        _ => Err(format!("a heartbeat interval of {milliseconds} ms makes no sense")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Defect 6 of the seeds: the interval was divided as whole seconds, so that 41250 ms became 41 s and 500 ms became
    /// none.
    #[test]
    fn seed_defect_06_the_interval_keeps_its_milliseconds() {
        let interval = |data: &str| Signal::read(Opcode::Hello, data.as_bytes()).unwrap();
        let of = |interval| Ok(Signal::Hello { heartbeat_interval: interval });
        assert_eq!(interval(r#"{"heartbeat_interval":41250,"_trace":["x"]}"#), of(Duration::from_millis(41_250)));
        assert_eq!(interval(r#"{"heartbeat_interval":500}"#), of(Duration::from_millis(500)));
        assert_eq!(interval(r#"{"heartbeat_interval":41250.5}"#), of(Duration::from_micros(41_250_500)));
        for bad in [
            "{}",
            "null",
            r#"{"heartbeat_interval":0}"#,
            r#"{"heartbeat_interval":-5}"#,
            r#"{"heartbeat_interval":1e300}"#,
        ] {
            assert!(interval(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_a_clear_yes_is_resumable() {
        for (data, resumable) in [("true", true), ("false", false), ("null", false), ("{}", false), ("", false)] {
            let signal = Signal::read(Opcode::InvalidSession, data.as_bytes());
            assert_eq!(signal, Some(Ok(Signal::InvalidSession { resumable })), "{data}");
        }
    }
}
