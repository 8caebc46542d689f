//! Random faults injected between the org and its clients; the same seed gives the same faults.

use crate::id::mix;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A fault injected between the org and a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InjectedFault {
    /// 429 of a limit that no header shows, such as those for single users.
    Refused,
    /// 502 from a proxy; the request does not reach the org.
    BadGateway,
    /// 503 from a proxy; the request does not reach the org.
    Unavailable,
    /// The connection is reset before the request reaches the org.
    ResetBefore,
    /// The connection is reset after the org handled the request.
    ResetAfter,
    /// The connection closes in the middle of the response body.
    Truncated,
    /// The response is delayed.
    Slow(Duration),
}

/// Names on the command line.
const KINDS: [(&str, InjectedFault); 7] = [
    ("429", InjectedFault::Refused),
    ("502", InjectedFault::BadGateway),
    ("503", InjectedFault::Unavailable),
    ("reset-before", InjectedFault::ResetBefore),
    ("reset-after", InjectedFault::ResetAfter),
    ("truncate", InjectedFault::Truncated),
    ("slow", InjectedFault::Slow(Duration::ZERO)),
];
const SLOWEST: u64 = 1000;
const WHOLE: u64 = 1_000_000;

impl FromStr for InjectedFault {
    type Err = String;

    /// Reads a name of the command line.
    fn from_str(name: &str) -> Result<Self, String> {
        let known = KINDS.iter().find(|(own, _)| *own == name);
        known
            .map(|(_, kind)| *kind)
            .ok_or_else(|| format!("unknown fault {name}; known: {}", KINDS.map(|(own, _)| own).join(", ")))
    }
}

/// The name on the command line.
impl fmt::Display for InjectedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = std::mem::discriminant(self);
        let own = KINDS.iter().find(|(_, known)| std::mem::discriminant(known) == kind);
        f.write_str(own.map_or("", |(name, _)| name))
    }
}

/// The share of requests that a fault is injected into, and which faults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Per million requests.
    share: u64,
    kinds: Vec<InjectedFault>,
    seed: u64,
}

impl FromStr for Faults {
    type Err = String;

    /// Reads `1%`, `0.01` or `0.5%:429,503`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (share, names) = text.split_once(':').map_or((text, None), |(share, names)| (share, Some(names)));
        let (number, whole) = share.strip_suffix('%').map_or((share, 1.0), |percent| (percent, 100.0));
        let number = number.parse().ok().map(|number: f64| number / whole);
        let share =
            number.filter(|share| (0.0..=1.0).contains(share)).ok_or("a share as 1% or 0.01, then :KIND,...")?;
        let kinds = match names {
            Some(names) => names.split(',').map(str::parse).collect::<Result<_, _>>()?,
            None => KINDS.map(|(_, kind)| kind).to_vec(),
        };
        Ok(Self { share: (share * WHOLE as f64).round() as u64, kinds, seed: 0 })
    }
}

impl Faults {
    /// The same faults with another seed, which chooses the requests.
    #[must_use]
    pub fn seeded(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The fault of the nth request, if any.
    pub fn draw(&self, nth: u64) -> Option<InjectedFault> {
        let random = |salt: u64| mix(self.seed ^ salt, nth);
        if random(0xfa17) % WHOLE >= self.share {
            return None;
        }
        let kind = self.kinds.get(random(0x0dd) as usize % self.kinds.len().max(1))?;
        Some(match kind {
            InjectedFault::Slow(_) => InjectedFault::Slow(Duration::from_millis(random(0x51) % SLOWEST)),
            kind => *kind,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn shares_hold_and_repeat() {
        for (text, share) in [("1%", 10_000), ("0.01", 10_000), ("100%", WHOLE), ("0", 0), ("0.5%:429", 5_000)] {
            let faults = text.parse::<Faults>().unwrap().seeded(7);
            assert_eq!(faults.share, share, "{text}");
            let drawn: Vec<_> = (0..100_000).map(|nth| faults.draw(nth)).collect();
            let hit = drawn.iter().flatten().count() as u64 * 10;
            assert!(hit.abs_diff(share) <= share / 10, "{text}: {hit}");
            assert_eq!(drawn, (0..100_000).map(|nth| faults.draw(nth)).collect::<Vec<_>>());
            let other = faults.seeded(8);
            assert!(share % WHOLE == 0 || drawn != (0..100_000).map(|nth| other.draw(nth)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn only_the_named_kinds_are_drawn() {
        let drawn = |text: &str| {
            let faults = text.parse::<Faults>().unwrap();
            let kinds = (0..1000).filter_map(|nth| faults.draw(nth)).map(|kind| match kind {
                InjectedFault::Slow(_) => "Slow".to_owned(),
                kind => format!("{kind:?}"),
            });
            kinds.collect::<BTreeSet<_>>()
        };
        assert_eq!(drawn("1").len(), KINDS.len());
        assert_eq!(Vec::from_iter(drawn("100%:429,slow")), ["Refused", "Slow"]);
        for bad in ["", "x", "-1", "2", "101%", "NaN", "1%:", "1%:418"] {
            assert!(bad.parse::<Faults>().is_err(), "{bad}");
        }
    }
}
