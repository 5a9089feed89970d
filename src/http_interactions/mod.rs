//! Interactions and webhook events over HTTP (feature `http-interactions`): the same handlers as with the gateway,
//! behind [actix-web](actix_web), without a connection to the gateway.
//!
//! Discord sends the interactions of an application to its *interactions endpoint URL* if one is set on its page at
//! <https://discord.com/developers/applications>, and over the gateway otherwise (HTTP reference, section 11; Discord's
//! docs, interactions/receiving-and-responding). [`Bot::http`](crate::Bot::http) starts a bot for that URL:
//!
//! ```no_run
//! use actix_web::{App, HttpServer, web};
//! use greenroom::prelude::*;
//!
//! /// Says hello
//! #[command]
//! async fn hello() -> &'static str {
//!     "Hello!"
//! }
//!
//! async fn home() -> &'static str {
//!     "A page of your own."
//! }
//!
//! #[greenroom::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let bot = Bot::from_env()?.command(hello).http().await?;
//!     let of_bot = bot.clone();
//!     let app = move || App::new().service(of_bot.service("/discord")).route("/", web::get().to(home));
//!     HttpServer::new(app).bind("0.0.0.0:8080")?.run().await?;
//!     bot.stop().await;
//!     Ok(())
//! }
//! ```
//!
//! A program without pages of its own calls [`Bot::serve_http`](crate::Bot::serve_http) instead. Discord requires
//! HTTPS, which a proxy in front of the program provides, or `HttpServer::bind_rustls_0_23`.
//!
//! # Requests
//!
//! [`HttpBot::service`] takes interactions and webhook events; one URL is enough for both. Each request must be signed
//! by Discord for the application of the bot.
//!
//! | request | status |
//! |---|---|
//! | a PING | 200 with a PONG to an interaction, 204 to a webhook event |
//! | an interaction | 200 with the first answer, or 202 if that was sent to Discord's REST API |
//! | a webhook event | 204 at once; then [`webhook_event`](crate::handler::EventHandler::webhook_event) is called |
//! | the signature is missing or wrong, or its time is outside of [`Verifier::time_window`] | 401 |
//! | a body of more than [`Verifier::body_limit`] bytes | 413 |
//! | a signed body that cannot be read, which is logged | 400 |
//! | another method than POST | 405 |
//! | an interaction that nothing answers within 3 s | 504 |
//! | the bot is stopping | 503 |
//!
//! # Answers
//!
//! Calls run as with the gateway: checks, hooks, cooldowns, the deferral after 2 s, errors. The first answer is the
//! response to the request. Files are the exception, since Discord documents only JSON for responses: an answer with
//! files is sent to the REST API, and the request is answered with 202. The same happens if the result of the answer is
//! wanted (`with_response`). Everything after the first answer is sent to the REST API.
//!
//! Discord does not return the id of a message that is a response.
//! [`SentReply::message`](crate::command::SentReply::message) requests the message. After 15 minutes, when the token of
//! the interaction is invalid, an answer can only be changed if this was called before.
//! [`Reply::expires`](crate::command::Reply::expires) takes care of that by itself.
//!
//! # The gateway
//!
//! No shard runs, unless [`Bot::sharding`](crate::Bot::sharding) sets which: then the bot also receives the events of
//! the gateway, and its interactions still come over HTTP. Without a shard the cache stays empty, collectors and
//! streams receive only interactions, and methods of [`BotHandle`](crate::BotHandle) that need a shard return an error.
//!
//! [`Verifier::time_window`]: crate::signed::Verifier::time_window
//! [`Verifier::body_limit`]: crate::signed::Verifier::body_limit

mod bot;
mod receive;
mod request;

pub use self::bot::HttpBot;
