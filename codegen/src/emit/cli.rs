//! What the command line knows beside the operation table: operations and parameters in kebab case, and sizes of pages.

use crate::model::{Api, Paging, names};
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

/// A line for each list with a largest page, sorted: the operation ID and the number of items.
pub(super) fn page_sizes(api: &Api) -> String {
    let lists = api.operations.iter().filter(|operation| operation.paging != Paging::No);
    let largest = lists.filter_map(|list| {
        let limit = list.parameters.iter().find(|parameter| parameter.wire == "limit")?;
        Some(format!("{} {}\n", list.id, limit.maximum?))
    });
    largest.collect()
}
