//! Timestamps as the API writes them.
//!
//! Written by hand: this adds 2,936 bytes (gzip) to the wasm bundle, the `jiff` crate 5,628. Tests compare the two.

use super::{Malformed, Reader, Value, View};
use crate::text;
use std::fmt;
use std::time::{Duration, SystemTime};

/// A timestamp, such as `2025-09-29T03:49:50.000Z`: keeps the text that was sent and parses it on demand. Comparison is by text.
///
/// ```
/// # use oktant_core::value::Timestamp;
/// let created = Timestamp::from("2025-09-29T03:49:50.000Z");
/// assert_eq!(created.as_str(), "2025-09-29T03:49:50.000Z");
/// assert_eq!(created.unix_ms(), Some(1_759_117_790_000));
/// assert_eq!(Timestamp::from("soon").unix_ms(), None);
///
/// // As an argument: `list_log_events().since(Timestamp::from(SystemTime::now()))`.
/// let since: String = Timestamp::from(std::time::SystemTime::UNIX_EPOCH).into();
/// assert_eq!(since, "1970-01-01T00:00:00.000Z");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Timestamp(Box<str>);

impl Timestamp {
    /// The text of the timestamp.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Milliseconds since the Unix epoch; `None` if the text is not a valid date and time.
    ///
    /// Accepted forms: RFC 3339 (with `T` or a space; seconds, fraction and offset are optional, and the default offset is UTC),
    /// `Wed Dec 10 10:00:00 UTC 2025`, and milliseconds as digits. A leap second (23:59:60 UTC) is the second after it, as in
    /// Unix time.
    pub fn unix_ms(&self) -> Option<i64> {
        let text = self.0.trim_ascii();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().ok();
        }
        rfc3339(text).or_else(|| unix_style(text))
    }

    /// The time as a [`SystemTime`]; `None` if the text is not a valid date and time.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let ms = self.unix_ms()?;
        let distance = Duration::from_millis(ms.unsigned_abs());
        if ms < 0 { SystemTime::UNIX_EPOCH.checked_sub(distance) } else { SystemTime::UNIX_EPOCH.checked_add(distance) }
    }

    /// The timestamp for a Unix time in milliseconds, in the form that Okta uses: `1970-01-01T00:00:00.000Z`.
    pub fn from_unix_ms(ms: i64) -> Timestamp {
        let (days, in_day) = (ms.div_euclid(DAY_MS), ms.rem_euclid(DAY_MS));
        let (year, month, day) = date_of(days);
        let (hours, minutes) = (in_day / 3_600_000, in_day / 60_000 % 60);
        let (seconds, ms) = (in_day / 1000 % 60, in_day % 1000);
        Timestamp(format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{ms:03}Z").into())
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Timestamp {
        Timestamp(text.into())
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Timestamp {
        Timestamp(text.into())
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Timestamp {
        let ms = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
        };
        Timestamp::from_unix_ms(ms)
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> String {
        time.0.into()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Value for Timestamp {
    const EXPECTED: &'static str = "a date and time";
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Malformed> {
        Ok(reader.text()?.map(|text| Timestamp(text.into())))
    }
    fn view(&self) -> View<'_> {
        View::Text(&self.0)
    }
}

const DAY_MS: i64 = 86_400_000;

fn rfc3339(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let mut parts = date.split('-');
    let (year, month, day) = (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    if parts.next().is_some() {
        return None;
    }
    let (clock, offset_ms) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => (time.get(..at)?, offset(time.get(at..)?)?),
        None => (time, 0),
    };
    time_ms(day_ms(year, month, day)?, clock, offset_ms)
}

/// `Wed Dec 10 10:00:00 UTC 2025`
fn unix_style(text: &str) -> Option<i64> {
    let mut words = text.split_ascii_whitespace();
    let (_, month, day, clock) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let (zone, year) = (words.next()?, words.next()?);
    if words.next().is_some() || !matches!(zone, "UTC" | "GMT" | "Z") {
        return None;
    }
    let day = digits(day, day.len().min(2))?;
    time_ms(day_ms(digits(year, 4)?, month_of(month)?, day)?, clock, 0)
}

/// The number of a month, 1 for `Jan`.
pub(crate) fn month_of(name: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let at = MONTHS.iter().position(|month| month.eq_ignore_ascii_case(name))?;
    Some(i64::try_from(at).ok()? + 1)
}

/// A UTC offset in milliseconds: `+02:00`, `-0530`, `+02`, `Z`.
fn offset(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = text.split_at_checked(1)?;
    let (hours, minutes) = rest.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { "00" } else { minutes.strip_prefix(':').unwrap_or(minutes) };
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let ms = (hours * 60 + minutes) * 60_000;
    Some(if sign == "-" { -ms } else { ms })
}

/// The Unix time of a time of day such as `10:00:00`, `10:00:00.5` or `10:00`, on the day that begins at `day_ms`.
pub(crate) fn time_ms(day_ms: i64, clock: &str, offset_ms: i64) -> Option<i64> {
    let (clock, fraction) = clock.split_once('.').map_or((clock, None), |(clock, part)| (clock, Some(part)));
    let mut parts = clock.split(':');
    let (hours, minutes) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let seconds = match (parts.next(), fraction) {
        (Some(part), _) => digits(part, 2)?,
        (None, Some(_)) => return None,
        (None, None) => 0,
    };
    let fraction = fraction.unwrap_or("0");
    if parts.next().is_some() || hours > 23 || minutes > 59 || seconds > 60 || fraction.is_empty() {
        return None;
    }
    let whole = day_ms + ((hours * 60 + minutes) * 60 + seconds) * 1000 - offset_ms;
    // Second 60 is a leap second, which can only be the last second of a UTC day.
    if seconds == 60 && whole.rem_euclid(DAY_MS) != 0 {
        return None;
    }
    Some(whole + i64::try_from(text::fraction_ms(fraction)?).ok()?)
}

fn digits(text: &str, length: usize) -> Option<i64> {
    let digits = if text.len() == length { text::digits(text) } else { None };
    digits.and_then(|number| i64::try_from(number).ok())
}

/// The Unix time of midnight on a Gregorian date, in milliseconds; `None` if there is no such date.
pub(crate) fn day_ms(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=days_of(year, month)).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day - 1;
    Some((days - 719_468) * DAY_MS)
}

/// The number of days in a month.
fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// The year, month and day of a number of days since 1970.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let (day, month, year) = (of_year - (153 * month + 2) / 5 + 1, month, era * 400 + year_of_era);
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_form_is_parsed() {
        for (text, ms) in [
            ("2025-09-29T03:49:50.000Z", Some(1_759_117_790_000)),
            ("2025-09-29T03:49:50Z", Some(1_759_117_790_000)),
            ("2025-09-29T05:49:50.123+02:00", Some(1_759_117_790_123)),
            ("2025-09-29T03:49:50.0Z", Some(1_759_117_790_000)),
            ("2025-08-25 07:55:06.0", Some(1_756_108_506_000)),
            ("2021-06-14 14:45:46", Some(1_623_681_946_000)),
            ("1757605937000", Some(1_757_605_937_000)),
            ("1969-12-31T23:59:59.999Z", Some(-1)),
            ("2024-02-29T00:00:00-0530", Some(1_709_184_600_000)),
            ("2025-01-01T10:00Z", Some(1_735_725_600_000)),
            ("2025-01-01T10+05Z", None),
            ("2016-12-31T23:59:60Z", Some(1_483_228_800_000)),
            ("2016-12-31T18:59:60.5-05:00", Some(1_483_228_800_500)),
            ("2016-12-31T18:59:60Z", None),
            ("2025-02-31T00:00:00Z", None),
            ("2025-02-29T00:00:00Z", None),
            ("1900-02-29T00:00:00Z", None),
            ("2000-02-29T00:00:00Z", Some(951_782_400_000)),
            ("2025-04-31T00:00:00Z", None),
            ("2025-00-10T00:00:00Z", None),
            ("2025-01-00T00:00:00Z", None),
            ("2025-01-01T24:00:00Z", None),
            ("2025-01-01T24:59:60Z", None),
            ("2025-01-01T00:00:61Z", None),
            ("2025-01-01T00:00:00+99:99", None),
            ("2025-01-01T00:00:00+24:00", None),
            ("2025-01-01T00:00:00+01:60", None),
            ("2025-01-01T00:00:00+0:100", None),
            ("2025-01-01T00:00:00+01:", None),
            ("2025-01-01T10:00.0Z", None),
            ("Wed Dec 10 10:00:00 UTC 2025", Some(1_765_360_800_000)),
            ("Wed Dec +9 10:00:00 UTC 2025", None),
            ("Sat Feb 30 10:00:00 UTC 2025", None),
            ("", None),
            ("2025-13-01T00:00:00Z", None),
            ("2025-01-01", None),
            ("2025-01-01T00:00:00.Z", None),
            ("99999999999999999999999", None),
            ("Wed Dec 10 10:00:00 CEST 2025", None),
            ("2025-01-01T00:00:00é", None),
        ] {
            assert_eq!(Timestamp::from(text).unix_ms(), ms, "{text}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        for ms in [0, 1_759_117_790_123, -62_135_596_800_000, 253_402_300_799_999, 951_782_400_000] {
            let time = Timestamp::from_unix_ms(ms);
            assert_eq!(time.unix_ms(), Some(ms));
            assert_eq!(time.to_system_time().map(Timestamp::from), Some(time));
        }
        assert_eq!(Timestamp::from_unix_ms(0).as_str(), "1970-01-01T00:00:00.000Z");
    }

    proptest! {
        /// Except for leap seconds, which jiff maps to the second before them.
        #[test]
        fn parsing_agrees_with_jiff(
            date in (0..3000_u32, 0..14_u32, 0..33_u32),
            clock in (0..26_u32, 0..62_u32, 0..60_u32, 0..1000_u32),
            offset in (proptest::bool::ANY, 0..24_u32, 0..62_u32),
        ) {
            let (sign, hours, minutes) = (if offset.0 { '-' } else { '+' }, offset.1, offset.2);
            let text = format!(
                "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{sign}{hours:02}:{minutes:02}",
                date.0, date.1, date.2, clock.0, clock.1, clock.2, clock.3,
            );
            let theirs = text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond);
            prop_assert_eq!(Timestamp::from(text.as_str()).unix_ms(), theirs, "{}", text);
        }

        #[test]
        fn formatting_agrees_with_jiff(ms in -62_135_596_800_000..253_402_207_200_000_i64) {
            let theirs = jiff::Timestamp::from_millisecond(ms).unwrap();
            prop_assert_eq!(String::from(Timestamp::from_unix_ms(ms)), format!("{theirs:.3}"));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}", odd in "[0-9TZ:+. -]{0,40}") {
            let _ = (Timestamp::from(text).unix_ms(), Timestamp::from(odd).unix_ms());
        }
    }
}
