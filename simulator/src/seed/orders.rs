//! The orders of seeded users that were built.

use crate::search::Order;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The orders built so far; clones of an org share them, because seeded users never change.
#[derive(Clone, Debug, Default)]
pub(super) struct Orders(Arc<Mutex<Built>>);

type Built = BTreeMap<(String, Order), Arc<[u32]>>;

impl Orders {
    /// The order of an attribute, built if it is the first time.
    pub(super) fn get(&self, attribute: &str, order: Order, build: impl FnOnce() -> Arc<[u32]>) -> Arc<[u32]> {
        let mut built = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        built.entry((attribute.into(), order)).or_insert_with(build).clone()
    }
}
