//! An export of a million users from the simulator, below a rate limit and without one, beside a list that one cursor reads. Each run
//! is a process of its own, so that its memory is its own.

use oktant::{Client, Method, bindings};
use oktant_export::{Dataset, Export};
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const USERS: u32 = 1_000_000;
const PAGE: u32 = 200;
const LATENCY: Duration = Duration::from_millis(300);
/// Requests a minute.
const LIMIT: u32 = 600;
/// Of both clocks, where there is a limit.
const SCALE: u32 = 5;
/// Users that the list reads: its pages take as long each, however many there are.
const LISTED: usize = 20_000;

/// An org in a process of its own.
struct Org {
    process: Child,
    url: String,
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
    let pages = users.div_ceil(PAGE);
    println!("{users} users, latency {LATENCY:?}");
    let files = ["users.ndjson", "users.csv", "users.arrow", "users.parquet"];
    let files = if cfg!(feature = "parquet") { &files[..] } else { &files[..2] };
    let ideal = f64::from(pages) / f64::from(LIMIT) * 60.0;
    // The cheapest and the dearest to write.
    for file in [files[0], files[files.len() - 1]] {
        let org = Org::start(users, LIMIT, SCALE)?;
        let took = org.measure(file, SCALE)?;
        println!("{file}, {LIMIT} requests a minute: {took:.1} s, {:.3} of what the limit allows", ideal / took);
    }
    let mut rate = f64::INFINITY;
    for file in files {
        let took = Org::start(users, 1_000_000_000, 1)?.measure(file, 1)?;
        println!("{file}, without a limit: {took:.1} s, {:.0} users/s", f64::from(users) / took);
        rate = rate.min(f64::from(users) / took);
    }
    let took = Org::start(users, 1_000_000_000, 1)?.measure("list", 1)?;
    let listed = LISTED.min(users as usize) as f64 / took;
    println!("a list, without a limit: {listed:.0} users/s; the export has {:.1} x as many", rate / listed);
    Ok(())
}

impl Org {
    fn start(users: u32, limit: u32, scale: u32) -> Result<Org, Box<dyn Error>> {
        let program = std::env::current_exe()?.with_file_name("oktant-simulator");
        let mut process = Command::new(program)
            .args(["--attached", "--users", &users.to_string(), "--rate-limit", &limit.to_string()])
            .args(["--at-once", "1000", "--time-scale", &scale.to_string()])
            .args(["--latency", &format!("{}ms", (LATENCY / scale).as_millis())])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let url = line.trim().strip_prefix("listening on ").ok_or("no URL")?.to_owned();
        Ok(Org { process, url })
    }

    /// Does one run and prints what the org counted; gives the seconds of the org that it took.
    fn measure(&self, what: &str, scale: u32) -> Result<f64, Box<dyn Error>> {
        let output = Command::new(std::env::current_exe()?)
            .args(["export", "one", what, &self.url, &scale.to_string()])
            .stderr(Stdio::inherit())
            .output()?;
        let text = String::from_utf8(output.stdout)?;
        if !output.status.success() {
            return Err(format!("{what} failed: {text}").into());
        }
        let (took, figures) = text.trim().split_once(' ').ok_or("no figures")?;
        let counters = runtime()?.block_on(async {
            let okta = client(&self.url)?;
            okta.request(Method::Get, "/__simulator/counters").await
        })?;
        println!("  {figures}; {}", counters.unwrap_or_default());
        Ok(took.parse()?)
    }
}

impl Drop for Org {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One run; prints seconds of the org, then figures.
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
    let took = (began.elapsed() * scale).as_secs_f64();
    println!("{took:.2} {rows} rows, {} MB at most", peak()? / 1_000_000);
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

fn client(url: &str) -> oktant::Result<Client> {
    Client::builder().org_url(url).token(oktant_simulator::TOKEN).build()
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

/// The most memory that this process had, in bytes.
fn peak() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string(Path::new("/proc/self/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
}
