//! All operations of Discord's API, by resource.
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
pub(crate) mod operation;

pub use self::{
    application::{UpdateApplication, UpdateCurrentApplication},
    audit_log::GetAuditLog,
    auto_moderation::{CreateAutoModerationRule, UpdateAutoModerationRule},
    ban::{Ban, BulkBan, GuildBans},
    channel::{AddGroupDmRecipient, CreateInvite, UpdateChannel, UpdateVoiceChannelStatus},
    command::{GlobalCommands, GuildCommands, UpdateGlobalCommand, UpdateGuildCommand},
    emoji::{CreateEmoji, UpdateApplicationEmoji, UpdateEmoji},
    entitlement::{Entitlements, SkuSubscription, SkuSubscriptions},
    guild::{
        CreateChannel, GetGuild, GetJoinRequests, Prune, PruneCount, UpdateGuild, UpdateIncidentActions,
        UpdateJoinRequest, UpdateOnboarding, UpdateWelcomeScreen, UpdateWidgetSettings, WidgetImage,
    },
    guild_scheduled_event::{
        CreateScheduledEvent, CreateScheduledEventException, GetScheduledEvent, GetScheduledEventUserCounts,
        ScheduledEventExceptionUsers, ScheduledEventUsers, ScheduledEvents, UpdateScheduledEvent,
        UpdateScheduledEventException,
    },
    guild_template::{CreateTemplate, UpdateTemplate},
    interaction::{
        CreateFollowup, CreateInteractionResponse, DeleteInteractionResponse, GetInteractionResponse, UpdateFollowup,
        UpdateInteractionResponse,
    },
    invite::GetInvite,
    lobby::{
        AddLobbyMember, CreateLobby, CreateLobbyMessage, CreateOrJoinLobby, LobbyMessages, UpdateLobby,
        UpdateLobbyChannelLink,
    },
    member::{AddMember, GuildMembers, SearchMembers, UpdateCurrentMember, UpdateMember},
    message::{CreateMessage, GetPins, Messages, SearchMessages, UpdateMessage},
    partner::{CreateProvisionalToken, CreateProvisionalTokenAsBot, UnmergeProvisionalAccount},
    poll::GetPollVoters,
    reaction::Reactions,
    role::{CreateRole, UpdateRole},
    soundboard::{CreateSound, SendSound, UpdateSound},
    stage_instance::{CreateStageInstance, UpdateStageInstance},
    sticker::{CreateSticker, UpdateSticker},
    thread::{
        CreateForumPost, CreateThread, CreateThreadFromMessage, GetThreadMember, JoinedPrivateArchivedThreads,
        PrivateArchivedThreads, PublicArchivedThreads, SearchThreads, ThreadMembers,
    },
    user::{CreateGroupDm, CurrentUserGuilds, UpdateCurrentUser},
    voice::{UpdateCurrentUserVoiceState, UpdateVoiceState},
    webhook::{
        CreateWebhook, DeleteWebhookMessage, ExecuteGithubWebhook, ExecuteSlackWebhook, ExecuteWebhook, UpdateWebhook,
        UpdateWebhookMessage, UpdateWebhookWithToken, WebhookMessage,
    },
};
