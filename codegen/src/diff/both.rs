//! The two documents, side by side.

use crate::emit::in_plain_words;
use crate::model::{Api, Ref};
use std::collections::BTreeMap;

/// Old types that have another name: the new name, and why they are taken for the same.
pub(super) type Renames<'a> = BTreeMap<&'a str, (&'a str, String)>;

/// Both documents, and the types of the old one that have another name in the new one.
pub(super) struct Both<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) renames: &'a Renames<'a>,
}

impl Both<'_> {
    /// Whether two types are the same to users.
    pub(super) fn same(&self, old: &Ref, new: &Ref) -> bool {
        match (self.old.meaning(old), self.new.meaning(new)) {
            (Ref::Named(old), Ref::Named(new)) => {
                self.renames.get(old.as_str()).map_or(old.as_str(), |(name, _)| name) == new
            }
            (Ref::List(old), Ref::List(new)) | (Ref::Map(old), Ref::Map(new)) => self.same(old, new),
            (old, new) => old == new,
        }
    }

    /// Two types in words.
    pub(super) fn in_words(&self, old: &Ref, new: &Ref) -> String {
        format!("{} → {}", in_plain_words(self.old.meaning(old)), in_plain_words(self.new.meaning(new)))
    }
}
