//! Copies of components that cannot be used any more.

use super::reply::Reply;
use crate::model::Component;

/// The change of a message that disables these components of it: all buttons and select menus, except links.
pub(crate) fn disabling(components: &[Component]) -> Reply {
    disabled(components).into_iter().fold(Reply::default(), Reply::component)
}

fn disabled(components: &[Component]) -> Vec<Component> {
    components.iter().cloned().map(disable).collect()
}

fn disable(mut component: Component) -> Component {
    match &mut component {
        Component::ActionRow(row) => row.components = disabled(&row.components),
        Component::Container(container) => container.components = disabled(&container.components),
        Component::Section(section) => section.accessory = disable(section.accessory.clone()),
        Component::Button(button) if button.custom_id.is_some() => button.disabled = true,
        Component::StringSelect(menu)
        | Component::UserSelect(menu)
        | Component::RoleSelect(menu)
        | Component::MentionableSelect(menu)
        | Component::ChannelSelect(menu) => menu.disabled = true,
        _ => {}
    }
    component
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ActionRow, Button, Container, Select};

    #[test]
    fn buttons_and_menus_at_any_depth_are_disabled_and_links_are_not() {
        let row =
            |off| ActionRow::new([Button::primary("a", "A").disabled(off), Button::link("https://discord.com", "B")]);
        let menu = |off| ActionRow::from(Select::users("c").disabled(off));
        let all = |off| vec![Component::from(row(off)), Container::new().component(menu(off)).into()];
        assert_eq!(disabled(&all(false)), all(true));
    }
}
