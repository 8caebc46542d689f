//! Enums that keep values the API document does not list.

use std::fmt;

/// An unlisted value of an open enum. Only conversion from text creates one, so a listed value is never `Unknown`.
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
