//! Calls that are held back, in the order in which they came.

use crate::Ticket;
use std::collections::VecDeque;

/// Sorted by ticket: the call that came first goes first. A call that is woken keeps its place until it asks again, and is
/// not woken twice.
///
/// Calls mostly come at the end and go at the beginning, where a `VecDeque` moves nothing; a place is found by bisection.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    asleep: VecDeque<Ticket>,
    woken: VecDeque<Ticket>,
}

impl Queue {
    /// Adds a call, asleep.
    pub(crate) fn insert(&mut self, ticket: Ticket) {
        self.remove(ticket);
        insert(&mut self.asleep, ticket);
    }

    pub(crate) fn remove(&mut self, ticket: Ticket) {
        for tickets in [&mut self.asleep, &mut self.woken] {
            if let Ok(at) = tickets.binary_search(&ticket) {
                tickets.remove(at);
            }
        }
    }

    /// How many calls came before this one.
    pub(crate) fn ahead_of(&self, ticket: Ticket) -> u64 {
        before(&self.asleep, ticket) + before(&self.woken, ticket)
    }

    pub(crate) fn len(&self) -> u64 {
        count(self.asleep.len()) + count(self.woken.len())
    }

    /// Wakes those of the first `most` calls that are asleep.
    pub(crate) fn wake(&mut self, most: u64) -> Vec<Ticket> {
        let mut tickets = Vec::new();
        while let Some(first) = self.asleep.front().copied()
            && before(&self.woken, first) < most
        {
            self.asleep.pop_front();
            insert(&mut self.woken, first);
            tickets.push(first);
        }
        tickets
    }
}

fn insert(tickets: &mut VecDeque<Ticket>, ticket: Ticket) {
    let at = tickets.partition_point(|other| *other < ticket);
    tickets.insert(at, ticket);
}

fn before(tickets: &VecDeque<Ticket>, ticket: Ticket) -> u64 {
    count(tickets.partition_point(|other| *other < ticket))
}

/// A length as the figures of the org are counted.
fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_is_a_sorted_map_of_who_is_woken(acts in prop::collection::vec((0..4_u8, 0..12_u64), 0..60)) {
            let mut queue = Queue::default();
            let mut plain: BTreeMap<Ticket, bool> = BTreeMap::new();
            for (act, number) in acts {
                let ticket = Ticket(number);
                match act {
                    0 | 1 => {
                        queue.insert(ticket);
                        plain.insert(ticket, false);
                    }
                    2 => {
                        queue.remove(ticket);
                        plain.remove(&ticket);
                    }
                    _ => {
                        let most = usize::try_from(number).unwrap();
                        let first = plain.iter_mut().take(most).filter(|(_, woken)| !**woken);
                        let woken: Vec<_> = first.map(|(ticket, woken)| { *woken = true; *ticket }).collect();
                        prop_assert_eq!(queue.wake(number), woken);
                    }
                }
                prop_assert_eq!(queue.len(), count(plain.len()));
                prop_assert_eq!(queue.ahead_of(ticket), count(plain.range(..ticket).count()));
            }
        }
    }
}
