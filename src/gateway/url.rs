//! The address of the gateway (Discord's docs: "Connecting").

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use http::Uri;

use super::{Compression, ConfigError, Encoding};

/// The address of Discord's gateway, used if `GET /gateway` was not called.
pub const GATEWAY_URL: &str = "wss://gateway.discord.gg/";

/// The address of a gateway: scheme, host, port and path. It is a base URL or a resume URL without the query, which is
/// added for each connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GatewayUrl {
    secure: bool,
    host: String,
    port: Option<u16>,
    path: String,
}

impl GatewayUrl {
    /// Discord's own gateway, [`GATEWAY_URL`].
    #[must_use]
    pub fn discord() -> Self {
        Self { secure: true, host: "gateway.discord.gg".to_owned(), port: None, path: "/".to_owned() }
    }

    /// Parses a URL such as `wss://gateway.discord.gg` or `ws://127.0.0.1:4000/path`. A query is removed, because each
    /// connection gets its own.
    ///
    /// # Errors
    ///
    /// [`ConfigError::UrlScheme`] if the scheme is neither `ws` nor `wss`, [`ConfigError::Url`] if it is not a URL with
    /// a host.
    pub fn parse(url: &str) -> Result<Self, ConfigError> {
        let url = url.trim();
        // A user name may come with a password, which no error shows.
        let shown = if url.contains('@') { "it" } else { url };
        let invalid = |problem: &str| ConfigError::Url { value: shown.to_owned(), problem: problem.to_owned() };
        if url.is_empty() {
            return Err(invalid("it is empty"));
        }
        let uri = url.parse::<Uri>().map_err(|error| invalid(&error.to_string()))?;
        let secure = match uri.scheme_str().map(str::to_ascii_lowercase).as_deref() {
            Some("wss") => true,
            Some("ws") => false,
            other => {
                let scheme = other.unwrap_or("none").to_owned();
                return Err(ConfigError::UrlScheme { value: shown.to_owned(), scheme });
            }
        };
        let authority = uri.authority().ok_or_else(|| invalid("it has no host"))?;
        if authority.as_str().contains('@') {
            return Err(invalid("it contains a user name"));
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
            None => return Err(invalid("its host is invalid")),
        };
        // The resume URL has no trailing slash, the documented examples have one. Both are the same address.
        let path = format!("{}/", uri.path().trim_end_matches('/'));
        Ok(Self { secure, host: authority.host().to_owned(), port, path })
    }

    /// Whether the connection is encrypted: `wss` is, `ws` is not.
    #[must_use]
    pub const fn is_secure(&self) -> bool {
        self.secure
    }

    /// The host. An IPv6 address includes its brackets.
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

    /// The address for a log: scheme, host and port.
    pub(crate) fn address(&self) -> String {
        format!("{}://{}:{}", if self.secure { "wss" } else { "ws" }, self.host, self.port())
    }

    /// Whether the host is that of `other`, or under the parent domain of that host, as `us-east1.discord.gg` is under
    /// the parent domain of `gateway.discord.gg`.
    ///
    /// A parent domain under which anybody can register names, such as `com` or `co.uk`, does not count. Such domains
    /// are recognised by their form, without a list of all of them.
    pub(crate) fn is_of_the_same_domain(&self, other: &Self) -> bool {
        // `discord.gg.` is the same name as `discord.gg`.
        let name = |url: &Self| url.host.trim_end_matches('.').to_ascii_lowercase();
        let (host, other) = (name(self), name(other));
        if host == other {
            return true;
        }
        let is_address = other.starts_with('[') || other.parse::<Ipv4Addr>().is_ok();
        let parent = other.split_once('.').map(|(_, parent)| parent).filter(|parent| !is_address && is_own(parent));
        parent.is_some_and(|parent| host == parent || host.strip_suffix(parent).is_some_and(|it| it.ends_with('.')))
    }

    /// The URL to connect to: this address with exactly `v`, `encoding` and, for a transport compression, `compress`.
    ///
    /// A resume must use the same query as the connection that began the session, so both are built here.
    #[must_use]
    pub(crate) fn connect_url(&self, version: u8, encoding: Encoding, compression: Compression) -> String {
        let mut url = format!("{self}?v={version}&encoding={}", encoding.as_str());
        if let Some(compress) = compression.query_value() {
            url.push_str("&compress=");
            url.push_str(compress);
        }
        url
    }
}

/// Whether a domain has one owner, judging by its form.
fn is_own(domain: &str) -> bool {
    const SHARED: [&str; 7] = ["ac", "co", "com", "edu", "gov", "net", "org"];
    match domain.split('.').collect::<Vec<_>>()[..] {
        [] | [_] => false,
        [second, country] => !(country.len() == 2 && SHARED.contains(&second)),
        _ => true,
    }
}

impl Default for GatewayUrl {
    /// The address [`GATEWAY_URL`].
    fn default() -> Self {
        Self::discord()
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn connect(url: &str) -> String {
        GatewayUrl::parse(url).unwrap().connect_url(10, Encoding::Json, Compression::ZlibStream)
    }

    #[test]
    fn an_address_in_a_log_has_scheme_and_port() {
        for (url, address) in [
            ("wss://gateway.discord.gg", "wss://gateway.discord.gg:443"),
            ("ws://127.0.0.1:4000/path?v=9", "ws://127.0.0.1:4000"),
            ("ws://[::1]", "ws://[::1]:80"),
        ] {
            assert_eq!(GatewayUrl::parse(url).unwrap().address(), address);
        }
    }

    #[test]
    fn hosts_of_the_same_domain_are_found() {
        for (base, host, is_same) in [
            ("gateway.discord.gg", "gateway.discord.gg", true),
            ("gateway.discord.gg", "GATEWAY-us-east1-b.Discord.gg", true),
            ("gateway.discord.gg", "discord.gg", true),
            ("gateway.discord.gg", "a.b.discord.gg", true),
            ("gateway.discord.gg", "discord.com", false),
            ("gateway.discord.gg", "evildiscord.gg", false),
            ("gateway.discord.gg", "discord.gg.evil.com", false),
            ("example.com", "example.com", true),
            ("example.com", "evil.com", false),
            ("example.com", "gateway.example.com", false),
            ("example.co.uk", "evil.co.uk", false),
            ("gw.example.co.uk", "eu.example.co.uk", true),
            ("example.com.", "evil.com.", false),
            ("example.co.uk.", "evil.co.uk.", false),
            ("gateway.discord.gg.", "us-east1.discord.gg", true),
            ("gateway.discord.gg", "us-east1.discord.gg.", true),
            ("localhost", "127.0.0.1", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("10.0.0.1", "9.0.0.1", false),
            ("[::1]", "[::1]", true),
            ("[::1]", "[::2]", false),
        ] {
            let url = |host: &str| GatewayUrl::parse(&format!("wss://{host}")).unwrap();
            assert_eq!(url(host).is_of_the_same_domain(&url(base)), is_same, "{host} after {base}");
        }
    }

    #[test]
    fn the_query_has_exactly_our_parameters() {
        let base = GatewayUrl::parse("wss://gateway.discord.gg").unwrap();
        let cases = [
            (Compression::ZlibStream, "wss://gateway.discord.gg/?v=10&encoding=json&compress=zlib-stream"),
            (Compression::None, "wss://gateway.discord.gg/?v=10&encoding=json"),
            (Compression::Payload, "wss://gateway.discord.gg/?v=10&encoding=json"),
        ];
        for (compression, url) in cases {
            assert_eq!(base.connect_url(10, Encoding::Json, compression), url);
        }
        assert_eq!(
            base.connect_url(9, Encoding::Json, Compression::None),
            "wss://gateway.discord.gg/?v=9&encoding=json"
        );
    }

    /// Defect 1 of the seeds: `version=` instead of `v=`.
    #[test]
    fn seed_defect_01_the_parameter_is_called_v() {
        let url = connect("wss://gateway.discord.gg");
        assert!(url.contains("?v=10&") && !url.contains("version"), "{url}");
    }

    #[test]
    fn slashes_queries_paths_and_ports_are_normalised() {
        let cases = [
            ("wss://gateway.discord.gg/", "wss://gateway.discord.gg/?v=10&encoding=json&compress=zlib-stream"),
            (
                "wss://gateway.discord.gg/?v=6&x=y#z",
                "wss://gateway.discord.gg/?v=10&encoding=json&compress=zlib-stream",
            ),
            ("ws://127.0.0.1:7/gate/", "ws://127.0.0.1:7/gate/?v=10&encoding=json&compress=zlib-stream"),
            ("ws://127.0.0.1:7/a/b", "ws://127.0.0.1:7/a/b/?v=10&encoding=json&compress=zlib-stream"),
            (" ws://[::1]:7// ", "ws://[::1]:7/?v=10&encoding=json&compress=zlib-stream"),
        ];
        for (url, connected) in cases {
            assert_eq!(connect(url), connected, "{url}");
        }
    }

    #[test]
    fn the_explicit_port_wins_over_that_of_the_scheme() {
        let port = |url: &str| GatewayUrl::parse(url).unwrap().port();
        assert_eq!(port("wss://gateway.discord.gg"), 443);
        assert_eq!(port("ws://gateway.discord.gg"), 80);
        assert_eq!(port("ws://127.0.0.1:45123"), 45123);
        assert_eq!(port("wss://127.0.0.1:80"), 80);
        assert_eq!(port("ws://[::1]:45123/x"), 45123);
    }

    #[test]
    fn the_scheme_determines_tls() {
        let plain = GatewayUrl::parse("WS://Example.org").unwrap();
        assert!(!plain.is_secure());
        assert_eq!(plain.host(), "Example.org");
        assert!(GatewayUrl::default().is_secure());
        assert_eq!(GatewayUrl::default(), GatewayUrl::parse(GATEWAY_URL).unwrap());
    }

    #[test]
    fn invalid_urls_are_refused() {
        for (url, scheme) in
            [("http://x", "http"), ("https://x/", "https"), ("gateway.discord.gg", "none"), ("/x", "none")]
        {
            let error = ConfigError::UrlScheme { value: url.into(), scheme: scheme.into() };
            assert_eq!(GatewayUrl::parse(url), Err(error), "{url}");
        }
        for url in [
            "",
            "   ",
            "ws://",
            "ws:///x",
            "ws://x:0",
            "ws://x:99999",
            "ws://x:port",
            "ws://user:secret@x",
            "https://user:secret@x",
            "ws://user:secret@x y",
            "ws://x y",
            "ws://:80",
        ] {
            let result = GatewayUrl::parse(url);
            assert!(
                matches!(result, Err(ConfigError::Url { .. } | ConfigError::UrlScheme { .. })),
                "{url:?}: {result:?}"
            );
            assert!(!format!("{result:?}").contains("secret"), "{result:?}");
        }
    }

    proptest! {
        /// For any query in the address, each of our parameters occurs once, no other remains, and parsing the result
        /// again changes nothing.
        #[test]
        fn no_parameter_is_repeated_or_left_over(
            host in "[a-z]{1,10}(\\.[a-z]{2,5})?", port in prop::option::of(1_u16..), path in "(/[a-z0-9]{1,5}){0,3}/?",
            query in prop::option::of(
                "(v=[0-9]|encoding=etf|compress=x|[a-z]=[a-z])(&(v=[0-9]|encoding=etf|[a-z]=[a-z])){0,4}"
            ),
            secure in any::<bool>(),
        ) {
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            let query = query.map(|query| format!("?{query}")).unwrap_or_default();
            let address = format!("{}://{host}{port}", if secure { "wss" } else { "ws" });
            let url = connect(&format!("{address}{path}{query}"));
            let expected = format!("{address}{}/?v=10&encoding=json&compress=zlib-stream", path.trim_end_matches('/'));
            prop_assert_eq!(&url, &expected);
            prop_assert_eq!(connect(&url), expected);
        }

        #[test]
        fn noise_never_panics(url in "\\PC{0,40}", scheme in "(wss?://)?") {
            let _ = GatewayUrl::parse(&format!("{scheme}{url}"));
        }
    }
}
