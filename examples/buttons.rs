//! Buttons that survive a restart: `/planets` shows a list page by page. The state is in the ids of the buttons, so
//! that a click works however often the bot was restarted since.
use greenroom::prelude::*;

const PLANETS: [&str; 8] = ["Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune"];
const PER_PAGE: usize = 3;

/// What a button stands for. It is written into its id, and read when it is clicked.
#[derive(Debug, CustomId)]
pub struct Turn {
    page: u16,
}

/// Shows the planets.
#[derive(Debug)]
pub struct Planets;

#[handlers]
impl Planets {
    /// Lists the planets
    #[command]
    async fn planets(&self) -> Reply {
        page(0)
    }

    /// Only the user of the command may turn the pages of their list.
    #[component(by = command_user)]
    async fn turn(&self, turn: Turn) -> Update {
        page(turn.page).into()
    }
}

fn page(number: u16) -> Reply {
    let pages: Vec<_> = PLANETS.chunks(PER_PAGE).collect();
    let shown = pages.get(usize::from(number)).copied().unwrap_or_default();
    let is_last = usize::from(number) + 1 >= pages.len();
    // The two ids differ, as Discord requires.
    let back = Button::secondary(Turn { page: number.saturating_sub(1) }.id(), "Back").disabled(number == 0);
    let next = Button::primary(Turn { page: number.saturating_add(1) }.id(), "Next").disabled(is_last);
    Reply::new(format!("{} (page {} of {})", shown.join(", "), u32::from(number) + 1, pages.len())).row([back, next])
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.handler(Planets).run().await
}
