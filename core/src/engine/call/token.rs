//! How a call gets its token: from the caller, from the token endpoint, or from another call.

use super::{Call, State};
use crate::auth::token_lease::{TokenDecision, TokenLifetime, TokenNeed};
use crate::auth::token_response::GrantedToken;
use crate::config::{self, Credential};
use crate::engine::client_credentials::{ClientCredentialsGrant, Next, RequestContext};
use crate::engine::step::{Input, Step};
use crate::error::ErrorKind;
use crate::io::{Failure, FailureKind, Reason, TokenRequest};
use crate::response::failure::{self, TimeBudget, millis};
use crate::{Error, Secret};
use std::sync::Arc;

impl Call {
    /// Requests a token, or waits for the one that another call requests.
    pub(super) fn get_token(&mut self, need: TokenNeed) -> Step {
        if self.is_late() {
            return self.deadline_passed("it waited for a token");
        }
        let limit = self.session.config().request_timeout;
        match self.session.token_decision(self.id, &need, self.now.mono_ms, limit.map(millis)) {
            TokenDecision::Use(Ok(token)) => {
                self.token = Some(token);
                self.send()
            }
            TokenDecision::Use(Err(error)) => self.done(Err(error)),
            TokenDecision::Request if matches!(self.session.config().credential, Credential::PrivateKey) => {
                match self.session.shared_token(&need) {
                    Some(request) => {
                        self.state = State::AskingFleetForToken(need);
                        Step::Store(request)
                    }
                    None => self.begin_grant(),
                }
            }
            TokenDecision::Request => {
                let budget = self.time_budget(limit);
                self.state = State::WaitingForCallback(budget);
                Step::Bearer(TokenRequest { fresh: need.is_fresh(), timeout: budget.timeout })
            }
            TokenDecision::Wait { left_ms } => {
                // Short, so that a lost wakeup costs a second and not a whole lease.
                const LOOK_AGAIN_MS: u64 = 1000;
                let at_most =
                    [left_ms, self.left_ms(), Some(LOOK_AGAIN_MS)].into_iter().flatten().min().unwrap_or_default();
                self.state = State::WaitingForToken(need);
                self.wait(at_most, Reason::Token)
            }
        }
    }

    /// Keeps a token for this call and all that wait for one; gives how long it serves.
    pub(super) fn keep_token(&mut self, granted: &GrantedToken) -> TokenLifetime {
        let offset = self.session.config().oauth.renewal_offset;
        let kept = TokenLifetime::new(self.now.mono_ms, granted.lives_ms, millis(offset));
        self.session.settle(self.id, Ok(granted.token.clone()), Some(kept));
        self.token = Some(granted.token.clone());
        kept
    }

    /// Requests a token from the org, on behalf of all calls that wait.
    pub(super) fn begin_grant(&mut self) -> Step {
        self.state = State::RequestingToken(Box::new(ClientCredentialsGrant::new(&self.session)));
        self.request_token(None)
    }

    /// Starts or continues the token request, on behalf of all calls that wait.
    pub(super) fn request_token(&mut self, input: Option<Input>) -> Step {
        let State::RequestingToken(mut grant) = std::mem::replace(&mut self.state, State::New) else {
            return self.abandon(ErrorKind::Transport, "there is no token request".to_owned());
        };
        let mut context = RequestContext {
            session: &self.session,
            call_id: self.id,
            now: self.now,
            rng: &mut self.rng,
            deadline: self.deadline,
            deadline_ms: self.limits.deadline_ms,
        };
        let next = match input {
            Some(input) => grant.step(input, &mut context),
            None => grant.begin(&mut context),
        };
        match next {
            Next::Do(step) => {
                self.state = State::RequestingToken(grant);
                step
            }
            Next::Got(granted) => {
                let kept = self.keep_token(&granted);
                match self.session.share_token(&granted, kept.renews_in_ms(self.now.mono_ms)) {
                    Some(request) => {
                        self.state = State::SharingToken;
                        Step::Store(request)
                    }
                    None => self.send(),
                }
            }
            Next::Failed { error, own } => match self.session.still_good(self.id, self.now) {
                Some(token) => {
                    self.token = Some(token);
                    self.send()
                }
                None if own => self.done(Err(error)),
                None => {
                    self.session.settle(self.id, Err(error.clone()), None);
                    match self.session.give_up_token() {
                        Some(request) => {
                            self.state = State::GivingUpToken(error);
                            Step::Store(request)
                        }
                        None => self.done(Err(error)),
                    }
                }
            },
        }
    }

    /// The caller's callback returned a token.
    pub(super) fn token_from_callback(&mut self, token: &Secret<String>) -> Step {
        let answer = match config::token(token.open()) {
            Ok(token) => Ok(Secret::new(Arc::from(token))),
            Err(invalid) => {
                let what = invalid.message("an access token of the org");
                Err(Error::new(ErrorKind::Auth, format!("the bearer callback gave a token that {what}")))
            }
        };
        self.session.settle(self.id, answer.clone(), None);
        match answer {
            Ok(token) => {
                self.token = Some(token);
                self.send()
            }
            Err(error) => self.done(Err(error)),
        }
    }

    /// The callback failed. All calls that wait fail with it, unless only this call's own time ran out.
    pub(super) fn callback_failed(&mut self, budget: TimeBudget, failure: Failure) -> Step {
        let own = failure.kind == FailureKind::TimedOut && budget.deadline.is_some();
        let error = failure::callback_error(&self.redactor(), budget, failure);
        if !own {
            self.session.settle(self.id, Err(error.clone()), None);
        }
        self.done(Err(error))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Key, Origin, RawConfig};
    use crate::engine::step::{Input, Step};
    use crate::io::{Failure, FailureKind, Now};
    use crate::operation::table::tests::row_of;
    use crate::{Arguments, Call, Error, ErrorKind, Options, Phase, Secret, Session};
    use std::sync::Arc;

    fn session() -> Session {
        let mut raw = RawConfig::new();
        raw.put(Key::OrgUrl, "https://example.okta.com", Origin::Code);
        raw.bearer_callback();
        Session::new(raw.resolve().unwrap())
    }

    fn call(session: &Session) -> Call {
        session.call(&row_of("getUser"), &Arguments::new().path("id", "00u1"), &Options::default()).unwrap()
    }

    fn begin(call: &mut Call, mono_ms: u64) -> Step {
        call.step(Input::Started { seed: 7 }, Now { mono_ms, unix_ms: 0 })
    }

    fn error(step: Step) -> Error {
        match step {
            Step::Done(Err(error)) => error,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_call_made_by_the_callback_that_provides_its_token_fails() {
        let session = session();
        let (mut outer, mut inner, mut other) = (call(&session), call(&session), call(&session));
        assert!(matches!(begin(&mut outer, 0), Step::Bearer(_)));
        inner.within(&[crate::CallId(99), outer.id()]);
        let error = error(begin(&mut inner, 1));
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert!(error.to_string().contains("a callback calls its own client"), "{error}");
        // Another call waits, and gets the token of the callback.
        assert!(matches!(begin(&mut other, 2), Step::Wait(_)));
        let budget = outer.step(Input::Bearer(Secret::new("token-one-0123".into())), Now { mono_ms: 3, unix_ms: 0 });
        assert!(matches!(budget, Step::Send(_)));
        assert!(matches!(other.step(Input::Woke, Now { mono_ms: 3, unix_ms: 0 }), Step::Send(_)));
    }

    #[test]
    fn a_call_in_the_callback_of_one_that_has_its_token_asks_for_its_own() {
        let session = session();
        let (mut outer, mut inner) = (call(&session), call(&session));
        let _ = begin(&mut outer, 0);
        let _ = outer.step(Input::Bearer(Secret::new("token-one-0123".into())), Now { mono_ms: 3, unix_ms: 0 });
        inner.within(&[outer.id()]);
        assert!(matches!(begin(&mut inner, 4), Step::Bearer(_)));
    }

    #[test]
    fn callbacks_that_wait_for_each_other_unseen_end() {
        let session = session();
        let (mut one, mut two, mut three) = (call(&session), call(&session), call(&session));
        assert!(matches!(begin(&mut one, 0), Step::Bearer(_)));
        assert!(matches!(begin(&mut two, 60_000), Step::Bearer(_)));
        assert!(matches!(begin(&mut three, 60_001), Step::Wait(_)));
        let error = error(three.step(Input::Woke, Now { mono_ms: 120_000, unix_ms: 0 }));
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert!(error.to_string().contains("2 calls have asked for a token"), "{error}");
        // A call that ends makes room for the next.
        drop(one);
        let mut four = call(&session);
        assert!(matches!(begin(&mut four, 120_001), Step::Bearer(_)));
    }

    #[test]
    fn an_error_of_the_callback_is_kept_only_while_calls_wait_for_it() {
        let session = session();
        let thrown: Arc<dyn std::error::Error + Send + Sync> = Arc::from(Box::from("thrown"));
        let (mut one, mut two) = (call(&session), call(&session));
        let (_, _) = (begin(&mut one, 0), begin(&mut two, 0));
        let failure = Failure::new(FailureKind::Broken, Phase::Connect, "no").with_source(Arc::clone(&thrown));
        drop(one.step(Input::Failed(failure), Now { mono_ms: 1, unix_ms: 0 }));
        drop(one);
        assert_eq!(Arc::strong_count(&thrown), 2);
        assert!(matches!(two.step(Input::Woke, Now { mono_ms: 1, unix_ms: 0 }), Step::Done(Err(_))));
        drop(two);
        assert_eq!(Arc::strong_count(&thrown), 1);
    }
}
