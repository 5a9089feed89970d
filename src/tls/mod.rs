//! The TLS configuration of all connections to Discord.
//!
//! REST and the WebSockets of the gateway share the certificates, the crypto provider and the HTTP version, which is
//! HTTP/1.1. A WebSocket cannot be opened on an h2 connection (actix/actix-web#1069). With a global limit of 50
//! requests per second, REST gains nothing from multiplexing, while a broken h2 connection would fail every request on
//! it at once.

#[cfg(feature = "rustls")]
mod certificate;
#[cfg(feature = "rustls")]
mod encryption;
#[cfg(all(test, feature = "rustls"))]
mod http_version_tests;

#[cfg(feature = "rustls")]
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use awc::{Client, error::ConnectError};
#[cfg(feature = "rustls")]
use rustls::{ClientConfig, RootCertStore};

use crate::dial::Dialer;

/// Why this process cannot open TLS connections.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The operating system provided no trusted root certificates.
    #[error(
        "no trusted root certificates were found on this machine{}; install the package `ca-certificates` (or the \
         equivalent of your system), or set the environment variable SSL_CERT_FILE to a PEM file with root \
         certificates",
        .reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default()
    )]
    NoRoots {
        /// The error of the operating system's certificate store, if there was one.
        reason: Option<String>,
    },
    /// A root certificate that the program has added cannot be used.
    #[error("the option `root_certificates` cannot be used: {reason}")]
    Root {
        /// What is wrong with it.
        reason: String,
    },
    /// The crypto provider does not support the required protocol versions.
    #[error("the TLS library cannot be set up: {reason}")]
    Provider {
        /// The error of rustls.
        reason: String,
    },
    /// An `https` or `wss` URL is used in a build without TLS.
    #[error(
        "an encrypted URL needs the feature `rustls`, which this build of Greenroom does not have; enable it in \
         Cargo.toml, or use an http:// or ws:// URL"
    )]
    Disabled,
}

/// The time limits for the phases of opening a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConnectTimeouts {
    /// Resolving the name and opening the TCP connection.
    pub(crate) connect: Duration,
    /// The TLS handshake.
    pub(crate) handshake: Duration,
    /// From the request to the head of the response (for a WebSocket: of the upgrade).
    pub(crate) response: Duration,
}

/// The TLS configuration of one bot, or of one [`Http`](crate::rest::Http) without a bot. Clones share it.
///
/// The first encrypted connection builds it, because reading the system's certificates takes tens of milliseconds. A
/// bot without encrypted connections never reads them, so it also runs on a machine without certificates.
#[derive(Clone, Default)]
pub(crate) struct Tls {
    /// Certificates that are installed after it was built are not used.
    #[cfg(feature = "rustls")]
    config: Arc<OnceLock<Result<Arc<ClientConfig>, TlsError>>>,
    /// Root certificates that are trusted beside those of the system.
    #[cfg(feature = "rustls")]
    own: Arc<[Vec<u8>]>,
    /// Opens the TCP connections.
    dialer: Dialer,
}

impl Tls {
    /// A configuration that also trusts these root certificates, each in PEM or DER.
    ///
    /// # Errors
    /// [`TlsError::Root`] if one of them cannot be used; [`TlsError::Disabled`] in a build without TLS.
    #[cfg(feature = "rustls")]
    pub(crate) fn new(own: &[Vec<u8>]) -> Result<Self, TlsError> {
        let mut roots = RootCertStore::empty();
        own.iter().try_for_each(|certificates| certificate::add_root(&mut roots, certificates))?;
        Ok(Self { own: own.into(), ..Self::default() })
    }

    #[cfg(not(feature = "rustls"))]
    pub(crate) fn new(own: &[Vec<u8>]) -> Result<Self, TlsError> {
        if own.is_empty() { Ok(Self::default()) } else { Err(TlsError::Disabled) }
    }

    /// The same, with TCP connections that `dialer` opens.
    pub(crate) fn dialing(mut self, dialer: Dialer) -> Self {
        self.dialer = dialer;
        self
    }

    /// Checks that encrypted connections are possible, so that a configuration error is found before anything starts.
    pub(crate) fn check(&self) -> Result<(), TlsError> {
        self.config().map(drop)
    }

    /// A client for WebSockets. `encrypted`: whether `wss` URLs will be opened. Without it the TLS configuration is not
    /// used.
    pub(crate) fn websocket_client(&self, timeouts: ConnectTimeouts, encrypted: bool) -> Result<Client, TlsError> {
        self.client(timeouts, encrypted, 0)
    }

    /// A client for REST calls with at most `connections` connections at a time. `encrypted`: whether `https` URLs will
    /// be opened.
    pub(crate) fn rest_client(
        &self,
        timeouts: ConnectTimeouts,
        encrypted: bool,
        connections: usize,
    ) -> Result<Client, TlsError> {
        self.client(timeouts, encrypted, connections)
    }

    /// Builds the client. awc's `max_http_version` is not used: with a custom rustls configuration it silently disables
    /// TLS. The protocols in [`encryption::build`] determine the version.
    fn client(&self, timeouts: ConnectTimeouts, encrypted: bool, connections: usize) -> Result<Client, TlsError> {
        let connector = awc::Connector::new()
            .connector(self.dialer.clone())
            .timeout(timeouts.connect)
            .handshake_timeout(timeouts.handshake)
            .limit(connections);
        let builder = Client::builder().disable_redirects().no_default_headers().timeout(timeouts.response);
        if !encrypted {
            return Ok(builder.connector(connector).finish());
        }
        #[cfg(feature = "rustls")]
        {
            Ok(builder.connector(connector.rustls_0_23(self.config()?)).finish())
        }
        #[cfg(not(feature = "rustls"))]
        {
            Err(TlsError::Disabled)
        }
    }

    #[cfg(feature = "rustls")]
    fn config(&self) -> Result<Arc<ClientConfig>, TlsError> {
        self.config.get_or_init(|| encryption::build(&self.own)).clone()
    }

    #[cfg(not(feature = "rustls"))]
    #[allow(clippy::unused_self, reason = "with the feature `rustls` it returns the configuration")]
    fn config(&self) -> Result<(), TlsError> {
        Err(TlsError::Disabled)
    }
}

/// Why a connection could not be opened, in words.
pub(crate) fn describe(error: &ConnectError) -> String {
    #[cfg(feature = "rustls")]
    if let ConnectError::Io(error) = error
        && let Some(reason) = certificate::refusal(error)
    {
        return reason;
    }
    error.to_string()
}
