//! Who waits for others, and who wakes them.

use crate::by_call_id::ByCallId;
use crate::io::CallId;
use std::sync::Arc;
use std::task::{Poll, Waker};

/// What a host registered to hear of call IDs.
pub(crate) type Wake = Arc<dyn Fn(CallId) + Send + Sync>;

/// The calls that wait for others, in the order in which they came: at most one slot for each call that is alive, which
/// [`Waiters::leave`] removes.
#[derive(Default)]
pub(crate) struct Waiters {
    token: ByCallId<Waiter>,
    pace: ByCallId<Waiter>,
    wake: Option<Wake>,
}

/// What a call waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WaitKind {
    /// A token.
    Token,
    /// Its turn to send.
    Pace,
}

#[derive(Default)]
struct Waiter {
    woken: bool,
    waker: Option<Waker>,
}

/// What is to be woken once the session is unlocked.
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

    /// Puts a call into a line, or leaves it where it stands, asleep again.
    pub(crate) fn enter(&mut self, call_id: CallId, line: WaitKind) {
        let (own, other) = match line {
            WaitKind::Token => (&mut self.token, &mut self.pace),
            WaitKind::Pace => (&mut self.pace, &mut self.token),
        };
        other.remove(call_id);
        match own.get_mut(call_id) {
            Some(slot) => slot.woken = false,
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

    /// Wakes calls.
    pub(crate) fn call(&mut self, call_ids: Vec<CallId>) -> PendingWakes {
        let mut wakers = Vec::new();
        for call_id in &call_ids {
            if let Some(slot) = self.slot(*call_id) {
                slot.woken = true;
                wakers.extend(slot.waker.take());
            }
        }
        PendingWakes { call_ids, wakers, wake: self.wake.clone() }
    }

    pub(crate) fn poll(&mut self, call_id: CallId, waker: &Waker) -> Poll<()> {
        match self.slot(call_id) {
            Some(slot) if slot.woken => Poll::Ready(()),
            Some(slot) => {
                slot.waker = Some(waker.clone());
                Poll::Pending
            }
            None => Poll::Pending,
        }
    }

    fn slot(&mut self, call_id: CallId) -> Option<&mut Waiter> {
        self.pace.get_mut(call_id).or_else(|| self.token.get_mut(call_id))
    }
}

impl PendingWakes {
    /// Wakes them; not under a lock, because what is woken may come back at once.
    pub(crate) fn wake_all(self) {
        self.wakers.into_iter().for_each(Waker::wake);
        if let Some(wake) = self.wake {
            self.call_ids.into_iter().for_each(|call_id| wake(call_id));
        }
    }
}
