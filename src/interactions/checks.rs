//! The checks of a call that need nothing but the interaction: permissions, purchases, the user of a component.

use std::time::SystemTime;

use super::limits::Place;
use crate::{
    command::{By, CallContext, FailedBecause, Rules},
    model::{Interaction, Permissions, Timestamp},
};

/// Why a call may not be made.
pub(crate) fn refusal(rules: &Rules, ctx: &CallContext, now: SystemTime) -> Option<FailedBecause> {
    let interaction = ctx.interaction();
    if rules.by == By::CommandUser && !is_command_user(interaction, ctx) {
        return Some(FailedBecause::NotYours);
    }
    if let (Some(within), Some(message)) = (rules.within, &interaction.message)
        && Timestamp::from(now).since(message.timestamp) > within
    {
        return Some(FailedBecause::Expired);
    }
    // Discord checks the permissions for an interaction, and nobody does for a message.
    let of_command = rules.member_permissions.filter(|_| ctx.written().is_some());
    let needed = rules.permissions.into_iter().chain(of_command).reduce(|one, other| one | other);
    if let (Some(needed), Some(granted)) = (needed, granted(ctx)) {
        let missing = missing(needed, granted);
        if !missing.is_empty() {
            return Some(FailedBecause::MissingPermissions(missing));
        }
    }
    if let Some(needed) = rules.bot_permissions {
        let missing = missing(needed, interaction.app_permissions);
        if !missing.is_empty() {
            return Some(FailedBecause::BotMissingPermissions(missing));
        }
    }
    if let Some(sku) = rules.sku {
        let now = Timestamp::from(now);
        let is_bought = interaction
            .entitlements
            .iter()
            .any(|it| it.sku_id == sku && !it.deleted && it.ends_at.is_none_or(|end| now.since(end).is_zero()));
        if !is_bought {
            return Some(FailedBecause::NotBought);
        }
    }
    None
}

/// The permissions of the user. `None` if Discord has checked them or there are none: for interactions outside guilds.
/// Without the facts that are needed to calculate them, a message grants none.
pub(crate) fn granted(ctx: &CallContext) -> Option<Permissions> {
    match (ctx.member(), ctx.written()) {
        (Some(member), _) => Some(member.permissions.unwrap_or_default()),
        // In a direct message, the user has the permissions of the bot.
        (None, Some(_)) if ctx.guild_id().is_none() => Some(ctx.interaction().app_permissions),
        (None, Some(_)) => Some(Permissions::empty()),
        (None, None) => None,
    }
}

pub(crate) fn missing(needed: Permissions, granted: Permissions) -> Permissions {
    if granted.contains(Permissions::ADMINISTRATOR) { Permissions::empty() } else { needed.difference(granted) }
}

/// Whether the user of the component is that of the command that sent its message. A message that no command sent is
/// for all.
fn is_command_user(interaction: &Interaction, ctx: &CallContext) -> bool {
    let metadata = interaction.message.as_ref().and_then(|message| message.interaction_metadata.as_ref());
    metadata.is_none_or(|metadata| metadata.user.id == ctx.user().id)
}

/// Where a call is made, for its limits.
pub(crate) fn place(ctx: &CallContext) -> Place {
    Place { user: ctx.user().id, guild: ctx.guild_id(), channel: ctx.channel_id() }
}
