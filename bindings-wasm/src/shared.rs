//! What a client's calls and lists share, and how a call is carried.

use crate::fetch::KeptResponse;
use crate::host::{Carrier, Platform, now};
use crate::wait::{Stop, unless};
use crate::{error, js};
use js_sys::{Function, Promise};
use oktant_core::drive::drive;
use oktant_core::step::{Input, Step};
use oktant_core::{Call, Error, Response, Session};
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// What all calls of a client share.
pub(crate) struct Shared {
    pub(crate) session: Session,
    pub(crate) platform: Rc<Platform>,
    pub(crate) encode: Function,
}

/// What came of a call.
pub(crate) struct Finished {
    pub(crate) answer: Response,
    pub(crate) kept: Option<KeptResponse>,
}

impl Finished {
    /// What the caller gets: the body under this name, and what came with it.
    pub(crate) fn answer(&self, name: &str, body: JsValue, cursor: Option<&str>) -> JsValue {
        let response = self.kept.as_ref().map(|kept| kept.response.clone()).unwrap_or_default();
        js::object(&[
            (name, body),
            ("status", self.answer.status.into()),
            ("headers", js::member(&response, "headers").ok().flatten().unwrap_or_default()),
            ("requestId", self.answer.request_id().into()),
            ("rate", error::rate(self.answer.rate())),
            ("cursor", cursor.into()),
        ])
    }
}

impl Shared {
    /// Carries a call to its end, or stops it.
    pub(crate) async fn run(&self, mut call: Call, stop: &Stop) -> Result<Finished, JsValue> {
        let mut carrier = Carrier::new(&self.platform, call.operation());
        let outcome = match unless(stop, drive(&mut call, &mut carrier)).await {
            Some(outcome) => outcome,
            None => {
                carrier.cause = stop.reason();
                match call.step(Input::Cancelled, now()) {
                    Step::Done(outcome) => outcome,
                    Step::Send(_) | Step::Wait(_) | Step::Sign(_) | Step::Bearer(_) => {
                        Err(Error::transport("cancelled"))
                    }
                }
            }
        };
        self.platform.events.tell();
        match outcome {
            Ok(answer) => Ok(Finished { answer, kept: carrier.kept }),
            Err(error) => {
                let document = carrier.kept.map(|kept| kept.reading.value).unwrap_or_default();
                Err(error::thrown(&error, document, carrier.cause))
            }
        }
    }
}

/// A promise of what a future comes to. Boxed, so that what runs them is compiled once.
pub(crate) fn promise(future: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    future_to_promise(Box::pin(future) as Pin<Box<dyn Future<Output = _>>>)
}
