//! Points in time, as the wire writes them.

use super::{Malformed, Reader, Value, View};
use crate::text;
use std::fmt;
use std::time::{Duration, SystemTime};

/// A point in time: the text that was sent, read on demand. Equality is that of the text.
///
/// ```
/// # use oktant_core::value::Timestamp;
/// let created = Timestamp::from("2025-09-29T03:49:50.000Z");
/// assert_eq!(created.as_str(), "2025-09-29T03:49:50.000Z");
/// assert_eq!(created.unix_ms(), Some(1_759_117_790_000));
/// assert_eq!(Timestamp::from("soon").unix_ms(), None);
///
/// // Arguments that are times take one: `list_log_events().since(Timestamp::from(SystemTime::now()))`.
/// let since: String = Timestamp::from(std::time::SystemTime::UNIX_EPOCH).into();
/// assert_eq!(since, "1970-01-01T00:00:00.000Z");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Timestamp(Box<str>);

impl Timestamp {
    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Milliseconds since 1970 in UTC; `None` where the text is no time. Read are RFC 3339 (with `T` or a space, with or
    /// without fraction and offset; without one it is UTC), `Wed Dec 10 10:00:00 UTC 2025`, and milliseconds as digits.
    pub fn unix_ms(&self) -> Option<i64> {
        let text = self.0.trim_ascii();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().ok();
        }
        rfc3339(text).or_else(|| unix_style(text))
    }

    /// The instant; `None` where the text is no time.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let ms = self.unix_ms()?;
        let distance = Duration::from_millis(ms.unsigned_abs());
        if ms < 0 { SystemTime::UNIX_EPOCH.checked_sub(distance) } else { SystemTime::UNIX_EPOCH.checked_add(distance) }
    }

    /// The text that Okta writes for an instant, with milliseconds.
    pub fn from_unix_ms(ms: i64) -> Timestamp {
        let (days, in_day) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000));
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
    Some(day_ms(year, month, day)? + clock_ms(clock)? - offset_ms)
}

/// `Wed Dec 10 10:00:00 UTC 2025`
fn unix_style(text: &str) -> Option<i64> {
    let mut words = text.split_ascii_whitespace();
    let (_, month, day, clock) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let (zone, year) = (words.next()?, words.next()?);
    if words.next().is_some() || !matches!(zone, "UTC" | "GMT" | "Z") {
        return None;
    }
    Some(day_ms(digits(year, 4)?, month_of(month)?, day.parse().ok()?)? + clock_ms(clock)?)
}

/// 1 to 12 for `Jan` to `Dec`.
pub(crate) fn month_of(name: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let at = MONTHS.iter().position(|month| month.eq_ignore_ascii_case(name))?;
    Some(i64::try_from(at).ok()? + 1)
}

/// `+02:00`, `-0530`, `Z`
fn offset(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = text.split_at_checked(1)?;
    let rest = rest.replace(':', "");
    let (hours, minutes) = rest.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { 0 } else { digits(minutes, 2)? };
    let ms = (digits(hours, 2)? * 60 + minutes) * 60_000;
    Some(if sign == "-" { -ms } else { ms })
}

/// `10:00:00`, `10:00:00.5`
pub(crate) fn clock_ms(text: &str) -> Option<i64> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = clock.split(':');
    let (hours, minutes) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let seconds = parts.next().map_or(Some(0), |part| digits(part, 2))?;
    if parts.next().is_some() || hours > 24 || minutes > 59 || seconds > 60 || fraction.is_empty() {
        return None;
    }
    let ms = i64::try_from(text::fraction_ms(fraction)?).ok()?;
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + ms)
}

fn digits(text: &str, length: usize) -> Option<i64> {
    let digits = if text.len() == length { text::digits(text) } else { None };
    digits.and_then(|number| i64::try_from(number).ok())
}

/// Midnight of a day of the Gregorian calendar.
pub(crate) fn day_ms(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day - 1;
    Some((days - 719_468) * 86_400_000)
}

/// Year, month and day of a day since 1970.
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

    #[test]
    fn reads_every_form_of_the_wire() {
        for (text, ms) in [
            ("2025-09-29T03:49:50.000Z", Some(1_759_117_790_000)),
            ("2025-09-29T03:49:50Z", Some(1_759_117_790_000)),
            ("2025-09-29T05:49:50.123+02:00", Some(1_759_117_790_123)),
            ("2025-09-29T03:49:50.0Z", Some(1_759_117_790_000)),
            ("2025-08-25 07:55:06.0", Some(1_756_108_506_000)),
            ("2021-06-14 14:45:46", Some(1_623_681_946_000)),
            ("Wed Dec 10 10:00:00 UTC 2025", Some(1_765_360_800_000)),
            ("1757605937000", Some(1_757_605_937_000)),
            ("1969-12-31T23:59:59.999Z", Some(-1)),
            ("2024-02-29T00:00:00-0530", Some(1_709_184_600_000)),
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
}
