//! The one place where connections to Discord get their TLS.
//!
//! REST and the gateway's websockets share the certificates, the crypto provider and the HTTP version: everything
//! speaks HTTP/1.1. A websocket cannot be opened on an h2 connection (actix/actix-web#1069), and with a global limit of
//! 50 requests a second multiplexing gains REST nothing, while a half-open h2 connection would take every request on it
//! down at once.

use std::time::Duration;

use awc::Client;

/// Why no TLS connection can be made from this process.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The operating system offered no certificate authority that could vouch for Discord.
    #[error(
        "no trusted root certificates were found on this machine{}; install the `ca-certificates` package (or the like \
         of your system), or point the environment variable SSL_CERT_FILE to a PEM file with root certificates",
        .reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default()
    )]
    NoRoots {
        /// What the operating system's certificate store answered, if it answered anything.
        reason: Option<String>,
    },
    /// The crypto provider cannot offer the protocol versions that Discord speaks.
    #[error("the TLS library cannot be set up: {reason}")]
    Provider {
        /// What rustls said.
        reason: String,
    },
    /// A `https` or `wss` address is to be reached by a build without TLS.
    #[error(
        "an encrypted address is to be reached, but greenroom was built without its feature `rustls`; switch it on in \
         Cargo.toml, or use an http:// or ws:// address"
    )]
    Disabled,
}

/// How long the phases of opening a connection may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConnectTimeouts {
    /// Resolving the name and opening the TCP connection.
    pub(crate) connect: Duration,
    /// The TLS handshake.
    pub(crate) handshake: Duration,
    /// From the request to the head of its response (for a websocket: to the answer to the upgrade).
    pub(crate) response: Duration,
}

/// A client for websockets: HTTP/1.1 only. `encrypted` says whether `wss` addresses will be opened; without it no
/// certificates are needed, so that a machine without any can still talk to the sandbox.
pub(crate) fn websocket_client(timeouts: ConnectTimeouts, encrypted: bool) -> Result<Client, TlsError> {
    client(timeouts, encrypted, 0)
}

/// A client for REST calls over at most `connections` connections at once. `encrypted` as for [`websocket_client`].
pub(crate) fn rest_client(timeouts: ConnectTimeouts, encrypted: bool, connections: usize) -> Result<Client, TlsError> {
    client(timeouts, encrypted, connections)
}

/// Checks that encrypted connections can be made at all, so that a configuration error shows before anything starts.
pub(crate) fn check() -> Result<(), TlsError> {
    encryption::config().map(|_| ())
}

/// Builds the client. awc's own `max_http_version` is not called on purpose: with a custom rustls configuration it
/// silently drops TLS altogether. The version is settled by the protocols offered in [`encryption::config`].
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
    //! The rustls configuration, made once per process.

    use std::sync::{Arc, OnceLock};

    use rustls::{ClientConfig, RootCertStore, crypto::ring};
    use rustls_native_certs::CertificateResult;

    use super::TlsError;

    /// The configuration for every connection. Reading the system's certificates costs tens of milliseconds, so the
    /// outcome is kept; a machine without certificates does not get any while the process runs.
    pub(super) fn config() -> Result<Arc<ClientConfig>, TlsError> {
        static CONFIG: OnceLock<Result<Arc<ClientConfig>, TlsError>> = OnceLock::new();
        CONFIG.get_or_init(build).clone()
    }

    fn build() -> Result<Arc<ClientConfig>, TlsError> {
        build_from(rustls_native_certs::load_native_certs())
    }

    fn build_from(found: CertificateResult) -> Result<Arc<ClientConfig>, TlsError> {
        // A program that installed another provider keeps it: ours is named explicitly below, the global default is
        // only for libraries that look there.
        let _ = ring::default_provider().install_default();

        let mut roots = RootCertStore::empty();
        // Stores of real machines hold a few certificates no library accepts; one good one is enough to go on.
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
        fn a_machine_without_certificates_is_told_what_to_do() {
            let error = build_from(CertificateResult::default()).unwrap_err();
            assert_eq!(error, TlsError::NoRoots { reason: None });
            assert!(error.to_string().contains("ca-certificates"), "{error}");
        }

        #[test]
        fn one_protocol_is_offered_and_the_provider_is_there() {
            // Certificates that no library accepts are passed over; one that is accepted is enough.
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
    //! The stand-in of a build without TLS.

    pub(super) fn config() -> Result<(), super::TlsError> {
        Err(super::TlsError::Disabled)
    }
}
