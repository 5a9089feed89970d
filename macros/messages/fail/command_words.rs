#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Kiosk;

#[handlers(befor = Self::log, group("tag"), check)]
impl Kiosk {
    /// Unknown words
    #[command(cooldwn(user, 3 per "1m"), contexts(Gild), nsfw, nsfw, owner = true, slash("x"))]
    async fn unknown(&self, #[option("A", lenght = 1..=4)] a: String) {}

    /// Wrong values
    #[command(cooldown(users, 3 per "1 week"), concurrency(user), sku("x"), check(path), guilds, ephemeral = 3)]
    async fn values(&self) {}

    /// Wrong values
    #[command(cooldown(user, 3), member_permissions, prefix(alias("x"), bare), category(3), in("x"))]
    async fn more_values(&self) {}

    #[component(by = owner, within = 10)]
    async fn vote(&self, id: Id) {}

    #[user_command("A", in = "tag")]
    async fn menu(&self, target: GuildMember) {}

    /// Misspelt
    #[comand]
    async fn misspelt(&self) {}

    /// Not separated
    #[command(nsfw owner)]
    async fn not_separated(&self) {}
}

#[derive(CustomId)]
struct Id;

fn main() {}
