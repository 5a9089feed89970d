#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Kiosk;

#[handlers]
impl Kiosk {
    /// Orders
    #[command]
    async fn order(&self) {}
}

#[handlers]
impl Kiosk {
    /// Pays
    #[command]
    async fn pay(&self) {}
}

struct Both;

#[handlers]
impl Both {
    /// Orders
    #[command]
    async fn order(&self) {}
}

#[event_handler]
impl EventHandler for Both {}

#[derive(EventHandler)]
struct App {}

#[handlers]
impl App {
    /// Orders
    #[command]
    async fn order(&self) {}
}

fn main() {}
