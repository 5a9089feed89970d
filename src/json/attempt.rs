//! Values that are left out if they cannot be read.

use serde::de::{DeserializeSeed, SeqAccess};

use super::error::{Error, Problem};
use super::reader::Reader;

/// How many of the values that were left out are described.
const MAX_DESCRIBED: usize = 8;

/// One attempt to read a value. The visitor receives a list with the value if it can be read, and an empty list if not.
///
/// `IS_ELEMENT`: the value is an element of a list. `IS_UNCHECKED`: what is left out is not reported.
pub(super) struct Attempt<'a, 'de, const IS_ELEMENT: bool, const IS_UNCHECKED: bool> {
    reader: &'a mut Reader<'de>,
    /// The state of the reader before the value: position, remaining depth, and number of values left out so far.
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

    /// Skips the value. Returns an error only if the value has no end.
    #[cold]
    #[inline(never)]
    fn leave_out(&mut self, error: Error) -> Result<(), Error> {
        let problem = Problem { message: error.into(), at: self.reader.at };
        self.reader.at = self.start;
        self.reader.depth = self.depth;
        self.reader.skip()?;
        let left_out = &mut self.reader.left_out;
        // Values that were left out inside this value no longer count.
        left_out.count = self.left_out;
        left_out.first.truncate(self.left_out);
        let value = self.reader.text.get(self.start..self.reader.at).unwrap_or_default();
        let is_empty = matches!(value, "null" | "\"\"" | "0" | "\"0\"");
        if self.reader.unchecked || (is_empty && !IS_ELEMENT) {
            return Ok(());
        }
        left_out.count += 1;
        if left_out.first.len() < MAX_DESCRIBED {
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
