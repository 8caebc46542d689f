//! Whether a request is sent again, and when. Nothing else may decide that.

use crate::http::date;
use crate::io::{Now, Reason};
use crate::operation::safety::{AttemptResult, is_safe};
use crate::{Headers, Operation, steps, text};

/// What a call has behind it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RetryState {
    /// How often it was repeated so far.
    pub(crate) repeats: u32,
    /// How long it paused the last time, before any lengthening by the rate limit.
    pub(crate) last_backoff_ms: u64,
    /// A random number, another one for each decision.
    pub(crate) chance: u64,
}

/// How far a call may go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Repeats.
    pub(crate) max_retries: u32,
    /// One pause.
    pub(crate) max_wait_ms: u64,
    /// When it must be over, by the clock that only goes forward.
    pub(crate) deadline_ms: Option<u64>,
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RetryDecision {
    /// What came is the outcome.
    Stop,
    /// The request goes out again after a pause.
    Retry { after_ms: u64, reason: Reason, backoff_ms: u64 },
}

/// No repeat comes sooner.
const SHORTEST_MS: u64 = 100;
/// The first backoff, to which up to as much is added.
const BACKOFF_MS: u64 = 250;
/// What is added to a pause of the rate limit at most, so that those who wait for one moment do not all come at it.
const JITTER_MS: u64 = 1000;

/// Whether a request is sent again after this end, and when.
pub(crate) fn decide(
    operation: &Operation,
    result: AttemptResult<'_>,
    retries: RetryState,
    limits: Limits,
    now: Now,
) -> RetryDecision {
    if retries.repeats >= limits.max_retries || !is_safe(operation, result) {
        return RetryDecision::Stop;
    }
    let backoff_ms = backoff(retries);
    let (reason, told_ms) = match result {
        AttemptResult::Answered { status: 429, headers } if headers.rate().is_concurrent() => {
            (Reason::ConcurrentLimit, None)
        }
        AttemptResult::Answered { status: 429, headers } => {
            let reset = until_reset(headers, now);
            (Reason::RateLimit, reset.or_else(|| retry_after(headers, now)))
        }
        AttemptResult::Answered { status: 503, headers } => (Reason::Backoff, retry_after(headers, now)),
        _ => (Reason::Backoff, None),
    };
    let wanted_ms = told_ms.map_or(backoff_ms, |told| told.saturating_add(retries.chance % (JITTER_MS + 1)));
    let after_ms = wanted_ms.max(SHORTEST_MS).min(limits.max_wait_ms.max(SHORTEST_MS));
    if limits.deadline_ms.is_some_and(|deadline| now.mono_ms.saturating_add(after_ms) >= deadline) {
        return RetryDecision::Stop;
    }
    RetryDecision::Retry {
        after_ms,
        reason,
        backoff_ms: if told_ms.is_some() { retries.last_backoff_ms } else { after_ms },
    }
}

/// A quarter to half a second at first, then one and a half to two times the last.
fn backoff(retries: RetryState) -> u64 {
    let (least, most) = match retries.last_backoff_ms {
        0 => (BACKOFF_MS, BACKOFF_MS * 2),
        last => (last.saturating_add(last / 2), last.saturating_mul(2)),
    };
    least.saturating_add(retries.chance % (most - least + 1))
}

/// How long until the limit is renewed, by the org's clock where it tells it. `None` where that is past or unknown.
fn until_reset(headers: &Headers, now: Now) -> Option<u64> {
    let reset_ms = headers.rate().reset?.saturating_mul(1000);
    reset_ms.checked_sub(clock(headers, now)).filter(|left| *left > 0)
}

/// What Retry-After says, as seconds or as a date; of doubled ones the later.
fn retry_after(headers: &Headers, now: Now) -> Option<u64> {
    let (mut latest, clock) = (0, clock(headers, now));
    for value in headers.all("retry-after") {
        steps::count(value.len());
        for date in date::all(value) {
            latest = latest.max(date.saturating_sub(clock));
        }
        for part in value.split(',') {
            latest = latest.max(seconds(part.trim_ascii()).unwrap_or(0));
        }
    }
    Some(latest).filter(|left| *left > 0)
}

/// Milliseconds of a number of seconds. Parsing floats would add 13 kB of tables to what a browser loads.
fn seconds(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = text::digits(whole).unwrap_or(u64::MAX).saturating_mul(1000);
    Some(whole.saturating_add(text::fraction_ms(fraction)?))
}

/// The org's clock, else the local one.
fn clock(headers: &Headers, now: Now) -> u64 {
    headers.date_ms().unwrap_or(now.unix_ms)
}
