//! State that does not fit a custom id.

use std::time::Duration;

use greenroom::command::Stored;
use greenroom::prelude::*;
use greenroom::store::FolderStore;
use serde::{Deserialize, Serialize};

use super::World;

#[derive(Serialize, Deserialize)]
struct Basket {
    items: Vec<String>,
}

#[derive(CustomId)]
#[custom_id("add")]
struct Add {
    basket: Stored<Basket>,
}

#[derive(CustomId)]
#[custom_id("empty")]
struct Empty {
    basket: Stored<Basket>,
}

struct Shop;

#[handlers]
impl Shop {
    /// Begins an order
    #[command]
    async fn order(&self, ctx: &CommandContext) -> CommandResult<Reply> {
        let basket = Stored::new(ctx, &Basket { items: vec!["x".repeat(500)] }).await?;
        let buttons = [Button::primary(Add { basket }.id(), "Add"), Button::danger(Empty { basket }.id(), "Empty")];
        Ok(Reply::new("1 item").row(buttons))
    }

    #[component]
    async fn add(&self, ctx: &ComponentContext, add: Add) -> CommandResult<Update> {
        let count = add.basket.update(ctx, |basket| {
            basket.items.push("apple".to_owned());
            basket.items.len()
        });
        Ok(Update::new(format!("{} items", count.await?)))
    }

    #[component]
    async fn empty(&self, ctx: &ComponentContext, empty: Empty) -> CommandResult<Update> {
        let had = empty.basket.get(ctx).await?.items.len();
        empty.basket.remove(ctx).await?;
        assert!(empty.basket.find(ctx).await?.is_none());
        Ok(Update::new(format!("{had} items were removed")))
    }
}

#[tokio::test]
async fn a_value_is_kept_over_a_restart_in_a_folder_and_not_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    for (keeps, then) in [(true, "2 items"), (false, "This has expired.")] {
        let add = |bot: Bot| {
            let bot = bot.handler(Shop);
            if keeps { bot.value_store(FolderStore::open(folder.path()).unwrap()) } else { bot }
        };
        let world = World::start(add).await;
        let asked = world.alice.uses(&world.general, "/order").await.unwrap();
        world.bot.stop().await;
        let world = World::on(world.sandbox, add).await;
        assert_eq!(world.alice.clicks(&asked, "Add").await.unwrap().content, then);
        world.bot.stop().await;
    }
}

#[tokio::test]
async fn no_change_is_lost_when_many_click_at_once() {
    let world = World::start(|bot| bot.handler(Shop)).await;
    let asked = world.alice.uses(&world.general, "/order").await.unwrap();
    let clicks = (0..20).map(|_| world.bob.clicks(&asked, "Add"));
    let answers = futures_util::future::try_join_all(clicks).await.unwrap();
    assert_eq!(answers.len(), 20);
    assert_eq!(world.bob.clicks(&asked, "Empty").await.unwrap().content, "21 items were removed");
    assert_eq!(world.bob.clicks(&asked, "Empty").await.unwrap().content, "This has expired.");
    world.bot.stop().await;
}

#[tokio::test]
async fn a_value_expires_30_days_after_its_last_write() {
    let world = World::start(|bot| bot.handler(Shop)).await;
    let asked = world.alice.uses(&world.general, "/order").await.unwrap();
    let days = |days: u64| Duration::from_secs(days * 24 * 3600);
    for _ in 0..2 {
        world.sandbox.advance(days(29));
        assert!(world.alice.clicks(&asked, "Add").await.unwrap().content.ends_with("items"));
    }
    world.sandbox.advance(days(30) + Duration::from_secs(1));
    assert_eq!(world.alice.clicks(&asked, "Add").await.unwrap().content, "This has expired.");
    world.bot.stop().await;
}
