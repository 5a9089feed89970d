//! Voice states. There is no voice media.

use serde_json::json;

use super::{ChannelKind, Refusal, VoiceState, World, bits};
use crate::gateway::Intents;
use crate::model::{ChannelId, GuildId, UserId};

impl World {
    /// A user connects to a voice channel, or moves to another one.
    pub(in crate::sandbox) fn join_voice(
        &mut self,
        channel: ChannelId,
        user: UserId,
        self_mute: bool,
        self_deaf: bool,
    ) -> Result<(), Refusal> {
        let it = self.channel(channel)?;
        let suppress = it.kind == ChannelKind::Stage;
        let Some(guild) = it.guild.filter(|_| it.kind.is_voice()) else {
            return Err(Refusal::UNKNOWN_CHANNEL);
        };
        self.member(guild, user)?;
        let session = format!("{:032x}", fastrand::u128(..));
        let now = self.now / 1_000_000;
        let states = &mut self.guild_mut(guild)?.voice;
        let session = states.get(&user).map_or(session, |state| state.session.clone());
        let state = VoiceState { channel, suppress, session, self_mute, self_deaf };
        let mut json = state.json(user);
        states.insert(user, state);
        json["guild_id"] = json!(guild);
        json["member"] = self.member_json(guild, user)?;
        if let Some(member) = self.guild(guild)?.members.get(&user) {
            (json["deaf"], json["mute"]) = (json!(member.deaf), json!(member.mute));
        }
        if let Some(it) = self.channels.get_mut(&channel) {
            it.voice_start.get_or_insert(now);
        }
        self.emit_in_guild("VOICE_STATE_UPDATE", guild, Intents::GUILD_VOICE_STATES, json);
        Ok(())
    }

    /// A user disconnects from voice. Nothing happens if they were not connected.
    pub(in crate::sandbox) fn leave_voice(&mut self, guild: GuildId, user: UserId) -> Result<(), Refusal> {
        let Some(state) = self.guild_mut(guild)?.voice.remove(&user) else {
            return Ok(());
        };
        let mut json = state.json(user);
        json["channel_id"] = json!(null);
        json["guild_id"] = json!(guild);
        if let Ok(member) = self.member_json(guild, user) {
            json["member"] = member;
        }
        let empty = !self.guild(guild)?.voice.values().any(|other| other.channel == state.channel);
        if let Some(it) = self.channels.get_mut(&state.channel).filter(|_| empty) {
            it.voice_start = None;
        }
        self.emit_in_guild("VOICE_STATE_UPDATE", guild, Intents::GUILD_VOICE_STATES, json);
        Ok(())
    }

    /// Moves a user of a stage channel into the audience (`true`) or out of it.
    pub(in crate::sandbox) fn set_suppressed(
        &mut self,
        guild: GuildId,
        user: UserId,
        suppress: bool,
    ) -> Result<(), Refusal> {
        let voice = self.guild_mut(guild)?.voice.get_mut(&user).ok_or(Refusal::UNKNOWN_VOICE_STATE)?;
        voice.suppress = suppress;
        let mut json = voice.json(user);
        json["guild_id"] = json!(guild);
        json["member"] = self.member_json(guild, user)?;
        self.emit_in_guild("VOICE_STATE_UPDATE", guild, Intents::GUILD_VOICE_STATES, json);
        Ok(())
    }

    /// Sets the status of a voice channel; `None` clears it.
    pub(in crate::sandbox) fn set_voice_status(
        &mut self,
        channel: ChannelId,
        status: Option<&str>,
    ) -> Result<(), Refusal> {
        let it = self.channel(channel)?;
        let Some(guild) = it.guild.filter(|_| it.kind.is_voice()) else {
            return Err(Refusal::UNKNOWN_CHANNEL);
        };
        if let Some(it) = self.channels.get_mut(&channel) {
            it.status = status.map(str::to_owned);
        }
        let json = json!({"id": channel, "status": status});
        self.emit_in_guild("VOICE_CHANNEL_STATUS_UPDATE", guild, Intents::GUILDS, json);
        Ok(())
    }

    /// The bot requests to connect (op 4). Nothing is emitted if the channel is full or the bot may not connect
    /// (gateway.md section 19).
    pub(in crate::sandbox) fn join_voice_as_bot(&mut self, channel: ChannelId, self_mute: bool, self_deaf: bool) {
        let bot = self.bot;
        let Ok(may) = self.permissions_in(channel, bot) else {
            return;
        };
        let Some((guild, limit)) = self.channel(channel).ok().and_then(|it| Some((it.guild?, it.user_limit))) else {
            return;
        };
        let others = self.guilds.get(&guild).map_or(0, |guild| {
            guild.voice.iter().filter(|(user, state)| state.channel == channel && **user != bot).count()
        });
        let full = limit > 0 && others >= usize::try_from(limit).unwrap_or(usize::MAX);
        if may & bits::CONNECT == 0 || (full && may & bits::MOVE_MEMBERS == 0) {
            return;
        }
        if self.join_voice(channel, bot, self_mute, self_deaf).is_ok() {
            let json = json!({
                "token": format!("{:016x}", fastrand::u64(..)),
                "guild_id": guild,
                "endpoint": "sandbox.invalid:443",
            });
            self.emit("VOICE_SERVER_UPDATE", Some(guild), Intents::empty(), json);
        }
    }
}
