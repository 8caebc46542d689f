//! The conditions under which an org is served: its clock, its limits, and the network between it and its clients.

use crate::faults::Faults;
use crate::id::mix;
use crate::time::duration;
use clap::Args;
use std::str::FromStr;
use std::time::Duration;

/// Options of [`Server`](crate::Server), and the flags of the program for them.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct Conditions {
    /// How much faster than real time the org's clock runs.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub time_scale: u32,
    /// Concurrency limit: requests in flight at once. Default: that of the plan.
    #[arg(long)]
    pub at_once: Option<usize>,
    /// SHARE[:KIND,...]: inject random faults into a share of requests, as 1% or 0.01; kinds: 429, 502, 503,
    /// reset-before, reset-after, truncate, slow.
    #[arg(long, default_value = "0")]
    pub faults: Faults,
    /// The link between the org and its clients.
    #[command(flatten)]
    pub link: Link,
    /// Compress responses (gzip) for clients that accept it, as Okta does. Off by default: on one machine it takes
    /// longer than it saves.
    #[arg(long)]
    pub gzip: bool,
    /// Write a line of JSON for each request to standard error.
    #[arg(long)]
    pub log: bool,
}

impl Default for Conditions {
    fn default() -> Self {
        let (faults, link) = (Faults::default(), Link::default());
        Self { time_scale: 1, at_once: None, faults, link, gzip: false, log: false }
    }
}

/// The simulated network. Default: no delay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Args)]
pub struct Link {
    /// Round-trip time, beside the time that the bytes take: 300ms, or between two: 200ms..400ms.
    #[arg(long, default_value = "0s")]
    pub latency: Latency,
    /// Bandwidth for all connections together, as 512kbit, 20mbit or 1gbit a second; 0 is unlimited. In bits per second.
    #[arg(long, default_value = "0", value_parser = bandwidth)]
    pub bandwidth: u64,
}

/// A time between two, each as likely.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    /// The shortest.
    pub least: Duration,
    /// The longest.
    pub most: Duration,
}

impl Latency {
    /// The latency of the nth response.
    pub(crate) fn draw(&self, nth: u64) -> Duration {
        let spread = u64::try_from(self.most.saturating_sub(self.least).as_nanos()).unwrap_or(u64::MAX);
        self.least + Duration::from_nanos(mix(0x1a7e, nth) % spread.saturating_add(1))
    }
}

impl From<Duration> for Latency {
    fn from(fixed: Duration) -> Self {
        Self { least: fixed, most: fixed }
    }
}

impl FromStr for Latency {
    type Err = String;

    /// Reads `300ms` or `200ms..400ms`.
    fn from_str(text: &str) -> Result<Self, String> {
        let Some((least, most)) = text.split_once("..") else { return duration(text).map(Self::from) };
        let (least, most) = (duration(least)?, duration(most)?);
        if least > most {
            return Err("the shorter time comes first: 200ms..400ms".into());
        }
        Ok(Self { least, most })
    }
}

fn bandwidth(text: &str) -> Result<u64, String> {
    let units = [("kbit", 1_000), ("mbit", 1_000_000), ("gbit", 1_000_000_000)];
    if text == "0" {
        return Ok(0);
    }
    let lower = text.to_lowercase();
    let read = units.into_iter().find_map(|(unit, bits)| {
        let number: u64 = lower.strip_suffix(unit)?.trim().parse().ok()?;
        number.checked_mul(bits)
    });
    read.ok_or_else(|| "a whole number with its unit: 512kbit, 20mbit, 1gbit".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_on_a_command_line() {
        let millis = Duration::from_millis;
        assert_eq!("300ms".parse(), Ok(Latency { least: millis(300), most: millis(300) }));
        assert_eq!("0.2s..400ms".parse(), Ok(Latency { least: millis(200), most: millis(400) }));
        for text in ["", "300", "400ms..200ms", "1s..", "..1s"] {
            assert!(text.parse::<Latency>().is_err(), "{text}");
        }
        for (text, bits) in [("0", 0), ("512kbit", 512_000), ("20Mbit", 20_000_000), ("1 gbit", 1_000_000_000)] {
            assert_eq!(bandwidth(text), Ok(bits), "{text}");
        }
        for text in ["", "20", "mbit", "-1", "1.5mbit", "20mb", "99999999999gbit"] {
            assert!(bandwidth(text).is_err(), "{text}");
        }
    }

    #[test]
    fn latencies_are_spread() {
        let latency: Latency = "200ms..400ms".parse().unwrap();
        let drawn: Vec<_> = (0..1000).map(|nth| latency.draw(nth).as_millis()).collect();
        assert!(drawn.iter().all(|drawn| (200..=400).contains(drawn)));
        assert!(drawn.iter().any(|drawn| *drawn < 220) && drawn.iter().any(|drawn| *drawn > 380));
        assert_eq!(Latency::from(Duration::from_secs(1)).draw(7), Duration::from_secs(1));
    }
}
