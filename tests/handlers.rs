//! Handlers: what they are told, in which order, and that nothing they do harms the bot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests fail by panicking"
)]

mod common;

use std::{
    collections::HashMap,
    future::Future,
    sync::{
        Arc, Mutex, Once,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use common::{Diary, SOON, general, patient, patient_sandbox, ping};
use greenroom::{
    Ordering, Overflow, Running,
    cache::CachedGuild,
    handler::FailureCause,
    prelude::*,
    sandbox::{Sandbox, SandboxChannel},
};
use tokio::sync::{Barrier, Semaphore};

/// Does the same for every message.
struct OnMessage<F>(F);

#[event_handler(intents(MESSAGE_CONTENT))]
impl<F, R> EventHandler for OnMessage<F>
where
    F: Fn(Context, MessageCreate) -> R + Send + Sync + 'static,
    R: Future<Output = HandlerResult> + Send + 'static,
{
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        (self.0)(ctx.clone(), message.clone()).await
    }
}

/// Waits until something is true of the bot or the sandbox.
async fn until(sandbox: &Sandbox, what: &str, mut is_true: impl FnMut() -> bool) {
    assert!(sandbox.wait_until(SOON, |_| is_true()).await.is_ok(), "waited in vain until {what}");
}

/// Says so many messages, numbered from `from`, and returns their texts.
fn say(sandbox: &Sandbox, channel: &SandboxChannel, word: &str, count: usize) -> Vec<String> {
    let texts: Vec<_> = (0..count).map(|n| format!("{word} {n}")).collect();
    sandbox.user("alice").say_all(channel, &texts);
    texts
}

/// The bot has had one connection, which is open.
fn never_lost(sandbox: &Sandbox) {
    let connections = sandbox.connections();
    assert!(connections.len() == 1 && connections[0].closed.is_none(), "{connections:?}");
}

// What goes wrong in handlers

/// Panics are printed by the default hook; a thousand of them are noise.
fn quiet_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !info.payload().downcast_ref::<String>().is_some_and(|text| text.starts_with("on purpose")) {
                print(info);
            }
        }));
    });
}

/// Panics and fails as it is told, also while it is told of it.
struct Hostile(Diary);

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Hostile {
    fn name(&self) -> &'static str {
        "hostile"
    }

    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        match message.content.split(' ').next() {
            Some("panic" | "twice") => panic!("on purpose: {}", message.content),
            Some("fail") => {
                message.content.parse::<u64>()?;
            }
            Some("!ping") => {
                message.reply(ctx, "Pong!").await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn error(&self, _: &Context, failure: &Failure) {
        let Failure { handler, event, shard, guild_id, cause, .. } = failure;
        let cause = match cause {
            FailureCause::Error(error) => format!("error {error}"),
            FailureCause::Panic(text) => format!("panic {text}"),
            other => format!("{other:?}"),
        };
        let guild = if guild_id.is_some() { "guild" } else { "no guild" };
        self.0.write(format!("{handler:?} {event} {shard:?} {guild}: {cause}"));
        if cause.contains("twice") {
            panic!("on purpose: twice");
        }
    }
}

#[greenroom::test]
async fn a_handler_panics_a_thousand_times_and_the_bot_answers() {
    quiet_panics();
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Hostile(diary.clone())).start().await.unwrap();
    let texts = say(&sandbox, &general(&sandbox), "panic", 1000);
    ping(&sandbox).await;
    let told: Vec<_> = texts
        .iter()
        .map(|text| format!("Some(\"hostile\") MESSAGE_CREATE Some(0) guild: panic on purpose: {text}"))
        .collect();
    assert_eq!(diary.lines(), told, "each is told, with its event");
    let stats = bot.stats();
    assert_eq!((stats.panicked, stats.failed, stats.dropped), (1000, 0, 0));
    never_lost(&sandbox);
    bot.stop().await;
}

#[greenroom::test]
async fn errors_are_told_and_panics_while_being_told_do_no_harm() {
    quiet_panics();
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Hostile(diary.clone())).start().await.unwrap();
    say(&sandbox, &general(&sandbox), "fail", 1);
    say(&sandbox, &general(&sandbox), "twice", 3);
    sandbox.user("alice").say_to_bot("fail in private");
    ping(&sandbox).await;
    let error = "error invalid digit found in string";
    diary.expect(&format!("Some(\"hostile\") MESSAGE_CREATE Some(0) guild: {error}")).await;
    diary.expect(&format!("Some(\"hostile\") MESSAGE_CREATE Some(0) no guild: {error}")).await;
    let stats = bot.stats();
    assert_eq!((stats.panicked, stats.failed), (3, 2));
    assert_eq!(diary.lines().len(), 5);
    never_lost(&sandbox);
    bot.stop().await;
}

// Handlers that block

/// Blocks this thread until so many more heartbeats have come to the sandbox.
fn block_for_beats(sandbox: &Sandbox, beats: usize) {
    let (before, start) = (sandbox.heartbeats().len(), Instant::now());
    while sandbox.heartbeats().len() < before + beats && start.elapsed() < SOON {
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A handler that blocks its thread for three heartbeats costs none of them, whatever runtime it runs on.
async fn blocks_without_costing_a_beat() {
    let sandbox = Arc::new(patient_sandbox().await);
    let blocker = {
        let sandbox = Arc::clone(&sandbox);
        OnMessage(move |ctx: Context, message: MessageCreate| {
            let sandbox = Arc::clone(&sandbox);
            async move {
                if message.content == "block" {
                    block_for_beats(&sandbox, 3);
                } else {
                    message.reply(&ctx, "Pong!").await?;
                }
                Ok(())
            }
        })
    };
    let bot = patient(&sandbox).handler(blocker).start().await.unwrap();
    let before = sandbox.heartbeats().len();
    sandbox.user("alice").say(general(&sandbox), "block");
    ping(&sandbox).await;
    let beats = sandbox.heartbeats();
    assert!(beats.len() >= before + 3, "the handler did not block: {beats:?}");
    assert!(beats.iter().all(|beat| beat.acknowledged));
    never_lost(&sandbox);
    bot.stop().await;
}

#[greenroom::test]
async fn a_handler_that_blocks_its_thread_costs_no_heartbeat() {
    blocks_without_costing_a_beat().await;
}

#[tokio::test(flavor = "current_thread")]
async fn a_handler_that_blocks_the_only_thread_costs_no_heartbeat() {
    blocks_without_costing_a_beat().await;
}

#[test]
fn a_handler_that_blocks_an_actix_system_costs_no_heartbeat() {
    actix::System::new().block_on(blocks_without_costing_a_beat());
}

// Order

/// What was handled for each key, in order.
type Handled = Arc<Mutex<HashMap<u64, Vec<MessageId>>>>;

/// People talk at random in several channels of several guilds. Messages of one key are handled in order although the handler dawdles; the
/// first of each key waits until all keys are being handled, which only ends if keys run in parallel.
async fn in_order_by(ordering: Ordering, keys: usize, key: fn(&MessageCreate) -> u64) {
    let sandbox = patient_sandbox().await;
    let handled = Handled::default();
    let (barrier, reached) = (Arc::new(Barrier::new(keys)), Arc::new(AtomicUsize::new(0)));
    let dawdler = {
        let (handled, reached) = (Arc::clone(&handled), Arc::clone(&reached));
        OnMessage(move |_, message: MessageCreate| {
            let (handled, reached, barrier) = (Arc::clone(&handled), Arc::clone(&reached), Arc::clone(&barrier));
            async move {
                let key = key(&message);
                let is_first = !handled.lock().unwrap().contains_key(&key);
                if is_first {
                    // A marker, so that one which overtakes does not take itself for the first.
                    handled.lock().unwrap().insert(key, Vec::new());
                    barrier.wait().await;
                    reached.fetch_add(1, SeqCst);
                }
                match fastrand::u8(..4) {
                    0 => tokio::time::sleep(Duration::from_micros(fastrand::u64(..2000))).await,
                    1 => tokio::task::yield_now().await,
                    _ => {}
                }
                handled.lock().unwrap().entry(key).or_default().push(message.id);
                Ok(())
            }
        })
    };
    let bot = patient(&sandbox).ordering(ordering).handler(dawdler).start().await.unwrap();
    let guilds = ["Greenroom", "Foyer", "Balcony"].map(|name| match name {
        "Greenroom" => sandbox.guild(name),
        name => sandbox.create_guild(name),
    });
    let channels: Vec<_> = guilds.iter().flat_map(|it| [it.channel("general"), it.channel("gossip")]).collect();
    let people = ["alice", "bob"].map(|name| sandbox.user(name));
    let mut places: Vec<_> =
        channels.iter().flat_map(|channel| people.iter().map(move |user| (user, channel))).collect();
    let mut said = 0;
    for _ in 0..20 {
        fastrand::shuffle(&mut places);
        for (user, channel) in &places {
            user.say(*channel, "blah");
            said += 1;
        }
    }
    until(&sandbox, "all is handled", || bot.stats().handled == said).await;
    assert_eq!(reached.load(SeqCst), keys);
    let handled = std::mem::take(&mut *handled.lock().unwrap());
    assert_eq!(handled.len(), keys);
    assert_eq!(handled.values().map(Vec::len).sum::<usize>() as u64, said);
    for (key, messages) in handled.iter() {
        assert!(messages.is_sorted(), "{ordering:?}, key {key}: {messages:?}");
    }
    bot.stop().await;
}

#[greenroom::test]
async fn events_of_a_guild_come_in_order_and_guilds_in_parallel() {
    in_order_by(Ordering::Guild, 3, |message| message.guild_id.unwrap().get()).await;
}

#[greenroom::test]
async fn events_of_a_channel_come_in_order_and_channels_in_parallel() {
    in_order_by(Ordering::Channel, 6, |message| message.channel_id.get()).await;
}

#[greenroom::test]
async fn events_of_a_user_come_in_order_and_users_in_parallel() {
    in_order_by(Ordering::User, 2, |message| message.author.id.get()).await;
}

#[greenroom::test]
async fn without_an_order_every_event_is_handled_at_once() {
    in_order_by(Ordering::None, 240, |message| message.id.get()).await;
}

#[greenroom::test]
async fn each_handler_gets_every_event_and_a_slow_one_delays_no_other() {
    let sandbox = patient_sandbox().await;
    let gate = Arc::new(Semaphore::new(0));
    let (slow, quick) = (Diary::default(), Diary::default());
    let writer = |diary: &Diary, gate: Option<Arc<Semaphore>>| {
        let diary = diary.clone();
        OnMessage(move |_, message: MessageCreate| {
            let (diary, gate) = (diary.clone(), gate.clone());
            async move {
                if let Some(gate) = gate {
                    gate.acquire().await?.forget();
                }
                diary.write(message.content.as_str());
                Ok(())
            }
        })
    };
    let bot = patient(&sandbox).handler(writer(&slow, Some(Arc::clone(&gate)))).handler(writer(&quick, None));
    let bot = bot.start().await.unwrap();
    let texts = say(&sandbox, &general(&sandbox), "hello", 20);
    quick.expect("hello 19").await;
    assert_eq!(quick.lines(), texts);
    assert_eq!(slow.lines().len(), 0);
    gate.add_permits(20);
    slow.expect("hello 19").await;
    assert_eq!(slow.lines(), texts);
    bot.stop().await;
}

// Bounds

/// A handler with a gate: it waits for a permit, and writes the message down.
async fn gated(bot: Bot) -> (Running, Diary, Arc<Semaphore>) {
    let (diary, gate) = (Diary::default(), Arc::new(Semaphore::new(0)));
    let handler = {
        let (diary, gate) = (diary.clone(), Arc::clone(&gate));
        OnMessage(move |_, message: MessageCreate| {
            let (diary, gate) = (diary.clone(), Arc::clone(&gate));
            async move {
                gate.acquire().await?.forget();
                diary.write(message.content.as_str());
                Ok(())
            }
        })
    };
    (bot.handler(handler).start().await.unwrap(), diary, gate)
}

#[greenroom::test]
async fn too_many_events_stop_the_reading_lose_nothing_and_cost_no_heartbeat() {
    let sandbox = patient_sandbox().await;
    let (bot, diary, gate) = gated(patient(&sandbox).max_waiting(8)).await;
    let channel = general(&sandbox);
    let mut texts = say(&sandbox, &channel, "first", 20);
    until(&sandbox, "the lanes are full", || bot.stats().waiting >= 8).await;
    texts.extend(say(&sandbox, &channel, "then", 200));
    let beats = sandbox.heartbeats().len();
    until(&sandbox, "five heartbeats were sent", || sandbox.heartbeats().len() >= beats + 5).await;
    // Those that came with the one that filled the lanes may wait there too, and no others.
    assert!(bot.stats().waiting < 220, "{:?}", bot.stats());
    assert_eq!(bot.stats().handled, 0);
    assert_eq!(bot.stats().dropped, 0);
    never_lost(&sandbox);
    gate.add_permits(texts.len());
    diary.expect("then 199").await;
    assert_eq!(diary.lines(), texts);
    never_lost(&sandbox);
    bot.stop().await;
}

#[greenroom::test]
async fn too_many_events_are_dropped_and_counted_where_that_is_wanted() {
    let sandbox = patient_sandbox().await;
    let (bot, diary, gate) = gated(patient(&sandbox).max_waiting(5).overflow(Overflow::DropNewest)).await;
    say(&sandbox, &general(&sandbox), "hello", 50);
    until(&sandbox, "the rest is dropped", || bot.stats().dropped == 45).await;
    assert_eq!(bot.stats().waiting, 5);
    gate.add_permits(Semaphore::MAX_PERMITS / 2);
    diary.expect("hello 4").await;
    // There is room again.
    say(&sandbox, &general(&sandbox), "again", 1);
    diary.expect("again 0").await;
    assert_eq!(diary.lines(), ["hello 0", "hello 1", "hello 2", "hello 3", "hello 4", "again 0"]);
    assert_eq!(bot.stats().dropped, 45);
    never_lost(&sandbox);
    bot.stop().await;
}

#[greenroom::test]
async fn no_more_handlers_run_at_once_than_allowed() {
    let sandbox = patient_sandbox().await;
    let (running, most, gate) =
        (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
    let handler = {
        let (running, most, gate) = (Arc::clone(&running), Arc::clone(&most), Arc::clone(&gate));
        OnMessage(move |_, _| {
            let (running, most, gate) = (Arc::clone(&running), Arc::clone(&most), Arc::clone(&gate));
            async move {
                most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                gate.acquire().await?.forget();
                running.fetch_sub(1, SeqCst);
                Ok(())
            }
        })
    };
    let bot = patient(&sandbox).ordering(Ordering::None).max_parallel(3).handler(handler).start().await.unwrap();
    say(&sandbox, &general(&sandbox), "hello", 20);
    until(&sandbox, "all wait or run", || bot.stats().waiting == 20 && running.load(SeqCst) == 3).await;
    for handled in 1..=20 {
        gate.add_permits(1);
        until(&sandbox, "one more is handled", || bot.stats().handled == handled).await;
    }
    assert_eq!(most.load(SeqCst), 3);
    bot.stop().await;
}

// What is seen

/// Writes down every dispatch, and what cannot be read.
struct Raw(Diary);

#[event_handler(intents(GUILDS, GUILD_MESSAGES, MESSAGE_CONTENT))]
impl EventHandler for Raw {
    async fn raw_event(&self, _: &Context, name: &str, json: &str) -> HandlerResult {
        let length = json.len();
        let json: serde_json::Value = serde_json::from_str(json)?;
        self.0.write(format!("{name} {} of {length}", json["content"]));
        Ok(())
    }

    async fn message_create(&self, _: &Context, message: &MessageCreate) -> HandlerResult {
        self.0.write(format!("typed {}", message.content));
        Ok(())
    }

    async fn error(&self, _: &Context, failure: &Failure) {
        let is_decode = matches!(failure.cause, FailureCause::Decode(_));
        self.0
            .write(format!("failure {} of {:?}, undecodable: {is_decode}: {failure}", failure.event, failure.handler));
    }
}

#[greenroom::test]
async fn raw_events_are_all_dispatches_known_or_not() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Raw(diary.clone())).start().await.unwrap();
    diary.expect("READY").await;
    diary.expect("GUILD_CREATE").await;
    sandbox.faults().unknown_event();
    diary.expect("SOMETHING_NEW null of").await;
    sandbox.user("alice").say(general(&sandbox), "hello");
    diary.expect("MESSAGE_CREATE \"hello\"").await;
    diary.expect("typed hello").await;
    sandbox.faults().huge_payload(200_000);
    let huge = diary.expect("SOMETHING_HUGE").await;
    assert!(huge.rsplit(' ').next().unwrap().parse::<usize>().unwrap() > 200_000, "{huge}");
    bot.stop().await;
}

#[greenroom::test]
async fn an_event_that_cannot_be_read_is_told_by_name_and_ends_nothing() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Raw(diary.clone())).start().await.unwrap();
    diary.expect("GUILD_CREATE").await;
    let seq = || bot.shard(0).unwrap().seq.unwrap_or_default();
    // READY and GUILD_CREATE.
    until(&sandbox, "both are handed on", || seq() == 2).await;
    sandbox.faults().dispatch("MESSAGE_CREATE", r#"{"id": {"what": "is this"}}"#);
    let failure = diary.expect("failure MESSAGE_CREATE of None, undecodable: true").await;
    assert!(failure.contains("MESSAGE_CREATE") && failure.contains("id"), "{failure}");
    // The raw method still sees it, and it counts.
    diary.expect("MESSAGE_CREATE null").await;
    sandbox.user("alice").say(general(&sandbox), "hello");
    diary.expect("typed hello").await;
    until(&sandbox, "both are counted", || seq() == 4).await;
    assert_eq!(bot.stats().failed, 1);
    never_lost(&sandbox);
    bot.stop().await;
}

struct Observer(Diary);

#[event_handler(intents(GUILDS))]
impl EventHandler for Observer {
    async fn payload(&self, _: &Context, payload: &PayloadReceived) -> HandlerResult {
        let PayloadReceived { shard, opcode, seq, name, .. } = payload;
        let seq = if seq.is_some() { "numbered" } else { "" };
        self.0.write(format!("{shard} op {opcode} {} {seq}", name.as_deref().unwrap_or_default()));
        Ok(())
    }

    async fn heartbeat(&self, ctx: &Context, beat: &HeartbeatAcked) -> HandlerResult {
        let latency = beat.latency > Duration::ZERO && beat.average > Duration::ZERO;
        let info = ctx.bot().shard(beat.shard).and_then(|info| info.latency);
        self.0.write(format!("beat {} measured {latency} posted {}", beat.shard, info.is_some()));
        Ok(())
    }
}

#[greenroom::test]
async fn observers_see_every_payload_and_every_heartbeat() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Observer(diary.clone())).start().await.unwrap();
    for line in ["0 op 10  ", "0 op 0 READY numbered", "0 op 0 GUILD_CREATE numbered", "0 op 11  "] {
        diary.expect(line).await;
    }
    assert_eq!(diary.lines()[0], "0 op 10  ", "HELLO comes first");
    sandbox.faults().unknown_opcode();
    diary.expect("0 op 99").await;
    diary.expect_times("beat 0 measured true posted true", 2).await;
    bot.stop().await;
}

// Intents

struct NoIntents;

#[event_handler]
impl EventHandler for NoIntents {
    async fn ready(&self, _: &Context, _: &Ready) -> HandlerResult {
        Ok(())
    }

    async fn interaction_create(&self, _: &Context, _: &InteractionCreate) -> HandlerResult {
        Ok(())
    }
}

struct Reactions;

#[event_handler]
impl EventHandler for Reactions {
    async fn reaction_add(&self, _: &Context, _: &ReactionAdd) -> HandlerResult {
        Ok(())
    }
}

/// Reads messages without asking for what is in them.
struct Blind(Diary);

#[event_handler]
impl EventHandler for Blind {
    async fn message_create(&self, _: &Context, message: &MessageCreate) -> HandlerResult {
        self.0.write(format!("message <{}>", message.content));
        Ok(())
    }

    async fn member_add(&self, _: &Context, _: &MemberAdd) -> HandlerResult {
        self.0.write("member");
        Ok(())
    }
}

struct Directless;

#[event_handler(intents(GUILD_MEMBERS), without(DIRECT_MESSAGES))]
impl EventHandler for Directless {
    async fn message_delete(&self, _: &Context, _: &MessageDelete) -> HandlerResult {
        Ok(())
    }
}

#[greenroom::test]
async fn a_bot_asks_for_the_intents_that_its_methods_need_and_no_others() {
    let messages = Intents::GUILD_MESSAGES | Intents::DIRECT_MESSAGES;
    let reactions = Intents::GUILD_MESSAGE_REACTIONS | Intents::DIRECT_MESSAGE_REACTIONS;
    let members = Intents::GUILD_MEMBERS;
    type With = fn(Bot) -> Bot;
    let cases: [(With, Intents); 7] = [
        (|bot| bot.handler(NoIntents), Intents::empty()),
        (|bot| bot.handler(Reactions), reactions),
        (|bot| bot.handler(Blind(Diary::default())), messages),
        (|bot| bot.handler(Directless), Intents::GUILD_MESSAGES | members),
        (
            |bot| bot.handler(Reactions).handler(Directless).handler(NoIntents),
            Intents::GUILD_MESSAGES | members | reactions,
        ),
        (|bot| bot.handler(Raw(Diary::default())), Intents::GUILDS | messages | Intents::MESSAGE_CONTENT),
        (|bot| bot.handler(Reactions).intents(Intents::GUILDS), Intents::GUILDS),
    ];
    for (number, (with, expected)) in cases.into_iter().enumerate() {
        let sandbox = patient_sandbox().await;
        let bot = with(patient(&sandbox)).start().await.unwrap();
        let asked: Vec<_> = sandbox.identifies().iter().map(|identify| identify.intents).collect();
        assert_eq!(asked, [expected], "case {number}");
        bot.stop().await;
    }
}

#[greenroom::test]
async fn content_is_withheld_without_the_intent_except_where_discord_gives_it() {
    let sandbox = patient_sandbox().await;
    let (blind, seeing) = (Diary::default(), Diary::default());
    let alice = sandbox.user("alice");
    let mention = format!("hey <@{}>", sandbox.bot().id());
    let bot = patient(&sandbox).handler(Blind(blind.clone())).start().await.unwrap();
    alice.say(general(&sandbox), "hello");
    alice.say(general(&sandbox), &mention);
    blind.expect_times("message", 2).await;
    alice.say_to_bot("psst");
    blind.expect_times("message", 3).await;
    assert_eq!(blind.lines(), ["message <>".to_owned(), format!("message <{mention}>"), "message <psst>".to_owned()]);
    bot.stop().await;

    let bot = patient(&sandbox).handler(Raw(seeing.clone())).start().await.unwrap();
    alice.say(general(&sandbox), "hello");
    seeing.expect("typed hello").await;
    bot.stop().await;
}

// Guilds that come and go

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
    let bot = patient(&sandbox).handler(Doorman(diary.clone())).start().await.unwrap();
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
    let bot = patient(&sandbox).handler(Doorman(diary.clone())).start().await.unwrap();
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
    let bot = bot.handler(Doorman(diary.clone())).start().await.unwrap();
    diary.expect("available missing 1").await;
    assert_eq!(diary.lines(), ["ready", "available missing 1"]);
    bot.stop().await;
}

// Before and after

struct Historian(Diary);

#[event_handler(intents(GUILD_MEMBERS))]
impl EventHandler for Historian {
    async fn guild_update(&self, ctx: &Context, event: &GuildUpdate) -> HandlerResult {
        let old = ctx.old().unwrap().as_guild().unwrap().name.clone();
        self.0.write(format!("guild {old} -> {} = {}", event.name, ctx.cache().guild(event.id).unwrap().name));
        Ok(())
    }

    async fn channel_update(&self, ctx: &Context, event: &ChannelUpdate) -> HandlerResult {
        let old = ctx.old().unwrap().as_channel().unwrap().topic.clone();
        let cached = ctx.cache().channel(event.id).unwrap().topic.clone();
        self.0.write(format!("channel {old:?} -> {:?} = {cached:?}", event.topic));
        Ok(())
    }

    async fn channel_delete(&self, ctx: &Context, event: &ChannelDelete) -> HandlerResult {
        let old = ctx.old().unwrap().as_channel().unwrap().name.clone();
        self.0.write(format!("channel {old:?} gone {}", ctx.cache().channel(event.id).is_none()));
        Ok(())
    }

    async fn role_update(&self, ctx: &Context, event: &RoleUpdate) -> HandlerResult {
        let old = ctx.old().unwrap().as_role().unwrap().permissions.bits();
        let cached = ctx.cache().role(event.role.id).unwrap().permissions.bits();
        self.0.write(format!("role {old} -> {} = {cached}", event.role.permissions.bits()));
        Ok(())
    }

    async fn role_delete(&self, ctx: &Context, event: &RoleDelete) -> HandlerResult {
        let old = ctx.old().unwrap().as_role().unwrap().name.clone();
        self.0.write(format!("role {old} gone {}", ctx.cache().role(event.role_id).is_none()));
        Ok(())
    }

    async fn member_add(&self, ctx: &Context, event: &MemberAdd) -> HandlerResult {
        let user = event.member.user.as_ref().unwrap();
        let cached = ctx.cache().member(event.guild_id, user.id).is_some();
        self.0.write(format!("member {} is here {cached} old {}", user.username, ctx.old().is_some()));
        Ok(())
    }

    async fn member_update(&self, ctx: &Context, event: &MemberUpdate) -> HandlerResult {
        let old = ctx.old().unwrap().as_member().unwrap().nick.clone();
        let cached = ctx.cache().member(event.guild_id, event.user.id).unwrap().nick.clone();
        self.0.write(format!("member {old:?} -> {cached:?}"));
        Ok(())
    }

    async fn member_remove(&self, ctx: &Context, event: &MemberRemove) -> HandlerResult {
        let old = ctx.old().unwrap().as_member().unwrap().user.username.clone();
        let gone = ctx.cache().member(event.guild_id, event.user.id).is_none();
        self.0.write(format!("member {old} gone {gone}"));
        Ok(())
    }

    async fn voice_state_update(&self, ctx: &Context, event: &VoiceStateUpdate) -> HandlerResult {
        let old = ctx.old().and_then(|old| old.as_voice_state()).and_then(|old| old.channel_id);
        let cached = ctx.cache().voice_state(event.guild_id.unwrap(), event.user_id).and_then(|state| state.channel_id);
        self.0.write(format!("voice {old:?} -> {:?} = {cached:?}", event.channel_id));
        Ok(())
    }
}

#[greenroom::test]
async fn handlers_see_what_was_before_and_the_cache_what_is_now() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Historian(diary.clone())).start().await.unwrap();
    let guild = sandbox.create_guild("Foyer");
    let (channel, lobby, loft) = (guild.channel("general"), guild.voice_channel("lobby"), guild.voice_channel("loft"));
    let bob = sandbox.user("bob");

    guild.rename("Bar");
    diary.expect("guild Foyer -> Bar = Bar").await;
    channel.set_topic("old");
    channel.set_topic("new");
    diary.expect("channel Some(\"old\") -> Some(\"new\") = Some(\"new\")").await;
    channel.delete();
    diary.expect("channel Some(\"general\") gone true").await;
    let role = guild.create_role("usher", 8);
    guild.set_role_permissions(role, 16);
    diary.expect("role 8 -> 16 = 16").await;
    guild.delete_role(role);
    diary.expect("role usher gone true").await;
    bob.join(&guild);
    diary.expect("member bob is here true old false").await;
    bob.set_nick(&guild, Some("bobby"));
    diary.expect("member None -> Some(\"bobby\")").await;
    bob.set_nick(&guild, None);
    diary.expect("member Some(\"bobby\") -> None").await;
    bob.join_voice(&lobby);
    let (lobby, loft, bobs) = (lobby.id(), (loft.id(), loft), bob.clone());
    diary.expect(&format!("voice None -> {:?} = {:?}", Some(lobby), Some(lobby))).await;
    bobs.join_voice(&loft.1);
    diary.expect(&format!("voice {:?} -> {:?} = {:?}", Some(lobby), Some(loft.0), Some(loft.0))).await;
    bobs.leave_voice(&guild);
    diary.expect(&format!("voice {:?} -> None = None", Some(loft.0))).await;
    bobs.leave(&guild);
    diary.expect("member bob gone true").await;
    assert_eq!(bot.stats().panicked, 0, "{:?}", diary.lines());
    bot.stop().await;
}

/// Holds on to the guild as it was when it heard a message.
struct Holder(Arc<Semaphore>, Diary);

#[event_handler(intents(GUILDS, MESSAGE_CONTENT))]
impl EventHandler for Holder {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        let guild: Arc<CachedGuild> = ctx.cache().guild(message.guild_id.unwrap()).unwrap();
        self.1.write("holding");
        self.0.acquire().await?.forget();
        let now = ctx.cache().guild(guild.id).unwrap();
        self.1.write(format!("held {}, now {}", guild.name, now.name));
        Ok(())
    }
}

struct Renames(Diary);

#[event_handler]
impl EventHandler for Renames {
    async fn guild_update(&self, _: &Context, guild: &GuildUpdate) -> HandlerResult {
        self.0.write(format!("renamed {}", guild.name));
        Ok(())
    }
}

#[greenroom::test]
async fn a_handler_that_holds_a_guild_keeps_nobody_from_changing_it() {
    let sandbox = patient_sandbox().await;
    let (diary, gate) = (Diary::default(), Arc::new(Semaphore::new(0)));
    let bot = patient(&sandbox).handler(Holder(Arc::clone(&gate), diary.clone())).handler(Renames(diary.clone()));
    let bot = bot.start().await.unwrap();
    let guild = sandbox.guild("Greenroom");
    sandbox.user("alice").say(general(&sandbox), "hold it");
    diary.expect("holding").await;
    (1..=1000).for_each(|n| guild.rename(&format!("number {n}")));
    diary.expect("renamed number 1000").await;
    assert_eq!(diary.count("renamed"), 1000);
    gate.add_permits(1);
    diary.expect("held Greenroom, now number 1000").await;
    bot.stop().await;
}

// Every kind of event has its method

struct Everything(Diary);

/// A method that writes down its name, and what `$what` says of the event.
macro_rules! everything {
    ($($method:ident: $event:ident => |$it:ident| $what:expr;)+) => {
        #[event_handler(intents(GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT))]
        impl EventHandler for Everything {
            $(
                async fn $method(&self, _: &Context, $it: &$event) -> HandlerResult {
                    self.0.write(format!("{} {}", stringify!($method), $what));
                    Ok(())
                }
            )+

            async fn error(&self, _: &Context, failure: &Failure) {
                self.0.write(format!("failure {failure}"));
            }
        }
    };
}

everything! {
    ready: Ready => |it| it.user.id;
    message_create: MessageCreate => |it| it.content;
    message_update: MessageUpdate => |it| it.content.as_deref().unwrap_or_default();
    message_delete: MessageDelete => |it| it.id;
    message_delete_bulk: MessageDeleteBulk => |it| it.ids.len();
    reaction_add: ReactionAdd => |it| it.emoji;
    reaction_remove: ReactionRemove => |it| it.emoji;
    reaction_remove_all: ReactionRemoveAll => |it| it.message_id;
    reaction_remove_emoji: ReactionRemoveEmoji => |it| it.emoji;
    typing_start: TypingStart => |it| it.user_id;
    presence_update: PresenceUpdate => |it| format!("{:?}", it.status);
    user_update: UserUpdate => |it| it.username;
    member_add: MemberAdd => |it| it.member.user.as_ref().unwrap().username;
    member_update: MemberUpdate => |it| it.user.username;
    member_remove: MemberRemove => |it| it.user.username;
    ban_add: BanAdd => |it| it.user.username;
    ban_remove: BanRemove => |it| it.user.username;
    channel_create: ChannelCreate => |it| it.name.as_deref().unwrap_or_default();
    channel_update: ChannelUpdate => |it| it.topic.as_deref().unwrap_or_default();
    channel_delete: ChannelDelete => |it| it.id;
    channel_pins_update: ChannelPinsUpdate => |it| it.channel_id;
    role_create: RoleCreate => |it| it.role.name;
    role_update: RoleUpdate => |it| it.role.permissions.bits();
    role_delete: RoleDelete => |it| it.role_id;
    guild_create: GuildCreate => |it| it.id();
    guild_update: GuildUpdate => |it| it.name;
    guild_delete: GuildDelete => |it| it.id;
    emojis_update: EmojisUpdate => |it| it.emojis.len();
    integrations_update: IntegrationsUpdate => |it| it.guild_id;
    webhooks_update: WebhooksUpdate => |it| it.channel_id;
    voice_state_update: VoiceStateUpdate => |it| it.channel_id.map_or(0, ChannelId::get);
    voice_server_update: VoiceServerUpdate => |it| it.guild_id;
    interaction_create: InteractionCreate => |it| it.channel_id.map_or(0, ChannelId::get);
    members_chunk: MembersChunk => |it| it.members.len();
}

#[greenroom::test]
async fn every_kind_of_event_reaches_its_method() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Everything(diary.clone())).start().await.unwrap();
    diary.expect(&format!("ready {}", sandbox.bot().id())).await;
    let guild = sandbox.create_guild("Foyer");
    diary.expect(&format!("guild_create {}", guild.id())).await;
    let bob = sandbox.user("bob");
    bob.join(&guild);
    diary.expect("member_add bob").await;
    bob.set_nick(&guild, Some("bobby"));
    diary.expect("member_update bob").await;

    let channel = guild.channel("stage");
    diary.expect("channel_create stage").await;
    let first = bob.say(&channel, "hello");
    diary.expect("message_create hello").await;
    bob.edit(&channel, first, "goodbye");
    diary.expect("message_update goodbye").await;
    bob.pin(&channel, first);
    diary.expect(&format!("channel_pins_update {}", channel.id())).await;
    bob.react(&channel, first, "🎉");
    diary.expect("reaction_add 🎉").await;
    bob.unreact(&channel, first, "🎉");
    diary.expect("reaction_remove 🎉").await;
    bob.react(&channel, first, "🎭");
    bob.clear_emoji(&channel, first, "🎭");
    diary.expect("reaction_remove_emoji 🎭").await;
    bob.react(&channel, first, "🎭");
    bob.clear_reactions(&channel, first);
    diary.expect(&format!("reaction_remove_all {first}")).await;
    bob.delete(&channel, first);
    diary.expect(&format!("message_delete {first}")).await;
    let more = bob.say_all(&channel, ["a", "b", "c"]);
    bob.delete_many(&channel, &more);
    diary.expect("message_delete_bulk 3").await;
    bob.typing(&channel);
    diary.expect(&format!("typing_start {}", bob.id())).await;
    bob.set_status("idle");
    diary.expect("presence_update Idle").await;
    bob.interacts(&channel, 2, serde_json::json!({"id": "77", "name": "ping", "type": 1}));
    diary.expect(&format!("interaction_create {}", channel.id())).await;
    channel.set_topic("the play");
    diary.expect("channel_update the play").await;

    let lobby = guild.voice_channel("lobby");
    bob.join_voice(&lobby);
    diary.expect(&format!("voice_state_update {}", lobby.id())).await;
    bob.leave_voice(&guild);
    diary.expect("voice_state_update 0").await;
    bot.set_voice_state(guild.id(), Some(lobby.id()), false, false).await.unwrap();
    diary.expect(&format!("voice_server_update {}", guild.id())).await;

    let role = guild.create_role("usher", 8);
    diary.expect("role_create usher").await;
    guild.set_role_permissions(role, 16);
    diary.expect("role_update 16").await;
    guild.delete_role(role);
    diary.expect(&format!("role_delete {role}")).await;
    guild.create_emoji("mask");
    diary.expect("emojis_update 1").await;
    // Nobody in the sandbox has webhooks or integrations; the gateway's part of them is that Discord says they have changed.
    let ids = (guild.id(), channel.id());
    sandbox.faults().dispatch("WEBHOOKS_UPDATE", &format!(r#"{{"guild_id":"{}","channel_id":"{}"}}"#, ids.0, ids.1));
    diary.expect(&format!("webhooks_update {}", ids.1)).await;
    sandbox.faults().dispatch("GUILD_INTEGRATIONS_UPDATE", &format!(r#"{{"guild_id":"{}"}}"#, ids.0));
    diary.expect(&format!("integrations_update {}", ids.0)).await;
    sandbox.bot().rename("understudy");
    diary.expect("user_update understudy").await;

    channel.delete();
    diary.expect(&format!("channel_delete {}", ids.1)).await;
    bob.is_banned_from(&guild);
    diary.expect("ban_add bob").await;
    diary.expect("member_remove bob").await;
    bob.is_unbanned_from(&guild);
    diary.expect("ban_remove bob").await;
    guild.rename("Bar");
    diary.expect("guild_update Bar").await;
    guild.delete();
    diary.expect(&format!("guild_delete {}", ids.0)).await;
    assert_eq!(diary.count("failure"), 0, "{:?}", diary.lines());
    bot.stop().await;
}
