//! Objects that are read from the cache, or over HTTP if they are not cached.

use std::time::Duration;

use greenroom::{
    LoadMembers,
    cache::{CacheConfig, MemberPolicy},
    prelude::*,
    sandbox::Sandbox,
};

use crate::common::{BEAT, Diary, builder, general, patient, patient_sandbox};

/// Looks up what a message asks for, and writes down what it finds.
struct Finder(Diary);

#[event_handler(intents(MESSAGE_CONTENT, GUILD_MEMBERS))]
impl EventHandler for Finder {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        let Some((verb, text)) = message.content.split_once(' ') else { return Ok(()) };
        let guild = message.guild(ctx).await?;
        let found = match verb {
            "places" => {
                let channel = message.channel(ctx).await?;
                format!(
                    "{} in {:?}",
                    channel.name.as_deref().unwrap_or_default(),
                    guild.map(|guild| guild.name.clone())
                )
            }
            "member" => {
                let member = ctx.member(guild.ok_or("no guild")?.id, text.parse()?).await?;
                format!("{} of {:?}", member.display_name().unwrap_or_default(), member.guild_id)
            }
            "user" => ctx.user(text.parse()?).await?.username.to_string(),
            "find" => match guild.ok_or("no guild")?.find_member(ctx, text).await? {
                Some(member) => member.user.ok_or("no user")?.username.to_string(),
                None => "nobody".to_owned(),
            },
            "may" => message.author_permissions(ctx)?.contains(Permissions::BAN_MEMBERS).to_string(),
            _ => return Ok(()),
        };
        self.0.write(format!("{verb} {text}: {found}"));
        Ok(())
    }

    async fn error(&self, _: &Context, failure: &Failure) {
        self.0.write(format!("failure: {failure}"));
    }
}

/// The requests of the bot so far, apart from those at its start.
fn reads(sandbox: &Sandbox) -> Vec<&'static str> {
    let operations = sandbox.requests().into_iter().filter_map(|request| request.operation);
    operations.filter(|it| !it.contains("gateway")).collect()
}

#[greenroom::test]
async fn objects_come_from_the_cache_or_over_http() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let guild = sandbox.guild("Greenroom");
    let (alice, bob) = (sandbox.user("alice"), sandbox.user("bob"));
    alice.join(&guild);
    bob.join(&guild);
    bob.set_nick(&guild, Some("Bobby"));
    let bot = patient(&sandbox)
        .load_members(LoadMembers::All)
        .handler(Counter(diary.clone()))
        .handler(Finder(diary.clone()))
        .spawn()
        .await
        .unwrap();
    diary.expect("chunk").await;
    alice.say(general(&sandbox), "places here");
    diary.expect(r#"places here: general in Some("Greenroom")"#).await;
    alice.say(general(&sandbox), &format!("member {}", bob.id()));
    diary.expect(&format!("member {}: Bobby of Some({:?})", bob.id(), guild.id())).await;
    alice.say(general(&sandbox), &format!("user {}", bob.id()));
    diary.expect(&format!("user {}: bob", bob.id())).await;
    for text in [format!("<@{}>", bob.id()), bob.id().to_string(), "bOBBY".to_owned(), "@bob".to_owned()] {
        alice.say(general(&sandbox), &format!("find {text}"));
        diary.expect(&format!("find {text}: bob")).await;
    }
    alice.say(general(&sandbox), "find Bobb");
    diary.expect("find Bobb: nobody").await;
    assert_eq!(reads(&sandbox), Vec::<&str>::new(), "the cache has everything: {:?}", diary.lines());
    bot.stop().await;

    // The same without a cache.
    let diary = Diary::default();
    let bot = patient(&sandbox).cache(CacheConfig::none()).handler(Finder(diary.clone())).spawn().await.unwrap();
    alice.say(general(&sandbox), "places here");
    diary.expect(r#"places here: general in Some("Greenroom")"#).await;
    alice.say(general(&sandbox), &format!("member {}", bob.id()));
    diary.expect(&format!("member {}: Bobby of Some({:?})", bob.id(), guild.id())).await;
    alice.say(general(&sandbox), &format!("user {}", bob.id()));
    diary.expect(&format!("user {}: bob", bob.id())).await;
    for (text, found) in [("Bobby", "bob"), ("Bobb", "nobody"), ("7", "nobody")] {
        alice.say(general(&sandbox), &format!("find {text}"));
        diary.expect(&format!("find {text}: {found}")).await;
    }
    let reads = reads(&sandbox);
    for operation in ["get_guild", "get_channel", "get_guild_member", "get_user", "search_guild_members"] {
        assert!(reads.contains(&operation), "{operation}: {reads:?}");
    }
    bot.stop().await;
}

#[greenroom::test]
async fn permissions_of_an_author_need_no_cached_member() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let guild = sandbox.guild("Greenroom");
    let moderator = guild.create_role("moderator", Permissions::BAN_MEMBERS);
    let (alice, bob) = (sandbox.user("alice"), sandbox.user("bob"));
    alice.join(&guild);
    bob.join(&guild);
    alice.give_role(&guild, moderator);
    let unprivileged = Intents::GUILDS | Intents::GUILD_MESSAGES | Intents::DIRECT_MESSAGES;
    let bot = patient(&sandbox)
        .intents(unprivileged | Intents::MESSAGE_CONTENT)
        .handler(Finder(diary.clone()))
        .spawn()
        .await
        .unwrap();
    alice.say(general(&sandbox), "may alice");
    bob.say(general(&sandbox), "may bob");
    diary.expect("may alice: true").await;
    diary.expect("may bob: false").await;
    bob.say_to_bot("may direct");
    diary.expect("may direct: false").await;
    bot.stop().await;
}

#[greenroom::test]
async fn all_members_of_the_chosen_guilds_are_loaded() {
    let sandbox =
        builder().heartbeat_interval(BEAT * 3).members_window(Duration::from_millis(1)).start().await.unwrap();
    let (large, other) = (sandbox.create_guild("Large"), sandbox.create_guild("Other"));
    large.populate("ant", 80);
    other.populate("bee", 80);
    let (greenroom, large, other) = (sandbox.guild("Greenroom").id(), large.id(), other.id());
    for (guilds, loaded) in
        [(LoadMembers::from([large]), vec![large]), (LoadMembers::All, vec![greenroom, large, other])]
    {
        let diary = Diary::default();
        let bot = patient(&sandbox).load_members(guilds).handler(Counter(diary.clone())).spawn().await.unwrap();
        for guild in &loaded {
            diary.expect(&format!("chunk of {guild}: all cached")).await;
        }
        assert_eq!(diary.count("chunk"), loaded.len(), "{:?}", diary.lines());
        bot.stop().await;
    }
}

/// Writes down which guilds are complete in the cache after a chunk of members.
struct Counter(Diary);

#[event_handler]
impl EventHandler for Counter {
    async fn members_chunk(&self, ctx: &Context, chunk: &MembersChunk) -> HandlerResult {
        let (cached, all) = (ctx.cache().member_ids(chunk.guild_id).len(), ctx.cache().member_count(chunk.guild_id));
        let all = all.map(|all| all as usize);
        let is_complete = if all == Some(cached) { "all cached".to_owned() } else { format!("{cached} of {all:?}") };
        self.0.write(format!("chunk of {}: {is_complete}", chunk.guild_id));
        Ok(())
    }
}

#[greenroom::test]
async fn members_cannot_be_loaded_without_their_intent_or_without_a_place_for_them() {
    let sandbox = patient_sandbox().await;
    let without_intent = patient(&sandbox).load_members(LoadMembers::All).intents(Intents::GUILDS);
    let own = CacheConfig::default().members(MemberPolicy::Own);
    let without_place = patient(&sandbox).load_members(LoadMembers::All).cache(own);
    for (bot, reason) in [(without_intent, "GUILD_MEMBERS"), (without_place, "MemberPolicy::All")] {
        let error = bot.spawn().await.unwrap_err().to_string();
        assert!(error.contains("load_members") && error.contains(reason), "{error}");
    }
}

/// Mentions everybody in an answer.
struct Crier;

#[event_handler(intents(MESSAGE_CONTENT))]
impl EventHandler for Crier {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        if message.content == "quiet" {
            message.reply(ctx, "@everyone").await?;
        }
        if message.content == "loud" {
            message.reply(ctx, "@everyone").allowed_mentions(AllowedMentions::none().everyone()).await?;
        }
        Ok(())
    }
}

#[greenroom::test]
async fn the_default_of_allowed_mentions_is_overruled_by_that_of_a_message() {
    let sandbox = patient_sandbox().await;
    let bot = patient(&sandbox).allowed_mentions(AllowedMentions::none()).handler(Crier).spawn().await.unwrap();
    for (text, parse) in [("quiet", serde_json::json!([])), ("loud", serde_json::json!(["everyone"]))] {
        sandbox.user("alice").say(general(&sandbox), text);
        let sent = |sandbox: &Sandbox| {
            let requests = sandbox.requests().into_iter().filter(|it| it.operation == Some("create_message"));
            requests
                .filter_map(|request| request.body)
                .map(|body| body["allowed_mentions"]["parse"].clone())
                .next_back()
        };
        let arrived = sandbox.wait_until(crate::common::SOON, |it| sent(it).as_ref() == Some(&parse)).await;
        assert!(arrived.is_ok(), "{text}: {:?}", sent(&sandbox));
    }
    bot.stop().await;
}

#[greenroom::test]
async fn the_cache_requests_the_intent_without_which_it_stays_empty() {
    let sandbox = patient_sandbox().await;
    for (cache, expected) in [
        (CacheConfig::default(), Intents::GUILDS),
        (CacheConfig::default().guilds(false), Intents::GUILDS),
        (CacheConfig::none(), Intents::empty()),
    ] {
        let bot = patient(&sandbox).cache(cache).handler(Nothing).spawn().await.unwrap();
        assert_eq!(sandbox.identifies().last().map(|identify| identify.intents), Some(expected));
        bot.stop().await;
    }
}

struct Nothing;

#[event_handler]
impl EventHandler for Nothing {
    async fn ready(&self, _: &Context, _: &Ready) -> HandlerResult {
        Ok(())
    }
}
