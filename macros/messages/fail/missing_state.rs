#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

use greenroom::command::{CodeOf, CommandFn, Stateless};

struct Pool;

/// Best players
#[command]
async fn top(db: State<'_, Pool>) -> String {
    String::new()
}

async fn not_a_command(count: u8) -> String {
    String::new()
}

/// As `Bot::command`.
fn register<M, F: CommandFn<M>>(command: F)
where
    CodeOf<F, M>: Stateless,
{
}

#[derive(EventHandler)]
#[handler(commands(top))]
struct App {
    #[state]
    count: u8,
}

#[derive(EventHandler)]
#[handler(comands(top))]
struct Twice {
    #[state]
    a: u8,
    #[state]
    b: u8,
    part: Pool,
}

fn main() {
    register(top);
    register(not_a_command);
}
