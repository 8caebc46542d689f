//! The client's transport under a clock that goes faster.

use super::Log;
use oktant::edge::{self, Came};
use oktant::transport::Transport;
use oktant::value::Json;
use oktant_core::drive::Host;
use oktant_core::io::{Asking, Failure, FailureKind, Kept, Now, Received, Responded, Sending, Signing, Waiting};
use oktant_core::reply::{self, Reply};
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
        Clock { began: Instant::now(), scale, unix_ms: edge::now().unix_ms }
    }

    pub(crate) fn seconds(&self) -> f64 {
        (self.began.elapsed() * self.scale).as_secs_f64()
    }
}

impl Fast {
    pub(crate) fn new(config: &Config, clock: Clock) -> Result<Fast, Error> {
        Ok(Fast { transport: edge::transport(config)?, clock, seen: Log::default() })
    }
}

impl Host for Fast {
    fn now(&self) -> Now {
        let passed = u64::try_from((self.clock.began.elapsed() * self.clock.scale).as_millis()).unwrap_or_default();
        Now { mono_ms: passed, unix_ms: self.clock.unix_ms + passed }
    }

    fn seed(&self) -> u64 {
        edge::seed()
    }

    async fn send(&mut self, sending: Sending) -> Input {
        let sending = Sending { timeout: None, ..sending };
        match edge::fetch(self.transport.as_ref(), &sending).await {
            Ok(fetched) => {
                self.seen.borrow_mut().push(Seen { second: self.clock.seconds(), status: fetched.status });
                let body = match fetched.body {
                    Came::Whole { bytes, .. } => {
                        Received::Kept(reply::kept(&bytes, &Json::from_body(&bytes), sending.find.as_ref()))
                    }
                    Came::TooLarge(bytes) => Received::Kept(Kept::too_large(bytes)),
                    Came::Beginning(text) => Received::Text(text.into()),
                };
                Input::Responded(Responded { status: fetched.status, headers: fetched.headers, body })
            }
            Err(failure) => Input::Failed(failure),
        }
    }

    async fn wait(&mut self, waiting: Waiting) {
        tokio::time::sleep(waiting.at_most / self.clock.scale).await;
    }

    async fn bearer(&mut self, _: Asking) -> Input {
        none()
    }

    async fn sign(&mut self, _: Signing) -> Input {
        none()
    }
}

fn none() -> Input {
    Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, "it has an API token"))
}
