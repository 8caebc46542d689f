//! The host of a call: sends on the runtime, and reads bodies into Python objects in the thread that waits for the call.

use crate::callback_runner::CallbackRunner;
use crate::callback_scope::CallbackScope;
use crate::callbacks::Callbacks;
use crate::interrupt;
use crate::json::{self, ResponseBody};
use crate::script::Script;
use oktant::bindings::{self, BufferedResponse, Fleet, Keys};
use oktant::transport::Transport;
use oktant::{Failure, FailureKind, Phase};
use oktant_core::CallId;
use oktant_core::drive::Host;
use oktant_core::fleet::StoreRequest;
use oktant_core::io::{Now, SendRequest, SignRequest, SigningKey, TokenRequest, Wait};
use oktant_core::step::Input;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::runtime::Runtime;
use tokio::task::{JoinError, JoinHandle};

/// How requests are sent, and which clock counts.
#[derive(Clone)]
pub(crate) enum Backend {
    /// Over HTTP. Without a transport, the program's own one sends.
    Http { runtime: &'static Runtime, transport: Option<Arc<dyn Transport>>, keys: Keys, fleet: Option<Arc<Fleet>> },
    /// As a script of the tests says.
    Script,
}

/// The callbacks of a call, which the host uses and the `PendingCall` shows to the garbage
/// collector.
pub(crate) struct CallContext {
    callbacks: Py<Callbacks>,
    pub(crate) runner: CallbackRunner,
}

/// The host of one call, which keeps the body of its response.
pub(crate) struct CallHost {
    backend: Backend,
    pub(crate) context: Arc<CallContext>,
    pub(crate) body: ResponseBody,
}

/// A task of the runtime, aborted when it is dropped.
struct AbortOnDrop<T>(JoinHandle<T>);

impl CallContext {
    pub(crate) fn new(callbacks: Py<Callbacks>, call: CallId) -> CallContext {
        let runner = CallbackRunner::new(CallbackScope::new(&callbacks, call));
        CallContext { callbacks, runner }
    }

    pub(crate) fn visit(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.callbacks)?;
        self.runner.visit(visit)
    }
}

impl CallHost {
    pub(crate) fn new(backend: Backend, context: CallContext) -> CallHost {
        CallHost { backend, context: Arc::new(context), body: ResponseBody::default() }
    }

    fn callbacks(&self) -> &Callbacks {
        self.context.callbacks.get()
    }

    async fn fetch(&self, send: SendRequest) -> Result<BufferedResponse, Input> {
        let (callbacks, runner) = (self.callbacks(), &self.context.runner);
        match (&self.backend, &callbacks.script, &callbacks.transport) {
            (Backend::Script, Some(script), _) => script.send(send, runner).await,
            (Backend::Http { runtime, transport: Some(transport), .. }, ..) => {
                let transport = Arc::clone(transport);
                let task = runtime.spawn(async move { bindings::fetch(&*transport, &send).await });
                let response = AbortOnDrop(task).await.unwrap_or_else(|error| Err(aborted(Phase::Answer, &error)));
                response.map_err(Input::Failed)
            }
            (Backend::Http { .. }, _, Some(transport)) => transport.send(&send, runner).await,
            (Backend::Script, None, _) | (Backend::Http { .. }, _, None) => {
                Err(Input::Failed(broken(Phase::Connect, "there is no transport")))
            }
        }
    }
}

impl Host for CallHost {
    fn now(&self) -> Now {
        self.callbacks().script.as_ref().map_or_else(bindings::now, Script::now)
    }

    fn seed(&self) -> u64 {
        self.callbacks().script.as_ref().map_or_else(bindings::seed, Script::seed)
    }

    async fn send(&mut self, send: SendRequest) -> Input {
        interrupt::checkpoint().await;
        let pointers = send.pointers.clone();
        let response = match self.fetch(send).await {
            Ok(response) => response,
            Err(input) => return input,
        };
        Input::Responded(response.into_received(|bytes, wire_size| {
            let (summary, value) = Python::attach(|py| json::read(py, &bytes, pointers.as_ref()));
            self.body = ResponseBody { bytes, wire_size, value };
            summary
        }))
    }

    async fn wait(&mut self, wait: Wait) {
        interrupt::checkpoint().await;
        match (&self.backend, &self.callbacks().script) {
            (_, Some(script)) => script.wait(wait, &self.context.runner).await,
            // The task fails only if the process exits.
            (Backend::Http { runtime, .. }, None) => {
                drop(AbortOnDrop(runtime.spawn(async move { tokio::time::sleep(wait.at_most).await })).await);
            }
            (Backend::Script, None) => {}
        }
    }

    async fn sign(&mut self, request: SignRequest) -> Input {
        interrupt::checkpoint().await;
        let (callbacks, runner) = (self.callbacks(), &self.context.runner);
        let signer = match request.key {
            SigningKey::Client => &callbacks.signer,
            SigningKey::Proof => &callbacks.proof_signer,
        };
        match (&self.backend, &callbacks.script, signer) {
            (_, Some(script), _) => script.sign(request, runner).await,
            (_, _, Some(signer)) => signer.sign(request, runner).await,
            (Backend::Http { runtime, keys, .. }, ..) => {
                let keys = keys.clone();
                let task = runtime.spawn(async move { keys.sign(request).await });
                AbortOnDrop(task).await.unwrap_or_else(|error| Input::Failed(aborted(Phase::Connect, &error)))
            }
            (Backend::Script, ..) => Input::Failed(broken(Phase::Connect, "there is no key")),
        }
    }

    async fn bearer(&mut self, request: TokenRequest) -> Input {
        interrupt::checkpoint().await;
        let (callbacks, runner) = (self.callbacks(), &self.context.runner);
        match (&callbacks.script, &callbacks.bearer) {
            (Some(script), _) => script.bearer(request, runner).await,
            (_, Some(bearer)) => bearer.token(request, runner).await,
            (_, None) => Input::Failed(broken(Phase::Connect, "there is no bearer callback")),
        }
    }

    async fn store(&mut self, request: StoreRequest) -> Input {
        interrupt::checkpoint().await;
        let Backend::Http { runtime, fleet: Some(fleet), .. } = &self.backend else {
            return Input::Failed(broken(Phase::Connect, "there is no store"));
        };
        // In this thread, because it may be that of the store's event loop; the runtime has the timeout.
        let mut running = pin!(fleet.run(request));
        poll_fn(|task| {
            let _context = runtime.enter();
            running.as_mut().poll(task)
        })
        .await
    }
}

fn aborted(phase: Phase, error: &JoinError) -> Failure {
    broken(phase, &format!("its task ended early: {error}"))
}

fn broken(phase: Phase, what: &str) -> Failure {
    Failure::new(FailureKind::Broken, phase, what)
}

impl<T> Future for AbortOnDrop<T> {
    type Output = Result<T, JoinError>;
    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(task)
    }
}

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
