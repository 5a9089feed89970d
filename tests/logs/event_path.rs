//! The files and queues that an event passes between the socket and the handler.

use std::collections::BTreeSet;

use crate::{
    Log,
    common::{Diary, Witness, general, patient, sandbox},
};

/// The rows of the table in `CONTRIBUTING.md`: each file, and the queue behind it, if there is one.
fn documented() -> Vec<(String, Option<String>)> {
    let text = include_str!("../../CONTRIBUTING.md");
    let section = text.split("## The way of one event").nth(1).unwrap();
    let rows = section.lines().take_while(|line| !line.starts_with("## ")).filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix("| `")?.trim_end_matches('|').split(" | ").collect();
        let [file, _, _, queue] = cells[..] else { panic!("{line}") };
        let queue = queue.trim();
        Some((file.trim_end_matches('`').to_owned(), (!queue.is_empty()).then(|| queue.to_owned())))
    });
    rows.collect()
}

/// Each file traces that an event passes it, so that the table is that of the code.
#[greenroom::test]
async fn an_event_passes_the_files_of_the_table() {
    let log = Log::keep();
    let sandbox = sandbox().await;
    let diary = Diary::default();
    let _bot = patient(&sandbox).handler(Witness(diary.clone())).spawn().await.unwrap();
    let before = log.text().len();
    sandbox.user("alice").say(general(&sandbox), "on its way");
    diary.expect("message on its way").await;
    let text = log.text();
    let passed: BTreeSet<String> = text[before..]
        .lines()
        .filter(|line| line.contains("greenroom::event_path"))
        .map(|line| line.split_whitespace().find(|word| word.starts_with("src/")).unwrap())
        .map(|word| word.trim_end_matches(|it: char| it == ':' || it.is_ascii_digit()).to_owned())
        .collect();
    let documented = documented();
    let files: BTreeSet<String> = documented.iter().map(|(file, _)| file.clone()).collect();
    assert_eq!(passed, files);
    assert!(files.len() <= 16, "{}", files.len());
    let queues = documented.iter().filter(|(_, queue)| queue.is_some()).count();
    assert!(queues <= 3, "{queues}");
}
