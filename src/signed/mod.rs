//! Requests that Discord signs: verifying their signatures, and an extractor of actix-web for their bodies (feature
//! `http-interactions`).
//!
//! Discord posts interactions and [webhook events](crate::webhook_event) to URLs of an application, and signs each
//! request (HTTP reference, section 11.1; Discord's docs, interactions/overview). It also sends wrong signatures on
//! purpose, when the URL is set and later. An application that does not answer them with 401 loses its URL.
//!
//! [`Verifier`] verifies signatures and does not depend on a web server. [`SignedBody`] is the body of a request whose
//! signature is valid. It is extracted in an [`App`](actix_web::App), and uses the verifier in the app's data:
//!
//! ```
//! use actix_web::{App, HttpResponse, web};
//! use greenroom::signed::{PublicKeyError, SignedBody, Verifier};
//!
//! async fn receive(body: SignedBody) -> HttpResponse {
//!     println!("{} bytes from Discord", body.len());
//!     HttpResponse::NoContent().finish()
//! }
//!
//! # fn main() -> Result<(), PublicKeyError> {
//! let verifier = Verifier::new("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")?;
//! let app = App::new().app_data(web::Data::new(verifier)).route("/discord", web::post().to(receive));
//! # drop(app);
//! # Ok(())
//! # }
//! ```

mod body;
mod error;
#[cfg(test)]
pub(crate) mod signer;
mod verifier;

pub use body::SignedBody;
pub use error::ReceiveError;
pub use verifier::{
    DEFAULT_BODY_LIMIT, DEFAULT_TIME_WINDOW, PublicKeyError, SIGNATURE_HEADER, SignatureError, TIMESTAMP_HEADER,
    Verifier,
};
