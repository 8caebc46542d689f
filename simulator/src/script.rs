//! Scripted answers: what the next requests of a method and path get, instead of the org's answer.

use crate::faults::InjectedFault;
use crate::message::Request;
use crate::path;
use crate::rate::fits;
use crate::time::duration;
use axum::http::header::{CONTENT_LENGTH, HeaderName, HeaderValue, TRANSFER_ENCODING};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// The answer to the next requests that fit; the fields are those of `POST /__simulator/answers`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptedAnswer {
    /// The method; `None`: any.
    pub method: Option<String>,
    /// The path: `{}` is one segment, `*` at the end is anything.
    pub path: String,
    /// How many requests get it.
    pub times: u32,
    /// How many requests pass before.
    pub skip: u32,
    /// The time until it is sent.
    pub delay: Duration,
    /// What the requests get.
    pub outcome: Outcome,
}

/// What a scripted request gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The org's answer; the delay alone is scripted.
    Handled,
    /// A fault between the org and its caller.
    Fault(InjectedFault),
    /// This status; the org does not get the request.
    Status {
        /// The HTTP status.
        status: u16,
        /// More headers.
        headers: Vec<(String, String)>,
        /// The body; `None`: an error of Okta with this status, or nothing below 400.
        body: Option<Value>,
    },
}

impl ScriptedAnswer {
    /// The next request of this method and path gets this status.
    pub fn status(method: &str, path: &str, status: u16) -> Self {
        Self::of(method, path, Outcome::Status { status, headers: Vec::new(), body: None })
    }

    /// The next request of this method and path gets this outcome.
    pub fn of(method: &str, path: &str, outcome: Outcome) -> Self {
        let (method, path) = (Some(method.to_owned()), path.to_owned());
        Self { method, path, times: 1, skip: 0, delay: Duration::ZERO, outcome }
    }

    /// The same for so many requests.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    fn parse(value: &Value) -> Result<Self, String> {
        const MEMBERS: [&str; 9] = ["method", "path", "times", "skip", "delay", "fault", "status", "headers", "body"];
        let members = value.as_object().ok_or("an answer is an object")?;
        if let Some(other) = members.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
            return Err(format!("unknown member {other}; known: {}", MEMBERS.join(", ")));
        }
        let text = |name: &str| text(members, name);
        let number = |name: &str, default| match members.get(name) {
            None => Ok(default),
            Some(value) => {
                let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
                number.ok_or_else(|| format!("{name} is not a count"))
            }
        };
        let delay = text("delay")?.map(|delay| duration(&delay).map_err(|error| format!("delay: {error}")));
        let answer = Self {
            method: text("method")?,
            path: path::pattern(&text("path")?.ok_or("path is missing")?)?.to_owned(),
            times: number("times", 1)?,
            skip: number("skip", 0)?,
            delay: delay.transpose()?.unwrap_or_default(),
            outcome: Outcome::parse(members)?,
        };
        if answer.outcome == Outcome::Handled && answer.delay.is_zero() {
            return Err("an answer has a status, a fault or a delay".into());
        }
        Ok(answer)
    }

    fn show(&self) -> Value {
        let mut out = json!({ "method": self.method, "path": self.path, "times": self.times, "skip": self.skip });
        if !self.delay.is_zero() {
            out["delay"] = format!("{}ms", self.delay.as_millis()).into();
        }
        match &self.outcome {
            Outcome::Handled => {}
            Outcome::Fault(fault) => out["fault"] = fault.to_string().into(),
            Outcome::Status { status, headers, body } => {
                out["status"] = (*status).into();
                if !headers.is_empty() {
                    out["headers"] = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                }
                if let Some(body) = body {
                    out["body"] = body.clone();
                }
            }
        }
        out
    }

    fn fits(&self, request: &Request) -> bool {
        self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(&request.method))
            && fits(&self.path, request.path())
    }
}

impl Outcome {
    fn parse(members: &Map<String, Value>) -> Result<Self, String> {
        let fault: Option<InjectedFault> = text(members, "fault")?.map(|fault| fault.parse()).transpose()?;
        let own = ["status", "headers", "body"].into_iter().find(|name| members.contains_key(*name));
        let own = match (fault, own) {
            (None, None) => return Ok(Self::Handled),
            (None, Some(own)) => own,
            (Some(InjectedFault::Slow(_)), _) => return Err("slow is a random fault: script a delay".into()),
            (Some(fault), None) => return Ok(Self::Fault(fault)),
            (Some(_), Some(own)) => return Err(format!("an answer with a fault has no {own}")),
        };
        let status = members.get("status").ok_or_else(|| format!("{own} without a status"))?;
        let status = status.as_u64().and_then(|status| u16::try_from(status).ok());
        let headers = match members.get("headers") {
            None => Vec::new(),
            Some(Value::Object(headers)) => {
                let header = |(name, value): (&String, &Value)| {
                    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    let name = HeaderName::try_from(name).map_err(|_| format!("{name} is no name of a header"))?;
                    HeaderValue::try_from(&value).map_err(|_| format!("{name} is no value of a header"))?;
                    if [CONTENT_LENGTH, TRANSFER_ENCODING].contains(&name) {
                        return Err(format!("{name} follows from the body; a fault can truncate it"));
                    }
                    Ok((name.to_string(), value))
                };
                headers.iter().map(header).collect::<Result<_, _>>()?
            }
            Some(_) => return Err("headers is not an object".into()),
        };
        let status = status.filter(|status| (200..600).contains(status)).ok_or("status is not an HTTP status")?;
        let body = members.get("body").cloned();
        if body.is_some() && [204, 205, 304].contains(&status) {
            return Err(format!("an answer with {status} has no body"));
        }
        Ok(Self::Status { status, headers, body })
    }
}

fn text(members: &Map<String, Value>, name: &str) -> Result<Option<String>, String> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("{name} is not a string")),
    }
}

/// The most answers that are still to come.
const MOST: usize = 10_000;

/// The answers that are still to come, the oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script(Vec<ScriptedAnswer>);

impl Script {
    /// Adds the answer, or the answers, of a document.
    pub(crate) fn add_document(&mut self, document: &Value) -> Result<(), String> {
        let answers: Vec<_> = match document {
            Value::Array(all) => all.iter().map(ScriptedAnswer::parse).collect::<Result<_, _>>()?,
            one => vec![ScriptedAnswer::parse(one)?],
        };
        if self.0.len() + answers.len() > MOST {
            return Err(format!("more than {MOST} answers are still to come"));
        }
        answers.into_iter().for_each(|answer| self.add(answer));
        Ok(())
    }

    pub(crate) fn add(&mut self, answer: ScriptedAnswer) {
        self.0.push(answer);
    }

    pub(crate) fn show(&self) -> Vec<Value> {
        self.0.iter().map(ScriptedAnswer::show).collect()
    }

    /// The answer to a request, if one is scripted.
    pub(crate) fn next(&mut self, request: &Request) -> Option<ScriptedAnswer> {
        let at = self.0.iter().position(|answer| answer.fits(request))?;
        let answer = self.0.get_mut(at)?;
        if answer.skip > 0 {
            answer.skip -= 1;
            return None;
        }
        answer.times = answer.times.saturating_sub(1);
        let next = answer.clone();
        if next.times == 0 {
            self.0.remove(at);
        }
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_order_and_end() {
        let mut script = Script::default();
        script
            .add_document(&json!([
                { "method": "get", "path": "/api/v1/users/{id}", "status": 503, "times": 2, "skip": 1 },
                { "path": "/api/v1/users*", "fault": "reset-after", "delay": "2s" },
            ]))
            .unwrap();
        let mut next = |method: &str, path: &str| script.next(&Request::new(method, path)).map(|next| next.outcome);
        let status = Some(Outcome::Status { status: 503, headers: Vec::new(), body: None });
        assert_eq!(next("GET", "/api/v1/groups"), None);
        assert_eq!(next("GET", "/api/v1/users/a"), None, "skipped");
        assert_eq!(next("GET", "/api/v1/users/a?x=y"), status);
        assert_eq!(next("POST", "/api/v1/users"), Some(Outcome::Fault(InjectedFault::ResetAfter)));
        assert_eq!(next("GET", "/api/v1/users/a"), status);
        assert_eq!(next("GET", "/api/v1/users/a"), None, "used up");
        assert!(script.show().is_empty());
    }

    #[test]
    fn answers_are_shown_as_they_were_scripted() {
        let all = json!([
            { "method": "GET", "path": "/a", "times": 2, "skip": 1, "status": 429, "headers": { "retry-after": "5" }, "body": {} },
            { "method": null, "path": "/b*", "times": 1, "skip": 0, "delay": "300ms", "fault": "reset-after" },
        ]);
        let mut script = Script::default();
        script.add_document(&all).unwrap();
        assert_eq!(Value::from(script.show()), all);
    }

    #[test]
    fn what_is_wrong_with_an_answer() {
        for (document, expected) in [
            (json!(1), "an answer is an object"),
            (json!({}), "path is missing"),
            (json!({ "path": "/", "state": 1 }), "unknown member state; known: "),
            (json!({ "path": "/", "status": 99 }), "status is not an HTTP status"),
            (json!({ "path": "/", "times": -1 }), "times is not a count"),
            (json!({ "path": "/", "fault": "fire" }), "unknown fault fire; known: 429, "),
            (json!({ "path": 1 }), "path is not a string"),
            (json!({ "path": "api/v1/users", "status": 503 }), "path: api/v1/users has no / at its start"),
            (json!({ "path": "/api/v1/users?limit=1", "status": 503 }), "path: /api/v1/users?limit=1 has a query"),
            (json!([{ "path": "/", "delay": "soon" }]), "delay: soon is no duration"),
            (json!({ "path": "/" }), "an answer has a status, a fault or a delay"),
            (json!({ "path": "/", "body": {} }), "body without a status"),
            (json!({ "path": "/", "fault": "502", "status": 502 }), "an answer with a fault has no status"),
            (json!({ "path": "/", "fault": "slow" }), "slow is a random fault: script a delay"),
            (json!({ "path": "/", "status": 204, "body": {} }), "an answer with 204 has no body"),
            (json!({ "path": "/", "status": 200, "headers": { "a b": "c" } }), "a b is no name of a header"),
            (json!({ "path": "/", "status": 200, "headers": { "x": "a\nb" } }), "x is no value of a header"),
            (json!({ "path": "/", "status": 200, "headers": { "Content-Length": 5 } }), "content-length follows"),
        ] {
            let error = Script::default().add_document(&document).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
        let many = json!(vec![json!({ "path": "/", "status": 503 }); MOST]);
        let mut script = Script::default();
        assert_eq!(script.add_document(&many), Ok(()));
        assert!(script.add_document(&json!({ "path": "/", "status": 503 })).is_err());
    }
}
