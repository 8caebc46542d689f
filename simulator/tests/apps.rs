//! Apps, their users, groups, keys and secrets, and their profile mappings.
#![allow(clippy::unwrap_used)]

mod common;

use common::{World, error, person};
use oktant_simulator::{Request, TOKEN};
use serde_json::{Value, json};

fn create(world: &mut World, body: Value) -> (String, Value) {
    let response = world.call("POST", "/api/v1/apps", body);
    assert_eq!(response.status, 200, "{}", response.json());
    let app = response.json();
    (format!("/api/v1/apps/{}", app["id"].as_str().unwrap()), app)
}

fn bookmark(world: &mut World, label: &str) -> String {
    let url = json!({ "app": { "url": "https://example.com/" } });
    create(world, json!({ "label": label, "signOnMode": "BOOKMARK", "settings": url })).0
}

fn client(world: &mut World, label: &str) -> (String, Value) {
    let settings = json!({ "oauthClient": { "grant_types": ["authorization_code"], "response_types": ["code"] } });
    create(world, json!({ "label": label, "signOnMode": "OPENID_CONNECT", "settings": settings }))
}

fn saml(world: &mut World) -> (String, Value) {
    create(world, json!({ "label": "My Cloud", "signOnMode": "SAML_2_0", "settings": {} }))
}

#[test]
fn an_app_lives_and_dies() {
    let mut world = World::new(1);
    let path = bookmark(&mut world, "Wiki");
    let app = world.get(&path).json();
    assert_eq!((&app["name"], &app["status"]), (&json!("bookmark"), &json!("ACTIVE")));
    assert!(world.ids("/api/v1/apps?q=wik").contains(&app["id"].as_str().unwrap().to_owned()));
    assert_eq!(world.bare("DELETE", &path).json()["errorCode"], "E0000056");
    assert_eq!(world.bare("POST", &format!("{path}/lifecycle/deactivate")).json(), json!({}));
    assert_eq!(world.ids("/api/v1/apps?filter=status+eq+%22INACTIVE%22").len(), 1);
    assert_eq!(world.bare("DELETE", &path).status, 204);
    let gone = world.get(&path).json();
    assert!(gone["errorSummary"].as_str().unwrap().ends_with("(AppInstance)"));
}

#[test]
fn put_keeps_what_the_org_sets() {
    let mut world = World::new(1);
    let (path, app) = client(&mut world, "Portal");
    let mut sent = app.clone();
    sent["label"] = "Door".into();
    sent["name"] = "other".into();
    sent["credentials"]["oauthClient"]["client_secret"] = "a-secret-of-somebody-else".into();
    let changed = world.call("PUT", &path, sent).json();
    assert_eq!(changed["label"], "Door");
    for name in ["id", "name", "orn", "created", "credentials"] {
        assert_eq!(changed[name], app[name], "{name}");
    }
}

#[test]
fn clients_have_secrets() {
    let mut world = World::new(1);
    let (path, app) = client(&mut world, "Portal");
    let secret = app["credentials"]["oauthClient"]["client_secret"].as_str().unwrap();
    let secrets = format!("{path}/credentials/secrets");
    assert_eq!(world.get(&secrets).json()[0]["client_secret"], secret);
    assert!(world.get("/api/v1/apps?q=Portal").json()[0]["credentials"]["oauthClient"]["client_secret"].is_null());
    let second = world.bare("POST", &secrets);
    assert_eq!(second.status, 201);
    assert_eq!(world.bare("POST", &secrets).status, 400);
    let second = format!("{secrets}/{}", second.json()["id"].as_str().unwrap());
    assert_eq!(world.bare("DELETE", &second).status, 400);
    assert_eq!(world.bare("POST", &format!("{second}/lifecycle/deactivate")).json()["status"], "INACTIVE");
    assert_eq!(world.bare("DELETE", &second).status, 204);
    let only = format!("{secrets}/{}", world.get(&secrets).json()[0]["id"].as_str().unwrap());
    assert_eq!(world.bare("POST", &format!("{only}/lifecycle/deactivate")).status, 400);
}

#[test]
fn users_have_apps_themselves_or_through_groups() {
    let mut world = World::new(1);
    let path = bookmark(&mut world, "Wiki");
    let user =
        |login: &str| json!({ "profile": { "login": login, "email": login, "firstName": "A", "lastName": "B" } });
    let (ann, _) = world.create("", user("ann@example.com"));
    let (bob, _) = world.create("", user("bob@example.com"));
    let assigned = world.call("POST", &format!("{path}/users"), json!({ "id": ann })).json();
    assert_eq!((&assigned["scope"], &assigned["credentials"]["userName"]), (&json!("USER"), &json!("ann@example.com")));
    assert_eq!(world.call("POST", &format!("{path}/users"), json!({ "id": ann })).json()["errorCode"], "E0000062");
    let group = world.group("Readers");
    world.bare("PUT", &format!("/api/v1/groups/{group}/users/{bob}"));
    let given = world.bare("PUT", &format!("{path}/groups/{group}")).json();
    assert_eq!((&given["priority"], &given["profile"]), (&json!(0), &json!({})));
    assert_eq!(world.get(&format!("{path}/users/{bob}")).json()["scope"], "GROUP");
    assert_eq!(world.ids(&format!("{path}/users")), [ann.clone(), bob.clone()]);
    assert_eq!(world.ids(&format!("/api/v1/apps?filter=user.id+eq+%22{bob}%22")).len(), 1);
    let expanded = world.get(&format!("/api/v1/apps?filter=user.id+eq+%22{bob}%22&expand=user/{bob}")).json();
    assert_eq!(expanded[0]["_embedded"]["user"]["id"], bob);
    assert_eq!(world.get(&format!("/api/v1/apps?expand=user/{bob}")).json()["errorCode"], "E0000001");
    world.bare("POST", &format!("/api/v1/users/{bob}/lifecycle/deactivate"));
    assert_eq!(world.ids(&format!("{path}/users")), [&*ann], "who is deactivated has no apps");
    assert_eq!(world.get(&format!("{path}/users/{bob}")).status, 404);
    assert!(world.ids(&format!("/api/v1/apps?filter=user.id+eq+%22{bob}%22")).is_empty());
    world.bare("POST", &format!("/api/v1/users/{bob}/lifecycle/activate?sendEmail=false"));
    assert_eq!(world.ids(&format!("{path}/users")), [ann.clone(), bob.clone()]);
    world.bare("DELETE", &format!("/api/v1/groups/{group}"));
    assert_eq!(world.ids(&format!("{path}/users")), [&*ann]);
    assert_eq!(world.bare("DELETE", &format!("{path}/users/{ann}")).status, 204);
    assert_eq!(world.get(&format!("{path}/users/{ann}")).status, 404);
}

#[test]
fn groups_of_an_app_have_an_order() {
    let mut world = World::new(1);
    let path = bookmark(&mut world, "Wiki");
    let groups: Vec<_> = ["a", "b", "c"].map(|name| world.group(name)).to_vec();
    for group in &groups {
        world.bare("PUT", &format!("{path}/groups/{group}"));
    }
    world.call("PUT", &format!("{path}/groups/{}", groups[2]), json!({ "priority": 0 }));
    assert_eq!(world.ids(&format!("{path}/groups")), [&groups[2], &groups[0], &groups[1]].map(Clone::clone));
    let step = json!([{ "op": "replace", "path": "/profile/role", "value": "reader" }]);
    let patched = world.call("PATCH", &format!("{path}/groups/{}", groups[0]), step).json();
    assert_eq!(patched["profile"]["role"], "reader");
}

#[test]
fn saml_metadata_has_the_certificate() {
    let mut world = World::new(1);
    let (path, app) = saml(&mut world);
    assert_eq!(app["name"], "simulator_mycloud_1");
    let kid = app["credentials"]["signing"]["kid"].as_str().unwrap().to_owned();
    let target = format!("{path}/sso/saml/metadata?kid={kid}");
    let ask = |media: &str| Request::new("GET", &target).token(TOKEN).header("accept", media);
    let metadata = world.send(&ask("application/xml"));
    assert!(metadata.get("content-type").unwrap().contains("xml"));
    let text = String::from_utf8(metadata.body).unwrap().replace('\n', "");
    let key = world.get(&format!("{path}/credentials/keys/{kid}")).json();
    assert!(text.contains(key["x5c"][0].as_str().unwrap()));
    assert_eq!(world.send(&ask("application/json")).json()["errorCode"], "E0000019");
}

#[test]
fn keys_are_generated_cloned_and_certified() {
    let mut world = World::new(1);
    let (first, second) = (bookmark(&mut world, "a"), bookmark(&mut world, "b"));
    let keys = format!("{first}/credentials/keys");
    assert_eq!(world.bare("POST", &format!("{keys}/generate?validityYears=1")).status, 400);
    let made = world.bare("POST", &format!("{keys}/generate?validityYears=2"));
    assert_eq!(made.status, 201);
    let kid = made.json()["kid"].as_str().unwrap().to_owned();
    assert!(made.get("location").unwrap().ends_with(&kid));
    let target = second.rsplit('/').next().unwrap();
    let copy = format!("{keys}/{kid}/clone?targetAid={target}");
    assert_eq!(world.bare("POST", &copy).json()["kid"], kid);
    assert_eq!(world.bare("POST", &copy).status, 400);
    let subject = json!({ "subject": { "commonName": "SP" }, "subjectAltNames": { "dnsNames": ["dev.example.com"] } });
    let request = world.call("POST", &format!("{first}/credentials/csrs"), subject);
    assert_eq!(request.status, 201);
    let publish = request.json()["_links"]["publish"]["href"].as_str().unwrap().replace("http://localhost", "");
    let certificate = made.json()["x5c"][0].as_str().unwrap().to_owned();
    let mut sent = Request::new("POST", &publish).token(TOKEN).header("content-type", "application/x-pem-file");
    sent.body = b"nothing".to_vec();
    assert_eq!(world.send(&sent).status, 400);
    sent.body = certificate.into_bytes();
    assert_eq!(world.send(&sent).status, 201);
    assert_eq!(world.get(&format!("{first}/credentials/csrs")).json(), json!([]));
}

#[test]
fn consent_is_granted_and_revoked() {
    let mut world = World::new(1);
    let (path, app) = client(&mut world, "Portal");
    let grant = json!({ "issuer": "http://localhost", "scopeId": "okta.users.read" });
    let granted = world.call("POST", &format!("{path}/grants"), grant).json();
    assert_eq!(granted["clientId"], app["id"]);
    assert_eq!(granted["_embedded"]["scope"]["id"], "okta.users.read");
    let own = format!("{path}/grants/{}", granted["id"].as_str().unwrap());
    assert!(world.get(&own).json()["_embedded"].is_null());
    assert_eq!(world.bare("DELETE", &own).status, 204);
    assert_eq!(world.get(&format!("{path}/grants")).json(), json!([]));
}

#[test]
fn features_come_with_a_connection() {
    let mut world = World::new(1);
    let path = bookmark(&mut world, "Wiki");
    let feature = format!("{path}/features/USER_PROVISIONING");
    assert_eq!(world.get(&feature).status, 400);
    let token = json!({ "profile": { "authScheme": "TOKEN", "token": "t" } });
    let connection = world.call("POST", &format!("{path}/connections/default?activate=true"), token).json();
    assert_eq!((&connection["status"], &connection["profile"]["token"]), (&json!("ENABLED"), &Value::Null));
    let sent = json!({ "create": { "lifecycleCreate": { "status": "ENABLED" } } });
    let changed = world.call("PUT", &feature, sent).json();
    assert_eq!(changed["capabilities"]["create"]["lifecycleCreate"]["status"], "ENABLED");
    assert_eq!(changed["capabilities"]["update"]["profile"]["status"], "DISABLED");
    assert_eq!(world.get(&feature).json(), changed);
    world.bare("POST", &format!("{path}/connections/default/lifecycle/deactivate"));
    assert_eq!(world.get(&feature).status, 400);
}

#[test]
fn mappings_know_the_properties_of_their_target() {
    let mut world = World::new(1);
    let (path, app) = client(&mut world, "Portal");
    let id = app["id"].as_str().unwrap();
    let mapping = world.get(&format!("/api/v1/mappings?targetId={id}")).json()[0].clone();
    assert_eq!((&mapping["source"]["type"], &mapping["properties"]), (&json!("user"), &Value::Null));
    let mapping = format!("/api/v1/mappings/{}", mapping["id"].as_str().unwrap());
    let property = json!({ "properties": { "nick": { "expression": "user.nickName" } } });
    let refused = world.call("POST", &mapping, property.clone()).json();
    assert_eq!(refused["errorCauses"][0]["errorSummary"], "Invalid target field nick");
    let custom = json!({ "nick": { "title": "Nick", "type": "string" } });
    let schema = json!({ "definitions": { "custom": { "properties": custom } } });
    let schema = world.call("POST", &format!("/api/v1/meta/schemas/apps/{id}/default"), schema).json();
    assert_eq!(schema["definitions"]["custom"]["properties"]["nick"]["scope"], "NONE");
    let mapped = world.call("POST", &mapping, property).json();
    assert_eq!(mapped["properties"]["nick"]["pushStatus"], "DONT_PUSH");
    let removed = world.call("POST", &mapping, json!({ "properties": { "nick": null } })).json();
    assert_eq!(removed["properties"], json!({}));
    world.bare("POST", &format!("{path}/lifecycle/deactivate"));
    world.bare("DELETE", &path);
    assert_eq!(world.get(&mapping).status, 404);
}

#[test]
fn services_show_their_secret_once() {
    let mut world = World::new(1);
    let services = "/integrations/api/v1/api-services";
    let sent = json!({ "type": "my_app", "grantedScopes": ["okta.users.read"] });
    let made = world.call("POST", services, sent);
    assert_eq!(made.status, 201);
    assert!(made.json()["clientSecret"].is_string());
    let path = format!("{services}/{}", made.json()["id"].as_str().unwrap());
    assert!(world.get(&path).json()["clientSecret"].is_null());
    assert_eq!(world.get(&format!("{path}/credentials/secrets")).json().as_array().unwrap().len(), 1);
    assert_eq!(world.bare("DELETE", &path).status, 204);
    assert_eq!(world.call("POST", services, json!({})).status, 400);
}

#[test]
fn a_scheme_says_which_credentials_a_user_has() {
    let mut world = World::new(1);
    let (user, _) = world.create("", person("ann"));
    let (name, password) = (json!({ "userName": "a" }), json!({ "password": { "value": "Secret-1" } }));
    for (scheme, takes_name, takes_password) in [
        (json!("SHARED_USERNAME_AND_PASSWORD"), false, false),
        (json!("EXTERNAL_PASSWORD_SYNC"), true, false),
        (json!("EDIT_PASSWORD_ONLY"), true, true),
        (json!("EDIT_USERNAME_AND_PASSWORD"), true, true),
        (json!("ADMIN_SETS_CREDENTIALS"), true, true),
    ] {
        let body = json!({
            "name": "template_swa",
            "label": scheme,
            "signOnMode": "BROWSER_PLUGIN",
            "credentials": { "scheme": scheme },
            "settings": { "app": { "buttonField": "b", "passwordField": "p", "usernameField": "u", "url": "https://example.com" } },
        });
        let (path, _) = create(&mut world, body);
        let users = format!("{path}/users");
        let refused = (400, "E0000041".to_owned());
        for (credentials, taken) in [(&name, takes_name), (&password, takes_password)] {
            let sent = world.call("POST", &users, json!({ "id": user, "credentials": credentials }));
            assert_eq!(error(&sent) == refused, !taken, "{scheme}: {}", sent.json());
            assert_eq!(world.bare("DELETE", &format!("{users}/{user}")).status, if taken { 204 } else { 404 });
        }
        // A masked password, as responses show it, sets nothing.
        let sent = json!({ "id": user, "credentials": { "password": {} } });
        assert_eq!(world.call("POST", &users, sent).status, 200);
        let sent = world.call("POST", &format!("{users}/{user}"), json!({ "credentials": password }));
        assert_eq!(error(&sent) == refused, !takes_password, "{scheme}");
    }
}

#[test]
fn refresh_tokens_are_in_three_lists() {
    let mut world = World::new(1);
    let settings = json!({ "oauthClient": { "grant_types": ["password", "refresh_token"] } });
    let body = json!({ "label": "Phone", "signOnMode": "OPENID_CONNECT", "settings": settings });
    let (path, app) = create(&mut world, body);
    let (id, secret) =
        (app["id"].as_str().unwrap(), app["credentials"]["oauthClient"]["client_secret"].as_str().unwrap());
    let (user, _) = world.create(
        "",
        json!({
            "profile": { "login": "ann@example.com", "email": "ann@example.com", "firstName": "A", "lastName": "B" },
            "credentials": { "password": { "value": common::PASSWORD } },
        }),
    );
    let ask = |world: &mut World, password: &str| {
        let form = format!(
            "grant_type=password&client_id={id}&client_secret={secret}&username=ann@example.com&password={password}\
             &scope=openid+offline_access"
        );
        let request = Request::new("POST", "/oauth2/default/v1/token");
        let mut request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body = form.into_bytes();
        world.send(&request)
    };
    assert_eq!(ask(&mut world, "wrong").json()["error"], "invalid_grant");
    assert!(ask(&mut world, common::PASSWORD).json()["refresh_token"].is_string());
    let lists = [
        format!("{path}/tokens"),
        format!("/api/v1/users/{user}/clients/{id}/tokens"),
        format!("/api/v1/authorizationServers/default/clients/{id}/tokens"),
    ];
    let token = world.ids(&lists[0]).remove(0);
    for list in &lists {
        assert_eq!(world.ids(list), [&*token], "{list}");
        assert_eq!(world.get(&format!("{list}/{token}")).json()["userId"], user);
    }
    assert_eq!(world.bare("DELETE", &format!("{}/{token}", lists[1])).status, 204);
    assert!(lists.iter().all(|list| world.ids(list).is_empty()));
}
