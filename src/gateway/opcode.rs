//! The opcodes of gateway payloads (Discord's docs: "Gateway Opcodes").

use std::fmt;

macro_rules! opcodes {
    ($($(#[$doc:meta])* $name:ident = $value:literal, $text:literal, $direction:ident;)*) => {
        /// The kind of a gateway payload: the value of its `op` field.
        ///
        /// Only documented opcodes have a variant. A payload with another opcode causes a warning and is ignored,
        /// because Discord adds opcodes without notice.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Opcode {
            $($(#[$doc])* $name = $value,)*
        }

        impl Opcode {
            /// Every documented opcode, in ascending order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The opcode with this number, or `None` if it is not documented.
            #[must_use]
            pub const fn from_u8(value: u8) -> Option<Self> {
                match value {
                    $($value => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// The name in Discord's table.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// Which side sends payloads with this opcode.
            #[must_use]
            pub const fn direction(self) -> Direction {
                match self {
                    $(Self::$name => Direction::$direction,)*
                }
            }
        }
    };
}

/// Which side sends payloads with an opcode, from the view of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Only Discord sends it.
    Receive,
    /// Only the client sends it.
    Send,
    /// Both sides send it.
    Both,
}

opcodes! {
    /// 0, received: an event. Only this opcode has `s` and `t`.
    Dispatch = 0, "Dispatch", Receive;
    /// 1, both: a heartbeat with the last sequence number. If it is received, a heartbeat must be sent at once.
    Heartbeat = 1, "Heartbeat", Both;
    /// 2, sent: starts a new session.
    Identify = 2, "Identify", Send;
    /// 3, sent: sets the presence of this shard.
    PresenceUpdate = 3, "Presence Update", Send;
    /// 4, sent: joins, changes or leaves a voice channel.
    VoiceStateUpdate = 4, "Voice State Update", Send;
    /// 6, sent: resumes a session on a new connection.
    Resume = 6, "Resume", Send;
    /// 7, received: the client must reconnect and resume.
    Reconnect = 7, "Reconnect", Receive;
    /// 8, sent: requests members of a guild. Discord sends `GUILD_MEMBERS_CHUNK` events.
    RequestGuildMembers = 8, "Request Guild Members", Send;
    /// 9, received: the session is invalid. `d` is true if it may be resumed.
    InvalidSession = 9, "Invalid Session", Receive;
    /// 10, received: the first payload of a connection, with the heartbeat interval.
    Hello = 10, "Hello", Receive;
    /// 11, received: the acknowledgement of a heartbeat.
    HeartbeatAck = 11, "Heartbeat ACK", Receive;
    /// 31, sent: requests the soundboard sounds of guilds.
    RequestSoundboardSounds = 31, "Request Soundboard Sounds", Send;
    /// 43, sent: requests the ephemeral fields of the channels of a guild.
    RequestChannelInfo = 43, "Request Channel Info", Send;
}

impl Opcode {
    /// The value of the `op` field.
    #[must_use]
    pub const fn as_u8(self) -> u8 {
        self as u8
    }

    /// Whether a client may send it.
    #[must_use]
    pub const fn is_sent(self) -> bool {
        matches!(self.direction(), Direction::Send | Direction::Both)
    }

    /// Whether Discord sends it.
    #[must_use]
    pub const fn is_received(self) -> bool {
        matches!(self.direction(), Direction::Receive | Direction::Both)
    }
}

impl fmt::Display for Opcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.as_str(), self.as_u8())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_maps_to_its_opcode_and_back() {
        for value in 0..=u8::MAX {
            if let Some(opcode) = Opcode::from_u8(value) {
                assert_eq!(opcode.as_u8(), value);
            }
        }
        let numbers: Vec<u8> = Opcode::ALL.iter().map(|opcode| opcode.as_u8()).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 31, 43]);
        assert_eq!(Opcode::from_u8(5), None);
    }

    #[test]
    fn five_are_received_seven_sent_and_one_goes_both_ways() {
        let count = |direction| Opcode::ALL.iter().filter(|opcode| opcode.direction() == direction).count();
        assert_eq!((count(Direction::Receive), count(Direction::Send), count(Direction::Both)), (5, 7, 1));
        assert!(Opcode::Heartbeat.is_sent() && Opcode::Heartbeat.is_received());
        assert!(!Opcode::Hello.is_sent() && !Opcode::Identify.is_received());
    }

    #[test]
    fn shows_name_and_number() {
        let shown: Vec<_> = Opcode::ALL.iter().map(ToString::to_string).collect();
        let expected = [
            "Dispatch (0)",
            "Heartbeat (1)",
            "Identify (2)",
            "Presence Update (3)",
            "Voice State Update (4)",
            "Resume (6)",
            "Reconnect (7)",
            "Request Guild Members (8)",
            "Invalid Session (9)",
            "Hello (10)",
            "Heartbeat ACK (11)",
            "Request Soundboard Sounds (31)",
            "Request Channel Info (43)",
        ];
        assert_eq!(shown, expected);
    }
}
