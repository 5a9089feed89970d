//! `examples/views/*.py` of discord.py: what is a view with callbacks there is a type of an id and a method here, and
//! all of it survives a restart.

use std::sync::Mutex;

use greenroom::model::{Container, Section, SelectDefault, Separator, TextDisplay, Thumbnail};
use greenroom::prelude::*;

#[derive(CustomId)]
struct Count(u8);
#[derive(CustomId)]
struct Receive;
#[derive(CustomId)]
struct Total {
    user: UserId,
    count: u32,
}
#[derive(CustomId)]
struct Shade {
    colour: Colour,
}
#[derive(CustomId)]
struct Favourite;
#[derive(CustomId)]
struct Hi;
#[derive(CustomId)]
struct ChangeText;
#[derive(CustomId)]
struct Cell {
    x_pieces: u16,
    o_pieces: u16,
    at: u8,
}
#[derive(CustomId)]
struct Fruits;
#[derive(CustomId)]
struct Place;
#[derive(CustomId)]
struct Silent;
#[derive(CustomId)]
struct HowMany;
#[derive(CustomId)]
struct Finish;

#[derive(Choice, Clone, Copy, PartialEq)]
enum Colour {
    Green,
    Red,
    Grey,
}

#[derive(Choice, Clone, Copy, PartialEq, Default)]
enum Fruit {
    #[default]
    Apple,
    Banana,
    Mango,
}

#[derive(Modal)]
#[modal("Change Text")]
struct NewText {
    #[input("The new text", paragraph)]
    text: String,
}

#[derive(Modal)]
#[modal("Set count")]
struct NewCount {
    #[input("Count")]
    count: String,
}

#[derive(Clone, Default)]
struct Settings {
    fruit: Fruit,
    channel: Option<ChannelId>,
    count: usize,
    silent: bool,
}

#[derive(Default)]
struct Views {
    settings: Mutex<Settings>,
}

#[handlers]
impl Views {
    /// Starts a counter for pressing
    #[command]
    async fn counter(&self) -> Reply {
        count(0)
    }

    #[component]
    async fn pressed(&self, Count(number): Count) -> Update {
        count(number + 1).into()
    }

    /// Gives everybody a counter of their own
    #[command]
    async fn counters(&self) -> Reply {
        Reply::new("Press!").row([Button::primary(Receive.id(), "Click")])
    }

    #[component]
    async fn receive(&self, _button: Receive) -> Ephemeral<Reply> {
        Ephemeral(count(0).content("Enjoy!"))
    }

    /// Asks the user a question to confirm something
    #[command]
    async fn ask(&self, ctx: &CommandContext) -> CommandResult<&'static str> {
        Ok(if ctx.confirm("Do you want to continue?").await? { "Confirmed..." } else { "Cancelled..." })
    }

    /// Shows a menu of colours
    #[command]
    async fn colour(&self) -> Reply {
        let menu = Select::choices::<Colour>(Favourite.id()).placeholder("Choose your favourite colour...");
        Reply::new("Pick your favourite colour:").component(menu)
    }

    #[component]
    async fn favourite(&self, _menu: Favourite, #[selected] colour: Colour) -> String {
        format!("Your favourite colour is {}", colour.name())
    }

    /// Starts a counter that only you can press, and that changes its style
    #[command]
    async fn total(&self, ctx: &CommandContext) -> Reply {
        Reply::new("Here is your very own button!").row([total(ctx.user().id, 0)])
    }

    #[component(by = command_user)]
    async fn totalled(&self, Total { user, count }: Total) -> Update {
        Update::default().row([total(user, count + 1)])
    }

    /// Asks for a colour, for ever
    #[command]
    async fn prepare(&self) -> Reply {
        let button = |colour: Colour| Button::secondary(Shade { colour }.id(), colour.name());
        Reply::new("What's your favourite colour?").row([Colour::Green, Colour::Red, Colour::Grey].map(button))
    }

    #[component]
    async fn shade(&self, shade: Shade) -> Ephemeral<String> {
        Ephemeral(format!("This is {}.", shade.colour.name().to_lowercase()))
    }

    /// Links to the results of a search
    #[command]
    async fn google(&self, #[option("For what")] query: String) -> Reply {
        let url = format!("https://www.google.com/search?q={}", query.replace(' ', "+"));
        Reply::new(format!("Google Result for: `{query}`")).row([Button::link(url, "Click Here")])
    }

    /// Sends a very special message
    #[command]
    async fn layout(&self) -> Reply {
        let text = TextDisplay::new("Click the above button to receive a **very special** message!");
        let container = Container::new().accent_color(0x58_65_f2).component(text);
        Reply::default().row([Button::secondary(Hi.id(), "Click Me!")]).component(container)
    }

    #[component]
    async fn hi(&self, _button: Hi) -> Ephemeral<&'static str> {
        Ephemeral("Hi!")
    }

    /// Shows something like an embed
    #[command]
    async fn embed(&self) -> Reply {
        dog("This is a random dog image!")
    }

    #[component]
    async fn change(&self, _button: ChangeText) -> Ask<NewText, ChangeText> {
        NewText::ask(ChangeText)
    }

    #[modal]
    async fn changed(&self, _about: ChangeText, new: NewText) -> Update {
        dog(&new.text).into()
    }

    /// Starts a tic-tac-toe game with yourself
    #[command]
    async fn tic(&self) -> Reply {
        tic_tac_toe(0, 0)
    }

    #[component]
    async fn set(&self, cell: Cell) -> Update {
        let piece = 1 << cell.at;
        let is_x = cell.x_pieces.count_ones() == cell.o_pieces.count_ones();
        let (x, o) = if is_x { (cell.x_pieces | piece, cell.o_pieces) } else { (cell.x_pieces, cell.o_pieces | piece) };
        tic_tac_toe(x, o).into()
    }

    /// Shows the settings
    #[command]
    async fn settings(&self) -> Reply {
        self.view()
    }

    #[component]
    async fn fruit(&self, _menu: Fruits, #[selected] fruit: Fruit) -> Update {
        self.settings.lock().unwrap().fruit = fruit;
        self.view().into()
    }

    #[component]
    async fn place(&self, _menu: Place, #[selected] channel: Option<Channel>) -> Update {
        self.settings.lock().unwrap().channel = channel.map(|channel| channel.id);
        self.view().into()
    }

    #[component]
    async fn silent(&self, _button: Silent) -> Update {
        self.settings.lock().unwrap().silent ^= true;
        self.view().into()
    }

    #[component]
    async fn how_many(&self, _button: HowMany) -> Ask<NewCount, HowMany> {
        NewCount::ask(HowMany)
    }

    #[modal]
    async fn counted(&self, _about: HowMany, new: NewCount) -> CommandResult<Update> {
        self.settings.lock().unwrap().count = new.count.parse().tell("Invalid count. Please enter a number.")?;
        Ok(self.view().into())
    }

    #[component]
    async fn finish(&self, ctx: &ComponentContext, _button: Finish) -> CommandResult {
        ctx.acknowledge().await?;
        ctx.delete().await?;
        ctx.follow_up(Reply::new("Settings saved.").ephemeral()).await?;
        Ok(())
    }

    /// Sends the message with the current settings
    #[command]
    async fn send(&self, ctx: &CommandContext) -> CommandResult<&'static str> {
        let Settings { fruit, channel, count, silent } = self.settings.lock().unwrap().clone();
        let channel = channel.tell("No channel is configured. Please use the settings command to set one.")?;
        let message = ctx.http().create_message(channel).content(fruit.name().repeat(count.max(1)));
        if silent {
            message.silent().await?
        } else {
            message.await?
        };
        Ok("Sent.")
    }

    fn view(&self) -> Reply {
        let settings = self.settings.lock().unwrap().clone();
        let state = if settings.silent { "Disabled" } else { "Enabled" };
        let count = Button::secondary(HowMany.id(), settings.count.to_string());
        let fruits = Select::choices::<Fruit>(Fruits.id()).placeholder(settings.fruit.name());
        let places = Select::channels(Place.id()).placeholder("Select a channel").min_values(0);
        let container = Container::new()
            .component(TextDisplay::new("# Settings"))
            .component(Separator::new())
            .component(Section::new(["## Emoji Count"], count))
            .component(Section::new(["## Notification Settings"], Button::success(Silent.id(), state)))
            .component(TextDisplay::new("## Fruit Selection"))
            .component(ActionRow::from(fruits))
            .component(TextDisplay::new("## Channel Selection"))
            .component(ActionRow::from(places.default_values(settings.channel.map(SelectDefault::from))));
        Reply::default().component(container).row([Button::success(Finish.id(), "Finish")])
    }
}

fn count(number: u8) -> Reply {
    let (id, label) = (Count(number).id(), number.to_string());
    let button = if number < 5 { Button::danger(id, label) } else { Button::success(id, label).disabled(true) };
    Reply::new("Press!").row([button])
}

fn total(user: UserId, count: u32) -> Button {
    let (id, label) = (Total { user, count }.id(), format!("Total: {count}"));
    match count {
        0..10 => Button::secondary(id, label),
        10..15 => Button::danger(id, label),
        15..20 => Button::primary(id, label),
        _ => Button::success(id, label),
    }
}

fn dog(text: &str) -> Reply {
    let section = Section::new([text], Thumbnail::new("https://random.dog/1.jpg"));
    let buttons = ActionRow::new([Button::primary(ChangeText.id(), "Change Text")]);
    Reply::default().component(Container::new().accent_color(0x58_65_f2).component(section).component(buttons))
}

fn tic_tac_toe(x_pieces: u16, o_pieces: u16) -> Reply {
    const LINES: [u16; 8] = [0o7, 0o70, 0o700, 0o111, 0o222, 0o444, 0o421, 0o124];
    let has_won = |pieces: u16| LINES.iter().any(|line| pieces & line == *line);
    let is_full = x_pieces | o_pieces == 0o777;
    let text = match x_pieces.count_ones() > o_pieces.count_ones() {
        _ if has_won(x_pieces) => "X won!",
        _ if has_won(o_pieces) => "O won!",
        _ if is_full => "It's a tie!",
        true => "It is now O's turn",
        false => "It is now X's turn",
    };
    let is_over = has_won(x_pieces) || has_won(o_pieces) || is_full;
    let button = |at: u8| {
        let (id, is) = (Cell { x_pieces, o_pieces, at }.id(), |pieces: u16| pieces >> at & 1 == 1);
        let label = if is(x_pieces) {
            "X"
        } else if is(o_pieces) {
            "O"
        } else {
            "\u{200b}"
        };
        Button::secondary(id, label).disabled(is_over || label != "\u{200b}")
    };
    (0..3).fold(Reply::new(text), |reply, row| reply.row((0..3).map(|column| button(3 * row + column))))
}

mod conversation {
    use greenroom::sandbox::SandboxMessage;
    use serde_json::Value;

    use super::*;
    use crate::commands::World;

    async fn world() -> World {
        World::start(|bot| bot.handler(Views::default())).await
    }

    /// The buttons of a message.
    fn buttons(message: &SandboxMessage) -> Vec<&Value> {
        let rows = message.components.iter();
        let inner = rows.filter_map(|row| row["components"].as_array()).flatten();
        inner.filter(|it| it["type"] == 2).collect()
    }

    #[tokio::test]
    async fn counters_count() {
        let World { sandbox: _sandbox, bot, general, alice, bob } = world().await;
        let mut message = alice.uses(&general, "/counter").await.unwrap();
        for number in 0..5 {
            message = alice.clicks(&message, &number.to_string()).await.unwrap();
        }
        assert_eq!(buttons(&message)[0]["disabled"], true);
        let own = alice.uses(&general, "/counters").await.unwrap();
        let mine = bob.clicks(&own, "Click").await.unwrap();
        assert!(mine.ephemeral && mine.content == "Enjoy!");
        assert_eq!(buttons(&bob.clicks(&mine, "0").await.unwrap())[0]["label"], "1");
        let total = alice.uses(&general, "/total").await.unwrap();
        assert_eq!(bob.clicks(&total, "Total: 0").await.unwrap().content, "This is for somebody else.");
        for count in 0..10 {
            message = alice.clicks(&total, &format!("Total: {count}")).await.unwrap();
        }
        assert_eq!(buttons(&message)[0]["style"], 4);
        bot.stop().await;
    }

    #[tokio::test]
    async fn questions_are_answered() {
        let World { sandbox: _sandbox, bot, general, alice, .. } = world().await;
        for (button, answer) in [("Yes", "Confirmed..."), ("No", "Cancelled...")] {
            let question = alice.uses(&general, "/ask").await.unwrap();
            alice.clicks(&question, button).await.unwrap();
            general.expect(|message| message.content == answer).await.unwrap();
        }
        let menu = alice.uses(&general, "/colour").await.unwrap();
        let chosen = alice.selects(&menu, "", ["Red"]).await.unwrap();
        assert_eq!(chosen.content, "Your favourite colour is Red");
        let colours = alice.uses(&general, "/prepare").await.unwrap();
        assert_eq!(alice.clicks(&colours, "Grey").await.unwrap().content, "This is grey.");
        let link = alice.uses(&general, "/google query:green tea").await.unwrap();
        assert_eq!(buttons(&link)[0]["url"], "https://www.google.com/search?q=green+tea");
        bot.stop().await;
    }

    #[tokio::test]
    async fn messages_of_components_change() {
        let World { sandbox: _sandbox, bot, general, alice, .. } = world().await;
        let layout = alice.uses(&general, "/layout").await.unwrap();
        assert_eq!(alice.clicks(&layout, "Click Me!").await.unwrap().content, "Hi!");
        let embed = alice.uses(&general, "/embed").await.unwrap();
        let form = alice.clicks(&embed, "Change Text").form().await.unwrap();
        let changed = alice.submits(&form, [("The new text", "Wuff")]).await.unwrap();
        assert!(format!("{:?}", changed.components).contains("Wuff"));
        bot.stop().await;
    }

    #[tokio::test]
    async fn three_in_a_row_win() {
        let World { sandbox: _sandbox, bot, general, alice, .. } = world().await;
        let mut game = alice.uses(&general, "/tic").await.unwrap();
        assert_eq!(game.content, "It is now X's turn");
        for at in [0, 3, 1, 4, 2] {
            let id = buttons(&game)[at]["custom_id"].as_str().unwrap().to_owned();
            game = alice.clicks(&game, &id).await.unwrap();
        }
        assert_eq!(game.content, "X won!");
        assert!(buttons(&game).iter().all(|button| button["disabled"] == true));
        bot.stop().await;
    }

    #[tokio::test]
    async fn settings_are_set_and_used() {
        let World { sandbox: _sandbox, bot, general, alice, .. } = world().await;
        let missing = alice.uses(&general, "/send").await.unwrap();
        assert!(missing.content.starts_with("No channel is configured."));
        let settings = alice.uses(&general, "/settings").await.unwrap();
        alice.selects(&settings, "Apple", ["Mango"]).await.unwrap();
        alice.selects(&settings, "Select a channel", ["general"]).await.unwrap();
        let form = alice.clicks(&settings, "0").form().await.unwrap();
        assert_eq!(
            alice.submits(&form, [("Count", "x")]).await.unwrap().content,
            "Invalid count. Please enter a number."
        );
        alice.submits(&form, [("Count", "2")]).await.unwrap();
        alice.clicks(&settings, "Enabled").await.unwrap();
        alice.uses(&general, "/send").await.unwrap();
        general.expect(|message| message.content == "MangoMango").await.unwrap();
        let saved = alice.clicks(&settings, "Finish").until(|it| !it.content.is_empty()).await.unwrap();
        assert_eq!((saved.content.as_str(), saved.ephemeral), ("Settings saved.", true));
        assert!(general.message(settings.id).is_none());
        bot.stop().await;
    }
}
