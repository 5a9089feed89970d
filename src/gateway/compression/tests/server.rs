//! The compressing side of the connection: one stream, flushed after every payload.

use flate2::{Compress, FlushCompress};
#[cfg(feature = "zstd")]
use zstd::stream::raw::{CParameter, Encoder, InBuffer, Operation, OutBuffer};

use crate::gateway::Compression;

pub(super) enum Server {
    Zlib(Compress),
    #[cfg(feature = "zstd")]
    Zstd(Encoder<'static>),
}

impl Server {
    pub(super) fn new(compression: Compression) -> Self {
        match compression {
            #[cfg(feature = "zstd")]
            Compression::ZstdStream => Self::zstd(3, 18),
            _ => Self::zlib(6),
        }
    }

    pub(super) fn zlib(level: u32) -> Self {
        Self::Zlib(Compress::new(flate2::Compression::new(level), true))
    }

    #[cfg(feature = "zstd")]
    pub(super) fn zstd(level: i32, window_log: u32) -> Self {
        let mut encoder = Encoder::new(level).unwrap();
        encoder.set_parameter(CParameter::WindowLog(window_log)).unwrap();
        Self::Zstd(encoder)
    }

    pub(super) fn send(&mut self, payload: &[u8]) -> Vec<u8> {
        match self {
            Self::Zlib(context) => deflate(context, payload, FlushCompress::Sync),
            #[cfg(feature = "zstd")]
            Self::Zstd(context) => write(context, payload, |encoder, output| encoder.flush(output)),
        }
    }

    /// Ends the stream or the frame, which Discord does not do.
    pub(super) fn end(&mut self, payload: &[u8]) -> Vec<u8> {
        match self {
            Self::Zlib(context) => deflate(context, payload, FlushCompress::Finish),
            #[cfg(feature = "zstd")]
            Self::Zstd(context) => {
                let message = write(context, payload, |encoder, output| encoder.finish(output, false));
                context.reinit().unwrap();
                message
            }
        }
    }
}

fn deflate(context: &mut Compress, mut payload: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut message = Vec::with_capacity(payload.len() + 256);
    loop {
        let before = context.total_in();
        let status = context.compress_vec(payload, &mut message, flush).unwrap();
        payload = &payload[(context.total_in() - before) as usize..];
        if payload.is_empty() && (message.len() < message.capacity() || status == flate2::Status::StreamEnd) {
            return message;
        }
        message.reserve(4096);
    }
}

#[cfg(feature = "zstd")]
fn write(
    context: &mut Encoder<'static>,
    payload: &[u8],
    finish: fn(&mut Encoder<'static>, &mut OutBuffer<'_, Vec<u8>>) -> std::io::Result<usize>,
) -> Vec<u8> {
    let mut message = Vec::with_capacity(payload.len() + 1024);
    let mut input = InBuffer::around(payload);
    while input.pos() < payload.len() {
        let position = message.len();
        context.run(&mut input, &mut OutBuffer::around_pos(&mut message, position)).unwrap();
        message.reserve(1024);
    }
    loop {
        let position = message.len();
        if finish(context, &mut OutBuffer::around_pos(&mut message, position)).unwrap() == 0 {
            return message;
        }
        message.reserve(1024);
    }
}
