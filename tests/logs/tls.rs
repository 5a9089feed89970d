//! The system's root certificates: each bot reads them at most once.

use std::{net::TcpListener, time::Duration};

use greenroom::{Sharding, sandbox::Sandbox};

use crate::{
    Log,
    common::{self, Diary, SOON, Witness, sandbox},
};

/// The lines that say that root certificates were read.
const READ: &[&str] = &["DEBUG", "the root certificates of the system were read"];

/// Runs a bot with three shards on two threads that cannot connect to the gateway, until each shard has tried.
async fn run_encrypted(sandbox: &Sandbox) {
    // The port is free again once the listener is dropped, so that every connection is refused.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let bot = common::bot(sandbox).gateway_url(format!("wss://{address}")).sharding(Sharding::Total(3)).threads(2);
    let running = bot.handler(Witness(Diary::default())).run();
    let handle = running.handle();
    let guard = tokio::spawn(running);
    let all_tried = async {
        while !(handle.shards().len() == 3 && handle.shards().iter().all(|shard| shard.cid > 1)) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(SOON, all_tried).await.is_ok(), "{:?}", handle.shards());
    handle.stop().await;
    guard.await.unwrap().unwrap();
}

#[greenroom::test]
async fn each_bot_reads_the_certificates_once_and_only_for_encrypted_connections() {
    let log = Log::keep();
    let sandbox = sandbox().await;
    let bot = common::bot(&sandbox).handler(Witness(Diary::default())).spawn().await.unwrap();
    bot.stop().await;
    assert_eq!(log.lines(READ).len(), 0, "an unencrypted bot needs no certificates");
    run_encrypted(&sandbox).await;
    assert_eq!(log.lines(READ).len(), 1, "the shards of a bot share one configuration");
    run_encrypted(&sandbox).await;
    assert_eq!(log.lines(READ).len(), 2, "each bot has a configuration of its own");
}
