//! Seeded users in the order of an attribute.

use super::Seed;
use crate::search::{Order, SortKey};
use std::sync::Arc;

impl Seed {
    /// All seeded users by an attribute, ties in the order of ids; built at first use.
    pub(crate) fn order(&self, attribute: &str, order: Order) -> Arc<[u32]> {
        let (attribute, order) = same(attribute, order);
        self.orders.get(attribute, order, || self.sorted(attribute, order))
    }

    /// Builds the orders that searches use most.
    pub(crate) fn build_orders(&self) {
        for attribute in ["profile.login", "status", "lastUpdated"] {
            self.order(attribute, Order::Folded);
        }
    }

    /// The key of a user in that order.
    pub(crate) fn key(&self, index: u32, attribute: &str, order: Order) -> SortKey {
        SortKey::one(self.user(index).attribute(attribute), order)
    }

    /// Whether a seeded user starts in a department.
    pub(crate) fn is_in(&self, department: u8, index: u32) -> bool {
        index < self.count && self.user(index).department_index() == department
    }

    /// The users of a department from an index on, ascending.
    pub(crate) fn in_department(&self, department: u8, first: u32) -> impl ExactSizeIterator<Item = u32> + use<> {
        let order = self.order("profile.department", Order::Up);
        let name = Self::departments().find(|(number, _)| *number == department).map_or("", |(_, name)| name);
        let start = order.partition_point(|index| (self.user(*index).department(), *index) < (name, first));
        let end = order.partition_point(|index| self.user(*index).department() <= name);
        (start..end.max(start)).map(move |at| order.get(at).copied().unwrap_or_default())
    }

    /// Sorts by numbers that order as the keys do, and by the keys where those are cut: a million keys need not be
    /// in memory at once.
    fn sorted(&self, attribute: &str, order: Order) -> Arc<[u32]> {
        let key = |index| self.key(index, attribute, order);
        let mut places: Vec<(u128, u32)> = (0..self.count).map(|index| (key(index).prefix(), index)).collect();
        places.sort_unstable();
        for run in places.chunk_by_mut(|(a, _), (b, _)| a == b) {
            if run.len() > 1 && run.first().is_some_and(|(_, index)| key(*index).is_cut()) {
                run.sort_by_cached_key(|(_, index)| key(*index));
            }
        }
        places.into_iter().map(|(_, index)| index).collect()
    }
}

/// An attribute and an order of it that sort seeded users the same: their emails are their logins, without capitals.
fn same(attribute: &str, order: Order) -> (&str, Order) {
    match (attribute, order) {
        ("profile.email", order) => same("profile.login", order),
        ("profile.login" | "created" | "activated" | "statusChanged" | "lastUpdated", Order::Folded) => {
            (attribute, Order::Up)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Ids;
    use crate::time::Time;

    #[test]
    fn orders_sort_by_key_then_by_id() {
        let seed = Seed::new(3, 4000, "oty1", &mut Ids::new(3), Time::from_seconds(1_600_000_000));
        const ATTRIBUTES: [&str; 9] = [
            "profile.login", "profile.email", "profile.title", "profile.lastName", "profile.costNumber", "status",
            "created", "activated", "none",
        ];
        for attribute in ATTRIBUTES {
            for order in [Order::Folded, Order::Up, Order::Down] {
                let sorted = seed.order(attribute, order);
                let mut expected: Vec<u32> = (0..4000).collect();
                expected.sort_by_key(|index| seed.key(*index, attribute, order));
                assert_eq!(*sorted, *expected, "{attribute} {order:?}");
                assert!(Arc::ptr_eq(&sorted, &seed.clone().order(attribute, order)));
            }
        }
    }
}
