//! Decoding of a payload with Greenroom.

use std::hint::black_box;

use greenroom::__internals::Envelope;
use greenroom::event::{Event, EventKind};

pub(crate) fn decode(json: &str) {
    let envelope = Envelope::scan(json.as_bytes()).expect("a payload has an envelope");
    let kind = envelope.name.and_then(EventKind::from_name).expect("the corpus has known events");
    black_box(Event::decode(kind, envelope.data()).expect("the corpus decodes"));
}
