//! A call as a scenario has it.

use oktant::{Argument, Arguments, Error, Json, List, Operation};
use oktant_core::Operation as Row;
use serde_json::Value;
use std::sync::Arc;

/// The answer of any operation, raw.
pub(crate) struct Any;

impl Operation for Any {
    const ID: &'static str = "any";
    type Output = Option<Json>;
}

/// A list, or the only list of a document around it.
impl List for Any {
    type Item = Json;
    fn items(output: Self::Output) -> Vec<Json> {
        match output {
            Some(Json::Array(items)) => items,
            Some(Json::Object(members)) => {
                members.iter().find_map(|(_, value)| value.as_array().map(<[Json]>::to_vec)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }
}

/// What to call.
pub(crate) struct Called {
    pub(crate) row: Arc<Row>,
    pub(crate) arguments: Arguments,
    pub(crate) take: usize,
    pub(crate) parse: Vec<(String, String)>,
    given: Value,
}

impl Called {
    /// Reads a call.
    pub(crate) fn new(given: &Value) -> Result<Called, Error> {
        let name = given.get("op").and_then(Value::as_str).unwrap_or_default();
        let row = Row::find(name).ok_or_else(|| Error::invalid_argument(format!("no operation {name}")))?;
        let mut arguments = Arguments::new();
        for (name, value) in members(given, "path") {
            arguments = arguments.path(name.clone(), text(value));
        }
        for (name, value) in members(given, "query") {
            arguments = match value {
                Value::Array(many) => arguments.query(name.clone(), Argument::Many(many.iter().map(text).collect())),
                one => arguments.query(name.clone(), text(one)),
            };
        }
        for (name, value) in members(given, "header") {
            arguments = arguments.header(name.clone(), text(value));
        }
        if let Some(body) = given.get("body").and_then(Value::as_str) {
            arguments = arguments.json_text(body);
        }
        let parse = members(given, "parse").map(|(pointer, kind)| (pointer.clone(), text(kind))).collect();
        let take = given.get("take").and_then(Value::as_u64).and_then(|take| usize::try_from(take).ok());
        Ok(Called { row: Arc::new(row), arguments, take: take.unwrap_or(usize::MAX), parse, given: given.clone() })
    }

    /// The same call as the replay has it.
    pub(crate) fn case(&self) -> String {
        let mut case = self.given.clone();
        case["n"] = 0.into();
        case["operation"] = self.row.id.as_ref().into();
        case.to_string()
    }
}

fn members<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.get(name).and_then(Value::as_object).into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
