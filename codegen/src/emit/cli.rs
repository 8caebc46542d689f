//! The words of the command line: operations and parameters in kebab case.

use crate::model::{Api, names};
use std::collections::BTreeSet;

/// A line for each operation ID and parameter, sorted: the name and its words joined by `-`.
pub(super) fn words(api: &Api) -> String {
    let parameters = api.operations.iter().flat_map(|operation| &operation.parameters);
    let wires: BTreeSet<&str> = (api.operations.iter().map(|operation| operation.id.as_str()))
        .chain(parameters.map(|parameter| parameter.wire.as_str()))
        .collect();
    let ids: Vec<Vec<String>> = api.operations.iter().map(|operation| names::words(&operation.id)).collect();
    let verbs: BTreeSet<&str> = ids.iter().filter(|id| id.len() > 1).map(|id| id[0].as_str()).collect();
    let nouns: BTreeSet<&str> = ids.iter().flat_map(|id| &id[1..]).map(String::as_str).collect();
    // An ID that is written as one word: `deletejwk`.
    let apart = |word: &str| {
        let parts = verbs.iter().filter_map(|verb| Some((*verb, word.strip_prefix(verb)?)));
        parts.filter(|(_, noun)| nouns.contains(noun)).map(|(verb, noun)| format!("{verb}-{noun}")).next()
    };
    let joined = |wire: &str| match names::words(wire).as_slice() {
        [word] => apart(word).unwrap_or_else(|| word.clone()),
        words => words.join("-"),
    };
    wires.into_iter().map(|wire| format!("{wire} {}\n", joined(wire))).collect()
}
