//! The sandbox's thread: a port on the loopback, the routes, and the end of it all.

use std::any::Any;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use actix_web::dev::{Extensions, ServerHandle};
use actix_web::http::StatusCode;
use actix_web::rt::net::TcpStream;
use actix_web::{App, HttpResponse, HttpServer, web};
use futures_util::stream;
use socket2::{SockRef, Socket};
use tokio::sync::oneshot;

use super::settings::Settings;
use super::shared::Shared;
use super::{control, gateway, rest};

/// The running server. Dropping it stops the server and waits until its thread has ended.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) shared: Arc<Shared>,
    /// How many TCP connections are open, of websockets and of HTTP.
    pub(super) sockets: Arc<AtomicUsize>,
    handle: ServerHandle,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Server {
    pub(super) async fn start(settings: Settings) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(settings, address.to_string()));
        let sockets = Arc::new(AtomicUsize::new(0));
        let (started, ready) = oneshot::channel();
        let thread = {
            let (shared, sockets) = (shared.clone(), sockets.clone());
            std::thread::Builder::new()
                .name(format!("sandbox-{}", address.port()))
                .spawn(move || serve(listener, shared, sockets, started))?
        };
        let handle = ready.await.map_err(|_| io::Error::other("the sandbox's thread ended before it was ready"))??;
        Ok(Self { shared, sockets, handle, thread: Mutex::new(Some(thread)) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The command is sent by the call; the future would only wait for the answer.
        drop(self.handle.stop(false));
        let thread = self.thread.lock().map(|mut thread| thread.take());
        if let Ok(Some(thread)) = thread {
            // It ends within milliseconds, for nothing in it blocks. A panic in there was reported when it happened.
            let _ = thread.join();
        }
    }
}

fn serve(
    listener: TcpListener,
    shared: Arc<Shared>,
    sockets: Arc<AtomicUsize>,
    started: oneshot::Sender<io::Result<ServerHandle>>,
) {
    let system = actix_web::rt::System::new();
    let result = system.block_on(async move {
        let data = web::Data::from(shared);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(data.clone())
                .configure(rest::configure)
                .configure(control::configure)
                .default_service(web::route().guard(upgrade_guard()).to(gateway::connect))
        })
        .workers(1)
        .disable_signals()
        .shutdown_timeout(0)
        .on_connect(move |io, extensions| remember_line(io, extensions, &sockets))
        .listen(listener);
        match server {
            Ok(server) => {
                let server = server.run();
                let _ = started.send(Ok(server.handle()));
                server.await
            }
            Err(error) => {
                let _ = started.send(Err(error));
                Ok(())
            }
        }
    });
    if let Err(error) = result {
        tracing::error!(%error, "the sandbox's server ended");
    }
}

fn upgrade_guard() -> impl actix_web::guard::Guard {
    actix_web::guard::fn_guard(|request| request.head().headers().contains_key("upgrade"))
}

/// What can be done to a TCP connection behind the back of the HTTP server: a second handle to its socket.
#[derive(Debug, Clone)]
pub(super) struct Line {
    socket: Arc<Socket>,
    _open: Arc<Open>,
}

impl Line {
    /// FIN. Only in our direction, so that bytes of the client that nobody has read do not turn it into RST.
    pub(super) fn shut_down(&self) {
        // It may be gone already, which is what was wanted.
        let _ = self.socket.shutdown(std::net::Shutdown::Write);
    }

    /// Breaks the connection, whoever is stuck in a write to it.
    pub(super) fn abort(&self) {
        self.reset_on_close();
        let _ = self.socket.shutdown(std::net::Shutdown::Both);
    }

    /// When the last handle goes, the peer gets RST instead of FIN.
    pub(super) fn reset_on_close(&self) {
        let _ = self.socket.set_linger(Some(std::time::Duration::ZERO));
    }
}

/// Counts the TCP connection as open for as long as it lives.
#[derive(Debug)]
struct Open(Arc<AtomicUsize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn remember_line(io: &dyn Any, extensions: &mut Extensions, sockets: &Arc<AtomicUsize>) {
    let Some(stream) = io.downcast_ref::<TcpStream>() else {
        return;
    };
    // Small frames are to leave at once, as they do at Discord.
    let _ = stream.set_nodelay(true);
    if let Ok(socket) = SockRef::from(stream).try_clone() {
        sockets.fetch_add(1, Ordering::Relaxed);
        extensions.insert(Line { socket: Arc::new(socket), _open: Arc::new(Open(sockets.clone())) });
    }
}

/// An answer in plain text, as proxies give it.
pub(super) fn plain(status: u16, text: &'static str) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(text)
}

/// An answer whose body fails before it begins: the connection is dropped without a byte.
pub(super) fn broken_off() -> HttpResponse {
    let error = io::Error::from(io::ErrorKind::ConnectionReset);
    HttpResponse::Ok().streaming(stream::iter([Err::<web::Bytes, io::Error>(error)]))
}
