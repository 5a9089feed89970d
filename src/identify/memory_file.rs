//! The file that stores the identifies of the last 24 hours, so that a restart counts them.

use std::{
    io::{self, Write},
    path::Path,
    time::SystemTime,
};

use crate::{atomic_file, gateway::IdentifyMemory};

/// The longest file that is read. A session start takes 14 bytes, and Discord allows at most some thousand a day.
const LONGEST: u64 = 1 << 20;

/// Reads the file. The memory is empty if there is no file, or if it cannot be read. Entries that cannot be right are
/// left out, with a warning.
pub(super) fn load(file: &Path) -> IdentifyMemory {
    let memory = match atomic_file::read(file, LONGEST) {
        Ok(Some(bytes)) => serde_json::from_slice::<IdentifyMemory>(&bytes).map_err(io::Error::from),
        Ok(None) => return IdentifyMemory::default(),
        Err(error) => Err(error),
    };
    let file = file.display();
    let mut memory = memory.unwrap_or_else(|error| {
        tracing::warn!(%error, %file, "the stored identifies cannot be read; only Discord's count is used");
        IdentifyMemory::default()
    });
    let ignored = memory.drop_future(SystemTime::now());
    if ignored > 0 {
        tracing::warn!(ignored, %file, "stored identifies are more than a day in the future; they are not counted");
    }
    memory
}

/// Replaces the file.
pub(super) fn save(file: &Path, memory: &IdentifyMemory) -> io::Result<()> {
    let text = serde_json::to_vec(memory)?;
    atomic_file::replace(file, |file| file.write_all(&text))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_saved_memory_is_loaded_and_a_broken_file_counts_as_empty() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("deep/identifies.json");
        assert_eq!(load(&file), IdentifyMemory::default());
        let mut memory = IdentifyMemory { identifies: vec![1, 2, 3], process_starts: vec![4] };
        save(&file, &memory).unwrap();
        assert_eq!(load(&file), memory);
        // The year 2100.
        memory.identifies.push(4_102_444_800_000);
        memory.process_starts.push(u64::MAX);
        save(&file, &memory).unwrap();
        assert_eq!(load(&file), IdentifyMemory { identifies: vec![1, 2, 3], process_starts: vec![4] });
        fs::write(&file, "{").unwrap();
        assert_eq!(load(&file), IdentifyMemory::default());
        fs::write(&file, vec![b' '; LONGEST as usize + 1]).unwrap();
        assert_eq!(load(&file), IdentifyMemory::default());
        #[cfg(unix)]
        assert_eq!(load(Path::new("/dev/zero")), IdentifyMemory::default());
    }
}
