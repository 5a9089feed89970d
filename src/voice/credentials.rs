//! What a voice client needs to connect, made from the two events that contain it. Pure.

use std::fmt;

use crate::{
    event::VoiceServerUpdate,
    model::{ChannelId, GuildId, UserId, VoiceState},
};

/// What a voice client needs to connect to a voice channel, such as songbird or Lavalink. Greenroom itself sends and
/// receives no audio.
///
/// Token and session are secret: `Debug` shows neither.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct VoiceCredentials {
    /// The guild.
    pub guild_id: GuildId,
    /// The voice channel.
    pub channel_id: ChannelId,
    /// The bot's user.
    pub user_id: UserId,
    /// The id of the voice session, of VOICE_STATE_UPDATE.
    pub session_id: String,
    /// The host and the port of the voice server, without a scheme, of VOICE_SERVER_UPDATE.
    pub endpoint: String,
    /// The token of the voice connection, of VOICE_SERVER_UPDATE.
    pub token: String,
}

impl fmt::Debug for VoiceCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VoiceCredentials")
            .field("guild_id", &self.guild_id)
            .field("channel_id", &self.channel_id)
            .field("user_id", &self.user_id)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

/// A change of the bot's voice connection in a guild.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum VoiceUpdate {
    /// The voice client must connect with these credentials: for the first time, or again because the bot was moved to
    /// another channel or the guild to another server.
    Connect(VoiceCredentials),
    /// The bot is in no voice channel of the guild any more. The voice client must disconnect.
    Left,
}

/// Joins the two events of a guild.
#[derive(Debug)]
pub(super) struct Pairing {
    guild: GuildId,
    state: Option<(ChannelId, UserId, String)>,
    /// Endpoint and token.
    server: Option<(String, String)>,
    last: Option<VoiceCredentials>,
}

impl Pairing {
    pub(super) fn new(guild: GuildId) -> Self {
        Self { guild, state: None, server: None, last: None }
    }

    /// What has not arrived yet.
    pub(super) fn missing(&self) -> &'static str {
        match (&self.state, &self.server) {
            (None, None) => "neither VOICE_STATE_UPDATE nor VOICE_SERVER_UPDATE",
            (None, Some(_)) => "no VOICE_STATE_UPDATE",
            (Some(_), _) => "no VOICE_SERVER_UPDATE with an endpoint",
        }
    }

    /// Takes a voice state of the bot itself.
    pub(super) fn state(&mut self, state: &VoiceState) -> Option<VoiceUpdate> {
        let Some(channel) = state.channel_id else {
            // The server that was announced belongs to the session that has ended.
            let was_here = self.state.take().is_some();
            (self.server, self.last) = (None, None);
            return was_here.then_some(VoiceUpdate::Left);
        };
        self.state = Some((channel, state.user_id, state.session_id.to_string()));
        self.update()
    }

    pub(super) fn server(&mut self, event: &VoiceServerUpdate) -> Option<VoiceUpdate> {
        // Without an endpoint, the server is gone, and another event follows.
        self.server = event.endpoint.as_ref().map(|endpoint| (endpoint.to_string(), event.token.to_string()));
        self.update()
    }

    fn update(&mut self) -> Option<VoiceUpdate> {
        let (channel_id, user_id, session_id) = self.state.clone()?;
        let (endpoint, token) = self.server.clone()?;
        let credentials = VoiceCredentials { guild_id: self.guild, channel_id, user_id, session_id, endpoint, token };
        if self.last.as_ref() == Some(&credentials) {
            return None;
        }
        self.last = Some(credentials.clone());
        Some(VoiceUpdate::Connect(credentials))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUILD: GuildId = GuildId::new(7);

    fn state(channel: Option<u64>) -> VoiceState {
        let mut state = VoiceState::new(1);
        state.channel_id = channel.map(ChannelId::new);
        state.session_id = "a-session".into();
        state
    }

    fn server(endpoint: Option<&str>) -> VoiceServerUpdate {
        let mut event = VoiceServerUpdate::new(GUILD, "a-token");
        event.endpoint = endpoint.map(Into::into);
        event
    }

    fn connect(channel: u64, endpoint: &str) -> Option<VoiceUpdate> {
        Some(VoiceUpdate::Connect(VoiceCredentials {
            guild_id: GUILD,
            channel_id: ChannelId::new(channel),
            user_id: UserId::new(1),
            session_id: "a-session".to_owned(),
            endpoint: endpoint.to_owned(),
            token: "a-token".to_owned(),
        }))
    }

    #[test]
    fn both_events_are_needed_in_any_order() {
        let mut pairing = Pairing::new(GUILD);
        assert_eq!(pairing.state(&state(Some(5))), None);
        assert!(pairing.missing().contains("SERVER"));
        assert_eq!(pairing.server(&server(Some("a:443"))), connect(5, "a:443"));
        let mut pairing = Pairing::new(GUILD);
        assert_eq!(pairing.server(&server(Some("a:443"))), None);
        assert!(pairing.missing().contains("STATE"));
        assert_eq!(pairing.state(&state(Some(5))), connect(5, "a:443"));
    }

    #[test]
    fn moves_of_the_server_and_of_the_bot_are_updates_and_repetitions_are_not() {
        let mut pairing = Pairing::new(GUILD);
        pairing.state(&state(Some(5)));
        assert_eq!(pairing.server(&server(Some("a:443"))), connect(5, "a:443"));
        assert_eq!(pairing.state(&state(Some(5))), None, "the bot was muted");
        assert_eq!(pairing.server(&server(None)), None);
        assert_eq!(pairing.server(&server(Some("b:443"))), connect(5, "b:443"));
        assert_eq!(pairing.state(&state(Some(6))), connect(6, "b:443"));
    }

    #[test]
    fn after_leaving_the_former_server_is_not_used_again() {
        let mut pairing = Pairing::new(GUILD);
        assert_eq!(pairing.state(&state(None)), None, "the bot was in no channel");
        pairing.state(&state(Some(5)));
        pairing.server(&server(Some("a:443")));
        assert_eq!(pairing.state(&state(None)), Some(VoiceUpdate::Left));
        assert_eq!(pairing.state(&state(Some(5))), None);
        assert_eq!(pairing.server(&server(Some("a:443"))), connect(5, "a:443"));
    }

    #[test]
    fn secrets_are_not_shown() {
        let shown = format!("{:?}", connect(5, "a:443"));
        assert!(shown.contains("a:443") && !shown.contains("a-token") && !shown.contains("a-session"), "{shown}");
    }
}
