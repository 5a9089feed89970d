use greenroom_macros::Object;

use super::*;
use crate::json;
use crate::model::{ChannelKind, MessageFlags, Timestamp, UserId};

/// An object with a field of each kind.
#[derive(Debug, PartialEq, Object)]
struct All {
    id: UserId,
    owner: Option<UserId>,
    count: u32,
    offset: i64,
    ratio: f64,
    yes: bool,
    text: CompactString,
    kind: ChannelKind,
    flags: MessageFlags,
    since: Option<Timestamp>,
    nick: Field<CompactString>,
    inner: Option<Box<All>>,
    list: Vec<Small>,
    ids: Vec<UserId>,
    map: HashMap<UserId, Small>,
}

#[derive(Debug, PartialEq, Object)]
struct Small {
    id: UserId,
    name: CompactString,
}

#[derive(Debug, PartialEq, Object)]
#[object(unchecked)]
struct Unchecked {
    name: CompactString,
    size: Vec<u32>,
}

#[derive(Debug, PartialEq, Object)]
struct Around {
    id: UserId,
    programs: Vec<Unchecked>,
    text: CompactString,
}

/// The value, the number of values left out, and the message for the first of them.
fn read(json: &str) -> (All, usize, Option<String>) {
    let read = json::read::<All>(json).unwrap_or_else(|problem| panic!("{json}: {problem:?}"));
    let first = read.left_out.first.into_iter().next();
    (read.value, read.left_out.count, first.map(|problem| problem.message))
}

#[test]
fn a_field_that_cannot_be_read_counts_as_absent() {
    let nothing = read(r#"{"id":"1"}"#);
    assert_eq!((nothing.1, &nothing.2), (0, &None));
    let fields = [
        "owner", "count", "offset", "ratio", "yes", "text", "kind", "flags", "since", "nick", "inner", "list", "ids",
        "map",
    ];
    for field in fields {
        for value in ["{\"x\":[1,{\"y\":\"}\"}]}", "[[]]", "\"x\"", "1.5", "1e300", "1e999", "true", "-9e99"] {
            let json = format!(r#"{{"{field}": {value} ,"id":"1"}}"#);
            let (all, count, message) = read(&json);
            assert_eq!(all.id, 1, "{json}");
            if count > 0 {
                let lists = field == "list" || field == "ids" || field == "map";
                assert!(all == nothing.0 && (count == 1 || lists) && message.is_some(), "{json}: {all:?}");
            } else if field != "kind" {
                assert!(all != nothing.0, "{json} has a value, but nothing was read");
            }
        }
    }
}

#[test]
fn empty_values_are_not_reported() {
    let nothing = read(r#"{"id":"1"}"#).0;
    for (json, is_null) in [
        (
            r#"{"id":"1","owner":null,"count":null,"offset":null,"ratio":null,"yes":null,"text":null,"kind":null}"#,
            false,
        ),
        (r#"{"flags":null,"since":null,"inner":null,"list":null,"ids":null,"map":null,"id":"1"}"#, false),
        (r#"{"id":"1","owner":"","count":"","since":"","inner":"","list":""}"#, false),
        (r#"{"id":"1","owner":0,"yes":0,"inner":0,"list":"0","map":0}"#, false),
        (r#"{"id":"1","owner":"0","nick":null}"#, true),
    ] {
        let (all, count, _) = read(json);
        assert_eq!((all.nick.is_null(), count), (is_null, 0), "{json}");
        assert_eq!(All { nick: Field::Absent, ..all }, nothing, "{json}");
    }
}

#[test]
fn numbers_are_read_in_all_notations() {
    for (json, count, offset, ratio) in [
        (r#"{"count":7,"offset":-7,"ratio":1.5}"#, 7, -7, 1.5),
        (r#"{"count":7.0,"offset":-7.0,"ratio":2}"#, 7, -7, 2.0),
        (r#"{"count":"7","offset":"-7","ratio":"1.5"}"#, 7, -7, 1.5),
        (r#"{"count":-7,"offset":7e2,"ratio":-2}"#, 0, 700, -2.0),
        (r#"{"count":-7.0}"#, 0, 0, 0.0),
        (r#"{"count":4294967296,"offset":9223372036854775808,"ratio":"inf"}"#, 0, 0, 0.0),
    ] {
        let all = read(&format!(r#"{{"id":"1",{}"#, &json[1..])).0;
        assert_eq!((all.count, all.offset, all.ratio), (count, offset, ratio), "{json}");
    }
    for (json, kind) in
        [("\"3\"", ChannelKind::GroupDm), ("3.0", ChannelKind::GroupDm), ("-3", ChannelKind::Unknown(u32::MAX))]
    {
        assert_eq!(read(&format!(r#"{{"id":1,"kind":{json}}}"#)).0.kind, kind, "{json}");
    }
}

#[test]
fn an_element_that_cannot_be_read_is_left_out_and_counted() {
    for (list, ids, count) in [
        (r#"[{"id":"2"},{"id":"3","name":5},{"id":"4"}]"#, vec![2, 3, 4], 1),
        (r#"[{"id":"2"},{},null,7,[[["]"]]],"x",{"id":{}},{"id":"4"}]"#, vec![2, 4], 6),
        (r#"[{}]"#, vec![], 1),
        ("[]", vec![], 0),
    ] {
        let (all, left_out, _) = read(&format!(r#"{{"id":"1","list":{list},"text":"after"}}"#));
        assert_eq!(all.list.iter().map(|small| small.id.get()).collect::<Vec<_>>(), ids, "{list}");
        assert_eq!((left_out, all.text.as_str()), (count, "after"), "{list}");
    }
    let (all, left_out, message) =
        read(r#"{"id":"1","map":{"2":{"id":"2"},"x":{"id":"3"},"4":{"name":"x"},"5":{"id":"5"}}}"#);
    let mut keys: Vec<_> = all.map.into_keys().map(UserId::get).collect();
    keys.sort_unstable();
    assert_eq!((keys, left_out, message.as_deref()), (vec![2, 5], 2, Some("its key cannot be read")));
}

#[test]
fn what_is_left_out_with_its_object_counts_once() {
    let (all, count, message) =
        read(r#"{"id":"1","list":[{"name":5},{"id":"2","name":[]}],"inner":{"count":[],"yes":[]}}"#);
    assert_eq!((all.list.len(), all.inner, count), (1, None, 3));
    assert_eq!(message.as_deref(), Some("missing field `id`"));
}

#[test]
fn problems_in_users_data_are_not_reported() {
    let json = r#"{"name":["x"],"size":[1,2.5,{},"3",-4]}"#;
    let read = json::read::<Unchecked>(json).unwrap();
    assert_eq!((read.value.name.as_str(), read.value.size), ("", vec![1, 3, 0]));
    assert_eq!(read.left_out.count, 0);
    // The data around it is checked as usual.
    let json = r#"{"id":"1","programs":[{"name":[],"size":[{}]},5],"text":[]}"#;
    let read = json::read::<Around>(json).unwrap();
    assert_eq!((read.value.programs.len(), read.left_out.count), (1, 2));
}

#[test]
fn an_object_without_a_required_field_cannot_be_read() {
    for json in ["{}", r#"{"id":""}"#, r#"{"id":null}"#, r#"{"id":[]}"#, r#"{"count":5}"#] {
        assert!(json::read::<All>(json).is_err(), "{json}");
    }
    let problem = json::read::<All>(r#"{"count":[],"id":[5]}"#).unwrap_err();
    assert!(problem.message.starts_with("invalid type: sequence, expected an unsigned 64-bit integer"), "{problem:?}");
}

#[test]
fn other_deserializers_read_valid_data_in_the_same_way() {
    let json = r#"{"id":"1","count":7.0,"yes":null,"list":[{"id":"2"}],"map":{"3":{"id":"3"}},"kind":"3"}"#;
    assert_eq!(serde_json::from_str::<All>(json).unwrap(), read(json).0);
    for json in [r#"{"id":"1","count":[]}"#, r#"{"id":"1","list":[{}]}"#] {
        assert!(serde_json::from_str::<All>(json).is_err(), "{json}");
    }
}
