//! Every operation of Discord's API, by resource.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

mod application;
mod audit_log;
mod auto_moderation;
mod ban;
mod channel;
mod command;
mod emoji;
mod entitlement;
mod gateway;
mod guild;
mod guild_scheduled_event;
mod guild_template;
mod interaction;
mod invite;
mod lobby;
mod member;
mod message;
mod oauth2;
pub(crate) mod operation;
mod partner;
mod poll;
mod reaction;
mod role;
mod role_connection;
mod soundboard;
mod stage_instance;
mod sticker;
mod thread;
mod user;
mod voice;
mod webhook;

pub use self::{
    application::{UpdateApplication, UpdateCurrentApplication},
    audit_log::ListGuildAuditLogEntries,
    auto_moderation::{CreateAutoModerationRule, UpdateAutoModerationRule},
    ban::{BanUserFromGuild, BulkBanUsersFromGuild, ListGuildBans},
    channel::{AddGroupDmRecipient, CreateInvite, UpdateChannel, UpdateVoiceChannelStatus},
    command::{ListGlobalCommands, ListGuildCommands, UpdateGlobalCommand, UpdateGuildCommand},
    emoji::{CreateGuildEmoji, UpdateApplicationEmoji, UpdateGuildEmoji},
    entitlement::{GetSkuSubscription, ListEntitlements, ListSkuSubscriptions},
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
    interaction::{
        CreateFollowup, CreateInteractionResponse, DeleteInteractionResponse, GetInteractionResponse, UpdateFollowup,
        UpdateInteractionResponse,
    },
    invite::InviteResolve,
    lobby::{
        AddLobbyMember, CreateLobby, CreateLobbyMessage, CreateOrJoinLobby, ListLobbyMessages, UpdateLobby,
        UpdateLobbyChannelLink,
    },
    member::{AddGuildMember, ListGuildMembers, SearchGuildMembers, UpdateGuildMember, UpdateMyGuildMember},
    message::{CreateMessage, ListMessages, ListPins, SearchMessages, UpdateMessage},
    partner::{CreateProvisionalToken, CreateProvisionalTokenAsBot, UnmergeProvisionalAccount},
    poll::ListPollVoters,
    reaction::ListReactions,
    role::{CreateGuildRole, UpdateGuildRole},
    soundboard::{CreateGuildSoundboardSound, SendSoundboardSound, UpdateGuildSoundboardSound},
    stage_instance::{CreateStageInstance, UpdateStageInstance},
    sticker::{CreateGuildSticker, UpdateGuildSticker},
    thread::{
        CreateForumPost, CreateThread, CreateThreadFromMessage, GetThreadMember, ListJoinedPrivateArchivedThreads,
        ListPrivateArchivedThreads, ListPublicArchivedThreads, ListThreadMembers, SearchThreads,
    },
    user::{CreateGroupDm, ListCurrentUserGuilds, UpdateCurrentUser},
    voice::{UpdateSelfVoiceState, UpdateVoiceState},
    webhook::{
        CreateWebhook, DeleteWebhookMessage, ExecuteGithubWebhook, ExecuteSlackWebhook, ExecuteWebhook,
        GetWebhookMessage, UpdateWebhook, UpdateWebhookMessage, UpdateWebhookWithToken,
    },
};
