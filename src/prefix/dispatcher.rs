//! [`PrefixDispatcher`]: the handler that receives messages, and calls the commands that they are about.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use compact_str::CompactString;
use tokio::sync::OnceCell;

use super::{
    arguments::{Line, Naming, arguments, usage},
    config::{PrefixCommands, UnknownCommand},
    followed::{Calls, FollowedMessages},
    help::{self, Help},
    names::{Here, Names, name_in},
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
        InteractionContext, InteractionData, InteractionId, InteractionKind, Locale, Message, MessageId, MessageKind,
        ResolvedData, UserId, permissions::IN_DIRECT_MESSAGES,
    },
    rest::HttpError,
    texts::{Language, own},
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

    /// Makes the call that a message is about. `answer`: the messages of the answer that it has already. Returns those
    /// of the answer of this call.
    async fn message(
        &self,
        ctx: &Context,
        message: &Arc<Message>,
        calls: &Arc<Calls>,
        answer: &[MessageId],
    ) -> Vec<MessageId> {
        let is_of_user = !message.author.bot && message.webhook_id.is_none();
        if !is_of_user || !matches!(message.kind, MessageKind::Default | MessageKind::Reply) {
            return Vec::new();
        }
        let Some(Start { prefix, line }) = self.start(ctx, message).await else { return Vec::new() };
        let words = words(line);
        let Some(first) = words.first() else { return Vec::new() };
        let (routes, names) = self.routes();
        let all = words.iter().map(|word| word.text.as_str());
        let language = self.state.services.texts.language(guild_locale(ctx, message));
        let here = Here { guild: message.guild_id, locale: language.locale() };
        let Some((route, length)) = names.find(&routes, all, here) else {
            let rest: Vec<&str> = words.iter().skip(1).map(|word| word.text.as_str()).collect();
            let is_help = |word: &str| word == "help" || word == language.own(&own::help()).to_lowercase();
            if self.config.help && is_help(&first.text.to_lowercase()) {
                self.followed.add(message, calls);
                return self.help(ctx, message, answer, prefix, &rest, &language).await;
            }
            let (name, like) = names.like(&routes, &words, here);
            let unknown = UnknownCommand { name, prefix: prefix.to_owned(), like, message: Arc::clone(message) };
            let answered = self.unknown(ctx, unknown, answer, &language).await;
            if !answered.is_empty() {
                self.followed.add(message, calls);
            }
            return answered;
        };
        self.followed.add(message, calls);
        let written = Written { message: Arc::clone(message), prefix: prefix.into(), answer: answer.to_vec() };
        // It is known since READY, which comes before all messages.
        let Some(application) = ctx.bot().application_id() else { return Vec::new() };
        let mut interaction = self.interaction(ctx, application, message);
        let entry = Arc::clone(&route.entry);
        let mut rest = words.get(length..).unwrap_or_default();
        let mut options = &entry.options[..];
        let naming = Naming(language.locale());
        let chosen = subcommand(options, naming, rest.first().map(|word| word.text.as_str()));
        if let Some(chosen) = chosen {
            options = &chosen.options;
            rest = rest.get(1..).unwrap_or_default();
        }
        let sub = chosen.map(|option| option.name.as_str());
        let line = Line { text: line, words: rest, files: message.attachments.len(), naming };
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
        let name = name_in(&routes, &entry, language.locale());
        let given = match missing_subcommand(options, naming) {
            Some(words) => Err(language.own(&own::words_needed(name, words))),
            None => arguments(options, |option| help::writing(&entry, sub, option), line).map_err(|problem| {
                let name = chosen.map_or(name.clone(), |chosen| format!("{name} {}", naming.of(chosen)));
                let usage = usage(&name, options, naming, |option| help::writing(&entry, sub, option));
                let usage = language.own(&own::usage(format!("{}{usage}", shown(prefix))));
                format!("{}\n{usage}", language.own(&problem))
            }),
        };
        let bought = purchases(ctx, application, &entry, message).await;
        let bought = bought.map(|bought| interaction.entitlements = bought);
        // Before anything is read for the options, so that members who may not use the command cause no requests.
        let refused = refusal(ctx, &routes, &entry, message, &call(interaction.clone())).await;
        let refused = match (refused.or(bought.err().map(|error| FailedBecause::Error(error.into()))), given) {
            (Some(refused), _) => Err(refused),
            (None, Err(problem)) => Err(FailedBecause::Refused(Refused::new(problem))),
            (None, Ok(given)) => match resolve(ctx, message, naming, given).await {
                Ok((given, resolved)) => {
                    interaction.data =
                        Some(InteractionData::Command(data(&entry, message.id, sub, given, resolved).into()));
                    Ok(())
                }
                Err(Unresolved::Unknown(text)) => Err(FailedBecause::Refused(Refused::own(text))),
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
        call.answer_messages()
    }

    /// The interaction that Discord would send if the user had used the command in another way. In a guild without
    /// the cache, neither the user nor the bot has permissions.
    fn interaction(&self, ctx: &Context, application: ApplicationId, message: &Message) -> Interaction {
        let id = InteractionId::new(message.id.get());
        let mut interaction = Interaction::new(id, application, InteractionKind::ApplicationCommand);
        interaction.guild_id = message.guild_id;
        interaction.channel_id = Some(message.channel_id);
        interaction.guild_locale = guild_locale(ctx, message).map(|locale| locale.as_str().into());
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
        answer: &[MessageId],
        prefix: &str,
        names: &[&str],
        language: &Language,
    ) -> Vec<MessageId> {
        let (routes, known) = self.routes();
        let guild = message.guild_id;
        let here = Here { guild, locale: language.locale() };
        let help = Help::new(&routes, prefix, language);
        let text = if names.is_empty() {
            help.list(guild)
        } else if let Some((route, _)) = known.find(&routes, names.iter().copied(), here) {
            help.explain(&route.entry)
        } else {
            help.group(names, guild).unwrap_or_else(|| {
                let (name, like) = known.like(&routes, names, here);
                unknown_text(&name, &like, language)
            })
        };
        send(ctx, message, answer, own_text(text)).await
    }

    async fn unknown(
        &self,
        ctx: &Context,
        unknown: UnknownCommand,
        answer: &[MessageId],
        language: &Language,
    ) -> Vec<MessageId> {
        let message = Arc::clone(&unknown.message);
        let reply = match &self.config.on_unknown {
            Some(answer) => answer(ctx.clone(), unknown).await,
            None if unknown.like.is_empty() => None,
            None => Some(own_text(unknown_text(&unknown.name, &unknown.like, language))),
        };
        match reply {
            Some(reply) => send(ctx, &message, answer, reply).await,
            None => Vec::new(),
        }
    }
}

/// The language of the guild of a message, from the cache.
#[cfg_attr(not(feature = "cache"), expect(unused_variables, reason = "the language is in the cache"))]
fn guild_locale(ctx: &Context, message: &Message) -> Option<Locale> {
    #[cfg(feature = "cache")]
    if let Some(guild) = message.guild_id.and_then(|guild| ctx.cache().guild(guild)) {
        return Some(Locale::from(guild.preferred_locale.as_str()));
    }
    None
}

/// What is said of a name that no command has.
fn unknown_text(name: &str, like: &[String], language: &Language) -> String {
    let name: String = name.chars().filter(|letter| *letter != '`').take(50).collect();
    let like = like.iter().map(|name| format!("`{name}`"));
    let like = like.reduce(|one, other| language.own(&own::either(one, other)));
    language.own(&match like {
        None => own::unknown(name),
        Some(names) => own::unknown_but_like(name, names),
    })
}

/// Answers a message that called no command.
async fn send(ctx: &Context, message: &Message, answer: &[MessageId], reply: Reply) -> Vec<MessageId> {
    match answer_message(ctx.http(), message, answer, true, reply).await {
        Ok(sent) => sent.answer,
        Err(error) => {
            tracing::debug!(%error, "a message could not be answered");
            Vec::new()
        }
    }
}

/// The names of the sub-commands, if the options are sub-commands, of which none was chosen.
fn missing_subcommand(options: &[CommandOption], naming: Naming<'_>) -> Option<String> {
    let subcommands = options.iter().filter(|option| option.kind == CommandOptionKind::SubCommand);
    let names: Vec<String> = subcommands.map(|option| format!("`{}`", naming.of(option))).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// The sub-command that a word chooses, if the options are sub-commands.
fn subcommand<'a>(options: &'a [CommandOption], naming: Naming<'_>, word: Option<&str>) -> Option<&'a CommandOption> {
    let word = word?.to_lowercase();
    options.iter().find(|option| option.kind == CommandOptionKind::SubCommand && naming.is(option, &word))
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
        *answer = self.message(ctx, &message, &calls, &[]).await;
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
        let newer = self.message(ctx, &message, &calls, &answer).await;
        if !newer.is_empty() {
            *answer = newer;
        }
        Ok(())
    }
}
