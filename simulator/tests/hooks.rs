//! Hooks, their keys, and the system log that tells of them.
#![allow(clippy::unwrap_used)]

mod common;

use common::World;
use oktant_simulator::{Request, TOKEN};
use serde_json::{Value, json};

fn hook() -> Value {
    json!({
        "name": "Changes",
        "events": { "type": "EVENT_TYPE", "items": ["user.lifecycle.create"] },
        "channel": {
            "type": "HTTP",
            "version": "1.0.0",
            "config": {
                "uri": "https://hooks.example.com/okta",
                "authScheme": { "type": "HEADER", "key": "Authorization", "value": "secret" },
            },
        },
    })
}

#[test]
fn an_event_hook_lives() {
    let mut world = World::new(1);
    let made = world.call("POST", "/api/v1/eventHooks", hook());
    assert_eq!(made.status, 200, "{}", made.json());
    assert!(!made.json().to_string().contains("secret"));
    let path = format!("/api/v1/eventHooks/{}", made.json()["id"].as_str().unwrap());
    assert_eq!(made.json()["verificationStatus"], "UNVERIFIED");
    assert_eq!(world.bare("POST", &format!("{path}/lifecycle/verify")).json()["verificationStatus"], "VERIFIED");
    assert_eq!(world.bare("DELETE", &path).status, 400);
    assert_eq!(world.bare("POST", &format!("{path}/lifecycle/deactivate")).json()["status"], "INACTIVE");
    assert_eq!(world.bare("DELETE", &path).status, 204);
    let summary = world.get(&path).json()["errorSummary"].as_str().unwrap().to_owned();
    assert!(summary.ends_with("(Webhook)"), "{summary}");
}

#[test]
fn keys_show_their_public_part() {
    let mut world = World::new(1);
    let made = world.call("POST", "/api/v1/hook-keys", json!({ "name": "k" })).json();
    let public = world.get(&format!("/api/v1/hook-keys/public/{}", made["keyId"].as_str().unwrap())).json();
    assert_eq!(public, made["_embedded"]);
    assert_eq!(public["kty"], "RSA");
    assert_eq!(world.get("/api/v1/hook-keys").json()[0].get("_embedded"), None);
}

#[test]
fn the_log_has_what_happened_and_is_polled() {
    let mut world = World::new(1);
    let first = world.get("/api/v1/logs?limit=2");
    let events = first.json().as_array().unwrap().len();
    assert_eq!(events, 0);
    let next = first.link("next").unwrap().to_owned();
    world.call("POST", "/api/v1/eventHooks", hook());
    for name in ["a", "b", "c"] {
        world.call("POST", "/api/v1/zones", json!({ "type": "IP", "name": name }));
    }
    let target = |url: &str| url.split_once("localhost").unwrap().1.to_owned();
    let page = world.get(&target(&next));
    let kinds = |page: &Value| -> Vec<String> {
        page.as_array().unwrap().iter().map(|event| event["eventType"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds(&page.json()), ["event_hook.created", "zone.create"]);
    let page = world.get(&target(page.link("next").unwrap()));
    assert_eq!(kinds(&page.json()), ["zone.create", "zone.create"]);
    let page = world.get(&target(page.link("next").unwrap()));
    assert_eq!(page.json(), json!([]));
    assert!(page.link("next").is_some());

    let filtered = world.get("/api/v1/logs?filter=eventType+sw+%22zone.%22+and+target.displayName+eq+%22b%22").json();
    assert_eq!(filtered.as_array().unwrap().len(), 1);
    assert_eq!(filtered[0]["target"][0]["displayName"], "b");
    assert_eq!(kinds(&world.get("/api/v1/logs?q=event_hook").json()).len(), 1);
    let uuid = filtered[0]["uuid"].as_str().unwrap().to_owned();
    for (query, count) in [
        // Keywords are in values, not in the names of members.
        ("q=ipChain", 0),
        ("q=zone+CREATE+127.0.0.1", 3),
        (&*format!("q={uuid}"), 1),
        (&*format!("filter=uuid+eq+%22{uuid}%22"), 1),
        ("filter=actor.type+eq+%22User%22+and+outcome.result+eq+%22SUCCESS%22", 4),
        ("filter=request.ipChain.ip+eq+%22127.0.0.1%22+and+target.displayName+eq+%22b%22", 1),
    ] {
        assert_eq!(kinds(&world.get(&format!("/api/v1/logs?{query}")).json()).len(), count, "{query}");
    }
    let newest = world.get("/api/v1/logs?sortOrder=DESCENDING&limit=1");
    assert_eq!(newest.json()[0]["target"][0]["displayName"], "c");
    let bounded = world.get("/api/v1/logs?since=2025-06-15T00:00:00.000Z&until=2025-06-16T00:00:00.000Z");
    assert_eq!(bounded.json().as_array().unwrap().len(), 4);
    assert!(bounded.link("next").is_none());
    for (query, code) in [
        ("since=yesterday", "E0000001"),
        ("filter=published+eq+%22x%22", "E0000053"),
        ("filter=eventType+eq", "E0000053"),
        ("since=2020-01-01T00:00:00.000Z", "E0000053"),
    ] {
        assert_eq!(world.get(&format!("/api/v1/logs?{query}")).json()["errorCode"], code, "{query}");
    }
}

#[test]
fn an_event_has_the_start_of_a_long_text() {
    let mut world = World::new(1);
    let long = "x".repeat(100_000);
    let profile = json!({ "profile": { "displayName": long } });
    let update = Request::new("POST", "/api/v1/users/me").token(TOKEN).header("user-agent", &long).json(&profile);
    assert_eq!(world.send(&update).status, 200);
    let event = &world.get("/api/v1/logs?sortOrder=DESCENDING&limit=1").json()[0];
    for place in ["/client/userAgent/rawUserAgent", "/target/0/displayName"] {
        assert_eq!(event.pointer(place).and_then(Value::as_str).map(str::len), Some(1000), "{place}");
    }
}
