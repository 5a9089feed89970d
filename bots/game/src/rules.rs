//! Four in a row, without Discord and without I/O.

use serde::{Deserialize, Serialize};

pub(crate) const COLUMNS: usize = 7;
const ROWS: usize = 6;

/// The columns with the pieces in them from below: the number of the player, 0 or 1.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Board([Vec<usize>; COLUMNS]);

impl Board {
    /// The player who is to move.
    pub(crate) fn turn(&self) -> usize {
        self.0.iter().map(Vec::len).sum::<usize>() % 2
    }

    pub(crate) fn is_full(&self, column: usize) -> bool {
        self.0.get(column).is_none_or(|pieces| pieces.len() >= ROWS)
    }

    pub(crate) fn is_draw(&self) -> bool {
        (0..COLUMNS).all(|column| self.is_full(column))
    }

    /// Drops a piece of the player who is to move. A full column takes none.
    pub(crate) fn drop_into(&mut self, column: usize) {
        let player = self.turn();
        if !self.is_full(column) {
            self.0[column].push(player);
        }
    }

    /// Whether the player has four pieces in a line.
    pub(crate) fn has_won(&self, player: usize) -> bool {
        let is_theirs = |column: usize, row: usize| self.0.get(column).and_then(|it| it.get(row)) == Some(&player);
        let mut places = (0..COLUMNS).flat_map(|column| (0..ROWS).map(move |row| (column, row)));
        places.any(|(column, row)| {
            let has_line = |right: usize, next: fn(usize, usize) -> Option<usize>| {
                (0..4).all(|step| next(row, step).is_some_and(|row| is_theirs(column + right * step, row)))
            };
            has_line(1, |row, _| Some(row))
                || has_line(0, usize::checked_add)
                || has_line(1, usize::checked_add)
                || has_line(1, usize::checked_sub)
        })
    }

    /// The rows as lines of emoji, the top one first.
    pub(crate) fn rows(&self) -> String {
        let piece = |pieces: &Vec<usize>, row| pieces.get(row).map_or('⚪', |player: &usize| ['🔴', '🟡'][*player]);
        let rows = (0..ROWS).rev().map(|row| self.0.iter().map(|pieces| piece(pieces, row)).collect::<String>());
        rows.collect::<Vec<_>>().join("\n")
    }
}
