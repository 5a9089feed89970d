//! What lets a shard go on where it stopped.

use serde::{Deserialize, Serialize};

/// A gateway session: what a RESUME needs.
///
/// It belongs to no connection. It survives the socket it was made on, can be stored, and can be resumed by another
/// process. It exists only when both halves of a resume are known, the id (from READY) and a sequence number, so
/// that whoever holds one can resume; and it never beats, which is the business of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Session {
    /// The id that READY gave.
    pub id: String,
    /// The sequence number of the last dispatch that arrived. It only grows.
    pub seq: u64,
    /// Where to resume (READY's `resume_gateway_url`). `None` if READY named no place; then the base URL serves.
    #[serde(default)]
    pub resume_url: Option<String>,
}

impl Session {
    /// A session from its parts, for example as another program stored them.
    #[must_use]
    pub fn new(id: impl Into<String>, seq: u64, resume_url: Option<String>) -> Self {
        Self { id: id.into(), seq, resume_url }
    }

    /// Takes note of a dispatch. An older number than the one known leaves the session as it is.
    pub(crate) fn advance(&mut self, seq: u64) {
        self.seq = self.seq.max(seq);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_storage() {
        let session = Session::new("abc", 42, Some("wss://resume.example".to_owned()));
        let stored = serde_json::to_string(&session).unwrap();
        assert_eq!(stored, r#"{"id":"abc","seq":42,"resume_url":"wss://resume.example"}"#);
        assert_eq!(serde_json::from_str::<Session>(&stored).unwrap(), session);
        let bare: Session = serde_json::from_str(r#"{"id":"abc","seq":42}"#).unwrap();
        assert_eq!(bare, Session::new("abc", 42, None));
    }

    #[test]
    fn half_a_session_is_none() {
        assert!(serde_json::from_str::<Session>(r#"{"id":"abc"}"#).is_err());
        assert!(serde_json::from_str::<Session>(r#"{"seq":1}"#).is_err());
    }

    #[test]
    fn never_goes_back() {
        let mut session = Session::new("abc", 5, None);
        session.advance(3);
        assert_eq!(session.seq, 5);
        session.advance(9);
        assert_eq!(session.seq, 9);
    }
}
