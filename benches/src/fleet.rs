//! One job that does not fit into the rate limit, done by one process, by a fleet of 16, and by 16 processes that do not know of each
//! other: at the same time, each against an org of its own, in real time. And what a fleet adds to a call that need not wait.

use crate::figures::{Peer, Spread, emit, thousands};
use crate::paired::compare;
use oktant::{Builder, Client, Method};
use oktant_e2e::{Simulated, TOKEN};
use oktant_fleet::member::{self, Job};
use oktant_fleet::{Member, Server, Tally};
use oktant_simulator::{Limits, Setup};
use std::error::Error;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

const CALLS: u64 = 3000;
const LIMIT: u32 = 600;
const PROCESSES: u64 = 16;
/// Calls at a time, of all processes together.
const AT_ONCE: u64 = 64;
/// The argument that makes this program a member.
pub(crate) const MEMBER: &str = "fleet-member";

/// How long a job took, and what its members counted.
type Outcome = (Duration, Tally);
type Fallible<T> = Result<T, Box<dyn Error>>;

/// Prints the figures.
pub(crate) fn run() -> Fallible<()> {
    let program = std::env::current_exe()?;
    let store = Server::start();
    let url = store.url();
    println!("{CALLS} calls, {LIMIT} a minute, {AT_ONCE} at a time");
    let run = |processes: u64, store: Option<&str>| job(&program, processes, store);
    let [one, fleet, alone] = thread::scope(|scope| {
        let jobs = [(1, None), (PROCESSES, Some(url.as_str())), (PROCESSES, None)];
        jobs.map(|(processes, store)| scope.spawn(move || run(processes, store))).map(|job| job.join())
    })
    .map(|job| job.map_err(|_| "a job broke"));
    let (one, fleet, alone) = (one?, fleet?, alone?);
    for (name, (took, tally)) in [("one process", &one), ("a fleet of 16", &fleet), ("16 without a fleet", &alone)] {
        println!(
            "{name}: {:.1} s, {:.3} x of one process, {} requests, {} refused with 429, {} calls failed, fleet lost {} times",
            took.as_secs_f64(),
            took.as_secs_f64() / one.0.as_secs_f64(),
            tally.requests,
            tally.refused,
            tally.failed,
            tally.lost,
        );
    }
    emit_jobs(&one, &fleet, &alone);
    overhead(&url)
}

/// Prints what a fleet adds to a call alone.
pub(crate) fn run_call() -> Fallible<()> {
    overhead(&Server::start().url())
}

fn emit_jobs(one: &Outcome, fleet: &Outcome, alone: &Outcome) {
    let measure = format!("{} calls at {LIMIT} a minute, a fleet of {PROCESSES}", thousands(CALLS));
    let ours = fleet.0.as_secs_f64();
    for (name, theirs) in [("one process", one), ("16 processes without a fleet", alone)] {
        let peer = |theirs: f64, ratio| Some(Peer { name, package: None, theirs: Spread::one(theirs), ratio });
        let seconds = theirs.0.as_secs_f64();
        emit("fleet", &measure, "s", Spread::one(ours), peer(seconds, Some(Spread::one(seconds / ours))));
        let refused = |tally: &Tally| tally.refused as f64;
        emit(
            "fleet",
            &format!("{measure}, refused"),
            "requests",
            Spread::one(refused(&fleet.1)),
            peer(refused(&theirs.1), None),
        );
    }
}

/// Does the job of a member.
pub(crate) fn run_member() -> Fallible<()> {
    member::run()
}

fn job(program: &Path, processes: u64, store: Option<&str>) -> Outcome {
    let org = Simulated::of(Setup { users: 1, limits: Limits::Flat(LIMIT), ..Setup::default() });
    let mut settings = vec![("OKTA_CLIENT_ORGURL", org.url()), ("OKTA_CLIENT_TOKEN", TOKEN)];
    settings.extend([("OKTA_CLIENT_MAXRETRIES", "20"), ("OKTA_CLIENT_REQUESTTIMEOUT", "0")]);
    settings.extend(store.map(|url| ("OKTA_CLIENT_FLEET", url)));
    let start = |number| {
        // The first ones make what does not divide.
        let calls = CALLS / processes + u64::from(number < CALLS % processes);
        let job = Job { calls, at_once: AT_ONCE / processes, scale: 1 };
        Member::start(program, &[MEMBER], job, &settings)
    };
    let mut members: Vec<_> = (0..processes).map(start).collect();
    let began = Instant::now();
    members.iter_mut().for_each(Member::go);
    let tally = members.into_iter().map(Member::tally).sum();
    (began.elapsed(), tally)
}

/// Calls that need not wait, with and without a fleet, in turn.
fn overhead(store: &str) -> Fallible<()> {
    let org = Simulated::of(Setup { users: 1, limits: Limits::Flat(10_000_000), ..Setup::default() });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let builder = || Client::builder().org_url(org.url()).token(TOKEN);
    let build = |builder: Builder| builder.build();
    let (with, without) = (build(builder().fleet(store))?, build(builder())?);
    let calls = |okta: &Client| {
        runtime.block_on(async {
            for _ in 0..200 {
                okta.request(Method::Get, "/api/v1/users/me").await?;
            }
            Ok::<_, oktant::Error>(())
        })
    };
    let comparison = compare(60, || calls(&with), || calls(&without));
    println!(
        "200 calls one after another: in a fleet {:.1} ms, alone {:.1} ms: {:.3} x",
        comparison.ours.median * 1e3,
        comparison.theirs.median * 1e3,
        1.0 / comparison.ratio.median,
    );
    comparison.emit("fleet", "200 calls that need not wait", ("ms", 1e3), ("without a fleet", None));
    Ok(())
}
