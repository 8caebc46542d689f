//! The six inline hooks and event hooks: payloads and replies are read and written without loss.

#![cfg(all(feature = "inline_hooks", feature = "event_hooks", feature = "system_log"))]
#![allow(clippy::unwrap_used, reason = "tests")]

use oktant::ErrorKind;
use oktant::hooks::{
    EventHook, Hook, PasswordImportHook, RegistrationHook, SamlHook, TelephonyHook, TokenHook, UserImportHook,
};
use oktant::value::{Document, Json};

fn round_trip<H: Hook>(payload: &str, reply: &str) {
    let read = H::parse(payload.as_bytes()).unwrap();
    assert_eq!(read.to_json(), Json::parse(payload.as_bytes()).unwrap());
    assert!(read.problems().is_empty(), "{:?}", read.problems());
    let answer = H::Reply::parse(reply.as_bytes()).unwrap();
    assert_eq!(Json::parse(&H::reply(&answer)), Json::parse(reply.as_bytes()));
    for bad in ["", "[]", "null", "<html>", "{\"a\":"] {
        let error = H::parse(bad.as_bytes()).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Decode, "{bad}");
        assert_eq!(error.body(), Some(bad.as_bytes()));
        assert!(error.to_string().contains("respond with status 400"), "{error}");
    }
}

const COMMANDS: &str =
    r#"{"commands":[{"type":"com.okta.action.update","value":{"credential":"VERIFIED"}}],"more":null}"#;

#[test]
fn every_hook_round_trips_without_loss() {
    let event = |kind: &str, data: &str| {
        format!(
            r#"{{"eventId":"e1","eventTime":"2025-01-01T00:00:00.000Z","eventType":"com.okta.{kind}","eventTypeVersion":"1.0",
                "contentType":"application/json","cloudEventVersion":"0.1","source":"https://example.okta.com/x","data":{data},"new":[1]}}"#
        )
    };
    round_trip::<TokenHook>(
        &event(
            "oauth2.tokens.transform",
            r#"{"context":{"user":{"id":"00u1","new":1}},"access":{"claims":{"ver":1}}}"#,
        ),
        r#"{"commands":[{"type":"com.okta.access.patch","value":[{"op":"add","path":"/claims/a","value":"b"}]}],"debugContext":{"x":1}}"#,
    );
    round_trip::<SamlHook>(
        &event(
            "saml.tokens.transform",
            r#"{"context":{"request":{"id":"r1"}},"assertion":{"subject":{"nameId":"a"}}}"#,
        ),
        r#"{"commands":[{"type":"com.okta.assertion.patch","value":[{"op":"replace","path":"/x","value":1}]}]}"#,
    );
    round_trip::<PasswordImportHook>(
        &event(
            "user.credential.password.import",
            r#"{"context":{"credential":{"username":"ann","password":"p"}},"action":{"credential":"UNVERIFIED"}}"#,
        ),
        COMMANDS,
    );
    round_trip::<TelephonyHook>(
        &event(
            "telephony.provider",
            r#"{"messageProfile":{"otpCode":"1234","deliveryChannel":"SMS"},"userProfile":{"login":"a"}}"#,
        ),
        r#"{"commands":[{"type":"com.okta.telephony.action","value":[{"status":"SUCCESSFUL","provider":"P"}]}]}"#,
    );
    round_trip::<UserImportHook>(
        &event(
            "import.transform",
            r#"{"context":{"conflicts":["login"]},"action":{"result":"CREATE_USER"},"appUser":{"profile":{"a":"b"}}}"#,
        ),
        r#"{"commands":[{"type":"com.okta.action.update","value":{"result":"LINK_USER"}}]}"#,
    );
    round_trip::<RegistrationHook>(
        &event("user.pre-registration", r#"{"userProfile":{"login":"a"},"action":"ALLOW"}"#)
            .replacen('{', r#"{"requestType":"self.service.registration","#, 1),
        r#"{"commands":[{"type":"com.okta.user.profile.update","value":{"a":"b"}}]}"#,
    );
}

#[test]
fn event_hooks_are_verified_and_deliver_log_events() {
    assert_eq!(EventHook::CHALLENGE, "X-Okta-Verification-Challenge");
    assert_eq!(EventHook::verification("inv-challenge"), br#"{"verification":"inv-challenge"}"#);
    assert_eq!(EventHook::verification("\"\n"), br#"{"verification":"\"\n"}"#);
    let delivery = r#"{"eventType":"com.okta.event_hook","eventTypeVersion":"1.0","cloudEventsVersion":"0.1","contentType":"application/json",
        "source":"https://example.okta.com/api/v1/eventHooks/who1","eventId":"evt1","eventTime":"2025-01-01T00:00:00.000Z","new":1,
        "data":{"events":[{"uuid":"u1","published":"2025-01-01T00:00:00.000Z","eventType":"user.lifecycle.create","severity":"INFO",
        "actor":{"id":"00u1","type":"User","new":2},"target":[{"id":"00u2","type":"User"}]},{"uuid":"u2"}]}}"#;
    round_trip::<EventHook>(delivery, r#"{"verification":"inv-challenge"}"#);
    let delivery = EventHook::parse(delivery.as_bytes()).unwrap();
    let events: Vec<_> = delivery.events().iter().map(|event| event.uuid.as_deref().unwrap()).collect();
    assert_eq!(events, ["u1", "u2"]);
    assert_eq!(delivery.events()[0].published.as_ref().and_then(|time| time.unix_ms()), Some(1_735_689_600_000));
    assert!(EventHook::parse(br#"{"data":{"events":null}}"#).unwrap().events().is_empty());
}

#[test]
fn secrets_of_payloads_stay_out_of_debug() {
    let payload = br#"{"data":{"context":{"credential":{"username":"ann","password":"hush"}}}}"#;
    let shown = format!("{:?}", PasswordImportHook::parse(payload).unwrap());
    assert!(shown.contains("ann") && !shown.contains("hush"), "{shown}");
    let error = PasswordImportHook::parse(br#"[{"password":"hush"}]"#).err().unwrap();
    assert!(!format!("{error} {error:?}").contains("hush"));
}
