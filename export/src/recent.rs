//! Ids of rows that may come again.

use serde::{Deserialize, Serialize};
use std::collections::{HashSet, VecDeque};

/// Ids in the order in which they came.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub(crate) struct Recent {
    order: VecDeque<String>,
    ids: HashSet<String>,
}

impl Recent {
    /// Adds an id; `false` if it was there. Of more than `most` the oldest are forgotten.
    pub(crate) fn insert(&mut self, id: &str, most: usize) -> bool {
        if !self.ids.insert(id.to_owned()) {
            return false;
        }
        self.order.push_back(id.to_owned());
        if self.order.len() > most
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        true
    }
}

impl From<Vec<String>> for Recent {
    fn from(order: Vec<String>) -> Recent {
        Recent { ids: order.iter().cloned().collect(), order: order.into() }
    }
}

impl From<Recent> for Vec<String> {
    fn from(recent: Recent) -> Vec<String> {
        recent.order.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_forgotten() {
        let mut recent = Recent::default();
        assert!(recent.insert("a", 2) && recent.insert("b", 2) && !recent.insert("a", 2));
        assert!(recent.insert("c", 2) && recent.insert("a", 2) && !recent.insert("c", 2));
        assert_eq!(Vec::from(recent), ["c", "a"]);
    }
}
