//! The payloads of the handshake: IDENTIFY, RESUME, the fields of READY that the protocol needs, and the heartbeat.

use greenroom_macros::Object;
use serde::Serialize;

use super::presence::BotPresence;
use super::{Encoding, IdentifyProperties, Intents, Opcode, Payload, Session, ShardConfig};

#[derive(Serialize)]
struct Identify<'a> {
    token: &'a str,
    intents: Intents,
    properties: &'a IdentifyProperties,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    compress: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    large_threshold: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<(u32, u32)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presence: Option<&'a BotPresence>,
}

#[derive(Serialize)]
struct Resume<'a> {
    token: &'a str,
    session_id: &'a str,
    seq: u64,
}

/// The fields of READY that the protocol needs. The event itself has all fields.
#[derive(Object)]
#[object(read_only)]
pub(super) struct Ready {
    #[object(required)]
    pub(super) session_id: String,
    pub(super) resume_gateway_url: Option<String>,
}

/// Encodes IDENTIFY with this presence.
pub(super) fn identify(config: &ShardConfig, presence: Option<&BotPresence>) -> Payload {
    config.encoding.write(
        Opcode::Identify,
        &Identify {
            token: config.token.reveal(),
            intents: config.intents,
            properties: &config.properties,
            compress: config.compression.in_identify(),
            large_threshold: config.large_threshold,
            shard: config.shard,
            presence,
        },
    )
}

/// Encodes RESUME for this session.
pub(super) fn resume(config: &ShardConfig, session: &Session) -> Payload {
    let token = config.token.reveal();
    config.encoding.write(Opcode::Resume, &Resume { token, session_id: &session.id, seq: session.seq })
}

/// Encodes a heartbeat with the last sequence number. Without one its data is null, not 0.
pub(super) fn heartbeat(encoding: Encoding, seq: Option<u64>) -> Payload {
    encoding.write(Opcode::Heartbeat, &seq)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::gateway::{Activity, Compression, Token};

    fn config() -> ShardConfig {
        ShardConfig::new(Token::new("secret").unwrap(), Intents::GUILDS | Intents::GUILD_MESSAGES)
    }

    fn value(payload: &Payload) -> Value {
        serde_json::from_str(payload.as_text().unwrap()).unwrap()
    }

    #[test]
    fn identify_omits_unset_fields() {
        let properties = json!({"os": std::env::consts::OS, "browser": "greenroom", "device": "greenroom"});
        assert_eq!(
            value(&identify(&config(), None)),
            json!({"op": 2, "d": {"token": "secret", "intents": 513, "properties": properties}})
        );
    }

    #[test]
    fn properties_have_defaults_and_can_be_set() {
        let mut config = config();
        let properties = |config: &ShardConfig| value(&identify(config, None))["d"]["properties"].take();
        let os = std::env::consts::OS;
        assert_eq!(properties(&config), json!({"os": os, "browser": "greenroom", "device": "greenroom"}));
        (config.properties.browser, config.properties.device) = ("a browser".into(), "a device".into());
        assert_eq!(properties(&config), json!({"os": os, "browser": "a browser", "device": "a device"}));
        config.properties.os = "a system".into();
        assert_eq!(properties(&config)["os"], "a system");
    }

    #[test]
    fn identify_contains_the_settings() {
        let mut config = config();
        config.shard = Some((1, 4));
        config.large_threshold = Some(250);
        config.compression = Compression::Payload;
        config.properties.extra.insert("release_channel".into(), "test".into());
        let presence = BotPresence::doing(Activity::playing("chess"));
        let data = value(&identify(&config, Some(&presence)))["d"].take();
        assert_eq!(data["shard"], json!([1, 4]));
        assert_eq!(data["large_threshold"], 250);
        assert_eq!(data["compress"], true);
        assert_eq!(data["properties"]["release_channel"], "test");
        assert_eq!(data["presence"]["activities"], json!([{"name": "chess", "type": 0}]));
    }

    /// Defect 13 of the seeds: the names of the properties had a `$`, which Discord has removed.
    #[test]
    fn seed_defect_13_no_dollar_in_identify() {
        assert!(!identify(&config(), None).as_text().unwrap().contains('$'));
    }

    #[test]
    fn resume_contains_the_session_and_the_sequence_number() {
        let session = Session::new("abc", 42, None);
        assert_eq!(
            value(&resume(&config(), &session)),
            json!({"op": 6, "d": {"token": "secret", "session_id": "abc", "seq": 42}})
        );
    }

    #[test]
    fn a_heartbeat_without_a_number_is_null_and_not_zero() {
        assert_eq!(heartbeat(Encoding::Json, None).as_text(), Some(r#"{"op":1,"d":null}"#));
        assert_eq!(heartbeat(Encoding::Json, Some(251)).as_text(), Some(r#"{"op":1,"d":251}"#));
    }

    #[test]
    fn ready_requires_only_the_session_id() {
        let ready: Ready = serde_json::from_slice(br#"{"session_id":"abc","user":{"id":1},"v":10}"#).unwrap();
        assert_eq!((ready.session_id.as_str(), ready.resume_gateway_url), ("abc", None));
        assert!(serde_json::from_slice::<Ready>(b"{}").is_err());
        // Without a resume URL the session is resumed at the base URL.
        for url in ["null", "5", "[]", "{\"url\":\"wss://x\"}"] {
            let ready: Ready =
                crate::json::from_str(&format!(r#"{{"resume_gateway_url":{url},"session_id":"abc"}}"#)).unwrap();
            assert_eq!((ready.session_id.as_str(), ready.resume_gateway_url), ("abc", None), "{url}");
        }
    }
}
