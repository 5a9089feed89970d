#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

#[derive(Choice)]
enum Mixed {
    #[choice(value = 1)]
    A,
    B,
}

#[derive(Choice)]
enum Fields {
    #[choice("A", xx = "B")]
    A(u8),
    #[choice(value = "text")]
    B,
}

#[derive(Choice)]
struct NotAnEnum;

#[derive(Arg)]
struct Named {
    id: String,
}

#[derive(Arg)]
struct Inside((u8, u8));

#[derive(Options)]
struct Unnamed(u8);

#[derive(Options)]
struct Set {
    count: u8,
    #[option("A", autocomplete = items)]
    item: String,
}

#[derive(Options)]
enum Subcommands {
    Add,
    /// Two
    Two(u8, u8),
}

#[derive(Options)]
enum Good {
    /// Adds
    Add,
}

/// Both
#[command]
async fn both(#[option(flatten)] good: Good, #[option("A")] count: u8) {}

struct Kiosk;

#[handlers(group("tag", "Notes"))]
impl Kiosk {
    /// In a group
    #[command(in = "tag")]
    async fn grouped(&self, #[option(flatten)] good: Good) {}
}

fn main() {}
