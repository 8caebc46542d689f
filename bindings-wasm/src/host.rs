//! The host of one call.

use crate::events::Events;
use crate::fetch::{self, Fetch, KeptResponse};
use crate::js;
use crate::wait::{Alarm, unless};
use js_sys::{Function, Uint8Array};
use oktant_core::drive::Host;
use oktant_core::io::{Failure, FailureKind, Now, SendRequest, SignRequest, SigningKey, TokenRequest, Wait};
use oktant_core::step::Input;
use oktant_core::{Operation, Phase, Secret};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

/// What all calls of a client use of JavaScript.
pub(crate) struct Platform {
    pub(crate) fetch: Fetch,
    pub(crate) bearer: Option<Function>,
    /// Signs with a key, `client` or `proof`, bytes.
    pub(crate) sign: Function,
    pub(crate) events: Events,
}

/// Carries one call and keeps what came.
pub(crate) struct Carrier {
    platform: Rc<Platform>,
    operation: Arc<Operation>,
    /// Of the last good answer.
    pub(crate) kept: Option<KeptResponse>,
    /// What was thrown last.
    pub(crate) cause: JsValue,
}

impl Carrier {
    pub(crate) fn new(platform: &Rc<Platform>, operation: &Arc<Operation>) -> Carrier {
        let (platform, operation) = (Rc::clone(platform), Arc::clone(operation));
        Carrier { platform, operation, kept: None, cause: JsValue::UNDEFINED }
    }

    /// What a function gives within its time.
    async fn asked(
        &mut self,
        ask: &Function,
        question: [JsValue; 2],
        limit: Option<Duration>,
    ) -> Result<JsValue, Input> {
        let [one, other] = question;
        let answer = async { fetch::promised(ask.call2(&JsValue::UNDEFINED, &one, &other)?).await };
        let answer = match limit {
            Some(limit) => unless(Alarm::new(limit), answer).await,
            None => Some(answer.await),
        };
        match answer {
            Some(Ok(answer)) => Ok(answer),
            Some(Err(thrown)) => Err(self.thrown(thrown)),
            None => Err(Input::Failed(Failure::new(FailureKind::TimedOut, Phase::Connect, ""))),
        }
    }

    fn thrown(&mut self, thrown: JsValue) -> Input {
        let said = fetch::failure(&thrown, Phase::Connect).message;
        self.cause = thrown;
        Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, said))
    }
}

/// The error of a function that gave something else.
fn gave(value: &JsValue, wanted: &str) -> JsValue {
    js_sys::TypeError::new(&format!("it gave {}: it must give {wanted}", js::kind(value))).into()
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

    async fn send(&mut self, send: SendRequest) -> Input {
        self.platform.events.tell();
        (self.kept, self.cause) = (None, JsValue::UNDEFINED);
        match self.platform.fetch.send(&send, &self.operation).await {
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

    async fn wait(&mut self, wait: Wait) {
        self.platform.events.tell();
        Alarm::new(wait.at_most).await;
    }

    async fn sign(&mut self, request: SignRequest) -> Input {
        self.platform.events.tell();
        let platform = Rc::clone(&self.platform);
        let key = match request.key {
            SigningKey::Client => "client",
            SigningKey::Proof => "proof",
        };
        let question = [key.into(), Uint8Array::from(&*request.bytes).into()];
        match self.asked(&platform.sign, question, request.timeout).await {
            Ok(signature) => match signature.dyn_ref::<Uint8Array>() {
                Some(signature) => Input::Signed(signature.to_vec()),
                None => self.thrown(gave(&signature, "the signature as a Uint8Array")),
            },
            Err(failed) => failed,
        }
    }

    async fn bearer(&mut self, request: TokenRequest) -> Input {
        self.platform.events.tell();
        let platform = Rc::clone(&self.platform);
        let Some(bearer) = &platform.bearer else { return Input::Bearer(Secret::new(String::new())) };
        let question = [js::object(&[("fresh", request.fresh.into())]), JsValue::UNDEFINED];
        match self.asked(bearer, question, request.timeout).await {
            Ok(token) => match token.as_string() {
                Some(token) => Input::Bearer(Secret::new(token)),
                None => self.thrown(gave(&token, "the token as a string")),
            },
            Err(failed) => failed,
        }
    }
}
