//! Wait: for time to pass, or for the caller to stop it.

use crate::js;
use js_sys::Function;
use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// The longest time that setTimeout takes; it fires a longer one at once.
const LONGEST_MS: f64 = 2_147_483_647.0;

/// Ready after a time. Dropping it takes the timer back.
pub(crate) struct Alarm {
    flag: Flag,
    timer: JsValue,
}

/// Ready when a signal says so; never without a signal.
pub(crate) struct Stop(Option<(AbortSignal, Flag)>);

/// Something that JavaScript calls once, and a future waits for.
struct Flag {
    state: Rc<RefCell<State>>,
    callback: Closure<dyn FnMut()>,
}

#[derive(Default)]
struct State {
    raised: bool,
    waker: Option<Waker>,
}

impl Alarm {
    pub(crate) fn new(after: Duration) -> Alarm {
        let flag = Flag::new();
        let ms = (after.as_secs_f64() * 1000.0).ceil().min(LONGEST_MS);
        // Without timers there is no time limit; there is no such host.
        let timer = js::set_timeout(flag.function(), ms).unwrap_or_default();
        Alarm { flag, timer }
    }
}

impl Stop {
    pub(crate) fn new(signal: Option<AbortSignal>) -> Stop {
        Stop(signal.map(|signal| {
            let flag = Flag::new();
            if signal.aborted() {
                flag.state.borrow_mut().raised = true;
            } else {
                let _ = signal.add_event_listener_with_callback("abort", flag.function());
            }
            (signal, flag)
        }))
    }

    /// What the caller says of it.
    pub(crate) fn reason(&self) -> JsValue {
        self.0.as_ref().map(|(signal, _)| signal.reason()).unwrap_or_default()
    }
}

/// The work, or `None` where the other future was ready before.
pub(crate) async fn unless<T>(stop: impl Future<Output = ()>, work: impl Future<Output = T>) -> Option<T> {
    let (mut stop, mut work) = (pin!(stop), pin!(work));
    poll_fn(|task| {
        if stop.as_mut().poll(task).is_ready() {
            return Poll::Ready(None);
        }
        work.as_mut().poll(task).map(Some)
    })
    .await
}

impl Flag {
    fn new() -> Flag {
        let state = Rc::<RefCell<State>>::default();
        let own = Rc::clone(&state);
        let callback = Closure::new(move || {
            let waker = {
                let mut state = own.borrow_mut();
                state.raised = true;
                state.waker.take()
            };
            waker.into_iter().for_each(Waker::wake);
        });
        Flag { state, callback }
    }

    fn function(&self) -> &Function {
        self.callback.as_ref().unchecked_ref()
    }

    fn poll(&self, task: &Context<'_>) -> Poll<()> {
        let mut state = self.state.borrow_mut();
        if state.raised {
            return Poll::Ready(());
        }
        state.waker = Some(task.waker().clone());
        Poll::Pending
    }
}

impl Future for Alarm {
    type Output = ();
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        self.flag.poll(task)
    }
}

impl Future for &Stop {
    type Output = ();
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        self.0.as_ref().map_or(Poll::Pending, |(_, flag)| flag.poll(task))
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        let _ = js::clear_timeout(&self.timer);
    }
}

impl Drop for Stop {
    fn drop(&mut self) {
        if let Some((signal, flag)) = &self.0 {
            let _ = signal.remove_event_listener_with_callback("abort", flag.function());
        }
    }
}
