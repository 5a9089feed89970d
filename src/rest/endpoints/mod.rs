//! Every operation of Discord's API, by resource.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

mod application;
mod audit_log;
mod auto_moderation;
mod ban;
mod channel;
mod emoji;
mod gateway;
mod guild;
mod guild_scheduled_event;
mod guild_template;
mod interaction;
mod invite;
mod member;
mod message;
pub(crate) mod operation;
mod reaction;
mod role;
mod soundboard;
mod stage_instance;
mod sticker;
mod user;
mod voice;

pub use self::{
    audit_log::ListGuildAuditLogEntries,
    auto_moderation::{CreateAutoModerationRule, UpdateAutoModerationRule},
    ban::{BanUserFromGuild, BulkBanUsersFromGuild, ListGuildBans},
    emoji::{CreateGuildEmoji, UpdateApplicationEmoji, UpdateGuildEmoji},
    guild::{
        ActionGuildJoinRequest, CreateGuildChannel, GetGuild, GetGuildJoinRequests, GetGuildWidgetPng,
        PreviewPruneGuild, PruneGuild, PutGuildsOnboarding, UpdateGuild, UpdateGuildIncidentActions,
        UpdateGuildWelcomeScreen, UpdateGuildWidgetSettings,
    },
    guild_scheduled_event::{
        CountGuildScheduledEventUsers, CreateGuildScheduledEvent, CreateGuildScheduledEventException,
        GetGuildScheduledEvent, ListGuildScheduledEventExceptionUsers, ListGuildScheduledEventUsers,
        ListGuildScheduledEvents, UpdateGuildScheduledEvent, UpdateGuildScheduledEventException,
    },
    guild_template::{CreateGuildTemplate, UpdateGuildTemplate},
    interaction::{CreateFollowup, UpdateFollowup, UpdateInteractionResponse},
    invite::InviteResolve,
    member::{AddGuildMember, ListGuildMembers, SearchGuildMembers, UpdateGuildMember, UpdateMyGuildMember},
    message::{CreateMessage, ListMessages, UpdateMessage},
    reaction::ListReactions,
    role::{CreateGuildRole, UpdateGuildRole},
    soundboard::{CreateGuildSoundboardSound, SendSoundboardSound, UpdateGuildSoundboardSound},
    stage_instance::{CreateStageInstance, UpdateStageInstance},
    sticker::{CreateGuildSticker, UpdateGuildSticker},
    voice::{UpdateSelfVoiceState, UpdateVoiceState},
};
