//! From JSON to the typed value and back.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use greenroom::event::{Event, EventKind};
use serde_json::Value;

use crate::documented::compare::differences;
use crate::documented::schema::Schema;
use crate::documented::sites::Site;
use crate::documented::{fixtures, sites};

macro_rules! payloads {
    ($($kind:ident)+) => {
        /// Writes the payload of an event.
        pub fn write(event: &Event) -> Value {
            // Without that, its token is left out.
            if let Event::InteractionCreate(interaction) = event {
                return serde_json::to_value(interaction.with_token()).unwrap();
            }
            match event {
                $(Event::$kind(payload) => serde_json::to_value(payload).unwrap(),)+
                event => panic!("{:?} is not written", event.kind()),
            }
        }
    };
}

payloads! {
    Ready Resumed RateLimited GuildCreate GuildUpdate GuildDelete BanAdd BanRemove AuditLogEntryCreate EmojisUpdate
    StickersUpdate IntegrationsUpdate IntegrationCreate IntegrationUpdate IntegrationDelete InviteCreate InviteDelete
    WebhooksUpdate AutoModerationRuleCreate AutoModerationRuleUpdate AutoModerationRuleDelete
    AutoModerationActionExecution ScheduledEventCreate ScheduledEventUpdate ScheduledEventDelete
    ScheduledEventUserAdd ScheduledEventUserRemove RoleCreate RoleUpdate RoleDelete MemberAdd MemberUpdate
    MemberRemove MembersChunk ChannelCreate ChannelUpdate ChannelDelete ChannelPinsUpdate ChannelInfo
    VoiceChannelStatusUpdate VoiceChannelStartTimeUpdate ThreadCreate ThreadUpdate ThreadDelete ThreadListSync
    ThreadMemberUpdate ThreadMembersUpdate MessageCreate MessageUpdate MessageDelete MessageDeleteBulk ReactionAdd
    ReactionRemove ReactionRemoveAll ReactionRemoveEmoji PollVoteAdd PollVoteRemove TypingStart PresenceUpdate
    UserUpdate VoiceStateUpdate VoiceServerUpdate VoiceChannelEffectSend StageInstanceCreate StageInstanceUpdate
    StageInstanceDelete SoundboardSoundCreate SoundboardSoundUpdate SoundboardSoundDelete SoundboardSoundsUpdate
    SoundboardSounds InteractionCreate ApplicationCommandPermissionsUpdate EntitlementCreate EntitlementUpdate
    EntitlementDelete SubscriptionCreate SubscriptionUpdate SubscriptionDelete
}

/// The kind of a documented event.
pub fn kind(name: &str) -> EventKind {
    EventKind::from_name(name).unwrap_or_else(|| panic!("{name} has no type"))
}

/// Reads a payload.
pub fn decode(name: &str, json: &Value) -> Result<Event, String> {
    Event::decode(kind(name), json.to_string().as_bytes()).map_err(|error| error.to_string())
}

/// Documented keys that are not read, with the reason.
const NOT_READ: &[(&str, &[&str], &str)] = &[
    (
        "User(of a presence)",
        &["email", "flags", "locale", "mfa_enabled", "premium_type", "verified"],
        "they are for the user's own eyes: over OAuth2, and of the bot in READY and USER_UPDATE; in presences they \
         never come",
    ),
    (
        "Guild(partial)",
        &[
            "icon_hash",
            "region",
            "afk_channel_id",
            "afk_timeout",
            "widget_enabled",
            "widget_channel_id",
            "default_message_notifications",
            "explicit_content_filter",
            "mfa_level",
            "application_id",
            "system_channel_id",
            "system_channel_flags",
            "rules_channel_id",
            "public_updates_channel_id",
            "safety_alerts_channel_id",
            "max_presences",
            "max_members",
            "max_video_channel_users",
            "max_stage_video_channel_users",
            "premium_progress_bar_enabled",
            "incidents_data",
        ],
        "they are settings; what comes of a guild as a part of something else is what shows it",
    ),
];

/// Whether the key is one of those that are not read on purpose.
pub fn is_not_read(site: &Site) -> bool {
    NOT_READ.iter().any(|(owner, keys, _)| *owner == site.owner && keys.contains(&site.key.name.as_str()))
}

/// Whether the event has keys that are not read on purpose.
fn has_unread(name: &str) -> bool {
    static EVENTS: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    let events = EVENTS.get_or_init(|| {
        let has = |name: &str, json: &Value| sites::all(Schema::load(), name, json).iter().any(is_not_read);
        fixtures::load().iter().filter(|(name, json)| has(name, json)).map(|(name, _)| name.as_str()).collect()
    });
    events.contains(name)
}

/// Reads a payload, writes it, and says how the two differ; and whether what was written is read as another value.
pub fn there_and_back(name: &str, json: &Value) -> Result<(), Vec<String>> {
    let event = decode(name, json).map_err(|error| vec![error])?;
    let mut expected = json.clone();
    if has_unread(name) {
        for site in sites::all(Schema::load(), name, json).iter().filter(|site| is_not_read(site)) {
            site.object(&mut expected).remove(&site.key.name);
        }
    }
    let written = write(&event);
    let mut found = differences(&expected, &written);
    match decode(name, &written) {
        Ok(again) if again == event => {}
        Ok(_) => found.push("is read as another value once it was written".to_owned()),
        Err(error) => found.push(format!("is not read once it was written: {error}")),
    }
    if found.is_empty() { Ok(()) } else { Err(found.into_iter().map(|found| format!("{name}: {found}")).collect()) }
}

/// As [`there_and_back`], for a changed fixture: what differs without the change is told by another test.
pub fn still_there_and_back(name: &str, json: &Value) -> Vec<String> {
    static BEFORE: OnceLock<HashMap<&'static str, Vec<String>>> = OnceLock::new();
    let before = BEFORE.get_or_init(|| {
        let fixtures = fixtures::load().iter();
        fixtures.map(|(name, json)| (name.as_str(), there_and_back(name, json).err().unwrap_or_default())).collect()
    });
    let mut found = there_and_back(name, json).err().unwrap_or_default();
    found.retain(|found| !before[name].contains(found));
    found
}

/// Fails if anything was found, and says what: many at once, since one cause often shows in many places.
#[track_caller]
pub fn nothing_of(found: &[String]) {
    assert!(found.is_empty(), "{} failures:\n{}", found.len(), found[..found.len().min(60)].join("\n"));
}
