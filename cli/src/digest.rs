//! SHA-256 in hexadecimal, which tells contents apart.

use sha2::{Digest as _, Sha256};

/// The digest of what was read so far.
#[derive(Default)]
pub(crate) struct Digest(Sha256);

impl Digest {
    /// The digest of bytes.
    pub(crate) fn of(bytes: impl AsRef<[u8]>) -> String {
        let mut digest = Digest::default();
        digest.add(bytes.as_ref());
        digest.end()
    }

    /// Adds the next bytes.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest in hexadecimal.
    pub(crate) fn end(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
