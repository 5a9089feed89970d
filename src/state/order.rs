//! The order and the bounds of handler calls.

use std::time::Duration;

use crate::{
    event::{Event, EventKind},
    model::{ChannelId, GuildId, UserId},
};

/// Which events are handled in order.
///
/// A handler receives events with the same key one after the other, in the order in which Discord sent them; events
/// with different keys are handled in parallel. An event without the chosen key uses another one that it has: for
/// `Guild` its channel or user, for `Channel` its guild or user, for `User` its channel or guild, and otherwise its
/// shard.
///
/// Interactions (INTERACTION_CREATE) are in no order, whatever is set here. Each is a call of its own that waits for no
/// event and for no other interaction, because its answer is due within three seconds. See
/// [`Bot::max_interactions`](crate::Bot::max_interactions).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventOrder {
    /// In order for each guild; direct messages for each channel.
    #[default]
    Guild,
    /// In order for each channel.
    Channel,
    /// In order for each user.
    User,
    /// In no order: no event waits for another one.
    None,
}

/// What happens when [`Bot::max_waiting`](crate::Bot::max_waiting) events wait for their handlers. Heartbeats go on in
/// any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overflow {
    /// Shards stop reading their sockets until fewer events wait. No event is lost: Discord waits, or closes the
    /// connection after some time, and the session is resumed. Missing heartbeat acknowledgements do not count in the
    /// meantime, because they are not read either.
    ///
    /// This is the only case in which interactions wait for events: they are not read either. A warning is logged when
    /// it happens for the first time.
    #[default]
    Wait,
    /// New events are dropped, and counted in [`HandlerStats::dropped`](crate::HandlerStats::dropped). An interaction
    /// is dropped only if as many *interactions* wait.
    DropNewest,
}

/// The settings of the executor of handlers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ExecutorConfig {
    pub(crate) order: EventOrder,
    pub(crate) overflow: Overflow,
    pub(crate) capacity: usize,
    pub(crate) parallel: usize,
    /// How many calls for interactions may run at the same time.
    pub(crate) interactions: usize,
    pub(crate) slow_after: Duration,
}

impl ExecutorConfig {
    pub(crate) const DEFAULT_CAPACITY: usize = 16_384;
    pub(crate) const DEFAULT_PARALLEL: usize = 1024;
    pub(crate) const DEFAULT_INTERACTIONS: usize = 256;
    pub(crate) const DEFAULT_SLOW_AFTER: Duration = Duration::from_secs(5);
}

impl Default for ExecutorConfig {
    fn default() -> Self {
        Self {
            order: EventOrder::default(),
            overflow: Overflow::default(),
            capacity: Self::DEFAULT_CAPACITY,
            parallel: Self::DEFAULT_PARALLEL,
            interactions: Self::DEFAULT_INTERACTIONS,
            slow_after: Self::DEFAULT_SLOW_AFTER,
        }
    }
}

/// The key of an event: events with the same key are handled in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OrderKey {
    Guild(GuildId),
    Channel(ChannelId),
    User(UserId),
    /// Lifecycle events of a shard, and events without another key.
    Shard(u32),
    /// There is no order: each call has a key of its own.
    None,
    /// An interaction: its calls do not wait in the queues.
    Interaction,
}

impl OrderKey {
    /// The key of `event`, which `shard` has received.
    pub(crate) fn of(event: &Event, order: EventOrder, shard: u32) -> Self {
        if is_interaction(event) {
            return Self::Interaction;
        }
        let guild = || event.guild_id().map(Self::Guild);
        let channel = || event.channel_id().map(Self::Channel);
        let user = || event.user_id().map(Self::User);
        let key = match order {
            EventOrder::None => return Self::None,
            EventOrder::Guild => guild().or_else(channel).or_else(user),
            EventOrder::Channel => channel().or_else(guild).or_else(user),
            EventOrder::User => user().or_else(channel).or_else(guild),
        };
        key.unwrap_or(Self::Shard(shard))
    }
}

/// Whether the event is INTERACTION_CREATE, with our type or with a registered one.
fn is_interaction(event: &Event) -> bool {
    match event {
        Event::InteractionCreate(_) => true,
        Event::Custom(custom) => custom.name() == EventKind::InteractionCreate.name(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interactions_have_no_key_whatever_the_order() {
        let json = br#"{"id":"1","application_id":"2","type":2,"guild_id":"3","channel_id":"4"}"#;
        let interaction = Event::decode(EventKind::InteractionCreate, json).unwrap();
        let message = br#"{"id":"1","channel_id":"4","guild_id":"3","author":{"id":"5","username":"a"}}"#;
        let message = Event::decode(EventKind::MessageCreate, message).unwrap();
        for (order, key) in [
            (EventOrder::Guild, OrderKey::Guild(GuildId::new(3))),
            (EventOrder::Channel, OrderKey::Channel(ChannelId::new(4))),
            (EventOrder::User, OrderKey::User(UserId::new(5))),
            (EventOrder::None, OrderKey::None),
        ] {
            assert_eq!(OrderKey::of(&interaction, order, 0), OrderKey::Interaction);
            assert_eq!(OrderKey::of(&message, order, 0), key);
        }
    }
}
