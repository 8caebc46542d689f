//! How a call comes to its token: by the caller, by the token endpoint, or by another call.

use super::{Call, State};
use crate::config::{self, Credential};
use crate::error::ErrorKind;
use crate::failure::{self, Given, millis};
use crate::lease::{Kept, Need, Turn};
use crate::oauth::{Grant, Leader, Next};
use crate::step::{Asking, Failure, FailureKind, Input, Reason, Step};
use crate::{Error, Secret};
use std::sync::Arc;

impl Call {
    /// Asks for a token, or waits for the one that another call asks for.
    pub(super) fn queue(&mut self, need: Need) -> Step {
        if self.is_late() {
            return self.late("it waited for a token");
        }
        let limit = self.session.config().request_timeout;
        match self.session.turn(self.ticket, &need, self.now.mono_ms, limit.map(millis)) {
            Turn::Take(Ok(token)) => {
                self.token = Some(token);
                self.send()
            }
            Turn::Take(Err(error)) => self.done(Err(error)),
            Turn::Ask if matches!(self.session.config().credential, Credential::PrivateKey) => {
                self.state = State::Granting(Box::new(Grant::new(&self.session)));
                self.granting(None)
            }
            Turn::Ask => {
                let given = self.given_time(limit);
                self.state = State::Asked(given);
                Step::Bearer(Asking { fresh: need.is_fresh(), timeout: given.timeout })
            }
            Turn::Wait { left_ms } => {
                // Short: where waking is lost, it costs a second and not a lease.
                const LOOK_AGAIN_MS: u64 = 1000;
                let at_most =
                    [left_ms, self.left_ms(), Some(LOOK_AGAIN_MS)].into_iter().flatten().min().unwrap_or_default();
                self.state = State::Queued(need);
                self.wait(at_most, Reason::Token)
            }
        }
    }

    /// Begins the token request, or goes on with it, for all that wait.
    pub(super) fn granting(&mut self, input: Option<Input>) -> Step {
        let State::Granting(mut grant) = std::mem::replace(&mut self.state, State::Made) else {
            return self.given_up(ErrorKind::Transport, "there is no token request".to_owned());
        };
        let mut leader = Leader {
            session: &self.session,
            ticket: self.ticket,
            now: self.now,
            chance: &mut self.chance,
            deadline: self.deadline,
            deadline_ms: self.limits.deadline_ms,
        };
        let next = match input {
            Some(input) => grant.step(input, &mut leader),
            None => grant.begin(&mut leader),
        };
        match next {
            Next::Do(step) => {
                self.state = State::Granting(grant);
                step
            }
            Next::Got(granted) => {
                let offset = self.session.config().oauth.renewal_offset;
                let kept = Kept::new(self.now.mono_ms, granted.lives_ms, millis(offset));
                self.session.settle(self.ticket, Ok(granted.token.clone()), Some(kept));
                self.token = Some(granted.token);
                self.send()
            }
            Next::Failed { error, own } => match self.session.still_good(self.ticket, self.now) {
                Some(token) => {
                    self.token = Some(token);
                    self.send()
                }
                None if own => self.done(Err(error)),
                None => {
                    self.session.settle(self.ticket, Err(error.clone()), None);
                    self.done(Err(error))
                }
            },
        }
    }

    /// The caller's callback gave a token.
    pub(super) fn answered_by_caller(&mut self, token: &Secret<String>) -> Step {
        let answer = match config::token(token.open()) {
            Ok(token) => Ok(Secret::new(Arc::from(token))),
            Err(unfit) => {
                let what =
                    format!("the bearer callback gave a token that {}", unfit.told("an access token of the org"));
                Err(Error::new(ErrorKind::Auth, what))
            }
        };
        self.session.settle(self.ticket, answer.clone(), None);
        match answer {
            Ok(token) => {
                self.token = Some(token);
                self.send()
            }
            Err(error) => self.done(Err(error)),
        }
    }

    /// It failed; that is the outcome of all who wait, unless it is this call's own time that ran out.
    pub(super) fn failed_by_caller(&mut self, given: Given, failure: Failure) -> Step {
        let own = failure.kind == FailureKind::TimedOut && given.deadline.is_some();
        let error = failure::of_callback(&self.mask(), given, failure);
        if !own {
            self.session.settle(self.ticket, Err(error.clone()), None);
        }
        self.done(Err(error))
    }
}
