#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Kiosk;

#[handlers(group("tag", "Notes"), group("tag editors", "Who may edit", nsfw))]
impl Kiosk {
    /// Shows
    #[command(in = "tag", member_permissions(MANAGE_GUILD), contexts(Guild), nsfw)]
    async fn show(&self) {}

    /// Lists
    #[command(in = "tag editors all")]
    async fn list(&self) {}
}

fn main() {}
