//! Faults of payloads.

use std::time::Duration;

use crate::sandbox::fault::{Fault, Rules};

/// The faults of one payload.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::sandbox) struct Mangle {
    /// Split over this many websocket messages. Only compressed streams can be split.
    pub(in crate::sandbox) split: Option<usize>,
    /// Split over this many frames of one message.
    pub(in crate::sandbox) fragments: Option<usize>,
    /// `d` comes first.
    pub(in crate::sandbox) data_first: bool,
    /// The second half is missing.
    pub(in crate::sandbox) bad_json: bool,
    /// Some bytes of the compressed data are wrong.
    pub(in crate::sandbox) corrupt: bool,
    /// The payload has undocumented keys.
    pub(in crate::sandbox) unknown_fields: bool,
    /// The payload is sent twice.
    pub(in crate::sandbox) duplicate: bool,
    /// The payload is that of a server that is compatible with Discord's protocol.
    pub(in crate::sandbox) compatible: bool,
}

impl Mangle {
    /// The faults of the next payload of a shard.
    pub(in crate::sandbox) fn next(rules: &mut Rules, shard: Option<u32>) -> Self {
        Self {
            split: rules.take(shard, |it| if let Fault::Split(parts) = it { Some(*parts) } else { None }),
            fragments: rules.take(shard, |it| if let Fault::Fragment(parts) = it { Some(*parts) } else { None }),
            data_first: rules.happens(shard, &Fault::DataFirst),
            bad_json: rules.happens(shard, &Fault::BadJson),
            corrupt: rules.happens(shard, &Fault::CorruptDeflate),
            unknown_fields: rules.happens(shard, &Fault::UnknownFields),
            duplicate: rules.happens(shard, &Fault::Duplicate),
            compatible: rules.happens(shard, &Fault::CompatibleServer),
        }
    }
}

/// For how long payloads are to be held back.
pub(in crate::sandbox) fn hold_back(rules: &mut Rules, shard: Option<u32>) -> Option<Duration> {
    rules.take(shard, |it| if let Fault::Coalesce(time) = it { Some(*time) } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::fault::Target;

    #[test]
    fn each_fault_of_a_payload_is_counted_once() {
        let mut rules = Rules::default();
        rules.add(Fault::Split(3), Target::All, Some(1));
        rules.add(Fault::DataFirst, Target::All, Some(1));
        assert_eq!(Mangle::next(&mut rules, None), Mangle { split: Some(3), data_first: true, ..Mangle::default() });
        assert_eq!(Mangle::next(&mut rules, None), Mangle::default());
    }
}
