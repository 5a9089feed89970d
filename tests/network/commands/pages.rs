//! Answers of several pages.

use std::time::Duration;

use greenroom::command::{Command, CommandContext, CommandResult, Reply};
use greenroom::model::Embed;
use greenroom::sandbox::{SandboxMessage, UseError};

use super::{World, eventually};

/// The texts and states of the buttons and the menu.
fn buttons(message: &SandboxMessage) -> String {
    let rows = message.raw["components"].as_array().unwrap().iter();
    let all = rows.flat_map(|row| row["components"].as_array().unwrap());
    let texts = all.map(|it| {
        let text = it["label"].as_str().or(it["placeholder"].as_str()).unwrap();
        if it["disabled"] == true { format!("({text})") } else { text.to_owned() }
    });
    texts.collect::<Vec<_>>().join(" ")
}

async fn world(count: usize) -> World {
    let pages = move |ctx: CommandContext| async move {
        let pages = (1..=count).map(|page| match page {
            // A page without a text must not show that of the page before.
            2 => Reply::from(Embed::new().title("two")),
            page => Reply::new(format!("page {page}")),
        });
        ctx.pages(pages).await?;
        CommandResult::Ok("The buttons are off.")
    };
    World::start(|bot| bot.command(Command::slash("pages", "Pages").run(pages))).await
}

#[greenroom::test]
async fn the_user_turns_pages_until_the_buttons_are_off() {
    let it = world(5).await;
    let first = it.alice.uses(&it.general, "/pages").await.unwrap();
    assert_eq!((first.content.as_str(), buttons(&first).as_str()), ("page 1", "(«) (‹) (1 / 5) › » Go to page"));
    let second = it.alice.clicks(&first, "›").await.unwrap();
    assert_eq!((second.id, second.content.as_str()), (first.id, ""));
    assert_eq!(second.embeds[0]["title"], "two");
    let last = it.alice.clicks(&second, "»").await.unwrap();
    assert_eq!((last.content.as_str(), buttons(&last).as_str()), ("page 5", "« ‹ (5 / 5) (›) (») Go to page"));
    assert_eq!(last.embeds.len(), 0);
    let third = it.alice.selects(&last, "Go to page", ["Page 3"]).await.unwrap();
    assert_eq!((third.content.as_str(), buttons(&third).as_str()), ("page 3", "« ‹ (3 / 5) › » Go to page"));

    let others = it.bob.clicks(&third, "›").await.unwrap();
    assert_eq!((others.content.as_str(), others.ephemeral), ("This is for somebody else.", true));
    let back = it.alice.clicks(&third, "«").await.unwrap();
    assert_eq!(back.content, "page 1");

    it.sandbox.advance(Duration::from_secs(299));
    let again = it.alice.clicks(&back, "›").await.unwrap();
    assert_eq!(again.embeds[0]["title"], "two");
    it.sandbox.advance(Duration::from_secs(301));
    let off = "(«) (‹) (2 / 5) (›) (») (Go to page)";
    eventually(|| it.general.message(first.id).is_some_and(|message| buttons(&message) == off)).await;
    it.general.expect(|message| message.content == "The buttons are off.").await.unwrap();
    assert!(matches!(it.alice.clicks(&again, "›").send(), Err(UseError::Impossible(_))));
}

#[greenroom::test]
async fn few_pages_have_few_buttons() {
    let two = world(2).await;
    let first = two.alice.uses(&two.general, "/pages").await.unwrap();
    assert_eq!(buttons(&first), "(‹) (1 / 2) ›");
    let one = world(1).await;
    let only = one.alice.uses(&one.general, "/pages").await.unwrap();
    assert_eq!((only.content.as_str(), buttons(&only).as_str()), ("page 1", ""));
}
