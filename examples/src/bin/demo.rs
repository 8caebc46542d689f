//! The main job, as a user writes it: list an org, make a user, change one and put it back, go on from a cursor.
//!
//! Without `OKTA_CLIENT_ORGURL` it starts a simulated org; with it, and `OKTA_CLIENT_TOKEN`, it reads that org and writes nothing.

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use oktant::models::{CreateUserRequest, UserProfile};
use oktant::value::{Document, Json};
use oktant::{Client, Event, EventKind};
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Shows Oktant's main job on a simulated org, or read-only on yours.
#[derive(Parser)]
struct Arguments {
    /// Users of the simulated org.
    #[arg(long, default_value_t = 10_000)]
    users: u64,
    /// Go on from this cursor, and only count: what the second process of the demo does.
    #[arg(long)]
    resume: Option<String>,
}

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(cursor) = &arguments.resume {
        return resume(cursor).await;
    }
    let own_org = std::env::var_os("OKTA_CLIENT_ORGURL").is_some();
    let simulator = if own_org { None } else { Some(Simulator::start(arguments.users)?) };
    let repeats = Arc::new(AtomicU64::new(0));
    let okta = match &simulator {
        Some(simulator) => {
            let count = Arc::clone(&repeats);
            let listen = move |event: &Event| {
                count.fetch_add(u64::from(matches!(event.kind, EventKind::Retry { .. })), Ordering::Relaxed);
            };
            Client::builder().org_url(&simulator.url).token(Simulator::TOKEN).on_event(listen).build()?
        }
        None => Client::from_env()?,
    };
    let cursor = list_all(&okta, simulator.as_ref().map(|_| arguments.users)).await?;
    if let Some(simulator) = &simulator {
        println!(
            "the org refused {} requests with 429: each was sent again after a pause",
            repeats.load(Ordering::Relaxed)
        );
        write_and_restore(&okta).await?;
        if let Some(cursor) = cursor {
            go_on_elsewhere(&simulator.url, &cursor)?;
        }
    } else {
        println!("this is your own org: nothing is written");
    }
    Ok(())
}

/// Every user of the org, page by page; gives the cursor of the middle.
async fn list_all(okta: &Client, expected: Option<u64>) -> Result<Option<String>> {
    let progress = expected.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    progress.set_style(ProgressStyle::with_template("{spinner} listing users {wide_bar} {pos} {per_sec}")?);
    progress.enable_steady_tick(Duration::from_millis(100));
    let start = Instant::now();
    let (mut users, mut active, mut odd, mut count_of_pages) = (0u64, 0u64, 0usize, 0u64);
    let mut cursor = None;
    let mut pages = okta.users().list_users().limit(200).pages();
    while let Some(page) = pages.try_next().await? {
        for user in &page.items {
            active += u64::from(user.status.as_ref().is_some_and(|status| status == "ACTIVE"));
            odd += user.problems().len();
        }
        users += page.items.len() as u64;
        count_of_pages += 1;
        progress.inc(page.items.len() as u64);
        if cursor.is_none() && users * 2 >= expected.unwrap_or(u64::MAX) {
            cursor = page.cursor;
        }
    }
    progress.finish_and_clear();
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "listed {users} users on {count_of_pages} pages in {seconds:.2} s ({:.0} users/s), {active} active, {odd} odd values, peak memory {}",
        users as f64 / seconds,
        peak_memory()
    );
    if let Some(expected) = expected {
        assert_eq!(users, expected, "every user, once");
    }
    Ok(cursor)
}

/// A user with custom attributes; one that is changed and put back; what was lost on the way: nothing.
async fn write_and_restore(okta: &Client) -> Result<()> {
    let mut profile = UserProfile {
        first_name: Some("Ada".into()),
        last_name: Some("Nowak".into()),
        email: Some("ada.nowak@example.com".into()),
        login: Some("ada.nowak@example.com".into()),
        ..UserProfile::default()
    };
    profile.extras.insert("badge", "42");
    profile.extras.insert("costNumber", 7001);
    let new = CreateUserRequest { profile: Some(profile.into()), ..CreateUserRequest::default() };
    let ada = okta.users().create_user(&new).activate(false).await?;
    let id = ada.id.clone().ok_or("a user without an id")?;
    let badge = ada.profile.as_ref().and_then(|profile| profile.extras.get("badge")).and_then(Json::as_str);
    println!("created {id}, status {}, badge {}", text(ada.status.as_ref()), text(badge.as_ref()));

    let before = okta.users().get_user(&id).await?;
    let mut changed = before.clone();
    if let Some(profile) = changed.profile.as_mut() {
        profile.nick_name = Some("Countess".into());
        profile.extras.insert("badge", "43");
    }
    let replaced = okta.users().replace_user(&id, &changed).await?;
    let differences = differences(&before.to_json(), &replaced.to_json());
    println!("changed {}", differences.join(", "));

    let restored = okta.users().replace_user(&id, &before).await?;
    let lost = self::differences(&before.to_json(), &restored.to_json());
    let lost: Vec<&String> = lost.iter().filter(|name| *name != "/lastUpdated").collect();
    println!("put it back: {} members differ from the original", lost.len());
    assert!(lost.is_empty(), "lost on the way: {lost:?}");

    okta.user_lifecycle().deactivate_user(&id).await?;
    okta.users().delete_user(&id).await?;
    let gone = okta.users().get_user(&id).await.err().ok_or("the deleted user is still there")?;
    println!("deleted it; asking again: {gone}");
    Ok(())
}

/// A second process goes on from the cursor that this one saved.
fn go_on_elsewhere(url: &str, cursor: &str) -> Result<()> {
    println!("a second process goes on from the cursor {cursor}");
    let status = Command::new(std::env::current_exe()?)
        .args(["--resume", cursor])
        .env("OKTA_CLIENT_ORGURL", url)
        .env("OKTA_CLIENT_TOKEN", Simulator::TOKEN)
        .status()?;
    if status.success() { Ok(()) } else { Err("the second process failed".into()) }
}

async fn resume(cursor: &str) -> Result<()> {
    let okta = Client::from_env()?;
    let mut users = okta.users().list_users().cursor(cursor).items();
    let (mut count, mut first) = (0, None);
    while let Some(user) = users.try_next().await? {
        count += 1;
        first = first.or(user.id);
    }
    println!("it saw the other {count} users, from {}", text(first.as_ref()));
    Ok(())
}

/// JSON pointers of the members that differ, those of objects one by one.
fn differences(one: &Json, other: &Json) -> Vec<String> {
    fn look(one: Option<&Json>, other: Option<&Json>, at: &str, found: &mut Vec<String>) {
        match (one, other) {
            (Some(Json::Object(a)), Some(Json::Object(b))) => {
                let names = a.iter().chain(b.iter().filter(|(name, _)| !a.contains(name))).map(|(name, _)| name);
                names.for_each(|name| look(a.get(name), b.get(name), &format!("{at}/{name}"), found));
            }
            _ if one != other => found.push(at.to_owned()),
            _ => {}
        }
    }
    let mut found = Vec::new();
    look(Some(one), Some(other), "", &mut found);
    found
}

fn text(value: Option<&impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), ToString::to_string)
}

/// The most memory this process has had, where the system says.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.map_or_else(|| "unknown".to_owned(), |kilobytes| format!("{:.1} MB", kilobytes / 1024.0))
}

/// A simulated org in a process of its own, which ends with this value.
struct Simulator {
    child: Child,
    url: String,
}

impl Simulator {
    const TOKEN: &str = "00demoTokenOfTheSimulatedOrgDemoTokenOfIt0";

    fn start(users: u64) -> Result<Simulator> {
        let start = Instant::now();
        let program =
            std::env::current_exe()?.with_file_name(format!("oktant-simulator{}", std::env::consts::EXE_SUFFIX));
        // Millions of users are more pages than an org answers in a minute; what is shown here is not the waiting.
        let limit = (users / 10).clamp(10_000, u64::from(u32::MAX)).to_string();
        // Three refusals or so on the way through all pages.
        let faults = format!("{:.4}%:429", 60_000.0 / users.max(1_000) as f64);
        let mut child = Command::new(&program)
            .args(["--port", "0", "--users", &users.to_string(), "--seed", "42", "--token", Simulator::TOKEN])
            .args(["--rate-limit", &limit, "--faults", &faults])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}: build it with `make demo`", program.display()))?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let simulator = Simulator { child, url: line.trim().rsplit(' ').next().unwrap_or_default().to_owned() };
        if simulator.url.is_empty() {
            return Err("the simulator did not start".into());
        }
        println!(
            "a simulated org with {users} users at {} after {:.2} s",
            simulator.url,
            start.elapsed().as_secs_f64()
        );
        Ok(simulator)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
