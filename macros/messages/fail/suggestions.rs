#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Kiosk;

#[handlers]
impl Kiosk {
    /// Of another type
    #[command]
    async fn other_type(&self, #[option("A", autocomplete = Self::numbers)] a: String) {}

    async fn numbers(&self, typed: &str) -> CommandResult<Vec<Suggestion<u32>>> {
        Ok(Vec::new())
    }

    /// No list
    #[command]
    async fn no_list(&self, #[option("A", autocomplete = Self::one)] a: String) {}

    async fn one(&self, typed: &str) -> String {
        typed.to_owned()
    }

    /// Elsewhere
    #[command]
    async fn elsewhere(&self, #[option("A", autocomplete = other::numbers)] a: String) {}

    /// Not a function
    #[command]
    async fn not_a_function(&self, #[option("A", autocomplete)] a: String) {}
}

fn main() {}
