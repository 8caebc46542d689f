//! Decides whether a request is retried, and when. Nothing else does.

use crate::http::date;
use crate::io::{Now, Reason};
use crate::operation::safety::{AttemptResult, is_safe};
use crate::{Error, Headers, Operation, steps, text};
use std::time::Duration;

/// The retries of a call so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RetryState {
    /// Number of retries.
    pub(crate) count: u32,
    /// The last backoff, without what a rate limit added.
    pub(crate) last_backoff_ms: u64,
    /// A random number, different for each decision.
    pub(crate) random: u64,
}

/// The limits of a call's retries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Number of retries.
    pub(crate) max_retries: u32,
    /// The longest pause.
    pub(crate) max_wait_ms: u64,
    /// When the call must be over, by the monotonic clock.
    pub(crate) deadline_ms: Option<u64>,
}

/// What to do after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RetryDecision {
    /// Do not retry.
    Stop,
    /// Retry after a pause.
    Retry { after_ms: u64, reason: Reason, backoff_ms: u64 },
}

/// The shortest pause.
const SHORTEST_MS: u64 = 100;
/// The first backoff; up to as much is added at random.
const BACKOFF_MS: u64 = 250;
/// The most that is added at random to a wait for a rate limit, to spread the calls that wait for the same reset.
const JITTER_MS: u64 = 1000;

/// Decides whether a request is retried after the result of an attempt, and when.
pub(crate) fn decide(
    operation: &Operation,
    result: AttemptResult<'_>,
    retries: RetryState,
    limits: Limits,
    now: Now,
) -> RetryDecision {
    if retries.count >= limits.max_retries || !is_safe(operation, result) {
        return RetryDecision::Stop;
    }
    let backoff_ms = backoff(retries);
    let told_ms = requested_pause_ms(result, now);
    let reason = match result {
        AttemptResult::Answered { status: 429, headers } if headers.rate().is_concurrent() => Reason::ConcurrentLimit,
        AttemptResult::Answered { status: 429, .. } => Reason::RateLimit,
        _ => Reason::Backoff,
    };
    let wanted_ms = told_ms.map_or(backoff_ms, |told| told.saturating_add(retries.random % (JITTER_MS + 1)));
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

/// How long the org asks the client to wait: after a 429 until the rate limit resets, else Retry-After, which a 503 may have too.
/// `None` if the response does not say.
fn requested_pause_ms(result: AttemptResult<'_>, now: Now) -> Option<u64> {
    match result {
        AttemptResult::Answered { status: 429, headers } if headers.rate().is_concurrent() => None,
        AttemptResult::Answered { status: 429, headers } => {
            until_reset(headers, now).or_else(|| retry_after(headers, now))
        }
        AttemptResult::Answered { status: 503, headers } => retry_after(headers, now),
        _ => None,
    }
}

/// The error of an attempt, with the time that the org asks to wait.
pub(crate) fn with_retry_after(error: Error, result: AttemptResult<'_>, now: Now) -> Error {
    error.with(|fault| fault.retry_after = requested_pause_ms(result, now).map(Duration::from_millis))
}

/// Decorrelated backoff: 250 to 500 ms at first, then 1.5 to 2 times the last.
fn backoff(retries: RetryState) -> u64 {
    let (least, most) = match retries.last_backoff_ms {
        0 => (BACKOFF_MS, BACKOFF_MS * 2),
        last => (last.saturating_add(last / 2), last.saturating_mul(2)),
    };
    least.saturating_add(retries.random % (most - least + 1))
}

/// Time until the rate limit resets, by the org's clock if the response has a Date. `None` if that is past or unknown.
fn until_reset(headers: &Headers, now: Now) -> Option<u64> {
    let reset_ms = headers.rate().reset?.saturating_mul(1000);
    reset_ms.checked_sub(clock(headers, now)).filter(|left| *left > 0)
}

/// Retry-After, in seconds or as a date. If it is doubled, the later one.
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

/// Milliseconds of a decimal number of seconds. Parsing floats would add 13 kB of tables to the wasm bundle.
fn seconds(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = text::digits(whole).unwrap_or(u64::MAX).saturating_mul(1000);
    Some(whole.saturating_add(text::fraction_ms(fraction)?))
}

/// The org's clock if the response has a Date, else the local one.
fn clock(headers: &Headers, now: Now) -> u64 {
    headers.date_ms().unwrap_or(now.unix_ms)
}
