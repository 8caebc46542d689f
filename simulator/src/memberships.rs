//! Group memberships.

use crate::directory::Users;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// The memberships of all groups.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memberships(BTreeMap<String, Membership>);

/// The initial members of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    Nobody,
    Everyone,
    /// The seeded users of a department.
    Department(u8),
}

#[derive(Clone, Debug)]
struct Membership {
    base: Base,
    added: BTreeSet<String>,
    removed: BTreeSet<String>,
}

impl Memberships {
    pub(crate) fn open(&mut self, group: &str, base: Base) {
        self.0.insert(group.into(), Membership { base, added: BTreeSet::new(), removed: BTreeSet::new() });
    }

    pub(crate) fn close(&mut self, group: &str) {
        self.0.remove(group);
    }

    /// Makes a user a member or not, and returns whether that changed anything.
    pub(crate) fn set(&mut self, group: &str, user: &str, member: bool, users: &Users) -> bool {
        let news = self.holds(group, user, users) != member;
        if let Some(Membership { added, removed, .. }) = self.0.get_mut(group).filter(|_| news) {
            let (into, out_of) = if member { (added, removed) } else { (removed, added) };
            out_of.remove(user);
            into.insert(user.into());
        }
        news
    }

    /// Removes a deleted user from all groups.
    pub(crate) fn forget(&mut self, user: &str) {
        for membership in self.0.values_mut() {
            membership.added.remove(user);
            membership.removed.remove(user);
        }
    }

    pub(crate) fn holds(&self, group: &str, user: &str, users: &Users) -> bool {
        self.0.get(group).is_some_and(|membership| membership.holds(user, users))
    }

    /// The ids of members after an id.
    pub(crate) fn members<'a>(
        &'a self,
        group: &str,
        after: Option<&str>,
        users: &'a Users,
    ) -> Box<dyn Iterator<Item = String> + 'a> {
        let Some(membership) = self.0.get(group) else { return Box::new(std::iter::empty()) };
        if membership.base == Base::Nobody {
            let from = after.map_or(Bound::Unbounded, Bound::Excluded);
            return Box::new(membership.added.range::<str, _>((from, Bound::Unbounded)).cloned());
        }
        let everyone = users.after(after).map(|person| person.id());
        Box::new(everyone.filter(|user| membership.holds(user, users)))
    }
}

impl Membership {
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
