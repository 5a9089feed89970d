//! What was uploaded, for as long as there is room.

use std::collections::{HashMap, VecDeque};

use bytes::Bytes;

/// How many bytes are kept; the oldest files go first.
const ROOM: usize = 256 << 20;

/// A file as it came.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct File {
    pub(in crate::sandbox) content_type: String,
    pub(in crate::sandbox) bytes: Bytes,
}

/// The store of a content network: path to file.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Files {
    files: HashMap<String, File>,
    order: VecDeque<String>,
    bytes: usize,
}

impl Files {
    pub(in crate::sandbox) fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// Stores a file under a path that was never used before.
    pub(in crate::sandbox) fn put(&mut self, path: String, file: File) {
        self.bytes += file.bytes.len();
        self.order.push_back(path.clone());
        self.files.insert(path, file);
        while self.bytes > ROOM {
            let Some(oldest) = self.order.pop_front() else { break };
            if let Some(file) = self.files.remove(&oldest) {
                self.bytes -= file.bytes.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_when_there_is_no_room() {
        let mut files = Files::default();
        let file = |bytes| File { content_type: String::new(), bytes: Bytes::from(vec![0; bytes]) };
        files.put("a".to_owned(), file(ROOM / 2));
        files.put("b".to_owned(), file(ROOM / 2));
        assert!(files.get("a").is_some());
        files.put("c".to_owned(), file(1));
        assert!(files.get("a").is_none() && files.get("b").is_some() && files.get("c").is_some());
    }
}
