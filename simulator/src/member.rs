//! Who is in which group.

use crate::directory::Users;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// The members of all groups.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rolls(BTreeMap<String, Roll>);

/// Who is in a group from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    Nobody,
    Everyone,
    /// The seeded users of a department.
    Department(u8),
}

#[derive(Clone, Debug)]
struct Roll {
    base: Base,
    added: BTreeSet<String>,
    removed: BTreeSet<String>,
}

impl Rolls {
    pub(crate) fn open(&mut self, group: &str, base: Base) {
        self.0.insert(group.into(), Roll { base, added: BTreeSet::new(), removed: BTreeSet::new() });
    }

    pub(crate) fn close(&mut self, group: &str) {
        self.0.remove(group);
    }

    /// Whether that changed anything.
    pub(crate) fn add(&mut self, group: &str, user: &str, users: &Users) -> bool {
        let news = !self.holds(group, user, users);
        if let Some(roll) = self.0.get_mut(group).filter(|_| news) {
            roll.removed.remove(user);
            roll.added.insert(user.into());
        }
        news
    }

    /// Whether that changed anything.
    pub(crate) fn remove(&mut self, group: &str, user: &str, users: &Users) -> bool {
        let news = self.holds(group, user, users);
        if let Some(roll) = self.0.get_mut(group).filter(|_| news) {
            roll.added.remove(user);
            roll.removed.insert(user.into());
        }
        news
    }

    /// Takes a deleted user from all groups.
    pub(crate) fn forget(&mut self, user: &str) {
        for roll in self.0.values_mut() {
            roll.added.remove(user);
            roll.removed.remove(user);
        }
    }

    pub(crate) fn holds(&self, group: &str, user: &str, users: &Users) -> bool {
        self.0.get(group).is_some_and(|roll| roll.holds(user, users))
    }

    /// Ids of the members behind an id.
    pub(crate) fn members<'a>(
        &'a self,
        group: &str,
        after: Option<&str>,
        users: &'a Users,
    ) -> Box<dyn Iterator<Item = String> + 'a> {
        let Some(roll) = self.0.get(group) else { return Box::new(std::iter::empty()) };
        if roll.base == Base::Nobody {
            let from = after.map_or(Bound::Unbounded, Bound::Excluded);
            return Box::new(roll.added.range::<str, _>((from, Bound::Unbounded)).cloned());
        }
        let everyone = users.after(after).map(|person| person.id());
        Box::new(everyone.filter(|user| roll.holds(user, users)))
    }
}

impl Roll {
    fn holds(&self, user: &str, users: &Users) -> bool {
        match self.base {
            _ if self.added.contains(user) => true,
            _ if self.removed.contains(user) => false,
            Base::Nobody => false,
            Base::Everyone => true,
            Base::Department(department) => users.born_into(user) == Some(department),
        }
    }
}
