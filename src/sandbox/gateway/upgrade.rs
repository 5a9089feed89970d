//! The upgrade request of a websocket connection (gateway.md section 5).

use super::wire::Transport;
use crate::gateway::CloseCode;

/// The parts of an upgrade request.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Upgrade {
    /// Path and query.
    pub(in crate::sandbox) url: String,
    pub(in crate::sandbox) path: String,
    pub(in crate::sandbox) query: Vec<(String, String)>,
    pub(in crate::sandbox) host: Option<String>,
    pub(in crate::sandbox) user_agent: Option<String>,
}

impl Upgrade {
    fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The requested transport compression.
    pub(in crate::sandbox) fn transport(&self) -> Transport {
        self.parameter("compress").and_then(Transport::named).unwrap_or(Transport::Plain)
    }

    /// Whether payloads are ETF.
    pub(in crate::sandbox) fn is_etf(&self) -> bool {
        self.parameter("encoding") == Some("etf")
    }

    /// The close code and reason if the parameters are invalid.
    pub(super) fn rejection(&self) -> Option<(CloseCode, &'static str)> {
        // A missing version and version 9 are accepted: for the gateway they do not differ from version 10.
        if !matches!(self.parameter("v"), None | Some("10" | "9")) {
            return Some((CloseCode::INVALID_API_VERSION, "Invalid API version"));
        }
        let encoding = match self.parameter("encoding") {
            None | Some("json") => true,
            Some("etf") => cfg!(feature = "etf"),
            Some(_) => false,
        };
        let compress = self.parameter("compress").is_none_or(|name| Transport::named(name).is_some());
        if encoding && compress { None } else { Some((CloseCode::DECODE_ERROR, "Unknown encoding or compression")) }
    }
}

/// How an upgrade request is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum UpgradeAnswer {
    Accept,
    Refuse(u16),
    Ignore,
    Reset,
}
