//! A bot whose interactions and webhook events come over HTTP, behind a real server, used by the users of a sandbox.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests are tests")]

mod conversation;
mod events;
mod refused;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};
use greenroom::Bot;
use greenroom::http_interactions::HttpBot;
use greenroom::sandbox::{Sandbox, SandboxChannel, SandboxUser};

/// A sandbox that posts to a bot.
pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) bot: HttpBot,
    pub(crate) general: SandboxChannel,
    pub(crate) alice: SandboxUser,
    pub(crate) server: RunningServer,
}

impl World {
    /// Starts a bot to which `add` adds what is tested, and sets its URL at the sandbox.
    pub(crate) async fn start(add: impl FnOnce(Bot) -> Bot) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let bot = add(Bot::sandbox(&sandbox)).http().await.unwrap();
        let server = RunningServer::of(&bot);
        sandbox.interactions_url(&server.url("/discord")).await.unwrap();
        let (general, alice) = (sandbox.guild("Greenroom").channel("general"), sandbox.user("alice"));
        Self { sandbox, bot, general, alice, server }
    }

    /// Stops the bot and the server. No shard has ever connected.
    pub(crate) async fn end(self) {
        self.bot.stop().await;
        self.server.handle.stop(false).await;
        assert_eq!((self.sandbox.identifies().len(), self.sandbox.connections().len()), (0, 0));
    }
}

/// A server on a thread of its own.
pub(crate) struct RunningServer {
    address: SocketAddr,
    pub(crate) handle: ServerHandle,
}

async fn home() -> &'static str {
    "A page of the application."
}

impl RunningServer {
    /// The bot in an application that has another page.
    pub(crate) fn of(bot: &HttpBot) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let bot = bot.clone();
        let (started, handle) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app = move || App::new().service(bot.service("/discord")).route("/", web::get().to(home));
                let server = HttpServer::new(app).workers(2).disable_signals().shutdown_timeout(1);
                let server = server.listen(listener).unwrap().run();
                started.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        Self { address, handle: handle.recv().unwrap() }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}
