//! Reads and replaces files as a whole: after a crash a file has either its old or its new content.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read},
    path::Path,
};

/// Reads a file of at most `limit` bytes. `None` if there is no file.
///
/// # Errors
/// If it cannot be read, is longer, or is not a regular file: a device or a pipe may have no end.
pub(crate) fn read(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let refused = |reason: String| Err(io::Error::new(io::ErrorKind::InvalidData, reason));
    match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => return refused(format!("{} is not a regular file", path.display())),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return refused(format!("{} is longer than {limit} bytes", path.display()));
    }
    Ok(Some(bytes))
}

/// Replaces the content of the file `path` with what `write` writes. Returns the open file, and what `write` returned.
/// Creates missing parent directories. On Unix only the owner can read the file.
///
/// # Errors
/// If a directory or the file cannot be written. The old file is unchanged then.
pub(crate) fn replace<T>(path: &Path, write: impl FnOnce(&mut File) -> io::Result<T>) -> io::Result<(File, T)> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let draft = path.with_extension(format!("{}.tmp", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    let written = write(&mut file)?;
    fs::rename(&draft, path)?;
    Ok((file, written))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_or_has_no_end_is_not_read() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("state");
        assert_eq!(read(&file, 10).unwrap(), None);
        fs::write(&file, "0123456789").unwrap();
        assert_eq!(read(&file, 10).unwrap().unwrap(), b"0123456789");
        assert!(read(&file, 9).unwrap_err().to_string().contains("is longer than 9 bytes"));
        for other in [
            directory.path(),
            #[cfg(unix)]
            Path::new("/dev/zero"),
        ] {
            assert!(read(other, 10).unwrap_err().to_string().contains("is not a regular file"), "{}", other.display());
        }
    }
}
