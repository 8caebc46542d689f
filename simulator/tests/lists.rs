//! Lists of users: pages, Link headers, `q`, `filter`, `search`, order.
#![allow(clippy::unwrap_used)]

mod common;

use common::{START, World, causes, error, person};
use oktant_simulator::{Limits, Response, Setup};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn links(response: &Response) -> Vec<&str> {
    response.headers.iter().filter(|(name, _)| *name == "link").map(|(_, line)| line.as_str()).collect()
}

#[test]
fn pages_have_every_user_once_in_order() {
    for (users, limit, pages) in [(1000, 200, 5), (1000, 999, 5), (1000, 300, 5), (1001, 200, 6), (7, 3, 3), (1, 1, 1)]
    {
        let mut world = World::new(users);
        let (ids, seen) = world.all(&format!("/api/v1/users?limit={limit}"));
        assert_eq!((ids.len(), seen), (users as usize, pages));
        assert!(ids.is_sorted());
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    }
}

#[test]
fn link_headers() {
    let mut world = World::new(10);
    let ids = world.ids("/api/v1/users");
    let host = "http://localhost/api/v1/users";
    let whole = world.get("/api/v1/users/");
    assert_eq!(links(&whole), [format!("<{host}?limit=200>; rel=\"self\"")]);
    let page = world.get("/api/v1/users?limit=2&x=1");
    assert_eq!(
        links(&page),
        [
            format!("<{host}?limit=2&x=1>; rel=\"self\""),
            format!("<{host}?after=200u{}&limit=2&x=1>; rel=\"next\"", &ids[1][3..]),
        ]
    );
    let search = "/api/v1/users?sortOrder=asc&search=status+pr&limit=9&sortBy=profile.login";
    let page = world.get(search);
    let rest = "limit=9&sortBy=profile.login&sortOrder=asc&search=status+pr";
    let next = page.json()[8]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        links(&page),
        [format!("<{host}?{rest}>; rel=\"self\""), format!("<{host}?after={next}&{rest}>; rel=\"next\"")]
    );
    // A page that ends with the last item has no next page.
    assert_eq!(links(&world.get("/api/v1/users?limit=10")).len(), 1);
    let last = format!("/api/v1/users?after={}", ids[9]);
    assert_eq!((world.ids(&last).len(), links(&world.get(&last)).len()), (0, 1));
}

#[test]
fn cursors() {
    let mut world = World::new(10);
    let ids = world.ids("/api/v1/users");
    for cursor in [ids[3].clone(), format!("0{}", ids[3]), format!("2{}", ids[3])] {
        assert_eq!(world.ids(&format!("/api/v1/users?after={cursor}")), ids[4..], "{cursor}");
    }
    world.bare("DELETE", &format!("/api/v1/users/{}", ids[3]));
    world.bare("DELETE", &format!("/api/v1/users/{}", ids[3]));
    assert_eq!(world.ids(&format!("/api/v1/users?after={}", ids[3])), ids[4..]);
    for cursor in ["x", "00u", "00g0000000000000000a", "%00"] {
        let response = world.get(&format!("/api/v1/users?after={cursor}"));
        assert_eq!(error(&response), (400, "E0000029".to_owned()), "{cursor}");
        assert_eq!(causes(&response), ["Invalid cursor."]);
    }
    assert_eq!(error(&world.get("/api/v1/users?limit=many")), (400, "E0000037".to_owned()));
    assert_eq!(world.ids("/api/v1/users?limit=0").len(), 9);
}

#[test]
fn q_matches_the_start_of_names_and_has_one_page() {
    let mut world = World::new(5000);
    let response = world.get("/api/v1/users?q=KOWAL");
    let list = response.json();
    assert_eq!(list.as_array().unwrap().len(), 10);
    assert!(list.as_array().unwrap().iter().all(|user| user["profile"]["lastName"] == "Kowalski"));
    assert_eq!(links(&response), ["<http://localhost/api/v1/users?limit=10&q=KOWAL>; rel=\"self\""]);
    assert!(world.ids("/api/v1/users?q=kowal&limit=50").len() > 10);
    assert!(world.ids("/api/v1/users?q=owalski").is_empty());
}

#[test]
fn filter_is_case_sensitive_and_allows_few_attributes() {
    let mut world = World::new(500);
    let (id, _) = world.create("", person("Anna"));
    for (filter, hit) in [
        (r#"profile.login eq "Anna@example.com""#, true),
        (r#"profile.login eq "anna@example.com""#, false),
        (r#"profile.firstName eq "Anna" and status eq "PROVISIONED""#, true),
        (r#"status eq "SUSPENDED" or lastUpdated gt "2025-06-15T00:00:00.000Z""#, true),
        (r#"lastUpdated lt "2025-06-15T00:00:00.000Z""#, false),
    ] {
        let (ids, _) = world.all(&format!("/api/v1/users?filter={}", encode(filter)));
        assert_eq!(ids.contains(&id), hit, "{filter}");
    }
    for filter in [
        r#"profile.city eq "Lisboa""#, r#"profile.login sw "anna""#, "profile.login pr", r#"not (status eq "ACTIVE")"#,
        r#"status gt "A""#, "nonsense",
    ] {
        let response = world.get(&format!("/api/v1/users?filter={}", encode(filter)));
        assert_eq!(error(&response), (400, "E0000031".to_owned()), "{filter}");
    }
    let both = world.get("/api/v1/users?q=a&filter=status+eq+%22ACTIVE%22");
    assert_eq!(error(&both), (400, "E0000033".to_owned()));
    let date = world.get("/api/v1/users?filter=lastUpdated+gt+%22monday%22");
    assert_eq!(error(&date), (400, "E0000030".to_owned()));
}

#[test]
fn search_agrees_with_what_lists_show() {
    let mut world = World::new(600);
    let pages = world.pages("/api/v1/users");
    let everybody: Vec<_> = pages.flat_map(|page| page.json().as_array().unwrap().clone()).collect();
    let text = |user: &Value, path: &str| user.pointer(path).and_then(Value::as_str).unwrap_or("").to_lowercase();
    type Fits = Box<dyn Fn(&Value) -> bool>;
    let rows: [(&str, Fits); 10] = [
        (r#"status eq "active""#, Box::new(|user| user["status"] == "ACTIVE")),
        (r#"profile.lastName sw "k""#, Box::new(move |user| text(user, "/profile/lastName").starts_with('k'))),
        (r#"profile.firstName eq "zoË""#, Box::new(|user| user["profile"]["firstName"] == "Zoë")),
        ("profile.badge pr", Box::new(|user| user["profile"].get("badge").is_some())),
        ("not (profile.mobilePhone pr)", Box::new(|user| user["profile"]["mobilePhone"].is_null())),
        ("profile.costNumber ge 5000", Box::new(|user| user["profile"]["costNumber"].as_f64() >= Some(5000.0))),
        (r#"profile.email co "SON""#, Box::new(move |user| text(user, "/profile/email").contains("son"))),
        (r#"created lt "2023-01-01T00:00:00.000Z""#, Box::new(move |user| text(user, "/created").as_str() < "2023")),
        ("activated pr", Box::new(|user| !user["activated"].is_null())),
        (
            r#"profile.department eq "sales" and (status eq "STAGED" or profile.countryCode eq "us")"#,
            Box::new(|user| {
                let profile = &user["profile"];
                profile["department"] == "Sales" && (user["status"] == "STAGED" || profile["countryCode"] == "US")
            }),
        ),
    ];
    for (search, fits) in rows {
        let expected = everybody.iter().filter(|user| fits(user));
        let expected: Vec<_> = expected.map(|user| user["id"].as_str().unwrap().to_owned()).collect();
        assert!(!expected.is_empty(), "{search}");
        let (found, _) = world.all(&format!("/api/v1/users?limit=7&search={}", encode(search)));
        assert_eq!(found, expected, "{search}");
    }
    let own_type = everybody[0]["type"]["id"].as_str().unwrap();
    let by_type = encode(&format!("type.id eq \"{own_type}\""));
    assert_eq!(world.all(&format!("/api/v1/users?search={by_type}")).0.len(), 600);
    for search in [r#"profile.shoe eq "1""#, r#"status ne "ACTIVE""#, r#"status ew "E""#, "status eq", "_links pr"] {
        let response = world.get(&format!("/api/v1/users?search={}", encode(search)));
        assert_eq!(error(&response), (400, "E0000031".to_owned()), "{search}");
    }
}

#[test]
fn attributes_that_cannot_be_searched() {
    let mut world = World::new(1);
    let searched =
        "id, status, type.id, created, activated, statusChanged, lastUpdated, profile attributes of the schema";
    let filtered = "id, status, lastUpdated, profile.login, profile.email, profile.firstName, profile.lastName";
    for (query, attribute, only) in [
        ("users?search=profile.shoe+pr", "profile.shoe", searched),
        ("users?search=id+pr+and+login+eq+%22a%22", "login", searched),
        ("users?search=id+pr&sortBy=shoe", "shoe", searched),
        ("users?filter=profile.city+eq+%22Lisboa%22", "profile.city", filtered),
        ("groups?filter=profile.name+eq+%22x%22", "profile.name", "id, type, lastUpdated, lastMembershipUpdated"),
    ] {
        let response = world.get(&format!("/api/v1/{query}"));
        assert_eq!(error(&response), (400, "E0000031".to_owned()), "{query}");
        let cause = format!("The attribute '{attribute}' cannot be searched here, only {only}");
        assert_eq!(causes(&response), [cause], "{query}");
    }
    let malformed = world.get("/api/v1/users?search=status+eq");
    assert!(causes(&malformed).is_empty(), "{}", malformed.json());
}

#[test]
fn search_can_be_sorted() {
    let mut world = World::new(400);
    world.now = START + 5;
    world.create("", person("ann"));
    let plain = world.all("/api/v1/users").0;
    assert_eq!(world.all("/api/v1/users?sortBy=profile.lastName&sortOrder=desc").0, plain);
    assert_eq!(world.all("/api/v1/users?search=id+pr&sortOrder=0&limit=30").0, plain);
    for (by, order) in
        [("profile.lastName", "asc"), ("profile.lastName", "desc"), ("profile.costNumber", "asc"), ("created", "desc")]
    {
        let (ids, _) = world.all(&format!("/api/v1/users?search=id+pr&limit=30&sortBy={by}&sortOrder={order}"));
        assert_eq!(ids.len(), plain.len());
        let pointer = format!("/{}", by.replace('.', "/"));
        let values: Vec<_> = ids
            .iter()
            .map(|id| {
                let value = world.get(&format!("/api/v1/users/{id}")).json().pointer(&pointer).cloned();
                let number = value.as_ref().and_then(Value::as_f64).unwrap_or(-1.0);
                let text = value.as_ref().and_then(Value::as_str).unwrap_or("").to_owned();
                (number, text, id.clone())
            })
            .collect();
        let before = |a: &(f64, String, String), b: &(f64, String, String)| {
            let (a_key, b_key) = ((a.0, &a.1), (b.0, &b.1));
            let key = if order == "desc" { b_key.partial_cmp(&a_key) } else { a_key.partial_cmp(&b_key) };
            key.unwrap().then_with(|| a.2.cmp(&b.2)).is_le()
        };
        assert!(values.is_sorted_by(before), "{by} {order}");
    }
}

#[test]
fn a_million_users_are_one_request_away() {
    let mut world = World::new(1_000_000);
    let pages = world.pages("/api/v1/users").take(20);
    assert_eq!(pages.map(|page| common::ids(&page).len()).sum::<usize>(), 4000);
    assert_eq!(world.get("/api/v1/users?limit=1").json()[0], {
        let mut me = world.get("/api/v1/users/me").json();
        let own = me["_links"]["self"].clone();
        me["_links"] = serde_json::json!({ "self": own });
        me
    });
}

/// Reads a list page by page and acts on all that a page has before the next one; returns how many there were.
fn drained(world: &mut World, target: &str, act: impl Fn(&mut World, &str)) -> usize {
    let (mut next, mut seen) = (Some(target.to_owned()), BTreeSet::new());
    while let Some(target) = next {
        let page = world.get(&target);
        assert_eq!(page.status, 200, "{target}: {}", page.json());
        next = page.link("next").map(|next| next.replace("http://localhost", ""));
        for id in common::ids(&page) {
            act(world, &id);
            assert!(seen.insert(id), "{target}");
        }
    }
    seen.len()
}

#[test]
fn what_is_on_a_page_may_go_before_the_next_one() {
    let mut world = World::of(&Setup { users: 30, realms: true, limits: Limits::Flat(10_000), ..Setup::default() });
    let named = |nth: u32| format!("a{}", (nth * 7) % 10);
    // A list, its query, and the body that makes an item with a name.
    type Made = (&'static str, &'static str, fn(&str) -> Value);
    let made: [Made; 5] = [
        ("/api/v1/groups", "?search=profile.name+sw+%22a%22&", |name| json!({ "profile": { "name": name } })),
        (
            "/api/v1/groups",
            "?search=profile.name+sw+%22a%22&sortBy=profile.name&sortOrder=desc&",
            |name| json!({ "profile": { "name": name } }),
        ),
        ("/api/v1/brands", "?q=a&", |name| json!({ "name": name })),
        ("/api/v1/behaviors", "?", |name| json!({ "name": name, "type": "ANOMALOUS_DEVICE" })),
        (
            "/api/v1/realms",
            "?search=profile.name+sw+%22a%22&sortBy=profile.name&",
            |name| json!({ "profile": { "name": name } }),
        ),
    ];
    for (path, query, body) in made {
        for nth in 0..10 {
            let response = world.call("POST", path, body(&named(nth)));
            assert!(response.status < 300, "{path}: {}", response.json());
        }
        let seen = drained(&mut world, &format!("{path}{query}limit=3"), |world, id| {
            world.bare("DELETE", &format!("{path}/{id}"));
        });
        assert!(seen >= 10, "{path}: {seen}");
    }
    // Some that do not fit the query any more.
    let app = |name: &str| json!({ "label": name, "signOnMode": "BOOKMARK", "settings": { "app": { "url": "https://a.b" } } });
    for nth in 0..10 {
        assert_eq!(world.call("POST", "/api/v1/apps", app(&named(nth))).status, 200);
    }
    let active = |world: &mut World| world.ids("/api/v1/apps?limit=200&filter=status+eq+%22ACTIVE%22").len();
    let all = active(&mut world);
    let seen = drained(&mut world, "/api/v1/apps?limit=3&filter=status+eq+%22ACTIVE%22", |world, id| {
        world.bare("POST", &format!("/api/v1/apps/{id}/lifecycle/deactivate"));
    });
    assert_eq!((seen, active(&mut world) < all), (all, true));
    // Users in an order, those that were changed before among them.
    let ids = world.ids("/api/v1/users");
    for id in &ids[10..20] {
        world.call("POST", &format!("/api/v1/users/{id}"), json!({ "profile": { "city": format!("A{id}") } }));
    }
    let sorted = "/api/v1/users?search=status+pr&sortBy=profile.city&limit=3";
    let me = ids[0].clone();
    let seen = drained(&mut world, sorted, |world, id| {
        for _ in 0..2 {
            if id != me {
                world.bare("DELETE", &format!("/api/v1/users/{id}"));
            }
        }
    });
    assert_eq!((seen, world.ids("/api/v1/users")), (ids.len(), vec![me]));
}
