//! Dates as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT`, and the forms that old servers write.

use crate::text::{digits, words};
use crate::value::timestamp::{clock_ms, day_ms, month_of};

/// The dates of a header that came several times and whose values were joined by commas, which dates have too.
pub(crate) fn all(text: &str) -> Vec<u64> {
    let (mut dates, mut start) = (Vec::new(), 0);
    for at in 0..=text.len() {
        let ends = matches!(text.as_bytes().get(at), None | Some(b','));
        if let (true, Some(date)) = (ends, text.get(start..at).and_then(unix_ms)) {
            dates.push(date);
            start = at + 1;
        }
    }
    dates
}

/// Milliseconds since 1970; `None` where the text is no date of the years since.
pub(crate) fn unix_ms(text: &str) -> Option<u64> {
    let words = words(text, &[' ', '\t', ',', '-']);
    // The weekday says nothing that the date does not.
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
    let plain = |text: &str| digits(text).and_then(|number| i64::try_from(number).ok());
    let year = match (plain(year)?, year.len()) {
        (year, 4) => year,
        (year @ 70.., 2) => 1900 + year,
        (year, 2) => 2000 + year,
        _ => return None,
    };
    Some(day_ms(year, month_of(month)?, plain(day)?)? + clock_ms(clock)?)
}

fn is_utc(zone: &str) -> bool {
    ["GMT", "UTC", "UT", "Z", "+0000", "0000"].iter().any(|utc| zone.eq_ignore_ascii_case(utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn joined_dates_are_told_apart() {
        let (rfc, old, c) =
            ("Tue, 14 Nov 2023 22:13:20 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994");
        assert_eq!(all(rfc), [1_700_000_000_000]);
        assert_eq!(all(&format!("{rfc}, {old},{c}")), [1_700_000_000_000, 784_111_777_000, 784_111_777_000]);
        assert_eq!(all(&format!("soon, {rfc}")), Vec::<u64>::new());
        assert_eq!(all(&format!("{rfc}, soon")), [1_700_000_000_000]);
        assert_eq!(all(""), Vec::<u64>::new());
    }

    #[test]
    fn every_form_of_http_is_read() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "sun, 6 nov 1994 08:49:37 utc",
            " 06 Nov 1994 08:49:37 ",
            "Sun, 06 Nov 1994 08:49:37 +0000",
            "Sun Nov  6 08:49:37 UTC 1994",
        ] {
            assert_eq!(unix_ms(text), Some(784_111_777_000), "{text}");
        }
        assert_eq!(unix_ms("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(unix_ms("Thu, 29 Feb 2024 23:59:60 GMT"), Some(1_709_251_200_000));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "0",
            "1730000000",
            "soon",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Nov 1994",
            "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 99 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 +0100",
            "Sun, é6 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(unix_ms(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}", digits in "[0-9A-Za-z:, -]{0,40}") {
            let _ = (unix_ms(&text), unix_ms(&digits));
        }
    }
}
