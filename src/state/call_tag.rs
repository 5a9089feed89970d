//! [`CallTag`]: which handler is called, and for what, in four bytes.

use std::fmt;

use crate::event::{EventKind, EventKinds, LifecycleKinds};

/// Bits of the second half: the call is for a lifecycle event, an undecoded dispatch, a run of a task, or a webhook
/// event. Without one of them, the second half is the kind of a dispatch.
const LIFECYCLE: u32 = 0x4000;
const RAW: u32 = 0x8000;
const TASK: u32 = 0x2000;
#[cfg(feature = "http-interactions")]
const WEBHOOK: u32 = 0x1000;
/// Stands for "no handler".
const NONE: u32 = 0xffff;

/// The index of a handler, and the kind of the event that it is called for. `Display` writes the name of the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CallTag(u32);

impl CallTag {
    /// An undecoded dispatch, without a handler.
    pub(crate) const RAW: Self = Self(NONE << 16 | RAW);

    /// A run of a task, without a handler.
    pub(crate) const TASK: Self = Self(NONE << 16 | TASK);

    /// A webhook event, without a handler.
    #[cfg(feature = "http-interactions")]
    pub(crate) const WEBHOOK: Self = Self(NONE << 16 | WEBHOOK);

    /// An event, without a handler.
    pub(crate) fn event(kind: EventKind) -> Self {
        Self(NONE << 16 | kind as u32)
    }

    /// A lifecycle event, without a handler.
    pub(crate) fn lifecycle(kind: LifecycleKinds) -> Self {
        Self(NONE << 16 | LIFECYCLE | kind.bits().trailing_zeros())
    }

    /// The same event with the handler of this index. Handlers after the first 65,535 have no index.
    pub(crate) fn with_handler(self, handler: usize) -> Self {
        let handler = u32::try_from(handler).map_or(NONE, |handler| handler.min(NONE));
        Self(handler << 16 | (self.0 & 0xffff))
    }

    /// The index of the handler.
    pub(crate) fn handler(self) -> Option<usize> {
        let handler = self.0 >> 16;
        (handler != NONE).then_some(handler as usize)
    }

    pub(crate) fn to_bits(self) -> u32 {
        self.0
    }

    pub(crate) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The name of the dispatch, or of the kind of lifecycle event.
    pub(crate) fn event_name(self) -> &'static str {
        let what = self.0 & 0xffff;
        if what == RAW {
            return "raw";
        }
        if what == TASK {
            return "task";
        }
        #[cfg(feature = "http-interactions")]
        if what == WEBHOOK {
            return "webhook_event";
        }
        if what & LIFECYCLE != 0 {
            let mut names = LifecycleKinds::all().iter_names();
            let name = names.find(|(_, kind)| kind.bits().trailing_zeros() == what & !LIFECYCLE);
            return name.map_or("lifecycle", |(name, _)| name);
        }
        EventKinds::EVERY.iter().find(|kind| *kind as u32 == what).map_or("event", EventKind::name)
    }
}

impl fmt::Display for CallTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.event_name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_holds_the_handler_and_the_event() {
        for kind in EventKinds::EVERY.iter() {
            let tag = CallTag::event(kind);
            assert_eq!((tag.handler(), tag.event_name()), (None, kind.name()));
            let tag = CallTag::from_bits(tag.with_handler(7).to_bits());
            assert_eq!((tag.handler(), tag.event_name()), (Some(7), kind.name()));
        }
        for (name, kind) in LifecycleKinds::all().iter_names() {
            let tag = CallTag::lifecycle(kind).with_handler(0);
            assert_eq!((tag.handler(), tag.event_name()), (Some(0), name));
        }
        let task = CallTag::TASK.with_handler(3);
        assert_eq!((task.handler(), task.event_name()), (Some(3), "task"));
        assert_eq!((CallTag::RAW.handler(), CallTag::RAW.event_name()), (None, "raw"));
        assert_eq!(CallTag::RAW.with_handler(usize::MAX).handler(), None);
    }
}
