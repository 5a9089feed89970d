//! The limits of hostile input: it gives an error or a value that is left out, in bounded time and with bounded stack.

use std::time::{Duration, Instant};

use crate::event::{Event, EventKind, GuildCreate, InteractionCreate, MessageCreate};
use crate::gateway::Data;
use crate::json;
use crate::model::{Component, Message};

const MESSAGE: &str = r#"{"id":"1","channel_id":"2","author":{"id":"3"},"referenced_message":"#;

/// `open` repeated `levels` times, then null, then `close` repeated as often.
fn nested(open: &str, close: &str, levels: usize) -> String {
    format!("{}null{}", open.repeat(levels), close.repeat(levels))
}

/// Runs on a thread with the smallest usual stack, in a build without optimisation.
#[test]
fn nested_objects_do_not_overflow_the_stack() {
    let row = r#"{"components":["#;
    let read = move || {
        for levels in [127, 999, 100_000] {
            let texts = [
                nested(MESSAGE, "}", levels),
                nested(row, r#"],"type":17}"#, levels),
                nested(r#"{"type":17,"components":["#, "]}", levels),
                nested(r#"{"resolved":{"messages":{"1":"#, "}}}", levels),
                nested(r#"{"name":"x","options":["#, "]}", levels),
                nested("[", "]", levels),
                nested(r#"{"x":"#, "}", levels),
            ];
            for text in texts {
                let _ = json::read::<Message>(&text);
                let _ = json::read::<Component>(&text);
                let message =
                    format!(r#"{{"id":"1","channel_id":"2","author":{{"id":"3"}},"components":[{text}],"x":{text}}}"#);
                let read = json::read::<MessageCreate>(&message).unwrap();
                assert!(read.left_out.count > 0 || read.value.components.len() == 1, "{levels}");
                for kind in if levels < 100_000 { 2..7 } else { 2..3 } {
                    let interaction = format!(r#"{{"id":"1","application_id":"2","type":{kind},"data":{text}}}"#);
                    assert!(json::read::<InteractionCreate>(&interaction).is_ok(), "{levels}");
                }
                // Very deep values are skipped, which takes time but no stack.
                for kind in EventKind::ALL.iter().filter(|_| levels < 1000) {
                    let _ = Event::read(*kind, Data::whole(text.as_bytes()));
                }
            }
        }
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(read).unwrap().join().unwrap();
}

/// The maximum depth is larger than that of Discord's data: here four nested messages with nested components.
#[test]
fn realistic_nesting_is_below_the_maximum_depth() {
    let container =
        r#"{"type":17,"components":[{"type":9,"components":[{"type":10,"content":"x"}],"accessory":{"type":2}}]}"#;
    let mut message = "null".to_owned();
    for _ in 0..4 {
        message = format!("{MESSAGE}{message},\"components\":[{container}]}}");
    }
    let interaction = format!(
        r#"{{"id":"1","application_id":"2","type":2,"data":{{"id":"3","name":"x",
        "resolved":{{"messages":{{"1":{message}}}}}}}}}"#
    );
    let read = json::read::<InteractionCreate>(&interaction).unwrap();
    assert_eq!(read.left_out.count, 0, "{:?}", read.left_out.first);
}

/// The shortest of several measurements of reading a text.
fn time<T: for<'de> serde::Deserialize<'de>>(text: &str) -> Duration {
    let once = || {
        let started = Instant::now();
        let _ = json::read::<T>(text);
        started.elapsed()
    };
    (0..5).map(|_| once()).min().unwrap()
}

/// An input of eight times the size takes about eight times the time, and not 64 times.
#[test]
fn reading_time_is_linear() {
    type Case = (&'static str, fn(&str) -> Duration, fn(usize) -> String);
    let cases: [Case; 7] = [
        ("bad elements", time::<GuildCreate>, |n| {
            format!(r#"{{"id":"1","members":[{}5]}}"#, "{\"roles\":5},".repeat(n))
        }),
        ("bad fields", time::<GuildCreate>, |n| {
            format!(
                r#"{{"id":"1","presences":[{}5]}}"#,
                r#"{"user":{"id":"1"},"status":[],"activities":[{"name":[]}]},"#.repeat(n)
            )
        }),
        ("keys twice", time::<GuildCreate>, |n| format!(r#"{{{}"id":"1"}}"#, r#""name":[],"#.repeat(n))),
        ("types last", time::<MessageCreate>, |n| {
            let components = r#"{"components":[{"content":"x","type":10}],"type":17},"#.repeat(n);
            format!(r#"{{"id":"1","channel_id":"2","author":{{"id":"3"}},"components":[{components}5]}}"#)
        }),
        ("types last and deep", time::<Component>, |n| {
            let inside = r#"{"content":"x","type":10},"#.repeat(n);
            format!("{}{inside}5{}", r#"{"components":["#.repeat(20), r#"],"type":17}"#.repeat(20))
        }),
        ("too deep", time::<Component>, |n| nested(r#"{"components":["#, r#"],"type":17}"#, n)),
        ("bad and required, one in another", time::<Message>, |n| {
            let inside = r#"{"x":[1,{"y":"\"}"}]},"#.repeat(n);
            format!("{}[{inside}5]{}", MESSAGE.repeat(40), "}".repeat(40))
        }),
    ];
    for (name, time, text) in cases {
        let (small, large) = (text(1000), text(8000));
        let (few, many) = (time(&small), time(&large));
        assert!(many < few * 32, "{name}: {} bytes take {few:?}, and {} bytes {many:?}", small.len(), large.len());
    }
}

/// An element whose number does not fit into a float is left out. A number that no type reads is skipped.
#[test]
fn numbers_out_of_range_are_lost_alone() {
    let text = r#"{"id":"1","new":1e999,"afk_timeout":1e999,"max_members":-1e999,"name":"after"}"#;
    let read = json::read::<GuildCreate>(text).unwrap();
    assert_eq!(read.value.available().map(|guild| guild.name.as_str()), Some("after"));
    assert_eq!(read.left_out.count, 2);
}
