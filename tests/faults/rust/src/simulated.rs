//! The engine under a simulated clock: pauses pass at once, requests go to the row's server and carry the time.

use crate::call::{Any, Called};
use crate::outcome::Outcome;
use oktant::transport::Transport;
use oktant::{Error, Json, List, bindings};
use oktant_core::config::{Origin, RawConfig};
use oktant_core::decode::{FromBody, summary};
use oktant_core::drive::{Host, drive};
use oktant_core::io::{Failure, FailureKind, Now, SendRequest, SignRequest, TokenRequest, Wait};
use oktant_core::step::Input;
use oktant_core::{Call, Options, Pager, Phase, Response, Session};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where the server reads the time.
const NOW: &str = "X-Faults-Now";
/// Where it says how long its answer takes; -1 is for ever.
const TAKES: &str = "X-Faults-Takes";

/// A client without a clock.
pub(crate) struct Simulated {
    session: Session,
    keys: bindings::Keys,
    transport: Arc<dyn Transport>,
    clock: Clock,
}

#[derive(Clone)]
struct Clock {
    began_ms: u64,
    elapsed_ms: Arc<AtomicU64>,
}

struct Simulator<'a> {
    simulated: &'a Simulated,
    value: Option<Json>,
}

impl Simulated {
    /// Builds a client from flat settings.
    pub(crate) fn new<'a>(settings: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Simulated, Error> {
        let mut raw = RawConfig::new();
        settings.for_each(|(name, text)| raw.set(name, text, Origin::Code));
        let config = raw.resolve()?;
        let transport = bindings::transport(&config)?;
        let clock = Clock { began_ms: bindings::now().unix_ms, elapsed_ms: Arc::default() };
        let keys = bindings::Keys::new(&config, None, None)?;
        let session = Session::new(config);
        keys.register(&session);
        Ok(Simulated { session, keys, transport, clock })
    }

    /// How much time has passed.
    pub(crate) fn elapsed_ms(&self) -> u64 {
        self.clock.elapsed_ms.load(Ordering::Relaxed)
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, ms: u64) {
        self.clock.elapsed_ms.fetch_add(ms, Ordering::Relaxed);
    }

    /// One call, or all pages of a list.
    pub(crate) async fn act(&self, called: &Called, once: bool, outcome: &mut Outcome) -> Result<(), Error> {
        let options = Options::default();
        if once {
            let call = self.session.call(&called.row, &called.arguments, &options)?;
            outcome.value = Some(self.run(call).await?.1.unwrap_or_default());
            return Ok(());
        }
        let items = outcome.items.insert(Vec::new());
        let mut pager = Pager::new(&self.session, &called.row, called.arguments.clone(), options);
        let mut next = Some(pager.first()?);
        while let Some(call) = next {
            let (answer, value) = self.run(call).await?;
            outcome.pages += 1;
            items.extend(Any::items(value));
            next = pager.next(&answer)?;
        }
        Ok(())
    }

    async fn run(&self, mut call: Call) -> Result<(Response, Option<Json>), Error> {
        let mut host = Simulator { simulated: self, value: None };
        let answer = drive(&mut call, &mut host).await?;
        Ok((answer, host.value))
    }
}

impl Host for Simulator<'_> {
    fn now(&self) -> Now {
        let elapsed = self.simulated.elapsed_ms();
        Now { mono_ms: elapsed, unix_ms: self.simulated.clock.began_ms + elapsed }
    }

    fn seed(&self) -> u64 {
        bindings::seed()
    }

    async fn send(&mut self, mut send: SendRequest) -> Input {
        let mut request = (*send.request).clone();
        request.headers.push((NOW.into(), self.now().unix_ms.to_string()));
        send.request = Arc::new(request);
        let fetched = match bindings::fetch(&*self.simulated.transport, &send).await {
            Ok(fetched) => fetched,
            Err(failure) => return Input::Failed(failure),
        };
        let takes = fetched.headers.get(TAKES).and_then(|takes| takes.parse::<i64>().ok()).unwrap_or_default();
        let takes = u64::try_from(takes).unwrap_or(u64::MAX);
        let limit = send.timeout.map_or(u64::MAX, |limit| u64::try_from(limit.as_millis()).unwrap_or(u64::MAX));
        self.simulated.pass(takes.min(limit));
        if takes > limit {
            return Input::Failed(Failure::new(FailureKind::TimedOut, Phase::Answer, ""));
        }
        Input::Responded(fetched.into_received(|bytes, _| {
            let decoded = Option::<Json>::from_body(&bytes);
            let summary = summary(&bytes, &decoded, send.pointers.as_ref());
            self.value = decoded.value.flatten();
            summary
        }))
    }

    async fn wait(&mut self, wait: Wait) {
        self.simulated.pass(u64::try_from(wait.at_most.as_millis()).unwrap_or(u64::MAX));
    }

    async fn sign(&mut self, request: SignRequest) -> Input {
        self.simulated.keys.sign(request).await
    }

    async fn bearer(&mut self, _asking: TokenRequest) -> Input {
        Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, "there is no callback"))
    }
}

impl fmt::Debug for Simulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.session.config().explain())
    }
}
