//! [`Receiver`]: what receives the events of a bot: a handler, or an actor of the user.

use std::{
    any::type_name,
    fmt,
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use actix::{Actor, Addr, Handler, Recipient, dev::ToEnvelope};
use futures_util::future::BoxFuture;

use super::ShardEvent;
use crate::{
    context::Context,
    handler::{self, Failure, HandlerInput, HandlerResult, Interests, OnError, Part},
};

/// All receivers of a bot, and what is called for their failures.
#[derive(Debug, Clone, Default)]
pub(crate) struct Receivers {
    pub(crate) list: Arc<[Receiver]>,
    pub(crate) on_error: Option<OnError>,
    /// Where failures are noted for a test on the sandbox.
    #[cfg(feature = "sandbox")]
    pub(crate) failures: Option<crate::failure_log::FailureLog>,
}

/// A handler, or an actor of the user.
#[derive(Clone)]
pub(crate) enum Receiver {
    Handler(Part),
    Actor(Arc<ActorReceiver>),
}

impl Receiver {
    /// The actor at `address` receives the events of `interests`.
    pub(crate) fn actor<A>(address: Addr<A>, interests: Interests) -> Self
    where
        A: Actor + Handler<ShardEvent>,
        A::Context: ToEnvelope<A, ShardEvent>,
    {
        let interests = Interests {
            events: interests.events,
            asked: interests.asked,
            declined: interests.declined,
            ..Interests::NOTHING
        };
        let is_stopped = AtomicBool::new(false);
        Self::Actor(Arc::new(ActorReceiver {
            name: type_name::<A>(),
            recipient: address.recipient(),
            interests,
            is_stopped,
        }))
    }

    /// The handler, if it is one.
    pub(crate) fn handler(&self) -> Option<&Part> {
        match self {
            Self::Handler(handler) => Some(handler),
            Self::Actor(_) => None,
        }
    }

    pub(crate) fn is_actor(&self) -> bool {
        matches!(self, Self::Actor(_))
    }

    /// The name of the handler, or the type of the actor.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Handler(handler) => handler.name,
            Self::Actor(actor) => actor.name,
        }
    }

    pub(crate) fn interests(&self) -> Interests {
        match self {
            Self::Handler(handler) => handler.get().interests(),
            Self::Actor(actor) => actor.interests,
        }
    }

    /// Calls the method of the handler, or sends the event to the actor.
    pub(super) fn call<'a>(&'a self, context: &'a Context, input: &'a HandlerInput) -> BoxFuture<'a, HandlerResult> {
        let handler = match self {
            Self::Handler(handler) => handler.get(),
            Self::Actor(actor) => return Box::pin(actor.send(context, input)),
        };
        match input {
            HandlerInput::Event(event) => handler::call(handler, context, event),
            HandlerInput::Shared(event) => handler::call(handler, context, event),
            HandlerInput::Lifecycle(lifecycle) => handler::call_lifecycle(handler, context, lifecycle),
            #[cfg(feature = "http-interactions")]
            HandlerInput::WebhookEvent(event) => handler.webhook_event(context, event),
            HandlerInput::Raw { name, json } => handler.raw_event(context, name, json),
            HandlerInput::Task { task, ctx } => match handler.tasks() {
                Some(tasks) => tasks.run(*task, ctx),
                None => Box::pin(ready(Ok(()))),
            },
        }
    }

    /// Reports a failure of a call.
    pub(super) async fn error(&self, context: &Context, failure: &Failure) {
        match self {
            Self::Handler(handler) => handler.get().error(context, failure).await,
            Self::Actor(_) => failure.report(context).await,
        }
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Receiver").field(&self.name()).finish()
    }
}

/// An actor of the user that receives events.
pub(crate) struct ActorReceiver {
    name: &'static str,
    recipient: Recipient<ShardEvent>,
    interests: Interests,
    /// Whether it was reported that the actor has stopped.
    is_stopped: AtomicBool,
}

impl ActorReceiver {
    /// Sends the event, and waits until the actor has handled it. While its mailbox is full, this waits.
    async fn send(&self, context: &Context, input: &HandlerInput) -> HandlerResult {
        // The router shares the events of the kinds that actors receive. Actors receive no other input.
        let HandlerInput::Shared(event) = input else { return Ok(()) };
        let event = ShardEvent { context: context.clone(), event: Arc::clone(event) };
        match self.recipient.send(event).await {
            Ok(()) => Ok(()),
            // Reported once, since no later event can reach it either.
            Err(_) if self.is_stopped.swap(true, Ordering::Relaxed) => Ok(()),
            Err(error) => Err(format!("the actor has stopped and receives no events any more ({error})").into()),
        }
    }
}
