//! One call.

use crate::keys::Keys;
use crate::{Begun, Input, Moment, Pages, Step, Turn};
use oktant_core as core;
use oktant_core::step::Now;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One call: a state machine that a host steps until it is done.
#[derive(Debug, uniffi::Object)]
pub struct Call {
    state: Mutex<State>,
    keys: Arc<Keys>,
    /// The list that it is a page of.
    pages: Option<Arc<Pages>>,
}

#[derive(Debug)]
struct State {
    /// The engine's call, or why there is none.
    call: Result<core::Call, core::Error>,
    /// What comes after this page, once that is known.
    turn: Option<Turn>,
}

#[uniffi::export]
impl Call {
    /// Takes what happened and says what to do next.
    pub fn step(&self, input: Input, now: Moment) -> Step {
        self.advance(input.into(), now.into())
    }

    /// Gives back what the call holds. To be called however it ends; a second time is harmless.
    pub fn finish(&self) {
        if let Ok(call) = &self.locked().call {
            call.session().finish(call.ticket());
        }
    }
}

impl Call {
    fn advance(&self, input: core::step::Input, now: Now) -> Step {
        let state = &mut *self.locked();
        let call = match &mut state.call {
            Ok(call) => call,
            Err(error) => return Step::Failed { fault: error.clone().into() },
        };
        let mut step = call.step(input, now);
        while let core::step::Step::Sign(signing) = &step
            && let Some(signed) = self.keys.sign(signing)
        {
            step = call.step(signed, now);
        }
        if let (core::step::Step::Done(Ok(answer)), Some(pages), None) = (&step, &self.pages, &state.turn) {
            state.turn = Some(pages.turn(answer));
        }
        let mut step = Step::new(step, call);
        if let Step::Done { answer } = &mut step {
            answer.turn = state.turn.clone();
        }
        step
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Begun {
    /// Begins what was made: a call without its first step is of no use to a host, and each crossing costs.
    pub(crate) fn new(
        made: Result<core::Call, core::Error>,
        pages: Option<Arc<Pages>>,
        keys: Arc<Keys>,
        seed: u64,
        now: Moment,
    ) -> Begun {
        let ticket = made.as_ref().map_or(0, |call| call.ticket().0);
        let call = Arc::new(Call { state: Mutex::new(State { call: made, turn: None }), keys, pages });
        let step = call.advance(core::step::Input::Started { seed }, now.into());
        Begun { call, ticket, step }
    }
}
