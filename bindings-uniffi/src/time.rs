//! Durations, which cross the FFI boundary as milliseconds.

use std::time::Duration;

/// The whole milliseconds of a duration.
pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
