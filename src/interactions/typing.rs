//! [`Typing`]: the calls that suggest values, of which a user has one at a time.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

use crate::model::UserId;

/// The calls that suggest values. A newer call of the same user ends the older one, whose suggestions would no longer
/// be shown.
#[derive(Debug, Default)]
pub(crate) struct Typing(Mutex<Calls>);

#[derive(Debug, Default)]
struct Calls {
    next: u64,
    by_user: HashMap<UserId, (u64, oneshot::Sender<()>)>,
}

impl Typing {
    /// Begins a call and ends the older one of the user. The receiver resolves when this call is ended in the same way.
    pub(crate) fn begin(&self, user: UserId) -> (u64, oneshot::Receiver<()>) {
        let (ended, receiver) = oneshot::channel();
        let mut calls = self.lock();
        calls.next += 1;
        let id = calls.next;
        // Dropping the sender of the older call ends it.
        calls.by_user.insert(user, (id, ended));
        (id, receiver)
    }

    /// Removes a call that has ended.
    pub(crate) fn end(&self, user: UserId, id: u64) {
        let mut calls = self.lock();
        if calls.by_user.get(&user).is_some_and(|(newest, _)| *newest == id) {
            calls.by_user.remove(&user);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Calls> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
