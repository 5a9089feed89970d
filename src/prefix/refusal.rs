//! [`refusal`]: whether a user may call a command by a message.

use crate::{
    command::{CallContext, Contexts, FailedBecause, Refused},
    context::Context,
    interactions::{self, Entry, Group, Routes, granted, missing},
    model::{ApplicationId, Entitlement, Message},
    rest::HttpError,
    texts::{OwnText, own},
};

/// What the user and the guild have bought, if the command needs a purchase. Discord sends it with interactions only.
pub(super) async fn purchases(
    ctx: &Context,
    application: ApplicationId,
    entry: &Entry,
    message: &Message,
) -> Result<Vec<Entitlement>, HttpError> {
    let Some(sku) = entry.rules.sku else { return Ok(Vec::new()) };
    let all = || ctx.http().entitlements(application).sku_ids([sku]).exclude_ended(true);
    let mut bought = all().user_id(message.author.id).await?;
    // The user may have bought it for another guild.
    bought.retain(|it| it.guild_id.is_none());
    if let Some(guild) = message.guild_id {
        bought.extend(all().guild_id(guild).await?);
    }
    Ok(bought)
}

/// Why the command cannot be used: its rules, and what Discord checks for interactions: its contexts, its age
/// restriction, and the permissions of its group.
pub(super) async fn refusal(
    ctx: &Context,
    routes: &Routes,
    entry: &Entry,
    message: &Message,
    call: &CallContext,
) -> Option<FailedBecause> {
    let told = |text: OwnText| Some(FailedBecause::Refused(Refused::own(text)));
    let is_it = |group: &&Group| group.path.len() == 1 && group.path.first() == entry.path.first();
    let group = routes.groups().iter().find(is_it).filter(|_| entry.path.len() > 1);
    for rules in [Some(entry.rules), group.map(|group| group.rules)].into_iter().flatten() {
        if let Some(contexts) = rules.contexts {
            let here = if message.guild_id.is_some() { Contexts::GUILD } else { Contexts::BOT_DM };
            if !contexts.contains(here) {
                let in_guild = here == Contexts::GUILD;
                return told(if in_guild { own::in_direct_messages_only() } else { own::in_servers_only() });
            }
        }
        if rules.nsfw && message.guild_id.is_some() && !is_nsfw(ctx, message).await {
            return told(own::age_restricted());
        }
    }
    if let Some(needed) = group.and_then(|group| group.rules.member_permissions) {
        let missing = missing(needed, granted(call).unwrap_or_default());
        if !missing.is_empty() {
            return Some(FailedBecause::MissingPermissions(missing));
        }
    }
    interactions::refusal(&entry.rules, call, call.clock().wall())
}

/// Whether the channel of a message is age-restricted. A thread is if its channel is.
async fn is_nsfw(ctx: &Context, message: &Message) -> bool {
    let Ok(channel) = ctx.channel(message.channel_id).await else { return false };
    if channel.nsfw {
        return true;
    }
    match channel.parent_id {
        Some(parent) if channel.kind.is_thread() => ctx.channel(parent).await.is_ok_and(|parent| parent.nsfw),
        _ => false,
    }
}
