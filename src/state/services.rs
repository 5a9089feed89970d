//! [`Services`]: the REST client and the cache, as handlers use them.

#[cfg(feature = "cache")]
use crate::cache::Cache;
use crate::rest::Http;

/// What a context gives access to, beside the bot itself.
#[derive(Debug)]
pub(crate) struct Services {
    pub(crate) http: Http,
    #[cfg(feature = "cache")]
    pub(crate) cache: Cache,
}
