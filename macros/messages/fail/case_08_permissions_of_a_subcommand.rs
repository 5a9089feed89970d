#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Tags;

#[handlers(group("tag", "Notes"))]
impl Tags {
    /// Removes all notes
    #[command(in = "tag", member_permissions(MANAGE_GUILD))]
    async fn clear(&self) {}
}

fn main() {}
