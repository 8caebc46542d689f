//! Times as values: the org reads no clock, its caller passes the time.

use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{Span, SpanRelativeTo, Timestamp};
use std::fmt;
use std::time::Duration;

/// The last second that jiff has, on the day before the last of the year 9999.
const LAST: i64 = 253_402_207_200;

/// A time in milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// From milliseconds since 1970, clamped to the years 1970 to 9999.
    pub const fn from_millis(millis: i64) -> Self {
        if millis < 0 {
            Self(0)
        } else if millis > LAST * 1000 {
            Self(LAST * 1000)
        } else {
            Self(millis)
        }
    }

    /// From seconds since 1970.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self::from_millis(seconds.saturating_mul(1000))
    }

    /// Milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970.
    pub const fn seconds(self) -> i64 {
        self.0 / 1000
    }

    /// The time that much later.
    pub(crate) fn after(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self::from_millis(self.0.saturating_add(millis))
    }

    /// Parses `2025-09-29T03:49:50.000Z`; the fraction is optional, and the zone may be an offset.
    pub fn parse(text: &str) -> Option<Self> {
        // Okta takes neither a space for the T nor a year before 1970.
        let time = text.parse::<Timestamp>().ok().filter(|_| text.contains('T'))?;
        (time.as_millisecond() >= 0).then(|| Self::from_millis(time.as_millisecond()))
    }

    /// The text of the `Date` header.
    pub(crate) fn http_date(self) -> String {
        DateTimePrinter::new().timestamp_to_rfc9110_string(&self.timestamp()).unwrap_or_default()
    }

    /// With its milliseconds.
    pub(crate) fn precise(self) -> String {
        format!("{:.3}", Timestamp::from_millisecond(self.0).unwrap_or_default())
    }

    /// The second; every value of `Time` is within the range of `Timestamp`.
    fn timestamp(self) -> Timestamp {
        Timestamp::from_second(self.seconds()).unwrap_or_default()
    }
}

/// Reads a duration such as `300ms`, `1h 30m`, `7 days` or `PT5S`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let span = text.trim().parse::<Span>().and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()));
    let read = span.map_err(|_| format!("{text} is no duration such as 300ms, 2s or 1h 30m"))?;
    Duration::try_from(read).map_err(|_| format!("{text} is negative"))
}

/// The format of nearly all dates of an org; its milliseconds are always `.000`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_moment() {
        let moment = Time::from_seconds(1_759_117_790);
        assert_eq!(moment.to_string(), "2025-09-29T03:49:50.000Z");
        assert_eq!(moment.http_date(), "Mon, 29 Sep 2025 03:49:50 GMT");
        for text in [
            "2025-09-29T03:49:50.000Z", "2025-09-29T03:49:50Z", "2025-09-29T05:49:50.0+02:00",
            "2025-09-28T20:49:50-0700",
        ] {
            assert_eq!(Time::parse(text), Some(moment), "{text}");
        }
    }

    #[test]
    fn every_day_reads_back() {
        for day in 0..200_000 {
            let time = Time::from_seconds(day * 86_400 + 86_399);
            assert_eq!(Time::parse(&time.to_string()), Some(time));
        }
        assert_eq!(Time::from_millis(i64::MAX).to_string(), "9999-12-30T22:00:00.000Z");
    }

    #[test]
    fn invalid_dates() {
        for text in [
            "", "T", "2025-09-29", "2025-02-29T00:00:00Z", "2025-13-01T00:00:00Z", "2025-01-01T24:00:00Z",
            "2025-01-01T00:00:00", "2025-01-01T00:00:00.xZ", "2025-01-01T00:00:00+9", "+025-01-01T00:00:00Z",
            "2025-01-01T00:00:00é",
        ] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
    }
    #[test]
    fn durations() {
        for (text, millis) in [
            ("300ms", 300),
            ("1.5s", 1500),
            ("1h 30m", 5_400_000),
            ("2 days", 172_800_000),
            (" PT5S ", 5000),
            ("0s", 0),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "5", "-1s", "1 month", "soon"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
