//! A machine whose clock is wrong: what depends on Discord's time is computed from the `Date` of its answers.

use std::time::{Duration, SystemTime};

use greenroom::model::{GuildId, Member, Timestamp, UserId};
use serde_json::Value;

use crate::rest::script::Script;

const TWO_MINUTES: Duration = Duration::from_secs(120);
const MEMBER: &str = r#"{"user":{"id":"24","username":"ant"},"roles":[],"joined_at":"2024-01-01T00:00:00+00:00"}"#;

/// For how long after `now` by Discord's clock a timeout of 60 s lasts, in seconds. The bot has had one answer before.
async fn length_of_a_timeout(date: fn() -> Option<SystemTime>, now: impl Fn() -> SystemTime) -> f64 {
    let script = Script::with_date(date, |_, _| (200, MEMBER.to_owned())).await;
    let guild = GuildId::new(27);
    let member = serde_json::from_str::<Member>(MEMBER).unwrap().in_guild(guild);
    guild.member(&script.http, UserId::new(24)).await.unwrap();
    member.timeout(&script.http, Duration::from_secs(60)).await.unwrap();
    let body: Value = serde_json::from_slice(&script.asked()[1].body).unwrap();
    let until: Timestamp = serde_json::from_value(body["communication_disabled_until"].clone()).unwrap();
    SystemTime::from(until).duration_since(now()).unwrap().as_secs_f64()
}

/// discord-net/Discord.Net#3175: a clock that is two minutes off.
#[tokio::test]
async fn a_timeout_of_a_minute_lasts_a_minute_whatever_the_machines_clock_says() {
    let ahead = length_of_a_timeout(|| Some(SystemTime::now() + TWO_MINUTES), || SystemTime::now() + TWO_MINUTES);
    let behind = length_of_a_timeout(|| Some(SystemTime::now() - TWO_MINUTES), || SystemTime::now() - TWO_MINUTES);
    let right = length_of_a_timeout(|| Some(SystemTime::now()), SystemTime::now);
    let without = length_of_a_timeout(|| None, SystemTime::now);
    for (case, length) in [
        ("Discord is ahead", ahead.await),
        ("Discord is behind", behind.await),
        ("equal", right.await),
        ("unknown", without.await),
    ] {
        // `Date` is cut to the second, and the machine may be busy.
        assert!((56.0..=60.5).contains(&length), "{case}: {length} s");
    }
}
