use std::time::{Duration, SystemTime, UNIX_EPOCH};

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse};
use ed25519_dalek::SigningKey;

use super::*;
use crate::signed::signer::{key, sign, verifier};
use crate::signed::{SIGNATURE_HEADER, TIMESTAMP_HEADER, Verifier};
use crate::webhook_event::samples::{SAMPLES, envelope};
use crate::webhook_event::{WebhookEventKind, WebhookKind};

const PING: &str = r#"{"version":1,"application_id":"9","type":0}"#;

/// A header with what the handler received.
const SEEN: &str = "x-seen";

/// Acknowledges an envelope, and puts what it was into a header.
async fn receive(envelope: WebhookEnvelope) -> HttpResponse {
    let seen = match envelope.event {
        Some(event) if matches!(event.data, WebhookEventData::Undecoded(_)) => {
            format!("undecoded {}", event.data.name())
        }
        Some(event) if matches!(event.data, WebhookEventData::Unknown(_)) => format!("unknown {}", event.data.name()),
        Some(event) => event.data.name().to_owned(),
        None => format!("{:?}", envelope.kind),
    };
    let mut response = acknowledge();
    response.headers_mut().insert(SEEN.parse().unwrap(), seen.parse().unwrap());
    response
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A request that Discord signed at this time.
fn signed_at(time: u64, body: &str) -> TestRequest {
    signed_by(&key(), time, body)
}

fn signed_by(key: &SigningKey, time: u64, body: &str) -> TestRequest {
    let time = time.to_string();
    TestRequest::post()
        .insert_header((SIGNATURE_HEADER, sign(key, &time, body.as_bytes())))
        .insert_header((TIMESTAMP_HEADER, time))
        .set_payload(body.to_owned())
}

fn signed(body: &str) -> TestRequest {
    signed_at(now(), body)
}

/// The status, what the handler received, the Content-Type and the body of the answer.
async fn answer(verifier: Verifier, request: TestRequest) -> (StatusCode, String, String, String) {
    let app = App::new().app_data(Data::new(verifier)).route("/", web::post().to(receive));
    parts_of(call_service(&init_service(app).await, request.to_request()).await)
}

fn parts_of<B: MessageBody>(response: ServiceResponse<B>) -> (StatusCode, String, String, String) {
    let header =
        |name: &str| response.headers().get(name).map(|it| it.to_str().unwrap().to_owned()).unwrap_or_default();
    let (status, seen, kind) = (response.status(), header(SEEN), header(CONTENT_TYPE.as_str()));
    let body = response.into_body().try_into_bytes().unwrap_or_else(|_| panic!("the body is a stream"));
    (status, seen, kind, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn pings_and_events_reach_the_handler_and_are_acknowledged() {
    let mut requests = vec![(PING.to_owned(), "Ping".to_owned())];
    requests.extend(SAMPLES.iter().map(|(name, data)| (envelope(name, data), (*name).to_owned())));
    requests.extend([
        (envelope("NEW_THING", "[1]"), "unknown NEW_THING".to_owned()),
        (envelope("ENTITLEMENT_CREATE", r#"{"id":true}"#), "undecoded ENTITLEMENT_CREATE".to_owned()),
        (r#"{"application_id":"9","type":1,"event":7}"#.to_owned(), "undecoded ".to_owned()),
        (r#"{"application_id":"9","type":7}"#.to_owned(), format!("{:?}", WebhookKind::Unknown(7))),
    ]);
    assert!(requests.len() > WebhookEventKind::ALL.len());
    for (body, seen) in requests {
        let expected = (StatusCode::NO_CONTENT, seen, "application/json".to_owned(), String::new());
        assert_eq!(answer(verifier(), signed(&body)).await, expected, "{body}");
    }
}

#[tokio::test]
async fn requests_without_a_valid_signature_are_refused_with_401() {
    let body = envelope("ENTITLEMENT_DELETE", "{}");
    let time = now();
    let without = |name: &str| {
        let headers = [
            (SIGNATURE_HEADER, sign(&key(), &time.to_string(), body.as_bytes())),
            (TIMESTAMP_HEADER, time.to_string()),
        ];
        let kept = headers.into_iter().filter(|(header, _)| *header != name);
        kept.fold(TestRequest::post(), TestRequest::insert_header).set_payload(body.clone())
    };
    for (request, message) in [
        (signed_by(&SigningKey::from_bytes(&[8; 32]), time, &body), "the signature is wrong"),
        (signed(&body).set_payload(body.replace("DELETE", "CREATE")), "the signature is wrong"),
        (signed(&body).set_payload(""), "the signature is wrong"),
        (signed(&body).insert_header((TIMESTAMP_HEADER, (time - 1).to_string())), "the signature is wrong"),
        (signed(&body).insert_header((TIMESTAMP_HEADER, "now")), "the header X-Signature-Timestamp is not a number"),
        (signed(&body).insert_header((SIGNATURE_HEADER, "ff")), "the header X-Signature-Ed25519 is not 128"),
        (without(SIGNATURE_HEADER), "the header X-Signature-Ed25519 is missing"),
        (without(TIMESTAMP_HEADER), "the header X-Signature-Timestamp is missing"),
        (TestRequest::post(), "the header X-Signature-Ed25519 is missing"),
        (signed_at(time - 3600, &body), "the request was signed at "),
        (signed_at(time + 3600, &body), "the request was signed at "),
        // The answer does not reveal whether the body was an envelope.
        (signed("[").set_payload("{"), "the signature is wrong"),
    ] {
        let (status, seen, kind, text) = answer(verifier(), request).await;
        assert_eq!((status, &*seen, &*kind), (StatusCode::UNAUTHORIZED, "", "text/plain; charset=utf-8"), "{text}");
        assert!(text.starts_with(message), "{text}");
    }
}

#[tokio::test]
async fn the_window_of_the_verifier_applies() {
    let request = || signed_at(now() - 60, PING);
    assert_eq!(answer(verifier().time_window(Duration::from_secs(10)), request()).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(answer(verifier().time_window(Duration::from_secs(90)), request()).await.0, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_with_413() {
    let padded = |bytes: usize| format!("{PING}{}", " ".repeat(bytes - PING.len()));
    for (limit, bytes, status) in [
        (100, 100, StatusCode::NO_CONTENT),
        (100, 101, StatusCode::PAYLOAD_TOO_LARGE),
        (0, PING.len(), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let request = signed(&padded(bytes));
        assert_eq!(answer(verifier().body_limit(limit), request).await.0, status, "{bytes} of {limit}");
        // With and without a Content-Length.
        let announced = signed(&padded(bytes)).insert_header(("content-length", bytes.to_string()));
        assert_eq!(answer(verifier().body_limit(limit), announced).await.0, status, "{bytes} of {limit}");
    }
    let limit = crate::signed::DEFAULT_BODY_LIMIT;
    assert_eq!(answer(verifier(), signed(&padded(limit))).await.0, StatusCode::NO_CONTENT);
    assert_eq!(answer(verifier(), signed(&padded(limit + 1))).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn bodies_that_are_no_envelope_are_refused_with_400() {
    for (body, message) in [
        ("", "the envelope of a webhook event could not be decoded"),
        ("{", "the envelope of a webhook event could not be decoded"),
        (r#"{"type":0}"#, "the envelope of a webhook event could not be decoded: missing field `application_id`"),
        (
            r#"{"application_id":"a","type":0}"#,
            "the envelope of a webhook event could not be decoded at `application_id`",
        ),
    ] {
        let (status, seen, _, text) = answer(verifier(), signed(body)).await;
        assert_eq!((status, &*seen), (StatusCode::BAD_REQUEST, ""), "{text}");
        assert!(text.starts_with(message), "{text}");
    }
}

/// The verifier may be shared between the workers or not. Without one the answer tells what to do.
#[tokio::test]
async fn the_verifier_is_taken_from_the_application() {
    async fn status(
        app: impl Service<actix_http::Request, Response = ServiceResponse, Error = actix_web::Error>,
    ) -> (StatusCode, String) {
        let (status, _, _, text) = parts_of(call_service(&app, signed(PING).to_request()).await);
        (status, text)
    }

    let route = || web::resource("/").route(web::post().to(receive));
    let plain = init_service(App::new().app_data(verifier()).service(route())).await;
    assert_eq!(status(plain).await.0, StatusCode::NO_CONTENT);
    let of_the_resource = init_service(App::new().service(route().app_data(Data::new(verifier())))).await;
    assert_eq!(status(of_the_resource).await.0, StatusCode::NO_CONTENT);
    let (code, text) = status(init_service(App::new().service(route())).await).await;
    assert_eq!(code, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(text.contains("app_data(web::Data::new(Verifier::new(public_key)?))"), "{text}");
}
