//! The client credentials grant: how one call gets a token for all that wait.
//!
//! ```text
//! sign the assertion -> [sign the DPoP proof] -> send -> token
//!        ^                                        |
//!        +---- once with a nonce; after a pause --+-> error
//! ```

use crate::auth::jwt::{self, Assertion};
use crate::auth::token_response::{self, GrantedToken};
use crate::auth::{self, DpopProof, PendingSignature};
use crate::config::Profile;
use crate::config::redact::Redactor;
use crate::engine::retry::{self, Limits, RetryDecision, RetryState};
use crate::engine::step::{Input, Step};
use crate::http::percent;
use crate::io::{BodyPolicy, Failure, FailureKind, Now, Reason, ReceivedResponse, SendRequest, SigningKey, Wait};
use crate::operation::safety::AttemptResult;
use crate::response::failure::{self, TimeBudget};
use crate::rng::SplitMix64;
use crate::{CallId, Error, ErrorKind, HttpRequest, Method, Operation, Secret, Session, text};
use std::sync::Arc;
use std::time::Duration;

/// A token request in progress.
#[derive(Debug)]
pub(crate) struct ClientCredentialsGrant {
    url: String,
    stage: Stage,
    retries: RetryState,
    /// True if a nonce was requested before.
    nonce_requested: bool,
    assertion: Option<Secret<String>>,
    proof: Option<Secret<String>>,
}

#[derive(Debug)]
enum Stage {
    New,
    SigningAssertion(PendingSignature, TimeBudget),
    SigningProof(PendingSignature, TimeBudget),
    InFlight(TimeBudget),
    Pausing { until_ms: u64, reason: Reason },
}

/// The call that makes the token request.
pub(crate) struct RequestContext<'a> {
    pub(crate) session: &'a Session,
    pub(crate) call_id: CallId,
    pub(crate) now: Now,
    pub(crate) rng: &'a mut SplitMix64,
    pub(crate) deadline: Option<Duration>,
    pub(crate) deadline_ms: Option<u64>,
}

/// What follows an input.
pub(crate) enum Next {
    /// The host does this step.
    Do(Step),
    /// The org granted a token.
    Got(GrantedToken),
    /// No token. `own` is true if only this call's own time ran out: other calls may ask again.
    Failed { error: Error, own: bool },
}

impl ClientCredentialsGrant {
    pub(crate) fn new(session: &Session) -> ClientCredentialsGrant {
        ClientCredentialsGrant {
            url: format!("{}{}", session.config().org_url, auth::PATH),
            stage: Stage::New,
            retries: RetryState::default(),
            nonce_requested: false,
            assertion: None,
            proof: None,
        }
    }

    /// The inputs that fit the stage.
    pub(crate) fn awaits(&self) -> &'static str {
        match self.stage {
            Stage::New => "nothing",
            Stage::SigningAssertion(..) | Stage::SigningProof(..) => "Signed or Failed",
            Stage::InFlight(_) => "Responded or Failed",
            Stage::Pausing { .. } => "Woke",
        }
    }

    /// True if the input fits the stage.
    pub(crate) fn takes(&self, input: &Input) -> bool {
        match self.stage {
            Stage::New => false,
            Stage::SigningAssertion(..) | Stage::SigningProof(..) => {
                matches!(input, Input::Signed(_) | Input::Failed(_))
            }
            Stage::InFlight(_) => matches!(input, Input::Responded(_) | Input::Failed(_)),
            Stage::Pausing { .. } => matches!(input, Input::Woke),
        }
    }

    /// Starts a request. Each has a new assertion and proof.
    pub(crate) fn begin(&mut self, context: &mut RequestContext<'_>) -> Next {
        let config = context.session.config();
        let (Some(key), Some(client_id)) = (&config.oauth.key, &config.oauth.client_id) else {
            return failed(Error::config("there is no private key: set OKTA_CLIENT_PRIVATEKEY"));
        };
        let assertion = Assertion { client_id, audience: &self.url, id: jwt::id(context.rng) };
        let unsigned = assertion.unsigned(key, context.session.unix_s(context.now));
        let budget = context.budget();
        let sign = PendingSignature::new(SigningKey::Client, key.algorithm(), unsigned, budget.timeout);
        let step = Step::Sign(sign.step.clone());
        self.stage = Stage::SigningAssertion(sign, budget);
        context.extend_lease(0);
        Next::Do(step)
    }

    /// Takes an input from the host.
    pub(crate) fn step(&mut self, input: Input, context: &mut RequestContext<'_>) -> Next {
        match (std::mem::replace(&mut self.stage, Stage::New), input) {
            (Stage::SigningAssertion(sign, _), Input::Signed(signature)) => match sign.signed(&signature) {
                Ok(assertion) => self.prove(assertion, context),
                Err(error) => failed(error),
            },
            (Stage::SigningProof(sign, _), Input::Signed(signature)) => match sign.signed(&signature) {
                Ok(proof) => self.send(Some(proof), context),
                Err(error) => failed(error),
            },
            (Stage::SigningAssertion(_, budget) | Stage::SigningProof(_, budget), Input::Failed(failure)) => {
                let own = is_own(&failure, budget);
                Next::Failed { error: failure::signer_error(&self.redactor(context), budget, failure), own }
            }
            (Stage::InFlight(_), Input::Responded(responded)) => self.on_response(responded, context),
            (Stage::InFlight(budget), Input::Failed(failure)) => self.on_failure(budget, failure, context),
            (Stage::Pausing { until_ms, reason }, _) => self.pause(until_ms, reason, context),
            _ => failed(Error::transport("the token request got an unexpected input")),
        }
    }

    fn prove(&mut self, assertion: Secret<String>, context: &mut RequestContext<'_>) -> Next {
        self.assertion = Some(assertion);
        if !context.session.config().oauth.dpop {
            return self.send(None, context);
        }
        let id = jwt::id(context.rng);
        let proof = DpopProof { method: Method::Post.as_str(), url: &self.url, token: None, id };
        let budget = context.budget();
        match context.session.proof(&proof, context.now, budget.timeout) {
            Ok(sign) => {
                let step = Step::Sign(sign.step.clone());
                self.stage = Stage::SigningProof(sign, budget);
                context.extend_lease(0);
                Next::Do(step)
            }
            Err(error) => failed(error),
        }
    }

    fn send(&mut self, proof: Option<Secret<String>>, context: &mut RequestContext<'_>) -> Next {
        if context.left_ms() == Some(0) {
            return context.deadline_passed();
        }
        self.proof = proof;
        let budget = context.budget();
        let request = Arc::new(self.request(context));
        self.stage = Stage::InFlight(budget);
        context.extend_lease(0);
        let max_body = context.session.config().max_body;
        Next::Do(Step::Send(SendRequest {
            request,
            timeout: budget.timeout,
            body_policy: BodyPolicy::Text,
            pointers: None,
            max_body,
        }))
    }

    fn request(&self, context: &RequestContext<'_>) -> HttpRequest {
        let config = context.session.config();
        let assertion = self.assertion.as_ref().map_or("", |assertion| assertion.open());
        let mut form = String::new();
        for (name, value) in [
            ("grant_type", "client_credentials"),
            ("scope", &text::joined(&config.oauth.scopes, " ")),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion),
        ] {
            percent::pair(&mut form, name, value);
        }
        let mut headers = vec![
            ("Accept".into(), "application/json".to_owned()),
            ("Content-Type".into(), "application/x-www-form-urlencoded".to_owned()),
        ];
        if config.profile == Profile::Native {
            headers.push(("User-Agent".into(), config.user_agent.clone()));
        }
        self.proof.iter().for_each(|proof| headers.push(("DPoP".into(), proof.open().clone())));
        let body = Some(form.into_bytes().into());
        HttpRequest { method: Method::Post, url: self.url.clone(), headers, body }
    }

    fn on_response(&mut self, responded: ReceivedResponse, context: &mut RequestContext<'_>) -> Next {
        let (status, headers) = (responded.status, responded.headers.clone());
        context.session.observe(&headers, context.now);
        let error = match token_response::read(context.session.config(), &self.redactor(context), &self.url, responded)
        {
            Ok(granted) => return Next::Got(granted),
            Err(error) => error,
        };
        let dpop = context.session.config().oauth.dpop;
        if dpop && !self.nonce_requested && auth::wants_nonce(&headers, error.code()) {
            self.nonce_requested = true;
            return self.begin(context);
        }
        self.retry_or_fail(error, AttemptResult::Answered { status, headers: &headers }, context)
    }

    fn on_failure(&mut self, budget: TimeBudget, failure: Failure, context: &mut RequestContext<'_>) -> Next {
        let (own, phase) = (is_own(&failure, budget), failure.phase);
        let config = context.session.config();
        let budget = budget.until(phase, config.connect_timeout);
        let error = failure::request_error(config, &self.redactor(context), &token_operation(), budget, failure);
        let error = error.with(|details| details.message = format!("no token from {}: {}", self.url, details.message));
        if own {
            Next::Failed { error, own }
        } else {
            self.retry_or_fail(error, AttemptResult::Broken { phase }, context)
        }
    }

    /// Retries after a pause, or ends with the error.
    fn retry_or_fail(&mut self, error: Error, result: AttemptResult<'_>, context: &mut RequestContext<'_>) -> Next {
        let config = context.session.config();
        let error = retry::with_retry_after(error, result, context.now);
        self.retries.random = context.rng.next();
        // The limits of the client, not of this call: all calls that wait share the outcome.
        let limits = Limits {
            max_retries: config.max_retries,
            max_wait_ms: failure::millis(config.max_wait),
            deadline_ms: None,
        };
        match retry::decide(&token_operation(), result, self.retries, limits, context.now) {
            RetryDecision::Stop => failed(error),
            RetryDecision::Retry { after_ms, .. } if context.left_ms().is_some_and(|left| after_ms >= left) => {
                Next::Failed { error, own: true }
            }
            RetryDecision::Retry { after_ms, reason, backoff_ms } => {
                self.retries.count += 1;
                self.retries.last_backoff_ms = backoff_ms;
                self.pause(context.now.mono_ms.saturating_add(after_ms), reason, context)
            }
        }
    }

    fn pause(&mut self, until_ms: u64, reason: Reason, context: &mut RequestContext<'_>) -> Next {
        match (until_ms.saturating_sub(context.now.mono_ms), context.left_ms()) {
            (_, Some(0)) => context.deadline_passed(),
            (0, _) => self.begin(context),
            (left_ms, _) => {
                self.stage = Stage::Pausing { until_ms, reason };
                context.extend_lease(left_ms);
                let at_most = Duration::from_millis(left_ms);
                Next::Do(Step::Wait(Wait { call_id: context.call_id, at_most, reason }))
            }
        }
    }

    fn redactor<'a>(&'a self, context: &RequestContext<'a>) -> Redactor<'a> {
        let own = [&self.assertion, &self.proof].map(|secret| secret.as_ref().map(|secret| secret.open().as_str()));
        Redactor::new(context.session.config(), own)
    }
}

impl RequestContext<'_> {
    fn left_ms(&self) -> Option<u64> {
        self.deadline_ms.map(|deadline| deadline.saturating_sub(self.now.mono_ms))
    }

    fn budget(&self) -> TimeBudget {
        TimeBudget::of(self.session.config().request_timeout, self.deadline, self.left_ms())
    }

    /// Extends the lease: a pause, plus the timeout of one request.
    fn extend_lease(&self, pause_ms: u64) {
        let limit = self.session.config().request_timeout;
        let until = limit.map(|limit| self.now.mono_ms.saturating_add(pause_ms).saturating_add(failure::millis(limit)));
        self.session.hold(self.call_id, until);
    }

    fn deadline_passed(&self) -> Next {
        let deadline = text::time(self.deadline.unwrap_or_default());
        let error =
            Error::new(ErrorKind::Timeout, format!("the deadline of {deadline} passed while it asked for a token"));
        Next::Failed { error, own: true }
    }
}

fn failed(error: Error) -> Next {
    Next::Failed { error, own: false }
}

fn is_own(failure: &Failure, budget: TimeBudget) -> bool {
    failure.kind == FailureKind::TimedOut && budget.deadline.is_some()
}

/// Requesting a token twice does no harm: it is retried like a read.
fn token_operation() -> Operation {
    Operation::custom(Method::Get, auth::PATH)
}
