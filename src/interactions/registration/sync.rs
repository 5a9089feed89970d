//! Reads Discord's commands, and replaces those that differ.

use super::compare::{CommandDrift, Difference, compare, lines};
use crate::{
    interactions::{
        config::Registration,
        declared::{Declared, Scope},
    },
    invite_link::invite_link,
    model::{ApplicationCommand, ApplicationId, CommandKind, CommandSpec, GuildId, Permissions},
    rest::{ErrorCode, Http, HttpError},
};

/// Discord's commands of a scope.
pub(crate) type Registered = (Scope, Vec<ApplicationCommand>);

/// Reads Discord's commands of a scope.
pub(crate) async fn registered(
    http: &Http,
    application: ApplicationId,
    scope: Scope,
) -> Result<Vec<ApplicationCommand>, HttpError> {
    match scope {
        None => http.global_commands(application).with_localizations(true).await,
        Some(guild) => http.guild_commands(application, guild).with_localizations(true).await,
    }
}

async fn write(
    http: &Http,
    application: ApplicationId,
    scope: Scope,
    commands: &[CommandSpec],
) -> Result<Vec<ApplicationCommand>, HttpError> {
    match scope {
        None => http.set_global_commands(application, commands).await,
        Some(guild) => http.set_guild_commands(application, guild, commands).await,
    }
}

/// What differs between the bot and Discord, in all scopes that the bot has commands in, and globally.
///
/// # Errors
/// The first request that fails.
pub(crate) async fn drift(
    http: &Http,
    application: ApplicationId,
    declared: &Declared,
) -> Result<Vec<CommandDrift>, HttpError> {
    let mut all = Vec::new();
    for (scope, commands) in &declared.scopes {
        all.extend(compare(*scope, commands, &registered(http, application, *scope).await?));
    }
    Ok(all)
}

/// Makes Discord's commands those of the bot, in all scopes that the bot has commands in. `clean`: other scopes whose
/// commands are deleted. A scope without differences is not written. Returns Discord's commands of each scope.
///
/// # Errors
/// The first request that fails.
pub(crate) async fn register(
    http: &Http,
    application: ApplicationId,
    declared: &Declared,
    registration: Registration,
    clean: Option<Scope>,
) -> Result<Vec<Registered>, HttpError> {
    let mut all = Vec::new();
    for (scope, commands) in &declared.scopes {
        all.push(register_scope(http, application, *scope, commands, registration).await?);
    }
    if let Some(scope) = clean.filter(|scope| !declared.scopes.contains_key(scope)) {
        all.push(register_scope(http, application, scope, &[], registration).await?);
    }
    Ok(all)
}

/// Makes the commands of one guild those of the bot. Returns Discord's commands of the guild.
///
/// # Errors
/// The first request that fails.
pub(crate) async fn register_guild(
    http: &Http,
    application: ApplicationId,
    declared: &Declared,
    guild: GuildId,
) -> Result<Registered, HttpError> {
    let commands = declared.scopes.get(&Some(guild)).map_or(&[][..], Vec::as_slice);
    register_scope(http, application, Some(guild), commands, Registration::Sync).await
}

async fn register_scope(
    http: &Http,
    application: ApplicationId,
    scope: Scope,
    declared: &[CommandSpec],
    registration: Registration,
) -> Result<Registered, HttpError> {
    let existing = match registered(http, application, scope).await {
        Ok(existing) => existing,
        Err(error) => return Err(explained(error, application, scope)),
    };
    let mut drift = compare(scope, declared, &existing);
    if registration == Registration::Keep {
        drift.retain(|it| it.difference != Difference::Unknown);
    }
    for line in lines(&drift) {
        match registration {
            Registration::DryRun => tracing::info!("{line}; nothing is written in a dry run"),
            _ => tracing::info!("{line}"),
        }
    }
    if drift.is_empty() || registration == Registration::DryRun {
        return Ok((scope, existing));
    }
    let mut commands: Vec<CommandSpec> = declared.to_vec();
    let is_declared = |it: &ApplicationCommand| declared.iter().any(|one| one.kind == it.kind && one.name == it.name);
    let kept = existing.into_iter().filter(|it| {
        let is_kept = it.kind == CommandKind::PrimaryEntryPoint || registration == Registration::Keep;
        is_kept && !is_declared(it)
    });
    commands.extend(kept.map(CommandSpec::from));
    let written = write(http, application, scope, &commands).await;
    let written = written.map_err(|error| explained(error, application, scope))?;
    tracing::info!(commands = written.len(), guild = scope.map(GuildId::get), "the commands were written");
    Ok((scope, written))
}

/// Logs what helps if the bot was invited without the scope `applications.commands`.
fn explained(error: HttpError, application: ApplicationId, scope: Scope) -> HttpError {
    if let (HttpError::Api(refusal), Some(guild)) = (&error, scope)
        && refusal.code == ErrorCode::MISSING_ACCESS
    {
        tracing::error!(
            "the bot may not have commands in the guild {guild}. Invite it again with this link: {}",
            invite_link(application, Permissions::empty(), scope)
        );
    }
    error
}
