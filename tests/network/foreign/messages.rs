//! Bots that send messages of all kinds and change guilds: one thing upon each `!command`.

use greenroom::gateway::Intents;
use greenroom::sandbox::{IdentifyOutcome, Sandbox, SandboxChannel, SandboxGuild, SandboxMessage, SandboxUser};
use serde_json::{Value, json};

use super::{Foreign, Library, PATIENCE, stories};

/// A bot that has logged in, and its users.
struct World {
    sandbox: Sandbox,
    guild: SandboxGuild,
    general: SandboxChannel,
    alice: SandboxUser,
    _bot: Foreign,
}

impl World {
    async fn start(library: Library) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        library.prepare(&sandbox);
        let guild = sandbox.guild("Greenroom");
        let (general, alice) = (guild.channel("general"), sandbox.user("alice"));
        alice.join(&guild);
        sandbox.user("bob").join(&guild);
        let bot = Foreign::start(library.bot("messages"), &format!("{}-messages", library.name()), &sandbox);
        let identified = |it: &Sandbox| it.identifies().iter().any(|it| it.outcome == IdentifyOutcome::Accepted);
        sandbox.wait_until(PATIENCE, identified).await.expect("the bot identifies");
        let intents = sandbox.identifies()[0].intents;
        assert!(intents.contains(Intents::GUILD_MEMBERS | Intents::MESSAGE_CONTENT), "{intents:?}");
        Self { sandbox, guild, general, alice, _bot: bot }
    }

    /// Alice sends a command. Returns the message of another author in the channel that is then there, or has changed
    /// so that `is_it` accepts it.
    async fn answer(&self, command: &str, is_it: impl Fn(&SandboxMessage) -> bool) -> SandboxMessage {
        let sent = self.alice.say(&self.general, command);
        let found = || self.general.messages().into_iter().find(|it| it.id > sent && is_it(it));
        self.until(command, || found().is_some()).await;
        found().unwrap()
    }

    /// Alice sends a command. Returns once the bot has said this.
    async fn says(&self, command: &str, text: &str) -> SandboxMessage {
        self.answer(command, |it| it.content == text).await
    }

    /// Waits until this is true.
    async fn until(&self, what: &str, is_true: impl Fn() -> bool) {
        let waited = self.sandbox.wait_until(PATIENCE, |_| is_true()).await;
        waited.unwrap_or_else(|error| panic!("{what}: {error}; {:#?}", self.last()));
    }

    fn last(&self) -> Option<Value> {
        self.general.messages().pop().map(|it| it.raw)
    }
}

async fn sends_edits_and_deletes(it: &World) {
    let ping = it.alice.say(&it.general, "!ping");
    let pong = it.general.expect_within(PATIENCE, |it| it.reply_to == Some(ping)).await.unwrap();
    assert_eq!(pong.content, "Pong!");
    let edited = it.answer("!edit", |it| it.content == "after").await;
    assert!(edited.edited);
    it.says("!delete", "deleted").await;
    assert!(!it.general.messages().iter().any(|it| it.content == "not for long"));
    it.alice.say(&it.general, "!dm");
    it.alice.dm().expect_within(PATIENCE, |it| it.content == "in private").await.unwrap();
}

async fn sends_embeds_and_files(it: &World) {
    let embed = it.answer("!embed", |it| !it.embeds.is_empty()).await.raw["embeds"][0].clone();
    assert_eq!((&embed["title"], &embed["description"]), (&json!("A title"), &json!("What it is")));
    assert_eq!((&embed["color"], &embed["author"]["name"]), (&json!(0x33_66_ff), &json!("An author")));
    assert_eq!(embed["fields"], json!([{"name": "A name", "value": "a value", "inline": true}]));
    assert_eq!(embed["footer"]["text"], "A footer");

    let file = it.says("!upload", "a file").await.raw["attachments"][0].clone();
    assert_eq!((&file["filename"], &file["size"]), (&json!("two_words.txt"), &json!(4)), "{file}");
    let bytes = it.sandbox.attachment(file["url"].as_str().unwrap()).unwrap();
    assert_eq!(&bytes[..], b"meow");
}

async fn uses_webhooks_and_threads(it: &World) {
    let news = it.says("!webhook", "old news").await;
    assert_eq!((&news.raw["author"]["username"], news.edited), (&json!("Crier"), true));
    assert!(news.raw["webhook_id"].is_string());
    let deleted =
        || it.sandbox.requests().iter().any(|it| it.operation.is_some_and(|it| it.starts_with("delete_webhook")));
    it.until("the webhook is deleted", deleted).await;

    let start = it.alice.say(&it.general, "!thread");
    // A thread that is started from a message has the id of the message.
    let talk = it.sandbox.channel_by_id(start.get().into());
    it.until("the thread is archived", || {
        it.sandbox.requests().iter().any(|it| it.operation == Some("update_channel") && it.status == 200)
    })
    .await;
    assert_eq!(talk.name(), "talk");
    assert!(talk.messages().iter().any(|it| it.content == "in the thread"));
}

async fn changes_members_and_roles(it: &World) {
    it.says("!role", "given").await;
    let role = it.guild.role("Helpers").unwrap();
    assert!(it.guild.roles_of(&it.alice).contains(&role));
    it.says("!unrole", "taken").await;
    assert_eq!(it.guild.role("Helpers"), None);
    assert!(!it.guild.roles_of(&it.alice).contains(&role));
    it.says("!nick", "renamed").await;
    assert_eq!(it.guild.nick_of(&it.alice).as_deref(), Some("Al"));
    it.says("!members", "members: alice, bob, owner").await;
    assert!(it.sandbox.sent().iter().any(|it| it.op == 8), "the members come over the gateway");
}

async fn reacts_and_polls(it: &World) {
    let message = it.alice.say(&it.general, "!react");
    let bot = it.sandbox.bot().id();
    let reacted = || it.general.message(message).unwrap().reactions == [("👍".to_owned(), vec![bot])];
    it.until("the bot reacts", reacted).await;
    it.alice.react(&it.general, message, "🎉");
    it.general.expect_within(PATIENCE, |it| it.content == "alice reacted 🎉").await.unwrap();

    it.says("!poll", "ended").await;
    let polls = it.general.messages().into_iter().filter(|it| !it.raw["poll"].is_null());
    let poll = polls.map(|it| it.raw["poll"].clone()).next().unwrap();
    assert_eq!(poll["question"]["text"], "What to drink?");
    let answers = poll["answers"].as_array().unwrap();
    let answers: Vec<_> = answers.iter().map(|it| it["poll_media"]["text"].as_str().unwrap()).collect();
    assert_eq!((answers, &poll["allow_multiselect"]), (vec!["Tea", "Coffee"], &json!(true)));
    assert_eq!(poll["results"]["is_finalized"], true);
}

async fn sets_its_presence(it: &World) {
    it.alice.say(&it.general, "!presence");
    it.until("the presence is set", || it.sandbox.presence(0).is_some_and(|it| it["status"] == "dnd")).await;
    let activities = it.sandbox.presence(0).unwrap()["activities"].clone();
    assert_eq!((&activities[0]["name"], &activities[0]["type"]), (&json!("chess"), &json!(0)));
}

async fn sends_messages(library: Library) {
    let it = World::start(library).await;
    sends_edits_and_deletes(&it).await;
    sends_embeds_and_files(&it).await;
    uses_webhooks_and_threads(&it).await;
    changes_members_and_roles(&it).await;
    reacts_and_polls(&it).await;
    sets_its_presence(&it).await;
    let refused: Vec<_> = it.sandbox.requests().into_iter().filter(|it| it.status >= 400).collect();
    assert!(refused.iter().all(|it| it.status == 429), "nothing is refused: {refused:?}");
    assert!(refused.len() <= 3, "the headers keep the bot from being refused: {refused:?}");
}

stories! {
    sends_messages:
    a_discord_js_bot_sends_messages of DiscordJs,
    a_discord_py_bot_sends_messages of DiscordPy,
    a_hikari_bot_sends_messages of Hikari,
    a_serenity_bot_sends_messages of Serenity,
    a_twilight_bot_sends_messages of Twilight,
}
