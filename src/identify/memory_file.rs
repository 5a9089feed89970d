//! The file that stores the identifies of the last 24 hours, so that a restart counts them.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use crate::{atomic_file, gateway::IdentifyMemory};

/// Reads the file. The memory is empty if there is no file, or if it cannot be read.
pub(super) fn load(file: &Path) -> IdentifyMemory {
    let memory = match fs::read(file) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::from),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return IdentifyMemory::default(),
        Err(error) => Err(error),
    };
    memory.unwrap_or_else(|error| {
        let file = file.display();
        tracing::warn!(%error, %file, "the stored identifies cannot be read; only Discord's count is used");
        IdentifyMemory::default()
    })
}

/// Replaces the file.
pub(super) fn save(file: &Path, memory: &IdentifyMemory) -> io::Result<()> {
    let text = serde_json::to_vec(memory)?;
    atomic_file::replace(file, |file| file.write_all(&text))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_memory_is_loaded_and_a_broken_file_counts_as_empty() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("deep/identifies.json");
        assert_eq!(load(&file), IdentifyMemory::default());
        let memory = IdentifyMemory { identifies: vec![1, 2, 3], process_starts: vec![4] };
        save(&file, &memory).unwrap();
        assert_eq!(load(&file), memory);
        fs::write(&file, "{").unwrap();
        assert_eq!(load(&file), IdentifyMemory::default());
    }
}
