//! Options of all kinds: `/plan` takes texts, numbers, a choice, members, channels, files, times and colours.
use std::time::Duration;

use greenroom::{
    command::{Colour, Mentionable},
    prelude::*,
};

/// The choices of an option.
#[derive(Debug, Choice)]
pub enum Dress {
    /// The name of a variant is shown, unless it has a text of its own.
    Casual,
    /// Texts can be translated.
    #[choice("Black tie", de = "Abendgarderobe")]
    BlackTie,
}

/// A type of one's own can be an option like the type inside.
#[derive(Debug, Arg)]
pub struct Title(String);

/// Options that several commands have in common.
#[derive(Debug, Options)]
pub struct Card {
    /// The doc comment is the description, if the attribute has no text.
    #[option(name("color"))]
    colour: Option<Colour>,
    #[option("A picture", files("image"))]
    picture: Option<Attachment>,
}

/// Plans a party
#[command(contexts(Guild))]
pub async fn plan(
    #[option("What it is called", length = 3..=40)] title: Title,
    #[option("How many can come", range = 1..=100)] people: u32,
    #[option("How long it takes, such as 1h 30m")] duration: Duration,
    #[option("What to wear")] dress: Option<Dress>,
    #[option("What it costs", range = 0.0..=99.99)] price: Option<f64>,
    #[option("Whether nobody may talk about it", default = false)] secret: bool,
    #[option("Which member it is for")] member: Option<GuildMember>,
    #[option("Which user or role to invite")] invite: Option<Mentionable>,
    #[option("Where to talk about it", channels(GuildText, GuildForum))] channel: Option<Channel>,
    #[option(flatten)] card: Card,
) -> Reply {
    let mut lines = vec![format!("{people} people, {} min", duration.as_secs() / 60)];
    lines.extend(dress.map(|dress| format!("Dress: {}", dress.name())));
    lines.extend(price.map(|price| format!("Price: {price:.2}")));
    lines.extend(member.map(|member| format!("For {}", member.display_name())));
    lines.extend(invite.map(|invite| match invite {
        Mentionable::User(user) => format!("Invited: {}", user.display_name()),
        Mentionable::Role(role) => format!("Invited: {}", role.name),
        _ => "Invited".to_owned(),
    }));
    lines.extend(channel.map(|channel| format!("Questions: {}", channel.id.mention())));
    let mut embed = Embed::new().title(title.0).description(lines.join("\n"));
    if let Some(Colour(colour)) = card.colour {
        embed = embed.color(colour);
    }
    if let Some(picture) = card.picture {
        embed = embed.image(picture.url);
    }
    let reply = Reply::from(embed);
    if secret { reply.ephemeral() } else { reply }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.command(plan).run().await
}
