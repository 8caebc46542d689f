//! The host of one call.

use crate::fetch::{self, Fetch, Kept};
use crate::js;
use crate::wait::{Alarm, unless};
use js_sys::Function;
use oktant_core::drive::Host;
use oktant_core::step::{Asking, Failure, FailureKind, Input, Now, Sending, Signing, Waiting};
use oktant_core::{Operation, Phase, Secret};
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::JsValue;

/// What all calls of a client use of JavaScript.
pub(crate) struct Platform {
    pub(crate) fetch: Fetch,
    pub(crate) bearer: Option<Function>,
}

/// Carries one call and keeps what came.
pub(crate) struct Carrier {
    platform: Rc<Platform>,
    operation: Arc<Operation>,
    /// Of the last good answer.
    pub(crate) kept: Option<Kept>,
    /// What was thrown last.
    pub(crate) cause: JsValue,
}

impl Carrier {
    pub(crate) fn new(platform: &Rc<Platform>, operation: &Arc<Operation>) -> Carrier {
        let (platform, operation) = (Rc::clone(platform), Arc::clone(operation));
        Carrier { platform, operation, kept: None, cause: JsValue::UNDEFINED }
    }

    /// What the caller's function for tokens gives.
    async fn token(&self, fresh: bool) -> Result<String, JsValue> {
        let question = js::object(&[("fresh", fresh.into())]);
        let Some(bearer) = &self.platform.bearer else { return Ok(String::new()) };
        let token = fetch::promised(bearer.call1(&JsValue::UNDEFINED, &question)?).await?;
        token.as_string().ok_or_else(|| js_sys::TypeError::new("it gave no text").into())
    }
}

/// The time, by the clocks of JavaScript.
pub(crate) fn now() -> Now {
    let millis = |time: Result<f64, JsValue>| time.map_or(0, |time| time as u64);
    Now { mono_ms: millis(js::mono_now()), unix_ms: millis(js::unix_now()) }
}

impl Host for Carrier {
    fn now(&self) -> Now {
        now()
    }

    fn seed(&self) -> u64 {
        js::random().unwrap_or_else(|_| now().unix_ms)
    }

    async fn send(&mut self, sending: Sending) -> Input {
        (self.kept, self.cause) = (None, JsValue::UNDEFINED);
        match self.platform.fetch.send(&sending, &self.operation).await {
            Ok(exchange) => {
                self.kept = exchange.kept;
                Input::Responded(exchange.responded)
            }
            Err((failure, thrown)) => {
                self.cause = thrown;
                Input::Failed(failure)
            }
        }
    }

    async fn wait(&mut self, waiting: Waiting) {
        Alarm::new(waiting.at_most).await;
    }

    async fn sign(&mut self, _signing: Signing) -> Input {
        Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, "this package cannot sign"))
    }

    async fn bearer(&mut self, asking: Asking) -> Input {
        let answer = match asking.timeout {
            Some(limit) => unless(Alarm::new(limit), self.token(asking.fresh)).await,
            None => Some(self.token(asking.fresh).await),
        };
        match answer {
            Some(Ok(token)) => Input::Bearer(Secret::new(token)),
            Some(Err(thrown)) => {
                let said = fetch::failure(&thrown, Phase::Connect).message;
                self.cause = thrown;
                Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, said))
            }
            None => Input::Failed(Failure::new(FailureKind::TimedOut, Phase::Connect, "")),
        }
    }
}
