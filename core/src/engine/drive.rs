//! The loop around [`Call::step`], shared by all hosts written in Rust.

use crate::Call;
use crate::engine::step::{Input, Outcome, Step};
use crate::fleet::StoreRequest;
use crate::io::{Failure, FailureKind, Now, Phase, SendRequest, SignRequest, TokenRequest, Wait};
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// A host: does the I/O that the engine asks for, and decides nothing.
pub trait Host {
    /// The current time.
    fn now(&self) -> Now;

    /// A random seed, different each time.
    fn seed(&self) -> u64;

    /// Sends a request and reads the response: [`Input::Responded`] or [`Input::Failed`]. Follows no redirect and retries
    /// nothing.
    fn send(&mut self, request: SendRequest) -> impl Future<Output = Input>;

    /// Sleeps [`Wait::at_most`]. The future is dropped if the session wakes the call earlier.
    fn wait(&mut self, wait: Wait) -> impl Future<Output = ()>;

    /// Signs: [`Input::Signed`], or [`Input::Failed`] with the error of the signer.
    fn sign(&mut self, request: SignRequest) -> impl Future<Output = Input>;

    /// Asks the caller for a token: [`Input::Bearer`], or [`Input::Failed`] with the error of the callback.
    fn bearer(&mut self, request: TokenRequest) -> impl Future<Output = Input>;

    /// Runs a script in the store of the fleet: [`Input::Stored`] or [`Input::Failed`].
    fn store(&mut self, request: StoreRequest) -> impl Future<Output = Input> {
        let failure = Failure::new(FailureKind::Broken, Phase::Connect, request.refused().to_string());
        std::future::ready(Input::Failed(failure))
    }
}

/// Runs a call to its end:
///
/// 1. start it with a seed;
/// 2. do the step that it returns;
/// 3. pass in the result, with the time, and go back to 2 until the call is done.
///
/// Dropping the future stops the call.
pub async fn drive<H: Host>(call: &mut Call, host: &mut H) -> Outcome {
    let mut input = Input::Started { seed: host.seed() };
    loop {
        input = match call.step(input, host.now()) {
            Step::Send(request) => host.send(request).await,
            Step::Wait(wait) => {
                let woken = call.session().woken(wait.call_id);
                first(host.wait(wait), woken).await;
                Input::Woke
            }
            Step::Sign(request) => host.sign(request).await,
            Step::Bearer(request) => host.bearer(request).await,
            Step::Store(request) => host.store(request).await,
            Step::Done(outcome) => return outcome,
        }
    }
}

/// Resolves when either future does.
async fn first(one: impl Future<Output = ()>, other: impl Future<Output = ()>) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(|task| match one.as_mut().poll(task) {
        Poll::Ready(()) => Poll::Ready(()),
        Poll::Pending => other.as_mut().poll(task),
    })
    .await;
}
