//! [`FollowedMessages`]: the messages whose edits call their commands again.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use crate::{
    event::MessageUpdate,
    model::{Message, MessageId, Timestamp},
};

/// How many messages are followed.
const MOST: usize = 1000;

/// The newest messages that called a command.
pub(super) struct FollowedMessages {
    /// How long after a message its edits are followed.
    within: Duration,
    all: Mutex<VecDeque<Followed>>,
}

struct Followed {
    message: Arc<Message>,
    calls: Arc<Calls>,
}

/// The calls of one message, one after the other: otherwise a call that takes long would replace the answer of a later
/// one.
#[derive(Default)]
pub(super) struct Calls {
    /// The messages of the answer to the message. It is locked during a call.
    pub(super) answer: tokio::sync::Mutex<Vec<MessageId>>,
    /// How many edits of the message have arrived.
    edits: AtomicU64,
}

impl Calls {
    /// Whether no edit came after the one with this number.
    pub(super) fn is_newest(&self, number: u64) -> bool {
        self.edits.load(Ordering::Relaxed) == number
    }
}

impl FollowedMessages {
    /// Follows edits for this time after the message; not at all if it is zero.
    pub(super) fn new(within: Duration) -> Self {
        Self { within, all: Mutex::default() }
    }

    /// Follows a message.
    pub(super) fn add(&self, message: &Arc<Message>, calls: &Arc<Calls>) {
        if self.within.is_zero() {
            return;
        }
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.iter().any(|it| it.message.id == message.id) {
            return;
        }
        if all.len() >= MOST {
            all.pop_front();
        }
        all.push_back(Followed { message: Arc::clone(message), calls: Arc::clone(calls) });
    }

    /// The message as it is after an edit, its calls, and the number of the edit. `None` if it is not followed, or the
    /// update is no new edit: Discord also sends one for the preview of a link and for a message that is pinned.
    pub(super) fn edited(&self, update: &MessageUpdate, now: SystemTime) -> Option<(Arc<Message>, Arc<Calls>, u64)> {
        let edited = *update.edited_timestamp.value()?;
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let followed = all.iter_mut().rev().find(|it| it.message.id == update.id)?;
        let age = Timestamp::from(now).since(followed.message.id.created_at());
        if age > self.within || followed.message.edited_timestamp.is_some_and(|before| before >= edited) {
            return None;
        }
        let mut message = (*followed.message).clone();
        update.apply_to(&mut message);
        // The roles that the member had before may have been taken.
        message.member.clone_from(&update.member);
        followed.message = Arc::new(message);
        let number = followed.calls.edits.fetch_add(1, Ordering::Relaxed) + 1;
        Some((Arc::clone(&followed.message), Arc::clone(&followed.calls), number))
    }
}
