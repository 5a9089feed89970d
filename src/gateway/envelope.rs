//! What stands around the data of a payload, found without building a tree (Discord's docs: "Payload Structure").

/// The four fields of a payload. The data is a slice that nobody has parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// `op`.
    pub op: u8,
    /// `s`. Only dispatches have one.
    pub seq: Option<u64>,
    /// `t`, the event's name. Only dispatches have one.
    pub name: Option<&'a str>,
    /// `d` as it stands in the payload, `null` if it is not there.
    pub data: &'a [u8],
}

/// Why a payload has no envelope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// It is no JSON object, or ends too early.
    #[error("the payload is no JSON object: byte {position} is not what must stand there")]
    Syntax {
        /// Where, in bytes from the beginning.
        position: usize,
    },
    /// There is no `op`, or it is no number from 0 to 255.
    #[error("the payload has no opcode")]
    NoOpcode,
}

impl<'a> Envelope<'a> {
    /// Finds the fields, in whatever order they stand.
    ///
    /// # Errors
    ///
    /// [`EnvelopeError`] if it is no JSON object with an opcode. The data itself is not checked.
    pub fn scan(_payload: &'a [u8]) -> Result<Self, EnvelopeError> {
        Err(EnvelopeError::NoOpcode)
    }
}
