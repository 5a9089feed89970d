//! The gate in Redis, against a real server: two bots that know nothing of each other share one token.
//!
//! The tests start a server of their own on a free port. `GREENROOM_REDIS_SERVER` names its program; unset,
//! `scratch/redis/redis-server` and then the `redis-server` of the PATH are taken.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::{
    fs::{self, File},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command},
    time::{Duration, Instant},
};

use crate::common::{Diary, SOON, Witness, bot, builder};
use greenroom::{
    Sharding,
    gate::{GateAsk, IdentifyGate, RedisGate, conformance},
    sandbox::IdentifyOutcome,
};

/// A Redis server in a process of its own, which ends with this value.
struct Server {
    process: Child,
    port: u16,
    directory: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        // Free a moment ago; nobody else is likely to take it in between.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self::start_at(port)
    }

    fn start_at(port: u16) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let log = File::create(directory.path().join("log")).unwrap();
        let mut command = Command::new(program());
        command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        command.current_dir(directory.path()).stdout(log.try_clone().unwrap()).stderr(log);
        let process = command.spawn().unwrap_or_else(|error| {
            panic!("{command:?} does not start: {error}. `bash .ci/run` installs what it needs.")
        });
        let server = Self { process, port, directory };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < SOON, "the server does not come up");
            std::thread::sleep(Duration::from_millis(10));
        }
        server
    }

    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    fn gate(&self, name: &str) -> RedisGate {
        RedisGate::new(&self.url(), name).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            eprintln!("{}", fs::read_to_string(self.directory.path().join("log")).unwrap_or_default());
        }
    }
}

fn program() -> PathBuf {
    let named = std::env::var_os("GREENROOM_REDIS_SERVER").map(PathBuf::from);
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("scratch/redis/redis-server");
    named.or_else(|| ours.exists().then_some(ours)).unwrap_or_else(|| PathBuf::from("redis-server"))
}

/// SEEDS J06.
#[greenroom::test]
#[ignore = "needs a Redis server, which .ci/run installs"]
async fn the_redis_gate_conforms() {
    let server = Server::start();
    // Each instance has a connection of its own, as another process would.
    conformance::check(|| server.gate("conformance")).await.unwrap();
    conformance::check(|| server.gate("conformance")).await.unwrap();
}

/// SEEDS J06: as processes on two machines would.
#[greenroom::test]
#[ignore = "needs a Redis server, which .ci/run installs"]
async fn two_bots_with_one_token_share_a_redis_gate() {
    let server = Server::start();
    let window = Duration::from_millis(200);
    let sandbox = builder().identify_window(window).max_concurrency(2).start().await.unwrap();
    let start = |ids: [u32; 4]| {
        bot(&sandbox)
            .sharding(Sharding::shards(ids, 8))
            .identify_window(window + Duration::from_millis(30))
            .identify_gate(server.gate("bot"))
            .handler(Witness(Diary::default()))
            .spawn()
    };
    let (low, high) = tokio::join!(start([0, 1, 2, 3]), start([4, 5, 6, 7]));
    let identifies = sandbox.identifies();
    assert!(identifies.iter().all(|it| it.outcome == IdentifyOutcome::Accepted), "{identifies:#?}");
    let mut shards: Vec<_> = identifies.iter().map(|it| it.shard.unwrap().0).collect();
    shards.sort_unstable();
    assert_eq!(shards, [0, 1, 2, 3, 4, 5, 6, 7], "nobody was told to come again");
    low.unwrap().stop().await;
    high.unwrap().stop().await;
}

/// Other names are other tokens, and a place that never ends is none of ours.
#[greenroom::test]
#[ignore = "needs a Redis server, which .ci/run installs"]
async fn names_are_apart_and_nothing_is_taken_for_ever() {
    let server = Server::start();
    let window = Duration::from_millis(200);
    let ask = GateAsk::new(0, 1, 1, window);
    let began = Instant::now();
    let (one, other) = (server.gate("one"), server.gate("other"));
    let (first, second) = tokio::join!(one.permit(&ask), other.permit(&ask));
    first.and(second).unwrap();
    assert!(began.elapsed() < window, "{:?}", began.elapsed());
    one.permit(&ask).await.unwrap();
    assert!(began.elapsed() >= window - Duration::from_millis(5), "{:?}", began.elapsed());
    let mut raw = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    std::io::Write::write_all(&mut raw, b"SET stuck:identify:0 forever\r\n").unwrap();
    std::io::Read::read_exact(&mut raw, &mut [0; 5]).unwrap();
    tokio::time::timeout(SOON, server.gate("stuck").permit(&ask)).await.unwrap().unwrap();
}

/// A server that goes and comes back: nobody identifies meanwhile, and the bot goes on by itself.
#[greenroom::test]
#[ignore = "needs a Redis server, which .ci/run installs"]
async fn a_server_that_goes_and_comes_back_is_asked_again() {
    let server = Server::start();
    let port = server.port;
    let gate = server.gate("bot").timeout(Duration::from_millis(500));
    gate.permit(&GateAsk::new(0, 1, 1, Duration::from_millis(1))).await.unwrap();
    drop(server);
    let sandbox = builder().start().await.unwrap();
    let run = bot(&sandbox).identify_gate(gate).handler(Witness(Diary::default())).run();
    let handle = run.handle();
    let run = tokio::spawn(run);
    sandbox.wait_until(SOON, |it| it.connections().len() == 1).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(sandbox.identifies().is_empty());
    let _server = Server::start_at(port);
    handle.ready().await.unwrap();
    assert_eq!(sandbox.identifies().len(), 1);
    handle.stop().await;
    run.await.unwrap().unwrap();
}
