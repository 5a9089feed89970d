//! Requests of a [`ShardActor`] to the identify queue for permission to identify.

use actix::Context;

use super::actor::ShardActor;
use crate::{
    actors::Spawned,
    gateway::Input,
    identify::{PermitRequest, RequestStatus},
};

impl ShardActor {
    /// Requests a permit from the identify queue. `request` is the protocol's number of the request.
    pub(super) fn request_permit(&mut self, request: u64, ctx: &mut Context<Self>) {
        let mut identify = self.identify.clone();
        let (guard, status) = RequestStatus::new();
        let total = self.protocol.config().shard.map_or(1, |(_, total)| total);
        let permit_request = PermitRequest { shard: self.id, total, attempt: self.protocol.attempts(), status };
        let answer = async move {
            loop {
                match identify.send(permit_request.clone()).await {
                    // That queue died before it answered. The address leads to the restarted one.
                    Some(None) => {}
                    Some(Some(answer)) => return Some(answer),
                    None => return None,
                }
            }
        };
        let answer = Spawned::start(answer, ctx, move |answer, shard: &mut Self, ctx| {
            let span = shard.span.clone();
            let _in = span.enter();
            shard.permit = None;
            match answer {
                Some(Ok(permit)) => {
                    permit.spend();
                    shard.handle_input(Input::Permit { request }, ctx);
                }
                Some(Err(refusal)) => {
                    let (error, retry_after) = (refusal.to_string(), Some(refusal.retry_after));
                    shard.handle_input(Input::PermitRefused { request, error, retry_after }, ctx);
                }
                // The queue is not restarted: the bot is ending.
                None => {}
            }
            shard.forward_batch();
        });
        self.permit = Some((answer, guard));
    }

    /// Withdraws the permit request, if one is under way.
    pub(super) fn cancel_permit(&mut self, ctx: &mut Context<Self>) {
        if let Some((waiting, _guard)) = self.permit.take() {
            waiting.cancel(ctx);
        }
    }
}
