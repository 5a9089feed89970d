//! The body of a request whose signature is valid.

use std::fmt;
use std::ops::Deref;
use std::time::SystemTime;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;

use super::verifier::SignatureHeaders;
use super::{ReceiveError, SIGNATURE_HEADER, TIMESTAMP_HEADER, Verifier};

/// The unchanged body of a request that Discord has signed, as an extractor of actix-web.
///
/// The application's data must contain a [`Verifier`], as `web::Data<Verifier>` or directly. At most
/// [`Verifier::body_limit`] bytes are read, and none if a header is missing or malformed.
pub struct SignedBody(Bytes);

impl SignedBody {
    /// The bytes.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.0
    }
}

impl Deref for SignedBody {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// Shows only the length, because the bodies of interactions contain tokens.
impl fmt::Debug for SignedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedBody({} bytes)", self.0.len())
    }
}

impl FromRequest for SignedBody {
    type Error = ReceiveError;
    type Future = LocalBoxFuture<'static, Result<Self, ReceiveError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let shared = request.app_data::<Data<Verifier>>().map(|data| &***data);
        let verifier = shared.or_else(|| request.app_data()).ok_or(ReceiveError::NoVerifier).cloned();
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move { Self::read(&request, payload, &verifier?, SystemTime::now).await })
    }
}

impl SignedBody {
    /// Reads the body of a request, and verifies its signature.
    ///
    /// * `now`: The time of the clock that the time of the signature is compared with.
    pub(crate) async fn read(
        request: &HttpRequest,
        payload: Payload,
        verifier: &Verifier,
        now: impl Fn() -> SystemTime,
    ) -> Result<Self, ReceiveError> {
        let headers = check_head(request, verifier)?;
        let body = read(payload, verifier.limit()).await?;
        verifier.check(&headers, &body, now())?;
        Ok(Self(body))
    }
}

/// Reads the headers of a request, which are checked before its body is read.
fn check_head(request: &HttpRequest, verifier: &Verifier) -> Result<SignatureHeaders, ReceiveError> {
    let header = |name: &str| request.headers().get(name).map(|value| value.as_bytes());
    let headers = SignatureHeaders::read(header(SIGNATURE_HEADER), header(TIMESTAMP_HEADER))?;
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes > verifier.limit()) {
        return Err(ReceiveError::TooLarge { limit: verifier.limit() });
    }
    Ok(headers)
}

/// Reads a body of at most `limit` bytes.
async fn read(mut payload: Payload, limit: usize) -> Result<Bytes, ReceiveError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(ReceiveError::Interrupted)?;
        if chunk.len() > limit.saturating_sub(body.len()) {
            return Err(ReceiveError::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
