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

struct Kiosk;

#[handlers]
impl Kiosk {
    #[modal]
    async fn modal_after_modal(&self, id: Id, form: Form) -> Ask<Form, Id> {
        form.ask(id)
    }
}

fn main() {}
