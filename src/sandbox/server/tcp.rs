//! A second handle to the socket of each TCP connection, for what the HTTP server has no call for: FIN, RST, abort.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use socket2::{SockRef, Socket};

/// What can be done to a TCP connection behind the back of the HTTP server: a second handle to its socket.
#[derive(Debug, Clone)]
pub(super) struct TcpHandle {
    socket: Arc<Socket>,
    _open: Arc<Open>,
}

impl TcpHandle {
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

pub(super) fn remember(io: &dyn Any, extensions: &mut Extensions, sockets: &Arc<AtomicUsize>) {
    let Some(stream) = io.downcast_ref::<TcpStream>() else {
        return;
    };
    // Small frames are to leave at once, as they do at Discord.
    let _ = stream.set_nodelay(true);
    if let Ok(socket) = SockRef::from(stream).try_clone() {
        sockets.fetch_add(1, Ordering::Relaxed);
        extensions.insert(TcpHandle { socket: Arc::new(socket), _open: Arc::new(Open(sockets.clone())) });
    }
}
