//! What all calls of a client share.

use crate::auth::token_lease::{Desk, Kept, Need, Token, Turn};
use crate::auth::{self, Proof, Sign};
use crate::config::redact::Mask;
use crate::engine::event::{Event, Listener};
use crate::engine::waiters::{Line, Waiters};
use crate::io::{Now, SigningKey, Ticket};
use crate::rate_limit::counter::Place;
use crate::rate_limit::ledger::{Bucket, Landing, Ledger};
use crate::rate_limit::org_clock::Skew;
use crate::{Config, Error, ErrorKind, Headers, Operation, PublicKey};
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// The shared part of all calls to an org: cheap to clone, safe to share. Nothing of a single call is kept in it but its
/// place among those that wait.
#[derive(Clone)]
pub struct Session(Arc<Shared>);

struct Shared {
    config: Config,
    tickets: AtomicU64,
    state: Mutex<State>,
}

/// What changes. Each part is bounded by the calls that are alive, or by a number of its own: a session that runs for ever
/// does not grow.
#[derive(Default)]
pub(crate) struct State {
    /// One entry for each call that waits, until it goes on or ends.
    pub(crate) waiters: Waiters,
    /// One lease, and the last token or failure.
    desk: Desk,
    /// One entry for each call that waits or sends, one for each operation used, and a fixed number for other paths.
    ledger: Ledger,
    /// One.
    listener: Option<Listener>,
    /// True once a listener knows the warnings of the configuration.
    warned: bool,
    /// Two numbers.
    skew: Skew,
    /// The key to which tokens are bound, and the newest nonce for its proofs: one of each.
    proof_key: Option<PublicKey>,
    nonce: Option<String>,
}

impl Session {
    /// A session with this configuration.
    pub fn new(config: Config) -> Session {
        Session(Arc::new(Shared { config, tickets: AtomicU64::new(1), state: Mutex::default() }))
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Registers what wakes waiting calls by their tickets, for hosts whose pauses a [`Woken`] cannot end. It is called
    /// while nothing is locked, must not fail, and must not hold this session.
    pub fn on_wake(&self, wake: impl Fn(Ticket) + Send + Sync + 'static) {
        self.locked().waiters.set_wake(Arc::new(wake));
    }

    /// Tells of the key that signs proofs, [`crate::io::SigningKey::Proof`]: one that the host has made for this session,
    /// before the first call. Needed where [`crate::config::OAuth::dpop`] is set.
    pub fn set_proof_key(&self, key: PublicKey) {
        self.locked().proof_key = Some(key);
    }

    /// Registers who hears what happens in the calls, in the place of who did before. It is called in the middle of a step,
    /// while nothing is locked: it should be brief, and must not hold this session.
    pub fn on_event(&self, listen: impl Fn(&Event) + Send + Sync + 'static) {
        let before = self.locked().listener.replace(Arc::new(listen));
        // Not under the lock: what goes with it is the caller's own.
        drop(before);
    }

    /// Ready when this call's pause is over before its time.
    pub fn woken(&self, ticket: Ticket) -> Woken {
        Woken::new(self.clone(), ticket)
    }

    /// Tells that a call is over, however it ended: what it held goes to those who wait. Done by [`crate::engine::step::Step::Done`]
    /// and by dropping the call too; twice is harmless.
    pub fn finish(&self, ticket: Ticket) {
        let mut state = self.locked();
        state.waiters.leave(ticket);
        let mut next = state.ledger.leave(self.config(), ticket);
        if state.desk.release(ticket) {
            next.extend(state.waiters.first());
        }
        let over = state.spent_failure();
        wake(state, next);
        drop(over);
    }

    /// What is known of the org's rate limits, by name.
    pub fn rates(&self) -> Vec<Bucket> {
        self.locked().ledger.rates()
    }

    pub(crate) fn ticket(&self) -> Ticket {
        Ticket(self.0.tickets.fetch_add(1, Ordering::Relaxed))
    }

    /// A proof that this request comes from who has the token.
    pub(crate) fn proof(&self, proof: &Proof<'_>, now: Now, timeout: Option<Duration>) -> Result<Sign, Error> {
        let (key, nonce) = self.proof_key();
        let Some(key) = key else {
            let what = "OKTA_CLIENT_DPOPENABLED: this package has made no key for proofs: set it to false";
            return Err(Error::new(ErrorKind::Config, what));
        };
        let unsigned = proof.unsigned(&key, nonce.as_deref(), self.unix_s(now));
        Ok(Sign::new(SigningKey::Proof, key.algorithm(), unsigned, timeout))
    }

    pub(crate) fn need(&self, refused: Option<Token>, within: &Arc<[Ticket]>) -> Need {
        self.locked().desk.need(refused, within)
    }

    /// Where a call stands that needs a token.
    pub(crate) fn turn(&self, ticket: Ticket, need: &Need, now_ms: u64, limit_ms: Option<u64>) -> Turn {
        let mut state = self.locked();
        let turn = state.desk.turn(ticket, need, now_ms, limit_ms);
        match turn {
            Turn::Wait { .. } => state.waiters.enter(ticket, Line::Token),
            Turn::Ask | Turn::Take(_) => state.waiters.leave(ticket),
        }
        let over = state.spent_failure();
        drop(state);
        drop(over);
        turn
    }

    /// Gives an answer to all who wait for it.
    pub(crate) fn settle(&self, ticket: Ticket, answer: Result<Token, Error>, kept: Option<Kept>) {
        let mut state = self.locked();
        let before = state.desk.settle(ticket, answer, kept);
        let next = if before.is_some() { state.waiters.all() } else { Vec::new() };
        let over = state.spent_failure();
        wake(state, next);
        drop((before, over));
    }

    /// Where a call stands that wants to send; `paused` where it has waited for the reset that its refusal told.
    pub(crate) fn ask(&self, ticket: Ticket, operation: &Operation, paused: bool, now: Now) -> Place {
        let mut state = self.locked();
        let place = state.ledger.ask(self.config(), ticket, operation, paused, now);
        match place {
            Place::Wait { .. } => state.waiters.enter(ticket, Line::Pace),
            Place::Go => state.waiters.leave(ticket),
        }
        place
    }

    /// A request is over.
    pub(crate) fn landed(&self, ticket: Ticket, landing: Landing<'_>, now: Now) {
        let mut state = self.locked();
        let next = state.ledger.landed(self.config(), ticket, landing, now);
        wake(state, next);
    }

    /// The token that is still good although its renewal failed.
    pub(crate) fn still_good(&self, ticket: Ticket, now: Now) -> Option<Token> {
        self.locked().desk.still_good(ticket, now.mono_ms)
    }

    /// Tells until when nobody but this call needs to ask for a token.
    pub(crate) fn hold(&self, ticket: Ticket, until_ms: Option<u64>) {
        self.locked().desk.hold(ticket, until_ms);
    }

    /// Takes what any answer tells of the org: its time, and a nonce.
    pub(crate) fn hear(&self, headers: &Headers, now: Now) {
        let mut state = self.locked();
        state.skew.hear(headers, now);
        if let Some(nonce) = auth::nonce(headers) {
            state.nonce = Some(nonce.to_owned());
        }
    }

    /// Seconds of the Unix epoch by the org's clock, for what is signed.
    pub(crate) fn unix_s(&self, now: Now) -> u64 {
        self.locked().skew.unix_s(now)
    }

    /// The key that signs proofs, and the newest nonce.
    pub(crate) fn proof_key(&self) -> (Option<PublicKey>, Option<String>) {
        let state = self.locked();
        (state.proof_key.clone(), state.nonce.clone())
    }

    /// `text` without the secrets of the session.
    pub(crate) fn masked(&self, text: &str) -> String {
        let token = self.locked().desk.last();
        Mask::new(self.config(), [token.as_ref().map(|token| token.open().as_ref()), None]).text(text)
    }

    /// What a listener is to be told before all else, the first time.
    pub(crate) fn warnings(&self) -> &[String] {
        let warned = std::mem::replace(&mut self.locked().warned, true);
        if warned { &[] } else { self.config().warnings() }
    }

    pub(crate) fn listener(&self) -> Option<Listener> {
        self.locked().listener.clone()
    }

    pub(crate) fn locked(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The failure to give a token that nobody waits for any more; to be dropped once nothing is locked, for it may hold what
    /// the caller's own code has thrown.
    fn spent_failure(&mut self) -> Option<Result<Token, Error>> {
        let spent = self.desk.has_failed() && self.waiters.first().is_none();
        if spent { self.desk.forget_failure() } else { None }
    }
}

/// Wakes calls once nothing is locked: what is woken may come back at once.
fn wake(mut state: MutexGuard<'_, State>, next: Vec<Ticket>) {
    if !next.is_empty() {
        let alarm = state.waiters.call(next);
        drop(state);
        alarm.ring();
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Session").field(self.config()).finish()
    }
}

/// Ready when its session wakes its ticket; never ready for a pause that nobody can end early.
#[derive(Debug)]
pub struct Woken {
    session: Session,
    ticket: Ticket,
}

impl Woken {
    pub(crate) fn new(session: Session, ticket: Ticket) -> Woken {
        Woken { session, ticket }
    }
}

impl Future for Woken {
    type Output = ();
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        self.session.locked().waiters.poll(self.ticket, task.waker())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::config::{Key, Origin, RawConfig};
    use crate::operation::table::tests::row_of;
    use crate::{Arguments, Options};

    pub(crate) fn raw() -> RawConfig {
        let mut raw = RawConfig::new();
        raw.put(Key::OrgUrl, "https://example.okta.com", Origin::Code);
        raw.put(Key::Token, "00token0123456789", Origin::Code);
        raw
    }

    pub(crate) fn config() -> Config {
        raw().resolve().unwrap()
    }

    #[test]
    fn bad_arguments_fail_before_any_step() {
        let session = Session::new(config());
        let arguments = Arguments::new().path("id", "..");
        let error = session.call(&row_of("getUser"), &arguments, &Options::default()).unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::InvalidArgument, Some("getUser")));
        assert!(!error.may_have_been_sent());
    }

    #[test]
    fn it_is_shared_between_threads() {
        fn shared<T: Send + Sync + Clone>() {}
        shared::<Session>();
        assert!(!format!("{:?}", Session::new(config())).contains("00token"));
    }
}
