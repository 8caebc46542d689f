//! Calls that wait for other calls, and how they are woken.

use crate::by_call_id::ByCallId;
use crate::io::CallId;
use std::sync::Arc;
use std::task::{Poll, Waker};

/// The host's callback for woken calls.
pub(crate) type Wake = Arc<dyn Fn(CallId) + Send + Sync>;

/// Calls that wait for others, in order of arrival: at most one [`Waiter`] for each live call, removed by [`Waiters::leave`].
#[derive(Default)]
pub(crate) struct Waiters {
    token: ByCallId<Waiter>,
    pace: ByCallId<Waiter>,
    wake: Option<Wake>,
}

/// What a call waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WaitKind {
    /// The token that another call is requesting.
    Token,
    /// Permission to send.
    Pace,
}

#[derive(Default)]
struct Waiter {
    woken: bool,
    waker: Option<Waker>,
}

/// Wakeups to deliver once the session is unlocked.
#[must_use = "nobody wakes before it is called"]
#[derive(Default)]
pub(crate) struct PendingWakes {
    call_ids: Vec<CallId>,
    wakers: Vec<Waker>,
    wake: Option<Wake>,
}

impl Waiters {
    pub(crate) fn set_wake(&mut self, wake: Wake) {
        self.wake = Some(wake);
    }

    /// Adds a call to a queue, or puts it back to sleep where it is.
    pub(crate) fn enter(&mut self, call_id: CallId, kind: WaitKind) {
        let (own, other) = match kind {
            WaitKind::Token => (&mut self.token, &mut self.pace),
            WaitKind::Pace => (&mut self.pace, &mut self.token),
        };
        other.remove(call_id);
        match own.get_mut(call_id) {
            Some(waiter) => waiter.woken = false,
            None => own.insert(call_id, Waiter::default()),
        }
    }

    pub(crate) fn leave(&mut self, call_id: CallId) {
        self.token.remove(call_id);
        self.pace.remove(call_id);
    }

    /// The first call that waits for a token.
    pub(crate) fn first(&self) -> Option<CallId> {
        self.token.first()
    }

    /// All calls that wait for a token.
    pub(crate) fn all(&self) -> Vec<CallId> {
        self.token.call_ids().collect()
    }

    /// Marks calls as woken.
    pub(crate) fn wake(&mut self, call_ids: Vec<CallId>) -> PendingWakes {
        let mut wakers = Vec::new();
        for call_id in &call_ids {
            if let Some(waiter) = self.waiter(*call_id) {
                waiter.woken = true;
                wakers.extend(waiter.waker.take());
            }
        }
        PendingWakes { call_ids, wakers, wake: self.wake.clone() }
    }

    pub(crate) fn poll(&mut self, call_id: CallId, waker: &Waker) -> Poll<()> {
        match self.waiter(call_id) {
            Some(waiter) if waiter.woken => Poll::Ready(()),
            Some(waiter) => {
                waiter.waker = Some(waker.clone());
                Poll::Pending
            }
            None => Poll::Pending,
        }
    }

    fn waiter(&mut self, call_id: CallId) -> Option<&mut Waiter> {
        self.pace.get_mut(call_id).or_else(|| self.token.get_mut(call_id))
    }
}

impl PendingWakes {
    /// Delivers the wakeups. Not under a lock, because a woken call may step at once.
    pub(crate) fn wake_all(self) {
        self.wakers.into_iter().for_each(Waker::wake);
        if let Some(wake) = self.wake {
            self.call_ids.into_iter().for_each(|call_id| wake(call_id));
        }
    }
}
