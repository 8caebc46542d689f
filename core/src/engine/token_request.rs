//! How one call gets the token for all that wait:
//!
//! ```text
//! sign the assertion -> [sign the proof] -> send -> the token
//!        ^                                   |
//!        +---- a nonce, once; after a pause -+-> why there is none
//! ```

use crate::auth::jwt::{self, Assertion};
use crate::auth::token_response::{self, Granted};
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

/// A token request under way.
#[derive(Debug)]
pub(crate) struct ClientCredentialsGrant {
    url: String,
    stage: Stage,
    retries: RetryState,
    /// True where a nonce was asked for already.
    challenged: bool,
    assertion: Option<Secret<String>>,
    proof: Option<Secret<String>>,
}

#[derive(Debug)]
enum Stage {
    Made,
    Assertion(PendingSignature, TimeBudget),
    DpopProof(PendingSignature, TimeBudget),
    Sent(TimeBudget),
    Pausing { until_ms: u64, reason: Reason },
}

/// The call that asks.
pub(crate) struct RequestContext<'a> {
    pub(crate) session: &'a Session,
    pub(crate) call_id: CallId,
    pub(crate) now: Now,
    pub(crate) rng: &'a mut SplitMix64,
    pub(crate) deadline: Option<Duration>,
    pub(crate) deadline_ms: Option<u64>,
}

/// What comes next.
pub(crate) enum Next {
    /// The host does something.
    Do(Step),
    /// There is a token.
    Got(Granted),
    /// There is none. It is `own` where only this call's own time ran out: others may ask again.
    Failed { error: Error, own: bool },
}

impl ClientCredentialsGrant {
    pub(crate) fn new(session: &Session) -> ClientCredentialsGrant {
        ClientCredentialsGrant {
            url: format!("{}{}", session.config().org_url, auth::PATH),
            stage: Stage::Made,
            retries: RetryState::default(),
            challenged: false,
            assertion: None,
            proof: None,
        }
    }

    /// What the host is to give.
    pub(crate) fn awaits(&self) -> &'static str {
        match self.stage {
            Stage::Made => "nothing",
            Stage::Assertion(..) | Stage::DpopProof(..) => "Signed or Failed",
            Stage::Sent(_) => "Responded or Failed",
            Stage::Pausing { .. } => "Woke",
        }
    }

    /// True where this is what the host is to give.
    pub(crate) fn takes(&self, input: &Input) -> bool {
        match self.stage {
            Stage::Made => false,
            Stage::Assertion(..) | Stage::DpopProof(..) => matches!(input, Input::Signed(_) | Input::Failed(_)),
            Stage::Sent(_) => matches!(input, Input::Responded(_) | Input::Failed(_)),
            Stage::Pausing { .. } => matches!(input, Input::Woke),
        }
    }

    /// Asks, from the beginning: each request has its own assertion and proof.
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
        self.stage = Stage::Assertion(sign, budget);
        context.holds(0);
        Next::Do(step)
    }

    /// Takes what the host gives.
    pub(crate) fn step(&mut self, input: Input, context: &mut RequestContext<'_>) -> Next {
        match (std::mem::replace(&mut self.stage, Stage::Made), input) {
            (Stage::Assertion(sign, _), Input::Signed(signature)) => match sign.signed(&signature) {
                Ok(assertion) => self.prove(assertion, context),
                Err(error) => failed(error),
            },
            (Stage::DpopProof(sign, _), Input::Signed(signature)) => match sign.signed(&signature) {
                Ok(proof) => self.send(Some(proof), context),
                Err(error) => failed(error),
            },
            (Stage::Assertion(_, budget) | Stage::DpopProof(_, budget), Input::Failed(failure)) => {
                let own = is_own(&failure, budget);
                Next::Failed { error: failure::of_signer(&self.redactor(context), budget, failure), own }
            }
            (Stage::Sent(_), Input::Responded(responded)) => self.answered(responded, context),
            (Stage::Sent(budget), Input::Failed(failure)) => self.broken(budget, failure, context),
            (Stage::Pausing { until_ms, reason }, _) => self.pause(until_ms, reason, context),
            _ => failed(Error::transport("the token request has lost its way")),
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
                self.stage = Stage::DpopProof(sign, budget);
                context.holds(0);
                Next::Do(step)
            }
            Err(error) => failed(error),
        }
    }

    fn send(&mut self, proof: Option<Secret<String>>, context: &mut RequestContext<'_>) -> Next {
        if context.left_ms() == Some(0) {
            return context.late();
        }
        self.proof = proof;
        let budget = context.budget();
        let request = Arc::new(self.request(context));
        self.stage = Stage::Sent(budget);
        context.holds(0);
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

    fn answered(&mut self, responded: ReceivedResponse, context: &mut RequestContext<'_>) -> Next {
        let (status, headers) = (responded.status, responded.headers.clone());
        context.session.observe(&headers, context.now);
        let error = match token_response::read(context.session.config(), &self.redactor(context), &self.url, responded)
        {
            Ok(granted) => return Next::Got(granted),
            Err(error) => error,
        };
        let dpop = context.session.config().oauth.dpop;
        if dpop && !self.challenged && auth::wants_nonce(&headers, error.code()) {
            self.challenged = true;
            return self.begin(context);
        }
        self.again_or(error, AttemptResult::Answered { status, headers: &headers }, context)
    }

    fn broken(&mut self, budget: TimeBudget, failure: Failure, context: &mut RequestContext<'_>) -> Next {
        let (own, phase) = (is_own(&failure, budget), failure.phase);
        let config = context.session.config();
        let budget = budget.until(phase, config.connect_timeout);
        let error = failure::of_request(config, &self.redactor(context), &like_a_read(), budget, failure);
        let error = error.with(|fault| fault.message = format!("no token from {}: {}", self.url, fault.message));
        if own { Next::Failed { error, own } } else { self.again_or(error, AttemptResult::Broken { phase }, context) }
    }

    /// Asks again after a pause, or ends with the error.
    fn again_or(&mut self, error: Error, result: AttemptResult<'_>, context: &mut RequestContext<'_>) -> Next {
        let config = context.session.config();
        self.retries.chance = context.rng.next();
        // Of the client, not of this call: the outcome is that of all who wait.
        let limits = Limits {
            max_retries: config.max_retries,
            max_wait_ms: failure::millis(config.max_wait),
            deadline_ms: None,
        };
        match retry::decide(&like_a_read(), result, self.retries, limits, context.now) {
            RetryDecision::Stop => failed(error),
            RetryDecision::Retry { after_ms, .. } if context.left_ms().is_some_and(|left| after_ms >= left) => {
                Next::Failed { error, own: true }
            }
            RetryDecision::Retry { after_ms, reason, backoff_ms } => {
                self.retries.repeats += 1;
                self.retries.last_backoff_ms = backoff_ms;
                self.pause(context.now.mono_ms.saturating_add(after_ms), reason, context)
            }
        }
    }

    fn pause(&mut self, until_ms: u64, reason: Reason, context: &mut RequestContext<'_>) -> Next {
        match (until_ms.saturating_sub(context.now.mono_ms), context.left_ms()) {
            (_, Some(0)) => context.late(),
            (0, _) => self.begin(context),
            (left_ms, _) => {
                self.stage = Stage::Pausing { until_ms, reason };
                context.holds(left_ms);
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

    /// Tells for how long nobody else needs to ask: a pause, and then what one request may take.
    fn holds(&self, pause_ms: u64) {
        let limit = self.session.config().request_timeout;
        let until = limit.map(|limit| self.now.mono_ms.saturating_add(pause_ms).saturating_add(failure::millis(limit)));
        self.session.hold(self.call_id, until);
    }

    fn late(&self) -> Next {
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

/// Asking twice does no harm: it is repeated like a read.
fn like_a_read() -> Operation {
    Operation::custom(Method::Get, auth::PATH)
}
