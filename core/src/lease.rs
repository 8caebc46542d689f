//! One call asks for a token, the others wait for what it gets.

use crate::{Error, Secret, Ticket};
use std::sync::Arc;

/// A token that was given.
pub(crate) type Token = Secret<Arc<str>>;

/// Where tokens are asked for: by one call at a time.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    lease: Option<Lease>,
    /// How many questions were answered so far.
    answered: u64,
    last: Option<Result<Token, Error>>,
}

#[derive(Debug)]
struct Lease {
    holder: Ticket,
    /// When others may ask, whatever became of the holder.
    until_ms: Option<u64>,
}

/// What a call needs.
#[derive(Debug, Clone)]
pub(crate) struct Need {
    /// How many questions were answered when it came: any later answer is for it too.
    since: u64,
    /// The token that was refused: any but this, even one that another call has had since.
    refused: Option<Token>,
}

/// What a call does next.
#[derive(Debug)]
pub(crate) enum Turn {
    /// It asks, for itself and all who wait.
    Ask,
    /// It waits until another's lease is over.
    Wait {
        /// For so long at most; nothing where the lease has no end.
        left_ms: Option<u64>,
    },
    /// There is an answer.
    Take(Result<Token, Error>),
}

impl Need {
    /// True where a kept token will not do.
    pub(crate) fn is_fresh(&self) -> bool {
        self.refused.is_some()
    }
}

impl Desk {
    /// What a call needs that comes now.
    pub(crate) fn need(&self, refused: Option<Token>) -> Need {
        Need { since: self.answered, refused }
    }

    /// The token that was given last.
    pub(crate) fn last(&self) -> Option<Token> {
        self.last.as_ref().and_then(|last| last.as_ref().ok()).cloned()
    }

    /// Gives the answer, the lease, or a place in the queue.
    pub(crate) fn turn(&mut self, ticket: Ticket, need: &Need, now_ms: u64, limit_ms: Option<u64>) -> Turn {
        let since = self.answered > need.since;
        let fits = match (&self.last, &need.refused) {
            (Some(Ok(token)), Some(refused)) => token != refused,
            (last, _) => last.is_some() && since,
        };
        if let (true, Some(last)) = (fits, &self.last) {
            return Turn::Take(last.clone());
        }
        match &self.lease {
            Some(lease) if lease.holder != ticket && lease.until_ms.is_none_or(|until| now_ms < until) => {
                Turn::Wait { left_ms: lease.until_ms.map(|until| until - now_ms) }
            }
            _ => {
                let until_ms = limit_ms.map(|limit| now_ms.saturating_add(limit));
                self.lease = Some(Lease { holder: ticket, until_ms });
                Turn::Ask
            }
        }
    }

    /// Takes what was answered; false where it concerns nobody else.
    pub(crate) fn settle(&mut self, ticket: Ticket, answer: Result<Token, Error>) -> bool {
        let holds = self.release(ticket);
        // A token is good whoever asked; a failure of one whose lease is over is its own.
        if !holds && answer.is_err() {
            return false;
        }
        self.answered += 1;
        self.last = Some(answer);
        true
    }

    /// Gives the lease back; false where the call has none.
    pub(crate) fn release(&mut self, ticket: Ticket) -> bool {
        self.lease.take_if(|lease| lease.holder == ticket).is_some()
    }
}
