//! GET, change, PUT: whatever this program does not know is afterwards what it was before, value for value.

use crate::{id, new_user};
use oktant::models::UpdateUserRequest;
use oktant::{Client, Document, Json};
use oktant_e2e::{Answer, Scripted, Simulated};
use oktant_simulator::Setup;
use serde_json::{Value, json};

fn custom() -> Setup {
    let custom = ["level:integer", "ratio:number", "remote:boolean", "skills:array"].map(|text| text.parse().unwrap());
    Setup { users: 3, custom: custom.into(), ..Setup::default() }
}

/// The document of a user, read by another reader than the client's own.
async fn document(okta: &Client, id: &str) -> Value {
    serde_json::from_slice(okta.users().get_user(id).raw().await.unwrap().bytes()).unwrap()
}

#[tokio::test]
async fn custom_attributes_and_nulls_survive_in_an_org() {
    let org = Simulated::of(custom());
    let okta = org.client();
    let mut new = new_user("ann@example.com");
    let profile = new.profile.as_mut().unwrap();
    profile.extras.insert("badge", "42");
    profile.extras.insert("level", 7);
    profile.extras.insert("ratio", Json::parse(b"0.125").unwrap());
    profile.extras.insert("remote", true);
    profile.extras.insert("skills", Json::parse(b"[\"rust\",\"\xf0\x9f\xa6\x80\"]").unwrap());
    let ann = id(&okta.users().create_user(&new).await.unwrap());

    let before = document(&okta, &ann).await;
    assert_eq!(before["profile"]["skills"], json!(["rust", "\u{1f980}"]));
    assert!(before["profile"]["mobilePhone"].is_null() && before["profile"].get("mobilePhone").is_some());
    let mut user = okta.users().get_user(&ann).await.unwrap();
    let profile = user.profile.as_mut().unwrap();
    assert_eq!(profile.extras.get("level").and_then(Json::as_i64), Some(7));
    profile.nick_name = Some("Annie".into());
    let sent: UpdateUserRequest = user.cast().unwrap();
    okta.users().replace_user(&ann, &sent).await.unwrap();

    let mut expected = before.clone();
    expected["profile"]["nickName"] = "Annie".into();
    let mut after = document(&okta, &ann).await;
    after["lastUpdated"] = before["lastUpdated"].clone();
    assert_eq!(after, expected);

    // Null clears, absence keeps.
    let mut update = UpdateUserRequest { profile: Some(Box::default()), ..UpdateUserRequest::default() };
    update.profile.as_mut().unwrap().extras.insert("nickName", Json::Null);
    okta.users().update_user(&ann, &update).await.unwrap();
    let mut cleared = document(&okta, &ann).await;
    cleared["lastUpdated"] = before["lastUpdated"].clone();
    assert_eq!(cleared, before);
}

/// What no org of today sends, and one of tomorrow may.
const STRANGE: &str = r#"{
    "id": "00u1", "status": "FROZEN_SOLID", "activated": null, "transitioningToStatus": null, "created": 1700000000000,
    "type": {"id": "oty1", "since": {"year": 2031}}, "realmId": ["not", "text"],
    "profile": {
        "login": "ann@example.com", "email": "ann@example.com", "firstName": "Ann", "lastName": "O\u0000\u2028Lee",
        "nickName": null, "secondEmail": null, "mobilePhone": 17, "title": {"en": "Pilot"},
        "badge": "42", "levels": [1, -0.0, 2.50, null, {"deep": [true, []]}], "": "no name", "\ud83d\ude00": "\/"
    },
    "credentials": {"password": {}, "provider": {"type": "QUANTUM", "name": null}}, "future": {"x": [{}]},
    "_embedded": {"a": 1}, "_links": {"self": {"href": "http://127.0.0.1/api/v1/users/00u1"}, "teleport": []}
}"#;

#[tokio::test]
async fn what_goes_out_is_what_came_in_and_the_change() {
    let server = Scripted::start(|number, _| Answer::json(200, if number == 0 { STRANGE } else { "{}" }));
    let okta = server.client();
    let mut user = okta.users().get_user("00u1").await.unwrap();
    assert_eq!(user.status.as_ref().map(ToString::to_string).as_deref(), Some("FROZEN_SOLID"));
    let problems: Vec<_> = user.problems().into_iter().map(|problem| problem.pointer).collect();
    for pointer in ["/created", "/realmId", "/profile/mobilePhone", "/profile/title"] {
        assert!(problems.iter().any(|found| found == pointer), "{pointer} of {problems:?}");
    }
    user.profile.as_mut().unwrap().title = Some("Captain".into());
    okta.users().replace_user("00u1", &user).await.unwrap();
    let put = &server.requests()[1];
    assert_eq!(put.line, "PUT /api/v1/users/00u1");
    let mut expected: Value = serde_json::from_str(STRANGE).unwrap();
    expected["profile"]["title"] = "Captain".into();
    assert_eq!(serde_json::from_str::<Value>(&put.body).unwrap(), expected);
    assert_eq!(put.body.matches("\"title\"").count(), 1, "a name stands once");
}

#[tokio::test]
async fn numbers_keep_every_digit() {
    let text = r#"{"profile":{"a":12345678901234567890.123456789,"b":1e400,"c":-0.0,"d":9007199254740993,"e":1.10}}"#;
    let server = Scripted::start(move |_, _| Answer::json(200, text));
    let okta = server.client();
    let user = okta.users().get_user("00u1").await.unwrap();
    okta.users().update_user("00u1", &user).await.unwrap();
    assert_eq!(server.requests()[1].body, text);
}
