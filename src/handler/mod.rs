//! What a bot is made of: handlers, each a set of methods for the events it wants.

mod invocation;

use std::any::type_name;
use std::fmt;

use async_trait::async_trait;
use compact_str::CompactString;
use futures_util::future::BoxFuture;

pub(crate) use self::invocation::{HandlerInput, Invocation, Recycler, ReturnPath, is_recycled, return_all, share};
use crate::context::Context;
use crate::event::{events, lifecycle, *};
use crate::event_path::event_path;
use crate::gateway::Intents;
use crate::model::GuildId;

/// Whatever can go wrong in a handler: `?` works on every error that is `Send` and `Sync`.
pub type HandlerError = Box<dyn std::error::Error + Send + Sync>;

/// What every method of a handler returns. An error is handed to [`EventHandler::error`].
pub type HandlerResult = Result<(), HandlerError>;

macro_rules! define_handler {
    (
        events { $($name:literal $payload:ident $storage:ident $method:ident
            guild[$($guild:ident)*] direct[$($direct:ident)*] content[$($content:ident)*] $doc:literal;)+ }
        $($lifecycle:ident $lifecycle_kind:ident $lifecycle_method:ident $lifecycle_doc:literal;)+
    ) => {
        /// Reacts to events. Write the methods for those you want, and put `#[event_handler]` above the `impl`:
        ///
        /// ```ignore
        /// #[event_handler(intents(MESSAGE_CONTENT))]
        /// impl EventHandler for Ping {
        ///     async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        ///         Ok(())
        ///     }
        /// }
        /// ```
        ///
        /// The attribute sees which methods are written. Only those events are decoded and dispatched, and the intents that
        /// deliver them are asked for; privileged ones must be named, as `MESSAGE_CONTENT` is here. Without the attribute the
        /// trait is implemented with [`async_trait`](macro@async_trait), and [`interests`](Self::interests) says what it wants.
        ///
        /// Events of one guild reach a handler in order, guilds run in parallel. A method that fails or panics is
        /// reported to [`error`](Self::error) and costs nothing else.
        #[async_trait]
        pub trait EventHandler: Send + Sync + 'static {
            /// What this handler is called in logs and errors: its type, unless you say otherwise.
            fn name(&self) -> &'static str {
                type_name::<Self>()
            }

            /// What this handler wants. Written by `#[event_handler]`; everything, unless you say otherwise.
            fn interests(&self) -> Interests {
                Interests::everything()
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

            /// A dispatch that has no type here, and none of [yours](crate::Bot::event_type): Discord has something new.
            ///
            /// Asks for no intent: name those you need in the attribute.
            async fn unknown_event(&self, ctx: &Context, event: &UnknownEvent) -> HandlerResult {
                let _ = (ctx, event);
                Ok(())
            }

            /// A dispatch that does not have the shape of its type, which costs this one event and nothing else; or
            /// one of which values were left out because they could not be read, after the event itself: see
            /// [`left_out`](Undecoded::left_out).
            ///
            /// Written, it is called for every such dispatch that anybody wanted to see. If it is not, [`error`](Self::error) is
            /// called in its place, and only for dispatches that did not come at all and that this handler has a
            /// method for. A dispatch that nobody wants is not decoded, and so fits any shape.
            async fn undecoded_event(&self, ctx: &Context, event: &Undecoded) -> HandlerResult {
                if event.left_out > 0 {
                    return Ok(());
                }
                let failure = Failure {
                    handler: None,
                    event: event.name.clone(),
                    shard: Some(ctx.shard()),
                    guild_id: None,
                    cause: FailureCause::Decode(event.error()),
                };
                self.error(ctx, &failure).await;
                Ok(())
            }

            /// A dispatch whose type is yours: [`Bot::event_type`](crate::Bot::event_type) has named it.
            ///
            /// Where the name is one of the table as well, its own method is called too. One that does not have the shape of
            /// your type goes to [`undecoded_event`](Self::undecoded_event). Asks for no intent: name those you need in the attribute.
            async fn custom_event(&self, ctx: &Context, event: &CustomEvent) -> HandlerResult {
                let _ = (ctx, event);
                Ok(())
            }

            /// Any dispatch at all, typed or not, decodable or not: its name and its `d` as JSON.
            ///
            /// Writing this method asks for no intent: name those you need in the attribute.
            async fn raw_event(&self, ctx: &Context, name: &str, json: &str) -> HandlerResult {
                let _ = (ctx, name, json);
                Ok(())
            }

            /// Something went wrong: one of this handler's methods failed or panicked, or an event could not be decoded and this
            /// handler has no [`undecoded_event`](Self::undecoded_event).
            ///
            /// Logs it, unless you write something else.
            async fn error(&self, ctx: &Context, failure: &Failure) {
                let _ = ctx;
                tracing::error!(guild_id = failure.guild_id.map(GuildId::get), shard = failure.shard, "{failure}");
            }
        }

        /// Calls the handler's method for the event.
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

        /// Calls the handler's method for what happened to the shards.
        pub fn call_lifecycle<'a>(
            handler: &'a dyn EventHandler,
            ctx: &'a Context,
            event: &'a Lifecycle,
        ) -> BoxFuture<'a, HandlerResult> {
            match event {
                $(Lifecycle::$lifecycle(event) => handler.$lifecycle_method(ctx, event),)+
            }
        }

        /// What each method of a handler stands for. `#[event_handler]` names these, so that it need not know the table.
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

            /// The names of the methods that are called for something that happens, as the trait has them.
            pub const NAMES: &[&str] = &[
                $(stringify!($method),)+
                $(stringify!($lifecycle_method),)+
                "unknown_event",
                "undecoded_event",
                "custom_event",
                "raw_event",
            ];
        }
    };
}

macro_rules! with_lifecycle {
    ($($events:tt)*) => { lifecycle!(define_handler events { $($events)* }); };
}

events!(with_lifecycle);

/// What a method of a handler stands for.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Method {
    /// An event of the table.
    Event(EventKind),
    /// Something that happens to the shards.
    Lifecycle(LifecycleKinds),
    /// Every dispatch.
    Raw,
}

/// What a handler wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interests {
    /// The events it has a method for.
    pub events: EventKinds,
    /// What it has a method for of what happens to the shards.
    pub lifecycle: LifecycleKinds,
    /// Whether it wants every dispatch as JSON.
    pub raw: bool,
    /// Intents it asks for by name, privileged ones above all.
    pub asked: Intents,
    /// Intents it does without knowingly: they are not derived, and it is not warned that it lacks them.
    pub declined: Intents,
}

impl Interests {
    /// Nothing.
    pub const NOTHING: Self = Self {
        events: EventKinds::NONE,
        lifecycle: LifecycleKinds::empty(),
        raw: false,
        asked: Intents::empty(),
        declined: Intents::empty(),
    };

    /// All events and all that happens to the shards, with every intent that is not privileged: for handlers without
    /// `#[event_handler]`, of which nobody knows what they have methods for. For the same reason they are never warned.
    #[must_use]
    pub const fn everything() -> Self {
        Self {
            events: EventKinds::EVERY,
            lifecycle: LifecycleKinds::all(),
            raw: true,
            asked: Intents::empty(),
            declined: Intents::PRIVILEGED,
        }
    }

    /// What the methods stand for that were written.
    #[doc(hidden)]
    #[must_use]
    pub fn of(methods: &[Method], asked: Intents, declined: Intents) -> Self {
        let mut interests = Self { asked, declined, ..Self::NOTHING };
        for method in methods {
            match *method {
                Method::Event(kind) => interests.events.insert(kind),
                Method::Lifecycle(kind) => interests.lifecycle |= kind,
                Method::Raw => interests.raw = true,
            }
        }
        interests
    }

    /// The intents this handler needs: all unprivileged ones that deliver its events, and those it asks for by name,
    /// without those it declines.
    #[must_use]
    pub fn derived_intents(&self) -> Intents {
        let delivering = self.events.iter().fold(Intents::empty(), |intents, kind| intents.union(kind.intents()));
        let guilds =
            if self.lifecycle.contains(LifecycleKinds::GUILDS_AVAILABLE) { Intents::GUILDS } else { Intents::empty() };
        delivering.union(guilds).intersection(Intents::NON_PRIVILEGED).union(self.asked).difference(self.declined)
    }

    /// The methods that see nothing with these intents: their event never comes, or comes without its text. One whose missing
    /// intents were declined is left out.
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

/// A method that sees nothing, and what it needs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blind {
    /// The handler's method.
    pub method: &'static str,
    /// The intents that are missing. Of several that deliver an event one is enough.
    pub needs: Intents,
}

/// Something went wrong while an event was handled.
#[derive(Debug)]
pub struct Failure {
    /// The [`name`](EventHandler::name) of the handler; none if the event did not get that far.
    pub handler: Option<&'static str>,
    /// The event: the name of the dispatch, or the method for what happens to the shards.
    pub event: CompactString,
    /// The shard it came from, if it came from one.
    pub shard: Option<u32>,
    /// The guild it was about.
    pub guild_id: Option<GuildId>,
    /// What went wrong.
    pub cause: FailureCause,
}

/// What went wrong while an event was handled.
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
        let handler = self.handler.unwrap_or("a handler");
        match &self.cause {
            FailureCause::Error(error) => write!(f, "{handler} failed at {}: {error}", self.event),
            FailureCause::Panic(message) => write!(f, "{handler} panicked at {}: {message}", self.event),
            FailureCause::Decode(error) => error.fmt(f),
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
            // Of its two intents one is privileged: without it the bot is told of itself.
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
    fn blind_methods_are_named_unless_that_is_known() {
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
    fn each_method_stands_for_its_event() {
        for kind in EventKinds::EVERY.iter() {
            assert!(method::NAMES.contains(&kind.method()), "{kind}");
        }
        assert_eq!(method::NAMES.len(), EventKinds::EVERY.len() + LifecycleKinds::all().iter().count() + 1);
        assert!(matches!(method::member_add, Method::Event(EventKind::MemberAdd)));
    }

    #[test]
    fn a_failure_reads_as_a_sentence() {
        let failure = |cause| Failure {
            handler: Some("Ping"),
            event: "MESSAGE_CREATE".into(),
            shard: Some(0),
            guild_id: None,
            cause,
        };
        for (cause, text) in [
            (FailureCause::Error("no such thing".into()), "Ping failed at MESSAGE_CREATE: no such thing"),
            (FailureCause::Panic("oh".into()), "Ping panicked at MESSAGE_CREATE: oh"),
        ] {
            assert_eq!(failure(cause).to_string(), text);
        }
        let error = Event::decode(EventKind::RoleDelete, b"{}").unwrap_err();
        assert_eq!(
            failure(FailureCause::Decode(error)).to_string(),
            "GUILD_ROLE_DELETE could not be decoded: missing field `guild_id`"
        );
    }
}
