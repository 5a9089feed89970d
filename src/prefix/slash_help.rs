//! [`help_command`]: the slash command that lists the slash commands, or explains one of them.

use std::sync::Arc;

use super::{
    help,
    names::{is_here, name_in},
};
use crate::{
    command::{Command, CommandContext, CommandResult, Refused, RowKind, Suggestion, Writing, split_text},
    interactions::{Entry, Routes},
    model::{CommandOption, Permissions},
    texts::own,
};

/// The most suggestions that Discord shows.
const MOST: usize = 25;

/// The command.
pub(crate) fn help_command() -> Command {
    let which = CommandOption::string("command", "The command to explain").autocomplete(true);
    Command::slash("help", "Lists the commands, or explains one of them")
        .option(which)
        .rules(|rules| rules.ephemeral = Some(true))
        .suggest(suggest)
        .run(answer)
}

async fn suggest(ctx: CommandContext, typed: String) -> CommandResult<Vec<Suggestion<String>>> {
    let typed = typed.to_lowercase();
    let routes = ctx.bot().commands()?.routes();
    let language = ctx.language();
    let names = usable(&routes, &ctx).map(|entry| (name_in(&routes, entry, language.locale()), entry.name()));
    let fitting = names.filter(|(shown, name)| [shown, name].iter().any(|it| it.contains(typed.trim())));
    Ok(fitting.take(MOST).map(|(shown, name)| Suggestion::new(shown, name)).collect())
}

async fn answer(ctx: CommandContext) -> CommandResult {
    let routes = ctx.bot().commands()?.routes();
    let language = ctx.language();
    let help = help::slash_help(&routes, &language);
    let text = match ctx.option::<Option<String>>("command")? {
        None => help.list_of(usable(&routes, &ctx)),
        Some(name) => {
            let name = name.trim().trim_start_matches('/').to_lowercase();
            let entry = usable(&routes, &ctx).find(|entry| {
                entry.name() == name || name_in(&routes, entry, language.locale()).to_lowercase() == name
            });
            let entry = entry.ok_or_else(|| Refused::own(own::not_here()))?;
            format!("{}\n{}", help.description(entry), help.usages(entry, |_, _| Writing::Word).trim_end())
        }
    };
    ctx.pages(split_text(&text, 2000)).await?;
    Ok(())
}

/// The slash commands that the user of a call can use where it was made, as far as their rules state it.
fn usable<'a>(routes: &'a Arc<Routes>, ctx: &CommandContext) -> impl Iterator<Item = &'a Entry> {
    let granted = ctx.member().map(|member| member.permissions.unwrap_or_default());
    let guild = ctx.guild_id();
    routes.entries().iter().map(|entry| &**entry).filter(move |entry| {
        let group = routes.groups().iter().find(|group| entry.path.len() > 1 && group.path == entry.path[..1]);
        let needed = group.map_or(entry.rules.member_permissions, |group| group.rules.member_permissions);
        let is_granted = |needed: Permissions| {
            granted.is_none_or(|granted| granted.contains(needed) || granted.contains(Permissions::ADMINISTRATOR))
        };
        let is_slash = entry.kind == RowKind::Slash && entry.is_registered;
        is_slash && is_here(entry, guild) && !entry.rules.owner && needed.is_none_or(is_granted)
    })
}
