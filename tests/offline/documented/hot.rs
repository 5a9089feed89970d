//! The types of the frequent events are read in one pass: nothing in them makes serde buffer a payload into a tree
//! first.

use std::fs;
use std::path::Path;

/// The files of MESSAGE_CREATE, PRESENCE_UPDATE, GUILD_CREATE, GUILD_MEMBERS_CHUNK, TYPING_START, VOICE_STATE_UPDATE,
/// the reactions, the member updates, and of all that is in them.
const HOT: &[&str] = &[
    "event/guild.rs",
    "event/member.rs",
    "event/message.rs",
    "event/presence.rs",
    "event/reaction.rs",
    "event/voice.rs",
    "event/with_guild.rs",
    "model/application.rs",
    "model/attachment.rs",
    "model/channel.rs",
    "model/embed.rs",
    "model/emoji.rs",
    "model/field.rs",
    "model/forum_tag.rs",
    "model/guild.rs",
    "model/id.rs",
    "model/image.rs",
    "model/object.rs",
    "model/readable.rs",
    "model/message.rs",
    "model/message_parts.rs",
    "model/open.rs",
    "model/poll.rs",
    "model/presence.rs",
    "model/reaction.rs",
    "model/recurrence.rs",
    "model/role.rs",
    "model/scheduled_event.rs",
    "model/soundboard.rs",
    "model/stage.rs",
    "model/sticker.rs",
    "model/thread.rs",
    "model/timestamp.rs",
    "model/user.rs",
    "model/user_parts.rs",
    "model/voice.rs",
];

/// The items of a file that derive `Deserialize` or `Object`, from the derive to the closing brace. Tests in the file
/// do not count.
fn derived(text: &str) -> Vec<&str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    let items = code.match_indices("#[derive(").map(|(at, _)| &code[at..]);
    let items = items.filter(|item| {
        item.split(']').next().is_some_and(|list| list.contains("Deserialize") || list.contains("Object"))
    });
    items.map(|item| item.find("\n}").map_or(item, |end| &item[..end])).collect()
}

/// What makes serde keep a tree of what it reads.
fn buffers(item: &str) -> Option<&'static str> {
    // Comments may speak of them.
    let lines = item.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = lines.collect::<Vec<_>>().join("\n");
    let attributes: Vec<_> = code.split("serde(").skip(1).filter_map(|rest| rest.split(")]").next()).collect();
    let has = |word: &str| attributes.iter().any(|list| list.split([',', ' ', '=', '(']).any(|it| it == word));
    ["flatten", "untagged", "tag", "content"].into_iter().find(|word| has(word))
}

#[test]
fn frequent_events_are_read_without_a_tree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut findings, mut items) = (Vec::new(), 0);
    for file in HOT {
        let text = fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        for item in derived(&text) {
            items += 1;
            if let Some(word) = buffers(item) {
                let name = item.lines().find(|line| line.starts_with("pub ")).unwrap_or_default();
                findings.push(format!("{file}: `{word}` in {name}"));
            }
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        findings.extend(code.contains("serde_json::Value").then(|| format!("{file}: serde_json::Value")));
    }
    assert!(findings.is_empty(), "{findings:#?}");
    assert!(items > 60, "the types were not found: {items}");
}

#[test]
fn what_buffers_is_found() {
    let text = "#[derive(Debug, Deserialize)]\npub struct A {\n    #[serde(default, flatten)]\n    b: B,\n}\n\
                #[derive(Serialize)]\n#[serde(untagged)]\npub enum C {\n}\n\
                #[derive(Deserialize)]\n#[serde(tag = \"type\")]\npub enum D {\n}\n\
                #[derive(Deserialize)]\npub struct E {\n    // flatten would buffer\n\
                \x20   #[serde(rename = \"content\")]\n    f: u8,\n}";
    assert_eq!(derived(text).into_iter().map(buffers).collect::<Vec<_>>(), [Some("flatten"), Some("tag"), None]);
}
