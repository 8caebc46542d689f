//! Who waits for others, and who wakes them.

use crate::Session;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// The name of a call in its session, known before its first step. No two calls of a session have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// Ready when its session wakes its ticket; never ready for a pause that nobody can end early.
#[derive(Debug)]
pub struct Woken {
    session: Session,
    ticket: Ticket,
}

/// What a host registered to hear of tickets.
pub(crate) type Wake = Arc<dyn Fn(Ticket) + Send + Sync>;

/// The calls that wait for others, in the order in which they came.
#[derive(Default)]
pub(crate) struct Waiters {
    slots: Vec<Slot>,
    wake: Option<Wake>,
}

struct Slot {
    ticket: Ticket,
    woken: bool,
    waker: Option<Waker>,
}

/// What is to be woken once the session is unlocked.
#[must_use = "nobody wakes before it is called"]
#[derive(Default)]
pub(crate) struct Alarm {
    tickets: Vec<Ticket>,
    wakers: Vec<Waker>,
    wake: Option<Wake>,
}

impl Waiters {
    pub(crate) fn set_wake(&mut self, wake: Wake) {
        self.wake = Some(wake);
    }

    /// Puts a call at the end of the queue, or leaves it where it stands, asleep again.
    pub(crate) fn enter(&mut self, ticket: Ticket) {
        match self.slots.iter_mut().find(|slot| slot.ticket == ticket) {
            Some(slot) => slot.woken = false,
            None => self.slots.push(Slot { ticket, woken: false, waker: None }),
        }
    }

    pub(crate) fn leave(&mut self, ticket: Ticket) {
        self.slots.retain(|slot| slot.ticket != ticket);
    }

    /// Wakes the call that has waited longest.
    pub(crate) fn first(&mut self) -> Alarm {
        self.take(1)
    }

    /// Wakes all that wait.
    pub(crate) fn all(&mut self) -> Alarm {
        self.take(usize::MAX)
    }

    fn take(&mut self, count: usize) -> Alarm {
        let mut alarm = Alarm { wake: self.wake.clone(), ..Alarm::default() };
        for slot in self.slots.iter_mut().take(count) {
            slot.woken = true;
            alarm.tickets.push(slot.ticket);
            alarm.wakers.extend(slot.waker.take());
        }
        alarm
    }

    fn poll(&mut self, ticket: Ticket, waker: &Waker) -> Poll<()> {
        match self.slots.iter_mut().find(|slot| slot.ticket == ticket) {
            Some(slot) if slot.woken => Poll::Ready(()),
            Some(slot) => {
                slot.waker = Some(waker.clone());
                Poll::Pending
            }
            None => Poll::Pending,
        }
    }
}

impl Alarm {
    /// Wakes them; not under a lock, because what is woken may come back at once.
    pub(crate) fn ring(self) {
        self.wakers.into_iter().for_each(Waker::wake);
        if let Some(wake) = self.wake {
            self.tickets.into_iter().for_each(|ticket| wake(ticket));
        }
    }
}

impl Woken {
    pub(crate) fn new(session: Session, ticket: Ticket) -> Woken {
        Woken { session, ticket }
    }
}

impl Future for Woken {
    type Output = ();
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        self.session.locked().waiters.poll(self.ticket, task.waker())
    }
}
