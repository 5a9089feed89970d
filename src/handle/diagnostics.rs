//! [`Diagnostics`]: faults that are caused in a running shard on purpose, to see how the bot recovers.
//!
//! Only with the feature `sandbox`; a build without it contains none of this.

use super::{
    BotHandle, RuntimeRequest,
    fault::{FaultInjection, Frame},
};
use crate::{
    error::{Error, Result},
    gateway::GatewayUrl,
};

/// How long the payload of a ping, a pong or a close frame may be, in bytes (RFC 6455, section 5.5).
const MAX_CONTROL: usize = 125;

/// Drills for one shard, from [`BotHandle::diagnose`]. Each call returns once the shard has taken it, with
///
/// * [`Error::NotConnected`] when it has no connection to try it on,
/// * [`Error::UnknownShard`] when this bot does not run it,
/// * [`Error::NotRunning`] when the bot has ended.
///
/// ```no_run
/// # async fn drill(bot: greenroom::BotHandle) -> greenroom::Result<()> {
/// let shard = bot.diagnose(0);
/// // Discord asks for a reconnect, and the cable is pulled.
/// shard.inject_reconnect(None).await?;
/// bot.ready().await?;
/// shard.inject_error("somebody tripped over the cable").await
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Diagnostics {
    handle: BotHandle,
    shard: u32,
}

impl Diagnostics {
    pub(crate) fn new(handle: BotHandle, shard: u32) -> Self {
        Self { handle, shard }
    }

    /// As if Discord had asked for a reconnect (op 7): the shard closes, connects and resumes. With a URL it does so there, once; what
    /// follows goes where it should again.
    ///
    /// # Errors
    /// As [above](Self); [`Error::Config`] for a URL that is none, and [`Error::Option`] for one without TLS where the gateway has it: the shard
    /// would tell the token to it.
    pub async fn inject_reconnect(&self, url: Option<&str>) -> Result<()> {
        let url = url.map(GatewayUrl::parse).transpose()?;
        self.inject(FaultInjection::Reconnect(url)).await
    }

    /// Reconnects, and resumes from the sequence number `seq` in place of the last one. A higher one than Discord has sent is refused (4007), and a
    /// new session begins; from a lower one on events are played again, as if the shard had never had them.
    ///
    /// # Errors
    /// As [above](Self); [`Error::NotConnected`] also without a session.
    pub async fn inject_resume(&self, seq: u64) -> Result<()> {
        self.inject(FaultInjection::Resume(seq)).await
    }

    /// Drops the connection as if the transport had failed with this error: no close frame is sent, and the shard resumes.
    ///
    /// # Errors
    /// As [above](Self).
    pub async fn inject_error(&self, error: impl Into<String> + Send) -> Result<()> {
        self.inject(FaultInjection::Error(error.into())).await
    }

    /// Gives the shard a payload as if it had been received: `{"op":0,"s":42,"t":"MESSAGE_CREATE","d":{…}}`. It goes the whole way, to cache and
    /// handlers. A number `s` that is higher than the last one counts as received, so that the shard's next resume begins behind it; without `s`
    /// nothing is counted. What is no payload is reported and passed over, as if Discord had sent it.
    ///
    /// # Errors
    /// As [above](Self).
    pub async fn inject_payload(&self, json: impl Into<String> + Send) -> Result<()> {
        self.inject(FaultInjection::Payload(json.into())).await
    }

    /// Sends any frame, at once and as it is. It counts against the 120 payloads in 60 s, and does not wait for them. Discord closes the connection
    /// for text that is no payload (4002), and for a second IDENTIFY (4005).
    ///
    /// # Errors
    /// As [above](Self); [`Error::Option`] for a ping or pong with more than 125 bytes.
    pub async fn send_frame(&self, frame: Frame) -> Result<()> {
        if let Frame::Ping(payload) | Frame::Pong(payload) = &frame
            && payload.len() > MAX_CONTROL
        {
            let reason = format!("{} bytes are too many for a ping or pong; at most {MAX_CONTROL} fit", payload.len());
            return Err(Error::Option { option: "frame", reason });
        }
        self.inject(FaultInjection::Frame(frame)).await
    }

    async fn inject(&self, fault: FaultInjection) -> Result<()> {
        let shard = self.shard;
        self.handle.ask(|reply| RuntimeRequest::Inject { shard, fault, reply }).await
    }
}
