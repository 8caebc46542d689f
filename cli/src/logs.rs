//! `oktant logs tail`: the newest events of the system log, and those that come.

use crate::call::AnyOperation;
use crate::client::client;
use crate::failure::{Failure, Result};
use crate::globals::{self, Globals};
use crate::output::Output;
use crate::runtime::block_on;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use oktant::bindings;
use oktant::value::{Json, Timestamp};
use oktant::{Client, Request};
use oktant_core::{Arguments, Operation};
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The command line.
pub(crate) fn command() -> Command {
    Command::new("tail").about("The newest events, and with --follow those that come").defer(|command| {
        let text = |name: &'static str, value: &'static str, help: &'static str| {
            Arg::new(name).long(name).value_name(value).help(help).help_heading("Parameters")
        };
        let follow = Arg::new("follow").long("follow").short('f').action(ArgAction::SetTrue);
        let lines = text("lines", "N", "How many events to begin with").short('n').default_value("10");
        let every = text("every", "SECONDS", "With --follow: how often the log is asked").default_value("10");
        let position = "Go on where the last command with this file ended, and keep the position in it";
        let command = command
            .arg(follow.help("Go on with events as they come").help_heading("Parameters"))
            .arg(lines.value_parser(value_parser!(u16).range(0..=1000)))
            .arg(every.value_parser(value_parser!(u32).range(1..)))
            .arg(text("filter", "EXPRESSION", "Events that fit a filter expression"))
            .arg(text("q", "TEXT", "Events with these words"))
            .arg(text("position", "FILE", position).value_hint(ValueHint::FilePath));
        globals::flags(command)
    })
}

/// What is asked for.
struct Tail {
    follow: bool,
    lines: u16,
    every: Duration,
    /// The query that every request has.
    query: Vec<(&'static str, String)>,
    position: Option<Position>,
}

/// Runs the command.
pub(crate) fn run(globals: &Globals, matches: &ArgMatches) -> Result {
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let query = ["filter", "q"].into_iter().filter_map(|name| Some((name, text(name)?))).collect();
    let tail = Tail {
        follow: matches.get_flag("follow"),
        lines: matches.get_one("lines").copied().unwrap_or_default(),
        every: Duration::from_secs(matches.get_one("every").copied().map_or(10, |seconds: u32| seconds.into())),
        query,
        position: text("position").map(|path| Position(path.into())),
    };
    let client = client(globals)?;
    block_on(tail.run(globals, &client))
}

/// The most events of a page.
const PAGE: u16 = 1000;

impl Tail {
    async fn run(&self, globals: &Globals, client: &Client) -> Result {
        let mut output = Output::events(globals)?;
        let mut seen = BTreeSet::new();
        let saved = self.position.as_ref().map(|position| position.load(&self.query)).transpose()?.flatten();
        let request = match saved {
            Some(cursor) => self.request(client, [])?.cursor(cursor),
            None => {
                let goes_on = self.follow || self.position.is_some();
                let newest = self.newest(client, goes_on).await?;
                let since = newest.first().and_then(published).unwrap_or_else(now);
                seen.extend(newest.iter().filter_map(id));
                for event in newest.into_iter().take(self.lines.into()).rev() {
                    output.item(event)?;
                }
                output.flush()?;
                if !goes_on {
                    return output.end();
                }
                self.request(client, [("since", since)])?
            }
        };
        let pages = request.pages();
        let mut pages = if self.follow { pages.follow(self.every) } else { pages };
        while let Some(page) = pages.try_next().await? {
            for event in page.items {
                // The time of the newest event is not past it.
                if id(&event).is_none_or(|id| !seen.remove(&id)) {
                    output.item(event)?;
                }
            }
            output.flush()?;
            if let (Some(position), Some(cursor)) = (&self.position, &page.cursor) {
                position.save(cursor, &self.query)?;
            }
        }
        output.end()
    }

    /// The newest events, the newest first; if the log is to be gone on with, all of the newest instant, which come again.
    async fn newest(&self, client: &Client, goes_on: bool) -> Result<Vec<Json>> {
        let page = self.lines.clamp(if goes_on { 100 } else { 1 }, PAGE);
        let request = self.request(client, [("sortOrder", "DESCENDING".to_owned()), ("limit", page.to_string())])?;
        let mut pages = request.pages();
        let mut newest: Vec<Json> = Vec::new();
        while let Some(page) = pages.try_next().await? {
            newest.extend(page.items);
            let one_instant = newest.first().and_then(published) == newest.last().and_then(published);
            if newest.len() >= usize::from(self.lines) && !(goes_on && one_instant) {
                break;
            }
        }
        Ok(newest)
    }

    fn request<const N: usize>(
        &self,
        client: &Client,
        query: [(&'static str, String); N],
    ) -> Result<Request<AnyOperation>> {
        let resumed = N == 0;
        let own = self.query.iter().filter(|_| !resumed).cloned();
        let arguments =
            own.chain(query).fold(Arguments::new(), |arguments, (name, value)| arguments.query(name, value));
        Ok(bindings::request(client, Operation::by_name("listLogEvents")?, arguments))
    }
}

/// The file with the position in the log.
struct Position(PathBuf);

impl Position {
    /// The cursor, if it is of the same query: a cursor has its own.
    fn load(&self, query: &[(&str, String)]) -> Result<Option<String>> {
        let invalid = || Failure::Local(format!("{}: this is not a position in the log: remove it", self.0.display()));
        match std::fs::read(&self.0) {
            Ok(bytes) => {
                let document = Json::parse(&bytes).map_err(|_| invalid())?;
                let cursor = document.get("cursor").and_then(Json::as_str).ok_or_else(invalid)?;
                if document.get("query") != Some(&shown(query)) {
                    let path = self.0.display();
                    return Err(Failure::Argument(format!(
                        "{path} is of other events: use another file, or remove it"
                    )));
                }
                Ok(Some(cursor.to_owned()))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Replaces the file in one step.
    fn save(&self, cursor: &str, query: &[(&str, String)]) -> Result {
        let mut name = self.0.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let new = self.0.with_file_name(name);
        let text = Json::from([("cursor", Json::from(cursor)), ("query", shown(query))]).to_string();
        let saved = std::fs::write(&new, text + "\n").and_then(|()| std::fs::rename(&new, Path::new(&self.0)));
        saved.map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &std::io::Error) -> Failure {
        Failure::file(&self.0.display().to_string(), error)
    }
}

/// The query that every request has, as a document.
fn shown(query: &[(&str, String)]) -> Json {
    Json::Object(query.iter().map(|(name, value)| ((*name).to_owned(), Json::from(value.as_str()))).collect())
}

fn published(event: &Json) -> Option<String> {
    event.get("published")?.as_str().map(str::to_owned)
}

fn id(event: &Json) -> Option<String> {
    event.get("uuid")?.as_str().map(str::to_owned)
}

fn now() -> String {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix_ms(i64::try_from(passed.as_millis()).unwrap_or(i64::MAX)).as_str().to_owned()
}
