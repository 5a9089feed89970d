//! Stored state: the sessions of shards and the identifies of the day.

use std::time::{Duration, Instant, SystemTime};

use greenroom::__internals::{IdentifyLedger, IdentifyMemory, parse_session_file};
use greenroom::gateway::GatewayUrl;

/// The tokens that the files are made of.
pub const TOKENS: &[&str] = &[
    "{\"version\":",
    "\"shards\":[",
    "\"bot_id\":1",
    "\"shard\":{\"id\":0,\"total\":1",
    "\"session\":{\"id\":\"abc\",\"seq\":42",
    "\"resume_url\":\"wss://",
    "\"completed\":[",
    "18446744073709551615",
    "\"saved_at_ms\":",
    "\n",
    "4294967295",
    "-1",
    "null",
    "{\"identifies\":[",
    "\"process_starts\":[",
    "]}",
    "[::1]:0/",
    ":65536",
];

/// Reads a file as both.
pub fn run(data: &[u8]) {
    if let Ok((shards, whole)) = parse_session_file(data) {
        assert!(whole <= data.len());
        // Truncating the file after the last complete record must not change the result.
        let again = parse_session_file(data.get(..whole).unwrap_or_default());
        assert!(again.is_ok_and(|again| again == (shards.clone(), whole)), "the truncated file differs");
        for stored in &shards {
            let url = stored.shard.session.as_ref().and_then(|session| session.resume_url.as_deref());
            if let Some(Ok(url)) = url.map(GatewayUrl::parse) {
                assert_eq!(GatewayUrl::parse(&url.to_string()), Ok(url), "the address differs after it was written");
            }
        }
    }
    if let Ok(memory) = serde_json::from_slice::<IdentifyMemory>(data) {
        let (now, wall) = (Instant::now(), SystemTime::now());
        let mut ledger = IdentifyLedger::new(Duration::from_secs(5), 10, memory, now, wall);
        let before = ledger.left(wall);
        assert!(ledger.available(wall) <= before);
        let _ = ledger.ask(3, now, wall);
        ledger.grant(3, now, wall);
        assert!(ledger.left(wall) <= before, "a start was used, but more are left");
    }
}
