//! Times as values: the org reads no clock, its caller passes the time.

use std::fmt::{self, Write as _};

const DAY: i64 = 86_400;
/// The last second of the year 9999, the latest time.
const LAST: i64 = 253_402_300_799;

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

    /// Parses `2025-09-29T03:49:50.000Z`; the fraction is optional, and the zone may be an offset.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, clock) = text.split_once('T')?;
        let mut parts = date.splitn(3, '-');
        let (year, month, day) = (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
        if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || day < 1 || day > month_days(year, month) {
            return None;
        }
        let zone_at = clock.find(['Z', '+', '-'])?;
        let (clock, zone) = (clock.get(..zone_at)?, clock.get(zone_at..)?);
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
        let mut parts = clock.splitn(3, ':');
        let (hour, minute, second) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = days(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset(zone)?;
        Some(Self::from_millis(seconds * 1000 + millis(fraction)?))
    }

    /// The text of the `Date` header.
    pub(crate) fn http_date(self) -> String {
        const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (days, rest) = (self.seconds() / DAY, self.seconds() % DAY);
        let (year, month, day) = civil(days);
        let weekday = DAYS.get((days % 7) as usize).copied().unwrap_or("Thu");
        let month = MONTHS.get(month as usize - 1).copied().unwrap_or("Jan");
        format!("{weekday}, {day:02} {month} {year} {:02}:{:02}:{:02} GMT", rest / 3600, rest / 60 % 60, rest % 60)
    }

    /// Appends the format of nearly all dates of an org; its milliseconds are always `.000`.
    pub(crate) fn write(self, out: &mut String) {
        let (year, month, day) = civil(self.seconds() / DAY);
        let rest = self.seconds() % DAY;
        for (number, width, after) in [
            (year, 4, '-'),
            (month, 2, '-'),
            (day, 2, 'T'),
            (rest / 3600, 2, ':'),
            (rest / 60 % 60, 2, ':'),
            (rest % 60, 2, '.'),
        ] {
            pad(out, number, width);
            out.push(after);
        }
        out.push_str("000Z");
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(24);
        self.write(&mut text);
        f.write_str(&text)
    }
}

fn pad(out: &mut String, number: i64, width: u32) {
    let mut unit = 10_i64.pow(width - 1);
    while unit > 0 {
        out.push((b'0' + (number / unit % 10) as u8) as char);
        unit /= 10;
    }
}

fn digits(text: &str, width: usize) -> Option<i64> {
    (text.len() == width && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn millis(fraction: &str) -> Option<i64> {
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut text: String = fraction.chars().take(3).collect();
    while text.len() < 3 {
        let _ = text.write_char('0');
    }
    text.parse().ok()
}

fn offset(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let rest = rest.replace(':', "");
    let number = digits(&rest, 4)?;
    (number / 100 <= 23 && number % 100 <= 59).then_some(sign * (number / 100 * 3600 + number % 100 * 60))
}

fn month_days(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970 to a date; years are counted from March so that a leap day ends its year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date so many days after 1970.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let month = if march < 10 { march + 3 } else { march - 9 };
    (year + era * 400 + i64::from(month <= 2), month, of_year - (153 * march + 2) / 5 + 1)
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
            "2025-09-29T03:49:50.000Z",
            "2025-09-29T03:49:50Z",
            "2025-09-29T05:49:50.0+02:00",
            "2025-09-28T20:49:50-0700",
        ] {
            assert_eq!(Time::parse(text), Some(moment), "{text}");
        }
    }

    #[test]
    fn every_day_reads_back() {
        for day in 0..200_000 {
            let time = Time::from_seconds(day * DAY + 86_399);
            assert_eq!(Time::parse(&time.to_string()), Some(time));
        }
        assert_eq!(Time::from_millis(i64::MAX).to_string(), "9999-12-31T23:59:59.000Z");
    }

    #[test]
    fn invalid_dates() {
        for text in [
            "",
            "T",
            "2025-09-29",
            "2025-02-29T00:00:00Z",
            "2025-13-01T00:00:00Z",
            "2025-01-01T24:00:00Z",
            "2025-01-01T00:00:00",
            "2025-01-01T00:00:00.xZ",
            "2025-01-01T00:00:00+9",
            "+025-01-01T00:00:00Z",
            "2025-01-01T00:00:00é",
        ] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
    }
}
