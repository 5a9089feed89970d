//! The payloads of events and what they consist of, each made as a bot's unit test would.

use std::time::Duration;

use greenroom::event::*;
use greenroom::gateway::{DisconnectReason, ReconnectReason};
use greenroom::model::{
    Application, AuditLogAction, AuditLogEntry, AutoModerationAction, AutoModerationActionKind, AutoModerationEvent,
    AutoModerationRule, AutoModerationTrigger, Channel, ChannelInfoChannel, ChannelKind, Emoji, Entitlement,
    EntitlementKind, Field, Guild, GuildCommandPermissions, Integration, IntegrationKind, Interaction, InteractionKind,
    Member, Message, OnlineStatus, PartialUser, Presence, RawJson, ReactionEmoji, Role, ScheduledEvent,
    ScheduledEventEntity, ScheduledEventStatus, SoundboardSound, StageInstance, Sticker, StickerFormat, StickerKind,
    Subscription, SubscriptionStatus, ThreadMember, Timestamp, UnavailableGuild, User, VoiceState,
};

use super::made;

fn user() -> User {
    User::new(1, "ann")
}

fn channel() -> Channel {
    Channel::new(2, ChannelKind::GuildText)
}

fn time() -> Timestamp {
    Timestamp::from_secs(1_600_000_000)
}

fn integration() -> Integration {
    Integration::new(1, "Honey", IntegrationKind::Discord)
}

fn rule() -> AutoModerationRule {
    AutoModerationRule::new(3, 5, 1, AutoModerationEvent::MessageSend, AutoModerationTrigger::Spam)
}

fn scheduled() -> ScheduledEvent {
    ScheduledEvent::new(3, "Chess", ScheduledEventStatus::Scheduled, ScheduledEventEntity::External)
}

fn emoji() -> ReactionEmoji {
    ReactionEmoji::unicode("🦆")
}

fn stage() -> StageInstance {
    StageInstance::new(3, 2, "Chess")
}

fn sound() -> SoundboardSound {
    SoundboardSound::new(1, "quack")
}

fn entitlement() -> Entitlement {
    Entitlement::new(1, 2, 9, EntitlementKind::ApplicationSubscription)
}

fn subscription() -> Subscription {
    Subscription::new(1, 2, SubscriptionStatus::Active)
}

made! {
    // session
    Ready: Ready::new(user(), "session", "wss://gateway.discord.gg", Application::new(9, "Bees")), version = 10;
    Resumed: Resumed::default();
    RateLimited: RateLimited::new(8, 1.5), meta = RateLimitedMeta::default();
    RateLimitedMeta: RateLimitedMeta::default(), guild_id = Some(5.into()), nonce = Some("n".into());

    // guild
    GuildCreate: GuildCreate::new(Guild::new(5, "Hill")), arrival = Arrival::Available;
    GuildUpdate: GuildUpdate::from(Guild::new(5, "Hill"));
    GuildDelete: GuildDelete::new(5), unavailable = true;
    BanAdd: BanAdd::new(5, user());
    BanRemove: BanRemove::new(5, user());
    EmojisUpdate: EmojisUpdate::new(5, [Emoji::new(6, "bee")]);
    StickersUpdate: StickersUpdate::new(5, [Sticker::new(6, "wave", StickerKind::Guild, StickerFormat::Png)]);
    WebhooksUpdate: WebhooksUpdate::new(5, 2);

    // audit_log
    AuditLogEntryCreate: AuditLogEntryCreate::new(5, AuditLogEntry::new(6, AuditLogAction::GuildUpdate)),
        guild_id = 6.into();

    // integration
    IntegrationsUpdate: IntegrationsUpdate::new(5);
    IntegrationCreate: IntegrationCreate::new(5, integration());
    IntegrationUpdate: IntegrationUpdate::new(5, integration());
    IntegrationDelete: IntegrationDelete::new(1, 5), application_id = Some(9.into());

    // invite
    InviteCreate: InviteCreate::new(2, "code", time()), inviter = Some(user()), max_uses = 3;
    InviteDelete: InviteDelete::new(2, "code"), guild_id = Some(5.into());

    // auto_moderation
    AutoModerationRuleCreate: AutoModerationRuleCreate::from(rule());
    AutoModerationRuleUpdate: AutoModerationRuleUpdate::from(rule());
    AutoModerationRuleDelete: AutoModerationRuleDelete::from(rule());
    AutoModerationActionExecution: AutoModerationActionExecution::new(
        5, AutoModerationAction::new(AutoModerationActionKind::BlockMessage), 3, AutoModerationTrigger::Spam, 1
    ), content = "spam".into();

    // scheduled_event
    ScheduledEventCreate: ScheduledEventCreate::from(scheduled());
    ScheduledEventUpdate: ScheduledEventUpdate::from(scheduled());
    ScheduledEventDelete: ScheduledEventDelete::from(scheduled());
    ScheduledEventUserAdd: ScheduledEventUserAdd::new(3, 1, 5);
    ScheduledEventUserRemove: ScheduledEventUserRemove::new(3, 1, 5), guild_id = 6.into();

    // role
    RoleCreate: RoleCreate::new(5, Role::new(7, "Staff")), guild_id = 6.into();
    RoleUpdate: RoleUpdate::new(5, Role::new(7, "Staff"));
    RoleDelete: RoleDelete::new(5, 7);

    // member
    MemberAdd: MemberAdd::new(5, Member::new(user()));
    MemberUpdate: MemberUpdate::new(5, user()), nick = Field::Null, deaf = Some(true);
    MemberRemove: MemberRemove::new(5, user());
    MembersChunk: MembersChunk::new(5, [Member::new(user())]), not_found = vec![8.into()];

    // channel
    ChannelCreate: ChannelCreate::from(channel());
    ChannelUpdate: ChannelUpdate::from(channel());
    ChannelDelete: ChannelDelete::from(channel());
    ChannelPinsUpdate: ChannelPinsUpdate::new(2), last_pin_timestamp = Field::Value(time());
    ChannelInfo: ChannelInfo::new(5, [ChannelInfoChannel::new(2)]);
    VoiceChannelStatusUpdate: VoiceChannelStatusUpdate::new(2, 5), status = Some("Chess".into());
    VoiceChannelStartTimeUpdate: VoiceChannelStartTimeUpdate::new(2, 5), voice_start_time = Field::Value(time());

    // thread
    ThreadCreate: ThreadCreate::from(channel());
    ThreadUpdate: ThreadUpdate::from(channel());
    ThreadDelete: ThreadDelete::new(3, 5, ChannelKind::PublicThread), parent_id = Some(2.into());
    ThreadListSync: ThreadListSync::new(5, [channel()]), channel_ids = Some(vec![2.into()]);
    ThreadMemberUpdate: ThreadMemberUpdate::new(5, ThreadMember::default());
    ThreadMembersUpdate: ThreadMembersUpdate::new(3, 5), removed_member_ids = vec![1.into()];

    // message
    MessageCreate: MessageCreate::from(Message::new(8, 2, user(), "Hello"));
    MessageUpdate: MessageUpdate::new(8, 2), content = Some("now".into()), edited_timestamp = Field::Value(time());
    MessageDelete: MessageDelete::new(8, 2), guild_id = Some(5.into());
    MessageDeleteBulk: MessageDeleteBulk::new([8.into(), 9.into()], 2);

    // reaction
    ReactionAdd: ReactionAdd::new(1, 2, 8, emoji()), burst = true;
    ReactionRemove: ReactionRemove::new(1, 2, 8, emoji());
    ReactionRemoveAll: ReactionRemoveAll::new(2, 8);
    ReactionRemoveEmoji: ReactionRemoveEmoji::new(2, 8, emoji());

    // poll
    PollVoteAdd: PollVoteAdd::new(1, 2, 8, 3), guild_id = Some(5.into());
    PollVoteRemove: PollVoteRemove::new(1, 2, 8, 3);

    // presence
    TypingStart: TypingStart::new(2, 1, time()), guild_id = Some(5.into());
    PresenceUpdate: PresenceUpdate::from(Presence::new(PartialUser::new(1), OnlineStatus::Idle));
    UserUpdate: UserUpdate::from(user());

    // voice
    VoiceStateUpdate: VoiceStateUpdate::from(VoiceState::new(1));
    VoiceServerUpdate: VoiceServerUpdate::new(5, "token"), endpoint = Some("voice.discord.gg".into());
    VoiceChannelEffectSend: VoiceChannelEffectSend::new(2, 5, 1), sound_volume = Some(0.5);

    // stage
    StageInstanceCreate: StageInstanceCreate::from(stage());
    StageInstanceUpdate: StageInstanceUpdate::from(stage());
    StageInstanceDelete: StageInstanceDelete::from(stage());

    // soundboard
    SoundboardSoundCreate: SoundboardSoundCreate::from(sound());
    SoundboardSoundUpdate: SoundboardSoundUpdate::from(sound());
    SoundboardSoundDelete: SoundboardSoundDelete::new(1, 5), guild_id = 6.into();
    SoundboardSoundsUpdate: SoundboardSoundsUpdate::new(5, [sound()]);
    SoundboardSounds: SoundboardSounds::new(5, [sound()]);

    // interaction
    InteractionCreate: InteractionCreate::from(Interaction::new(4, 9, InteractionKind::Ping));
    ApplicationCommandPermissionsUpdate:
        ApplicationCommandPermissionsUpdate::from(GuildCommandPermissions::new(9, 9, 5, []));

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

/// Events are made of their payloads, to be handed to what takes events.
#[test]
fn an_event_is_made_of_its_payload() {
    let event = Event::from(BanAdd::new(5, user()));
    assert_eq!((event.kind(), event.guild_id().map(|id| id.get())), (EventKind::BanAdd, Some(5)));
    let lifecycle = Lifecycle::ShardReady(ShardReady::new(3));
    assert_eq!(lifecycle.kind(), LifecycleKinds::SHARD_READY);
}

/// A user's match ends with an arm for what is not there yet. Of an enum that cannot grow the compiler would call it
/// unreachable, and this would not compile.
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
    let made = GuildCreate::new(UnavailableGuild::new(5, true));
    assert_eq!(made.arrival, Arrival::Unavailable);
    assert_eq!(made, serde_json::from_str(r#"{"id":"5","unavailable":true}"#).unwrap());
}
