//! A call.

use crate::alive::{self, Alive};
use crate::input::Input;
use crate::keys::Keys;
use crate::list::List;
use crate::step::{PageInfo, Step};
use oktant_core as core;
use oktant_core::io::Now;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A call: a state machine that a host steps until it is done.
#[derive(Debug, uniffi::Object)]
pub struct Call {
    /// None during a step: a step may call the host, and nothing is locked then.
    state: Mutex<Option<State>>,
    /// The call in its session; none if it could not be created.
    id: Option<(core::Session, core::CallId)>,
    keys: Arc<Keys>,
    /// The list that this call reads a page of.
    list: Option<Arc<List>>,
    _alive: Alive,
}

#[derive(Debug)]
struct State {
    /// The engine's call, or the error that prevented it.
    call: Result<core::Call, core::Error>,
    /// What follows this page, once that is known.
    page: Option<PageInfo>,
}

/// A call with the first step to do.
#[derive(uniffi::Record)]
pub struct StartedCall {
    /// The call to drive.
    pub call: Arc<Call>,
    /// The call ID, which [`Waker::wake`](crate::Waker::wake) and [`Event::call_id`](crate::Event::call_id) name.
    pub call_id: u64,
    /// The first step.
    pub step: Step,
}

#[uniffi::export]
impl Call {
    /// Takes the result of the last step and returns the next one, at the time `mono_ms` of a clock that is never set and `unix_ms`
    /// of the system's. Steps do not overlap: an event listener must not step the call.
    pub fn step(&self, input: Input, mono_ms: u64, unix_ms: u64) -> Step {
        self.advance(input.into(), Now { mono_ms, unix_ms })
    }

    /// Releases what the call holds. Must be called however the call ends; calling it again does nothing.
    pub fn finish(&self) {
        if let Some((session, id)) = &self.id {
            session.finish(*id);
        }
    }
}

impl Call {
    fn advance(&self, input: core::step::Input, now: Now) -> Step {
        let Some(mut state) = self.locked().take() else {
            let what = "step was called while another step of this call is running: this is a bug in the host";
            return Step::Failed { error: core::Error::transport(what).into() };
        };
        let step = self.stepped(&mut state, input, now);
        *self.locked() = Some(state);
        step
    }

    fn stepped(&self, state: &mut State, input: core::step::Input, now: Now) -> Step {
        let call = match &mut state.call {
            Ok(call) => call,
            Err(error) => return Step::Failed { error: error.clone().into() },
        };
        let mut step = call.step(input, now);
        while let core::step::Step::Sign(request) = &step
            && let Some(signed) = self.keys.sign(request)
        {
            step = call.step(signed, now);
        }
        if let (core::step::Step::Done(Ok(response)), Some(list), None) = (&step, &self.list, &state.page) {
            state.page = Some(list.page_info(response));
        }
        let mut step = Step::new(step, call);
        if let Step::Done { response } = &mut step {
            response.page = state.page.clone();
        }
        step
    }

    fn locked(&self) -> MutexGuard<'_, Option<State>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StartedCall {
    /// Starts a call with its first step, so that a host need not cross the FFI boundary again for it.
    pub(crate) fn new(
        call: Result<core::Call, core::Error>,
        list: Option<Arc<List>>,
        keys: Arc<Keys>,
        seed: u64,
        now: Now,
    ) -> StartedCall {
        let id = call.as_ref().ok().map(|call| (call.session().clone(), call.id()));
        let call_id = id.as_ref().map_or(0, |(_, id)| id.0);
        let call = Arc::new(Call {
            state: Mutex::new(Some(State { call, page: None })),
            id,
            keys,
            list,
            _alive: Alive::new(&alive::CALLS),
        });
        let step = call.advance(core::step::Input::Started { seed }, now);
        StartedCall { call, call_id, step }
    }
}

#[allow(clippy::unwrap_used, reason = "tests")]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Event, EventKind, EventListener, Request, Session, Setting, Settings, Target, Waker};
    use oktant_core::Phase;
    use oktant_core::config::Origin;
    use std::sync::{OnceLock, mpsc};

    struct NoWaker;

    impl Waker for NoWaker {
        fn wake(&self, _: u64) {}
    }

    /// A listener that finishes and steps the call that failed.
    struct Reentrant {
        call: Arc<OnceLock<Arc<Call>>>,
        steps: mpsc::Sender<bool>,
    }

    impl EventListener for Reentrant {
        fn on_event(&self, event: Event) {
            if let (Some(call), EventKind::Failure { .. }) = (self.call.get(), event.kind) {
                call.finish();
                let step = call.step(Input::Woke, 5, 0);
                let _ = self.steps.send(matches!(step, Step::Failed { .. }));
            }
        }
    }

    #[test]
    fn nothing_is_locked_while_a_listener_runs() {
        let setting = |key: &str, text: &str| Setting { key: key.into(), text: text.into(), origin: Origin::Code };
        let values = vec![setting("ORGURL", "https://example.okta.com"), setting("TOKEN", "00token")];
        let (client_key, proof_key) = (None, None);
        let settings = Settings {
            values,
            use_environment: false,
            bearer_callback: false,
            client_key,
            proof_key,
            supports_proxy: false,
            browser: false,
        };
        let session = Session::new(settings, Box::new(NoWaker)).unwrap();
        let (call, (steps, failed_steps)) = (Arc::<OnceLock<_>>::default(), mpsc::channel());
        session.on_event(Box::new(Reentrant { call: Arc::clone(&call), steps }));
        let target = Target::Path { method: "GET".into(), path: "/api/v1/x".into() };
        let (path, query, headers) = (Vec::new(), Vec::new(), Vec::new());
        let request = Request { target, path, query, headers, body: None, options: None };
        let started = session.call(request, 7, 5, 0);
        assert!(call.set(Arc::clone(&started.call)).is_ok());
        let failed = Input::Failed { timed_out: false, phase: Phase::Answer, text: "reset".into() };
        // A retry follows: the nested finish and step did not interfere.
        assert!(matches!(started.call.step(failed, 5, 0), Step::Wait { .. }));
        assert_eq!(failed_steps.try_recv(), Ok(true));
    }
}
