#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

#[derive(CustomId)]
struct TooLong {
    text: Text<90>,
    other: u64,
}

#[derive(CustomId)]
struct Unbounded {
    text: String,
}

#[derive(CustomId)]
#[custom_id("a.b")]
struct WrongKey;

#[derive(CustomId)]
#[custom_id("poll")]
struct OldVote(u8);

#[derive(CustomId)]
#[custom_id("poll", from = OldVote)]
struct SameKey(u8);

impl From<OldVote> for SameKey {
    fn from(old: OldVote) -> Self {
        Self(old.0)
    }
}

#[derive(CustomId)]
#[custom_id("poll", version = 2, from = OldVote)]
struct NotFrom(u8);

#[derive(CustomId)]
#[custom_id("poll", vresion = 2, from)]
struct UnknownWord;

#[derive(CustomId)]
enum NotAStruct {}

fn main() {}
