//! Lists of users of a simulated org, beside reqwest and `serde_json::Value`: 10,000 in turn, and the memory of a process that reads
//! 1,000,000 one after the other.

use crate::figures::{Peer, Spread, emit};
use crate::org::{Org, child, client, peak};
use crate::paired::compare;
use oktant::Client;
use std::error::Error;

const PAGE: u32 = 200;
const USERS: u32 = 10_000;
const ROUNDS: usize = 20;
/// How many users the processes read whose memory is compared.
const SOME: u32 = 100_000;
const MANY: u32 = 1_000_000;
const FLOOR: &str = "reqwest + serde_json::Value";

/// Runs everything, or the run of one process: `one ours|floor URL`.
pub(crate) fn run(arguments: impl Iterator<Item = String>) -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = arguments.collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if let [_, whose, url] = arguments.as_slice() {
        let read = match whose.as_str() {
            "ours" => runtime.block_on(ours(&client(url)?))?,
            _ => runtime.block_on(floor(&bare()?, url))?,
        };
        println!("{read} {}", peak()?);
        return Ok(());
    }
    in_turn(&runtime)?;
    memory()
}

fn in_turn(runtime: &tokio::runtime::Runtime) -> Result<(), Box<dyn Error>> {
    let org = Org::start(USERS, &conditions())?;
    let (okta, bare) = (client(&org.url)?, bare()?);
    let mut failed = None;
    let mut check = |read: Result<u32, Box<dyn Error>>| match read {
        Ok(USERS) => {}
        Ok(read) => failed = Some(format!("read {read} users")),
        Err(error) => failed = Some(error.to_string()),
    };
    let mut theirs = Vec::new();
    let comparison = compare(
        ROUNDS,
        || check(runtime.block_on(ours(&okta))),
        || theirs.push(runtime.block_on(floor(&bare, &org.url))),
    );
    theirs.into_iter().for_each(&mut check);
    if let Some(failed) = failed {
        return Err(failed.into());
    }
    println!(
        "{USERS} users over loopback: {:.0} ms, {FLOOR} {:.0} ms: {:.2} x",
        comparison.ours.median * 1e3,
        comparison.theirs.median * 1e3,
        comparison.ratio.median
    );
    comparison.emit("rust", "10,000 users", ("ms", 1e3), (FLOOR, Some("reqwest")));
    Ok(())
}

fn memory() -> Result<(), Box<dyn Error>> {
    let some = Org::start(SOME, &conditions())?;
    let few = read("ours", &some.url, SOME)?;
    let many = Org::start(MANY, &conditions())?;
    let (ours, theirs) = (read("ours", &many.url, MANY)?, read("floor", &many.url, MANY)?);
    println!("memory at most: {few:.1} MB for {SOME} users, {ours:.1} MB for {MANY}; {FLOOR} {theirs:.1} MB");
    for (name, package, theirs) in [("Oktant, 100,000 users", None, few), (FLOOR, Some("reqwest"), theirs)] {
        let peer = Peer { name, package, theirs: Spread::one(theirs), ratio: Some(Spread::one(theirs / ours)) };
        emit("rust", "memory, 1,000,000 users", "MB", Spread::one(ours), Some(peer));
    }
    Ok(())
}

/// The memory of a process that reads all users, in MB.
fn read(whose: &str, url: &str, users: u32) -> Result<f64, Box<dyn Error>> {
    let [read, peak] = child(&["lists", "one", whose, url])?;
    if read == f64::from(users) { Ok(peak) } else { Err(format!("read {read} users of {users}").into()) }
}

/// Limits that no client reaches: pacing is not what is measured.
fn conditions() -> [String; 2] {
    ["--rate-limit", "1000000000"].map(str::to_owned)
}

/// Reads ID and login of every user; gives how many have both.
async fn ours(okta: &Client) -> Result<u32, Box<dyn Error>> {
    let mut users = okta.users().list_users().limit(PAGE.into()).items();
    let mut read = 0;
    while let Some(user) = users.try_next().await? {
        let login = user.profile.as_ref().and_then(|profile| profile.login.as_ref());
        read += u32::from(user.id.is_some() && login.is_some());
    }
    Ok(read)
}

/// What a program without an SDK does.
async fn floor(http: &reqwest::Client, url: &str) -> Result<u32, Box<dyn Error>> {
    let mut next = Some(format!("{url}/api/v1/users?limit={PAGE}"));
    let mut read = 0;
    while let Some(page) = next {
        let authorization = format!("SSWS {}", oktant_simulator::TOKEN);
        let answer = http.get(page).header("Authorization", authorization).send().await?.error_for_status()?;
        let mut links = answer.headers().get_all("link").iter().filter_map(|link| link.to_str().ok());
        next = links.find_map(|link| Some(link.strip_suffix("; rel=\"next\"")?.trim_matches(['<', '>']).to_owned()));
        let users: Vec<serde_json::Value> = serde_json::from_slice(&answer.bytes().await?)?;
        read += users
            .iter()
            .map(|user| u32::from(user["id"].is_string() && user["profile"]["login"].is_string()))
            .sum::<u32>();
    }
    Ok(read)
}

fn bare() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder().no_proxy().build()
}
