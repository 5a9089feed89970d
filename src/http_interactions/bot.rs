//! [`HttpBot`], a running bot whose interactions come over HTTP.

use std::{fmt, net::ToSocketAddrs, ops::Deref, sync::Arc};

use actix_web::{App, HttpServer};

use crate::{
    bot::{Bot, BotGuard},
    clock::Clock,
    error::{Error, Result},
    handle::BotHandle,
    rest::Http,
    signed::Verifier,
};

/// A running bot whose interactions come over HTTP. It comes from [`Bot::http`], and dereferences to a
/// [`BotHandle`].
///
/// Clones are the same bot. When the last clone is dropped, and each service of it, the bot is aborted.
/// [`stop().await`](BotHandle::stop) ends it in good order: calls that run are waited for, and new requests are
/// answered with 503. The server must run until then, because the first answers are its responses. actix-web lets open
/// requests finish when it stops.
#[derive(Clone)]
pub struct HttpBot(Arc<Inner>);

struct Inner {
    guard: BotGuard,
    http: Http,
    verifier: Verifier,
    clock: Clock,
}

impl HttpBot {
    pub(super) fn verifier(&self) -> &Verifier {
        &self.0.verifier
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Discord's REST API, as the bot uses it.
    pub(super) fn rest(&self) -> &Http {
        &self.0.http
    }
}

impl fmt::Debug for HttpBot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpBot").finish_non_exhaustive()
    }
}

impl Deref for HttpBot {
    type Target = BotHandle;

    fn deref(&self) -> &BotHandle {
        &self.0.guard
    }
}

impl Bot {
    /// Runs the bot for interactions that come over HTTP, in a task of the current Tokio runtime, and resolves when its
    /// commands have been registered. See [`http_interactions`](crate::http_interactions).
    ///
    /// The public key, with which signatures are verified, is read from the application.
    ///
    /// # Errors
    /// As [`spawn`](Self::spawn); [`Error::Http`] if the application cannot be read.
    pub async fn http(self) -> Result<HttpBot> {
        self.begin_http(None).await
    }

    /// As [`http`](Self::http), with a verifier that has other limits than the default, such as
    /// [`Verifier::time_window`].
    ///
    /// # Errors
    /// As [`http`](Self::http); [`Error::Option`] if the verifier has another public key than the application.
    pub async fn http_with(self, verifier: Verifier) -> Result<HttpBot> {
        self.begin_http(Some(verifier)).await
    }

    /// Runs the bot for interactions that come over HTTP, with a server for nothing else: short for a server with the
    /// [service](HttpBot::service) of [`http`](Self::http) at every path. Ends after a signal (Ctrl+C, SIGTERM), when
    /// the calls that run have ended.
    ///
    /// * `address`: Where the server listens, such as `0.0.0.0:8080`.
    ///
    /// # Errors
    /// As [`http`](Self::http); [`Error::Option`] if the server cannot listen at the address.
    pub async fn serve_http(self, address: impl ToSocketAddrs) -> Result<()> {
        let bot = self.handle_signals(false).http().await?;
        let of_bot = bot.clone();
        let server = HttpServer::new(move || App::new().service(of_bot.service("/{path:.*}")));
        let refused = |error: std::io::Error| Error::Option { option: "address", reason: error.to_string() };
        let served = server.bind(address).map_err(refused)?.run().await;
        bot.stop().await;
        served.map_err(refused)
    }

    async fn begin_http(self, verifier: Option<Verifier>) -> Result<HttpBot> {
        let (bot, clock, has_shard_0) = self.over_http();
        tokio::runtime::Handle::try_current().map_err(|_| Error::NoRuntime)?;
        let guard = BotGuard::spawn(bot.run());
        guard.started().await?;
        let application = guard.application().await?;
        // Only a session would set it, to the same value.
        let _ = guard.state().application_id.set(application.id);
        let option = |reason: String| Error::Option { option: "http", reason };
        let key = &application.verify_key;
        let of_application = Verifier::new(key).map_err(|error| option(format!("the application: {error}")))?;
        let verifier = match verifier {
            Some(verifier) if !verifier.has_key_of(&of_application) => {
                return Err(option("the verifier has another public key than the application of the token".to_owned()));
            }
            Some(verifier) => verifier,
            None => of_application,
        };
        if !has_shard_0 {
            guard.begin_commands().await?;
        }
        guard.ready().await?;
        let http = guard.http()?.clone();
        Ok(HttpBot(Arc::new(Inner { guard, http, verifier, clock })))
    }
}
