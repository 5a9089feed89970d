//! Discord's JSON error codes, by name (Discord's docs, topics/opcodes-and-status-codes).

use std::fmt;

/// Discord's error code of a refusal, in addition to the HTTP status.
///
/// Codes that are not documented are kept; they have no [`name`](Self::name).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ErrorCode(pub u32);

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{} {name}", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}

impl ErrorCode {
    /// What to do about it, for the most common codes.
    pub fn advice(self) -> Option<&'static str> {
        Some(match self {
            Self::UNKNOWN_CHANNEL => {
                "the channel was deleted, or the bot cannot see it: does it have VIEW_CHANNEL there?"
            }
            Self::UNKNOWN_GUILD => "the bot is not in that guild",
            Self::UNKNOWN_INVITE => "the invite has expired, was used up or revoked",
            Self::UNKNOWN_MEMBER => "the user is not in that guild",
            Self::UNKNOWN_MESSAGE => "the message was deleted, or is in another channel than the given one",
            Self::UNKNOWN_ROLE => "the role was deleted, or belongs to another guild",
            Self::UNKNOWN_USER => "there is no such user: the id may be that of another object",
            Self::UNKNOWN_EMOJI => {
                "a custom emoji is written `name:id` and must exist; a standard one is the character itself, not \
                 its name"
            }
            Self::UNKNOWN_WEBHOOK => {
                "the webhook was deleted, or the interaction whose token this is was never answered: stop calling it"
            }
            Self::UNKNOWN_BAN => "the user is not banned there",
            Self::UNKNOWN_INTERACTION => {
                "an interaction must have its first answer within 3 seconds and may be followed up for 15 minutes; \
                 answer with a deferral first when the work takes longer, and make sure that only one process \
                 answers"
            }
            Self::UNKNOWN_APPLICATION_COMMAND => {
                "the command was deleted, or it is registered elsewhere: global commands and those of a guild have \
                 paths of their own"
            }
            Self::BOTS_CANNOT_USE_THIS_ENDPOINT => {
                "this is for people's own accounts and OAuth2 tokens; bots cannot use it"
            }
            Self::NOT_AUTHORIZED_TO_PERFORM_THIS_ACTION_ON_THIS_APPLICATION => {
                "the token belongs to another application than the id in the path"
            }
            Self::ACTION_CANNOT_BE_PERFORMED_DUE_TO_SLOWMODE_RATE_LIMIT => {
                "the channel has slow mode on; BYPASS_SLOWMODE lifts it for the bot"
            }
            Self::ANNOUNCEMENT_EDIT_LIMIT_EXCEEDED => {
                "published messages can be edited a few times an hour; wait, or send a new one"
            }
            Self::CHANNEL_WRITE_RATE_LIMIT | Self::SERVER_WRITE_RATE_LIMIT => {
                "too many messages of all users together; this limit has no headers: send fewer, and later"
            }
            Self::MAXIMUM_NUMBER_OF_PINS_REACHED_FOR_THE_CHANNEL => {
                "a channel can have 250 pins; unpin something first"
            }
            Self::MAXIMUM_NUMBER_OF_GUILD_ROLES_REACHED => "a guild can have 250 roles; delete one first",
            Self::MAXIMUM_NUMBER_OF_WEBHOOKS_REACHED => {
                "a channel can have 15 webhooks; use an existing one, or delete one"
            }
            Self::MAXIMUM_NUMBER_OF_EMOJIS_REACHED | Self::MAXIMUM_NUMBER_OF_ANIMATED_EMOJIS_REACHED => {
                "the guild has as many emoji as it can; boosts raise the limit"
            }
            Self::MAXIMUM_NUMBER_OF_REACTIONS_REACHED => "a message has at most 20 different reactions",
            Self::MAXIMUM_NUMBER_OF_GUILD_CHANNELS_REACHED => "a guild can have 500 channels; delete one first",
            Self::MAXIMUM_NUMBER_OF_INVITES_REACHED => {
                "a guild can have 1000 invites; use an existing one, or delete some"
            }
            Self::MAXIMUM_NUMBER_OF_APPLICATION_COMMANDS_REACHED => {
                "100 slash commands, 15 user and 15 message commands are allowed, globally and again in each guild; \
                 make subcommands of some"
            }
            Self::MAXIMUM_DAILY_APPLICATION_COMMAND_CREATES_REACHED => {
                "200 commands may be created a day in each guild; register them all at once, and only when they \
                 change"
            }
            Self::MAXIMUM_NUMBER_OF_EDITS_TO_MESSAGES_OLDER_THAN_ONE_HOUR_REACHED => {
                "edits of old messages are limited; send a new one instead"
            }
            Self::MAXIMUM_NUMBER_OF_CHANNEL_PERMISSION_OVERWRITES_REACHED => {
                "a channel can have 1000 overwrites; give roles the permission instead of members"
            }
            Self::UNAUTHORIZED => {
                "the token was refused: copy the current one from https://discord.com/developers/applications"
            }
            Self::OPENING_DIRECT_MESSAGES_TOO_FAST => {
                "a bot that opens many direct messages is treated as spam; let users write first"
            }
            Self::REQUEST_ENTITY_TOO_LARGE => {
                "files are too large: 10 MiB each, unless the guild's boosts or the interaction's \
                 `attachment_size_limit` allow more, and 25 MiB together"
            }
            Self::FEATURE_TEMPORARILY_DISABLED_SERVER_SIDE | Self::SEND_MESSAGES_HAS_BEEN_TEMPORARILY_DISABLED => {
                "Discord has switched this off for a time: see https://discordstatus.com"
            }
            Self::TARGET_USER_IS_NOT_CONNECTED_TO_VOICE => {
                "only members in a voice channel can be moved, muted or deafened"
            }
            Self::THIS_MESSAGE_WAS_ALREADY_CROSSPOSTED => "the message is published already; there is nothing to do",
            Self::APPLICATION_COMMAND_WITH_THAT_NAME_ALREADY_EXISTS => "names of commands are unique for each kind",
            Self::CANNOT_SEND_A_MESSAGE_IN_A_FORUM_CHANNEL => {
                "a forum has posts: create a thread with a first message instead"
            }
            Self::INTERACTION_HAS_ALREADY_BEEN_ACKNOWLEDGED => {
                "an interaction has one first answer; send further messages as followups, and make sure that only \
                 one process answers"
            }
            Self::SERVICE_RESOURCE_IS_BEING_RATE_LIMITED => "a limit without headers: send such requests less often",
            Self::TAG_REQUIRED_TO_CREATE_A_FORUM_POST_IN_THIS_CHANNEL => "the forum requires a tag: set `applied_tags`",
            Self::THIS_INTERACTION_HAS_HIT_THE_MAXIMUM_NUMBER_OF_FOLLOW_UP_MESSAGES => {
                "the number of followups is limited, to 5 if the application is not in the guild; edit an existing \
                 one"
            }
            Self::CLOUDFLARE_IS_BLOCKING_YOUR_REQUEST => {
                "the User-Agent must have the form `DiscordBot (url, version)`; see `HttpConfig::user_agent`"
            }
            Self::MISSING_ACCESS => {
                "the bot is not in that guild, or lacks VIEW_CHANNEL in that channel: look at the channel's \
                 permissions for the bot's roles"
            }
            Self::CANNOT_EXECUTE_ACTION_ON_DM_CHANNEL => "this can only be done in a guild's channel",
            Self::CANNOT_EDIT_MESSAGE_AUTHORED_BY_ANOTHER_USER => "a bot can only edit its own messages",
            Self::CANNOT_SEND_AN_EMPTY_MESSAGE => {
                "a message needs content, an embed, a sticker, a component, a poll or a file"
            }
            Self::CANNOT_SEND_MESSAGES_TO_THIS_USER
            | Self::CANNOT_SEND_MESSAGES_TO_THIS_USER_DUE_TO_HAVING_NO_MUTUAL_GUILDS => {
                "the user does not accept direct messages of this bot: no guild in common, direct messages switched \
                 off, or the bot blocked; write into a channel instead"
            }
            Self::CANNOT_SEND_MESSAGES_IN_NON_TEXT_CHANNEL => {
                "that is a category or a directory; messages are possible in text, voice and stage channels and in \
                 threads"
            }
            Self::MISSING_PERMISSIONS => {
                "a role of the bot lacks the permission for this, or the target is above the bot's highest role: \
                 Server Settings, Roles, and the channel's own overwrites"
            }
            Self::INVALID_TOKEN => {
                "the token was refused: copy the current one from https://discord.com/developers/applications"
            }
            Self::PROVIDED_TOO_FEW_OR_TOO_MANY_MESSAGES_TO_DELETE => {
                "2 to 100 messages can be deleted at once; delete a single one with `delete_message`"
            }
            Self::CANNOT_EXECUTE_ACTION_ON_SYSTEM_MESSAGE => {
                "messages of Discord itself cannot be edited or answered like that"
            }
            Self::CANNOT_EXECUTE_ACTION_ON_THIS_CHANNEL_TYPE => "the type of the channel does not allow this",
            Self::INVALID_WEBHOOK_TOKEN => {
                "the token in the path is wrong, or it is an interaction's and older than 15 minutes: send an \
                 ordinary message instead"
            }
            Self::INVALID_ROLE => {
                "that role cannot be given: `@everyone`, and roles of integrations and boosts, cannot be given by \
                 anyone"
            }
            Self::ONE_OF_THE_MESSAGES_PROVIDED_WAS_TOO_OLD_FOR_BULK_DELETE => {
                "messages older than two weeks can only be deleted one by one"
            }
            Self::FILE_UPLOADED_EXCEEDS_MAXIMUM_SIZE => {
                "emoji and stickers may have 256 and 512 KiB, sounds 512 KB and 5.2 seconds"
            }
            Self::INVALID_GUILD => "this cannot be done in this guild, or the bot is not in it",
            Self::CANNOT_DELETE_CHANNEL_REQUIRED_FOR_COMMUNITY_GUILDS => {
                "it is the guild's rules or updates channel: choose another one in its settings first"
            }
            Self::INVALID_ACTION_ON_ARCHIVED_THREAD => {
                "the thread is archived: set `archived` to false first, or write a message into it, which \
                 unarchives it"
            }
            Self::REQUEST_BODY_CONTAINS_INVALID_JSON => {
                "the body is not JSON; please report this to the makers of greenroom"
            }
            Self::TWO_FACTOR_AUTHENTICATION_IS_REQUIRED => {
                "the guild requires two-factor authentication for this, and the owner of the bot's account has none"
            }
            Self::REACTION_WAS_BLOCKED => "the author of the message has blocked the bot",
            Self::INDEX_NOT_YET_AVAILABLE => "Discord is still indexing the guild's messages: repeat the request later",
            Self::API_RESOURCE_OVERLOADED => "Discord is overloaded: try again later, and not at once",
            Self::THE_STAGE_IS_ALREADY_OPEN => "the channel has a stage already; edit that one",
            Self::CANNOT_REPLY_WITHOUT_PERMISSION_TO_READ_MESSAGE_HISTORY => {
                "replying needs READ_MESSAGE_HISTORY in the channel"
            }
            Self::THREAD_ALREADY_CREATED_FOR_MESSAGE => "a message has one thread, and its id is the message's",
            Self::THREAD_LOCKED => "the thread is locked; with MANAGE_THREADS the bot can write into it",
            Self::MAXIMUM_ACTIVE_THREADS | Self::MAXIMUM_ACTIVE_ANNOUNCEMENT_THREADS => {
                "the guild has as many active threads as it can; archive some"
            }
            Self::MESSAGE_WAS_BLOCKED_BY_AUTOMATIC_MODERATION | Self::TITLE_WAS_BLOCKED_BY_AUTOMATIC_MODERATION => {
                "an AutoMod rule of the guild blocked the text"
            }
            Self::WEBHOOKS_POSTED_TO_FORUM_CHANNELS_MUST_HAVE_A_THREAD_NAME_OR_THREAD_ID => {
                "in a forum a webhook writes into a post: give `thread_name` for a new one or `thread_id`"
            }
            Self::MESSAGE_BLOCKED_BY_HARMFUL_LINKS_FILTER => "Discord considers a link in it harmful",
            _ => return None,
        })
    }
}

/// Writes a constant for every line, and the function that returns its name.
macro_rules! error_codes {
    ($($code:literal $name:ident,)*) => {
        impl ErrorCode {
            $(
                #[doc = concat!("Code ", $code, ".")]
                pub const $name: Self = Self($code);
            )*

            /// Every documented code.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name of the code, which is that of the constant; `None` for a code that is not documented.
            pub fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($code => Some(stringify!($name)),)*
                    _ => None,
                }
            }
        }
    };
}

error_codes! {
    0 GENERAL_ERROR,
    10001 UNKNOWN_ACCOUNT,
    10002 UNKNOWN_APPLICATION,
    10003 UNKNOWN_CHANNEL,
    10004 UNKNOWN_GUILD,
    10005 UNKNOWN_INTEGRATION,
    10006 UNKNOWN_INVITE,
    10007 UNKNOWN_MEMBER,
    10008 UNKNOWN_MESSAGE,
    10009 UNKNOWN_PERMISSION_OVERWRITE,
    10010 UNKNOWN_PROVIDER,
    10011 UNKNOWN_ROLE,
    10012 UNKNOWN_TOKEN,
    10013 UNKNOWN_USER,
    10014 UNKNOWN_EMOJI,
    10015 UNKNOWN_WEBHOOK,
    10016 UNKNOWN_WEBHOOK_SERVICE,
    10020 UNKNOWN_SESSION,
    10021 UNKNOWN_ASSET,
    10026 UNKNOWN_BAN,
    10027 UNKNOWN_SKU,
    10028 UNKNOWN_STORE_LISTING,
    10029 UNKNOWN_ENTITLEMENT,
    10030 UNKNOWN_BUILD,
    10031 UNKNOWN_LOBBY,
    10032 UNKNOWN_BRANCH,
    10033 UNKNOWN_STORE_DIRECTORY_LAYOUT,
    10036 UNKNOWN_REDISTRIBUTABLE,
    10038 UNKNOWN_GIFT_CODE,
    10049 UNKNOWN_STREAM,
    10050 UNKNOWN_PREMIUM_SERVER_SUBSCRIBE_COOLDOWN,
    10057 UNKNOWN_GUILD_TEMPLATE,
    10059 UNKNOWN_DISCOVERABLE_SERVER_CATEGORY,
    10060 UNKNOWN_STICKER,
    10061 UNKNOWN_STICKER_PACK,
    10062 UNKNOWN_INTERACTION,
    10063 UNKNOWN_APPLICATION_COMMAND,
    10065 UNKNOWN_VOICE_STATE,
    10066 UNKNOWN_APPLICATION_COMMAND_PERMISSIONS,
    10067 UNKNOWN_STAGE_INSTANCE,
    10068 UNKNOWN_GUILD_MEMBER_VERIFICATION_FORM,
    10069 UNKNOWN_GUILD_WELCOME_SCREEN,
    10070 UNKNOWN_GUILD_SCHEDULED_EVENT,
    10071 UNKNOWN_GUILD_SCHEDULED_EVENT_USER,
    10087 UNKNOWN_TAG,
    10097 UNKNOWN_SOUND,
    10124 UNKNOWN_INVITE_TARGET_USERS_JOB,
    10129 UNKNOWN_INVITE_TARGET_USERS,
    20001 BOTS_CANNOT_USE_THIS_ENDPOINT,
    20002 ONLY_BOTS_CAN_USE_THIS_ENDPOINT,
    20009 EXPLICIT_CONTENT_CANNOT_BE_SENT_TO_THE_DESIRED_RECIPIENT,
    20012 NOT_AUTHORIZED_TO_PERFORM_THIS_ACTION_ON_THIS_APPLICATION,
    20015 THIS_ACTION_REQUIRES_A_PREMIUM_SUBSCRIPTION,
    20016 ACTION_CANNOT_BE_PERFORMED_DUE_TO_SLOWMODE_RATE_LIMIT,
    20017 THE_MAZE_ISNT_MEANT_FOR_YOU,
    20018 ONLY_THE_OWNER_OF_THIS_ACCOUNT_CAN_PERFORM_THIS_ACTION,
    20022 ANNOUNCEMENT_EDIT_LIMIT_EXCEEDED,
    20024 UNDER_MINIMUM_AGE,
    20028 CHANNEL_WRITE_RATE_LIMIT,
    20029 SERVER_WRITE_RATE_LIMIT,
    20031 STAGE_TOPIC_SERVER_NAME_SERVER_DESCRIPTION_OR_CHANNEL_NAMES_CONTAIN_DISALLOWED_WORDS,
    20035 GUILD_PREMIUM_SUBSCRIPTION_LEVEL_TOO_LOW,
    30001 MAXIMUM_NUMBER_OF_GUILDS_REACHED,
    30002 MAXIMUM_NUMBER_OF_FRIENDS_REACHED,
    30003 MAXIMUM_NUMBER_OF_PINS_REACHED_FOR_THE_CHANNEL,
    30004 MAXIMUM_NUMBER_OF_RECIPIENTS_REACHED,
    30005 MAXIMUM_NUMBER_OF_GUILD_ROLES_REACHED,
    30007 MAXIMUM_NUMBER_OF_WEBHOOKS_REACHED,
    30008 MAXIMUM_NUMBER_OF_EMOJIS_REACHED,
    30010 MAXIMUM_NUMBER_OF_REACTIONS_REACHED,
    30011 MAXIMUM_NUMBER_OF_GROUP_DMS_REACHED,
    30013 MAXIMUM_NUMBER_OF_GUILD_CHANNELS_REACHED,
    30015 MAXIMUM_NUMBER_OF_ATTACHMENTS_IN_A_MESSAGE_REACHED,
    30016 MAXIMUM_NUMBER_OF_INVITES_REACHED,
    30018 MAXIMUM_NUMBER_OF_ANIMATED_EMOJIS_REACHED,
    30019 MAXIMUM_NUMBER_OF_SERVER_MEMBERS_REACHED,
    30030 MAXIMUM_NUMBER_OF_SERVER_CATEGORIES_REACHED,
    30031 GUILD_ALREADY_HAS_TEMPLATE,
    30032 MAXIMUM_NUMBER_OF_APPLICATION_COMMANDS_REACHED,
    30033 MAXIMUM_THREAD_PARTICIPANTS_REACHED,
    30034 MAXIMUM_DAILY_APPLICATION_COMMAND_CREATES_REACHED,
    30035 MAXIMUM_NUMBER_OF_NON_GUILD_MEMBER_BANS_HAS_BEEN_EXCEEDED,
    30037 MAXIMUM_NUMBER_OF_BAN_FETCHES_HAS_BEEN_REACHED,
    30038 MAXIMUM_NUMBER_OF_UNCOMPLETED_GUILD_SCHEDULED_EVENTS_REACHED,
    30039 MAXIMUM_NUMBER_OF_STICKERS_REACHED,
    30040 MAXIMUM_NUMBER_OF_PRUNE_REQUESTS_HAS_BEEN_REACHED,
    30042 MAXIMUM_NUMBER_OF_GUILD_WIDGET_SETTINGS_UPDATES_HAS_BEEN_REACHED,
    30045 MAXIMUM_NUMBER_OF_SOUNDBOARD_SOUNDS_REACHED,
    30046 MAXIMUM_NUMBER_OF_EDITS_TO_MESSAGES_OLDER_THAN_ONE_HOUR_REACHED,
    30047 MAXIMUM_NUMBER_OF_PINNED_THREADS_IN_FORUM_HAS_BEEN_REACHED,
    30048 MAXIMUM_NUMBER_OF_TAGS_IN_FORUM_HAS_BEEN_REACHED,
    30052 BITRATE_IS_TOO_HIGH_FOR_CHANNEL_OF_THIS_TYPE,
    30056 MAXIMUM_NUMBER_OF_PREMIUM_EMOJIS_REACHED,
    30058 MAXIMUM_NUMBER_OF_WEBHOOKS_PER_GUILD_REACHED,
    30060 MAXIMUM_NUMBER_OF_CHANNEL_PERMISSION_OVERWRITES_REACHED,
    30061 THE_CHANNELS_FOR_THIS_GUILD_ARE_TOO_LARGE,
    40001 UNAUTHORIZED,
    40002 VERIFY_YOUR_ACCOUNT,
    40003 OPENING_DIRECT_MESSAGES_TOO_FAST,
    40004 SEND_MESSAGES_HAS_BEEN_TEMPORARILY_DISABLED,
    40005 REQUEST_ENTITY_TOO_LARGE,
    40006 FEATURE_TEMPORARILY_DISABLED_SERVER_SIDE,
    40007 USER_BANNED_FROM_THIS_GUILD,
    40009 ONLY_ONE_CHANNEL_CAN_HAVE_A_PARENT_ID_MODIFIED_AT_A_TIME,
    40012 CONNECTION_HAS_BEEN_REVOKED,
    40018 ONLY_CONSUMABLE_SKUS_CAN_BE_CONSUMED,
    40019 YOU_CAN_ONLY_DELETE_SANDBOX_ENTITLEMENTS,
    40032 TARGET_USER_IS_NOT_CONNECTED_TO_VOICE,
    40033 THIS_MESSAGE_WAS_ALREADY_CROSSPOSTED,
    40041 APPLICATION_COMMAND_WITH_THAT_NAME_ALREADY_EXISTS,
    40043 APPLICATION_INTERACTION_FAILED_TO_SEND,
    40058 CANNOT_SEND_A_MESSAGE_IN_A_FORUM_CHANNEL,
    40060 INTERACTION_HAS_ALREADY_BEEN_ACKNOWLEDGED,
    40061 TAG_NAMES_MUST_BE_UNIQUE,
    40062 SERVICE_RESOURCE_IS_BEING_RATE_LIMITED,
    40066 THERE_ARE_NO_TAGS_AVAILABLE_THAT_CAN_BE_SET_BY_NON_MODERATORS,
    40067 TAG_REQUIRED_TO_CREATE_A_FORUM_POST_IN_THIS_CHANNEL,
    40074 AN_ENTITLEMENT_HAS_ALREADY_BEEN_GRANTED_FOR_THIS_RESOURCE,
    40094 THIS_INTERACTION_HAS_HIT_THE_MAXIMUM_NUMBER_OF_FOLLOW_UP_MESSAGES,
    40333 CLOUDFLARE_IS_BLOCKING_YOUR_REQUEST,
    50001 MISSING_ACCESS,
    50002 INVALID_ACCOUNT_TYPE,
    50003 CANNOT_EXECUTE_ACTION_ON_DM_CHANNEL,
    50004 GUILD_WIDGET_DISABLED,
    50005 CANNOT_EDIT_MESSAGE_AUTHORED_BY_ANOTHER_USER,
    50006 CANNOT_SEND_AN_EMPTY_MESSAGE,
    50007 CANNOT_SEND_MESSAGES_TO_THIS_USER,
    50008 CANNOT_SEND_MESSAGES_IN_NON_TEXT_CHANNEL,
    50009 CHANNEL_VERIFICATION_LEVEL_TOO_HIGH_FOR_YOU_TO_GAIN_ACCESS,
    50010 OAUTH2_APPLICATION_DOES_NOT_HAVE_BOT,
    50011 OAUTH2_APPLICATION_LIMIT_REACHED,
    50012 INVALID_OAUTH2_STATE,
    50013 MISSING_PERMISSIONS,
    50014 INVALID_TOKEN,
    50015 NOTE_WAS_TOO_LONG,
    50016 PROVIDED_TOO_FEW_OR_TOO_MANY_MESSAGES_TO_DELETE,
    50017 INVALID_MFA_LEVEL,
    50019 MESSAGE_CAN_ONLY_BE_PINNED_IN_THE_CHANNEL_IT_WAS_SENT_IN,
    50020 INVITE_CODE_INVALID_OR_TAKEN,
    50021 CANNOT_EXECUTE_ACTION_ON_SYSTEM_MESSAGE,
    50024 CANNOT_EXECUTE_ACTION_ON_THIS_CHANNEL_TYPE,
    50025 INVALID_OAUTH2_ACCESS_TOKEN,
    50026 MISSING_REQUIRED_OAUTH2_SCOPE,
    50027 INVALID_WEBHOOK_TOKEN,
    50028 INVALID_ROLE,
    50033 INVALID_RECIPIENTS,
    50034 ONE_OF_THE_MESSAGES_PROVIDED_WAS_TOO_OLD_FOR_BULK_DELETE,
    50035 INVALID_FORM_BODY_OR_CONTENT_TYPE,
    50036 INVITE_ACCEPTED_TO_GUILD_WITHOUT_THE_BOT_BEING_IN,
    50039 INVALID_ACTIVITY_ACTION,
    50041 INVALID_API_VERSION,
    50045 FILE_UPLOADED_EXCEEDS_MAXIMUM_SIZE,
    50046 INVALID_FILE_UPLOADED,
    50054 CANNOT_SELF_REDEEM_THIS_GIFT,
    50055 INVALID_GUILD,
    50057 INVALID_SKU,
    50067 INVALID_REQUEST_ORIGIN,
    50068 INVALID_MESSAGE_TYPE,
    50070 PAYMENT_SOURCE_REQUIRED_TO_REDEEM_GIFT,
    50073 CANNOT_MODIFY_A_SYSTEM_WEBHOOK,
    50074 CANNOT_DELETE_CHANNEL_REQUIRED_FOR_COMMUNITY_GUILDS,
    50080 CANNOT_EDIT_STICKERS_WITHIN_MESSAGE,
    50081 INVALID_STICKER_SENT,
    50083 INVALID_ACTION_ON_ARCHIVED_THREAD,
    50084 INVALID_THREAD_NOTIFICATION_SETTINGS,
    50085 PARAMETER_EARLIER_THAN_CREATION,
    50086 COMMUNITY_SERVER_CHANNELS_MUST_BE_TEXT_CHANNELS,
    50091 THE_ENTITY_TYPE_OF_THE_EVENT_IS_DIFFERENT_FROM_THE_ENTITY_YOU_ARE_TRYING_TO_START_THE_EVENT_FOR,
    50095 SERVER_NOT_AVAILABLE_IN_YOUR_LOCATION,
    50097 SERVER_NEEDS_MONETIZATION_ENABLED_TO_PERFORM_THIS_ACTION,
    50101 SERVER_NEEDS_MORE_BOOSTS_TO_PERFORM_THIS_ACTION,
    50109 REQUEST_BODY_CONTAINS_INVALID_JSON,
    50110 PROVIDED_FILE_IS_INVALID,
    50123 PROVIDED_FILE_TYPE_IS_INVALID,
    50124 PROVIDED_FILE_DURATION_EXCEEDS_MAXIMUM_LENGTH,
    50131 OWNER_CANNOT_BE_PENDING_MEMBER,
    50132 OWNERSHIP_CANNOT_BE_MOVED_TO_A_BOT_USER,
    50138 FAILED_TO_RESIZE_ASSET_BELOW_THE_MAXIMUM_SIZE,
    50144 CANNOT_MIX_SUBSCRIPTION_AND_NON_SUBSCRIPTION_ROLES_FOR_AN_EMOJI,
    50145 CANNOT_CONVERT_BETWEEN_PREMIUM_EMOJI_AND_NORMAL_EMOJI,
    50146 UPLOADED_FILE_NOT_FOUND,
    50151 SPECIFIED_EMOJI_IS_INVALID,
    50159 VOICE_MESSAGES_DO_NOT_SUPPORT_ADDITIONAL_CONTENT,
    50160 VOICE_MESSAGES_MUST_HAVE_A_SINGLE_AUDIO_ATTACHMENT,
    50161 VOICE_MESSAGES_MUST_HAVE_SUPPORTING_METADATA,
    50162 VOICE_MESSAGES_CANNOT_BE_EDITED,
    50163 CANNOT_DELETE_GUILD_SUBSCRIPTION_INTEGRATION,
    50167 CANNOT_SEND_VOICE_EFFECT_WHEN_USER_IS_SERVER_MUTED_DEAFENED_OR_SUPPRESSED,
    50173 YOU_CANNOT_SEND_VOICE_MESSAGES_IN_THIS_CHANNEL,
    50178 THE_USER_ACCOUNT_MUST_FIRST_BE_VERIFIED,
    50192 PROVIDED_FILE_DOES_NOT_HAVE_A_VALID_DURATION,
    50278 CANNOT_SEND_MESSAGES_TO_THIS_USER_DUE_TO_HAVING_NO_MUTUAL_GUILDS,
    50600 YOU_DO_NOT_HAVE_PERMISSION_TO_SEND_THIS_STICKER,
    60003 TWO_FACTOR_AUTHENTICATION_IS_REQUIRED,
    80004 NO_USERS_WITH_DISCORD_TAG_EXIST,
    90001 REACTION_WAS_BLOCKED,
    90002 USER_CANNOT_USE_BURST_REACTIONS,
    110000 INDEX_NOT_YET_AVAILABLE,
    110001 APPLICATION_NOT_YET_AVAILABLE,
    130000 API_RESOURCE_OVERLOADED,
    150006 THE_STAGE_IS_ALREADY_OPEN,
    160002 CANNOT_REPLY_WITHOUT_PERMISSION_TO_READ_MESSAGE_HISTORY,
    160004 THREAD_ALREADY_CREATED_FOR_MESSAGE,
    160005 THREAD_LOCKED,
    160006 MAXIMUM_ACTIVE_THREADS,
    160007 MAXIMUM_ACTIVE_ANNOUNCEMENT_THREADS,
    160014 CANNOT_FORWARD_MESSAGE_WITH_UNREADABLE_CONTENT,
    170001 INVALID_JSON_FOR_UPLOADED_LOTTIE_FILE,
    170002 UPLOADED_LOTTIES_CANNOT_CONTAIN_RASTERIZED_IMAGES,
    170003 STICKER_MAXIMUM_FRAMERATE_EXCEEDED,
    170004 STICKER_FRAME_COUNT_EXCEEDS_MAXIMUM_OF1000_FRAMES,
    170005 LOTTIE_ANIMATION_MAXIMUM_DIMENSIONS_EXCEEDED,
    170006 STICKER_FRAMERATE_IS_TOO_SMALL_OR_TOO_LARGE,
    170007 STICKER_ANIMATION_DURATION_EXCEEDS_MAXIMUM_OF5_SECONDS,
    180000 CANNOT_UPDATE_A_FINISHED_EVENT,
    180002 FAILED_TO_CREATE_STAGE_NEEDED_FOR_STAGE_EVENT,
    200000 MESSAGE_WAS_BLOCKED_BY_AUTOMATIC_MODERATION,
    200001 TITLE_WAS_BLOCKED_BY_AUTOMATIC_MODERATION,
    220001 WEBHOOKS_POSTED_TO_FORUM_CHANNELS_MUST_HAVE_A_THREAD_NAME_OR_THREAD_ID,
    220002 WEBHOOKS_POSTED_TO_FORUM_CHANNELS_CANNOT_HAVE_BOTH_A_THREAD_NAME_AND_THREAD_ID,
    220003 WEBHOOKS_CAN_ONLY_CREATE_THREADS_IN_FORUM_CHANNELS,
    220004 WEBHOOK_SERVICES_CANNOT_BE_USED_IN_FORUM_CHANNELS,
    240000 MESSAGE_BLOCKED_BY_HARMFUL_LINKS_FILTER,
    340015 ACCESS_TO_JOINING_NEW_SERVERS_HAS_BEEN_LIMITED_FOR_THE_USER,
    350000 CANNOT_ENABLE_ONBOARDING_REQUIREMENTS_ARE_NOT_MET,
    350001 CANNOT_UPDATE_ONBOARDING_WHILE_BELOW_REQUIREMENTS,
    400001 ACCESS_TO_FILE_UPLOADS_HAS_BEEN_LIMITED_FOR_THIS_GUILD,
    500000 FAILED_TO_BAN_USERS,
    520000 POLL_VOTING_BLOCKED,
    520001 POLL_EXPIRED,
    520002 INVALID_CHANNEL_TYPE_FOR_POLL_CREATION,
    520003 CANNOT_EDIT_A_POLL_MESSAGE,
    520004 CANNOT_USE_AN_EMOJI_INCLUDED_WITH_THE_POLL,
    520006 CANNOT_EXPIRE_A_NON_POLL_MESSAGE,
    530000 PROVISIONAL_ACCOUNTS_PERMISSION_NOT_GRANTED,
    530001 ID_TOKEN_JWT_EXPIRED,
    530002 ID_TOKEN_JWT_ISSUER_MISMATCH,
    530003 ID_TOKEN_JWT_AUDIENCE_MISMATCH,
    530004 ID_TOKEN_JWT_ISSUED_TOO_LONG_AGO,
    530006 FAILED_TO_GENERATE_UNIQUE_USERNAME,
    530007 INVALID_CLIENT_SECRET,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_unknown_codes_are_kept() {
        assert_eq!(ErrorCode(10_008), ErrorCode::UNKNOWN_MESSAGE);
        assert_eq!(ErrorCode::UNKNOWN_MESSAGE.to_string(), "10008 UNKNOWN_MESSAGE");
        assert_eq!(ErrorCode(123_456).name(), None);
        assert_eq!(ErrorCode(123_456).to_string(), "123456");
    }

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(ErrorCode::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(ErrorCode::ALL.len(), 241);
    }
}
