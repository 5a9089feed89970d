//! The payloads of events and what they consist of, each made as a bot's unit test would.

use std::time::Duration;

use greenroom::event::*;
use greenroom::gateway::{DisconnectReason, ReconnectReason};
use greenroom::model::{
    AutoModerationTrigger, Channel, ChannelKind, Entitlement, Field, RawJson, SoundboardSound, Subscription, Timestamp,
    User,
};
use serde::de::DeserializeOwned;

use super::made;

fn read<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap()
}

fn user() -> User {
    read(r#"{"id":"1","username":"ann"}"#)
}

fn channel() -> Channel {
    read(r#"{"id":"2","type":0,"guild_id":"5","name":"general"}"#)
}

fn time() -> Timestamp {
    Timestamp::from_secs(1_600_000_000)
}

fn sound() -> SoundboardSound {
    read(r#"{"sound_id":"1","name":"quack"}"#)
}

fn entitlement() -> Entitlement {
    read(r#"{"id":"1","sku_id":"2","application_id":"9","type":8}"#)
}

fn subscription() -> Subscription {
    read(
        r#"{"id":"1","user_id":"2","status":0,"current_period_start":"2024-08-27T19:48:44.406602+00:00",
        "current_period_end":"2024-09-27T19:48:44.406602+00:00"}"#,
    )
}

made! {
    // session
    Ready: Ready::new(read::<greenroom::model::CurrentUser>(r#"{"id":"1"}"#), "session", "wss://gateway.discord.gg", read::<greenroom::model::Application>(r#"{"id":"9"}"#)),
        version = 10;
    Resumed: Resumed::default();
    RateLimited: RateLimited::new(8, 1.5), meta = RateLimitedMeta::default();
    RateLimitedMeta: RateLimitedMeta::default(), guild_id = Some(5.into()), nonce = Some("n".into());

    // guild
    GuildCreate: GuildCreate::new(read::<greenroom::model::Guild>(r#"{"id":"5"}"#)), arrival = Arrival::Available;
    GuildUpdate: GuildUpdate::from(read::<greenroom::model::Guild>(r#"{"id":"5"}"#));
    GuildDelete: GuildDelete::new(5), unavailable = true;
    BanAdd: BanAdd::new(5, user());
    BanRemove: BanRemove::new(5, user());
    EmojisUpdate: EmojisUpdate::new(5, [read(r#"{"id":"6","name":"thonk"}"#)]);
    StickersUpdate: StickersUpdate::new(5, [read(r#"{"id":"6","type":2,"format_type":1,"name":"wave"}"#)]);
    WebhooksUpdate: WebhooksUpdate::new(5, 2);

    // audit_log
    AuditLogEntryCreate: AuditLogEntryCreate::new(5, read::<greenroom::model::AuditLogEntry>(r#"{"id":"1","action_type":72}"#)),
        guild_id = 6.into();

    // integration
    IntegrationsUpdate: IntegrationsUpdate::new(5);
    IntegrationCreate: IntegrationCreate::new(5, read::<greenroom::model::Integration>(r#"{"id":"1","type":"discord"}"#));
    IntegrationUpdate: IntegrationUpdate::new(5, read::<greenroom::model::Integration>(r#"{"id":"1","type":"discord"}"#));
    IntegrationDelete: IntegrationDelete::new(1, 5), application_id = Some(9.into());

    // invite
    InviteCreate: InviteCreate::new(2, "code", time()), inviter = Some(user()), max_uses = 3;
    InviteDelete: InviteDelete::new(2, "code"), guild_id = Some(5.into());

    // auto_moderation
    AutoModerationRuleCreate: AutoModerationRuleCreate::from(read::<greenroom::model::AutoModerationRule>(RULE));
    AutoModerationRuleUpdate: AutoModerationRuleUpdate::from(read::<greenroom::model::AutoModerationRule>(RULE));
    AutoModerationRuleDelete: AutoModerationRuleDelete::from(read::<greenroom::model::AutoModerationRule>(RULE));
    AutoModerationActionExecution:
        AutoModerationActionExecution::new(5, read::<greenroom::model::AutoModerationAction>(r#"{"type":1}"#), 3, AutoModerationTrigger::Spam, 1),
        content = "spam".into();

    // scheduled_event
    ScheduledEventCreate: ScheduledEventCreate::from(read::<greenroom::model::ScheduledEvent>(SCHEDULED));
    ScheduledEventUpdate: ScheduledEventUpdate::from(read::<greenroom::model::ScheduledEvent>(SCHEDULED));
    ScheduledEventDelete: ScheduledEventDelete::from(read::<greenroom::model::ScheduledEvent>(SCHEDULED));
    ScheduledEventUserAdd: ScheduledEventUserAdd::new(3, 1, 5);
    ScheduledEventUserRemove: ScheduledEventUserRemove::new(3, 1, 5), guild_id = 6.into();

    // role
    RoleCreate: RoleCreate::new(5, read::<greenroom::model::Role>(r#"{"id":"7","name":"Staff"}"#)), guild_id = 6.into();
    RoleUpdate: RoleUpdate::new(5, read::<greenroom::model::Role>(r#"{"id":"7","name":"Staff"}"#));
    RoleDelete: RoleDelete::new(5, 7);

    // member
    MemberAdd: MemberAdd::new(5, read::<greenroom::model::Member>(r#"{"user":{"id":"1"},"nick":"Annie"}"#));
    MemberUpdate: MemberUpdate::new(5, user()), nick = Field::Null, deaf = Some(true);
    MemberRemove: MemberRemove::new(5, user());
    MembersChunk: MembersChunk::new(5, [read(r#"{"user":{"id":"1"}}"#)]), not_found = vec![8.into()];

    // channel
    ChannelCreate: ChannelCreate::from(channel());
    ChannelUpdate: ChannelUpdate::from(channel());
    ChannelDelete: ChannelDelete::from(channel());
    ChannelPinsUpdate: ChannelPinsUpdate::new(2), last_pin_timestamp = Field::Value(time());
    ChannelInfo: ChannelInfo::new(5, [read(r#"{"id":"2"}"#)]);
    VoiceChannelStatusUpdate: VoiceChannelStatusUpdate::new(2, 5), status = Some("Chess".into());
    VoiceChannelStartTimeUpdate: VoiceChannelStartTimeUpdate::new(2, 5), voice_start_time = Field::Value(time());

    // thread
    ThreadCreate: ThreadCreate::from(channel());
    ThreadUpdate: ThreadUpdate::from(channel());
    ThreadDelete: ThreadDelete::new(3, 5, ChannelKind::PublicThread), parent_id = Some(2.into());
    ThreadListSync: ThreadListSync::new(5, [channel()]), channel_ids = Some(vec![2.into()]);
    ThreadMemberUpdate: ThreadMemberUpdate::new(5, read::<greenroom::model::ThreadMember>(r#"{"id":"3","user_id":"1","join_timestamp":"2024-08-27T19:48:44.406602+00:00","flags":0}"#));
    ThreadMembersUpdate: ThreadMembersUpdate::new(3, 5), removed_member_ids = vec![1.into()];

    // message
    MessageCreate: MessageCreate::from(read::<greenroom::model::Message>(MESSAGE));
    MessageUpdate: MessageUpdate::new(8, 2), content = Some("now".into()), edited_timestamp = Field::Value(time());
    MessageDelete: MessageDelete::new(8, 2), guild_id = Some(5.into());
    MessageDeleteBulk: MessageDeleteBulk::new([8.into(), 9.into()], 2);

    // reaction
    ReactionAdd: ReactionAdd::new(1, 2, 8, read::<greenroom::model::PartialEmoji>(EMOJI)), burst = true;
    ReactionRemove: ReactionRemove::new(1, 2, 8, read::<greenroom::model::PartialEmoji>(EMOJI));
    ReactionRemoveAll: ReactionRemoveAll::new(2, 8);
    ReactionRemoveEmoji: ReactionRemoveEmoji::new(2, 8, read::<greenroom::model::PartialEmoji>(EMOJI));

    // poll
    PollVoteAdd: PollVoteAdd::new(1, 2, 8, 3), guild_id = Some(5.into());
    PollVoteRemove: PollVoteRemove::new(1, 2, 8, 3);

    // presence
    TypingStart: TypingStart::new(2, 1, time()), guild_id = Some(5.into());
    PresenceUpdate: PresenceUpdate::from(read::<greenroom::model::Presence>(r#"{"user":{"id":"1"},"guild_id":"5","status":"idle"}"#));
    UserUpdate: UserUpdate::from(read::<greenroom::model::CurrentUser>(r#"{"id":"1"}"#));

    // voice
    VoiceStateUpdate: VoiceStateUpdate::from(read::<greenroom::model::VoiceState>(r#"{"user_id":"1","session_id":"s"}"#));
    VoiceServerUpdate: VoiceServerUpdate::new(5, "token"), endpoint = Some("voice.discord.gg".into());
    VoiceChannelEffectSend: VoiceChannelEffectSend::new(2, 5, 1), sound_volume = Some(0.5);

    // stage
    StageInstanceCreate: StageInstanceCreate::from(read::<greenroom::model::StageInstance>(STAGE));
    StageInstanceUpdate: StageInstanceUpdate::from(read::<greenroom::model::StageInstance>(STAGE));
    StageInstanceDelete: StageInstanceDelete::from(read::<greenroom::model::StageInstance>(STAGE));

    // soundboard
    SoundboardSoundCreate: SoundboardSoundCreate::from(sound());
    SoundboardSoundUpdate: SoundboardSoundUpdate::from(sound());
    SoundboardSoundDelete: SoundboardSoundDelete::new(1, 5), guild_id = 6.into();
    SoundboardSoundsUpdate: SoundboardSoundsUpdate::new(5, [sound()]);
    SoundboardSounds: SoundboardSounds::new(5, [sound()]);

    // interaction
    InteractionCreate: InteractionCreate::from(read::<greenroom::model::Interaction>(INTERACTION));
    ApplicationCommandPermissionsUpdate:
        ApplicationCommandPermissionsUpdate::from(read::<greenroom::model::GuildCommandPermissions>(r#"{"id":"9","application_id":"9","guild_id":"5"}"#));

    // monetization
    EntitlementCreate: EntitlementCreate::from(entitlement());
    EntitlementUpdate: EntitlementUpdate::from(entitlement());
    EntitlementDelete: EntitlementDelete::from(entitlement());
    SubscriptionCreate: SubscriptionCreate::from(subscription());
    SubscriptionUpdate: SubscriptionUpdate::from(subscription());
    SubscriptionDelete: SubscriptionDelete::from(subscription());

    // other
    UnknownEvent: UnknownEvent::new("NEW_THING", RawJson::new("{}").unwrap()), name = "NEWER_THING".into();
    Undecoded: Undecoded::new("TYPING_START", "missing field `user_id`", "{}"), path = Some("user".into());
    CustomEvent: CustomEvent::new::<String>("MY_EVENT", r#""text""#);
    DecodeError: Event::decode(EventKind::BanAdd, b"{}").unwrap_err();
    EventKinds: EventKinds::only(EventKind::BanAdd);

    // lifecycle
    ShardConnected: ShardConnected::new(0);
    ShardReady: ShardReady::new(0);
    ShardReconnecting: ShardReconnecting::new(0, ReconnectReason::Asked, 1), delay = Duration::from_secs(1);
    ShardResumed: ShardResumed::new(0, 12);
    ShardDisconnected: ShardDisconnected::new(0, DisconnectReason::Stopped);
    AllShardsReady: AllShardsReady::new(4);
    GuildsAvailable: GuildsAvailable::new(0), missing = 1;
    PayloadReceived: PayloadReceived::new(0, 11), seq = Some(5);
    HeartbeatAcked: HeartbeatAcked::new(0, Duration::from_millis(40), Duration::from_millis(42));
    ReshardingRequired: ReshardingRequired::new(0, 4), automatic = true;
    Resharded: Resharded::new(4, 8);
    Shutdown: Shutdown::default();
}

const RULE: &str =
    r#"{"id":"3","guild_id":"5","name":"r","creator_id":"1","event_type":1,"trigger_type":3,"enabled":true}"#;
const SCHEDULED: &str = r#"{"id":"3","guild_id":"5","name":"Chess","status":1,"entity_type":3,
    "scheduled_start_time":"2024-08-27T19:48:44.406602+00:00"}"#;
const MESSAGE: &str = r#"{"id":"8","channel_id":"2","author":{"id":"1","username":"ann"},"content":"hi",
    "timestamp":"2024-08-27T19:48:44.406602+00:00","edited_timestamp":null}"#;
const EMOJI: &str = r#"{"id":null,"name":"🦆"}"#;
const STAGE: &str = r#"{"id":"3","guild_id":"5","channel_id":"2","topic":"Chess","privacy_level":2}"#;
const INTERACTION: &str = r#"{"id":"4","application_id":"9","type":2,"token":"t","version":1,
    "data":{"id":"6","name":"ping","type":1}}"#;

/// Events are made of their payloads, to be handed to what takes events.
#[test]
fn an_event_is_made_of_its_payload() {
    let event = Event::from(BanAdd::new(5, user()));
    assert_eq!((event.kind(), event.guild_id().map(|id| id.get())), (EventKind::BanAdd, Some(5)));
    let lifecycle = Lifecycle::ShardReady(ShardReady::new(3));
    assert_eq!(lifecycle.kind(), LifecycleKinds::SHARD_READY);
}

/// A user's match ends with an arm for what is not there yet; without the attribute the compiler would call it unreachable.
#[test]
#[deny(unreachable_patterns)]
fn what_is_matched_on_has_room_for_more() {
    let departure = |departure| match departure {
        Departure::Left => "left",
        Departure::Outage => "outage",
        _ => "new",
    };
    assert_eq!(departure(GuildDelete::new(5).departure()), "left");
    let GuildDelete { id, unavailable, .. } = GuildDelete::new(5);
    assert_eq!((id.get(), unavailable), (5, false));
}

/// What a handler of a type of one's own is given.
#[test]
fn a_custom_event_is_read_as_what_it_was_made_for() {
    let event = CustomEvent::new::<Vec<u8>>("MY_EVENT", "[1,2]");
    assert_eq!((event.name(), event.get::<Vec<u8>>(), event.get::<String>()), ("MY_EVENT", Some(&vec![1, 2]), None));
    let broken = CustomEvent::new::<Vec<u8>>("MY_EVENT", "{}");
    assert_eq!(broken.undecoded().map(|it| it.name.as_str()), Some("MY_EVENT"));
}

/// What was made and what was read agree on why a guild came.
#[test]
fn a_guild_with_an_outage_arrives_as_unavailable() {
    let json = r#"{"id":"5","unavailable":true}"#;
    let made = GuildCreate::new(read::<greenroom::model::UnavailableGuild>(json));
    assert_eq!(made.arrival, Arrival::Unavailable);
    assert_eq!(made, read(json));
}
