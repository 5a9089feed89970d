//! Messages, uploads, webhooks, threads, roles, reactions, polls, members and presence: one of them upon each
//! `!command`.

use std::time::Duration;

use serenity::all::{
    ActivityData, ChannelId, ChunkGuildFilter, Context, CreateAttachment, CreateEmbed, CreateEmbedAuthor,
    CreateEmbedFooter, CreateMessage, CreatePoll, CreatePollAnswer, CreateThread, CreateWebhook, EditMember,
    EditMessage, EditRole, EditThread, EditWebhookMessage, EventHandler, ExecuteWebhook, GuildMembersChunkEvent,
    Message, OnlineStatus, Reaction, ReactionType, Ready, ResumedEvent,
};
use serenity::async_trait;

use crate::Done;

pub(crate) struct Bot;

#[async_trait]
impl EventHandler for Bot {
    async fn ready(&self, _: Context, ready: Ready) {
        println!("ready: {}", ready.user.name);
    }

    async fn resume(&self, _: Context, _: ResumedEvent) {
        println!("resumed");
    }

    async fn message(&self, ctx: Context, message: Message) {
        if !message.author.bot {
            report(answer(&ctx, &message).await);
        }
    }

    async fn reaction_add(&self, ctx: Context, reaction: Reaction) {
        report(reacted(&ctx, &reaction).await);
    }

    async fn guild_members_chunk(&self, ctx: Context, chunk: GuildMembersChunkEvent) {
        report(list(&ctx, &chunk).await);
    }
}

fn report(done: Done) {
    if let Err(error) = done {
        println!("{error:?}");
    }
}

async fn answer(ctx: &Context, message: &Message) -> Done {
    let channel = message.channel_id;
    match message.content.as_str() {
        "!ping" => {
            message.reply(ctx, "Pong!").await?;
        }
        "!embed" => {
            let embed = CreateEmbed::new()
                .title("A title")
                .description("What it is")
                .color(0x33_66_ff)
                .author(CreateEmbedAuthor::new("An author"))
                .field("A name", "a value", true)
                .footer(CreateEmbedFooter::new("A footer"));
            channel.send_message(ctx, CreateMessage::new().embed(embed)).await?;
        }
        "!upload" => {
            let file = CreateAttachment::bytes(&b"meow"[..], "two words.txt");
            channel.send_files(ctx, [file], CreateMessage::new().content("a file")).await?;
        }
        "!edit" => {
            let mut said = channel.say(ctx, "before").await?;
            said.edit(ctx, EditMessage::new().content("after")).await?;
        }
        "!delete" => {
            channel.say(ctx, "not for long").await?.delete(ctx).await?;
            channel.say(ctx, "deleted").await?;
        }
        "!webhook" => webhook(ctx, channel).await?,
        "!thread" => {
            let thread = channel.create_thread_from_message(ctx, message.id, CreateThread::new("talk")).await?;
            thread.id.say(ctx, "in the thread").await?;
            thread.id.edit_thread(ctx, EditThread::new().archived(true)).await?;
        }
        "!role" => {
            let guild = message.guild_id.ok_or("no guild")?;
            let role = guild.create_role(ctx, EditRole::new().name("Helpers").colour(0x33_66_ff)).await?;
            guild.member(ctx, message.author.id).await?.add_role(ctx, role.id).await?;
            channel.say(ctx, "given").await?;
        }
        "!unrole" => {
            let guild = message.guild_id.ok_or("no guild")?;
            let roles = guild.roles(ctx).await?;
            let role = roles.values().find(|it| it.name == "Helpers").ok_or("no role")?;
            guild.member(ctx, message.author.id).await?.remove_role(ctx, role.id).await?;
            guild.delete_role(ctx, role.id).await?;
            channel.say(ctx, "taken").await?;
        }
        "!react" => {
            message.react(ctx, '👍').await?;
        }
        "!poll" => {
            let answers = ["Tea", "Coffee"].map(|it| CreatePollAnswer::new().text(it)).to_vec();
            let poll = CreatePoll::new()
                .question("What to drink?")
                .answers(answers)
                .duration(Duration::from_secs(3600))
                .allow_multiselect();
            channel.send_message(ctx, CreateMessage::new().poll(poll)).await?.end_poll(ctx).await?;
            channel.say(ctx, "ended").await?;
        }
        "!members" => {
            let guild = message.guild_id.ok_or("no guild")?;
            ctx.shard.chunk_guild(guild, None, false, ChunkGuildFilter::None, Some(channel.to_string()));
        }
        "!nick" => {
            let guild = message.guild_id.ok_or("no guild")?;
            guild.edit_member(ctx, message.author.id, EditMember::new().nickname("Al")).await?;
            channel.say(ctx, "renamed").await?;
        }
        "!presence" => ctx.set_presence(Some(ActivityData::playing("chess")), OnlineStatus::DoNotDisturb),
        "!dm" => {
            message.author.direct_message(ctx, CreateMessage::new().content("in private")).await?;
        }
        _ => {}
    }
    Ok(())
}

async fn webhook(ctx: &Context, channel: ChannelId) -> Done {
    let webhook = channel.create_webhook(ctx, CreateWebhook::new("Herald")).await?;
    let news = ExecuteWebhook::new().content("news").username("Crier");
    let said = webhook.execute(ctx, true, news).await?.ok_or("no message")?;
    webhook.edit_message(ctx, said.id, EditWebhookMessage::new().content("old news")).await?;
    webhook.delete(ctx).await?;
    Ok(())
}

async fn reacted(ctx: &Context, reaction: &Reaction) -> Done {
    let member = reaction.member.as_ref().filter(|it| !it.user.bot);
    if let (Some(member), ReactionType::Unicode(name)) = (member, &reaction.emoji) {
        reaction.channel_id.say(ctx, format!("{} reacted {name}", member.user.name)).await?;
    }
    Ok(())
}

/// The answer to `!members`. The nonce is the channel.
async fn list(ctx: &Context, chunk: &GuildMembersChunkEvent) -> Done {
    let channel = chunk.nonce.as_deref().ok_or("no nonce")?.parse::<ChannelId>()?;
    let members = chunk.members.values().filter(|it| !it.user.bot);
    let mut names: Vec<_> = members.map(|it| it.user.name.as_str()).collect();
    names.sort_unstable();
    channel.say(ctx, format!("members: {}", names.join(", "))).await?;
    Ok(())
}
