#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Kiosk;

#[handlers(group("a b c", "Too deep"), group("Tag", "Upper case"), group("tag", "Good", name("other")))]
impl Kiosk {
    /// Too long
    #[command]
    async fn this_name_has_more_than_32_characters(&self) {}

    /// Bad names
    #[command(name("Order", de = "zwei Wörter", pt_BT = "pedir"))]
    async fn order(&self, #[option("A", name = "a!")] a: u8, #[option("B")] Größe: u8) {}

    #[user_command]
    async fn no_name(&self, target: GuildMember) {}

    #[user_command(" Spaces")]
    async fn spaces(&self, target: GuildMember) {}
}

fn main() {}
