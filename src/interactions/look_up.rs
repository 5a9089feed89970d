//! Reads the members and users that lists in text options name, before the command is called.

use std::{collections::HashSet, sync::Arc, time::Duration};

use futures_util::future::join_all;
use tokio::time::timeout;

use super::entry::Entry;
use crate::{
    command::{Lookup, MOST_LOOKED_UP, user_ids},
    context::Context,
    model::{CommandDataOption, GuildId, Interaction, InteractionData, Member, OptionValue, User, UserId},
    rest::HttpError,
};

/// How long reading may take. Discord waits 3 s for the answer, and what is late counts as not found.
const TIME: Duration = Duration::from_secs(1);

/// The interaction with the members and users that the lists of the command name, as if Discord had sent them. `None`
/// if there are no such lists. What cannot be read is left out, and the option then refuses it.
pub(crate) async fn look_up(ctx: &Context, entry: &Entry, interaction: &Interaction) -> Option<Interaction> {
    if entry.lookups.is_empty() {
        return None;
    }
    let command = interaction.command()?;
    let mut named = HashSet::new();
    collect(entry, &command.options, &mut named);
    let read = named.into_iter().map(|(user, lookup)| timeout(TIME, find(ctx, interaction.guild_id, user, lookup)));
    let found = join_all(read).await;

    let mut interaction = interaction.clone();
    let Some(InteractionData::Command(command)) = &mut interaction.data else { return None };
    let resolved = command.resolved.get_or_insert_default();
    for result in found {
        match result {
            Ok(Ok(Some((user, member)))) => {
                resolved.members.extend(member.map(|member| (user.id, member)));
                resolved.users.insert(user.id, user);
            }
            Ok(Ok(None)) => {}
            Ok(Err(error)) => tracing::warn!(%error, command = entry.name(), "a user in a list could not be read"),
            Err(_) => tracing::warn!(command = entry.name(), "reading a user in a list took more than 1 s"),
        }
    }
    Some(interaction)
}

/// The users that the options name, and what is read for each.
fn collect(entry: &Entry, options: &[CommandDataOption], named: &mut HashSet<(UserId, Lookup)>) {
    for option in options {
        collect(entry, &option.options, named);
        let lookup = entry.lookups.iter().find(|(name, _)| *name == option.name).map(|(_, lookup)| *lookup);
        if let (Some(lookup), Some(OptionValue::String(text))) = (lookup, &option.value) {
            named.extend(user_ids(text).take(MOST_LOOKED_UP).map(|user| (user, lookup)));
        }
    }
}

/// A user, for lists of members with the member. `None` if there is no such member or user.
async fn find(
    ctx: &Context,
    guild: Option<GuildId>,
    user: UserId,
    lookup: Lookup,
) -> Result<Option<(User, Option<Member>)>, HttpError> {
    if let (Some(guild), Lookup::Members | Lookup::MembersOrUsers) = (guild, lookup) {
        match found(ctx.member(guild, user).await) {
            Ok(Some(mut member)) => {
                if let Some(user) = member.user.take() {
                    return Ok(Some((user, Some(member))));
                }
            }
            Ok(None) => {}
            // The bot need not be in the guild.
            Err(_) if lookup == Lookup::MembersOrUsers => {}
            Err(error) => return Err(error),
        }
    }
    if lookup == Lookup::Members {
        return Ok(None);
    }
    let user = found(ctx.user(user).await)?;
    Ok(user.map(|user| (Arc::unwrap_or_clone(user), None)))
}

/// `None` for an object that does not exist.
fn found<T>(result: Result<T, HttpError>) -> Result<Option<T>, HttpError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}
