//! Servers that answer slowly, partly or wrongly.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use greenroom::gateway::Session;
use greenroom::gateway::Token;
use greenroom::model::ChannelId;
use greenroom::rest::{Http, HttpConfig, HttpError};
use greenroom::sandbox::Fault;
use greenroom::{Bot, Error, FileSessionStore, SavedShard, SessionStore, StoredShard};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::common::{Diary, SOON, Witness, patient_sandbox};
use crate::rest::{ms, script::Script};

const UNAUTHORIZED: &str = r#"{"message":"401: Unauthorized","code":0}"#;

/// The answer to `GET /gateway/bot`.
fn gateway_bot(url: &str, shards: u32) -> String {
    let limit = r#"{"total":1000,"remaining":1000,"reset_after":1000,"max_concurrency":1}"#;
    format!(r#"{{"url":"{url}","shards":{shards},"session_start_limit":{limit}}}"#)
}

/// How a server answers.
#[derive(Debug, Clone, Copy)]
enum Manner {
    /// The head, and then nothing.
    Stall,
    /// The head, and then one byte in 20 ms.
    Drip,
    /// Half a MiB, a pause of 500 ms, and another half.
    Pause,
    /// 401, and the end of the connection.
    Refuse,
}

async fn answer(mut stream: TcpStream, manner: Manner) -> std::io::Result<()> {
    let mut request = vec![0; 4096];
    let _ = stream.read(&mut request).await?;
    let half = vec![b' '; 512 * 1024];
    let (status, length) = match manner {
        Manner::Refuse => (401, UNAUTHORIZED.len()),
        Manner::Stall | Manner::Drip => (200, 1000),
        Manner::Pause => (200, half.len() * 2),
    };
    let after = if matches!(manner, Manner::Refuse) { "close" } else { "keep-alive" };
    let head = format!("HTTP/1.1 {status} Said\r\nConnection: {after}\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    match manner {
        Manner::Refuse => return stream.write_all(UNAUTHORIZED.as_bytes()).await,
        Manner::Stall => {}
        Manner::Drip => {
            for _ in 0..length {
                stream.write_all(b" ").await?;
                tokio::time::sleep(ms(20)).await;
            }
        }
        Manner::Pause => {
            stream.write_all(&half).await?;
            tokio::time::sleep(ms(500)).await;
            stream.write_all(&half).await?;
        }
    }
    // The connection stays open until the client closes it.
    while stream.read(&mut request).await? > 0 {}
    Ok(())
}

/// A server that answers the nth connection in the nth manner, and all later ones in the last. Returns its address.
async fn serve(manners: &'static [Manner]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for number in 0.. {
            let Ok((stream, _)) = listener.accept().await else { return };
            tokio::spawn(answer(stream, manners[number.min(manners.len() - 1)]));
        }
    });
    address
}

fn impatient(base_url: String) -> HttpConfig {
    let mut config = HttpConfig::new(Token::new("a.b.c").unwrap());
    (config.base_url, config.response_timeout, config.retries) = (base_url, ms(300), 0);
    config
}

#[tokio::test]
async fn an_answer_that_is_not_complete_in_time_is_an_error_that_says_so() {
    for manner in [&[Manner::Stall], &[Manner::Drip]] {
        let http = Http::start(impatient(serve(manner).await)).unwrap();
        let begun = Instant::now();
        let error = http.current_user().await.unwrap_err();
        assert!(matches!(&error, HttpError::Transport { attempts: 1, .. }), "{error}");
        assert!(error.to_string().contains("was not complete within 300ms"), "{error}");
        // What cannot be repeated may have been carried out.
        let error = http.create_message(ChannelId::new(1)).content("x").enforce_nonce(false).await.unwrap_err();
        assert!(matches!(&error, HttpError::OutcomeUnknown { .. }), "{error}");
        assert!(begun.elapsed() < SOON, "{manner:?}: {:?}", begun.elapsed());
    }
}

/// The time grows by 1 s with each 256 KiB.
#[tokio::test]
async fn a_large_answer_has_more_time() {
    let http = Http::start(impatient(serve(&[Manner::Pause]).await)).unwrap();
    let error = http.current_user().await.unwrap_err();
    assert!(matches!(&error, HttpError::Undecodable { .. }), "all of it was read: {error}");
}

#[greenroom::test]
async fn a_bot_whose_first_answer_stalls_requests_it_again() {
    let address = serve(&[Manner::Stall, Manner::Refuse]).await;
    let bot = Bot::new("a.b.c").rest_url(address).state_directory(None).handle_signals(false);
    let bot = bot.configure_http(|config| (config.response_timeout, config.retries) = (ms(300), 0));
    let spawned = tokio::time::timeout(SOON, bot.handler(Witness(Diary::default())).spawn()).await;
    let error = spawned.expect("`spawn` does not wait for ever").unwrap_err();
    assert!(matches!(error, Error::Http(HttpError::TokenRefused { .. })), "{error}");
}

/// 378 GB of memory would be needed for as many shards.
#[greenroom::test]
async fn a_number_of_shards_that_cannot_be_right_is_named_and_ends_the_start() {
    let script = Script::start(|_, asked| match asked.line.as_str() {
        "GET /gateway/bot" => (200, gateway_bot("ws://127.0.0.1:1", u32::MAX)),
        _ => (200, r#"{"id":"1","username":"bot"}"#.to_owned()),
    })
    .await;
    let bot = Bot::new("a.b.c").rest_url(script.http.config().base_url.clone());
    let bot = bot.state_directory(None).handle_signals(false).handler(Witness(Diary::default()));
    let error = tokio::time::timeout(SOON, bot.spawn()).await.unwrap().unwrap_err();
    assert!(matches!(error, Error::TooManyShards { shards: u32::MAX, .. }), "{error}");
    assert!(error.to_string().contains("4294967295"), "{error}");
}

#[greenroom::test]
async fn an_address_without_the_path_of_the_api_is_found_at_the_start() {
    let script = Script::start(|_, _| (404, r#"{"message":"404: Not Found","code":0}"#.to_owned())).await;
    let url = script.http.config().base_url.clone();
    let start = |url: String| {
        let bot = Bot::new("a.b.c").rest_url(url).state_directory(None).handle_signals(false);
        tokio::time::timeout(SOON, bot.handler(Witness(Diary::default())).run())
    };
    let error = start(url.clone()).await.unwrap().unwrap_err().to_string();
    assert!(error.contains("`rest_url`") && error.contains(&url), "{error}");
    assert!(error.contains("is `/api/v10` missing?"), "{error}");
    let error = start(format!("{url}/api/v9")).await.unwrap().unwrap_err().to_string();
    assert!(error.contains("version 10?"), "{error}");
}

/// A token of a server that is compatible with Discord need not contain the id of the bot.
#[greenroom::test]
async fn a_token_without_an_id_requests_it() {
    let sandbox = patient_sandbox().await;
    let gateway = sandbox.gateway_url();
    let script = Script::start(move |_, asked| match asked.line.as_str() {
        "GET /gateway/bot" => (200, gateway_bot(&gateway, 1)),
        "GET /users/@me" => (200, r#"{"id":"77","username":"bot"}"#.to_owned()),
        _ => (404, "{}".to_owned()),
    })
    .await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sessions");
    let save = |id: u64| {
        let shard = SavedShard { id: 0, total: 1, session: Some(Session::new("stored", 5, None)) };
        let stored = StoredShard { bot_id: Some(id), shard, completed: Vec::new(), saved_at_ms: u64::MAX };
        (FileSessionStore::new(&path), [stored])
    };
    for (id, is_resumed) in [(78, false), (77, true)] {
        let (store, stored) = save(id);
        store.save(&stored).await.unwrap();
        let url = script.http.config().base_url.clone();
        let bot = Bot::new("no-id").rest_url(url).state_directory(None).handle_signals(false);
        let running = bot.session_store(store).handler(Witness(Diary::default())).run();
        let handle = running.handle();
        let guard = tokio::spawn(running);
        // The sandbox refuses this token and this session. The stored session shows up before that.
        let found = async {
            loop {
                if let Some(shard) = handle.shards().first() {
                    break shard.session_id.as_deref() == Some("stored");
                }
                tokio::time::sleep(ms(1)).await;
            }
        };
        assert_eq!(tokio::time::timeout(SOON, found).await.unwrap(), is_resumed, "stored for {id}");
        guard.abort();
    }
}

/// Discord answers 401 with code 0 also where a bot may not use a route.
#[tokio::test]
async fn one_401_does_not_condemn_the_token() {
    let script = Script::start(|_, asked| match asked.line.as_str() {
        "GET /users/@me" => (200, r#"{"id":"1","username":"bot"}"#.to_owned()),
        _ => (401, UNAUTHORIZED.to_owned()),
    })
    .await;
    for _ in 0..2 {
        let error = script.http.channel(ChannelId::new(1)).await.unwrap_err();
        assert!(matches!(&error, HttpError::Api(error) if error.status == 401), "{error}");
    }
    script.http.current_user().await.unwrap();
    let lines: Vec<_> = script.asked().into_iter().map(|asked| asked.line).collect();
    let (channel, user) = ("GET /channels/1", "GET /users/@me");
    assert_eq!(lines, [channel, user, channel, user, user]);
}

/// The requests that wait for the answer to `GET /users/@me` do not wait for its limits.
#[tokio::test]
async fn a_401_is_an_error_at_once_if_the_own_user_cannot_be_requested() {
    let script = Script::start(|_, asked| match asked.line.as_str() {
        "GET /users/@me" => (429, r#"{"message":"slow down","retry_after":1800,"global":false}"#.to_owned()),
        _ => (401, UNAUTHORIZED.to_owned()),
    })
    .await;
    for _ in 0..2 {
        let error = tokio::time::timeout(SOON, script.http.channel(ChannelId::new(1)).into_future()).await.unwrap();
        assert!(matches!(&error, Err(HttpError::Api(error)) if error.status == 401), "{error:?}");
    }
}

#[tokio::test]
async fn a_401_to_the_own_user_as_well_condemns_the_token() {
    let script = Script::start(|_, _| (401, UNAUTHORIZED.to_owned())).await;
    for _ in 0..3 {
        let error = script.http.channel(ChannelId::new(1)).await.unwrap_err();
        assert!(matches!(error, HttpError::TokenRefused { .. }), "{error}");
    }
    let lines: Vec<_> = script.asked().into_iter().map(|asked| asked.line).collect();
    assert_eq!(lines, ["GET /channels/1", "GET /users/@me"], "nothing is sent after that");
}

#[greenroom::test]
async fn no_401_condemns_a_token_that_the_gateway_accepts() {
    let sandbox = patient_sandbox().await;
    let gateway = sandbox.gateway_url();
    let script = Script::start(move |_, asked| match asked.line.as_str() {
        "GET /gateway/bot" => (200, gateway_bot(&gateway, 1)),
        _ => (401, UNAUTHORIZED.to_owned()),
    })
    .await;
    let bot = crate::common::patient(&sandbox).rest_url(script.http.config().base_url.clone());
    let bot = bot.handler(Witness(Diary::default())).spawn().await.unwrap();
    let http = bot.http().unwrap();
    for _ in 0..2 {
        let error = http.current_user().await.unwrap_err();
        assert!(matches!(&error, HttpError::Api(error) if error.status == 401), "{error}");
        let error = http.channel(ChannelId::new(1)).await.unwrap_err();
        assert!(matches!(&error, HttpError::Api(error) if error.status == 401), "{error}");
    }
    bot.stop().await;
}

/// As in an outage in which Discord refuses valid tokens for a while.
#[greenroom::test]
async fn a_refused_token_is_used_again_once_the_gateway_accepts_it() {
    let (sandbox, diary) = (patient_sandbox().await, Diary::default());
    let gateway = sandbox.gateway_url();
    let refuses = Arc::new(AtomicBool::new(false));
    let is_refusing = Arc::clone(&refuses);
    let script = Script::start(move |_, asked| match asked.line.as_str() {
        "GET /gateway/bot" => (200, gateway_bot(&gateway, 1)),
        _ if is_refusing.load(Ordering::Relaxed) => (401, UNAUTHORIZED.to_owned()),
        _ => (200, r#"{"id":"1","username":"bot"}"#.to_owned()),
    })
    .await;
    let bot = crate::common::patient(&sandbox).rest_url(script.http.config().base_url.clone());
    let bot = bot.handler(Witness(diary.clone())).spawn().await.unwrap();
    let http = bot.http().unwrap();
    sandbox.faults().always(Fault::RefuseUpgrade(503));
    bot.reconnect(0, true).await.unwrap();
    diary.expect_times("reconnecting 0", 2).await;
    for refused in [true, false] {
        refuses.store(refused, Ordering::Relaxed);
        let error = http.current_user().await.unwrap_err();
        assert!(matches!(error, HttpError::TokenRefused { .. }), "{error}");
    }
    sandbox.faults().clear();
    diary.expect("resumed 0").await;
    http.current_user().await.unwrap();
    bot.stop().await;
}
