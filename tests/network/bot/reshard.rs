//! The number of shards changes while the bot runs: on demand, and because Discord demands it.
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::common::{Diary, SOON, builder, patient};
use greenroom::{
    Bot, BotGuard, Error,
    gateway::{Activity, BotPresence, CloseCode},
    prelude::*,
    sandbox::{Fault, Sandbox, SandboxBuilder, SandboxChannel},
};

/// Reports every message to the sandbox, and writes down what happens to guilds and shards.
struct Teller {
    sandbox: Arc<Sandbox>,
    diary: Diary,
}

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Teller {
    async fn message_create(&self, _: &Context, message: &MessageCreate) -> HandlerResult {
        self.sandbox.tally(message.id.get());
        Ok(())
    }

    async fn guild_create(&self, ctx: &Context, event: &GuildCreate) -> HandlerResult {
        let known = ctx.cache().guild(event.id()).is_some();
        self.diary.write(format!("guild {} {:?} cached {known}", event.id(), event.arrival));
        Ok(())
    }

    async fn guild_delete(&self, _: &Context, event: &GuildDelete) -> HandlerResult {
        self.diary.write(format!("guild {} {:?}", event.id, event.departure()));
        Ok(())
    }

    async fn shard_ready(&self, ctx: &Context, event: &ShardReady) -> HandlerResult {
        let total = ctx.bot().shards().first().map_or(0, |shard| shard.total);
        self.diary.write(format!("ready {} of {total}", event.shard));
        Ok(())
    }

    async fn shard_resumed(&self, _: &Context, event: &ShardResumed) -> HandlerResult {
        self.diary.write(format!("resumed {}", event.shard));
        Ok(())
    }

    async fn all_shards_ready(&self, _: &Context, event: &AllShardsReady) -> HandlerResult {
        self.diary.write(format!("all {} ready", event.shards));
        Ok(())
    }

    async fn resharding_required(&self, _: &Context, event: &ReshardingRequired) -> HandlerResult {
        self.diary.write(format!("required {} of {} automatic {}", event.shard, event.total, event.automatic));
        Ok(())
    }

    async fn resharded(&self, _: &Context, event: &Resharded) -> HandlerResult {
        self.diary.write(format!("resharded {} to {}", event.from, event.to));
        Ok(())
    }

    async fn error(&self, _: &Context, failure: &Failure) {
        self.diary.write(format!("failure {failure}"));
    }
}

/// A sandbox with so many guilds, each with a channel in which alice talks.
async fn world(builder: SandboxBuilder, guilds: usize) -> (Arc<Sandbox>, Vec<SandboxChannel>) {
    let sandbox = builder.heartbeat_interval(SOON).max_concurrency(4).default_world(false).start().await.unwrap();
    let channels = (0..guilds)
        .map(|n| {
            let guild = sandbox.create_guild(&format!("guild {n}"));
            sandbox.user("alice").join(&guild);
            guild.channel("general")
        })
        .collect();
    (Arc::new(sandbox), channels)
}

fn bot(sandbox: &Arc<Sandbox>) -> (Bot, Diary) {
    let diary = Diary::default();
    let teller = Teller { sandbox: Arc::clone(sandbox), diary: diary.clone() };
    (patient(sandbox).reshard_settle(Duration::from_millis(20)).handler(teller), diary)
}

async fn started(sandbox: &Arc<Sandbox>, guilds: usize) -> (BotGuard, Diary) {
    let (bot, diary) = bot(sandbox);
    let bot = bot.spawn().await.unwrap();
    diary.expect_times("guild", guilds).await;
    (bot, diary)
}

/// Waits until all these messages were handled; then each was handled exactly once.
async fn handled_exactly_once(sandbox: &Sandbox, said: &[MessageId]) {
    let all = |sandbox: &Sandbox| said.iter().all(|id| sandbox.tallies().contains_key(&id.get()));
    let waited = sandbox.wait_until(SOON, all).await;
    // What was counted says more than that the time is over.
    sandbox.handled_exactly_once(said).unwrap();
    waited.unwrap();
}

/// Alice talks in all channels until this is dropped.
struct Talk {
    said: Arc<Mutex<Vec<MessageId>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Talk {
    fn begin(sandbox: &Arc<Sandbox>, channels: &[SandboxChannel]) -> Self {
        let said = Arc::new(Mutex::new(Vec::new()));
        let (sandbox, noted, channels) = (Arc::clone(sandbox), Arc::clone(&said), channels.to_vec());
        let task = tokio::spawn(async move {
            for n in 0.. {
                for channel in &channels {
                    let id = sandbox.user("alice").say(channel, &format!("number {n}"));
                    noted.lock().unwrap().push(id);
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        Self { said, task }
    }

    async fn end(self) -> Vec<MessageId> {
        self.task.abort();
        let _ = self.task.await;
        let said = self.said.lock().unwrap().clone();
        assert!(said.len() > 20, "only {} messages were said", said.len());
        said
    }
}

/// SEEDS J08, J09: 1 → 4 → 2 during a stream of messages in many guilds, each handled once.
#[greenroom::test]
async fn a_bot_reshards_while_messages_flow() {
    let (sandbox, channels) = world(builder(), 9).await;
    let (bot, diary) = started(&sandbox, 9).await;
    bot.set_presence(0, BotPresence::doing(Activity::playing("many roles"))).await.unwrap();
    let talk = Talk::begin(&sandbox, &channels);
    for (from, to) in [(1_u32, 4_u32), (4, 2)] {
        sandbox.faults().on(to - 1).once(Fault::DelayReady(Duration::from_millis(150)));
        let before = sandbox.connections().len();
        let resharding = {
            let bot = bot.handle();
            tokio::spawn(async move { bot.reshard(to).await })
        };
        // The old set has the word until the new one is ready. A reconnect of one of them does no harm.
        sandbox.wait_until(SOON, |sandbox| sandbox.connections().len() > before).await.unwrap();
        assert_eq!(bot.shards().len(), from as usize);
        assert!(matches!(bot.reshard(7).await, Err(Error::ReshardUnderWay)));
        bot.reconnect(0, true).await.unwrap();
        assert_eq!(resharding.await.unwrap().unwrap(), to);
        assert_eq!(
            bot.shards().iter().map(|it| (it.id, it.total)).collect::<Vec<_>>(),
            (0..to).map(|id| (id, to)).collect::<Vec<_>>()
        );
        diary.expect(&format!("resharded {from} to {to}")).await;
        diary.expect(&format!("all {to} ready")).await;
        // Messages flow over the new ones.
        let handled = sandbox.tallies().len();
        sandbox.wait_until(SOON, |sandbox| sandbox.tallies().len() > handled + 50).await.unwrap();
        for guild in sandbox.guilds() {
            assert_eq!(bot.shard_of(guild.id()).unwrap(), ((guild.id().get() >> 22) % u64::from(to)) as u32);
        }
        assert_eq!(bot.shard_states().len(), to as usize);
    }
    let said = talk.end().await;
    handled_exactly_once(&sandbox, &said).await;
    assert_eq!(diary.count("guild"), 9, "{:#?}", diary.lines());
    assert_eq!(diary.count("failure"), 0);
    assert_eq!(sandbox.presence(1).unwrap()["activities"][0]["name"], "many roles");
    assert_eq!(sandbox.identifies().len(), 1 + 4 + 2);
    assert!(
        sandbox.close_codes().iter().all(|code| *code == Some(CloseCode::RESUMABLE.0)),
        "{:?}",
        sandbox.close_codes()
    );
    // What guilds do afterwards is told as ever.
    let guild = sandbox.create_guild("the tenth");
    diary.expect(&format!("guild {} Joined cached true", guild.id())).await;
    bot.stop().await;
    assert_eq!(sandbox.open_connections(), 0);
}

/// Guilds that come and go while two sets run are told of once.
#[greenroom::test]
async fn guilds_that_come_and_go_meanwhile_are_told_of_once() {
    let (sandbox, _) = world(builder(), 3).await;
    let (bot, diary) = started(&sandbox, 3).await;
    let guilds = sandbox.guilds();
    sandbox.faults().on(1).once(Fault::DelayReady(Duration::from_millis(200)));
    let resharding = {
        let bot = bot.handle();
        tokio::spawn(async move { bot.reshard(2).await })
    };
    sandbox.wait_until(SOON, |sandbox| sandbox.identifies().len() == 3).await.unwrap();
    let joined = sandbox.create_guild("joined");
    guilds[0].outage();
    guilds[1].outage();
    guilds[1].restore();
    resharding.await.unwrap().unwrap();
    diary.expect("resharded 1 to 2").await;
    guilds[0].restore();
    diary.expect(&format!("guild {} Back", guilds[0].id())).await;
    let of = |guild: GuildId| {
        let lines = diary.lines();
        let of = lines.iter().filter(|line| line.starts_with(&format!("guild {guild} ")));
        of.map(|line| line.split(' ').nth(2).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of(joined.id()), ["Joined"]);
    assert_eq!(of(guilds[0].id()), ["Available", "Outage", "Back"]);
    assert_eq!(of(guilds[1].id()), ["Available", "Outage", "Back"]);
    assert_eq!(of(guilds[2].id()), ["Available"]);
    bot.stop().await;
}

/// As many as Discord recommends.
#[greenroom::test]
async fn the_recommended_number_is_asked_for() {
    let (sandbox, channels) = world(builder().shards(3), 3).await;
    let (bot, _) = bot(&sandbox);
    let bot = bot.sharding(Sharding::Total(1)).spawn().await.unwrap();
    assert_eq!(bot.reshard(None).await.unwrap(), 3);
    assert_eq!(bot.reshard(None).await.unwrap(), 3, "there is nothing to do");
    assert_eq!(sandbox.identifies().len(), 1 + 3);
    let said: Vec<_> = channels.iter().map(|channel| sandbox.user("alice").say(channel, "hello")).collect();
    handled_exactly_once(&sandbox, &said).await;
    bot.stop().await;
}

/// If the new set cannot be had, the old one goes on.
#[greenroom::test]
async fn a_new_set_that_fails_changes_nothing() {
    let (sandbox, channels) = world(builder(), 4).await;
    let (bot, diary) = started(&sandbox, 4).await;
    let talk = Talk::begin(&sandbox, &channels);
    sandbox.faults().on(1).once(Fault::CloseOnIdentify(4010));
    let error = bot.reshard(2).await.unwrap_err();
    assert!(matches!(&error, Error::Closed { shard: 1, close } if close.code == CloseCode::INVALID_SHARD), "{error}");
    let handled = sandbox.tallies().len();
    sandbox.wait_until(SOON, |sandbox| sandbox.tallies().len() > handled + 50).await.unwrap();
    assert_eq!((bot.shards().len(), bot.shards()[0].total), (1, 1));
    sandbox.wait_until(SOON, |sandbox| sandbox.open_connections() == 1).await.unwrap();
    // The next one is none the worse for it.
    assert_eq!(bot.reshard(2).await.unwrap(), 2);
    let said = talk.end().await;
    handled_exactly_once(&sandbox, &said).await;
    diary.expect("resharded 1 to 2").await;
    assert_eq!((diary.count("guild"), diary.count("resharded")), (4, 1));
    bot.stop().await;
}

/// What cannot work is refused before anything is started.
#[greenroom::test]
async fn a_reshard_that_cannot_work_is_refused() {
    let (sandbox, _) = world(builder().session_starts(1000, 53), 1).await;
    let (bot, _) = started(&sandbox, 1).await;
    let error = bot.reshard(4).await.unwrap_err();
    assert!(matches!(error, Error::SessionStarts { needed: 4, .. }), "{error}");
    assert!(matches!(bot.reshard(0).await, Err(Error::Option { option: "reshard", .. })));
    assert_eq!(bot.reshard(1).await.unwrap(), 1);
    assert_eq!(sandbox.connections().len(), 1);
    bot.stop().await;

    let (bot, _) = self::bot(&sandbox);
    let bot = bot.sharding(Sharding::shards([1], 2)).spawn().await.unwrap();
    assert!(matches!(bot.reshard(3).await, Err(Error::PartOfShards { ours: 1, total: 2 })));
    bot.stop().await;
}

/// SEEDS J08: 4011 on IDENTIFY. The bot takes the number that does.
#[greenroom::test]
async fn too_many_guilds_at_the_start_are_spread_over_more_shards() {
    // Two shards are too few as well.
    let (sandbox, channels) = world(builder().max_guilds_per_shard(2), 5).await;
    let (bot, diary) = started(&sandbox, 5).await;
    assert_eq!(bot.shards().len(), 4);
    diary.expect("required 0 of 1 automatic true").await;
    diary.expect("resharded 1 to 4").await;
    let said: Vec<_> = channels.iter().map(|channel| sandbox.user("alice").say(channel, "hello")).collect();
    handled_exactly_once(&sandbox, &said).await;
    assert_eq!((diary.count("guild"), diary.count("all 4 ready")), (5, 1));
    bot.stop().await;
}

/// SEEDS J08: 4011 while the bot runs. The other shards go on meanwhile.
#[greenroom::test]
async fn discord_demands_more_shards() {
    let (sandbox, channels) = world(builder().shards(2), 4).await;
    let (bot, diary) = started(&sandbox, 4).await;
    sandbox.faults().on(3).once(Fault::DelayReady(Duration::from_millis(150)));
    sandbox.faults().on(0).close(4011);
    diary.expect("required 0 of 2 automatic true").await;
    // Of the guilds of shard 1 nothing is lost.
    let mut said = Vec::new();
    for n in 0..50 {
        said.push(sandbox.user("alice").say(&channels[1], &format!("number {n}")));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    diary.expect("resharded 2 to 4").await;
    said.extend(channels.iter().map(|channel| sandbox.user("alice").say(channel, "hello")));
    handled_exactly_once(&sandbox, &said).await;
    assert_eq!(diary.count("guild"), 4, "{:#?}", diary.lines());
    bot.stop().await;
}

/// SEEDS J08: where it is not wanted, the bot ends and says why.
#[greenroom::test]
async fn without_auto_reshard_the_bot_ends() {
    for at_start in [true, false] {
        let (sandbox, _) = world(builder().max_guilds_per_shard(if at_start { 1 } else { 9 }), 2).await;
        let (bot, diary) = bot(&sandbox);
        let run = bot.auto_reshard(false).run();
        let handle = run.handle();
        let run = tokio::spawn(run);
        if !at_start {
            handle.ready().await.unwrap();
            sandbox.faults().close(4011);
        }
        let error = tokio::time::timeout(SOON, run).await.unwrap().unwrap().unwrap_err();
        assert!(matches!(&error, Error::Closed { shard: 0, close } if close.code == CloseCode::SHARDING_REQUIRED));
        diary.expect("required 0 of 1 automatic false").await;
        assert_eq!(sandbox.identifies().len(), 1);
    }
}

/// A bot that is told to stop in the middle does.
#[greenroom::test]
async fn a_stop_in_the_middle_ends_both_sets() {
    let (sandbox, channels) = world(builder(), 2).await;
    let (bot, _) = started(&sandbox, 2).await;
    sandbox.faults().on(1).once(Fault::NoReady);
    let resharding = {
        let bot = bot.handle();
        tokio::spawn(async move { bot.reshard(2).await })
    };
    sandbox.wait_until(SOON, |sandbox| sandbox.identifies().len() == 3).await.unwrap();
    let said = vec![sandbox.user("alice").say(&channels[0], "before the end")];
    handled_exactly_once(&sandbox, &said).await;
    bot.stop().await;
    assert!(matches!(resharding.await.unwrap(), Err(Error::NotRunning)));
    assert!(bot.wait().await.is_ok());
    sandbox.wait_until(SOON, |sandbox| sandbox.open_sockets() == 0).await.unwrap();
}
