//! Joining voice channels for a voice client of another crate.

use greenroom::{
    BotGuard, Error,
    gateway::CommandError,
    prelude::*,
    sandbox::Sandbox,
    voice::{VoiceCredentials, VoiceUpdate},
};

use crate::common::{SOON, patient, patient_sandbox};

/// Uses nothing.
struct Idle;

#[event_handler(intents(GUILDS, GUILD_VOICE_STATES))]
impl EventHandler for Idle {
    async fn ready(&self, _: &Context, _: &Ready) -> HandlerResult {
        Ok(())
    }
}

async fn bot(sandbox: &Sandbox) -> BotGuard {
    patient(sandbox).handler(Idle).spawn().await.unwrap()
}

async fn next(updates: &mut greenroom::voice::VoiceUpdates) -> VoiceUpdate {
    tokio::time::timeout(SOON, updates.next()).await.expect("no update came").expect("the bot has ended")
}

fn connect(update: VoiceUpdate) -> VoiceCredentials {
    match update {
        VoiceUpdate::Connect(credentials) => credentials,
        other => panic!("{other:?}"),
    }
}

#[greenroom::test]
async fn both_events_of_a_join_are_handed_over_and_those_of_a_move_too() {
    let sandbox = patient_sandbox().await;
    let guild = sandbox.guild("Greenroom");
    let (lounge, studio) = (guild.voice_channel("Lounge"), guild.voice_channel("Studio"));
    let bot = bot(&sandbox).await;
    // The voice states of others are not those of the bot.
    let alice = sandbox.user("alice");
    alice.join(&guild);
    alice.join_voice(&studio);
    let mut updates = bot.voice_updates(guild.id());

    let joined = bot.join_voice(guild.id(), lounge.id()).await.unwrap();
    assert_eq!((joined.guild_id, joined.channel_id), (guild.id(), lounge.id()));
    assert_eq!(joined.user_id, sandbox.bot().id());
    assert_eq!(joined.endpoint, "sandbox.invalid:443");
    assert!(!joined.token.is_empty() && !joined.session_id.is_empty());
    assert_eq!(connect(next(&mut updates).await), joined);

    // The server goes away, and another one takes over.
    let server = |endpoint: &str| format!(r#"{{"guild_id":"{}","token":"new","endpoint":{endpoint}}}"#, guild.id());
    sandbox.faults().dispatch("VOICE_SERVER_UPDATE", &server("null"));
    sandbox.faults().dispatch("VOICE_SERVER_UPDATE", &server(r#""other.invalid:443""#));
    let moved = connect(next(&mut updates).await);
    assert_eq!((moved.endpoint.as_str(), moved.token.as_str()), ("other.invalid:443", "new"));
    assert_eq!(moved.session_id, joined.session_id);

    let other = bot.join_voice(guild.id(), studio.id()).await.unwrap();
    assert_eq!(other.channel_id, studio.id());
    while connect(next(&mut updates).await) != other {}
    bot.leave_voice(guild.id()).await.unwrap();
    assert_eq!(next(&mut updates).await, VoiceUpdate::Left);
    bot.stop().await;
}

#[greenroom::test]
async fn without_an_answer_the_error_says_what_is_missing() {
    let sandbox = patient_sandbox().await;
    let guild = sandbox.guild("Greenroom");
    let lounge = guild.voice_channel("Lounge");
    let alice = sandbox.user("alice");
    alice.join(&guild);
    alice.join_voice(&lounge);
    lounge.set_user_limit(1);
    guild.set_bot_permissions(Permissions::VIEW_CHANNEL | Permissions::CONNECT);
    let running = bot(&sandbox).await;
    let error = running.join_voice(guild.id(), lounge.id()).await.unwrap_err();
    assert!(matches!(error, Error::VoiceTimeout { channel, .. } if channel == lounge.id()), "{error}");
    assert!(error.to_string().contains("neither VOICE_STATE_UPDATE nor VOICE_SERVER_UPDATE"), "{error}");
    running.stop().await;

    let blind = patient(&sandbox).handler(Idle).intents(Intents::GUILDS).spawn().await.unwrap();
    let error = blind.join_voice(guild.id(), lounge.id()).await.unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::MissingIntent { .. })), "{error}");
    blind.stop().await;
}
