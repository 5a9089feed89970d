//! The payloads that are not dispatches and have opcodes of their own (Discord's docs: "Gateway Events", Hello,
//! Reconnect, Invalid Session).

use std::time::Duration;

use serde::Deserialize;

use super::Opcode;
use crate::json;

/// A payload about the connection itself. The shard handles it; [`subscribe_ops`](crate::BotHandle::subscribe_ops)
/// delivers it to the program as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signal {
    /// The connection is open (opcode 10).
    Hello {
        /// The interval of the heartbeats.
        heartbeat_interval: Duration,
    },
    /// The client must reconnect and resume the session (opcode 7).
    Reconnect,
    /// The session is invalid (opcode 9).
    InvalidSession {
        /// Whether it may be resumed.
        resumable: bool,
    },
}

impl Signal {
    /// Reads the data of a payload with this opcode. `None` for other opcodes.
    ///
    /// # Errors
    ///
    /// A description of the problem if HELLO has no interval or an invalid one.
    pub fn read(opcode: Opcode, data: &[u8]) -> Option<Result<Self, String>> {
        match opcode {
            Opcode::Hello => Some(hello(data)),
            Opcode::Reconnect => Some(Ok(Self::Reconnect)),
            // Anything but `true` counts as `false`: resuming an invalid session would fail again and again.
            Opcode::InvalidSession => {
                Some(Ok(Self::InvalidSession { resumable: json::from_slice(data).unwrap_or(false) }))
            }
            _ => None,
        }
    }
}

/// Reads the interval of HELLO, with fractions of milliseconds.
fn hello(data: &[u8]) -> Result<Signal, String> {
    #[derive(Deserialize)]
    struct Hello {
        heartbeat_interval: f64,
    }

    let milliseconds = json::from_slice::<Hello>(data)?.heartbeat_interval;
    match Duration::try_from_secs_f64(milliseconds / 1000.0) {
        Ok(interval) if !interval.is_zero() => Ok(Signal::Hello { heartbeat_interval: interval }),
        _ => Err(format!("a heartbeat interval of {milliseconds} ms is invalid")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Defect 6 of the seeds: the interval was divided as whole seconds, so 41250 ms became 41 s and 500 ms became
    /// zero.
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
    fn only_true_is_resumable() {
        for (data, resumable) in [("true", true), ("false", false), ("null", false), ("{}", false), ("", false)] {
            let signal = Signal::read(Opcode::InvalidSession, data.as_bytes());
            assert_eq!(signal, Some(Ok(Signal::InvalidSession { resumable })), "{data}");
        }
    }
}
