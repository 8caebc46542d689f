//! What the calls of one client share: settings, rate limits, tokens, and who waits for whom.

use crate::auth::token_lease::{Token, TokenDecision, TokenLifetime, TokenNeed, TokenStore};
use crate::auth::token_response::GrantedToken;
use crate::auth::{self, DpopProof, PendingSignature};
use crate::config::Key;
use crate::config::redact::Redactor;
use crate::engine::event::{Event, Listener};
use crate::engine::waiters::{WaitKind, Waiters};
use crate::fleet::lease::LeaseReply;
use crate::fleet::membership::{FleetChange, Membership};
use crate::fleet::slots::SlotsReply;
use crate::fleet::{StoreReply, StoreRequest, UNREADABLE, token};
use crate::io::{CallId, Now, SigningKey};
use crate::rate_limit::counter::Admission;
use crate::rate_limit::ledger::{Completion, Ledger, RateLimitStatus};
use crate::rate_limit::org_clock::ClockSkew;
use crate::{Config, Error, Headers, Operation, PublicKey};
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// The state that all calls to an org share. Cheap to clone, safe to share between threads.
#[derive(Clone)]
pub struct Session(Arc<Shared>);

struct Shared {
    config: Config,
    call_ids: AtomicU64,
    state: Mutex<State>,
}

/// The mutable part. Each field is bounded by the number of live calls or by a constant: a long-lived session does not grow.
#[derive(Default)]
pub(crate) struct State {
    /// One entry for each call that waits.
    pub(crate) waiters: Waiters,
    /// One lease, and the last token or failure.
    tokens: TokenStore,
    /// One entry for each call that waits or sends, one for each operation in use, and a fixed number for custom paths.
    ledger: Ledger,
    /// `None` outside of a fleet.
    membership: Option<Membership>,
    listener: Option<Listener>,
    /// True once a listener got the warnings of the configuration.
    warned: bool,
    clock_skew: ClockSkew,
    /// The key that tokens are bound to (DPoP).
    proof_key: Option<PublicKey>,
    nonce: Option<String>,
}

impl Session {
    /// Creates a session, which the calls of one client share.
    pub fn new(config: Config) -> Session {
        Session(Arc::new(Shared { config, call_ids: AtomicU64::new(1), state: Mutex::default() }))
    }

    /// The checked settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Registers a callback that wakes waiting calls, for hosts that cannot poll a [`Wakeup`]. It runs while nothing is locked;
    /// it must not fail and must not hold this session.
    pub fn on_wake(&self, wake: impl Fn(CallId) + Send + Sync + 'static) {
        self.locked().waiters.set_wake(Arc::new(wake));
    }

    /// Sets the key that signs DPoP proofs ([`crate::io::SigningKey::Proof`]), made by the host for this session. Required before
    /// the first call if [`crate::config::OAuth::dpop`] is set.
    pub fn set_proof_key(&self, key: PublicKey) {
        self.locked().proof_key = Some(key);
    }

    /// Sets the event listener, replacing the previous one. It runs in the middle of [`crate::Call::step`] while nothing is
    /// locked: keep it short. It must not hold this session.
    pub fn on_event(&self, listen: impl Fn(&Event) + Send + Sync + 'static) {
        let before = self.locked().listener.replace(Arc::new(listen));
        // Dropped without the lock: it may run the caller's code.
        drop(before);
    }

    /// Joins the fleet of [`Config::fleet`]: from now on calls may ask for [`crate::step::Step::Store`]. For hosts that have a store, once
    /// for each session and process; `seed` is random, and tells processes with one name apart.
    #[cfg(feature = "fleet")]
    pub fn join_fleet(&self, seed: u64) {
        let config = self.config();
        if let Some(fleet) = &config.fleet {
            self.locked().membership = Some(Membership::new(config, fleet, seed));
        }
    }

    /// A future that is ready when this call may stop waiting early.
    pub fn woken(&self, call_id: CallId) -> Wakeup {
        Wakeup::new(self.clone(), call_id)
    }

    /// Releases what a call holds: its lease, its place in a queue, its request in flight. [`crate::engine::step::Step::Done`]
    /// and dropping the call do it too; calling it twice is harmless.
    pub fn finish(&self, call_id: CallId) {
        let mut state = self.locked();
        state.waiters.leave(call_id);
        let mut next = state.ledger.leave(self.config(), call_id);
        if joined(&mut state.membership).is_some() {
            next.extend(state.ledger.asked(self.config(), call_id));
        }
        if state.tokens.release(call_id) {
            next.extend(state.waiters.first());
        }
        let over = state.spent_failure();
        wake(state, next);
        drop(over);
    }

    /// The rate limits seen so far, sorted by name.
    pub fn rates(&self) -> Vec<RateLimitStatus> {
        self.locked().ledger.rates()
    }

    pub(crate) fn next_call_id(&self) -> CallId {
        CallId(self.0.call_ids.fetch_add(1, Ordering::Relaxed))
    }

    /// A DPoP proof for one request, to be signed.
    pub(crate) fn proof(
        &self,
        proof: &DpopProof<'_>,
        now: Now,
        timeout: Option<Duration>,
    ) -> Result<PendingSignature, Error> {
        let (key, nonce) = self.proof_key();
        let Some(key) = key else {
            let what = if self.config().makes_proof_key() {
                "this package made no key for DPoP proofs: set it to false"
            } else {
                "the tokens of the bearer callback are bound to the key that they were requested with: give that key as the \
                 DPoP signer, or set this to false"
            };
            return Err(Error::config(format!("{}: {what}", Key::Dpop)));
        };
        let unsigned = proof.unsigned(&key, nonce.as_deref(), self.unix_s(now));
        Ok(PendingSignature::new(SigningKey::Proof, key.algorithm(), unsigned, timeout))
    }

    pub(crate) fn token_need(&self, refused: Option<Token>, within: &Arc<[CallId]>) -> TokenNeed {
        self.locked().tokens.need(refused, within)
    }

    /// Whether a call gets a token, waits for one, or asks for it.
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
            TokenDecision::Request | TokenDecision::Use(_) => state.waiters.leave(call_id),
        }
        let over = state.spent_failure();
        drop(state);
        drop(over);
        decision
    }

    /// Hands a token, or why there is none, to all calls that wait for it.
    pub(crate) fn settle(&self, call_id: CallId, answer: Result<Token, Error>, lifetime: Option<TokenLifetime>) {
        let mut state = self.locked();
        let before = state.tokens.settle(call_id, answer, lifetime);
        let next = if before.is_some() { state.waiters.all() } else { Vec::new() };
        let over = state.spent_failure();
        wake(state, next);
        drop((before, over));
    }

    /// Whether a call may send now. `paused` is true if it has waited for the reset of its own 429.
    pub(crate) fn ask(&self, call_id: CallId, operation: &Operation, paused: bool, now: Now) -> Admission {
        let mut state = self.locked();
        let State { ledger, membership, waiters, .. } = &mut *state;
        let admission = ledger.ask(self.config(), joined(membership), call_id, operation, paused, now);
        match admission {
            Admission::Wait { .. } => waiters.enter(call_id, WaitKind::Pace),
            Admission::Go | Admission::Ask(_) | Admission::AskSlots(_) => waiters.leave(call_id),
        }
        if joined(membership).is_some() && admission == Admission::Go {
            let next = ledger.sent(self.config(), call_id);
            wake(state, next);
        }
        admission
    }

    /// The request to the store of the fleet for the token; `None` if it is not shared, or the store is away.
    pub(crate) fn shared_token(&self, need: &TokenNeed) -> Option<StoreRequest> {
        let mut state = self.locked();
        let membership = reachable(&mut state.membership)?;
        token::get(membership, self.config(), need.refused())
    }

    /// The request to the store of the fleet that shares a new token; `None` if it is not shared, or the store is away.
    pub(crate) fn share_token(&self, granted: &GrantedToken, renews_in_ms: u64) -> Option<StoreRequest> {
        let mut state = self.locked();
        let membership = reachable(&mut state.membership)?;
        token::put(membership, self.config(), granted, renews_in_ms)
    }

    /// The request to the store of the fleet that lets another member ask for a token; `None` if it is not shared, or the store is
    /// away.
    pub(crate) fn give_up_token(&self) -> Option<StoreRequest> {
        let mut state = self.locked();
        let membership = reachable(&mut state.membership)?;
        token::give_up(membership, self.config())
    }

    /// Records that the store of the fleet did not reply to a call.
    pub(crate) fn lost_fleet(&self, call_id: CallId, why: &str, now: Now) -> Option<FleetChange> {
        let mut state = self.locked();
        let State { ledger, membership, .. } = &mut *state;
        let change = joined(membership)?.failed(call_id, why, now.mono_ms);
        let next = ledger.lost_fleet(self.config());
        wake(state, next);
        change
    }

    /// Records what the store of the fleet replied to a call about a rate limit.
    pub(crate) fn leased(&self, call_id: CallId, reply: &StoreReply, now: Now) -> Option<FleetChange> {
        let Some(reply) = LeaseReply::read(reply) else { return self.lost_fleet(call_id, UNREADABLE, now) };
        let mut state = self.locked();
        let State { ledger, membership, .. } = &mut *state;
        let membership = joined(membership)?;
        let change = membership.replied();
        let next = ledger.granted(self.config(), membership, call_id, &reply, now);
        wake(state, next);
        change
    }

    /// After a response: the request to the store of the fleet that gives back what no call needs now.
    pub(crate) fn lease_return(&self, call_id: CallId, operation: &Operation, now: Now) -> Option<StoreRequest> {
        let mut state = self.locked();
        let State { ledger, membership, .. } = &mut *state;
        let membership = reachable(membership)?;
        ledger.lease_return(self.config(), membership, call_id, operation, now)
    }

    /// Records what the store of the fleet replied to a call about concurrent requests.
    pub(crate) fn granted_slots(&self, call_id: CallId, reply: &StoreReply, now: Now) -> Option<FleetChange> {
        let Some(reply) = SlotsReply::read(reply) else { return self.lost_fleet(call_id, UNREADABLE, now) };
        let mut state = self.locked();
        let change = joined(&mut state.membership)?.replied();
        let next = state.ledger.granted_slots(call_id, &reply, now);
        wake(state, next);
        change
    }

    /// Records that a request is over.
    pub(crate) fn completed(&self, call_id: CallId, completion: Completion<'_>, now: Now) {
        let mut state = self.locked();
        let next = state.ledger.completed(self.config(), call_id, completion, now);
        wake(state, next);
    }

    /// The cached token, if it is still valid although its renewal failed.
    pub(crate) fn still_good(&self, call_id: CallId, now: Now) -> Option<Token> {
        self.locked().tokens.still_good(call_id, now.mono_ms)
    }

    /// Sets until when the lease of this call keeps others from asking for a token.
    pub(crate) fn hold(&self, call_id: CallId, until_ms: Option<u64>) {
        self.locked().tokens.hold(call_id, until_ms);
    }

    /// Records the org's time and DPoP nonce from the headers of a response.
    pub(crate) fn observe(&self, headers: &Headers, now: Now) {
        let mut state = self.locked();
        state.clock_skew.observe(headers, now);
        if let Some(nonce) = auth::nonce(headers) {
            state.nonce = Some(nonce.to_owned());
        }
    }

    /// Seconds of the Unix epoch by the org's clock, for JWTs.
    pub(crate) fn unix_s(&self, now: Now) -> u64 {
        self.locked().clock_skew.unix_s(now)
    }

    /// The key that signs DPoP proofs, and the latest nonce.
    pub(crate) fn proof_key(&self) -> (Option<PublicKey>, Option<String>) {
        let state = self.locked();
        (state.proof_key.clone(), state.nonce.clone())
    }

    /// `text` with the secrets of the session masked.
    pub(crate) fn masked(&self, text: &str) -> String {
        let token = self.locked().tokens.last();
        Redactor::new(self.config(), [token.as_ref().map(|token| token.open().as_ref()), None]).text(text)
    }

    /// The warnings of the configuration, once.
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
    /// A failure that no call waits for any more. Drop it without the lock: it may hold an exception of the caller's code.
    fn spent_failure(&mut self) -> Option<Result<Token, Error>> {
        let spent = self.tokens.has_failed() && self.waiters.first().is_none();
        if spent { self.tokens.forget_failure() } else { None }
    }
}

/// The membership in a fleet. Without the feature the compiler sees that there is none, and removes whatever needs one.
fn joined(membership: &mut Option<Membership>) -> Option<&mut Membership> {
    if cfg!(feature = "fleet") { membership.as_mut() } else { None }
}

/// The membership in a fleet, if its store is there.
fn reachable(membership: &mut Option<Membership>) -> Option<&mut Membership> {
    joined(membership).filter(|membership| membership.is_there())
}

/// Wakes calls after unlocking, because a woken call may step at once.
fn wake(mut state: MutexGuard<'_, State>, next: Vec<CallId>) {
    if !next.is_empty() {
        let wakes = state.waiters.wake(next);
        drop(state);
        wakes.wake_all();
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Session").field(self.config()).finish()
    }
}

/// Ready when the session wakes a call. Never ready for a pause that nothing can end early.
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
