//! Refusals as a user reads them. The texts stand here in full: whoever changes one sees what becomes of it.

use greenroom::gateway::Intents;
use greenroom::model::{ChannelId, Embed, MessageId};
use greenroom::rest::{ErrorCode, HttpError};
use greenroom::sandbox::Sandbox;

use crate::{general, http};

/// The error's text, with the ids of this run replaced by words.
fn rendered(error: &HttpError, ids: &[(&str, u64)]) -> String {
    ids.iter().fold(error.to_string(), |text, (name, id)| text.replace(&id.to_string(), name))
}

#[tokio::test]
async fn wrong_fields_are_told_by_the_path_in_the_users_own_call() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http(&sandbox);
    let channel = general(&sandbox);
    let long = Embed::new().field("fine", "fine", false).field("long", "x".repeat(1025), false).color(0x0100_0000);
    let error =
        http.create_message(channel).content("y".repeat(2001)).embed(Embed::new()).embed(long).await.unwrap_err();
    assert_eq!(
        rendered(&error, &[("CHANNEL", channel.get())]),
        "\
create_message (POST /channels/CHANNEL/messages) was refused with 400, code 50035 INVALID_FORM_BODY_OR_CONTENT_TYPE: Invalid Form Body
  content: Must be 2000 or fewer in length. (BASE_TYPE_MAX_LENGTH)
  embeds[1].color: int value should be less than or equal to 16777215. (NUMBER_TYPE_MAX)
  embeds[1].fields[1].value: Must be 1024 or fewer in length. (BASE_TYPE_MAX_LENGTH)"
    );
    let HttpError::Api(error) = error else { panic!("{error:?}") };
    assert_eq!(error.fields[2].path, "embeds[1].fields[1].value");
    assert!(sandbox.messages(channel).is_empty());
}

#[tokio::test]
async fn missing_permissions_say_where_to_look() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = http(&sandbox);
    let guild = sandbox.guild("Greenroom");
    let channel = general(&sandbox);
    let send_messages = 1 << 11;
    let view_channel = 1 << 10;
    guild.channel("general").overwrite_member(sandbox.bot().id(), 0, send_messages);
    let error = http.create_message(channel).content("hi").await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::MISSING_PERMISSIONS));
    assert_eq!(
        rendered(&error, &[("CHANNEL", channel.get())]),
        "\
create_message (POST /channels/CHANNEL/messages) was refused with 403, code 50013 MISSING_PERMISSIONS: Missing Permissions
  a role of the bot lacks the permission for this, or the target stands higher than the bot's highest role: Server Settings, Roles, and the channel's own overwrites"
    );
    guild.channel("general").overwrite_member(sandbox.bot().id(), 0, view_channel);
    let error = http.create_message(channel).content("hi").await.unwrap_err();
    assert_eq!(
        rendered(&error, &[("CHANNEL", channel.get())]),
        "\
create_message (POST /channels/CHANNEL/messages) was refused with 403, code 50001 MISSING_ACCESS: Missing Access
  the bot is not in that guild, or lacks VIEW_CHANNEL in that channel: look at the channel's permissions for the bot's roles"
    );
}

#[tokio::test]
async fn everyday_refusals_have_their_codes() {
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
