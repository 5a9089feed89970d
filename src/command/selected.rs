//! [`Selected`]: what was selected in a menu.

use super::{
    arg::Arg,
    args::{GuildMember, Mentionable, ResolvedUser},
    refused::Refused,
    value::Value,
};
use crate::model::{Channel, ChannelId, GivenValue, Interaction, Role, RoleId, User, UserId};
use crate::texts::own;

/// One thing that can be selected in a menu: a text, a `Choice`, a member, user, role or channel, or an id.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected in a menu",
    label = "not selectable",
    note = "a menu selects `String`, types with `#[derive(Choice)]`, `GuildMember`, `ResolvedUser`, `Role`, `Channel`, \
            `Mentionable`, and `Option` and `Vec` of them"
)]
pub trait SelectedItem: Arg {}

macro_rules! items {
    ($($type:ty)+) => {$(impl SelectedItem for $type {})+};
}
items!(String GuildMember ResolvedUser User Role Channel Mentionable UserId RoleId ChannelId);

/// What was selected in a menu: one thing, an `Option`, or a `Vec`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected in a menu",
    label = "not selectable",
    note = "a menu selects `String`, types with `#[derive(Choice)]`, `GuildMember`, `ResolvedUser`, `Role`, `Channel`, \
            `Mentionable`, and `Option` and `Vec` of them"
)]
pub trait Selected: Sized + Send {
    /// Reads what was selected.
    ///
    /// # Errors
    /// If a value cannot be read, or their number does not fit.
    fn read(values: &[Value<'_>]) -> Result<Self, Refused>;
}

#[diagnostic::do_not_recommend]
impl<T: SelectedItem> Selected for T {
    fn read(values: &[Value<'_>]) -> Result<Self, Refused> {
        match values {
            [value] => T::read(value),
            _ => Err(Refused::own(own::select_one())),
        }
    }
}

impl<T: SelectedItem> Selected for Option<T> {
    fn read(values: &[Value<'_>]) -> Result<Self, Refused> {
        match values {
            [] => Ok(None),
            [value] => T::read(value).map(Some),
            _ => Err(Refused::own(own::select_at_most_one())),
        }
    }
}

impl<T: SelectedItem> Selected for Vec<T> {
    fn read(values: &[Value<'_>]) -> Result<Self, Refused> {
        values.iter().map(T::read).collect()
    }
}

/// Reads what was selected in the component of the interaction.
///
/// # Errors
/// If a value cannot be read, or their number does not fit.
pub(crate) fn read<T: Selected>(interaction: &Interaction) -> Result<T, Refused> {
    let Some(data) = interaction.component() else { return Err(Refused::own(own::nothing_selected())) };
    let resolved = [data.resolved.as_deref(), None];
    let one = |value| {
        let given = GivenValue::of_values(&data.custom_id, data.component_type, std::slice::from_ref(value), resolved);
        Value::new(given, interaction)
    };
    T::read(&data.values.iter().map(one).collect::<Vec<_>>())
}
