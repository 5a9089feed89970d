//! The one table of events.
//!
//! A line names the dispatch, the payload (which is also the variant of [`Event`](super::Event)) and whether it is boxed there,
//! the method of [`EventHandler`](crate::handler::EventHandler), the intents that deliver it from guilds and from direct
//! messages, the privileged intent without which its text is empty, and what it says. Everything else that knows events
//! (`Event`, `EventKind`, the handler's methods, the derived intents, the table in the docs) is made of these lines by the
//! macro that is handed to [`events!`].
//!
//! To add an event: a line here, its payload with its [`scope!`](super::scope) in the file of its family, and its method's name
//! in `macros/src/methods.rs`, from which `#[event_handler]` suggests names; a test compares the two lists.

macro_rules! events {
    ($with:ident) => {
        $with! {
            "READY" Ready boxed ready guild[] direct[] content[]
                "The session has begun. The guilds follow, each in a `guild_create` of its own.";
            "RESUMED" Resumed plain resumed guild[] direct[] content[]
                "The session goes on after a new connection; all missed events have been replayed.";
            "RATE_LIMITED" RateLimited plain rate_limited guild[] direct[] content[]
                "A request over the gateway came too soon after another and will not be answered.";

            "GUILD_CREATE" GuildCreate plain guild_create guild[GUILDS] direct[] content[]
                "A guild was loaded, joined, or is back from an outage: see its `arrival`.";
            "GUILD_UPDATE" GuildUpdate boxed guild_update guild[GUILDS] direct[] content[]
                "A guild's settings changed.";
            "GUILD_DELETE" GuildDelete plain guild_delete guild[GUILDS] direct[] content[]
                "The bot left a guild or was removed, or the guild has an outage: see its `departure()`.";
            "GUILD_BAN_ADD" BanAdd boxed ban_add guild[GUILD_MODERATION] direct[] content[]
                "A user was banned.";
            "GUILD_BAN_REMOVE" BanRemove boxed ban_remove guild[GUILD_MODERATION] direct[] content[]
                "A user is no longer banned.";
            "GUILD_EMOJIS_UPDATE" EmojisUpdate plain emojis_update guild[GUILD_EXPRESSIONS] direct[] content[]
                "A guild's emoji changed; all of them are listed.";
            "GUILD_INTEGRATIONS_UPDATE" IntegrationsUpdate plain integrations_update guild[GUILD_INTEGRATIONS] direct[] content[]
                "A guild's integrations changed.";
            "WEBHOOKS_UPDATE" WebhooksUpdate plain webhooks_update guild[GUILD_WEBHOOKS] direct[] content[]
                "A channel's webhooks changed.";

            "GUILD_ROLE_CREATE" RoleCreate boxed role_create guild[GUILDS] direct[] content[]
                "A role was made.";
            "GUILD_ROLE_UPDATE" RoleUpdate boxed role_update guild[GUILDS] direct[] content[]
                "A role was changed.";
            "GUILD_ROLE_DELETE" RoleDelete plain role_delete guild[GUILDS] direct[] content[]
                "A role was deleted.";

            "GUILD_MEMBER_ADD" MemberAdd boxed member_add guild[GUILD_MEMBERS] direct[] content[]
                "Somebody joined a guild.";
            "GUILD_MEMBER_UPDATE" MemberUpdate boxed member_update guild[GUILD_MEMBERS] direct[] content[]
                "A member changed. About the bot itself this comes without the intent too.";
            "GUILD_MEMBER_REMOVE" MemberRemove boxed member_remove guild[GUILD_MEMBERS] direct[] content[]
                "Somebody left a guild, was kicked or banned.";
            "GUILD_MEMBERS_CHUNK" MembersChunk boxed members_chunk guild[] direct[] content[]
                "Some of the members that were requested.";

            "CHANNEL_CREATE" ChannelCreate boxed channel_create guild[GUILDS] direct[] content[]
                "A channel of a guild was made.";
            "CHANNEL_UPDATE" ChannelUpdate boxed channel_update guild[GUILDS] direct[] content[]
                "A channel of a guild was changed. Not sent for new messages.";
            "CHANNEL_DELETE" ChannelDelete boxed channel_delete guild[GUILDS] direct[] content[]
                "A channel of a guild was deleted.";
            "CHANNEL_PINS_UPDATE" ChannelPinsUpdate plain channel_pins_update guild[GUILDS] direct[DIRECT_MESSAGES] content[]
                "A message was pinned or unpinned. Not sent when a pinned message is deleted.";

            "MESSAGE_CREATE" MessageCreate boxed message_create guild[GUILD_MESSAGES] direct[DIRECT_MESSAGES] content[MESSAGE_CONTENT]
                "A message was sent.";
            "MESSAGE_UPDATE" MessageUpdate boxed message_update guild[GUILD_MESSAGES] direct[DIRECT_MESSAGES] content[MESSAGE_CONTENT]
                "A message was edited, or Discord added embeds to it; only what was sent is there.";
            "MESSAGE_DELETE" MessageDelete plain message_delete guild[GUILD_MESSAGES] direct[DIRECT_MESSAGES] content[]
                "A message was deleted.";
            "MESSAGE_DELETE_BULK" MessageDeleteBulk plain message_delete_bulk guild[GUILD_MESSAGES] direct[] content[]
                "Several messages were deleted at once.";

            "MESSAGE_REACTION_ADD" ReactionAdd boxed reaction_add guild[GUILD_MESSAGE_REACTIONS] direct[DIRECT_MESSAGE_REACTIONS] content[]
                "Somebody reacted to a message.";
            "MESSAGE_REACTION_REMOVE" ReactionRemove boxed reaction_remove guild[GUILD_MESSAGE_REACTIONS] direct[DIRECT_MESSAGE_REACTIONS] content[]
                "A reaction was taken back or removed.";
            "MESSAGE_REACTION_REMOVE_ALL" ReactionRemoveAll plain reaction_remove_all guild[GUILD_MESSAGE_REACTIONS] direct[DIRECT_MESSAGE_REACTIONS] content[]
                "All reactions of a message were removed.";
            "MESSAGE_REACTION_REMOVE_EMOJI" ReactionRemoveEmoji plain reaction_remove_emoji guild[GUILD_MESSAGE_REACTIONS] direct[DIRECT_MESSAGE_REACTIONS] content[]
                "All reactions of a message with one emoji were removed.";

            "TYPING_START" TypingStart plain typing_start guild[GUILD_MESSAGE_TYPING] direct[DIRECT_MESSAGE_TYPING] content[]
                "Somebody is typing; ten seconds without another, and they are not.";
            "PRESENCE_UPDATE" PresenceUpdate boxed presence_update guild[GUILD_PRESENCES] direct[] content[]
                "A member's status or activity changed.";
            "USER_UPDATE" UserUpdate boxed user_update guild[] direct[] content[]
                "The bot's own user changed.";

            "VOICE_STATE_UPDATE" VoiceStateUpdate boxed voice_state_update guild[GUILD_VOICE_STATES] direct[] content[]
                "Somebody joined, left or moved in voice, was muted or muted themselves.";
            "VOICE_SERVER_UPDATE" VoiceServerUpdate boxed voice_server_update guild[] direct[] content[]
                "Where the bot is to connect to for voice.";

            "INTERACTION_CREATE" InteractionCreate boxed interaction_create guild[] direct[] content[]
                "A command, a button, a select menu or a modal was used. Answer within three seconds.";
        }
    };
}

pub(crate) use events;
