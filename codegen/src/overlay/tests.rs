use super::*;
use serde_json::json;

const EVIDENCE: &str = "x-evidence: seen";

fn overlay(actions: &str) -> Result<Overlay, Fault> {
    Overlay::read(&format!(
        "overlay: 1.0.0\nx-pinned: '1'\nextends: a.yaml\ninfo: {{title: A, version: '1'}}\nactions: {actions}"
    ))
}

fn document(version: &str) -> Value {
    json!({"info": {"version": version}, "a": {"type": "integer", "enum": ["X"], "z": 1}, "b": {"c d": [{"old": 1}]}})
}

fn apply(actions: &str, version: &str) -> Result<(Value, Report), String> {
    let mut document = document(version);
    let report = overlay(actions).and_then(|overlay| overlay.apply(&mut document));
    report.map(|report| (document, report)).map_err(|error| error.to_string())
}

#[test]
fn updates_merge_and_lists_grow() {
    let actions = format!(
        "[{{target: $.a, x-expects: {{type: integer}}, {EVIDENCE}, update: {{type: string, enum: [X, Y], mark: {{m: true}}}}}}]"
    );
    let (document, report) = apply(&actions, "1").unwrap();
    assert_eq!(document["a"].to_string(), r#"{"type":"string","enum":["X","Y"],"z":1,"mark":{"m":true}}"#);
    assert_eq!(report.to_string(), "corrections: 1 applied, 0 already mended, 0 gone");
    let (document, _) = apply(&format!("[{{target: $.a.enum, x-expects: [X], {EVIDENCE}, update: Y}}]"), "1").unwrap();
    assert_eq!(document["a"]["enum"], json!(["X", "Y"]));
}

#[test]
fn a_value_is_replaced_by_a_pair_and_keeps_its_place() {
    let actions = format!(
        "[{{target: $.a.type, x-expects: integer, {EVIDENCE}, remove: true}}, {{target: $.a, update: {{type: {{new: 1}}}}}}]"
    );
    let (document, report) = apply(&actions, "1").unwrap();
    assert_eq!(document["a"].to_string(), r#"{"type":{"new":1},"enum":["X"],"z":1}"#);
    assert_eq!(report.applied, 1);
}

#[test]
fn a_removal_stands_alone_too() {
    let (document, _) =
        apply(&format!("[{{target: \"$.b['c d'][0].old\", x-expects: 1, {EVIDENCE}, remove: true}}]"), "1").unwrap();
    assert_eq!(document["b"], json!({"c d": [{}]}));
}

#[test]
fn the_pinned_version_must_meet_every_action() {
    let cases = [
        ("target: $.a, x-expects: {type: text}, update: {m: 1}", r#"$.a: is not {"type":"text"}"#),
        ("target: $.a.enum, x-expects: [Y], update: {m: 1}", r#"$.a.enum: is not ["Y"]"#),
        ("target: \"$.x['y z']\", x-expects: {}, update: {m: 1}", "$.x['y z']: is not there"),
        ("target: $.a, x-expects: {}, update: {enum: [X], z: 1}", "$.a: changes nothing"),
        ("target: $.a.x, x-expects: {}, remove: true", "$.a.x: changes nothing"),
    ];
    for (action, expected) in cases {
        let text = apply(&format!("[{{{action}, {EVIDENCE}}}]"), "1").unwrap_err();
        assert_eq!(text.lines().last(), Some(expected), "{text}");
    }
}

#[test]
fn another_version_skips_and_lists_what_does_not_fit() {
    let actions = format!(
        "[{{target: $.a, x-expects: {{type: integer}}, {EVIDENCE}, update: {{mark: true}}}},
          {{target: $.a, x-expects: {{type: text}}, {EVIDENCE}, update: {{type: b}}}},
          {{target: $.a.x, x-expects: {{}}, {EVIDENCE}, update: {{m: 1}}}},
          {{target: $.a, x-expects: {{}}, {EVIDENCE}, update: {{enum: [X]}}}},
          {{target: $.a.z, x-expects: 2, {EVIDENCE}, remove: true}},
          {{target: $.a, update: {{z: 1}}}}]"
    );
    let (document, report) = apply(&actions, "2").unwrap();
    assert_eq!(report.to_string(), "corrections: 1 applied, 2 already mended, 2 gone");
    assert_eq!(report.mended, ["$.a", "$.a.z"]);
    assert_eq!(report.gone, [r#"$.a: is not {"type":"text"}"#, "$.a.x: is not there"]);
    assert_eq!(document["a"], json!({"type": "integer", "enum": ["X"], "z": 1, "mark": true}));
}

#[test]
fn a_wrong_overlay_says_where() {
    let cases = [
        ("[{x-expects: 1, x-evidence: a, remove: true}]", "#/actions/0: missing field `target`"),
        ("[{target: $..a, x-expects: 1}]", "#/actions/0: $..a: not of the form $.a.b['c d'].e[0]"),
        ("[{target: $.a, x-expects: 1, remove: true}]", "#/actions/0: x-evidence must say what the wire showed"),
        ("[{target: $.a, x-evidence: a, remove: true}]", "#/actions/0: x-expects must say what is mended"),
        ("[{target: $.a, x-evidence: a, x-expects: 1}]", "#/actions/0: an action has either update or remove: true"),
        (
            "[{target: $.a, x-evidence: a, x-expects: 1, remove: true, update: 1}]",
            "#/actions/0: an action has either update or remove: true",
        ),
        ("[{target: $.a, x-evidence: a, x-expect: 1, remove: true}]", "#/actions/0: unknown field `x-expect`"),
        ("{}", "#: invalid type: map, expected a sequence"),
    ];
    for (actions, expected) in cases {
        let text = overlay(actions).unwrap_err().to_string();
        assert!(text.starts_with(expected), "{text}, not {expected}");
    }
    let text = |yaml: &str| Overlay::read(yaml).unwrap_err().to_string();
    let version = "overlay: 1.1.0\nx-pinned: a\nextends: a\ninfo: {}\nactions: []";
    assert_eq!(text(version), "#/overlay: Overlay 1.0.0 is understood");
    assert_eq!(text(&version.replace("x-pinned: a\n", "")), "#: missing field `x-pinned`");
    assert!(text("[").contains("YAML"));
}
