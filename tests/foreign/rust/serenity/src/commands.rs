//! Commands, buttons, selects, modals and autocomplete.
//!
//! serenity 0.12 has no components V2 (so there is no `/gallery`), and modals only with text inputs in rows.

use std::time::Duration;

use serenity::all::{
    ActionRowComponent, ButtonStyle, ChannelType, Command, CommandInteraction, CommandOptionType, CommandType,
    ComponentInteraction, ComponentInteractionDataKind, Context, CreateActionRow, CreateAutocompleteResponse,
    CreateButton, CreateCommand, CreateCommandOption, CreateInputText, CreateInteractionResponse,
    CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateModal, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption, EditInteractionResponse, EventHandler, GenericId, HttpError,
    InputTextStyle, InstallationContext, Interaction, InteractionContext, MessageInteractionMetadata, ModalInteraction,
    Permissions, Ready, ResolvedOption, ResolvedTarget, ResolvedValue, RoleId, UserId,
};
use serenity::async_trait;

use crate::Done;

pub(crate) struct Bot;

#[async_trait]
impl EventHandler for Bot {
    async fn ready(&self, ctx: Context, ready: Ready) {
        report(register(&ctx, &ready).await);
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        report(match &interaction {
            Interaction::Command(it) => run(&ctx, it).await,
            Interaction::Autocomplete(it) => complete(&ctx, it).await,
            Interaction::Component(it) => used(&ctx, it).await,
            Interaction::Modal(it) => submitted(&ctx, it).await,
            _ => Ok(()),
        });
    }
}

fn report(done: Done) {
    if let Err(error) = done {
        println!("{error:?}");
    }
}

fn slash(name: &str) -> CreateCommand {
    CreateCommand::new(name).description(format!("The command {name}"))
}

fn option(kind: CommandOptionType, name: &str) -> CreateCommandOption {
    CreateCommandOption::new(kind, name, format!("The option {name}"))
}

fn order() -> CreateCommand {
    use CommandOptionType::{Attachment, Boolean, Channel, Integer, Mentionable, Number, Role, String, User};
    let size = option(String, "size").add_string_choice("Small", "s").add_string_choice("Large", "l");
    slash("order")
        .description_localized("de", "Bestellt etwas")
        .add_option(option(String, "item").required(true).set_autocomplete(true))
        .add_option(option(Integer, "count").required(true).min_int_value(1).max_int_value(5))
        .add_option(option(Boolean, "express"))
        .add_option(option(Number, "weight"))
        .add_option(option(User, "who"))
        .add_option(option(Channel, "where").channel_types(vec![ChannelType::Text]))
        .add_option(option(Role, "role"))
        .add_option(option(Mentionable, "either"))
        .add_option(size)
        .add_option(option(Attachment, "photo"))
}

fn tag() -> CreateCommand {
    use CommandOptionType::{Integer, String, SubCommand, SubCommandGroup};
    let show = option(SubCommand, "show").add_sub_option(option(String, "name"));
    let purge = option(SubCommand, "purge").add_sub_option(option(Integer, "days"));
    slash("tag").add_option(show).add_option(option(SubCommandGroup, "admin").add_sub_option(purge))
}

async fn register(ctx: &Context, ready: &Ready) -> Done {
    let mut commands = vec![order(), tag()];
    let admin = slash("admin").default_member_permissions(Permissions::MANAGE_GUILD);
    commands.push(admin.contexts(vec![InteractionContext::Guild]));
    let others = ["place", "slow", "secret", "gone", "panel", "pick", "ask", "late"];
    commands.extend(others.map(slash));
    commands.push(CreateCommand::new("Show notes").kind(CommandType::User));
    commands.push(CreateCommand::new("Save as note").kind(CommandType::Message));
    let commands = commands.into_iter().map(|it| it.integration_types(vec![InstallationContext::Guild])).collect();
    Command::set_global_commands(ctx, commands).await?;
    let guild = ready.guilds.first().ok_or("no guild")?.id;
    guild.set_commands(ctx, vec![slash("local").description("Only here")]).await?;
    println!("registered");
    Ok(())
}

fn message(text: impl Into<String>) -> CreateInteractionResponseMessage {
    CreateInteractionResponseMessage::new().content(text)
}

fn answer(text: impl Into<String>) -> CreateInteractionResponse {
    CreateInteractionResponse::Message(message(text))
}

fn update(text: impl Into<String>) -> CreateInteractionResponse {
    CreateInteractionResponse::UpdateMessage(message(text))
}

fn edit(text: impl Into<String>) -> EditInteractionResponse {
    EditInteractionResponse::new().content(text)
}

fn follow_up(text: impl Into<String>) -> CreateInteractionResponseFollowup {
    CreateInteractionResponseFollowup::new().content(text)
}

async fn run(ctx: &Context, it: &CommandInteraction) -> Done {
    match it.data.name.as_str() {
        "order" => it.create_response(ctx, answer(ordered(&it.data.options()).await?)).await?,
        "tag" => it.create_response(ctx, answer(format!("tag {}", tagged(&it.data.options())))).await?,
        "admin" => it.create_response(ctx, answer("administered")).await?,
        "local" => it.create_response(ctx, answer("local")).await?,
        "Show notes" => {
            let Some(ResolvedTarget::User(user, _)) = it.data.target() else { return Err("no user".into()) };
            let notes = message(format!("notes of {}", user.name)).ephemeral(true);
            it.create_response(ctx, CreateInteractionResponse::Message(notes)).await?;
        }
        "Save as note" => {
            let Some(ResolvedTarget::Message(note)) = it.data.target() else { return Err("no message".into()) };
            it.create_response(ctx, answer(format!("saved: {}", note.content))).await?;
        }
        "place" => {
            let guild = it.guild_id.and_then(|id| ctx.cache.guild(id).map(|guild| guild.name.clone()));
            let channel = it.channel.as_ref().and_then(|it| it.name.clone()).unwrap_or_default();
            let permissions = it.member.as_ref().and_then(|it| it.permissions).unwrap_or_default();
            let text = format!(
                "{} in {} #{channel}, {}, manages: {}",
                it.user.name,
                guild.unwrap_or_default(),
                it.locale,
                permissions.manage_guild()
            );
            it.create_response(ctx, answer(text)).await?;
        }
        "slow" => {
            it.defer(ctx).await?;
            it.edit_response(ctx, edit("half")).await?;
            let more = it.create_followup(ctx, follow_up("more")).await?;
            it.create_followup(ctx, follow_up(format!("only {}", it.user.name)).ephemeral(true)).await?;
            it.edit_followup(ctx, more.id, follow_up("more, edited")).await?;
            let half = it.get_response(ctx).await?;
            it.edit_response(ctx, edit(format!("done: {}", half.content))).await?;
        }
        "secret" => {
            it.defer_ephemeral(ctx).await?;
            it.edit_response(ctx, edit("psst").components(vec![CreateActionRow::Buttons(vec![button("Mine")])]))
                .await?;
        }
        "gone" => {
            it.create_response(ctx, answer("soon gone")).await?;
            it.delete_response(ctx).await?;
            it.create_followup(ctx, follow_up("still here")).await?;
        }
        "panel" => {
            let panel = message("0 votes").components(panel());
            it.create_response(ctx, CreateInteractionResponse::Message(panel)).await?;
        }
        "pick" => {
            let pick = message("Pick").components(pick());
            it.create_response(ctx, CreateInteractionResponse::Message(pick)).await?;
        }
        "ask" => {
            let report = CreateModal::new("report", "Report").components(vec![
                CreateActionRow::InputText(text_input("What?", "what").min_length(3)),
                CreateActionRow::InputText(text_input("How bad?", "bad")),
            ]);
            it.create_response(ctx, CreateInteractionResponse::Modal(report)).await?;
        }
        "late" => {
            tokio::time::sleep(Duration::from_millis(300)).await;
            match it.create_response(ctx, answer("too late")).await {
                Err(serenity::Error::Http(HttpError::UnsuccessfulRequest(error))) => {
                    let text = format!("{}: {}", error.error.code, error.error.message);
                    it.channel_id.say(ctx, text).await?;
                }
                other => other?,
            }
        }
        _ => {}
    }
    Ok(())
}

async fn ordered(options: &[ResolvedOption<'_>]) -> Done<String> {
    let mut given = Vec::new();
    for ResolvedOption { name, value, .. } in options {
        let value = match value {
            ResolvedValue::String(text) => (*text).to_owned(),
            ResolvedValue::Integer(number) => number.to_string(),
            ResolvedValue::Number(number) => number.to_string(),
            ResolvedValue::Boolean(yes) => yes.to_string(),
            ResolvedValue::User(user, _) => user.name.clone(),
            ResolvedValue::Channel(channel) => channel.name.clone().unwrap_or_default(),
            ResolvedValue::Role(role) => role.name.clone(),
            ResolvedValue::Attachment(file) => format!("{}/{}", file.filename, file.download().await?.len()),
            other => return Err(format!("{name}: {other:?}").into()),
        };
        given.push(((*name).to_owned(), value));
    }
    // In the order of the options, whichever was given first.
    let order = ["item", "count", "express", "weight", "who", "where", "role", "either", "size", "photo"];
    given.sort_by_key(|(name, _)| order.iter().position(|it| it == name));
    Ok(given.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "))
}

fn tagged(options: &[ResolvedOption<'_>]) -> String {
    let Some(ResolvedOption { name, value, .. }) = options.first() else { return String::new() };
    match value {
        ResolvedValue::SubCommand(options) | ResolvedValue::SubCommandGroup(options) => {
            format!("{name} {}", tagged(options))
        }
        ResolvedValue::String(text) => (*text).to_owned(),
        ResolvedValue::Integer(number) => number.to_string(),
        other => format!("{other:?}"),
    }
}

async fn complete(ctx: &Context, it: &CommandInteraction) -> Done {
    let typed = it.data.autocomplete().ok_or("nothing is typed")?;
    let found = ["Tea", "Terrine", "Toast"].into_iter().filter(|it| it.to_lowercase().starts_with(typed.value));
    let choices = found.fold(CreateAutocompleteResponse::new(), |choices, item| {
        choices.add_string_choice(format!("{item} ({})", typed.name), item.to_lowercase())
    });
    it.create_response(ctx, CreateInteractionResponse::Autocomplete(choices)).await?;
    Ok(())
}

fn button(label: &str) -> CreateButton {
    CreateButton::new(label.to_lowercase()).label(label).style(ButtonStyle::Primary)
}

fn text_input(label: &str, id: &str) -> CreateInputText {
    CreateInputText::new(InputTextStyle::Paragraph, label, id).max_length(20)
}

fn panel() -> Vec<CreateActionRow> {
    let sizes = [("Small", "s"), ("Large", "l"), ("Huge", "h")];
    let options = sizes.map(|(label, value)| CreateSelectMenuOption::new(label, value)).to_vec();
    let size = CreateSelectMenu::new("size", CreateSelectMenuKind::String { options });
    let who = CreateSelectMenu::new("who", CreateSelectMenuKind::User { default_users: None });
    vec![
        CreateActionRow::Buttons(["Yes", "Later", "Form", "Stop"].map(button).to_vec()),
        CreateActionRow::SelectMenu(size.placeholder("How big?").max_values(2)),
        CreateActionRow::SelectMenu(who.placeholder("Who?")),
    ]
}

fn pick() -> Vec<CreateActionRow> {
    let voice = Some(vec![ChannelType::Voice]);
    let channel = CreateSelectMenuKind::Channel { channel_types: voice, default_channels: None };
    let role = CreateSelectMenuKind::Role { default_roles: None };
    let either = CreateSelectMenuKind::Mentionable { default_users: None, default_roles: None };
    vec![
        CreateActionRow::SelectMenu(CreateSelectMenu::new("channel", channel)),
        CreateActionRow::SelectMenu(CreateSelectMenu::new("role", role).min_values(0).max_values(5)),
        CreateActionRow::SelectMenu(CreateSelectMenu::new("either", either).max_values(2)),
    ]
}

async fn used(ctx: &Context, it: &ComponentInteraction) -> Done {
    let id = it.data.custom_id.as_str();
    match (id, &it.data.kind) {
        ("mine", _) => {
            let metadata = it.message.interaction_metadata.as_deref();
            let Some(MessageInteractionMetadata::Command(by)) = metadata else { return Err("no metadata".into()) };
            let text = format!("{}, mine of {}", it.message.content, by.user.name);
            it.create_response(ctx, update(text)).await?;
        }
        ("yes", _) => {
            let votes = it.message.content.split(' ').next().unwrap_or_default().parse::<u32>()? + 1;
            it.create_response(ctx, update(format!("{votes} votes by {}", it.user.name))).await?;
        }
        ("later", _) => {
            it.create_response(ctx, CreateInteractionResponse::Acknowledge).await?;
            it.edit_response(ctx, edit("later")).await?;
        }
        ("form", _) => {
            let row = CreateActionRow::InputText(text_input("New name", "name"));
            let rename = CreateModal::new("rename", "Rename").components(vec![row]);
            it.create_response(ctx, CreateInteractionResponse::Modal(rename)).await?;
        }
        ("stop", _) => {
            let stopped = message("stopped").components(Vec::new());
            it.create_response(ctx, CreateInteractionResponse::UpdateMessage(stopped)).await?;
        }
        ("size", ComponentInteractionDataKind::StringSelect { values }) => {
            it.create_response(ctx, answer(format!("sizes: {}", values.join(", ")))).await?;
        }
        ("who", ComponentInteractionDataKind::UserSelect { values }) => {
            let user = values.first().and_then(|id| it.data.resolved.users.get(id)).ok_or("no user")?;
            let who = message(format!("who: {}", user.name)).ephemeral(true);
            it.create_response(ctx, CreateInteractionResponse::Message(who)).await?;
        }
        (_, kind) => {
            let mut names = picked(it, kind);
            names.sort();
            it.create_response(ctx, update(format!("{id}: {}", names.join(", ")))).await?;
        }
    }
    Ok(())
}

fn picked(it: &ComponentInteraction, kind: &ComponentInteractionDataKind) -> Vec<String> {
    let resolved = &it.data.resolved;
    let either = |id: &GenericId| {
        let user = resolved.users.get(&UserId::new(id.get())).map(|it| it.name.clone());
        user.or_else(|| resolved.roles.get(&RoleId::new(id.get())).map(|it| it.name.clone()))
    };
    match kind {
        ComponentInteractionDataKind::ChannelSelect { values } => {
            values.iter().filter_map(|id| resolved.channels.get(id)?.name.clone()).collect()
        }
        ComponentInteractionDataKind::RoleSelect { values } => {
            values.iter().filter_map(|id| Some(resolved.roles.get(id)?.name.clone())).collect()
        }
        ComponentInteractionDataKind::MentionableSelect { values } => values.iter().filter_map(either).collect(),
        _ => Vec::new(),
    }
}

async fn submitted(ctx: &Context, it: &ModalInteraction) -> Done {
    let fields = it.data.components.iter().flat_map(|row| &row.components);
    let values: Vec<_> = fields
        .filter_map(|field| if let ActionRowComponent::InputText(text) = field { text.value.clone() } else { None })
        .collect();
    let text = values.join(" ");
    match it.data.custom_id.as_str() {
        "rename" => it.create_response(ctx, update(format!("named {text}"))).await?,
        _ => it.create_response(ctx, answer(text)).await?,
    }
    Ok(())
}
