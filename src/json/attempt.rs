//! A value that is left out if it cannot be read.

use serde::de::{DeserializeSeed, SeqAccess};

use super::reader::{Error, Problem, Reader};

/// How many of the values that were left out are described.
const DESCRIBED: usize = 8;

/// What was left out of a text because it could not be read.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    /// How many values.
    pub(crate) count: usize,
    /// Why the first of them could not be read.
    pub(crate) first: Vec<Problem>,
}

/// One attempt to read a value: a list of that value if it can be read, and an empty one if not.
///
/// `IS_ELEMENT`: it is an element of a list. `IS_UNCHECKED`: nothing of it is reported.
pub(super) struct Attempt<'a, 'de, const IS_ELEMENT: bool, const IS_UNCHECKED: bool> {
    reader: &'a mut Reader<'de>,
    /// Where the value begins, how deep, and how much had been left out before it.
    start: usize,
    depth: u8,
    left_out: usize,
}

impl<'a, 'de, const IS_ELEMENT: bool, const IS_UNCHECKED: bool> Attempt<'a, 'de, IS_ELEMENT, IS_UNCHECKED> {
    #[inline(always)]
    pub(super) fn of(reader: &'a mut Reader<'de>) -> Self {
        reader.peek();
        Self { start: reader.at, depth: reader.depth, left_out: reader.left_out.count, reader }
    }

    /// Passes over the value. An error if it does not even end.
    #[cold]
    #[inline(never)]
    fn leave_out(&mut self, error: Error) -> Result<(), Error> {
        let problem = Problem { message: error.into(), at: self.reader.at };
        self.reader.at = self.start;
        self.reader.depth = self.depth;
        self.reader.skip()?;
        let left_out = &mut self.reader.left_out;
        // What was left out inside of it no longer counts.
        left_out.count = self.left_out;
        left_out.first.truncate(self.left_out);
        let value = self.reader.text.get(self.start..self.reader.at).unwrap_or_default();
        let says_nothing = matches!(value, "null" | "\"\"" | "0" | "\"0\"");
        if self.reader.unchecked || (says_nothing && !IS_ELEMENT) {
            return Ok(());
        }
        left_out.count += 1;
        if left_out.first.len() < DESCRIBED {
            left_out.first.push(problem);
        }
        Ok(())
    }
}

impl<'de, const IS_ELEMENT: bool, const IS_UNCHECKED: bool> SeqAccess<'de>
    for Attempt<'_, 'de, IS_ELEMENT, IS_UNCHECKED>
{
    type Error = Error;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let outer = self.reader.unchecked;
        if IS_UNCHECKED {
            self.reader.unchecked = true;
        }
        let value = match seed.deserialize(&mut *self.reader) {
            Ok(value) => Ok(Some(value)),
            Err(error) => self.leave_out(error).map(|()| None),
        };
        if IS_UNCHECKED {
            self.reader.unchecked = outer;
        }
        value
    }
}
