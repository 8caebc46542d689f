//! An org whose clock the test sets.
#![allow(dead_code, clippy::unwrap_used)]

pub(crate) mod wire;

use oktant_simulator::{Limits, Org, Request, Response, Setup, TOKEN, Time};
use serde_json::{Value, json};

/// 2025-06-15T15:06:40Z, when every test begins.
pub(crate) const START: i64 = 1_750_000_000;
pub(crate) const PASSWORD: &str = "Plain-Pa55word";

pub(crate) struct World {
    pub(crate) org: Org,
    pub(crate) now: i64,
}

impl World {
    pub(crate) fn new(users: u32) -> Self {
        Self::of(&Setup { users, limits: Limits::Flat(10_000), ..Setup::default() })
    }

    pub(crate) fn of(setup: &Setup) -> Self {
        Self { org: Org::new(setup), now: START }
    }

    pub(crate) fn send(&mut self, request: &Request) -> Response {
        self.org.handle(request, Time::from_seconds(self.now))
    }

    pub(crate) fn get(&mut self, target: &str) -> Response {
        self.send(&Request::new("GET", target).token(TOKEN))
    }

    pub(crate) fn call(&mut self, method: &str, target: &str, body: Value) -> Response {
        self.send(&Request::new(method, target).token(TOKEN).json(&body))
    }

    /// A call without a body.
    pub(crate) fn bare(&mut self, method: &str, target: &str) -> Response {
        self.send(&Request::new(method, target).token(TOKEN))
    }

    /// Creates a user; returns its id and the response.
    pub(crate) fn create(&mut self, query: &str, body: Value) -> (String, Value) {
        let response = self.call("POST", &format!("/api/v1/users{query}"), body);
        assert_eq!(response.status, 200, "{}", response.json());
        let user = response.json();
        (user["id"].as_str().unwrap().to_owned(), user)
    }

    pub(crate) fn group(&mut self, name: &str) -> String {
        let response = self.call("POST", "/api/v1/groups", json!({ "profile": { "name": name } }));
        assert_eq!(response.status, 200, "{}", response.json());
        response.json()["id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn ids(&mut self, target: &str) -> Vec<String> {
        let response = self.get(target);
        assert_eq!(response.status, 200, "{target}: {}", response.json());
        ids(&response)
    }

    /// The pages of a list.
    pub(crate) fn pages(&mut self, target: &str) -> impl Iterator<Item = Response> {
        let mut next = Some(target.to_owned());
        std::iter::from_fn(move || {
            let target = next.take()?;
            let response = self.get(&target);
            assert_eq!(response.status, 200, "{target}: {}", response.json());
            next = response.link("next").map(|next| next.replace("http://localhost", ""));
            Some(response)
        })
    }

    /// All ids of a list, and the number of its pages.
    pub(crate) fn all(&mut self, target: &str) -> (Vec<String>, usize) {
        let pages: Vec<_> = self.pages(target).map(|page| ids(&page)).collect();
        (pages.concat(), pages.len())
    }
}

/// A user without credentials.
pub(crate) fn person(name: &str) -> Value {
    let login = format!("{name}@example.com");
    json!({ "profile": { "login": login, "email": login, "firstName": name, "lastName": "Example" } })
}

/// A user with password and recovery question.
pub(crate) fn whole_person(name: &str) -> Value {
    let mut body = person(name);
    body["credentials"] = json!({
        "password": { "value": PASSWORD },
        "recovery_question": { "question": "Which pet?", "answer": "A stoat" },
    });
    body
}

pub(crate) fn ids(response: &Response) -> Vec<String> {
    texts(&response.json(), "/id")
}

/// The names of a list of groups.
pub(crate) fn names(response: &Response) -> Vec<String> {
    texts(&response.json(), "/profile/name")
}

/// The texts of a list at a path of each item.
fn texts(list: &Value, path: &str) -> Vec<String> {
    let items = list.as_array().unwrap().iter();
    items.map(|item| item.pointer(path).unwrap().as_str().unwrap().to_owned()).collect()
}

/// Status and code of an error.
pub(crate) fn error(response: &Response) -> (u16, String) {
    (response.status, response.json()["errorCode"].as_str().unwrap_or("none").to_owned())
}

pub(crate) fn causes(response: &Response) -> Vec<String> {
    texts(&response.json()["errorCauses"], "/errorSummary")
}

pub(crate) fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}
