//! Brands with their themes, pages, messages and domains.
#![allow(clippy::unwrap_used)]

mod common;

use common::{World, causes, error};
use oktant_simulator::{Request, TOKEN};
use serde_json::{Value, json};

const BRANDS: &str = "/api/v1/brands";

fn create(world: &mut World, name: &str) -> (String, Value) {
    let created = world.call("POST", BRANDS, json!({ "name": name }));
    assert_eq!(created.status, 201, "{}", created.json());
    let created = created.json();
    (format!("{BRANDS}/{}", created["id"].as_str().unwrap()), created)
}

#[test]
fn a_brand_has_a_theme_and_a_name_of_its_own() {
    let mut world = World::new(1);
    let (path, brand) = create(&mut world, "Other");
    assert_eq!(world.ids(&format!("{path}/themes")).len(), 1);
    assert_eq!(error(&world.call("POST", BRANDS, json!({ "name": "Other" }))), (409, "E0000202".into()));
    let consent = json!({ "name": "Other", "customPrivacyPolicyUrl": "https://example.com/privacy" });
    assert_eq!(error(&world.call("PUT", &path, consent)), (400, "E0000001".into()));
    let embedded = world.get(&format!("{path}?expand=themes,domains")).json();
    assert_eq!(embedded["_embedded"]["domains"], json!([]));
    assert_eq!(embedded["_embedded"]["themes"].as_array().unwrap().len(), 1);
    let default = world.get(BRANDS).json().as_array().unwrap().iter().find(|one| one["isDefault"] == true).cloned();
    let default = format!("{BRANDS}/{}", default.unwrap()["id"].as_str().unwrap());
    assert_eq!(error(&world.bare("DELETE", &default)), (409, "E0000200".into()));
    assert_eq!(world.bare("DELETE", &path).status, 204);
    assert_eq!(error(&world.get(&format!("{path}/themes"))), (404, "E0000007".into()));
    assert_eq!(brand["isDefault"], false);
}

#[test]
fn uploaded_images_come_back() {
    let mut world = World::new(1);
    let (path, _) = create(&mut world, "Other");
    let theme = format!("{path}/themes/{}", world.ids(&format!("{path}/themes"))[0]);
    let image = b"\x89PNG\r\n\x1a\nimage";
    let mut body = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n".to_vec();
    body.extend(image);
    body.extend(b"\r\n--b--\r\n");
    let mut request = Request::new("POST", &format!("{theme}/logo")).token(TOKEN);
    request = request.header("content-type", "multipart/form-data; boundary=b");
    request.body = body;
    let url = world.send(&request).json()["url"].as_str().unwrap().to_owned();
    assert_eq!(world.get(&theme).json()["logo"], url);
    let served = world.send(&Request::new("GET", url.strip_prefix("http://localhost").unwrap()));
    assert_eq!(served.body, image);
    assert_eq!(world.bare("DELETE", &format!("{theme}/logo")).status, 204);
    assert_ne!(world.get(&theme).json()["logo"], url);
    let mut colors = world.get(&theme).json();
    colors["primaryColorHex"] = "blue".into();
    assert_eq!(error(&world.call("PUT", &theme, colors)), (400, "E0000001".into()));
}

#[test]
fn pages_are_customized_and_reset() {
    let mut world = World::new(1);
    let (path, _) = create(&mut world, "Other");
    let page = format!("{path}/pages/sign-in");
    assert_eq!(world.get(&format!("{page}/customized")).status, 404);
    let put = world.call("PUT", &format!("{page}/customized"), json!({ "pageContent": "<p>mine</p>" })).json();
    assert_eq!(put["widgetCustomizations"]["helpUrl"], Value::Null);
    let root = world.get(&format!("{page}?expand=default,customized")).json();
    assert_eq!(root["_embedded"]["customized"], put);
    assert!(root["_embedded"]["default"]["pageContent"].as_str().unwrap().contains("OktaSignIn"));
    for _ in 0..2 {
        assert_eq!(world.bare("DELETE", &format!("{page}/customized")).status, 204);
    }
}

#[test]
fn the_first_customization_of_a_template_is_the_default_one() {
    let mut world = World::new(1);
    let (path, _) = create(&mut world, "Other");
    let template = format!("{path}/templates/email/UserActivation");
    let list = format!("{template}/customizations");
    let text = |language: &str, default: bool| {
        let body = "Hi ${user.profile.firstName}";
        json!({ "language": language, "isDefault": default, "subject": "Welcome", "body": body })
    };
    let first = world.call("POST", &list, text("fr", false)).json();
    assert_eq!(first["isDefault"], true);
    let second = world.call("POST", &list, text("en", false)).json();
    assert_eq!(second["isDefault"], false);
    assert_eq!(error(&world.call("POST", &list, text("en", false))), (409, "E0000183".into()));
    let first = format!("{list}/{}", first["id"].as_str().unwrap());
    assert_eq!(error(&world.bare("DELETE", &first)), (409, "E0000184".into()));
    assert_eq!(error(&world.call("PUT", &first, text("fr", false))), (409, "E0000185".into()));
    let second = format!("{list}/{}", second["id"].as_str().unwrap());
    assert_eq!(world.call("PUT", &second, text("en", true)).json()["isDefault"], true);
    assert_eq!(world.get(&first).json()["isDefault"], false);
    assert!(!world.get(&format!("{second}/preview")).json()["body"].as_str().unwrap().contains('$'));
    assert_eq!(
        world.get(&format!("{template}?expand=customizationCount")).json()["_embedded"]["customizationCount"],
        2
    );
    assert_eq!(world.bare("DELETE", &list).status, 204);
    assert_eq!(world.ids(&list).len(), 0);
    let (templates, pages) = (format!("{path}/templates/email"), 3);
    assert_eq!(world.pages(&templates).count(), pages);
}

#[test]
fn domains_of_a_brand() {
    let mut world = World::new(1);
    let (path, brand) = create(&mut world, "Other");
    let sent = |name: &str| json!({ "domain": name, "certificateSourceType": "MANUAL" });
    assert_eq!(error(&world.call("POST", "/api/v1/domains", sent("id.example.com"))), (400, "E0000001".into()));
    let domain = world.call("POST", "/api/v1/domains", sent("id.acme.dev"));
    assert_eq!((domain.status, domain.json()["validationStatus"].clone()), (201, json!("NOT_STARTED")));
    let target = format!("/api/v1/domains/{}", domain.json()["id"].as_str().unwrap());
    assert_eq!(world.call("PUT", &target, json!({ "brandId": brand["id"] })).status, 200);
    assert_eq!(world.get(&format!("{path}/domains")).json()["domains"].as_array().unwrap().len(), 1);
    assert_eq!(error(&world.bare("DELETE", &path)), (409, "E0000201".into()));
    let certificate = json!({ "type": "PEM", "certificate": "c", "certificateChain": "c", "privateKey": "k" });
    assert_eq!(error(&world.call("PUT", &format!("{target}/certificate"), certificate)), (403, "E0000165".into()));
    assert_eq!(world.bare("POST", &format!("{target}/verify")).json()["validationStatus"], "VERIFIED");
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(vec!["id.acme.dev".to_owned()]).unwrap();
    let whole = json!({
        "type": "PEM",
        "certificate": cert.pem(),
        "certificateChain": cert.pem() + &cert.pem(),
        "privateKey": signing_key.serialize_pem(),
    });
    for (name, bad) in [
        ("certificate", "c".to_owned()),
        ("certificate", cert.pem().replace("MII", "MIX")),
        ("certificateChain", cert.pem() + &signing_key.serialize_pem()),
        ("privateKey", cert.pem()),
    ] {
        let mut sent = whole.clone();
        sent[name] = bad.into();
        let refused = world.call("PUT", &format!("{target}/certificate"), sent);
        assert_eq!(error(&refused), (400, "E0000001".into()), "{name}");
        assert!(causes(&refused)[0].starts_with(&format!("{name}: ")));
    }
    assert_eq!(world.call("PUT", &format!("{target}/certificate"), whole).status, 204);
    let shown = world.get(&target).json();
    assert_eq!(shown["validationStatus"], "COMPLETED");
    assert_eq!(shown["publicCertificate"]["subject"], "CN=rcgen self signed cert");
    assert_eq!(shown["publicCertificate"]["expiration"], "4096-01-01T00:00:00.000Z");
    assert_eq!(shown["publicCertificate"]["fingerprint"].as_str().unwrap().len(), 32 * 3 - 1);
    assert_eq!(error(&world.get("/api/v1/domains/none")), (404, "E0000163".into()));
    assert_eq!(error(&world.bare("POST", "/api/v1/domains/default/verify")), (400, "E0000001".into()));
    let mail = json!({ "brandId": brand["id"], "domain": "acme.dev", "displayName": "A", "userName": "no-reply" });
    let mail = world.call("POST", "/api/v1/email-domains", mail);
    assert_eq!((mail.status, mail.json()["dnsValidationRecords"].as_array().unwrap().len()), (201, 4));
    assert_eq!(world.get(&path).json()["emailDomainId"], mail.json()["id"]);
}
