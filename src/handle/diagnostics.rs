//! [`Diagnostics`]: causes faults in a running shard, to test how the bot recovers. Only with the feature `sandbox`.

use super::{
    BotHandle, RuntimeRequest,
    fault::{FaultInjection, Frame},
};
use crate::{
    error::{Error, Result},
    gateway::GatewayUrl,
};

/// The longest payload of a ping, a pong or a close frame, in bytes (RFC 6455, section 5.5).
const MAX_CONTROL: usize = 125;

/// Causes faults in one shard. It comes from [`BotHandle::diagnose`].
///
/// Each call returns when the shard has accepted the fault. Its errors are
///
/// * [`Error::NotConnected`] if the shard has no connection,
/// * [`Error::UnknownShard`] if this bot does not run the shard,
/// * [`Error::NotRunning`] if the bot has ended.
///
/// ```no_run
/// # async fn test(bot: greenroom::BotHandle) -> greenroom::Result<()> {
/// let shard = bot.diagnose(0);
/// // As if Discord had requested a reconnect, and then as if the connection had failed.
/// shard.inject_reconnect(None).await?;
/// bot.ready().await?;
/// shard.inject_error("connection reset by peer").await
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

    /// Acts as if Discord had requested a reconnect (opcode 7): the shard closes, connects and resumes. With a `url` it
    /// connects there once; later connections use the usual URLs again.
    ///
    /// # Errors
    /// As [above](Self). [`Error::Config`] if `url` is not a valid URL. [`Error::Option`] if `url` has no TLS and the
    /// gateway has: the shard would send the token unencrypted.
    pub async fn inject_reconnect(&self, url: Option<&str>) -> Result<()> {
        let url = url.map(GatewayUrl::parse).transpose()?;
        self.inject(FaultInjection::Reconnect(url)).await
    }

    /// Reconnects, and resumes from the sequence number `seq` instead of the last one. If `seq` is higher than any that
    /// Discord has sent, Discord refuses it (4007) and the shard begins a new session. If it is lower, Discord sends
    /// the events after it again, and the shard handles them again.
    ///
    /// # Errors
    /// As [above](Self). [`Error::NotConnected`] also if there is no session.
    pub async fn inject_resume(&self, seq: u64) -> Result<()> {
        self.inject(FaultInjection::Resume(seq)).await
    }

    /// Drops the connection as if the transport had failed with `error`: no close frame is sent, and the shard resumes.
    ///
    /// # Errors
    /// As [above](Self).
    pub async fn inject_error(&self, error: impl Into<String> + Send) -> Result<()> {
        self.inject(FaultInjection::Error(error.into())).await
    }

    /// Handles a payload as if the shard had received it: `{"op":0,"s":42,"t":"MESSAGE_CREATE","d":{…}}`. It reaches
    /// the cache and the handlers. If `s` is higher than the last sequence number, it becomes the last one, and the
    /// next resume starts there; without `s` the sequence number does not change. Invalid payloads are reported and
    /// skipped, like those that Discord sends.
    ///
    /// # Errors
    /// As [above](Self).
    pub async fn inject_payload(&self, json: impl Into<String> + Send) -> Result<()> {
        self.inject(FaultInjection::Payload(json.into())).await
    }

    /// Sends any frame unchanged and at once. It counts towards the limit of 120 payloads in 60 s, but does not wait
    /// for it. Discord closes the connection if a text is not a valid payload (4002), and for a second IDENTIFY (4005).
    ///
    /// # Errors
    /// As [above](Self). [`Error::Option`] for a ping or pong with more than 125 bytes.
    pub async fn send_frame(&self, frame: Frame) -> Result<()> {
        if let Frame::Ping(payload) | Frame::Pong(payload) = &frame
            && payload.len() > MAX_CONTROL
        {
            let reason =
                format!("a ping or pong may have at most {MAX_CONTROL} bytes, and this one has {}", payload.len());
            return Err(Error::Option { option: "frame", reason });
        }
        self.inject(FaultInjection::Frame(frame)).await
    }

    async fn inject(&self, fault: FaultInjection) -> Result<()> {
        let shard = self.shard;
        self.handle.request(|reply| RuntimeRequest::Inject { shard, fault, reply }).await
    }
}
