//! Rate limits over real sockets: a limit in the headers is never exceeded, and a 429 that they did not announce is
//! obeyed.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use greenroom::model::{ChannelId, Permissions};
use greenroom::rest::HttpError;
use greenroom::sandbox::{Fault, RestBucket, Sandbox};

use crate::rest::{alone, answered, eventually, general, http, http_with, ms, script::Script};

#[tokio::test]
async fn five_hundred_sends_on_a_bucket_of_five_meet_no_429() {
    let _alone = alone().await;
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_rest_limit(RestBucket::CreateMessage, 5, ms(30));
    sandbox.set_global_rest_limit(100_000);
    let http = http_with(&sandbox, |config| config.global_rate = 100_000);
    let channel = general(&sandbox);

    let start = Instant::now();
    let sends = (0..500).map(|number| http.create_message(channel).content(number.to_string()).into_future());
    for sent in join_all(sends).await {
        sent.unwrap();
    }
    let took = start.elapsed();

    assert_eq!(answered(&sandbox, 429), 0);
    assert_eq!(sandbox.messages(channel).len(), 500);
    // A hundred windows of 30 ms; what goes beyond is latency, and stays small.
    assert!(took >= ms(99 * 30), "{took:?}: the sandbox let too much through");
    assert!(took < ms(100 * 30 * 2), "{took:?}: slower than the limits demand");
}

#[tokio::test]
async fn messages_of_a_channel_are_sent_in_the_order_they_were_asked_for() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_rest_limit(RestBucket::CreateMessage, 1, ms(10));
    let http = http(&sandbox);
    let channel = general(&sandbox);
    let sends = (0..30).map(|number| http.create_message(channel).content(number.to_string()).into_future());
    for sent in join_all(sends).await {
        sent.unwrap();
    }
    let said: Vec<String> = sandbox.messages(channel).iter().map(|message| message.content.clone()).collect();
    assert_eq!(said, (0..30).map(|number| number.to_string()).collect::<Vec<_>>());
    assert_eq!(answered(&sandbox, 429), 0);
}

#[tokio::test]
async fn a_busy_channel_does_not_hold_up_a_quiet_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http(&sandbox);
    let busy = general(&sandbox);
    let quiet = sandbox.guild("Greenroom").channel("quiet").id();
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let send = http.create_message(busy).content("much").into_future();
            tokio::spawn(send)
        })
        .collect();
    // The bucket of the busy channel is empty after five of them, for five seconds.
    sandbox.wait_until(ms(3000), |sandbox| sandbox.messages(busy).len() == 5).await.unwrap();
    let start = Instant::now();
    http.create_message(quiet).content("little").await.unwrap();
    assert!(start.elapsed() < ms(1000), "{:?}", start.elapsed());
    eventually("the first five are answered", || http.pending() == 15).await;
    for task in waiting {
        task.abort();
    }
    assert_eq!(answered(&sandbox, 429), 0);
}

#[tokio::test]
async fn a_call_that_is_dropped_frees_its_place_and_is_never_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_rest_limit(RestBucket::CreateMessage, 1, ms(150));
    let http = http(&sandbox);
    let channel = general(&sandbox);
    http.create_message(channel).content("first").await.unwrap();
    let dropped: Vec<_> =
        (0..50).map(|_| tokio::spawn(http.create_message(channel).content("never").into_future())).collect();
    let timed = http.create_message(channel).content("never either").timeout(ms(20));
    match timed.await {
        Err(HttpError::Timeout { after, .. }) => assert_eq!(after, ms(20)),
        other => panic!("{other:?}"),
    }
    for task in dropped {
        task.abort();
    }
    let start = Instant::now();
    http.create_message(channel).content("second").await.unwrap();
    assert!(start.elapsed() < ms(400), "{:?}: those who left still stood in the queue", start.elapsed());
    let said: Vec<String> = sandbox.messages(channel).iter().map(|message| message.content.clone()).collect();
    assert_eq!(said, ["first", "second"]);
    eventually("nobody waits", || http.pending() == 0).await;
}

#[tokio::test]
async fn every_429_of_many_is_obeyed() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http(&sandbox);
    let channel = general(&sandbox);
    let storm = Fault::TooManyRequests { retry_after: ms(40), global: false, shared: false };
    sandbox.faults().times(6, storm);
    let start = Instant::now();
    let sends = (0..3).map(|_| http.create_message(channel).content("through the storm").into_future());
    for sent in join_all(sends).await {
        sent.unwrap();
    }
    // During a 429 one request at a time is sent, each after the `retry_after` of the last answer.
    assert_eq!(answered(&sandbox, 429), 6);
    assert!(start.elapsed() >= ms(6 * 40), "{:?}", start.elapsed());
    assert_eq!(sandbox.messages(channel).len(), 3);
}

#[tokio::test]
async fn endless_429s_are_given_up() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, |config| config.rate_limit_retries = 2);
    sandbox.faults().always(Fault::TooManyRequests { retry_after: ms(5), global: false, shared: true });
    match http.create_message(general(&sandbox)).content("no").await {
        Err(HttpError::RateLimited { operation, attempts, retry_after, .. }) => {
            assert_eq!((operation, attempts, retry_after), ("create_message", 3, ms(5)));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_global_429_stops_everything_but_interactions() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http(&sandbox);
    let channel = general(&sandbox);
    sandbox.faults().once(Fault::TooManyRequests { retry_after: ms(300), global: true, shared: false });
    let start = Instant::now();
    let hit = tokio::spawn(http.current_user().into_future());
    sandbox.wait_until(ms(1000), |sandbox| answered(sandbox, 429) == 1).await.unwrap();
    // The answer takes a moment to arrive here.
    tokio::time::sleep(ms(20)).await;

    let other = tokio::spawn(http.channel(channel).into_future());
    let unknown = http.create_interaction_response(1.into(), "token", &greenroom::model::InteractionResponse::defer());
    assert!(unknown.await.unwrap_err().is_not_found());
    assert!(start.elapsed() < ms(250), "{:?}: an interaction waited for the global limit", start.elapsed());

    hit.await.unwrap().unwrap();
    other.await.unwrap().unwrap();
    assert!(start.elapsed() >= ms(300), "{:?}", start.elapsed());
}

#[tokio::test]
async fn the_global_rate_is_kept_over_all_routes() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_global_rest_limit(20);
    let http = http_with(&sandbox, |config| config.global_rate = 20);
    let start = Instant::now();
    let calls = (0..50).map(|_| http.current_user().into_future());
    for called in join_all(calls).await {
        called.unwrap();
    }
    assert_eq!(answered(&sandbox, 429), 0);
    let took = start.elapsed();
    assert!(took >= ms(2000) && took < ms(4000), "{took:?}");
}

#[tokio::test]
async fn two_channels_count_for_themselves_under_one_hash() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_rest_limit(RestBucket::CreateMessage, 2, ms(3000));
    sandbox.set_global_rest_limit(100_000);
    let http = http_with(&sandbox, |config| config.global_rate = 100_000);
    let guild = sandbox.guild("Greenroom");
    let channels: Vec<ChannelId> = (0..20).map(|number| guild.channel(&format!("channel-{number}")).id()).collect();
    let start = Instant::now();
    let sends = channels.iter().flat_map(|channel| {
        (0..2).map(|_| http.create_message(*channel).content("hi").into_future()).collect::<Vec<_>>()
    });
    for sent in join_all(sends).await {
        sent.unwrap();
    }
    assert!(start.elapsed() < ms(2500), "{:?}: channels waited for one another", start.elapsed());
    assert_eq!(answered(&sandbox, 429), 0);
}

#[tokio::test]
async fn a_cloudflare_ban_stops_everything_for_its_time() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, |config| config.ban_pause = ms(200));
    let channel = general(&sandbox);
    sandbox.faults().once(Fault::CloudflareBan);
    let start = Instant::now();
    match http.create_message(channel).content("no").await {
        Err(HttpError::Banned { operation, .. }) => assert_eq!(operation, "create_message"),
        other => panic!("{other:?}"),
    }
    let before = sandbox.requests().len();
    for _ in 0..5 {
        assert!(matches!(http.current_user().await, Err(HttpError::Banned { .. })));
    }
    assert_eq!(sandbox.requests().len(), before, "something was sent during the ban");
    tokio::time::sleep(ms(200).saturating_sub(start.elapsed()) + ms(10)).await;
    http.create_message(channel).content("yes").await.unwrap();
}

/// The firewall's blocks as JSON: one request is sent, and everything else is held, on every route and for later calls.
#[tokio::test]
async fn a_block_of_the_firewall_with_json_is_one_request_on_the_wire() {
    let problem = r#"{"title":"Error 1015: You are being rate limited","status":429,"error_code":1015,
        "cloudflare_error":true,"retryable":true,"retry_after":30}"#;
    let blocked = r#"{"message":"internal network error","code":40333}"#;
    for (status, body) in [(403, blocked), (429, problem), (429, "error code: 1015"), (403, "<html>1020</html>")] {
        let script = Script::start(move |_, _| (status, body.to_owned())).await;
        let channel = ChannelId::new(5);
        assert!(script.http.create_message(channel).content("no").await.is_err());
        for number in 0..20 {
            let held = match number % 3 {
                0 => script.http.current_user().await.map(drop),
                1 => script.http.create_message(ChannelId::new(number + 6)).content("no").await.map(drop),
                _ => script.http.delete_channel(channel).await.map(drop),
            };
            assert!(matches!(held, Err(HttpError::Banned { .. })), "{status} {body}: {held:?}");
        }
        assert_eq!(script.asked().len(), 1, "{status} {body}");
    }
}

#[tokio::test]
async fn invalid_requests_are_held_before_they_lead_to_a_ban() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_invalid_request_limit(20, Duration::from_secs(60));
    sandbox.guild("Greenroom").set_bot_permissions(Permissions::empty());
    sandbox.guild("Greenroom").set_everyone_permissions(Permissions::empty());
    sandbox.set_rest_limit(RestBucket::CreateMessage, 1000, ms(5000));
    let http = http_with(&sandbox, |config| {
        config.invalid_request_limit = 20;
        config.max_in_flight = 1;
    });
    let channel = general(&sandbox);
    let calls: Vec<_> =
        (0..40).map(|_| tokio::spawn(http.create_message(channel).content("forbidden").into_future())).collect();
    sandbox.wait_until(ms(3000), |sandbox| answered(sandbox, 403) >= 18).await.unwrap();
    // 18 of 20 are used up: the rest waits, and the sandbox has not banned the address.
    eventually("eighteen are answered", || http.pending() == 22).await;
    tokio::time::sleep(ms(50)).await;
    assert_eq!(answered(&sandbox, 403), 18);
    assert!(
        http.create_interaction_response(1.into(), "t", &greenroom::model::InteractionResponse::defer())
            .await
            .unwrap_err()
            .is_not_found()
    );
    for call in calls {
        call.abort();
    }
}

#[tokio::test]
async fn too_many_waiting_requests_are_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, |config| {
        config.max_waiting = 10;
        config.max_in_flight = 2;
    });
    sandbox.faults().times(2, Fault::HttpDelay(ms(200)));
    let calls: Vec<_> = (0..12).map(|_| tokio::spawn(http.current_user().into_future())).collect();
    eventually("twelve wait", || http.pending() == 12).await;
    match http.current_user().await {
        Err(HttpError::Crowded { waiting, .. }) => assert_eq!(waiting, 12),
        other => panic!("{other:?}"),
    }
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert!(http.flush(ms(100)).await);
}

#[tokio::test]
async fn max_wait_fails_at_once_when_the_headers_announce_a_longer_wait() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_rest_limit(RestBucket::CreateMessage, 1, ms(30_000));
    let http = http(&sandbox);
    let channel = general(&sandbox);
    http.create_message(channel).content("first").await.unwrap();
    let start = Instant::now();
    let error = http.create_message(channel).content("second").max_wait(ms(2000)).await.unwrap_err();
    assert!(start.elapsed() < ms(2000), "{:?}", start.elapsed());
    match &error {
        HttpError::WaitTooLong { operation, wait, max_wait, .. } => {
            assert_eq!((*operation, *max_wait), ("create_message", ms(2000)));
            assert!(*wait > ms(20_000) && *wait <= ms(33_000), "{wait:?}");
        }
        other => panic!("{other:?}"),
    }
    assert!(error.to_string().contains("`max_wait` allows 2.0 s"), "{error}");
    assert_eq!((http.pending(), sandbox.messages(channel).len()), (0, 1));
    // A request that does not have to wait is sent even with a `max_wait` of zero.
    let quiet = sandbox.guild("Greenroom").channel("quiet").id();
    http.create_message(quiet).content("now").max_wait(Duration::ZERO).await.unwrap();
}

#[tokio::test]
async fn max_wait_fails_when_a_429_makes_the_wait_too_long() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, |config| config.max_wait = Some(ms(3000)));
    sandbox.faults().once(Fault::TooManyRequests { retry_after: ms(60_000), global: false, shared: true });
    let start = Instant::now();
    let channel = general(&sandbox);
    let sends = (0..3).map(|_| http.create_message(channel).content("no").into_future());
    for sent in join_all(sends).await {
        assert!(matches!(sent, Err(HttpError::WaitTooLong { wait, .. }) if wait > ms(50_000)), "{sent:?}");
    }
    assert!(start.elapsed() < ms(2500), "{:?}", start.elapsed());
    assert_eq!(sandbox.requests().len(), 1);
}

#[tokio::test]
async fn max_wait_ends_a_wait_of_unknown_length() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http(&sandbox);
    let channel = general(&sandbox);
    sandbox.faults().once(Fault::HttpDelay(ms(300)));
    let probe = tokio::spawn(http.create_message(channel).content("probe").into_future());
    eventually("the probe is under way", || http.pending() == 1).await;
    let error = http.create_message(channel).content("second").max_wait(ms(30)).await.unwrap_err();
    assert!(matches!(error, HttpError::WaitTooLong { wait, .. } if wait >= ms(30)), "{error}");
    probe.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_retry_that_is_withdrawn_lets_the_next_go_at_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, |config| {
        config.backoff_base = Duration::from_secs(60);
        config.backoff_cap = Duration::from_secs(60);
    });
    let channel = general(&sandbox);
    sandbox.faults().once(Fault::HttpStatus(503));
    let failing = tokio::spawn(http.create_message(channel).content("given up").into_future());
    sandbox.wait_until(ms(3000), |sandbox| answered(sandbox, 503) == 1).await.unwrap();
    let next = tokio::spawn(http.create_message(channel).content("next").into_future());
    eventually("both wait", || http.pending() == 2).await;
    failing.abort();
    tokio::time::timeout(ms(5000), next).await.expect("the pause was not its own").unwrap().unwrap();
    assert_eq!(sandbox.messages(channel).len(), 1);
}

#[tokio::test]
async fn interactions_have_capacity_of_their_own() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, |config| config.max_in_flight = 10);
    // The bucket is known from here on.
    http.current_user().await.unwrap();
    sandbox.faults().times(9, Fault::HttpDelay(ms(1500)));
    let slow: Vec<_> = (0..20).map(|_| tokio::spawn(http.current_user().into_future())).collect();
    eventually("twenty are under way", || http.pending() == 20).await;
    http.gateway().timeout(ms(50)).await.unwrap_err();
    let start = Instant::now();
    let unknown = http.create_interaction_response(1.into(), "t", &greenroom::model::InteractionResponse::defer());
    assert!(unknown.await.unwrap_err().is_not_found());
    assert!(start.elapsed() < ms(1000), "{:?}: it waited for the others", start.elapsed());
    for call in slow {
        call.abort();
    }
}
