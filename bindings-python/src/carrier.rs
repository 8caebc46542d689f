//! One call's host: sends on the runtime, reads bodies into Python objects where the call is waited for.

use crate::given::Given;
use crate::json;
use crate::question::Question;
use crate::script::Script;
use crate::transport::Own;
use bytes::Bytes;
use oktant::edge::{self, Came, Fetched, Keys};
use oktant::transport::Transport;
use oktant::{Failure, FailureKind, Phase};
use oktant_core::drive::Host;
use oktant_core::step::{Asking, Input, Kept, Now, Received, Responded, Sending, Signing, SigningKey, Waiting};
use pyo3::prelude::*;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::runtime::Runtime;
use tokio::task::{JoinError, JoinHandle};

/// How requests go out and what tells the time.
#[derive(Clone)]
pub(crate) enum Way {
    /// To an org.
    Real { runtime: &'static Runtime, outlet: Outlet, keys: Keys },
    /// As a script says.
    Script(Arc<Script>),
}

/// What carries requests to an org.
#[derive(Clone)]
pub(crate) enum Outlet {
    Wire(Arc<dyn Transport>),
    /// The program's own.
    Own(Arc<Own>),
}

/// Carries one call and keeps what came.
pub(crate) struct Carrier {
    way: Way,
    given: Arc<Given>,
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
    pub(crate) fn new(way: Way, given: Arc<Given>) -> Carrier {
        Carrier { way, given, question: Arc::default(), kept: Held::default() }
    }

    async fn fetch(&self, sending: Sending) -> Result<Fetched, Input> {
        match &self.way {
            Way::Script(script) => script.send(sending, &self.question).await,
            Way::Real { outlet: Outlet::Own(own), .. } => own.send(&sending, &self.question).await,
            Way::Real { runtime, outlet: Outlet::Wire(transport), .. } => {
                let transport = Arc::clone(transport);
                let fetched = Work(runtime.spawn(async move { edge::fetch(&*transport, &sending).await })).await;
                fetched
                    .unwrap_or_else(|error| Err(broken(Phase::Answer, &format!("it ended early: {error}"))))
                    .map_err(Input::Failed)
            }
        }
    }
}

impl Host for Carrier {
    fn now(&self) -> Now {
        match &self.way {
            Way::Real { .. } => edge::now(),
            Way::Script(script) => script.now(),
        }
    }

    fn seed(&self) -> u64 {
        match &self.way {
            Way::Real { .. } => edge::seed(),
            Way::Script(script) => script.seed(),
        }
    }

    async fn send(&mut self, sending: Sending) -> Input {
        let find = sending.find.clone();
        let Fetched { status, headers, body } = match self.fetch(sending).await {
            Ok(fetched) => fetched,
            Err(input) => return input,
        };
        let body = match body {
            Came::Whole { bytes, wire_size } => {
                let (kept, value) = Python::attach(|py| json::read(py, &bytes, find.as_ref()));
                self.kept = Held { bytes, wire_size, value };
                Received::Kept(kept)
            }
            Came::TooLarge(bytes) => Received::Kept(Kept::too_large(bytes)),
            Came::Beginning(text) => Received::Text(text.into()),
        };
        Input::Responded(Responded { status, headers, body })
    }

    async fn wait(&mut self, waiting: Waiting) {
        match &self.way {
            Way::Script(script) => script.wait(waiting, &self.question).await,
            // The only error is that the process ends.
            Way::Real { runtime, .. } => {
                drop(Work(runtime.spawn(async move { tokio::time::sleep(waiting.at_most).await })).await);
            }
        }
    }

    async fn sign(&mut self, signing: Signing) -> Input {
        let own = match signing.key {
            SigningKey::Client => &self.given.signer,
            SigningKey::Proof => &self.given.proof_signer,
        };
        match (&self.way, own) {
            (Way::Script(script), _) => script.sign(signing, &self.question).await,
            (_, Some(signer)) => signer.sign(signing, &self.question).await,
            (Way::Real { runtime, keys, .. }, None) => {
                let keys = keys.clone();
                let signed = Work(runtime.spawn(async move { keys.sign(signing).await })).await;
                signed
                    .unwrap_or_else(|error| Input::Failed(broken(Phase::Connect, &format!("it ended early: {error}"))))
            }
        }
    }

    async fn bearer(&mut self, asking: Asking) -> Input {
        match (&self.way, &self.given.bearer) {
            (Way::Script(script), _) => script.bearer(asking, &self.question).await,
            (_, Some(bearer)) => bearer.ask(asking, &self.question).await,
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
