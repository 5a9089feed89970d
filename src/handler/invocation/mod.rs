//! [`Invocation`]: the arguments of the calls of all handlers for one event.

mod recycler;

use std::sync::Arc;

pub(crate) use self::recycler::{Recycler, ReturnPath, is_recycled, return_all, share};
#[cfg(feature = "http-interactions")]
use crate::webhook_event::WebhookEvent;
use crate::{
    context::Context,
    event::{Event, Lifecycle},
    session::Ticket,
    task::TaskContext,
};

/// The event, or other input, of a call of a handler.
#[derive(Debug)]
pub(crate) enum HandlerInput {
    Event(Event),
    /// An event that subscriptions share.
    Shared(Arc<Event>),
    Lifecycle(Lifecycle),
    #[cfg(feature = "http-interactions")]
    WebhookEvent(Box<WebhookEvent>),
    Raw {
        name: Box<str>,
        json: Box<str>,
    },
    /// A run of the task with this id.
    Task {
        task: u16,
        ctx: Box<TaskContext>,
    },
}

impl HandlerInput {
    /// The name of the event, of the method of a lifecycle event, or of the task.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Event(event) => event.name(),
            Self::Shared(event) => event.name(),
            Self::Lifecycle(lifecycle) => lifecycle.method(),
            #[cfg(feature = "http-interactions")]
            Self::WebhookEvent(event) => event.data.name(),
            Self::Raw { name, .. } => name,
            Self::Task { ctx, .. } => ctx.name(),
        }
    }

    pub(crate) fn event(&self) -> Option<&Event> {
        match self {
            Self::Event(event) => Some(event),
            Self::Shared(event) => Some(event),
            Self::Lifecycle(_) | Self::Raw { .. } | Self::Task { .. } => None,
            #[cfg(feature = "http-interactions")]
            Self::WebhookEvent(_) => None,
        }
    }

    /// Whether the event could not be decoded.
    pub(crate) fn is_failure(&self) -> bool {
        match self.event() {
            Some(Event::Undecoded(_)) => true,
            Some(Event::Custom(custom)) => custom.undecoded().is_some(),
            _ => false,
        }
    }
}

/// The arguments of the calls of all handlers for one event, and what happens when the calls have ended.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) context: Context,
    pub(crate) input: HandlerInput,
    /// Counts the open calls of the dispatch, if sessions are stored.
    pub(crate) ticket: Option<Arc<Ticket>>,
    /// Leads to the shard that decoded the event, if one did.
    pub(crate) return_path: Option<ReturnPath>,
}

impl Invocation {
    /// Frees the input and the references to the shard, so that only the empty allocation remains.
    fn clear(&mut self) {
        self.input = HandlerInput::Raw { name: Box::default(), json: Box::default() };
        (self.ticket, self.return_path) = (None, None);
    }
}
