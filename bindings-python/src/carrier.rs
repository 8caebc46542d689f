//! One call's host: sends on the runtime, reads bodies into Python objects where the call is waited for.

use crate::given::Given;
use crate::question::Question;
use crate::script::Script;
use crate::{json, stop};
use bytes::Bytes;
use oktant::bindings::{self, BufferedBody, BufferedResponse, Keys};
use oktant::transport::Transport;
use oktant::{Failure, FailureKind, Phase};
use oktant_core::drive::Host;
use oktant_core::io::{
    BodySummary, Now, ReceivedBody, ReceivedResponse, SendRequest, SignRequest, SigningKey, TokenRequest, Wait,
};
use oktant_core::step::Input;
use pyo3::prelude::*;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::runtime::Runtime;
use tokio::task::{JoinError, JoinHandle};

/// How requests go out and what tells the time.
#[derive(Clone)]
pub(crate) enum Way {
    /// To an org; without a transport over the program's own.
    Real { runtime: &'static Runtime, transport: Option<Arc<dyn Transport>>, keys: Keys },
    /// As a script says.
    Script,
}

/// Carries one call and keeps what came.
pub(crate) struct Carrier {
    way: Way,
    pub(crate) question: Arc<Question>,
    pub(crate) kept: Held,
}

/// The body of a good answer.
#[derive(Default)]
pub(crate) struct Held {
    pub(crate) bytes: Bytes,
    pub(crate) wire_size: u64,
    pub(crate) value: Option<Py<PyAny>>,
}

/// Work on the runtime that stops when it is dropped.
struct Work<T>(JoinHandle<T>);

impl Carrier {
    pub(crate) fn new(way: Way, question: Question) -> Carrier {
        Carrier { way, question: Arc::new(question), kept: Held::default() }
    }

    fn given(&self) -> &Given {
        self.question.given.get()
    }

    async fn fetch(&self, send: SendRequest) -> Result<BufferedResponse, Input> {
        let given = self.given();
        match (&self.way, &given.script, &given.transport) {
            (Way::Script, Some(script), _) => script.send(send, &self.question).await,
            (Way::Real { runtime, transport: Some(transport), .. }, ..) => {
                let transport = Arc::clone(transport);
                let fetched = Work(runtime.spawn(async move { bindings::fetch(&*transport, &send).await })).await;
                fetched
                    .unwrap_or_else(|error| Err(broken(Phase::Answer, &format!("it ended early: {error}"))))
                    .map_err(Input::Failed)
            }
            (Way::Real { .. }, _, Some(own)) => own.send(&send, &self.question).await,
            (Way::Script, None, _) | (Way::Real { .. }, _, None) => {
                Err(Input::Failed(broken(Phase::Connect, "there is no transport")))
            }
        }
    }
}

impl Host for Carrier {
    fn now(&self) -> Now {
        self.given().script.as_ref().map_or_else(bindings::now, Script::now)
    }

    fn seed(&self) -> u64 {
        self.given().script.as_ref().map_or_else(bindings::seed, Script::seed)
    }

    async fn send(&mut self, send: SendRequest) -> Input {
        stop::goes_on().await;
        let find = send.pointers.clone();
        let BufferedResponse { status, headers, body } = match self.fetch(send).await {
            Ok(fetched) => fetched,
            Err(input) => return input,
        };
        let body = match body {
            BufferedBody::Whole { bytes, wire_size } => {
                let (kept, value) = Python::attach(|py| json::read(py, &bytes, find.as_ref()));
                self.kept = Held { bytes, wire_size, value };
                ReceivedBody::Kept(kept)
            }
            BufferedBody::TooLarge(bytes) => ReceivedBody::Kept(BodySummary::too_large(bytes)),
            BufferedBody::Prefix(text) => ReceivedBody::Text(text.into()),
        };
        Input::Responded(ReceivedResponse { status, headers, body })
    }

    async fn wait(&mut self, wait: Wait) {
        stop::goes_on().await;
        match (&self.way, &self.given().script) {
            (_, Some(script)) => script.wait(wait, &self.question).await,
            // The only error is that the process ends.
            (Way::Real { runtime, .. }, None) => {
                drop(Work(runtime.spawn(async move { tokio::time::sleep(wait.at_most).await })).await);
            }
            (Way::Script, None) => {}
        }
    }

    async fn sign(&mut self, request: SignRequest) -> Input {
        stop::goes_on().await;
        let given = self.given();
        let own = match request.key {
            SigningKey::Client => &given.signer,
            SigningKey::Proof => &given.proof_signer,
        };
        match (&self.way, &given.script, own) {
            (_, Some(script), _) => script.sign(request, &self.question).await,
            (_, _, Some(signer)) => signer.sign(request, &self.question).await,
            (Way::Real { runtime, keys, .. }, ..) => {
                let keys = keys.clone();
                let signed = Work(runtime.spawn(async move { keys.sign(request).await })).await;
                signed
                    .unwrap_or_else(|error| Input::Failed(broken(Phase::Connect, &format!("it ended early: {error}"))))
            }
            (Way::Script, ..) => Input::Failed(broken(Phase::Connect, "there is no key")),
        }
    }

    async fn bearer(&mut self, request: TokenRequest) -> Input {
        stop::goes_on().await;
        let given = self.given();
        match (&given.script, &given.bearer) {
            (Some(script), _) => script.bearer(request, &self.question).await,
            (_, Some(bearer)) => bearer.ask(request, &self.question).await,
            (_, None) => Input::Failed(broken(Phase::Connect, "there is none")),
        }
    }
}

fn broken(phase: Phase, what: &str) -> Failure {
    Failure::new(FailureKind::Broken, phase, what)
}

impl<T> Future for Work<T> {
    type Output = Result<T, JoinError>;
    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(task)
    }
}

impl<T> Drop for Work<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
