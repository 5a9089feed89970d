//! The state that a shard needs to resume.

use serde::{Deserialize, Serialize};

/// A gateway session: the data of a RESUME.
///
/// A session does not belong to a connection. It remains valid after its socket is closed, can be stored, and can be
/// resumed by another process. A value exists only when both the id (from READY) and a sequence number are known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Session {
    /// The id from READY.
    pub id: String,
    /// The sequence number of the last dispatch received. It never decreases.
    pub seq: u64,
    /// The URL to resume at (READY's `resume_gateway_url`). `None` if READY had none; then the base URL is used.
    #[serde(default)]
    pub resume_url: Option<String>,
}

impl Session {
    /// A session from its parts, for example from another program's storage.
    #[must_use]
    pub fn new(id: impl Into<String>, seq: u64, resume_url: Option<String>) -> Self {
        Self { id: id.into(), seq, resume_url }
    }

    /// Records the number of a dispatch. A lower number is ignored.
    pub(crate) fn advance(&mut self, seq: u64) {
        self.seq = self.seq.max(seq);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_can_be_stored() {
        let session = Session::new("abc", 42, Some("wss://resume.example".to_owned()));
        let stored = serde_json::to_string(&session).unwrap();
        assert_eq!(stored, r#"{"id":"abc","seq":42,"resume_url":"wss://resume.example"}"#);
        assert_eq!(serde_json::from_str::<Session>(&stored).unwrap(), session);
        let bare: Session = serde_json::from_str(r#"{"id":"abc","seq":42}"#).unwrap();
        assert_eq!(bare, Session::new("abc", 42, None));
    }

    #[test]
    fn an_incomplete_session_is_an_error() {
        assert!(serde_json::from_str::<Session>(r#"{"id":"abc"}"#).is_err());
        assert!(serde_json::from_str::<Session>(r#"{"seq":1}"#).is_err());
    }

    #[test]
    fn the_sequence_number_never_decreases() {
        let mut session = Session::new("abc", 5, None);
        session.advance(3);
        assert_eq!(session.seq, 5);
        session.advance(9);
        assert_eq!(session.seq, 9);
    }
}
