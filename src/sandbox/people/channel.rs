//! Channels as a test uses them: changes, and waiting for the bot's messages.

use std::time::Duration;

use tokio::time::Instant;

use super::{SandboxChannel, SandboxMessage, Timeout, must};
use crate::model::{GenericId, MessageId, Permissions, RoleId, UserId};
use crate::sandbox::server::ReadMark;
use crate::sandbox::world::{LOADING, Overwrite, World};

/// The limit of [`SandboxChannel::expect`].
const PATIENCE: Duration = Duration::from_secs(5);

impl SandboxChannel {
    /// The name; empty for a DM.
    #[must_use]
    pub fn name(&self) -> String {
        self.shared.look(|state| state.world.channels.get(&self.id).map(|it| it.name.clone()).unwrap_or_default())
    }

    /// The messages, oldest first (at most the newest 10,000).
    #[must_use]
    pub fn messages(&self) -> Vec<SandboxMessage> {
        self.shared.look(|state| {
            let log = state.world.messages.get(&self.id);
            log.map(|log| log.iter().map(|it| SandboxMessage::of(&state.world, it)).collect()).unwrap_or_default()
        })
    }

    /// The current state of a message.
    #[must_use]
    pub fn message(&self, id: MessageId) -> Option<SandboxMessage> {
        self.shared.look(|state| {
            let message = state.world.messages.get(&self.id)?.get(id)?;
            Some(SandboxMessage::of(&state.world, message))
        })
    }

    /// Waits up to 5 seconds for a message of the bot in this channel for which `is_it` is true. Messages are examined
    /// in order: a later call starts after the message that this one returned. What Discord writes about pins, joins
    /// and threads of the bot is not examined.
    ///
    /// The error shows the last messages of the channel. Of a bot that was made by
    /// [`Bot::sandbox`](crate::Bot::sandbox) it shows what handlers and commands failed with, too.
    ///
    /// # Errors
    ///
    /// If there is none in time.
    pub async fn expect(&self, is_it: impl FnMut(&SandboxMessage) -> bool) -> Result<SandboxMessage, Timeout> {
        self.expect_within(PATIENCE, is_it).await
    }

    /// The same with another limit.
    ///
    /// # Errors
    ///
    /// If there is none in time.
    pub async fn expect_within(
        &self,
        limit: Duration,
        mut is_it: impl FnMut(&SandboxMessage) -> bool,
    ) -> Result<SandboxMessage, Timeout> {
        let before = self.shared.look(|state| state.read.get(&self.id).cloned()).unwrap_or_default();
        let mut mark = before.clone();
        let deadline = Instant::now() + limit;
        let found = loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let sent = self.shared.wait_for(left, |state| {
                let sent = self.unread(&state.world, &mut mark);
                (!sent.is_empty()).then_some(sent)
            });
            // `is_it` may call methods of the sandbox, so it is called without the lock.
            match sent.await {
                Some(sent) => {
                    if let Some(message) = sent.into_iter().find(&mut is_it) {
                        break Some(message);
                    }
                }
                None => break None,
            }
        };
        match found {
            Some(message) => {
                let last = before.last.max(Some(message.id));
                mark.loading.retain(|id| Some(*id) < last);
                self.shared.act(|state| state.read.insert(self.id, ReadMark { last, ..mark }));
                self.shared.reaction_time().await;
                Ok(message)
            }
            None => {
                let what = format!("a message of the bot in #{}", self.name());
                Err(self.shared.look(|state| Timeout::new(state, limit, what, Some(self.id))))
            }
        }
    }

    /// The messages of the bot after the mark, which moves behind them. Those whose content is deferred come when they
    /// have it.
    fn unread(&self, world: &World, mark: &mut ReadMark) -> Vec<SandboxMessage> {
        let Some(log) = world.messages.get(&self.id) else { return Vec::new() };
        let mut sent = Vec::new();
        let waiting = std::mem::take(&mut mark.loading);
        let waiting = waiting.iter().filter_map(|id| log.get(*id));
        for message in waiting.chain(log.after(mark.last).filter(|it| it.author == world.bot && !it.is_system())) {
            mark.last = mark.last.max(Some(message.id));
            if message.flags & LOADING != 0 {
                mark.loading.insert(message.id);
            } else {
                sent.push(SandboxMessage::of(world, message));
            }
        }
        sent
    }

    /// Sets how many users may connect to a voice channel; 0: no limit.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn set_user_limit(&self, people: u32) {
        must(self.world(|world| world.edit_channel(self.id, |it| it.user_limit = people)), "change the channel");
    }

    /// Sets the topic.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn set_topic(&self, topic: &str) {
        let topic = Some(topic.to_owned());
        must(self.world(|world| world.edit_channel(self.id, |it| it.topic = topic)), "change the channel");
    }

    /// Sets the status of the voice channel; `None` clears it.
    ///
    /// # Panics
    ///
    /// If the channel was deleted, or is not a voice channel.
    #[track_caller]
    pub fn set_voice_status(&self, status: Option<&str>) {
        must(self.world(|world| world.set_voice_status(self.id, status)), "set the status of the voice channel");
    }

    /// Sets the permission overwrite of a role. The guild's id stands for `@everyone`.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn overwrite_role(&self, role: RoleId, allow: Permissions, deny: Permissions) {
        self.overwrite(GenericId::new(role.get()), false, allow, deny);
    }

    /// Sets the permission overwrite of a member.
    ///
    /// # Panics
    ///
    /// If the channel was deleted.
    #[track_caller]
    pub fn overwrite_member(&self, user: impl Into<UserId>, allow: Permissions, deny: Permissions) {
        self.overwrite(GenericId::new(user.into().get()), true, allow, deny);
    }

    #[track_caller]
    fn overwrite(&self, id: GenericId, is_member: bool, allow: Permissions, deny: Permissions) {
        let overwrite = Overwrite { id, is_member, allow: allow.bits(), deny: deny.bits() };
        must(self.world(|world| world.set_overwrite(self.id, overwrite)), "change the channel");
    }

    /// Deletes the channel.
    ///
    /// # Panics
    ///
    /// If it was deleted before.
    #[track_caller]
    pub fn delete(&self) {
        must(self.world(|world| world.delete_channel(self.id)), "delete the channel");
    }
}
