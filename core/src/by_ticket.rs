//! What is known of calls, by their tickets.

use crate::Ticket;
use std::collections::VecDeque;

/// Values sorted by ticket.
///
/// Calls come at the end and mostly go near the beginning, where a `VecDeque` moves little; a call is found by bisection. A
/// `BTreeMap` would add 3 kB to what every page loads, for each type of value.
#[derive(Debug)]
pub(crate) struct ByTicket<T>(VecDeque<(Ticket, T)>);

impl<T> ByTicket<T> {
    pub(crate) fn get_mut(&mut self, ticket: Ticket) -> Option<&mut T> {
        let at = self.find(ticket).ok()?;
        self.0.get_mut(at).map(|(_, value)| value)
    }

    /// Sets the value of a call.
    pub(crate) fn insert(&mut self, ticket: Ticket, value: T) {
        match self.find(ticket) {
            Ok(at) => drop(self.0.get_mut(at).map(|(_, own)| std::mem::replace(own, value))),
            Err(at) => self.0.insert(at, (ticket, value)),
        }
    }

    pub(crate) fn remove(&mut self, ticket: Ticket) -> Option<T> {
        let at = self.find(ticket).ok()?;
        self.0.remove(at).map(|(_, value)| value)
    }

    /// The call that came first.
    pub(crate) fn first(&self) -> Option<Ticket> {
        self.0.front().map(|(ticket, _)| *ticket)
    }

    /// How many calls came before this one.
    pub(crate) fn before(&self, ticket: Ticket) -> usize {
        self.find(ticket).unwrap_or_else(|at| at)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The calls, those that came first before the others.
    pub(crate) fn tickets(&self) -> impl Iterator<Item = Ticket> {
        self.0.iter().map(|(ticket, _)| *ticket)
    }

    fn find(&self, ticket: Ticket) -> Result<usize, usize> {
        match self.0.back() {
            Some((last, _)) if *last >= ticket => self.0.binary_search_by(|(own, _)| own.cmp(&ticket)),
            _ => Err(self.0.len()),
        }
    }
}

impl<T> Default for ByTicket<T> {
    fn default() -> ByTicket<T> {
        ByTicket(VecDeque::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_is_a_sorted_map(acts in prop::collection::vec((0..3_u8, 0..12_u64), 0..60)) {
            let (mut own, mut plain) = (ByTicket::default(), BTreeMap::new());
            for (at, (act, number)) in acts.into_iter().enumerate() {
                let ticket = Ticket(number);
                match act {
                    0 => {
                        own.insert(ticket, at);
                        plain.insert(ticket, at);
                    }
                    1 => prop_assert_eq!(own.remove(ticket), plain.remove(&ticket)),
                    _ => prop_assert_eq!(own.get_mut(ticket), plain.get_mut(&ticket)),
                }
                prop_assert!(own.tickets().eq(plain.keys().copied()));
                prop_assert_eq!(own.first(), plain.keys().next().copied());
                prop_assert_eq!(own.len(), plain.len());
                prop_assert_eq!(own.before(ticket), plain.range(..ticket).count());
            }
        }
    }
}
