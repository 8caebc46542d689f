//! `oktant api`: any method and path of the org.

use crate::arguments::read_file;
use crate::body::{self, Body};
use crate::call::{self, PagingFlags, PreparedCall, paging_flags};
use crate::failure::{Failure, Result};
use crate::globals::{self, Globals};
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};
use oktant_core::{Arguments, Operation, Options};

const METHOD: &str =
    "GET, POST, PUT, PATCH, DELETE or HEAD; without it POST if there is a body, and GET if there is none";

/// The command line.
pub(crate) fn command() -> Command {
    Command::new("api").about("Call any path of the org: oktant api /api/v1/users").defer(|command| {
        let append = |name: &'static str, value: &'static str, help: &'static str| {
            Arg::new(name).long(name).value_name(value).help(help).action(ArgAction::Append).help_heading("Parameters")
        };
        let command = command
            .override_usage("oktant api [METHOD] PATH [OPTIONS]")
            .arg(Arg::new("method").required(true).value_name("METHOD").help(METHOD))
            .arg(Arg::new("path").value_name("PATH").help("The path, perhaps with a query"))
            .arg(append("query", "NAME=VALUE", "A query parameter"))
            .arg(append("header", "NAME: VALUE", "A request header"));
        let command = paging_flags(body::flags(command))
            .arg(
                Arg::new("file")
                    .long("file")
                    .value_name("FILE|-")
                    .help("The file that is the body")
                    .value_hint(ValueHint::FilePath)
                    .conflicts_with_all(["data", "set", "set-json", "set-null"])
                    .requires("media-type")
                    .help_heading("Body"),
            )
            .arg(
                Arg::new("media-type")
                    .long("media-type")
                    .value_name("TYPE")
                    .help("The media type of the file")
                    .help_heading("Body"),
            );
        globals::flags(command)
    })
}

/// Runs the command.
pub(crate) fn run(globals: &Globals, matches: &ArgMatches) -> Result {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    let mut arguments = Arguments::new();
    for (name, value) in pairs(matches, "query", '=')? {
        arguments = arguments.query(name, value);
    }
    let mut method = "GET";
    if let Some(path) = matches.get_one::<String>("file") {
        method = "POST";
        arguments = arguments.binary_body_as(text("media-type"), read_file(path)?.1);
    } else if let Some(body) = Body::from_matches(matches)?.build()? {
        method = "POST";
        arguments = arguments.json_body(&body);
    }
    let (method, path) = match (text("method"), text("path")) {
        (other, "") if !other.contains('/') => {
            return Err(Failure::Argument(format!("{other} is not a path: write it like /api/v1/users")));
        }
        (path, "") => (method, path),
        given => given,
    };
    let operation = Operation::custom_by_name(method, path)?;
    let options = Options { headers: pairs(matches, "header", ':')?, ..Options::default() };
    call::send(globals, PreparedCall { operation, arguments, options, paging: PagingFlags::from_matches(matches) })
}

/// The names and values of a flag.
fn pairs(matches: &ArgMatches, flag: &str, mark: char) -> Result<Vec<(String, String)>> {
    let values = matches.get_many::<String>(flag).into_iter().flatten();
    let pairs = values.map(|text| match text.split_once(mark) {
        Some((name, value)) => Ok((name.trim().to_owned(), value.trim().to_owned())),
        None => Err(Failure::Argument(format!("--{flag} {text}: write NAME{mark}VALUE"))),
    });
    pairs.collect()
}
