//! [`Reply`]: a message that answers an interaction.

use std::time::Duration;

use crate::model::{
    ActionRow, AllowedMentions, Component, Embed, InteractionResponseData, MessageFlags, PollCreate, Upload,
};

/// A message that answers an interaction (Discord's docs, interactions/receiving-and-responding, "Messages").
///
/// ```
/// use greenroom::command::Reply;
/// use greenroom::model::{Button, Embed};
///
/// let reply = Reply::new("Sure?").row([Button::danger("yes", "Yes"), Button::secondary("no", "No")]).ephemeral();
/// let reply = Reply::from(Embed::new().title("Ants"));
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "a reply is sent by returning it or by `ctx.reply(..)`"]
pub struct Reply {
    pub(crate) data: InteractionResponseData,
    pub(crate) files: Vec<Upload>,
    /// Whether only the user sees it. `None`: as the command states.
    pub(crate) ephemeral: Option<bool>,
    pub(crate) expires: Option<Duration>,
}

impl Reply {
    /// A message with this text, up to 2000 characters. An empty text counts as no text. A longer answer to a prefix
    /// command is sent as several messages, [split](super::split_text) at the ends of lines.
    pub fn new(content: impl Into<String>) -> Self {
        let content = content.into();
        let mut reply = Self::default();
        if !content.is_empty() {
            reply.data.content = Some(content);
        }
        reply
    }

    /// Sets the text, up to 2000 characters. In an [`Update`](super::Update) an empty text removes it.
    pub fn content(mut self, content: impl Into<String>) -> Self {
        self.data.content = Some(content.into());
        self
    }

    /// Adds an embed, up to 10.
    pub fn embed(mut self, embed: Embed) -> Self {
        self.data.embeds.get_or_insert_default().push(embed);
        self
    }

    /// Adds a row of one to five buttons, or of one select menu.
    pub fn row(self, components: impl IntoIterator<Item = impl Into<Component>>) -> Self {
        self.component(ActionRow::new(components))
    }

    /// Adds a component. If it [requires the flag](Component::is_v2) of messages that consist of components, the flag
    /// is set. A button or a select menu is put [into a row](Component::into_rows).
    pub fn component(mut self, component: impl Into<Component>) -> Self {
        let component = component.into();
        if component.is_v2() {
            self.data.flags |= MessageFlags::IS_COMPONENTS_V2;
        }
        component.add_to(self.data.components.get_or_insert_default());
        self
    }

    /// In an [`Update`](super::Update): removes all components.
    pub fn clear_components(mut self) -> Self {
        self.data.components = Some(Vec::new());
        self
    }

    /// In an [`Update`](super::Update): removes all embeds.
    pub fn clear_embeds(mut self) -> Self {
        self.data.embeds = Some(Vec::new());
        self
    }

    /// Adds a file, up to 10.
    pub fn file(mut self, file: Upload) -> Self {
        self.files.push(file);
        self
    }

    /// Sets the users and roles that the message may notify. Without this, and without a default
    /// [of the bot](crate::Bot::allowed_mentions), an answer to a prefix command notifies users, but no roles and not
    /// everyone.
    pub fn allowed_mentions(mut self, mentions: AllowedMentions) -> Self {
        self.data.allowed_mentions = Some(mentions);
        self
    }

    /// Adds a poll. It is not allowed in an [`Update`](super::Update).
    pub fn poll(mut self, poll: PollCreate) -> Self {
        self.data.poll = Some(poll);
        self
    }

    /// Makes clients read the message aloud.
    pub fn tts(mut self) -> Self {
        self.data.tts = Some(true);
        self
    }

    /// Sends it without a notification.
    pub fn silent(self) -> Self {
        self.flags(MessageFlags::SUPPRESS_NOTIFICATIONS)
    }

    /// Does not show previews of links.
    pub fn suppress_embeds(self) -> Self {
        self.flags(MessageFlags::SUPPRESS_EMBEDS)
    }

    fn flags(mut self, flags: MessageFlags) -> Self {
        self.data.flags |= flags;
        self
    }

    /// Makes the message visible only to the user. If the answer was deferred for all to see, the public loading
    /// message is deleted, and this message is sent privately.
    pub fn ephemeral(mut self) -> Self {
        self.ephemeral = Some(true);
        self
    }

    /// Makes the message visible to all, if the command's answers are visible to the user only by default. A private
    /// deferral cannot be made public: the message then stays private.
    pub fn public(mut self) -> Self {
        self.ephemeral = Some(false);
        self
    }

    /// Disables the message's buttons and select menus when this time has passed.
    ///
    /// Their custom ids carry the deadline, in eight characters behind the id. If the process of the bot ends before
    /// the deadline, the components are disabled by the first use that comes after it, and the user is told that they
    /// can no longer be used. Methods with `#[component]` and waits get the custom id without the deadline, a handler
    /// of `interaction_create` with it. An id of more than 92 characters has no space for it, and works on after a
    /// restart.
    pub fn expires(mut self, after: Duration) -> Self {
        self.expires = Some(after);
        self
    }

    /// A change that replaces the whole content of a message: what is not set is emptied.
    pub(super) fn replacing(mut self) -> Self {
        // A message that consists of components may have neither.
        if !self.data.flags.contains(MessageFlags::IS_COMPONENTS_V2) {
            self.data.content.get_or_insert_default();
            self.data.embeds.get_or_insert_default();
        }
        self.data.components.get_or_insert_default();
        self.data.attachments.get_or_insert_default();
        self
    }
}

impl From<&str> for Reply {
    fn from(content: &str) -> Self {
        Self::new(content)
    }
}

impl From<String> for Reply {
    fn from(content: String) -> Self {
        Self::new(content)
    }
}

impl From<Embed> for Reply {
    fn from(embed: Embed) -> Self {
        Self::default().embed(embed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Button, Select};

    #[test]
    fn bare_buttons_and_menus_are_put_into_rows() {
        let (yes, no) = (Button::primary("yes", "Yes"), Button::danger("no", "No"));
        let menu = Select::users("who");
        let bare = Reply::default().component(yes.clone()).component(no.clone()).component(menu.clone());
        let rows = Reply::default().row([yes, no]).component(ActionRow::from(menu));
        assert_eq!(bare.data.components, rows.data.components);
    }
}
