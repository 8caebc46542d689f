//! What the columns of a bulk run mean: parameters of the operation, or members of its body.

use super::rows::path_of;
use crate::arguments::Input;
use oktant::Json;
use oktant_core::{Operation, Parameter, ParameterKind, ParameterLocation, RequestBody};

/// The column with the path of a file to upload.
const FILE: &str = "file";

/// The least likeness of names of which one is a slip of the other.
const LIKE: f64 = 0.5;

type Result<T = ()> = std::result::Result<T, String>;

/// Checks the header of a table: every column has a meaning, and nothing required is missing.
pub(super) fn check(operation: &Operation, fixed: &Input, header: &[&str]) -> Result {
    let mut found: Vec<&Parameter> = Vec::new();
    for name in header {
        match parameter(operation, name) {
            Some(parameter) if found.contains(&parameter) => {
                return Err(format!("two columns are the argument {}", parameter.name));
            }
            Some(parameter) => found.push(parameter),
            None if name.is_empty() => return Err("a column has no name".to_owned()),
            None if header.iter().filter(|other| *other == name).count() > 1 => {
                return Err(format!("there are two columns {name}"));
            }
            None if has_body(operation) || is_upload(operation, name) => {}
            None => return Err(no_such_column(operation, name)),
        }
    }
    let missing = |parameter: &&Parameter| parameter.required && !found.contains(parameter) && !fixed.has(parameter);
    match operation.parameters.iter().find(missing) {
        Some(parameter) => Err(missing_column(operation, parameter, header)),
        None => Ok(()),
    }
}

/// The arguments of a row's values, over those for all rows.
pub(super) fn arguments<'a>(
    operation: &Operation,
    fixed: &Input,
    values: impl IntoIterator<Item = &'a (String, Json)>,
) -> Result<Input> {
    let mut input = fixed.clone();
    for (name, value) in values {
        match parameter(operation, name) {
            Some(_) if value.is_null() => {}
            Some(parameter) => input.set(parameter, texts(parameter, value)?),
            None if has_body(operation) => merge(&mut input, name, value),
            None if is_upload(operation, name) => upload(&mut input, value)?,
            None => return Err(no_such_column(operation, name)),
        }
    }
    Ok(input)
}

/// The parameter that a column is: in any spelling, and `id` for the only path argument.
fn parameter<'a>(operation: &'a Operation, name: &str) -> Option<&'a Parameter> {
    let folded = folded(name);
    let named = operation.parameters.iter().find(|parameter| self::folded(parameter.name) == folded);
    named.or_else(|| only_path_argument(operation).filter(|_| folded == "id"))
}

fn only_path_argument(operation: &Operation) -> Option<&Parameter> {
    let mut path = operation.parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Path);
    path.next().filter(|_| path.next().is_none())
}

/// A name without what spellings differ in: `userId`, `user-id` and `user_id` are the same.
fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_')).map(|c| c.to_ascii_lowercase()).collect()
}

fn has_body(operation: &Operation) -> bool {
    matches!(operation.request, RequestBody::Json { .. })
}

/// Whether a column is the path of the file that each row uploads.
fn is_upload(operation: &Operation, name: &str) -> bool {
    takes_file(operation) && folded(name) == FILE
}

fn takes_file(operation: &Operation) -> bool {
    matches!(operation.request, RequestBody::File { .. } | RequestBody::Binary { .. })
}

/// Reads the file of a row.
fn upload(input: &mut Input, path: &Json) -> Result {
    match path {
        Json::Null => Ok(()),
        Json::String(path) if path != "-" => input.set_file(path).map_err(|failure| failure.to_string()),
        _ => Err(format!("the column {FILE} takes the path of a file")),
    }
}

/// The value of a parameter as texts.
fn texts(parameter: &Parameter, value: &Json) -> Result<Vec<String>> {
    let one = |value: &Json| match value {
        Json::String(text) => Ok(text.clone()),
        Json::Bool(_) | Json::Number(_) => Ok(value.to_string()),
        other => Err(format!("the argument {} cannot be {}", parameter.name, other.kind())),
    };
    match (parameter.kind, value) {
        (ParameterKind::List, Json::String(text)) => Ok(text.split(',').map(str::to_owned).collect()),
        (ParameterKind::List | ParameterKind::Multi, Json::Array(items)) => items.iter().map(one).collect(),
        _ => Ok(vec![one(value)?]),
    }
}

/// Sets a member of the body; the members of an object each, over those that are there.
fn merge(input: &mut Input, path: &str, value: &Json) {
    match value.as_object().filter(|members| !members.is_empty()) {
        Some(members) => {
            members.iter().for_each(|(name, member)| merge(input, &format!("{path}.{}", path_of(name)), member));
        }
        None => input.body.set(path, value.clone()),
    }
}

fn no_such_column(operation: &Operation, name: &str) -> String {
    let names = operation.parameters.iter().map(|parameter| parameter.name);
    let meant = nearest(name, names).map(|near| format!(": did you mean {near}?")).unwrap_or_default();
    format!("{} has no argument {name}{meant}{}; --columns chooses columns", operation.id, fitting(operation))
}

fn missing_column(operation: &Operation, parameter: &Parameter, header: &[&str]) -> String {
    let meant = nearest(parameter.name, header.iter().copied());
    let meant = meant.map(|near| format!(": is it the column {near}?")).unwrap_or_default();
    format!("{} needs {}, which no column is{meant}{}", operation.id, parameter.name, fitting(operation))
}

/// The columns that fit.
fn fitting(operation: &Operation) -> String {
    let id = only_path_argument(operation);
    let shown = |parameter: &Parameter| match id {
        Some(id) if id == parameter && folded(id.name) != "id" => format!("{} (or id)", id.name),
        _ => parameter.name.to_owned(),
    };
    let mut names: Vec<String> = operation.parameters.iter().map(shown).collect();
    if has_body(operation) {
        names.push("members of the body such as profile.login".to_owned());
    }
    if takes_file(operation) {
        names.push(FILE.to_owned());
    }
    if names.is_empty() {
        "; it has no arguments".to_owned()
    } else {
        format!("; columns that fit: {}", names.join(", "))
    }
}

/// The name that is most like another one.
fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = folded(name);
    let likeness = |other: &str| match self::folded(other) {
        other if other.starts_with(&name) || name.starts_with(&other) => 1.0,
        other => strsim::normalized_damerau_levenshtein(&name, &other),
    };
    let names = names.filter(|other| !other.is_empty()).map(|other| (likeness(other), other));
    let nearest = names.max_by(|(one, _), (other, _)| one.total_cmp(other));
    nearest.filter(|(likeness, _)| *likeness >= LIKE).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(id: &str) -> Operation {
        Operation::find(id).unwrap()
    }

    fn refused(id: &str, header: &[&str]) -> String {
        check(&operation(id), &Input::default(), header).unwrap_err()
    }

    #[test]
    fn columns_are_parameters_in_any_spelling_and_members_of_a_body() {
        for (id, header) in [
            ("deactivateUser", &["id", "send_email"][..]),
            ("deactivateUser", &["ID", "PREFER"]),
            ("assignUserToGroup", &["group-id", "userId"]),
            ("replaceUser", &["id", "profile.login", "strict"]),
            ("createUser", &["profile.login"]),
        ] {
            check(&operation(id), &Input::default(), header).unwrap();
        }
    }

    #[test]
    fn a_header_that_does_not_fit_says_what_does() {
        for (id, header, text) in [
            (
                "deactivateUser",
                &["usr"][..],
                "deactivateUser has no argument usr: did you mean userId?; columns that fit: userId (or id), sendEmail, Prefer; --columns chooses columns",
            ),
            (
                "assignUserToGroup",
                &["userId", "group"],
                "assignUserToGroup has no argument group: did you mean groupId?; columns that fit: groupId, userId; --columns chooses columns",
            ),
            (
                "replaceUser",
                &["profile.login", "idd"],
                "replaceUser needs id, which no column is: is it the column idd?; columns that fit: id, strict, \
                 members of the body such as profile.login",
            ),
            ("deactivateUser", &["userId", "id"], "two columns are the argument userId"),
            ("createUser", &["a", "a"], "there are two columns a"),
            ("createUser", &["a", ""], "a column has no name"),
        ] {
            assert_eq!(refused(id, header), text);
        }
    }

    #[test]
    fn a_row_adds_to_what_all_rows_have() {
        let operation = operation("replaceUser");
        let mut fixed = Input::default();
        fixed.body.set_data(Json::parse(br#"{"profile":{"login":"x","title":"T"}}"#).unwrap());
        let values = |text: &str| {
            let Json::Object(members) = Json::parse(text.as_bytes()).unwrap() else { return Vec::new() };
            members.into_iter().map(|(name, value)| (path_of(&name), value)).collect()
        };
        let body = |text: &str| {
            let values = values(text);
            let input = arguments(&operation, &fixed, &values).unwrap();
            input.body.build().map(|body| body.unwrap().to_string()).map_err(|failure| failure.to_string()).unwrap()
        };
        assert_eq!(
            body(r#"{"ID":"00u1","profile":{"login":"y","a.b":[1],"none":{}},"n":null}"#),
            r#"{"profile":{"login":"y","title":"T","a.b":[1],"none":{}},"n":null}"#
        );
        let values = values(r#"{"id":{"a":1}}"#);
        assert_eq!(arguments(&operation, &fixed, &values).err().unwrap(), "the argument id cannot be an object");
    }

    #[test]
    fn values_of_parameters_are_texts() {
        let list =
            Parameter { location: ParameterLocation::Query, required: false, name: "x", kind: ParameterKind::List };
        let one = Parameter { kind: ParameterKind::Text, ..list };
        for (parameter, value, expected) in [
            (list, r#""a,b""#, &["a", "b"][..]),
            (list, r#"["a,b",2]"#, &["a,b", "2"]),
            (one, r#""a,b""#, &["a,b"]),
            (one, "true", &["true"]),
        ] {
            assert_eq!(texts(&parameter, &Json::parse(value.as_bytes()).unwrap()).unwrap(), expected);
        }
        assert!(texts(&one, &Json::Array(Vec::new())).is_err());
    }
}
