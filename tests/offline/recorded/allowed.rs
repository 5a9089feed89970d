//! Differences between what the sandbox sends and what is documented, with their reasons.

/// Object, key, what differs, and why.
pub const ALLOWED: &[(&str, &str, &str, &str)] = &[
    ("Activity", "id", "is unknown", SENT),
    ("ApplicationCommandInteractionMetadataResponse", "triggering_interaction_metadata", "is unknown", BY_HAND),
    ("ApplicationCommandResponse", "dm_permission", "is null", "Discord sends null for the commands of guilds"),
    ("Attachment", "content_scan_version", "is unknown", SENT),
    ("CreateMessageInteractionCallbackResponse", "message", "is missing", "it stands for deferrals, which have none"),
    ("CreatedThreadResponse", "message", "is unknown", "the guide lists it for posts in forums"),
    ("GUILD_CREATE", "nsfw", "is unknown", SENT),
    ("GUILD_SCHEDULED_EVENT_CREATE", "guild_scheduled_event_exceptions", "is unknown", SAME_OBJECT),
    ("GUILD_SCHEDULED_EVENT_DELETE", "guild_scheduled_event_exceptions", "is unknown", SAME_OBJECT),
    ("GUILD_SCHEDULED_EVENT_UPDATE", "guild_scheduled_event_exceptions", "is unknown", SAME_OBJECT),
    ("GUILD_UPDATE", "nsfw", "is unknown", SENT),
    ("Guild(partial)", "locale", "is unknown", SENT),
    ("GuildRoleResponse", "description", "is unknown", SENT),
    ("GuildScheduledEvent", "guild_scheduled_event_exceptions", "is unknown", SAME_OBJECT),
    ("MessageAttachmentResponse", "content_scan_version", "is unknown", SENT),
    ("MessageComponentData", "id", "is unknown", SENT),
    ("PRESENCE_UPDATE", "processed_at_timestamp", "is unknown", SENT),
    ("READY", "_trace", "is unknown", SENT),
    ("READY", "auth", "is unknown", SENT),
    ("READY", "game_relationships", "is unknown", SENT),
    ("READY", "geo_ordered_rtc_regions", "is unknown", SENT),
    ("READY", "guild_join_requests", "is unknown", SENT),
    ("READY", "presences", "is unknown", SENT),
    ("READY", "private_channels", "is unknown", SENT),
    ("READY", "relationships", "is unknown", SENT),
    ("READY", "session_type", "is unknown", SENT),
    ("READY", "user_settings", "is unknown", SENT),
    ("RESUMED", "_trace", "is unknown", SENT),
    ("Role", "description", "is unknown", SENT),
    ("list_skus", "200", "is not documented", GUIDE_ONLY),
    ("update_my_guild_nick", "200", "is not documented", GUIDE_ONLY),
];

const SENT: &str = "Discord sends it without documenting it";
const SAME_OBJECT: &str = "the object of the answers, of which the guide lists fewer keys";
const GUIDE_ONLY: &str = "only the guide lists the operation";
const BY_HAND: &str = "a test submits a form that no command or component opened";
