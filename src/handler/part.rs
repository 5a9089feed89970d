//! [`Part`]: a handler that is a field of another one.

use std::{fmt, sync::Arc};

use super::EventHandler;

/// A handler that is a field of another one, which it keeps alive. `#[derive(EventHandler)]` makes it.
#[doc(hidden)]
pub struct Part {
    pub(crate) name: &'static str,
    pub(crate) holder: Arc<dyn Holder>,
}

impl Part {
    /// The field of `owner` that `project` returns, as a handler with the name `name`.
    #[must_use]
    pub fn new<A, P>(name: &'static str, owner: Arc<A>, project: fn(&A) -> &P) -> Self
    where
        A: Send + Sync + 'static,
        P: EventHandler,
    {
        Self { name, holder: Arc::new(Field { owner, project }) }
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What keeps a handler.
pub(crate) trait Holder: Send + Sync {
    /// The handler.
    fn get(&self) -> &dyn EventHandler;
}

struct Field<A, P> {
    owner: Arc<A>,
    project: fn(&A) -> &P,
}

impl<A: Send + Sync, P: EventHandler> Holder for Field<A, P> {
    fn get(&self) -> &dyn EventHandler {
        (self.project)(&self.owner)
    }
}
