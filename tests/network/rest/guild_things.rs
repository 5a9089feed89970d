//! What each method about the things of a guild sends (events, templates, rules, emoji, stickers, sounds, stages,
//! voice, invites): a row for each, with every field it has.

use futures_util::TryStreamExt;
use greenroom::model::*;
use greenroom::rest::{Http, Pages};
use serde_json::json;

use crate::rest::guilds::{CHANNEL, EMOJI, END, GUILD, PNG, ROLE, START, USER, end, png, start};
use crate::rest::script::Script;
use crate::rest::wire::{WHY, Wire};

const EVENT: ScheduledEventId = ScheduledEventId::new(9);
const EXCEPTION: ScheduledEventExceptionId = ScheduledEventExceptionId::new(10);

#[tokio::test]
async fn scheduled_events() {
    const ANSWER: &str = r#"{"id":"9","status":1,"entity_type":3}"#;
    const DIFFERENT: &str = r#"{"event_id":"9","event_exception_id":"10"}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    let rule = RecurrenceRule::daily(start());
    let written = json!({"start": START, "end": null, "frequency": 3, "interval": 1, "by_weekday": null,
        "by_n_weekday": null, "by_month": null, "by_month_day": null, "by_year_day": null, "count": null});
    wire.call(http.scheduled_events(GUILD).with_user_count(true), "[]")
        .await
        .reads("GET /guilds/5/scheduled-events?with_user_count=true");
    wire.call(http.scheduled_event(GUILD, EVENT).with_user_count(false), ANSWER)
        .await
        .reads("GET /guilds/5/scheduled-events/9?with_user_count=false");
    let create = http
        .create_scheduled_event(GUILD, "Quiz", start(), ScheduledEventEntity::External)
        .location("The park")
        .scheduled_end_time(end())
        .description("Ten questions")
        .image(png())
        .recurrence_rule(rule.clone())
        .reason(WHY);
    wire.call(create, ANSWER).await.audited(
        "POST /guilds/5/scheduled-events",
        json!({"name": "Quiz", "scheduled_start_time": START, "entity_type": 3, "privacy_level": 2,
            "entity_metadata": {"location": "The park"}, "scheduled_end_time": END, "description": "Ten questions",
            "image": PNG, "recurrence_rule": written}),
    );
    let in_voice = http
        .create_scheduled_event(GUILD, "Quiz", start(), ScheduledEventEntity::Voice)
        .channel_id(CHANNEL)
        .privacy_level(PrivacyLevel::Unknown(3));
    wire.call(in_voice, ANSWER).await.writes(
        "POST /guilds/5/scheduled-events",
        json!({"name": "Quiz", "scheduled_start_time": START, "entity_type": 2, "privacy_level": 3, "channel_id": "2"}),
    );
    let update = http
        .update_scheduled_event(GUILD, EVENT)
        .name("Quiz")
        .status(ScheduledEventStatus::Active)
        .scheduled_start_time(start())
        .scheduled_end_time(end())
        .entity_type(ScheduledEventEntity::External)
        .channel_id(CHANNEL)
        .location("The park")
        .description("Ten questions")
        .image(png())
        .privacy_level(PrivacyLevel::GuildOnly)
        .recurrence_rule(rule)
        .reason(WHY);
    wire.call(update, ANSWER).await.audited(
        "PATCH /guilds/5/scheduled-events/9",
        json!({"name": "Quiz", "status": 2, "scheduled_start_time": START, "scheduled_end_time": END, "entity_type": 3,
            "channel_id": "2", "entity_metadata": {"location": "The park"}, "description": "Ten questions",
            "image": PNG, "privacy_level": 2, "recurrence_rule": written}),
    );
    let clearing = http
        .update_scheduled_event(GUILD, EVENT)
        .clear_scheduled_end_time()
        .clear_channel_id()
        .clear_entity_metadata()
        .clear_description()
        .clear_image()
        .clear_recurrence_rule();
    wire.call(clearing, ANSWER).await.writes(
        "PATCH /guilds/5/scheduled-events/9",
        json!({"scheduled_end_time": null, "channel_id": null, "entity_metadata": null, "description": null,
            "image": null, "recurrence_rule": null}),
    );
    wire.call(http.delete_scheduled_event(GUILD, EVENT), "").await.reads("DELETE /guilds/5/scheduled-events/9");
    wire.call(
        http.scheduled_event_users(GUILD, EVENT).with_member(true).limit(10).before(UserId::new(3)).after(USER),
        r#"[{"guild_scheduled_event_id":"9","user_id":"2"}]"#,
    )
    .await
    .reads("GET /guilds/5/scheduled-events/9/users?with_member=true&limit=10&before=3&after=1");
    wire.call(
        http.scheduled_event_user_counts(GUILD, EVENT).exceptions([EXCEPTION, ScheduledEventExceptionId::new(11)]),
        "{}",
    )
    .await
    .reads(
        "GET /guilds/5/scheduled-events/9/users/counts?guild_scheduled_event_exception_ids=10&\
         guild_scheduled_event_exception_ids=11",
    );
    let create = http
        .create_scheduled_event_exception(GUILD, EVENT, start())
        .scheduled_start_time(start())
        .scheduled_end_time(end())
        .is_canceled(false);
    wire.call(create, DIFFERENT).await.writes(
        "POST /guilds/5/scheduled-events/9/exceptions",
        json!({"original_scheduled_start_time": START, "scheduled_start_time": START, "scheduled_end_time": END,
            "is_canceled": false}),
    );
    let update = http
        .update_scheduled_event_exception(GUILD, EVENT, EXCEPTION)
        .scheduled_start_time(start())
        .scheduled_end_time(end())
        .is_canceled(true);
    wire.call(update, DIFFERENT).await.writes(
        "PATCH /guilds/5/scheduled-events/9/exceptions/10",
        json!({"scheduled_start_time": START, "scheduled_end_time": END, "is_canceled": true}),
    );
    let clearing = http
        .update_scheduled_event_exception(GUILD, EVENT, EXCEPTION)
        .clear_scheduled_start_time()
        .clear_scheduled_end_time();
    wire.call(clearing, DIFFERENT).await.writes(
        "PATCH /guilds/5/scheduled-events/9/exceptions/10",
        json!({"scheduled_start_time": null, "scheduled_end_time": null}),
    );
    wire.call(http.delete_scheduled_event_exception(GUILD, EVENT, EXCEPTION), "")
        .await
        .reads("DELETE /guilds/5/scheduled-events/9/exceptions/10");
    let users = http
        .scheduled_event_exception_users(GUILD, EVENT, EXCEPTION)
        .with_member(false)
        .limit(10)
        .before(UserId::new(3))
        .after(USER);
    wire.call(users, "[]")
        .await
        .reads("GET /guilds/5/scheduled-events/9/10/users?with_member=false&limit=10&before=3&after=1");
    wire.covers(&["guild_scheduled_event"]);
}

#[tokio::test]
async fn templates() {
    let answer = format!(
        r#"{{"code":"x","creator_id":"1","created_at":"{START}","updated_at":"{START}","source_guild_id":"5",
        "serialized_source_guild":{{"name":"g"}}}}"#
    );
    let wire = Wire::start().await;
    let http = &wire.http;
    wire.call(http.template("hgM 48"), &answer).await.reads("GET /guilds/templates/hgM%2048");
    wire.call(http.guild_templates(GUILD), "[]").await.reads("GET /guilds/5/templates");
    wire.call(http.create_template(GUILD, "Copy").description("Of a guild"), &answer)
        .await
        .writes("POST /guilds/5/templates", json!({"name": "Copy", "description": "Of a guild"}));
    wire.call(http.sync_template(GUILD, "x"), &answer).await.reads("PUT /guilds/5/templates/x");
    wire.call(http.update_template(GUILD, "x").name("Copy").description("Of a guild"), &answer)
        .await
        .writes("PATCH /guilds/5/templates/x", json!({"name": "Copy", "description": "Of a guild"}));
    wire.call(http.update_template(GUILD, "x").clear_description(), &answer)
        .await
        .writes("PATCH /guilds/5/templates/x", json!({"description": null}));
    wire.call(http.delete_template(GUILD, "x"), &answer).await.reads("DELETE /guilds/5/templates/x");
    wire.covers(&["guild_template"]);
}

#[tokio::test]
async fn audit_log_and_auto_moderation() {
    const RULE: &str = r#"{"id":"6","guild_id":"5","name":"r","creator_id":"1","event_type":1,"trigger_type":1,
    "trigger_metadata":{}}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    let entries = http
        .audit_log(GUILD)
        .user_id(USER)
        .target_id(ROLE)
        .action_type(AuditLogAction::MemberKick)
        .before(AuditLogEntryId::new(4))
        .after(AuditLogEntryId::new(3))
        .limit(10);
    wire.call(entries, "{}")
        .await
        .reads("GET /guilds/5/audit-logs?user_id=1&target_id=7&action_type=20&before=4&after=3&limit=10");

    let rule = AutoModerationRuleId::new(6);
    let mut metadata = AutoModerationTriggerMetadata::default();
    metadata.keyword_filter = vec!["bad*".into()];
    let actions = [AutoModerationAction::block_message(), AutoModerationAction::timeout(60)];
    let body = json!({"name": "Words", "event_type": 1, "trigger_type": 1,
        "trigger_metadata": {"keyword_filter": ["bad*"]},
        "actions": [{"type": 1}, {"type": 3, "metadata": {"duration_seconds": 60}}], "enabled": true,
        "exempt_roles": ["7"], "exempt_channels": ["2"]});
    wire.call(http.auto_moderation_rules(GUILD), "[]").await.reads("GET /guilds/5/auto-moderation/rules");
    wire.call(http.auto_moderation_rule(GUILD, rule), RULE).await.reads("GET /guilds/5/auto-moderation/rules/6");
    let create = http
        .create_auto_moderation_rule(GUILD, "Words", AutoModerationEvent::MessageSend, AutoModerationTrigger::Keyword)
        .trigger_metadata(metadata.clone())
        .actions(actions.clone())
        .enabled(true)
        .exempt_roles([ROLE])
        .exempt_channels([CHANNEL])
        .reason(WHY);
    wire.call(create, RULE).await.audited("POST /guilds/5/auto-moderation/rules", body.clone());
    let update = http
        .update_auto_moderation_rule(GUILD, rule)
        .name("Words")
        .event_type(AutoModerationEvent::MessageSend)
        .trigger_type(AutoModerationTrigger::Keyword)
        .trigger_metadata(metadata)
        .actions(actions)
        .enabled(true)
        .exempt_roles([ROLE])
        .exempt_channels([CHANNEL])
        .reason(WHY);
    wire.call(update, RULE).await.audited("PATCH /guilds/5/auto-moderation/rules/6", body);
    wire.call(http.delete_auto_moderation_rule(GUILD, rule).reason(WHY), "")
        .await
        .audited("DELETE /guilds/5/auto-moderation/rules/6", json!(null));
    wire.covers(&["audit_log", "auto_moderation"]);
}

#[tokio::test]
async fn emoji() {
    const ANSWER: &str = r#"{"id":"8","name":"party"}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    let application = ApplicationId::new(4);
    wire.call(http.guild_emojis(GUILD), "[]").await.reads("GET /guilds/5/emojis");
    wire.call(http.guild_emoji(GUILD, EMOJI), ANSWER).await.reads("GET /guilds/5/emojis/8");
    wire.call(http.create_emoji(GUILD, "party", &png()).roles([ROLE]).reason(WHY), ANSWER)
        .await
        .audited("POST /guilds/5/emojis", json!({"name": "party", "image": PNG, "roles": ["7"]}));
    wire.call(http.update_emoji(GUILD, EMOJI).name("party").roles([ROLE]).reason(WHY), ANSWER)
        .await
        .audited("PATCH /guilds/5/emojis/8", json!({"name": "party", "roles": ["7"]}));
    wire.call(http.update_emoji(GUILD, EMOJI).clear_roles(), ANSWER)
        .await
        .writes("PATCH /guilds/5/emojis/8", json!({"roles": null}));
    wire.call(http.delete_emoji(GUILD, EMOJI).reason(WHY), "").await.audited("DELETE /guilds/5/emojis/8", json!(null));

    wire.call(http.application_emojis(application), r#"{"items":[]}"#).await.reads("GET /applications/4/emojis");
    wire.call(http.application_emoji(application, EMOJI), ANSWER).await.reads("GET /applications/4/emojis/8");
    wire.call(http.create_application_emoji(application, "party", &png()), ANSWER)
        .await
        .writes("POST /applications/4/emojis", json!({"name": "party", "image": PNG}));
    wire.call(http.update_application_emoji(application, EMOJI).name("party"), ANSWER)
        .await
        .writes("PATCH /applications/4/emojis/8", json!({"name": "party"}));
    wire.call(http.delete_application_emoji(application, EMOJI), "").await.reads("DELETE /applications/4/emojis/8");
    wire.covers(&["emoji"]);
}

#[tokio::test]
async fn stickers() {
    const ANSWER: &str = r#"{"id":"3","name":"wave","type":2,"format_type":1}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    let sticker = StickerId::new(3);
    wire.call(http.sticker(sticker), ANSWER).await.reads("GET /stickers/3");
    wire.call(http.sticker_packs(), r#"{"sticker_packs":[]}"#).await.reads("GET /sticker-packs");
    wire.call(http.sticker_pack(StickerPackId::new(6)), r#"{"id":"6","sku_id":"1"}"#)
        .await
        .reads("GET /sticker-packs/6");
    wire.call(http.guild_stickers(GUILD), "[]").await.reads("GET /guilds/5/stickers");
    wire.call(http.guild_sticker(GUILD, sticker), ANSWER).await.reads("GET /guilds/5/stickers/3");
    let file = json!({"filename": "wave.png", "type": "image/png", "bytes": "a picture"});
    let upload = || Upload::bytes("wave.png", "a picture");
    let create = http.create_sticker(GUILD, "wave", "hello", upload()).description("A hand").reason(WHY);
    wire.call(create, ANSWER).await.audited(
        "POST /guilds/5/stickers",
        json!({"name": "wave", "tags": "hello", "description": "A hand", "file": file}),
    );
    wire.call(http.create_sticker(GUILD, "wave", "hello", upload()), ANSWER)
        .await
        .writes("POST /guilds/5/stickers", json!({"name": "wave", "tags": "hello", "description": "", "file": file}));
    let update = http.update_sticker(GUILD, sticker).name("wave").tags("hello").description("A hand").reason(WHY);
    wire.call(update, ANSWER)
        .await
        .audited("PATCH /guilds/5/stickers/3", json!({"name": "wave", "tags": "hello", "description": "A hand"}));
    wire.call(http.update_sticker(GUILD, sticker).clear_description(), ANSWER)
        .await
        .writes("PATCH /guilds/5/stickers/3", json!({"description": null}));
    wire.call(http.delete_sticker(GUILD, sticker).reason(WHY), "")
        .await
        .audited("DELETE /guilds/5/stickers/3", json!(null));
    wire.covers(&["sticker"]);
}

#[tokio::test]
async fn sounds() {
    const ANSWER: &str = r#"{"sound_id":"3","name":"ding","volume":0.5,"emoji_id":null,"emoji_name":null}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    let sound = SoundId::new(3);
    wire.call(http.send_sound(CHANNEL, sound).source_guild_id(GUILD), "")
        .await
        .writes("POST /channels/2/send-soundboard-sound", json!({"sound_id": "3", "source_guild_id": "5"}));
    wire.call(http.default_sounds(), "[]").await.reads("GET /soundboard-default-sounds");
    wire.call(http.guild_sounds(GUILD), r#"{"items":[]}"#).await.reads("GET /guilds/5/soundboard-sounds");
    wire.call(http.guild_sound(GUILD, sound), ANSWER).await.reads("GET /guilds/5/soundboard-sounds/3");
    let create = http
        .create_sound(GUILD, "ding", &SoundData::ogg("OggS"))
        .volume(0.5)
        .emoji_id(EMOJI)
        .emoji_name("🔔")
        .reason(WHY);
    wire.call(create, ANSWER).await.audited(
        "POST /guilds/5/soundboard-sounds",
        json!({"name": "ding", "sound": "data:audio/ogg;base64,T2dnUw==", "volume": 0.5, "emoji_id": "8",
            "emoji_name": "🔔"}),
    );
    let update = http.update_sound(GUILD, sound).name("ding").volume(0.5).emoji_id(EMOJI).emoji_name("🔔").reason(WHY);
    wire.call(update, ANSWER).await.audited(
        "PATCH /guilds/5/soundboard-sounds/3",
        json!({"name": "ding", "volume": 0.5, "emoji_id": "8", "emoji_name": "🔔"}),
    );
    wire.call(http.update_sound(GUILD, sound).clear_volume().clear_emoji_id().clear_emoji_name(), ANSWER)
        .await
        .writes("PATCH /guilds/5/soundboard-sounds/3", json!({"volume": null, "emoji_id": null, "emoji_name": null}));
    wire.call(http.delete_sound(GUILD, sound).reason(WHY), "")
        .await
        .audited("DELETE /guilds/5/soundboard-sounds/3", json!(null));
    wire.covers(&["soundboard"]);
}

#[tokio::test]
async fn stages_and_voice() {
    const STAGE: &str = r#"{"id":"6","guild_id":"5","channel_id":"2","topic":"Ants","privacy_level":2}"#;
    const STATE: &str = r#"{"user_id":"1","channel_id":"2","session_id":"x"}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    wire.call(http.stage_instance(CHANNEL), STAGE).await.reads("GET /stage-instances/2");
    let create = http
        .create_stage_instance(CHANNEL, "Ants")
        .privacy_level(PrivacyLevel::GuildOnly)
        .send_start_notification(true)
        .guild_scheduled_event_id(EVENT)
        .reason(WHY);
    wire.call(create, STAGE).await.audited(
        "POST /stage-instances",
        json!({"channel_id": "2", "topic": "Ants", "privacy_level": 2, "send_start_notification": true,
            "guild_scheduled_event_id": "9"}),
    );
    let update = http.update_stage_instance(CHANNEL).topic("Bees").privacy_level(PrivacyLevel::GuildOnly).reason(WHY);
    wire.call(update, STAGE).await.audited("PATCH /stage-instances/2", json!({"topic": "Bees", "privacy_level": 2}));
    wire.call(http.delete_stage_instance(CHANNEL).reason(WHY), "")
        .await
        .audited("DELETE /stage-instances/2", json!(null));

    wire.call(http.voice_regions(), r#"[{"id":"us-west"}]"#).await.reads("GET /voice/regions");
    wire.call(http.current_user_voice_state(GUILD), STATE).await.reads("GET /guilds/5/voice-states/@me");
    wire.call(http.voice_state(GUILD, USER), STATE).await.reads("GET /guilds/5/voice-states/1");
    let ask = http
        .update_current_user_voice_state(GUILD)
        .channel_id(CHANNEL)
        .suppress(true)
        .request_to_speak_timestamp(start());
    wire.call(ask, "").await.writes(
        "PATCH /guilds/5/voice-states/@me",
        json!({"channel_id": "2", "suppress": true, "request_to_speak_timestamp": START}),
    );
    wire.call(http.update_current_user_voice_state(GUILD).clear_request_to_speak_timestamp(), "")
        .await
        .writes("PATCH /guilds/5/voice-states/@me", json!({"request_to_speak_timestamp": null}));
    wire.call(http.update_voice_state(GUILD, USER).channel_id(CHANNEL).suppress(false), "")
        .await
        .writes("PATCH /guilds/5/voice-states/1", json!({"channel_id": "2", "suppress": false}));
    wire.covers(&["stage_instance", "voice"]);
}

#[tokio::test]
async fn invites() {
    const ANSWER: &str = r#"{"type":0,"code":"x"}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    let invite = http
        .invite("0vCd")
        .with_counts(true)
        .guild_scheduled_event_id(EVENT)
        .target_channel_id(CHANNEL)
        .target_message_id(MessageId::new(3));
    wire.call(invite, ANSWER)
        .await
        .reads("GET /invites/0vCd?with_counts=true&guild_scheduled_event_id=9&target_channel_id=2&target_message_id=3");
    wire.call(http.delete_invite("x").reason(WHY), ANSWER).await.audited("DELETE /invites/x", json!(null));
    wire.call(http.invite_target_users("x"), "user_id\n1\n").await.reads("GET /invites/x/target-users");
    wire.call(http.update_invite_target_users("x", Upload::bytes("users.csv", "user_id\n1\n")), "").await.writes(
        "PUT /invites/x/target-users",
        json!({"target_users_file": {"filename": "users.csv", "type": "text/csv", "bytes": "user_id\n1\n"}}),
    );
    wire.call(http.invite_target_users_job("x"), r#"{"status":1}"#)
        .await
        .reads("GET /invites/x/target-users/job-status");
    wire.covers(&["invite"]);
}

/// How the second page of a list is asked for whose first page has one element.
async fn second_page<T>(list: impl Fn(&Http) -> Pages<T>, pages: [&'static str; 2]) -> String {
    let script = Script::start(move |number, _| (200, pages[number.min(1)].to_owned())).await;
    let all: Vec<T> = list(&script.http).try_collect().await.unwrap();
    assert_eq!((all.len(), script.asked().len()), (1, 2));
    script.asked()[1].line.clone()
}

#[tokio::test]
async fn lists_go_on_where_a_page_ended() {
    let bans = r#"[{"reason":null,"user":{"id":"3","username":"bob"}}]"#;
    let line = second_page(|http| http.guild_bans(GUILD).limit(1_u16).stream(), [bans, "[]"]).await;
    assert_eq!(line, "GET /guilds/5/bans?limit=1&after=3");

    let log = r#"{"audit_log_entries":[{"id":"9","action_type":1,"user_id":null,"target_id":null}]}"#;
    let line = second_page(|http| http.audit_log(GUILD).user_id(USER).limit(1).stream(), [log, "{}"]).await;
    assert_eq!(line, "GET /guilds/5/audit-logs?user_id=1&limit=1&before=9");

    for user in [r#""user_id":"3""#, r#""user":{"id":"3","username":"bob"}"#] {
        let users: &'static str = format!(r#"[{{"guild_scheduled_event_id":"9",{user}}}]"#).leak();
        let line = second_page(|http| http.scheduled_event_users(GUILD, EVENT).limit(1).stream(), [users, "[]"]).await;
        assert_eq!(line, "GET /guilds/5/scheduled-events/9/users?limit=1&after=3");
        let to_one_date = |http: &Http| http.scheduled_event_exception_users(GUILD, EVENT, EXCEPTION).limit(1).stream();
        let line = second_page(to_one_date, [users, "[]"]).await;
        assert_eq!(line, "GET /guilds/5/scheduled-events/9/10/users?limit=1&after=3");
    }
}
