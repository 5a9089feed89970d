//! Signs requests as Discord does, for tests.

use ed25519_dalek::{Signer, SigningKey};

use super::Verifier;

/// The key pair of an application.
pub(crate) fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

/// The verifier of that application.
pub(crate) fn verifier() -> Verifier {
    Verifier::new(&hexadecimal(key().verifying_key().as_bytes())).unwrap()
}

/// The signature of a request, as its header has it.
pub(crate) fn sign(key: &SigningKey, timestamp: &str, body: &[u8]) -> String {
    hexadecimal(&key.sign(&[timestamp.as_bytes(), body].concat()).to_bytes())
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
