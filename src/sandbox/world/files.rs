//! Uploaded files. The oldest are dropped when the store is full.

use std::collections::{HashMap, VecDeque};

use bytes::Bytes;

/// How many bytes are kept in all.
const CAPACITY: usize = 256 << 20;

/// An uploaded file.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct File {
    pub(in crate::sandbox) content_type: String,
    pub(in crate::sandbox) bytes: Bytes,
}

/// All uploaded files by path, as Discord's CDN has them.
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

    /// Stores a file. The path must not have been used before.
    pub(in crate::sandbox) fn put(&mut self, path: String, file: File) {
        self.bytes += file.bytes.len();
        self.order.push_back(path.clone());
        self.files.insert(path, file);
        while self.bytes > CAPACITY {
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
    fn the_oldest_files_are_dropped_when_the_store_is_full() {
        let mut files = Files::default();
        let file = |bytes| File { content_type: String::new(), bytes: Bytes::from(vec![0; bytes]) };
        files.put("a".to_owned(), file(CAPACITY / 2));
        files.put("b".to_owned(), file(CAPACITY / 2));
        assert!(files.get("a").is_some());
        files.put("c".to_owned(), file(1));
        assert!(files.get("a").is_none() && files.get("b").is_some() && files.get("c").is_some());
    }
}
