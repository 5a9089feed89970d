//! Commands, buttons, selects, modals and autocomplete.
//!
//! twilight 0.18 has no radio groups: the modal has a select in the place of one.

mod build;

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use twilight_gateway::{Event, MessageSender};
use twilight_http::Client;
use twilight_http::api_error::ApiError;
use twilight_http::client::InteractionClient;
use twilight_http::error::ErrorType;
use twilight_model::application::interaction::application_command::{
    CommandData, CommandDataOption, CommandOptionValue,
};
use twilight_model::application::interaction::message_component::MessageComponentInteractionData;
use twilight_model::application::interaction::modal::{ModalInteractionComponent, ModalInteractionData};
use twilight_model::application::interaction::{
    Interaction, InteractionData, InteractionDataResolved, InteractionType,
};
use twilight_model::channel::message::component::ComponentType;
use twilight_model::channel::message::{Component, MessageFlags};
use twilight_model::gateway::payload::incoming::Ready;
use twilight_model::guild::Permissions;
use twilight_model::http::attachment::Attachment;
use twilight_model::http::interaction::{InteractionResponse, InteractionResponseData, InteractionResponseType};
use twilight_util::builder::InteractionResponseDataBuilder;

use crate::Done;

pub(crate) struct Bot {
    http: Arc<Client>,
}

impl Bot {
    pub(crate) fn new(http: Arc<Client>) -> Self {
        Self { http }
    }

    pub(crate) async fn event(self: Arc<Self>, event: Event, _: MessageSender) -> Done {
        match event {
            Event::Ready(ready) => self.register(&ready).await,
            Event::InteractionCreate(it) => {
                let client = self.http.interaction(it.application_id);
                Use { http: &self.http, client: &client, it: &it }.answer().await
            }
            _ => Ok(()),
        }
    }

    async fn register(&self, ready: &Ready) -> Done {
        let client = self.http.interaction(ready.application.id);
        client.set_global_commands(&build::commands()).await?.models().await?;
        let guild = ready.guilds.first().ok_or("no guild")?.id;
        client.set_guild_commands(guild, &[build::local()]).await?.models().await?;
        println!("registered");
        Ok(())
    }
}

/// An interaction.
struct Use<'a> {
    http: &'a Client,
    client: &'a InteractionClient<'a>,
    it: &'a Interaction,
}

fn text(text: impl Into<String>) -> InteractionResponseDataBuilder {
    InteractionResponseDataBuilder::new().content(text)
}

impl Use<'_> {
    async fn answer(&self) -> Done {
        match &self.it.data {
            Some(InteractionData::ApplicationCommand(data)) => {
                if self.it.kind == InteractionType::ApplicationCommandAutocomplete {
                    return self.complete(data).await;
                }
                self.command(data).await
            }
            Some(InteractionData::MessageComponent(data)) => self.component(data).await,
            Some(InteractionData::ModalSubmit(data)) => self.modal(data).await,
            _ => Ok(()),
        }
    }

    async fn respond(&self, kind: InteractionResponseType, data: Option<InteractionResponseData>) -> Done {
        let response = InteractionResponse { kind, data };
        self.client.create_response(self.it.id, &self.it.token, &response).await?;
        Ok(())
    }

    async fn reply(&self, data: InteractionResponseDataBuilder) -> Done {
        self.respond(InteractionResponseType::ChannelMessageWithSource, Some(data.build())).await
    }

    async fn update(&self, data: InteractionResponseDataBuilder) -> Done {
        self.respond(InteractionResponseType::UpdateMessage, Some(data.build())).await
    }

    /// The name of the user.
    fn user(&self) -> &str {
        self.it.author().map_or("", |user| user.name.as_str())
    }

    async fn command(&self, data: &CommandData) -> Done {
        let token = &self.it.token;
        match data.name.as_str() {
            "order" => self.reply(text(ordered(data).await?)).await,
            "tag" => self.reply(text(format!("tag {}", tagged(&data.options)))).await,
            "admin" => self.reply(text("administered")).await,
            "local" => self.reply(text("local")).await,
            "Show notes" => {
                let user = data.resolved.as_ref().and_then(|it| it.users.values().next()).ok_or("no user")?;
                self.reply(text(format!("notes of {}", user.name)).flags(MessageFlags::EPHEMERAL)).await
            }
            "Save as note" => {
                let message = data.resolved.as_ref().and_then(|it| it.messages.values().next()).ok_or("no message")?;
                self.reply(text(format!("saved: {}", message.content))).await
            }
            "place" => {
                let guild = self.http.guild(self.it.guild_id.ok_or("no guild")?).await?.model().await?.name;
                let channel = self.it.channel.as_ref().and_then(|it| it.name.as_deref()).unwrap_or_default();
                let locale = self.it.locale.as_deref().unwrap_or_default();
                let permissions = self.it.member.as_ref().and_then(|it| it.permissions).unwrap_or(Permissions::empty());
                let manages = permissions.contains(Permissions::MANAGE_GUILD);
                let user = self.user();
                self.reply(text(format!("{user} in {guild} #{channel}, {locale}, manages: {manages}"))).await
            }
            "slow" => {
                self.respond(InteractionResponseType::DeferredChannelMessageWithSource, None).await?;
                self.client.update_response(token).content(Some("half")).await?;
                let more = self.client.create_followup(token).content("more").await?.model().await?;
                let only = format!("only {}", self.user());
                self.client.create_followup(token).content(&only).flags(MessageFlags::EPHEMERAL).await?;
                self.client.update_followup(token, more.id).content(Some("more, edited")).await?;
                let half = self.client.response(token).await?.model().await?;
                self.client.update_response(token).content(Some(&format!("done: {}", half.content))).await?;
                Ok(())
            }
            "secret" => {
                let ephemeral = InteractionResponseDataBuilder::new().flags(MessageFlags::EPHEMERAL).build();
                self.respond(InteractionResponseType::DeferredChannelMessageWithSource, Some(ephemeral)).await?;
                let components = [build::row(build::button("Mine"))];
                self.client.update_response(token).content(Some("psst")).components(Some(&components)).await?;
                Ok(())
            }
            "gone" => {
                self.reply(text("soon gone")).await?;
                self.client.delete_response(token).await?;
                self.client.create_followup(token).content("still here").await?;
                Ok(())
            }
            "panel" => self.reply(text("0 votes").components(build::panel())).await,
            "pick" => self.reply(text("Pick").components(build::pick())).await,
            "ask" => self.respond(InteractionResponseType::Modal, Some(build::report().build())).await,
            "gallery" => self.gallery().await,
            "late" => self.late().await,
            _ => Ok(()),
        }
    }

    async fn gallery(&self) -> Done {
        let file = Attachment::from_bytes("cat.txt".to_owned(), b"meow".to_vec(), 0);
        let data = InteractionResponseDataBuilder::new()
            .components([build::gallery()])
            .attachments([file])
            .flags(MessageFlags::IS_COMPONENTS_V2);
        self.reply(data).await?;
        let message = self.client.response(&self.it.token).await?.model().await?;
        let Some(Component::Container(container)) = message.components.first() else {
            return Err("no container".into());
        };
        let Some(Component::File(file)) = container.components.get(1) else { return Err("no file".into()) };
        let bytes = download(&file.file.url).await?;
        let text = format!("downloaded {}", String::from_utf8_lossy(&bytes));
        self.client.create_followup(&self.it.token).content(&text).await?;
        Ok(())
    }

    async fn late(&self) -> Done {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let response = InteractionResponse {
            kind: InteractionResponseType::ChannelMessageWithSource,
            data: Some(text("too late").build()),
        };
        let Err(error) = self.client.create_response(self.it.id, &self.it.token, &response).await else {
            return Ok(());
        };
        if let ErrorType::Response { error: ApiError::General(error), .. } = error.kind() {
            let channel = self.it.channel.as_ref().ok_or("no channel")?.id;
            let text = format!("{}: {}", error.code, error.message);
            self.http.create_message(channel).content(&text).await?;
        }
        Ok(())
    }

    async fn complete(&self, data: &CommandData) -> Done {
        let focused = data.options.iter().find_map(|option| match &option.value {
            CommandOptionValue::Focused(typed, _) => Some((&option.name, typed)),
            _ => None,
        });
        let (name, typed) = focused.ok_or("nothing is typed")?;
        let found = ["Tea", "Terrine", "Toast"].into_iter().filter(|it| it.to_lowercase().starts_with(typed.as_str()));
        let choices = found.map(|item| build::choice(format!("{item} ({name})"), item.to_lowercase()));
        let data = InteractionResponseDataBuilder::new().choices(choices).build();
        self.respond(InteractionResponseType::ApplicationCommandAutocompleteResult, Some(data)).await
    }

    async fn component(&self, data: &MessageComponentInteractionData) -> Done {
        let message = self.it.message.as_ref().ok_or("no message")?;
        match data.custom_id.as_str() {
            "mine" => {
                let metadata = message.interaction_metadata.as_ref().ok_or("no metadata")?;
                self.update(text(format!("{}, mine of {}", message.content, metadata.user.name))).await
            }
            "yes" => {
                let votes = message.content.split(' ').next().unwrap_or_default().parse::<u32>()? + 1;
                self.update(text(format!("{votes} votes by {}", self.user()))).await
            }
            "later" => {
                self.respond(InteractionResponseType::DeferredUpdateMessage, None).await?;
                self.client.update_response(&self.it.token).content(Some("later")).await?;
                Ok(())
            }
            "form" => self.respond(InteractionResponseType::Modal, Some(build::rename().build())).await,
            "stop" => self.update(text("stopped").components([])).await,
            "size" => self.reply(text(format!("sizes: {}", data.values.join(", ")))).await,
            "who" => {
                let names = picked(data);
                self.reply(text(format!("who: {}", names.join(", "))).flags(MessageFlags::EPHEMERAL)).await
            }
            id => self.update(text(format!("{id}: {}", picked(data).join(", ")))).await,
        }
    }

    async fn modal(&self, data: &ModalInteractionData) -> Done {
        let read = read(&data.components, data.resolved.as_ref());
        match data.custom_id.as_str() {
            "rename" => self.update(text(format!("named {}", read.join(" ")))).await,
            _ => self.reply(text(read.join(" "))).await,
        }
    }
}

async fn ordered(data: &CommandData) -> Done<String> {
    let resolved = data.resolved.as_ref();
    let mut given = Vec::new();
    for CommandDataOption { name, value } in &data.options {
        let value = match value {
            CommandOptionValue::String(text) => text.clone(),
            CommandOptionValue::Integer(number) => number.to_string(),
            CommandOptionValue::Number(number) => number.to_string(),
            CommandOptionValue::Boolean(yes) => yes.to_string(),
            CommandOptionValue::User(id) => resolved.and_then(|it| it.users.get(id)).ok_or("no user")?.name.clone(),
            CommandOptionValue::Channel(id) => {
                resolved.and_then(|it| it.channels.get(id)).ok_or("no channel")?.name.clone()
            }
            CommandOptionValue::Role(id) => resolved.and_then(|it| it.roles.get(id)).ok_or("no role")?.name.clone(),
            CommandOptionValue::Mentionable(id) => {
                resolved.and_then(|it| either(it, id.get())).ok_or("neither user nor role")?
            }
            CommandOptionValue::Attachment(id) => {
                let file = resolved.and_then(|it| it.attachments.get(id)).ok_or("no attachment")?;
                format!("{}/{}", file.filename, download(&file.url).await?.len())
            }
            other => return Err(format!("{name}: {other:?}").into()),
        };
        given.push((name.as_str(), value));
    }
    // In the order of the options, whichever was given first.
    let order = ["item", "count", "express", "weight", "who", "where", "role", "either", "size", "photo"];
    given.sort_by_key(|(name, _)| order.iter().position(|it| it == name));
    Ok(given.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "))
}

fn tagged(options: &[CommandDataOption]) -> String {
    let Some(CommandDataOption { name, value }) = options.first() else { return String::new() };
    match value {
        CommandOptionValue::SubCommand(options) | CommandOptionValue::SubCommandGroup(options) => {
            format!("{name} {}", tagged(options))
        }
        CommandOptionValue::String(text) => text.clone(),
        CommandOptionValue::Integer(number) => number.to_string(),
        other => format!("{other:?}"),
    }
}

/// The name of the user or role with this id.
fn either(resolved: &InteractionDataResolved, id: u64) -> Option<String> {
    let user = resolved.users.iter().find(|(user, _)| user.get() == id).map(|(_, user)| user.name.clone());
    user.or_else(|| resolved.roles.iter().find(|(role, _)| role.get() == id).map(|(_, role)| role.name.clone()))
}

/// The names of what was selected, sorted.
fn picked(data: &MessageComponentInteractionData) -> Vec<String> {
    let Some(resolved) = &data.resolved else { return Vec::new() };
    let ids = data.values.iter().filter_map(|id| id.parse::<u64>().ok());
    let channel = |id: u64| resolved.channels.values().find(|it| it.id.get() == id).map(|it| it.name.clone());
    let name =
        |id| if data.component_type == ComponentType::ChannelSelectMenu { channel(id) } else { either(resolved, id) };
    let mut names: Vec<_> = ids.filter_map(name).collect();
    names.sort();
    names
}

/// The values of a submitted modal.
fn read(components: &[ModalInteractionComponent], resolved: Option<&InteractionDataResolved>) -> Vec<String> {
    let values = components.iter().flat_map(|component| match component {
        ModalInteractionComponent::ActionRow(row) => read(&row.components, resolved),
        ModalInteractionComponent::Label(label) => read(std::slice::from_ref(&label.component), resolved),
        ModalInteractionComponent::TextInput(input) => vec![input.value.clone()],
        ModalInteractionComponent::StringSelect(select) => select.values.clone(),
        ModalInteractionComponent::FileUpload(upload) => {
            let name = |id| resolved.and_then(|it| it.attachments.get(id)).map(|it| it.filename.clone());
            vec![upload.values.first().and_then(name).unwrap_or_else(|| "no proof".to_owned())]
        }
        _ => Vec::new(),
    });
    values.collect()
}

/// A file, by plain HTTP: twilight's client has no method for files.
async fn download(url: &str) -> Done<Vec<u8>> {
    let (host, path) = url.trim_start_matches("http://").split_once('/').ok_or("no path")?;
    let mut stream = TcpStream::connect(host).await?;
    let request = format!("GET /{path} HTTP/1.0\r\nHost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await?;
    let head = response.windows(4).position(|it| it == b"\r\n\r\n").ok_or("no response")?;
    Ok(response.split_off(head + 4))
}
