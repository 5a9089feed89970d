//! Active threads (gateway reference, section 20).
//!
//! A thread is kept while it is active and the bot can see it. Discord reports threads that are archived or deleted,
//! and those in channels that become visible to the bot, but not channels that become invisible. The threads of such a
//! channel stay in the cache, and [`permissions_in`](Cache::permissions_in) shows that the bot cannot see them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::change::change_arc;
use super::heap::arc_bytes;
use super::stats::{self, KindStats};
use super::{Cache, Old};
use crate::event::{ThreadDelete, ThreadListSync, ThreadMemberUpdate, ThreadMembersUpdate};
use crate::model::{Channel, ChannelId, ChannelKind, GuildId, MessageId, ThreadMember, UserId};

/// A thread and the bot's membership.
#[derive(Debug)]
pub(super) struct CachedThread {
    pub(super) channel: Arc<Channel>,
    /// Whether the bot is a member. `None` if the events so far do not determine it. The membership is in
    /// `channel.member`.
    pub(super) joined: Option<bool>,
    /// The last message that is included in the counts that Discord sent. Earlier messages are included too.
    pub(super) counted_to: Option<MessageId>,
}

impl CachedThread {
    /// The threads of a GUILD_CREATE or THREAD_LIST_SYNC. There a missing membership means that the bot is not a
    /// member. The objects lack `guild_id`, and the memberships lack both ids.
    pub(super) fn all(
        guild: GuildId,
        own: Option<UserId>,
        threads: &[Channel],
    ) -> impl Iterator<Item = (ChannelId, Self)> {
        threads.iter().filter(|thread| !is_archived(thread)).map(move |thread| {
            let mut thread = thread.clone();
            thread.guild_id = Some(guild);
            if let Some(member) = &mut thread.member {
                member.id = Some(thread.id);
                member.user_id = member.user_id.or(own);
            }
            let (joined, counted_to) = (Some(thread.member.is_some()), thread.last_message_id);
            (thread.id, Self { joined, counted_to, channel: Arc::new(thread) })
        })
    }
}

impl Cache {
    /// An active thread of any guild, with its `guild_id`. Its [`member`](Channel::member) is the bot's own membership.
    #[must_use]
    pub fn thread(&self, thread: ChannelId) -> Option<Arc<Channel>> {
        let guild = *self.inner.channels.get(&thread)?;
        self.inner.guilds.get(&guild)?.threads.get(&thread).map(|held| Arc::clone(&held.channel))
    }

    /// The active threads of a guild that the bot can see, as a consistent snapshot in no particular order.
    #[must_use]
    pub fn guild_threads(&self, guild: GuildId) -> Vec<Arc<Channel>> {
        self.all_of(guild, |slot| slot.threads.values().map(|held| Arc::clone(&held.channel)).collect())
    }

    /// The active threads of a channel that the bot can see. For a forum these are its active posts.
    #[must_use]
    pub fn channel_threads(&self, guild: GuildId, channel: ChannelId) -> Vec<Arc<Channel>> {
        self.all_of(guild, |slot| {
            let threads = slot.threads.values().map(|held| &held.channel);
            threads.filter(|thread| thread.parent_id == Some(channel)).cloned().collect()
        })
    }

    /// Handles THREAD_CREATE: a new thread, the bot was added to one, or a repetition.
    pub(super) fn thread_create(&self, thread: &Channel) -> Option<Old> {
        let old = self.store_thread(thread);
        let is_post = |parent: &Channel| matches!(parent.kind, ChannelKind::GuildForum | ChannelKind::GuildMedia);
        if let (Some(guild), Some(parent)) = (thread.guild_id, thread.parent_id)
            && let Some(mut slot) = self.inner.guilds.get_mut(&guild)
            && let Some(parent) = slot.channels.get_mut(&parent)
            && is_post(parent)
            && parent.last_message_id.is_none_or(|last| last.get() < thread.id.get())
        {
            // A post has the id of its first message. No other event updates the forum's last message.
            Arc::make_mut(parent).last_message_id = Some(thread.id.get().into());
        }
        old
    }

    /// Handles THREAD_UPDATE: an archived thread is removed, an unarchived one stored.
    pub(super) fn thread_update(&self, thread: &Channel) -> Option<Old> {
        if is_archived(thread) { self.remove_thread(thread.guild_id?, thread.id) } else { self.store_thread(thread) }
    }

    pub(super) fn thread_delete(&self, delete: ThreadDelete) -> Option<Old> {
        self.inner.messages.remove_channel(delete.id);
        self.remove_thread(delete.guild_id, delete.id)
    }

    fn store_thread(&self, thread: &Channel) -> Option<Old> {
        let guild = thread.guild_id?;
        let mut stored = Channel { newly_created: false, ..thread.clone() };
        let mut slot = self.inner.guilds.get_mut(&guild)?;
        let Some(held) = slot.threads.get_mut(&thread.id) else {
            let joined = stored.member.is_some().then_some(true);
            let counted_to = stored.last_message_id;
            slot.threads.insert(thread.id, CachedThread { channel: Arc::new(stored), joined, counted_to });
            drop(slot);
            self.inner.channels.insert(thread.id, guild);
            return None;
        };
        if stored.member.is_some() {
            held.joined = Some(true);
        }
        keep_omitted_fields(&mut stored, &held.channel);
        if thread.message_count.is_some() || thread.total_message_sent.is_some() {
            held.counted_to = stored.last_message_id;
        }
        Some(Old::Channel(std::mem::replace(&mut held.channel, Arc::new(stored))))
    }

    fn remove_thread(&self, guild: GuildId, thread: ChannelId) -> Option<Old> {
        let old = self.inner.guilds.get_mut(&guild)?.threads.remove(&thread)?;
        self.inner.channels.remove(&thread);
        Some(Old::Channel(old.channel))
    }

    /// Removes the threads of a deleted channel.
    pub(super) fn remove_threads_of(&self, guild: GuildId, parent: ChannelId) {
        let mut gone = Vec::new();
        if let Some(mut slot) = self.inner.guilds.get_mut(&guild) {
            slot.threads.retain(|id, held| {
                let stays = held.channel.parent_id != Some(parent);
                if !stays {
                    gone.push(*id);
                }
                stays
            });
        }
        for thread in gone {
            self.inner.channels.remove(&thread);
            self.inner.messages.remove_channel(thread);
        }
    }

    /// Replaces the threads of the listed channels, or all threads if no channels are listed.
    pub(super) fn thread_list_sync(&self, sync: &ThreadListSync) -> Option<Old> {
        let own = self.current_user().map(|user| user.id);
        let members: HashMap<_, _> = sync.members.iter().filter_map(|member| Some((member.id?, member))).collect();
        let mut slot = self.inner.guilds.get_mut(&sync.guild_id)?;
        let mut gone = Vec::new();
        slot.threads.retain(|id, held| {
            let parent = held.channel.parent_id;
            let stays = sync.channel_ids.as_ref().is_some_and(|of| !parent.is_some_and(|parent| of.contains(&parent)));
            if !stays {
                gone.push(*id);
            }
            stays
        });
        let mut come = HashSet::new();
        for (id, mut held) in CachedThread::all(sync.guild_id, own, &sync.threads) {
            if let Some(member) = members.get(&id) {
                held.joined = Some(true);
                Arc::make_mut(&mut held.channel).member = Some(Box::new((*member).clone()));
            }
            slot.threads.insert(id, held);
            come.insert(id);
        }
        drop(slot);
        for thread in gone.into_iter().filter(|thread| !come.contains(thread)) {
            self.inner.channels.remove(&thread);
        }
        for thread in come {
            self.inner.channels.insert(thread, sync.guild_id);
        }
        None
    }

    /// Updates the bot's own membership.
    pub(super) fn thread_member_update(&self, update: &ThreadMemberUpdate) -> Option<Old> {
        let mut slot = self.inner.guilds.get_mut(&update.guild_id)?;
        let held = slot.threads.get_mut(&update.member.id?)?;
        held.joined = Some(true);
        let member = Some(Box::new(update.member.clone()));
        change_arc(&mut held.channel, |thread| thread.member = member).map(Old::Channel)
    }

    /// Updates the member count and the bot's own membership. Other memberships are not stored.
    pub(super) fn thread_members_update(&self, update: &ThreadMembersUpdate) -> Option<Old> {
        let own = self.current_user().map(|user| user.id);
        let added = update.added_members.iter().find(|member| member.user_id.is_some() && member.user_id == own);
        let removed = update.removed_member_ids.iter().any(|user| Some(*user) == own);
        let mut slot = self.inner.guilds.get_mut(&update.guild_id)?;
        let held = slot.threads.get_mut(&update.id)?;
        if added.is_some() || removed {
            held.joined = Some(added.is_some());
        }
        change_arc(&mut held.channel, |thread| {
            thread.member_count = Some(update.member_count);
            if let Some(added) = added {
                // The guild member is stored with the members of the guild.
                thread.member = Some(Box::new(ThreadMember { member: None, ..added.clone() }));
            } else if removed {
                thread.member = None;
            }
        })
        .map(Old::Channel)
    }
}

fn is_archived(thread: &Channel) -> bool {
    thread.thread_metadata.as_ref().is_some_and(|it| it.archived)
}

/// Copies fields from the older object of a channel that the newer one lacks although they are still valid.
///
/// Discord does not send CHANNEL_UPDATE and THREAD_UPDATE for new messages and pins, so the values from other events
/// may be newer. It also omits the bot's membership and the counts in some events.
pub(super) fn keep_omitted_fields(newer: &mut Channel, older: &Channel) {
    newer.last_message_id = newer.last_message_id.max(older.last_message_id);
    newer.last_pin_timestamp = newer.last_pin_timestamp.or(older.last_pin_timestamp);
    if newer.member.is_none() {
        newer.member.clone_from(&older.member);
    }
    newer.message_count = newer.message_count.or(older.message_count);
    newer.member_count = newer.member_count.or(older.member_count);
    newer.total_message_sent = newer.total_message_sent.or(older.total_message_sent);
}

pub(super) fn stats(threads: &HashMap<ChannelId, CachedThread>) -> KindStats {
    let of = |held: &CachedThread| arc_bytes(&*held.channel);
    KindStats { count: threads.len(), bytes: stats::hash_map_bytes(threads) + threads.values().map(of).sum::<usize>() }
}
