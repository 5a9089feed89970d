//! Every operation against the sandbox: what is sent arrives, what is answered is read.

use greenroom::model::{
    AllowedMentions, ChannelKind, Embed, Field, InteractionResponse, Message, MessageFlags, MessageKind, ReactionEmoji,
};
use greenroom::rest::{ErrorCode, Http, HttpError};
use greenroom::sandbox::{RestBucket, Sandbox};
use serde_json::json;

use crate::rest::{general, http};

async fn sandbox_and_http() -> (Sandbox, Http) {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_rest_limit(RestBucket::Reactions, 1000, std::time::Duration::from_secs(1));
    let http = http(&sandbox);
    (sandbox, http)
}

#[tokio::test]
async fn the_gateway_and_oneself() {
    let (sandbox, http) = sandbox_and_http().await;
    assert_eq!(http.gateway().await.unwrap().url, sandbox.gateway_url());
    let info = http.gateway_bot().await.unwrap();
    assert_eq!((info.url, info.shards), (sandbox.gateway_url(), 1));
    assert_eq!((info.session_start_limit.total, info.session_start_limit.max_concurrency), (1000, 1));
    let own = http.current_user().await.unwrap();
    assert_eq!(own.id, sandbox.bot().id());
    assert_eq!(http.user(own.id).await.unwrap().username, own.username);
    let application = http.current_application().await.unwrap();
    assert_eq!(application.id, own.id.get());
    assert!(!application.all_flags().is_empty());
}

#[tokio::test]
async fn channels_and_direct_messages() {
    let (sandbox, http) = sandbox_and_http().await;
    let channel = http.channel(general(&sandbox)).await.unwrap();
    assert_eq!((channel.name.as_deref(), channel.kind), (Some("general"), ChannelKind::GuildText));
    assert_eq!(channel.guild_id, Some(sandbox.guild("Greenroom").id()));
    channel.id.trigger_typing(&http).await.unwrap();

    let alice = sandbox.user("alice");
    let direct = alice.id().create_dm(&http).await.unwrap();
    assert_eq!(direct.kind, ChannelKind::Dm);
    assert_eq!(http.create_dm(alice.id()).await.unwrap().id, direct.id, "there is one between two");
    direct.say(&http, "psst").await.unwrap();
    assert_eq!(sandbox.messages(direct.id)[0].content, "psst");
}

#[tokio::test]
async fn a_message_is_written_changed_and_deleted() {
    let (sandbox, http) = sandbox_and_http().await;
    let channel = general(&sandbox);
    let question = sandbox.user("alice").say(channel, "What is the weather?");

    let embed = Embed::new().title("Weather").description("Rain.").color(0x3b_82_f6).field("Wind", "NW 4", true);
    let answer = http
        .create_message(channel)
        .content("Look: <@&1> @everyone")
        .embed(embed.clone())
        .reply_to(question)
        .flags(MessageFlags::SUPPRESS_NOTIFICATIONS)
        .allowed_mentions(AllowedMentions::none())
        .await
        .unwrap();
    assert_eq!(answer.kind, MessageKind::Reply);
    assert_eq!(answer.message_reference.as_ref().and_then(|it| it.message_id), Some(question));
    assert!(matches!(&answer.referenced_message, Field::Value(asked) if asked.content == "What is the weather?"));
    assert_eq!(answer.embeds[0].title, embed.title);
    assert!(!answer.mention_everyone && answer.mentions.is_empty());

    let edited = answer.edit(&http).content("Listen:").clear_embeds().await.unwrap();
    assert_eq!((edited.content.as_str(), edited.embeds.len()), ("Listen:", 0));
    assert!(edited.edited_timestamp.is_some());
    let edited = http.update_message(channel, answer.id).embed(embed).clear_content().await.unwrap();
    assert_eq!((edited.content.as_str(), edited.embeds.len()), ("", 1));

    let read: Message = http.message(channel, answer.id).await.unwrap();
    assert_eq!(read.id, answer.id);
    read.delete(&http).await.unwrap();
    let gone = http.message(channel, answer.id).await.unwrap_err();
    assert_eq!((gone.code(), gone.is_not_found()), (Some(ErrorCode::UNKNOWN_MESSAGE), true));
}

#[tokio::test]
async fn messages_are_read_in_pages() {
    let (sandbox, http) = sandbox_and_http().await;
    let channel = general(&sandbox);
    let alice = sandbox.user("alice");
    let ids: Vec<_> = (0..10).map(|number| alice.say(channel, &number.to_string())).collect();
    let newest_first = |messages: Vec<Message>| messages.iter().map(|it| it.content.to_string()).collect::<String>();
    assert_eq!(newest_first(http.messages(channel).limit(3).await.unwrap()), "987");
    assert_eq!(newest_first(http.messages(channel).before(ids[5]).limit(2).await.unwrap()), "43");
    assert_eq!(newest_first(http.messages(channel).after(ids[5]).limit(2).await.unwrap()), "76");
    assert_eq!(newest_first(http.messages(channel).around(ids[5]).limit(4).await.unwrap()), "7654");
    let error = http.messages(channel).limit(101).unchecked().await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::INVALID_FORM_BODY_OR_CONTENT_TYPE));

    http.bulk_delete_messages(channel, &ids[..8]).reason("tidying ✓").await.unwrap();
    assert_eq!(newest_first(http.messages(channel).await.unwrap()), "98");
}

#[tokio::test]
async fn reactions_are_added_and_removed() {
    let (sandbox, http) = sandbox_and_http().await;
    let channel = general(&sandbox);
    let alice = sandbox.user("alice");
    let id = alice.say(channel, "react to me");
    let guild = sandbox.guild("Greenroom");
    let party = ReactionEmoji::custom(guild.create_emoji("partyparrot"), "partyparrot");

    let message = http.message(channel, id).await.unwrap();
    message.react(&http, "👍").await.unwrap();
    message.react(&http, '🎉').await.unwrap();
    message.react(&http, party.mention().to_string()).await.unwrap();
    alice.react(channel, id, "👍");

    let reactions = http.message(channel, id).await.unwrap().reactions;
    let counts: Vec<_> = reactions.iter().map(|it| (it.emoji.to_string(), it.count, it.me)).collect();
    assert_eq!(counts, [("👍".into(), 2, true), ("🎉".into(), 1, true), (party.to_string(), 1, true)]);
    let users = http.reactions(channel, id, "👍").limit(100).await.unwrap();
    assert_eq!(users.len(), 2);
    let rest = http.reactions(channel, id, "👍").after(users[0].id).await.unwrap();
    assert_eq!(rest.len(), 1);

    http.delete_own_reaction(channel, id, "👍").await.unwrap();
    http.delete_reaction(channel, id, "👍", alice.id()).await.unwrap();
    http.delete_reactions_of(channel, id, &party).await.unwrap();
    assert_eq!(http.message(channel, id).await.unwrap().reactions.len(), 1);
    http.delete_all_reactions(channel, id).await.unwrap();
    assert!(http.message(channel, id).await.unwrap().reactions.is_empty());
    let error = message.react(&http, "thumbsup").await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::UNKNOWN_EMOJI));
}

/// Takes an interaction's id and token out of the sandbox, as an event would bring them.
async fn interaction(sandbox: &Sandbox) -> (greenroom::model::InteractionId, String) {
    let channel = general(sandbox);
    let id = sandbox.user("alice").interacts(channel, 2, json!({"id": "1", "name": "roll", "type": 1}));
    (id, sandbox.interaction_token(id).unwrap())
}

#[tokio::test]
async fn an_interaction_is_answered_changed_and_followed_up() {
    let (sandbox, http) = sandbox_and_http().await;
    let application = http.current_application().await.unwrap().id;
    let (id, token) = interaction(&sandbox).await;
    let hello = InteractionResponse::message("Hello.").ephemeral();
    http.create_interaction_response(id, &token, &hello).await.unwrap();
    let again = http.create_interaction_response(id, &token, &hello).await.unwrap_err();
    assert_eq!(again.code(), Some(ErrorCode::INTERACTION_HAS_ALREADY_BEEN_ACKNOWLEDGED));

    let first = http.interaction_response(application, &token).await.unwrap();
    assert_eq!(first.content, "Hello.");
    assert!(first.flags.contains(MessageFlags::EPHEMERAL));
    let changed = http.update_interaction_response(application, &token).content("Hello again.").await.unwrap();
    assert_eq!((changed.id, changed.content.as_str()), (first.id, "Hello again."));

    let more =
        http.create_followup(application, &token).content("And more.").embed(Embed::new().title("!")).await.unwrap();
    let read = http.followup(application, &token, more.id).await.unwrap();
    assert_eq!(read.content, "And more.");
    http.update_followup(application, &token, more.id).content("And less.").await.unwrap();
    http.delete_followup(application, &token, more.id).await.unwrap();
    assert!(http.followup(application, &token, more.id).await.unwrap_err().is_not_found());
    http.delete_interaction_response(application, &token).await.unwrap();
    assert!(sandbox.requests().iter().all(|request| !request.path.contains(&token)), "tokens are not journalled");
}

#[tokio::test]
async fn a_deferred_answer_is_given_by_editing() {
    let (sandbox, http) = sandbox_and_http().await;
    let application = http.current_application().await.unwrap().id;
    let (id, token) = interaction(&sandbox).await;
    http.create_interaction_response(id, &token, &InteractionResponse::defer()).await.unwrap();
    let loading = http.interaction_response(application, &token).await.unwrap();
    assert!(loading.flags.contains(MessageFlags::LOADING));
    http.update_interaction_response(application, &token).content("Done.").await.unwrap();
    assert_eq!(http.interaction_response(application, &token).await.unwrap().content, "Done.");
    assert_eq!(sandbox.messages(general(&sandbox)).last().unwrap().content, "Done.");
}

#[tokio::test]
async fn callbacks_must_match_their_interaction() {
    let (sandbox, http) = sandbox_and_http().await;
    let (id, token) = interaction(&sandbox).await;
    let update = http.create_interaction_response(id, &token, &InteractionResponse::update("no")).await.unwrap_err();
    let HttpError::Api(error) = update else { panic!("{update:?}") };
    assert_eq!(error.fields[0].path, "type");
}
