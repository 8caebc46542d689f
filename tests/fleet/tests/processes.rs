//! Processes that share an org's rate limit over a store, while members and the store come and go. All clocks go faster: those of the
//! members, the org and the store.

#![allow(clippy::unwrap_used, reason = "tests")]

use oktant_e2e::{Simulated, TOKEN};
use oktant_fleet::member::Job;
use oktant_fleet::{Gate, Member, Server, Tally};
use oktant_simulator::{Conditions, Limits, ServiceApp, Setup};
use std::path::Path;

const SCALE: u32 = 6;
/// Requests a minute.
const LIMIT: u32 = 100;
/// The most requests that may be refused while members do not know of each other: what they send at once, in two windows.
const STORM: u64 = 2 * 4 * AT_ONCE;
/// Calls of a member at a time.
const AT_ONCE: u64 = 4;

/// A service app's private key in PEM, and the public half in a JWK set.
const KEY: &str = include_str!("../../keys/p256.pkcs8.pem");
const PUBLIC: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"p256","x":"pdjjI-Up4FPdU_x5KxfmmvhmkroB0onSO9_twVR9wAU","y":"cL4T_YdGYKG3sQS-z8xFP4tkkOvI24X5XYMhNCLcPfM"}]}"#;

fn org() -> Simulated {
    let conditions = Conditions { time_scale: SCALE, ..Conditions::default() };
    let service_apps = vec![ServiceApp::read("0oa1", PUBLIC).unwrap()];
    let setup = Setup { users: 1, seed: 42, limits: Limits::Flat(LIMIT), service_apps, ..Setup::default() };
    Simulated::under(setup, conditions)
}

/// Processes that have begun with so many calls each. A busy machine must not part them from the store: they wait long for it,
/// unless `timeout` says otherwise.
fn begin(count: usize, org: &Simulated, store: &str, calls: u64, timeout: &str) -> Vec<Member> {
    begin_as(&[("OKTA_CLIENT_TOKEN", TOKEN)], count, org, store, calls, timeout)
}

fn begin_as(
    credential: &[(&str, &str)],
    count: usize,
    org: &Simulated,
    store: &str,
    calls: u64,
    timeout: &str,
) -> Vec<Member> {
    let settings = [
        ("OKTA_CLIENT_ORGURL", org.url()),
        ("OKTA_CLIENT_FLEET", store),
        ("OKTA_CLIENT_FLEETTIMEOUT", timeout),
        ("OKTA_CLIENT_MAXRETRIES", "10"),
    ];
    let settings = [&settings, credential].concat();
    let job = Job { calls, at_once: AT_ONCE, scale: SCALE };
    let program = Path::new(env!("CARGO_BIN_EXE_member"));
    let mut members: Vec<_> = (0..count).map(|_| Member::start(program, &[], job, &settings)).collect();
    members.iter_mut().for_each(Member::go);
    members
}

fn end(members: Vec<Member>) -> Tally {
    members.into_iter().map(Member::tally).inspect(|tally| println!("{tally}")).sum()
}

#[test]
fn nobody_is_refused() {
    let (org, store) = (org(), Server::start());
    let tally = end(begin(16, &org, &store.url(), 16, "1"));
    assert_eq!(tally, Tally { requests: 256, joined: 16, ..Tally::default() });
}

#[test]
fn one_member_of_a_service_app_asks_for_the_token() {
    let (org, store) = (org(), Server::start());
    let credential = [
        ("OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey"),
        ("OKTA_CLIENT_CLIENTID", "0oa1"),
        ("OKTA_CLIENT_SCOPES", "okta.users.read"),
        ("OKTA_CLIENT_PRIVATEKEY", KEY),
    ];
    let tally = end(begin_as(&credential, 8, &org, &store.url(), 5, "1"));
    assert_eq!((tally.failed, tally.tokens, tally.refused), (0, 1, 0), "{tally:?}");
    let token = store.command::<Vec<String>>("KEYS *:token:*");
    let held: Vec<String> = store.command(&format!("HVALS {}", token[0]));
    // A token of the simulated org, as of Okta's, is a JWT.
    assert!(token.len() == 1 && !held.iter().any(|value| value.starts_with("eyJ")), "{held:?}");
}

#[test]
fn members_that_are_killed_keep_nothing_for_long() {
    let (org, store) = (org(), Server::start());
    let mut members = begin(8, &org, &store.url(), 25, "1");
    for mut member in members.drain(..3) {
        member.wait_for(2);
        member.kill();
    }
    let tally = end(members);
    assert_eq!(tally, Tally { requests: 125, joined: 5, ..Tally::default() });
}

#[test]
fn a_store_that_is_killed_is_joined_again() {
    let (org, mut store) = (org(), Server::start());
    // More calls than a window has, so that no member ends before the store is there again.
    let mut members = begin(4, &org, &store.url(), u64::from(LIMIT) + 5, "1");
    members.iter_mut().for_each(|member| member.wait_for(3));
    store.kill();
    members.iter_mut().for_each(|member| member.wait_for(12));
    store.restart();
    let tally = end(members);
    assert_eq!((tally.failed, tally.joined, tally.lost), (0, 8, 4));
    assert!(tally.refused <= STORM, "{tally:?}");
}

#[test]
fn a_store_that_hangs_keeps_no_call_waiting() {
    let (org, store) = (org(), Server::start());
    let mut members = begin(4, &org, &store.url(), 60, "50ms");
    members.iter_mut().for_each(|member| member.wait_for(3));
    store.pause();
    members.iter_mut().for_each(|member| member.wait_for(12));
    store.resume();
    let tally = end(members);
    assert_eq!(tally.failed, 0);
    assert!(tally.joined >= 4 && tally.lost >= 4 && tally.refused <= STORM, "{tally:?}");
}

#[test]
fn a_store_that_is_wiped_is_filled_again() {
    let (org, store) = (org(), Server::start());
    let mut members = begin(8, &org, &store.url(), 30, "1");
    members.iter_mut().for_each(|member| member.wait_for(6));
    store.command::<()>("FLUSHALL");
    let tally = end(members);
    assert_eq!((tally.failed, tally.joined, tally.lost), (0, 8, 0));
    assert!(tally.refused <= STORM, "{tally:?}");
}

/// Blocks its own thread: the gate has the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fleet_goes_over_to_the_replica_of_its_store() {
    let (org, mut primary) = (org(), Server::with(&["--repl-diskless-sync-delay", "0"]));
    let replica = Server::with(&["--replicaof", &format!("127.0.0.1 {}", primary.port())]);
    primary.command::<()>("WAIT 1 0");
    let gate = Gate::to(&primary).await;
    let mut members = begin(4, &org, &gate.url(), 60, "1");
    members.iter_mut().for_each(|member| member.wait_for(12));
    primary.kill();
    replica.command::<()>("REPLICAOF NO ONE");
    gate.lead_to(&replica);
    let tally = end(members);
    // Who asks after the replica is there has not lost anything.
    assert_eq!((tally.failed, tally.joined), (0, 4 + tally.lost));
    assert!(tally.refused <= STORM, "{tally:?}");
}
