//! Messages, uploads, webhooks, threads, roles, reactions, polls, members and presence: one of them upon each
//! `!command`.

use std::sync::Arc;

use twilight_gateway::{Event, MessageSender};
use twilight_http::Client;
use twilight_http::request::channel::reaction::RequestReactionType;
use twilight_model::channel::message::EmojiReactionType;
use twilight_model::channel::{Message, Webhook};
use twilight_model::gateway::payload::incoming::MemberChunk;
use twilight_model::gateway::payload::outgoing::{RequestGuildMembers, UpdatePresence};
use twilight_model::gateway::presence::{ActivityType, MinimalActivity, Status};
use twilight_model::http::attachment::Attachment;
use twilight_model::id::Id;
use twilight_model::id::marker::ChannelMarker;
use twilight_model::poll::{Poll, PollAnswer, PollLayoutType, PollMedia};
use twilight_util::builder::embed::{EmbedAuthorBuilder, EmbedBuilder, EmbedFieldBuilder, EmbedFooterBuilder};

use crate::Done;

pub(crate) struct Bot {
    http: Arc<Client>,
}

impl Bot {
    pub(crate) fn new(http: Arc<Client>) -> Self {
        Self { http }
    }

    pub(crate) async fn event(self: Arc<Self>, event: Event, shard: MessageSender) -> Done {
        match event {
            Event::Ready(ready) => println!("ready: {}", ready.user.name),
            Event::Resumed => println!("resumed"),
            Event::MessageCreate(message) if !message.author.bot => self.answer(&message, &shard).await?,
            Event::ReactionAdd(reaction) => {
                let member = reaction.member.as_ref().filter(|it| !it.user.bot);
                if let (Some(member), EmojiReactionType::Unicode { name }) = (member, &reaction.emoji) {
                    self.say(reaction.channel_id, &format!("{} reacted {name}", member.user.name)).await?;
                }
            }
            Event::MemberChunk(chunk) => self.list(&chunk).await?,
            _ => {}
        }
        Ok(())
    }

    async fn answer(&self, message: &Message, shard: &MessageSender) -> Done {
        let (http, channel) = (&self.http, message.channel_id);
        match message.content.as_str() {
            "!ping" => {
                http.create_message(channel).reply(message.id).content("Pong!").await?;
            }
            "!embed" => {
                let embed = EmbedBuilder::new()
                    .title("A title")
                    .description("What it is")
                    .color(0x33_66_ff)
                    .author(EmbedAuthorBuilder::new("An author"))
                    .field(EmbedFieldBuilder::new("A name", "a value").inline())
                    .footer(EmbedFooterBuilder::new("A footer"));
                http.create_message(channel).embeds(&[embed.build()]).await?;
            }
            "!upload" => {
                // twilight refuses names with spaces.
                let file = Attachment::from_bytes("two_words.txt".to_owned(), b"meow".to_vec(), 0);
                http.create_message(channel).content("a file").attachments(&[file]).await?;
            }
            "!edit" => {
                let said = self.say(channel, "before").await?;
                http.update_message(channel, said.id).content(Some("after")).await?;
            }
            "!delete" => {
                let said = self.say(channel, "not for long").await?;
                http.delete_message(channel, said.id).await?;
                self.say(channel, "deleted").await?;
            }
            "!webhook" => self.webhook(channel).await?,
            "!thread" => {
                let thread = http.create_thread_from_message(channel, message.id, "talk").await?.model().await?;
                self.say(thread.id, "in the thread").await?;
                http.update_thread(thread.id).archived(true).await?;
            }
            "!role" => {
                let guild = message.guild_id.ok_or("no guild")?;
                let role = http.create_role(guild).name("Helpers").color(0x33_66_ff).await?.model().await?;
                http.add_guild_member_role(guild, message.author.id, role.id).await?;
                self.say(channel, "given").await?;
            }
            "!unrole" => {
                let guild = message.guild_id.ok_or("no guild")?;
                let roles = http.roles(guild).await?.models().await?;
                let role = roles.iter().find(|it| it.name == "Helpers").ok_or("no role")?;
                http.remove_guild_member_role(guild, message.author.id, role.id).await?;
                http.delete_role(guild, role.id).await?;
                self.say(channel, "taken").await?;
            }
            "!react" => {
                let emoji = RequestReactionType::Unicode { name: "👍" };
                http.create_reaction(channel, message.id, &emoji).await?;
            }
            "!poll" => {
                let poll = http.create_message(channel).poll(&poll()).await?.model().await?;
                http.end_poll(channel, poll.id).await?.model().await?;
                self.say(channel, "ended").await?;
            }
            "!members" => {
                let guild = message.guild_id.ok_or("no guild")?;
                let nonce = channel.to_string();
                shard.command(&RequestGuildMembers::builder(guild).nonce(nonce).query("", None))?;
            }
            "!nick" => {
                let guild = message.guild_id.ok_or("no guild")?;
                http.update_guild_member(guild, message.author.id).nick(Some("Al")).await?;
                self.say(channel, "renamed").await?;
            }
            "!presence" => {
                let game = MinimalActivity { kind: ActivityType::Playing, name: "chess".to_owned(), url: None };
                shard.command(&UpdatePresence::new([game.into()], false, None, Status::DoNotDisturb)?)?;
            }
            "!dm" => {
                let dm = http.create_private_channel(message.author.id).await?.model().await?;
                self.say(dm.id, "in private").await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn say(&self, channel: Id<ChannelMarker>, text: &str) -> Done<Message> {
        Ok(self.http.create_message(channel).content(text).await?.model().await?)
    }

    async fn webhook(&self, channel: Id<ChannelMarker>) -> Done {
        let http = &self.http;
        let Webhook { id, token, .. } = http.create_webhook(channel, "Herald").await?.model().await?;
        let token = token.ok_or("no token")?;
        let said = http.execute_webhook(id, &token).content("news").username("Crier").wait().await?.model().await?;
        http.update_webhook_message(id, &token, said.id).content(Some("old news")).await?;
        http.delete_webhook(id).await?;
        Ok(())
    }

    /// The answer to `!members`. The nonce is the channel.
    async fn list(&self, chunk: &MemberChunk) -> Done {
        let channel = chunk.nonce.as_deref().ok_or("no nonce")?.parse::<u64>()?;
        let mut names: Vec<_> =
            chunk.members.iter().filter(|it| !it.user.bot).map(|it| it.user.name.as_str()).collect();
        names.sort_unstable();
        self.say(Id::new(channel), &format!("members: {}", names.join(", "))).await?;
        Ok(())
    }
}

fn poll() -> Poll {
    let media = |text: &str| PollMedia { emoji: None, text: Some(text.to_owned()) };
    let answer = |answer_id, text| PollAnswer { answer_id, poll_media: media(text) };
    Poll {
        answers: vec![answer(1, "Tea"), answer(2, "Coffee")],
        allow_multiselect: true,
        expiry: None,
        layout_type: PollLayoutType::Default,
        question: media("What to drink?"),
        results: None,
    }
}
