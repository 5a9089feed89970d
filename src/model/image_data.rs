//! Images and sounds that are sent inside of JSON, as data URIs (Discord's docs, reference, "Image Data").

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde::{Serialize, Serializer};

/// An image format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImageFormat {
    /// PNG, animated or not.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP, animated or not. Discord recommends it for its CDN.
    WebP,
    /// GIF.
    Gif,
    /// AVIF. It can only be uploaded.
    Avif,
}

impl ImageFormat {
    /// The file extension, such as `png`.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
            Self::Gif => "gif",
            Self::Avif => "avif",
        }
    }

    /// The media type, such as `image/png`.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
            Self::Avif => "image/avif",
        }
    }

    /// Detects the format from the first bytes of a file.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f' | b's', ..] => Some(Self::Avif),
            _ => None,
        }
    }
}

/// A sound format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SoundFormat {
    /// MP3.
    Mp3,
    /// Ogg.
    Ogg,
}

impl SoundFormat {
    /// The file extension, such as `mp3`.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Mp3 => "mp3",
            Self::Ogg => "ogg",
        }
    }

    /// The media type, such as `audio/mpeg`.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Mp3 => "audio/mpeg",
            Self::Ogg => "audio/ogg",
        }
    }

    /// Detects the format from the first bytes of a file.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [b'I', b'D', b'3', ..] => Some(Self::Mp3),
            // Every MPEG audio frame begins with eleven set bits. The two bits after the version are the layer, here
            // III.
            [0xff, second, ..] if second & 0xe6 == 0xe2 => Some(Self::Mp3),
            [b'O', b'g', b'g', b'S', ..] => Some(Self::Ogg),
            _ => None,
        }
    }
}

/// An image as a field of a request, such as an avatar, icon, banner or emoji.
///
/// ```
/// use greenroom::model::ImageData;
///
/// let icon = ImageData::png(vec![0x89, b'P', b'N', b'G']);
/// assert_eq!(icon.to_string(), "data:image/png;base64,iVBORw==");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ImageData {
    format: ImageFormat,
    bytes: Bytes,
}

impl ImageData {
    /// An image in this format. The bytes are not checked.
    #[must_use]
    pub fn new(format: ImageFormat, bytes: impl Into<Bytes>) -> Self {
        Self { format, bytes: bytes.into() }
    }

    /// A PNG.
    #[must_use]
    pub fn png(bytes: impl Into<Bytes>) -> Self {
        Self::new(ImageFormat::Png, bytes)
    }

    /// A JPEG.
    #[must_use]
    pub fn jpeg(bytes: impl Into<Bytes>) -> Self {
        Self::new(ImageFormat::Jpeg, bytes)
    }

    /// A GIF.
    #[must_use]
    pub fn gif(bytes: impl Into<Bytes>) -> Self {
        Self::new(ImageFormat::Gif, bytes)
    }

    /// A WebP.
    #[must_use]
    pub fn webp(bytes: impl Into<Bytes>) -> Self {
        Self::new(ImageFormat::WebP, bytes)
    }

    /// An image whose format is detected from its first bytes.
    ///
    /// # Errors
    /// If the format is not one that Discord accepts.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Result<Self, UnknownFormat> {
        let bytes = bytes.into();
        let format = ImageFormat::sniff(&bytes).ok_or(UnknownFormat { wanted: "a PNG, JPEG, GIF, WebP or AVIF" })?;
        Ok(Self { format, bytes })
    }

    /// The format.
    #[must_use]
    pub const fn format(&self) -> ImageFormat {
        self.format
    }

    /// The bytes of the file.
    #[must_use]
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

/// A sound as a field of a request, for the soundboard: up to 512 KB and 5.2 seconds.
#[derive(Clone, PartialEq, Eq)]
pub struct SoundData {
    format: SoundFormat,
    bytes: Bytes,
}

impl SoundData {
    /// A sound in this format. The bytes are not checked.
    #[must_use]
    pub fn new(format: SoundFormat, bytes: impl Into<Bytes>) -> Self {
        Self { format, bytes: bytes.into() }
    }

    /// An MP3.
    #[must_use]
    pub fn mp3(bytes: impl Into<Bytes>) -> Self {
        Self::new(SoundFormat::Mp3, bytes)
    }

    /// An Ogg file.
    #[must_use]
    pub fn ogg(bytes: impl Into<Bytes>) -> Self {
        Self::new(SoundFormat::Ogg, bytes)
    }

    /// A sound whose format is detected from its first bytes.
    ///
    /// # Errors
    /// If the format is not one that Discord accepts.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Result<Self, UnknownFormat> {
        let bytes = bytes.into();
        let format = SoundFormat::sniff(&bytes).ok_or(UnknownFormat { wanted: "an MP3 or Ogg file" })?;
        Ok(Self { format, bytes })
    }

    /// The format.
    #[must_use]
    pub const fn format(&self) -> SoundFormat {
        self.format
    }

    /// The bytes of the file.
    #[must_use]
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

/// The file is in a format that Discord does not accept in this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the file does not start like {wanted}, which Discord requires here")]
pub struct UnknownFormat {
    wanted: &'static str,
}

/// Implements `Display`, `Debug` and `Serialize` for both types.
macro_rules! data_uris {
    ($($name:ident)*) => {$(
        /// The data URI.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "data:{};base64,{}", self.format.media_type(), STANDARD.encode(&self.bytes))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:?}, {} bytes)"), self.format, self.bytes.len())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.to_string())
            }
        }
    )*};
}
data_uris!(ImageData SoundData);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_detected_from_the_first_bytes() {
        for (bytes, format) in [
            (&b"\x89PNG\r\n\x1a\n...."[..], Some(ImageFormat::Png)),
            (b"\xff\xd8\xff\xe0", Some(ImageFormat::Jpeg)),
            (b"GIF87a..", Some(ImageFormat::Gif)),
            (b"GIF89a..", Some(ImageFormat::Gif)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(ImageFormat::WebP)),
            (b"RIFF\0\0\0\0WAVEfmt ", None),
            (b"\0\0\0\x1cftypavif\0\0", Some(ImageFormat::Avif)),
            (b"\0\0\0\x1cftypisom\0\0", None),
            (b"<svg", None),
            (b"", None),
        ] {
            assert_eq!(ImageFormat::sniff(bytes), format, "{bytes:?}");
        }
        for (bytes, format) in [
            (&b"ID3\x04"[..], Some(SoundFormat::Mp3)),
            (b"\xff\xfb\x90\x64", Some(SoundFormat::Mp3)),
            (b"\xff\xf3\x40\xc4", Some(SoundFormat::Mp3)),
            // A JPEG and AAC in ADTS begin with set bits too.
            (b"\xff\xd8\xff\xe0", None),
            (b"\xff\xf1\x50\x80", None),
            (b"OggS\0\x02", Some(SoundFormat::Ogg)),
            (b"RIFF\0\0\0\0WAVEfmt ", None),
            (b"", None),
        ] {
            assert_eq!(SoundFormat::sniff(bytes), format, "{bytes:?}");
        }
    }

    #[test]
    fn values_are_written_as_data_uris() {
        let gif = ImageData::from_bytes("GIF89a").unwrap();
        assert_eq!(serde_json::to_string(&gif).unwrap(), r#""data:image/gif;base64,R0lGODlh""#);
        assert_eq!(SoundData::ogg("OggS").to_string(), "data:audio/ogg;base64,T2dnUw==");
        let error = ImageData::from_bytes("<svg").unwrap_err().to_string();
        assert!(error.contains("PNG, JPEG, GIF, WebP or AVIF"), "{error}");
        assert_eq!(format!("{gif:?}"), "ImageData(Gif, 6 bytes)");
    }
}
