//! What happens to requests when the network, Discord or the actor behind the handle fails.

use std::sync::mpsc;
use std::time::Instant;

use greenroom::gateway::Token;
use greenroom::model::{ApplicationId, InteractionResponse, MessageId};
use greenroom::rest::{DEFAULT_USER_AGENT, Http, HttpConfig, HttpError};
use greenroom::sandbox::{Fault, RestBucket, Sandbox};
use serde_json::json;

use crate::rest::{eventually, general, http, http_with, ms};

fn quick(config: &mut HttpConfig) {
    config.backoff_base = ms(5);
    config.backoff_cap = ms(20);
}

#[tokio::test]
async fn server_errors_of_idempotent_calls_are_retried() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, quick);
    for status in [500, 502, 503] {
        sandbox.faults().once(Fault::HttpStatus(status));
    }
    let user = http.current_user().await.unwrap();
    assert!(user.bot);
    let statuses: Vec<u16> = sandbox.requests().iter().map(|request| request.status).collect();
    assert_eq!(statuses, [500, 502, 503, 200]);
}

#[tokio::test]
async fn retries_are_bounded() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, |config| {
        quick(config);
        config.retries = 2;
    });
    sandbox.faults().always(Fault::HttpStatus(503));
    let error = http.current_user().await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(sandbox.requests().len(), 3);
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_written_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, quick);
    let channel = general(&sandbox);
    // Carried out, and the answer replaced: only the nonce can tell that it has been.
    sandbox.faults().times(2, Fault::HttpStatusAfter(504));
    let message = http.create_message(channel).content("once").await.unwrap();
    let said = sandbox.messages(channel);
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].id, message.id);
    let bodies: Vec<_> = sandbox.requests().into_iter().filter_map(|request| request.body).collect();
    assert_eq!(bodies.len(), 3);
    assert!(bodies.iter().all(|body| body == &bodies[0]), "a repetition is the same to the byte");
    assert_eq!(bodies[0]["enforce_nonce"], json!(true));
    assert!(bodies[0]["nonce"].as_str().is_some_and(|nonce| nonce.len() <= 25));
}

#[tokio::test]
async fn a_message_that_timed_out_is_written_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, |config| {
        quick(config);
        config.response_timeout = ms(100);
    });
    let channel = general(&sandbox);
    sandbox.faults().once(Fault::HttpDelay(ms(250)));
    http.create_message(channel).content("slow").await.unwrap();
    // The late one arrives as well, and is recognised.
    sandbox.wait_until(ms(2000), |sandbox| sandbox.requests().len() == 2).await.unwrap();
    assert_eq!(sandbox.messages(channel).len(), 1);
}

#[tokio::test]
async fn what_cannot_be_repeated_is_reported_as_unknown() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, quick);
    let channel = general(&sandbox);
    for fault in [Fault::HttpStatusAfter(502), Fault::HttpDrop] {
        sandbox.faults().once(fault.clone());
        let before = sandbox.requests().len();
        let error = http.create_message(channel).content("perhaps").enforce_nonce(false).await.unwrap_err();
        assert!(matches!(&error, HttpError::OutcomeUnknown { operation: "create_message", .. }), "{fault:?}: {error}");
        assert_eq!(sandbox.requests().len(), before + 1, "{fault:?} was repeated");
    }
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_tried_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, quick);
    sandbox.faults().times(2, Fault::HttpDrop);
    http.current_user().await.unwrap();
    assert_eq!(sandbox.requests().len(), 3);
}

#[tokio::test]
async fn a_delete_whose_answer_was_lost_succeeds() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, quick);
    let channel = general(&sandbox);
    let message = sandbox.user("alice").say(channel, "away with me");
    sandbox.faults().once(Fault::HttpStatusAfter(502));
    http.delete_message(channel, message).await.unwrap();
    // One that never existed is another matter.
    assert!(http.delete_message(channel, message).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn without_a_server_every_kind_of_call_is_a_transport_error() {
    let config = {
        let sandbox = Sandbox::start().await.unwrap();
        let mut config = HttpConfig::new(Token::new(sandbox.token()).unwrap());
        config.base_url = sandbox.rest_url();
        quick(&mut config);
        config.retries = 1;
        config
    };
    // The sandbox is gone, and nobody has its port.
    let http = Http::start(config).unwrap();
    for error in [
        http.current_user().await.unwrap_err(),
        // Not even a POST can have been carried out.
        http.create_followup(ApplicationId::new(1), "token").content("x").await.unwrap_err(),
    ] {
        assert!(matches!(error, HttpError::Transport { attempts: 2, .. }), "{error}");
    }
}

#[tokio::test]
async fn the_token_and_the_user_agent_are_sent_and_a_refused_token_ends_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http(&sandbox);
    http.current_user().await.unwrap();
    let agent = sandbox.requests()[0].user_agent.clone().unwrap();
    assert_eq!(agent, DEFAULT_USER_AGENT);
    assert!(agent.starts_with("DiscordBot (https://") && agent.ends_with(')') && agent.contains(", "), "{agent}");

    let wrong = http_with(&sandbox, |config| config.token = Token::new("not.the.token").unwrap());
    for _ in 0..5 {
        let error = wrong.current_user().await.unwrap_err();
        assert!(matches!(error, HttpError::TokenRefused { .. }), "{error}");
        assert!(!format!("{error} {error:?} {wrong:?}").contains("not.the.token"));
    }
    let refused = sandbox.requests().iter().filter(|request| request.status == 401).count();
    assert_eq!(refused, 1, "one 401 is enough to know");
    // What needs no token goes on.
    wrong.gateway().await.unwrap();
}

#[tokio::test]
async fn headers_of_the_user_are_added() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, |config| {
        config.user_agent = format!("{DEFAULT_USER_AGENT} mybot/3");
        config.headers.push(("X-Proxy-Key".into(), "hidden".into()));
    });
    http.current_user().await.unwrap();
    assert!(sandbox.requests()[0].user_agent.as_deref().is_some_and(|agent| agent.ends_with(" mybot/3")));
    assert!(!format!("{http:?}").contains("hidden"));
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http_with(&sandbox, |config| config.body_limit = 20);
    let error = http.current_user().await.unwrap_err();
    assert!(matches!(error, HttpError::TooLarge { limit: 20, .. }), "{error}");
}

/// An actix system on a thread of its own, as a bot has one.
struct OwnArbiter {
    system: actix::System,
}

impl OwnArbiter {
    fn build() -> Self {
        let (ready, started) = mpsc::channel();
        std::thread::spawn(move || {
            let system = actix::System::new();
            ready.send(actix::System::current()).unwrap();
            system.run().unwrap();
        });
        Self { system: started.recv().unwrap() }
    }

    fn arbiter(&self) -> actix::ArbiterHandle {
        let (ready, started) = mpsc::channel();
        self.system.arbiter().spawn_fn(move || ready.send(actix::Arbiter::new().handle()).unwrap());
        started.recv().unwrap()
    }
}

impl Drop for OwnArbiter {
    fn drop(&mut self) {
        self.system.stop();
    }
}

#[tokio::test]
async fn an_actor_that_dies_is_replaced_and_every_request_is_carried_out_once() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_rest_limit(RestBucket::CreateMessage, 2, ms(100));
    let mut config = HttpConfig::new(Token::new(sandbox.token()).unwrap());
    config.base_url = sandbox.rest_url();
    let http = Http::new(config).unwrap();
    let channel = general(&sandbox);

    // Calls wait for the actor to come up.
    let early = tokio::spawn(http.current_user().into_future());
    let system = OwnArbiter::build();
    let first = system.arbiter();
    first.spawn(http.clone().keep());
    early.await.unwrap().unwrap();

    let sends: Vec<_> = (0..10)
        .map(|number| tokio::spawn(http.create_message(channel).content(number.to_string()).into_future()))
        .collect();
    sandbox.wait_until(ms(2000), |sandbox| sandbox.messages(channel).len() >= 3).await.unwrap();
    first.stop();
    system.arbiter().spawn(http.clone().keep());
    for send in sends {
        send.await.unwrap().unwrap();
    }
    assert_eq!(sandbox.messages(channel).len(), 10);
    // The limits that the first one learned are kept by the second.
    assert_eq!(sandbox.requests().iter().filter(|request| request.status == 429).count(), 0);

    http.stop();
    let start = Instant::now();
    assert!(matches!(http.current_user().await, Err(HttpError::Stopped { .. })));
    assert!(start.elapsed() < ms(500));
}

#[tokio::test]
async fn without_an_actor_calls_give_up_in_time() {
    let mut config = HttpConfig::new(Token::new("a.b.c").unwrap());
    config.base_url = "http://127.0.0.1:9/api/v10".into();
    config.actor_timeout = ms(50);
    let http = Http::new(config).unwrap();
    assert!(matches!(http.current_user().await, Err(HttpError::Stopped { .. })));
}

#[tokio::test]
async fn flush_waits_for_pending_requests() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http(&sandbox);
    sandbox.faults().once(Fault::HttpDelay(ms(150)));
    let call = tokio::spawn(http.current_user().into_future());
    eventually("it is under way", || http.pending() == 1).await;
    assert!(!http.flush(ms(20)).await);
    assert!(http.flush(ms(2000)).await);
    call.await.unwrap().unwrap();
}

#[tokio::test]
async fn dropping_the_last_handle_ends_its_thread_and_connections() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http(&sandbox);
    let clone = http.clone();
    http.current_user().await.unwrap();
    drop(http);
    clone.current_user().await.unwrap();
    assert_eq!(sandbox.open_sockets(), 1);
    drop(clone);
    eventually("no connection is open", || sandbox.open_sockets() == 0).await;
}

#[test]
fn configurations_that_cannot_work_are_refused_by_name() {
    let token = || Token::new("a.b.c").unwrap();
    type Spoil = fn(&mut HttpConfig);
    let cases: [(&str, Spoil); 9] = [
        ("base_url", |config| config.base_url = "ftp://discord.com".into()),
        ("base_url", |config| config.base_url = "not an address".into()),
        ("base_url", |config| config.base_url = "http://".into()),
        ("base_url", |config| config.base_url = "http://localhost/api?x=1".into()),
        ("user_agent", |config| config.user_agent = " ".into()),
        ("headers", |config| config.headers.push(("bad name".into(), "x".into()))),
        ("global_rate", |config| config.global_rate = 0),
        ("max_in_flight", |config| config.max_in_flight = 0),
        ("max_waiting", |config| config.max_waiting = 0),
    ];
    for (name, spoil) in cases {
        let mut config = HttpConfig::new(token());
        config.base_url = "http://localhost:1/".into();
        assert!(Http::new(config.clone()).is_ok());
        spoil(&mut config);
        match Http::new(config) {
            Err(HttpError::Config { option, .. }) => assert_eq!(option, name),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn invalid_requests_are_not_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http(&sandbox);
    let channel = general(&sandbox);
    for error in [
        http.bulk_delete_messages(channel, &[MessageId::new(1); 101]).await.unwrap_err(),
        http.delete_message(channel, MessageId::new(1)).reason("").await.unwrap_err(),
        http.delete_message(channel, MessageId::new(1)).reason("x".repeat(513)).await.unwrap_err(),
    ] {
        assert!(matches!(error, HttpError::Invalid { .. }), "{error}");
    }
    http.bulk_delete_messages(channel, &[]).await.unwrap();
    assert_eq!(sandbox.requests().len(), 0);
    // 3 s are over for this interaction, and that is what Discord says.
    let late = http.create_interaction_response(1.into(), "gone", &InteractionResponse::defer()).await.unwrap_err();
    assert!(late.to_string().contains("within 3 seconds"), "{late}");
    assert!(!late.to_string().contains("gone"), "{late}");
}
