//! What users do with the application: commands, buttons, selects and forms.

use super::{SandboxChannel, SandboxChoice, SandboxCommand, SandboxForm, SandboxMessage, SandboxUser, UseError, Used};
use crate::model::{ChannelId, InteractionId, MessageId, UserId};
use crate::sandbox::world::{Impossible, UserFile, World};

/// What a context menu command is used on: a user, a message, or a user in a given channel.
///
/// A `&SandboxUser` alone is clicked in the first text channel of the oldest guild of which both users and the bot are
/// members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MenuTarget {
    /// A user, in this channel if there is one.
    User(UserId, Option<ChannelId>),
    /// A message.
    Message(ChannelId, MessageId),
}

impl From<&SandboxUser> for MenuTarget {
    fn from(user: &SandboxUser) -> Self {
        Self::User(user.id(), None)
    }
}

impl From<(&SandboxChannel, &SandboxUser)> for MenuTarget {
    fn from((channel, user): (&SandboxChannel, &SandboxUser)) -> Self {
        Self::User(user.id(), Some(channel.id()))
    }
}

impl From<&SandboxMessage> for MenuTarget {
    fn from(message: &SandboxMessage) -> Self {
        Self::Message(message.channel_id, message.id)
    }
}

impl SandboxUser {
    /// Runs a command, as it would be typed: `/tag show name:some text`. The registered command gives the kinds and
    /// limits of the values: users, roles and channels are mentions (`<@id>`), ids or names (`@bob`), choices come by
    /// name, and a file by the name that [`Used::file`] gives it. A value extends to the next name of an option.
    ///
    /// Only what is registered, visible and permitted can be used. In a guild that they are not a member of, the user
    /// joins first. A command of the guild hides a global one of its name.
    pub fn uses(&self, channel: impl Into<ChannelId>, text: &str) -> Used {
        let (channel, text) = (channel.into(), text.to_owned());
        self.used(move |world, user, files| world.use_command(user, channel, &text, files))
    }

    /// Runs a command as it was when [`commands`](Self::commands) listed it, like a client that has not received a
    /// change or deletion since.
    pub fn uses_old(&self, command: &SandboxCommand, channel: impl Into<ChannelId>, text: &str) -> Used {
        let (command, channel, text) = (command.raw.clone(), channel.into(), text.to_owned());
        self.used(move |world, user, files| world.use_command_as(&command, user, channel, &text, files))
    }

    /// Runs a context menu command on a user or a message, by its name.
    pub fn uses_on(&self, target: impl Into<MenuTarget>, name: &str) -> Used {
        let (target, name) = (target.into(), name.to_owned());
        self.used(move |world, user, _| match target {
            MenuTarget::Message(channel, message) => world.use_on_message(user, channel, &name, message),
            MenuTarget::User(target, channel) => {
                let channel = channel.or_else(|| world.shared_channel(user, target)).ok_or_else(|| {
                    Impossible("the users share no guild with the bot: give the channel, too".to_owned())
                })?;
                world.use_on_user(user, channel, &name, target)
            }
        })
    }

    /// Types a command, and gets the bot's suggestions for the option at the end of the text: `/order item:te`.
    ///
    /// # Errors
    ///
    /// [`UseError`].
    pub async fn types(&self, channel: impl Into<ChannelId>, text: &str) -> Result<Vec<SandboxChoice>, UseError> {
        let (channel, text) = (channel.into(), text.to_owned());
        self.used(move |world, user, _| world.type_command(user, channel, &text)).send()?.choices().await
    }

    /// Clicks a button of a message, named by its label, its emoji or its custom id. The message is used as it is now,
    /// however old the copy is.
    pub fn clicks(&self, message: &SandboxMessage, button: &str) -> Used {
        let (channel, message, button) = (message.channel_id, message.id, button.to_owned());
        self.used(move |world, user, _| world.click(user, channel, message, &button))
    }

    /// Selects values in a select of a message. The select is named by its placeholder or custom id; an empty name
    /// stands for the only one. Values are the labels of options, or users, roles and channels as in
    /// [`uses`](Self::uses).
    pub fn selects<V: Into<String>>(
        &self,
        message: &SandboxMessage,
        select: &str,
        values: impl IntoIterator<Item = V>,
    ) -> Used {
        let (channel, message, select) = (message.channel_id, message.id, select.to_owned());
        let values: Vec<String> = values.into_iter().map(Into::into).collect();
        self.used(move |world, user, _| world.select(user, channel, message, &select, &values))
    }

    /// Submits a form: pairs of a field (its label or custom id) and a value. Several values of one field are several
    /// pairs, a checkbox is `true` or `false`, and a file is the name that [`Used::file`] gives it. Fields without a
    /// pair keep what the form was opened with.
    pub fn submits<F: Into<String>, V: Into<String>>(
        &self,
        form: &SandboxForm,
        fields: impl IntoIterator<Item = (F, V)>,
    ) -> Used {
        let opener = form.interaction;
        let values: Vec<(String, String)> =
            fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        self.used(move |world, user, files| world.submit(user, opener, &values, files))
    }

    /// The commands that the user can use in a channel, as their client lists them. In a guild that they are not a
    /// member of, the user joins first.
    #[must_use]
    pub fn commands(&self, channel: impl Into<ChannelId>) -> Vec<SandboxCommand> {
        let channel = channel.into();
        self.world(|world| world.list_commands(self.id, channel).into_iter().map(SandboxCommand::of).collect())
    }

    /// Installs the application for the user, so that its commands for user installs can be used everywhere.
    pub fn installs_app(&self) {
        self.world(|world| world.user_installs.insert(self.id));
    }

    /// Removes the application again.
    pub fn uninstalls_app(&self) {
        self.world(|world| world.user_installs.remove(&self.id));
    }

    /// The DM channel of the user and the bot.
    ///
    /// # Panics
    ///
    /// If the user does not exist.
    #[track_caller]
    #[must_use]
    pub fn dm(&self) -> SandboxChannel {
        SandboxChannel::new(&self.shared, super::must(self.world(|world| world.dm_with(self.id)), "open the DM"))
    }

    /// The DM channel of the user and another user, which the bot is not in. Only commands for user installs can be
    /// used there.
    ///
    /// # Panics
    ///
    /// If one of the users does not exist.
    #[track_caller]
    #[must_use]
    pub fn dm_with(&self, other: &SandboxUser) -> SandboxChannel {
        let id = self.world(|world| world.private_channel(self.id, other.id));
        SandboxChannel::new(&self.shared, super::must(id, "open the DM"))
    }

    /// Sets the language of the user's client, such as `de`. Default: `en-US`.
    ///
    /// # Panics
    ///
    /// If the user does not exist.
    #[track_caller]
    pub fn set_locale(&self, locale: &str) {
        let locale = locale.to_owned();
        super::must(self.world(|world| world.edit_user(self.id, |it| it.locale = locale)), "set the language");
    }

    fn used<A>(&self, act: A) -> Used
    where
        A: FnOnce(&mut World, UserId, &[UserFile]) -> Result<InteractionId, Impossible> + Send + 'static,
    {
        Used::new(&self.shared, self.id, Box::new(act))
    }
}
