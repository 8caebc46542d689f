//! Secrets, such as tokens and passwords.

use std::fmt;

/// A secret value, such as a token: its `Debug` prints `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps a value as a secret.
    pub fn new(value: T) -> Secret<T> {
        Secret(value)
    }

    /// The value itself, to send it or to redact it.
    pub(crate) fn open(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Some(Secret::new("00token"))), "Some(***)");
    }
}
