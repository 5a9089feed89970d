//! The validation of the settings.

use super::built::{BUILT, Built};
use super::config::LARGE_THRESHOLD;
use super::{Compression, ConfigError, Encoding, MAX_PAYLOAD_SENT, ShardConfig, handshake};

impl ShardConfig {
    /// Checks every setting without opening a socket.
    ///
    /// # Errors
    ///
    /// The first [`ConfigError`] found.
    pub fn validate(&self) -> Result<(), ConfigError> {
        check_combination(self.encoding, self.compression, BUILT)?;
        if let Some((id, total)) = self.shard.filter(|(id, total)| id >= total) {
            return Err(ConfigError::Shard { id, total });
        }
        if let Some(value) = self.large_threshold.filter(|value| !LARGE_THRESHOLD.contains(value)) {
            return Err(ConfigError::LargeThreshold { value });
        }
        if let Some(presence) = &self.presence {
            presence.validate()?;
        }
        let durations = [
            ("timeouts.connect", self.timeouts.connect),
            ("timeouts.write", self.timeouts.write),
            ("timeouts.hello", self.timeouts.hello),
            ("timeouts.permit", self.timeouts.permit),
            ("timeouts.ready", self.timeouts.ready),
            ("timeouts.resumed", self.timeouts.resumed),
            ("timeouts.close", self.timeouts.close),
            ("timeouts.read_grace", self.timeouts.read_grace),
            ("backoff.base", self.backoff.base),
            ("heartbeat_interval", *self.heartbeat_interval.start()),
        ];
        if let Some((option, _)) = durations.iter().find(|(_, duration)| duration.is_zero()) {
            return Err(ConfigError::Zero { option });
        }
        let counts = [
            ("max_resume_attempts", self.max_resume_attempts as usize),
            ("command_queue", self.command_queue),
            ("max_payload", self.max_payload),
        ];
        if let Some((option, _)) = counts.iter().find(|(_, count)| *count == 0) {
            return Err(ConfigError::Zero { option });
        }
        let ranges = [
            ("backoff", self.backoff.base, self.backoff.cap),
            ("invalid_session_wait", *self.invalid_session_wait.start(), *self.invalid_session_wait.end()),
            ("heartbeat_interval", *self.heartbeat_interval.start(), *self.heartbeat_interval.end()),
        ];
        if let Some((option, from, to)) = ranges.into_iter().find(|(_, from, to)| from > to) {
            return Err(ConfigError::Range { option, from, to });
        }
        let bytes = handshake::identify(self, self.presence.as_ref()).len();
        if bytes > MAX_PAYLOAD_SENT {
            return Err(ConfigError::IdentifyTooLong { bytes });
        }
        Ok(())
    }
}

/// Checks that Discord and this build support the combination of an encoding and a compression.
fn check_combination(encoding: Encoding, compression: Compression, built: Built) -> Result<(), ConfigError> {
    if encoding == Encoding::Etf && !built.etf {
        return Err(ConfigError::EncodingNotBuilt { value: encoding.as_str().to_owned() });
    }
    if compression == Compression::ZstdStream && !built.zstd {
        return Err(ConfigError::CompressionNotBuilt { value: compression.as_str().to_owned() });
    }
    // Discord's docs, "Payload Compression": "Payload compression is only available with JSON".
    if encoding == Encoding::Etf && compression == Compression::Payload {
        return Err(ConfigError::Combination { encoding, compression });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::gateway::config::BACKOFF_BASE;
    use crate::gateway::{Activity, BotPresence, Intents, PresenceError, Token};

    fn config() -> ShardConfig {
        ShardConfig::new(Token::new("secret").unwrap(), Intents::GUILDS)
    }

    #[test]
    fn the_defaults_are_valid() {
        assert_eq!(config().validate(), Ok(()));
    }

    #[test]
    fn every_invalid_value_is_refused_with_its_name_and_the_allowed_values() {
        type Change = fn(&mut ShardConfig);
        let cases: &[(Change, ConfigError, &[&str])] = &[
            (|c| c.shard = Some((2, 2)), ConfigError::Shard { id: 2, total: 2 }, &["`shard`", "2 of 2", "below"]),
            (|c| c.shard = Some((0, 0)), ConfigError::Shard { id: 0, total: 0 }, &["`shard`"]),
            (
                |c| c.large_threshold = Some(49),
                ConfigError::LargeThreshold { value: 49 },
                &["`large_threshold`", "49", "50 to 250"],
            ),
            (|c| c.large_threshold = Some(251), ConfigError::LargeThreshold { value: 251 }, &["251"]),
            (
                |c| c.presence = Some(BotPresence::doing(Activity::playing(""))),
                ConfigError::Presence(PresenceError::EmptyName),
                &["`presence`", "name"],
            ),
            (
                |c| c.timeouts.hello = Duration::ZERO,
                ConfigError::Zero { option: "timeouts.hello" },
                &["`timeouts.hello`"],
            ),
            #[cfg(feature = "etf")]
            (
                |c| (c.encoding, c.compression) = (Encoding::Etf, Compression::Payload),
                ConfigError::Combination { encoding: Encoding::Etf, compression: Compression::Payload },
                &["`compression`", "\"payload\"", "\"etf\"", "zstd-stream"],
            ),
            (|c| c.max_resume_attempts = 0, ConfigError::Zero { option: "max_resume_attempts" }, &["must be greater"]),
            (|c| c.command_queue = 0, ConfigError::Zero { option: "command_queue" }, &["`command_queue`"]),
            (|c| c.max_payload = 0, ConfigError::Zero { option: "max_payload" }, &["`max_payload`"]),
            (
                |c| c.backoff.cap = Duration::from_millis(1),
                ConfigError::Range { option: "backoff", from: BACKOFF_BASE, to: Duration::from_millis(1) },
                &["`backoff`", "1s", "1ms"],
            ),
        ];
        for (change, error, parts) in cases {
            let mut config = config();
            change(&mut config);
            assert_eq!(config.validate().as_ref(), Err(error));
            for part in *parts {
                assert!(error.to_string().contains(part), "{part:?} is missing in: {error}");
            }
        }
    }

    #[test]
    fn an_identify_that_is_too_long_is_refused() {
        let mut config = config();
        config.presence = Some(BotPresence::doing(Activity::playing("x".repeat(4000))));
        assert!(matches!(config.validate(), Err(ConfigError::IdentifyTooLong { bytes }) if bytes > 4096));
    }

    const ALL: Built = Built { etf: true, zstd: true };

    /// Every pair of encoding and compression is accepted, or refused with an error that names the alternatives
    /// (gateway.md section 4).
    #[test]
    fn every_combination_is_legal_or_refused_with_what_to_do() {
        use Compression::{None, Payload, ZlibStream, ZstdStream};
        for compression in [None, Payload, ZlibStream, ZstdStream] {
            assert_eq!(check_combination(Encoding::Json, compression, ALL), Ok(()), "{compression}");
            if compression != Payload {
                assert_eq!(check_combination(Encoding::Etf, compression, ALL), Ok(()), "{compression}");
            }
        }
        let error = check_combination(Encoding::Etf, Payload, ALL).unwrap_err();
        for part in ["\"etf\"", "\"payload\"", "\"zstd-stream\"", "\"zlib-stream\"", "\"none\""] {
            assert!(error.to_string().contains(part), "{part} is missing in: {error}");
        }
    }

    #[test]
    fn what_is_not_built_is_refused_with_its_feature() {
        let none = Built { etf: false, zstd: false };
        let cases =
            [(Encoding::Etf, Compression::ZlibStream, "`etf`"), (Encoding::Json, Compression::ZstdStream, "`zstd`")];
        for (encoding, compression, feature) in cases {
            let error = check_combination(encoding, compression, none).unwrap_err().to_string();
            assert!(error.contains(&format!("feature {feature}")), "{error}");
            assert_eq!(check_combination(encoding, compression, ALL), Ok(()));
        }
        for compression in [Compression::None, Compression::Payload, Compression::ZlibStream] {
            assert_eq!(check_combination(Encoding::Json, compression, none), Ok(()));
        }
    }
}
