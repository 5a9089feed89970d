//! `#[derive(New)]`: the function `new` of what Discord may add fields to.

use compact_str::CompactString;
use greenroom::model::{ChannelId, MessageId, Timestamp, UserId};
use greenroom_macros::New;
use serde::{Deserialize, Serialize};

/// A note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, New)]
#[new(channel, id, text, tags, size)]
#[non_exhaustive]
struct Note {
    /// Which note.
    id: MessageId,
    /// Where it is.
    channel: ChannelId,
    #[new(value = id.created_at())]
    written_at: Timestamp,
    text: CompactString,
    tags: Vec<Box<str>>,
    size: f32,
    #[serde(rename = "type", default = "one")]
    kind: u8,
    #[serde(default)]
    pinned: bool,
    by: Option<UserId>,
    #[serde(skip)]
    private: u64,
}

fn one() -> u8 {
    1
}

#[derive(Debug, PartialEq, New)]
#[new(value, other)]
struct Generic<'a, T: Clone>
where
    T: Default,
{
    value: T,
    other: Option<&'a str>,
    #[new(value = value.clone())]
    copy: T,
    list: Vec<T>,
}

#[test]
fn arguments_come_in_the_order_of_the_attribute_and_are_converted() {
    let note = Note::new(2, MessageId::new(175_928_847_299_117_063), "text", ["a".into()], 0.5);
    assert_eq!((note.channel, note.id.get(), note.text.as_str()), (ChannelId::new(2), 175_928_847_299_117_063, "text"));
    assert_eq!((&note.tags[..], note.size), (&["a".into()][..], 0.5));
    assert_eq!(Note::new(2, 3, String::from("text"), Vec::new(), 0.0).text, "text");
}

#[test]
fn the_other_fields_are_as_if_the_object_had_been_read_without_them() {
    let made = Note::new(2, 175_928_847_299_117_063, "", [], 1.0);
    let json = concat!(
        r#"{"channel":"2","id":"175928847299117063","text":"","tags":[],"size":1.0,"#,
        r#""written_at":"2016-04-30T11:18:25.796+00:00"}"#
    );
    assert_eq!(made, serde_json::from_str(json).unwrap());
    assert_eq!((made.kind, made.pinned, made.by, made.private), (1, false, None, 0));
}

#[test]
fn a_struct_may_have_parameters() {
    let made = Generic::new(5_u8, "x");
    assert_eq!(made, Generic { value: 5, other: Some("x"), copy: 5, list: Vec::new() });
}
