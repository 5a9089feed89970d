//! Each of the 79 events from the sandbox over a real socket to its method of a handler, and what comes after them: an
//! event that nobody knows, one that is broken, and the resume that shows that all of them were counted.
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::common::{Diary, builder, patient};
use greenroom::event::*;
use greenroom::prelude::*;
use greenroom::sandbox::ResumeOutcome;
use serde::Serialize;
use serde_json::{Value, json};

/// Writes down which method was called, and with what.
#[derive(Clone, Default)]
struct Recorder {
    diary: Diary,
    seen: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Recorder {
    fn record(&self, method: &str, event: &impl Serialize) {
        self.seen.lock().unwrap().push((method.to_owned(), serde_json::to_value(event).unwrap()));
        self.diary.write(method);
    }
}

/// A handler that has all methods, and what each dispatch is when it was read and written.
macro_rules! recorder {
    ($($name:literal $payload:ident $method:ident;)+) => {
        #[event_handler(intents(GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT))]
        impl EventHandler for Recorder {
            $(
                async fn $method(&self, _: &Context, event: &$payload) -> HandlerResult {
                    self.record($name, event);
                    Ok(())
                }
            )+

            async fn unknown_event(&self, _: &Context, event: &UnknownEvent) -> HandlerResult {
                self.record(&format!("unknown {}", event.name), &event.raw);
                Ok(())
            }

            async fn undecoded_event(&self, _: &Context, event: &Undecoded) -> HandlerResult {
                self.record(&format!("undecoded {}", event.name), &json!([event.path, event.raw]));
                Ok(())
            }
        }

        fn read_and_written(name: &str, json: &str) -> Value {
            match name {
                $($name => serde_json::to_value(serde_json::from_str::<$payload>(json).unwrap()).unwrap(),)+
                name => panic!("{name} has no method"),
            }
        }
    };
}

recorder! {
    "READY" Ready ready;
    "RESUMED" Resumed resumed;
    "RATE_LIMITED" RateLimited rate_limited;
    "GUILD_CREATE" GuildCreate guild_create;
    "GUILD_UPDATE" GuildUpdate guild_update;
    "GUILD_DELETE" GuildDelete guild_delete;
    "GUILD_BAN_ADD" BanAdd ban_add;
    "GUILD_BAN_REMOVE" BanRemove ban_remove;
    "GUILD_AUDIT_LOG_ENTRY_CREATE" AuditLogEntryCreate audit_log_entry_create;
    "GUILD_EMOJIS_UPDATE" EmojisUpdate emojis_update;
    "GUILD_STICKERS_UPDATE" StickersUpdate stickers_update;
    "GUILD_INTEGRATIONS_UPDATE" IntegrationsUpdate integrations_update;
    "INTEGRATION_CREATE" IntegrationCreate integration_create;
    "INTEGRATION_UPDATE" IntegrationUpdate integration_update;
    "INTEGRATION_DELETE" IntegrationDelete integration_delete;
    "INVITE_CREATE" InviteCreate invite_create;
    "INVITE_DELETE" InviteDelete invite_delete;
    "WEBHOOKS_UPDATE" WebhooksUpdate webhooks_update;
    "AUTO_MODERATION_RULE_CREATE" AutoModerationRuleCreate auto_moderation_rule_create;
    "AUTO_MODERATION_RULE_UPDATE" AutoModerationRuleUpdate auto_moderation_rule_update;
    "AUTO_MODERATION_RULE_DELETE" AutoModerationRuleDelete auto_moderation_rule_delete;
    "AUTO_MODERATION_ACTION_EXECUTION" AutoModerationActionExecution auto_moderation_action_execution;
    "GUILD_SCHEDULED_EVENT_CREATE" ScheduledEventCreate scheduled_event_create;
    "GUILD_SCHEDULED_EVENT_UPDATE" ScheduledEventUpdate scheduled_event_update;
    "GUILD_SCHEDULED_EVENT_DELETE" ScheduledEventDelete scheduled_event_delete;
    "GUILD_SCHEDULED_EVENT_USER_ADD" ScheduledEventUserAdd scheduled_event_user_add;
    "GUILD_SCHEDULED_EVENT_USER_REMOVE" ScheduledEventUserRemove scheduled_event_user_remove;
    "GUILD_ROLE_CREATE" RoleCreate role_create;
    "GUILD_ROLE_UPDATE" RoleUpdate role_update;
    "GUILD_ROLE_DELETE" RoleDelete role_delete;
    "GUILD_MEMBER_ADD" MemberAdd member_add;
    "GUILD_MEMBER_UPDATE" MemberUpdate member_update;
    "GUILD_MEMBER_REMOVE" MemberRemove member_remove;
    "GUILD_MEMBERS_CHUNK" MembersChunk members_chunk;
    "CHANNEL_CREATE" ChannelCreate channel_create;
    "CHANNEL_UPDATE" ChannelUpdate channel_update;
    "CHANNEL_DELETE" ChannelDelete channel_delete;
    "CHANNEL_PINS_UPDATE" ChannelPinsUpdate channel_pins_update;
    "CHANNEL_INFO" ChannelInfo channel_info;
    "VOICE_CHANNEL_STATUS_UPDATE" VoiceChannelStatusUpdate voice_channel_status_update;
    "VOICE_CHANNEL_START_TIME_UPDATE" VoiceChannelStartTimeUpdate voice_channel_start_time_update;
    "THREAD_CREATE" ThreadCreate thread_create;
    "THREAD_UPDATE" ThreadUpdate thread_update;
    "THREAD_DELETE" ThreadDelete thread_delete;
    "THREAD_LIST_SYNC" ThreadListSync thread_list_sync;
    "THREAD_MEMBER_UPDATE" ThreadMemberUpdate thread_member_update;
    "THREAD_MEMBERS_UPDATE" ThreadMembersUpdate thread_members_update;
    "MESSAGE_CREATE" MessageCreate message_create;
    "MESSAGE_UPDATE" MessageUpdate message_update;
    "MESSAGE_DELETE" MessageDelete message_delete;
    "MESSAGE_DELETE_BULK" MessageDeleteBulk message_delete_bulk;
    "MESSAGE_REACTION_ADD" ReactionAdd reaction_add;
    "MESSAGE_REACTION_REMOVE" ReactionRemove reaction_remove;
    "MESSAGE_REACTION_REMOVE_ALL" ReactionRemoveAll reaction_remove_all;
    "MESSAGE_REACTION_REMOVE_EMOJI" ReactionRemoveEmoji reaction_remove_emoji;
    "MESSAGE_POLL_VOTE_ADD" PollVoteAdd poll_vote_add;
    "MESSAGE_POLL_VOTE_REMOVE" PollVoteRemove poll_vote_remove;
    "TYPING_START" TypingStart typing_start;
    "PRESENCE_UPDATE" PresenceUpdate presence_update;
    "USER_UPDATE" UserUpdate user_update;
    "VOICE_STATE_UPDATE" VoiceStateUpdate voice_state_update;
    "VOICE_SERVER_UPDATE" VoiceServerUpdate voice_server_update;
    "VOICE_CHANNEL_EFFECT_SEND" VoiceChannelEffectSend voice_channel_effect_send;
    "STAGE_INSTANCE_CREATE" StageInstanceCreate stage_instance_create;
    "STAGE_INSTANCE_UPDATE" StageInstanceUpdate stage_instance_update;
    "STAGE_INSTANCE_DELETE" StageInstanceDelete stage_instance_delete;
    "GUILD_SOUNDBOARD_SOUND_CREATE" SoundboardSoundCreate soundboard_sound_create;
    "GUILD_SOUNDBOARD_SOUND_UPDATE" SoundboardSoundUpdate soundboard_sound_update;
    "GUILD_SOUNDBOARD_SOUND_DELETE" SoundboardSoundDelete soundboard_sound_delete;
    "GUILD_SOUNDBOARD_SOUNDS_UPDATE" SoundboardSoundsUpdate soundboard_sounds_update;
    "SOUNDBOARD_SOUNDS" SoundboardSounds soundboard_sounds;
    "INTERACTION_CREATE" InteractionCreate interaction_create;
    "APPLICATION_COMMAND_PERMISSIONS_UPDATE" ApplicationCommandPermissionsUpdate application_command_permissions_update;
    "ENTITLEMENT_CREATE" EntitlementCreate entitlement_create;
    "ENTITLEMENT_UPDATE" EntitlementUpdate entitlement_update;
    "ENTITLEMENT_DELETE" EntitlementDelete entitlement_delete;
    "SUBSCRIPTION_CREATE" SubscriptionCreate subscription_create;
    "SUBSCRIPTION_UPDATE" SubscriptionUpdate subscription_update;
    "SUBSCRIPTION_DELETE" SubscriptionDelete subscription_delete;
}

fn fixtures() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/events");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap()))
        .collect()
}

#[greenroom::test]
async fn every_event_comes_to_its_method_once_with_its_value() {
    let sandbox = builder().heartbeat_interval(crate::common::BEAT * 3).default_world(false).start().await.unwrap();
    let recorder = Recorder::default();
    let running = patient(&sandbox).handler(recorder.clone()).spawn().await.unwrap();
    recorder.diary.expect("READY").await;
    let session = running.handle().shard(0).unwrap().session_id;
    recorder.seen.lock().unwrap().clear();

    let fixtures = fixtures();
    assert_eq!(fixtures.len(), 79);
    let shard = sandbox.faults().on(0);
    for (name, json) in &fixtures {
        shard.dispatch(name, json);
    }
    shard.dispatch("SOMETHING_NEW", r#"{"guild_id":"1","new":[true]}"#);
    shard.dispatch("MESSAGE_CREATE", r#"{"id":"1","channel_id":{"not":"an id"}}"#);
    for name in fixtures.keys() {
        recorder.diary.expect_times(name, if name == "READY" { 2 } else { 1 }).await;
    }
    recorder.diary.expect("unknown SOMETHING_NEW").await;
    recorder.diary.expect("undecoded MESSAGE_CREATE").await;

    let mut seen = std::mem::take(&mut *recorder.seen.lock().unwrap());
    seen.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        seen.len(),
        fixtures.len() + 2,
        "each once: {:?}",
        seen.iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
    for (name, value) in seen {
        let expected = match name.as_str() {
            "unknown SOMETHING_NEW" => json!({"guild_id": "1", "new": [true]}),
            "undecoded MESSAGE_CREATE" => json!(["channel_id", r#"{"id":"1","channel_id":{"not":"an id"}}"#]),
            name => read_and_written(name, &fixtures[name]),
        };
        assert_eq!(value, expected, "{name}");
    }

    // The session is the one that the real READY began, and it has counted every dispatch: the real READY, the
    // fixtures, the unknown one and the broken one.
    shard.drop_connections();
    recorder.diary.expect_times("RESUMED", 2).await;
    let resume = sandbox.resumes().pop().unwrap();
    assert_eq!(Some(resume.session.as_str()), session.as_deref());
    assert_eq!((resume.seq, resume.outcome), (1 + 79 + 2, ResumeOutcome::Resumed(0)));
    running.handle().stop().await;
    running.wait().await.unwrap();
}
