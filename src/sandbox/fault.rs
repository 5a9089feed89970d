//! Faults that are set for later: an answer that is wrong, late or missing.
//!
//! Faults that happen at once on open connections ([`Faults::drop_connections`](super::Faults::drop_connections), …)
//! are methods of [`Faults`](super::Faults).

use std::time::Duration;

use serde::{Deserialize, Deserializer};

/// Which connections a fault applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Target {
    /// All connections, including those without a shard.
    #[default]
    All,
    /// The connections of this shard. A connection gets its shard from IDENTIFY or RESUME, or at the upgrade if it
    /// comes to a `resume_gateway_url`.
    Shard(u32),
}

impl From<u32> for Target {
    fn from(shard: u32) -> Self {
        Self::Shard(shard)
    }
}

impl Target {
    pub(in crate::sandbox) fn shard(self) -> Option<u32> {
        match self {
            Self::All => None,
            Self::Shard(shard) => Some(shard),
        }
    }

    fn fits(self, shard: Option<u32>) -> bool {
        self.shard().is_none() || self.shard() == shard
    }
}

/// A fault that is triggered by an action of the client.
///
/// As JSON the names are in snake case and times in milliseconds: `"mute_acks"`, `{"delay_ready": 500}`,
/// `{"too_many_requests": {"retry_after": 100, "global": false, "shared": false}}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// The upgrade request is answered with this HTTP status.
    RefuseUpgrade(u16),
    /// The TCP connection is accepted, but the upgrade request is not answered.
    IgnoreUpgrade,
    /// Connections to a `resume_gateway_url` are reset. The entry URL works.
    DeadResumeUrl,
    /// HELLO is not sent.
    NoHello,
    /// HELLO is sent after this time.
    DelayHello(#[serde(deserialize_with = "milliseconds")] Duration),
    /// Op 7 is sent instead of HELLO.
    ReconnectInsteadOfHello,
    /// The connection is closed with this code instead of HELLO.
    CloseInsteadOfHello(u16),
    /// READY is not sent, and there is no session.
    NoReady,
    /// READY is sent after this time.
    DelayReady(#[serde(deserialize_with = "milliseconds")] Duration),
    /// IDENTIFY is answered with op 9 and this `d`.
    InvalidateIdentify(bool),
    /// IDENTIFY is answered with a close frame of this code.
    CloseOnIdentify(u16),
    /// The TCP connection is closed on IDENTIFY.
    DropOnIdentify,
    /// RESUME is not answered. The session stays as it is.
    IgnoreResume,
    /// RESUME is answered with op 9 and this `d`. `false` ends the session.
    InvalidateResume(bool),
    /// RESUME is answered with a close frame of this code.
    CloseOnResume(u16),
    /// The TCP connection is closed on RESUME.
    DropOnResume,
    /// The TCP connection is closed after this many replayed dispatches.
    DropInReplay(u64),
    /// Heartbeats are not acknowledged.
    MuteAcks,
    /// Payloads are split over this many websocket messages each. Only compressed streams can be split; others stay as
    /// they are. Discord documents that it does not split the messages of a zstd-stream; this fault does.
    Split(usize),
    /// Payloads are split over this many frames of one websocket message each.
    Fragment(usize),
    /// Payloads are held back for this time, then written together.
    Coalesce(#[serde(deserialize_with = "milliseconds")] Duration),
    /// `d` comes before `op`, `s` and `t`.
    DataFirst,
    /// The second half of the JSON or of the ETF term is missing.
    BadJson,
    /// Some bytes of the compressed data are wrong. Without compression: some bytes of the ETF term.
    CorruptDeflate,
    /// The payload has keys that are not documented.
    UnknownFields,
    /// Payloads are sent twice, with the same sequence number.
    Duplicate,
    /// REST requests are answered with 429.
    TooManyRequests {
        /// `retry_after`.
        #[serde(deserialize_with = "milliseconds")]
        retry_after: Duration,
        /// Whether it is the global rate limit.
        #[serde(default)]
        global: bool,
        /// `X-RateLimit-Scope: shared`.
        #[serde(default)]
        shared: bool,
    },
    /// REST requests are answered with this status and plain text, as a proxy in front of Discord does.
    HttpStatus(u16),
    /// REST requests are carried out, then answered with this status and plain text. The client cannot tell that they
    /// took effect.
    HttpStatusAfter(u16),
    /// REST requests are answered after this time.
    HttpDelay(#[serde(deserialize_with = "milliseconds")] Duration),
    /// The connection of a REST request is closed without an answer.
    HttpDrop,
    /// REST requests are answered with Cloudflare's page: 429 without rate-limit headers.
    CloudflareBan,
    /// The same with a status and `Retry-After`.
    Cloudflare {
        /// 429 or 403.
        status: u16,
        /// `Retry-After`, rounded up to seconds.
        #[serde(deserialize_with = "milliseconds")]
        retry_after: Duration,
    },
    /// What is posted to a URL of the application has a wrong signature.
    WrongSignature,
    /// What is posted has no signature.
    NoSignature,
    /// What is posted was signed this long ago.
    SignedAgo(#[serde(deserialize_with = "milliseconds")] Duration),
    /// What is posted comes after this time by the sandbox's clock.
    DelayPost(#[serde(deserialize_with = "milliseconds")] Duration),
    /// The sandbox sends what a server that is compatible with Discord's protocol sends
    /// ([`Faults::compatible_server`](super::Faults::compatible_server)).
    CompatibleServer,
}

fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_millis)
}

#[derive(Debug)]
struct Rule {
    fault: Fault,
    target: Target,
    /// How many times it is still to happen; `None`: always.
    left: Option<u32>,
}

/// The faults that are set.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Rules {
    rules: Vec<Rule>,
}

impl Rules {
    pub(in crate::sandbox) fn add(&mut self, fault: Fault, target: Target, left: Option<u32>) {
        if left != Some(0) {
            self.rules.push(Rule { fault, target, left });
        }
    }

    /// The result of `pick` for the first fault where it is `Some`. That fault counts as having happened.
    pub(in crate::sandbox) fn take<T>(
        &mut self,
        shard: Option<u32>,
        mut pick: impl FnMut(&Fault) -> Option<T>,
    ) -> Option<T> {
        let (index, taken) = self
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.target.fits(shard))
            .find_map(|(index, rule)| Some((index, pick(&rule.fault)?)))?;
        let spent = self.rules.get_mut(index).is_some_and(|rule| {
            rule.left = rule.left.map(|left| left.saturating_sub(1));
            rule.left == Some(0)
        });
        if spent {
            self.rules.remove(index);
        }
        Some(taken)
    }

    /// Whether this fault happens now. If so, it is counted.
    pub(in crate::sandbox) fn happens(&mut self, shard: Option<u32>, fault: &Fault) -> bool {
        self.take(shard, |it| (it == fault).then_some(())).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_happens_as_often_as_set_and_only_on_its_shard() {
        let mut rules = Rules::default();
        rules.add(Fault::MuteAcks, Target::Shard(1), Some(2));
        rules.add(Fault::NoHello, Target::All, None);
        assert!(!rules.happens(Some(0), &Fault::MuteAcks));
        assert!(!rules.happens(None, &Fault::MuteAcks));
        assert!(rules.happens(Some(1), &Fault::MuteAcks));
        assert!(rules.happens(Some(1), &Fault::MuteAcks));
        assert!(!rules.happens(Some(1), &Fault::MuteAcks));
        assert!(rules.happens(None, &Fault::NoHello) && rules.happens(Some(9), &Fault::NoHello));
        rules.add(Fault::BadJson, Target::All, Some(0));
        assert!(!rules.happens(None, &Fault::BadJson));
    }
}
