//! The kinds of JSON values, those that are open while a text is read, and the error where none may stand.

use super::Reader;

/// The error of text that is not JSON, or not of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {at}")]
pub struct Malformed {
    /// The reason, such as `no JSON value`.
    pub what: &'static str,
    /// The offset in bytes from the start of the text.
    pub at: usize,
}

/// The kind of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The literal `null`.
    Null,
    /// `true` or `false`
    Bool,
    /// A JSON number, not parsed further.
    Number,
    /// A JSON string, with its quotes.
    String,
    /// An array.
    Array,
    /// The beginning of a JSON object.
    Object,
}

/// For each depth, whether an object is open there, or an array.
#[derive(Default)]
pub(super) struct OpenKinds([u64; Reader::DEPTH / 64 + 1]);

impl OpenKinds {
    pub(super) fn set(&mut self, depth: usize, object: bool) {
        if let Some(word) = self.0.get_mut(depth / 64) {
            *word = *word & !(1 << (depth % 64)) | u64::from(object) << (depth % 64);
        }
    }

    pub(super) fn is_object(&self, depth: usize) -> bool {
        self.0.get(depth / 64).is_some_and(|word| word >> (depth % 64) & 1 == 1)
    }
}
