//! The server of the sandbox: one thread with a port on 127.0.0.1.

mod http;
mod shared;
mod socket;
mod state;
mod tcp;

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};
use tokio::sync::oneshot;

pub(in crate::sandbox) use self::shared::Shared;
pub(in crate::sandbox) use self::state::{ReadMark, State};
use super::settings::Settings;

/// Adds more routes to the server.
pub(super) type Routes = fn(&mut web::ServiceConfig);

/// The running server. Dropping it stops the server and waits until its thread has ended.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) shared: Arc<Shared>,
    /// The number of open TCP connections, of websockets and of HTTP.
    pub(super) sockets: Arc<AtomicUsize>,
    handle: ServerHandle,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Server {
    pub(super) async fn start(settings: Settings, control: Routes) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(settings, address.to_string()));
        let sockets = Arc::new(AtomicUsize::new(0));
        let (started, ready) = oneshot::channel();
        let thread = {
            let (shared, sockets) = (shared.clone(), sockets.clone());
            std::thread::Builder::new()
                .name(format!("sandbox-{}", address.port()))
                .spawn(move || serve(listener, shared, sockets, control, started))?
        };
        let handle = ready.await.map_err(|_| io::Error::other("the sandbox's thread ended before it was ready"))??;
        Ok(Self { shared, sockets, handle, thread: Mutex::new(Some(thread)) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // `stop` sends the command at once; its future would only wait for the answer.
        drop(self.handle.stop(false));
        let thread = self.thread.lock().map(|mut thread| thread.take());
        if let Ok(Some(thread)) = thread {
            // The thread ends within milliseconds, since nothing in it blocks. A panic in it was reported when it
            // happened.
            let _ = thread.join();
        }
    }
}

fn serve(
    listener: TcpListener,
    shared: Arc<Shared>,
    sockets: Arc<AtomicUsize>,
    control: Routes,
    started: oneshot::Sender<io::Result<ServerHandle>>,
) {
    let system = actix_web::rt::System::new();
    let result = system.block_on(async move {
        #[cfg(feature = "http-interactions")]
        actix_web::rt::spawn(crate::sandbox::posting::run(shared.clone()));
        let data = web::Data::from(shared);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(data.clone())
                .configure(http::configure)
                .configure(control)
                .default_service(web::route().guard(upgrade_guard()).to(socket::connect))
        })
        .workers(1)
        .disable_signals()
        .shutdown_timeout(0)
        .on_connect(move |io, extensions| tcp::remember(io, extensions, &sockets))
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
