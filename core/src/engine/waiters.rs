//! Who waits for others, and who wakes them.

use crate::by_ticket::ByTicket;
use crate::io::Ticket;
use std::sync::Arc;
use std::task::{Poll, Waker};

/// What a host registered to hear of tickets.
pub(crate) type Wake = Arc<dyn Fn(Ticket) + Send + Sync>;

/// The calls that wait for others, in the order in which they came: at most one slot for each call that is alive, which
/// [`Waiters::leave`] removes.
#[derive(Default)]
pub(crate) struct Waiters {
    token: ByTicket<Slot>,
    pace: ByTicket<Slot>,
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

#[derive(Default)]
struct Slot {
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

    /// Puts a call into a line, or leaves it where it stands, asleep again.
    pub(crate) fn enter(&mut self, ticket: Ticket, line: Line) {
        let (own, other) = match line {
            Line::Token => (&mut self.token, &mut self.pace),
            Line::Pace => (&mut self.pace, &mut self.token),
        };
        other.remove(ticket);
        match own.get_mut(ticket) {
            Some(slot) => slot.woken = false,
            None => own.insert(ticket, Slot::default()),
        }
    }

    pub(crate) fn leave(&mut self, ticket: Ticket) {
        self.token.remove(ticket);
        self.pace.remove(ticket);
    }

    /// The first call that waits for a token.
    pub(crate) fn first(&self) -> Option<Ticket> {
        self.token.first()
    }

    /// All calls that wait for a token.
    pub(crate) fn all(&self) -> Vec<Ticket> {
        self.token.tickets().collect()
    }

    /// Wakes calls.
    pub(crate) fn call(&mut self, tickets: Vec<Ticket>) -> Alarm {
        let mut wakers = Vec::new();
        for ticket in &tickets {
            if let Some(slot) = self.slot(*ticket) {
                slot.woken = true;
                wakers.extend(slot.waker.take());
            }
        }
        Alarm { tickets, wakers, wake: self.wake.clone() }
    }

    pub(crate) fn poll(&mut self, ticket: Ticket, waker: &Waker) -> Poll<()> {
        match self.slot(ticket) {
            Some(slot) if slot.woken => Poll::Ready(()),
            Some(slot) => {
                slot.waker = Some(waker.clone());
                Poll::Pending
            }
            None => Poll::Pending,
        }
    }

    fn slot(&mut self, ticket: Ticket) -> Option<&mut Slot> {
        self.pace.get_mut(ticket).or_else(|| self.token.get_mut(ticket))
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
