//! [`Value`]: the value of an option, with the objects that Discord sent along.

use super::refused::Refused;
use crate::model::{
    Attachment, AttachmentId, Channel, ChannelId, CommandDataOption, Interaction, Member, OptionValue, ResolvedData,
    Role, RoleId, User, UserId,
};

/// The largest whole number that Discord's clients and JSON keep exactly.
pub(crate) const MAX_INTEGER: i64 = (1 << 53) - 1;

/// The value of an option, with the objects that Discord sent along.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    name: &'a str,
    value: &'a OptionValue,
    resolved: Option<&'a ResolvedData>,
    interaction: &'a Interaction,
}

impl<'a> Value<'a> {
    pub(crate) fn of(
        option: &'a CommandDataOption,
        resolved: Option<&'a ResolvedData>,
        interaction: &'a Interaction,
    ) -> Option<Self> {
        Some(Self { name: &option.name, value: option.value.as_ref()?, resolved, interaction })
    }

    pub(crate) fn new(
        name: &'a str,
        value: &'a OptionValue,
        resolved: Option<&'a ResolvedData>,
        interaction: &'a Interaction,
    ) -> Self {
        Self { name, value, resolved, interaction }
    }

    /// The name of the option.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// The interaction.
    #[must_use]
    pub fn interaction(&self) -> &'a Interaction {
        self.interaction
    }

    /// The value as Discord sent it.
    #[must_use]
    pub fn raw(&self) -> &'a OptionValue {
        self.value
    }

    /// A refusal that names the option: "The option `count` {problem}."
    #[must_use]
    pub fn refuse(&self, problem: &str) -> Refused {
        Refused::option(self.name, problem)
    }

    /// The text.
    ///
    /// # Errors
    /// If it is not a text.
    pub fn text(&self) -> Result<&'a str, Refused> {
        match self.value {
            OptionValue::String(text) => Ok(text),
            _ => Err(self.refuse("is not a text")),
        }
    }

    /// The whole number, between -(2⁵³ - 1) and 2⁵³ - 1.
    ///
    /// # Errors
    /// If it is not a whole number, or outside of that range.
    pub fn integer(&self) -> Result<i64, Refused> {
        let number = match self.value {
            OptionValue::Integer(number) => Some(*number),
            // JavaScript writes whole numbers as `2.0` in some cases. The range was checked, so the cast is exact.
            OptionValue::Number(number) if number.fract() == 0.0 && number.abs() <= MAX_INTEGER as f64 => {
                Some(*number as i64)
            }
            _ => None,
        };
        match number {
            Some(number) if (-MAX_INTEGER..=MAX_INTEGER).contains(&number) => Ok(number),
            Some(_) => Err(self.refuse("is too large: Discord keeps whole numbers up to 9007199254740991")),
            None => Err(self.refuse("is not a whole number")),
        }
    }

    /// The number.
    ///
    /// # Errors
    /// If it is not a number.
    pub fn number(&self) -> Result<f64, Refused> {
        match self.value {
            OptionValue::Number(number) => Ok(*number),
            // Discord allows ±2⁵³, which `f64` represents exactly.
            OptionValue::Integer(number) => Ok(*number as f64),
            _ => Err(self.refuse("is not a number")),
        }
    }

    /// True or false.
    ///
    /// # Errors
    /// If it is neither.
    pub fn boolean(&self) -> Result<bool, Refused> {
        match self.value {
            OptionValue::Boolean(value) => Ok(*value),
            _ => Err(self.refuse("is not true or false")),
        }
    }

    /// The id.
    ///
    /// # Errors
    /// If it is not an id.
    pub fn id(&self) -> Result<u64, Refused> {
        self.text()?.parse().ok().filter(|id| *id != 0).ok_or_else(|| self.refuse("is not an id"))
    }

    /// The user with the id, if Discord sent them along.
    #[must_use]
    pub fn user(&self, id: u64) -> Option<&'a User> {
        self.resolved?.users.get(&UserId::new(id))
    }

    /// The member with the id, if Discord sent them along. It lacks `user`, `deaf` and `mute`.
    #[must_use]
    pub fn member(&self, id: u64) -> Option<&'a Member> {
        self.resolved?.members.get(&UserId::new(id))
    }

    /// The role with the id, if Discord sent it along.
    #[must_use]
    pub fn role(&self, id: u64) -> Option<&'a Role> {
        self.resolved?.roles.get(&RoleId::new(id))
    }

    /// The channel with the id, if Discord sent it along. It has only some of its fields.
    #[must_use]
    pub fn channel(&self, id: u64) -> Option<&'a Channel> {
        self.resolved?.channels.get(&ChannelId::new(id))
    }

    /// The file with the id, if Discord sent it along.
    #[must_use]
    pub fn attachment(&self, id: u64) -> Option<&'a Attachment> {
        self.resolved?.attachments.get(&AttachmentId::new(id))
    }
}
