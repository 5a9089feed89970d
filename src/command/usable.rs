//! What can be used of a message: its buttons and select menus, except links.

use compact_str::CompactString;

use super::reply::Reply;
use crate::model::Component;

/// Calls `act` with the custom id of each button and select menu at any depth, and with whether it is disabled.
pub(crate) fn each_usable(components: &mut [Component], act: &mut impl FnMut(&mut CompactString, &mut bool)) {
    for component in components {
        match component {
            Component::ActionRow(row) => each_usable(&mut row.components, act),
            Component::Container(container) => each_usable(&mut container.components, act),
            Component::Section(section) => each_usable(std::slice::from_mut(&mut section.accessory), act),
            Component::Button(button) => {
                if let Some(id) = &mut button.custom_id {
                    act(id, &mut button.disabled);
                }
            }
            Component::StringSelect(menu)
            | Component::UserSelect(menu)
            | Component::RoleSelect(menu)
            | Component::MentionableSelect(menu)
            | Component::ChannelSelect(menu) => act(&mut menu.custom_id, &mut menu.disabled),
            _ => {}
        }
    }
}

/// The change of a message that disables these components of it.
pub(crate) fn disabling(components: &[Component]) -> Reply {
    let mut components = components.to_vec();
    each_usable(&mut components, &mut |_, is_disabled| *is_disabled = true);
    components.into_iter().fold(Reply::default(), Reply::component)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ActionRow, Button, Container, Section, Select, TextDisplay};

    #[test]
    fn buttons_and_menus_at_any_depth_are_disabled_and_links_are_not() {
        let button = |off| Button::primary("a", "A").disabled(off);
        let row = |off| ActionRow::new([button(off), Button::link("https://discord.com", "B")]);
        let menu = |off| ActionRow::from(Select::users("c").disabled(off));
        let section = |off| Section::new([TextDisplay::new("d")], button(off));
        let all = |off| vec![row(off).into(), Container::new().component(menu(off)).into(), section(off).into()];
        assert_eq!(disabling(&all(false)).data.components, Some(all(true)));
    }
}
