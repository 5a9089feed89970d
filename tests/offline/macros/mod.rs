//! `#[event_handler]`, `#[greenroom::main]` and `#[greenroom::test]`: what they make of good code. What they say to bad
//! code is in `macros/messages`.

mod in_full;
mod new;

use std::error::Error;
use std::fmt;

use greenroom::Context;
use greenroom::event::{EventKind, EventKinds, LifecycleKinds, MemberAdd, MessageCreate, Ready, ShardReady};
use greenroom::event_handler;
use greenroom::gateway::Intents;
use greenroom::handler::{Blind, EventHandler, Failure, HandlerError, HandlerResult, HasInterests, Interests};

struct Nothing;

#[event_handler]
impl EventHandler for Nothing {}

struct Reader;

#[event_handler(intents(MESSAGE_CONTENT), without(DIRECT_MESSAGES))]
impl EventHandler for Reader {
    fn name(&self) -> &'static str {
        "reader"
    }

    async fn message_create(&self, _: &Context, message: &MessageCreate) -> HandlerResult {
        let _: u64 = message.content.parse()?;
        Err(Refused.into())
    }

    async fn shard_ready(&self, _ctx: &Context, _event: &ShardReady) -> HandlerResult {
        Ok(())
    }

    async fn raw_event(&self, _ctx: &Context, _name: &str, _json: &str) -> HandlerResult {
        Ok(())
    }

    async fn error(&self, _ctx: &Context, _failure: &Failure) {}
}

#[derive(Debug)]
struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl Error for Refused {}

struct Greeter;

#[event_handler]
impl EventHandler for Greeter {
    async fn ready(&self, _ctx: &Context, _ready: &Ready) -> HandlerResult {
        Ok(())
    }

    async fn member_add(&self, _ctx: &Context, _member: &MemberAdd) -> HandlerResult {
        Ok(())
    }
}

/// A handler without the attribute, with a type parameter.
struct ByHand<T>(T);

impl<T> HasInterests for ByHand<T> {}

#[greenroom::async_trait]
impl<T: Send + Sync + 'static> EventHandler for ByHand<T> {
    fn interests(&self) -> Interests {
        Interests::everything()
    }

    async fn ready(&self, _ctx: &Context, _ready: &Ready) -> HandlerResult {
        let _ = &self.0;
        Ok(())
    }
}

#[test]
fn interests_are_the_methods_that_are_written() {
    let nothing = Nothing.interests();
    assert_eq!((nothing.events, nothing.lifecycle, nothing.raw), (EventKinds::NONE, LifecycleKinds::empty(), false));
    assert_eq!(nothing.derived_intents(), Intents::empty());

    let reader = Reader.interests();
    assert_eq!(reader.events, EventKinds::only(EventKind::MessageCreate));
    assert_eq!(reader.lifecycle, LifecycleKinds::SHARD_READY);
    assert!(reader.raw);
    assert_eq!(reader.derived_intents(), Intents::GUILD_MESSAGES | Intents::MESSAGE_CONTENT);

    let by_hand = ByHand(5).interests();
    assert_eq!(by_hand.events, EventKinds::EVERY);
    assert_eq!(by_hand.derived_intents() & Intents::PRIVILEGED, Intents::empty());
}

struct Conditional;

#[event_handler]
impl EventHandler for Conditional {
    #[cfg(not(test))]
    async fn member_add(&self, _ctx: &Context, _member: &MemberAdd) -> HandlerResult {
        Ok(())
    }

    #[cfg_attr(test, cfg(not(test)))]
    async fn ready(&self, _ctx: &Context, _ready: &Ready) -> HandlerResult {
        Ok(())
    }

    #[cfg(test)]
    async fn shard_ready(&self, _ctx: &Context, _event: &ShardReady) -> HandlerResult {
        Ok(())
    }
}

#[test]
fn a_method_that_is_compiled_out_has_no_interests() {
    let interests = Conditional.interests();
    assert_eq!((interests.events, interests.lifecycle), (EventKinds::NONE, LifecycleKinds::SHARD_READY));
}

type Alias = Result<(), HandlerError>;

macro_rules! handler {
    ($name:ident, $event:ty) => {
        struct $name;

        #[event_handler]
        impl EventHandler for $name {
            async fn ready(&self, _: &Context, _: $event) -> Alias {
                let _: u8 = "5".parse()?;
                return Ok(());
            }
        }
    };
}

handler!(ByMacro, &Ready);

#[test]
fn a_return_type_may_have_another_name_and_a_type_may_come_from_a_macro() {
    assert_eq!(ByMacro.interests().events, EventKinds::only(EventKind::Ready));
}

#[test]
fn a_handler_that_would_be_blind_is_told() {
    let interests = Greeter.interests();
    assert_eq!(interests.derived_intents(), Intents::empty());
    assert_eq!(
        interests.blind(interests.derived_intents()),
        [Blind { method: "member_add", needs: Intents::GUILD_MEMBERS }]
    );
    assert_eq!(interests.blind(Intents::GUILD_MEMBERS), []);
    assert_eq!(
        Reader.interests().blind(Intents::GUILD_MESSAGES),
        [Blind { method: "message_create", needs: Intents::MESSAGE_CONTENT }]
    );
}

#[test]
fn a_handler_has_a_name() {
    assert_eq!(Reader.name(), "reader");
    assert!(Greeter.name().ends_with("::Greeter"));
}

#[greenroom::test]
async fn a_test_may_await() {
    assert_eq!(tokio::spawn(async { 5 }).await.unwrap(), 5);
}

#[greenroom::test]
async fn a_test_may_fail_with_an_error() -> Result<(), Box<dyn Error>> {
    tokio::task::yield_now().await;
    Ok(())
}

/// The macros suggest names from lists of their own, since they cannot see the table.
#[test]
fn the_lists_of_the_macros_are_those_of_the_crate() {
    let source = include_str!("../../../macros/src/methods.rs");
    let list = |constant: &str| -> Vec<&str> {
        let (_, rest) = source.split_once(constant).unwrap();
        let (body, _) = rest.split_once("];").unwrap();
        body.split('"').skip(1).step_by(2).collect()
    };
    assert_eq!(list("METHODS: &[&str]"), greenroom::__private::method::NAMES);
    assert_eq!(list("INTENTS: &[&str]"), Intents::ALL.names().collect::<Vec<_>>());
}
