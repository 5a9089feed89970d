//! The bytes of a block that are no repetitions (RFC 8878, section 3.1.1.3.1).

use super::super::{Fault, output::SLACK};
use super::huffman::Huffman;

/// How many bytes say where the first three of four streams end.
const JUMPS: usize = 6;

/// The literals of a block.
#[derive(Debug, Default)]
pub(super) struct Literals {
    /// What they are written in, in blocks that say so and those after.
    code: Huffman,
    buffer: Vec<u8>,
    length: usize,
}

impl Literals {
    pub(super) const fn reset(&mut self) {
        self.code.reset();
    }

    /// The literals, and [`SLACK`] behind them.
    pub(super) fn all(&self) -> &[u8] {
        self.buffer.get(..self.length + SLACK).unwrap_or_default()
    }

    /// Reads the literals of a block, of which there are no more than `most`, and gives what is behind them.
    pub(super) fn read<'a>(&mut self, block: &'a [u8], most: usize) -> Result<&'a [u8], Fault> {
        const CUT_SHORT: Fault = Fault::Corrupt("literals are cut short");
        let first = *block.first().ok_or(CUT_SHORT)?;
        let (kind, format) = (first & 3, first >> 2 & 3);
        // As many bytes as the header may have, or zeros.
        let mut header = [0; 8];
        header.iter_mut().zip(block.iter().take(5)).for_each(|(to, from)| *to = *from);
        let header = u64::from_le_bytes(header);
        // How long the header is, and the lengths that it tells.
        let (header_length, width) = match (kind, format) {
            (0 | 1, 0 | 2) => (1, 5),
            (0 | 1, 1) => (2, 12),
            (0 | 1, _) => (3, 20),
            (_, 0 | 1) => (3, 10),
            (_, 2) => (4, 14),
            _ => (5, 18),
        };
        let field = |shift: u32| (header >> shift) as usize & ((1 << width) - 1);
        let start = if width == 5 { 3 } else { 4 };
        self.length = field(start);
        if self.length > most {
            return Err(Fault::Corrupt("there are more literals than a block has bytes"));
        }
        if self.buffer.len() < self.length + SLACK {
            self.buffer.resize((2 * self.buffer.len()).max(self.length + SLACK), 0);
        }
        let place = self.buffer.get_mut(..self.length).unwrap_or_default();
        let data = block.get(header_length..).ok_or(CUT_SHORT)?;
        let size = match kind {
            0 => self.length,
            1 => 1,
            _ => field(start + width),
        };
        let (data, behind) = data.split_at_checked(size).ok_or(CUT_SHORT)?;
        match kind {
            0 => place.copy_from_slice(data),
            1 => place.fill(data.first().copied().unwrap_or_default()),
            _ => {
                let data = if kind == 2 { self.code.read(data)? } else { data };
                if !self.code.is_there() {
                    return Err(Fault::Corrupt("literals are written in a code that was not sent"));
                }
                match format {
                    0 => self.code.stream(data, place)?,
                    _ => four_streams(&self.code, data, place)?,
                }
            }
        }
        Ok(behind)
    }
}

/// Literals in four streams, of which the first three say how long they are (section 3.1.1.3.1.6).
fn four_streams(code: &Huffman, data: &[u8], to: &mut [u8]) -> Result<(), Fault> {
    const CORRUPT: Fault = Fault::Corrupt("literals in four streams are too few or too short");
    let Some(([a, b, c, d, e, f], data)) = data.split_first_chunk::<JUMPS>() else { return Err(CORRUPT) };
    let [first, second, third] = [[*a, *b], [*c, *d], [*e, *f]].map(|size| usize::from(u16::from_le_bytes(size)));
    let (first, data) = data.split_at_checked(first).ok_or(CORRUPT)?;
    let (second, data) = data.split_at_checked(second).ok_or(CORRUPT)?;
    let (third, fourth) = data.split_at_checked(third).ok_or(CORRUPT)?;
    let length = to.len().div_ceil(4);
    let (to_first, to) = to.split_at_mut_checked(length).ok_or(CORRUPT)?;
    let (to_second, to) = to.split_at_mut_checked(length).ok_or(CORRUPT)?;
    let (to_third, to_fourth) = to.split_at_mut_checked(length).ok_or(CORRUPT)?;
    code.streams([first, second, third, fourth], [to_first, to_second, to_third, to_fourth])
}
