//! [`Target`]: what a command of a context menu was used on.

use super::{
    args::{GuildMember, ResolvedUser},
    must::must,
    refused::Refused,
    rules::Contexts,
    spec::{Row, RowKind},
};
use crate::model::{FromValue, Interaction, Member, Message, User};
use crate::texts::own;

/// What a command of a context menu was used on: [`GuildMember`], [`ResolvedUser`] and [`User`] for
/// `#[user_command]`, [`Message`] for `#[message_command]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the target of a context menu",
    label = "not a target",
    note = "the target of a `#[user_command]` is `GuildMember`, `ResolvedUser` or `User`, that of a \
            `#[message_command]` is `Message`"
)]
pub trait Target: Sized + Send {
    /// The kind of command that has it: [`RowKind::User`] or [`RowKind::Message`].
    const KIND: RowKind;
    /// Whether it exists in guilds only, so that the command does too.
    const GUILD_ONLY: bool = false;

    /// Reads the target.
    ///
    /// # Errors
    /// If Discord did not send it along.
    fn read(interaction: &Interaction) -> Result<Self, Refused>;
}

fn read<'a, T: FromValue<'a>>(interaction: &'a Interaction) -> Result<T, Refused> {
    interaction.target().map_err(|error| Refused::of_value(&error, "option"))
}

impl Row {
    /// For commands of a context menu: checks the type of the target, and limits the command to guilds if the type
    /// exists there only. `kind` is that of the type.
    #[doc(hidden)]
    #[must_use]
    #[track_caller]
    pub const fn target<T: Target>(mut self, kind: RowKind) -> Self {
        let fits = matches!((self.kind, kind), (RowKind::User, RowKind::User) | (RowKind::Message, RowKind::Message));
        must(
            fits,
            "the target of a `#[user_command]` is `GuildMember`, `ResolvedUser` or `User`, that of a \
             `#[message_command]` is `Message`",
        );
        if T::GUILD_ONLY && self.rules.contexts.is_none() {
            self.rules.contexts = Some(Contexts::GUILD);
        }
        self
    }
}

impl Target for ResolvedUser {
    const KIND: RowKind = RowKind::User;

    fn read(interaction: &Interaction) -> Result<Self, Refused> {
        Ok(Self { user: read(interaction)?, member: read::<&Member>(interaction).ok().cloned() })
    }
}

impl Target for User {
    const KIND: RowKind = RowKind::User;

    fn read(interaction: &Interaction) -> Result<Self, Refused> {
        read(interaction)
    }
}

impl Target for GuildMember {
    const KIND: RowKind = RowKind::User;
    const GUILD_ONLY: bool = true;

    fn read(interaction: &Interaction) -> Result<Self, Refused> {
        let (user, member) = (read(interaction)?, read::<&Member>(interaction)?.clone());
        let guild_id = interaction.guild_id.ok_or_else(|| Refused::own(own::servers_only()))?;
        Ok(Self { user, member, guild_id })
    }
}

impl Target for Message {
    const KIND: RowKind = RowKind::Message;

    fn read(interaction: &Interaction) -> Result<Self, Refused> {
        read(interaction)
    }
}
