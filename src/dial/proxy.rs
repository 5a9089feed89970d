//! The proxies of the environment: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`.

use std::{fmt, net::IpAddr};

use base64::{Engine, prelude::BASE64_STANDARD};

use super::Target;

/// The port of a proxy whose address has none.
const DEFAULT_PORT: u16 = 80;

/// An HTTP proxy that is asked to `CONNECT`.
#[derive(Clone)]
pub(super) struct Proxy {
    pub(super) host: String,
    pub(super) port: u16,
    /// The variable in which it is set.
    variable: &'static str,
    /// The value of the header `Proxy-Authorization`.
    authorization: Option<String>,
}

impl Proxy {
    /// Reads `[http://][user[:password]@]host[:port][/]`.
    ///
    /// # Errors
    /// Why it cannot be used. The text does not contain the value, which may have credentials.
    fn read(variable: &'static str, value: &str) -> Result<Self, &'static str> {
        let rest = match value.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => rest,
            Some(_) => return Err("only proxies with http:// are supported"),
            None => value,
        };
        let (authority, path) = rest.find(['/', '?', '#']).map_or((rest, ""), |end| rest.split_at(end));
        // What comes before that character would count as the host, and be logged.
        if path.contains('@') {
            return Err("`/`, `?` and `#` in a user name or password must be percent-encoded");
        }
        let (user, address) = authority.rsplit_once('@').map_or((None, authority), |(user, it)| (Some(user), it));
        let (host, port) = split_port(address).ok_or("the port is not a number from 1 to 65535")?;
        if host.is_empty()
            || host.contains(|letter: char| letter.is_whitespace() || letter.is_control() || "[]".contains(letter))
        {
            return Err("it has no valid host");
        }
        let authorization = user.map(|user| {
            let (name, password) = user.split_once(':').unwrap_or((user, ""));
            let credentials = [decoded(name), decoded(password)].join(&b':');
            format!("Basic {}", BASE64_STANDARD.encode(credentials))
        });
        Ok(Self { host: host.to_owned(), port: port.unwrap_or(DEFAULT_PORT), variable, authorization })
    }

    /// The variable in which it is set.
    pub(super) const fn variable(&self) -> &'static str {
        self.variable
    }

    /// The value of the header `Proxy-Authorization`.
    pub(super) fn authorization(&self) -> Option<&str> {
        self.authorization.as_deref()
    }
}

/// Without the credentials.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::authority(&self.host, self.port, f)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Splits `host`, `host:port`, `[v6]`, `[v6]:port` and a bare IPv6 address. `None`: the port is invalid.
fn split_port(address: &str) -> Option<(&str, Option<u16>)> {
    if let Some((host, rest)) = address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let port = rest.strip_prefix(':').map(|port| port.parse().ok().filter(|port| *port > 0));
        return match port {
            Some(port) => Some((host, Some(port?))),
            None => rest.is_empty().then_some((host, None)),
        };
    }
    match address.split_once(':') {
        Some((_, rest)) if rest.contains(':') => Some((address, None)),
        Some((host, port)) => Some((host, Some(port.parse().ok().filter(|port| *port > 0)?))),
        None => Some((address, None)),
    }
}

/// The bytes of a percent-encoded text. What is no valid escape stays as it is.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escape = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = escape.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    bytes
}

/// An entry of `NO_PROXY`.
#[derive(Debug, Clone)]
enum Exempt {
    All,
    /// A host with its subdomains, on one port or all.
    Host(String, Option<u16>),
    /// Addresses whose first bits are these.
    Network(IpAddr, u8),
}

impl Exempt {
    fn read(entry: &str) -> Self {
        if entry == "*" {
            return Self::All;
        }
        if let Some((address, bits)) = entry.split_once('/')
            && let (Ok(address), Ok(bits)) = (address.parse::<IpAddr>(), bits.parse())
        {
            return Self::Network(address, bits);
        }
        let (host, port) = split_port(entry).unwrap_or((entry, None));
        match host.parse() {
            Ok(address) if port.is_none() => Self::Network(address, 128),
            _ => {
                let host = host.trim_start_matches('*').trim_start_matches('.').trim_end_matches('.');
                Self::Host(host.to_ascii_lowercase(), port)
            }
        }
    }

    fn covers(&self, target: &Target) -> bool {
        match self {
            Self::All => true,
            Self::Host(host, port) => {
                let name = target.host.to_ascii_lowercase();
                let is_in = name.strip_suffix(host.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
                is_in && !host.is_empty() && port.is_none_or(|port| port == target.port)
            }
            Self::Network(network, bits) => {
                target.host.parse().is_ok_and(|address: IpAddr| has_prefix(address, *network, *bits))
            }
        }
    }
}

/// Whether the first `bits` bits are equal. More bits than an address has are all of them.
fn has_prefix(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let differing = match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => (address.to_bits() ^ network.to_bits()).leading_zeros(),
        (IpAddr::V6(address), IpAddr::V6(network)) => (address.to_bits() ^ network.to_bits()).leading_zeros(),
        _ => return false,
    };
    let length = if address.is_ipv4() { 32 } else { 128 };
    differing >= u32::from(bits).min(length)
}

/// The proxies of the environment.
#[derive(Debug, Clone, Default)]
pub(super) struct Proxies {
    /// For encrypted connections.
    https: Option<Proxy>,
    /// For all connections that have no other.
    all: Option<Proxy>,
    exempt: Vec<Exempt>,
}

impl Proxies {
    /// Reads the variables, in lower case first, as curl does. Empty ones count as unset. Also returns the variables
    /// that cannot be used, each with the reason.
    pub(super) fn read(get: impl Fn(&str) -> Option<String>) -> (Self, Vec<(&'static str, &'static str)>) {
        let value = |names: [&str; 2]| {
            let mut values = names.into_iter().filter_map(&get).map(|value| value.trim().to_owned());
            values.find(|value| !value.is_empty())
        };
        let mut unusable = Vec::new();
        let mut proxy = |variable, lower| {
            let read = Proxy::read(variable, &value([lower, variable])?);
            read.map_err(|reason| unusable.push((variable, reason))).ok()
        };
        let (https, all) = (proxy("HTTPS_PROXY", "https_proxy"), proxy("ALL_PROXY", "all_proxy"));
        let exempt = value(["no_proxy", "NO_PROXY"]).unwrap_or_default();
        let entries = exempt.split([',', ' ']).map(str::trim).filter(|entry| !entry.is_empty());
        (Self { https, all, exempt: entries.map(Exempt::read).collect() }, unusable)
    }

    /// The proxies that are set.
    pub(super) fn all(&self) -> impl Iterator<Item = &Proxy> {
        self.https.iter().chain(&self.all)
    }

    /// The proxy for connections to `target`. This machine itself is never reached through a proxy.
    pub(super) fn of(&self, target: &Target) -> Option<&Proxy> {
        let proxy = self.https.as_ref().filter(|_| target.is_encrypted).or(self.all.as_ref())?;
        let is_exempt = target.is_loopback() || self.exempt.iter().any(|exempt| exempt.covers(target));
        (!is_exempt).then_some(proxy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The proxy for a target, with these variables.
    fn proxy(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let get = |name: &str| variables.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned());
        let target = Target::of(&url.parse().unwrap());
        Proxies::read(get).0.of(&target).map(ToString::to_string)
    }

    #[test]
    fn the_variables_are_used_as_by_curl() {
        const DISCORD: &str = "https://discord.com/api";
        const GATEWAY: &str = "wss://gateway.discord.gg/?v=10";
        for (variables, url, expected) in [
            (&[][..], DISCORD, None),
            (&[("HTTPS_PROXY", "http://a.test:3128")], DISCORD, Some("a.test:3128")),
            (&[("HTTPS_PROXY", "http://a.test:3128")], GATEWAY, Some("a.test:3128")),
            (&[("https_proxy", "a.test"), ("HTTPS_PROXY", "b.test")], GATEWAY, Some("a.test:80")),
            (&[("https_proxy", " "), ("HTTPS_PROXY", "b.test:1/")], GATEWAY, Some("b.test:1")),
            (&[("HTTPS_PROXY", "http://[::5]:8080")], DISCORD, Some("[::5]:8080")),
            (&[("HTTPS_PROXY", "a.test"), ("ALL_PROXY", "b.test")], DISCORD, Some("a.test:80")),
            (&[("ALL_PROXY", "HTTP://user:pass@b.test:1")], DISCORD, Some("b.test:1")),
            (&[("all_proxy", "b.test")], "http://api.test:5000", Some("b.test:80")),
            // Only for encrypted connections.
            (&[("HTTPS_PROXY", "a.test")], "http://api.test:5000", None),
            (&[("HTTP_PROXY", "a.test")], DISCORD, None),
            // This machine.
            (&[("ALL_PROXY", "a.test")], "http://127.0.0.1:5000", None),
            (&[("ALL_PROXY", "a.test")], "ws://[::1]:5000", None),
            (&[("ALL_PROXY", "a.test")], "ws://localhost:5000", None),
        ] {
            assert_eq!(proxy(variables, url).as_deref(), expected, "{variables:?} {url}");
        }
    }

    #[test]
    fn no_proxy_names_hosts_domains_ports_and_networks() {
        for (no_proxy, url, is_exempt) in [
            ("*", "https://discord.com", true),
            ("discord.com", "https://discord.com", true),
            ("discord.com", "https://DISCORD.com", true),
            ("discord.com", "https://cdn.discord.com", true),
            (".discord.com", "https://cdn.discord.com", true),
            ("*.discord.com", "https://cdn.discord.com", true),
            ("discord.com", "https://notdiscord.com", false),
            ("discord.com", "https://discord.com.test", false),
            ("cdn.discord.com", "https://discord.com", false),
            ("a.test, discord.com ,b.test", "https://discord.com", true),
            ("a.test discord.com", "https://discord.com", true),
            ("discord.com:443", "https://discord.com", true),
            ("discord.com:444", "https://discord.com", false),
            ("10.0.0.1", "https://10.0.0.1", true),
            ("10.0.0.1", "https://10.0.0.2", false),
            ("10.0.0.0/8", "https://10.9.8.7", true),
            ("10.0.0.0/8", "https://11.0.0.1", false),
            ("10.0.0.0/99", "https://10.0.0.0", true),
            ("10.0.0.0/8", "https://discord.com", false),
            ("fd00::/8", "https://[fd12::1]", true),
            ("fd00::/8", "https://10.0.0.1", false),
            (",", "https://discord.com", false),
            (".", "https://discord.com", false),
        ] {
            let variables = [("HTTPS_PROXY", "a.test"), ("NO_PROXY", no_proxy)];
            assert_eq!(proxy(&variables, url).is_none(), is_exempt, "{no_proxy} {url}");
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_reported_without_its_value() {
        for value in [
            "socks5://user:secret@a.test",
            "https://user:secret@a.test",
            "http://user:secret@a.test:port",
            "http://user:secret@a.test:0",
            "http://user:secret@",
            "http://user:secret@[::1",
            "http://user:secret@[::1]x",
            "http://user:12/secret@a.test",
            "http://secret#x@a.test:80",
            "user:80?secret@a.test",
        ] {
            let (proxies, unusable) = Proxies::read(|name| (name == "ALL_PROXY").then(|| value.to_owned()));
            assert_eq!(proxies.all().count(), 0, "{value}");
            assert!(matches!(unusable[..], [("ALL_PROXY", _)]), "{value}: {unusable:?}");
            assert!(!format!("{unusable:?}").contains("secret"));
        }
    }

    #[test]
    fn credentials_are_decoded_and_not_shown() {
        for (user, credentials) in [
            ("name:pass", "name:pass"),
            ("name", "name:"),
            ("n%40me:p%3Ass:x", "n@me:p:ss:x"),
            ("100%:%zz", "100%:%zz"),
            ("a@b:c", "a@b:c"),
        ] {
            let proxy = Proxy::read("ALL_PROXY", &format!("http://{user}@a.test")).unwrap();
            let expected = format!("Basic {}", BASE64_STANDARD.encode(credentials));
            assert_eq!(proxy.authorization(), Some(expected.as_str()), "{user}");
            assert_eq!(format!("{proxy:?} {proxy}"), "a.test:80 a.test:80");
        }
    }
}
