//! Figures as lines of JSON for `make bench`, beside what people read; `benches/report/figures.py` has the form.

use serde_json::{Value, json};

/// Least, median and most of some measurements.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spread {
    pub(crate) least: f64,
    pub(crate) median: f64,
    pub(crate) most: f64,
}

/// What something is compared with.
pub(crate) struct Peer<'a> {
    pub(crate) name: &'a str,
    /// The crate whose version is told.
    pub(crate) package: Option<&'a str>,
    pub(crate) theirs: Spread,
    /// How many times as good ours is; nothing where that cannot be divided.
    pub(crate) ratio: Option<Spread>,
}

impl Spread {
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Spread {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_unstable_by(f64::total_cmp);
        let at = |place: usize| values.get(place).copied().unwrap_or_default();
        Spread { least: at(0), median: at(values.len() / 2), most: at(values.len().saturating_sub(1)) }
    }

    pub(crate) fn one(value: f64) -> Spread {
        Spread { least: value, median: value, most: value }
    }

    pub(crate) fn times(self, factor: f64) -> Spread {
        Spread { least: self.least * factor, median: self.median * factor, most: self.most * factor }
    }

    fn json(self) -> Value {
        json!([self.least, self.median, self.most])
    }
}

/// Prints a figure if BENCH_FIGURES is set.
pub(crate) fn emit(benchmark: &str, measure: &str, unit: &str, ours: Spread, peer: Option<Peer<'_>>) {
    if std::env::var_os("BENCH_FIGURES").is_none() {
        return;
    }
    let mut line = json!({ "benchmark": benchmark, "measure": measure, "unit": unit, "ours": ours.json() });
    if let Some(peer) = peer {
        line["peer"] = peer.name.into();
        line["theirs"] = peer.theirs.json();
        if let Some(version) = peer.package.and_then(version) {
            line["version"] = version.into();
        }
        if let Some(ratio) = peer.ratio {
            line["ratio"] = ratio.json();
        }
    }
    println!("{line}");
}

/// A number as people read it: `1,000,000`.
pub(crate) fn thousands(number: u64) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", thousands(number / 1000), number % 1000) }
}

/// The version of a crate in the lock file.
fn version(package: &str) -> Option<&'static str> {
    let (_, entry) = include_str!("../../Cargo.lock").split_once(&format!("\nname = \"{package}\"\nversion = \""))?;
    entry.split('"').next()
}
