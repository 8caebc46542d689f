//! HTTP dates (RFC 9110): `Sun, 06 Nov 1994 08:49:37 GMT`, and the obsolete forms.
//!
//! Written by hand: with joined headers this adds 1,687 bytes (gzip) to the wasm bundle, the `httpdate` crate 2,830.

use crate::steps;
use crate::text::{digits, words};
use crate::value::timestamp::{day_ms, month_of, time_ms};

/// The longest header that is parsed: eight dates joined by a proxy.
const LONGEST: usize = 8 * "Wednesday, 06-Nov-94 08:49:37 GMT, ".len();

/// The dates of a header, as Unix times in milliseconds. A header that occurs several times may be joined by commas, which dates
/// contain too. Nothing after an invalid date is read.
pub(crate) fn all(text: &str) -> Vec<u64> {
    let (mut dates, mut rest) = (Vec::new(), Some(text).filter(|text| text.len() <= LONGEST));
    while let Some((date, after)) = rest.and_then(first) {
        dates.push(date);
        rest = after;
    }
    dates
}

/// The first date of `text`, which has at most one comma, and the text after the comma that follows it.
fn first(text: &str) -> Option<(u64, Option<&str>)> {
    let mut commas = text.match_indices(',').map(|(at, _)| at);
    for end in [commas.next(), commas.next()] {
        let date = text.get(..end.unwrap_or(text.len()));
        if let Some(date) = date.and_then(unix_ms) {
            return Some((date, end.and_then(|end| text.get(end + 1..))));
        }
    }
    None
}

/// Milliseconds since the Unix epoch; `None` if the text is not a date, or before 1970.
fn unix_ms(text: &str) -> Option<u64> {
    steps::count(text.len());
    let words = words(text, &[' ', '\t', ',', '-']);
    // The weekday is optional, and not checked against the date.
    let is_name = |word: &str| word.bytes().next().is_some_and(|first| first.is_ascii_alphabetic());
    let named = words.first().is_some_and(|word| is_name(word) && month_of(word).is_none());
    let ms = match words.get(usize::from(named)..)? {
        [month, day, clock, year] if month_of(month).is_some() => date(year, month, day, clock),
        [month, day, clock, zone, year] if month_of(month).is_some() && is_utc(zone) => date(year, month, day, clock),
        [day, month, year, clock] => date(year, month, day, clock),
        [day, month, year, clock, zone] if is_utc(zone) => date(year, month, day, clock),
        _ => None,
    };
    u64::try_from(ms?).ok()
}

fn date(year: &str, month: &str, day: &str, clock: &str) -> Option<i64> {
    let number = |text: &str| digits(text).and_then(|number| i64::try_from(number).ok());
    let year = match (number(year)?, year.len()) {
        (year, 4) => year,
        (year @ 70.., 2) => 1900 + year,
        (year, 2) => 2000 + year,
        _ => return None,
    };
    time_ms(day_ms(year, month_of(month)?, number(day)?)?, clock, 0)
}

fn is_utc(zone: &str) -> bool {
    ["GMT", "UTC", "UT", "Z", "+0000", "0000"].iter().any(|utc| zone.eq_ignore_ascii_case(utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn joined_dates_are_split() {
        let (rfc, old, c) =
            ("Tue, 14 Nov 2023 22:13:20 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994");
        assert_eq!(all(rfc), [1_700_000_000_000]);
        assert_eq!(all(&format!("{rfc}, {old},{c}")), [1_700_000_000_000, 784_111_777_000, 784_111_777_000]);
        assert_eq!(all(&format!("soon, {rfc}")), Vec::<u64>::new());
        assert_eq!(all(&format!("{rfc}, soon")), [1_700_000_000_000]);
        assert_eq!(all(""), Vec::<u64>::new());
        assert_eq!(all(&[rfc; 8].join(", ")).len(), 8);
    }

    #[test]
    fn overlong_headers_are_ignored() {
        let rfc = "Tue, 14 Nov 2023 22:13:20 GMT";
        for text in [",".repeat(40_000), format!("{rfc}{}", ", ".repeat(200)), vec![rfc; 40].join(", ")] {
            assert_eq!(all(&text), Vec::<u64>::new());
        }
    }

    #[test]
    fn every_form_of_date_is_parsed() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
            "sun, 6 nov 1994 08:49:37 utc", " 06 Nov 1994 08:49:37 ", "Sun, 06 Nov 1994 08:49:37 +0000",
            "Sun Nov  6 08:49:37 UTC 1994",
        ] {
            assert_eq!(unix_ms(text), Some(784_111_777_000), "{text}");
        }
        assert_eq!(unix_ms("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(unix_ms("Thu, 29 Feb 2024 23:59:60 GMT"), Some(1_709_251_200_000));
    }

    #[test]
    fn invalid_dates_are_none() {
        for text in [
            "", "0", "1730000000", "soon", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994",
            "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 99 Nov 1994 08:49:37 GMT", "Thu, 31 Nov 1994 08:49:37 GMT",
            "Wed, 29 Feb 2023 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:49:60 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 +0100", "Sun, é6 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(unix_ms(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn dates_agree_with_jiff(
            day in 0..33_u32, month in 0..12_usize, year in 1970..2200_i32, clock in (0..26_u32, 0..62_u32, 0..60_u32),
        ) {
            const MONTHS: [&str; 12] =
                ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            let text = format!("{day:02} {} {year} {:02}:{:02}:{:02} GMT", MONTHS[month], clock.0, clock.1, clock.2);
            let theirs = jiff::fmt::rfc2822::parse(&text).ok().map(|time| time.timestamp().as_millisecond());
            prop_assert_eq!(unix_ms(&text), theirs.and_then(|ms| u64::try_from(ms).ok()), "{}", text);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}", digits in "[0-9A-Za-z:, -]{0,40}") {
            let _ = (unix_ms(&text), unix_ms(&digits));
        }
    }
}
