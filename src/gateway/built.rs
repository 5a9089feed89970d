//! What this build can do, and which choices go together.

use super::{Compression, ConfigError, Encoding};

/// Which optional ways of talking are built in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Built {
    pub(super) etf: bool,
    pub(super) zstd: bool,
}

/// This build.
pub(super) const BUILT: Built = Built { etf: cfg!(feature = "etf"), zstd: cfg!(feature = "zstd") };

/// Checks that Discord and this build have an encoding together with a compression.
pub(super) fn check(encoding: Encoding, compression: Compression, built: Built) -> Result<(), ConfigError> {
    if encoding == Encoding::Etf && !built.etf {
        return Err(ConfigError::EncodingNotBuilt { value: encoding.as_str().to_owned() });
    }
    if compression == Compression::ZstdStream && !built.zstd {
        return Err(ConfigError::CompressionNotBuilt { value: compression.as_str().to_owned() });
    }
    // Discord's docs, "Payload Compression": "Payload compression is only available with JSON".
    if encoding == Encoding::Etf && compression == Compression::Payload {
        return Err(ConfigError::Combination { encoding, compression });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Built = Built { etf: true, zstd: true };

    /// Every pair, and what becomes of it (gateway.md section 4).
    #[test]
    fn every_combination_is_legal_or_refused_with_what_to_do() {
        use Compression::{None, Payload, ZlibStream, ZstdStream};
        for compression in [None, Payload, ZlibStream, ZstdStream] {
            assert_eq!(check(Encoding::Json, compression, ALL), Ok(()), "{compression}");
            if compression != Payload {
                assert_eq!(check(Encoding::Etf, compression, ALL), Ok(()), "{compression}");
            }
        }
        let error = check(Encoding::Etf, Payload, ALL).unwrap_err();
        for part in ["\"etf\"", "\"payload\"", "\"zstd-stream\"", "\"zlib-stream\"", "\"none\""] {
            assert!(error.to_string().contains(part), "{part} is missing in: {error}");
        }
    }

    #[test]
    fn what_is_not_built_is_refused_with_its_feature() {
        let none = Built { etf: false, zstd: false };
        let cases =
            [(Encoding::Etf, Compression::ZlibStream, "`etf`"), (Encoding::Json, Compression::ZstdStream, "`zstd`")];
        for (encoding, compression, feature) in cases {
            let error = check(encoding, compression, none).unwrap_err().to_string();
            assert!(error.contains(&format!("feature {feature}")), "{error}");
            assert_eq!(check(encoding, compression, ALL), Ok(()));
        }
        for compression in [Compression::None, Compression::Payload, Compression::ZlibStream] {
            assert_eq!(check(Encoding::Json, compression, none), Ok(()));
        }
    }
}
