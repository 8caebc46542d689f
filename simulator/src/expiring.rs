//! Values that expire: tokens, nonces, identifiers that may be used once.

use crate::time::Time;
use std::collections::HashMap;

/// The size from which expired values are removed.
const SWEEP: usize = 1024;

/// Values by name, each with its expiry.
#[derive(Clone, Debug)]
pub(crate) struct Expiring<T> {
    entries: HashMap<String, (Time, T)>,
    sweep: usize,
}

impl<T> Default for Expiring<T> {
    fn default() -> Self {
        Self { entries: HashMap::new(), sweep: SWEEP }
    }
}

impl<T> Expiring<T> {
    pub(crate) fn get(&self, name: &str, now: Time) -> Option<&T> {
        self.entries.get(name).filter(|(until, _)| now < *until).map(|(_, value)| value)
    }

    /// Stores a value; `false` if the name is still taken.
    pub(crate) fn put(&mut self, name: &str, value: T, until: Time, now: Time) -> bool {
        if self.get(name, now).is_some() {
            return false;
        }
        if self.entries.len() >= self.sweep {
            self.entries.retain(|_, (until, _)| now < *until);
            self.sweep = (self.entries.len() * 2).max(SWEEP);
        }
        self.entries.insert(name.into(), (until, value));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expired_values_are_removed() {
        let mut names = Expiring::default();
        let second = Time::from_seconds;
        for now in 0..100_000 {
            assert!(names.put(&now.to_string(), now, second(now + 60), second(now)));
            assert!(!names.put(&now.to_string(), 0, second(now + 90), second(now + 59)));
        }
        assert_eq!(names.get("99999", second(100_058)), Some(&99_999));
        assert_eq!(names.get("99999", second(100_059)), None);
        assert!(names.put("99999", 1, second(200_000), second(100_059)));
        assert!(names.entries.len() <= SWEEP);
    }
}
