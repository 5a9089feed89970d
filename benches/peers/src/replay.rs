//! A gateway that knows one session by heart and says it to whoever asks.
//!
//! It judges nothing: after the first frame of a client (its IDENTIFY) it sends READY, the guilds and the events as fast as they are taken.
//! All is compressed and framed beforehand. It also answers `GET /gateway/bot`, which greenroom asks first.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compress, FlushCompress};

use crate::corpus::{Corpus, Payload};

/// Between the events that warm a client up and those that are measured.
const PAUSE: Duration = Duration::from_millis(300);
/// Discord's window, as a power of two: 256 KiB. zstd's own choice would be eight times as much, which no cache near a core holds.
const ZSTD_WINDOW_LOG: u32 = 18;
/// What RFC 6455 section 1.3 appends to the key of a handshake.
const WEBSOCKET: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// How a session is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// zlib-stream, with zlib's usual effort.
    Zlib,
    /// zstd-stream, with zstd's usual effort and Discord's window.
    Zstd,
}

impl Transport {
    /// Its name in Discord's documentation.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zlib => "zlib-stream",
            Self::Zstd => "zstd-stream",
        }
    }
}

/// A session in websocket frames.
#[derive(Debug)]
pub struct Session {
    hello: Vec<u8>,
    warm_up: Vec<u8>,
    events: Vec<u8>,
    /// Bytes of JSON of the events that are measured.
    pub json: usize,
}

impl Session {
    /// Compresses what `corpus` begins with, and then so many events for warming up and so many to be measured. `seen` is told of each event.
    ///
    /// # Errors
    /// What a compressor says.
    pub fn record(
        mut corpus: Corpus,
        transport: Transport,
        warm_up: usize,
        events: usize,
        mut seen: impl FnMut(&Payload),
    ) -> io::Result<Self> {
        let mut stream = Stream::new(transport)?;
        let hello = r#"{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250,"_trace":["[\"replay\",{\"micros\":0.0}]"]}}"#;
        let mut session = Self { hello: Vec::new(), warm_up: Vec::new(), events: Vec::new(), json: 0 };
        stream.frame(hello, &mut session.hello)?;
        for payload in corpus.opening() {
            stream.frame(&payload.json, &mut session.warm_up)?;
        }
        for n in 0..warm_up + events {
            let payload = corpus.mixed();
            seen(&payload);
            if n < warm_up {
                stream.frame(&payload.json, &mut session.warm_up)?;
            } else {
                session.json += payload.json.len();
                stream.frame(&payload.json, &mut session.events)?;
            }
        }
        Ok(session)
    }

    /// Bytes on the wire of the events that are measured.
    #[must_use]
    pub fn wire(&self) -> usize {
        self.events.len()
    }

    /// Serves the session to every client, on threads of its own, and gives the port.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn serve(self) -> io::Result<u16> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let session = Arc::new(self);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let session = Arc::clone(&session);
                // A client goes as soon as it has seen enough; whatever fails then is no failure.
                thread::spawn(move || drop(session.play(client, port)));
            }
        });
        Ok(port)
    }

    fn play(&self, mut client: TcpStream, port: u16) -> io::Result<()> {
        client.set_nodelay(true)?;
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            client.read_exact(&mut byte)?;
            request.push(byte[0]);
        }
        let request = String::from_utf8_lossy(&request);
        let key = request.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("sec-websocket-key").then(|| value.trim())
        });
        let Some(key) = key else {
            let limit = r#"{"total":1000,"remaining":1000,"reset_after":1000,"max_concurrency":1}"#;
            let body = format!(r#"{{"url":"ws://127.0.0.1:{port}","shards":1,"session_start_limit":{limit}}}"#);
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
            return client.write_all((head + &body).as_bytes());
        };
        let accept = STANDARD.encode(sha1_smol::Sha1::from(format!("{key}{WEBSOCKET}")).digest().bytes());
        let head =
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ";
        client.write_all(format!("{head}{accept}\r\n\r\n").as_bytes())?;
        client.write_all(&self.hello)?;
        let mut heard = [0; 4096];
        if client.read(&mut heard)? == 0 {
            return Ok(());
        }
        client.write_all(&self.warm_up)?;
        thread::sleep(PAUSE);
        client.write_all(&self.events)?;
        // Heartbeats, and in the end the client's going.
        while client.read(&mut heard)? > 0 {}
        Ok(())
    }
}

/// One compression context for the life of a connection.
enum Stream {
    Zlib(Compress),
    Zstd(zstd::Encoder<'static, Vec<u8>>),
}

impl Stream {
    fn new(transport: Transport) -> io::Result<Self> {
        Ok(match transport {
            Transport::Zlib => Self::Zlib(Compress::new(flate2::Compression::default(), true)),
            Transport::Zstd => {
                let mut encoder = zstd::Encoder::new(Vec::new(), zstd::DEFAULT_COMPRESSION_LEVEL)?;
                encoder.window_log(ZSTD_WINDOW_LOG)?;
                Self::Zstd(encoder)
            }
        })
    }

    /// Appends a websocket frame with one payload.
    fn frame(&mut self, json: &str, to: &mut Vec<u8>) -> io::Result<()> {
        let data = match self {
            Self::Zlib(context) => {
                // Enough for what does not compress, with the marker of the flush.
                let mut data = Vec::with_capacity(json.len() + 1024);
                context.compress_vec(json.as_bytes(), &mut data, FlushCompress::Sync)?;
                data
            }
            Self::Zstd(encoder) => {
                encoder.write_all(json.as_bytes())?;
                encoder.flush()?;
                std::mem::take(encoder.get_mut())
            }
        };
        // The last fragment, binary, not masked (RFC 6455 section 5.2).
        to.push(0x82);
        match (u8::try_from(data.len()), u16::try_from(data.len())) {
            (Ok(length @ ..=125), _) => to.push(length),
            (_, Ok(length)) => {
                to.push(126);
                to.extend_from_slice(&length.to_be_bytes());
            }
            _ => {
                to.push(127);
                to.extend_from_slice(&(data.len() as u64).to_be_bytes());
            }
        }
        to.extend_from_slice(&data);
        Ok(())
    }
}
