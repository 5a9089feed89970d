#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

#[derive(CustomId)]
struct Vote;

#[derive(Modal)]
struct NoTitle {
    answer: String,
}

#[derive(Modal)]
#[modal("This title has more characters than the forty-five that Discord allows")]
struct Wrong {
    #[input("A question", length = 1..4, paragrph)]
    answer: String,
    #[input("This question has more characters than Discord allows")]
    long: String,
    #[input("A number")]
    number: u8,
    #[text("A text")]
    #[input("A question")]
    more: String,
    #[input("Another question", length = 1..=4, min = 1)]
    last: String,
}

struct Kiosk;

#[handlers]
impl Kiosk {
    #[component]
    async fn no_id(&self, ctx: &ComponentContext) {}

    #[component]
    async fn not_an_id(&self, id: String) {}

    #[component]
    async fn two_ids(&self, id: Vote, other: Vote) {}

    #[component]
    async fn option(&self, id: Vote, #[option("A")] count: u8) {}

    #[component]
    async fn selected(&self, id: Vote, #[selected] count: Vec<u8>) {}

    #[modal]
    async fn no_form(&self, id: Vote) {}

    #[modal]
    async fn not_a_form(&self, id: Vote, form: String) {}

    #[user_command("A user")]
    async fn no_target(&self) {}

    #[user_command("A message")]
    async fn wrong_target(&self, target: greenroom::model::Message) {}

    #[message_command("A number")]
    async fn not_a_target(&self, target: u8) {}
}

fn main() {}
