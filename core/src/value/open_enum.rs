//! Enums that keep values which the document does not list.

use std::fmt;

/// A value that the document does not list. Only text makes one, so that a known value is never unknown.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Unknown(Box<str>);

impl Unknown {
    #[doc(hidden)]
    pub fn new(text: &str) -> Unknown {
        Unknown(text.into())
    }

    #[doc(hidden)]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
