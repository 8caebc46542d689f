//! The outcome of a command.

use oktant::{Error, Json, Phase};
use serde_json::{Map, Value, json};
use std::fmt::Debug;

/// The outcome of a command, with what came before an early end.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) failure: Option<Value>,
    pub(crate) value: Option<Json>,
    pub(crate) items: Option<Vec<Json>>,
    pub(crate) pages: u64,
    pub(crate) parsed: Map<String, Value>,
    pub(crate) clock: Option<u64>,
    texts: Vec<String>,
}

impl Outcome {
    /// Ends with an error.
    pub(crate) fn fail(&mut self, error: &Error) {
        self.texts.push(format!("{error:?}"));
        let mut cause = std::error::Error::source(error);
        while let Some(below) = cause {
            self.texts.push(format!("{below} {below:?}"));
            cause = below.source();
        }
        self.failure = Some(json!({
            "kind": error.kind().name(),
            "message": error.to_string(),
            "status": error.status(),
            "code": error.code(),
            "error_id": error.id(),
            "request_id": error.request_id(),
            "causes": error.causes(),
            "phase": error.phase().map(Phase::name),
        }));
    }

    /// Ends because the caller cancelled: Rust drops the future, so there is no error.
    pub(crate) fn cancel(&mut self) {
        self.failure = Some(json!({"kind": "cancelled", "message": ""}));
    }

    /// Adds the `Debug` text of something, which a person may come to see.
    pub(crate) fn show(&mut self, thing: &impl Debug) {
        self.texts.push(format!("{thing:?}"));
    }

    /// The outcome as a line of the driver.
    pub(crate) fn row(self, id: u64) -> Value {
        let mut row = json!({
            "id": id,
            "outcome": if self.failure.is_some() { "error" } else { "ok" },
            "value": self.value.map(|value| value.to_string()),
            "items": self.items.map(|items| items.iter().map(Json::to_string).collect::<Vec<_>>()),
            "pages": self.pages,
            "parsed": self.parsed,
            "clock": self.clock,
            "texts": self.texts,
        });
        if let (Some(row), Some(Value::Object(failure))) = (row.as_object_mut(), self.failure) {
            row.extend(failure);
        }
        row
    }
}
