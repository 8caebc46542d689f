//! A call as a state machine: takes an input, returns a step.

mod events;
mod fleet;
mod token;

use crate::auth::token_lease::{Token, TokenNeed};
use crate::auth::{self, DpopProof, PendingSignature};
use crate::config::redact::Redactor;
use crate::engine::client_credentials::ClientCredentialsGrant;
use crate::engine::retry::{self, Limits, RetryDecision, RetryState};
use crate::engine::step::{Input, Outcome, Step};
use crate::error::ErrorKind;
use crate::fleet::membership::FleetChange;
use crate::io::{BodyPointers, BodyPolicy, Failure, FailureKind, Now, Reason, ReceivedResponse, SendRequest, Wait};
use crate::operation::safety::{self, AttemptResult};
use crate::operation::{Paging, Security};
use crate::rate_limit::counter::Admission;
use crate::rate_limit::ledger::Completion;
use crate::response::failure::millis;
use crate::response::failure::{self, TimeBudget};
use crate::response::{Classifier, Response};
use crate::rng::SplitMix64;
use crate::{
    Arguments, CallId, Error, HttpRequest, Method, Operation, Options, Phase, RateLimit, Secret, Session, request, text,
};
use std::sync::Arc;
use std::time::Duration;

/// One call of an operation. Never blocks, never panics, reads no clock.
#[derive(Debug)]
pub struct Call {
    session: Session,
    id: CallId,
    operation: Arc<Operation>,
    request: Arc<HttpRequest>,
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    limits: Limits,
    state: State,
    began_ms: u64,
    now: Now,
    rng: SplitMix64,
    retries: RetryState,
    attempts: u32,
    /// True if a request got beyond the connection.
    sent: bool,
    /// True if an earlier attempt may have been carried out.
    may_be_done: bool,
    /// Request ID of the first response.
    first_id: Option<String>,
    /// The error that led to the current retry.
    failure: Option<Error>,
    /// The access token in use.
    token: Option<Token>,
    /// The DPoP proof of this attempt.
    proof: Option<Secret<String>>,
    /// True if a nonce was requested before.
    nonce_requested: bool,
    /// True if a second token was requested before.
    token_renewed: bool,
    /// The calls whose callbacks this call was made in.
    within: Arc<[CallId]>,
    /// What the last reply of the fleet changed, for an event.
    fleet_change: Option<FleetChange>,
    /// Until when pacing holds the request back, as the last event told.
    held_until_ms: Option<u64>,
}

#[derive(Debug)]
enum State {
    /// Not started.
    New,
    /// Waiting for the token callback.
    WaitingForCallback(TimeBudget),
    /// Waiting for a token that another call requests.
    WaitingForToken(TokenNeed),
    /// Held back by pacing.
    Held,
    /// Asking the fleet for more of a rate limit.
    AskingFleet,
    /// Asking the fleet for more concurrent requests.
    AskingFleetForSlot,
    /// Asking the fleet for a token, on behalf of all calls that wait.
    AskingFleetForToken(TokenNeed),
    /// Sharing a new token with the fleet.
    SharingToken,
    /// Giving back to the fleet what no call needs now, after this response.
    GivingBack(Box<Response>),
    /// Letting another member of the fleet ask for a token; then it fails with this.
    GivingUpToken(Error),
    /// Requesting a token at the token endpoint.
    RequestingToken(Box<ClientCredentialsGrant>),
    /// Waiting for the signature of a DPoP proof.
    SigningProof(Box<PendingSignature>, TimeBudget),
    /// A request is in flight.
    InFlight(TimeBudget),
    /// Waiting until the next attempt.
    Pausing { until_ms: u64, reason: Reason },
    /// Over.
    Done(Outcome),
}

impl Session {
    /// Starts a call of an operation.
    ///
    /// # Errors
    /// Of kind InvalidArgument if an argument cannot be sent. Nothing is sent then.
    pub fn call(&self, operation: &Arc<Operation>, arguments: &Arguments, options: &Options) -> Result<Call, Error> {
        let request = request::first(self.config(), operation, arguments, options)?;
        Ok(Call::new(self.clone(), Arc::clone(operation), request, options))
    }

    /// Starts a call to a URL that the org gave, such as a next link.
    pub(crate) fn call_to(
        &self,
        operation: &Arc<Operation>,
        arguments: &Arguments,
        options: &Options,
        target: &str,
    ) -> Result<Call, Error> {
        let request = request::to_target(self.config(), operation, arguments, options, target)?;
        Ok(Call::new(self.clone(), Arc::clone(operation), request, options))
    }
}

impl Call {
    pub(crate) fn new(session: Session, operation: Arc<Operation>, request: HttpRequest, options: &Options) -> Call {
        let config = session.config();
        let some = |limit: Option<Duration>| limit.filter(|limit| !limit.is_zero());
        Call {
            id: session.next_call_id(),
            timeout: some(options.timeout.or(config.request_timeout)),
            deadline: some(options.deadline.or(config.deadline)),
            limits: Limits {
                max_retries: options.max_retries.unwrap_or(config.max_retries),
                max_wait_ms: millis(config.max_wait),
                deadline_ms: None,
            },
            session,
            operation,
            request: Arc::new(request),
            state: State::New,
            began_ms: 0,
            now: Now::default(),
            rng: SplitMix64(0),
            retries: RetryState::default(),
            attempts: 0,
            sent: false,
            may_be_done: false,
            first_id: None,
            failure: None,
            token: None,
            proof: None,
            nonce_requested: false,
            token_renewed: false,
            within: Arc::default(),
            fleet_change: None,
            held_until_ms: None,
        }
    }

    /// The call's ID in its session.
    pub fn id(&self) -> CallId {
        self.id
    }

    /// The session of the call.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The operation that is called.
    pub fn operation(&self) -> &Arc<Operation> {
        &self.operation
    }

    /// Marks the call as made inside callbacks (bearer, signer, transport, listener) of these calls of the same session. If it
    /// needs the token that one of them is to provide, it fails instead of waiting for itself forever.
    pub fn within(&mut self, outer: &[CallId]) {
        if !outer.is_empty() {
            self.within = outer.into();
        }
    }

    /// Path and query string of the request.
    pub(crate) fn target(&self) -> &str {
        let origin = self.session.config().org_url.of(&self.operation);
        self.request.url.get(origin.as_str().len()..).unwrap_or_default()
    }

    /// The number of requests sent so far.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Takes an input and returns the next step. The first input is [`Input::Started`]; after [`Step::Done`] every input returns the
    /// same step.
    pub fn step(&mut self, input: Input, now: Now) -> Step {
        // A clock that goes backwards is the host's bug; the call must not suffer from it.
        self.now = Now { mono_ms: now.mono_ms.max(self.now.mono_ms), unix_ms: now.unix_ms };
        match self.session.listener() {
            Some(listener) => self.step_with_events(&listener, input),
            None => self.advance(input),
        }
    }

    fn advance(&mut self, input: Input) -> Step {
        match (&self.state, input) {
            (State::Done(outcome), _) => Step::Done(outcome.clone()),
            (_, Input::Cancelled) => self.abandon(ErrorKind::Cancelled, "cancelled by the caller".to_owned()),
            (State::New, Input::Started { seed }) => self.begin(seed),
            (State::WaitingForCallback(_), Input::Bearer(token)) => self.token_from_callback(&token),
            (State::WaitingForCallback(budget), Input::Failed(failure)) => self.callback_failed(*budget, failure),
            (State::WaitingForToken(need), Input::Woke) => self.get_token(need.clone()),
            (State::Held, Input::Woke) => self.send(),
            (
                State::AskingFleet
                | State::AskingFleetForSlot
                | State::AskingFleetForToken(_)
                | State::SharingToken
                | State::GivingUpToken(_)
                | State::GivingBack(_),
                input @ (Input::Stored(_) | Input::Failed(_)),
            ) if cfg!(feature = "fleet") => self.fleet_replied(input),
            (State::RequestingToken(grant), input) if grant.takes(&input) => self.request_token(Some(input)),
            (State::SigningProof(sign, _), Input::Signed(signature)) => match sign.signed(&signature) {
                Ok(proof) => self.send_now(Some(proof)),
                Err(error) => self.done(Err(error)),
            },
            (State::SigningProof(_, budget), Input::Failed(failure)) => {
                let error = failure::signer_error(&self.redactor(), *budget, failure);
                self.done(Err(error))
            }
            (State::InFlight(_), Input::Responded(responded)) => self.on_response(responded),
            (State::InFlight(budget), Input::Failed(failure)) => self.on_failure(*budget, failure),
            (State::Pausing { until_ms, reason }, Input::Woke) => self.pause(*until_ms, *reason),
            (state, input) => {
                let (given, due) = (input.name(), state.awaits());
                let what = format!("the host handed in {given} where {due} was expected: this is a bug in the host");
                self.abandon(ErrorKind::Transport, what)
            }
        }
    }

    /// Ends without a response, perhaps while a request is in flight.
    fn abandon(&mut self, kind: ErrorKind, mut what: String) -> Step {
        self.sent |= matches!(self.state, State::InFlight(_));
        if self.sent && !self.operation.idempotent {
            what.push_str(failure::MAY_BE_DONE);
        }
        self.done(Err(Error::new(kind, what)))
    }

    fn begin(&mut self, seed: u64) -> Step {
        self.began_ms = self.now.mono_ms;
        self.rng = SplitMix64(seed);
        self.limits.deadline_ms = self.deadline.map(|limit| self.began_ms.saturating_add(millis(limit)));
        if self.session.config().credential.is_renewed() && self.operation.security != Security::None {
            self.get_token(self.session.token_need(None, &self.within))
        } else {
            self.send()
        }
    }

    /// Sends the request, or waits until pacing admits it.
    fn send(&mut self) -> Step {
        if self.is_late() {
            let held = matches!(self.state, State::Held);
            return self.deadline_passed(if held { "the rate limit held it back" } else { "it waited" });
        }
        let paused = matches!(self.state, State::Pausing { reason: Reason::RateLimit, .. });
        match self.session.ask(self.id, &self.operation, paused, self.now) {
            Admission::Go => self.prove_and_send(),
            Admission::Ask(request) => {
                self.state = State::AskingFleet;
                Step::Store(request)
            }
            Admission::AskSlots(request) => {
                self.state = State::AskingFleetForSlot;
                Step::Store(request)
            }
            Admission::Wait { sure_ms, rate, .. } if !self.has_left(sure_ms) => self.fail_before_waiting(sure_ms, rate),
            Admission::Wait { left_ms, reason, .. } => {
                self.state = State::Held;
                let most_ms = self.left_ms().unwrap_or(self.limits.max_wait_ms).min(self.limits.max_wait_ms);
                self.wait(left_ms.min(most_ms).max(1), reason)
            }
        }
    }

    /// Waiting would pass the deadline: fails with the error that led to the retry, or with this.
    fn fail_before_waiting(&mut self, sure_ms: u64, rate: RateLimit) -> Step {
        let wait = text::time(Duration::from_millis(sure_ms));
        let deadline = text::time(self.deadline.unwrap_or_default());
        let what = || {
            let what = format!(
                "not sent: the rate limit is exhausted for the next {wait}, which is more than the deadline of \
                 {deadline} leaves: wait, or give it a longer deadline"
            );
            Error::new(ErrorKind::RateLimited, what).with(|details| details.rate = rate)
        };
        let error = self.failure.take().unwrap_or_else(what);
        self.done(Err(error.with(|fault| fault.retry_after = Some(Duration::from_millis(sure_ms)))))
    }

    /// Sends the request, with a DPoP proof if the token is bound to a key.
    fn prove_and_send(&mut self) -> Step {
        let bound = self.session.config().oauth.dpop;
        let Some(token) = self.token.as_ref().filter(|_| bound) else { return self.send_now(None) };
        let id = auth::id(&mut self.rng);
        let method = self.operation.method.as_str();
        let proof = DpopProof { method, url: &self.request.url, token: Some(token.open()), id };
        let budget = self.time_budget(self.timeout);
        match self.session.proof(&proof, self.now, budget.timeout) {
            Ok(sign) => {
                let step = Step::Sign(sign.step.clone());
                self.state = State::SigningProof(Box::new(sign), budget);
                step
            }
            Err(error) => self.done(Err(error)),
        }
    }

    fn send_now(&mut self, proof: Option<Secret<String>>) -> Step {
        if self.is_late() {
            return self.deadline_passed("its proof was signed");
        }
        self.proof = proof;
        let budget = self.time_budget(self.timeout);
        self.attempts += 1;
        self.state = State::InFlight(budget);
        let repeat = (self.retries.count, self.first_id.as_deref());
        request::ready(&mut self.request, self.session.config(), self.token.as_ref(), self.proof.as_ref(), repeat);
        let pointers = match self.operation.paging {
            Paging::Body { next, items } => Some(BodyPointers { next: next.to_owned(), items: format!("/{items}") }),
            Paging::None | Paging::Link | Paging::Poll => None,
        };
        Step::Send(SendRequest {
            request: Arc::clone(&self.request),
            timeout: budget.timeout,
            body_policy: BodyPolicy::Keep,
            pointers,
            max_body: self.session.config().max_body,
        })
    }

    fn on_response(&mut self, responded: ReceivedResponse) -> Step {
        self.sent = true;
        let (status, headers) = (responded.status, responded.headers.clone());
        self.session.completed(self.id, Completion::Answered { status, headers: &headers }, self.now);
        self.session.observe(&headers, self.now);
        let error = match self.classified(responded) {
            Ok(answer) => return self.give_back_and_end(answer),
            Err(error) => error,
        };
        if self.first_id.is_none() {
            self.first_id = headers.request_id().filter(|id| text::fits_header(id)).map(str::to_owned);
        }
        let wants_nonce =
            self.proof.is_some() && matches!(status, 400 | 401) && auth::wants_nonce(&headers, error.code());
        match (status, &self.token) {
            _ if wants_nonce && !self.nonce_requested => {
                self.nonce_requested = true;
                self.send()
            }
            _ if wants_nonce => self.done(Err(auth::nonce_refused(error))),
            (401, Some(token)) if !self.token_renewed && !self.is_late() => {
                self.token_renewed = true;
                let need = self.session.token_need(Some(token.clone()), &self.within);
                self.get_token(need)
            }
            (404, _) if self.may_be_done && self.operation.method == Method::Delete => {
                self.done(Ok(Response::deleted(status, headers)))
            }
            _ => self.retry_or_fail(error, AttemptResult::Answered { status, headers: &headers }),
        }
    }

    fn on_failure(&mut self, budget: TimeBudget, failure: Failure) -> Step {
        let phase = failure.phase;
        let budget = budget.until(phase, self.session.config().connect_timeout);
        let completion = if phase == Phase::Connect { Completion::Unsent } else { Completion::Lost };
        self.session.completed(self.id, completion, self.now);
        self.sent |= phase != Phase::Connect;
        let last = failure.kind == FailureKind::TimedOut && budget.deadline.is_some();
        let error = failure::request_error(self.session.config(), &self.redactor(), &self.operation, budget, failure);
        if last { self.done(Err(error)) } else { self.retry_or_fail(error, AttemptResult::Broken { phase }) }
    }

    /// Retries after a pause, or ends with the error.
    fn retry_or_fail(&mut self, error: Error, result: AttemptResult<'_>) -> Step {
        let error = retry::with_retry_after(error, result, self.now);
        self.retries.random = self.rng.next();
        match retry::decide(&self.operation, result, self.retries, self.limits, self.now) {
            RetryDecision::Stop => self.done(Err(error)),
            RetryDecision::Retry { after_ms, reason, backoff_ms } => {
                self.may_be_done |= safety::may_be_done(result);
                self.retries.count += 1;
                self.retries.last_backoff_ms = backoff_ms;
                self.failure = Some(error);
                self.pause(self.now.mono_ms.saturating_add(after_ms), reason)
            }
        }
    }

    /// Waits until this time, then sends.
    fn pause(&mut self, until_ms: u64, reason: Reason) -> Step {
        match until_ms.saturating_sub(self.now.mono_ms) {
            0 => self.send(),
            left_ms => {
                self.state = State::Pausing { until_ms, reason };
                self.wait(left_ms, reason)
            }
        }
    }

    fn wait(&self, at_most_ms: u64, reason: Reason) -> Step {
        Step::Wait(Wait { call_id: self.id, at_most: Duration::from_millis(at_most_ms), reason })
    }

    fn left_ms(&self) -> Option<u64> {
        self.limits.deadline_ms.map(|deadline| deadline.saturating_sub(self.now.mono_ms))
    }

    /// True if more time than this is left.
    fn has_left(&self, wait_ms: u64) -> bool {
        self.left_ms().is_none_or(|left| wait_ms < left)
    }

    /// What is left of the deadline, or the limit if that is shorter.
    fn time_budget(&self, limit: Option<Duration>) -> TimeBudget {
        TimeBudget::of(limit, self.deadline, self.left_ms())
    }

    fn is_late(&self) -> bool {
        self.limits.deadline_ms.is_some_and(|deadline| self.now.mono_ms >= deadline)
    }

    fn deadline_passed(&mut self, doing: &str) -> Step {
        let deadline = self.deadline.unwrap_or_default();
        let what = format!("the deadline of {} passed while {doing}", text::time(deadline));
        self.done(Err(Error::new(ErrorKind::Timeout, what)))
    }

    fn classified(&self, responded: ReceivedResponse) -> Outcome {
        Classifier { config: self.session.config(), redactor: &self.redactor(), operation: &self.operation }
            .classify(responded)
    }

    fn redactor(&self) -> Redactor<'_> {
        let token = self.token.as_ref().map(|token| token.open().as_ref());
        Redactor::new(self.session.config(), [token, self.proof.as_ref().map(|proof| proof.open().as_str())])
    }

    fn done(&mut self, outcome: Outcome) -> Step {
        let outcome = outcome.map_err(|error| {
            error.with(|details| {
                details.operation = Some(Arc::clone(&self.operation));
                details.attempts = self.attempts;
                details.sent = self.sent;
                details.elapsed = Duration::from_millis(self.now.mono_ms.saturating_sub(self.began_ms));
            })
        });
        self.session.finish(self.id);
        self.state = State::Done(outcome.clone());
        Step::Done(outcome)
    }
}

impl State {
    /// The inputs that fit the state.
    fn awaits(&self) -> &'static str {
        match self {
            State::New => "Started",
            State::WaitingForCallback(_) => "Bearer or Failed",
            State::RequestingToken(grant) => grant.awaits(),
            State::SigningProof(..) => "Signed or Failed",
            State::WaitingForToken(_) | State::Held | State::Pausing { .. } => "Woke",
            State::InFlight(_) => "Responded or Failed",
            State::AskingFleet
            | State::AskingFleetForSlot
            | State::AskingFleetForToken(_)
            | State::SharingToken
            | State::GivingUpToken(_)
            | State::GivingBack(_) => "Stored or Failed",
            State::Done(_) => "nothing",
        }
    }
}

/// Releases what the call holds.
impl Drop for Call {
    fn drop(&mut self) {
        self.session.finish(self.id);
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::engine::session::tests::config;
    use crate::io::{BodyKind, BodySummary, ReceivedBody};
    use crate::operation::table::tests::row_of;
    use crate::{Arguments, Headers};

    const NOW: Now = Now { mono_ms: 1000, unix_ms: 0 };

    fn call(operation: &str, arguments: Arguments) -> Call {
        let once = Options { max_retries: Some(0), ..Options::default() };
        Session::new(config()).call(&row_of(operation), &arguments, &once).unwrap()
    }

    fn get_user() -> Call {
        call("getUser", Arguments::new().path("id", "00u1"))
    }

    pub(crate) fn responded(status: u16, kind: BodyKind) -> Input {
        let body = match status {
            200..=299 => ReceivedBody::Kept(BodySummary { bytes: 2, kind, next: None, count: None }),
            _ => ReceivedBody::Text(b"{}"[..].into()),
        };
        Input::Responded(ReceivedResponse { status, headers: Headers::new(), body })
    }

    fn error(step: Step) -> Error {
        match step {
            Step::Done(Err(error)) => error,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_cancelled_call_is_cancelled_at_any_time() {
        let mut call = get_user();
        let _ = call.step(Input::Started { seed: 1 }, NOW);
        assert!(error(call.step(Input::Cancelled, NOW)).is_cancelled());
        assert!(error(get_user().step(Input::Cancelled, NOW)).is_cancelled());
    }
}
