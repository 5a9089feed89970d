//! Much at once: as fast as the limits allow, without a single 429, and within bounds.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use greenroom::model::ChannelId;
use greenroom::rest::HttpError;
use greenroom::sandbox::{Fault, RestBucket, Sandbox};

use crate::rest::{alone, answered, eventually, general, http_with, ms};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_thousand_sends_over_fifty_channels_use_what_the_buckets_allow() {
    const CHANNELS: usize = 50;
    const EACH: usize = 100;
    const WINDOW: Duration = Duration::from_millis(1800);
    const LIMIT: usize = 20;
    let _alone = alone().await;
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_rest_limit(RestBucket::CreateMessage, u32::try_from(LIMIT).unwrap(), WINDOW);
    sandbox.set_global_rest_limit(1_000_000);
    let http = http_with(&sandbox, |config| config.global_rate = 1_000_000);
    let guild = sandbox.guild("Greenroom");
    let channels: Vec<ChannelId> = (0..CHANNELS).map(|number| guild.channel(&format!("load-{number}")).id()).collect();

    let sends = (0..EACH).flat_map(|number| {
        let http = &http;
        channels.iter().map(move |channel| http.create_message(*channel).content(number.to_string()).into_future())
    });
    for sent in join_all(sends).await {
        sent.unwrap();
    }

    assert_eq!(answered(&sandbox, 429), 0);
    for channel in channels {
        assert_eq!(sandbox.messages(channel).len(), EACH);
    }
    // Every 20th request in a channel opens a window. What lies between two of them beyond the window's length is our
    // own doing. The one in the middle counts, as the machine may have others to serve.
    let mut by_channel: BTreeMap<String, Vec<Instant>> = BTreeMap::new();
    for request in sandbox.requests() {
        by_channel.entry(request.path).or_default().push(request.at);
    }
    assert_eq!(by_channel.len(), CHANNELS);
    let mut between: Vec<Duration> = by_channel
        .values()
        .flat_map(|times| {
            let opened: Vec<Instant> = times.iter().copied().step_by(LIMIT).collect();
            opened.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>()
        })
        .collect();
    between.sort_unstable();
    let middle = between[between.len() / 2];
    let throughput = WINDOW.as_secs_f64() / middle.as_secs_f64();
    assert!(throughput >= 0.95, "{:.0} % of what the buckets allow: a window takes {middle:?}", throughput * 100.0);
}

#[tokio::test]
async fn five_hundred_at_once_stay_within_bounds() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_global_rest_limit(1_000_000);
    let http = http_with(&sandbox, |config| {
        config.global_rate = 1_000_000;
        config.max_in_flight = 40;
        config.max_waiting = 460;
    });
    sandbox.set_rest_limit(RestBucket::CreateMessage, 1000, ms(1000));
    let channel = general(&sandbox);
    http.create_message(channel).content("the bucket is known").await.unwrap();
    sandbox.faults().times(36, Fault::HttpDelay(ms(1000)));
    let content = "x".repeat(2000);
    let calls: Vec<_> =
        (0..500).map(|_| tokio::spawn(http.create_message(channel).content(content.as_str()).into_future())).collect();
    eventually("five hundred are under way", || http.pending() == 500).await;
    // Neither the queue nor the connections grow beyond what was set.
    match http.create_message(channel).content("one too many").await {
        Err(HttpError::Crowded { waiting, .. }) => assert_eq!(waiting, 500),
        other => panic!("{other:?}"),
    }
    let mut most = 0;
    for call in calls {
        call.await.unwrap().unwrap();
        most = most.max(sandbox.open_sockets());
        assert!(http.pending() <= 500);
    }
    assert!((1..=40).contains(&most), "{most} connections");
    assert!(http.flush(ms(1000)).await);
    assert_eq!(sandbox.messages(channel).len(), 501);
}
