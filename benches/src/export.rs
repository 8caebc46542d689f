//! An export of a million users from the simulator, below a rate limit and without one, beside a list that one cursor reads. Each run
//! is a process of its own, so that its memory is its own.

use crate::figures::{Peer, Spread, emit, thousands};
use crate::org::{Org, child, client, peak};
use oktant::{Method, bindings};
use oktant_export::{Dataset, Export};
use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const USERS: u32 = 1_000_000;
const PAGE: u32 = 200;
const LATENCY: Duration = Duration::from_millis(300);
/// Requests a minute.
const LIMIT: u32 = 600;
/// A limit that is out of reach.
const UNLIMITED: u32 = 1_000_000_000;
/// Of both clocks, where there is a limit.
const SCALE: u32 = 5;
/// Users that the list reads: its pages take as long each, however many there are.
const LISTED: usize = 20_000;

/// What one run took.
struct Run {
    /// Seconds of the org.
    took: f64,
    /// MB of memory at most.
    peak: f64,
}

/// Runs everything, or one run of it.
pub(crate) fn run(mut arguments: impl Iterator<Item = String>) -> Result<(), Box<dyn Error>> {
    let first = arguments.next();
    if first.as_deref() == Some("one") {
        let arguments: Vec<_> = arguments.collect();
        let [what, url, scale] = arguments.as_slice() else { return Err("WHAT URL SCALE".into()) };
        return one(what, url, scale.parse()?);
    }
    let users: u32 = first.map_or(Ok(USERS), |users| users.parse())?;
    println!("{users} users, latency {LATENCY:?}");
    let files = ["users.ndjson", "users.csv", "users.arrow", "users.parquet"];
    let files = if cfg!(feature = "parquet") { &files[..] } else { &files[..2] };
    let count = thousands(users.into());
    let ideal = f64::from(users.div_ceil(PAGE)) / f64::from(LIMIT) * 60.0;
    // The cheapest and the dearest to write.
    for file in [files[0], files[files.len() - 1]] {
        let Run { took, peak } = measure(users, LIMIT, SCALE, file)?;
        println!("{file}, {LIMIT} requests a minute: {took:.1} s, {:.3} of what the limit allows", ideal / took);
        let name = format!("{count} users to {file}, {LIMIT} requests a minute");
        figure(&name, "s of the org", took, Some(("what the limit allows", ideal, ideal / took)));
        figure(&format!("{name}, memory"), "MB", peak, None);
    }
    let listed = LISTED.min(users as usize) as f64 / measure(users, UNLIMITED, 1, "list")?.took;
    println!("a list with one cursor, without a limit: {listed:.0} users/s");
    for file in files {
        let Run { took, peak } = measure(users, UNLIMITED, 1, file)?;
        let rate = f64::from(users) / took;
        let times = rate / listed;
        println!("{file}, without a limit: {took:.1} s, {rate:.0} users/s, {times:.1} x as many as the list");
        let name = format!("{count} users to {file}, no limit");
        figure(&name, "users/s", rate, Some(("a list with one cursor", listed, times)));
        figure(&format!("{name}, memory"), "MB", peak, None);
    }
    Ok(())
}

fn figure(measure: &str, unit: &str, ours: f64, peer: Option<(&str, f64, f64)>) {
    let peer = peer.map(|(name, theirs, ratio)| {
        let (theirs, ratio) = (Spread::one(theirs), Some(Spread::one(ratio)));
        Peer { name, package: None, theirs, ratio }
    });
    emit("export", measure, unit, Spread::one(ours), peer);
}

/// Does one run with an org of its own, and prints what that org counted.
fn measure(users: u32, limit: u32, scale: u32, what: &str) -> Result<Run, Box<dyn Error>> {
    let latency = format!("{}ms", (LATENCY / scale).as_millis());
    let (limit, scale) = (limit.to_string(), scale.to_string());
    let flags = ["--rate-limit", &limit, "--at-once", "1000", "--time-scale", &scale, "--latency", &latency];
    let org = Org::start(users, &flags.map(str::to_owned))?;
    let [took, rows, peak] = child(&["export", "one", what, &org.url, &scale])?;
    let counters = runtime()?.block_on(async {
        let okta = client(&org.url)?;
        okta.request(Method::Get, "/__simulator/counters").await
    })?;
    println!("  {rows} rows, {peak:.0} MB at most; {}", counters.unwrap_or_default());
    Ok(Run { took, peak })
}

/// One run; prints seconds of the org, rows and MB of memory.
fn one(what: &str, url: &str, scale: u32) -> Result<(), Box<dyn Error>> {
    bindings::accelerate(scale);
    let (okta, began) = (client(url)?, Instant::now());
    let rows = runtime()?.block_on(async {
        if what == "list" {
            let mut users = okta.users().list_users().limit(PAGE.into()).take(LISTED);
            let mut rows = 0;
            while users.try_next().await?.is_some() {
                rows += 1;
            }
            return Ok::<_, Box<dyn Error>>(rows);
        }
        let folder = Scratch::new()?;
        let report = Export::new(&okta, Dataset::Users).to(folder.0.join(what)).await?;
        Ok(report.rows)
    })?;
    println!("{:.2} {rows} {:.1}", (began.elapsed() * scale).as_secs_f64(), peak()?);
    Ok(())
}

/// A folder that is removed at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> std::io::Result<Scratch> {
        let path = std::env::temp_dir().join(format!("oktant-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}
