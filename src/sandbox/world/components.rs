//! Components that users use: buttons and selects of messages, and the fields of forms (modals).

use serde_json::{Value, json};

use super::commands::{Impossible, impossible};
use super::interactions::{COMPONENT, MODAL_SUBMIT, Subject};
use super::resolve::{Caller, Resolved, UserFile};
use super::{Message, World, bits};
use crate::model::{ChannelId, InteractionId, MessageId, UserId};

// Types of components.
const ROW: u64 = 1;
const BUTTON: u64 = 2;
const STRING_SELECT: u64 = 3;
const TEXT_INPUT: u64 = 4;
const USER_SELECT: u64 = 5;
const ROLE_SELECT: u64 = 6;
const MENTIONABLE_SELECT: u64 = 7;
const CHANNEL_SELECT: u64 = 8;
const LABEL: u64 = 18;
const FILE_UPLOAD: u64 = 19;
const RADIO_GROUP: u64 = 21;
const CHECKBOX_GROUP: u64 = 22;
const CHECKBOX: u64 = 23;

// Styles of buttons that begin no interaction.
const LINK: u64 = 5;
const PREMIUM: u64 = 6;

/// All components of a tree, outer ones first.
pub(in crate::sandbox) fn flat(components: &[Value]) -> Vec<&Value> {
    let mut found = Vec::new();
    for component in components {
        found.push(component);
        for key in ["components", "accessory", "component"] {
            match component.get(key) {
                Some(Value::Array(inner)) => found.extend(flat(inner)),
                Some(inner) => found.extend(flat(std::slice::from_ref(inner))),
                None => {}
            }
        }
    }
    found
}

/// Whether a component is a button that can be clicked.
pub(in crate::sandbox) fn is_clickable(component: &Value) -> bool {
    let is_link = matches!(component["style"].as_u64(), Some(LINK | PREMIUM));
    component["type"] == BUTTON && !is_link && component["disabled"] != true
}

/// Whether a component is a select, disabled or not.
pub(in crate::sandbox) fn is_select(component: &Value) -> bool {
    matches!(component["type"].as_u64(), Some(STRING_SELECT | USER_SELECT..=CHANNEL_SELECT))
}

/// The fields of a form with their labels: the inner components of labels and rows.
pub(in crate::sandbox) fn fields(components: &[Value]) -> Vec<(&Value, &Value)> {
    components.iter().filter_map(field).collect()
}

/// The label and the field of a top-level component of a form, if there is a field in it.
fn field(top: &Value) -> Option<(&Value, &Value)> {
    match top["type"].as_u64() {
        Some(LABEL) => Some((&top["label"], &top["component"])),
        Some(ROW) => Some((&top["components"][0]["label"], &top["components"][0])),
        _ => None,
    }
}

impl World {
    /// A message that a user can see: ephemeral ones can be seen by one user.
    pub(super) fn message_for(&self, user: UserId, channel: ChannelId, id: MessageId) -> Result<&Message, Impossible> {
        if self.permissions_in(channel, user)? & bits::VIEW_CHANNEL == 0 {
            return impossible("the user cannot see the channel");
        }
        let Ok(message) = self.message(channel, id) else { return impossible("the message was deleted") };
        if message.ephemeral_for.is_some_and(|it| it != user) {
            return impossible("the message is ephemeral, and another user's");
        }
        Ok(message)
    }

    /// A user clicks a button, named by its label, its emoji or its custom id.
    pub(in crate::sandbox) fn click(
        &mut self,
        user: UserId,
        channel: ChannelId,
        message: MessageId,
        button: &str,
    ) -> Result<InteractionId, Impossible> {
        self.enter(channel, user)?;
        let components = self.message_for(user, channel, message)?.components.clone();
        let all = flat(&components);
        let buttons = || all.iter().filter(|it| it["type"] == BUTTON);
        let named = |key: &str| buttons().find(|it| it[key] == button);
        let by_emoji = || buttons().find(|it| it["emoji"]["name"] == button);
        let Some(found) = named("label").or_else(by_emoji).or_else(|| named("custom_id")) else {
            let labels: Vec<&str> = buttons().filter_map(|it| it["label"].as_str()).collect();
            return impossible(format!("the message has no button `{button}`; it has: {}", labels.join(", ")));
        };
        match found["style"].as_u64() {
            Some(LINK) => return impossible(format!("`{button}` is a link: its click begins no interaction")),
            Some(PREMIUM) => return impossible(format!("`{button}` opens the store: its click begins no interaction")),
            _ => {}
        }
        self.use_component(user, channel, message, found, json!({}))
    }

    /// A user selects values in a select, named by its placeholder or its custom id; an empty name stands for the only
    /// select of the message.
    pub(in crate::sandbox) fn select(
        &mut self,
        user: UserId,
        channel: ChannelId,
        message: MessageId,
        menu: &str,
        values: &[String],
    ) -> Result<InteractionId, Impossible> {
        self.enter(channel, user)?;
        let components = self.message_for(user, channel, message)?.components.clone();
        let all = flat(&components);
        let selects: Vec<&&Value> = all.iter().filter(|it| is_select(it)).collect();
        let only = || selects.first().filter(|_| menu.is_empty() && selects.len() == 1);
        let named = |key: &str| selects.iter().find(|it| it[key] == menu);
        let Some(found) = named("placeholder").or_else(|| named("custom_id")).or_else(only) else {
            let names: Vec<String> =
                selects.iter().map(|it| it.get("placeholder").unwrap_or(&it["custom_id"]).to_string()).collect();
            return impossible(format!("the message has no select `{menu}`; it has: {}", names.join(", ")));
        };
        let by = Caller { user, channel, guild: self.channel(channel)?.guild };
        let mut resolved = Resolved::default();
        let values = self.selected(by, found, values, &mut resolved)?;
        let bound = |key: &str| usize::try_from(found[key].as_u64().unwrap_or(1)).unwrap_or(usize::MAX);
        within(values.len(), (bound("min_values"), bound("max_values")))?;
        let mut more = json!({ "values": values });
        resolved.put_into(&mut more);
        self.use_component(user, channel, message, found, more)
    }

    fn use_component(
        &mut self,
        user: UserId,
        channel: ChannelId,
        id: MessageId,
        component: &Value,
        more: Value,
    ) -> Result<InteractionId, Impossible> {
        if component["disabled"] == true {
            return impossible("the component is disabled");
        }
        let message = self.message(channel, id)?;
        if message.author != self.bot {
            return impossible("the message is not the application's");
        }
        // The installation that the message came from is that of its components.
        let owners = message.interaction.as_ref().and_then(|it| it["authorizing_integration_owners"].as_object());
        let owners = owners.cloned();
        let mut data = json!({
            "id": component["id"], "custom_id": component["custom_id"], "component_type": component["type"],
        });
        super::merge(&mut data, more);
        let subject = Subject { kind: COMPONENT, data, message: Some(id), owners, ..Subject::default() };
        Ok(self.begin(channel, user, subject)?)
    }

    /// The values that a user selects, in the form in which they are sent. Each may be selected once.
    fn selected(
        &self,
        by: Caller,
        select: &Value,
        values: &[String],
        resolved: &mut Resolved,
    ) -> Result<Vec<String>, Impossible> {
        let mut found: Vec<String> = Vec::new();
        for text in values {
            let value = match select["type"].as_u64() {
                Some(USER_SELECT) => self.named_user(by, text, resolved)?.to_string(),
                Some(ROLE_SELECT) => self.named_role(by, text, resolved)?.to_string(),
                Some(MENTIONABLE_SELECT) => self.named_mentionable(by, text, resolved)?.to_string(),
                Some(CHANNEL_SELECT) => self.named_channel(by, text, &select["channel_types"], resolved)?.to_string(),
                _ => option(select, text)?,
            };
            if found.contains(&value) {
                return impossible(format!("`{text}` is selected twice"));
            }
            found.push(value);
        }
        Ok(found)
    }

    /// A user submits the form that an interaction was answered with. Fields are named by label or custom id; several
    /// values of one field are several pairs. Fields without a pair keep what the form was opened with.
    pub(in crate::sandbox) fn submit(
        &mut self,
        user: UserId,
        opener: InteractionId,
        values: &[(String, String)],
        files: &[UserFile],
    ) -> Result<InteractionId, Impossible> {
        let Some(opened) = self.interactions.get(&opener) else { return impossible("the form is too old") };
        let Some(form) = opened.form.clone() else { return impossible("the interaction opened no form") };
        if opened.user != user {
            return impossible("the form was opened for another user");
        }
        let (channel, message) = (opened.channel, opened.message);
        let owners = opened.metadata["authorizing_integration_owners"].as_object().cloned();
        let top = form["components"].as_array().cloned().unwrap_or_default();
        let known = fields(&top);
        for (name, _) in values {
            if !known.iter().any(|(label, field)| **label == *name || field["custom_id"] == *name) {
                let labels: Vec<String> = known.iter().map(|(label, _)| label.to_string()).collect();
                return impossible(format!("the form has no field `{name}`; it has: {}", labels.join(", ")));
            }
        }
        let by = Caller { user, channel, guild: self.channel(channel)?.guild };
        let mut resolved = Resolved::default();
        let mut answers = Vec::new();
        for component in &top {
            let mut answer = json!({"type": component["type"], "id": component["id"]});
            if let Some((label, field)) = field(component) {
                let given: Vec<String> = values
                    .iter()
                    .filter(|(name, _)| *label == *name || field["custom_id"] == *name)
                    .map(|(_, value)| value.clone())
                    .collect();
                let mut inner = json!({"type": field["type"], "id": field["id"], "custom_id": field["custom_id"]});
                let filled = self.filled(by, field, &given, files, &mut resolved);
                let (key, value) = filled.map_err(|Impossible(why)| Impossible(format!("field {label}: {why}")))?;
                inner[key] = value;
                if component["type"] == LABEL {
                    answer["component"] = inner;
                } else {
                    answer["components"] = json!([inner]);
                }
            }
            answers.push(answer);
        }
        let mut data = json!({"custom_id": form["custom_id"], "components": answers});
        resolved.put_into(&mut data);
        let subject = Subject { kind: MODAL_SUBMIT, data, message, opener: Some(opener), owners };
        Ok(self.begin(channel, user, subject)?)
    }

    /// The answer of a field: `value` or `values`.
    fn filled(
        &mut self,
        by: Caller,
        field: &Value,
        given: &[String],
        files: &[UserFile],
        resolved: &mut Resolved,
    ) -> Result<(&'static str, Value), Impossible> {
        let kind = field["type"].as_u64().unwrap_or_default();
        let required = field["required"] != false;
        let number = |key: &str, default: usize| {
            field[key].as_u64().map_or(default, |it| usize::try_from(it).unwrap_or(usize::MAX))
        };
        let counted = |count: usize, bounds: (usize, usize)| match count {
            0 if !required => Ok(()),
            0 => impossible("it is required"),
            _ => within(count, bounds),
        };
        Ok(match kind {
            TEXT_INPUT => {
                let text = given.first().map(String::as_str).or(field["value"].as_str()).unwrap_or_default();
                let length = text.chars().count();
                if length > 0 || required {
                    counted(length, (number("min_length", 0), number("max_length", 4000)))?;
                }
                ("value", json!(text))
            }
            CHECKBOX => {
                let given = given.first().map(|it| it.to_ascii_lowercase());
                (
                    "value",
                    json!(match given.as_deref() {
                        None => field["default"] == true,
                        Some("true") => true,
                        Some("false") => false,
                        Some(other) => return impossible(format!("`{other}` is neither true nor false")),
                    }),
                )
            }
            FILE_UPLOAD => {
                counted(given.len(), (number("min_values", 1), number("max_values", 1)))?;
                let ids: Result<Vec<String>, _> = given.iter().map(|name| self.upload(name, files, resolved)).collect();
                ("values", json!(ids?))
            }
            RADIO_GROUP => {
                let given = if given.is_empty() { preselected(field) } else { given.to_vec() };
                counted(given.len(), (1, 1))?;
                let value = given.first().map(|text| option(field, text)).transpose()?;
                ("value", json!(value))
            }
            _ => {
                let given = if given.is_empty() { preselected(field) } else { given.to_vec() };
                let most = if kind == CHECKBOX_GROUP { 10 } else { 1 };
                let values = self.selected(by, field, &given, resolved)?;
                counted(values.len(), (number("min_values", 1), number("max_values", most)))?;
                ("values", json!(values))
            }
        })
    }
}

/// Checks a number of values or characters against inclusive bounds.
fn within(count: usize, (least, most): (usize, usize)) -> Result<(), Impossible> {
    if (least..=most).contains(&count) {
        return Ok(());
    }
    impossible(format!("{count} are given, allowed are {least} to {most}"))
}

/// The value of an option of a select or group, by its label or value.
fn option(select: &Value, text: &str) -> Result<String, Impossible> {
    let options = select["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = options.iter().find(|it| it["label"] == text).or_else(|| options.iter().find(|it| it["value"] == text));
    let Some(value) = found.and_then(|it| it["value"].as_str()) else {
        let labels: Vec<&str> = options.iter().filter_map(|it| it["label"].as_str()).collect();
        return impossible(format!("there is no option `{text}`; there are: {}", labels.join(", ")));
    };
    Ok(value.to_owned())
}

/// What is selected when a form opens: the options with `default`, or `default_values`.
fn preselected(field: &Value) -> Vec<String> {
    let options = field["options"].as_array().into_iter().flatten();
    let options = options.filter(|it| it["default"] == true).filter_map(|it| it["value"].as_str());
    let ids = field["default_values"].as_array().into_iter().flatten().filter_map(|it| it["id"].as_str());
    options.chain(ids).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_found_at_every_depth() {
        let button = |id: &str| json!({"type": 2, "custom_id": id, "style": 1});
        let tree = [
            json!({"type": 17, "components": [
                {"type": 9, "components": [{"type": 10}], "accessory": button("a")},
                {"type": 1, "components": [button("b"), {"type": 2, "style": 5, "url": "x"}]},
            ]}),
            json!({"type": 18, "component": {"type": 3, "custom_id": "c"}}),
        ];
        let all = flat(&tree);
        let ids: Vec<&str> = all.iter().filter_map(|it| it["custom_id"].as_str()).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        assert_eq!(all.iter().filter(|it| is_clickable(it)).count(), 2);
        assert_eq!(all.iter().filter(|it| is_select(it)).count(), 1);
    }

    #[test]
    fn a_field_has_the_label_around_it() {
        let form = [
            json!({"type": 18, "label": "Name", "component": {"type": 4, "custom_id": "n"}}),
            json!({"type": 10, "content": "text"}),
            json!({"type": 1, "components": [{"type": 4, "custom_id": "m", "label": "More"}]}),
        ];
        let found: Vec<(&str, &str)> = fields(&form)
            .iter()
            .map(|(label, it)| (label.as_str().unwrap(), it["custom_id"].as_str().unwrap()))
            .collect();
        assert_eq!(found, [("Name", "n"), ("More", "m")]);
    }
}
