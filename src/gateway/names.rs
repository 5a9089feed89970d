//! Parses the names of encodings and compressions.

use std::str::FromStr;

use super::built::{BUILT, Built};
use super::{Compression, ConfigError, Encoding};

fn encoding_named(name: &str, built: Built) -> Result<Encoding, ConfigError> {
    match name {
        "json" => Ok(Encoding::Json),
        "etf" if built.etf => Ok(Encoding::Etf),
        "etf" => Err(ConfigError::EncodingNotBuilt { value: name.to_owned() }),
        _ => Err(ConfigError::Encoding { value: name.to_owned() }),
    }
}

fn compression_named(name: &str, built: Built) -> Result<Compression, ConfigError> {
    match name {
        "none" => Ok(Compression::None),
        "payload" => Ok(Compression::Payload),
        "zlib-stream" => Ok(Compression::ZlibStream),
        "zstd-stream" if built.zstd => Ok(Compression::ZstdStream),
        "zstd-stream" => Err(ConfigError::CompressionNotBuilt { value: name.to_owned() }),
        _ => Err(ConfigError::Compression { value: name.to_owned() }),
    }
}

impl FromStr for Encoding {
    type Err = ConfigError;

    fn from_str(name: &str) -> Result<Self, ConfigError> {
        encoding_named(name, BUILT)
    }
}

impl FromStr for Compression {
    type Err = ConfigError;

    fn from_str(name: &str) -> Result<Self, ConfigError> {
        compression_named(name, BUILT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_encodings_are_parsed() {
        let all = Built { etf: true, zstd: true };
        for encoding in [Encoding::Json, Encoding::Etf] {
            assert_eq!(encoding_named(encoding.as_str(), all), Ok(encoding));
        }
        assert_eq!("json".parse(), Ok(Encoding::Json));
        let error = "xml".parse::<Encoding>().unwrap_err().to_string();
        assert!(error.contains("\"xml\"") && error.contains("\"json\"") && error.contains("\"etf\""), "{error}");
    }

    #[test]
    fn etf_without_its_feature_is_a_config_error_that_names_the_feature() {
        let none = Built { etf: false, zstd: false };
        let error = encoding_named("etf", none).unwrap_err();
        assert_eq!(error, ConfigError::EncodingNotBuilt { value: "etf".into() });
        assert!(error.to_string().contains("feature `etf`"), "{error}");
        assert_eq!(encoding_named("json", none), Ok(Encoding::Json));
        #[cfg(not(feature = "etf"))]
        assert_eq!("etf".parse::<Encoding>(), Err(error));
    }

    #[test]
    fn names_of_compressions_are_parsed() {
        let all = Built { etf: true, zstd: true };
        for compression in [Compression::None, Compression::Payload, Compression::ZlibStream, Compression::ZstdStream] {
            assert_eq!(compression_named(compression.as_str(), all), Ok(compression));
            assert_eq!(compression.as_str().parse(), compression_named(compression.as_str(), BUILT));
        }
        let error = compression_named("zstd-stream", Built { etf: false, zstd: false }).unwrap_err();
        assert!(error.to_string().contains("feature `zstd`"), "{error}");
        let error = "gzip".parse::<Compression>().unwrap_err();
        assert!(error.to_string().contains("\"gzip\"") && error.to_string().contains("zlib-stream"), "{error}");
    }
}
