#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Kiosk;

#[handlers]
impl Kiosk {
    #[command]
    async fn none(&self, a: u8) {}

    /// This description is longer than one hundred characters, which is all that Discord allows for a description.
    #[command]
    async fn long(
        &self,
        #[option(
            "This description is longer than one hundred characters, and it belongs to an option of a long command."
        )]
        a: u8,
        #[option("")] b: u8,
    ) {
    }
}

#[command]
async fn free() {}

fn main() {}
