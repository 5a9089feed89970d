//! Webhooks and invites.

use serde_json::{Value, json};

use super::ids::iso;
use super::{Refusal, World, bits};
use crate::gateway::Intents;
use crate::model::{ApplicationId, ChannelId, GuildId, UserId, WebhookId};

/// A webhook of a channel.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Webhook {
    pub(in crate::sandbox) id: WebhookId,
    /// 1: incoming; 2: follows an announcement channel.
    pub(in crate::sandbox) kind: u8,
    pub(in crate::sandbox) guild: GuildId,
    pub(in crate::sandbox) channel: ChannelId,
    pub(in crate::sandbox) name: String,
    pub(in crate::sandbox) avatar: Option<String>,
    pub(in crate::sandbox) token: Option<String>,
    /// The application that created it.
    pub(in crate::sandbox) application: Option<ApplicationId>,
    /// The user who created it.
    pub(in crate::sandbox) user: UserId,
    /// The guild and channel that it follows.
    pub(in crate::sandbox) source: Option<(GuildId, ChannelId)>,
}

impl Webhook {
    /// With `user` for requests with the bot's token, without for requests with the webhook's token.
    pub(in crate::sandbox) fn json(&self, world: &World, with_user: bool) -> Value {
        let mut json = json!({
            "id": self.id,
            "type": self.kind,
            "guild_id": self.guild,
            "channel_id": self.channel,
            "name": self.name,
            "avatar": self.avatar,
            "application_id": self.application,
        });
        if let Some(token) = &self.token {
            json["token"] = json!(token);
            json["url"] = json!(format!("https://discord.com/api/webhooks/{}/{token}", self.id));
        }
        if with_user && let Ok(user) = world.user(self.user) {
            json["user"] = user.json();
        }
        if let Some((guild, channel)) = self.source {
            let guild_name = world.guild(guild).map(|it| it.name.clone()).unwrap_or_default();
            let channel_name = world.channel(channel).map(|it| it.name.clone()).unwrap_or_default();
            json["source_guild"] = json!({"id": guild, "name": guild_name, "icon": null});
            json["source_channel"] = json!({"id": channel, "name": channel_name});
        }
        json
    }
}

/// An invite to a guild.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct Invite {
    pub(in crate::sandbox) code: String,
    pub(in crate::sandbox) guild: GuildId,
    pub(in crate::sandbox) channel: ChannelId,
    pub(in crate::sandbox) inviter: UserId,
    /// In seconds; 0: it does not expire.
    pub(in crate::sandbox) max_age: u64,
    pub(in crate::sandbox) max_uses: u64,
    pub(in crate::sandbox) temporary: bool,
    pub(in crate::sandbox) created_us: i64,
}

impl Invite {
    /// Whether it has expired.
    pub(in crate::sandbox) fn expired(&self, now: i64) -> bool {
        self.expires_us().is_some_and(|at| at <= now)
    }

    fn expires_us(&self) -> Option<i64> {
        let age = i64::try_from(self.max_age).ok().filter(|age| *age > 0)?;
        Some(self.created_us.saturating_add(age.saturating_mul(1_000_000)))
    }

    /// The public fields.
    pub(in crate::sandbox) fn json(&self, world: &World) -> Value {
        let mut json = json!({
            "type": 0,
            "code": self.code,
            "expires_at": self.expires_us().map(iso),
        });
        if let Ok(guild) = world.guild(self.guild) {
            let whole = guild.json();
            let keys = [
                "id",
                "name",
                "splash",
                "banner",
                "description",
                "icon",
                "features",
                "verification_level",
                "vanity_url_code",
                "nsfw",
                "nsfw_level",
                "premium_subscription_count",
            ];
            json["guild"] = keys.iter().map(|key| ((*key).to_owned(), whole[*key].clone())).collect();
            json["guild_id"] = json!(self.guild);
        }
        if let Ok(channel) = world.channel(self.channel) {
            json["channel"] = json!({"id": channel.id, "name": channel.name, "type": channel.kind as u8});
        }
        if let Ok(user) = world.user(self.inviter) {
            json["inviter"] = user.json();
        }
        json
    }

    /// With the fields for members who manage the guild or its channels.
    pub(in crate::sandbox) fn full_json(&self, world: &World) -> Value {
        let mut json = self.json(world);
        super::merge(
            &mut json,
            json!({
                "uses": 0, "max_uses": self.max_uses, "max_age": self.max_age, "temporary": self.temporary,
                "created_at": iso(self.created_us),
            }),
        );
        json
    }
}

impl World {
    /// WEBHOOKS_UPDATE has only the guild and the channel.
    pub(in crate::sandbox) fn emit_webhooks_update(&mut self, guild: GuildId, channel: ChannelId) {
        self.emit_in_guild("WEBHOOKS_UPDATE", guild, Intents::GUILD_WEBHOOKS, json!({ "channel_id": channel }));
    }

    pub(in crate::sandbox) fn add_invite(&mut self, invite: Invite) {
        let mut json = json!({
            "channel_id": invite.channel, "code": invite.code, "created_at": iso(invite.created_us),
            "guild_id": invite.guild, "max_age": invite.max_age, "max_uses": invite.max_uses,
            "temporary": invite.temporary, "uses": 0, "expires_at": invite.expires_us().map(iso),
        });
        if let Ok(user) = self.user(invite.inviter) {
            json["inviter"] = user.json();
        }
        let channel = invite.channel;
        self.invites.insert(invite.code.clone(), invite);
        self.emit_invite("INVITE_CREATE", channel, json);
    }

    pub(in crate::sandbox) fn remove_invite(&mut self, code: &str) -> Result<Invite, Refusal> {
        let invite = self.invites.remove(code).ok_or(Refusal::UNKNOWN_INVITE)?;
        let json = json!({"channel_id": invite.channel, "guild_id": invite.guild, "code": invite.code});
        self.emit_invite("INVITE_DELETE", invite.channel, json);
        Ok(invite)
    }

    /// Events of invites go only to members who manage the channel.
    fn emit_invite(&mut self, name: &'static str, channel: ChannelId, json: Value) {
        if self.permissions_in(channel, self.bot).is_ok_and(|may| may & bits::MANAGE_CHANNELS != 0) {
            self.emit_in_channel(name, channel, Intents::GUILD_INVITES, json);
        }
    }
}
