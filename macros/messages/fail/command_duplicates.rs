#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

#[derive(Options)]
struct Set {
    #[option("A")]
    count: u8,
}

struct Kiosk;

#[handlers]
impl Kiosk {
    /// Two of a name
    #[command]
    async fn twins(&self, #[option("A")] count: u8, #[option("B", name = "count")] other: u8) {}
}

/// Two of a name
#[command]
async fn flattened(#[option("A")] count: u8, #[option(flatten)] set: Set) {}

fn main() {}
