//! The table of webhook events against the document's.

use std::collections::BTreeSet;
use std::fs;

use greenroom::webhook_event::WebhookEventKind;

/// The names that stand in the table of section 11.2. `A_B_CREATE / _UPDATE` is short for `A_B_CREATE / A_B_UPDATE`.
fn documented() -> BTreeSet<String> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/discord/rest.md");
    let document = fs::read_to_string(file).unwrap();
    let section = document.split("### 11.2 Webhook events").nth(1).and_then(|rest| rest.split("\n## ").next());
    let cells = section.expect("section 11.2").lines().filter_map(|line| line.split('|').nth(1));
    let mut names = BTreeSet::new();
    for cell in cells.map(str::trim).filter(|cell| cell.contains('_')) {
        let first = cell.split(" / ").next().unwrap_or_default();
        let stem = &first[..first.rfind('_').unwrap()];
        for name in cell.split(" / ") {
            names.insert(if name.starts_with('_') { format!("{stem}{name}") } else { name.to_owned() });
        }
    }
    names
}

#[test]
fn the_table_has_each_documented_webhook_event_and_no_other() {
    let known: BTreeSet<String> = WebhookEventKind::ALL.iter().map(|kind| kind.name().to_owned()).collect();
    assert_eq!(known, documented());
    // The document counts them once more, beside the gateway's events.
    assert_eq!((known.len(), WebhookEventKind::ALL.len()), (12, 12));
    for kind in WebhookEventKind::ALL {
        assert_eq!(WebhookEventKind::from_name(kind.name()), Some(*kind));
    }
    assert_eq!(WebhookEventKind::from_name("MESSAGE_CREATE"), None);
}
