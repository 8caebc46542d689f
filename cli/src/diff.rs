//! `oktant diff`: what differs between two documents.

use crate::body::read;
use crate::failure::{Failure, Result};
use crate::globals::{self, Globals};
use crate::output;
use crate::output::secrets::mask;
use clap::{Arg, ArgMatches, Command, ValueHint};
use oktant::value::{Json, Object};
use std::fmt::Write;

/// Members that tell the items of a list apart.
const IDS: [&str; 3] = ["id", "uuid", "name"];

/// A difference: the value at a path before and after.
struct Change {
    path: String,
    before: Option<Json>,
    after: Option<Json>,
}

/// The command line.
pub(crate) fn command() -> Command {
    Command::new("diff").about("Compare two documents, or two lists by the IDs of their items").defer(|command| {
        let file = |name: &'static str| {
            let help = "A JSON or NDJSON file; - is standard input";
            Arg::new(name).required(true).value_name("FILE").help(help).value_hint(ValueHint::FilePath)
        };
        globals::flags(command.arg(file("before")).arg(file("after")))
            .after_help("The exit code is 0 if the documents are the same and 1 if they differ. _links is left out.")
    })
}

/// Runs the command.
pub(crate) fn run(globals: &Globals, matches: &ArgMatches) -> Result {
    let document = |name: &str| load(matches.get_one::<String>(name).map(String::as_str).unwrap_or_default());
    let mut changes = Vec::new();
    compare("", Some(&document("before")?), Some(&document("after")?), &mut changes);
    if !globals.show_secrets {
        changes.iter_mut().for_each(Change::mask);
    }
    if globals.format.is_some() {
        output::list(globals, changes.iter().map(Change::document))?;
    } else {
        output::bytes(globals, changes.iter().map(Change::line).collect::<String>().as_bytes())?;
    }
    if changes.is_empty() { Ok(()) } else { Err(Failure::Code(1)) }
}

/// A document, or the documents on the lines of a file as a list.
fn load(path: &str) -> Result<Json> {
    let bytes = read(&if path == "-" { path.to_owned() } else { format!("@{path}") })?;
    Json::parse(&bytes).or_else(|malformed| {
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let items = lines.map(Json::parse).collect::<std::result::Result<Vec<_>, _>>();
        items.map(Json::Array).map_err(|_| Failure::Local(format!("{path} is not JSON: {malformed}")))
    })
}

fn compare(path: &str, before: Option<&Json>, after: Option<&Json>, changes: &mut Vec<Change>) {
    let inside = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match (before, after) {
        (Some(Json::Object(one)), Some(Json::Object(other))) => {
            let added = other.iter().map(|(name, _)| name).filter(|name| !one.contains(name));
            for name in one.iter().map(|(name, _)| name).chain(added).filter(|name| *name != "_links") {
                compare(&inside(name), one.get(name), other.get(name), changes);
            }
        }
        (Some(Json::Array(one)), Some(Json::Array(other))) => match id_of(one.iter().chain(other)) {
            Some(id) => {
                let find = |items: &[Json], key: &Json| items.iter().position(|item| item.get(id) == Some(key));
                let added = other.iter().filter(|item| item.get(id).is_some_and(|key| find(one, key).is_none()));
                for item in one.iter().chain(added) {
                    let Some(key) = item.get(id) else { continue };
                    let at = |items| find(items, key);
                    let name = format!("{path}[{}]", key.as_str().map_or_else(|| key.to_string(), str::to_owned));
                    compare(&name, at(one).map(|at| &one[at]), at(other).map(|at| &other[at]), changes);
                }
            }
            None => {
                for at in 0..one.len().max(other.len()) {
                    compare(&format!("{path}[{at}]"), one.get(at), other.get(at), changes);
                }
            }
        },
        (before, after) if before == after => {}
        (before, after) => {
            changes.push(Change { path: path.to_owned(), before: before.cloned(), after: after.cloned() });
        }
    }
}

/// The member that all items have, if there is one; a list without items has none.
fn id_of<'a>(items: impl Iterator<Item = &'a Json> + Clone) -> Option<&'static str> {
    items.clone().next()?;
    IDS.into_iter().find(|id| items.clone().all(|item| item.get(id).is_some()))
}

/// A value as it is masked inside of its document, where the names around it say what is secret.
fn masked(path: &str, value: Json) -> Json {
    let names = || path.split('.').map(|name| name.split('[').next().unwrap_or_default());
    let mut document = names().rev().fold(value, |inside, name| Json::from([(name, inside)]));
    mask(&mut document);
    names().fold(document, |outside, name| match outside {
        Json::Object(mut members) => members.remove(name).unwrap_or(Json::Null),
        other => other,
    })
}

impl Change {
    fn mask(&mut self) {
        for value in [&mut self.before, &mut self.after].into_iter().flatten() {
            *value = masked(&self.path, std::mem::replace(value, Json::Null));
        }
    }

    fn document(&self) -> Json {
        let mut document = Object::new();
        document.insert("path", self.path.as_str());
        let sides = [("before", &self.before), ("after", &self.after)];
        sides.into_iter().for_each(|(name, value)| {
            value.iter().for_each(|value| drop(document.insert(name, value.clone())));
        });
        Json::Object(document)
    }

    fn line(&self) -> String {
        let mut line = String::new();
        let path = if self.path.is_empty() { "." } else { &self.path };
        let _ = match (&self.before, &self.after) {
            (Some(before), Some(after)) => writeln!(line, "~ {path}: {before} -> {after}"),
            (Some(before), None) => writeln!(line, "- {path}: {before}"),
            (None, Some(after)) => writeln!(line, "+ {path}: {after}"),
            (None, None) => Ok(()),
        };
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differences(before: &str, after: &str) -> Vec<String> {
        let (before, after) = (Json::parse(before.as_bytes()).unwrap(), Json::parse(after.as_bytes()).unwrap());
        let mut changes = Vec::new();
        compare("", Some(&before), Some(&after), &mut changes);
        changes.iter_mut().for_each(Change::mask);
        changes.iter().map(|change| change.line().trim_end().to_owned()).collect()
    }

    #[test]
    fn members_are_compared_by_name_and_items_by_id() {
        let before = r#"[{"id":"1","profile":{"a":1,"b":[1,2]},"_links":{}},{"id":"2"}]"#;
        let after = r#"[{"id":"3"},{"profile":{"b":[1,3,4],"c":null},"id":"1","_links":{"x":1}}]"#;
        assert_eq!(
            differences(before, after),
            [
                "- [1].profile.a: 1", "~ [1].profile.b[1]: 2 -> 3", "+ [1].profile.b[2]: 4", "+ [1].profile.c: null",
                r#"- [2]: {"id":"2"}"#, r#"+ [3]: {"id":"3"}"#,
            ]
        );
        assert!(differences(before, before).is_empty());
        assert!(differences("1.50", "1.5").is_empty());
        assert_eq!(differences("1", "\"1\""), [r#"~ .: 1 -> "1""#]);
    }

    #[test]
    fn a_secret_that_differs_is_masked() {
        assert_eq!(differences(r#"{"token":"a"}"#, r#"{"token":"b"}"#), [r#"~ token: "***" -> "***""#]);
        let (before, after) = (r#"{"password":{"hash":{"value":"a"}}}"#, r#"{"password":{"hash":{"value":"b"}}}"#);
        assert_eq!(differences(before, after), [r#"~ password.hash.value: "***" -> "***""#]);
        assert_eq!(differences(r#"{"secrets":["a"]}"#, r#"{"secrets":["b"]}"#), [r#"~ secrets[0]: "***" -> "***""#]);
    }

    #[test]
    fn what_only_says_that_there_is_a_secret_is_shown() {
        let (before, after) = (r#"{"passwordChanged":"2024-01-02T03:04:05.000Z"}"#, r#"{"password":{}}"#);
        let shown = [r#"- passwordChanged: "2024-01-02T03:04:05.000Z""#, "+ password: {}"];
        assert_eq!(differences(before, after), shown);
    }
}
