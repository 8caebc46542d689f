//! A string map that keeps insertion order.

use super::debug::{Masked, is_secret};
use crate::steps;
use std::collections::BTreeMap;
use std::fmt;

/// A map from names to values that keeps insertion order, such as the members of a JSON object.
#[derive(Clone)]
pub struct Map<T> {
    entries: Vec<(Box<str>, T)>,
}

/// Up to this many members, a scan is faster than an index.
const SMALL: usize = 24;

impl<T> Map<T> {
    /// An empty map.
    pub const fn new() -> Map<T> {
        Map { entries: Vec::new() }
    }

    pub(super) fn with_capacity(members: usize) -> Map<T> {
        Map { entries: Vec::with_capacity(members) }
    }

    /// The number of members.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.entries.iter().find(|(key, _)| &**key == name).map(|(_, value)| value)
    }

    /// The value of `name`, mutably.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.entries.iter_mut().find(|(key, _)| &**key == name).map(|(_, value)| value)
    }

    /// Whether there is a member `name`.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Sets `name` and returns its previous value. An existing member keeps its position.
    pub fn insert(&mut self, name: impl Into<Box<str>>, value: impl Into<T>) -> Option<T> {
        let (name, value) = (name.into(), value.into());
        match self.get_mut(&name) {
            Some(old) => Some(std::mem::replace(old, value)),
            None => {
                self.entries.push((name, value));
                None
            }
        }
    }

    /// Removes `name` and returns its value. The order of the others stays.
    pub fn remove(&mut self, name: &str) -> Option<T> {
        steps::count(self.entries.len());
        let at = self.entries.iter().position(|(key, _)| &**key == name)?;
        Some(self.entries.remove(at).1)
    }

    /// Iterates over the members in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> {
        self.entries.iter().map(|(name, value)| (&**name, value))
    }

    /// Iterates over the members in order, with mutable values.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&str, &mut T)> {
        self.entries.iter_mut().map(|(name, value)| (&**name, value))
    }

    /// The member at an index.
    pub(super) fn at(&self, at: usize) -> Option<(&str, &T)> {
        self.entries.get(at).map(|(name, value)| (&**name, value))
    }

    /// Appends a member without checking for duplicates; [`Map::dedup`] must follow.
    pub(super) fn push(&mut self, name: Box<str>, value: T) {
        self.entries.push((name, value));
    }

    /// Removes duplicate names, keeping the first position and the last value, in O(n log n) for large maps.
    pub(super) fn dedup(&mut self) {
        if self.entries.len() <= SMALL && !self.has_duplicates() {
            return;
        }
        steps::count(self.entries.len());
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_unstable_by(|one, other| self.name(*one).cmp(&self.name(*other)).then(one.cmp(other)));
        let mut duplicates = Vec::new();
        // From the end, so that the last value ends up in the first position.
        for pair in order.windows(2).rev() {
            if let [one, other] = *pair
                && self.name(one) == self.name(other)
            {
                self.entries.swap(one, other);
                duplicates.push(other);
            }
        }
        if !duplicates.is_empty() {
            duplicates.sort_unstable();
            let mut at = 0..;
            self.entries.retain(|_| at.next().is_some_and(|at| duplicates.binary_search(&at).is_err()));
        }
    }

    /// Whether both maps have the same names and `same` is true for each pair of values.
    pub(super) fn same_names<'a>(&'a self, other: &'a Map<T>, mut same: impl FnMut(&'a T, &'a T) -> bool) -> bool {
        if self.len() != other.len() {
            return false;
        }
        if self.len() <= SMALL {
            return self.iter().all(|(name, value)| other.get(name).is_some_and(|other| same(value, other)));
        }
        let theirs: BTreeMap<&str, &T> = other.iter().collect();
        self.iter().all(|(name, value)| theirs.get(name).is_some_and(|other| same(value, other)))
    }

    fn name(&self, at: usize) -> Option<&str> {
        self.entries.get(at).map(|(name, _)| &**name)
    }

    fn has_duplicates(&self) -> bool {
        let names = |from: usize| self.entries.iter().skip(from).map(|(name, _)| name);
        names(0).enumerate().any(|(at, name)| names(at + 1).any(|other| other == name))
    }
}

impl<T> Default for Map<T> {
    fn default() -> Map<T> {
        Map::new()
    }
}

impl<T: PartialEq> PartialEq for Map<T> {
    fn eq(&self, other: &Map<T>) -> bool {
        self.same_names(other, |one, other| one == other)
    }
}

impl<T: Eq> Eq for Map<T> {}

/// Masks the values of secret members ([`is_secret`]).
impl<T: fmt::Debug> fmt::Debug for Map<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.iter() {
            map.key(&name);
            if is_secret(name) {
                map.value(&Masked)
            } else {
                map.value(value)
            };
        }
        map.finish()
    }
}

impl<K: Into<Box<str>>, T> FromIterator<(K, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(members: I) -> Map<T> {
        let mut map = Map { entries: members.into_iter().map(|(name, value)| (name.into(), value)).collect() };
        map.dedup();
        map
    }
}

impl<T> IntoIterator for Map<T> {
    type Item = (Box<str>, T);
    type IntoIter = std::vec::IntoIter<(Box<str>, T)>;
    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicates_keep_the_first_position_and_the_last_value() {
        for extra in [0, 100] {
            let mut members: Vec<(String, i32)> = vec![("a".into(), 1), ("b".into(), 2), ("a".into(), 3)];
            members.extend((0..extra).map(|n| (format!("n{n}"), n)));
            let map: Map<i32> = members.into_iter().collect();
            assert_eq!(map.iter().take(2).collect::<Vec<_>>(), [("a", &3), ("b", &2)]);
            assert_eq!(map.len(), 2 + usize::try_from(extra).unwrap());
        }
    }

    #[test]
    fn insert_keeps_the_position() {
        let mut map: Map<i32> = [("a", 1), ("b", 2)].into_iter().collect();
        assert_eq!(map.insert("a", 5), Some(1));
        assert_eq!(map.insert("c", 6), None);
        assert_eq!(map.remove("b"), Some(2));
        assert_eq!(format!("{map:?}"), r#"{"a": 5, "c": 6}"#);
    }
}
