#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

#[derive(CustomId)]
struct Id;

#[derive(Modal)]
#[modal("A form")]
struct Form {
    #[input("A question")]
    answer: String,
}

struct NotAnError;

struct Kiosk;

#[handlers]
impl Kiosk {
    /// A number
    #[command]
    async fn number(&self) -> u32 {
        3
    }

    /// An update without a component
    #[command]
    async fn update(&self) -> CommandResult<Update> {
        Ok(Update::new(""))
    }

    /// Private, and as a text command
    #[command(slash, prefix)]
    async fn private(&self) -> CommandResult<Ephemeral<String>> {
        Ok(Ephemeral(String::new()))
    }

    /// A modal from a text command
    #[command(slash, prefix)]
    async fn ask(&self) -> Ask<Form, Id> {
        Form::ask(Id)
    }

    /// Private by the attribute, and as a text command
    #[command(slash, prefix, ephemeral)]
    async fn attribute(&self) -> String {
        String::new()
    }

    #[component]
    async fn private_update(&self, id: Id) -> Ephemeral<Update> {
        Ephemeral(Update::new(""))
    }

    #[modal]
    async fn modal_after_modal(&self, id: Id, form: Form) -> Ask<Form, Id> {
        form.ask(id)
    }

    /// An error that is none
    #[command]
    async fn not_an_error(&self) -> Result<String, NotAnError> {
        Err(NotAnError)
    }
}

fn main() {}
