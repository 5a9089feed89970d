//! Certificates that are refused, in words, and those that a program adds to the trusted ones.

use std::{error::Error, io};

use rustls::{
    CertificateError, RootCertStore,
    pki_types::{CertificateDer, UnixTime, pem::PemObject},
};

use super::TlsError;

/// Says why the server's certificate is refused. `None`: the connection failed for another reason.
pub(super) fn refusal(error: &(dyn Error + 'static)) -> Option<String> {
    // rustls wraps its errors in I/O errors, whose `source` leaves out the wrapped error itself.
    let inner = error.downcast_ref::<io::Error>()?.get_ref()?;
    let rustls::Error::InvalidCertificate(error) = inner.downcast_ref::<rustls::Error>()? else { return None };
    Some(match error {
        CertificateError::NotValidForNameContext { expected, presented } => format!(
            "the server's certificate is not for the name `{}`, but for {}",
            expected.to_str(),
            if presented.is_empty() { "no name".to_owned() } else { presented.join(", ") }
        ),
        CertificateError::NotValidForName => "the server's certificate is for another name".to_owned(),
        CertificateError::Expired => expired(None),
        CertificateError::ExpiredContext { time, not_after } => expired(Some((*time, *not_after))),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the server's certificate is not valid yet; check the clock of this machine".to_owned()
        }
        CertificateError::UnknownIssuer => "the server's certificate is self-signed, or signed by an authority that \
                                            is not trusted. If it is your own server, add its root certificate with \
                                            `Bot::root_certificates`"
            .to_owned(),
        error => format!("the server's certificate is refused: {error}"),
    })
}

/// Says that a certificate has expired. `times`: the time of this machine, and when the certificate ended.
fn expired(times: Option<(UnixTime, UnixTime)>) -> String {
    const DAY: u64 = 24 * 60 * 60;
    let ago = times.map(|(now, end)| format!(" {} days ago", now.as_secs().saturating_sub(end.as_secs()) / DAY));
    let ago = ago.unwrap_or_default();
    format!(
        "the server's certificate expired{ago}. If the clock of this machine is right, the server needs a new \
         certificate"
    )
}

/// Adds certificates to the trusted ones: PEM text with at least one certificate, or one certificate in DER.
///
/// # Errors
/// [`TlsError::Root`] if it contains no certificate, or an invalid one.
pub(super) fn add_root(roots: &mut RootCertStore, certificates: &[u8]) -> Result<(), TlsError> {
    let refused = |reason: String| TlsError::Root { reason };
    // DER begins with the tag of a sequence.
    if certificates.first() == Some(&0x30) {
        let der = CertificateDer::from(certificates.to_vec());
        return roots.add(der).map_err(|error| refused(error.to_string()));
    }
    let before = roots.len();
    for certificate in CertificateDer::pem_slice_iter(certificates) {
        let certificate = certificate.map_err(|error| refused(error.to_string()))?;
        roots.add(certificate).map_err(|error| refused(error.to_string()))?;
    }
    if roots.len() == before {
        return Err(refused("it contains no certificate, neither in PEM nor in DER".to_owned()));
    }
    Ok(())
}
