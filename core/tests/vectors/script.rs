//! Plays a vector and writes down what is seen.

use crate::forms;
use oktant_core::io::{BodyPointers, BodyPolicy};
use oktant_core::step::Step;
use oktant_core::{Call, CallId, Error, Pager, PublicKey, Session};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The vector with what is seen in the place of what is expected.
pub(crate) fn play(name: &str, vector: &Value) -> Value {
    let mut seen = vector.clone();
    let fields = seen.as_object_mut().unwrap();
    fields.remove("error");
    let config = match forms::raw_config(&vector["config"]).resolve() {
        Ok(config) => config,
        Err(error) => {
            fields.insert("error".to_owned(), forms::error(&error));
            return seen;
        }
    };
    if vector.get("explain").is_some() {
        fields.insert("explain".to_owned(), config.explain().lines().collect());
    }
    let session = Session::new(config);
    if let Some(jwk) = vector["config"].get("proof_key") {
        session.set_proof_key(PublicKey::from_jwk(&jwk.to_string()).unwrap());
    }
    let mut stage = Stage::new(session, vector);
    let lines = vector["lines"].as_array().cloned().unwrap_or_default();
    let lines: Vec<Value> = lines.iter().map(|line| stage.line(name, line)).collect();
    if !lines.is_empty() {
        fields.insert("lines".to_owned(), lines.into());
    }
    seen
}

struct Stage<'a> {
    vector: &'a Value,
    session: Session,
    actors: BTreeMap<String, Actor>,
    names: BTreeMap<CallId, String>,
    woken: Arc<Mutex<Vec<CallId>>>,
}

/// A call, or a list whose pages are calls.
#[derive(Default)]
struct Actor {
    call: Option<Call>,
    /// How the last step wants its answer.
    asked: Option<(BodyPolicy, Option<BodyPointers>)>,
    pager: Option<Pager>,
    /// What comes after the page that was answered.
    next: Option<Result<Option<Call>, Error>>,
}

impl<'a> Stage<'a> {
    fn new(session: Session, vector: &'a Value) -> Stage<'a> {
        let woken = Arc::<Mutex<Vec<CallId>>>::default();
        let heard = Arc::clone(&woken);
        session.on_wake(move |call_id| heard.lock().unwrap().push(call_id));
        Stage { vector, session, actors: BTreeMap::new(), names: BTreeMap::new(), woken }
    }

    /// `[call, now, input, step]`, and whom it wakes where it wakes somebody.
    fn line(&mut self, vector: &str, line: &Value) -> Value {
        let (who, now, input) = (forms::text(&line[0]), &line[1], &line[2]);
        let step = if input == "dropped" {
            self.actors.remove(&who);
            Value::Null
        } else {
            self.step(&who, now, input, &line[3]).unwrap_or_else(|what| panic!("{vector}: {who} at {now}: {what}"))
        };
        let woken = std::mem::take(&mut *self.woken.lock().unwrap());
        let woken: Vec<_> = woken.iter().map(|call_id| self.names[call_id].clone()).collect();
        if woken.is_empty() { json!([who, now, input, step]) } else { json!([who, now, input, step, woken]) }
    }

    fn step(&mut self, who: &str, now: &Value, input: &Value, expected: &Value) -> Result<Value, String> {
        let definition = self.vector["calls"].get(who).ok_or("it has no place among the calls")?;
        let actor = self.actors.entry(who.to_owned()).or_default();
        if input.get("started").is_some() || actor.call.is_none() {
            match actor.begin(&self.session, definition) {
                Ok(Some(call)) => actor.call = Some(call),
                Ok(None) => return Ok(json!("end")),
                Err(error) => return Ok(json!({"done": {"error": forms::error(&error)}})),
            }
        }
        let Some(call) = &mut actor.call else { return Err("there is no call".to_owned()) };
        self.names.insert(call.id(), who.to_owned());
        let step = call.step(forms::input(input, actor.asked.as_ref()), forms::now(self.vector, now));
        actor.asked =
            if let Step::Send(request) = &step { Some((request.body_policy, request.pointers.clone())) } else { None };
        let mut seen = forms::step(&step, expected);
        if let (Step::Done(Ok(answer)), Some(pager)) = (&step, &mut actor.pager) {
            actor.next = Some(pager.next(answer));
            let page = json!({
                "items": answer.body.count,
                "cursor": pager.cursor(),
                "rest_ms": forms::millis(pager.rest()),
            });
            let ok = seen["done"]["ok"].as_object_mut().unwrap();
            ok.extend(forms::some(page, Some(0)).as_object().unwrap().clone());
        }
        Ok(seen)
    }
}

impl Actor {
    /// The call, or the one of the next page; a call that was begun stays.
    fn begin(&mut self, session: &Session, definition: &Value) -> Result<Option<Call>, Error> {
        let operation = forms::operation(definition);
        let (arguments, options) = (forms::arguments(definition), forms::options(definition));
        if definition.get("pages").is_none() {
            return match self.call.take() {
                Some(call) => Ok(Some(call)),
                None => session.call(&operation, &arguments, &options).map(Some),
            };
        }
        if let Some(next) = self.next.take() {
            return next;
        }
        let mut pager = Pager::new(session, &operation.as_list()?, arguments, options);
        if let Some(every) = definition["follow_ms"].as_u64() {
            pager.follow(Duration::from_millis(every));
        }
        if let Some(cursor) = definition["cursor"].as_str() {
            pager = pager.from(cursor);
        }
        let first = pager.first();
        self.pager = Some(pager);
        first.map(Some)
    }
}
