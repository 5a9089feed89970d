#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

#[derive(Arg)]
struct Name(String);

/// Wrong limits
#[command]
async fn wrong(
    #[option("A", length = 1..=4)] a: u32,
    #[option("B", range = 1..=4)] b: Name,
    #[option("C", range = 0.5..=4.0)] c: u32,
    #[option("E", channels(GuildText))] e: String,
    #[option("F", files(".png"))] f: String,
    #[option("G", flag)] g: Option<u8>,
) {
}

/// Not ranges
#[command]
async fn not_ranges(#[option("A", length = 1..4)] a: String, #[option("B", range = 4)] b: u8) {}

/// Not kinds
#[command]
async fn not_kinds(
    #[option("A", channels(Text))] a: greenroom::model::Channel,
) {
}

/// Not the last
#[command]
async fn not_last(#[option("B", rest)] b: String, #[option("C")] c: u8) {}

/// The wrong way round
#[command]
async fn swapped(#[option("A", length = 5..=4)] a: String, #[option("B")] b: u8) {}

/// The wrong way round
#[command]
async fn swapped_range(#[option("A", range = 5..=4)] a: u8) {}

/// Too long
#[command]
async fn too_long(#[option("A", length = ..=7000)] a: String) {}

fn main() {}
