//! A map from call IDs to values.

use crate::CallId;
use std::collections::VecDeque;

/// Values sorted by call ID.
///
/// Calls are added at the end and mostly removed near the beginning, where a `VecDeque` moves little; a call is found by
/// bisection. A `BTreeMap` would add 3 kB to the wasm bundle for each type of value.
#[derive(Debug)]
pub(crate) struct ByCallId<T>(VecDeque<(CallId, T)>);

impl<T> ByCallId<T> {
    pub(crate) fn get_mut(&mut self, call_id: CallId) -> Option<&mut T> {
        let at = self.find(call_id).ok()?;
        self.0.get_mut(at).map(|(_, value)| value)
    }

    /// Sets the value of a call.
    pub(crate) fn insert(&mut self, call_id: CallId, value: T) {
        match self.find(call_id) {
            Ok(at) => drop(self.0.get_mut(at).map(|(_, own)| std::mem::replace(own, value))),
            Err(at) => self.0.insert(at, (call_id, value)),
        }
    }

    pub(crate) fn remove(&mut self, call_id: CallId) -> Option<T> {
        let at = self.find(call_id).ok()?;
        self.0.remove(at).map(|(_, value)| value)
    }

    /// The call that came first.
    pub(crate) fn first(&self) -> Option<CallId> {
        self.0.front().map(|(call_id, _)| *call_id)
    }

    /// The number of calls that came before this one.
    pub(crate) fn before(&self, call_id: CallId) -> usize {
        self.find(call_id).unwrap_or_else(|at| at)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The calls, in order of arrival.
    pub(crate) fn call_ids(&self) -> impl Iterator<Item = CallId> {
        self.0.iter().map(|(call_id, _)| *call_id)
    }

    fn find(&self, call_id: CallId) -> Result<usize, usize> {
        match self.0.back() {
            Some((last, _)) if *last >= call_id => self.0.binary_search_by(|(own, _)| own.cmp(&call_id)),
            _ => Err(self.0.len()),
        }
    }
}

impl<T> Default for ByCallId<T> {
    fn default() -> ByCallId<T> {
        ByCallId(VecDeque::new())
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
            let (mut own, mut plain) = (ByCallId::default(), BTreeMap::new());
            for (at, (act, number)) in acts.into_iter().enumerate() {
                let call_id = CallId(number);
                match act {
                    0 => {
                        own.insert(call_id, at);
                        plain.insert(call_id, at);
                    }
                    1 => prop_assert_eq!(own.remove(call_id), plain.remove(&call_id)),
                    _ => prop_assert_eq!(own.get_mut(call_id), plain.get_mut(&call_id)),
                }
                prop_assert!(own.call_ids().eq(plain.keys().copied()));
                prop_assert_eq!(own.first(), plain.keys().next().copied());
                prop_assert_eq!(own.len(), plain.len());
                prop_assert_eq!(own.before(call_id), plain.range(..call_id).count());
            }
        }
    }
}
