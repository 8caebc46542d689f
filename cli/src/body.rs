//! The JSON body of a request: `--data`, and `--set` over it.

use crate::failure::{Failure, Result};
use clap::{Arg, ArgAction, ArgMatches, Command};
use oktant::value::{Json, Object};
use std::io::Read;

/// A body as it is given on the command line.
#[derive(Clone, Default)]
pub(crate) struct Body {
    data: Option<Json>,
    sets: Vec<(String, Json)>,
}

/// Adds the flags of a JSON body.
pub(crate) fn flags(command: Command) -> Command {
    let set = |name: &'static str, value: &'static str| {
        Arg::new(name).long(name).value_name(value).action(ArgAction::Append).help_heading("Body")
    };
    command
        .arg(
            Arg::new("data")
                .long("data")
                .value_name("JSON|@FILE|-")
                .help("The body: JSON, a file, or - for standard input")
                .help_heading("Body"),
        )
        .arg(set("set", "PATH=TEXT").help("Set a member of the body to a text: profile.nickName=Annie"))
        .arg(set("set-json", "PATH=JSON").help("Set a member to any JSON: profile.userType=null, activate=true"))
        .arg(set("set-null", "PATH").help("Set a member to null"))
}

impl Body {
    /// Reads the flags of a JSON body.
    pub(crate) fn from_matches(matches: &ArgMatches) -> Result<Body> {
        let mut body = Body::default();
        if let Some(data) = matches.get_one::<String>("data") {
            body.data = Some(parse("--data", &read(data)?)?);
        }
        // In the order of the command line, whichever flag they are of.
        let mut sets: Vec<(usize, String, Json)> = Vec::new();
        for flag in ["set", "set-json", "set-null"] {
            let values = matches.get_many::<String>(flag).into_iter().flatten();
            for (at, value) in matches.indices_of(flag).into_iter().flatten().zip(values) {
                let (path, value) = match (flag, value.split_once('=')) {
                    ("set-null", _) => (value.clone(), Json::Null),
                    (_, None) => return Err(Failure::Argument(format!("--{flag} {value}: write PATH=VALUE"))),
                    ("set", Some((path, text))) => (path.to_owned(), Json::from(text)),
                    (_, Some((path, json))) => {
                        (path.to_owned(), parse(&format!("--set-json {path}"), json.as_bytes())?)
                    }
                };
                sets.push((at, path, value));
            }
        }
        sets.sort_by_key(|(at, ..)| *at);
        body.sets = sets.into_iter().map(|(_, path, value)| (path, value)).collect();
        Ok(body)
    }

    /// Sets a member, by its dotted path; over what is set so far.
    pub(crate) fn set(&mut self, path: &str, value: Json) {
        self.sets.push((path.to_owned(), value));
    }

    /// Replaces the document that members are set over.
    #[cfg(test)]
    pub(crate) fn set_data(&mut self, data: Json) {
        self.data = Some(data);
    }

    /// Whether nothing is given.
    pub(crate) fn is_empty(&self) -> bool {
        self.data.is_none() && self.sets.is_empty()
    }

    /// The body; `None` if nothing is given.
    pub(crate) fn build(&self) -> Result<Option<Json>> {
        if self.is_empty() {
            return Ok(None);
        }
        let mut body = self.data.clone().unwrap_or_else(|| Json::Object(Object::new()));
        for (path, value) in &self.sets {
            put(&mut body, path, value.clone())?;
        }
        Ok(Some(body))
    }
}

/// The bytes of `@file`, of standard input for `-`, or of the text itself.
pub(crate) fn read(source: &str) -> Result<Vec<u8>> {
    match source.strip_prefix('@') {
        Some("") => Err(Failure::Argument("the name of the file is missing".to_owned())),
        Some(path) => std::fs::read(path).map_err(|error| Failure::file(path, &error)),
        None if source == "-" => {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().read_to_end(&mut bytes);
            read.map_err(|error| Failure::file("standard input", &error))?;
            Ok(bytes)
        }
        None => Ok(source.as_bytes().to_vec()),
    }
}

fn parse(what: &str, text: &[u8]) -> Result<Json> {
    Json::parse(text).map_err(|malformed| Failure::Argument(format!("{what} is not JSON: {malformed}")))
}

/// Sets the value at a dotted path, with the objects on the way. `\.` is a dot in a name; a number is an index where there is a
/// list.
fn put(body: &mut Json, path: &str, value: Json) -> Result {
    let refused = |why: String| Failure::Argument(format!("the body has no member {path}: {why}"));
    let mut at = body;
    for name in names(path) {
        if name.is_empty() {
            return Err(refused("write names with dots between them".to_owned()));
        }
        if at.is_null() {
            *at = Json::Object(Object::new());
        }
        at = match at {
            Json::Object(members) => {
                if !members.contains(&name) {
                    members.insert(name.as_str(), Json::Null);
                }
                members.get_mut(&name).ok_or_else(|| refused(name.clone()))?
            }
            Json::Array(items) => {
                let count = items.len();
                let index = name.parse::<usize>().ok().filter(|index| *index <= count);
                let index = index.ok_or_else(|| refused(format!("{name} is no index of a list of {count}")))?;
                if index == count {
                    items.push(Json::Null);
                }
                items.get_mut(index).ok_or_else(|| refused(name.clone()))?
            }
            other => return Err(refused(format!("{name} would be in {}", other.kind()))),
        };
    }
    *at = value;
    Ok(())
}

/// The names of a dotted path.
fn names(path: &str) -> Vec<String> {
    let (mut names, mut name, mut escaped) = (Vec::new(), String::new(), false);
    for c in path.chars() {
        match c {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '.' if !escaped => names.push(std::mem::take(&mut name)),
            c => name.push(c),
        }
        escaped = false;
    }
    names.push(name);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(arguments: &[&str]) -> std::result::Result<String, String> {
        let command = flags(Command::new("x")).no_binary_name(true);
        let matches = command.try_get_matches_from(arguments).unwrap();
        let body = Body::from_matches(&matches).and_then(|body| body.build());
        body.map(|body| body.map(|body| body.to_string()).unwrap_or_default()).map_err(|failure| failure.to_string())
    }

    #[test]
    fn members_are_set_over_the_data_in_order() {
        let data = r#"{"profile":{"a":1,"list":[1]}}"#;
        assert_eq!(built(&[]).unwrap(), "");
        assert_eq!(built(&["--data", data]).unwrap(), data);
        let sets =
            ["--data", data, "--set-null", "profile.a", "--set", "profile.a=x=y", "--set-json", "profile.list.1=[]"];
        assert_eq!(built(&sets).unwrap(), r#"{"profile":{"a":"x=y","list":[1,[]]}}"#);
        assert_eq!(
            built(&["--set", r"profile.a\.b=1", "--set-json", "n=1.50"]).unwrap(),
            r#"{"profile":{"a.b":"1"},"n":1.50}"#
        );
    }

    #[test]
    fn what_cannot_be_set_says_why() {
        for (arguments, text) in [
            (vec!["--set", "a"], "--set a: write PATH=VALUE"),
            (vec!["--set", "a=1", "--set", "a.b=1"], "the body has no member a.b: b would be in a string"),
            (vec!["--data", "[]", "--set", "7=1"], "the body has no member 7: 7 is no index of a list of 0"),
            (vec!["--set", "a..b=1"], "the body has no member a..b: write names with dots between them"),
        ] {
            assert_eq!(built(&arguments).unwrap_err(), text);
        }
        assert!(built(&["--data", "{"]).unwrap_err().starts_with("--data is not JSON: "));
    }
}
