//! Scheduled events of guilds (Discord's docs, resources/guild-scheduled-event). Exceptions, which are dates of a
//! repeated event at which something is different, are in Discord's OpenAPI document alone.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    ChannelId, EntityMetadata, GuildId, ImageData, PrivacyLevel, RecurrenceRule, ScheduledEvent, ScheduledEventEntity,
    ScheduledEventException, ScheduledEventExceptionId, ScheduledEventId, ScheduledEventStatus, ScheduledEventUser,
    ScheduledEventUserCounts, Timestamp, UserId,
};
use crate::rest::{
    Call, Http, Pages,
    body::Object,
    endpoint::{audited, endpoint},
    endpoints::operation as op,
    pages::Plan,
    route::Param,
};

endpoint! {
    /// The request of [`Http::scheduled_events`](crate::rest::Http::scheduled_events); awaiting it sends it.
    pub struct ScheduledEvents -> Vec<ScheduledEvent> {
        query {
            /// Whether `user_count` is filled in.
            with_user_count: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_scheduled_event`](crate::rest::Http::create_scheduled_event); awaiting it sends
    /// it.
    pub struct CreateScheduledEvent -> ScheduledEvent {
        body: Object {
            /// Who may see it: the guild, which is set unless something else is.
            privacy_level: PrivacyLevel,
            /// The stage or voice channel.
            channel_id: ChannelId,
            /// More about a place elsewhere. See also [`location`](Self::location).
            entity_metadata: EntityMetadata,
            /// When it ends. Required if it takes place elsewhere.
            scheduled_end_time: Timestamp,
            /// What it is about, 1–1000 characters.
            description: String,
            /// The cover picture.
            image: ImageData,
            /// How it repeats.
            recurrence_rule: RecurrenceRule,
        }
    }
}

endpoint! {
    /// The request of [`Http::scheduled_event`](crate::rest::Http::scheduled_event); awaiting it sends it.
    pub struct GetScheduledEvent -> ScheduledEvent {
        query {
            /// Whether `user_count` is filled in.
            with_user_count: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_scheduled_event`](crate::rest::Http::update_scheduled_event); awaiting it sends
    /// it.
    pub struct UpdateScheduledEvent -> ScheduledEvent {
        body: Object {
            /// The name, 1–100 characters.
            name: String,
            /// How far it is: from scheduled to active or canceled, from active to completed.
            status: ScheduledEventStatus,
            /// When it begins.
            scheduled_start_time: Timestamp,
            /// When it ends. Required if it takes place elsewhere.
            scheduled_end_time / clear_scheduled_end_time: Timestamp,
            /// Where it takes place. Moved elsewhere, it needs a `location`, a `scheduled_end_time`, and that
            /// `channel_id` is cleared.
            entity_type: ScheduledEventEntity,
            /// The stage or voice channel.
            channel_id / clear_channel_id: ChannelId,
            /// More about a place elsewhere. See also [`location`](Self::location).
            entity_metadata / clear_entity_metadata: EntityMetadata,
            /// What it is about, 1–1000 characters.
            description / clear_description: String,
            /// The cover picture.
            image / clear_image: ImageData,
            /// Who may see it: the guild.
            privacy_level: PrivacyLevel,
            /// How it repeats.
            recurrence_rule / clear_recurrence_rule: RecurrenceRule,
        }
    }
}

endpoint! {
    /// The request of [`Http::scheduled_event_users`](crate::rest::Http::scheduled_event_users); awaiting it sends it.
    pub struct ScheduledEventUsers -> Vec<ScheduledEventUser> {
        query {
            /// Whether `member` is filled in.
            with_member: bool,
            /// How many: 1–100, 100 if not said.
            limit: u8,
            /// Those whose id is lower. Given together with `after`, it alone counts.
            before: UserId,
            /// Those whose id is higher.
            after: UserId,
        }
    }
}

impl ScheduledEventUsers {
    /// A stream over all elements, from the oldest to the newest; it requests page after page. See [`Pages`]. `after`
    /// is where it begins. `before` is where it ends. `limit` is the size of a page: at most 100, which is the default.
    pub fn stream(mut self) -> Pages<ScheduledEventUser> {
        let plan = Plan::up("after").sized(self.limit.take(), 100);
        let (start, bound) = (self.after.take(), self.before.take());
        Pages::new(self.filled(), plan, start, bound, |page| (page, None), |item| item.id())
    }
}

endpoint! {
    /// The request of [`Http::scheduled_event_user_counts`](crate::rest::Http::scheduled_event_user_counts); awaiting
    /// it sends it.
    pub struct GetScheduledEventUserCounts -> ScheduledEventUserCounts {
        query {
            /// Dates of it that are counted too, up to ten.
            exceptions as "guild_scheduled_event_exception_ids": Vec<ScheduledEventExceptionId>,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_scheduled_event_exception`](crate::rest::Http::create_scheduled_event_exception);
    /// awaiting it sends it.
    pub struct CreateScheduledEventException -> ScheduledEventException {
        body: Object {
            /// When it begins instead.
            scheduled_start_time: Timestamp,
            /// When it ends instead.
            scheduled_end_time: Timestamp,
            /// Whether it does not take place.
            is_canceled: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_scheduled_event_exception`](crate::rest::Http::update_scheduled_event_exception);
    /// awaiting it sends it.
    pub struct UpdateScheduledEventException -> ScheduledEventException {
        body: Object {
            /// When it begins instead; cleared, as the event.
            scheduled_start_time / clear_scheduled_start_time: Timestamp,
            /// When it ends instead; cleared, as the event.
            scheduled_end_time / clear_scheduled_end_time: Timestamp,
            /// Whether it does not take place.
            is_canceled: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::scheduled_event_exception_users`](crate::rest::Http::scheduled_event_exception_users);
    /// awaiting it sends it.
    pub struct ScheduledEventExceptionUsers -> Vec<ScheduledEventUser> {
        query {
            /// Whether `member` is filled in.
            with_member: bool,
            /// How many: 1–100, 100 if not said.
            limit: u8,
            /// Those whose id is lower. Given together with `after`, it alone counts.
            before: UserId,
            /// Those whose id is higher.
            after: UserId,
        }
    }
}

impl ScheduledEventExceptionUsers {
    /// A stream over all elements, from the oldest to the newest; it requests page after page. See [`Pages`]. `after`
    /// is where it begins. `before` is where it ends. `limit` is the size of a page: at most 100, which is the default.
    pub fn stream(mut self) -> Pages<ScheduledEventUser> {
        let plan = Plan::up("after").sized(self.limit.take(), 100);
        let (start, bound) = (self.after.take(), self.before.take());
        Pages::new(self.filled(), plan, start, bound, |page| (page, None), |item| item.id())
    }
}

audited!(CreateScheduledEvent, UpdateScheduledEvent);

impl Http {
    /// The scheduled events of a guild, to come and going on.
    pub fn scheduled_events(&self, guild: GuildId) -> ScheduledEvents {
        ScheduledEvents::of(self.call(&op::LIST_GUILD_SCHEDULED_EVENTS, &[Param::Id(guild.get())]))
    }

    /// Makes a scheduled event: on a stage or in voice with `channel_id`, elsewhere with
    /// [`location`](CreateScheduledEvent::location) and `scheduled_end_time`. Needs CREATE_EVENTS; on a stage also
    /// MANAGE_CHANNELS, MUTE_MEMBERS and MOVE_MEMBERS there, in voice also VIEW_CHANNEL and CONNECT there. A guild has
    /// up to 100 that are to come or going on.
    ///
    /// * `name`: The name, 1–100 characters.
    /// * `start`: When it begins.
    /// * `entity_type`: Where it takes place.
    pub fn create_scheduled_event(
        &self,
        guild: GuildId,
        name: &str,
        start: Timestamp,
        entity_type: ScheduledEventEntity,
    ) -> CreateScheduledEvent {
        CreateScheduledEvent::of(
            self.call(&op::CREATE_GUILD_SCHEDULED_EVENT, &[Param::Id(guild.get())]),
            Object::default()
                .with("name", &name)
                .with("scheduled_start_time", &start)
                .with("entity_type", &entity_type),
        )
        .for_the_guild()
    }

    /// A scheduled event.
    pub fn scheduled_event(&self, guild: GuildId, event: ScheduledEventId) -> GetScheduledEvent {
        GetScheduledEvent::of(
            self.call(&op::GET_GUILD_SCHEDULED_EVENT, &[Param::Id(guild.get()), Param::Id(event.get())]),
        )
    }

    /// Changes a scheduled event, begins or ends it. What is not mentioned stays as it is. Needs MANAGE_EVENTS, or
    /// CREATE_EVENTS for one of the bot's own, and what making it at that place needs.
    pub fn update_scheduled_event(&self, guild: GuildId, event: ScheduledEventId) -> UpdateScheduledEvent {
        UpdateScheduledEvent::of(
            self.call(&op::UPDATE_GUILD_SCHEDULED_EVENT, &[Param::Id(guild.get()), Param::Id(event.get())]),
            Object::default(),
        )
    }

    /// Deletes a scheduled event. Needs MANAGE_EVENTS, or CREATE_EVENTS for one of the bot's own.
    pub fn delete_scheduled_event(&self, guild: GuildId, event: ScheduledEventId) -> Call<()> {
        self.act(&op::DELETE_GUILD_SCHEDULED_EVENT, &[Param::Id(guild.get()), Param::Id(event.get())])
    }

    /// Who wants to come to a scheduled event, by id.
    pub fn scheduled_event_users(&self, guild: GuildId, event: ScheduledEventId) -> ScheduledEventUsers {
        ScheduledEventUsers::of(
            self.call(&op::LIST_GUILD_SCHEDULED_EVENT_USERS, &[Param::Id(guild.get()), Param::Id(event.get())]),
        )
    }

    /// How many want to come to a scheduled event. Discord's docs do not mention it.
    pub fn scheduled_event_user_counts(&self, guild: GuildId, event: ScheduledEventId) -> GetScheduledEventUserCounts {
        GetScheduledEventUserCounts::of(
            self.call(&op::COUNT_GUILD_SCHEDULED_EVENT_USERS, &[Param::Id(guild.get()), Param::Id(event.get())]),
        )
    }

    /// Makes one date of a repeated event different, or calls it off.
    ///
    /// * `original_start`: When that date would begin.
    pub fn create_scheduled_event_exception(
        &self,
        guild: GuildId,
        event: ScheduledEventId,
        original_start: Timestamp,
    ) -> CreateScheduledEventException {
        CreateScheduledEventException::of(
            self.call(&op::CREATE_GUILD_SCHEDULED_EVENT_EXCEPTION, &[Param::Id(guild.get()), Param::Id(event.get())]),
            Object::default().with("original_scheduled_start_time", &original_start),
        )
    }

    /// Changes what is different about one date of a repeated event. What is not mentioned stays as it is.
    pub fn update_scheduled_event_exception(
        &self,
        guild: GuildId,
        event: ScheduledEventId,
        exception: ScheduledEventExceptionId,
    ) -> UpdateScheduledEventException {
        UpdateScheduledEventException::of(
            self.call(
                &op::UPDATE_GUILD_SCHEDULED_EVENT_EXCEPTION,
                &[Param::Id(guild.get()), Param::Id(event.get()), Param::Id(exception.get())],
            ),
            Object::default(),
        )
    }

    /// Makes one date of a repeated event as the others again.
    pub fn delete_scheduled_event_exception(
        &self,
        guild: GuildId,
        event: ScheduledEventId,
        exception: ScheduledEventExceptionId,
    ) -> Call<()> {
        self.act(
            &op::DELETE_GUILD_SCHEDULED_EVENT_EXCEPTION,
            &[Param::Id(guild.get()), Param::Id(event.get()), Param::Id(exception.get())],
        )
    }

    /// Who wants to come to one date of a repeated event, by id.
    pub fn scheduled_event_exception_users(
        &self,
        guild: GuildId,
        event: ScheduledEventId,
        exception: ScheduledEventExceptionId,
    ) -> ScheduledEventExceptionUsers {
        ScheduledEventExceptionUsers::of(self.call(
            &op::LIST_GUILD_SCHEDULED_EVENT_EXCEPTION_USERS,
            &[Param::Id(guild.get()), Param::Id(event.get()), Param::Id(exception.get())],
        ))
    }
}
