//! A gateway that sends one recorded session to every client.
//!
//! It does not check what it receives: after the first frame of a client (its IDENTIFY) it sends READY, the guilds and
//! the events as fast as the client reads them. Everything is compressed and framed beforehand. It also answers `GET
//! /gateway/bot`, which Greenroom calls first.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compress, FlushCompress};

use crate::corpus::{Corpus, Payload};

/// The pause between the events of the warm-up and those that are measured.
const PAUSE: Duration = Duration::from_millis(300);
/// Discord's window, as a power of two: 256 KiB. The default of zstd would be eight times as large and exceed the cache
/// of a core.
const ZSTD_WINDOW_LOG: u32 = 18;
/// The text that RFC 6455, section 1.3, appends to the key of a handshake.
const WEBSOCKET: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// The compression of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// zlib-stream, at the default level.
    Zlib,
    /// zstd-stream, at the default level and with Discord's window.
    Zstd,
}

impl Transport {
    /// The name in Discord's documentation.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zlib => "zlib-stream",
            Self::Zstd => "zstd-stream",
        }
    }
}

/// A session as WebSocket frames.
#[derive(Debug)]
pub struct Session {
    hello: Vec<u8>,
    warm_up: Vec<u8>,
    events: Vec<u8>,
    /// The bytes of JSON of the measured events.
    pub json: usize,
}

impl Session {
    /// Compresses the beginning of `corpus`, the events of the warm-up and the measured events. `seen` is called with
    /// each event.
    ///
    /// # Errors
    /// The error of a compressor.
    pub fn record(
        mut corpus: Corpus,
        transport: Transport,
        warm_up: usize,
        events: usize,
        mut seen: impl FnMut(&Payload),
    ) -> io::Result<Self> {
        let mut stream = Stream::new(transport)?;
        let hello = concat!(
            r#"{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250,"#,
            r#""_trace":["[\"replay\",{\"micros\":0.0}]"]}}"#
        );
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

    /// The compressed bytes of the measured events.
    #[must_use]
    pub fn wire(&self) -> usize {
        self.events.len()
    }

    /// Serves the session to every client, on its own threads, and returns the port.
    ///
    /// # Errors
    /// If no port can be opened.
    pub fn serve(self) -> io::Result<u16> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let session = Arc::new(self);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let session = Arc::clone(&session);
                // A client disconnects as soon as it has received enough events; errors after that are ignored.
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
        // Reads heartbeats and the end of the connection.
        while client.read(&mut heard)? > 0 {}
        Ok(())
    }
}

/// The compression context of a connection.
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

    /// Appends a WebSocket frame with one payload.
    fn frame(&mut self, json: &str, to: &mut Vec<u8>) -> io::Result<()> {
        let data = match self {
            Self::Zlib(context) => {
                // Sufficient for incompressible data with the marker of the flush.
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
        // The last fragment, binary, not masked (RFC 6455, section 5.2).
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
