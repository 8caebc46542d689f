//! JSON numbers that keep every digit.

use crate::text;
use std::fmt;

/// A JSON number that keeps its text, so no digit is lost. Comparison is by value: `1.50` equals `15e-1`.
#[derive(Clone)]
pub struct Number(Repr);

#[derive(Clone)]
enum Repr {
    Int(i64),
    /// Any other number, as JSON text.
    Text(Box<str>),
}

impl Number {
    /// Parses a JSON number; `None` if `text` is not one.
    pub fn parse(text: &str) -> Option<Number> {
        is_number(text).then(|| Number::from_checked(text))
    }

    /// A number from text that is known to be a JSON number.
    pub(crate) fn from_checked(text: &str) -> Number {
        let value = match text.strip_prefix('-') {
            Some("0") => None,
            Some(digits) => text::digits(digits).and_then(|value| 0_i64.checked_sub_unsigned(value)),
            None => text::digits(text).and_then(|value| i64::try_from(value).ok()),
        };
        Number(value.map_or_else(|| Repr::Text(text.into()), Repr::Int))
    }

    /// The value, if it is written without fraction and exponent and fits `i64`.
    pub fn as_i64(&self) -> Option<i64> {
        if let Repr::Int(value) = self.0 { Some(value) } else { None }
    }

    /// The nearest floating-point value; infinite if the number is too large.
    pub fn as_f64(&self) -> f64 {
        match &self.0 {
            #[expect(clippy::cast_precision_loss, reason = "the nearest value is the documented result")]
            Repr::Int(value) => *value as f64,
            Repr::Text(text) => text.parse().unwrap_or(f64::NAN),
        }
    }

    /// The sign, the digits without leading and trailing zeros, and the power of ten of the last digit.
    fn canonical(&self) -> (bool, String, i128) {
        let text = self.to_string();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_end_matches('0');
        let cut = all.len() - digits.len();
        let exponent =
            exponent.parse::<i128>().unwrap_or(if exponent.starts_with('-') { i128::MIN / 2 } else { i128::MAX / 2 });
        let digits = digits.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return (false, digits, 0);
        }
        (negative, digits, exponent + cut as i128 - fraction.len() as i128)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        match (&self.0, &other.0) {
            (Repr::Int(a), Repr::Int(b)) => a == b,
            (Repr::Text(a), Repr::Text(b)) if a == b => true,
            _ => self.canonical() == other.canonical(),
        }
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Int(value) => write!(f, "{value}"),
            Repr::Text(text) => f.write_str(text),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number(Repr::Int(value))
    }
}

/// Fails for NaN and infinities, which JSON does not have.
impl TryFrom<f64> for Number {
    type Error = NotFinite;
    fn try_from(value: f64) -> Result<Number, NotFinite> {
        if value.is_finite() { Ok(Number::from_checked(&format!("{value:?}"))) } else { Err(NotFinite) }
    }
}

/// NaN or an infinity: JSON has no text for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("JSON has no NaN and no infinity: send a finite number or null")]
pub struct NotFinite;

fn is_number(text: &str) -> bool {
    let rest = text.strip_prefix('-').unwrap_or(text);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = rest.split_once(['e', 'E']).map_or((rest, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_text_and_compares_values() {
        for text in ["0", "-0", "1.50", "15e-1", "123456789012345678901234567890", "1e400", "-2.5E+3"] {
            assert_eq!(Number::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Number::parse("1.50"), Number::parse("15e-1"));
        assert_eq!(Number::parse("0e9"), Number::parse("-0.00"));
        assert_ne!(Number::parse("1e400"), Number::parse("1e401"));
        assert_ne!(Number::parse("9007199254740993"), Number::parse("9007199254740992"));
        assert_eq!(Number::parse("100"), Number::parse("1e2"));
        assert_ne!(Number::parse("-1"), Number::parse("1"));
    }

    #[test]
    fn refuses_what_is_no_json_number() {
        for text in ["", "-", "01", "1.", ".5", "1e", "+1", "0x1", "NaN", "1 ", "١"] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
        assert_eq!(Number::try_from(f64::NAN), Err(NotFinite));
        assert_eq!(Number::try_from(0.1).unwrap().to_string(), "0.1");
    }
}
