//! Commands as a user types them, such as `/tag show name:rules`: read by the registered command, whose options give
//! the kinds and limits of the values.

use serde_json::{Value, json};

use super::World;
use super::commands::{CHAT_INPUT, Impossible, MESSAGE_MENU, USER_MENU, impossible, is_named};
use super::resolve::{Caller, Resolved, UserFile};
use crate::model::{ChannelId, InteractionId, MessageId, UserId};

/// The greatest integer that an option can have, 2⁵³−1. The least is its negative.
pub(in crate::sandbox) const MAX_INTEGER: i64 = (1 << 53) - 1;

// Types of options.
const SUB_COMMAND: u64 = 1;
const GROUP: u64 = 2;
const STRING: u64 = 3;
const INTEGER: u64 = 4;
const BOOLEAN: u64 = 5;
const USER: u64 = 6;
const CHANNEL: u64 = 7;
const ROLE: u64 = 8;
const MENTIONABLE: u64 = 9;
const NUMBER: u64 = 10;

/// An option of a command, and the text that was typed for it.
struct Typed<'a> {
    option: &'a Value,
    text: &'a str,
}

impl World {
    /// A user runs a command: `/roll count:3`.
    pub(in crate::sandbox) fn use_command(
        &mut self,
        user: UserId,
        channel: ChannelId,
        text: &str,
        files: &[UserFile],
    ) -> Result<InteractionId, Impossible> {
        self.enter(channel, user)?;
        let (name, _) = split(text)?;
        let command = self.usable_command(CHAT_INPUT, name, user, channel)?.clone();
        self.use_command_as(&command, user, channel, text, files)
    }

    /// A user runs a command as their client knows it. It may have been changed or deleted since.
    pub(in crate::sandbox) fn use_command_as(
        &mut self,
        command: &Value,
        user: UserId,
        channel: ChannelId,
        text: &str,
        files: &[UserFile],
    ) -> Result<InteractionId, Impossible> {
        self.enter(channel, user)?;
        let (name, rest) = split(text)?;
        let locale = self.user(user)?.locale.clone();
        if !is_named(command, name, &locale) {
            return impossible(format!("`/{name}` is not the command {}", command["name"]));
        }
        let by = Caller { user, channel, guild: self.channel(channel)?.guild };
        let (path, options, rest) = leaf(command, rest, &locale)?;
        let typed = arguments(options, rest, &locale)?;
        let mut resolved = Resolved::default();
        let mut values = Vec::new();
        for Typed { option, text } in &typed {
            let value = self.option_value(by, option, text, files, &mut resolved);
            let name = option["name"].as_str().unwrap_or_default();
            let value = value.map_err(|Impossible(why)| Impossible(format!("option `{name}`: {why}")))?;
            values.push(json!({"name": option["name"], "type": option["type"], "value": value}));
        }
        let missing =
            |option: &&Value| option["required"] == true && !typed.iter().any(|it| it.option["name"] == option["name"]);
        if let Some(missing) = options.iter().find(missing) {
            return impossible(format!("the option {} is required", missing["name"]));
        }
        let mut more = json!({});
        nest(&path, values, &mut more);
        resolved.put_into(&mut more);
        self.run_command(command, channel, user, more, false)
    }

    /// A user types a command, and the bot suggests values for the last option of the text.
    pub(in crate::sandbox) fn type_command(
        &mut self,
        user: UserId,
        channel: ChannelId,
        text: &str,
    ) -> Result<InteractionId, Impossible> {
        self.enter(channel, user)?;
        let (name, rest) = split(text)?;
        let command = self.usable_command(CHAT_INPUT, name, user, channel)?.clone();
        let locale = self.user(user)?.locale.clone();
        let (path, options, rest) = leaf(&command, rest, &locale)?;
        let mut typed = arguments(options, rest, &locale)?;
        let Some(focused) = typed.pop() else {
            return impossible("the text ends with no option to complete, such as `/order item:te`");
        };
        if focused.option["autocomplete"] != true {
            return impossible(format!("the option {} has no autocomplete", focused.option["name"]));
        }
        let by = Caller { user, channel, guild: self.channel(channel)?.guild };
        let mut values = Vec::new();
        for Typed { option, text } in typed {
            // The client leaves out what does not validate. There is no `resolved` in an autocompletion.
            if let Ok(value) = self.option_value(by, option, text, &[], &mut Resolved::default()) {
                values.push(json!({"name": option["name"], "type": option["type"], "value": value}));
            }
        }
        // The focused value is the text as it was typed, of numbers as well.
        values.push(json!({
            "name": focused.option["name"], "type": focused.option["type"], "value": focused.text, "focused": true,
        }));
        let mut more = json!({});
        nest(&path, values, &mut more);
        self.run_command(&command, channel, user, more, true)
    }

    /// A user runs a context menu command on a user.
    pub(in crate::sandbox) fn use_on_user(
        &mut self,
        user: UserId,
        channel: ChannelId,
        name: &str,
        target: UserId,
    ) -> Result<InteractionId, Impossible> {
        self.enter(channel, user)?;
        let command = self.usable_command(USER_MENU, name, user, channel)?.clone();
        let by = Caller { user, channel, guild: self.channel(channel)?.guild };
        let mut resolved = Resolved::default();
        self.resolve_user(by, target, &mut resolved)?;
        let mut more = json!({ "target_id": target });
        resolved.put_into(&mut more);
        self.run_command(&command, channel, user, more, false)
    }

    /// A user runs a context menu command on a message.
    pub(in crate::sandbox) fn use_on_message(
        &mut self,
        user: UserId,
        channel: ChannelId,
        name: &str,
        target: MessageId,
    ) -> Result<InteractionId, Impossible> {
        self.enter(channel, user)?;
        let command = self.usable_command(MESSAGE_MENU, name, user, channel)?.clone();
        let mut resolved = Resolved::default();
        self.resolve_message(self.message_for(user, channel, target)?, &mut resolved);
        let mut more = json!({ "target_id": target });
        resolved.put_into(&mut more);
        self.run_command(&command, channel, user, more, false)
    }

    /// The value of an option, checked against the command.
    fn option_value(
        &mut self,
        by: Caller,
        option: &Value,
        text: &str,
        files: &[UserFile],
        resolved: &mut Resolved,
    ) -> Result<Value, Impossible> {
        let kind = option["type"].as_u64().unwrap_or_default();
        if let Some(choices) = option["choices"].as_array().filter(|list| !list.is_empty()) {
            let locale = self.user(by.user)?.locale.clone();
            return choice(choices, text, &locale);
        }
        Ok(match kind {
            STRING => json!(string(option, text)?),
            INTEGER => json!(integer(option, text)?),
            NUMBER => number(option, text)?,
            BOOLEAN => json!(match text.to_ascii_lowercase().as_str() {
                "true" => true,
                "false" => false,
                _ => return impossible(format!("`{text}` is neither True nor False")),
            }),
            USER => json!(self.named_user(by, text, resolved)?),
            CHANNEL => json!(self.named_channel(by, text, &option["channel_types"], resolved)?),
            ROLE => json!(self.named_role(by, text, resolved)?),
            MENTIONABLE => json!(self.named_mentionable(by, text, resolved)?.to_string()),
            _ => json!(self.upload(text, files, resolved)?),
        })
    }
}

/// The name of a command and the text after it.
fn split(text: &str) -> Result<(&str, &str), Impossible> {
    let Some(text) = text.trim().strip_prefix('/').filter(|it| !it.is_empty()) else {
        return impossible(format!("`{text}` is not a command: it begins with `/` and a name"));
    };
    Ok(word(text))
}

/// The first word of a text, and the rest without the white space between.
fn word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim_start())
}

/// Names and types of the groups and sub-commands that lead to a command's options.
type Path<'a> = Vec<(&'a Value, u64)>;

/// Follows groups and sub-commands. Returns the way, the options at its end, and the text that is left.
fn leaf<'a, 't>(
    command: &'a Value,
    mut rest: &'t str,
    locale: &str,
) -> Result<(Path<'a>, &'a [Value], &'t str), Impossible> {
    let list = |it: &'a Value| it["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut options = list(command);
    let mut path = Vec::new();
    while options.iter().any(|it| matches!(it["type"].as_u64(), Some(SUB_COMMAND | GROUP))) {
        let (name, after) = word(rest);
        let Some(next) = options.iter().find(|it| is_named(it, name, locale)) else {
            let names: Vec<&str> = options.iter().filter_map(|it| it["name"].as_str()).collect();
            return impossible(format!("`{name}` is no sub-command here; there are: {}", names.join(", ")));
        };
        path.push((&next["name"], next["type"].as_u64().unwrap_or_default()));
        (options, rest) = (list(next), after);
    }
    Ok((path, options, rest))
}

/// Splits `a:1 b:some text` at the names of the options. A value extends to the next name of an option.
fn arguments<'a>(options: &'a [Value], text: &'a str, locale: &str) -> Result<Vec<Typed<'a>>, Impossible> {
    let mut found: Vec<Typed<'a>> = Vec::new();
    let mut starts = Vec::new();
    for (at, _) in text.char_indices() {
        let begins_word = text[..at].chars().next_back().is_none_or(char::is_whitespace);
        if begins_word && let Some((option, rest)) = named(options, &text[at..], locale) {
            starts.push((at, option, text.len() - rest.len()));
        }
    }
    let before = text[..starts.first().map_or(text.len(), |it| it.0)].trim();
    if !before.is_empty() {
        let names: Vec<&str> = options.iter().filter_map(|it| it["name"].as_str()).collect();
        let names = if names.is_empty() { "it has none".to_owned() } else { format!("it has: {}", names.join(", ")) };
        return impossible(format!("`{before}` names no option of the command; {names}"));
    }
    for (index, (_, option, value)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(text.len(), |next| next.0);
        if found.iter().any(|it| it.option["name"] == option["name"]) {
            return impossible(format!("the option {} is given twice", option["name"]));
        }
        found.push(Typed { option, text: text[*value..end].trim() });
    }
    Ok(found)
}

/// The option whose name (also in a language) and `:` a text begins with, and the text after them.
fn named<'a, 't>(options: &'a [Value], text: &'t str, locale: &str) -> Option<(&'a Value, &'t str)> {
    let (name, rest) = text.split_once(':')?;
    Some((options.iter().find(|it| is_named(it, name, locale))?, rest))
}

/// Puts the values below the groups and sub-commands, as `options` of `json`.
fn nest(path: &[(&Value, u64)], values: Vec<Value>, json: &mut Value) {
    let mut options = values;
    for (name, kind) in path.iter().rev() {
        options = vec![json!({"name": name, "type": kind, "options": options})];
    }
    // A command without options has no `options`, but a sub-command has an empty list.
    if !options.is_empty() {
        json["options"] = Value::Array(options);
    }
}

/// The value of the choice with this name, in English or in the user's language. Its value is also taken.
fn choice(choices: &[Value], text: &str, locale: &str) -> Result<Value, Impossible> {
    let number = text.parse::<f64>().ok();
    let is_value = |value: &Value| *value == text || (number.is_some() && value.as_f64() == number);
    let named = choices.iter().find(|it| it["name"] == text || it["name_localizations"][locale] == text);
    let found = named.or_else(|| choices.iter().find(|it| is_value(&it["value"])));
    let Some(found) = found else {
        let names: Vec<&str> = choices.iter().filter_map(|it| it["name"].as_str()).collect();
        return impossible(format!("`{text}` is not one of the choices; there are: {}", names.join(", ")));
    };
    Ok(found["value"].clone())
}

fn string<'a>(option: &Value, text: &'a str) -> Result<&'a str, Impossible> {
    let length = text.chars().count() as u64;
    if text.is_empty() {
        return impossible("it is empty");
    }
    // The value of a suggestion may be longer than the option's limit: the client does not check it.
    let (least, most) = (option["min_length"].as_u64().unwrap_or(0), option["max_length"].as_u64().unwrap_or(6000));
    if option["autocomplete"] != true && !(least..=most).contains(&length) {
        return impossible(format!("it has {length} characters, allowed are {least} to {most}"));
    }
    Ok(text)
}

fn integer(option: &Value, text: &str) -> Result<i64, Impossible> {
    let Ok(number) = text.parse::<i64>() else { return impossible(format!("`{text}` is not an integer")) };
    let bound = |key: &str, default: i64| option[key].as_i64().unwrap_or(default);
    let (least, most) = (bound("min_value", -MAX_INTEGER), bound("max_value", MAX_INTEGER));
    if !(least..=most).contains(&number) {
        return impossible(format!("{number} is not between {least} and {most}"));
    }
    Ok(number)
}

/// A number. Whole numbers are sent without a fraction, as by Discord.
fn number(option: &Value, text: &str) -> Result<Value, Impossible> {
    #[allow(clippy::cast_precision_loss)] // 2⁵³ is exact in an f64.
    const LIMIT: f64 = (1_i64 << 53) as f64;
    let Some(number) = text.parse::<f64>().ok().filter(|it| it.is_finite()) else {
        return impossible(format!("`{text}` is not a number"));
    };
    let bound = |key: &str, default: f64| option[key].as_f64().unwrap_or(default);
    let (least, most) = (bound("min_value", -LIMIT), bound("max_value", LIMIT));
    if !(least..=most).contains(&number) {
        return impossible(format!("{number} is not between {least} and {most}"));
    }
    let whole = text.parse::<i64>().ok();
    Ok(whole.map_or_else(|| json!(number), |whole| json!(whole)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(name: &str, kind: u64) -> Value {
        json!({"name": name, "type": kind})
    }

    fn read(options: &[Value], text: &str) -> Result<Vec<(String, String)>, String> {
        let typed = arguments(options, text, "de").map_err(|Impossible(why)| why)?;
        Ok(typed.iter().map(|it| (it.option["name"].as_str().unwrap().to_owned(), it.text.to_owned())).collect())
    }

    #[test]
    fn values_extend_to_the_next_option() {
        let options = [option("a", 3), option("ab", 3), option("größe", 3)];
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(read(&options, "").unwrap(), []);
        assert_eq!(read(&options, "a:some text  ab:x:y").unwrap(), [pair("a", "some text"), pair("ab", "x:y")]);
        assert_eq!(read(&options, "größe:a b:c a:").unwrap(), [pair("größe", "a b:c"), pair("a", "")]);
        assert_eq!(read(&options, "a: http://x").unwrap(), [pair("a", "http://x")]);
        let localized = [json!({"name": "count", "type": 4, "name_localizations": {"de": "anzahl"}})];
        assert_eq!(read(&localized, "anzahl:3").unwrap(), [pair("count", "3")]);
        for (text, why) in [("x:1", "names no option"), ("a:1 a:2", "given twice"), ("loose a:1", "`loose`")] {
            assert!(read(&options, text).unwrap_err().contains(why), "{text}");
        }
    }

    #[test]
    fn sub_commands_are_followed_and_nested() {
        let command = json!({"name": "tag", "options": [
            {"name": "editors", "type": 2, "options": [{"name": "allow", "type": 1, "options": [option("role", 8)]}]},
            {"name": "list", "type": 1},
        ]});
        let (path, options, rest) =
            leaf(&command, "editors allow role:x", "de").map_err(|Impossible(why)| why).unwrap();
        assert_eq!((options.len(), rest), (1, "role:x"));
        let mut json = json!({});
        nest(&path, vec![json!(1)], &mut json);
        assert_eq!(
            json,
            json!({"options": [
                {"name": "editors", "type": 2, "options": [{"name": "allow", "type": 1, "options": [1]}]}
            ]})
        );
        assert!(leaf(&command, "nope", "de").err().unwrap().0.contains("there are: editors, list"));
    }

    #[test]
    fn numbers_and_texts_are_held_to_their_limits() {
        let limited = json!({"min_value": 1, "max_value": 10, "min_length": 2, "max_length": 4});
        let free = json!({});
        for (option, text, fits) in [
            (&limited, "1", true),
            (&limited, "11", false),
            (&limited, "1.5", false),
            (&free, "9007199254740991", true),
            (&free, "9007199254740992", false),
            (&free, "-9007199254740991", true),
        ] {
            assert_eq!(integer(option, text).is_ok(), fits, "{text}");
        }
        for (text, value) in
            [("2", Some(json!(2))), ("2.5", Some(json!(2.5))), ("NaN", None), ("11", None), ("x", None)]
        {
            assert_eq!(number(&limited, text).ok(), value, "{text}");
        }
        assert!(number(&free, "9007199254740992").is_ok() && number(&free, "1e300").is_err());
        for (text, fits) in [("x", false), ("xx", true), ("ääää", true), ("xxxxx", false)] {
            assert_eq!(string(&limited, text).is_ok(), fits, "{text}");
        }
        assert!(string(&json!({"max_length": 1, "autocomplete": true}), "long").is_ok());
    }

    #[test]
    fn choices_come_by_name_or_value() {
        let choices = [
            json!({"name": "Small", "value": "small", "name_localizations": {"de": "Klein"}}),
            json!({"name": "Two", "value": 2}),
        ];
        for (text, locale, value) in [
            ("Small", "en-US", Some(json!("small"))),
            ("small", "en-US", Some(json!("small"))),
            ("Klein", "de", Some(json!("small"))),
            ("Klein", "fr", None),
            ("2", "en-US", Some(json!(2))),
            ("Large", "en-US", None),
        ] {
            assert_eq!(choice(&choices, text, locale).ok(), value, "{text} {locale}");
        }
    }
}
