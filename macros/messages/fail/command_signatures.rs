#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Kiosk;

#[handlers]
impl Kiosk {
    /// Changes
    #[command]
    async fn changes(&mut self) {}

    /// Waits for nothing
    #[command]
    fn not_async(&self) {}

    /// Is generic
    #[command]
    async fn generic<T>(&self, #[option("A")] a: T) {}

    /// Has no type
    #[command]
    async fn without_self() {}

    #[task(every = "5m")]
    async fn task(&self) {}

    #[event]
    async fn message_creat(&self) {}

    #[command]
    #[component]
    async fn both(&self) {}
}

#[handlers]
impl EventHandler for Kiosk {}

#[handlers]
struct Wrong;

#[command]
struct NotAFunction;

#[command]
impl Kiosk {}

/// Is not async
#[command]
fn free() {}

/// Is generic
#[command]
async fn free_generic<T: Send>(#[option("A")] a: T) {}

/// Hides its answer
#[command]
async fn hidden() -> impl Send {
    ""
}

fn main() {}
