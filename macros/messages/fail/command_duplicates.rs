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

struct Shop;

#[handlers(group("tag", "Notes"))]
impl Shop {
    /// A name
    #[command]
    async fn order(&self) {}

    /// The same name
    #[command(name = "order")]
    async fn buy(&self) {}

    /// In a group, where the name is another one
    #[command(in = "tag", name = "order")]
    async fn order_tag(&self) {}

    /// The same name in the same group
    #[command(in = "tag", name = "order")]
    async fn buy_tag(&self) {}

    /// Of one guild, where it stands in front of the global one
    #[command(name = "order", guilds(1))]
    async fn order_there(&self) {}

    #[user_command("order")]
    async fn order_user(&self, target: GuildMember) {}

    #[user_command("order")]
    async fn buy_user(&self, target: GuildMember) {}
}

/// Two of a name
#[command]
async fn flattened(#[option("A")] count: u8, #[option(flatten)] set: Set) {}

fn main() {}
