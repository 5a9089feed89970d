//! Discord as far as its rate limits go.

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

/// How exact the server is about the end of a window. Its clock differs from ours by any amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    Exact,
    /// Machines of the server's differ by so many milliseconds.
    Wobbles(u64),
}

/// The verdict that a limit was overstepped.
#[derive(Debug)]
pub(super) enum Overstepped {
    Global,
    /// `foreign`: others had taken from the bucket.
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

    /// Somebody else takes a place.
    pub(super) fn take(&mut self, rule: u8, channel: u64, now: u64) {
        let (rule, window) = self.window(rule, channel, now);
        window.used = (window.used + 1).min(rule.limit);
        window.foreign = true;
    }

    /// A request arrives at `now` (in ms). The answer's headers, or the verdict.
    pub(super) fn arrive(&mut self, rule: u8, channel: u64, now: u64) -> Result<Limits, Overstepped> {
        self.global.retain(|at| at + 1000 > now);
        if self.global.len() >= self.rate {
            return Err(Overstepped::Global);
        }
        self.global.push(now);
        let (skew, precision) = (self.skew, self.precision);
        let hash: CompactString = format!("rule{rule}").into();
        let (Rule { limit, .. }, window) = self.window(rule, channel, now);
        let left = window.ends - now;
        if window.used >= limit {
            return Err(Overstepped::Bucket { hash, retry_after: ms(left), foreign: window.foreign });
        }
        window.used += 1;
        let reset = match precision {
            Precision::Exact => window.ends + skew,
            Precision::Wobbles(by) => window.ends + skew + now % (by + 1),
        };
        let remaining = limit - window.used;
        Ok(Limits { hash: Some(hash), limit, remaining, reset_after: ms(left), reset: Some(reset) })
    }
}
