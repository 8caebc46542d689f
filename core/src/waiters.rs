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

/// What a call waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// A token.
    Token,
    /// Its turn to send.
    Pace,
}

struct Slot {
    ticket: Ticket,
    line: Line,
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

    /// Puts a call at the end of a queue, or leaves it where it stands, asleep again.
    pub(crate) fn enter(&mut self, ticket: Ticket, line: Line) {
        match self.slots.iter_mut().find(|slot| slot.ticket == ticket) {
            Some(slot) if slot.line == line => slot.woken = false,
            _ => {
                self.leave(ticket);
                self.slots.push(Slot { ticket, line, woken: false, waker: None });
            }
        }
    }

    pub(crate) fn leave(&mut self, ticket: Ticket) {
        if let Some(at) = self.slots.iter().position(|slot| slot.ticket == ticket) {
            self.slots.remove(at);
        }
    }

    /// The call that has waited longest.
    pub(crate) fn first(&self, line: Line) -> Vec<Ticket> {
        let mut tickets = self.all(line);
        tickets.truncate(1);
        tickets
    }

    /// All that wait.
    pub(crate) fn all(&self, line: Line) -> Vec<Ticket> {
        let mut tickets = Vec::new();
        for slot in &self.slots {
            if slot.line == line {
                tickets.push(slot.ticket);
            }
        }
        tickets
    }

    /// Wakes calls.
    pub(crate) fn call(&mut self, tickets: Vec<Ticket>) -> Alarm {
        let mut wakers = Vec::new();
        for slot in self.slots.iter_mut().filter(|slot| tickets.contains(&slot.ticket)) {
            slot.woken = true;
            wakers.extend(slot.waker.take());
        }
        Alarm { tickets, wakers, wake: self.wake.clone() }
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
