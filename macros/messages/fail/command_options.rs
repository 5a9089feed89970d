#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Kiosk;
struct Item;

#[handlers]
impl Kiosk {
    /// Not options
    #[command]
    async fn types(&self, #[option("A")] a: Item, #[option("B")] b: (u8, u8)) {}

    /// Borrowed
    #[command]
    async fn borrowed(&self, #[option("A")] a: &str) {}

    /// Taken apart
    #[command]
    async fn apart(&self, #[option("A")] (a, b): Pair) {}

    /// Not a set of options
    #[command]
    async fn set(&self, #[option(flatten)] item: Item) {}
}

fn main() {}
