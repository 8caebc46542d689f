//! What the calls and lists of a client share, and how a call is run.

use crate::fetch::DecodedResponse;
use crate::host::{CallHost, Platform, now};
use crate::wait::{Abort, race};
use crate::{error, js};
use js_sys::{Function, Promise};
use oktant_core::drive::drive;
use oktant_core::step::{Input, Step};
use oktant_core::{Call, Error, Response, Session};
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// What the calls of a client share.
pub(crate) struct Shared {
    pub(crate) session: Session,
    pub(crate) platform: Rc<Platform>,
    pub(crate) encode: Function,
}

/// The response of a call and its decoded body.
pub(crate) struct FinishedCall {
    pub(crate) response: Response,
    pub(crate) decoded: Option<DecodedResponse>,
}

impl FinishedCall {
    /// The object for the caller: the body as the property `name`, status, headers, request ID and rate limit.
    pub(crate) fn to_js(&self, name: &str, body: JsValue, cursor: Option<&str>) -> JsValue {
        let response = self.decoded.as_ref().map(|decoded| decoded.response.clone()).unwrap_or_default();
        js::object(&[
            (name, body),
            ("status", self.response.status.into()),
            ("headers", js::member(&response, "headers").ok().flatten().unwrap_or_default()),
            ("requestId", self.response.request_id().into()),
            ("rate", error::rate_limit(self.response.rate())),
            ("cursor", cursor.into()),
        ])
    }
}

impl Shared {
    /// Runs a call until it is done or aborted.
    pub(crate) async fn run(&self, mut call: Call, abort: &Abort) -> Result<FinishedCall, JsValue> {
        let mut host = CallHost::new(&self.platform, call.operation());
        let outcome = match race(abort, drive(&mut call, &mut host)).await {
            Some(outcome) => outcome,
            None => {
                host.cause = abort.reason();
                match call.step(Input::Cancelled, now()) {
                    Step::Done(outcome) => outcome,
                    _ => Err(Error::transport("cancelled")),
                }
            }
        };
        self.platform.events.emit();
        match outcome {
            Ok(response) => Ok(FinishedCall { response, decoded: host.decoded }),
            Err(error) => {
                let undecodable = host.decoded.map(|decoded| decoded.body.value).unwrap_or_default();
                Err(error::with_details(&error, undecodable, host.cause))
            }
        }
    }
}

/// A promise of the result of a future, which is boxed so that `future_to_promise` is compiled once.
pub(crate) fn promise(future: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    future_to_promise(Box::pin(future) as Pin<Box<dyn Future<Output = _>>>)
}
