//! One call.

use crate::keys::Keys;
use crate::{Begun, Input, Moment, Pages, Step, Turn};
use oktant_core as core;
use oktant_core::step::Now;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One call: a state machine that a host steps until it is done.
#[derive(Debug, uniffi::Object)]
pub struct Call {
    /// Empty while a step is under way, which may call the host: nothing is locked then.
    state: Mutex<Option<State>>,
    /// What gives back what the call holds; none where there is no call.
    held: Option<(core::Session, core::Ticket)>,
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
    /// Takes what happened and says what to do next. One step after the other: what listens may not step the call.
    pub fn step(&self, input: Input, now: Moment) -> Step {
        self.advance(input.into(), now.into())
    }

    /// Gives back what the call holds. To be called however it ends; a second time is harmless.
    pub fn finish(&self) {
        if let Some((session, ticket)) = &self.held {
            session.finish(*ticket);
        }
    }
}

impl Call {
    fn advance(&self, input: core::step::Input, now: Now) -> Step {
        let Some(mut state) = self.locked().take() else {
            let what = "the call is stepped while a step is under way: this is a fault of the host";
            return Step::Failed { fault: core::Error::transport(what).into() };
        };
        let step = self.stepped(&mut state, input, now);
        *self.locked() = Some(state);
        step
    }

    fn stepped(&self, state: &mut State, input: core::step::Input, now: Now) -> Step {
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

    fn locked(&self) -> MutexGuard<'_, Option<State>> {
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
        let held = made.as_ref().ok().map(|call| (call.session().clone(), call.ticket()));
        let ticket = held.as_ref().map_or(0, |(_, ticket)| ticket.0);
        let call = Arc::new(Call { state: Mutex::new(Some(State { call: made, turn: None })), held, keys, pages });
        let step = call.advance(core::step::Input::Started { seed }, now.into());
        Begun { call, ticket, step }
    }
}
