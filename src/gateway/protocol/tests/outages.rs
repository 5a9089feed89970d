//! Outages of the gateway in virtual time: how long after its return the shard has a session again.

use super::*;

/// How long each answer of the network or the gateway takes.
const DELAY: Duration = Duration::from_millis(100);

/// How the gateway answers a RESUME after the outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AfterOutage {
    Resumed,
    /// Op 9 with `true`, once.
    InvalidButResumable,
    /// Op 9 with `false`.
    Invalid,
    Closed(u16),
}

/// How connections fail during the outage.
#[derive(Debug, Clone, Copy)]
enum Outage {
    Refused,
    /// The upgrade succeeds, and the connection ends before HELLO.
    EndsBeforeHello,
    /// HELLO arrives, and the connection ends before RESUMED: the session is given up in the outage.
    EndsAfterHello,
}

impl TestShard {
    /// Lets this one connection fail.
    fn fail(&mut self, outage: Outage) {
        self.wait(DELAY);
        match outage {
            Outage::Refused => self.on(Input::ConnectFailed("refused".into())),
            Outage::EndsBeforeHello => self.opened().lost(),
            Outage::EndsAfterHello => {
                self.opened().hello();
                if self.state() == ShardState::AwaitingPermit {
                    self.permit();
                }
                self.lost()
            }
        };
    }

    /// The connection of an outage that began when the shard was active, until the gateway returns.
    fn live_through(&mut self, outage: Outage, length: Duration) {
        let until = self.now + length;
        self.lost();
        loop {
            if self.state() == ShardState::Connecting {
                self.fail(outage);
            }
            let Some(deadline) = self.protocol.deadline().filter(|deadline| *deadline < until) else { break };
            self.now = self.now.max(deadline);
            self.on(Input::Tick);
        }
        self.now = self.now.max(until);
    }

    /// Lets the gateway answer until READY or RESUMED, and returns the time that took.
    fn come_back(&mut self, answer: AfterOutage) -> Duration {
        let returned = self.now;
        let mut is_first_resume = true;
        for _ in 0..10 {
            if self.state() != ShardState::Connecting {
                self.next_connection();
            }
            self.wait(DELAY).opened().wait(DELAY).hello().wait(DELAY);
            let answers_resume = self.state() == ShardState::Resuming && std::mem::take(&mut is_first_resume);
            match answer {
                _ if self.state() == ShardState::AwaitingPermit => {
                    self.permit().wait(DELAY).ready();
                }
                AfterOutage::InvalidButResumable if answers_resume => {
                    self.payload(r#"{"op":9,"d":true}"#);
                }
                AfterOutage::Resumed | AfterOutage::InvalidButResumable => {
                    self.resumed(2);
                }
                AfterOutage::Invalid => {
                    self.payload(r#"{"op":9,"d":false}"#);
                }
                AfterOutage::Closed(code) => {
                    self.closed(code);
                }
            }
            if self.state() == ShardState::Active {
                return self.now - returned;
            }
        }
        panic!("no session after {answer:?}")
    }
}

#[test]
fn after_an_outage_the_shard_is_back_within_seconds_of_the_gateway() {
    use AfterOutage::{Closed, Invalid, InvalidButResumable, Resumed};
    for outage in [Outage::Refused, Outage::EndsBeforeHello, Outage::EndsAfterHello] {
        for (length, within, within_if_invalid) in [(6, 10, 15), (15, 10, 15), (120, 10, 15), (3600, 70, 75)] {
            for answer in [Resumed, InvalidButResumable, Invalid, Closed(4009)] {
                let limit = seconds(if answer == Invalid { within_if_invalid } else { within });
                for seed in 0..30 {
                    let mut shard = TestShard::new(config(), None);
                    shard.protocol = Protocol::new(config(), None, seed, shard.now);
                    shard.start().opened().hello().permit();
                    shard.ready().wait(seconds(600));
                    shard.live_through(outage, seconds(length));
                    let took = shard.come_back(answer);
                    assert!(took <= limit, "{outage:?} for {length} s, then {answer:?}, seed {seed}: {took:?}");
                }
            }
        }
    }
}

/// Every close code that does not end the shard refuses the session when it answers RESUME.
#[test]
fn a_close_code_in_answer_to_resume_causes_no_further_wait() {
    for code in CloseCode::ALL.iter().filter(|code| CloseCode::classify(Some(code.0)) != Consequence::Fatal) {
        let mut shard = TestShard::active(config());
        shard.wait(seconds(600)).live_through(Outage::Refused, seconds(600));
        shard.next_connection();
        shard.opened().hello().closed(code.0);
        assert_eq!(shard.reconnecting().map(|(_, _, delay, _)| delay), Some(Duration::ZERO), "{code}");
    }
}

/// HELLO shows only that something accepts connections.
#[test]
fn hello_does_not_reset_the_wait() {
    let mut shard = TestShard::active(config());
    shard.wait(seconds(600)).live_through(Outage::EndsAfterHello, seconds(120));
    shard.next_connection();
    shard.fail(Outage::EndsAfterHello);
    let (_, _, delay, _) = shard.reconnecting().unwrap();
    assert!((seconds(4)..=seconds(8)).contains(&delay), "{delay:?}");
}

/// A gateway that closes each session right after READY.
#[test]
fn sessions_that_end_at_once_are_begun_ever_more_slowly() {
    let mut shard = TestShard::active(config());
    let begin = shard.now;
    let mut sessions = 0;
    while shard.now < begin + seconds(3600) {
        shard.closed(4009);
        shard.next_connection();
        shard.opened().hello().permit();
        shard.ready();
        sessions += 1;
    }
    // Waits of 0 s, 0 s, 2 s, 4 s … 64 s, then of 60 s to 120 s.
    assert!((35..75).contains(&sessions), "{sessions} sessions in an hour");
}
