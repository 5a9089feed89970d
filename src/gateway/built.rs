//! The encodings and compressions that this build supports.

/// The optional encodings and compressions that are compiled in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Built {
    pub(super) etf: bool,
    pub(super) zstd: bool,
}

/// What the features of this build compile in.
pub(super) const BUILT: Built = Built { etf: cfg!(feature = "etf"), zstd: cfg!(feature = "zstd") };
