//! A row, in any form, together with its extras is what the document says.

use super::Rows;
use crate::columns::{Attributes, Columns, EXTRAS, Kind, Scalar, documented};
use oktant_core::value::{Json, Object};
use proptest::prelude::*;
use std::sync::Arc;

fn json(text: &str) -> Json {
    Json::parse(text.as_bytes()).unwrap()
}

/// An org with an attribute of each type.
fn known() -> Columns {
    let kinds = ["text", "bool", "integer", "number", "list:text", "list:integer", "list:number", "list:bool", "json"];
    let attributes = kinds.map(|kind| (format!("{}_", kind.replace(':', "_")), kind.parse().unwrap()));
    Columns::new("users", &Attributes::Known(attributes.to_vec()))
}

fn every_columns() -> impl Strategy<Value = Columns> {
    prop_oneof![
        Just(known()),
        Just(Columns::new("users", &Attributes::Unknown)),
        Just(Columns::new("users", &Attributes::None)),
        Just(Columns::new("app_users", &Attributes::Unknown)),
        Just(Columns::new("logs", &Attributes::None)),
    ]
}

fn scalars() -> impl Strategy<Value = Json> {
    let texts = [
        "2025-09-29T03:49:50.000Z", "2025-09-29T05:49:50+02:00", "2025-09-29T03:49:50.1234Z",
        "2025-09-29T03:49:50.1000Z", "2025-08-25 07:55:06.0", "2016-12-31T23:59:60Z", "1759117790000", "2025-09-29",
        "", "a,\"b\"\r\nc", "é\u{0}", "null", "[]", "{}",
    ];
    let rest = [
        "null", "true", "0", "-0", "7", "7.0", "1.50", "1e2", "0.1", "9223372036854775807", "9223372036854775808",
        "1e400", "123456789012345678901234567890", "0.1000000000000000055", r#""\ud800""#, "5e-324",
        "-1.7976931348623157e308",
    ];
    prop_oneof![
        proptest::sample::select(texts.map(Json::from).map(|text| text.to_string()).to_vec())
            .prop_map(|text| json(&text)),
        proptest::sample::select(rest.to_vec()).prop_map(json),
        any::<String>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
    ]
}

fn documents() -> impl Strategy<Value = Json> {
    let names = [
        "id", "created", "status", "type", "profile", "login", "credentials", "password", "provider", "name", "emails",
        "_links", "_embedded", "_extras", "document", "actor", "uuid", "published", "detailEntry", "geolocation",
        "client", "lat", "version", "geographicalContext", "securityContext", "asNumber", "isProxy", "target", "text_",
        "bool_", "integer_", "number_", "list_text_", "list_integer_", "list_number_", "list_bool_", "json_", "a.b",
        "profile.login", "",
    ];
    scalars().prop_recursive(4, 60, 12, move |inner| {
        let name = proptest::sample::select(names.to_vec());
        let members = proptest::collection::vec((name, inner.clone()), 0..12);
        let object = members.prop_map(|members| Json::Object(members.into_iter().collect::<Object>()));
        prop_oneof![4 => object, 1 => proptest::collection::vec(inner, 0..4).prop_map(Json::Array)].boxed()
    })
}

/// What a document says: without what exports leave out, nulls where a column or an object is documented, and the notation of times.
fn facts(columns: &Columns, path: &str, value: &Json) -> Option<Json> {
    let mut omitted = documented::omitted(columns.dataset());
    if omitted.any(|omitted| omitted == path) {
        return None;
    }
    let kind = columns.columns().iter().find(|column| column.name == path && path != EXTRAS).map(|column| column.kind);
    let below = format!("{path}.");
    let is_object = path.is_empty()
        || kind == Some(Kind::Map)
        || columns.columns().iter().any(|column| column.name.starts_with(&below))
        || documented::omitted(columns.dataset()).any(|path| path.starts_with(&below));
    match (kind, value) {
        (_, Json::Null) if is_object || kind.is_some() => None,
        (_, Json::Object(members)) if is_object => {
            let members = members.iter().filter_map(|(name, value)| {
                // A name with a dot has no column, however it reads.
                let path = match (path, name.contains('.') || name.is_empty()) {
                    (_, true) => "no column".to_owned(),
                    ("", false) => name.to_owned(),
                    (path, false) => format!("{path}.{name}"),
                };
                Some((name, facts(columns, &path, value)?))
            });
            let members: Object = members.collect();
            (!members.is_empty()).then_some(Json::Object(members))
        }
        (Some(Kind::Scalar(Scalar::Timestamp)), Json::String(text)) => Some(Json::from(instant(text))),
        _ => Some(json(&value.to_string())),
    }
}

/// The instant as Okta writes it, unless that is not exact.
fn instant(text: &str) -> String {
    let utc = format!("{}Z", text.replace(' ', "T"));
    let time = [text, &utc].into_iter().find_map(|text| text.parse::<jiff::Timestamp>().ok());
    let exact = time.filter(|time| time.as_nanosecond() % 1_000_000 == 0 && !text.contains(":60"));
    exact.map_or_else(|| text.to_owned(), |time| format!("{time:.3}"))
}

fn rebuilt(columns: &Columns, row: &Json) -> Option<Json> {
    let mut document = Json::Object(Object::new());
    for (name, value) in row.as_object().unwrap().iter().filter(|(name, _)| *name != EXTRAS) {
        assert!(columns.columns().iter().any(|column| column.name == name));
        let nested = name.rsplit('.').fold(json(&value.to_string()), |value, name| Json::from([(name, value)]));
        merge(&mut document, nested);
    }
    match row.get(EXTRAS) {
        Some(extras @ Json::Object(_)) => merge(&mut document, json(&extras.to_string())),
        Some(extras) => document = json(&extras.to_string()),
        None => {}
    }
    (document != Json::Object(Object::new())).then_some(document)
}

fn merge(into: &mut Json, from: Json) {
    match (into, from) {
        (Json::Object(into), Json::Object(from)) => {
            for (name, value) in from {
                match into.get_mut(&name) {
                    Some(known) => merge(known, value),
                    None => drop(into.insert(name, value)),
                }
            }
        }
        (into, from) => *into = from,
    }
}

/// Each row as an object with the cells that have a value.
fn objects(rows: &Rows) -> Vec<Json> {
    let names: Vec<&str> = rows.columns.columns().iter().map(|column| column.name.as_str()).collect();
    let object = |row: &super::Row| row.iter().map(|(at, cell)| (names[*at], json(&cell.to_string()))).collect();
    rows.rows.iter().map(|row| Json::Object(object(row))).collect()
}

fn rows_of<'a>(columns: Columns, documents: impl IntoIterator<Item = &'a Json>) -> Rows {
    let mut rows = Rows::new(Arc::new(columns));
    for document in documents {
        rows.push(json(&document.to_string()));
    }
    rows
}

proptest! {
    #[test]
    fn a_row_and_its_extras_are_the_document(columns in every_columns(), document in documents()) {
        let rows = rows_of(columns.clone(), [&document]);
        let [row] = objects(&rows).try_into().unwrap();
        prop_assert_eq!(rebuilt(&columns, &row), facts(&columns, "", &document), "{}", row);
    }

    #[test]
    fn csv_has_the_values_of_objects(columns in every_columns(), documents in proptest::collection::vec(documents(), 1..4)) {
        let rows = rows_of(columns.clone(), &documents);
        let mut out = Vec::new();
        rows.write_csv(&mut out, true).unwrap();
        let mut csv = csv::Reader::from_reader(out.as_slice());
        let names: Vec<String> = csv.headers().unwrap().iter().map(ToOwned::to_owned).collect();
        prop_assert!(names.iter().eq(columns.columns().iter().map(|column| &column.name)));
        let lines: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
        prop_assert_eq!(lines.len(), documents.len());
        for (line, row) in lines.iter().zip(objects(&rows)) {
            for (column, field) in columns.columns().iter().zip(line) {
                let expected = match (column.kind, row.get(&column.name)) {
                    (_, None) => String::new(),
                    (Kind::Scalar(Scalar::Text | Scalar::Timestamp), Some(value)) => value.as_str().unwrap().to_owned(),
                    (_, Some(value)) => value.to_string(),
                };
                prop_assert_eq!(field, expected, "{}", column.name);
            }
        }
    }
}

#[test]
fn the_document_is_a_column_on_request() {
    let document = json(r#"{"id": "00u1", "_links": {"self": {}}, "profile": {"login": null}}"#);
    let [row] = objects(&rows_of(known().with_document(), [&document])).try_into().unwrap();
    assert_eq!(row.get("document"), Some(&document));
    assert_eq!(row.get("id"), Some(&Json::from("00u1")));
    assert_eq!(row.as_object().unwrap().len(), 2);
}

#[test]
fn values_of_another_type_are_extras() {
    let document = json(
        r#"{"id": 5, "created": "soon", "profile": {"login": "a", "bool_": "yes", "list_integer_": [1, "2"], "badge": 7}, "new": null}"#,
    );
    let [row] = objects(&rows_of(known(), [&document])).try_into().unwrap();
    let extras = r#"{"id": 5, "created": "soon", "profile": {"bool_": "yes", "list_integer_": [1, "2"], "badge": 7}, "new": null}"#;
    assert_eq!(row, Json::from([("profile.login", Json::from("a")), (EXTRAS, json(extras))]));
}

#[test]
fn rows_are_counted_and_cleared() {
    let mut rows = rows_of(known(), [&json("{}"), &json(r#"{"id": "00u1", "profile": {"list_text_": ["a", null]}}"#)]);
    assert_eq!((rows.len(), rows.is_empty()), (2, false));
    assert!(rows.bytes() > 5);
    rows.clear();
    assert_eq!((rows.len(), rows.bytes()), (0, 0));
}

#[cfg(feature = "arrow")]
mod arrow {
    use super::*;
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Float64Type, Int64Type, TimestampMillisecondType};
    use arrow_array::{Array, ArrayRef};
    use arrow_schema::DataType;
    use oktant_core::value::{Number, Timestamp};

    /// A value of an array, as JSON; JSON is still text.
    fn value(array: &ArrayRef, at: usize) -> Json {
        if array.is_null(at) {
            return Json::Null;
        }
        match array.data_type() {
            DataType::Utf8 => Json::from(array.as_string::<i32>().value(at)),
            DataType::Boolean => Json::from(array.as_boolean().value(at)),
            DataType::Int64 => Json::from(array.as_primitive::<Int64Type>().value(at)),
            DataType::Float64 => Json::from(Number::try_from(array.as_primitive::<Float64Type>().value(at)).unwrap()),
            DataType::Timestamp(..) => {
                let ms = array.as_primitive::<TimestampMillisecondType>().value(at);
                Json::from(String::from(Timestamp::from_unix_ms(ms)))
            }
            DataType::List(_) => {
                let items = array.as_list::<i32>().value(at);
                Json::Array((0..items.len()).map(|at| value(&items, at)).collect())
            }
            DataType::Map(..) => {
                let entries = array.as_map().value(at);
                let (names, values) = (entries.column(0).as_string::<i32>(), entries.column(1).as_string::<i32>());
                let entries = (0..entries.len()).map(|at| (names.value(at), json(values.value(at))));
                Json::Object(entries.collect())
            }
            other => panic!("{other}"),
        }
    }

    proptest! {
        #[test]
        fn batches_have_the_values_of_objects(columns in every_columns(), documents in proptest::collection::vec(documents(), 0..4)) {
            let rows = rows_of(columns.clone(), &documents);
            let batch = rows.to_batch().unwrap();
            prop_assert_eq!(batch.num_rows(), documents.len());
            for (at, row) in objects(&rows).iter().enumerate() {
                for (column, array) in columns.columns().iter().zip(batch.columns()) {
                    let found = match value(array, at) {
                        Json::String(text) if column.kind == Kind::Json => json(&text),
                        found => found,
                    };
                    prop_assert_eq!(&found, row.get(&column.name).unwrap_or(&Json::Null), "{}", column.name);
                }
            }
        }
    }
}

#[test]
fn what_is_nested_too_deep_is_an_extra_as_it_is() {
    let deep = format!("{}{}", "[".repeat(2000), "]".repeat(2000));
    let text = format!(r#"{{"id":"00u1","odd":1,"_links":{deep},"x":{deep},"profile":{{"login":"a"}}}}"#);
    let columns = Columns::new("users", &Attributes::None).with_document();
    let mut rows = Rows::new(Arc::new(columns.clone()));
    rows.push_text(text.as_bytes());
    rows.push_text(deep.as_bytes());
    let cell = |row: usize, name: &str| {
        let at = columns.position(name).unwrap();
        rows.rows[row].iter().find(|(of, _)| *of == at).map(|(_, cell)| cell.to_string())
    };
    assert_eq!(cell(0, "id").unwrap(), r#""00u1""#);
    assert_eq!(cell(0, "profile.login").unwrap(), r#""a""#);
    assert_eq!(cell(0, "_extras").unwrap(), format!(r#"{{"odd":1,"x":{deep}}}"#));
    assert_eq!((cell(0, "document").unwrap(), cell(1, "_extras").unwrap()), (text, deep));
}
