//! The typed view of a result: the same call once more through the typed API, over a transport that responds with what the
//! server of the scenario sent.

use crate::call::Called;
use crate::outcome::Outcome;
use oktant::transport::{HttpResponse, Sent, Transport};
use oktant::value::Timestamp;
use oktant::{Client, Error, HttpRequest, Json};
use oktant_replay::{Case, Pointers, dispatch};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Fills `parsed` for a call that has `parse`.
pub(crate) async fn view(called: &Called, outcome: &mut Outcome) -> Result<(), Error> {
    let document = match (&outcome.items, &outcome.value) {
        (Some(items), _) => Json::Array(items.clone()),
        (None, Some(value)) => value.clone(),
        (None, None) => return Ok(()),
    };
    if called.parse.is_empty() {
        return Ok(());
    }
    let client = Client::builder()
        .org_url("https://typed.example.com")
        .token("00typed")
        .transport(Arc::new(Recorded(document.to_string())))
        .build()?;
    let case = Case::parse(&called.case()).map_err(Error::invalid_argument)?;
    let answer = dispatch(&client, &case).map_err(Error::invalid_argument)?.await?;
    for (pointer, kind) in &called.parse {
        let parsed = match kind.as_str() {
            "date" => date(&document, pointer),
            "enum" => json!(if is_known(&answer.pointers, pointer) { "known" } else { "unknown" }),
            _ => json!(tag(&document, &answer.pointers, pointer)),
        };
        outcome.parsed.insert(pointer.clone(), parsed);
    }
    Ok(())
}

struct Recorded(String);

impl Transport for Recorded {
    fn send(&self, _request: Arc<HttpRequest>, _timeout: Option<Duration>) -> Sent<'_> {
        let answer = HttpResponse::new(200).header("content-type", "application/json").body(self.0.clone());
        Box::pin(async { Ok(answer) })
    }
}

/// A number of milliseconds is no date of the document: it stands in the extras, and is read as its digits.
fn date(document: &Json, pointer: &str) -> Value {
    let text = document.pointer(pointer).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let instant = text.and_then(|text| Timestamp::from(text).unix_ms()).map(Timestamp::from_unix_ms);
    json!(instant.as_ref().map(Timestamp::as_str))
}

fn is_known(pointers: &Pointers, pointer: &str) -> bool {
    pointers.typed.iter().any(|typed| typed == pointer) && !pointers.unknown.iter().any(|unknown| unknown == pointer)
}

/// The tag that chose a type. Few types have several tags; theirs stand in the document.
fn tag(document: &Json, pointers: &Pointers, pointer: &str) -> String {
    if pointers.unknown.iter().any(|unknown| unknown == pointer) {
        return "unknown".to_owned();
    }
    let member = |name: &str| document.pointer(&format!("{pointer}/{name}")).and_then(Json::as_str);
    let only = pointers.tags.iter().find(|(at, _)| at == pointer).map(|(_, tag)| *tag);
    only.or_else(|| ["factorType", "type"].into_iter().find_map(member)).unwrap_or("unknown").to_owned()
}
