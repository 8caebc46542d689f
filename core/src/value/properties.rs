//! Properties that hold for every model and union, whatever document it reads.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a property that does not hold stops the test")]

use super::{Document, Extras, Field, Json, Model, Object, Reader, Slot, View};
use crate::generated::every_model::every_model;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// A type under test, with the type erased.
struct Subject {
    name: &'static str,
    /// Reads, writes, compares, clones and formats a document.
    round_trip: fn(&[u8]) -> Result<RoundTrip, String>,
    fields: fn() -> &'static [Field],
}

struct RoundTrip {
    text: String,
    debug: String,
}

fn round_trip<T: Document + Clone + PartialEq + std::fmt::Debug>(text: &[u8]) -> Result<RoundTrip, String> {
    let value = T::parse(text).map_err(|malformed| malformed.to_string())?;
    let written = value.to_text();
    assert!(T::parse(written.as_bytes()).unwrap() == value, "reads differently after writing: {written}");
    assert!(value.clone() == value, "a clone differs: {written}");
    Ok(RoundTrip { text: written, debug: format!("{value:?}") })
}

fn fields<T: Document>() -> &'static [Field] {
    match T::parse(b"{}").unwrap().view() {
        View::Model(model) | View::Variant(model, _) => model.fields(),
        _ => &[],
    }
}

fn subjects() -> Vec<Subject> {
    let mut subjects = Vec::new();
    macro_rules! visit {
        ($of:ty) => {
            subjects.push(Subject { name: stringify!($of), round_trip: round_trip::<$of>, fields: fields::<$of> })
        };
    }
    every_model!(visit, visit);
    assert!(subjects.len() > 1000, "{} models", subjects.len());
    subjects
}

/// Values of every kind, including unusual ones.
fn any_value() -> impl Strategy<Value = Json> {
    let number =
        prop_oneof![Just("0"), Just("-1"), Just("1.50"), Just("1e400"), Just("123456789012345678901"), Just("-0")];
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        number.prop_map(|text| Json::parse(text.as_bytes()).unwrap()),
        "[a-zA-Z0-9:.\"\\\\/é😀\n -]{0,12}".prop_map(Json::from),
        Just(Json::from("2025-09-29T03:49:50.000Z")),
        Just(Json::Unpaired(r#""\ud800""#.into())),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::vec(("(id|name|type|status|_links|href|[a-z]{1,6})", inner), 0..5)
                .prop_map(|members| Json::Object(members.into_iter().collect::<Object>())),
        ]
    })
}

/// The text of an object with members of these names and of others; some names occur twice.
fn document(fields: &[Field], values: Vec<(prop::sample::Index, Json)>) -> String {
    let mut members = Vec::new();
    for (at, value) in values {
        let known = at.index(fields.len() + 4);
        let name = fields.get(known).map_or_else(|| format!("unknown {known}"), |field| field.name.to_owned());
        members.push(format!("{}:{value}", Json::from(name)));
    }
    format!("{{{}}}", members.join(","))
}

#[test]
fn everything_read_is_written_back() {
    let mut runner = TestRunner::deterministic();
    let values = prop::collection::vec((any::<prop::sample::Index>(), any_value()), 0..12);
    for subject in subjects() {
        for _ in 0..8 {
            let text = document((subject.fields)(), values.new_tree(&mut runner).unwrap().current());
            let written = (subject.round_trip)(text.as_bytes())
                .unwrap_or_else(|error| panic!("{}: {error}: {text}", subject.name))
                .text;
            let (expected, found) = (Json::parse(text.as_bytes()), Json::parse(written.as_bytes()));
            assert_eq!(found, expected, "{} lost something of {text}", subject.name);
            assert_eq!(
                found.unwrap().to_string().len(),
                written.len(),
                "{} wrote a name twice: {written}",
                subject.name
            );
        }
    }
}

#[test]
fn only_an_object_is_a_model() {
    for subject in subjects() {
        for text in ["[]", "null", "\"x\"", "1", "", "{\"a\":", "{} {}"] {
            assert!((subject.round_trip)(text.as_bytes()).is_err(), "{} accepted {text}", subject.name);
        }
    }
}

#[test]
fn debug_of_no_model_shows_a_secret() {
    const MARK: &str = "marked-secret";
    let mut secrets = 0;
    for subject in subjects() {
        for field in (subject.fields)().iter().filter(|field| field.secret) {
            secrets += 1;
            for value in [format!("{MARK:?}"), format!("[{MARK:?}]"), format!("{{\"x\":{MARK:?}}}")] {
                let text = format!("{{{:?}:{value}}}", field.name);
                let debug = (subject.round_trip)(text.as_bytes()).unwrap().debug;
                assert!(!debug.contains(MARK), "{}: {debug}", subject.name);
            }
        }
    }
    assert!(secrets > 30, "{secrets} secret fields");
}

#[test]
fn a_set_field_replaces_extras_of_its_name() {
    macro_rules! model {
        ($of:ty) => {
            set_each_field(stringify!($of), &|text| Box::new(<$of>::parse(text.as_bytes()).unwrap()))
        };
    }
    macro_rules! union {
        ($of:ty) => {};
    }
    every_model!(model, union);
}

/// Reads a document with null, or a value of another type, for every field, and sets one field after the other.
fn set_each_field(name: &str, read: &dyn Fn(&str) -> Box<dyn Model>) {
    let fields = read("{}").fields();
    let unset = |field: &Field| if field.expected == "an object" { "7" } else { "null" };
    let members: Vec<String> = fields.iter().map(|field| format!("{:?}:{}", field.name, unset(field))).collect();
    let mut model = read(&format!("{{{},\"more\":[1]}}", members.join(",")));
    for (at, field) in fields.iter().enumerate() {
        let value = match field.expected {
            "a string" | "a string or a boolean" | "a date and time" => r#""x""#,
            "an integer" => "7",
            "a number" => "1.50",
            "a boolean" => "true",
            "a list" => "[]",
            _ => r#"{"k":1}"#,
        };
        model.slots_mut(&mut |slots: &mut [&mut dyn Slot], _: &mut Extras| {
            let slot = slots.get_mut(at).unwrap();
            assert!(slot.read(&mut Reader::new(value.as_bytes()).unwrap()).unwrap(), "{name}.{}", field.name);
        });
        let text = super::write::text(View::Model(&*model));
        let written = Json::parse(text.as_bytes()).unwrap();
        assert_eq!(written.get(field.name), Some(&Json::parse(value.as_bytes()).unwrap()), "{name}.{}", field.name);
        assert_eq!(written.to_string().len(), text.len(), "{name} wrote a name twice: {text}");
        assert_eq!(written.as_object().unwrap().len(), fields.len() + 1, "{name}: {text}");
    }
}

/// Text that is nearly JSON.
fn nearly_json() -> impl Strategy<Value = String> {
    let cut = (any_value(), any::<prop::sample::Index>(), "[\\[\\]{}:,\"0-9eE.+ntf \\\\-]{0,3}").prop_map(
        |(value, at, put)| {
            let mut text: Vec<char> = value.to_string().chars().collect();
            let at = at.index(text.len() + 1);
            text.splice(at..(at + 1).min(text.len()), put.chars());
            text.into_iter().collect::<String>()
        },
    );
    prop_oneof![cut, "[\\[\\]{}:,\"a0-9eE.+ntrufalse\\n -]{0,20}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_reader_accepts_what_serde_json_accepts(text in nearly_json()) {
        // This reader also accepts unpaired surrogates and numbers beyond floating point.
        prop_assume!(!text.contains("\\u"));
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        match Json::parse(text.as_bytes()) {
            Ok(value) => {
                let other = theirs.as_ref().map(ToString::to_string);
                let beyond = theirs.as_ref().is_err_and(|error| error.to_string().contains("number out of range"));
                prop_assert!(beyond || other.is_ok(), "only we read {text}");
                prop_assert_eq!(Json::parse(value.to_string().as_bytes()).unwrap(), value);
            }
            Err(malformed) => prop_assert!(theirs.is_err(), "only they read {text}: {malformed}"),
        }
    }
}
