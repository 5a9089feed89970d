//! How the rustls configuration is built.

use std::{sync::Arc, time::Instant};

use rustls::{ClientConfig, RootCertStore, crypto::ring};
use rustls_native_certs::CertificateResult;

use super::{TlsError, certificate::add_root};

/// Reads the system's certificates and builds a configuration with them and with those in `own`.
pub(super) fn build(own: &[Vec<u8>]) -> Result<Arc<ClientConfig>, TlsError> {
    let started = Instant::now();
    let found = rustls_native_certs::load_native_certs();
    let (certificates, elapsed) = (found.certs.len(), started.elapsed());
    tracing::debug!(certificates, ?elapsed, "the root certificates of the system were read");
    build_from(found, own)
}

pub(super) fn build_from(found: CertificateResult, own: &[Vec<u8>]) -> Result<Arc<ClientConfig>, TlsError> {
    // If the program has installed another provider, it stays the global default. Ours is passed explicitly below;
    // the global default is only for libraries that use it.
    let _ = ring::default_provider().install_default();

    let mut roots = RootCertStore::empty();
    // The stores of real machines contain a few certificates that no library accepts. One valid certificate is
    // enough.
    roots.add_parsable_certificates(found.certs);
    for certificates in own {
        add_root(&mut roots, certificates)?;
    }
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
    use std::time::Duration;

    use super::*;
    use crate::tls::{ConnectTimeouts, Tls};

    #[test]
    fn the_error_without_certificates_names_what_to_do() {
        let error = build_from(CertificateResult::default(), &[]).unwrap_err();
        assert_eq!(error, TlsError::NoRoots { reason: None });
        assert!(error.to_string().contains("ca-certificates"), "{error}");
    }

    #[test]
    fn one_protocol_is_offered_and_a_provider_is_installed() {
        // Invalid certificates are ignored; one valid certificate is enough.
        let mut found = CertificateResult::default();
        found.certs.push(vec![0; 8].into());
        assert!(matches!(build_from(found, &[]), Err(TlsError::NoRoots { .. })));
        let root = include_bytes!("../../tests/fixtures/root.der");
        let mut found = CertificateResult::default();
        found.certs.extend([vec![0; 8].into(), root.to_vec().into()]);
        let config = build_from(found, &[]).unwrap();
        assert_eq!(config.alpn_protocols, [b"http/1.1".to_vec()]);
        assert!(rustls::crypto::CryptoProvider::get_default().is_some());
    }

    /// Sets the configuration without reading the certificates of the machine.
    fn built() -> Tls {
        let tls = Tls::default();
        let mut found = CertificateResult::default();
        found.certs.push(include_bytes!("../../tests/fixtures/root.der").to_vec().into());
        tls.config.set(build_from(found, &[])).unwrap();
        tls
    }

    #[test]
    fn clones_share_a_configuration_and_others_have_their_own() {
        let (first, second) = (built(), built());
        let config = |tls: &Tls| tls.config().unwrap();
        assert!(Arc::ptr_eq(&config(&first), &config(&first.clone())));
        assert!(!Arc::ptr_eq(&config(&first), &config(&second)));
        // A clone that was made before the configuration was built shares it as well.
        let unbuilt = Tls::default();
        let clone = unbuilt.clone();
        unbuilt.config.set(Err(TlsError::Disabled)).unwrap();
        assert_eq!(clone.check(), Err(TlsError::Disabled));
    }

    #[test]
    fn an_unencrypted_client_builds_no_configuration() {
        let tls = Tls::default();
        let second = Duration::from_secs(1);
        let timeouts = ConnectTimeouts { connect: second, handshake: second, response: second };
        actix::System::new().block_on(async {
            tls.websocket_client(timeouts, false).unwrap();
            tls.rest_client(timeouts, false, 1).unwrap();
            assert!(tls.config.get().is_none());
            let is_possible = tls.websocket_client(timeouts, true).is_ok();
            assert_eq!(tls.config.get().map(Result::is_ok), Some(is_possible));
        });
    }
}
