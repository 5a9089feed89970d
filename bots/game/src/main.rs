//! Four in a row. Buttons drop the pieces. What a click changes is in the file before the click is answered, so that
//! every match goes on after a crash.

mod rules;
mod store;
#[cfg(test)]
mod tests;

use greenroom::{command::tell, prelude::*};

use crate::rules::{Board, COLUMNS};
use crate::store::{Match, Store};

#[derive(CustomId)]
struct Accept {
    challenger: UserId,
    challenged: UserId,
}

#[derive(CustomId)]
struct Move {
    number: u32,
    /// The column for a piece. `None`: the player resigns.
    column: Option<usize>,
}

struct Game {
    store: Store,
}

#[handlers]
impl Game {
    /// Challenges somebody to four in a row
    #[command]
    async fn play(&self, ctx: &CommandContext, #[option("Whom")] opponent: GuildMember) -> CommandResult<Reply> {
        let (challenger, challenged) = (ctx.user().id, opponent.user.id);
        if challenged == challenger || opponent.user.bot {
            return Err(tell("Choose another member: a match needs two people."));
        }
        let text = format!("<@{challenger}> challenges <@{challenged}> to four in a row!");
        let accept = Button::success(Accept { challenger, challenged }.id(), "Accept");
        Ok(Reply::new(text).row([accept]))
    }

    /// The message of the challenge becomes the board.
    #[component]
    async fn accept(&self, ctx: &ComponentContext, accept: Accept) -> CommandResult<Update> {
        if ctx.user().id != accept.challenged {
            return Err(tell("Only the member who was challenged can accept."));
        }
        let begin = self.store.change(move |table| {
            table.last += 1;
            let players = [accept.challenger, accept.challenged];
            let game = Match { players, board: Board::default(), winner: None };
            table.matches.insert(table.last, game.clone());
            Ok(show(table.last, &game))
        });
        begin.await
    }

    #[component]
    async fn turn(&self, ctx: &ComponentContext, Move { number, column }: Move) -> CommandResult<Update> {
        let user = ctx.user().id;
        let change = self.store.change(move |table| {
            let game = table.matches.get_mut(&number).tell("This match has ended.")?;
            let player = game.players.iter().position(|it| *it == user).tell("You are not in this match.")?;
            match column {
                None => game.winner = Some(1 - player),
                Some(_) if game.board.turn() != player => return Err(tell("It is not your turn.")),
                Some(column) => game.board.drop_into(column),
            }
            if game.board.has_won(player) {
                game.winner = Some(player);
            }
            let game = game.clone();
            if let Some(winner) = game.winner {
                *table.wins.entry(game.players[winner]).or_default() += 1;
            }
            if game.winner.is_some() || game.board.is_draw() {
                table.matches.remove(&number);
            }
            Ok(show(number, &game))
        });
        change.await
    }

    /// Shows who won most matches
    #[command]
    async fn leaderboard(&self) -> String {
        let mut wins: Vec<_> = self.store.read(|table| table.wins.clone().into_iter().collect());
        wins.sort_by_key(|(_, wins)| std::cmp::Reverse(*wins));
        let places = (1..=10).zip(wins).map(|(place, (user, wins))| format!("{place}. <@{user}>: {wins}"));
        places.reduce(|all, one| format!("{all}\n{one}")).unwrap_or_else(|| "Nobody has won a match yet.".to_owned())
    }
}

/// The board, whose turn it is, and the buttons.
fn show(number: u32, game: &Match) -> Update {
    let Match { players, board, winner } = game;
    let rows = board.rows();
    let of = |player: usize| format!("{} <@{}>", ["🔴", "🟡"][player], players[player]);
    let standing = match winner {
        Some(winner) => format!("{} wins!", of(*winner)),
        None if board.is_draw() => "A draw.".to_owned(),
        None => format!("{} is to move.", of(board.turn())),
    };
    let update = Update::new(format!("{} against {}\n{rows}\n{standing}", of(0), of(1))).clear_components();
    if winner.is_some() || board.is_draw() {
        return update;
    }
    let button = |column: usize| {
        let id = Move { number, column: Some(column) }.id();
        Button::secondary(id, (column + 1).to_string()).disabled(board.is_full(column))
    };
    let resign = Button::danger(Move { number, column: None }.id(), "Resign");
    update.row((0..4).map(button)).row((4..COLUMNS).map(button).chain([resign]))
}

/// `GAME_FILE` is the file of the matches.
#[greenroom::main]
async fn main() -> HandlerResult {
    let file = std::env::var("GAME_FILE").unwrap_or_else(|_| "matches.json".to_owned());
    Ok(Bot::from_env()?.handler(Game { store: Store::open(file)? }).run().await?)
}
