//! An answer, read as its type and written again.

use std::collections::HashMap;

use greenroom::model::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn of<T: DeserializeOwned + Serialize>(value: &Value) -> Result<Value, String> {
    let read: T = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    serde_json::to_value(read).map_err(|error| error.to_string())
}

macro_rules! readers {
    ($($kind:ident)+) => {
        /// Reads a value as the type of that name.
        fn one(kind: &str, value: &Value) -> Result<Value, String> {
            match kind {
                $(stringify!($kind) => of::<$kind>(value),)+
                "std::collections::HashMap<RoleId, u32>" => of::<HashMap<RoleId, u32>>(value),
                kind => Err(format!("no reader is listed for {kind}")),
            }
        }
    };
}

readers! {
    ActivityInstance Application ApplicationAttachment ApplicationCommand ApplicationEmojis AuditLog Authorization
    AutoModerationRule Ban BulkBan Channel Connection CurrentUserGuild Emoji Entitlement FollowedChannel GatewayBotInfo
    GatewayInfo Guild GuildCommandPermissions GuildPreview GuildSounds IncidentsData Integration InteractionCallback
    Invite InviteTargetUsersJob JoinRequest JoinRequests Lobby LobbyInvite LobbyMember LobbyMessage Member Message
    MessageSearch NewMemberWelcome Onboarding Pins PollVoters ProvisionalToken Pruned PublicKeys Role
    RoleConnectionMetadata ScheduledEvent ScheduledEventException ScheduledEventUser ScheduledEventUserCounts
    SoundboardSound StageInstance Sticker StickerPack StickerPacks Subscription Template ThreadList ThreadMember
    ThreadSearch User UserInfo VanityUrl VoiceRegion VoiceState Webhook WelcomeScreen Widget WidgetSettings
}

/// Reads a value as an answer of the tables, `Vec<Message>` for example, and writes it again.
pub fn there_and_back(answer: &str, value: &Value) -> Result<Value, String> {
    let inside = |outside: &str| answer.strip_prefix(outside)?.strip_suffix('>');
    if let Some(kind) = inside("Option<") {
        return one(kind, value);
    }
    let Some(kind) = inside("Vec<") else { return one(answer, value) };
    value.as_array().ok_or("the answer is no list")?.iter().map(|item| one(kind, item)).collect()
}
