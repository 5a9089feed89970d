//! [`Part`]: a handler, or a field of one that is a handler of its own.

use std::{fmt, sync::Arc};

use super::EventHandler;

/// A field of a handler that is a handler of its own. `#[derive(EventHandler)]` makes one for each field.
#[doc(hidden)]
#[derive(Clone)]
pub struct Part {
    pub(crate) name: &'static str,
    pub(crate) holder: Arc<dyn Holder>,
}

impl Part {
    /// The field of `owner` to which `project` leads. `name` is its name in logs: `App.kiosk`.
    #[must_use]
    pub fn new<A: Send + Sync + 'static, P: EventHandler>(
        name: &'static str,
        owner: Arc<A>,
        project: fn(&A) -> &P,
    ) -> Self {
        Self { name, holder: Arc::new(Field { owner, project }) }
    }

    /// A handler that is not a part of another one.
    pub(crate) fn whole<H: EventHandler>(handler: Arc<H>) -> Self {
        Self { name: handler.name(), holder: Arc::new(Whole(handler)) }
    }

    /// The handler.
    pub(crate) fn get(&self) -> &dyn EventHandler {
        self.holder.get()
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Part").field(&self.name).finish()
    }
}

/// Keeps a handler.
pub(crate) trait Holder: Send + Sync {
    /// The handler.
    fn get(&self) -> &dyn EventHandler;
}

struct Whole<H>(Arc<H>);

impl<H: EventHandler> Holder for Whole<H> {
    fn get(&self) -> &dyn EventHandler {
        &*self.0
    }
}

struct Field<A, P> {
    owner: Arc<A>,
    project: fn(&A) -> &P,
}

impl<A: Send + Sync + 'static, P: EventHandler> Holder for Field<A, P> {
    fn get(&self) -> &dyn EventHandler {
        (self.project)(&self.owner)
    }
}
