//! The table, row by row.

use super::*;
use crate::{
    gateway::Token,
    rest::{endpoints::operation, route::Param},
};

fn config() -> HttpConfig {
    HttpConfig::new(Token::new("secret-token").unwrap())
}

fn get() -> Route {
    Route::new(&operation::GET_CHANNEL, &[Param::Id(1)])
}

fn post() -> Route {
    Route::new(&operation::CREATE_FOLLOWUP, &[Param::Id(1), Param::Secret("hidden")])
}

fn answer(status: u16, body: &str) -> Result<Answer, Failure> {
    Ok(Answer { status, headers: RateHeaders::default(), body: Bytes::copy_from_slice(body.as_bytes()) })
}

fn verdict(route: &Route, progress: &mut Progress, answer: Result<Answer, Failure>) -> Verdict {
    judge(route, route.operation.replay, progress, answer, &config(), 0.0, SystemTime::now()).1
}

#[test]
fn server_errors_are_retried_a_few_times_with_growing_pauses() {
    let mut progress = Progress::default();
    let mut pauses = Vec::new();
    let error = loop {
        progress.attempts += 1;
        match verdict(&get(), &mut progress, answer(503, "upstream connect error")) {
            Verdict::Again(pause) => pauses.push(pause.as_millis()),
            Verdict::Deliver(Err(error)) => break error,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(pauses, [250, 500, 1000, 2000]);
    assert_eq!(error.status(), Some(503));
    assert!(error.to_string().contains("upstream connect error"), "{error}");
}

#[test]
fn backoff_is_capped_and_spread() {
    let config = config();
    assert_eq!(backoff(1, &config, 0.0), Duration::from_millis(250));
    assert_eq!(backoff(1, &config, 1.0), Duration::from_millis(500));
    assert_eq!(backoff(40, &config, 1.0), DEFAULT_CAP);
}

const DEFAULT_CAP: Duration = crate::rest::DEFAULT_BACKOFF_CAP;

#[test]
fn a_request_that_may_have_been_carried_out_is_not_repeated() {
    for (met, unknown) in [
        (answer(502, ""), true),
        (Err(Failure::NoAnswer("reset by peer".into())), true),
        (Err(Failure::NotSent("connection refused".into())), false),
    ] {
        match verdict(&post(), &mut Progress::default(), met.clone()) {
            Verdict::Deliver(Err(HttpError::OutcomeUnknown { route, .. })) => {
                assert!(unknown, "{met:?}");
                assert_eq!(route, "POST /webhooks/1/{token}");
            }
            Verdict::Again(_) => assert!(!unknown, "{met:?}"),
            other => panic!("{met:?}: {other:?}"),
        }
        assert!(matches!(verdict(&get(), &mut Progress::default(), met), Verdict::Again(_)));
    }
}

#[test]
fn a_404_to_a_repeated_delete_is_a_success() {
    let route = Route::new(&operation::DELETE_MESSAGE, &[Param::Id(1), Param::Id(2)]);
    let unknown = r#"{"code": 10008, "message": "Unknown Message"}"#;
    let mut progress = Progress::default();
    assert!(matches!(verdict(&route, &mut progress, answer(404, unknown)), Verdict::Deliver(Err(_))));
    assert!(matches!(verdict(&route, &mut progress, Err(Failure::NoAnswer("timeout".into()))), Verdict::Again(_)));
    assert!(matches!(verdict(&route, &mut progress, answer(404, unknown)), Verdict::Deliver(Ok(_))));
}

/// An answer with some headers.
fn with(status: u16, body: &str, set: impl FnOnce(&mut RateHeaders)) -> Result<Answer, Failure> {
    let mut headers = RateHeaders::default();
    set(&mut headers);
    Ok(Answer { status, headers, body: Bytes::copy_from_slice(body.as_bytes()) })
}

/// What becomes of a first attempt to read something.
fn first(answer: Result<Answer, Failure>) -> (Outcome, Verdict) {
    judge(&get(), Replay::Safe, &mut Progress::default(), answer, &config(), 0.0, SystemTime::now())
}

#[test]
fn a_429_is_read_from_body_and_headers() {
    for (body, scope, global, expected) in [
        (r#"{"message":"","retry_after":6.25,"global":false}"#, Some("user"), None, (6250, Scope::User)),
        (r#"{"message":"","retry_after":6.5,"global":false}"#, Some("shared"), None, (6500, Scope::Shared)),
        (r#"{"message":"","retry_after":7,"global":true}"#, None, None, (7000, Scope::Global)),
        (r#"{"message":""}"#, Some("global"), None, (7000, Scope::Global)),
        (r#"{"message":""}"#, None, Some("true"), (7000, Scope::Global)),
    ] {
        let (outcome, verdict) = first(with(429, body, |headers| {
            headers.scope = scope.map(str::to_owned);
            headers.global = global.map(str::to_owned);
            headers.retry_after = Some("7".to_owned());
        }));
        let (retry_after, scope) = (Duration::from_millis(expected.0), expected.1);
        // What others have used up is not held against us.
        let invalid = scope != Scope::Shared;
        assert_eq!(outcome, Outcome::Limited { hash: None, retry_after, scope, invalid }, "{body}");
        assert!(matches!(verdict, Verdict::Again(Duration::ZERO)), "{body}");
    }
}

#[test]
fn retry_after_of_the_body_counts_unless_the_header_is_larger_than_its_rounding() {
    for (body, header, millis) in [
        (Some("64.57"), Some("65"), 64_570),
        (Some("0.04"), Some("1"), 40),
        (Some("1.5"), None, 1500),
        (None, Some("3"), 3000),
        (Some("0.5"), Some("30"), 30_000),
        (Some("30"), Some("1"), 30_000),
        (Some("-1"), Some("2"), 2000),
    ] {
        let said = body.map_or("{}".to_owned(), |body| format!(r#"{{"retry_after": {body}}}"#));
        let (outcome, _) = first(with(429, &said, |headers| {
            headers.scope = Some("user".to_owned());
            headers.retry_after = header.map(str::to_owned);
        }));
        let Outcome::Limited { retry_after, .. } = outcome else { panic!("{outcome:?}") };
        assert_eq!(retry_after, Duration::from_millis(millis), "{body:?} {header:?}");
    }
}

#[test]
fn very_long_times_do_not_overflow() {
    for seconds in ["1e300", "1e19", "18446744073709551615", "99999999999"] {
        let (outcome, _) = first(answer(429, &format!(r#"{{"retry_after": {seconds}}}"#)));
        let Outcome::Limited { retry_after, .. } = outcome else { panic!("{outcome:?}") };
        assert_eq!(retry_after, LONGEST, "{seconds}");
        let ban = with(403, "<html>", |headers| headers.retry_after = Some(seconds.to_owned()));
        assert!(matches!(first(ban).1, Verdict::Ban(LONGEST)), "{seconds}");
        let (outcome, _) = first(with(200, "{}", |headers| {
            headers.limit = Some("1".to_owned());
            headers.remaining = Some("0".to_owned());
            headers.reset = Some(seconds.to_owned());
        }));
        assert!(matches!(outcome, Outcome::Answered { .. }), "{seconds}");
        assert!(std::time::Instant::now().checked_add(LONGEST).is_some());
    }
}

/// Such an answer is a rate limit all the same: it is neither a ban nor waited for without end.
#[test]
fn a_wrong_time_to_wait_is_replaced_and_reported() {
    for (value, waited, reported) in [
        ("-5", 1, Some("`-5`")),
        (r#""NaN""#, 1, Some("NaN")),
        ("null", 1, Some("`null`")),
        ("1000000000000", 3600, Some("1000000000000 s are more than the 3600 s")),
        ("3600", 3600, None),
        ("0", 0, None),
    ] {
        let limited = answer(429, &format!(r#"{{"message": "slow down", "retry_after": {value}}}"#)).unwrap();
        let odd = limited.odd_retry_after();
        assert_eq!(odd.is_some(), reported.is_some(), "{value}: {odd:?}");
        assert!(odd.unwrap_or_default().contains(reported.unwrap_or_default()), "{value}");
        let (outcome, verdict) = first(Ok(limited));
        assert!(matches!(verdict, Verdict::Again(_)), "{value}: {verdict:?}");
        let Outcome::Limited { retry_after, .. } = outcome else { panic!("{outcome:?}") };
        assert_eq!(retry_after, Duration::from_secs(waited), "{value}");
    }
    for (header, pause, is_reported) in
        [("-5", 300, true), ("soon", 300, true), ("1000000000000", 3600, true), ("3600", 3600, false)]
    {
        let ban = with(429, "<html>", |headers| headers.retry_after = Some(header.to_owned())).unwrap();
        assert_eq!(ban.odd_retry_after().is_some(), is_reported, "{header}");
        let verdict = first(Ok(ban)).1;
        assert!(matches!(verdict, Verdict::Ban(it) if it == Duration::from_secs(pause)), "{header}: {verdict:?}");
    }
    let message = answer(200, r#"{"retry_after": "NaN"}"#).unwrap();
    assert_eq!(message.odd_retry_after(), None, "the answer is not about a limit");
}

#[test]
fn refusals_with_the_code_of_a_limit_are_repeated() {
    for code in [20016, 20022, 20028, 20029, 30046, 40003, 40062] {
        for (status, invalid) in [(429, true), (400, false), (403, true)] {
            let body = format!(r#"{{"code": {code}, "message": "", "retry_after": 12.5}}"#);
            let (outcome, verdict) = first(answer(status, &body));
            let retry_after = Duration::from_millis(12_500);
            let expected = Outcome::Limited { hash: None, retry_after, scope: Scope::User, invalid };
            assert_eq!(outcome, expected, "{code} with {status}");
            assert!(matches!(verdict, Verdict::Again(_)), "{code} with {status}");
        }
        // Without a time to wait it is a refusal like any other.
        let (outcome, verdict) = first(answer(400, &format!(r#"{{"code": {code}, "message": ""}}"#)));
        assert!(matches!(outcome, Outcome::Answered { .. }), "{code}");
        assert!(matches!(verdict, Verdict::Deliver(Err(HttpError::Api(_)))), "{code}");
    }
    // A time to wait without such a code means nothing.
    let other = answer(400, r#"{"code": 50035, "message": "", "retry_after": 12.5}"#);
    assert!(matches!(first(other).1, Verdict::Deliver(Err(HttpError::Api(_)))));
}

#[test]
fn the_daily_quota_of_commands_is_an_error() {
    let (outcome, verdict) = first(answer(429, r#"{"code": 30034, "message": "", "retry_after": 40000.0}"#));
    assert_eq!(outcome, Outcome::Answered { limits: None, success: false, invalid: true });
    match verdict {
        Verdict::Deliver(Err(error)) => assert_eq!(error.code().map(|code| code.0), Some(30034)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_ban_pause_without_end_is_a_day() {
    let config = HttpConfig { ban_pause: Duration::MAX, ..config() };
    let ban = answer(403, "<html>");
    let (_, verdict) = judge(&get(), Replay::Safe, &mut Progress::default(), ban, &config, 0.0, UNIX_EPOCH);
    assert!(matches!(verdict, Verdict::Ban(LONGEST_BAN)), "{verdict:?}");
}

/// Twenty repetitions without a pause would be twenty requests in one moment.
#[test]
fn repetitions_after_a_time_to_wait_of_zero_have_growing_pauses() {
    for (status, body) in
        [(429, r#"{"message": "", "retry_after": 0}"#), (202, r#"{"code": 110000, "message": "", "retry_after": 0.0}"#)]
    {
        let mut progress = Progress::default();
        let pauses = (0..7).map(|_| match verdict(&get(), &mut progress, answer(status, body)) {
            Verdict::Again(pause) => pause.as_millis(),
            other => panic!("{other:?}"),
        });
        assert_eq!(pauses.collect::<Vec<_>>(), [0, 250, 500, 1000, 2000, 4000, 5000], "{status}");
    }
}

/// Without `Reset-After`, a machine whose clock is an hour behind would send one request an hour.
#[test]
fn the_time_of_a_reset_is_compared_with_discords_clock() {
    let limited = with(200, "{}", |headers| {
        headers.limit = Some("5".to_owned());
        headers.remaining = Some("0".to_owned());
        headers.reset = Some("1000004".to_owned());
    });
    let wall = UNIX_EPOCH + Duration::from_secs(1_000_000);
    let (outcome, _) = judge(&get(), Replay::Safe, &mut Progress::default(), limited, &config(), 0.0, wall);
    let Outcome::Answered { limits: Some(limits), .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(limits.reset_after, Duration::from_secs(4));
}

#[test]
fn a_search_is_repeated_while_discord_is_indexing() {
    let indexing = || answer(202, r#"{"code": 110000, "message": "Index not yet available", "retry_after": 2}"#);
    let mut progress = Progress::default();
    for _ in 0..config().rate_limit_retries {
        match verdict(&get(), &mut progress, indexing()) {
            Verdict::Again(pause) => assert_eq!(pause, Duration::from_secs(2)),
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(verdict(&get(), &mut progress, indexing()), Verdict::Deliver(Err(HttpError::Api(_)))));
    // Any other 202 is a success.
    assert!(matches!(first(answer(202, "{}")).1, Verdict::Deliver(Ok(_))));
}

#[test]
fn a_429_without_headers_about_limits_is_a_ban() {
    let blocked = r#"{"message": "You are being blocked from accessing our API temporarily", "code": 0}"#;
    assert!(matches!(first(answer(429, blocked)).1, Verdict::Ban(_)));
    let for_long = with(429, blocked, |headers| headers.retry_after = Some("1800".to_owned()));
    assert!(matches!(first(for_long).1, Verdict::Ban(pause) if pause == Duration::from_secs(1800)));
    let limited = with(429, blocked, |headers| headers.scope = Some("user".to_owned()));
    assert!(matches!(first(limited).1, Verdict::Again(_)));
}

#[test]
fn refusals_without_json_are_a_ban() {
    for status in [429, 403] {
        match verdict(&get(), &mut Progress::default(), answer(status, "<html>error code: 1015</html>")) {
            Verdict::Ban(pause) => assert_eq!(pause, Duration::from_secs(300)),
            other => panic!("{other:?}"),
        }
    }
    // A 403 of Discord's own is a refusal like any other.
    let refused = answer(403, r#"{"message": "Missing Permissions", "code": 50013}"#);
    assert!(matches!(verdict(&get(), &mut Progress::default(), refused), Verdict::Deliver(Err(HttpError::Api(_)))));
}

#[test]
fn blocks_of_the_firewall_with_json_are_a_ban() {
    let problem = |code: u64, more: &str| {
        let title = format!(r#""title":"Error {code}: You are being rate limited","status":429,"error_code":{code}"#);
        format!(r#"{{"type":"https://developers.cloudflare.com/errors/",{title},"cloudflare_error":true{more}}}"#)
    };
    let blocked = r#"{"message":"internal network error","code":40333}"#;
    let default = config().ban_pause;
    for (status, body, header, pause) in [
        (403, blocked.to_owned(), None, default),
        (400, blocked.to_owned(), None, default),
        (403, blocked.to_owned(), Some("60"), Duration::from_secs(60)),
        (429, problem(1015, r#","retry_after":30"#), None, Duration::from_secs(30)),
        (429, problem(1015, r#","retry_after":30"#), Some("45"), Duration::from_secs(45)),
        (429, problem(1015, r#","retry_after":0"#), None, default),
        (429, problem(1015, ""), None, default),
        (403, problem(1020, ""), None, default),
        (403, r#"{"cloudflare_error":true}"#.to_owned(), None, default),
        (429, r#"{"error_code":1015,"retry_after":7}"#.to_owned(), None, Duration::from_secs(7)),
    ] {
        for route in [get(), post()] {
            let answer = with(status, &body, |headers| headers.retry_after = header.map(str::to_owned));
            match verdict(&route, &mut Progress::default(), answer) {
                Verdict::Ban(found) => assert_eq!(found, pause, "{status} {body}"),
                // The caller gets the refusal, which has advice.
                Verdict::Blocked(found, HttpError::Api(_)) if body == blocked => assert_eq!(found, pause, "{status}"),
                other => panic!("{status} {body}: {other:?}"),
            }
        }
    }
    // An error between Cloudflare and Discord is a server error, as is every other 5xx.
    let unreachable = answer(522, r#"{"cloudflare_error":true,"error_code":522}"#);
    assert!(matches!(verdict(&get(), &mut Progress::default(), unreachable), Verdict::Again(_)));
}

#[test]
fn a_401_of_the_own_user_alone_stops_everything_that_needs_the_token() {
    let refused = || answer(401, r#"{"message": "401: Unauthorized", "code": 0}"#);
    let own_user = Route::new(&operation::GET_MY_USER, &[]);
    for (route, expected) in [(&own_user, true), (&get(), false)] {
        match verdict(route, &mut Progress::default(), refused()) {
            Verdict::Unauthorized { refusal: HttpError::Api(error), is_decisive } => {
                assert_eq!((error.status, is_decisive), (401, expected), "{}", route.shown);
            }
            other => panic!("{}: {other:?}", route.shown),
        }
    }
    for operation in [&operation::GET_MY_OAUTH2_AUTHORIZATION, &operation::GET_MY_OAUTH2_APPLICATION] {
        let of_oauth = verdict(&Route::new(operation, &[]), &mut Progress::default(), refused());
        assert!(matches!(of_oauth, Verdict::Deliver(Err(HttpError::Api(_)))), "{of_oauth:?}");
    }
    assert!(matches!(verdict(&post(), &mut Progress::default(), refused()), Verdict::Deliver(Err(_))));
    let of_one = answer(401, r#"{"message": "Unauthorized", "code": 40001}"#);
    assert!(matches!(verdict(&get(), &mut Progress::default(), of_one), Verdict::Deliver(Err(_))));
}

#[test]
fn limits_are_read_from_headers() {
    let headers = RateHeaders {
        bucket: Some("abcd".into()),
        limit: Some("5".into()),
        remaining: Some("4".into()),
        reset: Some("1470173023.123".into()),
        reset_after: Some("0.998".into()),
        ..RateHeaders::default()
    };
    let expected = Limits {
        hash: Some("abcd".into()),
        limit: 5,
        remaining: 4,
        reset_after: Duration::from_millis(998),
        reset: Some(1_470_173_023_123),
    };
    assert_eq!(headers.limits(UNIX_EPOCH), Some(expected));
    // Without `Reset-After` the wall clock has to do.
    let older = RateHeaders { reset_after: None, ..headers.clone() };
    let wall = UNIX_EPOCH + Duration::from_millis(1_470_173_022_125);
    let after = older.limits(wall).map(|limits| limits.reset_after.as_millis());
    assert!(matches!(after, Some(997..=998)), "{after:?}");
    assert_eq!(RateHeaders { limit: None, ..headers.clone() }.limits(wall), None);
    assert_eq!(RateHeaders { reset_after: Some("-1e400".into()), reset: None, ..headers }.limits(wall), None);
}
