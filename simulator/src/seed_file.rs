//! A seed file: requests that fill a new org, in JSON.
//!
//! An array of objects with `method`, `path`, `body` and `as`. `as` names the response; `{name.member}` in a later path
//! or body stands for a member of it.

use crate::message::{Request, Response};
use crate::org::Org;
use crate::time::Time;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

/// The requests of a seed file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeedFile {
    requests: Vec<SeedRequest>,
    /// The document that it was read from.
    pub(crate) document: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct SeedRequest {
    method: String,
    path: String,
    body: Option<Value>,
    name: Option<String>,
}

impl FromStr for SeedFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| format!("not JSON: {error}")).and_then(Self::parse)
    }
}

impl SeedFile {
    /// Reads a file.
    ///
    /// # Errors
    /// Fails if there is no such file, or if it is no seed file.
    pub fn read(file: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        text.parse().map_err(|error| format!("{}: {error}", file.display()))
    }

    pub(crate) fn parse(document: Value) -> Result<Self, String> {
        let rows = document.as_array().ok_or("a seed file is an array of requests")?;
        let requests = rows
            .iter()
            .enumerate()
            .map(|(at, row)| SeedRequest::parse(row).map_err(|error| format!("request {}: {error}", at + 1)));
        Ok(Self { requests: requests.collect::<Result<_, _>>()?, document })
    }

    /// Sends the requests to a new org.
    pub(crate) fn play(&self, org: &mut Org, now: Time) -> Result<(), String> {
        let mut named = BTreeMap::new();
        for (at, row) in self.requests.iter().enumerate() {
            let wrong = |why: String| format!("request {} ({} {}): {why}", at + 1, row.method, row.path);
            let request = row.request(&named).map_err(wrong)?;
            let response = org.replay(&request.token(&org.token), now);
            if response.status >= 400 {
                return Err(wrong(reason(&response)));
            }
            named.extend(row.name.clone().map(|name| (name, response.json())));
        }
        Ok(())
    }
}

impl SeedRequest {
    fn parse(row: &Value) -> Result<Self, String> {
        const MEMBERS: [&str; 4] = ["method", "path", "body", "as"];
        let row = row.as_object().ok_or("not an object")?;
        if let Some(other) = row.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
            return Err(format!("unknown member {other}; known: {}", MEMBERS.join(", ")));
        }
        let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(Self {
            method: text("method").ok_or("method is missing")?.to_ascii_uppercase(),
            path: text("path")
                .filter(|path| path.starts_with('/'))
                .ok_or("path is missing, or has no / at its start")?,
            body: row.get("body").cloned(),
            name: match row.get("as") {
                None => None,
                Some(name) => Some(name.as_str().ok_or("as is not a string")?.to_owned()),
            },
        })
    }

    fn request(&self, named: &BTreeMap<String, Value>) -> Result<Request, String> {
        let request = Request::new(&self.method, &filled(&self.path, named)?);
        if let Some((_, rest)) = request.path().split_once('{') {
            let name = rest.split('}').next().unwrap_or(rest);
            return Err(format!("{{{name}}} names no member of an earlier answer"));
        }
        Ok(match self.body.clone() {
            None => request,
            Some(mut body) => {
                fill(&mut body, named)?;
                request.json(&body)
            }
        })
    }
}

/// What an error response says.
fn reason(response: &Response) -> String {
    let body = response.json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let causes = body["errorCauses"].as_array().into_iter().flatten().map(|cause| text(&cause["errorSummary"]));
    let parts = [response.status.to_string(), text(&body["errorCode"]), text(&body["errorSummary"])];
    let parts: Vec<String> = parts.into_iter().chain(causes).filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

fn fill(value: &mut Value, named: &BTreeMap<String, Value>) -> Result<(), String> {
    match value {
        Value::String(text) => *text = filled(text, named)?,
        Value::Array(items) => items.iter_mut().try_for_each(|item| fill(item, named))?,
        Value::Object(members) => members.values_mut().try_for_each(|member| fill(member, named))?,
        _ => {}
    }
    Ok(())
}

/// The text with the members of earlier responses; braces that name no response stay.
fn filled(text: &str, named: &BTreeMap<String, Value>) -> Result<String, String> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let reference = after.split_once('}').and_then(|(path, tail)| {
            let (name, members) = path.split_once('.')?;
            Some((path, named.get(name)?, members, tail))
        });
        rest = if let Some((path, response, members, tail)) = reference {
            let value = member(response, members);
            out.push_str(&value.ok_or_else(|| format!("{{{path}}} names no member of an earlier answer"))?);
            tail
        } else {
            out.push('{');
            after
        };
    }
    Ok(out + rest)
}

/// The text of a member, which is no object or array, by the names on the way to it.
fn member(response: &Value, members: &str) -> Option<String> {
    match members.split('.').try_fold(response, |value, member| value.get(member))? {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Setup;
    use serde_json::json;

    #[test]
    fn later_requests_refer_to_earlier_ones() {
        let file = SeedFile::parse(json!([
            { "method": "post", "path": "/api/v1/groups", "body": { "profile": { "name": "Ops" } }, "as": "ops" },
            { "method": "PUT", "path": "/api/v1/groups/{ops.id}", "body": { "profile": { "name": "{ops.profile.name} {x.y} {" } } },
        ]));
        let mut org = Org::new(&Setup::default());
        file.unwrap().play(&mut org, Time::from_seconds(1_750_000_000)).unwrap();
        let groups = org
            .replay(&Request::new("GET", "/api/v1/groups?q=Ops").token(crate::TOKEN), Time::from_seconds(1_750_000_000))
            .json();
        assert_eq!(groups[0]["profile"]["name"], "Ops {x.y} {");
    }

    #[test]
    fn what_is_wrong_with_a_file() {
        for (text, expected) in [
            ("{", "not JSON: EOF while parsing an object at line 1 column 1"),
            ("{}", "a seed file is an array of requests"),
            ("[1]", "request 1: not an object"),
            (r#"[{"path": "/"}]"#, "request 1: method is missing"),
            (r#"[{"method": "GET", "path": "/", "as": 1}]"#, "request 1: as is not a string"),
            (r#"[{"method": "GET", "path": "x"}]"#, "request 1: path is missing, or has no / at its start"),
            (
                r#"[{"method": "GET", "path": "/", "name": 1}]"#,
                "request 1: unknown member name; known: method, path, body, as",
            ),
        ] {
            assert_eq!(text.parse::<SeedFile>().unwrap_err(), expected, "{text}");
        }
        let file: SeedFile =
            r#"[{"method": "POST", "path": "/api/v1/groups", "body": {"profile": {}}}]"#.parse().unwrap();
        let error = |file: &SeedFile| file.play(&mut Org::new(&Setup::default()), Time::from_seconds(0)).unwrap_err();
        let refused = error(&file);
        assert!(
            refused.starts_with("request 1 (POST /api/v1/groups): 400 E0000001 Api validation failed: "),
            "{refused}"
        );
        for (path, name) in [("/api/v1/groups/{opps.id}", "{opps.id}"), ("/api/v1/users?q={ops.idd}", "{ops.idd}")] {
            let file = SeedFile::parse(json!([
                { "method": "POST", "path": "/api/v1/groups", "body": { "profile": { "name": "Ops" } }, "as": "ops" },
                { "method": "GET", "path": path },
            ]));
            let expected = format!("request 2 (GET {path}): {name} names no member of an earlier answer");
            assert_eq!(error(&file.unwrap()), expected);
        }
    }
}
