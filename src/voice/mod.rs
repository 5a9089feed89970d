//! Joining voice channels, and handing the connection over to a voice client. Greenroom itself sends and receives no
//! audio.
//!
//! [`BotHandle::join_voice`] joins a channel and returns the [`VoiceCredentials`] that every voice client needs;
//! [`BotHandle::voice_updates`] returns new ones when the bot or the voice server is moved.
//!
//! # songbird
//!
//! [songbird](https://docs.rs/songbird) with its feature `driver` plays in the same process. `tests/voice/` of the
//! repository contains this example as a crate:
//!
//! ```ignore
//! use songbird::{ConnectionInfo, Driver};
//!
//! fn connection(voice: &VoiceCredentials) -> Option<ConnectionInfo> {
//!     Some(ConnectionInfo {
//!         channel_id: NonZeroU64::new(voice.channel_id.get())?.into(),
//!         endpoint: voice.endpoint.clone(),
//!         guild_id: NonZeroU64::new(voice.guild_id.get())?.into(),
//!         session_id: voice.session_id.clone(),
//!         token: voice.token.clone(),
//!         user_id: NonZeroU64::new(voice.user_id.get())?.into(),
//!     })
//! }
//!
//! let mut updates = bot.voice_updates(guild);
//! bot.join_voice(guild, channel).await?;
//! let mut driver = Driver::default();
//! while let Some(update) = updates.next().await {
//!     match update {
//!         VoiceUpdate::Connect(voice) => driver.connect(connection(&voice).ok_or("an id is 0")?).await?,
//!         _ => driver.leave(),
//!     }
//! }
//! ```
//!
//! # Lavalink
//!
//! [Lavalink](https://lavalink.dev/api/rest.html#update-player) plays in a server of its own. Its clients take the
//! credentials as they are; without a client, this is the body of
//! `PATCH /v4/sessions/{session}/players/{guild}`:
//!
//! ```
//! # use greenroom::voice::VoiceCredentials;
//! fn player(voice: &VoiceCredentials) -> serde_json::Value {
//!     serde_json::json!({ "voice": {
//!         "token": voice.token,
//!         "endpoint": voice.endpoint,
//!         "sessionId": voice.session_id,
//!         "channelId": voice.channel_id,
//!     }})
//! }
//! ```

mod credentials;

use std::time::Duration;

use self::credentials::Pairing;
pub use self::credentials::{VoiceCredentials, VoiceUpdate};
use crate::{
    context::Context,
    dispatch::Collector,
    error::{Error, Result},
    event::{Event, EventKind, EventKinds},
    gateway::{CommandError, Intents},
    handle::BotHandle,
    model::{ChannelId, GuildId, UserId},
};

/// How long [`BotHandle::join_voice`] waits for the two events: 10 s.
pub const JOIN_TIMEOUT: Duration = Duration::from_secs(10);

/// The updates of the bot's voice connection in a guild. It is made by [`BotHandle::voice_updates`].
#[derive(Debug)]
#[must_use = "it is a stream of updates: await `next()`"]
pub struct VoiceUpdates {
    events: Collector<Event>,
    pairing: Pairing,
    /// The bot's user, once it is known.
    own: Option<UserId>,
}

impl VoiceUpdates {
    /// The next update; `None` when the bot has ended.
    pub async fn next(&mut self) -> Option<VoiceUpdate> {
        loop {
            let item = self.events.next().await?;
            let update = match &**item.event() {
                Event::VoiceStateUpdate(state) if self.is_own(item.context(), state.user_id).await => {
                    self.pairing.state(state)
                }
                Event::VoiceServerUpdate(server) => self.pairing.server(server),
                _ => None,
            };
            if update.is_some() {
                return update;
            }
        }
    }

    async fn is_own(&mut self, ctx: &Context, user: UserId) -> bool {
        if self.own.is_none() {
            self.own = own_user(ctx).await;
        }
        self.own == Some(user)
    }
}

/// The bot's user: from the cache, from its token, or over HTTP.
async fn own_user(ctx: &Context) -> Option<UserId> {
    #[cfg(feature = "cache")]
    if let Some(user) = ctx.cache().current_user() {
        return Some(user.id);
    }
    if let Some(id) = ctx.http().config().token.bot_id() {
        return Some(id.into());
    }
    let user = ctx.http().current_user().await;
    user.inspect_err(|error| tracing::warn!("the bot's own user could not be read: {error}")).ok().map(|user| user.id)
}

impl BotHandle {
    /// Joins a voice channel, or moves to it, and returns what a voice client needs to connect: see
    /// [`voice`](crate::voice) for songbird and Lavalink. The bot is neither muted nor deafened.
    ///
    /// It waits for both of Discord's answers, for at most [`JOIN_TIMEOUT`](crate::voice::JOIN_TIMEOUT). Discord does
    /// not answer if the channel is full or the bot may not connect. It also sends no VOICE_SERVER_UPDATE if the bot is
    /// in this channel already: [leave](Self::leave_voice) it before.
    ///
    /// # Errors
    /// [`Error::Command`] without the intent GUILD_VOICE_STATES, [`Error::VoiceTimeout`], and those of
    /// [`set_voice_state`](Self::set_voice_state).
    pub async fn join_voice(&self, guild: GuildId, channel: ChannelId) -> Result<VoiceCredentials> {
        let intent = Intents::GUILD_VOICE_STATES;
        if !self.state().intents.contains(intent) {
            return Err(CommandError::MissingIntent { what: "joining a voice channel", intent }.into());
        }
        let mut updates = self.voice_updates(guild);
        self.set_voice_state(guild, Some(channel), false, false).await?;
        let runtime = self.state().runtime.get().ok_or(Error::NotRunning)?;
        let joined = {
            // The caller may be on a runtime without timers.
            let _inside = runtime.enter();
            tokio::time::timeout(JOIN_TIMEOUT, async {
                loop {
                    match updates.next().await? {
                        VoiceUpdate::Connect(voice) if voice.channel_id == channel => return Some(voice),
                        _ => {}
                    }
                }
            })
        };
        match joined.await {
            Ok(Some(voice)) => Ok(voice),
            Ok(None) => Err(Error::NotRunning),
            Err(_) => {
                let missing = updates.pairing.missing();
                Err(Error::VoiceTimeout { channel, after: JOIN_TIMEOUT, missing })
            }
        }
    }

    /// Leaves the voice channel of a guild. Nothing happens if the bot is in none.
    ///
    /// # Errors
    /// Those of [`set_voice_state`](Self::set_voice_state).
    pub async fn leave_voice(&self, guild: GuildId) -> Result<()> {
        self.set_voice_state(guild, None, false, false).await
    }

    /// The changes of the bot's voice connection in a guild from now on. Call it before
    /// [`join_voice`](Self::join_voice) to receive the first credentials from it as well. Needs the intent
    /// GUILD_VOICE_STATES.
    pub fn voice_updates(&self, guild: GuildId) -> VoiceUpdates {
        let kinds = EventKinds::from(EventKind::VoiceStateUpdate) | EventKind::VoiceServerUpdate;
        VoiceUpdates { events: self.collect_kinds(kinds).guild(guild), pairing: Pairing::new(guild), own: None }
    }
}
