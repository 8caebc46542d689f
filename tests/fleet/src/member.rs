//! A process that calls an org, alone or in a fleet: what it does, and how another process starts it and reads its tally.

use crate::accelerated::Accelerated;
use oktant::bindings::{accelerate, settings, store};
use oktant::{Client, EventKind, Method};
use oktant_core::config::RawConfig;
use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tokio::task::JoinSet;

/// A running process.
#[derive(Debug)]
pub struct Member {
    process: Child,
    lines: BufReader<ChildStdout>,
}

/// A member's job, which its process gets in `FLEET_JOB`.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// How many calls.
    pub calls: u64,
    /// How many at a time.
    pub at_once: u64,
    /// How many times as fast as real time its clocks go.
    pub scale: u32,
}

/// What came of a job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls that failed.
    pub failed: u64,
    /// Requests sent.
    pub requests: u64,
    /// Responses with status 429.
    pub refused: u64,
    /// Access tokens that the org was asked for.
    pub tokens: u64,
    /// How often the fleet was joined.
    pub joined: u64,
    /// How often it was lost.
    pub lost: u64,
}

const JOB: &str = "FLEET_JOB";

impl Member {
    /// Starts a process that waits for [`Member::go`]. The program calls [`run`]; `settings` are its environment variables.
    pub fn start(program: &Path, arguments: &[&str], job: Job, settings: &[(&str, &str)]) -> Member {
        let mut process = Command::new(program)
            .args(arguments)
            .envs(settings.iter().copied())
            .env(JOB, format!("{} {} {}", job.calls, job.at_once, job.scale))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap());
        let mut member = Member { process, lines };
        assert_eq!(member.line(), "ready");
        member
    }

    /// Lets the process begin.
    pub fn go(&mut self) {
        writeln!(self.process.stdin.as_mut().unwrap()).unwrap();
    }

    /// Waits until it has made so many more calls.
    pub fn wait_for(&mut self, calls: u64) {
        for _ in 0..calls {
            assert_eq!(self.line(), ".");
        }
    }

    /// Ends the process at once, with whatever it holds.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Waits for the end of its job.
    pub fn tally(mut self) -> Tally {
        let mut line = self.line();
        while line == "." {
            line = self.line();
        }
        assert!(self.process.wait().unwrap().success());
        line.parse().unwrap()
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Does the job of this process: prints `ready`, reads a line, prints a dot for each call and ends with its [`Tally`].
///
/// # Errors
/// If a setting is not valid, or a stream breaks.
pub fn run() -> Result<(), Box<dyn std::error::Error>> {
    let job: Job = env::var(JOB)?.parse()?;
    accelerate(job.scale);
    let counts = Arc::new(Counts::default());
    let okta = client(job, &counts)?;
    println!("ready");
    io::stdin().read_line(&mut String::new())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let failed = runtime.block_on(calls(&okta, job));
    println!("{}", counts.tally(failed));
    Ok(())
}

async fn calls(okta: &Client, job: Job) -> u64 {
    let begun = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..job.at_once {
        let (okta, begun) = (okta.clone(), Arc::clone(&begun));
        tasks.spawn(async move {
            let mut failed = 0;
            while begun.fetch_add(1, Relaxed) < job.calls {
                if let Err(error) = okta.request(Method::Get, "/api/v1/users/me").await {
                    eprintln!("{error}");
                    failed += 1;
                }
                println!(".");
            }
            failed
        });
    }
    tasks.join_all().await.into_iter().sum()
}

fn client(job: Job, counts: &Arc<Counts>) -> Result<Client, Box<dyn std::error::Error>> {
    let counts = Arc::clone(counts);
    let builder = Client::builder().or_env().on_event(move |event| counts.add(&event.kind));
    let mut raw = RawConfig::new();
    settings::read(&mut raw, true);
    let builder = match store(&raw.resolve()?)? {
        Some(store) if job.scale > 1 => builder.fleet_store(Arc::new(Accelerated::new(store, job.scale))),
        _ => builder,
    };
    Ok(builder.build()?)
}

#[derive(Default)]
struct Counts {
    requests: AtomicU64,
    refused: AtomicU64,
    tokens: AtomicU64,
    joined: AtomicU64,
    lost: AtomicU64,
}

impl Counts {
    fn add(&self, kind: &EventKind) {
        let count = match kind {
            EventKind::Request => &self.requests,
            EventKind::Response { status: 429, .. } => &self.refused,
            EventKind::TokenRequested => &self.tokens,
            EventKind::FleetJoined => &self.joined,
            EventKind::FleetLost { .. } => &self.lost,
            _ => return,
        };
        count.fetch_add(1, Relaxed);
    }

    fn tally(&self, failed: u64) -> Tally {
        let [requests, refused, tokens, joined, lost] =
            [&self.requests, &self.refused, &self.tokens, &self.joined, &self.lost].map(|count| count.load(Relaxed));
        Tally { failed, requests, refused, tokens, joined, lost }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Tally { failed, requests, refused, tokens, joined, lost } = self;
        write!(f, "{failed} {requests} {refused} {tokens} {joined} {lost}")
    }
}

impl FromStr for Tally {
    type Err = String;

    fn from_str(text: &str) -> Result<Tally, String> {
        let [failed, requests, refused, tokens, joined, lost] = numbers(text)?;
        Ok(Tally { failed, requests, refused, tokens, joined, lost })
    }
}

impl FromStr for Job {
    type Err = String;

    fn from_str(text: &str) -> Result<Job, String> {
        let [calls, at_once, scale] = numbers(text)?;
        Ok(Job { calls, at_once, scale: u32::try_from(scale).map_err(|error| error.to_string())? })
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), |all, one| Tally {
            failed: all.failed + one.failed,
            requests: all.requests + one.requests,
            refused: all.refused + one.refused,
            tokens: all.tokens + one.tokens,
            joined: all.joined + one.joined,
            lost: all.lost + one.lost,
        })
    }
}

fn numbers<const N: usize>(text: &str) -> Result<[u64; N], String> {
    let numbers: Result<Vec<u64>, _> = text.split_whitespace().map(str::parse).collect();
    numbers.ok().and_then(|numbers| numbers.try_into().ok()).ok_or_else(|| format!("{N} numbers, not {text}"))
}
