//! What was missed comes again: all of it, in order, none of it twice.

use greenroom::sandbox::{Fault, Faults, ResumeOutcome};

use crate::reconnect::Show;

fn numbers(from: u32, to: u32) -> Vec<String> {
    (from..to).map(|number| number.to_string()).collect()
}

/// What was said while the bot was away.
#[greenroom::test]
async fn missed_events_are_replayed_in_order_none_twice() {
    let show = Show::begin().await;
    show.say(numbers(0, 50));
    show.diary.expect("message 49").await;
    show.faults().always(Fault::DeadResumeUrl);
    show.faults().always(Fault::RefuseUpgrade(503));
    show.faults().drop_connections();
    show.diary.expect("reconnecting 0 connect_failed").await;
    show.say(numbers(50, 250));
    show.faults().clear();
    show.resumed(1).await;
    show.say(numbers(250, 300));
    show.diary.expect("message 299").await;
    assert_eq!(show.heard(), numbers(0, 300));
    let [ResumeOutcome::Resumed(replayed)] = show.resumes()[..] else { panic!("{:?}", show.resumes()) };
    assert_eq!(replayed, 200);
    show.diary.expect("resumed 0 replayed 200").await;
    show.assert_one_session();
}

/// The connection is lost again in the middle of the replay: the next resume goes on where this one ended.
#[greenroom::test]
async fn drop_in_replay_loses_nothing() {
    let show = Show::begin().await;
    show.faults().times(3, Fault::DropInReplay(20));
    show.faults().always(Fault::DeadResumeUrl);
    show.faults().times(1, Fault::RefuseUpgrade(503));
    show.faults().drop_connections();
    show.say(numbers(0, 100));
    show.resumed(1).await;
    show.diary.expect("message 99").await;
    assert_eq!(show.heard(), numbers(0, 100));
    assert!(matches!(show.resumes().last(), Some(ResumeOutcome::Resumed(_))));
    assert_eq!(show.resumes().len(), 4);
    show.assert_one_session();
}

/// Connections that are lost again and again while everybody talks.
#[greenroom::test]
async fn drops_in_the_middle_of_things_lose_nothing() {
    let show = Show::begin().await;
    for round in 0..4 {
        show.say(numbers(round * 100, round * 100 + 50));
        let end = if round % 2 == 0 { Faults::drop_connections } else { Faults::reset };
        end(&show.faults());
        show.say(numbers(round * 100 + 50, round * 100 + 100));
        show.resumed(round as usize + 1).await;
    }
    show.diary.expect("message 399").await;
    assert_eq!(show.heard(), numbers(0, 400));
    show.assert_one_session();
}

/// The same payload twice, with the same number: it is handled once.
#[greenroom::test]
async fn duplicates_are_handled_once() {
    let show = Show::begin().await;
    show.faults().always(Fault::Duplicate);
    show.say(numbers(0, 20));
    show.faults().clear();
    show.say(["end"]);
    show.diary.expect("message end").await;
    let mut expected = numbers(0, 20);
    expected.push("end".to_owned());
    assert_eq!(show.heard(), expected);
}

/// An event of a name that nobody knows moves the sequence on; else every resume would replay it, for ever.
#[greenroom::test]
async fn unknown_event_advances_the_sequence() {
    let show = Show::begin().await;
    show.faults().unknown_event();
    show.handed_on(3).await;
    show.faults().drop_connections();
    show.diary.expect("resumed 0 replayed 0").await;
    assert_eq!(show.resumes(), [ResumeOutcome::Resumed(0)]);
    assert_eq!(show.sandbox.resumes()[0].seq, 3);
}

/// The same of an event that cannot be decoded, which is reported besides.
#[greenroom::test]
async fn undecodable_event_is_reported_and_not_replayed() {
    let show = Show::begin().await;
    show.faults().dispatch("MESSAGE_CREATE", r#"{"id":[],"content":7}"#);
    let failure = show.diary.expect("failure ").await;
    assert!(failure.contains("MESSAGE_CREATE"), "{failure}");
    show.faults().drop_connections();
    show.diary.expect("resumed 0 replayed 0").await;
    assert_eq!(show.sandbox.resumes()[0].seq, 3);
    show.ping().await;
    assert_eq!(show.diary.count("failure"), 1);
}
