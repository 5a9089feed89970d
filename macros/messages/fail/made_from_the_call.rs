#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Account;

struct Kiosk;

#[handlers]
impl Kiosk {
    /// Not made from the call
    #[command]
    async fn from(&self, #[from] account: Account) {}

    /// Not parts of the call
    #[command]
    async fn parts(&self, account: &Account, ctx: &ComponentContext) {}

    /// Owned
    #[command]
    async fn owned(&self, #[option("A")] ctx: CommandContext) {}

    /// Has state besides `self`
    #[command]
    async fn state(&self, account: State<'_, Account>) {}
}

fn main() {}
