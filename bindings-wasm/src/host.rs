//! The engine's host for one call: sends requests, waits, signs and gets tokens.

use crate::events::Events;
use crate::fetch::{self, DecodedResponse, Fetch};
use crate::js;
use crate::wait::{Timer, race};
use js_sys::{Function, Uint8Array};
use oktant_core::drive::Host;
use oktant_core::io::{Failure, FailureKind, Now, SendRequest, SignRequest, SigningKey, TokenRequest, Wait};
use oktant_core::step::Input;
use oktant_core::{Operation, Phase, Secret};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

/// The JavaScript functions that all calls of a client use.
pub(crate) struct Platform {
    pub(crate) fetch: Fetch,
    pub(crate) bearer: Option<Function>,
    /// Signs bytes with the key `client` or `proof`.
    pub(crate) sign: Function,
    pub(crate) events: Events,
}

/// The host of one call.
pub(crate) struct CallHost {
    platform: Rc<Platform>,
    operation: Arc<Operation>,
    /// The last response, if its status is 2xx.
    pub(crate) decoded: Option<DecodedResponse>,
    /// The last exception.
    pub(crate) cause: JsValue,
}

impl CallHost {
    pub(crate) fn new(platform: &Rc<Platform>, operation: &Arc<Operation>) -> CallHost {
        let (platform, operation) = (Rc::clone(platform), Arc::clone(operation));
        CallHost { platform, operation, decoded: None, cause: JsValue::UNDEFINED }
    }

    /// Calls a function of the client's options, with a timeout.
    async fn call_back(
        &mut self,
        function: &Function,
        [first, second]: [JsValue; 2],
        timeout: Option<Duration>,
    ) -> Result<JsValue, Input> {
        let result = async { fetch::resolved(function.call2(&JsValue::UNDEFINED, &first, &second)?).await };
        let result = match timeout {
            Some(timeout) => race(Timer::new(timeout), result).await,
            None => Some(result.await),
        };
        match result {
            Some(Ok(value)) => Ok(value),
            Some(Err(thrown)) => Err(self.thrown(thrown)),
            None => Err(Input::Failed(Failure::new(FailureKind::TimedOut, Phase::Connect, ""))),
        }
    }

    /// Keeps an exception as the cause of the call's error.
    fn thrown(&mut self, thrown: JsValue) -> Input {
        let message = fetch::failure(&thrown, Phase::Connect).message;
        self.cause = thrown;
        Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, message))
    }
}

/// The error for a function that returned a value of another type.
fn wrong_result(value: &JsValue, expected: &str) -> JsValue {
    js_sys::TypeError::new(&format!("it gave {}: it must give {expected}", js::type_name(value))).into()
}

/// The time by `performance.now` and `Date.now`.
pub(crate) fn now() -> Now {
    let millis = |time: Result<f64, JsValue>| time.map_or(0, |time| time as u64);
    Now { mono_ms: millis(js::mono_now()), unix_ms: millis(js::unix_now()) }
}

impl Host for CallHost {
    fn now(&self) -> Now {
        now()
    }

    fn seed(&self) -> u64 {
        js::random().unwrap_or_else(|_| now().unix_ms)
    }

    async fn send(&mut self, send: SendRequest) -> Input {
        self.platform.events.emit();
        (self.decoded, self.cause) = (None, JsValue::UNDEFINED);
        match self.platform.fetch.send(&send, &self.operation).await {
            Ok(exchange) => {
                self.decoded = exchange.decoded;
                Input::Responded(exchange.received)
            }
            Err((failure, thrown)) => {
                self.cause = thrown;
                Input::Failed(failure)
            }
        }
    }

    async fn wait(&mut self, wait: Wait) {
        self.platform.events.emit();
        Timer::new(wait.at_most).await;
    }

    async fn sign(&mut self, request: SignRequest) -> Input {
        self.platform.events.emit();
        let platform = Rc::clone(&self.platform);
        let key = match request.key {
            SigningKey::Client => "client",
            SigningKey::Proof => "proof",
        };
        let arguments = [key.into(), Uint8Array::from(&*request.bytes).into()];
        match self.call_back(&platform.sign, arguments, request.timeout).await {
            Ok(signature) => match signature.dyn_ref::<Uint8Array>() {
                Some(signature) => Input::Signed(signature.to_vec()),
                None => self.thrown(wrong_result(&signature, "the signature as a Uint8Array")),
            },
            Err(input) => input,
        }
    }

    async fn bearer(&mut self, request: TokenRequest) -> Input {
        self.platform.events.emit();
        let platform = Rc::clone(&self.platform);
        let Some(bearer) = &platform.bearer else { return Input::Bearer(Secret::new(String::new())) };
        let arguments = [js::object(&[("fresh", request.fresh.into())]), JsValue::UNDEFINED];
        match self.call_back(bearer, arguments, request.timeout).await {
            Ok(token) => match token.as_string() {
                Some(token) => Input::Bearer(Secret::new(token)),
                None => self.thrown(wrong_result(&token, "the token as a string")),
            },
            Err(input) => input,
        }
    }
}
