//! The calls of a client that are not over, each under the number by which JavaScript knows it.

use crate::events::Events;
use crate::{error, steps};
use oktant_core::io::Now;
use oktant_core::step::{Input, Step};
use oktant_core::{Call, Error, Operation, Response, Session};
use std::cell::RefCell;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// The time, as `performance.now` and `Date.now` tell it.
pub(crate) fn now(mono_ms: f64, unix_ms: f64) -> Now {
    Now { mono_ms: mono_ms as u64, unix_ms: unix_ms as u64 }
}

/// What the calls of a client share.
pub(crate) struct Calls {
    pub(crate) session: Session,
    running: RefCell<Running>,
    /// Operations in use. The table has no index, and searching it takes longer than the rest of a call.
    operations: RefCell<Vec<Arc<Operation>>>,
    events: Events,
}

/// Slots of calls, and the free ones among them.
#[derive(Default)]
struct Running {
    slots: Vec<Option<Box<RunningCall>>>,
    free: Vec<u32>,
}

struct RunningCall {
    call: Call,
    /// Body of the request to send, or the message to sign.
    bytes: Option<Arc<[u8]>>,
    /// Outcome of a call that has succeeded.
    response: Option<Response>,
}

impl Calls {
    pub(crate) fn new(session: Session, events: Events) -> Calls {
        Calls { session, running: RefCell::default(), operations: RefCell::default(), events }
    }

    /// An operation by its ID, or by a method and a path.
    pub(crate) fn operation(&self, name: &str) -> Result<Arc<Operation>, Error> {
        let mut operations = self.operations.borrow_mut();
        for operation in operations.iter() {
            if operation.id == name {
                return Ok(Arc::clone(operation));
            }
        }
        let operation = Operation::resolve(name)?;
        if !operation.is_custom() {
            operations.push(Arc::clone(&operation));
        }
        Ok(operation)
    }

    /// Starts a call and returns its first step. If it is cancelled already, nothing is sent.
    pub(crate) fn start(&self, call: Call, cancelled: bool, seed: u64, now: Now) -> Result<String, JsValue> {
        let number = self.running.borrow_mut().put(Box::new(RunningCall { call, bytes: None, response: None }));
        self.step(number, if cancelled { Input::Cancelled } else { Input::Started { seed } }, now)
    }

    /// The next step of a call as text. The error ends the call.
    pub(crate) fn step(&self, number: u32, input: Input, now: Now) -> Result<String, JsValue> {
        // Event listeners may make calls, so the slots are not borrowed while they run.
        let mut running = self.running.borrow_mut().take(number).ok_or_else(unknown)?;
        let outcome = match running.call.step(input, now) {
            Step::Send(send) => {
                running.bytes = send.request.body.clone();
                Ok(steps::send(number, &send, running.call.operation()))
            }
            Step::Wait(wait) => Ok(steps::wait(number, wait)),
            Step::Sign(sign) => {
                let text = steps::sign(number, &sign);
                running.bytes = Some(sign.bytes);
                Ok(text)
            }
            Step::Bearer(request) => Ok(steps::bearer(number, request)),
            Step::Store(request) => Err(request.refused()),
            Step::Done(Ok(response)) => {
                running.response = Some(response);
                Ok(steps::done(number))
            }
            Step::Done(Err(error)) => Err(error),
        };
        match outcome {
            Ok(_) => self.running.borrow_mut().put_back(number, running),
            Err(_) => self.running.borrow_mut().free.push(number),
        }
        self.events.emit();
        outcome.map_err(error::to_js)
    }

    /// The bytes of the step of a call: a request's body, or a message to sign.
    pub(crate) fn bytes(&self, number: u32) -> Option<Arc<[u8]>> {
        let mut running = self.running.borrow_mut();
        running.slots.get_mut(number as usize)?.as_mut()?.bytes.take()
    }

    /// Ends a call that has succeeded.
    pub(crate) fn finish(&self, number: u32) -> Result<(Response, Call), JsValue> {
        let running = self.running.borrow_mut().take(number);
        self.running.borrow_mut().free.push(number);
        let running = *running.ok_or_else(unknown)?;
        Ok((running.response.ok_or_else(unknown)?, running.call))
    }
}

impl Running {
    fn put(&mut self, call: Box<RunningCall>) -> u32 {
        match self.free.pop() {
            Some(number) => {
                self.put_back(number, call);
                number
            }
            None => {
                self.slots.push(Some(call));
                self.slots.len() as u32 - 1
            }
        }
    }

    fn put_back(&mut self, number: u32, call: Box<RunningCall>) {
        if let Some(slot) = self.slots.get_mut(number as usize) {
            *slot = Some(call);
        }
    }

    fn take(&mut self, number: u32) -> Option<Box<RunningCall>> {
        self.slots.get_mut(number as usize)?.take()
    }
}

fn unknown() -> JsValue {
    error::to_js(Error::transport("there is no such call"))
}
