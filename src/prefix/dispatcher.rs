//! [`PrefixDispatcher`]: the handler that receives messages, and calls the commands that they are about.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use compact_str::CompactString;
use tokio::sync::OnceCell;

use super::{
    arguments::{Line, arguments, usage},
    config::{PrefixCommands, UnknownCommand},
    followed::{Calls, FollowedMessages},
    help,
    names::Names,
    refusal::{purchases, refusal},
    resolve::{Unresolved, resolve},
    start::{shown, strip},
    words::words,
};
use crate::{
    command::{CallContext, FailedBecause, NewCall, Refused, Reply, Written, answer_message, own_text},
    context::Context,
    event::{MessageCreate, MessageUpdate},
    handler::{EventHandler, HandlerResult, HasInterests, Interests},
    interactions::{CommandState, Entry, Routes, end, look_up, run},
    model::{
        ApplicationId, CommandData, CommandDataOption, CommandId, CommandOption, CommandOptionKind, Interaction,
        InteractionContext, InteractionData, InteractionId, InteractionKind, Message, MessageId, MessageKind,
        ResolvedData, UserId, permissions::IN_DIRECT_MESSAGES,
    },
    rest::HttpError,
};

/// Receives messages, and calls the commands that they are about.
pub(crate) struct PrefixDispatcher {
    state: Arc<CommandState>,
    config: PrefixCommands,
    /// The names of the commands, and the routes that they belong to: these change when commands are added.
    names: Mutex<(Arc<Routes>, Arc<Names>)>,
    own_id: OnceCell<UserId>,
    followed: FollowedMessages,
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
        let (names, followed) = (Mutex::new((routes, names)), FollowedMessages::new(config.edits));
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

    /// Makes the call that a message is about. `answer`: the answer that the message has already. Returns the answer
    /// of this call.
    async fn message(
        &self,
        ctx: &Context,
        message: &Arc<Message>,
        calls: &Arc<Calls>,
        answer: Option<MessageId>,
    ) -> Option<MessageId> {
        let is_of_user = !message.author.bot && message.webhook_id.is_none();
        if !is_of_user || !matches!(message.kind, MessageKind::Default | MessageKind::Reply) {
            return None;
        }
        let Start { prefix, line } = self.start(ctx, message).await?;
        let words = words(line);
        let first = words.first()?;
        let (routes, names) = self.routes();
        let all = words.iter().map(|word| word.text.as_str());
        let Some((route, length)) = names.find(&routes, all, message.guild_id) else {
            let rest: Vec<&str> = words.iter().skip(1).map(|word| word.text.as_str()).collect();
            if self.config.help && first.text.eq_ignore_ascii_case("help") {
                self.followed.add(message, calls);
                return self.help(ctx, message, answer, prefix, &rest).await;
            }
            let (name, like) = names.like(&routes, &words, message.guild_id);
            let unknown = UnknownCommand { name, prefix: prefix.to_owned(), like, message: Arc::clone(message) };
            let answered = self.unknown(ctx, unknown, answer).await;
            if answered.is_some() {
                self.followed.add(message, calls);
            }
            return answered;
        };
        self.followed.add(message, calls);
        let written = Written { message: Arc::clone(message), prefix: prefix.into(), answer };
        // It is known since READY, which comes before all messages.
        let application = ctx.bot().application_id()?;
        let mut interaction = self.interaction(ctx, application, message);
        let entry = Arc::clone(&route.entry);
        let mut rest = words.get(length..).unwrap_or_default();
        let mut options = &entry.options[..];
        let chosen = subcommand(options, rest.first().map(|word| word.text.as_str()));
        if let Some(chosen) = chosen {
            options = &chosen.options;
            rest = rest.get(1..).unwrap_or_default();
        }
        let sub = chosen.map(|option| option.name.as_str());
        let line = Line { text: line, words: rest, files: message.attachments.len() };
        let call = |interaction| {
            CallContext::new(NewCall {
                context: ctx.clone(),
                interaction: Arc::new(interaction),
                user: message.author.clone(),
                name: entry.name().into(),
                services: Arc::clone(&self.state.services),
                arrived: self.state.services.clock.now(),
                depth: route.depth,
                written: Some(written.clone()),
            })
        };
        let given = match missing_subcommand(options) {
            Some(words) => Err(format!("`{}` needs one of these words: {words}.", entry.name())),
            None => arguments(options, |option| help::writing(&entry, sub, option), line).map_err(|problem| {
                let name = [entry.name()].into_iter().chain(sub.map(str::to_owned)).collect::<Vec<_>>().join(" ");
                let usage = usage(&name, options, |option| help::writing(&entry, sub, option));
                format!("{problem}\nUsage: `{}{usage}`", shown(prefix))
            }),
        };
        let bought = purchases(ctx, application, &entry, message).await;
        let bought = bought.map(|bought| interaction.entitlements = bought);
        // Before anything is read for the options, so that members who may not use the command cause no requests.
        let refused = refusal(ctx, &routes, &entry, message, &call(interaction.clone())).await;
        let refused = match (refused.or(bought.err().map(|error| FailedBecause::Error(error.into()))), given) {
            (Some(refused), _) => Err(refused),
            (None, Err(problem)) => Err(FailedBecause::Refused(Refused::new(problem))),
            (None, Ok(given)) => match resolve(ctx, message, given).await {
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
        let call = call(interaction);
        let state = Arc::clone(&self.state);
        match refused {
            Ok(()) => run(state, route, call.clone()).await,
            Err(cause) => end(state, route, call.clone(), Some(cause)).await,
        }
        call.original().map(|(_, answer)| answer)
    }

    /// The interaction that Discord would send if the user had used the command in another way. In a guild without
    /// the cache, neither the user nor the bot has permissions.
    #[cfg_attr(not(feature = "cache"), expect(unused_variables, reason = "the permissions are in the cache"))]
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
            (_, guild) => {
                interaction.user = Some(Box::new(message.author.clone()));
                interaction.context = Some(InteractionContext::Guild);
                if guild.is_none() {
                    interaction.context = Some(InteractionContext::BotDm);
                    interaction.app_permissions = IN_DIRECT_MESSAGES;
                }
            }
        }
        interaction
    }

    async fn help(
        &self,
        ctx: &Context,
        message: &Message,
        answer: Option<MessageId>,
        prefix: &str,
        names: &[&str],
    ) -> Option<MessageId> {
        let (routes, known) = self.routes();
        let guild = message.guild_id;
        let text = if names.is_empty() {
            help::list(&routes, prefix, guild)
        } else if let Some((route, _)) = known.find(&routes, names.iter().copied(), guild) {
            help::explain(&route.entry, prefix)
        } else {
            let group = help::group(&routes, prefix, names, guild);
            group.unwrap_or_else(|| {
                let (name, like) = known.like(&routes, names, guild);
                unknown_text(&name, &like)
            })
        };
        send(ctx, message, answer, own_text(text)).await
    }

    async fn unknown(&self, ctx: &Context, unknown: UnknownCommand, answer: Option<MessageId>) -> Option<MessageId> {
        let message = Arc::clone(&unknown.message);
        let reply = match &self.config.on_unknown {
            Some(answer) => answer(ctx.clone(), unknown).await,
            None if unknown.like.is_empty() => None,
            None => Some(own_text(unknown_text(&unknown.name, &unknown.like))),
        };
        send(ctx, &message, answer, reply?).await
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
async fn send(ctx: &Context, message: &Message, answer: Option<MessageId>, reply: Reply) -> Option<MessageId> {
    match answer_message(ctx.http(), message, answer, true, reply).await {
        Ok(sent) => sent.first,
        Err(error) => {
            tracing::debug!(%error, "a message could not be answered");
            None
        }
    }
}

/// The names of the sub-commands, if the options are sub-commands, of which none was chosen.
fn missing_subcommand(options: &[CommandOption]) -> Option<String> {
    let subcommands = options.iter().filter(|option| option.kind == CommandOptionKind::SubCommand);
    let names: Vec<String> = subcommands.map(|option| format!("`{}`", option.name)).collect();
    (!names.is_empty()).then(|| names.join(", "))
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
        let (message, calls) = (Arc::new((**event).clone()), Arc::new(Calls::default()));
        let mut answer = calls.answer.lock().await;
        *answer = self.message(ctx, &message, &calls, None).await;
        Ok(())
    }

    async fn message_update(&self, ctx: &Context, event: &MessageUpdate) -> HandlerResult {
        let Some((message, calls, number)) = self.followed.edited(event, self.state.services.clock.wall()) else {
            return Ok(());
        };
        let mut answer = calls.answer.lock().await;
        // A newer edit waits for the same call to end.
        if !calls.is_newest(number) {
            return Ok(());
        }
        *answer = self.message(ctx, &message, &calls, *answer).await.or(*answer);
        Ok(())
    }
}
