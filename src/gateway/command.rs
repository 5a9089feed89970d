//! The commands that a bot sends to the gateway after the handshake (Discord's docs: "Send Events"). They are checked
//! before they are sent, because Discord closes the connection when it receives an invalid payload.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::presence::{BotPresence, PresenceError};
use super::{Encoding, Intents, Opcode, Payload};
use crate::model::{ChannelId, GuildId, UserId};

/// The longest payload that may be sent, in bytes of the encoded form. Discord closes with 4002 above it.
pub const MAX_PAYLOAD_SENT: usize = 4096;

/// The longest nonce of a members request, in bytes. Discord ignores a longer one without an error.
pub const MAX_NONCE: usize = 32;

/// The largest number of user ids in one members request.
pub const MAX_REQUESTED_USERS: usize = 100;

/// The largest number of guilds in one request for soundboard sounds. With ids of the greatest length, this many fit
/// into one payload.
pub const MAX_REQUESTED_SOUNDBOARDS: usize = 160;

/// A payload to send when the session is established.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Command {
    /// Opcode 3: sets the presence of this shard. It is stored and set again in every new session.
    Presence(BotPresence),
    /// Opcode 4: joins, changes or leaves a voice channel.
    VoiceState {
        /// The guild of the voice channel.
        guild_id: GuildId,
        /// The channel. `None` leaves the current one.
        channel_id: Option<ChannelId>,
        /// Whether the bot is muted.
        self_mute: bool,
        /// Whether the bot is deafened.
        self_deaf: bool,
    },
    /// Opcode 8: requests members of a guild.
    RequestMembers(RequestMembers),
    /// Opcode 31: requests the soundboard sounds of guilds. Discord sends one `SOUNDBOARD_SOUNDS` event for each guild.
    RequestSoundboardSounds {
        /// The guilds.
        guild_ids: Vec<GuildId>,
    },
    /// Opcode 43: requests the ephemeral fields of the channels of a guild. Discord sends one `CHANNEL_INFO` event.
    RequestChannelInfo {
        /// The guild.
        guild_id: GuildId,
        /// The fields, at least one.
        fields: Vec<ChannelInfoField>,
    },
    /// Any other payload, for opcodes that Greenroom does not support.
    Raw {
        /// The opcode. The opcodes of the handshake (1, 2, 6) and those that only Discord sends are refused.
        op: u8,
        /// The value of `d`.
        data: Box<RawValue>,
    },
}

/// A field of a channel that is not part of the channel object, for
/// [`BotHandle::request_channel_info`](crate::BotHandle::request_channel_info).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChannelInfoField {
    /// `status`: the status text of a voice channel.
    Status,
    /// `voice_start_time`: when the first of the current users joined the voice channel.
    VoiceStartTime,
    /// A field that is not listed here.
    Other(String),
}

impl ChannelInfoField {
    /// All documented fields.
    pub const ALL: [Self; 2] = [Self::Status, Self::VoiceStartTime];

    /// Discord's name of the field.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Status => "status",
            Self::VoiceStartTime => "voice_start_time",
            Self::Other(name) => name,
        }
    }
}

impl Serialize for ChannelInfoField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A request for members of one guild.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestMembers {
    /// The guild.
    pub guild_id: GuildId,
    /// Which members.
    pub selection: Selection,
    /// Whether the presences are included. This needs the intent [`GUILD_PRESENCES`](Intents::GUILD_PRESENCES).
    pub presences: bool,
    /// A text of at most [`MAX_NONCE`] bytes that Discord returns in every chunk.
    pub nonce: Option<String>,
}

/// Which members are requested. Discord accepts a query or a list of ids, not both.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Selection {
    /// The members whose user names begin with a text: at most 100, or all members of the guild.
    Query {
        /// The beginning of the name. An empty text matches every member.
        prefix: String,
        /// The largest number of members. 0 with an empty prefix requests all members, which needs the intent
        /// [`GUILD_MEMBERS`](Intents::GUILD_MEMBERS) and is allowed once in 30 seconds for each guild.
        limit: u32,
    },
    /// The members with these ids, at most [`MAX_REQUESTED_USERS`].
    Users(Vec<UserId>),
}

impl RequestMembers {
    /// A request for all members of a guild.
    #[must_use]
    pub const fn everybody(guild_id: GuildId) -> Self {
        let selection = Selection::Query { prefix: String::new(), limit: 0 };
        Self { guild_id, selection, presences: false, nonce: None }
    }

    /// A request for at most `limit` members whose user names begin with `prefix`.
    #[must_use]
    pub fn query(guild_id: GuildId, prefix: impl Into<String>, limit: u32) -> Self {
        let selection = Selection::Query { prefix: prefix.into(), limit };
        Self { guild_id, selection, presences: false, nonce: None }
    }

    /// A request for the members with these ids.
    #[must_use]
    pub fn users(guild_id: GuildId, users: impl IntoIterator<Item = UserId>) -> Self {
        let selection = Selection::Users(users.into_iter().collect());
        Self { guild_id, selection, presences: false, nonce: None }
    }

    /// Whether all members of the guild are requested.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        matches!(&self.selection, Selection::Query { prefix, limit: 0 } if prefix.is_empty())
    }
}

/// Why a command was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// The payload is longer than Discord accepts.
    #[error("the payload has {bytes} bytes and Discord accepts {MAX_PAYLOAD_SENT}; send less at once")]
    TooLong {
        /// The length in bytes of the encoded form.
        bytes: usize,
    },
    /// The opcode may not be sent.
    #[error(
        "opcode {op} cannot be sent with `send_raw`: only Discord sends it, or the shard sends it in the handshake"
    )]
    Opcode {
        /// The opcode.
        op: u8,
    },
    /// The nonce is longer than Discord accepts.
    #[error("the nonce has {bytes} bytes and Discord accepts {MAX_NONCE}; Discord would leave it out of the answer")]
    NonceTooLong {
        /// The length in bytes.
        bytes: usize,
    },
    /// No users were requested, or more than Discord accepts.
    #[error("{count} users were requested; allowed are 1 to {MAX_REQUESTED_USERS}; send several requests")]
    UserCount {
        /// The number of users.
        count: usize,
    },
    /// The request has no guilds.
    #[error("no guild was named; name at least one")]
    NoGuilds,
    /// The request has no fields.
    #[error("no field was named; name at least one, such as `ChannelInfoField::Status`")]
    NoFields,
    /// Discord would not accept the presence.
    #[error(transparent)]
    Presence(#[from] PresenceError),
    /// Discord would not answer, because the session lacks an intent.
    #[error("{what} needs the intent {intent}, which this session does not have; add it to the bot's intents")]
    MissingIntent {
        /// The operation that needs the intent.
        what: &'static str,
        /// The intent.
        intent: Intents,
    },
    /// Too many commands are queued.
    #[error("{limit} commands are queued for this shard already; send slower, Discord accepts 120 in 60 seconds")]
    QueueFull {
        /// The capacity of the queue.
        limit: usize,
    },
    /// The data cannot be encoded in the encoding of the connection.
    #[error("the data cannot be encoded: {error}")]
    Unwritable {
        /// The reason.
        error: String,
    },
    /// The shard has stopped or is stopping.
    #[error("the shard has stopped")]
    Stopped,
}

#[derive(Serialize)]
struct VoiceStateData {
    guild_id: GuildId,
    channel_id: Option<ChannelId>,
    self_mute: bool,
    self_deaf: bool,
}

#[derive(Serialize)]
struct RequestMembersData<'a> {
    guild_id: GuildId,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_ids: Option<&'a [UserId]>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    presences: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
}

#[derive(Serialize)]
struct SoundboardSoundsData<'a> {
    guild_ids: &'a [GuildId],
}

#[derive(Serialize)]
struct ChannelInfoData<'a> {
    guild_id: GuildId,
    fields: &'a [ChannelInfoField],
}

impl Command {
    /// The opcode of the payload.
    #[must_use]
    pub const fn opcode(&self) -> u8 {
        match self {
            Self::Presence(_) => Opcode::PresenceUpdate.as_u8(),
            Self::VoiceState { .. } => Opcode::VoiceStateUpdate.as_u8(),
            Self::RequestMembers(_) => Opcode::RequestGuildMembers.as_u8(),
            Self::RequestSoundboardSounds { .. } => Opcode::RequestSoundboardSounds.as_u8(),
            Self::RequestChannelInfo { .. } => Opcode::RequestChannelInfo.as_u8(),
            Self::Raw { op, .. } => *op,
        }
    }

    /// Checks the command and encodes its payload.
    ///
    /// # Errors
    ///
    /// A [`CommandError`] if Discord would close the connection or not answer.
    pub fn encode(&self, encoding: Encoding) -> Result<Payload, CommandError> {
        let op = self.opcode();
        let payload = match self {
            Self::Presence(presence) => {
                presence.validate()?;
                write(encoding, op, presence)?
            }
            Self::VoiceState { guild_id, channel_id, self_mute, self_deaf } => {
                let (guild_id, channel_id) = (*guild_id, *channel_id);
                let data = VoiceStateData { guild_id, channel_id, self_mute: *self_mute, self_deaf: *self_deaf };
                write(encoding, op, &data)?
            }
            Self::RequestMembers(request) => write(encoding, op, &request.data()?)?,
            Self::RequestSoundboardSounds { guild_ids } if guild_ids.is_empty() => return Err(CommandError::NoGuilds),
            Self::RequestSoundboardSounds { guild_ids } => write(encoding, op, &SoundboardSoundsData { guild_ids })?,
            Self::RequestChannelInfo { fields, .. } if fields.is_empty() => return Err(CommandError::NoFields),
            Self::RequestChannelInfo { guild_id, fields } => {
                write(encoding, op, &ChannelInfoData { guild_id: *guild_id, fields })?
            }
            Self::Raw { data, .. } => match Opcode::from_u8(op) {
                Some(Opcode::Heartbeat | Opcode::Identify | Opcode::Resume) => return Err(CommandError::Opcode { op }),
                Some(opcode) if !opcode.is_sent() => return Err(CommandError::Opcode { op }),
                _ => write(encoding, op, data)?,
            },
        };
        if payload.len() > MAX_PAYLOAD_SENT {
            return Err(CommandError::TooLong { bytes: payload.len() });
        }
        Ok(payload)
    }

    /// Checks that Discord answers the command in a session with these intents.
    ///
    /// # Errors
    ///
    /// [`CommandError::MissingIntent`] if it does not.
    pub fn check_intents(&self, intents: Intents) -> Result<(), CommandError> {
        let Self::RequestMembers(request) = self else { return Ok(()) };
        if request.is_everybody() && !intents.contains(Intents::GUILD_MEMBERS) {
            let what = "requesting all members of a guild";
            return Err(CommandError::MissingIntent { what, intent: Intents::GUILD_MEMBERS });
        }
        if request.presences && !intents.contains(Intents::GUILD_PRESENCES) {
            let what = "requesting members with their presences";
            return Err(CommandError::MissingIntent { what, intent: Intents::GUILD_PRESENCES });
        }
        Ok(())
    }
}

fn write<T: Serialize + ?Sized>(encoding: Encoding, op: u8, data: &T) -> Result<Payload, CommandError> {
    encoding.try_write(op, data).map_err(|error| CommandError::Unwritable { error })
}

impl RequestMembers {
    fn data(&self) -> Result<RequestMembersData<'_>, CommandError> {
        if let Some(nonce) = self.nonce.as_ref().filter(|nonce| nonce.len() > MAX_NONCE) {
            return Err(CommandError::NonceTooLong { bytes: nonce.len() });
        }
        let (query, limit, user_ids) = match &self.selection {
            Selection::Query { prefix, limit } => (Some(prefix.as_str()), Some(*limit), None),
            Selection::Users(users) if users.is_empty() || users.len() > MAX_REQUESTED_USERS => {
                return Err(CommandError::UserCount { count: users.len() });
            }
            Selection::Users(users) => (None, None, Some(users.as_slice())),
        };
        let nonce = self.nonce.as_deref();
        Ok(RequestMembersData { guild_id: self.guild_id, query, limit, user_ids, presences: self.presences, nonce })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(op: u8, data: &str) -> Command {
        Command::Raw { op, data: RawValue::from_string(data.to_owned()).unwrap() }
    }

    fn voice(channel_id: Option<u64>) -> Command {
        let channel_id = channel_id.map(ChannelId::new);
        Command::VoiceState { guild_id: GuildId::new(41), channel_id, self_mute: false, self_deaf: true }
    }

    #[test]
    fn payloads_have_the_documented_form() {
        let guild_id = GuildId::new(41);
        let everybody = RequestMembers::everybody(guild_id);
        let query =
            RequestMembers { presences: true, nonce: Some("n".into()), ..RequestMembers::query(guild_id, "al", 5) };
        let users = RequestMembers::users(guild_id, [UserId::new(1), UserId::new(2)]);
        let cases = [
            (
                Command::Presence(BotPresence::default()),
                r#"{"op":3,"d":{"since":null,"activities":[],"status":"online","afk":false}}"#,
            ),
            (voice(Some(7)), r#"{"op":4,"d":{"guild_id":"41","channel_id":"7","self_mute":false,"self_deaf":true}}"#),
            (voice(None), r#"{"op":4,"d":{"guild_id":"41","channel_id":null,"self_mute":false,"self_deaf":true}}"#),
            (Command::RequestMembers(everybody), r#"{"op":8,"d":{"guild_id":"41","query":"","limit":0}}"#),
            (
                Command::RequestMembers(query),
                r#"{"op":8,"d":{"guild_id":"41","query":"al","limit":5,"presences":true,"nonce":"n"}}"#,
            ),
            (Command::RequestMembers(users), r#"{"op":8,"d":{"guild_id":"41","user_ids":["1","2"]}}"#),
            (Command::RequestSoundboardSounds { guild_ids: vec![guild_id] }, r#"{"op":31,"d":{"guild_ids":["41"]}}"#),
            (
                Command::RequestChannelInfo { guild_id, fields: ChannelInfoField::ALL.into() },
                r#"{"op":43,"d":{"guild_id":"41","fields":["status","voice_start_time"]}}"#,
            ),
            (
                Command::RequestChannelInfo { guild_id, fields: vec![ChannelInfoField::Other("bitrate".into())] },
                r#"{"op":43,"d":{"guild_id":"41","fields":["bitrate"]}}"#,
            ),
            (raw(99, r#"{"new":[1]}"#), r#"{"op":99,"d":{"new":[1]}}"#),
        ];
        for (command, payload) in cases {
            assert_eq!(command.encode(Encoding::Json), Ok(Payload::Text(payload.to_owned())));
        }
    }

    #[test]
    fn limits_of_a_members_request_are_kept() {
        let guild_id = GuildId::new(41);
        let mut request = RequestMembers::everybody(guild_id);
        request.nonce = Some("é".repeat(16));
        assert!(Command::RequestMembers(request.clone()).encode(Encoding::Json).is_ok(), "32 bytes are allowed");
        request.nonce = Some("é".repeat(17));
        assert_eq!(
            Command::RequestMembers(request).encode(Encoding::Json),
            Err(CommandError::NonceTooLong { bytes: 34 }),
            "bytes count, not characters"
        );
        for (count, allowed) in [(0, false), (1, true), (100, true), (101, false)] {
            let users = RequestMembers::users(guild_id, (0..count).map(|id| UserId::new(u64::MAX - id)));
            let result = Command::RequestMembers(users).encode(Encoding::Json);
            assert_eq!(result.is_ok(), allowed, "{count} users: {result:?}");
        }
    }

    #[test]
    fn the_largest_request_for_sounds_fits_into_a_payload() {
        let guilds = |count| Command::RequestSoundboardSounds { guild_ids: vec![GuildId::new(u64::MAX); count] };
        for encoding in [Encoding::Json, Encoding::Etf] {
            assert!(guilds(MAX_REQUESTED_SOUNDBOARDS).encode(encoding).is_ok(), "{encoding}");
            assert!(guilds(MAX_REQUESTED_SOUNDBOARDS + 20).encode(encoding).is_err(), "{encoding}: the limit is close");
        }
    }

    #[test]
    fn more_than_4096_bytes_are_refused() {
        let frame = raw(99, "\"\"").encode(Encoding::Json).unwrap().len();
        let fits = raw(99, &format!("\"{}\"", "x".repeat(4096 - frame)));
        assert_eq!(fits.encode(Encoding::Json).map(|payload| payload.len()), Ok(4096));
        let too_long = raw(99, &format!("\"{}\"", "x".repeat(4097 - frame)));
        assert_eq!(too_long.encode(Encoding::Json), Err(CommandError::TooLong { bytes: 4097 }));
    }

    #[test]
    fn the_handshake_and_discords_own_opcodes_cannot_be_sent_raw() {
        for op in [0, 1, 2, 6, 7, 9, 10, 11] {
            assert_eq!(raw(op, "null").encode(Encoding::Json), Err(CommandError::Opcode { op }));
        }
        for op in [3, 4, 5, 8, 31, 43, 200] {
            assert!(raw(op, "null").encode(Encoding::Json).is_ok(), "{op}");
        }
    }

    #[test]
    fn a_command_that_discord_would_not_answer_is_refused() {
        assert_eq!(
            Command::RequestSoundboardSounds { guild_ids: vec![] }.encode(Encoding::Json),
            Err(CommandError::NoGuilds)
        );
        let nothing = Command::RequestChannelInfo { guild_id: GuildId::new(41), fields: vec![] };
        assert_eq!(nothing.encode(Encoding::Json), Err(CommandError::NoFields));
        let guild_id = GuildId::new(41);
        let needs = |request: RequestMembers| match Command::RequestMembers(request).check_intents(Intents::GUILDS) {
            Err(CommandError::MissingIntent { intent, .. }) => Some(intent),
            _ => None,
        };
        assert_eq!(needs(RequestMembers::everybody(guild_id)), Some(Intents::GUILD_MEMBERS));
        assert_eq!(needs(RequestMembers::query(guild_id, "a", 0)), None);
        let query = RequestMembers { presences: true, ..RequestMembers::query(guild_id, "a", 5) };
        assert_eq!(needs(query.clone()), Some(Intents::GUILD_PRESENCES));
        assert_eq!(Command::RequestMembers(query).check_intents(Intents::ALL), Ok(()));
        let error = Command::RequestMembers(RequestMembers::everybody(guild_id)).check_intents(Intents::empty());
        assert!(error.unwrap_err().to_string().contains("GUILD_MEMBERS"));
    }

    #[test]
    fn an_invalid_presence_is_refused() {
        let presence = BotPresence::doing(super::super::Activity::playing(""));
        assert_eq!(
            Command::Presence(presence).encode(Encoding::Json),
            Err(CommandError::Presence(PresenceError::EmptyName))
        );
    }
}
