//! The long run: many calls at once on one client while the way to the org is bad. Reads must all succeed; what was
//! created must be in the org once, under the ID in the response; memory must stay flat. Ends with its figures.

use clap::Parser;
use oktant::models::{CreateUserRequest, UserProfile};
use oktant::{Client, ErrorKind, Method};
use oktant_e2e::TOKEN;
use oktant_simulator::{Conditions, Faults, Limits, Org, Setup};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::net::TcpListener;

/// An id of Okta's.
type Id = [u8; 20];
type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const USERS: u32 = 10_000;
const SEED: u64 = 42;
/// Share of the requests that get a fault.
const FAULTS: &str = "1%";
/// How many calls run at the same time.
const AT_ONCE: u64 = 64;
/// One call of so many creates a user, one lists a page, one asks for a path that no call asked for before, the others read
/// one user.
const EVERY: u64 = 20;
/// What memory may grow by after the first tenth of the calls, in kB, beside the list of what was created.
const GROWTH: u64 = 4 * 1024;
/// How many rate limits may be remembered: 256 of other paths, and those of the operations that it calls.
const LIMITS: usize = 256 + 8;

#[derive(Parser)]
#[command(about = "Many calls over sockets, with faults: nothing lost, nothing duplicated, memory flat")]
struct Args {
    #[arg(long, default_value_t = 1_000_000)]
    calls: u64,
    /// Serve the org of another soak until standard input ends
    #[arg(long, hide = true)]
    serve: bool,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let args = Args::parse();
    if args.serve { org().await } else { soak(args.calls).await }
}

async fn org() -> Outcome<()> {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0)
    });
    let setup =
        Setup { users: USERS, seed: SEED, token: TOKEN.into(), limits: Limits::Flat(u32::MAX), ..Setup::default() };
    let faults = FAULTS.parse::<Faults>()?.seeded(SEED);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    Ok(oktant_simulator::Server::new(Org::new(&setup), Conditions { faults, ..Conditions::default() })
        .run(listener)
        .await?)
}

/// The org in a process of its own, so that its memory is not counted.
struct Server(Child);

impl Server {
    fn start() -> Outcome<(Server, String)> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        Ok((Server(child), line.trim().to_owned()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What one task did.
#[derive(Default)]
struct Tally {
    /// Number and id of each user that was created.
    created: Vec<(u64, Id)>,
    /// Numbers of those whose creation failed although it may have been done.
    uncertain: Vec<u64>,
    /// How many creations failed before anything was done.
    refused: u64,
}

async fn soak(calls: u64) -> Outcome<()> {
    let (_server, url) = Server::start()?;
    let okta = Client::builder().org_url(&url).token(TOKEN).max_retries(8).build()?;
    let known = okta.users().list_users().await?.into_iter().map(|user| user.id);
    let known = known.collect::<Option<Vec<_>>>().ok_or("a user without id")?;
    let (known, next, start) = (Arc::new(known), Arc::new(AtomicU64::new(0)), Instant::now());
    let memory = Arc::new(Mutex::new(Vec::new()));
    let tasks: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (okta, known, next) = (okta.clone(), Arc::clone(&known), Arc::clone(&next));
            let memory = Arc::clone(&memory);
            tokio::spawn(async move {
                let mut tally = Tally::default();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= calls {
                        return Ok(tally);
                    }
                    if number > 0 && number % (calls / 10).max(1) == 0 {
                        memory.lock().unwrap_or_else(PoisonError::into_inner).push(resident());
                    }
                    call(&okta, &known, number, &mut tally).await.map_err(|error| format!("call {number}: {error}"))?;
                }
            })
        })
        .collect();
    let mut all = Tally::default();
    for task in tasks {
        let tally = task.await?.map_err(|error: String| error)?;
        all.created.extend(tally.created);
        all.uncertain.extend(tally.uncertain);
        all.refused += tally.refused;
    }
    let seconds = start.elapsed().as_secs_f64();
    let limits = okta.rates().len();
    if limits > LIMITS {
        return Err(format!("{limits} rate limits are remembered").into());
    }
    let done = settle(&okta, &all).await?;
    let rate = calls as f64 / seconds;
    println!("{calls} calls in {seconds:.0} s, {rate:.0} a second, {AT_ONCE} at once, faults {FAULTS}");
    let (created, refused, uncertain) = (all.created.len(), all.refused, all.uncertain.len());
    println!(
        "created {created}, refused {refused}, uncertain {uncertain} of which {done} were done; 0 lost, 0 doubled"
    );
    let memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
    let lists = (all.created.len() * size_of::<(u64, Id)>() / 1024) as u64;
    println!("memory at every tenth {memory:?} kB, {lists} kB of it a list of what was created");
    let (first, most) = (memory.first().copied().unwrap_or(0), memory.iter().max().copied().unwrap_or(0));
    if most > first + lists + GROWTH { Err("memory grew".into()) } else { Ok(()) }
}

async fn call(okta: &Client, known: &[String], number: u64, tally: &mut Tally) -> Outcome<()> {
    match number % EVERY {
        0 => create(okta, number, tally).await,
        1 => {
            let page = okta.users().list_users().limit(20).await?;
            if page.items.len() == 20 { Ok(()) } else { Err(format!("a page of {} users", page.items.len()).into()) }
        }
        2 => match okta.request(Method::Get, format!("/soak{number}/x")).await {
            Err(error) if error.status() == Some(404) => Ok(()),
            other => Err(format!("a path that the org does not have: {other:?}").into()),
        },
        _ => {
            let wanted = known.get(number as usize % known.len().max(1)).ok_or("no users")?;
            let user = okta.users().get_user(wanted).await?;
            if user.id.as_ref() == Some(wanted) { Ok(()) } else { Err(format!("{wanted} is {:?}", user.id).into()) }
        }
    }
}

/// A creation may fail when its way is bad, but never because it was done before.
async fn create(okta: &Client, number: u64, tally: &mut Tally) -> Outcome<()> {
    let login = Some(format!("soak{number}@example.com"));
    let (first_name, last_name) = (Some("Soak".to_owned()), Some("Test".to_owned()));
    let profile = UserProfile { login: login.clone(), email: login, first_name, last_name, ..UserProfile::default() };
    let new = CreateUserRequest { profile: Some(profile.into()), ..CreateUserRequest::default() };
    match okta.users().create_user(&new).await {
        Ok(user) => tally.created.push((number, id(user.id)?)),
        Err(error) if matches!(error.status(), Some(502 | 503)) => tally.refused += 1,
        Err(error) if error.kind() == ErrorKind::Transport && error.may_have_been_sent() => {
            tally.uncertain.push(number)
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Compares the org's users with the responses; returns how many of the uncertain creations were done.
async fn settle(okta: &Client, all: &Tally) -> Outcome<usize> {
    let mut found = BTreeMap::new();
    let mut users = okta.users().list_users().search("profile.login sw \"soak\"").items();
    while let Some(user) = users.try_next().await? {
        let login = user.profile.and_then(|profile| profile.login.clone()).ok_or("a user without login")?;
        let number: u64 = login.trim_start_matches("soak").trim_end_matches("@example.com").parse()?;
        if found.insert(number, id(user.id)?).is_some() {
            return Err(format!("{login} is there twice").into());
        }
    }
    for (number, id) in &all.created {
        if found.remove(number).as_ref() != Some(id) {
            return Err(format!("user {number} was created and is lost").into());
        }
    }
    let done = all.uncertain.iter().filter(|number| found.remove(number).is_some()).count();
    if found.is_empty() { Ok(done) } else { Err(format!("nobody asked for users {:?}", found.keys()).into()) }
}

fn id(id: Option<String>) -> Outcome<Id> {
    let id = id.ok_or("a user without id")?;
    Id::try_from(id.as_bytes()).map_err(|_| format!("{id} is no id").into())
}

/// Memory of this process, in kB; 0 where the system does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
