//! [`Permit`]: a permit to identify once. If it is dropped unused, its session start is returned to the ledger.

use std::sync::{Arc, Mutex, PoisonError};

use actix::{Message, Recipient};

use crate::gateway::{IdentifyGrant, IdentifyLedger};

/// A permit to identify now. A shard can lose its connection while the session start is stored, or when the permit
/// comes. If the permit is dropped unused, the session start is returned to the ledger, and the queue can grant it to
/// the next shard.
#[derive(Debug)]
pub(crate) struct Permit {
    grant: Option<IdentifyGrant>,
    ledger: Arc<Mutex<IdentifyLedger>>,
    queue: Recipient<PermitReturned>,
}

/// A permit was returned: another shard may be permitted earlier.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(crate) struct PermitReturned;

impl Permit {
    pub(crate) fn new(
        grant: IdentifyGrant,
        ledger: Arc<Mutex<IdentifyLedger>>,
        queue: Recipient<PermitReturned>,
    ) -> Self {
        Self { grant: Some(grant), ledger, queue }
    }

    /// IDENTIFY is being sent: the session start is used.
    pub(crate) fn spend(mut self) {
        self.grant = None;
    }
}

impl Drop for Permit {
    /// Must not happen while the ledger is locked.
    fn drop(&mut self) {
        let Some(grant) = self.grant.take() else { return };
        // Each change of the ledger is one assignment, so that a panic leaves it usable.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner).give_back(&grant);
        // `do_send` ignores the bound of the mailbox. There is at most one message for each permit. If the queue has
        // ended, no shard waits in it.
        self.queue.do_send(PermitReturned);
    }
}
