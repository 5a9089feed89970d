//! What goes into the state machine and what comes out of it.

use std::time::Duration;

use serde::Serialize;

use crate::gateway::{
    Command, CommandError, DisconnectReason, Envelope, FatalClose, Payload, ReconnectReason, Session,
};

/// Something that happened. Everything is about the shard's one socket; what comes from an older one must not be fed.
#[derive(Debug)]
pub enum Input<'a> {
    /// Begin. Heard once, in [`ShardState::Idle`].
    Start,
    /// The connection that [`Action::Connect`] asked for is open: the upgrade is through.
    Opened,
    /// It could not be made.
    ConnectFailed(String),
    /// Bytes came that are no payload yet: a ping, or part of a message. A sign of life.
    Traffic,
    /// A payload came.
    Received(&'a Envelope<'a>),
    /// A payload came that has no envelope. It is reported and passed over; the connection goes on.
    Malformed(String),
    /// What came is broken, in its compression or in its encoding. The connection cannot go on.
    Undecodable(String),
    /// The peer's close frame came. The socket is gone with it, once the transport has answered.
    PeerClosed {
        /// Its code, if it had one.
        code: Option<u16>,
        /// Its reason.
        reason: String,
    },
    /// The socket is gone without a close frame: end of stream, reset, failed write.
    Lost(String),
    /// The identify queue grants the permit that [`Action::RequestPermit`] asked for.
    Permit {
        /// Which request.
        request: u64,
    },
    /// The identify queue refuses it.
    PermitRefused {
        /// Which request.
        request: u64,
        /// Why.
        error: String,
        /// When to try again. Without it the shard ends with [`Outcome::Refused`].
        retry_after: Option<Duration>,
    },
    /// The heartbeat timer of this generation wants a beat.
    Beat {
        /// As [`Action::StartHeartbeat`] named it. Ticks of older generations are passed over.
        generation: u64,
    },
    /// The heartbeat timer of this generation found a beat unanswered when the next was due.
    Zombie {
        /// As [`Action::StartHeartbeat`] named it. Ticks of older generations are passed over.
        generation: u64,
    },
    /// Send this, when the session is there and the limits allow.
    Command {
        /// Names the command in the answer, [`Action::CommandSent`] or [`Action::CommandRefused`].
        id: u64,
        /// What to send.
        command: Command,
    },
    /// [`Protocol::deadline`](super::Protocol::deadline) has come. Harmless at any other time.
    Tick,
    /// Reconnect without a wait: with this session, or with a new one.
    Reconnect {
        /// Whether to resume.
        resume: bool,
    },
    /// Cut a running wait short. Does nothing while there is a connection.
    ReconnectNow,
    /// End. Heard in every state; the first one counts.
    Stop {
        /// Whether the session shall live on, for another process or a later start. The bot then stays online for a
        /// few minutes.
        resumable: bool,
    },
    /// Close the connection with this code and reconnect, for fault injection. 1000 and 1001 end the session, as Discord has it; codes that
    /// may not be sent are replaced by 4000.
    #[cfg(feature = "sandbox")]
    CloseWith {
        /// The code.
        code: u16,
        /// The reason, at most 123 bytes of it.
        reason: String,
    },
    /// Behave as if something had happened that has not. Does nothing without a connection.
    #[cfg(feature = "sandbox")]
    Drill(Drill),
}

/// What can be drilled, beside what the other inputs bring about.
#[cfg(feature = "sandbox")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drill {
    /// As if Discord had asked for a reconnect (op 7).
    Reconnect {
        /// Where to connect to, once, in place of where the shard would. A place without TLS is passed over when the gateway has it.
        url: Option<crate::gateway::GatewayUrl>,
    },
    /// Reconnect and resume from this number, whatever came last: events are replayed when it is lower, and
    /// Discord refuses (4007) when it is higher. Does nothing without a session.
    Resume {
        /// The number.
        seq: u64,
    },
}

/// Something to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Make a connection, with a new inflater. There is none at this moment.
    Connect {
        /// Where, with the query.
        url: String,
    },
    /// Send this message.
    Send(Payload),
    /// Send a close frame. Go on reading until the peer's close frame or the end; [`Action::Drop`] follows if it takes
    /// too long.
    Close {
        /// The code.
        code: u16,
        /// The reason.
        reason: String,
    },
    /// Drop the socket, or the attempt to make one, at once. Nothing that it says is wanted any more.
    Drop,
    /// Start the heartbeat timer, with a fresh ledger of beats and answers. There is none running at this moment.
    StartHeartbeat {
        /// Grows with every HELLO. The timer names it with every tick.
        generation: u64,
        /// The time between beats.
        interval: Duration,
        /// The time until the first one: a random part of the interval.
        first: Duration,
    },
    /// Stop the heartbeat timer.
    StopHeartbeat,
    /// Tell the heartbeat timer that a beat was sent because Discord asked for it (op 1), outside the schedule.
    BeatSent,
    /// Tell the heartbeat timer that a beat was answered.
    Acked,
    /// Ask the identify queue for a permit.
    RequestPermit {
        /// Names the request in the answer. Never the same twice.
        request: u64,
    },
    /// The permit is not needed any more; if it was granted meanwhile, it may go to another. Harmless for one
    /// that was refused.
    CancelPermit {
        /// Which request.
        request: u64,
    },
    /// Hand on the envelope you just gave me: it is an event, and a new one.
    Dispatch,
    /// A command has been sent, or is overtaken: a presence by a newer one that was sent.
    CommandSent {
        /// Which.
        id: u64,
    },
    /// A command will not be sent.
    CommandRefused {
        /// Which.
        id: u64,
        /// Why.
        error: CommandError,
    },
    /// Tell those who want to know.
    Report(Report),
    /// The shard has ended. The socket is gone, no timer runs, and nothing follows but
    /// refusals of commands that come too late.
    Finished(Outcome),
}

/// Something worth knowing about a shard.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Report {
    /// HELLO came: the connection is made and beats.
    Connected,
    /// READY came: a new session. Follows the dispatch of READY.
    Ready {
        /// The session's id.
        session_id: String,
    },
    /// RESUMED came: the session goes on. Follows the dispatch of RESUMED.
    Resumed {
        /// How many events were replayed.
        replayed: u64,
    },
    /// A connection that had been open is over. Comes once for each, before [`Report::Reconnecting`] if that follows.
    Disconnected {
        /// Why.
        reason: DisconnectReason,
    },
    /// The shard will connect again.
    Reconnecting {
        /// Why.
        reason: ReconnectReason,
        /// Counts from 1 since the last READY or RESUMED.
        attempt: u32,
        /// How long from now, at the least.
        delay: Duration,
        /// Whether with the session (else with a new one).
        resumable: bool,
    },
    /// The state is another.
    StateChanged(ShardState),
    /// A payload came with an opcode that the protocol does not know, or that only a client sends. Comes once for each
    /// opcode.
    UnknownOpcode(u8),
    /// A payload came that could not be read. It was passed over.
    Malformed {
        /// What was wrong with it.
        error: String,
    },
}

/// How a shard ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It was asked to.
    Stopped {
        /// The session, if it lives on.
        session: Option<Session>,
    },
    /// Discord does not want it back.
    Fatal(FatalClose),
    /// [`ShardConfig::max_reconnect_attempts`](crate::gateway::ShardConfig::max_reconnect_attempts) was reached.
    GaveUp {
        /// How many reconnects were made in vain.
        attempts: u32,
        /// What ended the last one.
        last: ReconnectReason,
        /// The session, if it may live on.
        session: Option<Session>,
    },
    /// The identify queue refused a session start and named no time to try again.
    Refused {
        /// What it said.
        error: String,
    },
}

/// Where a shard is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ShardState {
    /// Not begun.
    Idle,
    /// A connection is being made.
    Connecting,
    /// The connection is open; HELLO is to come.
    AwaitingHello,
    /// A new session is to be started; the identify queue has the word.
    AwaitingPermit,
    /// IDENTIFY is sent; READY is to come.
    Identifying,
    /// RESUME is sent; missed events and then RESUMED are to come.
    Resuming,
    /// The session is there.
    Active,
    /// Our close frame is sent; the peer's is to come.
    Closing,
    /// There is no connection; the next is made after a wait.
    BackingOff,
    /// Ended.
    Stopped,
}

impl ShardState {
    /// The word, in lower case with underscores.
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
