//! The loop, once for every host that is written in Rust.

use crate::Call;
use crate::engine::step::{Input, Outcome, Step};
use crate::io::{Now, SendRequest, SignRequest, TokenRequest, Wait};
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// What carries bytes for the engine. It decides nothing.
pub trait Host {
    /// The time.
    fn now(&self) -> Now;

    /// A number that was not given before.
    fn seed(&self) -> u64;

    /// Sends a request, reads the answer, and tells what came of it: [`Input::Responded`] or [`Input::Failed`]. Follows no
    /// redirect and repeats nothing.
    fn send(&mut self, request: SendRequest) -> impl Future<Output = Input>;

    /// Sleeps [`Wait::at_most`]; it is dropped where the session wakes the call ID before.
    fn wait(&mut self, wait: Wait) -> impl Future<Output = ()>;

    /// Signs: [`Input::Signed`], or [`Input::Failed`] with what was thrown.
    fn sign(&mut self, request: SignRequest) -> impl Future<Output = Input>;

    /// Asks the caller for a token: [`Input::Bearer`], or [`Input::Failed`] with what was thrown.
    fn bearer(&mut self, request: TokenRequest) -> impl Future<Output = Input>;
}

/// Carries a call to its end:
///
/// 1. start it with a seed;
/// 2. do the step that it asks for;
/// 3. hand in what happened, with the time, and go back to 2 until it is done.
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
            Step::Done(outcome) => return outcome,
        }
    }
}

/// Whichever is ready first.
async fn first(one: impl Future<Output = ()>, other: impl Future<Output = ()>) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(|task| match one.as_mut().poll(task) {
        Poll::Ready(()) => Poll::Ready(()),
        Poll::Pending => other.as_mut().poll(task),
    })
    .await;
}
