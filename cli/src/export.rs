//! `oktant export`: a dataset of the org as a file.

use crate::client::client;
use crate::failure::{Failure, Result};
use crate::globals::{self, Globals};
use crate::notes::note;
use crate::output;
use crate::runtime::block_on;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use oktant::value::{Json, Object, Timestamp};
use oktant_export::{Dataset, Error, Export, Format, Progress, Report};
use std::path::Path;

const FORMATS: [(&str, Format); 4] =
    [("ndjson", Format::Ndjson), ("csv", Format::Csv), ("parquet", Format::Parquet), ("arrow", Format::Arrow)];

/// The command line.
pub(crate) fn command() -> Command {
    let about =
        "Export a dataset to NDJSON, CSV, Parquet or Arrow; an export that was ended goes on with the same command";
    Command::new("export").about(about).defer(|command| {
        let names = Dataset::ALL.map(|dataset| dataset.name().replace('_', "-"));
        let text = |name: &'static str, value: &'static str, help: &'static str| {
            Arg::new(name).long(name).value_name(value).help(help).help_heading("Export")
        };
        let switch = |name: &'static str, help: &'static str| {
            Arg::new(name).long(name).action(ArgAction::SetTrue).help(help).help_heading("Export")
        };
        let file = Arg::new("file").required(true).value_name("FILE").value_hint(ValueHint::FilePath);
        let command = command
            .arg(Arg::new("dataset").required(true).value_name("DATASET").value_parser(names))
            .arg(file.help("The file; its extension says the format: .ndjson, .csv, .parquet, .arrow"))
            .arg(text("search", "EXPRESSION", "Only rows that a search selects; of apps and logs: a filter"))
            .arg(text("since", "TIME", "Only what changed since then: 2026-01-31T00:00:00Z"))
            .arg(switch("since-last", "Only what changed since the last export to this file").conflicts_with("since"))
            .arg(
                text("concurrency", "N", "Pages that are requested at once")
                    .value_parser(value_parser!(u16).range(1..=1000))
                    .default_value("32"),
            )
            .arg(text("reserve", "PERCENT", "Leave so much of the rate limit to other clients"))
            .arg(
                text("file-format", "FORMAT", "The format, whatever the extension")
                    .value_parser(FORMATS.map(|(name, _)| name)),
            )
            .arg(switch("with-document", "A column with each whole document"));
        globals::flags(command)
    })
}

/// Runs the command.
pub(crate) fn run(mut globals: Globals, matches: &ArgMatches) -> Result {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    if !globals.columns.is_empty() {
        return Err(Failure::Argument(
            "--columns is not for exports: a file has all columns of its dataset".to_owned(),
        ));
    }
    if let Some(reserve) = text("reserve") {
        globals.settings.push(("PACINGRESERVE".to_owned(), reserve.to_owned()));
    }
    output::check(&globals)?;
    let dataset = text("dataset").unwrap_or_default().parse().map_err(Failure::Argument)?;
    let file = text("file").unwrap_or_default();
    let mut export = Export::new(&client(&globals)?, dataset)
        .concurrency(matches.get_one("concurrency").copied().map_or(1, |n: u16| n.into()));
    if let Some(expression) = text("search") {
        export = export.search(expression);
    }
    if let Some(since) = text("since") {
        export = export.since(time(since)?);
    }
    if matches.get_flag("since-last") {
        export = export.since_last();
    }
    if let Some((_, format)) = FORMATS.into_iter().find(|(name, _)| Some(*name) == text("file-format")) {
        export = export.format(format);
    }
    if matches.get_flag("with-document") {
        export = export.with_document();
    }
    let bar = bar();
    let shown = bar.clone();
    let exported = block_on(async { Ok(export.on_progress(move |progress| show(&shown, progress)).to(file).await) })?;
    bar.finish_and_clear();
    let report = exported.map_err(|error| failure(error, Path::new(file)))?;
    if report.has_profile_map {
        note!("attributes are in one column, profile: their schemas cannot be read, or differ from app to app");
    }
    output::document(&globals, document(&report))
}

fn time(text: &str) -> Result<std::time::SystemTime> {
    let invalid = || Failure::Argument(format!("--since {text}: write a time such as 2026-01-31T00:00:00Z"));
    Timestamp::from(text).to_system_time().ok_or_else(invalid)
}

/// The progress on standard error, if that is a terminal.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} [{bar:30}] {human_pos}/{human_len} rows, {eta} left");
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_message("exporting");
    bar
}

fn show(bar: &ProgressBar, progress: &Progress) {
    if let Some(left) = progress.left {
        bar.set_length(progress.rows + left);
    }
    bar.set_position(progress.rows);
}

/// What was written.
fn document(report: &Report) -> Json {
    let count = |rows: u64| i64::try_from(rows).unwrap_or(i64::MAX);
    let mut document = Object::new();
    document.insert("file", report.path.display().to_string());
    document.insert("rows", count(report.rows));
    if let Some(path) = &report.changed_path {
        document.insert("changedFile", path.display().to_string());
        document.insert("changed", count(report.changed));
    }
    document.insert("resumed", report.resumed);
    Json::Object(document)
}

/// The failure of an export, with what to do.
fn failure(error: Error, file: &Path) -> Failure {
    // Behind a symbolic link it is beside the file.
    let mut folder = file.canonicalize().unwrap_or(file.to_owned()).into_os_string();
    folder.push(".partial");
    // A request that Okta does not accept, or another export, is not mended by repetition.
    let mended = match &error {
        Error::Okta(error) => error.status() != Some(400),
        Error::File { .. } => true,
        _ => false,
    };
    if mended && Path::new(&folder).exists() {
        note!("what was read is kept: the same command goes on");
    }
    match error {
        Error::Okta(error) => Failure::Okta(error),
        Error::Invalid(what) => Failure::Argument(what),
        other => Failure::Local(other.to_string()),
    }
}
