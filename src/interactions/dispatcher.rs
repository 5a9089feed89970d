//! [`CommandDispatcher`]: the handler that receives the interactions of a bot with commands.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;

use super::{complete::complete, look_up::look_up, routes::Route, run::run, state::CommandState};
use crate::{
    command::{
        CallContext, CommandFailure, ComponentContext, FailedBecause, NewCall, Offered, Place, Reply, RowKind, Update,
        deadline, disabling,
    },
    context::Context,
    event::{EventKind, EventKinds, InteractionCreate, LifecycleKinds, ShardReady, ShardResumed},
    handler::{EventHandler, HandlerResult, HasInterests, Interests},
    model::{Interaction, InteractionData, InteractionKind, Timestamp, User},
    texts::{OwnText, own},
};

/// An interaction that seems older than this is not: a clock is wrong. Discord waits 3 s.
const MAX_AGE: Duration = Duration::from_secs(3);

/// How often the use of an unknown component is offered again to calls that may be about to wait for it.
const OFFERS: usize = 10;
/// The pause before it is offered again.
const OFFER_AGAIN: Duration = Duration::from_millis(50);

/// Receives interactions, and calls what they are about.
pub(crate) struct CommandDispatcher {
    state: Arc<CommandState>,
    /// Whether the bot has other handlers of interactions. Then what no command is for may be for them.
    has_others: bool,
    /// Whether a shard has been ready.
    began: AtomicBool,
    /// Whether the commands have been registered, or are being so.
    registers: AtomicBool,
}

impl CommandDispatcher {
    pub(crate) fn new(state: Arc<CommandState>, has_others: bool) -> Self {
        Self { state, has_others, began: AtomicBool::new(false), registers: AtomicBool::new(false) }
    }

    /// Reads what calls need of the application when the first shard is ready, and registers the commands when shard 0
    /// is ready for the first time. Their interactions are handled by then.
    async fn begin(&self, ctx: &Context, shard: u32) {
        if !self.began.swap(true, Ordering::AcqRel) {
            self.state.read_owners(ctx.http()).await;
        }
        if shard != 0 || self.registers.swap(true, Ordering::AcqRel) {
            return;
        }
        if self.state.is_registered_by(true) {
            self.state.register(ctx.http()).await;
        }
        ctx.bot().state().registered.send_replace(true);
    }

    /// When the 3 s began in which Discord waits for an answer: when the user used it, as far as that can be known.
    fn arrived(&self, ctx: &Context, interaction: &Interaction) -> Instant {
        let now = self.state.services.clock.now();
        let age = ctx.http().age(interaction.id).unwrap_or_default().min(MAX_AGE);
        now.checked_sub(age).unwrap_or(now)
    }

    fn call(&self, ctx: &Context, interaction: &Interaction, name: String, depth: usize) -> Option<CallContext> {
        interaction.author().map(|user| self.call_of(ctx, interaction, user, name, depth))
    }

    fn call_of(
        &self,
        ctx: &Context,
        interaction: &Interaction,
        user: &User,
        name: String,
        depth: usize,
    ) -> CallContext {
        CallContext::new(NewCall {
            context: ctx.clone(),
            interaction: Arc::new(interaction.clone()),
            user: user.clone(),
            name: name.into(),
            services: Arc::clone(&self.state.services),
            arrived: self.arrived(ctx, interaction),
            depth,
            written: None,
        })
    }

    async fn command(&self, ctx: &Context, interaction: &Interaction) {
        let Some(data) = interaction.command() else { return };
        let is_typing = interaction.kind == InteractionKind::ApplicationCommandAutocomplete;
        match self.state.routes().command(data) {
            Some(route) if is_typing => {
                let Some(call) = self.call(ctx, interaction, route.entry.name(), route.depth) else { return };
                complete(Arc::clone(&self.state), route, call).await;
            }
            Some(route) => {
                let looked_up = look_up(ctx, &route.entry, interaction).await;
                let interaction = looked_up.as_ref().unwrap_or(interaction);
                let Some(call) = self.call(ctx, interaction, route.entry.name(), route.depth) else { return };
                run(Arc::clone(&self.state), route, call).await;
            }
            None if is_typing => {}
            None => {
                self.unknown(ctx, interaction, &data.name, own::updated()).await;
                self.state.check_drift(ctx.http()).await;
            }
        }
    }

    /// A component. Its custom id may carry a deadline, without which the call gets it.
    async fn component(&self, ctx: &Context, interaction: &Interaction) {
        let Some(data) = interaction.component() else { return };
        let (id, Some(deadline)) = deadline::split(&data.custom_id) else {
            return self.component_in_time(ctx, interaction).await;
        };
        let mut plain = interaction.clone();
        if let Some(InteractionData::Component(data)) = &mut plain.data {
            data.custom_id = id.into();
        }
        if Timestamp::from(self.state.services.clock.wall()) <= deadline {
            return self.component_in_time(ctx, &plain).await;
        }
        let Some(call) = self.call(ctx, &plain, id.to_owned(), 0) else { return };
        let components = interaction.message.as_deref().map(|message| message.components.as_slice());
        let disabled = Update::from(disabling(components.unwrap_or_default()));
        if let Err(error) = ComponentContext::new(call.clone()).update(disabled).await {
            tracing::debug!(%error, "the components of a message that has expired could not be disabled");
        }
        let failure = CommandFailure { command: call.name().into(), cause: FailedBecause::Expired, incident: None };
        tell(&call, &failure.text_in(&call.language())).await;
    }

    async fn component_in_time(&self, ctx: &Context, interaction: &Interaction) {
        let Some(data) = interaction.component() else { return };
        let mut places: Vec<Place> = Vec::new();
        if let Some(message) = &interaction.message {
            places.push(Place::Message(message.id));
            places.extend(message.interaction_metadata.as_ref().map(|it| Place::AnswerTo(it.id)));
        }
        let Some(user) = interaction.author() else { return };
        let route = self.state.routes().custom_id(RowKind::Component, &data.custom_id);
        let click = || {
            let name = data.custom_id.to_string();
            ComponentContext::new(self.call_of(ctx, interaction, user, name, 0))
        };
        let offer = || self.state.services.awaited.offer(&places, click);
        let mut offered = offer();
        // A user may click before the call that sent the message has begun to wait.
        let mut offers_left = if route.is_some() { 0 } else { OFFERS };
        while matches!(offered, Offered::NotAwaited) && offers_left > 0 {
            offers_left -= 1;
            tokio::time::sleep(OFFER_AGAIN).await;
            offered = offer();
        }
        match (offered, route) {
            (Offered::Taken, _) => {}
            (_, Some(route)) => self.run_custom_id(ctx, interaction, route).await,
            (Offered::Declined(call), None) => tell(&call, &call.own_text(&own::not_yours())).await,
            (Offered::NotAwaited, None) => {
                self.unknown(ctx, interaction, &data.custom_id, own::old_component()).await;
            }
        }
    }

    async fn modal(&self, ctx: &Context, interaction: &Interaction) {
        let Some(data) = interaction.modal() else { return };
        match self.state.routes().custom_id(RowKind::Modal, &data.custom_id) {
            Some(route) => self.run_custom_id(ctx, interaction, route).await,
            None => {
                self.unknown(ctx, interaction, &data.custom_id, own::old_form()).await;
            }
        }
    }

    async fn run_custom_id(&self, ctx: &Context, interaction: &Interaction, route: Route) {
        let Some(call) = self.call(ctx, interaction, route.entry.name(), 0) else { return };
        run(Arc::clone(&self.state), route, call).await;
    }

    /// Tells the user that nothing is known of what they used, unless another handler may know it.
    async fn unknown(&self, ctx: &Context, interaction: &Interaction, name: &str, text: OwnText) {
        let subscriptions = &ctx.bot().state().subscriptions;
        if self.has_others || subscriptions.want(EventKind::InteractionCreate) {
            return;
        }
        tracing::warn!(
            name,
            "an interaction is about a command, component or modal that this bot does not have: write a method with \
             `#[command]`, `#[component]` or `#[modal]` that takes it"
        );
        if let Some(call) = self.call(ctx, interaction, name.to_owned(), 0) {
            tell(&call, &call.own_text(&text)).await;
        }
    }
}

/// Tells the user something.
async fn tell(call: &CallContext, text: &str) {
    if let Err(error) = call.reply(Reply::new(text).ephemeral()).await {
        tracing::debug!(%error, "the user could not be answered");
    }
}

impl HasInterests for CommandDispatcher {}

#[async_trait]
impl EventHandler for CommandDispatcher {
    fn name(&self) -> &'static str {
        "commands"
    }

    fn interests(&self) -> Interests {
        let mut events = EventKinds::NONE;
        events.insert(EventKind::InteractionCreate);
        let lifecycle = LifecycleKinds::SHARD_READY | LifecycleKinds::SHARD_RESUMED;
        Interests { events, lifecycle, ..Interests::NOTHING }
    }

    async fn shard_ready(&self, ctx: &Context, event: &ShardReady) -> HandlerResult {
        self.begin(ctx, event.shard).await;
        Ok(())
    }

    async fn shard_resumed(&self, ctx: &Context, event: &ShardResumed) -> HandlerResult {
        self.begin(ctx, event.shard).await;
        Ok(())
    }

    async fn interaction_create(&self, ctx: &Context, event: &InteractionCreate) -> HandlerResult {
        match event.kind {
            InteractionKind::ApplicationCommand | InteractionKind::ApplicationCommandAutocomplete => {
                self.command(ctx, event).await;
            }
            InteractionKind::MessageComponent => self.component(ctx, event).await,
            InteractionKind::ModalSubmit => self.modal(ctx, event).await,
            _ => {}
        }
        Ok(())
    }
}
