//! [`Services`]: REST and the cache, as handlers use them.

#[cfg(feature = "cache")]
use crate::cache::Cache;
use crate::rest::Http;

/// What handlers reach through their context, beside the bot itself.
#[derive(Debug)]
pub(crate) struct Services {
    pub(crate) http: Http,
    #[cfg(feature = "cache")]
    pub(crate) cache: Cache,
}
