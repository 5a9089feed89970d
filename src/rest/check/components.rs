//! Buttons, menus, layouts and modals (rest.md, section 13).

use super::shape::{Report, Shape};
use crate::rest::{
    field_error::too_many,
    json::{Node, Path},
};
use Shape::{Any, Fields, Int, List, Text};

/// Most components of a message, nested ones included.
const MOST: usize = 40;

// Types of components.
const ACTION_ROW: i64 = 1;
const BUTTON: i64 = 2;
const STRING_SELECT: i64 = 3;
const TEXT_INPUT: i64 = 4;
const USER_SELECT: i64 = 5;
const CHANNEL_SELECT: i64 = 8;
const SECTION: i64 = 9;
const TEXT_DISPLAY: i64 = 10;
const THUMBNAIL: i64 = 11;
const MEDIA_GALLERY: i64 = 12;
const CONTAINER: i64 = 17;
const LABEL: i64 = 18;
const FILE_UPLOAD: i64 = 19;
const RADIO_GROUP: i64 = 21;
const CHECKBOX_GROUP: i64 = 22;
const CHECKBOX: i64 = 23;

// Styles of buttons.
const LINK: i64 = 5;
const PREMIUM: i64 = 6;

/// The limits of a component by its type, without those of components in it.
fn shape(kind: i64) -> &'static Shape {
    const CUSTOM_ID: (&str, Shape) = ("custom_id", Text(1, 100));
    const OPTION: Shape = Fields(&[("label", Text(0, 100)), ("value", Text(0, 100)), ("description", Text(0, 100))]);
    const PLACEHOLDER: (&str, Shape) = ("placeholder", Text(0, 150));
    const LEAST: (&str, Shape) = ("min_values", Int(0, 25));
    const MOST: (&str, Shape) = ("max_values", Int(1, 25));
    static BUTTON_SHAPE: Shape = Fields(&[CUSTOM_ID, ("label", Text(0, 80)), ("url", Text(0, 512))]);
    static STRINGS: Shape = Fields(&[CUSTOM_ID, PLACEHOLDER, LEAST, MOST, ("options", List(1, 25, &OPTION))]);
    static OTHERS: Shape = Fields(&[CUSTOM_ID, PLACEHOLDER, LEAST, MOST, ("default_values", List(0, 25, &Any))]);
    static INPUT: Shape = Fields(&[
        CUSTOM_ID,
        ("value", Text(0, 4000)),
        ("placeholder", Text(0, 100)),
        ("label", Text(0, 45)),
        ("min_length", Int(0, 4000)),
        ("max_length", Int(1, 4000)),
    ]);
    static TEXT: Shape = Fields(&[("content", Text(1, 4000))]);
    static DESCRIBED: Shape = Fields(&[("description", Text(0, 1024))]);
    static GALLERY: Shape = Fields(&[("items", List(1, 10, &Fields(&[("description", Text(0, 1024))])))]);
    static FRAMED: Shape = Fields(&[("accent_color", Int(0, 0xFF_FFFF))]);
    static LABELLED: Shape = Fields(&[("label", Text(0, 45)), ("description", Text(0, 100))]);
    static FILES: Shape =
        Fields(&[CUSTOM_ID, ("min_values", Int(0, 10)), ("max_values", Int(1, 10)), ("file_types", List(0, 10, &Any))]);
    static RADIO: Shape = Fields(&[CUSTOM_ID, ("options", List(2, 10, &OPTION))]);
    static BOXES: Shape = Fields(&[CUSTOM_ID, ("options", List(1, 10, &OPTION))]);
    static CUSTOM: Shape = Fields(&[CUSTOM_ID]);
    static NOTHING: Shape = Any;
    match kind {
        BUTTON => &BUTTON_SHAPE,
        STRING_SELECT => &STRINGS,
        TEXT_INPUT => &INPUT,
        USER_SELECT..=CHANNEL_SELECT => &OTHERS,
        TEXT_DISPLAY => &TEXT,
        THUMBNAIL => &DESCRIBED,
        MEDIA_GALLERY => &GALLERY,
        CONTAINER => &FRAMED,
        LABEL => &LABELLED,
        FILE_UPLOAD => &FILES,
        RADIO_GROUP => &RADIO,
        CHECKBOX_GROUP => &BOXES,
        CHECKBOX => &CUSTOM,
        _ => &NOTHING,
    }
}

/// Values over all components of a message or a modal.
#[derive(Default)]
struct Tally<'n> {
    count: usize,
    custom_ids: Vec<&'n str>,
    ids: Vec<i64>,
}

/// All components of a message.
pub(super) fn check(list: &[Node<'_>], path: &Path<'_>, report: &mut Report) {
    let mut tally = Tally::default();
    each(list, path, &mut tally, report);
    if tally.count > MOST {
        let problem = format!("{} altogether, nested ones included", too_many(tally.count, MOST));
        report.add(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", problem);
    }
}

/// The components of a modal.
pub(super) fn check_modal(list: &[Node<'_>], path: &Path<'_>, report: &mut Report) {
    report.count(list.len(), 1, 5, path);
    each(list, path, &mut Tally::default(), report);
}

fn each<'n>(list: &'n [Node<'_>], path: &Path<'_>, tally: &mut Tally<'n>, report: &mut Report) {
    for (index, component) in list.iter().enumerate() {
        one(component, &path.index(index), tally, report);
    }
}

fn one<'n>(component: &'n Node<'_>, path: &Path<'_>, tally: &mut Tally<'n>, report: &mut Report) {
    let Some(kind) = component.get("type").and_then(Node::int) else { return };
    tally.count += 1;
    shape(kind).check(component, path, report);
    if let Some(custom_id) = component.get("custom_id").and_then(Node::text) {
        if tally.custom_ids.contains(&custom_id) {
            let problem = format!("{custom_id:?} is used already; each component needs its own");
            report.add(&path.field("custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", problem);
        }
        tally.custom_ids.push(custom_id);
    }
    // Discord treats 0 as no id.
    if let Some(id) = component.get("id").and_then(Node::int).filter(|id| *id != 0) {
        if tally.ids.contains(&id) {
            let problem = format!("{id} is used already; without ids Discord numbers the components");
            report.add(&path.field("id"), "COMPONENT_ID_DUPLICATED", problem);
        }
        tally.ids.push(id);
    }
    if kind == BUTTON {
        button(component, path, report);
    }
    if let Some(Node::List(inner)) = component.get("components") {
        let path = path.field("components");
        match kind {
            ACTION_ROW => row(inner, &path, report),
            SECTION => report.count(inner.len(), 1, 3, &path),
            CONTAINER => report.count(inner.len(), 1, MOST, &path),
            _ => {}
        }
        each(inner, &path, tally, report);
    }
    for name in ["accessory", "component"] {
        if let Some(inner) = component.get(name) {
            one(inner, &path.field(name), tally, report);
        }
    }
}

/// An action row: up to five buttons, or one select menu.
fn row(inner: &[Node<'_>], path: &Path<'_>, report: &mut Report) {
    report.count(inner.len(), 1, 5, path);
    let wide = inner.iter().any(|it| {
        let kind = it.get("type").and_then(Node::int);
        kind.is_some_and(|kind| kind == STRING_SELECT || (USER_SELECT..=CHANNEL_SELECT).contains(&kind))
    });
    if wide && (2..=5).contains(&inner.len()) {
        let problem = format!("{}: a select menu must be the only component of its row", too_many(inner.len(), 1));
        report.add(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", problem);
    }
}

/// A button has one of three fields, depending on its style.
fn button(button: &Node<'_>, path: &Path<'_>, report: &mut Report) {
    let (wanted, style) = match button.get("style").and_then(Node::int) {
        Some(LINK) => ("url", "a link"),
        Some(PREMIUM) => ("sku_id", "a premium button"),
        Some(1..=4) => ("custom_id", "a button of this style"),
        _ => return,
    };
    if button.given(wanted).is_none() {
        report.add(&path.field(wanted), "BASE_TYPE_REQUIRED", format!("missing: {style} needs it"));
    }
    for other in ["url", "sku_id", "custom_id"] {
        if other != wanted && button.given(other).is_some() {
            let problem = format!("{style} has `{wanted}` instead");
            report.add(&path.field(other), "BUTTON_COMPONENT_FIELD_INVALID", problem);
        }
    }
}
