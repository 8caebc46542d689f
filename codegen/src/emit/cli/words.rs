//! Names in kebab case.

use crate::model::{Api, names};
use std::collections::BTreeSet;

/// What is needed to split an ID that is written as one word.
pub(super) struct Words {
    /// The first words of all IDs.
    verbs: BTreeSet<String>,
    /// All other words of IDs.
    nouns: BTreeSet<String>,
}

impl Words {
    pub(super) fn new(api: &Api) -> Words {
        let ids: Vec<Vec<String>> = api.operations.iter().map(|operation| names::words(&operation.id)).collect();
        Words {
            verbs: ids.iter().filter(|id| id.len() > 1).map(|id| id[0].clone()).collect(),
            nouns: ids.iter().flat_map(|id| &id[1..]).cloned().collect(),
        }
    }

    /// The words of an operation ID or parameter, joined by `-`.
    pub(super) fn kebab(&self, wire: &str) -> String {
        match names::words(wire).as_slice() {
            [word] => self.apart(word).unwrap_or_else(|| word.clone()),
            words => words.join("-"),
        }
    }

    /// An ID that is written as one word, such as `deletejwk`, as a verb and what follows it.
    fn apart(&self, word: &str) -> Option<String> {
        let mut parts = self.verbs.iter().filter_map(|verb| Some((verb, word.strip_prefix(verb.as_str())?)));
        parts.find(|(_, noun)| self.nouns.contains(*noun)).map(|(verb, noun)| format!("{verb}-{noun}"))
    }
}
