//! [`Invocation`]: what handlers are called with.

mod recycler;

use std::sync::Arc;

pub(crate) use self::recycler::{Recycler, ReturnPath, is_recycled, return_all, share};
use crate::{
    context::Context,
    event::{Event, Lifecycle},
    session::Ticket,
};

/// What a handler is called for.
#[derive(Debug)]
pub(crate) enum HandlerInput {
    Event(Event),
    /// An event that subscriptions hold as well.
    Shared(Arc<Event>),
    Lifecycle(Lifecycle),
    Raw {
        name: Box<str>,
        json: Box<str>,
    },
}

impl HandlerInput {
    /// The event's name, or the name of the method that is called.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Event(event) => event.name(),
            Self::Shared(event) => event.name(),
            Self::Lifecycle(lifecycle) => lifecycle.method(),
            Self::Raw { name, .. } => name,
        }
    }

    pub(crate) fn event(&self) -> Option<&Event> {
        match self {
            Self::Event(event) => Some(event),
            Self::Shared(event) => Some(event),
            Self::Lifecycle(_) | Self::Raw { .. } => None,
        }
    }

    /// Whether it reports something that could not be decoded.
    pub(crate) fn is_failure(&self) -> bool {
        match self.event() {
            Some(Event::Undecoded(_)) => true,
            Some(Event::Custom(custom)) => custom.undecoded().is_some(),
            _ => false,
        }
    }
}

/// What all handlers of one event are called with.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) context: Context,
    pub(crate) input: HandlerInput,
    /// Counts the calls of the dispatch, if sessions are stored.
    pub(crate) ticket: Option<Arc<Ticket>>,
    /// To the shard that decoded the event, if one did.
    pub(crate) return_path: Option<ReturnPath>,
}

impl Invocation {
    /// Frees what it is about, and its reference to the shard, so that the shard's memory is not kept by it.
    fn clear(&mut self) {
        self.input = HandlerInput::Raw { name: Box::default(), json: Box::default() };
        (self.ticket, self.return_path) = (None, None);
    }
}
