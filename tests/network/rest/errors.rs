//! Refusals and their codes. How they read is in `golden`.

use greenroom::gateway::Intents;
use greenroom::model::{ChannelId, MessageId};
use greenroom::rest::ErrorCode;
use greenroom::sandbox::Sandbox;

use crate::rest::{general, http};

#[tokio::test]
async fn common_refusals_have_their_codes() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http(&sandbox);
    let channel = general(&sandbox);
    let theirs = sandbox.user("alice").say(channel, "mine");
    let nowhere = ChannelId::new(1);
    let unknown = MessageId::new(2);
    let cases = [
        (http.channel(nowhere).await.unwrap_err(), ErrorCode::UNKNOWN_CHANNEL, 404),
        (http.message(channel, unknown).await.unwrap_err(), ErrorCode::UNKNOWN_MESSAGE, 404),
        (http.create_message(channel).await.unwrap_err(), ErrorCode::CANNOT_SEND_AN_EMPTY_MESSAGE, 400),
        (
            http.update_message(channel, theirs).content("yours").await.unwrap_err(),
            ErrorCode::CANNOT_EDIT_MESSAGE_AUTHORED_BY_ANOTHER_USER,
            403,
        ),
        (
            http.create_message(channel).content("re").reply_to(unknown).await.unwrap_err(),
            ErrorCode::INVALID_FORM_BODY_OR_CONTENT_TYPE,
            400,
        ),
        (
            http.bulk_delete_messages(channel, &[theirs, MessageId::new(3)]).await.unwrap_err(),
            ErrorCode::ONE_OF_THE_MESSAGES_PROVIDED_WAS_TOO_OLD_FOR_BULK_DELETE,
            400,
        ),
    ];
    for (error, code, status) in cases {
        assert_eq!((error.code(), error.status()), (Some(code), Some(status)), "{error}");
    }
    sandbox.guild("Greenroom").channel("general").delete();
    assert_eq!(http.channel(channel).await.unwrap_err().code(), Some(ErrorCode::UNKNOWN_CHANNEL));
}

#[tokio::test]
async fn content_is_withheld_over_http_too() {
    let sandbox = Sandbox::builder().privileged_intents(Intents::empty()).start().await.unwrap();
    let http = http(&sandbox);
    let channel = general(&sandbox);
    let theirs = sandbox.user("alice").say(channel, "secret");
    let own = http.create_message(channel).content("open").await.unwrap();
    assert_eq!(own.content, "open");
    assert_eq!(http.message(channel, theirs).await.unwrap().content, "");
    assert_eq!(http.message(channel, own.id).await.unwrap().content, "open");
}
