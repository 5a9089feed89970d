//! Every word of the attributes of commands. It compiles without warnings.
#![deny(warnings)]
#![allow(dead_code)]

use greenroom::command;
use greenroom::command::{
    Arg, Ask, CallContext, Choice, CommandContext, CommandFailure, CommandResult, ComponentContext, Cooldown, CustomId,
    Ephemeral, FromCall, GuildMember, LaunchActivity, Modal, ModalContext, Options, Outcome, Partial, Reply,
    ResolvedUser, State, Suggestion, Text, Update,
};
use greenroom::event::MemberAdd;
use greenroom::handler::{EventHandler, HandlerResult};
use greenroom::model::{Attachment, Channel, Message, Role, UserId};
use greenroom::task::TaskContext;
use greenroom::{Bot, Context, handlers, task};

#[derive(Choice)]
enum Size {
    Small,
    #[choice("Very large", de = "Riesig", pt_BR = "Enorme")]
    VeryLarge,
}

#[derive(Choice)]
enum Level {
    #[choice(value = -1)]
    Low,
    #[choice("High", value = 3)]
    High,
}

#[derive(Arg)]
struct ItemId(String);

#[derive(Arg)]
struct Guest(GuildMember);

struct Account(u64);

impl<'a> FromCall<'a, Kiosk> for Account {
    async fn from_call(_: &'a Kiosk, call: &'a command::Call) -> CommandResult<Self> {
        Ok(Self(call.context().user().id.get()))
    }
}

struct Everywhere;

impl<'a, S: ?Sized + Sync> FromCall<'a, S> for Everywhere {
    async fn from_call(_: &'a S, _: &'a command::Call) -> CommandResult<Self> {
        Ok(Self)
    }
}

#[derive(Options)]
struct Where {
    #[option("Where", channels(GuildText, GuildForum))]
    to: Option<Channel>,
    /// Until when
    #[option(name("until", de = "bis"), description(de = "Bis wann"))]
    r#until: Option<String>,
}

#[derive(Options)]
enum Action {
    /// Adds one
    Add {
        #[option("Which")]
        item: String,
        #[option(flatten)]
        place: Where,
    },
    #[option("Removes one", name(de = "entfernen"), description(de = "Entfernt eines"))]
    Remove,
    /// Moves it
    Move(Where),
}

struct Kiosk;

#[handlers(
    name = "Kiosk",
    intents(GUILD_MEMBERS),
    without(DIRECT_MESSAGES),
    before = Self::log,
    after = Self::count,
    check = Self::may,
    error = Self::sorry,
    ephemeral,
    group(
        "tag",
        "Notes",
        name(de = "notiz"),
        description(de = "Notizen"),
        contexts(Guild, BotDm, PrivateChannel),
        installs(Guild, User),
        guilds(123, 456),
        member_permissions(MANAGE_GUILD),
        nsfw
    ),
    group("tag editors", "Who may edit")
)]
impl Kiosk {
    const LIMIT: u32 = 7;

    /// Orders something
    ///
    /// More about it.
    #[command(
        slash,
        name("order", de = "bestellen", pt_BR = "pedir"),
        description(de = "Bestellt etwas"),
        contexts(Guild),
        installs(Guild),
        guilds(123),
        nsfw,
        member_permissions(MANAGE_GUILD, BAN_MEMBERS),
        bot_permissions(SEND_MESSAGES),
        owner,
        sku(5),
        check = Self::may,
        cooldown(user, 3 per "1m"),
        concurrency(user, 1),
        ephemeral = false,
        no_defer,
        category("Shop"),
        error = Self::sorry
    )]
    async fn order(
        &self,
        ctx: &CommandContext,
        #[option("What", autocomplete = Self::items, length = 1..=40)] item: ItemId,
        #[option("How many", range = 1..=Self::LIMIT)] count: u32,
        #[option("For whom")] guest: Guest,
        #[option("How big")] size: Option<Size>,
        #[option("How urgent")] level: Option<Level>,
        #[option("Wrapped", default = false)] gift: bool,
        #[option(flatten)] place: Where,
        #[option("Picture", files(".png", "image"))] photo: Option<Attachment>,
        #[option("Weight", range = 0.5..)] weight: Option<f64>,
        #[option("Note", length = ..=100)] note: Option<Text<200>>,
        #[from] account: Account,
    ) -> CommandResult<Ephemeral<Reply>> {
        let _ = (ctx, item.0, count, guest.0, size, level, gift, place.to, place.r#until, photo, weight, note);
        Ok(Ephemeral(Reply::new(account.0.to_string())))
    }

    async fn items(&self, typed: &str) -> CommandResult<Vec<Suggestion<ItemId>>> {
        Ok(vec![Suggestion::new(ItemId(typed.to_owned()), "It")])
    }

    async fn numbers(&self, typed: &str, others: &Partial<'_>) -> Vec<Suggestion<i64>> {
        let _ = others.get::<String>("item");
        vec![Suggestion::from(typed.len() as i64)]
    }

    async fn log(&self, ctx: &CallContext) -> CommandResult {
        let _ = ctx.user();
        Ok(())
    }

    async fn count(&self, _: &CallContext, _: &Outcome<'_>) {}

    async fn may(&self, _: &CallContext) -> CommandResult<bool> {
        Ok(true)
    }

    async fn sorry(&self, _: &CallContext, _: &CommandFailure) -> Option<Reply> {
        None
    }

    async fn limit(&self, _: &CallContext) -> CommandResult<Option<Cooldown>> {
        Ok(None)
    }

    /// Shows a note
    #[command(in = "tag", slash, prefix(bare, hidden, aliases("t")), cooldown = Self::limit)]
    async fn show(
        &self,
        #[option("Which", autocomplete = Self::numbers)] number: Option<i64>,
        #[option("Quietly", flag)] quiet: Option<bool>,
        #[option("Why", rest)] why: Option<String>,
    ) -> CommandResult<String> {
        let _ = (number, quiet);
        Ok(why.unwrap_or_default())
    }

    /// Lets a role edit
    #[command(in = "tag editors", check = Self::may, cooldown(guild, 1 per "1h 30m"))]
    async fn allow(&self, #[option("Which")] role: Role) -> CommandResult<&'static str> {
        let _ = role;
        Ok("Done.")
    }

    /// Changes the stock
    #[command]
    async fn stock(&self, #[option(flatten)] action: Action) {
        let _ = match action {
            Action::Add { item, place } => (Some(item), Some(place)),
            Action::Remove => (None, None),
            Action::Move(place) => (None, Some(place)),
        };
    }

    #[user_command("Show notes", name(de = "Notizen"), contexts(Guild), cooldown(member, 1 per "5s"))]
    async fn notes_of(&self, target: GuildMember) -> CommandResult<Ephemeral<String>> {
        Ok(Ephemeral(target.id().to_string()))
    }

    #[message_command("Save as note", ephemeral)]
    async fn save(&self, ctx: &CommandContext, target: Message) -> Ask<Report, About> {
        let _ = ctx;
        Report { what: target.content.into(), how: None, proof: Vec::new(), read: true }.ask(About(target.author.id))
    }

    /// Starts
    #[entry_point(no_defer)]
    async fn launch(&self) -> LaunchActivity {
        LaunchActivity
    }

    /// Reports somebody
    #[command]
    async fn report(&self, #[option("Whom")] user: ResolvedUser) -> Ask<Report, About> {
        Report::ask(About(user.id()))
    }

    #[modal(by = command_user, permissions(MANAGE_GUILD), check = Self::may, within = "10m", ephemeral)]
    async fn reported(&self, ctx: &ModalContext, about: About, report: Report) -> CommandResult<Update> {
        let _ = (ctx, about.0);
        Ok(report.what.into())
    }

    #[component(by = anybody, permissions(MANAGE_GUILD), within = "10m", error = Self::sorry)]
    async fn vote(&self, ctx: &ComponentContext, vote: Vote) -> CommandResult<Update> {
        let _ = (ctx, vote.choice);
        Ok(Update::new(vote.poll.to_string()))
    }

    #[component]
    async fn invite(
        &self,
        _menu: InviteMenu,
        #[selected] members: Vec<GuildMember>,
        #[from] _from: Everywhere,
    ) -> Update {
        Update::new(members.len().to_string())
    }

    #[event]
    async fn member_add(&self, ctx: &Context, member: &MemberAdd) -> HandlerResult {
        let _ = (ctx, member);
        Ok(())
    }
}

#[derive(CustomId)]
struct OldVote(u32);

impl From<OldVote> for Vote {
    fn from(old: OldVote) -> Self {
        Self { poll: old.0, choice: 0, size: None, text: Text::default() }
    }
}

#[derive(CustomId)]
#[custom_id("poll", version = 2, from = OldVote)]
struct Vote {
    poll: u32,
    choice: u8,
    size: Option<Size>,
    text: Text<20>,
}

#[derive(CustomId)]
struct InviteMenu;

#[derive(CustomId)]
struct About(UserId);

#[derive(Modal)]
#[modal("Report")]
struct Report {
    #[text("Read the rules first.")]
    #[input("What happened?", paragraph, length = 10..=1000, placeholder = "A text", description = "All of it")]
    what: String,
    #[input("How bad?", radio)]
    how: Option<Size>,
    #[input("Proof", min = 0, max = 3, files(".png"))]
    proof: Vec<Attachment>,
    #[input("Rules read")]
    read: bool,
}

impl Report {
    fn nothing() {}
}

#[derive(Modal)]
#[modal("Name")]
struct Name {
    #[input("Which?", default = "Ann")]
    name: String,
}

struct Sweeper;

#[handlers]
impl Sweeper {
    #[task(every = "1h 30m", at_start, each_process)]
    async fn sweep(&self, ctx: &TaskContext) -> HandlerResult {
        let _ = (ctx.name(), ctx.scheduled());
        Ok(())
    }

    #[cfg(any())]
    #[task(every = "5m")]
    async fn left_out(&self) -> HandlerResult {
        absent()
    }

    #[task(every = "5m")]
    async fn rest(&self) -> HandlerResult {
        Ok(())
    }
}

#[task(every = "30s", at_start)]
async fn tick(ctx: &TaskContext) -> HandlerResult {
    println!("{}", ctx.name());
    Ok(())
}

#[task(every = "250ms")]
pub async fn quick() -> HandlerResult {
    Ok(())
}

struct Generic<D>(D);

#[handlers]
impl<D: Send + Sync + 'static> Generic<D> {
    #[task(every = "1m")]
    async fn save(&self) -> HandlerResult {
        Ok(())
    }

    /// Does it
    #[command]
    async fn generic(&self, #[option("Which")] which: Option<u8>) -> String {
        format!("{which:?}")
    }
}

struct Pool(u32);

/// Says hello
#[command]
async fn hello() -> &'static str {
    "Hello!"
}

/// Rolls
#[command(slash, prefix(aliases("r")))]
async fn roll(#[option("Dice")] mut count: u8, #[option("Why", rest)] why: Option<String>) -> String {
    count += 1;
    format!("{count} {why:?}")
}

/// Best players
#[command(check = may, error = sorry, cooldown = limit)]
async fn top(
    ctx: &CommandContext,
    db: State<'_, Pool>,
    #[from] _from: Everywhere,
    #[option("Which", autocomplete = names)] name: Option<String>,
) -> CommandResult<String> {
    let _ = (ctx, name);
    Ok(db.0.0.to_string())
}

async fn names(typed: &str, _: &Partial<'_>) -> CommandResult<Vec<Suggestion<String>>> {
    Ok(vec![typed.to_owned().into()])
}

async fn may(_: &CallContext) -> CommandResult<bool> {
    Ok(true)
}

async fn sorry(_: &CallContext, _: &CommandFailure) -> Option<Reply> {
    None
}

async fn limit(_: &CallContext) -> CommandResult<Option<Cooldown>> {
    Ok(None)
}

#[derive(EventHandler)]
#[handler(commands(top, roll), name = "App")]
struct App {
    #[state]
    db: Pool,
    kiosk: Kiosk,
    generic: Generic<u8>,
}

fn main() {
    use greenroom::command::Commands;
    let names: Vec<&str> = Kiosk.table().rows.iter().map(|row| row.method).collect();
    assert_eq!(names.len(), 11);
    let _ = Bot::new("token").handler(Sweeper).task(tick).task(quick);
    let _ = (Report::nothing, Name::ask::<About>);
}
