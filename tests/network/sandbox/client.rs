//! Operations as the library's own client calls them: the answers of the sandbox are read into the client's types.

use greenroom::model::*;
use greenroom::rest::Http;
use greenroom::sandbox::{Sandbox, SandboxSkuKind};

use crate::rest::http;
use crate::sandbox::api::ALL_BUT_ADMINISTRATOR;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

async fn start() -> (Sandbox, GuildId, ChannelId, Http) {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.without_rate_limits();
    let guild = sandbox.guild("Greenroom");
    guild.set_bot_permissions(ALL_BUT_ADMINISTRATOR);
    let (id, channel) = (guild.id(), guild.channel("general").id());
    let http = http(&sandbox);
    (sandbox, id, channel, http)
}

#[actix::test]
async fn the_shop() {
    let (sandbox, _, _, http) = start().await;
    let club = sandbox.create_sku("Club", SandboxSkuKind::UserSubscription);
    let coin = sandbox.create_sku("Coin", SandboxSkuKind::Consumable);
    let alice = sandbox.user("alice");
    alice.buys(club);
    alice.buys(coin);
    let application = http.current_application().await.unwrap().id;
    let skus = http.skus(application).await.unwrap();
    assert_eq!(skus.iter().map(|it| it.id).collect::<Vec<_>>(), [club, coin]);
    let bought = http.entitlements(application).user_id(alice.id()).sku_ids([coin]).await.unwrap();
    assert_eq!((bought.len(), bought[0].sku_id, bought[0].user_id), (1, coin, Some(alice.id())));
    http.consume_entitlement(application, bought[0].id).await.unwrap();
    assert_eq!(http.entitlement(application, bought[0].id).await.unwrap().consumed, Some(true));
    let subscriptions = http.sku_subscriptions(club).user_id(alice.id()).await.unwrap();
    let one = http.sku_subscription(club, subscriptions[0].id).await.unwrap();
    assert_eq!((one.user_id, one.sku_ids.as_slice()), (alice.id(), &[club][..]));
    let kind = RoleConnectionMetadataKind::IntegerGreaterThanOrEqual;
    let level = RoleConnectionMetadata::new(kind, "level", "Level", "The level");
    let set = http.set_role_connection_metadata(application, std::slice::from_ref(&level)).await.unwrap();
    assert_eq!(set, http.role_connection_metadata(application).await.unwrap());
    assert_eq!(set, [level]);
}

#[actix::test]
async fn stickers_sounds_and_members() {
    let (sandbox, guild, channel, http) = start().await;
    let made = http.create_sticker(guild, "duck", "bird", Upload::bytes("duck.png", PNG)).await.unwrap();
    assert_eq!(http.guild_stickers(guild).await.unwrap(), std::slice::from_ref(&made));
    let message = http.create_message(channel).sticker_ids([made.id]).await.unwrap();
    assert_eq!(message.sticker_items[0].name, "duck");
    let pack = http.sticker_packs().await.unwrap().sticker_packs.remove(0);
    assert_eq!(http.sticker_pack(pack.id).await.unwrap(), pack);
    http.delete_sticker(guild, made.id).await.unwrap();

    let sound = http.create_sound(guild, "honk", &SoundData::ogg(PNG)).volume(0.5).await.unwrap();
    assert_eq!(http.guild_sounds(guild).await.unwrap().items, std::slice::from_ref(&sound));
    let lounge = sandbox.guild("Greenroom").voice_channel("Lounge");
    sandbox.bot().join_voice(&lounge);
    http.send_sound(lounge.id(), sound.sound_id).await.unwrap();
    let quack = http.default_sounds().await.unwrap().remove(0);
    http.send_sound(lounge.id(), quack.sound_id).await.unwrap();

    let bob = sandbox.user("bob");
    let token = bob.allows_guilds_join();
    http.add_member(guild, bob.id(), &token).nick("Bobby").await.unwrap();
    assert_eq!(sandbox.guild("Greenroom").nick_of(&bob).as_deref(), Some("Bobby"));
    let own = http.update_current_member(guild).nick("Robot").await.unwrap();
    assert_eq!(own.nick.as_deref(), Some("Robot"));
}

#[actix::test]
async fn what_a_guild_shows() {
    let (sandbox, guild, channel, http) = start().await;
    let its = sandbox.guild("Greenroom");
    let twitch = its.add_integration("twitch", "streamer");
    let integrations = http.integrations(guild).await.unwrap();
    assert_eq!(integrations.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Sandbox Bot", "streamer"]);
    http.delete_integration(guild, twitch).await.unwrap();
    its.set_vanity_code(Some("green"));
    assert_eq!(http.vanity_url(guild).await.unwrap().code.as_deref(), Some("green"));
    assert!(http.new_member_welcome(guild).await.unwrap().is_none());
    its.set_new_member_welcome(serde_json::json!({"welcome_message": {"author_ids": [], "message": "Hi"}}));
    assert_eq!(&*http.new_member_welcome(guild).await.unwrap().unwrap().welcome_message.unwrap().message, "Hi");
    let screen = http.update_welcome_screen(guild).description("Hello").enabled(true).await.unwrap();
    assert_eq!(http.welcome_screen(guild).await.unwrap(), screen);
    let onboarding = http.update_onboarding(guild).default_channel_ids([channel]).await.unwrap();
    assert_eq!(http.onboarding(guild).await.unwrap(), onboarding);
    assert_eq!(onboarding.default_channel_ids, [channel]);
    let widget = http.update_widget_settings(guild).enabled(true).channel_id(channel).await.unwrap();
    assert_eq!(http.widget_settings(guild).await.unwrap(), widget);
    assert_eq!(http.widget(guild).await.unwrap().name, "Greenroom");
    let until: Timestamp = "2020-01-01T00:00:00Z".parse().unwrap();
    let incidents = http.update_incident_actions(guild).invites_disabled_until(until).await.unwrap();
    assert_eq!((incidents.invites_disabled_until, incidents.dms_disabled_until), (Some(until), None));
    let template = http.create_template(guild, "copy").await.unwrap();
    assert_eq!(http.guild_templates(guild).await.unwrap(), std::slice::from_ref(&template));
    assert_eq!(http.template(&template.code).await.unwrap(), template);
    assert_eq!(http.update_template(guild, &template.code).name("other").await.unwrap().name, "other");
    http.sync_template(guild, &template.code).await.unwrap();
    http.delete_template(guild, &template.code).await.unwrap();
}

#[actix::test]
async fn searches_and_events() {
    let (sandbox, guild, channel, http) = start().await;
    let alice = sandbox.user("alice");
    alice.say(channel, "green door");
    let found = http.search_messages(guild).content("door").author_id([alice.id()]).limit(5).await.unwrap();
    assert_eq!((found.total_results, found.messages[0][0].content.as_str()), (1, "green door"));
    http.create_thread(channel, "talk").kind(ChannelKind::PublicThread).await.unwrap();
    let threads = http.search_threads(channel).name("talk").await.unwrap();
    assert_eq!((threads.total_results, threads.threads.len()), (1, 1));

    let (start, end): (Timestamp, Timestamp) =
        ("2030-01-01T00:00:00Z".parse().unwrap(), "2030-01-01T01:00:00Z".parse().unwrap());
    let event = http
        .create_scheduled_event(guild, "weekly", start, ScheduledEventEntity::External)
        .location("here")
        .scheduled_end_time(end)
        .recurrence_rule(RecurrenceRule::daily(start))
        .await
        .unwrap();
    alice.is_interested_in(event.id);
    let users = http.scheduled_event_users(guild, event.id).with_member(true).await.unwrap();
    assert_eq!(users[0].user.as_ref().unwrap().id, alice.id());
    assert!(users[0].member.is_some());
    let exception = http.create_scheduled_event_exception(guild, event.id, start).is_canceled(true).await.unwrap();
    let id = exception.event_exception_id;
    alice.is_interested_in_occurrence(event.id, id);
    let counts = http.scheduled_event_user_counts(guild, event.id).exceptions([id]);
    let counts = counts.await.unwrap();
    assert_eq!(
        (counts.guild_scheduled_event_count, counts.guild_scheduled_event_exception_counts.get(&id)),
        (1, Some(&1))
    );
    let users = http.scheduled_event_exception_users(guild, event.id, id).await.unwrap();
    assert_eq!(users[0].guild_scheduled_event_exception_id, Some(id));
    let changed = http.update_scheduled_event_exception(guild, event.id, id).is_canceled(false).await.unwrap();
    assert!(!changed.is_canceled);
    http.delete_scheduled_event_exception(guild, event.id, id).await.unwrap();
}
