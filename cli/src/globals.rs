//! The flags of every command.

use crate::failure::Result;
use crate::format::Format;
use crate::output::jq::Filter;
use anstream::ColorChoice;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use clap_complete::{ArgValueCandidates, CompletionCandidate};
use oktant::bindings::settings;
use oktant_core::config::RawConfig;
use std::io::{self, IsTerminal};
use std::rc::Rc;

/// What the flags of every command say.
#[derive(Clone)]
pub(crate) struct Globals {
    pub(crate) profile: Option<String>,
    pub(crate) config: Option<String>,
    /// Settings by their names, `--setting MAXWAIT=10`.
    pub(crate) settings: Vec<(String, String)>,
    pub(crate) format: Option<Format>,
    pub(crate) columns: Vec<String>,
    pub(crate) jq: Option<Rc<Filter>>,
    pub(crate) raw: bool,
    pub(crate) output: Option<String>,
    pub(crate) show_secrets: bool,
    pub(crate) dry_run: bool,
    pub(crate) verbose: bool,
    /// Whether tables get colours.
    pub(crate) color: bool,
    /// Whether everything else does.
    pub(crate) other_colors: ColorChoice,
}

/// Adds the flags.
pub(crate) fn flags(command: Command) -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let switch =
        |name: &'static str, help: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    let settings = [
        text("profile", "NAME", "The settings under okta.profiles.NAME of the configuration files")
            .add(ArgValueCandidates::new(profiles)),
        text("config", "FILE", "Read this okta.yaml instead of the usual files").value_hint(ValueHint::FilePath),
        text("setting", "NAME=VALUE", "Any other setting of the SDK, such as MAXWAIT=10")
            .value_parser(setting)
            .action(ArgAction::Append),
    ];
    let outputs = [
        text("format", "FORMAT", "table, json, ndjson, csv or yaml; a table on a terminal and JSON elsewhere")
            .value_parser(value_parser!(Format))
            .hide_possible_values(true),
        text("columns", "PATHS", "Only these values: id,profile.login").value_delimiter(',').action(ArgAction::Append),
        text("jq", "FILTER", "Apply a jq filter to each item"),
        switch("raw", "With --jq: strings without quotes, each on a line"),
        text("output", "FILE", "Write to a file instead of standard output").short('o').value_hint(ValueHint::FilePath),
        switch("show-secrets", "Show passwords, tokens and other secrets, which are *** otherwise"),
        text("color", "WHEN", "Colours: on a terminal (auto), always, never")
            .value_parser(["auto", "always", "never"])
            .hide_possible_values(true),
    ];
    let others = [
        switch("dry-run", "Show the request, also as a curl command, and do not send it"),
        switch("verbose", "Show requests, rate limits and waits on standard error").short('v'),
        text("error-format", "FORMAT", "Errors on standard error as text or json")
            .value_parser(["text", "json"])
            .hide_possible_values(true),
    ];
    command
        .args(settings.map(|arg| arg.help_heading("Settings")))
        .args(outputs.map(|arg| arg.help_heading("Output")))
        .args(others.map(|arg| arg.help_heading("Global options")))
}

impl Globals {
    /// Reads the flags, which may stand in front of a command and behind it.
    ///
    /// # Errors
    /// If the filter of `--jq` is none.
    pub(crate) fn from_matches(root: &ArgMatches, command: &ArgMatches) -> Result<Globals> {
        let all = [command, root];
        let text = |name: &str| all.iter().find_map(|matches| one::<String>(matches, name));
        let switch = |name: &str| all.iter().any(|matches| one::<bool>(matches, name).unwrap_or_default());
        let texts = |name: &str| {
            let values = all.iter().filter_map(|matches| matches.try_get_many::<String>(name).ok()?);
            values.flatten().cloned().collect::<Vec<_>>()
        };
        let output = text("output");
        let terminal = output.is_none() && io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let (color, other_colors) = match text("color").as_deref() {
            Some("always") => (true, ColorChoice::Always),
            Some("never") => (false, ColorChoice::Never),
            _ => (terminal, ColorChoice::Auto),
        };
        let settings = all.iter().filter_map(|matches| matches.try_get_many::<(String, String)>("setting").ok()?);
        Ok(Globals {
            profile: text("profile"),
            config: text("config"),
            settings: settings.flatten().cloned().collect(),
            format: all.iter().find_map(|matches| one(matches, "format")),
            columns: texts("columns")
                .iter()
                .map(|column| column.trim().to_owned())
                .filter(|column| !column.is_empty())
                .collect(),
            jq: text("jq").map(|code| Filter::new(&code).map(Rc::new)).transpose()?,
            raw: switch("raw"),
            output,
            show_secrets: switch("show-secrets"),
            dry_run: switch("dry-run"),
            verbose: switch("verbose"),
            color,
            other_colors,
        })
    }
}

/// The names of profiles, for the completions of shells.
fn profiles() -> Vec<CompletionCandidate> {
    let mut raw = RawConfig::new();
    settings::read(&mut raw, true);
    raw.profiles().iter().map(CompletionCandidate::new).collect()
}

/// A setting and its text.
fn setting(text: &str) -> std::result::Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// The value of a flag; `None` for a command that does not have it.
fn one<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Option<T> {
    matches.try_get_one::<T>(name).ok().flatten().cloned()
}
