//! What a block is put together by: so many literals, then a repetition, and again (RFC 8878, section 3.1.1.3.2 and 3.1.1.4).

use std::sync::LazyLock;

use super::super::{
    Fault,
    output::{Output, SLACK, Step},
};
use super::bits::{BitsBack, LOADED};
use super::fse::{Fse, Meaning};
use super::literals::Literals;

/// How many states a code may have: those of the lengths of literals and of repetitions as a power of two, and that of offsets.
const LENGTHS_LOG: u32 = 9;
const OFFSETS_LOG: u32 = 8;
/// The most bits that lead to the next states.
const NEXT_BITS: u32 = 2 * LENGTHS_LOG + OFFSETS_LOG;
/// How many sequences are read before they are put together: one after the other, each of the two stays in registers.
const GROUP: usize = 64;
/// The offsets before the first.
const FIRST_OFFSETS: [u32; 3] = [1, 4, 8];

type Code = Fse<{ 1 << LENGTHS_LOG }>;

/// What the sequences of a block need of those before it.
#[derive(Debug)]
pub(super) struct Sequences {
    literal_lengths: Kind,
    offsets: Kind,
    match_lengths: Kind,
    /// The last offsets, the newest first.
    last_offsets: [u32; 3],
}

impl Default for Sequences {
    fn default() -> Self {
        Self {
            literal_lengths: Kind::new(&LITERAL_LENGTHS),
            offsets: Kind::new(&OFFSETS),
            match_lengths: Kind::new(&MATCH_LENGTHS),
            last_offsets: FIRST_OFFSETS,
        }
    }
}

impl Sequences {
    pub(super) fn reset(&mut self) {
        self.last_offsets = FIRST_OFFSETS;
        for kind in [&mut self.literal_lengths, &mut self.offsets, &mut self.match_lengths] {
            kind.used = Used::None;
        }
    }

    /// Puts a block together, of no more than `most` bytes.
    pub(super) fn run(
        &mut self,
        data: &[u8],
        literals: &Literals,
        most: usize,
        output: &mut Output,
    ) -> Result<(), Fault> {
        const CUT_SHORT: Fault = Fault::Corrupt("sequences are cut short");
        let (count, data) = match *data {
            [0, ..] => (0, &data[1..]),
            [first @ 1..128, ..] => (usize::from(first), &data[1..]),
            [first @ 128..=254, second, ..] => (usize::from(first - 128) << 8 | usize::from(second), &data[2..]),
            [255, second, third, ..] => (usize::from(u16::from_le_bytes([second, third])) + 0x7f00, &data[3..]),
            _ => return Err(CUT_SHORT),
        };
        let mut writer = output.writer();
        let mut rest = literals.all();
        if count > 0 {
            let (modes, data) = data.split_first().ok_or(CUT_SHORT)?;
            if modes & 3 != 0 {
                return Err(Fault::Corrupt("the modes of sequences have bits that are reserved"));
            }
            let data = self.literal_lengths.read(modes >> 6, data)?;
            let data = self.offsets.read(modes >> 4 & 3, data)?;
            let data = self.match_lengths.read(modes >> 2 & 3, data)?;
            let codes = [self.literal_lengths.code()?, self.offsets.code()?, self.match_lengths.code()?];
            let mut reader = Reader::new(codes, self.last_offsets, BitsBack::new(data)?);
            let mut group = [Step::default(); GROUP];
            let mut left = count;
            while left > 0 {
                let group = &mut group[..left.min(GROUP)];
                left -= group.len();
                reader.read(group);
                // What is read behind the end is nothing.
                if reader.left < 0 {
                    return Err(CUT_SHORT);
                }
                rest = writer.put(group, rest)?;
            }
            if reader.left > 0 {
                return Err(Fault::Corrupt("there is something behind the sequences of a block"));
            }
            self.last_offsets = reader.last_offsets;
        } else if !data.is_empty() {
            return Err(Fault::Corrupt("there is something behind a block that has no sequences"));
        }
        if let Some((rest, _)) = rest.split_last_chunk::<SLACK>() {
            writer.extend(rest)?;
        }
        if writer.written() > most {
            return Err(Fault::Corrupt("a block is longer than blocks may be"));
        }
        writer.finish()
    }
}

/// Reads the sequences of a block.
struct Reader<'a> {
    /// Of the lengths of literals, of offsets and of the lengths of matches.
    codes: [&'a Code; 3],
    states: [usize; 3],
    last_offsets: [u32; 3],
    bits: BitsBack<'a>,
    /// How many bits were left behind the last sequence. The next states come behind the others only.
    left: i32,
}

impl<'a> Reader<'a> {
    fn new(codes: [&'a Code; 3], last_offsets: [u32; 3], mut bits: BitsBack<'a>) -> Self {
        bits.load();
        let states = codes.map(|code| code.first(&mut bits));
        Self { codes, states, last_offsets, bits, left: bits.left() }
    }

    /// Reads as many sequences as there is room for.
    fn read(&mut self, steps: &mut [Step]) {
        // Copies, so that they stay in registers.
        let Self { codes: [literal_lengths, offsets, match_lengths], mut bits, mut last_offsets, mut left, .. } = *self;
        let [mut of_literals, mut of_offset, mut of_match] = self.states;
        for step in steps {
            let literals = literal_lengths.at(of_literals);
            let offset = offsets.at(of_offset);
            let length = match_lengths.at(of_match);

            // Where each number ends is known beforehand, so that none waits for the one before it. All of them are loaded: an offset has no more than 24 bits in
            // a window of 8 MiB.
            let mut word = bits.word();
            let offset_ends = offset.further();
            let length_ends = offset_ends + length.further();
            let literals_end = length_ends + literals.further();
            let value = offset.value_with(word.rotate_left(offset_ends));
            step.length = length.value_with(word.rotate_left(length_ends));
            step.literals = literals.value_with(word.rotate_left(literals_end));
            bits.pass(literals_end);
            left = bits.left();

            let mut end = literals_end;
            if end > LOADED - NEXT_BITS {
                // Large numbers are rare.
                word = bits.word();
                end = 0;
            }
            let of_literals_ends = end + literals.next_bits();
            let of_match_ends = of_literals_ends + length.next_bits();
            let of_offset_ends = of_match_ends + offset.next_bits();
            of_literals = literals.next(word.rotate_left(of_literals_ends));
            of_match = length.next(word.rotate_left(of_match_ends));
            of_offset = offset.next(word.rotate_left(of_offset_ends));
            bits.pass(of_offset_ends - end);

            last_offsets = resolve(value, step.literals == 0, last_offsets);
            step.distance = last_offsets[0];
        }
        self.states = [of_literals, of_offset, of_match];
        (self.bits, self.last_offsets, self.left) = (bits, last_offsets, left);
    }
}

/// The last offsets once a value has come, which may be one of them (section 3.1.1.5). It is looked up among all that it may be, as a branch could not be
/// foretold.
#[inline(always)]
fn resolve(value: u32, no_literals: bool, [first, second, third]: [u32; 3]) -> [u32; 3] {
    const NEW: u32 = 5;
    // Without literals before it the newest would only make the former repetition longer, and values mean others.
    let place = if value > 3 { NEW } else { value + u32::from(no_literals) };
    let choices = [0, first, second, third, first.wrapping_sub(1), value.wrapping_sub(3), 0, 0];
    // Within bounds, by the mask.
    let offset = choices[place as usize & 7];
    [offset, if place == 1 { second } else { first }, if place <= 2 { third } else { second }]
}

/// One of the three numbers of a sequence.
#[derive(Debug)]
struct Kind {
    /// The code that came last.
    own: Code,
    used: Used,
    is: &'static LazyLock<Numbers>,
}

/// Which code is in use.
#[derive(Debug, Clone, Copy)]
enum Used {
    None,
    Predefined,
    Own,
}

impl Kind {
    fn new(is: &'static LazyLock<Numbers>) -> Self {
        Self { own: Code::default(), used: Used::None, is }
    }

    /// Reads which code is used, and gives what is behind it.
    fn read<'a>(&mut self, mode: u8, data: &'a [u8]) -> Result<&'a [u8], Fault> {
        match mode {
            0 => {
                self.used = Used::Predefined;
                Ok(data)
            }
            1 => {
                let (symbol, data) = data.split_first().ok_or(Fault::Corrupt("sequences are cut short"))?;
                self.used = Used::Own;
                self.own.set_single(*symbol, self.is.meanings)?;
                Ok(data)
            }
            2 => {
                self.used = Used::Own;
                self.own.read(data, self.is.max_log, self.is.meanings)
            }
            _ => Ok(data),
        }
    }

    fn code(&self) -> Result<&Code, Fault> {
        match self.used {
            Used::None => Err(Fault::Corrupt("sequences are written in a code that was not sent")),
            Used::Predefined => Ok(&self.is.predefined),
            Used::Own => Ok(&self.own),
        }
    }
}

/// What is fixed about one of the numbers.
#[derive(Debug)]
struct Numbers {
    meanings: &'static [Meaning],
    max_log: u32,
    /// The code that need not be sent (section 3.1.1.3.2.2).
    predefined: Box<Code>,
}

impl Numbers {
    fn new(meanings: &'static [Meaning], max_log: u32, shares: &[i16], log: u32) -> Self {
        let mut predefined = Box::<Code>::default();
        // They are a code: a test reads what is written in them.
        let is_code = predefined.build(shares, log, meanings);
        debug_assert_eq!(is_code, Ok(()));
        Self { meanings, max_log, predefined }
    }
}

static LITERAL_LENGTHS: LazyLock<Numbers> = LazyLock::new(|| {
    let shares = [
        4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
    ];
    Numbers::new(&LITERAL_LENGTH_MEANINGS, LENGTHS_LOG, &shares, 6)
});

static OFFSETS: LazyLock<Numbers> = LazyLock::new(|| {
    let shares = [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1];
    Numbers::new(&OFFSET_MEANINGS, OFFSETS_LOG, &shares, 5)
});

static MATCH_LENGTHS: LazyLock<Numbers> = LazyLock::new(|| {
    let shares = [
        1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
    ];
    Numbers::new(&MATCH_LENGTH_MEANINGS, LENGTHS_LOG, &shares, 6)
});

const LITERAL_LENGTH_MEANINGS: [Meaning; 36] = meanings(
    0,
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
);

const MATCH_LENGTH_MEANINGS: [Meaning; 53] = meanings(
    3,
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2,
        2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
    ],
);

/// Offsets have as many bits as their symbol says, below one that is set.
const OFFSET_MEANINGS: [Meaning; 32] = {
    let mut further = [0; 32];
    let mut n = 0;
    while n < further.len() {
        further[n] = n as u8;
        n += 1;
    }
    meanings(1, further)
};

/// What symbols mean that so many bits follow: each number begins where the one before it ends (section 3.1.1.3.2.1.1).
const fn meanings<const N: usize>(smallest: u32, further: [u8; N]) -> [Meaning; N] {
    let mut meanings = [Meaning { value: 0, further: 0 }; N];
    let (mut n, mut value) = (0, smallest as u64);
    while n < N {
        // Below 2^32: only what follows the last is that.
        meanings[n] = Meaning { value: value as u32, further: further[n] };
        value += 1 << further[n];
        n += 1;
    }
    meanings
}
