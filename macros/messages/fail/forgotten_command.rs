#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Kiosk;

#[handlers]
impl Kiosk {
    /// Orders
    async fn order(&self, #[option("What")] item: String) {}

    async fn vote(&self, #[selected] members: Vec<GuildMember>) {}
}

fn main() {}
