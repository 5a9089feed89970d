//! Makes the call of a command, a component or a modal: checks, hooks, limits, the deferral, the answer, the failure.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use tokio::sync::oneshot;

use super::{
    checks::{place, refusal},
    limits::Key,
    routes::Route,
    state::{CommandState, RunningCall},
    validate::validate,
};
use crate::{
    actors::panic_text,
    command::{
        AnswerError, Answered, Call, CallContext, CommandFailure, Cooldown, FailedBecause, Incident, Outcome, Refused,
        Reply, RowKind, Running, Told, is_final, own_text,
    },
    error::HandlerError,
    model::{CommandOption, Locale},
    texts::{localized, own},
};

/// How long after its arrival an interaction is deferred if it has not been answered. Discord waits 3 s.
const DEFER_AFTER: Duration = Duration::from_secs(2);

/// Makes a call.
pub(crate) async fn run(state: Arc<CommandState>, route: Route, ctx: CallContext) {
    let call = Call::new(ctx.clone());
    let outcome = attempt(&state, &route, &call).await;
    let failure = match outcome {
        Ok(answered) => match answer(&ctx, &route, answered).await {
            Ok(()) => None,
            Err(error) => Some(of_error(error.into())),
        },
        Err(cause) => Some(cause),
    };
    end(state, route, ctx, failure).await;
}

/// Reports the outcome of a call: to the user, to the log and to the hooks.
pub(crate) async fn end(state: Arc<CommandState>, route: Route, ctx: CallContext, failure: Option<FailedBecause>) {
    let failure = failure.map(|mut cause| {
        if let FailedBecause::Refused(refused) = &mut cause {
            let language = ctx.language();
            refused.rename(|name| shown_name(&route.entry.options, name, language.locale()));
        }
        let mut failure = CommandFailure { command: ctx.name().into(), cause, incident: None };
        if failure.is_fault() {
            failure.incident = Some(Incident::random());
        }
        Arc::new(failure)
    });
    route.entry.usage.count(failure.as_deref(), ctx.clock().now().saturating_duration_since(ctx.arrived()));
    if let Some(failure) = &failure {
        report(&state, &route, &ctx, failure).await;
    }
    let outcome = failure.as_deref().map_or(Outcome::Answered, Outcome::Failed);
    if let Some(after) = route.entry.program.after(&ctx, &outcome) {
        guarded(&ctx, "after", after).await;
    }
    if let Some(after) = &state.config.after {
        guarded(&ctx, "after_command", after(ctx.clone(), failure.clone())).await;
    }
}

/// The name of an option in a language. `None` if it has none there.
fn shown_name<'a>(options: &'a [CommandOption], name: &str, locale: Option<&Locale>) -> Option<&'a str> {
    options.iter().find_map(|option| match option.name == name {
        true => localized(&option.name_localizations, locale),
        false => shown_name(&option.options, name, locale),
    })
}

/// Makes the call up to its answer.
async fn attempt(state: &Arc<CommandState>, route: &Route, call: &Call) -> Result<Answered, FailedBecause> {
    let ctx = call.context();
    let rules = &route.entry.rules;
    let switches = &ctx.bot().state().switches;
    if switches.is_command_off(ctx.name(), route.entry.handler, ctx.guild_id()) {
        return Err(FailedBecause::SwitchedOff);
    }
    if let Some(refusal) = refusal(rules, ctx, ctx.clock().wall()) {
        return Err(refusal);
    }
    validate(&route.entry.options, call.reader().options(), ctx.interaction()).map_err(FailedBecause::Refused)?;
    // Reading the options can run code of the user.
    let run = AssertUnwindSafe(|| route.entry.program.run(call));
    let running = catch_unwind(run).map_err(|panic| FailedBecause::Panic(panic_text(&*panic).to_owned()))?;
    let Running { future, defer, ephemeral } = running.map_err(FailedBecause::Refused)?;
    // All members of a channel see the answer to a prefix command.
    if ctx.written().is_none() {
        ctx.set_ephemeral(ephemeral.or(rules.ephemeral).unwrap_or(state.config.ephemeral));
    }

    let taken = Mutex::new(None);
    let work = async {
        let _running = begin(state, route, ctx, &taken).await?;
        future.await.map_err(of_error)
    };
    let mut work = std::pin::pin!(AssertUnwindSafe(work).catch_unwind());
    // Most calls return at their first poll. They need no timer.
    let result = match work.as_mut().now_or_never() {
        Some(result) => result,
        None => {
            let timer = (defer && !rules.no_defer).then(|| Deferral::start(ctx.clone(), route.entry.kind));
            let result = work.await;
            drop(timer);
            result
        }
    };
    let result = match result {
        Ok(result) => result,
        Err(panic) => Err(FailedBecause::Panic(panic_text(&*panic).to_owned())),
    };
    if result.is_err()
        && let Ok(Some((key, at))) = taken.lock().as_deref().copied()
    {
        state.limits().give_back(route.entry.number, key, at);
    }
    result
}

/// What comes before the code of the command: hooks, checks, limits.
async fn begin(
    state: &Arc<CommandState>,
    route: &Route,
    ctx: &CallContext,
    taken: &Mutex<Option<(Key, Instant)>>,
) -> Result<Option<RunningCall>, FailedBecause> {
    let (config, program, rules) = (&state.config, &route.entry.program, &route.entry.rules);
    if let Some(before) = &config.before {
        before(ctx.clone()).await.map_err(of_error)?;
    }
    if let Some(before) = program.before(ctx) {
        before.await.map_err(of_error)?;
    }
    if rules.owner && !is_owner(state, ctx).await? {
        return Err(FailedBecause::NotOwner);
    }
    if let Some(check) = &config.check
        && !check(ctx.clone()).await.map_err(of_error)?
    {
        return Err(FailedBecause::Check);
    }
    for check in program.checks(ctx) {
        if !check.await.map_err(of_error)? {
            return Err(FailedBecause::Check);
        }
    }
    let running = match &rules.concurrency {
        None => None,
        Some(concurrency) => {
            let key = place(ctx).key(concurrency.scope);
            if !state.limits().enter(route.entry.number, key, concurrency) {
                return Err(FailedBecause::Busy);
            }
            Some(RunningCall { state: Arc::clone(state), command: route.entry.number, key })
        }
    };
    let cooldown = match program.cooldown(ctx) {
        Some(computed) => computed.await.map_err(of_error)?,
        None => rules.cooldown,
    };
    if let Some(cooldown) = cooldown
        && !is_exempt(state, ctx).await
    {
        let at = take(state, route, ctx, &cooldown)?;
        if let Ok(mut taken) = taken.lock() {
            *taken = Some(at);
        }
    }
    Ok(running)
}

/// Counts the call towards its cooldown.
fn take(
    state: &CommandState,
    route: &Route,
    ctx: &CallContext,
    cooldown: &Cooldown,
) -> Result<(Key, Instant), FailedBecause> {
    let (key, now) = (place(ctx).key(cooldown.scope), ctx.clock().now());
    let taken = state.limits().take(route.entry.number, key, cooldown, now);
    taken.map(|()| (key, now)).map_err(FailedBecause::Cooldown)
}

async fn is_owner(state: &CommandState, ctx: &CallContext) -> Result<bool, FailedBecause> {
    let application = state.application(ctx.http()).await.map_err(|error| FailedBecause::Error(error.into()))?;
    Ok(application.owners.contains(&ctx.user().id))
}

/// Whether the user has no cooldowns: owners, and members with certain roles.
async fn is_exempt(state: &CommandState, ctx: &CallContext) -> bool {
    let has_role =
        ctx.member().is_some_and(|member| member.roles.iter().any(|role| state.config.exempt_roles.contains(role)));
    // If the owners cannot be read, the user is treated like all others.
    has_role || is_owner(state, ctx).await.unwrap_or(false)
}

/// The cause of a failure that is an error.
pub(super) fn of_error(error: HandlerError) -> FailedBecause {
    let error = match error.downcast::<Told>() {
        Ok(told) => {
            if let Some(source) = std::error::Error::source(&*told) {
                tracing::debug!(error = source, told = told.text, "the cause of what the user was told");
            }
            return FailedBecause::Told(told.text);
        }
        Err(error) => error,
    };
    match error.downcast::<Refused>() {
        Ok(refused) => FailedBecause::Refused(*refused),
        Err(error) => FailedBecause::Error(error),
    }
}

/// Sends the answer. A call that returned nothing and has not answered is acknowledged.
async fn answer(ctx: &CallContext, route: &Route, answered: Answered) -> Result<(), AnswerError> {
    if !matches!(answered, Answered::Nothing) {
        return ctx.answer(answered).await;
    }
    let state = ctx.settled().await;
    // The user of a prefix command does not wait: Discord shows nothing while it runs.
    if !state.is_waiting() || ctx.written().is_some() {
        return Ok(());
    }
    if has_message(ctx, route.entry.kind) {
        return ctx.acknowledge().await;
    }
    tracing::warn!(
        command = ctx.name(),
        "the command returned without an answer, and the user was told \"Done.\"; return a text instead"
    );
    ctx.reply(Reply::new(ctx.own_text(&own::done())).ephemeral()).await.map(drop)
}

/// Whether the interaction began at a message, which a deferral then leaves as it is.
fn has_message(ctx: &CallContext, kind: RowKind) -> bool {
    match kind {
        RowKind::Component => true,
        RowKind::Modal => ctx.interaction().message.is_some(),
        _ => false,
    }
}

/// Tells the log and the user of a failure.
async fn report(state: &CommandState, route: &Route, ctx: &CallContext, failure: &Arc<CommandFailure>) {
    #[cfg(feature = "sandbox")]
    if let Some(failures) = &state.config.failures {
        failures.note(failure);
    }
    if let Some(incident) = &failure.incident {
        let guild = ctx.guild_id().map(crate::model::GuildId::get);
        tracing::error!(%incident, guild, declared_at = route.entry.declared_at, "the command {failure}");
    } else {
        tracing::debug!("the command {failure}");
    }
    if let FailedBecause::Error(error) = &failure.cause
        && error.downcast_ref::<AnswerError>().is_some_and(is_final)
    {
        // No other answer can succeed.
        return;
    }
    let mut reply = None;
    for hook in route.entry.program.errors(ctx, failure) {
        reply = guarded(ctx, "error", hook).await.flatten();
        if reply.is_some() {
            break;
        }
    }
    if reply.is_none()
        && let Some(on_error) = &state.config.on_error
    {
        reply = guarded(ctx, "on_command_error", on_error(ctx.clone(), Arc::clone(failure))).await.flatten();
    }
    let reply = reply.unwrap_or_else(|| {
        let text = failure.text_in(&ctx.language());
        if ctx.written().is_some() { own_text(text) } else { Reply::new(text).ephemeral() }
    });
    if let Err(error) = ctx.reply(reply).await {
        tracing::debug!(%error, command = ctx.name(), "the user could not be told of the failure");
    }
}

/// Runs a hook, and logs its panic.
async fn guarded<T>(ctx: &CallContext, hook: &str, future: impl Future<Output = T>) -> Option<T> {
    match AssertUnwindSafe(future).catch_unwind().await {
        Ok(value) => Some(value),
        Err(panic) => {
            let message = panic_text(&*panic);
            tracing::error!(command = ctx.name(), hook, message, "a hook of commands panicked");
            None
        }
    }
}

/// A task that defers the answer in time, unless this is dropped before. It is separate from the call, which may block
/// its thread. A deferral that is being sent is not given up: the answer waits for it.
struct Deferral(#[expect(dead_code, reason = "dropping it ends the wait")] oneshot::Sender<()>);

impl Deferral {
    fn start(ctx: CallContext, kind: RowKind) -> Self {
        let (answered, not_needed) = oneshot::channel();
        tokio::spawn(async move {
            tokio::select! {
                _ = not_needed => return,
                () = ctx.clock().sleep_until(ctx.arrived() + DEFER_AFTER) => {}
            }
            let deferred =
                if has_message(&ctx, kind) { ctx.acknowledge().await } else { ctx.defer(ctx.is_ephemeral()).await };
            if let Err(error) = deferred {
                tracing::debug!(%error, command = ctx.name(), "the answer could not be deferred");
            }
        });
        Self(answered)
    }
}
