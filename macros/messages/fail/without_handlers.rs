#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Kiosk;

impl Kiosk {
    /// Orders
    #[command]
    async fn order(&self, #[option("What")] item: String) {}
}

fn main() {}
