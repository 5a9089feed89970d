//! Opening TCP connections, for REST and for the gateway.
//!
//! A name is resolved to the addresses of both families, which are tried as RFC 8305 describes: a silent IPv6 address
//! delays a connection by a quarter of a second. The proxies of the environment are used with `CONNECT`. TLS comes on
//! top, in the connector of awc.

mod history;
mod proxy;
mod race;
#[cfg(test)]
mod tests;
mod tunnel;

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use actix_service::Service;
use actix_tls::connect::{ConnectError, ConnectInfo, Connection};
use awc::http::Uri;
use futures_util::future::{BoxFuture, LocalBoxFuture};
use tokio::net::TcpStream;

use self::{history::History, proxy::Proxies, race::race};

/// How many addresses of a host one attempt tries. The next attempt begins with the others.
const MOST_ADDRESSES: usize = 16;

/// Resolves names. Tests replace it.
pub(crate) trait Resolve: Send + Sync {
    /// The addresses of a host, with this port.
    fn resolve(&self, host: String, port: u16) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>>;
}

/// The resolver of the operating system.
struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, host: String, port: u16) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, port)).await?.collect()) })
    }
}

/// Opens the TCP connections of one bot, or of one [`Http`](crate::rest::Http) without a bot. Clones share what is
/// known about addresses. The default uses no proxies.
#[derive(Clone)]
pub(crate) struct Dialer(Arc<Inner>);

struct Inner {
    resolver: Box<dyn Resolve>,
    proxies: Proxies,
    history: Mutex<History>,
}

/// Where a connection is to lead.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Target {
    /// A name, or an address without brackets.
    host: String,
    port: u16,
    is_encrypted: bool,
}

impl Target {
    fn of(uri: &Uri) -> Self {
        let is_encrypted = matches!(uri.scheme_str(), Some("https" | "wss"));
        let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']').to_owned();
        Self { host, port: uri.port_u16().unwrap_or(if is_encrypted { 443 } else { 80 }), is_encrypted }
    }

    /// Whether it is this machine.
    fn is_loopback(&self) -> bool {
        let is_name = self.host.eq_ignore_ascii_case("localhost");
        is_name || self.host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        authority(&self.host, self.port, f)
    }
}

/// `host:port`, with an IPv6 address in brackets.
fn authority(host: &str, port: u16, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
}

/// The addresses to which a connection is being opened. Dropping it notes those that are left as failed: the attempt
/// has timed out, or another address was faster.
struct Begun<'a> {
    history: &'a Mutex<History>,
    addresses: Vec<SocketAddr>,
}

impl Begun<'_> {
    fn note(&self, address: SocketAddr, is_failed: bool) {
        self.history.lock().unwrap_or_else(PoisonError::into_inner).note(address, is_failed, Instant::now());
    }

    fn succeeded(&mut self, address: SocketAddr) {
        self.addresses.retain(|it| *it != address);
        self.note(address, false);
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.addresses.iter().for_each(|address| self.note(*address, true));
    }
}

impl Dialer {
    /// Uses the proxies that the environment names in `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, and logs which ones.
    pub(crate) fn from_env() -> Self {
        let (proxies, unusable) = Proxies::read(|name| std::env::var(name).ok());
        for (variable, reason) in unusable {
            tracing::warn!("the proxy in {variable} is not used: {reason}; connections are made without it");
        }
        for proxy in proxies.all() {
            tracing::info!(%proxy, "connections are made through the proxy in {}", proxy.variable());
        }
        Self::new(SystemResolver, proxies)
    }

    fn new(resolver: impl Resolve + 'static, proxies: Proxies) -> Self {
        Self(Arc::new(Inner { resolver: Box::new(resolver), proxies, history: Mutex::default() }))
    }

    async fn dial(&self, target: &Target) -> io::Result<TcpStream> {
        let Some(proxy) = self.0.proxies.of(target) else { return self.connect(&target.host, target.port).await };
        let mut stream = self
            .connect(&proxy.host, proxy.port)
            .await
            .map_err(|error| io::Error::new(error.kind(), format!("the proxy {proxy} cannot be reached: {error}")))?;
        tunnel::open(&mut stream, proxy, target).await?;
        Ok(stream)
    }

    /// Opens a connection to one of the addresses of a host.
    async fn connect(&self, host: &str, port: u16) -> io::Result<TcpStream> {
        if let Ok(address) = host.parse::<IpAddr>() {
            return TcpStream::connect((address, port)).await;
        }
        let found = self.0.resolver.resolve(host.to_owned(), port).await;
        let found = found.map_err(|error| io::Error::new(error.kind(), format!("{host} has no address: {error}")))?;
        let mut order = self.0.history.lock().unwrap_or_else(PoisonError::into_inner).order(&found, Instant::now());
        order.truncate(MOST_ADDRESSES);
        let mut begun = Begun { history: &self.0.history, addresses: Vec::with_capacity(order.len()) };
        let raced = race(order, |address| {
            begun.addresses.push(address);
            TcpStream::connect(address)
        });
        match raced.await {
            Ok((address, stream)) => {
                begun.succeeded(address);
                Ok(stream)
            }
            Err(errors) => Err(failure(host, errors)),
        }
    }
}

impl Default for Dialer {
    fn default() -> Self {
        Self::new(SystemResolver, Proxies::default())
    }
}

/// Summarizes the errors of all addresses of a host.
fn failure(host: &str, mut errors: Vec<(SocketAddr, io::Error)>) -> io::Error {
    let Some((address, last)) = errors.pop() else {
        return io::Error::new(io::ErrorKind::NotFound, format!("{host} has no address"));
    };
    if errors.is_empty() {
        return last;
    }
    let kind = last.kind();
    errors.push((address, last));
    let texts: Vec<_> = errors.iter().map(|(address, error)| format!("{address}: {error}")).collect();
    io::Error::new(kind, texts.join("; "))
}

impl Service<ConnectInfo<Uri>> for Dialer {
    type Response = Connection<Uri, TcpStream>;
    type Error = ConnectError;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Self::Error>>;

    actix_service::always_ready!();

    fn call(&self, info: ConnectInfo<Uri>) -> Self::Future {
        let dialer = self.clone();
        Box::pin(async move {
            let uri = info.request().clone();
            let stream = dialer.dial(&Target::of(&uri)).await.map_err(ConnectError::Io)?;
            Ok(Connection::new(uri, stream))
        })
    }
}
