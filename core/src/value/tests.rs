#![expect(unreachable_pub, reason = "the macros generate public items")]

use super::*;

crate::open_enum! {
    /// A colour.
    Colour { Red = "RED", DarkBlue = "dark-blue", }
    /// Texts, true or false.
    Unique or Bool { Yes = "UNIQUE", No = "NOT_UNIQUE", }
}

crate::model! {
    /// A leaf.
    Leaf { name: String = "name", colour: Colour = "colour", password: String = "password" secret, }
    /// What may be text or a truth value.
    Attribute { unique: Unique = "unique", }
    /// A tree.
    Tree {
        id: String = "id",
        count: i64 = "count",
        share: Number = "share",
        alive: bool = "alive",
        any: Json = "any",
        seen: Timestamp = "seen",
        best: Box<Leaf> = "best",
        leaves: Vec<Leaf> = "leaves",
        names: List<String> = "names",
        by_name: Map<Element<Leaf>> = "by name",
        zone: Zone = "zone",
        zones: Vec<Zone> = "zones",
    }
    /// One kind.
    IpZone { r#type: String = "type", id: String = "id", ip: String = "ip", }
    /// Another kind.
    DynamicZone { r#type: String = "type", id: String = "id", asn: i64 = "asn", }
    /// What both share.
    ZoneCommon { r#type: String = "type", id: String = "id", }
}

crate::union! {
    /// A zone.
    Zone by "type" else ZoneCommon {
        Ip(IpZone) = "IP",
        Dynamic(DynamicZone) = "DYNAMIC" | "DYNAMIC_V2",
    } shares { id / id_mut: String, }
}

fn round(text: &str) -> Tree {
    let tree = Tree::parse(text.as_bytes()).unwrap();
    assert_eq!(tree.to_json(), Json::parse(text.as_bytes()).unwrap(), "{text}");
    assert_eq!(Tree::parse(tree.to_text().as_bytes()).unwrap(), tree);
    tree
}

#[test]
fn an_enum_with_truth_values_reads_and_sends_both() {
    let read = |value: &str| {
        let text = format!(r#"{{"unique":{value}}}"#);
        let attribute = Attribute::parse(text.as_bytes()).unwrap();
        assert_eq!(attribute.to_text(), text);
        attribute
    };
    for (value, expected) in [
        ("true", Unique::from(true)),
        ("false", Unique::Bool(false)),
        (r#""UNIQUE""#, Unique::Yes),
        (r#""LATER""#, Unique::from("LATER")),
    ] {
        let attribute = read(value);
        assert_eq!(attribute.unique, Some(expected));
        assert_eq!(attribute.problems(), []);
        assert_eq!(format!("{:?}", attribute.unique.unwrap()), value);
    }
    assert_ne!(read(r#""true""#).unique, Some(Unique::Bool(true)));
    assert_eq!(read("null").unique, None);
    let odd = read("1");
    assert_eq!((&odd.unique, odd.problems().len()), (&None, 1));
    assert_eq!(odd.problems()[0].to_string(), "/unique: expected a string or a boolean, found a number");
}

#[test]
fn typed_values_are_read_and_everything_is_written_back() {
    let tree = round(
        r#"{"id":"t","count":3,"share":1.50,"alive":true,"any":[1],"seen":"2025-09-29T03:49:50.000Z","extra":{"x":[null]},
            "best":{"name":"n","colour":"RED","more":1},"leaves":[{"colour":"GREEN"},5,null,{}],"names":["a",1,null],
            "by name":{"k":{"name":"v"},"odd":7},"zone":{"id":"z","type":"IP","ip":"::1","y":0},"zones":[{"type":"?","id":"u"},[],{"id":"w"}]}"#,
    );
    assert_eq!(tree.count, Some(3));
    let best = tree.best.as_ref().unwrap();
    assert_eq!(best.colour, Some(Colour::Red));
    assert_eq!(best.extras.get("more"), Some(&Json::from(1)));
    let leaves = tree.leaves.as_ref().unwrap();
    assert_eq!(leaves.len(), 4);
    assert!(!leaves[0].colour.as_ref().unwrap().is_known());
    assert_eq!(leaves[1].extras.whole(), Some(&Json::from(5)));
    assert!(matches!(tree.zone, Some(Zone::Ip(_))));
    let zones = tree.zones.as_ref().unwrap();
    assert!(matches!(&zones[0], Zone::Unknown(zone) if zone.id.as_deref() == Some("u")));
    assert_eq!(zones[2].id().map(String::as_str), Some("w"));
    let problems: Vec<String> = tree.problems().iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "/leaves/1: expected an object, found a number", "/leaves/2: expected an object, found null",
            "/names/1: expected a string, found a number", "/names/2: expected a string, found null",
            "/by name/odd: expected an object, found a number", "/zones/1: expected an object, found a list",
        ]
    );
}

#[test]
fn mismatched_fields_stay_raw_and_the_rest_is_usable() {
    let tree = round(
        r#"{"id":5,"count":1.5,"share":"x","alive":null,"best":[],"leaves":{},"names":"n","zone":7,"by name":[],"seen":1}"#,
    );
    assert_eq!((tree.id.as_ref(), tree.count, tree.alive), (None, None, None));
    assert_eq!(tree.problems().len(), 9, "an explicit null is no problem");
    assert_eq!(tree.extras.get("alive"), Some(&Json::Null));
    for odd in ["-0", "1e3", "9223372036854775808", "5.0"] {
        assert_eq!(round(&format!(r#"{{"count":{odd}}}"#)).count, None, "{odd}");
    }
}

#[test]
fn a_set_field_replaces_the_extras() {
    let mut tree = round(r#"{"id":null,"count":"three","x":1}"#);
    tree.id = Some("new".into());
    tree.count = Some(3);
    assert_eq!(tree.to_text(), r#"{"id":"new","count":3,"x":1}"#);
    tree.id = None;
    assert_eq!(tree.to_text(), r#"{"count":3,"id":null,"x":1}"#);
    tree.extras.remove("id");
    assert_eq!(tree.to_text(), r#"{"count":3,"x":1}"#);
}

#[test]
fn only_a_wrong_top_level_is_an_error() {
    assert_eq!(Tree::parse(b" [1]").unwrap_err().to_string(), "JSON, but not an object at byte 1");
    assert_eq!(<Vec<Tree>>::parse(b"{}").unwrap_err().what, "JSON, but not a list");
    assert!(Tree::parse(b"{} x").is_err());
    assert!(Tree::parse(b"").is_err());
    assert_eq!(<Vec<Tree>>::parse(b"[1,{}]").unwrap().len(), 2);
    assert_eq!(<Vec<Tree>>::parse(b"[1,{}]").unwrap().to_text(), "[1,{}]");
}

#[test]
fn duplicate_names_are_written_once() {
    let tree = Tree::parse(br#"{"id":"a","id":"b","x":1,"x":2,"count":"odd","count":4}"#).unwrap();
    assert_eq!(tree.to_text(), r#"{"id":"b","count":4,"x":2}"#);
    assert_eq!(tree, Tree::parse(tree.to_text().as_bytes()).unwrap(), "nothing hidden is left of the first values");
}

#[test]
fn ten_thousand_unknown_members_are_kept() {
    let members: Vec<String> = (0..10_000).map(|n| format!(r#""m{n}":{n}"#)).collect();
    assert_eq!(round(&format!("{{{}}}", members.join(","))).extras.len(), 10_000);
}

#[test]
fn a_new_variant_gets_its_tag() {
    let mut zone = Zone::from(IpZone { ip: Some("::1".into()), ..IpZone::default() });
    assert_eq!(zone.to_text(), r#"{"ip":"::1","type":"IP"}"#);
    *zone.id_mut() = Some("z".into());
    assert_eq!(zone.to_text(), r#"{"id":"z","ip":"::1","type":"IP"}"#);
    let many = Zone::from(DynamicZone::default());
    assert_eq!(many.to_text(), "{}", "several tags: the caller says which");
}

#[test]
fn the_same_document_under_another_type() {
    let tree = round(r#"{"id":"t","ip":"::1","x":[1]}"#);
    let zone: IpZone = tree.cast().unwrap();
    assert_eq!(zone.ip.as_deref(), Some("::1"));
    assert_eq!(zone.to_json(), tree.to_json());
}

#[test]
fn debug_shows_no_secret() {
    let text = r#"{"id":"t","best":{"name":"n","password":"hush"},"clientSecret":"hush","leaves":[{"extra":{"recovery_token":"hush"}}],
        "by name":{"apiToken":{"name":"hush"}},"any":{"password":{"value":"hush"}},"zone":{"type":"IP","privateKey":"hush"}}"#;
    let shown = format!("{:?}", round(text));
    assert!(!shown.contains("hush"), "{shown}");
    assert!(shown.contains(r#"id: "t""#) && shown.contains("***"), "{shown}");
    let odd = format!("{:?}", Leaf::parse(br#"{"password":5}"#).unwrap());
    assert_eq!(odd, "Leaf { password: *** }");
}

#[test]
fn debug_shows_the_names_of_nested_models_over_several_lines() {
    let text = r#"{"best":{"name":"a","password":"p"},"leaves":[{"colour":"RED"}],"zone":{"type":"IP","ip":"1.2.3.4"},"x":[1]}"#;
    let expected = r#"
Tree {
    best: Leaf {
        name: "a",
        password: ***,
    },
    leaves: [
        Leaf {
            colour: "RED",
        },
    ],
    zone: IpZone {
        type: "IP",
        ip: "1.2.3.4",
    },
    x: [
        1,
    ],
}"#;
    assert_eq!(format!("{:#?}", round(text)), expected.trim_start());
}

#[test]
fn equality_is_that_of_documents() {
    let one = round(r#"{"id":"t","names":["a"],"x":1,"y":2,"zone":{"type":"IP"}}"#);
    assert_eq!(one, round(r#"{"zone":{"type":"IP"},"y":2,"x":1,"names":["a"],"id":"t"}"#));
    assert_ne!(one, round(r#"{"id":"t","names":["a"],"x":1,"y":2,"zone":{"type":"DYNAMIC"}}"#));
    assert_ne!(one, Tree::default());
}

#[test]
fn open_enums_compare_with_text() {
    assert_eq!(Colour::from("RED"), Colour::Red);
    assert_eq!(Colour::from("dark-blue").to_string(), "dark-blue");
    assert!(!Colour::from("red").is_known(), "case is kept");
    assert!(&Colour::DarkBlue == "dark-blue");
}

#[cfg(feature = "serde")]
#[test]
fn serde_goes_both_ways() {
    let text = r#"{"id":"t","count":3,"share":1.5,"leaves":[{"colour":"GREEN"}],"x":null,"zone":{"type":"IP"}}"#;
    let tree: Tree = serde_json::from_str(text).unwrap();
    assert_eq!(tree.to_text(), round(text).to_text());
    assert_eq!(serde_json::to_value(&tree).unwrap(), serde_json::from_str::<serde_json::Value>(text).unwrap());
}

#[test]
fn models_are_read_in_linear_time() {
    let members = [
        r#""n#":0"#, r#""id":1"#, r#""id":"x""#, r#""count":null"#, r#""leaves":[{"x":1},5]"#, r#""names":[1,"a"]"#,
        r#""by name":{"k":7}"#, r#""zone":{"id":"z","type":"IP"}"#, r#""zones":[{"a":[[]],"type":"?"}]"#,
        r#""zones":[{"a":[[]]},1]"#, r#""best":{"name":1,"name":"a"}"#,
    ];
    let document = |unit: &str, n: usize| {
        let mut text = String::from("{");
        (0..n).for_each(|at| text.push_str(&format!("{},", unit.replace('#', &at.to_string()))));
        text + r#""end":0}"#
    };
    for one in members {
        for other in members {
            for text in [document(&format!("{one},{other}"), 1500), document(one, 1500) + &document(other, 1500)] {
                let text = text.replace(r#""end":0}{"#, "");
                crate::steps::tests::assert_linear("a model", &text, |text| {
                    Tree::parse(text.as_bytes()).unwrap();
                });
            }
        }
    }
}
