//! One call.

use crate::keys::Keys;
use crate::{Begun, Input, Moment, Pages, Step, Turn};
use oktant_core as core;
use oktant_core::io::Now;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One call: a state machine that a host steps until it is done.
#[derive(Debug, uniffi::Object)]
pub struct Call {
    /// Empty while a step is under way, which may call the host: nothing is locked then.
    state: Mutex<Option<State>>,
    /// What gives back what the call holds; none where there is no call.
    held: Option<(core::Session, core::CallId)>,
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
        while let core::step::Step::Sign(request) = &step
            && let Some(signed) = self.keys.sign(request)
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
        let held = made.as_ref().ok().map(|call| (call.session().clone(), call.id()));
        let ticket = held.as_ref().map_or(0, |(_, ticket)| ticket.0);
        let call = Arc::new(Call { state: Mutex::new(Some(State { call: made, turn: None })), held, keys, pages });
        let step = call.advance(core::step::Input::Started { seed }, now.into());
        Begun { call, ticket, step }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::{Event, Happened, Listener, Origin, Request, Session, Setting, Settings, Target, Waker};
    use std::sync::{OnceLock, mpsc};

    struct Nobody;

    impl Waker for Nobody {
        fn wake(&self, _: u64) {}
    }

    /// Ends and steps the call of which it hears.
    struct Ending {
        call: Arc<OnceLock<Arc<Call>>>,
        told: mpsc::Sender<bool>,
    }

    impl Listener for Ending {
        fn hear(&self, event: Event) {
            if let (Some(call), Happened::Failure { .. }) = (self.call.get(), event.what) {
                call.finish();
                let step = call.step(Input::Woke, NOW);
                let _ = self.told.send(matches!(step, Step::Failed { .. }));
            }
        }
    }

    const NOW: Moment = Moment { mono_ms: 5, unix_ms: 0 };

    #[test]
    fn nothing_is_locked_while_a_listener_hears() {
        let setting = |key: &str, text: &str| Setting { key: key.into(), text: text.into(), origin: Origin::Code };
        let named = vec![setting("ORGURL", "https://example.okta.com"), setting("TOKEN", "00token")];
        let (client_key, proof_key) = (None, None);
        let settings =
            Settings { named, outside: false, bearer: false, client_key, proof_key, proxies: false, browser: false };
        let session = Session::new(settings, Box::new(Nobody)).unwrap();
        let (call, (told, ended)) = (Arc::<OnceLock<_>>::default(), mpsc::channel());
        session.on_event(Box::new(Ending { call: Arc::clone(&call), told }));
        let target = Target::Path { method: "GET".into(), path: "/api/v1/x".into() };
        let (path, query, headers) = (Vec::new(), Vec::new(), Vec::new());
        let request = Request { target, path, query, headers, body: None, tuning: None };
        let begun = session.call(request, 7, NOW);
        assert!(call.set(Arc::clone(&begun.call)).is_ok());
        let failed = Input::Failed { timed_out: false, phase: crate::Phase::Answer, text: "reset".into() };
        // It is repeated: neither the end nor the step within has come between.
        assert!(matches!(begun.call.step(failed, NOW), Step::Wait { .. }));
        assert_eq!(ended.try_recv(), Ok(true));
    }
}
