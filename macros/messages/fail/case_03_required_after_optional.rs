#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

/// Sells something
#[command]
async fn sell(#[option("How many")] count: Option<u8>, #[option("What")] item: String) {}

fn main() {}
