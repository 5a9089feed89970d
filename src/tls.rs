//! The TLS configuration of all connections to Discord.
//!
//! REST and the WebSockets of the gateway share the certificates, the crypto provider and the HTTP version, which is
//! HTTP/1.1. A WebSocket cannot be opened on an h2 connection (actix/actix-web#1069). With a global limit of 50
//! requests per second, REST gains nothing from multiplexing, while a broken h2 connection would fail every request on
//! it at once.

use std::time::Duration;

use awc::Client;

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

/// A client for WebSockets, with HTTP/1.1 only. `encrypted`: whether `wss` URLs will be opened. Without it no
/// certificates are loaded, so a machine without certificates can still connect to the sandbox.
pub(crate) fn websocket_client(timeouts: ConnectTimeouts, encrypted: bool) -> Result<Client, TlsError> {
    client(timeouts, encrypted, 0)
}

/// A client for REST calls with at most `connections` connections at a time. `encrypted` as for [`websocket_client`].
pub(crate) fn rest_client(timeouts: ConnectTimeouts, encrypted: bool, connections: usize) -> Result<Client, TlsError> {
    client(timeouts, encrypted, connections)
}

/// Checks that encrypted connections are possible, so that a configuration error is found before anything starts.
pub(crate) fn check() -> Result<(), TlsError> {
    encryption::config().map(|_| ())
}

/// Builds the client. awc's `max_http_version` is not used: with a custom rustls configuration it silently disables
/// TLS. The version is determined by the protocols in [`encryption::config`].
fn client(timeouts: ConnectTimeouts, encrypted: bool, connections: usize) -> Result<Client, TlsError> {
    let connector =
        awc::Connector::new().timeout(timeouts.connect).handshake_timeout(timeouts.handshake).limit(connections);
    let builder = Client::builder().disable_redirects().no_default_headers().timeout(timeouts.response);
    if !encrypted {
        return Ok(builder.connector(connector).finish());
    }
    #[cfg(feature = "rustls")]
    {
        Ok(builder.connector(connector.rustls_0_23(encryption::config()?)).finish())
    }
    #[cfg(not(feature = "rustls"))]
    {
        Err(TlsError::Disabled)
    }
}

#[cfg(feature = "rustls")]
mod encryption {
    //! The rustls configuration, created once per process.

    use std::sync::{Arc, OnceLock};

    use rustls::{ClientConfig, RootCertStore, crypto::ring};
    use rustls_native_certs::CertificateResult;

    use super::TlsError;

    /// The configuration of every connection. Loading the system's certificates takes tens of milliseconds, so the
    /// result is kept. Certificates that are installed later are not used by this process.
    pub(super) fn config() -> Result<Arc<ClientConfig>, TlsError> {
        static CONFIG: OnceLock<Result<Arc<ClientConfig>, TlsError>> = OnceLock::new();
        CONFIG.get_or_init(build).clone()
    }

    fn build() -> Result<Arc<ClientConfig>, TlsError> {
        build_from(rustls_native_certs::load_native_certs())
    }

    fn build_from(found: CertificateResult) -> Result<Arc<ClientConfig>, TlsError> {
        // If the program has installed another provider, it stays the global default. Ours is passed explicitly below;
        // the global default is only for libraries that use it.
        let _ = ring::default_provider().install_default();

        let mut roots = RootCertStore::empty();
        // The stores of real machines contain a few certificates that no library accepts. One valid certificate is
        // enough.
        roots.add_parsable_certificates(found.certs);
        if roots.is_empty() {
            return Err(TlsError::NoRoots { reason: found.errors.first().map(ToString::to_string) });
        }
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| TlsError::Provider { reason: error.to_string() })?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_error_without_certificates_names_what_to_do() {
            let error = build_from(CertificateResult::default()).unwrap_err();
            assert_eq!(error, TlsError::NoRoots { reason: None });
            assert!(error.to_string().contains("ca-certificates"), "{error}");
        }

        #[test]
        fn one_protocol_is_offered_and_a_provider_is_installed() {
            // Invalid certificates are ignored; one valid certificate is enough.
            let mut found = CertificateResult::default();
            found.certs.push(vec![0; 8].into());
            assert!(matches!(build_from(found), Err(TlsError::NoRoots { .. })));
            let root = include_bytes!("../tests/fixtures/root.der");
            let mut found = CertificateResult::default();
            found.certs.extend([vec![0; 8].into(), root.to_vec().into()]);
            let config = build_from(found).unwrap();
            assert_eq!(config.alpn_protocols, [b"http/1.1".to_vec()]);
            assert!(rustls::crypto::CryptoProvider::get_default().is_some());
        }
    }
}

#[cfg(not(feature = "rustls"))]
mod encryption {
    //! The replacement in builds without TLS.

    pub(super) fn config() -> Result<(), super::TlsError> {
        Err(super::TlsError::Disabled)
    }
}
