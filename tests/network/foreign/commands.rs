//! Bots of commands, buttons, selects, modals and autocomplete.

use std::time::Duration;

use greenroom::model::Permissions;
use greenroom::sandbox::{
    Sandbox, SandboxChannel, SandboxForm, SandboxGuild, SandboxMessage, SandboxUser, UseError, Used,
};

use super::{Foreign, Library, PATIENCE, stories};

/// The bots wait for clicks and forms only once the response to their request has reached them. On a busy machine that
/// takes its time.
const REACTION: Duration = Duration::from_millis(200);

/// A bot that has registered its commands, and its users.
struct World {
    library: Library,
    sandbox: Sandbox,
    guild: SandboxGuild,
    general: SandboxChannel,
    alice: SandboxUser,
    bob: SandboxUser,
    _bot: Foreign,
}

impl World {
    async fn start(library: Library) -> Self {
        let sandbox = Sandbox::builder().reaction_time(REACTION).start().await.unwrap();
        library.prepare(&sandbox);
        let guild = sandbox.guild("Greenroom");
        let (general, alice, bob) = (guild.channel("general"), sandbox.user("alice"), sandbox.user("bob"));
        alice.join(&guild);
        bob.join(&guild);
        let bot = Foreign::start(library.bot("commands"), &format!("{}-commands", library.name()), &sandbox);
        // The last request of the registration: discord.js edits a command of the guild, discord.py sets them all.
        let last = ["update_guild_application_command", "bulk_set_guild_application_commands"];
        let is_last = |it: &str| last.contains(&it);
        let registered =
            sandbox.wait_until(PATIENCE, |it| it.requests().iter().any(|it| it.operation.is_some_and(is_last))).await;
        registered.expect("the bot registers its commands");
        Self { library, sandbox, guild, general, alice, bob, _bot: bot }
    }

    /// Alice runs a command, and gets its answer.
    async fn runs(&self, text: &str) -> SandboxMessage {
        answer(text, self.alice.uses(&self.general, text)).await
    }
}

/// The answer of a use, which has a name for the case that there is none.
async fn answer(name: &str, used: Used) -> SandboxMessage {
    used.within(PATIENCE).await.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Why a use is not possible.
fn impossible(used: Used) -> String {
    match used.send() {
        Err(UseError::Impossible(why)) => why,
        other => panic!("it should not be possible: {other:?}"),
    }
}

async fn has_the_commands_that_it_registers(it: &World) {
    let mut names: Vec<String> = it.alice.commands(&it.general).into_iter().map(|it| it.name).collect();
    names.sort_unstable();
    let mut expected = vec!["Save as note", "Show notes", "ask", "gallery", "gone", "late", "local", "order", "panel"];
    expected.extend(["pick", "place", "secret", "slow", "tag"]);
    expected.retain(|name| it.library.has_components_v2() || *name != "gallery");
    assert_eq!(names, expected, "`admin` is for those who manage the guild");
    assert!(impossible(it.alice.uses(&it.general, "/admin")).contains("admin"));
    let admins = it.guild.create_role("Admins", Permissions::MANAGE_GUILD);
    it.alice.give_role(&it.guild, admins);
    assert_eq!(it.runs("/admin").await.content, "administered");
    assert_eq!(it.runs("/local").await.content, "local");
}

async fn reads_options_of_all_kinds(it: &World) {
    it.guild.create_role("Team", Permissions::empty());
    let text = "/order item:tea count:3 express:true weight:1.5 who:@bob where:#general role:@Team either:@Team \
                size:Large photo:cat.png";
    let used = it.alice.uses(&it.general, text).file("cat.png", &b"meow"[..]);
    let all = "item=tea count=3 express=true weight=1.5 who=bob where=general role=Team either=Team size=l \
               photo=cat.png/4";
    assert_eq!(answer("order", used).await.content, all);
    let few = it.runs("/order item:two words count:1 either:@bob").await;
    assert_eq!(few.content, "item=two words count=1 either=bob");
    assert!(impossible(it.alice.uses(&it.general, "/order item:tea count:6")).contains("count"));
    let choices = it.alice.types(&it.general, "/order item:te").await.unwrap();
    let choices: Vec<_> = choices.iter().map(|it| (it.name.as_str(), it.value.as_str())).collect();
    assert_eq!(choices, [("Tea (item)", Some("tea")), ("Terrine (item)", Some("terrine"))]);
    let tag = it.runs("/tag show name:rules").await;
    assert_eq!((tag.content.as_str(), &tag.raw["interaction"]["name"]), ("tag show rules", &"tag show".into()));
    assert_eq!(it.runs("/tag admin purge days:3").await.content, "tag admin purge 3");
}

async fn has_context_menus_and_a_place(it: &World) {
    let notes = answer("Show notes", it.alice.uses_on((&it.general, &it.bob), "Show notes")).await;
    assert_eq!((notes.content.as_str(), notes.ephemeral), ("notes of bob", true));
    let hello = it.bob.say(&it.general, "hello");
    let hello = it.general.message(hello).unwrap();
    let saved = answer("Save as note", it.alice.uses_on(&hello, "Save as note")).await;
    assert_eq!(saved.content, "saved: hello");
    it.bob.set_locale("de");
    let place = answer("place", it.bob.uses(&it.general, "/place")).await;
    assert_eq!(place.content, "bob in Greenroom #general, de, manages: false");
}

async fn defers_edits_follows_up_and_deletes(it: &World) {
    let sent = it.alice.uses(&it.general, "/slow").send().unwrap();
    let done = sent.until(|it| it.content.starts_with("done")).await.unwrap();
    assert_eq!(done.content, "done: half");
    let (more, mine) = (sent.follow_up(0).await.unwrap(), sent.follow_up(1).await.unwrap());
    assert_eq!((more.content.as_str(), more.edited, more.ephemeral), ("more, edited", true, false));
    assert_eq!((mine.content.as_str(), mine.ephemeral), ("only alice", true));

    let gone = it.alice.uses(&it.general, "/gone").until(|it| it.content == "still here");
    answer("gone", gone).await;
    assert!(!it.general.messages().iter().any(|it| it.content == "soon gone"));

    let secret = it.runs("/secret").await;
    assert_eq!((secret.content.as_str(), secret.ephemeral), ("psst", true));
    assert!(impossible(it.bob.clicks(&secret, "Mine")).contains("ephemeral"));
    let mine = answer("Mine", it.alice.clicks(&secret, "Mine")).await;
    assert_eq!((mine.id, mine.content.as_str()), (secret.id, "psst, mine of alice"));
}

async fn has_buttons_and_selects(it: &World) {
    let panel = it.runs("/panel").await;
    assert_eq!(panel.content, "0 votes");
    for (user, text) in [(&it.alice, "1 votes by alice"), (&it.bob, "2 votes by bob")] {
        let voted = answer("Yes", user.clicks(&panel, "Yes")).await;
        assert_eq!((voted.id, voted.content.as_str()), (panel.id, text));
    }
    let later = answer("Later", it.alice.clicks(&panel, "Later").until(|it| it.content == "later")).await;
    assert_eq!(later.id, panel.id);
    let sizes = answer("How big?", it.alice.selects(&panel, "How big?", ["Small", "Large"])).await;
    assert_eq!((sizes.content.as_str(), sizes.ephemeral), ("sizes: s, l", false));
    let who = answer("Who?", it.alice.selects(&panel, "Who?", ["@bob"])).await;
    assert_eq!((who.content.as_str(), who.ephemeral), ("who: bob", true));
    let form = it.alice.clicks(&panel, "Form").form().await.unwrap();
    assert_eq!((form.title.as_str(), form.labels()), ("Rename", vec!["New name"]));
    let named = answer("Rename", it.alice.submits(&form, [("New name", "Lounge")])).await;
    assert_eq!((named.id, named.content.as_str()), (panel.id, "named Lounge"));
    let stopped = answer("Stop", it.alice.clicks(&panel, "Stop")).await;
    assert_eq!((stopped.id, stopped.content.as_str()), (panel.id, "stopped"));
    assert!(impossible(it.alice.clicks(&panel, "Yes")).contains("no button"));
}

async fn selects_channels_roles_and_users(it: &World) {
    it.guild.voice_channel("Lounge");
    let pick = it.runs("/pick").await;
    let none: &[&str] = &[];
    for (select, values, text) in [
        ("channel", &["#Lounge"][..], "channel: Lounge"),
        ("role", &["@Team", "@Admins"], "role: Admins, Team"),
        ("role", none, "role: "),
        ("either", &["@bob", "@Team"], "either: Team, bob"),
    ] {
        let picked = answer(select, it.alice.selects(&pick, select, values.iter().copied())).await;
        assert_eq!((picked.id, picked.content.as_str()), (pick.id, text.trim_end()));
    }
    assert!(impossible(it.alice.selects(&pick, "channel", ["#general"])).contains("type"));
}

/// Fills in the form of `/ask`, and gets what the bot read.
async fn reports(it: &World, channel: &SandboxChannel) -> SandboxForm {
    let form = it.alice.uses(channel, "/ask").form().await.unwrap();
    let fields = [("What?", "noise"), ("How bad?", "High"), ("Which?", "One")];
    let (fields, text) = match it.library.has_labels() {
        true => (&fields[..], "noise 2 a no proof"),
        false => (&fields[..2], "noise High"),
    };
    let answered = answer("Report", it.alice.submits(&form, fields.iter().copied())).await;
    assert_eq!(answered.content, text);
    form
}

async fn opens_forms(it: &World) {
    let form = reports(it, &it.general).await;
    if !it.library.has_labels() {
        assert_eq!((form.title.as_str(), form.labels()), ("Report", vec!["What?", "How bad?"]));
        return;
    }
    assert_eq!((form.title.as_str(), form.labels()), ("Report", vec!["What?", "How bad?", "Which?", "Proof"]));
    let form = it.alice.uses(&it.general, "/ask").form().await.unwrap();
    let fields = [("What?", "dust"), ("How bad?", "Low"), ("Which?", "Two"), ("Proof", "dust.png")];
    let submitted = it.alice.submits(&form, fields).file("dust.png", &b"dust"[..]);
    assert_eq!(answer("Report", submitted).await.content, "dust 1 b dust.png");
}

async fn shows_files_in_components(it: &World) {
    let sent = it.alice.uses(&it.general, "/gallery").send().unwrap();
    let gallery = sent.message().await.unwrap();
    let file = &gallery.raw["components"][0]["components"][1];
    assert_eq!((&file["name"], &file["size"]), (&"cat.txt".into(), &4.into()));
    assert_eq!(gallery.raw["attachments"], serde_json::json!([]), "Discord lists only what no component shows");
    assert_eq!(sent.follow_up(0).await.unwrap().content, "downloaded meow");
}

async fn works_in_direct_messages(it: &World) {
    let dm = it.alice.dm();
    let done = it.alice.uses(&dm, "/slow").until(|it| it.content.starts_with("done"));
    assert_eq!(answer("slow", done).await.content, "done: half");
    let secret = answer("secret", it.alice.uses(&dm, "/secret")).await;
    let mine = answer("Mine", it.alice.clicks(&secret, "Mine")).await;
    assert_eq!((mine.id, mine.content.as_str()), (secret.id, "psst, mine of alice"));
    let panel = answer("panel", it.alice.uses(&dm, "/panel")).await;
    assert_eq!(answer("Yes", it.alice.clicks(&panel, "Yes")).await.content, "1 votes by alice");
    reports(it, &dm).await;
    assert!(impossible(it.alice.uses(&dm, "/admin")).contains("admin"));
}

async fn gets_the_errors_of_discord(it: &World) {
    it.alice.uses(&it.general, "/late").send().unwrap();
    it.sandbox.advance(Duration::from_secs(4));
    let error = it.general.expect_within(PATIENCE, |it| it.content.starts_with("10062")).await.unwrap();
    assert_eq!(error.content, "10062: Unknown interaction");
}

async fn speaks_interactions(library: Library) {
    let it = World::start(library).await;
    has_the_commands_that_it_registers(&it).await;
    reads_options_of_all_kinds(&it).await;
    has_context_menus_and_a_place(&it).await;
    defers_edits_follows_up_and_deletes(&it).await;
    has_buttons_and_selects(&it).await;
    selects_channels_roles_and_users(&it).await;
    opens_forms(&it).await;
    if library.has_components_v2() {
        shows_files_in_components(&it).await;
    }
    works_in_direct_messages(&it).await;
    gets_the_errors_of_discord(&it).await;
    // All routes of an interaction's token share one bucket. A library gets the name of a route's bucket with the first
    // answer, and so can be refused until it has used each route. It waits as long as it has to, and asks again.
    let refused = it.sandbox.requests().into_iter().filter(|it| it.status >= 400);
    let (limited, refused): (Vec<_>, Vec<_>) = refused.partition(|it| it.status == 429);
    assert_eq!(refused.len(), 1, "only the late answer is refused: {refused:?}");
    assert!(limited.len() <= 3, "the headers keep the bot from being refused: {limited:?}");
}

stories! {
    speaks_interactions:
    interactions_of_a_discord_js_bot_work_in_the_sandbox of DiscordJs,
    interactions_of_a_discord_py_bot_work_in_the_sandbox of DiscordPy,
    interactions_of_a_hikari_bot_work_in_the_sandbox of Hikari,
    interactions_of_a_serenity_bot_work_in_the_sandbox of Serenity,
    interactions_of_a_twilight_bot_work_in_the_sandbox of Twilight,
}
