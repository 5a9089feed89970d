//! What becomes of the session: resumed, tried elsewhere, or begun anew.

use std::time::{Duration, Instant};

use greenroom::sandbox::{Fault, ResumeOutcome};

use crate::reconnect::{BRIEF, Show, calm};

/// tatsuworks/gateway#87: a `resume_gateway_url` that was dead left 41 shards stuck.
#[greenroom::test]
async fn resume_url_dead_falls_back() {
    let show = Show::begin().await;
    show.faults().always(Fault::DeadResumeUrl);
    show.faults().drop_connections();
    show.resumed(1).await;
    show.diary.expect("reconnecting 0 connect_failed attempt 2 resumable true").await;
    assert!(!show.last_connection().resume_url, "the entry URL");
    assert!(matches!(show.resumes()[..], [ResumeOutcome::Resumed(_)]));
    show.assert_one_session();
    show.ping().await;
}

/// The same, where the place can be reached but does not speak.
#[greenroom::test]
async fn resume_url_mute_falls_back() {
    let show = Show::with(calm(), |bot| bot.configure_shards(|config| config.timeouts.hello = BRIEF)).await;
    show.faults().on(0).once(Fault::NoHello);
    show.faults().drop_connections();
    show.resumed(1).await;
    show.diary.expect("reconnecting 0 hello_timeout").await;
    let urls: Vec<bool> = show.connections().iter().skip(1).take(2).map(|it| it.resume_url).collect();
    assert_eq!(urls, [true, false]);
    show.assert_one_session();
}

/// twilight-rs/twilight#1901: the parameters were lost on the resume URL, so that every resume failed.
#[greenroom::test]
async fn resume_url_keeps_parameters() {
    let show = Show::begin().await;
    show.faults().drop_connections();
    show.resumed(1).await;
    let connections = show.connections();
    assert_eq!(connections[0].url, "/?v=10&encoding=json&compress=zstd-stream");
    assert_eq!(connections[1].url, format!("/resume-{}/?v=10&encoding=json&compress=zstd-stream", show.session()));
}

/// twilight-rs/twilight#1973: the resume was sent before HELLO.
#[greenroom::test]
async fn resume_waits_for_hello() {
    let show = Show::begin().await;
    show.faults().once(Fault::DelayHello(BRIEF));
    show.faults().drop_connections();
    show.resumed(1).await;
    let waited = show.sandbox.resumes()[0].at - show.last_connection().opened;
    assert!(waited >= BRIEF, "{waited:?}");
    show.assert_one_session();
}

/// twilight-rs/twilight#95: every other resume failed, because the session's id was not renewed.
#[greenroom::test]
async fn resume_after_resume_works() {
    let show = Show::begin().await;
    let first = show.session();
    for times in 1..=3 {
        show.faults().drop_connections();
        show.resumed(times).await;
    }
    show.assert_one_session();
    show.faults().invalidate(false);
    show.ready(2).await;
    let second = show.session();
    assert_ne!(first, second);
    for times in 4..=5 {
        show.faults().drop_connections();
        show.resumed(times).await;
    }
    let sessions: Vec<String> = show.sandbox.resumes().into_iter().map(|it| it.session).collect();
    assert_eq!(sessions, [&first, &first, &first, &second, &second].map(String::clone));
    assert!(show.resumes().iter().all(|it| matches!(it, ResumeOutcome::Resumed(_))));
    assert_eq!(show.identifies(), 2);
    show.ping().await;
}

/// serenity-rs/serenity#1255 (a failed resume was swallowed), twilight-rs/twilight#1942 (the resume URL outlived its
/// session).
#[greenroom::test]
async fn failed_resume_is_reported_then_identifies() {
    let show = Show::begin().await;
    show.faults().forget_sessions();
    show.faults().drop_connections();
    show.diary.expect("reconnecting 0 invalid_session attempt 2 resumable false").await;
    show.ready(2).await;
    assert_eq!(show.resumes(), [ResumeOutcome::UnknownSession]);
    let urls: Vec<bool> = show.connections().iter().map(|it| it.resume_url).collect();
    assert_eq!(urls, [false, true, false]);
    show.ping().await;
}

/// discordeno/discordeno#3907: a close while resuming led to another resume, for ever.
#[greenroom::test]
async fn close_while_resuming_identifies() {
    let show = Show::begin().await;
    show.faults().always(Fault::CloseOnResume(4000));
    show.faults().drop_connections();
    show.diary.expect("reconnecting 0 closed attempt 2 resumable false").await;
    show.ready(2).await;
    assert_eq!(show.resumes(), [ResumeOutcome::Faulted]);
    assert_eq!(show.identifies(), 2);
    show.ping().await;
}

/// The network may fail in the middle of a resume: that says nothing of the session, once.
#[greenroom::test]
async fn drop_while_resuming_resumes_again() {
    let show = Show::begin().await;
    show.faults().once(Fault::DropOnResume);
    show.faults().drop_connections();
    show.resumed(1).await;
    assert!(matches!(show.resumes()[..], [ResumeOutcome::Faulted, ResumeOutcome::Resumed(_)]));
    show.assert_one_session();
}

/// ... but where it happens every time, it ends the session: discordjs/discord.js#10174 (2024: stuck, no resume).
#[greenroom::test]
async fn drops_while_resuming_end_with_an_identify() {
    let show = Show::begin().await;
    show.faults().always(Fault::DropOnResume);
    show.faults().drop_connections();
    show.ready(2).await;
    assert_eq!(show.resumes(), [ResumeOutcome::Faulted, ResumeOutcome::Faulted]);
    assert_eq!(show.identifies(), 2);
    show.ping().await;
}

/// serenity-rs/serenity#955: offline after an unclean close with 1001. Codes that leave the session alone lead to a
/// resume.
#[greenroom::test]
async fn unclean_close_1001_resumes() {
    let show = Show::begin().await;
    for (times, code) in [1001, 1000, 4000, 4001, 4002, 4008, 4999].into_iter().enumerate() {
        show.faults().close(code);
        show.resumed(times + 1).await;
    }
    assert!(show.connections().iter().skip(1).all(|it| it.resume_url));
    show.assert_one_session();
    show.ping().await;
}

/// discordjs/discord.js#7450 and #7581: after 4009 the shard was stuck. Codes that say that the session is gone begin
/// another.
#[greenroom::test]
async fn close_4009_starts_a_new_session() {
    let show = Show::begin().await;
    for (times, code) in [4009, 4007, 4003, 4005, 4006].into_iter().enumerate() {
        show.faults().close(code);
        show.ready(times + 2).await;
    }
    assert_eq!(show.resumes(), []);
    assert!(show.connections().iter().all(|it| !it.resume_url));
    show.ping().await;
}

/// discordjs/discord.js#7113: op 9 with `false` left the shard "reconnecting" for ever. Discord wants a random wait
/// before the identify.
#[greenroom::test]
async fn invalid_session_false_identifies_after_a_wait() {
    let wait = BRIEF..=BRIEF + Duration::from_millis(50);
    let show = Show::with(calm(), |bot| bot.configure_shards(|config| config.invalid_session_wait = wait)).await;
    let before = Instant::now();
    show.faults().invalidate(false);
    show.ready(2).await;
    show.diary.expect("reconnecting 0 invalid_session attempt 1 resumable false").await;
    assert!(show.last_connection().opened - before >= BRIEF);
    assert_eq!(show.resumes(), []);
    assert_eq!(show.sandbox.close_codes(), [Some(4000)]);
    show.ping().await;
}

/// The other op 9, whose `d` the seeds did not look at.
#[greenroom::test]
async fn invalid_session_true_resumes() {
    let show = Show::begin().await;
    show.faults().invalidate(true);
    show.resumed(1).await;
    show.diary.expect("reconnecting 0 invalid_session attempt 1 resumable true").await;
    show.faults().once(Fault::InvalidateResume(true));
    show.faults().drop_connections();
    show.resumed(2).await;
    show.assert_one_session();
    show.ping().await;
}

/// An IDENTIFY that comes too soon is answered with op 9 as well; there is no session then to forget or to keep.
#[greenroom::test]
async fn invalid_session_in_answer_to_identify_tries_again() {
    for resumable in [false, true] {
        let sandbox = calm().start().await.unwrap();
        sandbox.faults().once(Fault::InvalidateIdentify(resumable));
        let show = Show::at(sandbox, |bot| bot).await;
        show.diary.expect("reconnecting 0 invalid_session attempt 1 resumable false").await;
        assert_eq!((show.identifies(), show.resumes().len()), (2, 0));
    }
}

/// Discord's op 7: leave with a code that keeps the session (the seeds closed with 1000), and resume.
#[greenroom::test]
async fn op7_closes_4xxx_and_resumes() {
    let show = Show::begin().await;
    let session = show.session();
    show.faults().reconnect();
    show.resumed(1).await;
    show.diary.expect("reconnecting 0 asked attempt 1 resumable true").await;
    assert_eq!(show.sandbox.close_codes(), [Some(4000)]);
    assert_eq!(show.session(), session);
    show.assert_one_session();
    show.ping().await;
}

/// Op 7 may come in HELLO's place, before a session and in the middle of a resume.
#[greenroom::test]
async fn op7_instead_of_hello() {
    let sandbox = calm().start().await.unwrap();
    sandbox.faults().once(Fault::ReconnectInsteadOfHello);
    let show = Show::at(sandbox, |bot| bot).await;
    show.diary.expect("reconnecting 0 asked attempt 1 resumable false").await;
    show.faults().once(Fault::ReconnectInsteadOfHello);
    show.faults().drop_connections();
    show.resumed(1).await;
    show.diary.expect("reconnecting 0 asked attempt 2 resumable true").await;
    show.assert_one_session();
    show.ping().await;
}
