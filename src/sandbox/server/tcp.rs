//! Access to the TCP socket of a connection, for what the HTTP server does not offer: FIN, RST, abort.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use socket2::{SockRef, Socket};

/// A second handle to the socket of a connection.
#[derive(Debug, Clone)]
pub(super) struct TcpHandle {
    socket: Arc<Socket>,
    _open: Arc<Open>,
}

impl TcpHandle {
    /// Sends FIN. Only the sending direction is shut down, since unread bytes of the client would turn FIN into RST.
    pub(super) fn shut_down(&self) {
        // An error means that the socket is closed already.
        let _ = self.socket.shutdown(std::net::Shutdown::Write);
    }

    /// Ends the connection, even if a write to it is blocked.
    pub(super) fn abort(&self) {
        self.reset_on_close();
        let _ = self.socket.shutdown(std::net::Shutdown::Both);
    }

    /// Makes the socket send RST instead of FIN when its last handle is dropped.
    pub(super) fn reset_on_close(&self) {
        let _ = self.socket.set_linger(Some(std::time::Duration::ZERO));
    }
}

/// Counts a TCP connection as open until it is dropped.
#[derive(Debug)]
struct Open(Arc<AtomicUsize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

pub(super) fn remember(io: &dyn Any, extensions: &mut Extensions, sockets: &Arc<AtomicUsize>) {
    let Some(stream) = io.downcast_ref::<TcpStream>() else {
        return;
    };
    // Small frames are sent at once, as Discord does.
    let _ = stream.set_nodelay(true);
    if let Ok(socket) = SockRef::from(stream).try_clone() {
        sockets.fetch_add(1, Ordering::Relaxed);
        extensions.insert(TcpHandle { socket: Arc::new(socket), _open: Arc::new(Open(sockets.clone())) });
    }
}
