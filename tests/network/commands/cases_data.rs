//! The tricky cases of what Discord sends along: files, users and members, and the fields of forms.

use greenroom::command::{Command, CommandContext, Contexts, Installs, Rules};
use greenroom::model::{CommandOption, ValueError};
use greenroom::prelude::*;
use greenroom::{command, handlers};
use serde_json::{Value, json};

use super::{Outcome, World, answer_to};

/// Takes a file
#[command]
async fn upload(#[option("Which", files(".png"))] photo: Option<Attachment>) -> String {
    photo.map_or_else(|| "nothing".to_owned(), |photo| format!("{} {}", photo.filename, photo.size))
}

/// Shows the error of a file that is missing
#[command]
async fn raw_upload(ctx: &CommandContext, #[option("Which")] photo: greenroom::model::AttachmentId) -> String {
    let error = ctx.interaction().option::<Attachment>("photo").unwrap_err();
    assert!(matches!(&error, ValueError::NotResolved { object: "file", id, .. } if *id == photo.get()));
    error.to_string()
}

#[derive(Choice, Debug)]
enum Size {
    Small,
    Large,
}

#[derive(CustomId)]
struct Id;

#[derive(Modal)]
#[modal("A form")]
struct Proof {
    #[input("Files", max = 3)]
    files: Vec<Attachment>,
    #[input("One file")]
    one: Option<Attachment>,
}

#[derive(CustomId)]
struct AnyId;

#[derive(Modal)]
#[modal("A form")]
struct Anything {
    #[input("Members", min = 0, max = 5)]
    members: Vec<GuildMember>,
    #[input("A role")]
    role: Option<Role>,
    #[input("Sizes", min = 0)]
    sizes: Vec<Size>,
    #[input("A size")]
    size: Option<Size>,
    #[input("A text")]
    text: Option<String>,
}

struct Forms;

#[handlers]
impl Forms {
    /// Opens a form
    #[command]
    async fn prove(&self) -> Ask<Proof, Id> {
        Proof::ask(Id)
    }

    #[modal]
    async fn proven(&self, _id: Id, form: Proof) -> String {
        let names: Vec<&str> = form.files.iter().map(|it| it.filename.as_str()).collect();
        format!("{} {:?}", names.join(" "), form.one.map(|it| it.size))
    }

    /// Opens a form
    #[command]
    async fn anything(&self) -> Ask<Anything, AnyId> {
        Anything::ask(AnyId)
    }

    #[modal]
    async fn filled(&self, _id: AnyId, form: Anything) -> String {
        let Anything { members, role, sizes, size, text } = form;
        let members: Vec<&str> = members.iter().map(GuildMember::display_name).collect();
        format!("{members:?} {:?} {sizes:?} {size:?} {text:?}", role.map(|it| it.name))
    }
}

/// The submission of a form: its custom id, and the components inside of labels.
fn submission(custom_id: &str, fields: impl IntoIterator<Item = Value>) -> Value {
    let labels: Vec<Value> = fields.into_iter().map(|field| json!({"type": 18, "component": field})).collect();
    json!({"custom_id": custom_id, "components": labels})
}

#[tokio::test]
async fn case_10_attachments_of_options_and_forms_and_missing_ones() {
    let world = World::start(|bot| bot.command(upload).command(raw_upload).handler(Forms)).await;
    let World { alice, general, .. } = &world;
    assert_eq!(alice.uses(general, "/upload").await.unwrap().content, "nothing");
    let sent = alice.uses(general, "/upload photo:cat.png").file("cat.png", &b"meow"[..]);
    assert_eq!(sent.await.unwrap().content, "cat.png 4");
    let form = alice.uses(general, "/prove").form().await.unwrap();
    let fields = [("Files", "a.txt"), ("Files", "b.txt"), ("One file", "c.txt")];
    let sent = alice.submits(&form, fields).file("a.txt", &b"a"[..]).file("b.txt", &b"b"[..]);
    assert_eq!(sent.file("c.txt", &b"ccc"[..]).await.unwrap().content, "a.txt b.txt Some(3)");

    // Discord names files that it does not send along.
    for (name, answer) in [
        ("upload", "The option `photo` is a file that Discord did not send."),
        ("raw_upload", "`photo` is the id 99, but Discord sent no file with it"),
    ] {
        let options = json!([{"name": "photo", "type": 11, "value": "99"}]);
        let data = json!({"id": "1", "name": name, "type": 1, "options": options});
        assert_eq!(answer_to(&world, 2, data).await.content, answer);
    }
    let files = |values: &[&str]| json!({"type": 19, "custom_id": "files", "values": values});
    let one = json!({"type": 19, "custom_id": "one", "values": ["98"]});
    for (fields, answer) in [
        (vec![files(&["99"])], "The field `files` is a file that Discord did not send."),
        (vec![files(&[]), one], "The field `one` is a file that Discord did not send."),
    ] {
        assert_eq!(answer_to(&world, 5, submission("id", fields)).await.content, answer);
    }
    world.bot.stop().await;
}

/// Shows a user
#[command(contexts(Guild, BotDm), installs(Guild, User))]
async fn show(ctx: &CommandContext, #[option("Whom")] user: ResolvedUser) -> String {
    let is_cached = ctx.guild_id().is_some_and(|guild| ctx.context().cache().guild(guild).is_some());
    format!(
        "{} member={} guild={} cached={is_cached} by_member={}",
        user.display_name(),
        user.member.is_some(),
        ctx.guild_id().is_some(),
        ctx.member().is_some()
    )
}

#[tokio::test]
async fn case_11_users_who_are_no_members_and_dms_and_guilds_without_the_bot() {
    let world = World::start(|bot| {
        let greet = Command::slash("greet", "Greets").option(CommandOption::user("whom", "Whom").required(true));
        let rules = |it: &mut Rules| {
            it.contexts = Some(Contexts::GUILD | Contexts::BOT_DM);
            it.installs = Some(Installs::GUILD | Installs::USER);
        };
        bot.command(show).command(greet.rules(rules).run(|ctx: CommandContext| async move {
            Outcome::Ok(ctx.option::<GuildMember>("whom")?.display_name().to_owned())
        }))
    })
    .await;
    let World { alice, bob, general, sandbox, .. } = &world;
    let greenroom = sandbox.guild("Greenroom");
    bob.join(&greenroom);
    bob.set_nick(&greenroom, Some("Bobby"));
    let carol = sandbox.user("carol").id();
    let uses = |text: String| alice.uses(general, &text);
    let shown = uses("/show user:@bob".to_owned()).await.unwrap().content;
    assert_eq!(shown, "Bobby member=true guild=true cached=true by_member=true");
    let shown = uses(format!("/show user:{carol}")).await.unwrap().content;
    assert_eq!(shown, "carol member=false guild=true cached=true by_member=true");
    let greeted = uses(format!("/greet whom:{carol}")).await.unwrap().content;
    assert_eq!(greeted, "The option `whom` is not a member of this server.");

    // In a DM there are no members.
    let (direct, _) = alice.say_to_bot("hello");
    let shown = alice.uses(&direct, &format!("/show user:{carol}")).await.unwrap().content;
    assert_eq!(shown, "carol member=false guild=false cached=false by_member=false");
    let greeted = alice.uses(&direct, "/greet whom:@bob").await.unwrap().content;
    assert_eq!(greeted, "The option `whom` is not a member of this server.");

    // In a guild that the bot is not in, the guild has an id, and nothing is known of it.
    alice.installs_app();
    greenroom.kick_bot();
    let shown = uses("/show user:@bob".to_owned()).await.unwrap().content;
    assert_eq!(shown, "Bobby member=true guild=true cached=false by_member=true");
    world.bot.stop().await;
}

#[tokio::test]
async fn case_22_a_submission_has_no_labels_and_may_lack_what_its_ids_lead_to() {
    let world = World::start(|bot| bot.handler(Forms)).await;
    let bob = world.bob.id().to_string();
    let text = json!({"type": 4, "custom_id": "text", "value": "hello"});
    let row = json!({"type": 1, "components": [text.clone()]});
    let unknown = json!({"type": 77, "custom_id": "new", "value": {"a": 1}});
    let member = json!({"type": 5, "custom_id": "members", "values": [bob]});
    let size = json!({"type": 3, "custom_id": "size", "values": ["large"]});
    let radio = json!({"type": 21, "custom_id": "size", "value": null});
    let nothing = "[] None [] None";
    for (data, answer) in [
        (submission("any_id", [text.clone(), unknown]), format!("{nothing} Some(\"hello\")")),
        (submission("any_id", [size, text]), "[] None [] Some(Large) Some(\"hello\")".to_owned()),
        (submission("any_id", [radio]), format!("{nothing} None")),
        (submission("any_id", []), format!("{nothing} None")),
        // Texts of the form come back without their content.
        (
            json!({"custom_id": "any_id", "components": [{"type": 10, "id": 1}, row]}),
            format!("{nothing} Some(\"hello\")"),
        ),
        (submission("any_id", [member]), "The field `members` is a user that Discord did not send.".to_owned()),
    ] {
        assert_eq!(answer_to(&world, 5, data.clone()).await.content, answer, "{data}");
    }
    world.bot.stop().await;
}

#[tokio::test]
async fn case_26_a_select_in_a_modal_is_submitted_empty() {
    let world = World::start(|bot| bot.handler(Forms)).await;
    let World { alice, general, .. } = &world;
    let form = alice.uses(general, "/anything").form().await.unwrap();
    let members = form.field("Members").unwrap();
    assert_eq!(
        (&members["min_values"], &members["max_values"], &members["required"]),
        (&json!(0), &json!(5), &json!(false))
    );
    let none: [(&str, &str); 0] = [];
    assert_eq!(alice.submits(&form, none).await.unwrap().content, "[] None [] None None");
    let form = alice.uses(general, "/anything").form().await.unwrap();
    let some = [("Members", "@alice"), ("Sizes", "Large"), ("Sizes", "Small"), ("A text", "t")];
    let answer = alice.submits(&form, some).await.unwrap().content;
    assert_eq!(answer, "[\"alice\"] None [Large, Small] None Some(\"t\")");
    // An empty select comes as an empty list.
    let empty = |kind: u8, id: &str| json!({"type": kind, "custom_id": id, "values": []});
    let fields = [empty(5, "members"), empty(6, "role"), empty(22, "sizes"), empty(3, "size")];
    assert_eq!(answer_to(&world, 5, submission("any_id", fields)).await.content, "[] None [] None None");
    world.bot.stop().await;
}
