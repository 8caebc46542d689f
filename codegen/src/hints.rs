//! The names of `spec/hints.yaml`: methods of official SDKs, each with the operation that it calls.

use crate::model::Api;
use crate::node::Fault;
use crate::yaml;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The file, whose head explains the members.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "spec/hints.yaml explains them")]
pub struct Hints {
    pub renamed: BTreeMap<String, String>,
    pub reused: BTreeMap<String, String>,
}

impl Hints {
    /// Reads the text of `spec/hints.yaml`, whatever operations there are.
    ///
    /// # Errors
    /// If it has other members.
    pub fn parse(text: &str) -> Result<Hints, Fault> {
        serde_json::from_value(yaml::read(text)?).map_err(|error| Fault::new("#", error.to_string()))
    }

    /// Reads the text of `spec/hints.yaml` and checks it against the operations of the API document.
    ///
    /// # Errors
    /// The first entry that is wrong.
    pub fn read(text: &str, api: &Api) -> Result<Hints, Fault> {
        let hints = Hints::parse(text)?;
        let ids: BTreeSet<&str> = api.operations.iter().map(|operation| operation.id.as_str()).collect();
        let mut spellings: BTreeSet<String> = ids.iter().map(|id| id.to_lowercase()).collect();
        for (name, operation) in hints.renamed.iter().chain(&hints.reused) {
            if !ids.contains(operation.as_str()) {
                return Err(Fault::new(name, "its operation is not in the API document"));
            }
        }
        for name in hints.renamed.keys() {
            if !spellings.insert(name.to_lowercase()) {
                return Err(Fault::new(name, "in another spelling it is an operation ID or another entry"));
            }
        }
        match hints.reused.keys().find(|name| !ids.contains(name.as_str())) {
            Some(name) => Err(Fault::new(name, "it is not an operation ID: it belongs to `renamed`")),
            None => Ok(hints),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use serde_json::json;

    #[test]
    fn wrong_entries_are_faults() {
        let api = crate::model::build(&json!({
            "info": {"version": "test"},
            "tags": [{"name": "User", "x-displayName": "Users"}],
            "paths": {"/a": {"get": {"operationId": "getA", "tags": ["User"], "responses": {}}}},
            "components": {"schemas": {}},
        }));
        let api = api.unwrap();
        let read = |renamed: &str, reused: &str| Hints::read(&format!("renamed: {renamed}\nreused: {reused}"), &api);
        assert_eq!(read("{fetchA: getA}", "{getA: getA}").unwrap().renamed["fetchA"], "getA");
        for (renamed, reused, fault) in [
            ("{fetchA: getB}", "{}", "fetchA: its operation is not in the API document"),
            ("{GETA: getA}", "{}", "GETA: in another spelling it is an operation ID or another entry"),
            (
                "{fetchA: getA, FetchA: getA}",
                "{}",
                "fetchA: in another spelling it is an operation ID or another entry",
            ),
            ("{}", "{fetchA: getA}", "fetchA: it is not an operation ID: it belongs to `renamed`"),
        ] {
            assert_eq!(read(renamed, reused).unwrap_err().to_string(), fault);
        }
    }
}
