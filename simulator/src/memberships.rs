//! Group memberships.

use crate::directory::{Person, Users};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

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

/// Rows of users.
#[derive(Clone, Debug)]
struct Membership {
    base: Base,
    /// Members that are not initial ones.
    added: BTreeSet<u32>,
    /// Initial members that are none any more.
    removed: BTreeSet<u32>,
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
        let Some((membership, row)) = self.0.get_mut(group).zip(users.row(user)) else { return false };
        let news = membership.holds(row, users) != member;
        if news {
            let (into, out_of) = match member {
                true => (&mut membership.added, &mut membership.removed),
                false => (&mut membership.removed, &mut membership.added),
            };
            if !out_of.remove(&row) {
                into.insert(row);
            }
        }
        news
    }

    /// Removes a deleted user from all groups.
    pub(crate) fn forget(&mut self, user: &str, users: &Users) {
        let Some(row) = users.row(user) else { return };
        for membership in self.0.values_mut() {
            membership.added.remove(&row);
            membership.removed.remove(&row);
        }
    }

    pub(crate) fn holds(&self, group: &str, user: &str, users: &Users) -> bool {
        self.0.get(group).zip(users.row(user)).is_some_and(|(membership, row)| membership.holds(row, users))
    }

    /// Members after an id, in the order of ids.
    pub(crate) fn members<'a>(
        &'a self,
        group: &str,
        after: Option<&str>,
        users: &'a Users,
    ) -> impl Iterator<Item = Person<'a>> + use<'a> {
        let rows = users.rows_after(after);
        let members = self.0.get(group).into_iter().flat_map(move |membership| membership.rows(rows.clone(), users));
        members.filter_map(|row| users.at(row))
    }

    /// The number of members.
    pub(crate) fn count(&self, group: &str, users: &Users) -> usize {
        self.0.get(group).map_or(0, |membership| {
            let initial = match membership.base {
                Base::Nobody => 0,
                Base::Everyone => users.len(),
                Base::Department(department) => users.seeded_in(department),
            };
            initial + membership.added.len() - membership.removed.len()
        })
    }
}

impl Membership {
    fn holds(&self, row: u32, users: &Users) -> bool {
        match self.base {
            _ if self.added.contains(&row) => true,
            _ if self.removed.contains(&row) => false,
            Base::Nobody => false,
            Base::Everyone => true,
            Base::Department(department) => users.seed().is_in(department, row),
        }
    }

    /// The rows of members among these, ascending.
    fn rows<'a>(&'a self, rows: Range<u32>, users: &Users) -> impl Iterator<Item = u32> + use<'a> {
        let initial: Box<dyn Iterator<Item = u32>> = match self.base {
            Base::Nobody => Box::new(std::iter::empty()),
            Base::Everyone => Box::new(rows.clone()),
            Base::Department(department) => Box::new(users.seed().in_department(department, rows.start)),
        };
        let mut initial = initial.filter(|row| !self.removed.contains(row)).peekable();
        let mut added = self.added.range(rows).copied().peekable();
        std::iter::from_fn(move || {
            let is_added = added.peek().is_some_and(|row| initial.peek().is_none_or(|other| row < other));
            if is_added { added.next() } else { initial.next() }
        })
    }
}
