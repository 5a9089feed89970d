//! `#[command]` above functions, and `#[derive(EventHandler)]`.

use std::sync::Arc;

use greenroom::command::{Commands, Described, FreeCommand, Hooks, RowKind, Stateless};
use greenroom::prelude::*;

struct Pool(u32);

/// Says hello
#[command]
async fn hello() -> &'static str {
    "Hello!"
}

/// Rolls
#[command(check = may)]
async fn roll(#[option("Dice")] mut count: u8, #[option("Why", autocomplete = reasons)] why: Option<String>) -> String {
    count += 1;
    format!("{count} {why:?}")
}

/// Best players
#[command]
async fn top(db: State<'_, Pool>, name: State<'_, String>) -> CommandResult<String> {
    if name.is_empty() {
        return Err(tell("No name."));
    }
    Ok(format!("{} {}", db.0.0, *name))
}

async fn may(_: &CallContext) -> CommandResult<bool> {
    Ok(true)
}

async fn reasons(typed: &str, _: &Partial<'_>) -> CommandResult<Vec<Suggestion<String>>> {
    Ok(vec![typed.to_owned().into()])
}

#[greenroom::test]
async fn a_command_stays_a_function() {
    assert_eq!(hello().await, "Hello!");
    assert_eq!(roll(3, Some("x".into())).await, "4 Some(\"x\")");
    let (pool, name) = (Pool(5), String::from("Ann"));
    assert_eq!(top(State(&pool), State(&name)).await.unwrap(), "5 Ann");
    assert!(top(State(&pool), State(&String::new())).await.is_err());

    // Also one inside a function.
    /// Says bye
    #[command]
    async fn bye() -> String {
        "Bye!".into()
    }
    let bye = bye().await;
    assert_eq!(bye, "Bye!");
}

struct Kiosk;

#[handlers]
impl Kiosk {
    /// Orders
    #[command]
    async fn order(&self) {}
}

struct Greeter;

#[event_handler]
impl EventHandler for Greeter {}

#[derive(EventHandler)]
#[handler(commands(top, roll))]
struct App {
    #[state]
    db: Pool,
    #[state]
    name: String,
    kiosk: Kiosk,
    greeter: Greeter,
}

fn app() -> App {
    App { db: Pool(1), name: "Ann".into(), kiosk: Kiosk, greeter: Greeter }
}

#[test]
fn an_app_has_its_commands_and_its_fields_are_handlers() {
    let app = app();
    let rows: Vec<_> = app.table().rows.iter().map(|row| (row.id, row.kind, row.name, row.options.len())).collect();
    assert_eq!(rows, [(0, RowKind::Slash, "top", 0), (1, RowKind::Slash, "roll", 2)]);
    assert_eq!(app.table().rows[1].hooks, Hooks { check: true, cooldown: false, error: false });
    assert!(EventHandler::commands(&app).is_some());
    assert!(app.interests().events.is_empty());
    let parts = Arc::new(app).parts().unwrap();
    let names: Vec<String> = parts.iter().map(|part| format!("{part:?}")).collect();
    assert_eq!(names, ["Part(\"App.kiosk\")", "Part(\"App.greeter\")"]);
}

#[derive(EventHandler)]
#[handler(name = "small")]
struct Small {
    kiosk: Kiosk,
}

#[test]
fn an_app_without_commands_of_its_own() {
    let small = Small { kiosk: Kiosk };
    assert!(EventHandler::commands(&small).is_none());
    assert_eq!(small.name(), "small");
    assert_eq!(small.kiosk.table().rows.len(), 1);
}

fn is_stateless<R: Described>(_: fn() -> R) -> bool
where
    R::Command: Stateless + FreeCommand<u8>,
{
    R::ROW.name == "hello"
}

#[test]
fn a_command_without_state_works_with_any() {
    assert!(is_stateless(hello));
}
