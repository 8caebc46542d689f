//! A typed call and its result.

use std::pin::Pin;

use oktant::value::{Document, Json, Value};
use oktant::{Error, Operation, Page, RawResponse, Request, Text};

use crate::case::Case;
use crate::pointers::Pointers;

/// The future of a typed call.
pub type Calling<'a> = Pin<Box<dyn Future<Output = Result<Answer, Error>> + Send + 'a>>;

/// The result of the typed API for a success.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The typed result encoded back to JSON text; `None` if there is no document.
    pub document: Option<String>,
    /// The text of an answer that is not JSON.
    pub text: Option<String>,
    /// Where the typed result holds its members.
    pub pointers: Pointers,
}

/// Sends the request of a case.
pub(crate) fn call<'a, Kind, O>(request: Request<O>, case: &'a Case) -> Calling<'a>
where
    O: Operation,
    O::Output: Shown<Kind>,
{
    let mut request = request.with_header("X-Replay-Case", case.n.to_string());
    for (name, values) in &case.extra_query {
        for value in values {
            request = request.with_query(name, value);
        }
    }
    Box::pin(async move { Ok(answer(&request.raw().await?)) })
}

fn answer<Kind, T: Shown<Kind>>(raw: &RawResponse<T>) -> Answer {
    raw.value().and_then(Shown::show).unwrap_or_else(|| untyped(raw.bytes()))
}

/// A body without a typed result.
fn untyped(body: &[u8]) -> Answer {
    match Json::parse(body) {
        Ok(document) => {
            Answer { document: Some(document.to_string()), text: None, pointers: Pointers::untyped(&document) }
        }
        Err(_) if body.is_empty() => Answer::default(),
        Err(_) => Answer { text: Some(String::from_utf8_lossy(body).into_owned()), ..Answer::default() },
    }
}

fn typed(value: &impl Document) -> Answer {
    Answer { document: Some(value.to_text()), text: None, pointers: Pointers::of(value.view()) }
}

/// A typed result that can be inspected. `Kind` tells the implementations apart; the compiler infers it.
pub(crate) trait Shown<Kind> {
    /// Its document and pointers; `None` if it has no value.
    fn show(&self) -> Option<Answer>;
}

/// A document.
pub(crate) enum Whole {}
/// A page of a list.
pub(crate) enum Listed {}
/// A document that may be missing.
pub(crate) enum Optional {}
/// Anything else.
pub(crate) enum Other {}

impl<T: Value> Shown<Whole> for T {
    fn show(&self) -> Option<Answer> {
        Some(typed(self))
    }
}

impl<T: Value> Shown<Listed> for Page<T> {
    fn show(&self) -> Option<Answer> {
        Some(typed(&self.items))
    }
}

impl<T: Value> Shown<Optional> for Option<T> {
    fn show(&self) -> Option<Answer> {
        self.as_ref().map(typed)
    }
}

impl Shown<Other> for () {
    fn show(&self) -> Option<Answer> {
        None
    }
}

impl Shown<Other> for Text {
    fn show(&self) -> Option<Answer> {
        Some(Answer { text: Some(self.0.clone()), ..Answer::default() })
    }
}
