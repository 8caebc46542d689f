//! What all calls of a client share.

use crate::auth::token_lease::{Token, TokenDecision, TokenLifetime, TokenNeed, TokenStore};
use crate::auth::{self, DpopProof, PendingSignature};
use crate::config::redact::Redactor;
use crate::engine::event::{Event, Listener};
use crate::engine::waiters::{WaitKind, Waiters};
use crate::io::{CallId, Now, SigningKey};
use crate::rate_limit::counter::Admission;
use crate::rate_limit::ledger::{Completion, Ledger, RateLimitStatus};
use crate::rate_limit::org_clock::ClockSkew;
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
    call_ids: AtomicU64,
    state: Mutex<State>,
}

/// What changes. Each part is bounded by the calls that are alive, or by a number of its own: a session that runs for ever
/// does not grow.
#[derive(Default)]
pub(crate) struct State {
    /// One entry for each call that waits, until it goes on or ends.
    pub(crate) waiters: Waiters,
    /// One lease, and the last token or failure.
    tokens: TokenStore,
    /// One entry for each call that waits or sends, one for each operation used, and a fixed number for other paths.
    ledger: Ledger,
    /// One.
    listener: Option<Listener>,
    /// True once a listener knows the warnings of the configuration.
    warned: bool,
    /// Two numbers.
    clock_skew: ClockSkew,
    /// The key to which tokens are bound, and the newest nonce for its proofs: one of each.
    proof_key: Option<PublicKey>,
    nonce: Option<String>,
}

impl Session {
    /// A session with this configuration.
    pub fn new(config: Config) -> Session {
        Session(Arc::new(Shared { config, call_ids: AtomicU64::new(1), state: Mutex::default() }))
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Registers what wakes waiting calls by their call IDs, for hosts whose pauses a [`Wakeup`] cannot end. It is called
    /// while nothing is locked, must not fail, and must not hold this session.
    pub fn on_wake(&self, wake: impl Fn(CallId) + Send + Sync + 'static) {
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
    pub fn woken(&self, call_id: CallId) -> Wakeup {
        Wakeup::new(self.clone(), call_id)
    }

    /// Tells that a call is over, however it ended: what it held goes to those who wait. Done by [`crate::engine::step::Step::Done`]
    /// and by dropping the call too; twice is harmless.
    pub fn finish(&self, call_id: CallId) {
        let mut state = self.locked();
        state.waiters.leave(call_id);
        let mut next = state.ledger.leave(self.config(), call_id);
        if state.tokens.release(call_id) {
            next.extend(state.waiters.first());
        }
        let over = state.spent_failure();
        wake(state, next);
        drop(over);
    }

    /// What is known of the org's rate limits, by name.
    pub fn rates(&self) -> Vec<RateLimitStatus> {
        self.locked().ledger.rates()
    }

    pub(crate) fn next_call_id(&self) -> CallId {
        CallId(self.0.call_ids.fetch_add(1, Ordering::Relaxed))
    }

    /// A proof that this request comes from who has the token.
    pub(crate) fn proof(
        &self,
        proof: &DpopProof<'_>,
        now: Now,
        timeout: Option<Duration>,
    ) -> Result<PendingSignature, Error> {
        let (key, nonce) = self.proof_key();
        let Some(key) = key else {
            let what = "OKTA_CLIENT_DPOPENABLED: this package has made no key for proofs: set it to false";
            return Err(Error::new(ErrorKind::Config, what));
        };
        let unsigned = proof.unsigned(&key, nonce.as_deref(), self.unix_s(now));
        Ok(PendingSignature::new(SigningKey::Proof, key.algorithm(), unsigned, timeout))
    }

    pub(crate) fn token_need(&self, refused: Option<Token>, within: &Arc<[CallId]>) -> TokenNeed {
        self.locked().tokens.need(refused, within)
    }

    /// Where a call stands that needs a token.
    pub(crate) fn token_decision(
        &self,
        call_id: CallId,
        need: &TokenNeed,
        now_ms: u64,
        limit_ms: Option<u64>,
    ) -> TokenDecision {
        let mut state = self.locked();
        let decision = state.tokens.decide(call_id, need, now_ms, limit_ms);
        match decision {
            TokenDecision::Wait { .. } => state.waiters.enter(call_id, WaitKind::Token),
            TokenDecision::Ask | TokenDecision::Take(_) => state.waiters.leave(call_id),
        }
        let over = state.spent_failure();
        drop(state);
        drop(over);
        decision
    }

    /// Gives an answer to all who wait for it.
    pub(crate) fn settle(&self, call_id: CallId, answer: Result<Token, Error>, lifetime: Option<TokenLifetime>) {
        let mut state = self.locked();
        let before = state.tokens.settle(call_id, answer, lifetime);
        let next = if before.is_some() { state.waiters.all() } else { Vec::new() };
        let over = state.spent_failure();
        wake(state, next);
        drop((before, over));
    }

    /// Where a call stands that wants to send; `paused` where it has waited for the reset that its refusal told.
    pub(crate) fn ask(&self, call_id: CallId, operation: &Operation, paused: bool, now: Now) -> Admission {
        let mut state = self.locked();
        let admission = state.ledger.ask(self.config(), call_id, operation, paused, now);
        match admission {
            Admission::Wait { .. } => state.waiters.enter(call_id, WaitKind::Pace),
            Admission::Go => state.waiters.leave(call_id),
        }
        admission
    }

    /// A request is over.
    pub(crate) fn completed(&self, call_id: CallId, completion: Completion<'_>, now: Now) {
        let mut state = self.locked();
        let next = state.ledger.completed(self.config(), call_id, completion, now);
        wake(state, next);
    }

    /// The token that is still good although its renewal failed.
    pub(crate) fn still_good(&self, call_id: CallId, now: Now) -> Option<Token> {
        self.locked().tokens.still_good(call_id, now.mono_ms)
    }

    /// Tells until when nobody but this call needs to ask for a token.
    pub(crate) fn hold(&self, call_id: CallId, until_ms: Option<u64>) {
        self.locked().tokens.hold(call_id, until_ms);
    }

    /// Takes what any answer tells of the org: its time, and a nonce.
    pub(crate) fn observe(&self, headers: &Headers, now: Now) {
        let mut state = self.locked();
        state.clock_skew.observe(headers, now);
        if let Some(nonce) = auth::nonce(headers) {
            state.nonce = Some(nonce.to_owned());
        }
    }

    /// Seconds of the Unix epoch by the org's clock, for what is signed.
    pub(crate) fn unix_s(&self, now: Now) -> u64 {
        self.locked().clock_skew.unix_s(now)
    }

    /// The key that signs proofs, and the newest nonce.
    pub(crate) fn proof_key(&self) -> (Option<PublicKey>, Option<String>) {
        let state = self.locked();
        (state.proof_key.clone(), state.nonce.clone())
    }

    /// `text` without the secrets of the session.
    pub(crate) fn masked(&self, text: &str) -> String {
        let token = self.locked().tokens.last();
        Redactor::new(self.config(), [token.as_ref().map(|token| token.open().as_ref()), None]).text(text)
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
        let spent = self.tokens.has_failed() && self.waiters.first().is_none();
        if spent { self.tokens.forget_failure() } else { None }
    }
}

/// Wakes calls once nothing is locked: what is woken may come back at once.
fn wake(mut state: MutexGuard<'_, State>, next: Vec<CallId>) {
    if !next.is_empty() {
        let wakes = state.waiters.call(next);
        drop(state);
        wakes.wake_all();
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Session").field(self.config()).finish()
    }
}

/// Ready when its session wakes its call ID; never ready for a pause that nobody can end early.
#[derive(Debug)]
pub struct Wakeup {
    session: Session,
    call_id: CallId,
}

impl Wakeup {
    pub(crate) fn new(session: Session, call_id: CallId) -> Wakeup {
        Wakeup { session, call_id }
    }
}

impl Future for Wakeup {
    type Output = ();
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        self.session.locked().waiters.poll(self.call_id, task.waker())
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
