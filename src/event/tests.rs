use proptest::prelude::*;
use static_assertions::assert_impl_all;

use super::*;
use crate::model::{ChannelKind, ComponentKind, Field, Guild, MessageKind, ReactionKind};

assert_impl_all!(Event: Send, Sync, Clone, std::fmt::Debug);
assert_impl_all!(Lifecycle: Send, Sync, Clone, std::fmt::Debug);
assert_impl_all!(DecodeError: Send, Sync, std::error::Error);

/// The smallest payload of each event. `tests/offline/documented/` tries larger ones.
const LEAST: &[(EventKind, &str)] = &[
    (
        EventKind::Ready,
        r#"{"v":10,"user":{"id":"1"},"session_id":"s","resume_gateway_url":"wss://x","application":{"id":"9",
        "flags":565248}}"#,
    ),
    (EventKind::Resumed, r#"{"_trace":["x"]}"#),
    (EventKind::RateLimited, r#"{"opcode":8,"retry_after":1.5}"#),
    (EventKind::GuildCreate, r#"{"id":"5"}"#),
    (EventKind::GuildUpdate, r#"{"id":"5"}"#),
    (EventKind::GuildDelete, r#"{"id":"5"}"#),
    (EventKind::BanAdd, r#"{"guild_id":"5","user":{"id":"1"}}"#),
    (EventKind::BanRemove, r#"{"guild_id":"5","user":{"id":"1"}}"#),
    (EventKind::AuditLogEntryCreate, r#"{"guild_id":"5","id":"6","action_type":72}"#),
    (EventKind::EmojisUpdate, r#"{"guild_id":"5","emojis":[{"id":"3","name":"x"}]}"#),
    (EventKind::StickersUpdate, r#"{"guild_id":"5","stickers":[{"id":"3","type":2,"format_type":1}]}"#),
    (EventKind::IntegrationsUpdate, r#"{"guild_id":"5"}"#),
    (EventKind::IntegrationCreate, r#"{"guild_id":"5","id":"6","type":"discord"}"#),
    (EventKind::IntegrationUpdate, r#"{"guild_id":"5","id":"6","type":"twitch"}"#),
    (EventKind::IntegrationDelete, r#"{"guild_id":"5","id":"6"}"#),
    (EventKind::InviteCreate, r#"{"channel_id":"2","code":"x","created_at":"2021-03-31T18:45:31.297561+00:00"}"#),
    (EventKind::InviteDelete, r#"{"channel_id":"2","code":"x"}"#),
    (EventKind::WebhooksUpdate, r#"{"guild_id":"5","channel_id":"2"}"#),
    (
        EventKind::AutoModerationRuleCreate,
        r#"{"id":"6","guild_id":"5","creator_id":"9","event_type":1,"trigger_type":3}"#,
    ),
    (
        EventKind::AutoModerationRuleUpdate,
        r#"{"id":"6","guild_id":"5","creator_id":"9","event_type":1,"trigger_type":3}"#,
    ),
    (
        EventKind::AutoModerationRuleDelete,
        r#"{"id":"6","guild_id":"5","creator_id":"9","event_type":1,"trigger_type":3}"#,
    ),
    (
        EventKind::AutoModerationActionExecution,
        r#"{"guild_id":"5","action":{"type":1},"rule_id":"6","rule_trigger_type":3,"user_id":"1"}"#,
    ),
    (EventKind::ScheduledEventCreate, r#"{"id":"6","guild_id":"5","status":1,"entity_type":3}"#),
    (EventKind::ScheduledEventUpdate, r#"{"id":"6","guild_id":"5","status":1,"entity_type":3}"#),
    (EventKind::ScheduledEventDelete, r#"{"id":"6","guild_id":"5","status":1,"entity_type":3}"#),
    (EventKind::ScheduledEventUserAdd, r#"{"guild_scheduled_event_id":"6","user_id":"1","guild_id":"5"}"#),
    (EventKind::ScheduledEventUserRemove, r#"{"guild_scheduled_event_id":"6","user_id":"1","guild_id":"5"}"#),
    (EventKind::RoleCreate, r#"{"guild_id":"5","role":{"id":"7"}}"#),
    (EventKind::RoleUpdate, r#"{"guild_id":"5","role":{"id":"7"}}"#),
    (EventKind::RoleDelete, r#"{"guild_id":"5","role_id":"7"}"#),
    (EventKind::MemberAdd, r#"{"guild_id":"5","user":{"id":"1"}}"#),
    (EventKind::MemberUpdate, r#"{"guild_id":"5","user":{"id":"1"}}"#),
    (EventKind::MemberRemove, r#"{"guild_id":"5","user":{"id":"1"}}"#),
    (EventKind::MembersChunk, r#"{"guild_id":"5"}"#),
    (EventKind::ChannelCreate, r#"{"id":"2","type":0,"guild_id":"5"}"#),
    (EventKind::ChannelUpdate, r#"{"id":"2","type":0,"guild_id":"5"}"#),
    (EventKind::ChannelDelete, r#"{"id":"2","type":0,"guild_id":"5"}"#),
    (EventKind::ChannelPinsUpdate, r#"{"channel_id":"2"}"#),
    (EventKind::ChannelInfo, r#"{"guild_id":"5","channels":[{"id":"6"}]}"#),
    (EventKind::VoiceChannelStatusUpdate, r#"{"id":"2","guild_id":"5"}"#),
    (EventKind::VoiceChannelStartTimeUpdate, r#"{"id":"2","guild_id":"5"}"#),
    (EventKind::ThreadCreate, r#"{"id":"2","type":11,"guild_id":"5"}"#),
    (EventKind::ThreadUpdate, r#"{"id":"2","type":11,"guild_id":"5"}"#),
    (EventKind::ThreadDelete, r#"{"id":"2","type":11,"guild_id":"5"}"#),
    (EventKind::ThreadListSync, r#"{"guild_id":"5","threads":[{"id":"6","type":11}],"members":[{"id":"6"}]}"#),
    (EventKind::ThreadMemberUpdate, r#"{"guild_id":"5","id":"2","user_id":"1"}"#),
    (EventKind::ThreadMembersUpdate, r#"{"guild_id":"5","id":"2"}"#),
    (
        EventKind::MessageCreate,
        r#"{"id":"8","channel_id":"2","author":{"id":"1"},"timestamp":"2021-03-31T18:45:31.297561+00:00"}"#,
    ),
    (EventKind::MessageUpdate, r#"{"id":"8","channel_id":"2"}"#),
    (EventKind::MessageDelete, r#"{"id":"8","channel_id":"2"}"#),
    (EventKind::MessageDeleteBulk, r#"{"ids":["8",9],"channel_id":"2"}"#),
    (EventKind::ReactionAdd, r#"{"user_id":"1","channel_id":"2","message_id":"8","emoji":{"id":null,"name":"x"}}"#),
    (EventKind::ReactionRemove, r#"{"user_id":"1","channel_id":"2","message_id":"8","emoji":{"id":"3","name":null}}"#),
    (EventKind::ReactionRemoveAll, r#"{"channel_id":"2","message_id":"8"}"#),
    (EventKind::ReactionRemoveEmoji, r#"{"channel_id":"2","message_id":"8","emoji":{"name":"x"}}"#),
    (EventKind::PollVoteAdd, r#"{"user_id":"1","channel_id":"2","message_id":"8","answer_id":1}"#),
    (EventKind::PollVoteRemove, r#"{"user_id":"1","channel_id":"2","message_id":"8","answer_id":1}"#),
    (EventKind::TypingStart, r#"{"channel_id":"2","user_id":"1","timestamp":1617216331}"#),
    (EventKind::PresenceUpdate, r#"{"user":{"id":"1"},"guild_id":"5"}"#),
    (EventKind::UserUpdate, r#"{"id":"1"}"#),
    (EventKind::VoiceStateUpdate, r#"{"user_id":"1","channel_id":null,"guild_id":"5"}"#),
    (EventKind::VoiceServerUpdate, r#"{"token":"t","guild_id":"5","endpoint":null}"#),
    (EventKind::VoiceChannelEffectSend, r#"{"channel_id":"2","guild_id":"5","user_id":"1"}"#),
    (EventKind::StageInstanceCreate, r#"{"id":"6","guild_id":"5","channel_id":"2"}"#),
    (EventKind::StageInstanceUpdate, r#"{"id":"6","guild_id":"5","channel_id":"2"}"#),
    (EventKind::StageInstanceDelete, r#"{"id":"6","guild_id":"5","channel_id":"2"}"#),
    (EventKind::SoundboardSoundCreate, r#"{"sound_id":"6","guild_id":"5"}"#),
    (EventKind::SoundboardSoundUpdate, r#"{"sound_id":"6","guild_id":"5"}"#),
    (EventKind::SoundboardSoundDelete, r#"{"sound_id":"6","guild_id":"5"}"#),
    (EventKind::SoundboardSoundsUpdate, r#"{"soundboard_sounds":[{"sound_id":"6"}],"guild_id":"5"}"#),
    (EventKind::SoundboardSounds, r#"{"soundboard_sounds":[{"sound_id":"6"}],"guild_id":"5"}"#),
    (EventKind::InteractionCreate, r#"{"id":"4","application_id":"9","type":2,"token":"t"}"#),
    (
        EventKind::ApplicationCommandPermissionsUpdate,
        r#"{"id":"6","application_id":"9","guild_id":"5","permissions":[{"id":"7","type":1}]}"#,
    ),
    (EventKind::EntitlementCreate, r#"{"id":"6","sku_id":"7","application_id":"9","user_id":"1","type":8}"#),
    (EventKind::EntitlementUpdate, r#"{"id":"6","sku_id":"7","application_id":"9","guild_id":"5","type":8}"#),
    (EventKind::EntitlementDelete, r#"{"id":"6","sku_id":"7","application_id":"9","type":8}"#),
    (EventKind::SubscriptionCreate, r#"{"id":"6","user_id":"1","status":1}"#),
    (EventKind::SubscriptionUpdate, r#"{"id":"6","user_id":"1","status":0}"#),
    (EventKind::SubscriptionDelete, r#"{"id":"6","user_id":"1","status":2}"#),
];

fn decode(kind: EventKind, json: &str) -> Event {
    Event::decode(kind, json.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{json}"))
}

#[test]
fn the_smallest_payload_of_each_event_decodes() {
    assert_eq!(LEAST.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), EventKind::ALL, "one sample of each");
    for (kind, json) in LEAST {
        let event = decode(*kind, json);
        assert_eq!(event.kind(), *kind);
        let has = |key: &str| json.contains(&format!("\"{key}\":\""));
        let guild =
            has("guild_id") || matches!(kind, EventKind::GuildCreate | EventKind::GuildUpdate | EventKind::GuildDelete);
        assert_eq!(event.guild_id(), guild.then_some(GuildId::new(5)), "{kind}");
        let channel = json.contains("\"2\"");
        assert_eq!(event.channel_id(), channel.then_some(ChannelId::new(2)), "{kind}");
        let user = json.contains("\"1\"");
        assert_eq!(event.user_id(), user.then_some(UserId::new(1)), "{kind}");
    }
}

#[test]
fn ids_may_be_numbers_and_unknown_fields_are_ignored() {
    for (kind, json) in LEAST {
        let numbers = json.replace("\"5\"", "5").replace("\"1\"", "1").replace("\"2\"", "2");
        assert_eq!(decode(*kind, &numbers), decode(*kind, json), "{kind}");
        let strange = json.replacen('{', r#"{"unheard_of":[{"of":null},1.5,"\u00e9"],"#, 1);
        assert_eq!(decode(*kind, &strange), decode(*kind, json), "{kind}");
    }
}

#[test]
fn names_in_the_table_are_unique() {
    for kind in EventKind::ALL {
        assert_eq!(EventKind::from_name(kind.name()), Some(*kind));
        assert_eq!(EventKind::ALL.iter().filter(|other| other.method() == kind.method()).count(), 1, "{kind}");
    }
    assert_eq!(EventKind::from_name("THREAD_CREATED"), None);
    assert_eq!(EventKind::from_name("ready"), None);
}

/// Discord documents 79 dispatches, 63 of which need an intent.
#[test]
fn the_table_is_complete() {
    let always = EventKind::ALL.iter().filter(|kind| kind.intents().is_empty()).count();
    assert_eq!((EventKind::ALL.len(), always), (79, 16));
}

#[test]
fn intents_of_guilds_and_direct_messages() {
    for (kind, intents) in [
        (EventKind::Ready, Intents::empty()),
        (EventKind::MessageCreate, Intents::GUILD_MESSAGES | Intents::DIRECT_MESSAGES),
        (EventKind::MessageDeleteBulk, Intents::GUILD_MESSAGES),
        (EventKind::ChannelPinsUpdate, Intents::GUILDS | Intents::DIRECT_MESSAGES),
        (EventKind::PresenceUpdate, Intents::GUILD_PRESENCES),
        (EventKind::ThreadMembersUpdate, Intents::GUILDS | Intents::GUILD_MEMBERS),
        (EventKind::PollVoteAdd, Intents::GUILD_MESSAGE_POLLS | Intents::DIRECT_MESSAGE_POLLS),
        (EventKind::SoundboardSounds, Intents::empty()),
    ] {
        assert_eq!(kind.intents(), intents, "{kind}");
    }
    assert_eq!(EventKind::MessageUpdate.content_intents(), Intents::MESSAGE_CONTENT);
    assert_eq!(EventKind::AutoModerationActionExecution.content_intents(), Intents::MESSAGE_CONTENT);
    assert_eq!(EventKind::MessageDelete.content_intents(), Intents::empty());
}

/// READY must decode with the fields that Discord sends to user accounts and sometimes to bots.
#[test]
fn ready_with_the_fields_of_user_accounts() {
    let event = decode(
        EventKind::Ready,
        r#"{"v":10,"user_settings_proto":"CgIYAQ==","user_settings":{"locale":"de","guild_folders":[{"guild_ids":["5"],
        "id":null}]},"user_guild_settings":{"entries":[{"guild_id":null,"muted":true}],"version":1},
        "relationships":[{"id":"7","type":1,"nickname":null}],"presences":[[]],"private_channels":[{"id":"2","type":1,
        "recipients":[]}],"notes":{"7":"x"},"_trace":["[\"gateway-prd\",{\"micros\":1}]"],"geo_ordered_rtc_regions":[
        "rotterdam"],"guild_join_requests":[],"user":{"verified":true,"username":"bot","mfa_enabled":true,"id":"1",
        "global_name":null,"flags":0,"email":null,"discriminator":"0042","clan":null,"bot":true,"avatar":null,
        "phone":null,"purchased_flags":3},"guilds":[{"unavailable":true,"id":"5"},{"id":6,"name":"whole",
        "unavailable":null,"roles":[{"id":"6"}]}],"session_id":"0123","session_type":"normal",
        "resume_gateway_url":"wss://gateway-us-east1-b.discord.gg","shard":[2,16],"auth_session_id_hash":"x",
        "application":{"id":"9","flags":565248,"flags_new":"9007199255306240"}}"#,
    );
    let Event::Ready(ready) = event else { panic!("{event:?}") };
    assert_eq!(ready.shard, Some((2, 16)));
    assert_eq!(
        ready.guilds.iter().map(|guild| (guild.id.get(), guild.unavailable)).collect::<Vec<_>>(),
        [(5, true), (6, false)]
    );
    assert_eq!(ready.user.discriminator.to_string(), "0042");
    assert_eq!(ready.application.all_flags().bits(), 565_248 | 9_007_199_255_306_240);
}

#[test]
fn resumed_accepts_any_data_or_none() {
    for json in ["", "null", "{}", r#"{"_trace":["x"]}"#] {
        assert_eq!(decode(EventKind::Resumed, json), Event::Resumed(Resumed));
    }
}

#[test]
fn a_guild_is_available_or_unavailable() {
    for (json, arrival) in [
        (r#"{"id":"5","unavailable":true}"#, Arrival::Unavailable),
        (r#"{"unavailable":false,"id":"5","name":"x"}"#, Arrival::Available),
        (r#"{"id":"5","name":"x","unavailable":null}"#, Arrival::Available),
    ] {
        let Event::GuildCreate(create) = decode(EventKind::GuildCreate, json) else { panic!("{json}") };
        assert_eq!((create.id(), create.arrival), (GuildId::new(5), arrival), "{json}");
        assert_eq!(create.available().map(|guild| guild.name.as_str()), (arrival == Arrival::Available).then_some("x"));
    }
}

#[test]
fn a_guild_delete_is_a_departure_or_an_outage() {
    for (json, departure) in [
        (r#"{"id":"5"}"#, Departure::Left),
        (r#"{"id":"5","unavailable":false}"#, Departure::Left),
        (r#"{"id":"5","unavailable":null}"#, Departure::Left),
        (r#"{"id":"5","unavailable":true}"#, Departure::Outage),
    ] {
        let Event::GuildDelete(delete) = decode(EventKind::GuildDelete, json) else { panic!("{json}") };
        assert_eq!(delete.departure(), departure, "{json}");
    }
}

/// The lists are named `emojis`, `channels` and `voice_states`, in the plural.
#[test]
fn the_lists_of_a_guild_have_their_documented_names() {
    let guild: Guild = serde_json::from_str(
        r#"{"id":"5","emojis":[{"id":"1","name":"a"}],"channels":[{"id":"2","type":99}],"voice_states":[
        {"user_id":"3"}],"members":[{"user":{"id":"4"}}],"presences":[{"user":{"id":"4"}}],
        "threads":[{"id":"6","type":11,"member":{"flags":0}}],"stage_instances":[{"id":"7","channel_id":"2"}],
        "soundboard_sounds":[{"sound_id":"8"}],"guild_scheduled_events":[{"id":"9","status":9,"entity_type":9}],
        "roles":[{"id":"5","permissions":"8"}],"stickers":[{"id":"1","type":9,"format_type":9}],
        "features":["COMMUNITY","NEWER"]}"#,
    )
    .unwrap();
    let lengths = [
        guild.emojis.len(),
        guild.channels.len(),
        guild.voice_states.len(),
        guild.members.len(),
        guild.presences.len(),
        guild.threads.len(),
        guild.stage_instances.len(),
        guild.soundboard_sounds.len(),
        guild.guild_scheduled_events.len(),
        guild.roles.len(),
        guild.stickers.len(),
    ];
    assert_eq!(lengths, [1; 11]);
    assert_eq!(guild.channels[0].kind, ChannelKind::Unknown(99));
    assert_eq!(guild.features[1].as_str(), "NEWER");
}

#[test]
fn a_message_with_unknown_fields_and_values() {
    let event = decode(
        EventKind::MessageCreate,
        r#"{"type":250,"id":"8","channel_id":"2","guild_id":"5","channel_type":77,"author":{"id":"1","username":"ann",
        "public_flags":1152921504606846976,"clan":null,"avatar":"new_shape"},
        "timestamp":"2021-03-31T18:45:31.297561+00:00","nonce":77,"flags":2147483648,"referenced_message":null,
        "components":[{"type":99,"x":[1]}],"poll":null,"mentions":[{"id":"3","member":{"roles":["7"],"nick":null}}],
        "message_snapshots":[{"message":{"content":"y"}}],"embeds":[{"type":"hologram","fields":null}],
        "sticker_items":[{"id":"1","name":"s","format_type":9}],"member":{"roles":[],"joined_at":null,
        "flags":2147483648}}"#,
    );
    let Event::MessageCreate(message) = event else { panic!("{event:?}") };
    assert_eq!((message.kind, message.channel_type), (MessageKind::Unknown(250), Some(ChannelKind::Unknown(77))));
    assert_eq!(message.nonce.as_ref().map(|nonce| nonce.as_str()), Some("77"));
    assert_eq!(message.referenced_message, Field::Null);
    assert_eq!(message.components[0].kind(), ComponentKind::Unknown(99));
    assert_eq!(message.mentions[0].member.as_ref().map(|member| member.roles.len()), Some(1));
    assert_eq!(message.author.avatar.as_ref().map(ToString::to_string).as_deref(), Some("new_shape"));
    assert_eq!(message.flags.bits(), 2_147_483_648);
}

#[test]
fn other_unknown_values() {
    let Event::ReactionAdd(reaction) = decode(
        EventKind::ReactionAdd,
        r##"{"user_id":"1","channel_id":"2","message_id":"8","emoji":{"id":null,"name":"x"},"type":9,
        "burst_colors":["#fff"]}"##,
    ) else {
        panic!("no reaction")
    };
    assert_eq!(reaction.kind, ReactionKind::Unknown(9));
    let Event::RateLimited(limited) =
        decode(EventKind::RateLimited, r#"{"opcode":77,"retry_after":-1,"meta":{"sound":"boo"}}"#)
    else {
        panic!("no rate limit")
    };
    assert_eq!(limited.wait(), std::time::Duration::ZERO);
}

#[test]
fn secrets_are_not_shown() {
    let event = decode(EventKind::VoiceServerUpdate, r#"{"token":"sesame","guild_id":"5","endpoint":"x"}"#);
    assert!(!format!("{event:?}").contains("sesame"));
}

/// Every event takes the size of the largest variant when a batch moves between threads.
#[test]
fn events_are_small() {
    assert!(size_of::<Event>() <= 112, "{}", size_of::<Event>());
}

proptest! {
    /// A damaged payload decodes or is refused with a reason; nothing panics.
    #[test]
    fn a_damaged_payload_decodes_or_is_refused(
        which in 0..LEAST.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..6),
    ) {
        let (kind, json) = LEAST[which];
        let mut bytes = json.as_bytes().to_vec();
        for (at, byte, edit) in edits {
            let at = at.index(bytes.len());
            match edit {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.split_off(at.max(1))),
            }
        }
        if let Err(error) = Event::decode(kind, &bytes) {
            prop_assert_eq!(error.event(), kind.name());
            prop_assert!(!error.message().is_empty());
        }
    }
}
