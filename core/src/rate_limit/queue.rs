//! Held calls, in order of arrival.

use crate::CallId;
use crate::by_call_id::ByCallId;

/// First come, first served. A woken call keeps its place until it asks again, and is not woken twice.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    asleep: ByCallId<()>,
    woken: ByCallId<()>,
}

impl Queue {
    /// Adds a call, asleep.
    pub(crate) fn insert(&mut self, call_id: CallId) {
        self.woken.remove(call_id);
        self.asleep.insert(call_id, ());
    }

    pub(crate) fn remove(&mut self, call_id: CallId) {
        self.woken.remove(call_id);
        self.asleep.remove(call_id);
    }

    /// The number of calls ahead of this one.
    pub(crate) fn ahead_of(&self, call_id: CallId) -> u64 {
        count(self.asleep.before(call_id)) + count(self.woken.before(call_id))
    }

    pub(crate) fn len(&self) -> u64 {
        count(self.asleep.len()) + count(self.woken.len())
    }

    /// Wakes the sleeping calls among the first `most`.
    pub(crate) fn wake(&mut self, most: u64) -> Vec<CallId> {
        let mut call_ids = Vec::new();
        while let Some(first) = self.asleep.first()
            && count(self.woken.before(first)) < most
        {
            self.asleep.remove(first);
            self.woken.insert(first, ());
            call_ids.push(first);
        }
        call_ids
    }
}

/// A length as a rate limit figure.
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
            let mut plain: BTreeMap<CallId, bool> = BTreeMap::new();
            for (act, number) in acts {
                let call_id = CallId(number);
                match act {
                    0 | 1 => {
                        queue.insert(call_id);
                        plain.insert(call_id, false);
                    }
                    2 => {
                        queue.remove(call_id);
                        plain.remove(&call_id);
                    }
                    _ => {
                        let most = usize::try_from(number).unwrap();
                        let first = plain.iter_mut().take(most).filter(|(_, woken)| !**woken);
                        let woken: Vec<_> = first.map(|(call_id, woken)| { *woken = true; *call_id }).collect();
                        prop_assert_eq!(queue.wake(number), woken);
                    }
                }
                prop_assert_eq!(queue.len(), count(plain.len()));
                prop_assert_eq!(queue.ahead_of(call_id), count(plain.range(..call_id).count()));
            }
        }
    }
}
