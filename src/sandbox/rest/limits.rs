//! Rate limits: buckets by route and top-level resource, requests per second over all routes, and invalid requests per
//! ten minutes. The numbers are settings, since Discord does not publish its own and changes them.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::sandbox::window::Window;

/// A rate-limit bucket. It is counted separately for each channel, guild or webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RestBucket {
    /// `POST /channels/{id}/messages`. Default: 5 in 5 s.
    CreateMessage,
    /// `PATCH /channels/{id}/messages/{id}`. Default: 5 in 5 s.
    EditMessage,
    /// `DELETE /channels/{id}/messages/{id}` of a message younger than two weeks. Default: 5 in 1 s.
    DeleteMessage,
    /// The same for an older message. Default: 30 in 120 s.
    DeleteOldMessage,
    /// `POST /channels/{id}/messages/bulk-delete`. Default: 1 in 1 s.
    BulkDelete,
    /// `GET /channels/{id}/messages`, for one or many messages. Default: 50 in 5 s.
    ReadMessages,
    /// Adding and removing reactions. Default: 1 in 250 ms.
    Reactions,
    /// `POST /channels/{id}/typing`. Default: 5 in 5 s.
    Typing,
    /// All routes with the token of a webhook or an interaction, except callbacks. Default: 5 in 2 s.
    Webhook,
    /// `POST /users/@me/channels`. Default: 10 in 10 s.
    CreateDm,
    /// Pinning and unpinning. Default: 5 in 4 s.
    Pins,
    /// `PATCH /channels/{id}`. Default: 5 in 15 s. (Discord allows two changes of the name in ten minutes.)
    EditChannel,
    /// Starting threads. Default: 50 in 300 s.
    CreateThread,
    /// Creating, changing and deleting the roles of a guild. Default: 25 in 30 s.
    Roles,
    /// Changing members, and giving and taking their roles. Default: 10 in 10 s.
    EditMember,
    /// Reading one member. Default: 5 in 1 s.
    ReadMember,
    /// Reading lists of members. Default: 10 in 10 s.
    ListMembers,
    /// Kicking and banning. Default: 5 in 1 s.
    Bans,
    /// Emojis of a guild. Default: 50 in 60 s.
    Emojis,
    /// Creating and changing webhooks. Default: 5 in 10 s.
    ManageWebhooks,
    /// The application's commands. Default: 20 in 20 s.
    Commands,
}

impl RestBucket {
    fn default_rule(self) -> (u32, Duration) {
        let (limit, millis) = match self {
            Self::CreateMessage | Self::EditMessage | Self::Typing => (5, 5000),
            Self::DeleteMessage => (5, 1000),
            Self::DeleteOldMessage => (30, 120_000),
            Self::BulkDelete => (1, 1000),
            Self::ReadMessages => (50, 5000),
            Self::Reactions => (1, 250),
            Self::Webhook => (5, 2000),
            Self::CreateDm | Self::EditMember | Self::ListMembers => (10, 10_000),
            Self::Pins => (5, 4000),
            Self::EditChannel => (5, 15_000),
            Self::CreateThread => (50, 300_000),
            Self::Roles => (25, 30_000),
            Self::ReadMember | Self::Bans => (5, 1000),
            Self::Emojis => (50, 60_000),
            Self::ManageWebhooks => (5, 10_000),
            Self::Commands => (20, 20_000),
        };
        (limit, Duration::from_millis(millis))
    }
}

/// What a request is counted in: a named bucket, or the bucket of its route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::sandbox) enum Bucket {
    Named(RestBucket),
    /// The method and the path of the route.
    Route(&'static str, &'static str),
}

impl Bucket {
    /// Default of routes without a named bucket: 50 in 5 s.
    fn default_rule(self) -> (u32, Duration) {
        match self {
            Self::Named(bucket) => bucket.default_rule(),
            Self::Route(..) => (50, Duration::from_secs(5)),
        }
    }

    /// The value of `X-RateLimit-Bucket`: 32 hexadecimal digits.
    fn hash_text(self) -> String {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        let half = hasher.finish();
        half.hash(&mut hasher);
        format!("{half:016x}{:016x}", hasher.finish())
    }
}

/// All rate limits.
#[derive(Debug)]
pub(in crate::sandbox) struct Limits {
    rules: HashMap<Bucket, (u32, Duration)>,
    windows: HashMap<(Bucket, Major), Slot>,
    global: Window,
    /// The values of `X-RateLimit-Bucket`.
    hashes: HashMap<Bucket, Arc<str>>,
    invalid: VecDeque<Instant>,
    invalid_window: Duration,
    invalid_limit: usize,
    ban: Duration,
    banned_until: Option<Instant>,
    /// Whether only the buckets in `rules` have a limit.
    is_off: bool,
}

/// What a bucket is counted by: the id of the top-level resource, and the token of a webhook.
pub(super) type Major = (u64, String);

/// The current window of a bucket. It starts with its first request.
#[derive(Debug, Clone, Copy)]
struct Slot {
    ends: Instant,
    /// The same in Unix microseconds, for `X-RateLimit-Reset`.
    ends_us: i64,
    used: u32,
}

/// The state of a bucket, for the headers of an answer.
#[derive(Debug, Clone)]
pub(super) struct BucketState {
    limit: u32,
    remaining: u32,
    ends_us: i64,
    reset_after: Duration,
    /// The value of `X-RateLimit-Bucket`.
    hash: Arc<str>,
}

impl BucketState {
    pub(super) fn headers(&self) -> [(&'static str, String); 5] {
        // Rounded up to milliseconds, so that a client that waits this long is not too early.
        let millis = self.reset_after.as_micros().div_ceil(1000);
        let reset = self.ends_us.max(0).cast_unsigned().div_ceil(1000);
        [
            ("x-ratelimit-limit", self.limit.to_string()),
            ("x-ratelimit-remaining", self.remaining.to_string()),
            ("x-ratelimit-reset", format!("{}.{:03}", reset / 1000, reset % 1000)),
            ("x-ratelimit-reset-after", format!("{}.{:03}", millis / 1000, millis % 1000)),
            ("x-ratelimit-bucket", self.hash.to_string()),
        ]
    }

    pub(super) fn reset_after(&self) -> Duration {
        self.reset_after
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rules: HashMap::new(),
            windows: HashMap::new(),
            global: Window::new(50, Duration::from_secs(1)),
            hashes: HashMap::new(),
            invalid: VecDeque::new(),
            invalid_window: Duration::from_secs(600),
            invalid_limit: 10_000,
            ban: Duration::from_secs(60 * 60),
            banned_until: None,
            is_off: false,
        }
    }
}

impl Limits {
    /// Sets how many requests a bucket allows in how much time. Open windows keep their end.
    pub(in crate::sandbox) fn set_rule(&mut self, bucket: Bucket, limit: u32, per: Duration) {
        self.rules.insert(bucket, (limit, per));
    }

    /// Switches the limits of all buckets and the one over all routes off. Those that are set later hold.
    pub(in crate::sandbox) fn switch_off(&mut self) {
        self.rules.clear();
        self.set_global(usize::MAX);
        self.is_off = true;
    }

    /// The buckets that allow no further request for this time, such as `CreateMessage`.
    pub(in crate::sandbox) fn exhausted(&self, now: Instant) -> Vec<(String, Duration)> {
        let full = self.windows.iter().filter_map(|((bucket, _), slot)| {
            let left = slot.ends.saturating_duration_since(now);
            let (limit, _) = self.rule(*bucket);
            let name = match bucket {
                Bucket::Named(bucket) => format!("{bucket:?}"),
                Bucket::Route(method, path) => format!("{method} {path}"),
            };
            (!left.is_zero() && slot.used >= limit).then_some((name, left))
        });
        full.collect()
    }

    /// How many requests a bucket allows in how much time.
    fn rule(&self, bucket: Bucket) -> (u32, Duration) {
        match self.rules.get(&bucket) {
            Some(rule) => *rule,
            None if self.is_off => (u32::MAX, Duration::from_secs(1)),
            None => bucket.default_rule(),
        }
    }

    /// Sets how many requests per second are allowed over all routes.
    pub(in crate::sandbox) fn set_global(&mut self, per_second: usize) {
        self.global = Window::new(per_second, Duration::from_secs(1));
    }

    /// Sets how many invalid requests lead to a ban, and how long the ban lasts.
    pub(in crate::sandbox) fn set_invalid_limit(&mut self, requests: usize, ban: Duration) {
        self.invalid_limit = requests;
        self.ban = ban;
    }

    /// Sets for how long an invalid request is counted.
    pub(in crate::sandbox) fn set_invalid_window(&mut self, window: Duration) {
        self.invalid_window = window;
    }

    /// Bans the client's address until then.
    pub(in crate::sandbox) fn ban_until(&mut self, until: Instant) {
        self.banned_until = Some(until);
    }

    /// Counts a request. `Err` if the bucket is exhausted. Both values have the headers of the answer.
    pub(super) fn take(
        &mut self,
        bucket: Bucket,
        major: Major,
        now: Instant,
        now_us: i64,
    ) -> Result<BucketState, BucketState> {
        let (limit, span) = self.rule(bucket);
        if self.windows.len() > 10_000 {
            self.windows.retain(|_, slot| slot.ends > now);
        }
        let ends_us = now_us.saturating_add(i64::try_from(span.as_micros()).unwrap_or(i64::MAX));
        let fresh = Slot { ends: now + span, ends_us, used: 0 };
        let slot = self.windows.entry((bucket, major)).or_insert(fresh);
        if slot.ends <= now {
            *slot = fresh;
        }
        let full = slot.used >= limit;
        if !full {
            slot.used += 1;
        }
        let bucket = BucketState {
            limit,
            remaining: limit.saturating_sub(slot.used),
            ends_us: slot.ends_us,
            reset_after: slot.ends.saturating_duration_since(now),
            hash: self.hashes.entry(bucket).or_insert_with(|| Arc::from(bucket.hash_text())).clone(),
        };
        if full { Err(bucket) } else { Ok(bucket) }
    }

    /// Counts a request against the limit over all routes. `Err` is the time to wait.
    pub(super) fn take_global(&mut self, now: Instant) -> Result<(), Duration> {
        self.global.take(now)
    }

    /// Counts an answer with 401, 403 or 429. Too many of them lead to a ban.
    pub(super) fn count_invalid(&mut self, now: Instant) {
        while self.invalid.front().is_some_and(|at| now.saturating_duration_since(*at) >= self.invalid_window) {
            self.invalid.pop_front();
        }
        self.invalid.push_back(now);
        if self.invalid.len() >= self.invalid_limit {
            self.invalid.clear();
            self.banned_until = Some(now + self.ban);
        }
    }

    /// The number of invalid requests that are counted at the moment.
    pub(in crate::sandbox) fn invalid(&self, now: Instant) -> usize {
        self.invalid.iter().filter(|at| now.saturating_duration_since(**at) < self.invalid_window).count()
    }

    /// The remaining time of a ban.
    pub(super) fn banned(&self, now: Instant) -> Option<Duration> {
        self.banned_until.map(|until| until.saturating_duration_since(now)).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_starts_with_its_first_request_and_counts_down() {
        let start = Instant::now();
        let mut limits = Limits::default();
        let mut take = |channel: u64, millis: u64| {
            let now = start + Duration::from_millis(millis);
            let now_us = i64::try_from(millis).unwrap() * 1000;
            limits.take(Bucket::Named(RestBucket::DeleteMessage), (channel, String::new()), now, now_us)
        };
        for remaining in (0..5).rev() {
            let bucket = take(1, 100).unwrap();
            assert_eq!((bucket.limit, bucket.remaining), (5, remaining));
        }
        let bucket = take(1, 600).unwrap_err();
        assert_eq!(bucket.headers()[2].1, "1.100");
        assert_eq!(bucket.headers()[3].1, "0.500");
        assert_eq!(take(2, 600).unwrap().remaining, 4, "another channel counts for itself");
        let bucket = take(1, 1100).unwrap();
        assert_eq!((bucket.remaining, bucket.reset_after), (4, Duration::from_secs(1)));
    }

    #[test]
    fn too_many_invalid_requests_lead_to_a_ban() {
        let start = Instant::now();
        let mut limits = Limits { invalid_limit: 3, ban: Duration::from_secs(5), ..Limits::default() };
        limits.count_invalid(start);
        limits.count_invalid(start + Duration::from_secs(601));
        limits.count_invalid(start + Duration::from_secs(602));
        assert_eq!(limits.banned(start + Duration::from_secs(602)), None, "the first has expired");
        limits.count_invalid(start + Duration::from_secs(603));
        assert_eq!(limits.banned(start + Duration::from_secs(603)), Some(Duration::from_secs(5)));
        assert_eq!(limits.banned(start + Duration::from_secs(608)), None);
    }

    #[test]
    fn each_bucket_has_its_own_hash() {
        let named = |bucket| Bucket::Named(bucket).hash_text();
        assert_ne!(named(RestBucket::CreateMessage), named(RestBucket::EditMessage));
        assert_eq!(Bucket::Route("GET", "/voice/regions").hash_text().len(), 32);
    }
}
