//! [`EventHandler`]: the trait whose methods handle events, and what is derived from the methods that are implemented.

mod invocation;
mod part;

use std::any::type_name;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use compact_str::CompactString;
use futures_util::future::BoxFuture;

pub(crate) use self::invocation::{HandlerInput, Invocation, Recycler, ReturnPath, is_recycled, return_all, share};
#[doc(hidden)]
pub use self::part::Part;
use crate::command::Commands;
use crate::context::Context;
pub use crate::error::HandlerError;
use crate::event::{events, lifecycle, *};
use crate::event_path::event_path;
use crate::gateway::Intents;
use crate::model::GuildId;
use crate::task::Tasks;
use crate::webhook_event::WebhookEvent;

#[cfg(feature = "macros")]
pub use greenroom_macros::EventHandler;

/// The return type of every method of a handler. An error is passed to [`EventHandler::error`].
pub type HandlerResult = Result<(), HandlerError>;

macro_rules! define_handler {
    (
        events { $($name:literal $payload:ident $storage:ident $method:ident
            guild[$($guild:ident)*] direct[$($direct:ident)*] content[$($content:ident)*] $doc:literal;)+ }
        $($lifecycle:ident $lifecycle_kind:ident $lifecycle_method:ident $lifecycle_doc:literal;)+
    ) => {
        /// Handles events. Implement the methods for the events that you need, and put `#[event_handler]` above the
        /// `impl`:
        ///
        /// ```no_run
        /// use greenroom::prelude::*;
        ///
        /// struct Ping;
        ///
        /// #[event_handler(intents(MESSAGE_CONTENT))]
        /// impl EventHandler for Ping {
        ///     async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        ///         Ok(())
        ///     }
        /// }
        /// ```
        ///
        /// The attribute derives from the implemented methods which events are decoded, and which intents are
        /// requested. Privileged intents must be named, like `MESSAGE_CONTENT` here. Without the attribute, implement
        /// the trait with [`async_trait`](macro@async_trait) and [`HasInterests`] beside it, and return the events that
        /// it handles from [`interests`](Self::interests).
        ///
        /// Events of one guild are handled in order, different guilds in parallel (see
        /// [`Bot::ordering`](crate::Bot::ordering)). Interactions wait for no other event. If a method fails or panics,
        /// [`error`](Self::error) is called, and the bot continues.
        #[diagnostic::on_unimplemented(
            message = "`{Self}` is not a handler",
            label = "not a handler",
            note = "write `#[handlers]` above an `impl {Self}`, or `#[event_handler]` above an \
                    `impl EventHandler for {Self}`; a field of `#[derive(EventHandler)]` that is state has `#[state]`"
        )]
        #[async_trait]
        pub trait EventHandler: HasInterests + Send + Sync + 'static {
            /// The name of this handler in logs and errors. The default is the name of its type.
            fn name(&self) -> &'static str {
                type_name::<Self>()
            }

            /// The events that this handler has methods for, and its intents. `#[event_handler]` writes this method.
            /// Without the attribute, [`Interests::everything`] is all events.
            fn interests(&self) -> Interests;

            /// The commands, components and modals of this handler. `#[handlers]` and `#[derive(EventHandler)]` write
            /// this method.
            #[doc(hidden)]
            fn commands(&self) -> Option<&dyn Commands> {
                None
            }

            /// The tasks of this handler. `#[handlers]` writes this method.
            #[doc(hidden)]
            fn tasks(&self) -> Option<&dyn Tasks> {
                None
            }

            /// The handlers that this handler consists of. `#[derive(EventHandler)]` writes this method.
            #[doc(hidden)]
            fn parts(self: Arc<Self>) -> Option<Vec<Part>> {
                None
            }

            $(
                #[doc = concat!($doc, "\n\nDispatch: ", $name)]
                #[doc = concat!("; delivered by: ", stringify!($($guild)* $($direct)*), ".")]
                async fn $method(&self, ctx: &Context, event: &$payload) -> HandlerResult {
                    let _ = (ctx, event);
                    Ok(())
                }
            )+

            $(
                #[doc = $lifecycle_doc]
                async fn $lifecycle_method(&self, ctx: &Context, event: &$lifecycle) -> HandlerResult {
                    let _ = (ctx, event);
                    Ok(())
                }
            )+

            /// A dispatch that is not in the table of events and has no type from
            /// [`Bot::event_type`](crate::Bot::event_type).
            ///
            /// No intents are derived from this method: name those you need in the attribute.
            async fn unknown_event(&self, ctx: &Context, event: &UnknownEvent) -> HandlerResult {
                let _ = (ctx, event);
                Ok(())
            }

            /// A dispatch that could not be decoded because it does not have the shape of its type. Only this event is
            /// lost. Also a dispatch that was decoded without some values that could not be read; the event itself is
            /// handled before: see [`left_out`](Undecoded::left_out).
            ///
            /// If this method is implemented, it is called for every such dispatch that anything in the bot uses. The
            /// default calls [`error`](Self::error) instead, and only for dispatches that could not be decoded at all
            /// and that this handler has a method for. Dispatches that nothing uses are not decoded.
            async fn undecoded_event(&self, ctx: &Context, event: &Undecoded) -> HandlerResult {
                if event.left_out > 0 {
                    return Ok(());
                }
                let _ = ctx;
                Err(event.error().into())
            }

            /// A dispatch with a type from [`Bot::event_type`](crate::Bot::event_type).
            ///
            /// If its name is also in the table of events, the method of that event is called as well. A dispatch that
            /// does not have the shape of the type goes to [`undecoded_event`](Self::undecoded_event). No intents are
            /// derived from this method: name those you need in the attribute.
            async fn custom_event(&self, ctx: &Context, event: &CustomEvent) -> HandlerResult {
                let _ = (ctx, event);
                Ok(())
            }

            /// Every dispatch, with or without a type, decodable or not: its name, and its `d` as JSON.
            ///
            /// No intents are derived from this method: name those you need in the attribute.
            async fn raw_event(&self, ctx: &Context, name: &str, json: &str) -> HandlerResult {
                let _ = (ctx, name, json);
                Ok(())
            }

            /// An event that Discord has posted to the bot: see [`webhook_event`](crate::webhook_event). It needs no
            /// intents, and a bot that receives requests over HTTP
            /// (`Bot::http`, feature `http-interactions`).
            ///
            /// Discord has been sent the acknowledgement before. Events may come twice and in any order.
            async fn webhook_event(&self, ctx: &Context, event: &WebhookEvent) -> HandlerResult {
                let _ = (ctx, event);
                Ok(())
            }

            /// A failure: a method of this handler failed or panicked, or an event could not be decoded and this
            /// handler does not implement [`undecoded_event`](Self::undecoded_event).
            ///
            /// The default [reports](Failure::report) the failure: it calls [`Bot::on_error`](crate::Bot::on_error), or
            /// logs it.
            async fn error(&self, ctx: &Context, failure: &Failure) {
                failure.report(ctx).await;
            }
        }

        /// Calls the method of `handler` for `event`.
        pub fn call<'a>(
            handler: &'a dyn EventHandler,
            ctx: &'a Context,
            event: &'a Event,
        ) -> BoxFuture<'a, HandlerResult> {
            event_path!("calls the handler's method");
            match event {
                $(Event::$payload(payload) => handler.$method(ctx, payload),)+
                Event::Unknown(event) => handler.unknown_event(ctx, event),
                Event::Undecoded(event) => handler.undecoded_event(ctx, event),
                Event::Custom(event) => match event.undecoded() {
                    None => handler.custom_event(ctx, event),
                    Some(undecoded) => handler.undecoded_event(ctx, undecoded),
                },
            }
        }

        /// Calls the method of `handler` for a lifecycle event.
        pub fn call_lifecycle<'a>(
            handler: &'a dyn EventHandler,
            ctx: &'a Context,
            event: &'a Lifecycle,
        ) -> BoxFuture<'a, HandlerResult> {
            match event {
                $(Lifecycle::$lifecycle(event) => handler.$lifecycle_method(ctx, event),)+
            }
        }

        /// The event of each method of a handler. The code that `#[event_handler]` generates uses these constants, so
        /// that the macro does not need the table of events.
        #[doc(hidden)]
        #[allow(non_upper_case_globals, missing_docs)]
        pub mod method {
            use super::{EventKind, LifecycleKinds, Method};

            $(pub const $method: Method = Method::Event(EventKind::$payload);)+
            $(pub const $lifecycle_method: Method = Method::Lifecycle(LifecycleKinds::$lifecycle_kind);)+
            pub const unknown_event: Method = Method::Event(EventKind::Unknown);
            pub const undecoded_event: Method = Method::Event(EventKind::Undecoded);
            pub const custom_event: Method = Method::Event(EventKind::Custom);
            pub const raw_event: Method = Method::Raw;
            pub const webhook_event: Method = Method::WebhookEvent;

            /// The names of all methods of the trait that are called for events.
            pub const NAMES: &[&str] = &[
                $(stringify!($method),)+
                $(stringify!($lifecycle_method),)+
                "unknown_event",
                "undecoded_event",
                "custom_event",
                "raw_event",
                "webhook_event",
            ];
        }
    };
}

macro_rules! with_lifecycle {
    ($($events:tt)*) => { lifecycle!(define_handler events { $($events)* }); };
}

events!(with_lifecycle);

/// A handler whose [`interests`](EventHandler::interests) are written. `#[event_handler]` implements it. Where it is
/// not implemented, the error of the compiler is that the attribute is missing.
#[diagnostic::on_unimplemented(
    message = "`impl EventHandler for {Self}` lacks its attribute",
    label = "write `#[event_handler]` above this `impl`",
    note = "with `use greenroom::prelude::*;`, or as `#[greenroom::event_handler]`"
)]
pub trait HasInterests {}

/// What a method of a handler is called for.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Method {
    /// An event.
    Event(EventKind),
    /// A lifecycle event of the shards.
    Lifecycle(LifecycleKinds),
    /// Every dispatch.
    Raw,
    /// Every webhook event.
    WebhookEvent,
}

/// The events that a handler has methods for, and its intents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interests {
    /// The events that it has methods for.
    pub events: EventKinds,
    /// The lifecycle events that it has methods for.
    pub lifecycle: LifecycleKinds,
    /// Whether it gets every dispatch as JSON.
    pub raw: bool,
    /// Whether it gets webhook events.
    pub webhook_events: bool,
    /// Intents that are requested by name, `#[event_handler(intents(..))]`. Privileged intents must be requested so.
    pub asked: Intents,
    /// Intents that are not requested, `#[event_handler(without(..))]`: they are not derived, and no warning is logged
    /// if they are missing.
    pub declined: Intents,
    /// Whether its calls wait for nothing: neither for those of the same guild nor for each other.
    pub unordered: bool,
}

impl Interests {
    /// Nothing.
    pub const NOTHING: Self = Self {
        events: EventKinds::NONE,
        lifecycle: LifecycleKinds::empty(),
        raw: false,
        webhook_events: false,
        asked: Intents::empty(),
        declined: Intents::empty(),
        unordered: false,
    };

    /// All events and all lifecycle events, with every intent that is not privileged. It is for handlers without
    /// `#[event_handler]`, whose implemented methods are unknown. Therefore no warnings about missing privileged
    /// intents are logged for them.
    #[must_use]
    pub const fn everything() -> Self {
        Self {
            events: EventKinds::EVERY,
            lifecycle: LifecycleKinds::all(),
            raw: true,
            webhook_events: true,
            asked: Intents::empty(),
            declined: Intents::PRIVILEGED,
            unordered: false,
        }
    }

    /// The interests of a handler with these `methods` and with the intents that its attribute names.
    #[doc(hidden)]
    #[must_use]
    pub fn of(methods: &[Method], asked: Intents, declined: Intents) -> Self {
        let mut interests = Self { asked, declined, ..Self::NOTHING };
        for method in methods {
            match *method {
                Method::Event(kind) => interests.events.insert(kind),
                Method::Lifecycle(kind) => interests.lifecycle |= kind,
                Method::Raw => interests.raw = true,
                Method::WebhookEvent => interests.webhook_events = true,
            }
        }
        interests
    }

    /// The intents that this handler needs: all unprivileged ones that deliver its events, and those in
    /// [`asked`](Self::asked), without those in [`declined`](Self::declined).
    #[must_use]
    pub fn derived_intents(&self) -> Intents {
        let delivering = self.events.iter().fold(Intents::empty(), |intents, kind| intents.union(kind.intents()));
        let guilds =
            if self.lifecycle.contains(LifecycleKinds::GUILDS_AVAILABLE) { Intents::GUILDS } else { Intents::empty() };
        delivering.union(guilds).intersection(Intents::NON_PRIVILEGED).union(self.asked).difference(self.declined)
    }

    /// The methods that lack intents if the bot has the intents `granted`: Discord does not send their event, or sends
    /// it without its content. Methods whose missing intents are in [`declined`](Self::declined) are left out.
    #[must_use]
    pub fn blind(&self, granted: Intents) -> Vec<Blind> {
        let mut blind = Vec::new();
        for kind in self.events.iter() {
            let (delivering, content) = (kind.intents(), kind.content_intents());
            let needs = if !delivering.is_empty() && !delivering.intersects(granted) {
                delivering
            } else {
                content.difference(granted)
            };
            if !needs.difference(self.declined).is_empty() {
                blind.push(Blind { method: kind.method(), needs });
            }
        }
        blind
    }
}

impl From<EventKinds> for Interests {
    fn from(events: EventKinds) -> Self {
        Self { events, ..Self::NOTHING }
    }
}

impl From<EventKind> for Interests {
    fn from(kind: EventKind) -> Self {
        EventKinds::only(kind).into()
    }
}

/// A method that lacks intents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blind {
    /// The name of the method.
    pub method: &'static str,
    /// The missing intents. If several deliver the event, one of them is enough.
    pub needs: Intents,
}

/// A failure while an event was handled, or while a task ran.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failure {
    /// The [`name`](EventHandler::name) of the handler, or the type of the actor.
    pub handler: &'static str,
    /// The name of the dispatch, the method of the lifecycle event, or the name of the task.
    pub event: CompactString,
    /// The shard that received the event, if it came from a shard.
    pub shard: Option<u32>,
    /// The guild of the event, if it has one.
    pub guild_id: Option<GuildId>,
    /// The cause.
    pub cause: FailureCause,
    is_task: bool,
    on_error: Option<OnError>,
}

impl Failure {
    /// A failure of a handler of this name at an event.
    #[must_use]
    pub fn new(handler: &'static str, event: &str, cause: FailureCause) -> Self {
        Self { handler, event: event.into(), shard: None, guild_id: None, cause, is_task: false, on_error: None }
    }

    /// The same failure, of a task.
    pub(crate) fn of_task(self) -> Self {
        Self { is_task: true, ..self }
    }

    /// The name of the task, if a task failed: `App.welcome.birthdays`.
    #[must_use]
    pub fn task(&self) -> Option<&str> {
        self.is_task.then_some(&*self.event)
    }

    /// Sets what [`report`](Self::report) calls.
    pub(crate) fn reported_to(self, on_error: Option<OnError>) -> Self {
        Self { on_error, ..self }
    }

    /// Does what the default of [`EventHandler::error`] does: calls the function of
    /// [`Bot::on_error`](crate::Bot::on_error), or logs the failure if there is none.
    pub async fn report(&self, ctx: &Context) {
        if let Some(OnError(on_error)) = &self.on_error {
            return on_error(ctx, self).await;
        }
        let guild_id = self.guild_id.map(GuildId::get);
        tracing::error!(handler = self.handler, guild_id, shard = self.shard, "{self}");
    }
}

/// What a bot does about failures that its handlers do not deal with themselves.
#[derive(Clone)]
pub(crate) struct OnError(pub(crate) Arc<ErrorFunction>);

type ErrorFunction = dyn for<'a> Fn(&'a Context, &'a Failure) -> BoxFuture<'a, ()> + Send + Sync;

impl fmt::Debug for OnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnError")
    }
}

/// The cause of a [`Failure`].
#[derive(Debug)]
#[non_exhaustive]
pub enum FailureCause {
    /// The method returned an error.
    Error(HandlerError),
    /// The method panicked, with this message.
    Panic(String),
    /// The payload could not be decoded.
    Decode(DecodeError),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let handler = self.handler;
        match &self.cause {
            FailureCause::Error(error) if self.is_task => write!(f, "the task {} failed: {error}", self.event),
            FailureCause::Panic(message) if self.is_task => write!(f, "the task {} panicked: {message}", self.event),
            FailureCause::Error(error) => write!(f, "{handler} failed at {}: {error}", self.event),
            FailureCause::Panic(message) => write!(f, "{handler} panicked at {}: {message}", self.event),
            FailureCause::Decode(error) => write!(f, "{handler}: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use static_assertions::{assert_impl_all, assert_obj_safe};

    use super::*;

    assert_obj_safe!(EventHandler);
    assert_impl_all!(Interests: Send, Sync, Copy);
    assert_impl_all!(Failure: Send, Sync, fmt::Debug);

    const MESSAGE: &[Method] = &[method::message_create];

    #[test]
    fn intents_follow_from_the_methods() {
        let of = |methods: &[Method], asked, declined| Interests::of(methods, asked, declined).derived_intents();
        let none = Intents::empty();
        let messages = Intents::GUILD_MESSAGES | Intents::DIRECT_MESSAGES;
        for (intents, expected) in [
            (of(&[], none, none), none),
            (of(&[method::ready, method::heartbeat, method::raw_event], none, none), none),
            (of(MESSAGE, none, none), messages),
            (of(MESSAGE, Intents::MESSAGE_CONTENT, none), messages | Intents::MESSAGE_CONTENT),
            (of(MESSAGE, none, Intents::DIRECT_MESSAGES), Intents::GUILD_MESSAGES),
            (of(&[method::member_add, method::ban_add], none, none), Intents::GUILD_MODERATION),
            (of(&[method::raw_event], Intents::GUILD_INVITES, none), Intents::GUILD_INVITES),
            // One of its two intents is privileged. Without it Discord sends the events about the bot itself.
            (of(&[method::thread_members_update], none, none), Intents::GUILDS),
            (of(&[method::auto_moderation_action_execution], none, none), Intents::AUTO_MODERATION_EXECUTION),
            (of(&[method::entitlement_create, method::channel_info], none, none), none),
        ] {
            assert_eq!(intents, expected);
        }
        let everything = Interests::everything();
        assert_eq!(everything.derived_intents() & Intents::PRIVILEGED, none);
        assert_eq!(everything.blind(everything.derived_intents()), []);
    }

    #[test]
    fn methods_that_lack_intents_are_named_unless_these_were_declined() {
        let none = Intents::empty();
        let messages = Intents::GUILD_MESSAGES | Intents::DIRECT_MESSAGES;
        for (methods, declined, granted, expected) in [
            (MESSAGE, none, messages, Some(Intents::MESSAGE_CONTENT)),
            (MESSAGE, Intents::MESSAGE_CONTENT, messages, None),
            (MESSAGE, none, messages | Intents::MESSAGE_CONTENT, None),
            (MESSAGE, none, Intents::DIRECT_MESSAGES | Intents::MESSAGE_CONTENT, None),
            (MESSAGE, none, Intents::GUILDS, Some(messages)),
            (&[method::member_remove], none, messages, Some(Intents::GUILD_MEMBERS)),
            (&[method::presence_update], Intents::GUILD_PRESENCES, messages, None),
            (&[method::interaction_create, method::shutdown, method::raw_event], none, none, None),
            (&[method::thread_members_update], none, Intents::GUILDS, None),
            (
                &[method::auto_moderation_action_execution],
                none,
                Intents::AUTO_MODERATION_EXECUTION,
                Some(Intents::MESSAGE_CONTENT),
            ),
            (&[method::auto_moderation_action_execution], none, messages, Some(Intents::AUTO_MODERATION_EXECUTION)),
            (&[method::poll_vote_add], none, Intents::DIRECT_MESSAGE_POLLS, None),
            (&[method::soundboard_sounds, method::subscription_update], none, none, None),
        ] {
            let blind = Interests::of(methods, none, declined).blind(granted);
            assert_eq!(blind.first().map(|blind| blind.needs), expected, "{methods:?} with {granted}");
            assert!(blind.len() <= 1);
        }
    }

    #[test]
    fn each_method_has_the_constant_of_its_event() {
        for kind in EventKinds::EVERY.iter() {
            assert!(method::NAMES.contains(&kind.method()), "{kind}");
        }
        // Beside them: `raw_event` and `webhook_event`.
        assert_eq!(method::NAMES.len(), EventKinds::EVERY.len() + LifecycleKinds::all().iter().count() + 2);
        assert!(matches!(method::member_add, Method::Event(EventKind::MemberAdd)));
    }

    #[test]
    fn a_failure_is_displayed_with_handler_event_and_cause() {
        let failure = |cause| Failure::new("Ping", "MESSAGE_CREATE", cause);
        for (cause, text) in [
            (FailureCause::Error("no such thing".into()), "Ping failed at MESSAGE_CREATE: no such thing"),
            (FailureCause::Panic("oh".into()), "Ping panicked at MESSAGE_CREATE: oh"),
        ] {
            assert_eq!(failure(cause).to_string(), text);
        }
        let error = Event::decode(EventKind::RoleDelete, b"{}").unwrap_err();
        assert_eq!(
            failure(FailureCause::Decode(error)).to_string(),
            "Ping: GUILD_ROLE_DELETE could not be decoded: missing field `guild_id`"
        );
    }
}
