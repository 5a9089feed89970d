//! Where the gateway is, and the address to connect to (Discord's docs: "Connecting").

use std::fmt;
use std::str::FromStr;

use http::Uri;

use super::{Compression, ConfigError, Encoding};

/// The place of a gateway: scheme, host, port and path. A base URL or a resume URL, without the query that says how we want
/// to talk.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GatewayUrl {
    secure: bool,
    host: String,
    port: Option<u16>,
    path: String,
}

impl GatewayUrl {
    /// Discord's own gateway, [`GATEWAY_URL`](super::GATEWAY_URL).
    #[must_use]
    pub fn discord() -> Self {
        Self { secure: true, host: "gateway.discord.gg".to_owned(), port: None, path: "/".to_owned() }
    }

    /// Reads a URL such as `wss://gateway.discord.gg`, `ws://127.0.0.1:4000/path` or one with a query, which is left out: it is
    /// written anew for every connection by [`connect_url`](Self::connect_url).
    ///
    /// # Errors
    ///
    /// [`ConfigError::UrlScheme`] if the scheme is neither `ws` nor `wss`, [`ConfigError::Url`] if it is no URL with a host.
    pub fn parse(url: &str) -> Result<Self, ConfigError> {
        let url = url.trim();
        let invalid = |problem: &str| ConfigError::Url { value: url.to_owned(), problem: problem.to_owned() };
        if url.is_empty() {
            return Err(invalid("it is empty"));
        }
        let uri = url.parse::<Uri>().map_err(|error| invalid(&error.to_string()))?;
        let secure = match uri.scheme_str() {
            Some("wss") => true,
            Some("ws") => false,
            other => {
                let scheme = other.unwrap_or("none").to_owned();
                return Err(ConfigError::UrlScheme { value: url.to_owned(), scheme });
            }
        };
        let authority = uri.authority().ok_or_else(|| invalid("it has no host"))?;
        if authority.as_str().contains('@') {
            return Err(invalid("it has a user name in it"));
        }
        if authority.host().is_empty() {
            return Err(invalid("it has no host"));
        }
        let port = match authority.as_str().strip_prefix(authority.host()) {
            Some("") => None,
            Some(rest) => {
                let port = rest.strip_prefix(':').and_then(|port| port.parse().ok()).filter(|port| *port != 0);
                Some(port.ok_or_else(|| invalid("its port is not a number from 1 to 65535"))?)
            }
            None => return Err(invalid("its host cannot be read")),
        };
        // The resume URL comes without a trailing slash and the documented examples have one. Both mean the same place.
        let path = format!("{}/", uri.path().trim_end_matches('/'));
        Ok(Self { secure, host: authority.host().to_owned(), port, path })
    }

    /// Whether the connection is encrypted: `wss` is, `ws` is not.
    #[must_use]
    pub const fn is_secure(&self) -> bool {
        self.secure
    }

    /// The host; an IPv6 address keeps its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port: the one in the URL, else that of the scheme, 443 for `wss` and 80 for `ws`.
    #[must_use]
    pub const fn port(&self) -> u16 {
        match self.port {
            Some(port) => port,
            None if self.secure => 443,
            None => 80,
        }
    }

    /// The address to connect to: this place with exactly `v`, `encoding` and, for a transport compression, `compress`.
    ///
    /// A resume must repeat the query of the connection that the session began on, so both are built here.
    #[must_use]
    pub fn connect_url(&self, version: u8, encoding: Encoding, compression: Compression) -> String {
        let mut url = format!("{self}?v={version}&encoding={}", encoding.as_str());
        if let Some(compress) = compression.query_value() {
            url.push_str("&compress=");
            url.push_str(compress);
        }
        url
    }
}

impl fmt::Display for GatewayUrl {
    /// The URL without a query, ending in `/`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "wss" } else { "ws" };
        write!(f, "{scheme}://{}", self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        f.write_str(&self.path)
    }
}

impl FromStr for GatewayUrl {
    type Err = ConfigError;

    fn from_str(url: &str) -> Result<Self, ConfigError> {
        Self::parse(url)
    }
}
