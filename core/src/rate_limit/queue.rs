//! Calls that are held back, in the order in which they came.

use crate::Ticket;
use crate::by_ticket::ByTicket;

/// The call that came first goes first. A call that is woken keeps its place until it asks again, and is not woken twice.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    asleep: ByTicket<()>,
    woken: ByTicket<()>,
}

impl Queue {
    /// Adds a call, asleep.
    pub(crate) fn insert(&mut self, ticket: Ticket) {
        self.woken.remove(ticket);
        self.asleep.insert(ticket, ());
    }

    pub(crate) fn remove(&mut self, ticket: Ticket) {
        self.woken.remove(ticket);
        self.asleep.remove(ticket);
    }

    /// How many calls came before this one.
    pub(crate) fn ahead_of(&self, ticket: Ticket) -> u64 {
        count(self.asleep.before(ticket)) + count(self.woken.before(ticket))
    }

    pub(crate) fn len(&self) -> u64 {
        count(self.asleep.len()) + count(self.woken.len())
    }

    /// Wakes those of the first `most` calls that are asleep.
    pub(crate) fn wake(&mut self, most: u64) -> Vec<Ticket> {
        let mut tickets = Vec::new();
        while let Some(first) = self.asleep.first()
            && count(self.woken.before(first)) < most
        {
            self.asleep.remove(first);
            self.woken.insert(first, ());
            tickets.push(first);
        }
        tickets
    }
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
