//! The inputs and outputs of the state machine.

use std::time::Duration;

use serde::Serialize;

use crate::gateway::{Command, CommandError, DisconnectReason, FatalClose, Payload, ReconnectReason, Session};

/// Something that happened. Inputs refer to the current socket; the caller must drop those of earlier sockets.
#[derive(Debug)]
pub enum Input {
    /// Start. Has an effect once, in [`ShardState::Idle`].
    Start,
    /// The connection of [`Action::Connect`] is open, after the WebSocket upgrade.
    Opened,
    /// The connection could not be opened.
    ConnectFailed(String),
    /// Data arrived that does not complete a payload: a ping, or a part of a message. It shows that the connection is
    /// alive.
    Traffic,
    /// A payload arrived whose envelope cannot be read. It is reported and ignored; the connection goes on.
    Malformed(String),
    /// Received data could not be decompressed or decoded. The connection cannot go on.
    Undecodable(String),
    /// The peer's close frame arrived. The socket is gone too, once the transport has answered.
    PeerClosed {
        /// The code, if the frame had one.
        code: Option<u16>,
        /// The reason in the frame.
        reason: String,
    },
    /// The socket is gone without a close frame: end of stream, reset, failed write.
    Lost(String),
    /// The identify queue grants the permit of [`Action::RequestPermit`].
    Permit {
        /// The number of the request.
        request: u64,
    },
    /// The identify queue refuses the permit.
    PermitRefused {
        /// The number of the request.
        request: u64,
        /// The reason.
        error: String,
        /// The time after which to try again. `None`: the shard ends with [`Outcome::Refused`].
        retry_after: Option<Duration>,
    },
    /// The heartbeat timer reports that a heartbeat is due.
    Beat {
        /// The generation in [`Action::StartHeartbeat`]. Earlier generations are ignored.
        generation: u64,
    },
    /// The heartbeat timer reports that a heartbeat was unanswered when the next was due.
    Zombie {
        /// The generation in [`Action::StartHeartbeat`]. Earlier generations are ignored.
        generation: u64,
    },
    /// Send a command as soon as the session is established and the limits allow it.
    Command {
        /// The id of the command in [`Action::CommandSent`] or [`Action::CommandRefused`].
        id: u64,
        /// The command.
        command: Command,
    },
    /// [`Protocol::deadline`](super::Protocol::deadline) has passed. At any other time this has no effect.
    Tick,
    /// Reconnect at once.
    Reconnect {
        /// Whether to resume the session. If not, a new one is started.
        resume: bool,
    },
    /// End the current wait. Has no effect while there is a connection.
    ReconnectNow,
    /// Stop. Accepted in every state; only the first has an effect.
    Stop {
        /// Whether the session is kept for another process or a later start. The bot then appears online for a few
        /// minutes.
        resumable: bool,
    },
    /// Close the connection with this code and reconnect, for fault injection. 1000 and 1001 end the session. Codes
    /// that a client may not send are replaced by 4000.
    #[cfg(feature = "sandbox")]
    CloseWith {
        /// The code.
        code: u16,
        /// The reason, of which at most 123 bytes are sent.
        reason: String,
    },
    /// Simulate an event. Has no effect without a connection.
    #[cfg(feature = "sandbox")]
    FaultInjection(FaultInjection),
}

/// Events that can be simulated, besides those of the other inputs.
#[cfg(feature = "sandbox")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultInjection {
    /// Discord requests a reconnect (op 7).
    Reconnect {
        /// The URL of the next connection only. It is ignored if it has no TLS and the gateway URL has.
        url: Option<crate::gateway::GatewayUrl>,
    },
    /// Reconnect and resume from this sequence number: events are replayed if it is lower than the last, and Discord
    /// refuses it (4007) if it is higher. Has no effect without a session.
    Resume {
        /// The sequence number.
        seq: u64,
    },
}

/// Something that the caller must do.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Open a connection with a reset inflater. There is no connection at this moment.
    Connect {
        /// The URL, with the query.
        url: String,
    },
    /// Send a message.
    Send(Payload),
    /// Send a close frame and continue to read until the peer's close frame or the end of the stream. [`Action::Drop`]
    /// follows after a timeout.
    Close {
        /// The code.
        code: u16,
        /// The reason.
        reason: String,
    },
    /// Drop the socket, or the attempt to open one, and ignore what still arrives on it.
    Drop,
    /// Start the heartbeat timer without unanswered heartbeats. No timer is running at this moment.
    StartHeartbeat {
        /// The number of the HELLO, which the timer includes in every tick.
        generation: u64,
        /// The time between heartbeats.
        interval: Duration,
        /// The time until the first heartbeat: a random part of the interval.
        first: Duration,
    },
    /// Stop the heartbeat timer.
    StopHeartbeat,
    /// Record in the heartbeat timer that a heartbeat was sent outside the schedule, because Discord requested it (op
    /// 1).
    BeatSent,
    /// Record in the heartbeat timer that a heartbeat was acknowledged.
    Acked,
    /// Request a permit from the identify queue.
    RequestPermit {
        /// The number of the request. It is unique.
        request: u64,
    },
    /// Give back the permit, granted or not. Has no effect if it was refused.
    CancelPermit {
        /// The number of the request.
        request: u64,
    },
    /// A command was sent. For a presence also: it was replaced by a newer one that was sent.
    CommandSent {
        /// The id of the command.
        id: u64,
    },
    /// A command will not be sent.
    CommandRefused {
        /// The id of the command.
        id: u64,
        /// The reason.
        error: CommandError,
    },
    /// Report an event to subscribers.
    Report(Report),
    /// The shard has stopped: there is no socket and no timer. Only refusals of later commands follow.
    Finished(Outcome),
}

/// An event in the life of a shard.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Report {
    /// HELLO arrived and heartbeats have started.
    Connected,
    /// READY arrived: a new session was started.
    Ready {
        /// The id of the session.
        session_id: String,
    },
    /// RESUMED arrived: the session was resumed.
    Resumed {
        /// The number of replayed events.
        replayed: u64,
    },
    /// An open connection ended. Comes once per connection, before [`Report::Reconnecting`] if the shard reconnects.
    Disconnected {
        /// The reason.
        reason: DisconnectReason,
    },
    /// The shard will reconnect.
    Reconnecting {
        /// The reason.
        reason: ReconnectReason,
        /// The number of the attempt, counted from 1 since the last READY or RESUMED.
        attempt: u32,
        /// The shortest time until the next connection.
        delay: Duration,
        /// Whether the session will be resumed. If not, a new one is started.
        resumable: bool,
    },
    /// The state has changed.
    StateChanged(ShardState),
    /// A payload arrived whose opcode is unknown, or is only sent by clients. Reported once for each opcode.
    UnknownOpcode(u8),
    /// The session is resumed at the base URL, because the server of its resume URL may not receive the token.
    ResumeUrlRefused {
        /// The resume URL.
        url: String,
    },
    /// A payload could not be read and was ignored.
    Malformed {
        /// The error.
        error: String,
    },
}

/// How a shard ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The program stopped it.
    Stopped {
        /// The session, if it was kept.
        session: Option<Session>,
    },
    /// Discord closed the connection with a code after which the shard does not reconnect.
    Fatal(FatalClose),
    /// [`ShardConfig::max_reconnect_attempts`](crate::gateway::ShardConfig::max_reconnect_attempts) was reached.
    GaveUp {
        /// The number of reconnects.
        attempts: u32,
        /// The reason of the last one.
        last: ReconnectReason,
        /// The session, if it may still be valid.
        session: Option<Session>,
    },
    /// The identify queue refused a session start and gave no time to try again.
    Refused {
        /// The error of the queue.
        error: String,
    },
}

/// The state of a shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ShardState {
    /// Not started.
    Idle,
    /// A connection is being opened.
    Connecting,
    /// The connection is open, and HELLO is awaited.
    AwaitingHello,
    /// A new session is to be started, and the identify queue's permit is awaited.
    AwaitingPermit,
    /// IDENTIFY is sent, and READY is awaited.
    Identifying,
    /// RESUME is sent, and missed events and RESUMED are awaited.
    Resuming,
    /// The session is established.
    Active,
    /// Our close frame is sent, and the peer's is awaited.
    Closing,
    /// There is no connection. The next one is opened after a wait.
    BackingOff,
    /// Stopped.
    Stopped,
}

impl ShardState {
    /// The name in lower case with underscores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::AwaitingHello => "awaiting_hello",
            Self::AwaitingPermit => "awaiting_permit",
            Self::Identifying => "identifying",
            Self::Resuming => "resuming",
            Self::Active => "active",
            Self::Closing => "closing",
            Self::BackingOff => "backing_off",
            Self::Stopped => "stopped",
        }
    }
}

impl std::fmt::Display for ShardState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
