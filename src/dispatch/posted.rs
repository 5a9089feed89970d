//! The router handles what Discord has posted: interactions as those of the gateway, and webhook events.

use actix::Handler;

use super::{Router, message::HandlePosted, router::Recipients};
use crate::{
    event::Event,
    handle::Posted,
    handler::{HandlerInput, Interests, Invocation},
    state::{CallTag, OrderKey},
};

/// Contexts of posted events have the id of the first shard, since no shard has received them.
const NO_SHARD: u32 = 0;

impl Handler<HandlePosted> for Router {
    type Result = ();

    fn handle(&mut self, HandlePosted(posted): HandlePosted, ctx: &mut Self::Context) {
        (self.share, self.recipients) = (None, Recipients::All);
        self.set_session(None);
        self.with_calls(|router, calls| match posted {
            Posted::Interaction(interaction) => {
                router.handle_event(NO_SHARD, Event::InteractionCreate(interaction), None, calls, ctx);
            }
            Posted::WebhookEvent(event) => {
                let context = router.spec.contexts.context(NO_SHARD, CallTag::WEBHOOK);
                let input = HandlerInput::WebhookEvent(event);
                let invocation = Invocation { context, input, ticket: None, return_path: None };
                let fits = |interests: &Interests| interests.webhook_events;
                router.spec.queue_calls(&mut Vec::new(), invocation, OrderKey::None, calls, fits);
            }
        });
    }
}
