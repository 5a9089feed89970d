//! Servers that answer slowly, partly or wrongly.

use std::time::Instant;

use greenroom::gateway::Token;
use greenroom::model::ChannelId;
use greenroom::rest::{Http, HttpConfig, HttpError};
use greenroom::{Bot, Error};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::common::{Diary, SOON, Witness, patient_sandbox};
use crate::rest::{ms, script::Script};

const UNAUTHORIZED: &str = r#"{"message":"401: Unauthorized","code":0}"#;

/// How a server answers.
#[derive(Debug, Clone, Copy)]
enum Manner {
    /// The head, and then nothing.
    Stall,
    /// The head, and then one byte in 20 ms.
    Drip,
    /// Half a MiB, a pause of 500 ms, and another half.
    Pause,
    /// 401.
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
    let head = format!("HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    match manner {
        Manner::Refuse => stream.write_all(UNAUTHORIZED.as_bytes()).await?,
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
        "GET /gateway/bot" => {
            let limit = r#"{"total":1000,"remaining":1000,"reset_after":1000,"max_concurrency":1}"#;
            (200, format!(r#"{{"url":"{gateway}","shards":1,"session_start_limit":{limit}}}"#))
        }
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
