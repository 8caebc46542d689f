//! One call asks for a token, the others wait for what it gets.

use crate::{CallId, Error, ErrorKind, Secret};
use std::sync::Arc;

/// A token that was given.
pub(crate) type Token = Secret<Arc<str>>;

/// Where tokens are asked for: by one call at a time. Holds one lease and one answer, however many calls wait.
#[derive(Debug, Default)]
pub(crate) struct TokenStore {
    lease: Option<Lease>,
    /// How many questions were answered so far.
    answered: u64,
    /// A failure only as long as calls wait that it is for: it may hold on to what the caller's code has thrown.
    last: Option<Result<Token, Error>>,
    /// Calls whose lease ended while they asked: what answers them hangs.
    overdue: Vec<CallId>,
    /// For how long the last token serves calls that come later; a caller's token serves none.
    lifetime: Option<TokenLifetime>,
}

/// How many calls may ask at once: where the lease of one ends while it asks, one more may try.
const MOST_ASK: usize = 2;

/// When a token is renewed, and when it ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenLifetime {
    renew_ms: u64,
    end_ms: u64,
}

#[derive(Debug)]
struct Lease {
    holder: CallId,
    /// When others may ask, whatever became of the holder.
    until_ms: Option<u64>,
}

/// What a call needs.
#[derive(Debug, Clone)]
pub(crate) struct TokenNeed {
    /// How many questions were answered when it came: any later answer is for it too.
    since: u64,
    /// The token that was refused: any but this, even one that another call has had since.
    refused: Option<Token>,
    /// The calls in whose callbacks it was made.
    within: Arc<[CallId]>,
}

/// What a call does next.
#[derive(Debug)]
pub(crate) enum TokenDecision {
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

impl TokenNeed {
    /// True where a kept token will not do.
    pub(crate) fn is_fresh(&self) -> bool {
        self.refused.is_some()
    }
}

impl TokenLifetime {
    /// A token that lives so long from now, and is renewed by so much before its end; halfway, where it lives no longer.
    pub(crate) fn new(now_ms: u64, lives_ms: u64, offset_ms: u64) -> TokenLifetime {
        let serves_ms = lives_ms.checked_sub(offset_ms).filter(|left| *left > 0).unwrap_or(lives_ms / 2);
        TokenLifetime { renew_ms: now_ms.saturating_add(serves_ms), end_ms: now_ms.saturating_add(lives_ms) }
    }
}

impl Lease {
    /// True where a call other than this has it.
    fn excludes(&self, call_id: CallId, now_ms: u64) -> bool {
        self.holder != call_id && self.until_ms.is_none_or(|until| now_ms < until)
    }
}

impl TokenStore {
    /// What a call needs that comes now.
    pub(crate) fn need(&self, refused: Option<Token>, within: &Arc<[CallId]>) -> TokenNeed {
        TokenNeed { since: self.answered, refused, within: Arc::clone(within) }
    }

    /// The token that was given last.
    pub(crate) fn last(&self) -> Option<Token> {
        self.last.as_ref().and_then(|last| last.as_ref().ok()).cloned()
    }

    /// Gives the answer, the lease, or a place in the queue.
    pub(crate) fn decide(
        &mut self,
        call_id: CallId,
        need: &TokenNeed,
        now_ms: u64,
        limit_ms: Option<u64>,
    ) -> TokenDecision {
        if let (Some(Ok(token)), Some(refused)) = (&self.last, &need.refused) {
            self.lifetime.take_if(|_| token == refused);
        }
        let since = self.answered > need.since;
        let serves =
            |until: fn(&TokenLifetime) -> u64| self.lifetime.as_ref().is_some_and(|lifetime| now_ms < until(lifetime));
        let fits = match (&self.last, &need.refused) {
            (Some(Ok(token)), Some(refused)) => token != refused,
            (last, _) => last.is_some() && since || serves(|lifetime| lifetime.renew_ms),
        };
        if let (true, Some(last)) = (fits, &self.last) {
            return TokenDecision::Take(last.clone());
        }
        match (&self.lease, &self.last) {
            // While one renews it, the others go on with what they have.
            (Some(lease), Some(last)) if lease.excludes(call_id, now_ms) && serves(|lifetime| lifetime.end_ms) => {
                TokenDecision::Take(last.clone())
            }
            (Some(lease), _) if need.within.contains(&lease.holder) => TokenDecision::Take(Err(waits_for_itself())),
            (Some(lease), _) if lease.excludes(call_id, now_ms) => {
                TokenDecision::Wait { left_ms: lease.until_ms.map(|until| until - now_ms) }
            }
            (Some(lease), _) if lease.holder != call_id && self.overdue.len() + 1 >= MOST_ASK => {
                TokenDecision::Take(Err(hangs()))
            }
            _ => {
                self.overdue.extend(self.lease.as_ref().map(|lease| lease.holder).filter(|holder| *holder != call_id));
                let until_ms = limit_ms.map(|limit| now_ms.saturating_add(limit));
                self.lease = Some(Lease { holder: call_id, until_ms });
                TokenDecision::Ask
            }
        }
    }

    /// Takes what was answered, and gives what it replaces; nothing where it concerns nobody else.
    pub(crate) fn settle(
        &mut self,
        call_id: CallId,
        result: Result<Token, Error>,
        lifetime: Option<TokenLifetime>,
    ) -> Option<Option<Result<Token, Error>>> {
        let holds = self.release(call_id);
        // A token is good whoever asked; a failure of one whose lease is over is its own.
        if !holds && result.is_err() {
            return None;
        }
        self.answered += 1;
        self.lifetime = lifetime;
        Some(self.last.replace(result))
    }

    /// True where the last answer is a failure.
    pub(crate) fn has_failed(&self) -> bool {
        matches!(self.last, Some(Err(_)))
    }

    /// Gives a failure away that is for nobody any more.
    pub(crate) fn forget_failure(&mut self) -> Option<Result<Token, Error>> {
        self.last.take_if(|last| last.is_err())
    }

    /// The token that is still good although its renewal failed; that is tried again halfway to its end.
    pub(crate) fn still_good(&mut self, call_id: CallId, now_ms: u64) -> Option<Token> {
        let lifetime = self.lifetime.as_mut().filter(|lifetime| now_ms < lifetime.end_ms)?;
        lifetime.renew_ms = now_ms + (lifetime.end_ms - now_ms) / 2;
        self.release(call_id);
        self.last()
    }

    /// Tells until when others need not ask, for who holds the lease.
    pub(crate) fn hold(&mut self, call_id: CallId, until_ms: Option<u64>) {
        self.lease.iter_mut().filter(|lease| lease.holder == call_id).for_each(|lease| lease.until_ms = until_ms);
    }

    /// Gives the lease back; false where the call has none.
    pub(crate) fn release(&mut self, call_id: CallId) -> bool {
        self.overdue.retain(|asks| *asks != call_id);
        self.lease.take_if(|lease| lease.holder == call_id).is_some()
    }
}

/// The error of a call that is made in a callback which gives the token, or has a part in it.
fn waits_for_itself() -> Error {
    let what = "a callback calls its own client, which waits for the token that this callback is to give: \
                make that call with another client";
    Error::new(ErrorKind::Auth, what)
}

/// The error of a call whose predecessors all hang.
fn hangs() -> Error {
    let what = format!(
        "{MOST_ASK} calls have asked for a token, and neither has been answered in its time: give the callback a \
         time limit of its own, and let it not wait for calls of its own client"
    );
    Error::new(ErrorKind::Auth, what)
}
