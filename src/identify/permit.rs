//! A permit to identify once. If it is dropped unused, the session start that it stands for is given back.

use std::sync::{Arc, Mutex, PoisonError};

use actix::{Message, Recipient};

use crate::gateway::{IdentifyGrant, IdentifyLedger};

/// A permit to identify now. It may get lost on its way: the shard loses its connection while the start is written down,
/// or in the moment in which the answer comes. Wherever it is dropped without having been used, the start goes back
/// into the ledger and the queue serves the next.
#[derive(Debug)]
pub(crate) struct Permit {
    grant: Option<IdentifyGrant>,
    ledger: Arc<Mutex<IdentifyLedger>>,
    queue: Recipient<GivenBack>,
}

/// A permit was given back: another shard may be served before its time.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(crate) struct GivenBack;

impl Permit {
    pub(crate) fn new(grant: IdentifyGrant, ledger: Arc<Mutex<IdentifyLedger>>, queue: Recipient<GivenBack>) -> Self {
        Self { grant: Some(grant), ledger, queue }
    }

    /// IDENTIFY is being sent: the start is recycler.
    pub(crate) fn spend(mut self) {
        self.grant = None;
    }
}

impl Drop for Permit {
    /// Must not happen while the ledger is locked.
    fn drop(&mut self) {
        let Some(grant) = self.grant.take() else { return };
        // A panic inside leaves numbers behind that were each written at once.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner).give_back(&grant);
        // `do_send` ignores the mailbox's bound; there is at most one of these for every permit. No shard waits at
        // a queue that is gone.
        self.queue.do_send(GivenBack);
    }
}
