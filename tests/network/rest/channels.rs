//! What each method about channels, threads, messages, webhooks and answers to interactions sends: a row for each, with
//! every field it has.

use greenroom::model::*;
use greenroom::rest::HttpError;
use serde_json::{Value, json};

use crate::rest::guilds::{PNG, png};
use crate::rest::wire::{WHY, Wire};

const CHANNEL: ChannelId = ChannelId::new(21);
const OTHER: ChannelId = ChannelId::new(22);
const MESSAGE: MessageId = MessageId::new(23);
const USER: UserId = UserId::new(24);
const ROLE: RoleId = RoleId::new(25);
const WEBHOOK: WebhookId = WebhookId::new(26);
const GUILD: GuildId = GuildId::new(27);
const TAG: ForumTagId = ForumTagId::new(28);

const THEN_ENCODED: &str = "2024-01-01T00:00:00.000000%2B00:00";

const CHANNEL_JSON: &str = r#"{"id":"21","type":0}"#;
const MESSAGE_JSON: &str =
    r#"{"id":"23","channel_id":"21","author":{"id":"24","username":"ant"},"timestamp":"2024-01-01T00:00:00+00:00"}"#;
const WEBHOOK_JSON: &str =
    r#"{"id":"26","type":1,"channel_id":"21","name":"Ants","avatar":null,"application_id":null}"#;

fn then() -> Timestamp {
    Timestamp::from_secs(1_704_067_200)
}

fn row() -> ActionRow {
    ActionRow::new([Button::primary("a", "A")])
}

fn row_json() -> Value {
    json!([{"type": 1, "components": [{"type": 2, "style": 1, "label": "A", "custom_id": "a"}]}])
}

fn poll_json() -> Value {
    json!({"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}]})
}

fn nobody() -> Value {
    json!({"parse": [], "replied_user": false})
}

fn kept() -> [AttachmentUpdate; 1] {
    [AttachmentUpdate::keep(AttachmentId::new(1))]
}

#[tokio::test]
async fn channels() {
    let wire = Wire::start().await;
    let http = &wire.http;
    wire.call(http.channel(CHANNEL), CHANNEL_JSON).await.reads("GET /channels/21");
    let update = http
        .update_channel(CHANNEL)
        .name("ants")
        .icon(png())
        .kind(ChannelKind::GuildAnnouncement)
        .position(1_u32)
        .topic("Ants only")
        .bitrate(8000_u32)
        .user_limit(5_u32)
        .nsfw(true)
        .rate_limit_per_user(10_u32)
        .parent_id(OTHER)
        .permission_overwrites([Overwrite::of_member(USER, Permissions::STREAM, Permissions::empty())])
        .rtc_region("rotterdam")
        .video_quality_mode(VideoQualityMode::Full)
        .default_auto_archive_duration(60_u32)
        .default_reaction_emoji(DefaultReaction::new("🐜"))
        .default_thread_rate_limit_per_user(5_u32)
        .default_sort_order(SortOrder::CreationDate)
        .default_forum_layout(ForumLayout::ListView)
        .default_tag_setting(TagSetting::MatchAll)
        .flags(ChannelFlags::REQUIRE_TAG)
        .available_tags([ForumTagUpdate::new("red")])
        .archived(false)
        .locked(true)
        .invitable(false)
        .auto_archive_duration(1440_u32)
        .applied_tags([TAG])
        .reason(WHY);
    wire.call(update, CHANNEL_JSON).await.audited(
        "PATCH /channels/21",
        json!({"name": "ants", "icon": PNG, "type": 5, "position": 1, "topic": "Ants only", "bitrate": 8000,
            "user_limit": 5,
            "nsfw": true, "rate_limit_per_user": 10, "parent_id": "22",
            "permission_overwrites": [{"id": "24", "type": 1, "allow": "512", "deny": "0"}], "rtc_region": "rotterdam",
            "video_quality_mode": 2, "default_auto_archive_duration": 60,
            "default_reaction_emoji": {"emoji_id": null, "emoji_name": "🐜"}, "default_thread_rate_limit_per_user": 5,
            "default_sort_order": 1, "default_forum_layout": 1, "default_tag_setting": "match_all", "flags": 16,
            "available_tags": [{"name": "red"}], "archived": false, "locked": true, "invitable": false,
            "auto_archive_duration": 1440, "applied_tags": ["28"]}),
    );
    let clearing = http
        .update_channel(CHANNEL)
        .clear_icon()
        .clear_topic()
        .clear_parent_id()
        .clear_rtc_region()
        .clear_default_reaction_emoji()
        .clear_default_sort_order();
    wire.call(clearing, CHANNEL_JSON).await.writes(
        "PATCH /channels/21",
        json!({"icon": null, "topic": null, "parent_id": null, "rtc_region": null, "default_reaction_emoji": null,
            "default_sort_order": null}),
    );
    wire.call(http.delete_channel(CHANNEL).reason(WHY), CHANNEL_JSON).await.audited("DELETE /channels/21", Value::Null);
    wire.call(http.follow_channel(CHANNEL, OTHER).reason(WHY), r#"{"channel_id":"21","webhook_id":"26"}"#)
        .await
        .audited("POST /channels/21/followers", json!({"webhook_channel_id": "22"}));
    let overwrite = Overwrite::of_role(ROLE, Permissions::VIEW_CHANNEL, Permissions::SEND_MESSAGES);
    wire.call(http.set_overwrite(CHANNEL, overwrite).reason(WHY), "")
        .await
        .audited("PUT /channels/21/permissions/25", json!({"type": 0, "allow": "1024", "deny": "2048"}));
    wire.call(http.delete_overwrite(CHANNEL, ROLE).reason(WHY), "")
        .await
        .audited("DELETE /channels/21/permissions/25", Value::Null);
    wire.call(http.add_group_dm_recipient(CHANNEL, USER, "t").nick("Ant"), "")
        .await
        .writes("PUT /channels/21/recipients/24", json!({"access_token": "t", "nick": "Ant"}));
    wire.call(http.delete_group_dm_recipient(CHANNEL, USER), "").await.reads("DELETE /channels/21/recipients/24");
    wire.call(http.trigger_typing(CHANNEL), "").await.reads("POST /channels/21/typing");
    wire.call(http.update_voice_channel_status(CHANNEL).status("Rehearsal").reason(WHY), "")
        .await
        .audited("PUT /channels/21/voice-status", json!({"status": "Rehearsal"}));
    wire.call(http.update_voice_channel_status(CHANNEL).clear_status(), "")
        .await
        .writes("PUT /channels/21/voice-status", json!({"status": null}));
    wire.call(http.channel_invites(CHANNEL), "[]").await.reads("GET /channels/21/invites");
    let invite = http
        .create_invite(CHANNEL)
        .max_age(60_u32)
        .max_uses(1)
        .temporary(true)
        .unique(true)
        .target_type(InviteTargetKind::Stream)
        .target_user_id(USER)
        .target_application_id(ApplicationId::new(1))
        .role_ids([ROLE])
        .reason(WHY);
    wire.call(invite, r#"{"code":"c","channel":null}"#).await.audited(
        "POST /channels/21/invites",
        json!({"max_age": 60, "max_uses": 1, "temporary": true, "unique": true, "target_type": 1,
            "target_user_id": "24",
            "target_application_id": "1", "role_ids": ["25"]}),
    );
    let invite = http.create_invite(CHANNEL).max_uses(2).target_users_file(Upload::bytes("u.csv", "user_id\n24"));
    wire.call(invite, r#"{"code":"c","channel":null}"#).await.writes(
        "POST /channels/21/invites",
        json!({"payload_json": {"max_uses": 2},
            "target_users_file": {"filename": "u.csv", "type": "text/csv", "bytes": "user_id\n24"}}),
    );
    wire.covers(&["channel"]);
}

#[tokio::test]
async fn threads() {
    const LIST: &str = r#"{"threads":[],"members":[],"has_more":false}"#;
    const MEMBER: &str = r#"{"id":"21","user_id":"24","join_timestamp":"2024-01-01T00:00:00+00:00","flags":0}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    let thread = http
        .create_thread_from_message(CHANNEL, MESSAGE, "Ants")
        .auto_archive_duration(60_u32)
        .rate_limit_per_user(5_u32)
        .reason(WHY);
    wire.call(thread, CHANNEL_JSON).await.audited(
        "POST /channels/21/messages/23/threads",
        json!({"name": "Ants", "auto_archive_duration": 60, "rate_limit_per_user": 5}),
    );
    let thread = http
        .create_thread(CHANNEL, "Ants")
        .auto_archive_duration(60_u32)
        .rate_limit_per_user(5_u32)
        .kind(ChannelKind::PrivateThread)
        .invitable(false)
        .reason(WHY);
    wire.call(thread, CHANNEL_JSON).await.audited(
        "POST /channels/21/threads",
        json!({"name": "Ants", "auto_archive_duration": 60, "rate_limit_per_user": 5, "type": 12, "invitable": false}),
    );
    let message = StarterMessage::new("What do ants eat?");
    let post = http
        .create_forum_post(CHANNEL, "Food", &message)
        .auto_archive_duration(60_u32)
        .rate_limit_per_user(5_u32)
        .applied_tags([TAG])
        .reason(WHY);
    wire.call(post, CHANNEL_JSON).await.audited(
        "POST /channels/21/threads",
        json!({"name": "Food", "message": {"content": "What do ants eat?"}, "auto_archive_duration": 60,
            "rate_limit_per_user": 5, "applied_tags": ["28"]}),
    );
    let post = http.create_forum_post(CHANNEL, "Food", &message).file(Upload::bytes("a.txt", "ants"));
    wire.call(post, CHANNEL_JSON).await.writes(
        "POST /channels/21/threads",
        json!({"payload_json": {"name": "Food",
                "message": {"content": "What do ants eat?"}},
            "files[0]": {"filename": "a.txt", "type": "text/plain", "bytes": "ants"}}),
    );
    wire.call(http.thread_members(CHANNEL).with_member(true).limit(5).after(USER), "[]")
        .await
        .reads("GET /channels/21/thread-members?with_member=true&limit=5&after=24");
    wire.call(http.thread_member(CHANNEL, USER).with_member(true), MEMBER)
        .await
        .reads("GET /channels/21/thread-members/24?with_member=true");
    wire.call(http.join_thread(CHANNEL), "").await.reads("PUT /channels/21/thread-members/@me");
    wire.call(http.leave_thread(CHANNEL), "").await.reads("DELETE /channels/21/thread-members/@me");
    wire.call(http.add_thread_member(CHANNEL, USER), "").await.reads("PUT /channels/21/thread-members/24");
    wire.call(http.delete_thread_member(CHANNEL, USER), "").await.reads("DELETE /channels/21/thread-members/24");
    wire.call(http.public_archived_threads(CHANNEL).before(then()).limit(5), LIST)
        .await
        .reads(&format!("GET /channels/21/threads/archived/public?before={THEN_ENCODED}&limit=5"));
    wire.call(http.private_archived_threads(CHANNEL).before(then()).limit(5), LIST)
        .await
        .reads(&format!("GET /channels/21/threads/archived/private?before={THEN_ENCODED}&limit=5"));
    wire.call(http.joined_private_archived_threads(CHANNEL).before(OTHER).limit(5), LIST)
        .await
        .reads("GET /channels/21/users/@me/threads/archived/private?before=22&limit=5");
    let search = http
        .search_threads(CHANNEL)
        .name("ants & co")
        .slop(1)
        .min_id(OTHER)
        .max_id(CHANNEL)
        .tag([TAG, ForumTagId::new(29)])
        .tag_setting(TagSetting::MatchSome)
        .archived(true)
        .sort_by(ThreadSearchSort::ArchiveTime)
        .sort_order(SearchOrder::Descending)
        .limit(5)
        .offset(10_u16);
    wire.call(search, LIST).await.reads(
        "GET /channels/21/threads/search?name=ants%20%26%20co&slop=1&min_id=22&max_id=21&tag=28&tag=29\
         &tag_setting=match_some&archived=true&sort_by=archive_time&sort_order=desc&limit=5&offset=10",
    );
    wire.covers(&["thread"]);
}

#[tokio::test]
async fn messages() {
    let wire = Wire::start().await;
    let http = &wire.http;
    let create = http
        .create_message(CHANNEL)
        .content("hi")
        .embed(Embed::new().title("t"))
        .allowed_mentions(AllowedMentions::none())
        .reply_to(MESSAGE)
        .component(row())
        .attachments(Vec::<AttachmentUpdate>::new())
        .sticker_ids([StickerId::new(1)])
        .poll(PollCreate::new("?").answer("a"))
        .shared_client_theme(SharedClientTheme::new(["ff0000".into()]))
        .flags(MessageFlags::SUPPRESS_NOTIFICATIONS)
        .tts(true)
        .nonce("n")
        .enforce_nonce(true);
    wire.call(create, MESSAGE_JSON).await.writes(
        "POST /channels/21/messages",
        json!({"content": "hi", "embeds": [{"title": "t"}], "allowed_mentions": nobody(),
            "message_reference": {"message_id": "23"}, "components": row_json(), "attachments": [],
            "sticker_ids": ["1"],
            "poll": poll_json(), "shared_client_theme": {"colors": ["ff0000"], "gradient_angle": 0, "base_mix": 0},
            "flags": 4096, "tts": true, "nonce": "n", "enforce_nonce": true}),
    );
    let of_components = http
        .create_message(CHANNEL)
        .components([Component::from(TextDisplay::new("t"))])
        .component(MediaGallery::new(["attachment://a.txt"]))
        .flags(MessageFlags::SUPPRESS_NOTIFICATIONS)
        .nonce("n")
        .file(Upload::bytes("a.txt", "ants"));
    wire.call(of_components, MESSAGE_JSON).await.writes(
        "POST /channels/21/messages",
        json!({"payload_json": {"components": [{"type": 10, "content": "t"},
                {"type": 12, "items": [{"media": {"url": "attachment://a.txt"}}]}], "flags": 36864, "nonce": "n",
                "enforce_nonce": true},
            "files[0]": {"filename": "a.txt", "type": "text/plain", "bytes": "ants"}}),
    );
    wire.call(http.message(CHANNEL, MESSAGE), MESSAGE_JSON).await.reads("GET /channels/21/messages/23");
    wire.call(http.messages(CHANNEL).around(MESSAGE).before(MessageId::new(2)).after(MessageId::new(1)).limit(5), "[]")
        .await
        .reads("GET /channels/21/messages?around=23&before=2&after=1&limit=5");
    let update = http
        .update_message(CHANNEL, MESSAGE)
        .content("new")
        .embed(Embed::new().title("t"))
        .allowed_mentions(AllowedMentions::none())
        .component(row())
        .attachments(kept())
        .sticker_ids(Vec::<StickerId>::new())
        .flags(MessageFlags::SUPPRESS_EMBEDS);
    wire.call(update, MESSAGE_JSON).await.writes(
        "PATCH /channels/21/messages/23",
        json!({"content": "new", "embeds": [{"title": "t"}], "allowed_mentions": nobody(), "components": row_json(),
            "attachments": [{"id": "1"}], "sticker_ids": [], "flags": 4}),
    );
    wire.call(http.update_message(CHANNEL, MESSAGE).clear_content().clear_embeds(), MESSAGE_JSON)
        .await
        .writes("PATCH /channels/21/messages/23", json!({"content": null, "embeds": null}));
    let into_components = http.update_message(CHANNEL, MESSAGE).component(TextDisplay::new("t"));
    wire.call(into_components, MESSAGE_JSON).await.writes(
        "PATCH /channels/21/messages/23",
        json!({"components": [{"type": 10, "content": "t"}], "flags": 32768}),
    );
    wire.call(http.delete_message(CHANNEL, MESSAGE).reason(WHY), "")
        .await
        .audited("DELETE /channels/21/messages/23", Value::Null);
    wire.call(http.bulk_delete_messages(CHANNEL, &[MESSAGE, MessageId::new(1)]).reason(WHY), "")
        .await
        .audited("POST /channels/21/messages/bulk-delete", json!({"messages": ["23", "1"]}));
    wire.call(http.crosspost_message(CHANNEL, MESSAGE), MESSAGE_JSON)
        .await
        .reads("POST /channels/21/messages/23/crosspost");
    wire.call(http.pins(CHANNEL).before(then()).limit(5), r#"{"items":[],"has_more":false}"#)
        .await
        .reads(&format!("GET /channels/21/messages/pins?before={THEN_ENCODED}&limit=5"));
    wire.call(http.create_pin(CHANNEL, MESSAGE).reason(WHY), "")
        .await
        .audited("PUT /channels/21/messages/pins/23", Value::Null);
    wire.call(http.delete_pin(CHANNEL, MESSAGE).reason(WHY), "")
        .await
        .audited("DELETE /channels/21/messages/pins/23", Value::Null);
    wire.call(http.deprecated_pins(CHANNEL), "[]").await.reads("GET /channels/21/pins");
    wire.call(http.create_deprecated_pin(CHANNEL, MESSAGE), "").await.reads("PUT /channels/21/pins/23");
    wire.call(http.delete_deprecated_pin(CHANNEL, MESSAGE), "").await.reads("DELETE /channels/21/pins/23");
    let search = http
        .search_messages(GUILD)
        .sort_by(SearchSort::Relevance)
        .sort_order(SearchOrder::Ascending)
        .content("ants")
        .slop(1)
        .author_id([USER])
        .author_type([SearchAuthor::NotBot])
        .mentions([USER])
        .mentions_role_id([ROLE])
        .mention_everyone(false)
        .replied_to_user_id([USER])
        .replied_to_message_id([MESSAGE])
        .min_id(MessageId::new(1))
        .max_id(MessageId::new(9))
        .limit(5)
        .offset(10_u16)
        .has([SearchHas::Image, SearchHas::NoLink])
        .link_hostname(["x.y".to_owned()])
        .embed_provider(["p".to_owned()])
        .embed_type([SearchEmbed::Gif])
        .attachment_extension(["png".to_owned()])
        .attachment_filename(["a.png".to_owned()])
        .pinned(true)
        .include_nsfw(true)
        .channel_id([CHANNEL, OTHER]);
    wire.call(search, r#"{"messages":[],"total_results":0,"doing_deep_historical_index":false}"#).await.reads(
        "GET /guilds/27/messages/search?sort_by=relevance&sort_order=asc&content=ants&slop=1&author_id=24\
         &author_type=-bot&mentions=24&mentions_role_id=25&mention_everyone=false&replied_to_user_id=24\
         &replied_to_message_id=23&min_id=1&max_id=9&limit=5&offset=10&has=image&has=-link&link_hostname=x.y\
         &embed_provider=p&embed_type=gif&attachment_extension=png&attachment_filename=a.png&pinned=true\
         &include_nsfw=true&channel_id=21&channel_id=22",
    );
    wire.covers(&["message"]);

    wire.call(http.add_reaction(CHANNEL, MESSAGE, "👍"), "")
        .await
        .reads("PUT /channels/21/messages/23/reactions/%F0%9F%91%8D/@me");
    wire.call(http.delete_own_reaction(CHANNEL, MESSAGE, "<:ant:5>"), "")
        .await
        .reads("DELETE /channels/21/messages/23/reactions/ant:5/@me");
    wire.call(http.delete_reaction(CHANNEL, MESSAGE, "👍", USER), "")
        .await
        .reads("DELETE /channels/21/messages/23/reactions/%F0%9F%91%8D/24");
    wire.call(http.reactions(CHANNEL, MESSAGE, "👍").kind(ReactionKind::Burst).after(USER).limit(5), "[]")
        .await
        .reads("GET /channels/21/messages/23/reactions/%F0%9F%91%8D?type=1&after=24&limit=5");
    wire.call(http.delete_reactions_of(CHANNEL, MESSAGE, "👍"), "")
        .await
        .reads("DELETE /channels/21/messages/23/reactions/%F0%9F%91%8D");
    wire.call(http.delete_all_reactions(CHANNEL, MESSAGE), "").await.reads("DELETE /channels/21/messages/23/reactions");
    wire.call(http.poll_voters(CHANNEL, MESSAGE, 2).after(USER).limit(5), r#"{"users":[]}"#)
        .await
        .reads("GET /channels/21/polls/23/answers/2?after=24&limit=5");
    wire.call(http.end_poll(CHANNEL, MESSAGE), MESSAGE_JSON).await.reads("POST /channels/21/polls/23/expire");
    wire.covers(&["reaction", "poll"]);
}

#[tokio::test]
async fn webhooks() {
    let wire = Wire::start().await;
    let http = &wire.http;
    wire.call(http.channel_webhooks(CHANNEL), "[]").await.reads("GET /channels/21/webhooks");
    wire.call(http.guild_webhooks(GUILD), "[]").await.reads("GET /guilds/27/webhooks");
    wire.call(http.create_webhook(CHANNEL, "Ants").avatar(png()).reason(WHY), WEBHOOK_JSON)
        .await
        .audited("POST /channels/21/webhooks", json!({"name": "Ants", "avatar": PNG}));
    wire.call(http.webhook(WEBHOOK), WEBHOOK_JSON).await.reads("GET /webhooks/26");
    wire.call(http.update_webhook(WEBHOOK).name("Ants").avatar(png()).channel_id(CHANNEL).reason(WHY), WEBHOOK_JSON)
        .await
        .audited("PATCH /webhooks/26", json!({"name": "Ants", "avatar": PNG, "channel_id": "21"}));
    wire.call(http.update_webhook(WEBHOOK).clear_avatar(), WEBHOOK_JSON)
        .await
        .writes("PATCH /webhooks/26", json!({"avatar": null}));
    wire.call(http.delete_webhook(WEBHOOK).reason(WHY), "").await.audited("DELETE /webhooks/26", Value::Null);
    wire.call(http.webhook_with_token(WEBHOOK, "t/t"), WEBHOOK_JSON).await.reads("GET /webhooks/26/t%2Ft");
    wire.call(http.update_webhook_with_token(WEBHOOK, "t").name("Ants").avatar(png()), WEBHOOK_JSON)
        .await
        .writes("PATCH /webhooks/26/t", json!({"name": "Ants", "avatar": PNG}));
    wire.call(http.update_webhook_with_token(WEBHOOK, "t").clear_avatar(), WEBHOOK_JSON)
        .await
        .writes("PATCH /webhooks/26/t", json!({"avatar": null}));
    wire.call(http.delete_webhook_with_token(WEBHOOK, "t"), "").await.reads("DELETE /webhooks/26/t");
    let execute = http
        .execute_webhook(WEBHOOK, "t")
        .wait(true)
        .thread_id(OTHER)
        .with_components(true)
        .content("hi")
        .embed(Embed::new().title("t"))
        .allowed_mentions(AllowedMentions::none())
        .component(row())
        .attachments(Vec::<AttachmentUpdate>::new())
        .poll(PollCreate::new("?").answer("a"))
        .tts(true)
        .flags(MessageFlags::SUPPRESS_EMBEDS)
        .username("Ant")
        .avatar_url("https://example.com/a.png")
        .thread_name("Ants")
        .applied_tags([TAG]);
    wire.call(execute, MESSAGE_JSON).await.writes(
        "POST /webhooks/26/t?wait=true&thread_id=22&with_components=true",
        json!({"content": "hi", "embeds": [{"title": "t"}], "allowed_mentions": nobody(), "components": row_json(),
            "attachments": [], "poll": poll_json(), "tts": true, "flags": 4, "username": "Ant",
            "avatar_url": "https://example.com/a.png", "thread_name": "Ants", "applied_tags": ["28"]}),
    );
    // Without `wait` there is no answer.
    wire.call(http.execute_webhook(WEBHOOK, "t").content("hi"), "")
        .await
        .writes("POST /webhooks/26/t", json!({"content": "hi"}));
    let payload = RawJson::new(r#"{"action":"opened","sender":{"id":1}}"#).unwrap();
    wire.call(http.execute_github_webhook(WEBHOOK, "t", &payload).wait(true).thread_id(OTHER), "")
        .await
        .writes("POST /webhooks/26/t/github?wait=true&thread_id=22", json!({"action": "opened", "sender": {"id": 1}}));
    let mut attachment = SlackAttachment::default();
    (attachment.title, attachment.ts) = (Some("t".into()), Some(5));
    let slack = http
        .execute_slack_webhook(WEBHOOK, "t")
        .wait(true)
        .thread_id(OTHER)
        .text("hi")
        .username("Ant")
        .icon_url("https://example.com/a.png")
        .attachments([attachment]);
    wire.call(slack, r#""ok""#).await.writes(
        "POST /webhooks/26/t/slack?wait=true&thread_id=22",
        json!({"text": "hi", "username": "Ant", "icon_url": "https://example.com/a.png",
            "attachments": [{"title": "t", "ts": 5}]}),
    );
    wire.call(http.webhook_message(WEBHOOK, "t", MESSAGE).thread_id(OTHER), MESSAGE_JSON)
        .await
        .reads("GET /webhooks/26/t/messages/23?thread_id=22");
    let update = http
        .update_webhook_message(WEBHOOK, "t", MESSAGE)
        .thread_id(OTHER)
        .with_components(true)
        .content("new")
        .embed(Embed::new().title("t"))
        .allowed_mentions(AllowedMentions::none())
        .component(row())
        .attachments(kept())
        .poll(PollCreate::new("?").answer("a"))
        .flags(MessageFlags::SUPPRESS_EMBEDS);
    wire.call(update, MESSAGE_JSON).await.writes(
        "PATCH /webhooks/26/t/messages/23?thread_id=22&with_components=true",
        json!({"content": "new", "embeds": [{"title": "t"}], "allowed_mentions": nobody(), "components": row_json(),
            "attachments": [{"id": "1"}], "poll": poll_json(), "flags": 4}),
    );
    wire.call(
        http.update_webhook_message(WEBHOOK, "t", MESSAGE).clear_content().clear_embeds().clear_poll(),
        MESSAGE_JSON,
    )
    .await
    .writes("PATCH /webhooks/26/t/messages/23", json!({"content": null, "embeds": null, "poll": null}));
    wire.call(http.delete_webhook_message(WEBHOOK, "t", MESSAGE).thread_id(OTHER), "")
        .await
        .reads("DELETE /webhooks/26/t/messages/23?thread_id=22");
    wire.covers(&["webhook"]);
}

#[tokio::test]
async fn answers_to_interactions() {
    const APP: ApplicationId = ApplicationId::new(11);
    const INTERACTION: InteractionId = InteractionId::new(31);
    let wire = Wire::start().await;
    let http = &wire.http;
    let hello = InteractionResponse::message("Hello.").component(row()).ephemeral();
    wire.call(http.create_interaction_response(INTERACTION, "t", &hello), "").await.writes(
        "POST /interactions/31/t/callback",
        json!({"type": 4, "data": {"content": "Hello.", "flags": 64, "components": row_json()}}),
    );
    let told = http.create_interaction_response(INTERACTION, "t", &InteractionResponse::defer()).with_response(true);
    wire.call(told, r#"{"interaction":{"id":"31","type":2}}"#)
        .await
        .writes("POST /interactions/31/t/callback?with_response=true", json!({"type": 5}));
    let with_file = http
        .create_interaction_response(INTERACTION, "t", &InteractionResponse::message("Look:"))
        .file(Upload::bytes("a.txt", "ants"));
    wire.call(with_file, "").await.writes(
        "POST /interactions/31/t/callback",
        json!({"payload_json": {"type": 4,
                "data": {"content": "Look:"}},
            "files[0]": {"filename": "a.txt", "type": "text/plain", "bytes": "ants"}}),
    );
    wire.call(http.interaction_response(APP, "t").thread_id(OTHER), MESSAGE_JSON)
        .await
        .reads("GET /webhooks/11/t/messages/@original?thread_id=22");
    let update = http
        .update_interaction_response(APP, "t")
        .thread_id(OTHER)
        .with_components(true)
        .content("new")
        .embed(Embed::new().title("t"))
        .allowed_mentions(AllowedMentions::none())
        .component(row())
        .attachments(kept())
        .poll(PollCreate::new("?").answer("a"))
        .flags(MessageFlags::SUPPRESS_EMBEDS);
    wire.call(update, MESSAGE_JSON).await.writes(
        "PATCH /webhooks/11/t/messages/@original?thread_id=22&with_components=true",
        json!({"content": "new", "embeds": [{"title": "t"}], "allowed_mentions": nobody(), "components": row_json(),
            "attachments": [{"id": "1"}], "poll": poll_json(), "flags": 4}),
    );
    wire.call(http.update_interaction_response(APP, "t").clear_content().clear_embeds().clear_poll(), MESSAGE_JSON)
        .await
        .writes("PATCH /webhooks/11/t/messages/@original", json!({"content": null, "embeds": null, "poll": null}));
    wire.call(http.delete_interaction_response(APP, "t").thread_id(OTHER), "")
        .await
        .reads("DELETE /webhooks/11/t/messages/@original?thread_id=22");
    let followup = http
        .create_followup(APP, "t")
        .content("hi")
        .embed(Embed::new().title("t"))
        .allowed_mentions(AllowedMentions::none())
        .component(row())
        .attachments(Vec::<AttachmentUpdate>::new())
        .poll(PollCreate::new("?").answer("a"))
        .flags(MessageFlags::EPHEMERAL)
        .tts(true);
    wire.call(followup, MESSAGE_JSON).await.writes(
        "POST /webhooks/11/t",
        json!({"content": "hi", "embeds": [{"title": "t"}], "allowed_mentions": nobody(), "components": row_json(),
            "attachments": [], "poll": poll_json(), "flags": 64, "tts": true}),
    );
    wire.call(http.followup(APP, "t", MESSAGE), MESSAGE_JSON).await.reads("GET /webhooks/11/t/messages/23");
    let update = http
        .update_followup(APP, "t", MESSAGE)
        .content("new")
        .embed(Embed::new().title("t"))
        .allowed_mentions(AllowedMentions::none())
        .component(row())
        .attachments(kept())
        .flags(MessageFlags::SUPPRESS_EMBEDS);
    wire.call(update, MESSAGE_JSON).await.writes(
        "PATCH /webhooks/11/t/messages/23",
        json!({"content": "new", "embeds": [{"title": "t"}], "allowed_mentions": nobody(), "components": row_json(),
            "attachments": [{"id": "1"}], "flags": 4}),
    );
    wire.call(http.update_followup(APP, "t", MESSAGE).clear_content().clear_embeds(), MESSAGE_JSON)
        .await
        .writes("PATCH /webhooks/11/t/messages/23", json!({"content": null, "embeds": null}));
    wire.call(http.delete_followup(APP, "t", MESSAGE), "").await.reads("DELETE /webhooks/11/t/messages/23");
    wire.covers(&["interaction"]);
}

/// A server that accepts more than the documented 2000 characters, as Discord would after raising the limit.
#[tokio::test]
async fn a_limit_that_has_been_raised_is_overruled_by_unchecked() {
    let wire = Wire::start().await;
    let long = "x".repeat(2001);
    let create = || wire.http.create_message(CHANNEL).content(&*long);
    let error = create().await.unwrap_err();
    assert!(matches!(&error, HttpError::Invalid { fields, .. } if fields[0].path == "content"), "{error}");
    let sent = wire.call(create().unchecked(), MESSAGE_JSON).await;
    sent.writes_at_least("POST /channels/21/messages", &json!({"content": long}));
}
