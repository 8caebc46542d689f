//! The loop, once for every host that is written in Rust.

use crate::Call;
use crate::step::{Input, Now, Outcome, Sending, Step};

/// What carries bytes for the engine. It decides nothing.
pub trait Host {
    /// The time.
    fn now(&self) -> Now;

    /// A number that was not given before.
    fn seed(&self) -> u64;

    /// Sends a request, reads the answer, and tells what came of it. Follows no redirect and repeats nothing.
    fn send(&mut self, sending: Sending) -> impl Future<Output = Input>;
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
        match call.step(input, host.now()) {
            Step::Send(sending) => input = host.send(sending).await,
            Step::Done(outcome) => return outcome,
        }
    }
}
