//! [`PrefixDispatcher`]: the handler that receives messages, and calls the commands that they are about.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use compact_str::CompactString;
use tokio::sync::OnceCell;

use super::{
    arguments::{Line, arguments, usage},
    config::{PrefixCommands, UnknownCommand},
    help,
    names::Names,
    resolve::{Unresolved, resolve},
    start::strip,
    words::words,
};
use crate::{
    command::{CallContext, Contexts, FailedBecause, NewCall, Refused, Reply, Written, fill, split_text},
    context::Context,
    event::{MessageCreate, MessageUpdate},
    handler::{EventHandler, HandlerResult, HasInterests, Interests},
    interactions::{CommandState, Entry, Routes, end, look_up, run},
    model::{
        ApplicationId, CommandData, CommandDataOption, CommandId, CommandOption, CommandOptionKind, Interaction,
        InteractionContext, InteractionData, InteractionId, InteractionKind, Message, MessageId, MessageKind,
        MessageReference, ResolvedData, Timestamp, UserId,
    },
    rest::HttpError,
};

/// How many messages are followed, whose edits call their command again.
const FOLLOWED: usize = 1000;

/// Receives messages, and calls the commands that they are about.
pub(crate) struct PrefixDispatcher {
    state: Arc<CommandState>,
    config: PrefixCommands,
    /// The names of the commands, and the routes that they belong to: these change when commands are added.
    names: Mutex<(Arc<Routes>, Arc<Names>)>,
    own_id: OnceCell<UserId>,
    /// The newest messages that called a command, with the contexts of their calls, which have the answers.
    followed: Mutex<VecDeque<(MessageId, CallContext)>>,
}

/// What a message calls.
struct Start<'a> {
    prefix: &'a str,
    line: &'a str,
}

impl PrefixDispatcher {
    /// # Errors
    /// If two commands have the same name. The text names them.
    pub(crate) fn new(state: Arc<CommandState>, config: PrefixCommands) -> Result<Self, String> {
        let routes = state.routes();
        let names = Arc::new(Names::new(&routes));
        if let Some(conflict) = names.conflict(&routes) {
            return Err(conflict);
        }
        let (names, followed) = (Mutex::new((routes, names)), Mutex::default());
        Ok(Self { state, config, names, own_id: OnceCell::new(), followed })
    }

    /// The commands as they are now, with their names.
    fn routes(&self) -> (Arc<Routes>, Arc<Names>) {
        let routes = self.state.routes();
        let mut known = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&known.0, &routes) {
            *known = (Arc::clone(&routes), Arc::new(Names::new(&routes)));
        }
        known.clone()
    }

    async fn own_id(&self, ctx: &Context) -> Result<UserId, HttpError> {
        #[cfg(feature = "cache")]
        if let Some(user) = ctx.cache().current_user() {
            return Ok(user.id);
        }
        let read = || async { ctx.http().current_user().await.map(|user| user.id) };
        self.own_id.get_or_try_init(read).await.copied()
    }

    /// The prefix of a message, and the line after it.
    async fn start<'a>(&self, ctx: &Context, message: &'a Message) -> Option<Start<'a>> {
        let mut of_guild = None;
        if let (Some(find), Some(guild)) = (&self.config.of_guild, message.guild_id) {
            match find(ctx.clone(), guild).await {
                Ok(prefix) => of_guild = prefix.map(CompactString::from),
                Err(error) => {
                    tracing::warn!(%error, %guild, "the prefix of a guild could not be found: the others count");
                }
            }
        }
        let of_guild = of_guild.as_ref().map(std::slice::from_ref);
        let prefixes = of_guild.unwrap_or(&self.config.prefixes);
        let own = if self.config.mention && message.content.trim_start().starts_with("<@") {
            self.own_id(ctx).await.ok()
        } else {
            None
        };
        strip(&message.content, prefixes, own).map(|(prefix, line)| Start { prefix, line })
    }

    async fn message(&self, ctx: &Context, message: Message, answer: Option<MessageId>) {
        let is_of_user = !message.author.bot && message.webhook_id.is_none();
        if !is_of_user || !matches!(message.kind, MessageKind::Default | MessageKind::Reply) {
            return;
        }
        let message = Arc::new(message);
        let Some(Start { prefix, line }) = self.start(ctx, &message).await else { return };
        let words = words(line);
        let Some(first) = words.first() else { return };
        let (routes, names) = self.routes();
        let all = words.iter().map(|word| word.text.as_str());
        let Some((route, length)) = names.find(&routes, all, message.guild_id) else {
            let rest: Vec<&str> = words.iter().skip(1).map(|word| word.text.as_str()).collect();
            if self.config.help && first.text.eq_ignore_ascii_case("help") {
                return self.help(ctx, &message, prefix, &rest).await;
            }
            let like = names.like(&routes, &first.text);
            let (name, prefix) = (first.text.clone(), prefix.to_owned());
            return self.unknown(ctx, UnknownCommand { name, prefix, like, message: Arc::clone(&message) }).await;
        };
        let written = Written { message: Arc::clone(&message), prefix: prefix.into(), answer };
        // It is known since READY, which comes before all messages.
        let Some(application) = ctx.bot().application_id() else { return };
        let (mut interaction, mut path) = (self.interaction(ctx, application, &message), Vec::new());
        let entry = Arc::clone(&route.entry);
        let mut rest = words.get(length..).unwrap_or_default();
        let mut options = &entry.options[..];
        if let Some(chosen) = subcommand(options, rest.first().map(|word| word.text.as_str())) {
            path.push(chosen);
            options = &chosen.options;
            rest = rest.get(1..).unwrap_or_default();
        }
        let sub = path.first().map(|option| option.name.as_str());
        let line = Line { text: line, words: rest, files: message.attachments.len() };
        let given = arguments(options, |option| help::writing(&entry, sub, option), line);
        let refused = match (refusal(ctx, &routes, &entry, &message).await, given) {
            (Some(refused), _) => Err(refused),
            (None, Err(problem)) => {
                let name = [entry.name()].into_iter().chain(sub.map(str::to_owned)).collect::<Vec<_>>().join(" ");
                let usage = usage(&name, options, |option| help::writing(&entry, sub, option));
                Err(FailedBecause::Refused(Refused::new(format!("{problem}\nUsage: `{prefix}{usage}`"))))
            }
            (None, Ok(given)) => match resolve(ctx, &message, given).await {
                Ok((given, resolved)) => {
                    interaction.data =
                        Some(InteractionData::Command(data(&entry, message.id, sub, given, resolved).into()));
                    Ok(())
                }
                Err(Unresolved::Unknown(text)) => Err(FailedBecause::Refused(Refused::new(text))),
                Err(Unresolved::Http(error)) => Err(FailedBecause::Error(error.into())),
            },
        };
        if refused.is_ok()
            && let Some(looked_up) = look_up(ctx, &entry, &interaction).await
        {
            interaction = looked_up;
        }
        let call = CallContext::new(NewCall {
            context: ctx.clone(),
            interaction: Arc::new(interaction),
            user: message.author.clone(),
            name: entry.name().into(),
            services: Arc::clone(&self.state.services),
            arrived: self.state.services.clock.now(),
            depth: route.depth,
            written: Some(written),
        });
        self.follow(&message, &call);
        let state = Arc::clone(&self.state);
        match refused {
            Ok(()) => run(state, route, call).await,
            Err(cause) => end(state, route, call, Some(cause)).await,
        }
    }

    /// The interaction that Discord would send if the user had used the command in another way.
    fn interaction(&self, ctx: &Context, application: ApplicationId, message: &Message) -> Interaction {
        let id = InteractionId::new(message.id.get());
        let mut interaction = Interaction::new(id, application, InteractionKind::ApplicationCommand);
        interaction.guild_id = message.guild_id;
        interaction.channel_id = Some(message.channel_id);
        match (&message.member, message.guild_id) {
            (Some(member), Some(_)) => {
                let mut member = member.clone();
                member.user = Some(message.author.clone());
                #[cfg(feature = "cache")]
                {
                    member.permissions = message.author_permissions(ctx).ok();
                    let own = ctx.cache().own_permissions_in(message.channel_id);
                    interaction.app_permissions = own.unwrap_or_default();
                }
                interaction.member = Some(member);
                interaction.context = Some(InteractionContext::Guild);
            }
            _ => {
                interaction.user = Some(Box::new(message.author.clone()));
                interaction.context = Some(InteractionContext::BotDm);
            }
        }
        interaction
    }

    /// Keeps the call of a message, for the case that the message is edited.
    fn follow(&self, message: &Message, call: &CallContext) {
        if self.config.edits.is_zero() {
            return;
        }
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        followed.retain(|(id, _)| *id != message.id);
        if followed.len() >= FOLLOWED {
            followed.pop_front();
        }
        followed.push_back((message.id, call.clone()));
    }

    /// The answer to a message that was edited. The outer `None`: it is not followed.
    fn answer_to(&self, message: MessageId) -> Option<Option<MessageId>> {
        let age = Timestamp::from(self.state.services.clock.wall()).since(message.created_at());
        if age > self.config.edits {
            return None;
        }
        let followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, call) = followed.iter().find(|(id, _)| *id == message)?;
        Some(call.original().map(|(_, answer)| answer))
    }

    async fn help(&self, ctx: &Context, message: &Message, prefix: &str, names: &[&str]) {
        let (routes, known) = self.routes();
        let text = match names.first() {
            None => help::list(&routes, prefix, message.guild_id),
            Some(name) => match known.find(&routes, names.iter().copied(), message.guild_id) {
                Some((route, _)) => help::explain(&route.entry, prefix),
                None => unknown_text(name, &known.like(&routes, name)),
            },
        };
        for part in split_text(&text, 2000) {
            send(ctx, message, Reply::new(part)).await;
        }
    }

    async fn unknown(&self, ctx: &Context, unknown: UnknownCommand) {
        let message = Arc::clone(&unknown.message);
        let reply = match &self.config.on_unknown {
            Some(answer) => answer(ctx.clone(), unknown).await,
            None if unknown.like.is_empty() => None,
            None => Some(Reply::new(unknown_text(&unknown.name, &unknown.like))),
        };
        if let Some(reply) = reply {
            send(ctx, &message, reply).await;
        }
    }
}

/// What is said of a name that no command has.
fn unknown_text(name: &str, like: &[String]) -> String {
    let name: String = name.chars().filter(|letter| *letter != '`').take(50).collect();
    let like: Vec<String> = like.iter().map(|name| format!("`{name}`")).collect();
    match like.as_slice() {
        [] => format!("There is no command `{name}`."),
        names => format!("There is no command `{name}`. Did you mean {}?", names.join(" or ")),
    }
}

/// Answers a message that called no command.
async fn send(ctx: &Context, message: &Message, reply: Reply) {
    let mut reference = MessageReference::reply_to(message.id);
    reference.fail_if_not_exists = Some(false);
    let request = fill(ctx.http().create_message(message.channel_id), reply).message_reference(reference);
    if let Err(error) = request.await {
        tracing::debug!(%error, "a message could not be answered");
    }
}

/// The sub-command that a word chooses, if the options are sub-commands.
fn subcommand<'a>(options: &'a [CommandOption], word: Option<&str>) -> Option<&'a CommandOption> {
    let word = word?.to_lowercase();
    options.iter().find(|option| option.kind == CommandOptionKind::SubCommand && option.name == word)
}

/// The data of the command, with its groups and sub-command around the options. Its id is that of the message, since a
/// prefix command has none.
fn data(
    entry: &Entry,
    message: MessageId,
    subcommand: Option<&str>,
    mut options: Vec<CommandDataOption>,
    resolved: ResolvedData,
) -> CommandData {
    if let Some(name) = subcommand {
        let mut outer = CommandDataOption::new(name, CommandOptionKind::SubCommand);
        outer.options = std::mem::take(&mut options);
        options.push(outer);
    }
    for (at, name) in entry.path.iter().enumerate().skip(1).rev() {
        let is_group = at + 1 < entry.path.len();
        let kind = if is_group { CommandOptionKind::SubCommandGroup } else { CommandOptionKind::SubCommand };
        let mut outer = CommandDataOption::new(name.clone(), kind);
        outer.options = std::mem::take(&mut options);
        options.push(outer);
    }
    let root = entry.path.first().cloned().unwrap_or_default();
    let mut data = CommandData::new(CommandId::new(message.get()), root);
    (data.options, data.resolved) = (options, Some(Box::new(resolved)));
    data
}

/// Why the command cannot be used here, which Discord checks for interactions: its contexts, its age restriction, and
/// the permissions of its group.
async fn refusal(ctx: &Context, routes: &Routes, entry: &Entry, message: &Message) -> Option<FailedBecause> {
    let told = |text: &str| Some(FailedBecause::Told(text.to_owned()));
    let group = routes.groups().iter().find(|group| group.path.len() == 1 && group.path.first() == entry.path.first());
    let rules = [Some(entry.rules), group.filter(|_| entry.path.len() > 1).map(|group| group.rules)];
    for rules in rules.into_iter().flatten() {
        if let Some(contexts) = rules.contexts {
            let here = if message.guild_id.is_some() { Contexts::GUILD } else { Contexts::BOT_DM };
            if !contexts.contains(here) {
                let in_guild = here == Contexts::GUILD;
                return told(if in_guild {
                    "This works in direct messages only."
                } else {
                    "This works in servers only."
                });
            }
        }
        if rules.nsfw && message.guild_id.is_some() && !is_nsfw(ctx, message).await {
            return told("This works in age-restricted channels only.");
        }
    }
    #[cfg(feature = "cache")]
    if let Some(needed) = group.filter(|_| entry.path.len() > 1).and_then(|group| group.rules.member_permissions)
        && message.guild_id.is_some()
    {
        let granted = message.author_permissions(ctx).unwrap_or_default();
        let missing = needed.difference(granted);
        if !missing.is_empty() && !granted.contains(crate::model::Permissions::ADMINISTRATOR) {
            return Some(FailedBecause::MissingPermissions(missing));
        }
    }
    None
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

impl HasInterests for PrefixDispatcher {}

#[async_trait]
impl EventHandler for PrefixDispatcher {
    fn name(&self) -> &'static str {
        "prefix commands"
    }

    fn interests(&self) -> Interests {
        self.config.interests()
    }

    async fn message_create(&self, ctx: &Context, event: &MessageCreate) -> HandlerResult {
        self.message(ctx, (**event).clone(), None).await;
        Ok(())
    }

    async fn message_update(&self, ctx: &Context, event: &MessageUpdate) -> HandlerResult {
        // Discord also sends an update when it has found the preview of a link.
        if event.edited_timestamp.value().is_none() {
            return Ok(());
        }
        let Some(answer) = self.answer_to(event.id) else { return Ok(()) };
        let mut message = ctx.http().message(event.channel_id, event.id).await?;
        (message.guild_id, message.member) = (event.guild_id, event.member.clone());
        self.message(ctx, message, answer).await;
        Ok(())
    }
}
