//! `#[handlers]`: the table of a type, and its events.

use std::time::Duration;

use greenroom::command::{
    BlockHooks, By, Commands, Concurrency, Contexts, Cooldown, GroupSpec, Hooks, Installs, Limit, OptionSpec, Outcome,
    PrefixSpec, Row, RowKind, Rules, Scope, Slot,
};
use greenroom::event::{EventKind, EventKinds};
use greenroom::gateway::Intents;
use greenroom::model::{Attachment, Channel, ChannelKind, CommandOptionKind, Message, Permissions, Role, SkuId};
use greenroom::prelude::*;

#[derive(CustomId)]
struct Vote(u32);

#[derive(CustomId)]
#[custom_id("vote", version = 2, from = Vote)]
struct NewVote(u64);

impl From<Vote> for NewVote {
    fn from(old: Vote) -> Self {
        Self(old.0.into())
    }
}

#[derive(Modal)]
#[modal("Report")]
struct Report {
    #[input("What?")]
    what: String,
}

#[derive(Arg)]
struct ItemId(String);

struct Kiosk;

#[handlers(
    name = "kiosk",
    intents(GUILD_MEMBERS),
    after = Self::count,
    ephemeral,
    group("tag", "Notes", name(de = "notiz"), description(de = "Notizen"), contexts(Guild), guilds(1), nsfw),
    group("tag editors", "Who may edit")
)]
impl Kiosk {
    const LIMIT: u32 = 7;

    /// Orders
    /// something
    ///
    /// This paragraph is for readers of the code.
    #[command(
        name("order", de = "bestellen", pt_BR = "pedir"),
        description(de = "Bestellt etwas"),
        contexts(Guild, BotDm),
        installs(Guild, User),
        guilds(5, 6),
        member_permissions(MANAGE_GUILD, BAN_MEMBERS),
        bot_permissions(SEND_MESSAGES),
        sku(7),
        cooldown(user, 3 per "1h 30m"),
        concurrency(guild, 2),
        ephemeral = false,
        no_defer,
        owner,
        nsfw,
        category("Shop"),
        check = Self::may
    )]
    async fn buy(
        &self,
        #[option("What", autocomplete = Self::items, length = 1..=40)] _item: ItemId,
        #[option("How many", range = 1..=Self::LIMIT)] r#type: u32,
        #[option("Weight", range = 0.5.., name("weight", de = "gewicht"), description(de = "Wie schwer"))] ctx: f64,
        #[option("Wrapped", default = false)] gift: bool,
        #[option("Where", channels(GuildText, GuildForum))] call: Option<Channel>,
        #[option("Picture", files(".png", "image"))] photo: Option<Attachment>,
        #[cfg(any())]
        #[option("Not compiled")]
        absent: u8,
    ) -> String {
        format!("{} {type} {ctx} {gift} {} {}", _item.0, call.is_some(), photo.is_some())
    }

    async fn items(&self, typed: &str) -> CommandResult<Vec<Suggestion<ItemId>>> {
        Ok(vec![Suggestion::new(ItemId(typed.to_owned()), typed)])
    }

    async fn may(&self, _: &CallContext) -> CommandResult<bool> {
        Ok(true)
    }

    async fn count(&self, _: &CallContext, _: &Outcome<'_>) {}

    /// Shows
    #[command(in = "tag", slash, prefix(bare, aliases("t")))]
    async fn show(&self) {}

    /// Is not compiled
    #[cfg(any())]
    #[command]
    async fn absent(&self) -> NoSuchType {}

    /// Lets a role edit
    #[command(in = "tag editors", prefix(hidden))]
    async fn r#match(&self, #[option("Which")] role: Role, #[option("Why", rest)] why: Option<String>) {
        let _ = (role, why);
    }

    #[user_command("Show notes", name(de = "Notizen zeigen"))]
    async fn notes_of(&self, target: GuildMember) -> Ephemeral<String> {
        Ephemeral(target.id().to_string())
    }

    #[message_command("Save as note")]
    async fn save(&self, target: Message) {
        drop(target);
    }

    #[component(by = command_user, permissions(MANAGE_GUILD), within = "10m")]
    async fn vote(&self, vote: NewVote) -> Update {
        Update::new(vote.0.to_string())
    }

    #[modal]
    async fn reported(&self, vote: Vote, report: Report) -> String {
        format!("{} {}", vote.0, report.what)
    }

    #[event]
    async fn member_add(&self, _: &Context, _: &MemberAdd) -> HandlerResult {
        Ok(())
    }

    #[event]
    pub async fn error(&self, _: &Context, _: &Failure) {}
}

fn row(method: &str) -> Row {
    *Kiosk.table().rows.iter().find(|row| row.method == method).unwrap()
}

#[test]
fn a_row_has_what_the_attribute_states() {
    let buy = row("buy");
    assert_eq!((buy.kind, buy.name, buy.description), (RowKind::Slash, "order", "Orders something"));
    assert_eq!(buy.names, [("de", "bestellen"), ("pt-BR", "pedir")]);
    assert_eq!(
        (buy.descriptions, buy.guilds, buy.category),
        (&[("de", "Bestellt etwas")][..], &[5, 6][..], Some("Shop"))
    );
    assert_eq!((buy.slash, buy.prefix, buy.group), (true, None, None));
    assert_eq!(buy.hooks, Hooks { check: true, cooldown: false, error: false });
    let mut rules = Rules::NONE;
    rules.contexts = Some(Contexts::GUILD | Contexts::BOT_DM);
    rules.installs = Some(Installs::GUILD | Installs::USER);
    rules.member_permissions = Some(Permissions::MANAGE_GUILD | Permissions::BAN_MEMBERS);
    rules.bot_permissions = Some(Permissions::SEND_MESSAGES);
    rules.sku = Some(SkuId::new(7));
    rules.cooldown = Some(Cooldown::new(Scope::User, 3, Duration::from_secs(5400)));
    rules.concurrency = Some(Concurrency::new(Scope::Guild, 2));
    rules.ephemeral = Some(false);
    (rules.no_defer, rules.owner, rules.nsfw) = (true, true, true);
    assert_eq!(buy.rules, rules);
}

#[test]
fn options_have_the_limits_of_their_attributes_and_types() {
    let option = |index: usize| match row("buy").options[index] {
        Slot::One(option) => option,
        other => panic!("{other:?}"),
    };
    assert_eq!(row("buy").options.len(), 6);
    let item = OptionSpec::new(CommandOptionKind::String, "item", "What").length(Some(1), Some(40)).autocomplete();
    assert_eq!(option(0), item);
    let number = option(1);
    assert_eq!((number.name, number.kind, number.required), ("type", CommandOptionKind::Integer, true));
    assert_eq!((number.min, number.max), (Some(Limit::Integer(1)), Some(Limit::Integer(7))));
    let weight = option(2);
    assert_eq!((weight.name, weight.min, weight.max), ("weight", Some(Limit::Number(0.5)), None));
    assert_eq!((weight.names, weight.descriptions), (&[("de", "gewicht")][..], &[("de", "Wie schwer")][..]));
    assert_eq!((option(3).name, option(3).required), ("gift", false));
    assert_eq!((option(4).name, option(4).channels), ("call", &[ChannelKind::GuildText, ChannelKind::GuildForum][..]));
    assert_eq!((option(5).name, option(5).files), ("photo", &[".png", "image"][..]));
}

#[test]
fn groups_and_text_commands() {
    let [tag, editors] = Kiosk.table().groups else { panic!("{:?}", Kiosk.table().groups) };
    assert_eq!((tag.path, tag.description, tag.names), ("tag", "Notes", &[("de", "notiz")][..]));
    assert_eq!((tag.rules.contexts, tag.rules.nsfw, tag.guilds), (Some(Contexts::GUILD), true, &[1][..]));
    assert_eq!(*editors, GroupSpec::new("tag editors", "Who may edit"));
    let show = row("show");
    assert_eq!((show.group, show.slash), (Some("tag"), true));
    assert_eq!(show.prefix, Some(PrefixSpec { aliases: &["t"], bare: true, hidden: false }));
    let edit = row("match");
    assert_eq!((edit.name, edit.group, edit.slash), ("match", Some("tag editors"), false));
    assert_eq!(edit.prefix, Some(PrefixSpec { aliases: &[], bare: false, hidden: true }));
}

#[test]
fn context_menus_components_and_modals() {
    let notes = row("notes_of");
    assert_eq!((notes.kind, notes.name, notes.description), (RowKind::User, "Show notes", ""));
    // A member exists in guilds only.
    assert_eq!((notes.names, notes.rules.contexts), (&[("de", "Notizen zeigen")][..], Some(Contexts::GUILD)));
    let save = row("save");
    assert_eq!((save.kind, save.name, save.rules.contexts), (RowKind::Message, "Save as note", None));
    let vote = row("vote");
    assert_eq!((vote.kind, vote.name, vote.keys), (RowKind::Component, "vote~2", &["vote~2", "vote"][..]));
    assert_eq!((vote.rules.by, vote.rules.within), (By::CommandUser, Some(Duration::from_secs(600))));
    assert_eq!(vote.rules.permissions, Some(Permissions::MANAGE_GUILD));
    let reported = row("reported");
    assert_eq!((reported.kind, reported.name, reported.keys), (RowKind::Modal, "vote", &["vote"][..]));
}

#[test]
fn a_block_is_a_handler_with_commands() {
    let table = Kiosk.table();
    assert_eq!(table.hooks, BlockHooks { before: false, check: false, after: true, error: false });
    assert_eq!(table.ephemeral, Some(true));
    let methods: Vec<&str> = table.rows.iter().map(|row| row.method).collect();
    assert_eq!(methods, ["buy", "show", "match", "notes_of", "save", "vote", "reported"]);
    let ids: std::collections::HashSet<u16> = table.rows.iter().map(|row| row.id).collect();
    assert_eq!(ids.len(), methods.len());

    let handler: &dyn EventHandler = &Kiosk;
    assert_eq!(handler.name(), "kiosk");
    assert_eq!(handler.commands().map(|commands| commands.table()), Some(table));
    assert_eq!(handler.interests().events, EventKinds::only(EventKind::MemberAdd));
    assert!(handler.interests().derived_intents().contains(Intents::GUILD_MEMBERS));
}

struct Generic<D>(D);

trait Store: Send + Sync + 'static {
    const NAME: &'static str;
}

impl Store for u8 {
    const NAME: &'static str = "u8";
}

#[handlers]
impl<D: Store> Generic<D> {
    /// Shows the store
    #[command]
    async fn store(&self, #[option("Which", length = 1..=4)] which: String) -> String {
        let _ = &self.0;
        format!("{} {which}", D::NAME)
    }
}

#[greenroom::test]
async fn methods_stay_methods() {
    assert_eq!(Generic(5_u8).table().rows[0].name, "store");
    assert_eq!(Generic(5_u8).store("a".into()).await, "u8 a");
    let item = ItemId("tea".into());
    assert_eq!(Kiosk.buy(item, 2, 0.5, true, None, None).await, "tea 2 0.5 true false false");
    assert_eq!(Kiosk.items("t").await.unwrap()[0].name, "t");
}
