//! Compares ETF with JSON: the same values are read and left out.

use std::collections::BTreeSet;

use serde::de::Deserialize;
use serde_json::Value;

use super::sample::{Sample, sample};
use super::{bad_values, names};
use crate::event::*;
use crate::gateway::encoding::{Encoding, EnvelopeReader, Payload};
use crate::gateway::{Data, Opcode};

/// The event and the number of values left out, or the error.
type Outcome = Result<(Event, Option<usize>), String>;

fn outcome(kind: EventKind, data: Data<'_>) -> Outcome {
    let read = Event::read(kind, data).map_err(|error| error.message().to_owned());
    read.map(|(event, left_out)| (event, left_out.map(|error| error.left_out())))
}

fn same_in_etf<T: for<'de> Deserialize<'de>>(
    kind: EventKind,
    names: &'static [String],
    tried: &mut BTreeSet<(&'static str, String)>,
) {
    let Sample { text, sites } = sample::<T>(names, 2);
    let mut reader = EnvelopeReader::new(Encoding::Etf, 64 << 20);
    let sites = sites.iter().filter(|site| tried.insert((site.owner, site.key.clone())));
    let changed = sites.flat_map(|site| {
        let (before, after) = (&text[..site.value_at.start], &text[site.value_at.end..]);
        bad_values().into_iter().map(move |value| [before, &value, after].concat())
    });
    for json in changed.chain([text.clone()]).filter(|json| !json.is_empty()) {
        let value: Value = serde_json::from_str(&json).unwrap();
        let Ok(Payload::Binary(term)) = Encoding::Etf.try_write(Opcode::Dispatch.as_u8(), &value) else {
            panic!("{json}")
        };
        let envelope = reader.read(&term, |_| true).unwrap();
        // Maps of ETF have no order, so the keys are sorted in both forms.
        let from_etf: Value = serde_json::from_slice(envelope.data()).unwrap();
        let (from_etf, from_json) = (from_etf.to_string(), value.to_string());
        let [from_etf, from_json] = [from_etf, from_json].map(|text| outcome(kind, Data::whole(text.as_bytes())));
        assert_eq!(from_etf, from_json, "{kind}: {value}");
    }
}

macro_rules! payloads {
    ($($name:literal $payload:ident $storage:ident $method:ident
        guild[$($guild:ident)*] direct[$($direct:ident)*] content[$($content:ident)*] $doc:literal;)+) => {
        #[test]
        fn etf_leaves_out_the_same_values_as_json() {
            let (names, mut tried): (&'static [String], _) = (Vec::leak(names()), BTreeSet::new());
            $(same_in_etf::<$payload>(EventKind::$payload, names, &mut tried);)+
            assert!(tried.len() > 500, "{}", tried.len());
        }
    };
}

events!(payloads);
