//! A model of Discord's rate limits.

use std::collections::HashMap;

use super::*;

/// What a bucket allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) limit: u32,
    /// Milliseconds.
    pub(super) span: u64,
    /// Windows begin at multiples of their length instead of with their first request.
    pub(super) aligned: bool,
}

/// The precision of `X-RateLimit-Reset`. The clock of the server differs from ours by any amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    Exact,
    /// It varies by so many milliseconds.
    Varies(u64),
}

/// A limit was exceeded.
#[derive(Debug)]
pub(super) enum Exceeded {
    Global,
    /// `foreign`: others have used the bucket.
    Bucket {
        hash: CompactString,
        retry_after: Duration,
        foreign: bool,
    },
}

#[derive(Debug, Default)]
struct Window {
    ends: u64,
    used: u32,
    foreign: bool,
}

/// The server.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) skew: u64,
    pub(super) precision: Precision,
    pub(super) rules: Vec<Rule>,
    pub(super) rate: usize,
    windows: HashMap<(u8, u64), Window>,
    global: Vec<u64>,
}

impl Model {
    pub(super) fn new(rules: &[Rule], rate: u32, skew: u64, precision: Precision) -> Self {
        let rate = usize::try_from(rate).unwrap();
        Self { skew, precision, rules: rules.to_vec(), rate, windows: HashMap::new(), global: Vec::new() }
    }

    fn window(&mut self, rule: u8, channel: u64, now: u64) -> (Rule, &mut Window) {
        let rules = self.rules[usize::from(rule)];
        let Rule { span, aligned, .. } = rules;
        let window = self.windows.entry((rule, channel)).or_default();
        if now >= window.ends {
            *window = Window { ends: if aligned { (now / span + 1) * span } else { now + span }, ..Window::default() };
        }
        (rules, window)
    }

    /// Another client uses the bucket.
    pub(super) fn take(&mut self, rule: u8, channel: u64, now: u64) {
        let (rule, window) = self.window(rule, channel, now);
        window.used = (window.used + 1).min(rule.limit);
        window.foreign = true;
    }

    /// A request arrives at `now` (in ms). Returns the headers of the response, or the limit that was exceeded.
    pub(super) fn arrive(&mut self, rule: u8, channel: u64, now: u64) -> Result<Limits, Exceeded> {
        self.global.retain(|at| at + 1000 > now);
        if self.global.len() >= self.rate {
            return Err(Exceeded::Global);
        }
        self.global.push(now);
        let (skew, precision) = (self.skew, self.precision);
        let hash: CompactString = format!("rule{rule}").into();
        let (Rule { limit, .. }, window) = self.window(rule, channel, now);
        let left = window.ends - now;
        if window.used >= limit {
            return Err(Exceeded::Bucket { hash, retry_after: ms(left), foreign: window.foreign });
        }
        window.used += 1;
        let reset = match precision {
            Precision::Exact => window.ends + skew,
            Precision::Varies(by) => window.ends + skew + now % (by + 1),
        };
        let remaining = limit - window.used;
        Ok(Limits { hash: Some(hash), limit, remaining, reset_after: ms(left), reset: Some(reset) })
    }
}
