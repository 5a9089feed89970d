//! What is done to a channel: its messages are deleted, or its members are slowed down.
use greenroom::prelude::*;

/// Discord deletes no messages in bulk that are older than two weeks. An hour less, so that none is too old on arrival.
const BULK_AGE: i64 = 14 * 24 * 3600 - 3600;

/// The commands for channels.
#[derive(Debug)]
pub(crate) struct Channels;

/// A button that sets the slow mode of its channel: the seconds between two messages of a member.
#[derive(Debug, CustomId)]
pub(crate) struct Slow {
    seconds: u16,
}

#[handlers]
impl Channels {
    /// Deletes the newest messages of this channel
    #[command(
        contexts(Guild),
        ephemeral,
        member_permissions(MANAGE_MESSAGES),
        bot_permissions(MANAGE_MESSAGES, READ_MESSAGE_HISTORY)
    )]
    async fn purge(
        &self,
        ctx: &CommandContext,
        #[from] channel: ChannelId,
        #[option("How many are looked at", range = 1..=100)] count: u8,
        #[option("Only those of this user")] from: Option<ResolvedUser>,
    ) -> CommandResult<String> {
        let oldest = ctx.now().as_secs() - BULK_AGE;
        let messages: Vec<_> = channel
            .messages(ctx)
            .limit(count)
            .await?
            .iter()
            .filter(|message| from.as_ref().is_none_or(|from| from.id() == message.author.id))
            .filter(|message| message.id.created_at().as_secs() > oldest)
            .map(|message| message.id)
            .collect();
        let reason = format!("/purge by {}", ctx.user().username);
        ctx.http().bulk_delete_messages(channel, &messages).reason(reason).await?;
        Ok(format!("{} messages are deleted.", messages.len()))
    }

    /// Shows buttons that slow this channel down
    #[command(contexts(Guild), member_permissions(MANAGE_CHANNELS), bot_permissions(MANAGE_CHANNELS))]
    async fn slowmode(&self) -> Reply {
        let steps = [(0, "Off"), (5, "5 s"), (30, "30 s"), (300, "5 min"), (3600, "1 h")];
        let button = |(seconds, label)| Button::secondary(Slow { seconds }.id(), label);
        Reply::new("How long must members wait between two messages?").row(steps.map(button))
    }

    #[component(permissions(MANAGE_CHANNELS))]
    async fn slow(&self, ctx: &ComponentContext, #[from] channel: ChannelId, slow: Slow) -> CommandResult<Update> {
        let reason = format!("slow mode by {}", ctx.user().username);
        ctx.http().update_channel(channel).rate_limit_per_user(slow.seconds).reason(reason).await?;
        Ok(Update::new(format!("Members wait {} s between two messages ({}).", slow.seconds, ctx.user().id.mention())))
    }
}
