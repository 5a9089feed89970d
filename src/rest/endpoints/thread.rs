//! Threads and posts of forums (Discord's docs, resources/channel and topics/threads). Methods for all channels are
//! with the channels.
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    Channel, ChannelId, ChannelKind, ForumTagId, MessageId, SearchOrder, StarterMessage, TagSetting, ThreadList,
    ThreadMember, ThreadSearch, ThreadSearchSort, Timestamp, UserId,
};
use crate::rest::{
    Call, Http, Pages,
    body::Object,
    endpoint::{audited, endpoint, uploading},
    endpoints::operation as op,
    pages::Plan,
    route::Param,
};

endpoint! {
    /// The request of [`Http::create_thread_from_message`](crate::rest::Http::create_thread_from_message); awaiting it
    /// sends it.
    pub struct CreateThreadFromMessage -> Channel {
        body: Object {
            /// The minutes of inactivity after which it is archived: 60, 1440, 4320 or 10080.
            auto_archive_duration: u32,
            /// Slow mode: the seconds between two messages of a user, 0–21600.
            rate_limit_per_user: u32,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_thread`](crate::rest::Http::create_thread); awaiting it sends it.
    pub struct CreateThread -> Channel {
        body: Object {
            /// The minutes of inactivity after which it is archived: 60, 1440, 4320 or 10080.
            auto_archive_duration: u32,
            /// Slow mode: the seconds between two messages of a user, 0–21600.
            rate_limit_per_user: u32,
            /// The type: public, private or in an announcement channel; private by default.
            kind as "type": ChannelKind,
            /// For private threads: whether members without MANAGE_THREADS can add others.
            invitable: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::create_forum_post`](crate::rest::Http::create_forum_post); awaiting it sends it.
    pub struct CreateForumPost -> Channel {
        body: Object {
            /// The minutes of inactivity after which it is archived: 60, 1440, 4320 or 10080.
            auto_archive_duration: u32,
            /// Slow mode: the seconds between two messages of a user, 0–21600.
            rate_limit_per_user: u32,
            /// The tags of the post, up to 5. Some forums require one (code 40067).
            applied_tags: Vec<ForumTagId>,
        }
    }
}

endpoint! {
    /// The request of [`Http::thread_members`](crate::rest::Http::thread_members); awaiting it sends it.
    pub struct ThreadMembers -> Vec<ThreadMember> {
        query {
            /// Whether each has the member of the guild; only then `limit` applies.
            with_member: bool,
            /// The number of elements, 1–100; 100 by default.
            limit: u8,
            /// Only those with a larger id than this user.
            after: UserId,
        }
    }
}

impl ThreadMembers {
    /// A stream over all elements, from the oldest to the newest; it requests page after page. See [`Pages`]. `after`
    /// is where it begins. `limit` is the size of a page: at most 100, which is the default.
    pub fn stream(mut self) -> Pages<ThreadMember> {
        let plan = Plan::up("after").sized(self.limit.take(), 100);
        let (start, bound) = (self.after.take(), None);
        Pages::new(self.filled(), plan, start, bound, |page| (page, None), |item| item.user_id)
    }
}

endpoint! {
    /// The request of [`Http::thread_member`](crate::rest::Http::thread_member); awaiting it sends it.
    pub struct GetThreadMember -> ThreadMember {
        query {
            /// Whether it has the member of the guild.
            with_member: bool,
        }
    }
}

endpoint! {
    /// The request of [`Http::public_archived_threads`](crate::rest::Http::public_archived_threads); awaiting it sends
    /// it.
    pub struct PublicArchivedThreads -> ThreadList {
        query {
            /// Only those archived before this time.
            before: Timestamp,
            /// The number of elements, 2–100.
            limit: u8,
        }
    }
}

impl PublicArchivedThreads {
    /// A stream over all elements, from the newest to the oldest; it requests page after page. See [`Pages`]. `before`
    /// is where it begins. `limit` is the size of a page: at most 100, which is the default.
    pub fn stream(mut self) -> Pages<Channel> {
        let plan = Plan::down("before").sized(self.limit.take(), 100);
        let (start, bound) = (self.before.take(), None);
        Pages::new(
            self.filled(),
            plan,
            start,
            bound,
            |page| (page.threads, Some(page.has_more)),
            |item| item.thread_metadata.as_ref()?.archive_timestamp,
        )
    }
}

endpoint! {
    /// The request of [`Http::private_archived_threads`](crate::rest::Http::private_archived_threads); awaiting it
    /// sends it.
    pub struct PrivateArchivedThreads -> ThreadList {
        query {
            /// Only those archived before this time.
            before: Timestamp,
            /// The number of elements, 2–100.
            limit: u8,
        }
    }
}

impl PrivateArchivedThreads {
    /// A stream over all elements, from the newest to the oldest; it requests page after page. See [`Pages`]. `before`
    /// is where it begins. `limit` is the size of a page: at most 100, which is the default.
    pub fn stream(mut self) -> Pages<Channel> {
        let plan = Plan::down("before").sized(self.limit.take(), 100);
        let (start, bound) = (self.before.take(), None);
        Pages::new(
            self.filled(),
            plan,
            start,
            bound,
            |page| (page.threads, Some(page.has_more)),
            |item| item.thread_metadata.as_ref()?.archive_timestamp,
        )
    }
}

endpoint! {
    /// The request of [`Http::joined_private_archived_threads`](crate::rest::Http::joined_private_archived_threads);
    /// awaiting it sends it.
    pub struct JoinedPrivateArchivedThreads -> ThreadList {
        query {
            /// Only those older than this one.
            before: ChannelId,
            /// The number of elements, 2–100.
            limit: u8,
        }
    }
}

impl JoinedPrivateArchivedThreads {
    /// A stream over all elements, from the newest to the oldest; it requests page after page. See [`Pages`]. `before`
    /// is where it begins. `limit` is the size of a page: at most 100, which is the default.
    pub fn stream(mut self) -> Pages<Channel> {
        let plan = Plan::down("before").sized(self.limit.take(), 100);
        let (start, bound) = (self.before.take(), None);
        Pages::new(self.filled(), plan, start, bound, |page| (page.threads, Some(page.has_more)), |item| Some(item.id))
    }
}

endpoint! {
    /// The request of [`Http::search_threads`](crate::rest::Http::search_threads); awaiting it sends it.
    pub struct SearchThreads -> ThreadSearch {
        query {
            /// The words to search for in the name, up to 100 characters.
            name: String,
            /// The number of words by which the name may differ, 0–100.
            slop: u8,
            /// Only those newer than this one.
            min_id: ChannelId,
            /// Only those older than this one.
            max_id: ChannelId,
            /// Only those with these tags, up to 20.
            tag: Vec<ForumTagId>,
            /// Whether a thread must have all of the tags, or at least one.
            tag_setting: TagSetting,
            /// Only those that are archived, or that are not.
            archived: bool,
            /// The sort key.
            sort_by: ThreadSearchSort,
            /// The sort direction.
            sort_order: SearchOrder,
            /// The number of elements, 1–25; 25 by default.
            limit: u8,
            /// The number of elements that are skipped, 0–9975.
            offset: u16,
        }
    }
}

audited!(CreateThreadFromMessage, CreateThread, CreateForumPost);

uploading!(
    CreateForumPost at "message",
);

impl Http {
    /// Starts a thread from a message. Its id is that of the message. Its name has 1–100 characters. Needs
    /// CREATE_PUBLIC_THREADS. A message can have one thread (code 160004).
    ///
    /// * `name`: The name, 1–100 characters.
    pub fn create_thread_from_message(
        &self,
        channel: ChannelId,
        message: MessageId,
        name: &str,
    ) -> CreateThreadFromMessage {
        CreateThreadFromMessage::of(
            self.call(&op::CREATE_THREAD_FROM_MESSAGE, &[Param::Id(channel.get()), Param::Id(message.get())]),
            Object::default().with("name", &name),
        )
    }

    /// Starts a thread without a message: `http.create_thread(channel, "Ants").kind(ChannelKind::PublicThread).await`.
    /// Its name has 1–100 characters. Needs CREATE_PUBLIC_THREADS or CREATE_PRIVATE_THREADS.
    ///
    /// * `name`: The name, 1–100 characters.
    pub fn create_thread(&self, channel: ChannelId, name: &str) -> CreateThread {
        CreateThread::of(
            self.call(&op::CREATE_THREAD, &[Param::Id(channel.get())]),
            Object::default().with("name", &name),
        )
    }

    /// Starts a post in a forum or a media channel: its name (1–100 characters), and its first message. Needs
    /// SEND_MESSAGES.
    ///
    /// * `name`: The name, 1–100 characters.
    /// * `message`: The first message.
    pub fn create_forum_post(&self, channel: ChannelId, name: &str, message: &StarterMessage) -> CreateForumPost {
        CreateForumPost::of(
            self.call(&op::CREATE_FORUM_POST, &[Param::Id(channel.get())]),
            Object::default().with("name", &name).with("message", &message),
        )
    }

    /// The members of a thread, by id. The intent GUILD_MEMBERS must be switched on in the portal.
    pub fn thread_members(&self, channel: ChannelId) -> ThreadMembers {
        ThreadMembers::of(self.call(&op::LIST_THREAD_MEMBERS, &[Param::Id(channel.get())]))
    }

    /// A member of a thread.
    pub fn thread_member(&self, channel: ChannelId, user: UserId) -> GetThreadMember {
        GetThreadMember::of(self.call(&op::GET_THREAD_MEMBER, &[Param::Id(channel.get()), Param::Id(user.get())]))
    }

    /// Joins a thread that is not archived.
    pub fn join_thread(&self, channel: ChannelId) -> Call<()> {
        self.act(&op::JOIN_THREAD, &[Param::Id(channel.get())])
    }

    /// Leaves a thread that is not archived.
    pub fn leave_thread(&self, channel: ChannelId) -> Call<()> {
        self.act(&op::LEAVE_THREAD, &[Param::Id(channel.get())])
    }

    /// Adds a user to a thread that is not archived. A thread can have 1000 members. Needs SEND_MESSAGES_IN_THREADS.
    pub fn add_thread_member(&self, channel: ChannelId, user: UserId) -> Call<()> {
        self.act(&op::ADD_THREAD_MEMBER, &[Param::Id(channel.get()), Param::Id(user.get())])
    }

    /// Removes a user from a thread that is not archived. Needs MANAGE_THREADS, unless the bot created the private
    /// thread.
    pub fn delete_thread_member(&self, channel: ChannelId, user: UserId) -> Call<()> {
        self.act(&op::DELETE_THREAD_MEMBER, &[Param::Id(channel.get()), Param::Id(user.get())])
    }

    /// The public threads of a channel that are archived, the latest first. Needs READ_MESSAGE_HISTORY.
    pub fn public_archived_threads(&self, channel: ChannelId) -> PublicArchivedThreads {
        PublicArchivedThreads::of(self.call(&op::LIST_PUBLIC_ARCHIVED_THREADS, &[Param::Id(channel.get())]))
    }

    /// The private threads of a channel that are archived, the latest first. Needs READ_MESSAGE_HISTORY and
    /// MANAGE_THREADS.
    pub fn private_archived_threads(&self, channel: ChannelId) -> PrivateArchivedThreads {
        PrivateArchivedThreads::of(self.call(&op::LIST_PRIVATE_ARCHIVED_THREADS, &[Param::Id(channel.get())]))
    }

    /// The private threads of a channel that are archived and that the bot is in, the newest first. Needs
    /// READ_MESSAGE_HISTORY.
    pub fn joined_private_archived_threads(&self, channel: ChannelId) -> JoinedPrivateArchivedThreads {
        JoinedPrivateArchivedThreads::of(self.call(&op::LIST_MY_PRIVATE_ARCHIVED_THREADS, &[Param::Id(channel.get())]))
    }

    /// Searches the threads of a channel: `http.search_threads(forum).name("ants").await`. If Discord has not indexed
    /// them yet, the answer has the time after which to repeat the request. Not documented by Discord.
    pub fn search_threads(&self, channel: ChannelId) -> SearchThreads {
        SearchThreads::of(self.call(&op::THREAD_SEARCH, &[Param::Id(channel.get())]))
    }
}
