//! The client's transport under a clock that goes faster.

use super::Log;
use oktant::bindings;
use oktant::transport::Transport;
use oktant::value::Json;
use oktant_core::decode::{self, FromBody};
use oktant_core::drive::Host;
use oktant_core::io::{Failure, FailureKind, Now, SendRequest, SignRequest, TokenRequest, Wait};
use oktant_core::step::Input;
use oktant_core::{Config, Error, Phase};
use std::sync::Arc;
use std::time::Instant;

/// An answer: when it came, in seconds of the org since the job began, and its status.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) second: f64,
    pub(crate) status: u16,
}

/// Time, so many times as fast.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    began: Instant,
    scale: u32,
    unix_ms: u64,
}

#[derive(Clone)]
pub(crate) struct Fast {
    transport: Arc<dyn Transport>,
    pub(crate) clock: Clock,
    pub(crate) seen: Log,
}

impl Clock {
    pub(crate) fn new(scale: u32) -> Clock {
        Clock { began: Instant::now(), scale, unix_ms: bindings::now().unix_ms }
    }

    pub(crate) fn seconds(&self) -> f64 {
        (self.began.elapsed() * self.scale).as_secs_f64()
    }
}

impl Fast {
    pub(crate) fn new(config: &Config, clock: Clock) -> Result<Fast, Error> {
        Ok(Fast { transport: bindings::transport(config)?, clock, seen: Log::default() })
    }
}

impl Host for Fast {
    fn now(&self) -> Now {
        let passed = u64::try_from((self.clock.began.elapsed() * self.clock.scale).as_millis()).unwrap_or_default();
        Now { mono_ms: passed, unix_ms: self.clock.unix_ms + passed }
    }

    fn seed(&self) -> u64 {
        bindings::seed()
    }

    async fn send(&mut self, send: SendRequest) -> Input {
        let send = SendRequest { timeout: None, ..send };
        match bindings::fetch(self.transport.as_ref(), &send).await {
            Ok(fetched) => {
                self.seen.borrow_mut().push(Seen { second: self.clock.seconds(), status: fetched.status });
                Input::Responded(fetched.into_received(|bytes, _| {
                    decode::summary(&bytes, &Json::from_body(&bytes), send.pointers.as_ref())
                }))
            }
            Err(failure) => Input::Failed(failure),
        }
    }

    async fn wait(&mut self, wait: Wait) {
        tokio::time::sleep(wait.at_most / self.clock.scale).await;
    }

    async fn bearer(&mut self, _: TokenRequest) -> Input {
        none()
    }

    async fn sign(&mut self, _: SignRequest) -> Input {
        none()
    }
}

fn none() -> Input {
    Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, "it has an API token"))
}
