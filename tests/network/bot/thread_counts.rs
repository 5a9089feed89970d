//! How many messages a post has: in the cache of a bot, and over HTTP.
use std::time::{Duration, Instant};

use crate::common::{SOON, patient, patient_sandbox};
use greenroom::model::{Channel, ChannelKind, StarterMessage};
use greenroom::prelude::*;
use greenroom::sandbox::Sandbox;
use tokio::sync::mpsc;

type Contexts = mpsc::UnboundedSender<Context>;

/// Has a method for new messages, and none for deleted ones.
struct Reader(Contexts);

#[event_handler(intents(GUILDS))]
impl EventHandler for Reader {
    async fn guilds_available(&self, ctx: &Context, _: &GuildsAvailable) -> HandlerResult {
        let _ = self.0.send(ctx.clone());
        Ok(())
    }

    async fn message_create(&self, _: &Context, _: &MessageCreate) -> HandlerResult {
        Ok(())
    }
}

/// Has Discord send messages, and no method for them.
struct Bystander(Contexts);

#[event_handler(intents(GUILDS, GUILD_MESSAGES))]
impl EventHandler for Bystander {
    async fn guilds_available(&self, ctx: &Context, _: &GuildsAvailable) -> HandlerResult {
        let _ = self.0.send(ctx.clone());
        Ok(())
    }
}

/// What is known of a post when all is over.
#[derive(Debug, PartialEq)]
struct Known {
    over_http: (u32, u32),
    in_cache: (u32, u32),
    /// How many events were decoded since the bot began.
    decoded: u64,
}

/// Opens a post, writes 5 messages, deletes 3 of them and the one that opened it.
async fn told(bot: impl FnOnce(&Sandbox, Contexts) -> Bot) -> Known {
    let sandbox = patient_sandbox().await;
    let (contexts, mut taken) = mpsc::unbounded_channel();
    let running = bot(&sandbox, contexts).spawn().await.unwrap();
    let context = taken.recv().await.unwrap();
    let (http, cache) = (context.http(), context.cache());
    let guild = sandbox.guild("Greenroom").id();
    let forum = http.create_channel(guild, "forum").kind(ChannelKind::GuildForum).await.unwrap().id;
    let post = http.create_forum_post(forum, "post", &StarterMessage::new("first")).await.unwrap().id;
    let alice = sandbox.user("alice");
    let ids: Vec<_> = (0..5).map(|number| alice.say(post, &number.to_string())).collect();
    http.delete_message(post, ids[0]).await.unwrap();
    http.bulk_delete_messages(post, &ids[1..3]).await.unwrap();
    http.delete_message(post, MessageId::new(post.get())).await.unwrap();
    // The events of a shard come in order: when this one has, all before it have.
    http.update_channel(forum).name("done").await.unwrap();
    let done = || cache.channel(forum).is_some_and(|it| it.name.as_deref() == Some("done"));
    let begin = Instant::now();
    while !done() {
        assert!(begin.elapsed() < SOON, "waited in vain for the cache");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let counts = |thread: &Channel| (thread.message_count.unwrap(), thread.total_message_sent.unwrap());
    let (over_http, in_cache) = (counts(&http.channel(post).await.unwrap()), counts(&cache.thread(post).unwrap()));
    let decoded = running.handle().stats().decoded;
    running.stop().await;
    Known { over_http, in_cache, decoded }
}

#[greenroom::test]
async fn the_cache_counts_where_messages_are_decoded_for_a_handler() {
    let idle = told(|sandbox, contexts| patient(sandbox).handler(Bystander(contexts))).await;
    assert_eq!((idle.over_http, idle.in_cache), ((2, 5), (0, 0)), "as the thread came");
    let reading = told(|sandbox, contexts| patient(sandbox).handler(Reader(contexts))).await;
    assert_eq!((reading.over_http, reading.in_cache), ((2, 5), (2, 5)));
    assert_eq!(reading.decoded - idle.decoded, 6 + 3, "new messages, and three events about deleted ones");
}
