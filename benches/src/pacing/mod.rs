//! A job that does not fit into the rate limit, against the simulator over sockets, paced and not. An hour of it passes in
//! a minute or two: the clocks of both sides go faster by the same factor.

mod host;
mod picture;

use crate::figures::{Peer, Spread, emit, thousands};
use crate::paired::compare;
use host::{Clock, Fast, Seen};
use oktant_core::config::{Key, Origin, RawConfig};
use oktant_core::drive::drive;
use oktant_core::{Arguments, Operation, Options, Session};
use oktant_simulator::{Conditions, Limits, Org, Server, Setup, TOKEN};
use std::cell::{Cell, RefCell};
use std::error::Error;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};

const TASKS: usize = 64;
const CALLS: usize = 3000;
const LIMIT: u32 = 600;
const SCALE: u32 = 20;
/// Where both runs are drawn.
const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/pacing.svg");

/// What came of a job.
struct Job {
    seen: Vec<Seen>,
    failed: usize,
    /// In seconds of the org.
    took: f64,
}

/// Prints the figures and draws them.
pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let last = job(&runtime, LIMIT as usize, "true")?.took;
    let windows = (CALLS - 1) / LIMIT as usize;
    let ideal = 60.0 * windows as f64 + last;
    let (paced, unpaced) = (job(&runtime, CALLS, "true")?, job(&runtime, CALLS, "false")?);
    println!("{CALLS} calls, {TASKS} tasks, {LIMIT} a minute, clocks {SCALE} x: ideal {ideal:.1} s");
    for (name, job) in [("paced", &paced), ("not paced", &unpaced)] {
        println!(
            "{name}: {} requests, {} refused with 429, {} calls failed, {:.1} s, {:+.2} s a window",
            job.seen.len(),
            job.refused(),
            job.failed,
            job.took,
            (job.took - ideal) / windows as f64,
        );
    }
    emit_job(&paced, &unpaced, ideal);
    std::fs::write(PICTURE, picture::draw(&paced, &unpaced))?;
    fresh(&runtime)
}

impl Job {
    fn refused(&self) -> usize {
        self.seen.iter().filter(|seen| seen.status == 429).count()
    }
}

fn emit_job(paced: &Job, unpaced: &Job, ideal: f64) {
    let measure = format!("{} calls at {LIMIT} a minute", thousands(CALLS as u64));
    let peer = |name, theirs: f64, ours: f64, divided: bool| {
        let ratio = divided.then(|| Spread::one(theirs / ours));
        Some(Peer { name, package: None, theirs: Spread::one(theirs), ratio })
    };
    let took = Spread::one(paced.took);
    emit("pacing", &measure, "s of the org", took, peer("what the limit allows", ideal, paced.took, true));
    emit("pacing", &measure, "s of the org", took, peer("not paced", unpaced.took, paced.took, true));
    let [refused, theirs] = [paced, unpaced].map(|job| job.refused() as f64);
    emit(
        "pacing",
        &format!("{measure}, refused"),
        "requests",
        Spread::one(refused),
        peer("not paced", theirs, refused, false),
    );
    let [failed, theirs] = [paced, unpaced].map(|job| job.failed as f64);
    emit(
        "pacing",
        &format!("{measure}, failed"),
        "calls",
        Spread::one(failed),
        peer("not paced", theirs, failed, false),
    );
}

/// A job that fits is not slowed.
fn fresh(runtime: &Runtime) -> Result<(), Box<dyn Error>> {
    let address = org(u32::MAX, 1)?;
    let (paced, unpaced) = (Clock::new(1), Clock::new(1));
    let (one, other) = (config(address, "true")?, config(address, "false")?);
    let (carrier, other_carrier) = (Fast::new(&one, paced)?, Fast::new(&other, unpaced)?);
    let comparison = compare(
        60,
        || calls(runtime, &Session::new(one.clone()), &carrier, 100),
        || calls(runtime, &Session::new(other.clone()), &other_carrier, 100),
    );
    println!(
        "100 calls on a fresh bucket: paced {:.1} ms, not {:.1} ms: {:.2} x",
        comparison.ours.median * 1e3,
        comparison.theirs.median * 1e3,
        1.0 / comparison.ratio.median
    );
    comparison.emit("pacing", "100 calls on a fresh bucket", ("ms", 1e3), ("not paced", None));
    Ok(())
}

fn job(runtime: &Runtime, count: usize, pacing: &str) -> Result<Job, Box<dyn Error>> {
    let config = config(org(LIMIT, SCALE)?, pacing)?;
    let host = Fast::new(&config, Clock::new(SCALE))?;
    let failed = calls(runtime, &Session::new(config), &host, count);
    let took = host.clock.seconds();
    Ok(Job { seen: host.seen.take(), failed, took })
}

/// Makes calls, so many at once; gives how many failed.
fn calls(runtime: &Runtime, session: &Session, host: &Fast, count: usize) -> usize {
    let row = Operation::find("getUser").map(Arc::new);
    let (begun, failed) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let tasks = tokio::task::LocalSet::new();
    for _ in 0..TASKS {
        let (begun, failed, mut host) = (Rc::clone(&begun), Rc::clone(&failed), host.clone());
        let (session, row) = (session.clone(), row.clone());
        tasks.spawn_local(async move {
            while begun.replace(begun.get() + 1) < count {
                let call =
                    row.as_ref().map(|row| session.call(row, &Arguments::new().path("id", "me"), &Options::default()));
                let good = match call {
                    Some(Ok(mut call)) => drive(&mut call, &mut host).await.is_ok(),
                    _ => false,
                };
                failed.set(failed.get() + usize::from(!good));
            }
        });
    }
    runtime.block_on(tasks);
    failed.get()
}

fn config(address: SocketAddr, pacing: &str) -> Result<oktant_core::Config, oktant_core::Error> {
    let mut raw = RawConfig::new();
    raw.put(Key::OrgUrl, format!("http://{address}"), Origin::Code);
    raw.put(Key::Token, TOKEN, Origin::Code);
    raw.put(Key::Pacing, pacing, Origin::Code);
    raw.resolve()
}

/// An org of its own, on a thread of its own, to the end of the program.
fn org(limit: u32, time_scale: u32) -> Result<SocketAddr, Box<dyn Error>> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    std::thread::spawn(move || {
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            let org = Org::new(&Setup { limits: Limits::Flat(limit), ..Setup::default() });
            Server::new(org, Conditions { time_scale, ..Conditions::default() }).run(listener).await
        })
    });
    Ok(address)
}

/// What all calls of a job write down together.
type Log = Rc<RefCell<Vec<Seen>>>;
