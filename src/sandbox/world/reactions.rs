//! Reactions to messages.

use serde_json::{Value, json};

use super::{Emoji, Message, Reaction, Refusal, World};
use crate::gateway::Intents;
use crate::model::{ChannelId, EmojiId, MessageId, UserId};

/// The limit of different emojis on one message.
const MAX_REACTIONS: usize = 20;

impl Emoji {
    /// Reads `🎉`, `name:id` and `<:name:id>`.
    pub(in crate::sandbox) fn parse(text: &str) -> Option<Self> {
        let bare = text.trim_start_matches("<a:").trim_start_matches("<:").trim_end_matches('>');
        match bare.rsplit_once(':') {
            Some((name, id)) => {
                let id: u64 = id.parse().ok()?;
                Some(Self { id: Some(EmojiId::new(id)), name: name.to_owned() })
            }
            None if bare.is_empty() || bare.is_ascii() => None,
            None => Some(Self { id: None, name: bare.to_owned() }),
        }
    }

    /// Whether two emojis are the same reaction: custom emojis are compared by id, others by their characters without
    /// U+FE0F, which only selects the coloured presentation.
    pub(in crate::sandbox) fn is(&self, other: &Self) -> bool {
        match (self.id, other.id) {
            (None, None) => self.name.replace('\u{FE0F}', "") == other.name.replace('\u{FE0F}', ""),
            (one, other) => one == other,
        }
    }
}

impl World {
    /// Adds a user's reaction. Nothing happens if it is there already.
    pub(in crate::sandbox) fn add_reaction(
        &mut self,
        channel: ChannelId,
        id: MessageId,
        user: UserId,
        emoji: &Emoji,
    ) -> Result<(), Refusal> {
        let message = self.message_mut(channel, id)?;
        let author = message.author;
        let full = message.reactions.len() >= MAX_REACTIONS;
        // The event has the emoji as the first user to react wrote it.
        let emoji = match message.reactions.iter_mut().find(|it| it.emoji.is(emoji)) {
            Some(reaction) if reaction.users.contains(&user) => return Ok(()),
            Some(reaction) => {
                reaction.users.push(user);
                reaction.emoji.clone()
            }
            None if full => return Err(Refusal::TOO_MANY_REACTIONS),
            None => {
                message.reactions.push(Reaction { emoji: emoji.clone(), users: vec![user] });
                emoji.clone()
            }
        };
        let mut json = json!({
            "user_id": user, "emoji": emoji.json(), "message_author_id": author, "burst": false, "type": 0,
        });
        let guild = self.channel(channel)?.guild;
        if let Some(member) = guild.and_then(|guild| self.member_json(guild, user).ok()) {
            json["member"] = member;
        }
        self.emit_reaction("MESSAGE_REACTION_ADD", channel, id, json)
    }

    pub(in crate::sandbox) fn remove_reaction(
        &mut self,
        channel: ChannelId,
        id: MessageId,
        user: UserId,
        emoji: &Emoji,
    ) -> Result<(), Refusal> {
        let message = self.message_mut(channel, id)?;
        let reaction = message.reactions.iter_mut().find(|it| it.emoji.is(emoji)).ok_or(Refusal::UNKNOWN_EMOJI)?;
        let emoji = reaction.emoji.clone();
        let before = reaction.users.len();
        reaction.users.retain(|it| *it != user);
        if reaction.users.len() == before {
            return Ok(());
        }
        message.reactions.retain(|it| !it.users.is_empty());
        let json = json!({"user_id": user, "emoji": emoji.json(), "burst": false, "type": 0});
        self.emit_reaction("MESSAGE_REACTION_REMOVE", channel, id, json)
    }

    pub(in crate::sandbox) fn clear_reactions(&mut self, channel: ChannelId, id: MessageId) -> Result<(), Refusal> {
        self.message_mut(channel, id)?.reactions.clear();
        self.emit_reaction("MESSAGE_REACTION_REMOVE_ALL", channel, id, json!({}))
    }

    pub(in crate::sandbox) fn clear_emoji(
        &mut self,
        channel: ChannelId,
        id: MessageId,
        emoji: &Emoji,
    ) -> Result<(), Refusal> {
        let message = self.message_mut(channel, id)?;
        let emoji = message.reactions.iter().map(|it| &it.emoji).find(|it| it.is(emoji)).unwrap_or(emoji).clone();
        message.reactions.retain(|it| !it.emoji.is(&emoji));
        self.emit_reaction("MESSAGE_REACTION_REMOVE_EMOJI", channel, id, json!({"emoji": emoji.json()}))
    }

    fn emit_reaction(
        &mut self,
        name: &'static str,
        channel: ChannelId,
        message: MessageId,
        mut json: Value,
    ) -> Result<(), Refusal> {
        json["channel_id"] = json!(channel);
        json["message_id"] = json!(message);
        let needs = match self.channel(channel)?.guild {
            Some(guild) => {
                json["guild_id"] = json!(guild);
                Intents::GUILD_MESSAGE_REACTIONS
            }
            None => Intents::DIRECT_MESSAGE_REACTIONS,
        };
        self.emit_in_channel(name, channel, needs, json);
        Ok(())
    }

    pub(super) fn message_mut(&mut self, channel: ChannelId, id: MessageId) -> Result<&mut Message, Refusal> {
        let log = self.messages.get_mut(&channel).ok_or(Refusal::UNKNOWN_CHANNEL)?;
        log.get_mut(id).ok_or(Refusal::UNKNOWN_MESSAGE)
    }

    /// A message by channel and id.
    pub(in crate::sandbox) fn message(&self, channel: ChannelId, id: MessageId) -> Result<&Message, Refusal> {
        let log = self.messages.get(&channel).ok_or(Refusal::UNKNOWN_CHANNEL)?;
        log.get(id).ok_or(Refusal::UNKNOWN_MESSAGE)
    }

    /// The same by a route of the channel, which does not find ephemeral messages.
    pub(in crate::sandbox) fn public_message(&self, channel: ChannelId, id: MessageId) -> Result<&Message, Refusal> {
        let message = self.message(channel, id)?;
        if message.ephemeral_for.is_none() { Ok(message) } else { Err(Refusal::UNKNOWN_MESSAGE) }
    }
}
