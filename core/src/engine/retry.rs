//! Whether a request is sent again, and when. Nothing else may decide that.

use crate::engine::step::{Now, Reason};
use crate::http::date;
use crate::{Headers, Method, Operation, Phase, steps, text};

/// What came of an attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ended<'a> {
    /// An answer that is no success.
    Answered { status: u16, headers: &'a Headers },
    /// No whole answer.
    Broken { phase: Phase },
}

/// What a call has behind it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tries {
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
pub(crate) enum Verdict {
    /// What came is the outcome.
    Stop,
    /// The request goes out again after a pause.
    Again { after_ms: u64, reason: Reason, backoff_ms: u64 },
}

/// Numbers that look random and come from a seed: SplitMix64.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// No repeat comes sooner.
const SHORTEST_MS: u64 = 100;
/// The first backoff, to which up to as much is added.
const BACKOFF_MS: u64 = 250;
/// What is added to a pause of the rate limit at most, so that those who wait for one moment do not all come at it.
const JITTER_MS: u64 = 1000;

/// Whether a request is sent again after this end, and when.
pub(crate) fn decide(operation: &Operation, ended: Ended<'_>, tries: Tries, limits: Limits, now: Now) -> Verdict {
    if tries.repeats >= limits.max_retries || !is_safe(operation, ended) {
        return Verdict::Stop;
    }
    let backoff_ms = backoff(tries);
    let (reason, told_ms) = match ended {
        Ended::Answered { status: 429, headers } if headers.rate().is_concurrent() => (Reason::ConcurrentLimit, None),
        Ended::Answered { status: 429, headers } => {
            let reset = until_reset(headers, now);
            (Reason::RateLimit, reset.or_else(|| retry_after(headers, now)))
        }
        Ended::Answered { status: 503, headers } => (Reason::Backoff, retry_after(headers, now)),
        _ => (Reason::Backoff, None),
    };
    let wanted_ms = told_ms.map_or(backoff_ms, |told| told.saturating_add(tries.chance % (JITTER_MS + 1)));
    let after_ms = wanted_ms.max(SHORTEST_MS).min(limits.max_wait_ms.max(SHORTEST_MS));
    if limits.deadline_ms.is_some_and(|deadline| now.mono_ms.saturating_add(after_ms) >= deadline) {
        return Verdict::Stop;
    }
    Verdict::Again { after_ms, reason, backoff_ms: if told_ms.is_some() { tries.last_backoff_ms } else { after_ms } }
}

/// True where sending it again may help and does no harm.
pub(crate) fn is_safe(operation: &Operation, ended: Ended<'_>) -> bool {
    match ended {
        // Refused: nothing was done.
        Ended::Answered { status: 429, .. } | Ended::Broken { phase: Phase::Connect } => true,
        // Not one of Okta's answers; on a write it can be the final word.
        Ended::Answered { status: 502, .. } => matches!(operation.method, Method::Get | Method::Head),
        Ended::Answered { status: 503 | 504, .. } | Ended::Broken { .. } => operation.repeatable,
        Ended::Answered { .. } => false,
    }
}

/// True where the org may have done what was asked.
pub(crate) fn may_be_done(ended: Ended<'_>) -> bool {
    !matches!(ended, Ended::Answered { status: 429, .. } | Ended::Broken { phase: Phase::Connect })
}

/// A quarter to half a second at first, then one and a half to two times the last.
fn backoff(tries: Tries) -> u64 {
    let (least, most) = match tries.last_backoff_ms {
        0 => (BACKOFF_MS, BACKOFF_MS * 2),
        last => (last.saturating_add(last / 2), last.saturating_mul(2)),
    };
    least.saturating_add(tries.chance % (most - least + 1))
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
