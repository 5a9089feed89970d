//! Collectors: who waits for an event gets it, wherever it waits, and nobody else pays for it.
use std::{
    future::Future,
    sync::{Arc, Mutex},
    thread::{self, ThreadId},
    time::{Duration, Instant},
};

use crate::common::{Diary, SOON, general, patient, patient_sandbox};
use futures_util::StreamExt;
use greenroom::{BotGuard, prelude::*, sandbox::Sandbox};

/// Longer than any test takes.
const NEVER: Duration = Duration::from_secs(60);

/// Asks for intents, and wants nothing.
struct Idle;

#[event_handler(intents(
    GUILDS,
    GUILD_MESSAGES,
    GUILD_MESSAGE_REACTIONS,
    GUILD_MESSAGE_TYPING,
    GUILD_PRESENCES,
    MESSAGE_CONTENT
))]
impl EventHandler for Idle {}

async fn idle(sandbox: &Sandbox) -> BotGuard {
    patient(sandbox).handler(Idle).spawn().await.unwrap()
}

/// What should happen soon.
async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(SOON, future).await.unwrap_or_else(|_| panic!("waited in vain for {what}"))
}

/// Waits until the shard has handed on so many dispatches.
async fn handed_on(bot: &BotGuard, sandbox: &Sandbox, seq: u64) {
    let done = sandbox.wait_until(SOON, |_| bot.shard(0).unwrap().seq >= Some(seq)).await;
    assert!(done.is_ok(), "{:?}", bot.shard(0));
}

/// Asks a question in a guild, and waits for the answer there.
struct Asker(Diary);

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Asker {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        if message.content != "!ask" {
            self.0.write(format!("handled {}", message.content));
            return Ok(());
        }
        let (guild, asker) = (message.guild_id, message.author.id);
        let answer = ctx.wait_for::<MessageCreate>(
            move |message| message.guild_id == guild && message.author.id == asker,
            Duration::from_secs(30),
        );
        message.reply(ctx, "sure?").await?;
        let answer = answer.await.map(|answer| answer.content.to_string());
        self.0.write(format!("answered {}", answer.unwrap_or_default()));
        Ok(())
    }
}

#[greenroom::test]
async fn a_handler_gets_the_next_message_of_the_guild_whose_lane_it_blocks() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Asker(diary.clone())).spawn().await.unwrap();
    let (alice, general) = (sandbox.user("alice"), general(&sandbox));
    alice.say(&general, "!ask");
    general.expect_within(SOON, |it| it.content == "sure?").await.unwrap();
    alice.say(&general, "yes");
    diary.expect("handled yes").await;
    assert_eq!(diary.count("answered yes"), 1, "{:?}", diary.lines());
    let answered = diary.lines().iter().position(|line| line == "answered yes");
    let handled = diary.lines().iter().position(|line| line == "handled yes");
    assert!(answered < handled, "the lane waits for the handler, the collector does not: {:?}", diary.lines());
    bot.stop().await;
}

#[greenroom::test]
async fn nothing_that_comes_after_the_call_is_missed_however_late_it_is_awaited() {
    let sandbox = patient_sandbox().await;
    let bot = idle(&sandbox).await;
    let texts: Vec<_> = (0..200).map(|n| format!("line {n}")).collect();
    let messages = bot.collect::<MessageCreate>().limit(200);
    let last = bot.wait_for::<MessageCreate>(|message| message.content == "line 199", NEVER);
    sandbox.user("alice").say_all(general(&sandbox), &texts);
    let last = soon("the last line", last).await.unwrap();
    assert_eq!((last.content.as_str(), last.context().shard()), ("line 199", 0));
    assert!(matches!(&**last.event(), Event::MessageCreate(it) if it.id == last.id));
    let heard: Vec<_> = soon("all lines", messages.map(|it| it.content.to_string()).collect()).await;
    assert_eq!(heard, texts);
    bot.stop().await;
}

#[greenroom::test]
async fn what_nobody_wants_is_not_decoded_until_a_collector_joins_and_after_it_leaves() {
    let sandbox = patient_sandbox().await;
    let bot = idle(&sandbox).await;
    // READY and GUILD_CREATE.
    handed_on(&bot, &sandbox, 2).await;
    let guild = sandbox.guild("Greenroom").id();
    let presences = |from: u64, to: u64| {
        for user in from..to {
            let data = format!(r#"{{"user":{{"id":"{user}"}},"guild_id":"{guild}","status":"idle","activities":[]}}"#);
            sandbox.faults().dispatch("PRESENCE_UPDATE", &data);
        }
    };
    let before = bot.stats().decoded;
    presences(100, 120);
    handed_on(&bot, &sandbox, 22).await;
    assert_eq!(bot.stats().decoded, before, "twenty presences that nobody wants");
    let mut collector = bot.collect::<PresenceUpdate>();
    let second = bot.collect::<PresenceUpdate>();
    presences(200, 205);
    for user in 200..205 {
        let presence = soon("a presence", collector.next()).await.unwrap();
        assert_eq!((presence.user.id, presence.guild_id), (UserId::new(user), Some(guild)));
    }
    assert_eq!(bot.stats().decoded, before + 5, "once, however many collect it");
    drop(collector);
    presences(300, 303);
    handed_on(&bot, &sandbox, 30).await;
    assert_eq!(bot.stats().decoded, before + 8, "one is still there");
    drop(second);
    presences(400, 420);
    handed_on(&bot, &sandbox, 50).await;
    assert_eq!(bot.stats().decoded, before + 8);
    assert_eq!(bot.shard(0).unwrap().events, 50, "they are counted all the same");
    bot.stop().await;
}

#[greenroom::test]
async fn a_collector_takes_what_fits_its_scope_and_its_filter_and_no_more_than_its_limit() {
    let sandbox = patient_sandbox().await;
    let bot = idle(&sandbox).await;
    let guild = sandbox.create_guild("Foyer");
    let (stage, pit) = (guild.channel("stage"), guild.channel("pit"));
    let people = ["bob", "carol"].map(|name| sandbox.user(name));
    people.iter().for_each(|user| user.join(&guild));
    let [bob, carol] = &people;
    let (first, second, third) = (bob.say(&stage, "one"), bob.say(&stage, "two"), bob.say(&pit, "three"));
    let of_message = bot.collect::<ReactionAdd>().message(first).limit(3);
    let of_user = bot.collect::<ReactionAdd>().user(carol.id()).channel(stage.id()).limit(2);
    let of_channel = bot.collect::<ReactionAdd>().guild(guild.id()).channel(pit.id()).limit(1);
    let filtered = bot.collect::<ReactionAdd>().filter(|it| it.emoji.name.as_deref() == Some("🎉")).limit(2);
    let elsewhere = bot.collect::<ReactionAdd>().guild(sandbox.guild("Greenroom").id());
    for (user, channel, message, emoji) in [
        (bob, &stage, first, "🎉"),
        (carol, &stage, second, "🎭"),
        (carol, &pit, third, "🎉"),
        (bob, &stage, second, "🎭"),
        (bob, &stage, first, "🎻"),
        (carol, &stage, first, "🎻"),
        (carol, &stage, first, "🎺"),
    ] {
        user.react(channel, message, emoji);
    }
    async fn all(mut reactions: greenroom::Collector<ReactionAdd>) -> Vec<String> {
        let mut found = Vec::new();
        while let Some(it) = soon("a reaction", reactions.next()).await {
            found.push(it.emoji.name.as_deref().unwrap().to_owned());
        }
        found
    }
    assert_eq!(all(of_message).await, ["🎉", "🎻", "🎻"]);
    assert_eq!(all(of_user).await, ["🎭", "🎻"]);
    assert_eq!(all(of_channel).await, ["🎉"]);
    assert_eq!(all(filtered).await, ["🎉", "🎉"]);
    bot.stop().await;
    assert_eq!(all(elsewhere).await, [""; 0]);
}

#[greenroom::test]
async fn several_kinds_are_collected_in_the_order_in_which_they_came() {
    let sandbox = patient_sandbox().await;
    let bot = idle(&sandbox).await;
    let kinds = EventKinds::only(EventKind::MessageCreate) | EventKind::TypingStart;
    let mut events = bot.collect_kinds(kinds).channel(general(&sandbox).id());
    let alice = sandbox.user("alice");
    for _ in 0..3 {
        alice.typing(general(&sandbox));
        alice.say(general(&sandbox), "hello");
    }
    for kind in [EventKind::TypingStart, EventKind::MessageCreate].into_iter().cycle().take(6) {
        assert_eq!(soon("an event", events.next()).await.unwrap().kind(), kind);
    }
    bot.stop().await;
}

#[greenroom::test]
async fn a_collector_that_is_not_read_misses_the_newest_and_holds_nobody_up() {
    let sandbox = patient_sandbox().await;
    let bot = idle(&sandbox).await;
    let mut lazy = bot.collect::<MessageCreate>().capacity(3);
    let last = bot.wait_for::<MessageCreate>(|message| message.content == "9", NEVER);
    sandbox.user("alice").say_all(general(&sandbox), (0..10).map(|n| n.to_string()).collect::<Vec<_>>());
    soon("the last", last).await.unwrap();
    assert_eq!(lazy.missed(), 7);
    for text in ["0", "1", "2"] {
        assert_eq!(soon("the first", lazy.next()).await.unwrap().content, text);
    }
    sandbox.user("alice").say(general(&sandbox), "again");
    assert_eq!(soon("one more", lazy.next()).await.unwrap().content, "again");
    bot.stop().await;
}

/// On one thread, so that "where it is awaited" has a name.
#[tokio::test(flavor = "current_thread")]
async fn filters_run_where_the_collector_is_awaited() {
    let sandbox = patient_sandbox().await;
    let bot = idle(&sandbox).await;
    let threads = Arc::new(Mutex::new(Vec::<ThreadId>::new()));
    let filter = {
        let threads = Arc::clone(&threads);
        move |message: &MessageCreate| {
            threads.lock().unwrap().push(thread::current().id());
            message.content == "2"
        }
    };
    let found = bot.wait_for(filter, NEVER);
    sandbox.user("alice").say_all(general(&sandbox), ["0", "1", "2"]);
    soon("the message", found).await.unwrap();
    assert_eq!(*threads.lock().unwrap(), [thread::current().id(); 3]);
    bot.stop().await;
}

#[greenroom::test]
async fn a_panic_in_a_filter_is_the_waiting_task_s_own() {
    let sandbox = patient_sandbox().await;
    let bot = idle(&sandbox).await;
    let waiting = bot.wait_for::<MessageCreate>(|message| message.content.parse::<u8>().unwrap() > 5, NEVER);
    let waiting = tokio::spawn(waiting);
    let after = bot.wait_for::<MessageCreate>(|message| message.content == "7", NEVER);
    sandbox.user("alice").say_all(general(&sandbox), ["not a number", "7"]);
    assert!(soon("the task", waiting).await.unwrap_err().is_panic());
    assert_eq!(soon("the next", after).await.unwrap().content, "7");
    assert!(sandbox.connections().iter().all(|it| it.closed.is_none()), "no actor has noticed");
    bot.stop().await;
}

#[greenroom::test]
async fn a_collector_ends_with_its_time() {
    let sandbox = patient_sandbox().await;
    let bot = idle(&sandbox).await;
    let start = Instant::now();
    let short = Duration::from_millis(60);
    assert!(soon("the end", bot.wait_for::<MessageCreate>(|_| true, short)).await.is_none());
    assert!(start.elapsed() >= short);
    let mut reactions = bot.collect::<ReactionAdd>().timeout(short);
    assert!(soon("the end", reactions.next()).await.is_none());
    assert!(soon("the end", reactions.next()).await.is_none(), "and stays ended");
    bot.stop().await;
}

/// The time is the bot's, so that a thread without any runtime can wait too.
#[greenroom::test]
async fn a_collector_needs_no_runtime_of_its_own() {
    let sandbox = patient_sandbox().await;
    let bot = idle(&sandbox).await;
    let waiting = bot.wait_for::<MessageCreate>(|_| false, Duration::from_millis(60));
    let outside = thread::spawn(move || futures_util::FutureExt::now_or_never(waiting).is_none());
    assert!(outside.join().unwrap(), "it waits");
    bot.stop().await;
}

#[greenroom::test]
async fn the_end_of_the_bot_ends_all_waiting_and_waits_for_none() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    // Its deadline for handlers is longer than this test's patience.
    let bot = patient(&sandbox).handlers_deadline(NEVER).handler(Asker(diary.clone())).spawn().await.unwrap();
    let waiting = tokio::spawn(bot.wait_for::<MessageCreate>(|_| false, NEVER));
    sandbox.user("alice").say(general(&sandbox), "!ask");
    general(&sandbox).expect_within(SOON, |it| it.content == "sure?").await.unwrap();
    soon("the end", bot.stop()).await;
    assert!(soon("the collector", waiting).await.unwrap().is_none());
    // Behind it in the lane there may be the bot's own question.
    assert_eq!(diary.lines().first().map(String::as_str), Some("answered "), "the handler was told, and ended");
    assert!(soon("one that comes too late", bot.wait_for::<MessageCreate>(|_| true, NEVER)).await.is_none());
}

#[greenroom::test]
async fn many_collectors_come_and_go_at_the_same_time() {
    let sandbox = patient_sandbox().await;
    let bot = idle(&sandbox).await;
    let waiting: Vec<_> = (0..300)
        .map(|n| {
            let wanted = format!("number {n}");
            tokio::spawn(bot.wait_for::<MessageCreate>(move |message| message.content == wanted, NEVER))
        })
        .collect();
    let mut order: Vec<usize> = (0..300).collect();
    fastrand::shuffle(&mut order);
    sandbox.user("alice").say_all(general(&sandbox), order.iter().map(|n| format!("number {n}")).collect::<Vec<_>>());
    for (n, waiting) in waiting.into_iter().enumerate() {
        assert_eq!(soon("each", waiting).await.unwrap().unwrap().content, format!("number {n}"));
    }
    let before = bot.stats().decoded;
    sandbox.user("alice").say(general(&sandbox), "nobody listens");
    let seq = bot.shard(0).unwrap().seq.unwrap();
    handed_on(&bot, &sandbox, seq.max(303)).await;
    assert_eq!(bot.stats().decoded, before, "all have left");
    bot.stop().await;
}
