//! What is special about searches of users: their end after 50,000 results, and their lag.
#![allow(clippy::unwrap_used)]

mod common;

use common::wire::{Program, refusal};
use common::{START, World, causes, error, ids, names, person};
use oktant_simulator::{Limits, Setup};
use serde_json::json;
use std::time::Duration;

#[test]
fn a_search_ends_after_50_000_results() {
    let mut world = World::new(50_400);
    let all = world.all("/api/v1/users?limit=200").0;
    for (sort, order) in [("", all.clone()), ("&sortBy=created&sortOrder=asc", all)] {
        let target = |after: usize| format!("/api/v1/users?search=id+pr{sort}&after={}", order[after - 1]);
        let last = world.get(&target(49_900));
        assert_eq!(ids(&last), order[49_900..50_000], "{sort}");
        assert!(last.link("next").is_some());
        for after in [50_000, 50_200] {
            let response = world.get(&target(after));
            assert_eq!(error(&response), (400, "E0000031".to_owned()), "{sort}");
            assert_eq!(causes(&response), ["Invalid search query."]);
        }
        assert_eq!(
            world.ids(&target(50_000).replace("search", "filter").replace("id+pr", "status+eq+%22ACTIVE%22")).len(),
            200
        );
    }
}

#[test]
fn searches_may_lag() {
    let limits = Limits::Flat(10_000);
    let mut world = World::of(&Setup { users: 3, limits, search_lag: Duration::from_secs(2), ..Setup::default() });
    let search = "/api/v1/users?search=profile.lastName+sw+%22exa%22+or+profile.lastName+eq+%22new%22";
    assert!(world.ids(search).is_empty());
    let (id, _) = world.create("?activate=false", person("ann"));
    assert_eq!(world.ids("/api/v1/users?q=ann"), [&*id]);
    assert!(world.ids(search).is_empty());
    world.now = START + 1;
    world.call("POST", &format!("/api/v1/users/{id}"), json!({ "profile": { "lastName": "New" } }));
    world.now = START + 2;
    assert_eq!(world.get(search).json()[0]["profile"]["lastName"], "Example");
    world.now = START + 3;
    assert_eq!(world.get(search).json()[0]["profile"]["lastName"], "New");
    world.bare("DELETE", &format!("/api/v1/users/{id}"));
    world.bare("DELETE", &format!("/api/v1/users/{id}"));
    assert_eq!(world.get(search).json()[0]["status"], "STAGED");
    world.now = START + 5;
    assert!(world.ids(search).is_empty());
}

#[test]
fn searches_of_groups_lag_too() {
    let limits = Limits::Flat(10_000);
    let mut world = World::of(&Setup { limits, search_lag: Duration::from_secs(2), ..Setup::default() });
    let search = "/api/v1/groups?search=profile.name+sw+%22O%22";
    let id = world.group("Ops");
    assert_eq!(world.ids("/api/v1/groups?q=Ops"), [&*id]);
    assert!(world.ids(search).is_empty());
    world.now = START + 1;
    world.call("PUT", &format!("/api/v1/groups/{id}"), json!({ "profile": { "name": "Old ops" } }));
    world.now = START + 2;
    assert_eq!(names(&world.get(search)), ["Ops"]);
    assert_eq!(names(&world.get(&format!("{search}&sortBy=lastUpdated"))), ["Ops"]);
    world.now = START + 3;
    assert_eq!(names(&world.get(search)), ["Old ops"]);
    world.bare("DELETE", &format!("/api/v1/groups/{id}"));
    assert_eq!(names(&world.get(search)), ["Old ops"]);
    world.now = START + 5;
    assert!(world.ids(search).is_empty());
}

#[test]
fn searches_lag_by_flag() {
    let program = Program::start(&["--search-lag", "1h"]);
    let ann = program.post("/api/v1/users", &person("ann"));
    let search = "/api/v1/users?search=profile.firstName+eq+%22ann%22";
    assert_eq!(program.get(search), json!([]));
    assert_eq!(program.call("POST", "/__simulator/clock", &json!({ "advance": "61 minutes" })).0, 200);
    assert_eq!(program.get(search)[0]["id"], ann["id"]);
    assert!(refusal(&["--search-lag", "soon"]).contains("--search-lag"));
}
