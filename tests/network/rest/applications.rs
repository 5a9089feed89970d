//! What each method about applications sends (the application itself, commands, metadata of roles, what is sold, users,
//! tokens, lobbies): a row for each, with every field it has.

use greenroom::model::*;
use serde_json::json;

use crate::rest::guilds::{PNG, png};
use crate::rest::wire::Wire;

pub(crate) const APP: ApplicationId = ApplicationId::new(11);
const COMMAND: CommandId = CommandId::new(12);
const GUILD: GuildId = GuildId::new(13);
const SKU: SkuId = SkuId::new(14);
const USER: UserId = UserId::new(15);
const LOBBY: LobbyId = LobbyId::new(16);
const MESSAGE: MessageId = MessageId::new(17);

#[tokio::test]
async fn the_application() {
    const ANSWER: &str = r#"{"id":"11","name":"Ants"}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    wire.call(http.current_application(), ANSWER).await.reads("GET /applications/@me");
    wire.call(http.application(APP), ANSWER).await.reads("GET /applications/11");
    let mut config = IntegrationTypesConfig::default();
    config.guild = Some(IntegrationTypeConfig::default());
    macro_rules! changes {
        ($update:expr, $path:literal) => {
            let update = $update
                .description("Counts ants.")
                .icon(png())
                .cover_image(png())
                .team_id(TeamId::new(1))
                .flags(ApplicationFlags::GATEWAY_PRESENCE_LIMITED)
                .interactions_endpoint_url("https://example.com/i")
                .explicit_content_filter(1_u32)
                .max_participants(-1)
                .kind(4_u32)
                .tags(["ants".to_owned()])
                .custom_install_url("https://example.com/c")
                .install_params(InstallParams::new(["bot".into()], Permissions::ADD_REACTIONS))
                .role_connections_verification_url("https://example.com/r")
                .integration_types_config(config.clone())
                .event_webhooks_status(EventWebhookStatus::Enabled)
                .event_webhooks_url("https://example.com/e")
                .event_webhooks_types(["ENTITLEMENT_CREATE".to_owned()]);
            wire.call(update, ANSWER).await.writes(
                $path,
                json!({"description": "Counts ants.", "icon": PNG, "cover_image": PNG, "team_id": "1", "flags": 8192,
                    "interactions_endpoint_url": "https://example.com/i", "explicit_content_filter": 1,
                    "max_participants": -1, "type": 4, "tags": ["ants"], "custom_install_url": "https://example.com/c",
                    "install_params": {"scopes": ["bot"], "permissions": "64"},
                    "role_connections_verification_url": "https://example.com/r",
                    "integration_types_config": {"0": {}}, "event_webhooks_status": 2,
                    "event_webhooks_url": "https://example.com/e", "event_webhooks_types": ["ENTITLEMENT_CREATE"]}),
            );
            let clearing = $update
                .clear_description()
                .clear_icon()
                .clear_cover_image()
                .clear_team_id()
                .clear_interactions_endpoint_url()
                .clear_tags()
                .clear_custom_install_url()
                .clear_install_params()
                .clear_role_connections_verification_url()
                .clear_event_webhooks_url()
                .clear_event_webhooks_types();
            wire.call(clearing, ANSWER).await.writes(
                $path,
                json!({"description": null, "icon": null, "cover_image": null, "team_id": null,
                    "interactions_endpoint_url": null, "tags": null, "custom_install_url": null, "install_params": null,
                    "role_connections_verification_url": null, "event_webhooks_url": null,
                    "event_webhooks_types": null}),
            );
        };
    }
    changes!(http.update_current_application(), "PATCH /applications/@me");
    changes!(http.update_application(APP), "PATCH /applications/11");
    let instance = r#"{"application_id":"11","instance_id":"i-1","launch_id":"1",
        "location":{"id":"gc-1","kind":"gc","channel_id":"1"}}"#;
    wire.call(http.activity_instance(APP, "i-1-gc"), instance)
        .await
        .reads("GET /applications/11/activity-instances/i-1-gc");
    wire.call(http.create_application_attachment(APP, Upload::bytes("a.txt", "ants")), r#"{"attachment":{"id":"1"}}"#)
        .await
        .writes(
            "POST /applications/11/attachment",
            json!({"file": {"filename": "a.txt", "type": "text/plain", "bytes": "ants"}}),
        );
    wire.covers(&["application"]);
}

#[tokio::test]
async fn commands() {
    const ANSWER: &str =
        r#"{"id":"12","application_id":"11","name":"ant","default_member_permissions":null,"version":"1"}"#;
    const PERMISSIONS: &str = r#"{"id":"12","application_id":"11","guild_id":"13","permissions":[]}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    let ant = CommandSpec::chat_input("ant", "About ants").option(CommandOption::user("who", "Who").required(true));
    let written = json!({"type": 1, "name": "ant", "description": "About ants",
        "options": [{"type": 6, "name": "who", "description": "Who", "required": true}]});

    wire.call(http.global_commands(APP).with_localizations(true), "[]")
        .await
        .reads("GET /applications/11/commands?with_localizations=true");
    wire.call(http.create_global_command(APP, &ant), ANSWER)
        .await
        .writes("POST /applications/11/commands", written.clone());
    wire.call(http.set_global_commands(APP, &[ant.clone(), CommandSpec::user("Greet").id(COMMAND)]), "[]")
        .await
        .writes("PUT /applications/11/commands", json!([written, {"id": "12", "type": 2, "name": "Greet"}]));
    wire.call(http.global_command(APP, COMMAND), ANSWER).await.reads("GET /applications/11/commands/12");
    let update = http
        .update_global_command(APP, COMMAND)
        .name("ants")
        .name_localizations(Localizations::from([(Locale::German, "ameisen".into())]))
        .description("All about ants")
        .description_localizations(Localizations::from([(Locale::German, "Ameisen".into())]))
        .options([CommandOption::role("r", "R")])
        .default_member_permissions(Permissions::BAN_MEMBERS)
        .dm_permission(false)
        .contexts([InteractionContext::Guild])
        .integration_types([InstallationKind::Guild])
        .nsfw(true)
        .handler(CommandHandler::AppHandler);
    wire.call(update, ANSWER).await.writes(
        "PATCH /applications/11/commands/12",
        json!({"name": "ants", "name_localizations": {"de": "ameisen"}, "description": "All about ants",
            "description_localizations": {"de": "Ameisen"}, "options": [{"type": 8, "name": "r", "description": "R"}],
            "default_member_permissions": "4", "dm_permission": false, "contexts": [0], "integration_types": [0],
            "nsfw": true, "handler": 1}),
    );
    let clearing = http
        .update_global_command(APP, COMMAND)
        .clear_name_localizations()
        .clear_description_localizations()
        .clear_default_member_permissions()
        .clear_dm_permission()
        .clear_contexts()
        .clear_integration_types();
    wire.call(clearing, ANSWER).await.writes(
        "PATCH /applications/11/commands/12",
        json!({"name_localizations": null, "description_localizations": null, "default_member_permissions": null,
            "dm_permission": null, "contexts": null, "integration_types": null}),
    );
    wire.call(http.delete_global_command(APP, COMMAND), "").await.reads("DELETE /applications/11/commands/12");

    wire.call(http.guild_commands(APP, GUILD).with_localizations(false), "[]")
        .await
        .reads("GET /applications/11/guilds/13/commands?with_localizations=false");
    wire.call(http.create_guild_command(APP, GUILD, &ant), ANSWER)
        .await
        .writes("POST /applications/11/guilds/13/commands", written.clone());
    wire.call(http.set_guild_commands(APP, GUILD, &[ant]), "[]")
        .await
        .writes("PUT /applications/11/guilds/13/commands", json!([written]));
    wire.call(http.guild_command(APP, GUILD, COMMAND), ANSWER)
        .await
        .reads("GET /applications/11/guilds/13/commands/12");
    let update = http
        .update_guild_command(APP, GUILD, COMMAND)
        .name("ants")
        .name_localizations(Localizations::from([(Locale::German, "ameisen".into())]))
        .description("All about ants")
        .description_localizations(Localizations::from([(Locale::German, "Ameisen".into())]))
        .options([CommandOption::role("r", "R")])
        .default_member_permissions(Permissions::empty())
        .nsfw(false);
    wire.call(update, ANSWER).await.writes(
        "PATCH /applications/11/guilds/13/commands/12",
        json!({"name": "ants", "name_localizations": {"de": "ameisen"}, "description": "All about ants",
            "description_localizations": {"de": "Ameisen"}, "options": [{"type": 8, "name": "r", "description": "R"}],
            "default_member_permissions": "0",
            "nsfw": false}),
    );
    let clearing = http
        .update_guild_command(APP, GUILD, COMMAND)
        .clear_name_localizations()
        .clear_description_localizations()
        .clear_default_member_permissions();
    wire.call(clearing, ANSWER).await.writes(
        "PATCH /applications/11/guilds/13/commands/12",
        json!({"name_localizations": null, "description_localizations": null, "default_member_permissions": null}),
    );
    wire.call(http.delete_guild_command(APP, GUILD, COMMAND), "")
        .await
        .reads("DELETE /applications/11/guilds/13/commands/12");
    wire.call(http.guild_command_permissions(APP, GUILD), "[]")
        .await
        .reads("GET /applications/11/guilds/13/commands/permissions");
    wire.call(http.command_permissions(APP, GUILD, COMMAND), PERMISSIONS)
        .await
        .reads("GET /applications/11/guilds/13/commands/12/permissions");
    let all = CommandPermission::new(13, CommandPermissionKind::Role, false);
    wire.call(http.set_command_permissions(APP, GUILD, COMMAND, &[all]), PERMISSIONS).await.writes(
        "PUT /applications/11/guilds/13/commands/12/permissions",
        json!({"permissions": [{"id": "13", "type": 1, "permission": false}]}),
    );

    wire.call(http.role_connection_metadata(APP), "[]").await.reads("GET /applications/11/role-connections/metadata");
    let vip = RoleConnectionMetadata::new(RoleConnectionMetadataKind::BooleanEqual, "vip", "VIP", "Important");
    wire.call(http.set_role_connection_metadata(APP, &[vip]), "[]").await.writes(
        "PUT /applications/11/role-connections/metadata",
        json!([{"type": 7, "key": "vip", "name": "VIP", "description": "Important"}]),
    );
    wire.covers(&["command", "role_connection"]);
}

#[tokio::test]
async fn what_is_sold() {
    const ENTITLEMENT: &str =
        r#"{"id":"1","sku_id":"14","application_id":"11","type":8,"starts_at":null,"ends_at":null}"#;
    const SUBSCRIPTION: &str = r#"{"id":"2","user_id":"15","renewal_sku_ids":null,"current_period_start":null,
        "current_period_end":null,"status":0,"canceled_at":null}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    let list = http
        .entitlements(APP)
        .user_id(USER)
        .sku_ids([SKU, SkuId::new(9)])
        .guild_id(GUILD)
        .before(EntitlementId::new(8))
        .after(EntitlementId::new(7))
        .limit(5)
        .exclude_ended(true)
        .exclude_deleted(false)
        .only_active(true);
    wire.call(list, "[]").await.reads(
        "GET /applications/11/entitlements?user_id=15&sku_ids=14%2C9&guild_id=13&before=8&after=7&limit=5\
         &exclude_ended=true&exclude_deleted=false&only_active=true",
    );
    wire.call(http.create_entitlement(APP, SKU, USER), ENTITLEMENT)
        .await
        .writes("POST /applications/11/entitlements", json!({"sku_id": "14", "owner_id": "15", "owner_type": 2}));
    wire.call(http.create_entitlement(APP, SKU, GUILD), ENTITLEMENT)
        .await
        .writes("POST /applications/11/entitlements", json!({"sku_id": "14", "owner_id": "13", "owner_type": 1}));
    let id = EntitlementId::new(1);
    wire.call(http.entitlement(APP, id), ENTITLEMENT).await.reads("GET /applications/11/entitlements/1");
    wire.call(http.delete_entitlement(APP, id), "").await.reads("DELETE /applications/11/entitlements/1");
    wire.call(http.consume_entitlement(APP, id), "").await.reads("POST /applications/11/entitlements/1/consume");
    let list =
        http.sku_subscriptions(SKU).before(SubscriptionId::new(3)).after(SubscriptionId::new(1)).limit(5).user_id(USER);
    wire.call(list, "[]").await.reads("GET /skus/14/subscriptions?before=3&after=1&limit=5&user_id=15");
    wire.call(http.sku_subscription(SKU, SubscriptionId::new(2)).user_id(USER), SUBSCRIPTION)
        .await
        .reads("GET /skus/14/subscriptions/2?user_id=15");
    wire.call(http.skus(APP), r#"[{"id":"14","type":5,"application_id":"11"}]"#)
        .await
        .reads("GET /applications/11/skus");
    wire.covers(&["entitlement"]);
}

#[tokio::test]
async fn users_and_tokens() {
    const ME: &str = r#"{"id":"15","username":"ant"}"#;
    const DM: &str = r#"{"id":"1","type":1}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    wire.call(http.current_user(), ME).await.reads("GET /users/@me");
    wire.call(http.user(USER), ME).await.reads("GET /users/15");
    wire.call(http.update_current_user().username("ant").avatar(png()).banner(png()), ME)
        .await
        .writes("PATCH /users/@me", json!({"username": "ant", "avatar": PNG, "banner": PNG}));
    wire.call(http.update_current_user().clear_avatar().clear_banner(), ME)
        .await
        .writes("PATCH /users/@me", json!({"avatar": null, "banner": null}));
    wire.call(http.create_dm(USER), DM).await.writes("POST /users/@me/channels", json!({"recipient_id": "15"}));
    wire.call(http.create_group_dm(&["t".to_owned()]).nicks([(USER, "Ant".to_owned())]), DM)
        .await
        .writes("POST /users/@me/channels", json!({"access_tokens": ["t"], "nicks": {"15": "Ant"}}));
    wire.call(http.current_user_connections(), "[]").await.reads("GET /users/@me/connections");
    let guilds = http.current_user_guilds().before(GuildId::new(9)).after(GuildId::new(8)).limit(5).with_counts(true);
    wire.call(guilds, r#"[{"id":"13"}]"#)
        .await
        .reads("GET /users/@me/guilds?before=9&after=8&limit=5&with_counts=true");
    wire.call(http.leave_guild(GUILD), "").await.reads("DELETE /users/@me/guilds/13");

    wire.call(http.gateway(), r#"{"url":"wss://x"}"#).await.reads("GET /gateway");
    let gateway = r#"{"url":"wss://x","shards":1,
        "session_start_limit":{"total":1,"remaining":1,"reset_after":0,"max_concurrency":1}}"#;
    wire.call(http.gateway_bot(), gateway).await.reads("GET /gateway/bot");
    wire.call(http.current_authorization(), r#"{"application":{"id":"11"},"expires":null}"#)
        .await
        .reads("GET /oauth2/@me");
    wire.call(http.oauth2_application(), r#"{"id":"11"}"#).await.reads("GET /oauth2/applications/@me");
    wire.call(http.public_keys(), r#"{"keys":[]}"#).await.reads("GET /oauth2/keys");
    wire.call(http.user_info(), r#"{"sub":"15"}"#).await.reads("GET /oauth2/userinfo");
    wire.covers(&["user", "gateway", "oauth2"]);
}

#[tokio::test]
async fn lobbies() {
    const ANSWER: &str = r#"{"id":"16","application_id":"11","metadata":null}"#;
    const WRITTEN: &str = r#"{"id":"17","lobby_id":"16","channel_id":"1","author":{"id":"15","username":"ant"}}"#;
    let wire = Wire::start().await;
    let http = &wire.http;
    let metadata = || [("map".to_owned(), "desert".to_owned())];
    let create = http
        .create_lobby()
        .idle_timeout_seconds(5_u32)
        .members([LobbyMember::new(USER).flags(LobbyMemberFlags::CAN_LINK_LOBBY)])
        .metadata(metadata())
        .flags(1_u32)
        .override_event_webhooks_url("https://example.com");
    wire.call(create, ANSWER).await.writes(
        "POST /lobbies",
        json!({"idle_timeout_seconds": 5, "members": [{"id": "15", "flags": 1}], "metadata": {"map": "desert"},
            "flags": 1,
            "override_event_webhooks_url": "https://example.com"}),
    );
    let join = http
        .create_or_join_lobby("s")
        .idle_timeout_seconds(5_u32)
        .lobby_metadata(metadata())
        .member_metadata(metadata())
        .flags(1_u32);
    wire.call(join, ANSWER).await.writes(
        "PUT /lobbies",
        json!({"secret": "s", "idle_timeout_seconds": 5, "lobby_metadata": {"map": "desert"},
            "member_metadata": {"map": "desert"}, "flags": 1}),
    );
    wire.call(http.lobby(LOBBY), ANSWER).await.reads("GET /lobbies/16");
    let update = http
        .update_lobby(LOBBY)
        .idle_timeout_seconds(6_u32)
        .metadata(metadata())
        .members([LobbyMember::new(USER)])
        .flags(0_u32)
        .override_event_webhooks_url("https://example.com");
    wire.call(update, ANSWER).await.writes(
        "PATCH /lobbies/16",
        json!({"idle_timeout_seconds": 6, "metadata": {"map": "desert"}, "members": [{"id": "15"}], "flags": 0,
            "override_event_webhooks_url": "https://example.com"}),
    );
    wire.call(http.update_lobby(LOBBY).clear_metadata().clear_override_event_webhooks_url(), ANSWER)
        .await
        .writes("PATCH /lobbies/16", json!({"metadata": null, "override_event_webhooks_url": null}));
    wire.call(http.delete_lobby(LOBBY), "").await.reads("DELETE /lobbies/16");
    wire.call(http.update_lobby_channel_link(LOBBY).channel_id(ChannelId::new(1)), ANSWER)
        .await
        .writes("PATCH /lobbies/16/channel-linking", json!({"channel_id": "1"}));
    wire.call(http.update_lobby_channel_link(LOBBY).clear_channel_id(), ANSWER)
        .await
        .writes("PATCH /lobbies/16/channel-linking", json!({"channel_id": null}));
    wire.call(http.leave_lobby(LOBBY), "").await.reads("DELETE /lobbies/16/members/@me");
    wire.call(http.create_lobby_invite_for_self(LOBBY), r#"{"code":"c"}"#)
        .await
        .reads("POST /lobbies/16/members/@me/invites");
    wire.call(http.update_lobby_members(LOBBY, &[LobbyMemberUpdate::remove(USER)]), "[]")
        .await
        .writes("POST /lobbies/16/members/bulk", json!([{"id": "15", "remove_member": true}]));
    let add = http
        .add_lobby_member(LOBBY, USER)
        .metadata(metadata())
        .flags(LobbyMemberFlags::CAN_LINK_LOBBY)
        .additional_name("Ant");
    wire.call(add, r#"{"id":"15"}"#).await.writes(
        "PUT /lobbies/16/members/15",
        json!({"metadata": {"map": "desert"}, "flags": 1, "additional_name": "Ant"}),
    );
    wire.call(http.add_lobby_member(LOBBY, USER).clear_metadata().clear_additional_name(), r#"{"id":"15"}"#)
        .await
        .writes("PUT /lobbies/16/members/15", json!({"metadata": null, "additional_name": null}));
    wire.call(http.delete_lobby_member(LOBBY, USER), "").await.reads("DELETE /lobbies/16/members/15");
    wire.call(http.create_lobby_invite(LOBBY, USER), r#"{"code":"c"}"#)
        .await
        .reads("POST /lobbies/16/members/15/invites");
    wire.call(http.lobby_messages(LOBBY).limit(5), "[]").await.reads("GET /lobbies/16/messages?limit=5");
    let write = http
        .create_lobby_message(LOBBY)
        .content("hi")
        .embed(Embed::new().title("t"))
        .allowed_mentions(AllowedMentions::none())
        .message_reference(MessageReference::reply_to(MESSAGE))
        .component(ActionRow::new([Button::primary("a", "A")]))
        .attachments(Vec::<AttachmentUpdate>::new())
        .sticker_ids([StickerId::new(1)])
        .poll(PollCreate::new("?").answer("a"))
        .shared_client_theme(SharedClientTheme::new(["ff0000".into()]))
        .flags(MessageFlags::SUPPRESS_EMBEDS)
        .tts(true)
        .nonce("n")
        .enforce_nonce(true);
    wire.call(write, WRITTEN).await.writes(
        "POST /lobbies/16/messages",
        json!({"content": "hi", "embeds": [{"title": "t"}], "allowed_mentions": {"parse": [], "replied_user": false},
            "message_reference": {"message_id": "17"},
            "components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "A", "custom_id": "a"}]}],
            "attachments": [], "sticker_ids": ["1"],
            "poll": {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}]},
            "shared_client_theme": {"colors": ["ff0000"], "gradient_angle": 0, "base_mix": 0}, "flags": 4, "tts": true,
            "nonce": "n", "enforce_nonce": true}),
    );
    let verdict = LobbyMetadata::from([("verdict".to_owned(), "fine".to_owned())]);
    wire.call(http.update_lobby_message_moderation_metadata(LOBBY, MESSAGE, &verdict), "")
        .await
        .writes("PUT /lobbies/16/messages/17/moderation-metadata", json!({"verdict": "fine"}));
    wire.covers(&["lobby"]);

    wire.call(http.update_dm_moderation_metadata(USER, UserId::new(18), MESSAGE, &verdict), "")
        .await
        .writes("PUT /partner-sdk/dms/15/18/messages/17/moderation-metadata", json!({"verdict": "fine"}));
    let steam_ticket = ExternalAuthType::SteamSessionTicket;
    let steam = json!({"client_id": "11", "external_auth_token": "t", "external_auth_type": "STEAM_SESSION_TICKET",
        "client_secret": "s"});
    wire.call(http.unmerge_provisional_account(APP, "t", &steam_ticket).client_secret("s"), "")
        .await
        .writes("POST /partner-sdk/provisional-accounts/unmerge", steam.clone());
    wire.call(http.unmerge_provisional_account_as_bot("u"), "")
        .await
        .writes("POST /partner-sdk/provisional-accounts/unmerge/bot", json!({"external_user_id": "u"}));
    wire.call(http.create_provisional_token(APP, "t", &steam_ticket).client_secret("s"), "{}")
        .await
        .writes("POST /partner-sdk/token", steam);
    let token = http.create_provisional_token_as_bot("u").provisional_user_id(USER).preferred_global_name("Ant");
    wire.call(token, "{}").await.writes(
        "POST /partner-sdk/token/bot",
        json!({"external_user_id": "u", "provisional_user_id": "15", "preferred_global_name": "Ant"}),
    );
    wire.covers(&["partner"]);
}
