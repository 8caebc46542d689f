//! The control API, below `/__simulator`: what a test does to its org beside calling it.

use crate::ledger::LedgerFilter;
use crate::message::{Request, Response};
use crate::path;
use crate::query::Query;
use crate::script::Script;
use crate::simulation::{Handled, SNAPSHOTS, Simulation};
use crate::time::{Time, duration};
use serde_json::{Value, json};
use std::str::FromStr;
use std::time::Duration;

/// The path that every operation of the control API begins with.
const ROOT: &str = "/__simulator";
/// The name of a snapshot that gets none.
const UNNAMED: &str = "default";

/// The body of a response, or status and text of an error.
type Outcome = Result<Value, (u16, String)>;

/// An operation: method, path, what it does, whether that must be in the journal.
struct Row {
    method: &'static str,
    path: &'static str,
    does: &'static str,
    stays: bool,
    run: fn(&mut Simulation, &ControlCall<'_>) -> Outcome,
}

struct ControlCall<'a> {
    request: &'a Request,
    body: Value,
    now: Time,
}

const fn row(
    method: &'static str,
    path: &'static str,
    does: &'static str,
    stays: bool,
    run: fn(&mut Simulation, &ControlCall<'_>) -> Outcome,
) -> Row {
    Row { method, path, does, stays, run }
}

const ROWS: [Row; 14] = [
    row("GET", "", "lists these operations", false, |_, _| Ok(index())),
    row("POST", "/reset", "begins again; snapshots stay", true, |simulation, _| {
        simulation.reset();
        done()
    }),
    row("GET", "/snapshots", "lists names", false, |simulation, _| {
        Ok(Vec::from_iter(simulation.snapshots.keys().cloned()).into())
    }),
    row("POST", "/snapshot", r#"remembers the org; {"name": "..."} or nothing"#, true, |simulation, call| {
        let room = simulation.snapshot(call.name()?);
        if room { done() } else { Err((400, format!("there are {SNAPSHOTS} snapshots; take the name of one of them"))) }
    }),
    row("POST", "/restore", r#"brings a snapshot back; {"name": "..."} or nothing"#, true, restore),
    row("GET", "/clock", "the org's time", false, |simulation, call| Ok(clock(simulation, call))),
    row("POST", "/clock", r#"moves it: {"advance": "1h 30m"} or {"set": "2027-01-01T00:00:00Z"}"#, true, set_clock),
    row("GET", "/counters", "requests by status, and deliveries to event hooks", false, |simulation, _| {
        Ok(simulation.ledger.counters())
    }),
    row("GET", "/rate-limits", "limits, and what is left of them", false, |simulation, call| {
        Ok(simulation.org.buckets.show(simulation.org_time(call.now)))
    }),
    row("GET", "/requests", "the ledger; method=, path=, status= and after= (a number) select", false, requests),
    row("DELETE", "/requests", "empties the ledger", false, |simulation, _| {
        simulation.ledger.clear();
        done()
    }),
    row("GET", "/answers", "answers still to come", false, |simulation, _| Ok(simulation.script.show().into())),
    row(
        "POST",
        "/answers",
        r#"scripts one or more: {"path": "...", "status": 503, ...}"#,
        false,
        |simulation, call| {
            simulation.script.add_document(&call.body).map_err(|error| (400, error))?;
            done()
        },
    ),
    row("DELETE", "/answers", "takes scripted answers back", false, |simulation, _| {
        simulation.script = Script::default();
        done()
    }),
];

/// Whether a request is for the control API.
pub(crate) fn is_control(request: &Request) -> bool {
    request.path().strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Simulation {
    /// Handles a request to the control API.
    pub(crate) fn control(&mut self, request: &Request, now: Time) -> Handled {
        let path = request.path().strip_prefix(ROOT).unwrap_or_default().trim_end_matches('/');
        let row = ROWS.iter().find(|row| row.method == request.method && row.path == path);
        let outcome = match row {
            None => Err((404, format!("there is no {} {ROOT}{path}; GET {ROOT} lists what there is", request.method))),
            Some(row) => body(request).and_then(|body| (row.run)(self, &ControlCall { request, body, now })),
        };
        let changed = outcome.is_ok() && row.is_some_and(|row| row.stays);
        let response = match outcome {
            Ok(body) => Response::ok(&body),
            Err((status, text)) => Response { status, ..Response::ok(&json!({ "error": text })) },
        };
        Handled { response: response.with("content-type", "application/json".into()), changed }
    }

    /// Handles a request of a journal.
    pub(crate) fn replay(&mut self, request: &Request, now: Time) -> Response {
        self.last = self.last.max(now);
        if is_control(request) {
            return self.control(request, now).response;
        }
        self.org.replay(request, self.org_time(now))
    }
}

fn done() -> Outcome {
    Ok(json!({}))
}

fn index() -> Value {
    let rows = ROWS.iter().map(|row| (format!("{} {ROOT}{}", row.method, row.path), row.does.into()));
    json!({ "version": env!("CARGO_PKG_VERSION"), "operations": Value::Object(rows.collect()) })
}

/// The body as JSON; null if there is none.
fn body(request: &Request) -> Result<Value, (u16, String)> {
    if request.body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&request.body).map_err(|error| (400, format!("the body is not JSON: {error}")))
}

/// Refuses a name that is none of those known: a test with a typo would test something else.
fn known<'a>(what: &str, names: impl IntoIterator<Item = &'a str>, known: &[&str]) -> Result<(), (u16, String)> {
    match names.into_iter().find(|name| !known.contains(name)) {
        Some(other) => Err((400, format!("unknown {what} {other}; known: {}", known.join(", ")))),
        None => Ok(()),
    }
}

impl ControlCall<'_> {
    fn has_only(&self, members: &[&str]) -> Result<(), (u16, String)> {
        known("member", self.body.as_object().into_iter().flat_map(|body| body.keys().map(String::as_str)), members)
    }

    /// The name of a snapshot.
    fn name(&self) -> Result<&str, (u16, String)> {
        if !matches!(self.body, Value::Null | Value::Object(_)) {
            return Err((400, "the body is not an object".into()));
        }
        self.has_only(&["name"])?;
        match self.body.get("name") {
            None => Ok(UNNAMED),
            Some(name) => name.as_str().ok_or((400, "name is not a string".into())),
        }
    }
}

fn restore(simulation: &mut Simulation, call: &ControlCall<'_>) -> Outcome {
    let name = call.name()?;
    if !simulation.restore(name) {
        return Err((404, format!("there is no snapshot {name}")));
    }
    done()
}

fn clock(simulation: &Simulation, call: &ControlCall<'_>) -> Value {
    json!({ "now": simulation.org_time(call.now).precise() })
}

fn set_clock(simulation: &mut Simulation, call: &ControlCall<'_>) -> Outcome {
    call.has_only(&["advance", "set"])?;
    let text = |name: &str| call.body.get(name).and_then(Value::as_str);
    let now = simulation.org_time(call.now);
    let by = match (text("advance"), text("set")) {
        (Some(by), None) => duration(by).map_err(|error| (400, format!("advance: {error}")))?,
        (None, Some(time)) => {
            let time = Time::parse(time).ok_or_else(|| (400, format!("set: {time} is no time")))?;
            let millis = u64::try_from(time.millis() - now.millis());
            Duration::from_millis(millis.map_err(|_| (400, "set: the org's clock never goes back".into()))?)
        }
        _ => return Err((400, r#"either {"advance": "1h 30m"} or {"set": "2027-01-01T00:00:00Z"}"#.into())),
    };
    simulation.advance(by);
    Ok(clock(simulation, call))
}

fn requests(simulation: &mut Simulation, call: &ControlCall<'_>) -> Outcome {
    let query = Query::parse(call.request.query().as_bytes());
    known("parameter", query.pairs().map(|(name, _)| name), &["method", "path", "status", "after"])?;
    let path = query.text("path").map(|path| path::pattern(path).map_err(|error| (400, error)));
    let filter = LedgerFilter {
        method: query.text("method"),
        path: path.transpose()?,
        status: number(&query, "status")?,
        after: number(&query, "after")?.unwrap_or_default(),
    };
    Ok(simulation.ledger.show(&filter).into())
}

fn number<T: FromStr>(query: &Query, name: &str) -> Result<Option<T>, (u16, String)> {
    let parse = |text: &str| text.parse().map_err(|_| (400, format!("{name}: {text} is no number")));
    query.text(name).map(parse).transpose()
}
