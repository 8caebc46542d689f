//! Futures that wait for a timer or an AbortSignal.

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

/// The longest delay of `setTimeout`, which fires at once for a longer one.
const MAX_DELAY_MS: f64 = 2_147_483_647.0;

/// A future that is ready after a delay. Dropping it clears the timer.
pub(crate) struct Timer {
    notify: Notify,
    id: JsValue,
}

/// A future that is ready when the signal is aborted; never without a signal.
pub(crate) struct Abort(Option<(AbortSignal, Notify)>);

/// A callback for JavaScript that wakes the future that waits for it.
struct Notify {
    state: Rc<RefCell<State>>,
    callback: Closure<dyn FnMut()>,
}

#[derive(Default)]
struct State {
    notified: bool,
    waker: Option<Waker>,
}

impl Timer {
    pub(crate) fn new(delay: Duration) -> Timer {
        let notify = Notify::new();
        let ms = (delay.as_secs_f64() * 1000.0).ceil().min(MAX_DELAY_MS);
        // Every host has `setTimeout`; without it there would be no timeouts.
        let id = js::set_timeout(notify.function(), ms).unwrap_or_default();
        Timer { notify, id }
    }
}

impl Abort {
    pub(crate) fn new(signal: Option<AbortSignal>) -> Abort {
        Abort(signal.map(|signal| {
            let notify = Notify::new();
            if signal.aborted() {
                notify.state.borrow_mut().notified = true;
            } else {
                let _ = signal.add_event_listener_with_callback("abort", notify.function());
            }
            (signal, notify)
        }))
    }

    /// The reason of the signal.
    pub(crate) fn reason(&self) -> JsValue {
        self.0.as_ref().map(|(signal, _)| signal.reason()).unwrap_or_default()
    }
}

/// The output of `work`, or `None` if `end` is ready first.
pub(crate) async fn race<T>(end: impl Future<Output = ()>, work: impl Future<Output = T>) -> Option<T> {
    let (mut end, mut work) = (pin!(end), pin!(work));
    poll_fn(|task| {
        if end.as_mut().poll(task).is_ready() {
            return Poll::Ready(None);
        }
        work.as_mut().poll(task).map(Some)
    })
    .await
}

impl Notify {
    fn new() -> Notify {
        let state = Rc::<RefCell<State>>::default();
        let shared = Rc::clone(&state);
        let callback = Closure::new(move || {
            let waker = {
                let mut state = shared.borrow_mut();
                state.notified = true;
                state.waker.take()
            };
            waker.into_iter().for_each(Waker::wake);
        });
        Notify { state, callback }
    }

    fn function(&self) -> &Function {
        self.callback.as_ref().unchecked_ref()
    }

    fn poll(&self, task: &Context<'_>) -> Poll<()> {
        let mut state = self.state.borrow_mut();
        if state.notified {
            return Poll::Ready(());
        }
        state.waker = Some(task.waker().clone());
        Poll::Pending
    }
}

impl Future for Timer {
    type Output = ();
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        self.notify.poll(task)
    }
}

impl Future for &Abort {
    type Output = ();
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        self.0.as_ref().map_or(Poll::Pending, |(_, notify)| notify.poll(task))
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        let _ = js::clear_timeout(&self.id);
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some((signal, notify)) = &self.0 {
            let _ = signal.remove_event_listener_with_callback("abort", notify.function());
        }
    }
}
