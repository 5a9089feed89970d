//! Commands, components and modals that are written with macros.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use greenroom::command::{
    Answered, Ask, CommandContext, CommandResult, ComponentContext, Ephemeral, GuildMember, Partial, Reply, State,
    Suggestion, Text, Update,
};
use greenroom::model::{Button, Message};
use greenroom::prelude::*;
use greenroom::sandbox::Sandbox;
use greenroom::{Bot, command, handlers};

use super::{World, eventually};

/// Says hello
#[command]
async fn hello() -> &'static str {
    "Hello!"
}

#[derive(Choice)]
enum Size {
    Small,
    #[choice("Very large", de = "Riesig")]
    Large,
}

struct Kiosk;

#[handlers]
impl Kiosk {
    /// Orders something
    #[command(name(de = "bestellen"))]
    async fn order(
        &self,
        ctx: &CommandContext,
        #[option("What", autocomplete = Self::items, length = 1..=40)] item: String,
        #[option("How many", range = 1..=10)] count: u32,
        #[option("How big")] size: Option<Size>,
        #[option("Wrapped", default = false)] gift: bool,
    ) -> CommandResult<Ephemeral<Reply>> {
        let size = match size {
            Some(Size::Large) => "large",
            Some(Size::Small) => "small",
            None => "some",
        };
        Ok(Ephemeral(Reply::new(format!("{count} {size} {item} {gift} for {}", ctx.user().username))))
    }

    async fn items(&self, typed: &str, others: &Partial<'_>) -> CommandResult<Vec<Suggestion<String>>> {
        let count = others.get::<u32>("count").unwrap_or(1);
        Ok(vec![Suggestion::new(format!("{typed}a"), format!("{count} {typed}a"))])
    }

    /// Invites several at once
    #[command]
    async fn invite(
        &self,
        #[option("Members")] members: Vec<GuildMember>,
        #[option("Users")] users: Option<Vec<ResolvedUser>>,
    ) -> String {
        let members: Vec<&str> = members.iter().map(GuildMember::display_name).collect();
        let users = users.unwrap_or_default();
        let users =
            users.iter().map(|user| format!("{}{}", user.username, if user.member.is_some() { "!" } else { "" }));
        format!("{} | {}", members.join(" "), users.collect::<Vec<_>>().join(" "))
    }

    #[user_command("Greet")]
    async fn greet(&self, target: GuildMember) -> String {
        format!("Hello {}", target.display_name())
    }

    #[message_command("Quote")]
    async fn quote(&self, target: Message) -> String {
        format!("> {}", target.content)
    }
}

#[derive(CustomId)]
#[custom_id("poll")]
struct Vote {
    poll: u32,
    choice: Text<10>,
}

#[derive(CustomId)]
struct About(UserId);

#[derive(Modal)]
#[modal("Report")]
struct Report {
    #[input("What happened?", paragraph, length = 3..=1000)]
    what: String,
    #[input("How bad?", radio)]
    how: Option<Size>,
    #[input("Rules read")]
    read: bool,
}

#[derive(Clone, Default)]
struct Polls {
    votes: Arc<AtomicU32>,
}

#[handlers(group("polls", "Polls"))]
impl Polls {
    /// Asks
    #[command(in = "polls")]
    async fn ask(&self, #[option("What")] question: Text<200>) -> CommandResult<Reply> {
        let choice = Text::new("tea.1").unwrap_or_default();
        Ok(Reply::new(&*question).row([Button::primary(Vote { poll: 1, choice }.id(), "Yes")]))
    }

    #[component]
    async fn vote(&self, ctx: &ComponentContext, vote: Vote) -> CommandResult<Update> {
        let votes = self.votes.fetch_add(1, Ordering::Relaxed) + 1;
        Ok(Update::new(format!(
            "{votes} votes for {} of {}, last by {}",
            &*vote.choice,
            vote.poll,
            ctx.user().username
        )))
    }

    /// Reports somebody
    #[command]
    async fn report(&self, #[option("Whom")] user: UserId) -> Ask<Report, About> {
        Report::ask(About(user))
    }

    #[modal]
    async fn reported(&self, about: About, report: Report) -> CommandResult<Ephemeral<String>> {
        let how = report.how.map_or("?", |how| how.name());
        Ok(Ephemeral(format!("{} {} {how} {}", about.0, report.what, report.read)))
    }

    #[event]
    async fn message_create(&self, _ctx: &Context, message: &MessageCreate) -> HandlerResult {
        if !message.author.bot {
            self.votes.fetch_add(100, Ordering::Relaxed);
        }
        Ok(())
    }
}

struct Pool(&'static str);

/// Best players
#[command]
async fn top(db: State<'_, Pool>, #[option("How many")] count: Option<u8>) -> String {
    format!("{} {}", db.0.0, count.unwrap_or(3))
}

#[derive(EventHandler)]
#[handler(commands(top))]
struct App {
    #[state]
    db: Pool,
    kiosk: Kiosk,
    polls: Polls,
}

fn app(polls: &Polls) -> App {
    App { db: Pool("pool"), kiosk: Kiosk, polls: polls.clone() }
}

#[tokio::test]
async fn a_bot_of_functions_and_types() {
    let polls = Polls::default();
    let World { alice, bob, general, bot, sandbox } = World::start(|bot| bot.command(hello).handler(app(&polls))).await;
    // The announcement that he joins would be a message, too.
    sandbox.guild("Greenroom").set_system_channel(None);
    bob.join(sandbox.guild("Greenroom"));
    assert_eq!(alice.uses(&general, "/hello").await.unwrap().content, "Hello!");
    assert_eq!(alice.uses(&general, "/top count:5").await.unwrap().content, "pool 5");
    let ordered = alice.uses(&general, "/order item:tea count:3 size:Very large").await.unwrap();
    assert_eq!((ordered.content.as_str(), ordered.ephemeral), ("3 large tea false for alice", true));
    let choices = alice.types(&general, "/order count:2 item:te").await.unwrap();
    assert_eq!(choices.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["2 tea"]);
    assert_eq!(alice.uses_on((&general, &bob), "Greet").await.unwrap().content, "Hello bob");
    let said = general.message(bob.say(&general, "hi")).unwrap();
    assert_eq!(alice.uses_on(&said, "Quote").await.unwrap().content, "> hi");
    let form = alice.uses(&general, &format!("/report user:{}", bob.id())).form().await.unwrap();
    let fields = [("What happened?", "rude"), ("How bad?", "Small"), ("Rules read", "true")];
    let reported = alice.submits(&form, fields).await.unwrap();
    assert_eq!(reported.content, format!("{} rude Small true", bob.id()));
    eventually(|| polls.votes.load(Ordering::Relaxed) == 100).await;
    bot.stop().await;
    // A command is still a function.
    assert_eq!(hello().await, "Hello!");
    assert_eq!(top(State(&Pool("own")), None).await, "own 3");
    let _ = Answered::default();
}

#[tokio::test]
async fn lists_of_members_and_users_are_read_from_one_text() {
    let World { alice, bob, general, bot, sandbox } = World::start(|bot| bot.handler(Kiosk)).await;
    let carol = sandbox.user("carol");
    bob.join(sandbox.guild("Greenroom"));
    let uses = |text: String| alice.uses(&general, &text);
    let (a, b, c) = (alice.id(), bob.id(), carol.id());
    let invited = uses(format!("/invite members:<@{a}>, <@!{b}> users:{b} <@{c}>")).await.unwrap();
    assert_eq!((invited.content.as_str(), invited.ephemeral), ("alice bob | bob! carol", false));
    let refused = uses(format!("/invite members:{b} {c}")).await.unwrap();
    let text = "The option `members` contains `{c}`, which was not found among the members of this server.";
    assert_eq!((refused.content, refused.ephemeral), (text.replace("{c}", &c.to_string()), true));
    let refused = uses(format!("/invite members:{}", "1 ".repeat(26).trim_end())).await.unwrap();
    assert_eq!(refused.content, "The option `members` has more than 25 entries.");
    bot.stop().await;
}

#[tokio::test]
async fn votes_survive_a_restart() {
    let sandbox = Sandbox::start().await.unwrap();
    let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
    let polls = Polls::default();
    let bot = || Bot::sandbox(&sandbox).handler(polls.clone()).spawn();
    let first = bot().await.unwrap();
    let asked = alice.uses(&general, "/polls ask question:Tea?").await.unwrap();
    first.stop().await;
    let second = bot().await.unwrap();
    let voted = alice.clicks(&asked, "Yes").await.unwrap();
    assert_eq!(voted.content, "1 votes for tea.1 of 1, last by alice");
    second.stop().await;
}

struct Places;

#[handlers]
impl Places {
    /// Names the guild and the channel
    #[command]
    async fn place(&self, #[from] guild: GuildId, #[from] channel: ChannelId) -> String {
        format!("{guild} {channel}")
    }
}

#[tokio::test]
async fn the_guild_and_the_channel_are_made_from_the_call() {
    let World { sandbox, bot, general, alice, .. } = World::start(|bot| bot.handler(Places)).await;
    let guild = sandbox.guild("Greenroom").id();
    let answer = alice.uses(&general, "/place").await.unwrap().content;
    assert_eq!(answer, format!("{guild} {}", general.id()));
    let answer = alice.uses(alice.dm(), "/place").await.unwrap();
    assert_eq!(answer.content, "This can be used in servers only.");
    bot.stop().await;
}
