//! Files that are replaced as a whole: after a crash there is the old content or the new one.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::Path,
};

/// Replaces the file `path` by what `write` writes, and returns the open file with what `write` returned. Makes the
/// directories above it. Only the owner can read the file.
///
/// # Errors
/// If a directory or the file cannot be written. The old file stays then.
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
