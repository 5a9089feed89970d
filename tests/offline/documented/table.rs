//! The event table against the document's: names, intents, numbers.

use std::collections::BTreeSet;

use greenroom::event::EventKind;
use greenroom::gateway::{Intents, Opcode, Signal};

use crate::documented::schema::{Row, Schema, document};

fn intents(names: &[String]) -> Intents {
    names.iter().map(|name| Intents::by_name(name).unwrap_or_else(|| panic!("there is no intent {name}"))).collect()
}

#[test]
fn the_table_has_each_documented_event_and_no_other() {
    let schema = Schema::load();
    let documented: BTreeSet<_> = schema.events.keys().map(String::as_str).collect();
    let known: BTreeSet<_> = EventKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(known, documented);
    assert_eq!(documented.len(), 79);
    assert_eq!(EventKind::ALL.len(), 79);
    for kind in EventKind::ALL {
        assert_eq!(EventKind::from_name(kind.name()), Some(*kind));
    }
}

#[test]
fn every_event_of_the_table_is_documented_with_these_intents() {
    let schema = Schema::load();
    for kind in EventKind::ALL {
        let row = schema.events.get(kind.name()).unwrap_or_else(|| panic!("{kind} is not documented"));
        let Row { guild, direct, privileged, .. } = row;
        assert_eq!((kind.guild_intents(), kind.direct_intents()), (intents(guild), intents(direct)), "{kind}");
        assert_eq!(kind.intents() & Intents::PRIVILEGED, intents(privileged), "{kind}");
    }
}

#[test]
fn sixty_three_events_need_an_intent_and_sixteen_need_none() {
    let (free, tied): (Vec<EventKind>, Vec<_>) =
        EventKind::ALL.iter().copied().partition(|kind| kind.intents().is_empty());
    assert_eq!((tied.len(), free.len()), (63, 16));
}

/// The document counts its events per group once more, below the table.
#[test]
fn the_groups_of_the_document_have_all_events() {
    let document = document();
    let groups =
        document.split("## Events per group").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("groups");
    let names: Vec<_> =
        groups.lines().filter_map(|line| line.split_once("): ")).flat_map(|(_, list)| list.split(", ")).collect();
    assert_eq!(names.len(), 79);
    for name in names {
        assert!(EventKind::from_name(name.trim()).is_some(), "{name}");
    }
}

/// What Discord sends beside dispatches: each has its opcode, which the protocol's types are chosen by.
#[test]
fn opcodes_that_are_events_of_their_own_are_typed() {
    let document = document();
    let table = document.split("## Non-dispatch receive events").nth(1).and_then(|rest| rest.split("\n## ").next());
    let rows: Vec<(String, u8)> = table
        .expect("the table of opcodes")
        .lines()
        .filter_map(|line| {
            let mut cells = line.split('|').map(str::trim);
            let (_, name, op) = (cells.next()?, cells.next()?, cells.next()?);
            Some((name.split(" (").next()?.to_lowercase().replace(' ', ""), op.parse().ok()?))
        })
        .collect();
    assert_eq!(rows.len(), 5);
    for (name, number) in rows {
        let opcode = Opcode::from_u8(number).unwrap_or_else(|| panic!("{name} has no opcode"));
        assert_eq!(format!("{opcode:?}").to_lowercase(), name);
        // The heartbeat and its acknowledgement say nothing.
        let sample: &[u8] = if name == "hello" { br#"{"heartbeat_interval":41250}"# } else { b"true" };
        let signal = Signal::read(opcode, sample).map(|signal| format!("{:?}", signal.unwrap()).to_lowercase());
        assert_eq!(signal.is_some_and(|signal| signal.starts_with(&name)), !name.starts_with("heartbeat"), "{name}");
    }
}
