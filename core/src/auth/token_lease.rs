//! One call requests a token at a time; the others wait for its result.

use crate::{CallId, Error, ErrorKind, Secret};
use std::sync::Arc;

/// An access token.
pub(crate) type Token = Secret<Arc<str>>;

/// The token of a session and the lease to request one. Holds one lease and one result, however many calls wait.
#[derive(Debug, Default)]
pub(crate) struct TokenStore {
    lease: Option<Lease>,
    /// Number of results so far.
    results: u64,
    /// The last result. A failure is kept only while calls wait for it: it may hold an exception of the caller's code.
    last: Option<Result<Token, Error>>,
    /// Calls whose lease ended while they were asking: their callbacks hang.
    overdue: Vec<CallId>,
    /// How long the last token serves later calls. A token from a callback serves none.
    lifetime: Option<TokenLifetime>,
}

/// How many calls may ask at once: if one lease ends unanswered, one more call may try.
const MOST_REQUESTS: usize = 2;

/// When a token is renewed, and when it expires.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenLifetime {
    renew_ms: u64,
    end_ms: u64,
}

#[derive(Debug)]
struct Lease {
    holder: CallId,
    /// When other calls may ask, whatever became of the holder. `None` is never.
    until_ms: Option<u64>,
}

/// Which token a call needs.
#[derive(Debug, Clone)]
pub(crate) struct TokenNeed {
    /// Number of results when the call came: any later result is for it too.
    since: u64,
    /// The token that the org refused: any other will do, even one that another call got meanwhile.
    refused: Option<Token>,
    /// The calls whose callbacks this call was made in.
    within: Arc<[CallId]>,
}

/// What a call that needs a token does.
#[derive(Debug)]
pub(crate) enum TokenDecision {
    /// Request a token, for itself and all that wait.
    Request,
    /// Wait for the holder of the lease.
    Wait {
        /// The longest wait; `None` if the lease has no end.
        left_ms: Option<u64>,
    },
    /// Use the cached token, or fail with the cached error.
    Use(Result<Token, Error>),
}

impl TokenNeed {
    /// The token that the org refused.
    pub(crate) fn refused(&self) -> Option<&Token> {
        self.refused.as_ref()
    }

    /// True if a cached token will not do.
    pub(crate) fn is_fresh(&self) -> bool {
        self.refused.is_some()
    }
}

impl TokenLifetime {
    /// A token that lives this long from now and is renewed this much before it expires; halfway, if it lives no longer than
    /// that.
    pub(crate) fn new(now_ms: u64, lives_ms: u64, offset_ms: u64) -> TokenLifetime {
        let serves_ms = lives_ms.checked_sub(offset_ms).filter(|left| *left > 0).unwrap_or(lives_ms / 2);
        TokenLifetime { renew_ms: now_ms.saturating_add(serves_ms), end_ms: now_ms.saturating_add(lives_ms) }
    }

    /// How long until it is renewed.
    pub(crate) fn renews_in_ms(&self, now_ms: u64) -> u64 {
        self.renew_ms.saturating_sub(now_ms)
    }
}

impl Lease {
    /// True if another call holds the lease.
    fn excludes(&self, call_id: CallId, now_ms: u64) -> bool {
        self.holder != call_id && self.until_ms.is_none_or(|until| now_ms < until)
    }
}

impl TokenStore {
    /// What a call needs that comes now.
    pub(crate) fn need(&self, refused: Option<Token>, within: &Arc<[CallId]>) -> TokenNeed {
        TokenNeed { since: self.results, refused, within: Arc::clone(within) }
    }

    /// The last token.
    pub(crate) fn last(&self) -> Option<Token> {
        self.last.as_ref().and_then(|last| last.as_ref().ok()).cloned()
    }

    /// Gives a result, the lease, or a wait.
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
        let since = self.results > need.since;
        let serves =
            |until: fn(&TokenLifetime) -> u64| self.lifetime.as_ref().is_some_and(|lifetime| now_ms < until(lifetime));
        let fits = match (&self.last, &need.refused) {
            (Some(Ok(token)), Some(refused)) => token != refused,
            (last, _) => last.is_some() && since || serves(|lifetime| lifetime.renew_ms),
        };
        if let (true, Some(last)) = (fits, &self.last) {
            return TokenDecision::Use(last.clone());
        }
        match (&self.lease, &self.last) {
            // While one call renews the token, the others use the old one.
            (Some(lease), Some(last)) if lease.excludes(call_id, now_ms) && serves(|lifetime| lifetime.end_ms) => {
                TokenDecision::Use(last.clone())
            }
            (Some(lease), _) if need.within.contains(&lease.holder) => TokenDecision::Use(Err(waits_for_itself())),
            (Some(lease), _) if lease.excludes(call_id, now_ms) => {
                TokenDecision::Wait { left_ms: lease.until_ms.map(|until| until - now_ms) }
            }
            (Some(lease), _) if lease.holder != call_id && self.overdue.len() + 1 >= MOST_REQUESTS => {
                TokenDecision::Use(Err(callbacks_hang()))
            }
            _ => {
                self.overdue.extend(self.lease.as_ref().map(|lease| lease.holder).filter(|holder| *holder != call_id));
                let until_ms = limit_ms.map(|limit| now_ms.saturating_add(limit));
                self.lease = Some(Lease { holder: call_id, until_ms });
                TokenDecision::Request
            }
        }
    }

    /// Stores a result and gives the one it replaces. `None` if it concerns only this call.
    pub(crate) fn settle(
        &mut self,
        call_id: CallId,
        result: Result<Token, Error>,
        lifetime: Option<TokenLifetime>,
    ) -> Option<Option<Result<Token, Error>>> {
        let holds = self.release(call_id);
        // A token is good whoever asked for it; a failure after the lease ended concerns only its own call.
        if !holds && result.is_err() {
            return None;
        }
        self.results += 1;
        self.lifetime = lifetime;
        Some(self.last.replace(result))
    }

    /// True if the last result is a failure.
    pub(crate) fn has_failed(&self) -> bool {
        matches!(self.last, Some(Err(_)))
    }

    /// Removes the last failure.
    pub(crate) fn forget_failure(&mut self) -> Option<Result<Token, Error>> {
        self.last.take_if(|last| last.is_err())
    }

    /// The token that is still valid although its renewal failed. The renewal is tried again halfway to its expiry.
    pub(crate) fn still_good(&mut self, call_id: CallId, now_ms: u64) -> Option<Token> {
        let lifetime = self.lifetime.as_mut().filter(|lifetime| now_ms < lifetime.end_ms)?;
        lifetime.renew_ms = now_ms + (lifetime.end_ms - now_ms) / 2;
        self.release(call_id);
        self.last()
    }

    /// Sets when the lease ends, if this call holds it.
    pub(crate) fn hold(&mut self, call_id: CallId, until_ms: Option<u64>) {
        self.lease.iter_mut().filter(|lease| lease.holder == call_id).for_each(|lease| lease.until_ms = until_ms);
    }

    /// Gives the lease back. False if the call does not hold it.
    pub(crate) fn release(&mut self, call_id: CallId) -> bool {
        self.overdue.retain(|asks| *asks != call_id);
        self.lease.take_if(|lease| lease.holder == call_id).is_some()
    }
}

/// The error of a call that is made inside the callback that is to give its token.
fn waits_for_itself() -> Error {
    let what = "a callback calls its own client, which waits for the token that this callback is to give: \
                make that call with another client";
    Error::new(ErrorKind::Auth, what)
}

/// The error of a call after too many callbacks that hang.
fn callbacks_hang() -> Error {
    let what = format!(
        "{MOST_REQUESTS} calls have asked for a token, and neither has been answered in its time: give the callback a \
         time limit of its own, and let it not wait for calls of its own client"
    );
    Error::new(ErrorKind::Auth, what)
}
