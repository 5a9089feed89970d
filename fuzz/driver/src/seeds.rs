//! The seeds: the files in `fuzz/seeds`, and the events of the tests.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// Makes a seed from the name and the data of an event.
type FromEvent = fn(&str, &[u8]) -> Vec<u8>;

/// The folder of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files of a folder by name.
fn files(folder: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        files.push((name, fs::read(&path)?));
    }
    files.sort();
    Ok(files)
}

/// The seeds of a target, always in the same order.
///
/// # Errors
/// If a file cannot be read.
pub fn of(target: &str) -> io::Result<Vec<Vec<u8>>> {
    let mut seeds: Vec<Vec<u8>> =
        files(&root().join("fuzz/seeds").join(target))?.into_iter().map(|(_, seed)| seed).collect();
    let fixture: Option<FromEvent> = match target {
        "json" => Some(|_, data| data.to_vec()),
        "envelope" => {
            Some(|name, data| [format!(r#"{{"t":"{name}","s":7,"op":0,"d":"#).as_bytes(), data, b"}"].concat())
        }
        #[cfg(feature = "etf")]
        "etf" => Some(|_, data| {
            let value: serde_json::Value = serde_json::from_slice(data).unwrap_or_default();
            greenroom::__internals::write_etf(0, &value).unwrap_or_default()
        }),
        "event" => Some(|name, data| [name.as_bytes(), b"\n", data].concat()),
        _ => None,
    };
    if let Some(fixture) = fixture {
        let events = files(&root().join("tests/fixtures/events"))?;
        seeds.extend(events.iter().map(|(name, data)| fixture(name, data)));
    }
    Ok(seeds)
}
