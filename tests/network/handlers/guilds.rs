//! Guilds that come and go.

use std::time::Duration;

use greenroom::prelude::*;

use crate::common::{Diary, patient, patient_sandbox};

struct Doorman(Diary);

#[event_handler]
impl EventHandler for Doorman {
    async fn guild_create(&self, ctx: &Context, event: &GuildCreate) -> HandlerResult {
        let cached = ctx.cache().guild(event.id()).is_some();
        self.0.write(format!("create {:?} cached {cached}", event.arrival));
        Ok(())
    }

    async fn guild_delete(&self, ctx: &Context, event: &GuildDelete) -> HandlerResult {
        let old = ctx.old().and_then(|old| old.as_guild()).map(|guild| guild.name.to_string());
        let cached = ctx.cache().guild(event.id).is_some();
        self.0.write(format!("delete {:?} cached {cached} old {old:?}", event.departure()));
        Ok(())
    }

    async fn shard_ready(&self, _: &Context, _: &ShardReady) -> HandlerResult {
        self.0.write("ready");
        Ok(())
    }

    async fn guilds_available(&self, _: &Context, event: &GuildsAvailable) -> HandlerResult {
        self.0.write(format!("available missing {}", event.missing));
        Ok(())
    }
}

#[greenroom::test]
async fn guilds_that_load_join_fail_come_back_and_leave_are_told_apart() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Doorman(diary.clone())).spawn().await.unwrap();
    diary.expect("create Available cached true").await;
    diary.expect("available missing 0").await;
    let ready = diary.lines().iter().position(|line| line == "ready").unwrap();
    let available = diary.lines().iter().position(|line| line == "available missing 0").unwrap();
    assert!(ready < available, "{:?}", diary.lines());

    let guild = sandbox.create_guild("Foyer");
    diary.expect("create Joined cached true").await;
    guild.outage();
    diary.expect("delete Outage cached true old Some(\"Foyer\")").await;
    guild.restore();
    diary.expect("create Back cached true").await;
    guild.kick_bot();
    diary.expect("delete Left cached false old Some(\"Foyer\")").await;
    guild.invite_bot();
    diary.expect_times("create Joined cached true", 2).await;
    sandbox.faults().bare_guild_create();
    diary.expect("create Unavailable").await;
    assert_eq!(diary.count("available"), 1, "said once");
    bot.stop().await;
}

#[greenroom::test]
async fn guilds_with_an_outage_are_not_waited_for() {
    let sandbox = patient_sandbox().await;
    let foyer = sandbox.create_guild("Foyer");
    foyer.outage();
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Doorman(diary.clone())).spawn().await.unwrap();
    diary.expect("available missing 0").await;
    foyer.restore();
    diary.expect("create Back").await;
    bot.stop().await;
}

#[greenroom::test]
async fn guilds_that_never_come_are_waited_for_no_longer_than_allowed() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    // Without the intent READY lists the guilds and none of them follows.
    let bot = patient(&sandbox).intents(Intents::GUILD_MESSAGES).guilds_timeout(Duration::from_millis(150));
    let bot = bot.handler(Doorman(diary.clone())).spawn().await.unwrap();
    diary.expect("available missing 1").await;
    assert_eq!(diary.lines(), ["ready", "available missing 1"]);
    bot.stop().await;
}
