#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

type Maybe = Option<u8>;

#[derive(Options)]
struct Set {
    #[option("A")]
    a: Option<u8>,
}

/// Through an alias
#[command]
async fn alias(#[option("A")] first: Maybe, #[option("B")] item: String) {}

/// With a default
#[command]
async fn default(#[option("A", default = 3)] first: u8, #[option("B")] item: String) {}

/// Through a set
#[command]
async fn set(#[option(flatten)] set: Set, #[option("B")] item: String) {}

fn main() {}
