//! Scheduled events of guilds (Discord's docs, resources/guild-scheduled-event). Exceptions, which are changed dates of
//! a recurring event, are only in Discord's OpenAPI document.
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
            /// Whether `user_count` is set.
            with_user_count: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_scheduled_event`](crate::rest::Http::create_scheduled_event); awaiting it sends
    /// it.
    pub struct CreateScheduledEvent -> ScheduledEvent {
        body: Object {
            /// The privacy level: the guild, which is the default.
            privacy_level: PrivacyLevel,
            /// The stage or voice channel.
            channel_id: ChannelId,
            /// The data of a place outside of Discord. See also [`location`](Self::location).
            entity_metadata: EntityMetadata,
            /// The end time. Required for a place outside of Discord.
            scheduled_end_time: Timestamp,
            /// The description, 1–1000 characters.
            description: String,
            /// The cover image.
            image: ImageData,
            /// The recurrence rule.
            recurrence_rule: RecurrenceRule,
        }
    }
}

endpoint! {
    /// The request of [`Http::scheduled_event`](crate::rest::Http::scheduled_event); awaiting it sends it.
    pub struct GetScheduledEvent -> ScheduledEvent {
        query {
            /// Whether `user_count` is set.
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
            /// The status: from scheduled to active or canceled, from active to completed.
            status: ScheduledEventStatus,
            /// The start time.
            scheduled_start_time: Timestamp,
            /// The end time. Required for a place outside of Discord.
            scheduled_end_time / clear_scheduled_end_time: Timestamp,
            /// The type of the place. To move the event outside of Discord, set `location` and `scheduled_end_time`,
            /// and clear `channel_id`.
            entity_type: ScheduledEventEntity,
            /// The stage or voice channel.
            channel_id / clear_channel_id: ChannelId,
            /// The data of a place outside of Discord. See also [`location`](Self::location).
            entity_metadata / clear_entity_metadata: EntityMetadata,
            /// The description, 1–1000 characters.
            description / clear_description: String,
            /// The cover image.
            image / clear_image: ImageData,
            /// The privacy level: the guild.
            privacy_level: PrivacyLevel,
            /// The recurrence rule.
            recurrence_rule / clear_recurrence_rule: RecurrenceRule,
        }
    }
}

endpoint! {
    /// The request of [`Http::scheduled_event_users`](crate::rest::Http::scheduled_event_users); awaiting it sends it.
    pub struct ScheduledEventUsers -> Vec<ScheduledEventUser> {
        query {
            /// Whether `member` is set.
            with_member: bool,
            /// The number of elements, 1–100; 100 by default.
            limit: u8,
            /// Only those with a smaller id. If `after` is set too, it is ignored.
            before: UserId,
            /// Only those with a larger id.
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
            /// Exceptions that are counted too, up to ten.
            exceptions as "guild_scheduled_event_exception_ids": Vec<ScheduledEventExceptionId>,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_scheduled_event_exception`](crate::rest::Http::create_scheduled_event_exception);
    /// awaiting it sends it.
    pub struct CreateScheduledEventException -> ScheduledEventException {
        body: Object {
            /// The new start time.
            scheduled_start_time: Timestamp,
            /// The new end time.
            scheduled_end_time: Timestamp,
            /// Whether the date is canceled.
            is_canceled: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_scheduled_event_exception`](crate::rest::Http::update_scheduled_event_exception);
    /// awaiting it sends it.
    pub struct UpdateScheduledEventException -> ScheduledEventException {
        body: Object {
            /// The new start time; if cleared, that of the event.
            scheduled_start_time / clear_scheduled_start_time: Timestamp,
            /// The new end time; if cleared, that of the event.
            scheduled_end_time / clear_scheduled_end_time: Timestamp,
            /// Whether the date is canceled.
            is_canceled: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::scheduled_event_exception_users`](crate::rest::Http::scheduled_event_exception_users);
    /// awaiting it sends it.
    pub struct ScheduledEventExceptionUsers -> Vec<ScheduledEventUser> {
        query {
            /// Whether `member` is set.
            with_member: bool,
            /// The number of elements, 1–100; 100 by default.
            limit: u8,
            /// Only those with a smaller id. If `after` is set too, it is ignored.
            before: UserId,
            /// Only those with a larger id.
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
    /// The scheduled and active events of a guild.
    pub fn scheduled_events(&self, guild: GuildId) -> ScheduledEvents {
        ScheduledEvents::of(self.call(&op::LIST_GUILD_SCHEDULED_EVENTS, &[Param::Id(guild.get())]))
    }

    /// Creates a scheduled event: in a stage or voice channel with `channel_id`, elsewhere with
    /// [`location`](CreateScheduledEvent::location) and `scheduled_end_time`. Needs CREATE_EVENTS; for a stage also
    /// MANAGE_CHANNELS, MUTE_MEMBERS and MOVE_MEMBERS in it, for a voice channel also VIEW_CHANNEL and CONNECT in it. A
    /// guild can have up to 100 scheduled or active events.
    ///
    /// * `name`: The name, 1–100 characters.
    /// * `start`: The start time.
    /// * `entity_type`: The type of the place.
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

    /// Changes a scheduled event, or starts or ends it. Fields that are not set stay unchanged. Needs MANAGE_EVENTS, or
    /// CREATE_EVENTS for one that the bot created, and the permissions that creating it at that place needs.
    pub fn update_scheduled_event(&self, guild: GuildId, event: ScheduledEventId) -> UpdateScheduledEvent {
        UpdateScheduledEvent::of(
            self.call(&op::UPDATE_GUILD_SCHEDULED_EVENT, &[Param::Id(guild.get()), Param::Id(event.get())]),
            Object::default(),
        )
    }

    /// Deletes a scheduled event. Needs MANAGE_EVENTS, or CREATE_EVENTS for one that the bot created.
    pub fn delete_scheduled_event(&self, guild: GuildId, event: ScheduledEventId) -> Call<()> {
        self.act(&op::DELETE_GUILD_SCHEDULED_EVENT, &[Param::Id(guild.get()), Param::Id(event.get())])
    }

    /// The users interested in a scheduled event, by id.
    pub fn scheduled_event_users(&self, guild: GuildId, event: ScheduledEventId) -> ScheduledEventUsers {
        ScheduledEventUsers::of(
            self.call(&op::LIST_GUILD_SCHEDULED_EVENT_USERS, &[Param::Id(guild.get()), Param::Id(event.get())]),
        )
    }

    /// The number of users interested in a scheduled event. Discord's docs do not mention it.
    pub fn scheduled_event_user_counts(&self, guild: GuildId, event: ScheduledEventId) -> GetScheduledEventUserCounts {
        GetScheduledEventUserCounts::of(
            self.call(&op::COUNT_GUILD_SCHEDULED_EVENT_USERS, &[Param::Id(guild.get()), Param::Id(event.get())]),
        )
    }

    /// Changes or cancels one date of a recurring event.
    ///
    /// * `original_start`: The start time by the recurrence rule.
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

    /// Changes an exception, which is one date of a recurring event. Fields that are not set stay unchanged.
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

    /// Deletes an exception: the date is like the others again.
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

    /// The users interested in one date of a recurring event, by id.
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
