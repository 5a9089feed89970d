//! What the bot registers and shows.

use twilight_model::application::command::{Command, CommandOptionChoice, CommandOptionChoiceValue, CommandType};
use twilight_model::application::interaction::InteractionContextType;
use twilight_model::channel::ChannelType;
use twilight_model::channel::message::Component;
use twilight_model::channel::message::component::{
    ActionRow, ButtonStyle, SelectMenuType, TextInput, TextInputStyle, UnfurledMediaItem,
};
use twilight_model::guild::Permissions;
use twilight_model::oauth::ApplicationIntegrationType;
use twilight_util::builder::InteractionResponseDataBuilder;
use twilight_util::builder::command::{
    AttachmentBuilder, BooleanBuilder, ChannelBuilder, CommandBuilder, IntegerBuilder, MentionableBuilder,
    NumberBuilder, RoleBuilder, StringBuilder, SubCommandBuilder, SubCommandGroupBuilder, UserBuilder,
};
use twilight_util::builder::message::{
    ActionRowBuilder, ButtonBuilder, ContainerBuilder, FileDisplayBuilder, FileUploadBuilder, LabelBuilder,
    SelectMenuBuilder, SelectMenuOptionBuilder, TextDisplayBuilder,
};

fn slash(name: &str) -> CommandBuilder {
    CommandBuilder::new(name, format!("The command {name}"), CommandType::ChatInput)
}

fn described(name: &str) -> (&str, String) {
    (name, format!("The option {name}"))
}

fn order() -> CommandBuilder {
    macro_rules! option {
        ($builder:ident, $name:literal) => {{
            let (name, description) = described($name);
            $builder::new(name, description)
        }};
    }
    slash("order")
        .description_localizations([("de", "Bestellt etwas")])
        .option(option!(StringBuilder, "item").required(true).autocomplete(true))
        .option(option!(IntegerBuilder, "count").required(true).min_value(1).max_value(5))
        .option(option!(BooleanBuilder, "express"))
        .option(option!(NumberBuilder, "weight"))
        .option(option!(UserBuilder, "who"))
        .option(option!(ChannelBuilder, "where").channel_types([ChannelType::GuildText]))
        .option(option!(RoleBuilder, "role"))
        .option(option!(MentionableBuilder, "either"))
        .option(option!(StringBuilder, "size").choices([("Small", "s"), ("Large", "l")]))
        .option(option!(AttachmentBuilder, "photo"))
}

fn tag() -> CommandBuilder {
    let show = SubCommandBuilder::new("show", "Shows a tag").option(StringBuilder::new("name", "The name"));
    let purge = SubCommandBuilder::new("purge", "Purges tags").option(IntegerBuilder::new("days", "The days"));
    let admin = SubCommandGroupBuilder::new("admin", "For administrators").subcommands([purge]);
    slash("tag").option(show).option(admin)
}

/// The commands of all guilds.
pub(super) fn commands() -> Vec<Command> {
    let admin = slash("admin").default_member_permissions(Permissions::MANAGE_GUILD);
    let mut commands = vec![order(), tag(), admin.contexts([InteractionContextType::Guild])];
    commands.extend(["place", "slow", "secret", "gone", "panel", "pick", "ask", "gallery", "late"].map(slash));
    commands.push(CommandBuilder::new("Show notes", "", CommandType::User));
    commands.push(CommandBuilder::new("Save as note", "", CommandType::Message));
    let everywhere = |it: CommandBuilder| it.integration_types([ApplicationIntegrationType::GuildInstall]).build();
    commands.into_iter().map(everywhere).collect()
}

/// The command of one guild.
pub(super) fn local() -> Command {
    CommandBuilder::new("local", "Only here", CommandType::ChatInput).build()
}

pub(super) fn choice(name: String, value: String) -> CommandOptionChoice {
    CommandOptionChoice { name, name_localizations: None, value: CommandOptionChoiceValue::String(value) }
}

pub(super) fn row(component: impl Into<Component>) -> Component {
    ActionRowBuilder::new().component(component).build().into()
}

pub(super) fn button(label: &str) -> Component {
    ButtonBuilder::new(ButtonStyle::Primary).custom_id(label.to_lowercase()).label(label).build().into()
}

fn select(id: &str, kind: SelectMenuType) -> SelectMenuBuilder {
    SelectMenuBuilder::new(id, kind)
}

fn text_select(id: &str, options: &[(&str, &str)]) -> SelectMenuBuilder {
    options.iter().fold(select(id, SelectMenuType::Text), |select, (label, value)| {
        select.option(SelectMenuOptionBuilder::new(*label, *value).build())
    })
}

pub(super) fn panel() -> [Component; 3] {
    let buttons = ["Yes", "Later", "Form", "Stop"].map(button).to_vec();
    let size = text_select("size", &[("Small", "s"), ("Large", "l"), ("Huge", "h")]);
    let who = select("who", SelectMenuType::User);
    [
        ActionRow { id: None, components: buttons }.into(),
        row(size.placeholder("How big?").max_values(2).build()),
        row(who.placeholder("Who?").build()),
    ]
}

pub(super) fn pick() -> [Component; 3] {
    let channel = select("channel", SelectMenuType::Channel).channel_types(vec![ChannelType::GuildVoice]);
    let role = select("role", SelectMenuType::Role).min_values(0).max_values(5);
    let either = select("either", SelectMenuType::Mentionable).max_values(2);
    [row(channel.build()), row(role.build()), row(either.build())]
}

fn text_input(id: &str, label: Option<&str>, least: Option<u16>) -> Component {
    // twilight has no other way to build the older kind of modal.
    #[allow(deprecated)]
    Component::TextInput(TextInput {
        custom_id: id.to_owned(),
        id: None,
        label: label.map(str::to_owned),
        max_length: Some(20),
        min_length: least,
        placeholder: None,
        required: None,
        style: TextInputStyle::Paragraph,
        value: None,
    })
}

/// The older kind of modal: a text input in a row.
pub(super) fn rename() -> InteractionResponseDataBuilder {
    let components = [row(text_input("name", Some("New name"), None))];
    InteractionResponseDataBuilder::new().custom_id("rename").title("Rename").components(components)
}

pub(super) fn report() -> InteractionResponseDataBuilder {
    let label = |text: &str, component: Component| Component::from(LabelBuilder::new(text, component).build());
    let components = [
        label("What?", text_input("what", None, Some(3))),
        label("How bad?", text_select("bad", &[("Low", "1"), ("High", "2")]).build().into()),
        label("Which?", text_select("which", &[("One", "a"), ("Two", "b")]).build().into()),
        label("Proof", FileUploadBuilder::new("proof").required(false).build().into()),
    ];
    InteractionResponseDataBuilder::new().custom_id("report").title("Report").components(components)
}

/// Text and a file in a container.
pub(super) fn gallery() -> Component {
    let media = UnfurledMediaItem {
        content_type: None,
        height: None,
        proxy_url: None,
        url: "attachment://cat.txt".to_owned(),
        width: None,
    };
    ContainerBuilder::new()
        .component(TextDisplayBuilder::new("A cat").build())
        .component(FileDisplayBuilder::new(media).build())
        .build()
        .into()
}
