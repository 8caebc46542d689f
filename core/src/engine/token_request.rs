//! How one call gets the token for all that wait:
//!
//! ```text
//! sign the assertion -> [sign the proof] -> send -> the token
//!        ^                                   |
//!        +---- a nonce, once; after a pause -+-> why there is none
//! ```

use crate::auth::jwt::{self, Assertion};
use crate::auth::token_response::{self, Granted};
use crate::auth::{self, Proof, Sign};
use crate::config::Profile;
use crate::config::redact::Mask;
use crate::engine::retry::{self, Limits, Tries, Verdict};
use crate::engine::step::{Input, Step};
use crate::http::percent;
use crate::io::{Failure, FailureKind, Now, Reading, Reason, Responded, Sending, SigningKey, Waiting};
use crate::operation::safety::Ended;
use crate::response::failure::{self, Given};
use crate::rng::Chance;
use crate::{Error, ErrorKind, HttpRequest, Method, Operation, Secret, Session, Ticket, text};
use std::sync::Arc;
use std::time::Duration;

/// A token request under way.
#[derive(Debug)]
pub(crate) struct Grant {
    url: String,
    stage: Stage,
    tries: Tries,
    /// True where a nonce was asked for already.
    challenged: bool,
    assertion: Option<Secret<String>>,
    proof: Option<Secret<String>>,
}

#[derive(Debug)]
enum Stage {
    Made,
    Assertion(Sign, Given),
    Proof(Sign, Given),
    Sent(Given),
    Pausing { until_ms: u64, reason: Reason },
}

/// The call that asks.
pub(crate) struct Leader<'a> {
    pub(crate) session: &'a Session,
    pub(crate) ticket: Ticket,
    pub(crate) now: Now,
    pub(crate) chance: &'a mut Chance,
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

impl Grant {
    pub(crate) fn new(session: &Session) -> Grant {
        Grant {
            url: format!("{}{}", session.config().org_url, auth::PATH),
            stage: Stage::Made,
            tries: Tries::default(),
            challenged: false,
            assertion: None,
            proof: None,
        }
    }

    /// What the host is to give.
    pub(crate) fn awaits(&self) -> &'static str {
        match self.stage {
            Stage::Made => "nothing",
            Stage::Assertion(..) | Stage::Proof(..) => "Signed or Failed",
            Stage::Sent(_) => "Responded or Failed",
            Stage::Pausing { .. } => "Woke",
        }
    }

    /// True where this is what the host is to give.
    pub(crate) fn takes(&self, input: &Input) -> bool {
        match self.stage {
            Stage::Made => false,
            Stage::Assertion(..) | Stage::Proof(..) => matches!(input, Input::Signed(_) | Input::Failed(_)),
            Stage::Sent(_) => matches!(input, Input::Responded(_) | Input::Failed(_)),
            Stage::Pausing { .. } => matches!(input, Input::Woke),
        }
    }

    /// Asks, from the beginning: each request has its own assertion and proof.
    pub(crate) fn begin(&mut self, leader: &mut Leader<'_>) -> Next {
        let config = leader.session.config();
        let (Some(key), Some(client_id)) = (&config.oauth.key, &config.oauth.client_id) else {
            return failed(Error::config("there is no private key: set OKTA_CLIENT_PRIVATEKEY"));
        };
        let assertion = Assertion { client_id, audience: &self.url, id: jwt::id(leader.chance) };
        let unsigned = assertion.unsigned(key, leader.session.unix_s(leader.now));
        let given = leader.given();
        let sign = Sign::new(SigningKey::Client, key.algorithm(), unsigned, given.timeout);
        let step = Step::Sign(sign.step.clone());
        self.stage = Stage::Assertion(sign, given);
        leader.holds(0);
        Next::Do(step)
    }

    /// Takes what the host gives.
    pub(crate) fn step(&mut self, input: Input, leader: &mut Leader<'_>) -> Next {
        match (std::mem::replace(&mut self.stage, Stage::Made), input) {
            (Stage::Assertion(sign, _), Input::Signed(signature)) => match sign.signed(&signature) {
                Ok(assertion) => self.prove(assertion, leader),
                Err(error) => failed(error),
            },
            (Stage::Proof(sign, _), Input::Signed(signature)) => match sign.signed(&signature) {
                Ok(proof) => self.send(Some(proof), leader),
                Err(error) => failed(error),
            },
            (Stage::Assertion(_, given) | Stage::Proof(_, given), Input::Failed(failure)) => {
                let own = is_own(&failure, given);
                Next::Failed { error: failure::of_signer(&self.mask(leader), given, failure), own }
            }
            (Stage::Sent(_), Input::Responded(responded)) => self.answered(responded, leader),
            (Stage::Sent(given), Input::Failed(failure)) => self.broken(given, failure, leader),
            (Stage::Pausing { until_ms, reason }, _) => self.pause(until_ms, reason, leader),
            _ => failed(Error::transport("the token request has lost its way")),
        }
    }

    fn prove(&mut self, assertion: Secret<String>, leader: &mut Leader<'_>) -> Next {
        self.assertion = Some(assertion);
        if !leader.session.config().oauth.dpop {
            return self.send(None, leader);
        }
        let id = jwt::id(leader.chance);
        let proof = Proof { method: Method::Post.as_str(), url: &self.url, token: None, id };
        let given = leader.given();
        match leader.session.proof(&proof, leader.now, given.timeout) {
            Ok(sign) => {
                let step = Step::Sign(sign.step.clone());
                self.stage = Stage::Proof(sign, given);
                leader.holds(0);
                Next::Do(step)
            }
            Err(error) => failed(error),
        }
    }

    fn send(&mut self, proof: Option<Secret<String>>, leader: &mut Leader<'_>) -> Next {
        if leader.left_ms() == Some(0) {
            return leader.late();
        }
        self.proof = proof;
        let given = leader.given();
        let request = Arc::new(self.request(leader));
        self.stage = Stage::Sent(given);
        leader.holds(0);
        let max_body = leader.session.config().max_body;
        Next::Do(Step::Send(Sending { request, timeout: given.timeout, reading: Reading::Text, find: None, max_body }))
    }

    fn request(&self, leader: &Leader<'_>) -> HttpRequest {
        let config = leader.session.config();
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
        if config.profile == Profile::Plain {
            headers.push(("User-Agent".into(), config.user_agent.clone()));
        }
        self.proof.iter().for_each(|proof| headers.push(("DPoP".into(), proof.open().clone())));
        let body = Some(form.into_bytes().into());
        HttpRequest { method: Method::Post, url: self.url.clone(), headers, body }
    }

    fn answered(&mut self, responded: Responded, leader: &mut Leader<'_>) -> Next {
        let (status, headers) = (responded.status, responded.headers.clone());
        leader.session.hear(&headers, leader.now);
        let error = match token_response::read(leader.session.config(), &self.mask(leader), &self.url, responded) {
            Ok(granted) => return Next::Got(granted),
            Err(error) => error,
        };
        let dpop = leader.session.config().oauth.dpop;
        if dpop && !self.challenged && auth::wants_nonce(&headers, error.code()) {
            self.challenged = true;
            return self.begin(leader);
        }
        self.again_or(error, Ended::Answered { status, headers: &headers }, leader)
    }

    fn broken(&mut self, given: Given, failure: Failure, leader: &mut Leader<'_>) -> Next {
        let (own, phase) = (is_own(&failure, given), failure.phase);
        let config = leader.session.config();
        let given = given.until(phase, config.connect_timeout);
        let error = failure::of_request(config, &self.mask(leader), &like_a_read(), given, failure);
        let error = error.with(|fault| fault.message = format!("no token from {}: {}", self.url, fault.message));
        if own { Next::Failed { error, own } } else { self.again_or(error, Ended::Broken { phase }, leader) }
    }

    /// Asks again after a pause, or ends with the error.
    fn again_or(&mut self, error: Error, ended: Ended<'_>, leader: &mut Leader<'_>) -> Next {
        let config = leader.session.config();
        self.tries.chance = leader.chance.next();
        // Of the client, not of this call: the outcome is that of all who wait.
        let limits = Limits {
            max_retries: config.max_retries,
            max_wait_ms: failure::millis(config.max_wait),
            deadline_ms: None,
        };
        match retry::decide(&like_a_read(), ended, self.tries, limits, leader.now) {
            Verdict::Stop => failed(error),
            Verdict::Again { after_ms, .. } if leader.left_ms().is_some_and(|left| after_ms >= left) => {
                Next::Failed { error, own: true }
            }
            Verdict::Again { after_ms, reason, backoff_ms } => {
                self.tries.repeats += 1;
                self.tries.last_backoff_ms = backoff_ms;
                self.pause(leader.now.mono_ms.saturating_add(after_ms), reason, leader)
            }
        }
    }

    fn pause(&mut self, until_ms: u64, reason: Reason, leader: &mut Leader<'_>) -> Next {
        match (until_ms.saturating_sub(leader.now.mono_ms), leader.left_ms()) {
            (_, Some(0)) => leader.late(),
            (0, _) => self.begin(leader),
            (left_ms, _) => {
                self.stage = Stage::Pausing { until_ms, reason };
                leader.holds(left_ms);
                let at_most = Duration::from_millis(left_ms);
                Next::Do(Step::Wait(Waiting { ticket: leader.ticket, at_most, reason }))
            }
        }
    }

    fn mask<'a>(&'a self, leader: &Leader<'a>) -> Mask<'a> {
        let own = [&self.assertion, &self.proof].map(|secret| secret.as_ref().map(|secret| secret.open().as_str()));
        Mask::new(leader.session.config(), own)
    }
}

impl Leader<'_> {
    fn left_ms(&self) -> Option<u64> {
        self.deadline_ms.map(|deadline| deadline.saturating_sub(self.now.mono_ms))
    }

    fn given(&self) -> Given {
        Given::of(self.session.config().request_timeout, self.deadline, self.left_ms())
    }

    /// Tells for how long nobody else needs to ask: a pause, and then what one request may take.
    fn holds(&self, pause_ms: u64) {
        let limit = self.session.config().request_timeout;
        let until = limit.map(|limit| self.now.mono_ms.saturating_add(pause_ms).saturating_add(failure::millis(limit)));
        self.session.hold(self.ticket, until);
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

fn is_own(failure: &Failure, given: Given) -> bool {
    failure.kind == FailureKind::TimedOut && given.deadline.is_some()
}

/// Asking twice does no harm: it is repeated like a read.
fn like_a_read() -> Operation {
    Operation::untyped(Method::Get, auth::PATH)
}
