//! Things that go wrong on purpose.
//!
//! Two kinds: what happens now to connections that are open ([`Faults::drop_connections`], [`Faults::close`], …), and what will go
//! wrong when its moment comes ([`Fault`], set with [`Faults::once`], [`Faults::times`] or [`Faults::always`]).

use std::time::Duration;

use serde::{Deserialize, Deserializer};

/// Which connections a fault is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Target {
    /// All of them, also those which have not said yet who they are.
    #[default]
    All,
    /// Those of this shard. A connection has a shard from IDENTIFY or RESUME on; the `resume_gateway_url` tells it
    /// already at the upgrade.
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

/// Something that goes wrong when its moment comes.
///
/// As JSON the names are in snake case and times in milliseconds: `"mute_acks"`, `{"delay_ready": 500}`,
/// `{"too_many_requests": {"retry_after": 100, "global": false, "shared": false}}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// The upgrade request is answered with this HTTP status.
    RefuseUpgrade(u16),
    /// The TCP connection is accepted, the upgrade request is never answered.
    IgnoreUpgrade,
    /// Connections to a `resume_gateway_url` are reset; the entry URL works.
    DeadResumeUrl,
    /// HELLO never comes.
    NoHello,
    /// HELLO comes late.
    DelayHello(#[serde(deserialize_with = "milliseconds")] Duration),
    /// Op 7 comes instead of HELLO.
    ReconnectInsteadOfHello,
    /// The connection is closed with this code instead of HELLO.
    CloseInsteadOfHello(u16),
    /// READY never comes. There is no session.
    NoReady,
    /// READY comes late.
    DelayReady(#[serde(deserialize_with = "milliseconds")] Duration),
    /// IDENTIFY is answered with op 9 and this `d`.
    InvalidateIdentify(bool),
    /// IDENTIFY is answered with a close frame of this code.
    CloseOnIdentify(u16),
    /// IDENTIFY is answered with the end of the TCP connection.
    DropOnIdentify,
    /// RESUME is never answered; the session stays as it is.
    IgnoreResume,
    /// RESUME is answered with op 9 and this `d`; `false` ends the session.
    InvalidateResume(bool),
    /// RESUME is answered with a close frame of this code.
    CloseOnResume(u16),
    /// RESUME is answered with the end of the TCP connection.
    DropOnResume,
    /// After so many replayed dispatches the TCP connection ends.
    DropInReplay(u64),
    /// Heartbeats are not acknowledged.
    MuteAcks,
    /// Payloads arrive in this many websocket messages each. Only compressed streams can be split so, a zstd-stream against Discord's word; others are not changed.
    Split(usize),
    /// Payloads arrive in this many frames of one websocket message each.
    Fragment(usize),
    /// Payloads are held back for this long and written in one go.
    Coalesce(#[serde(deserialize_with = "milliseconds")] Duration),
    /// `d` comes before `op`, `s` and `t`.
    DataFirst,
    /// The second half of the JSON, or of the term of ETF, is missing.
    BadJson,
    /// Some bytes of the compressed data are wrong; without compression those of the term of ETF, if it is one.
    CorruptDeflate,
    /// There are keys nobody has documented.
    UnknownFields,
    /// Payloads are sent twice, with the same sequence number.
    Duplicate,
    /// REST requests are answered with 429, after this many seconds to be retried.
    TooManyRequests {
        /// `retry_after`.
        #[serde(deserialize_with = "milliseconds")]
        retry_after: Duration,
        /// Whether it is the global limit.
        #[serde(default)]
        global: bool,
        /// `X-RateLimit-Scope: shared`.
        #[serde(default)]
        shared: bool,
    },
    /// REST requests are answered with this status and no JSON, as a proxy in front of Discord would.
    HttpStatus(u16),
    /// REST requests are carried out and answered with this status: the caller cannot know.
    HttpStatusAfter(u16),
    /// REST requests are answered late.
    HttpDelay(#[serde(deserialize_with = "milliseconds")] Duration),
    /// REST requests are cut off without an answer.
    HttpDrop,
    /// REST requests get Cloudflare's page instead of Discord's answer: 429 without rate-limit headers.
    CloudflareBan,
    /// The same with a status (429 or 403) and `Retry-After`.
    Cloudflare {
        /// The status.
        status: u16,
        /// After how long one may come back.
        #[serde(deserialize_with = "milliseconds")]
        retry_after: Duration,
    },
}

fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_millis)
}

#[derive(Debug)]
struct Rule {
    fault: Fault,
    target: Target,
    /// How often it still happens; `None` for ever.
    left: Option<u32>,
}

/// The faults that wait for their moment.
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

    /// The first fault that `pick` takes, counted as having happened.
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

    /// Whether this very fault happens now.
    pub(in crate::sandbox) fn happens(&mut self, shard: Option<u32>, fault: &Fault) -> bool {
        self.take(shard, |it| (it == fault).then_some(())).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_happens_as_often_as_was_said_and_to_whom() {
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
