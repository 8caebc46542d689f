//! The arguments of an operation: as flags and positions on the command line, and as a call takes them.

use crate::body::{self, Body};
use crate::catalog::kebab;
use crate::digest::Digest;
use crate::failure::{Failure, Result};
use crate::output::secrets;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};
use oktant::value::Object;
use oktant::{File, Json};
use oktant_core::{Argument, Arguments, Operation, Paging, Parameter, ParameterKind, ParameterLocation, RequestBody};

/// The arguments of a call as they are given, which can be changed before they are sent.
#[derive(Clone, Default)]
pub(crate) struct Input {
    values: Vec<(Parameter, Vec<String>)>,
    /// The JSON body.
    pub(crate) body: Body,
    file: Option<(String, Vec<u8>)>,
    media: Option<String>,
}

/// Adds the flags and positions of an operation's arguments.
pub(crate) fn flags(command: Command, operation: &Operation) -> Command {
    let mut command = command;
    for parameter in path(operation) {
        let help = format!("{} (path): text, required; --{} does the same", parameter.name, kebab(parameter.name));
        command = command.arg(Arg::new(position(parameter)).value_name(value_name(parameter)).help(help));
    }
    for parameter in flagged(operation) {
        command = command.arg(flag(parameter));
    }
    let file = |help: &'static str| {
        Arg::new("file")
            .long("file")
            .value_name("FILE|-")
            .help(help)
            .value_hint(ValueHint::FilePath)
            .help_heading("Body")
    };
    match &operation.request {
        RequestBody::None => command,
        RequestBody::Json { .. } => body::flags(command),
        RequestBody::File { .. } => command.arg(file("The file to upload")),
        RequestBody::Binary { media } if media.len() > 1 => {
            let media = Arg::new("media-type").long("media-type").value_name("TYPE").value_parser(media.clone());
            command
                .arg(file("The file that is the body"))
                .arg(media.help("The media type of the file").help_heading("Body"))
        }
        RequestBody::Binary { .. } => command.arg(file("The file that is the body")),
    }
}

fn flag(parameter: &Parameter) -> Arg {
    let name = kebab(parameter.name).to_owned();
    let required = if parameter.required { ", required" } else { "" };
    let (kind, value) = match parameter.kind {
        ParameterKind::Text => ("text", value_name(parameter)),
        ParameterKind::Integer => ("whole number", "N".to_owned()),
        ParameterKind::Number => ("number", "N".to_owned()),
        ParameterKind::Bool => ("true or false", "BOOL".to_owned()),
        ParameterKind::List => ("texts, joined by commas", value_name(parameter)),
        ParameterKind::Multi => ("text, may be repeated", value_name(parameter)),
    };
    let location = match parameter.location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
    };
    let help = format!("{} ({location}): {kind}{required}", parameter.name);
    let flag = Arg::new(name.clone()).long(name).value_name(value).help(help).help_heading("Parameters");
    // A position says it in the short help.
    let flag = flag.hide_short_help(parameter.location == ParameterLocation::Path);
    match parameter.kind {
        ParameterKind::Bool => flag
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_parser(["true", "false"])
            .hide_possible_values(true),
        ParameterKind::List => flag.value_delimiter(',').action(ArgAction::Append),
        ParameterKind::Multi => flag.action(ArgAction::Append),
        _ => flag.allow_negative_numbers(true),
    }
}

/// The parameters with a flag. That of a page's size is not one of them: `--limit` and `--page-size` set it.
pub(crate) fn flagged(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    let pages = operation.paging != Paging::None;
    operation.parameters.iter().filter(move |parameter| !(pages && is_page_size(parameter)))
}

/// Whether a parameter is the number of items of a page.
pub(crate) fn is_page_size(parameter: &Parameter) -> bool {
    parameter.location == ParameterLocation::Query && parameter.name == "limit"
}

/// The path parameters, in the order of the path.
fn path(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Path)
}

/// The name of a path argument by position, beside its flag.
fn position(parameter: &Parameter) -> String {
    format!("position of {}", parameter.name)
}

fn value_name(parameter: &Parameter) -> String {
    kebab(parameter.name).replace('-', "_").to_uppercase()
}

impl Input {
    /// Reads the arguments of an operation from the command line.
    pub(crate) fn from_matches(operation: &Operation, matches: &ArgMatches) -> Result<Input> {
        let mut input = Input::default();
        for parameter in flagged(operation) {
            if let Some(values) = matches.get_many::<String>(kebab(parameter.name)) {
                input.set(parameter, values.cloned().collect());
            }
        }
        let given = path(operation).filter_map(|parameter| matches.get_one::<String>(&position(parameter)));
        let mut given = given.cloned();
        for parameter in path(operation) {
            if !input.has(parameter) {
                given.next().into_iter().for_each(|value| input.set(parameter, vec![value]));
            }
        }
        if let Some(left) = given.next() {
            return Err(Failure::Argument(format!("\"{left}\" is one path argument too many")));
        }
        match &operation.request {
            RequestBody::None => {}
            RequestBody::Json { .. } => input.body = Body::from_matches(matches)?,
            RequestBody::File { .. } | RequestBody::Binary { .. } => {
                matches.get_one::<String>("file").map(|path| input.set_file(path)).transpose()?;
                let several = matches!(&operation.request, RequestBody::Binary { media } if media.len() > 1);
                input.media = several.then(|| matches.get_one::<String>("media-type").cloned()).flatten();
            }
        }
        Ok(input)
    }

    /// Sets an argument.
    pub(crate) fn set(&mut self, parameter: &Parameter, values: Vec<String>) {
        self.values.retain(|(other, _)| other != parameter);
        self.values.push((*parameter, values));
    }

    /// Reads the file that is the body.
    pub(crate) fn set_file(&mut self, path: &str) -> Result {
        self.file = Some(read_file(path)?);
        Ok(())
    }

    /// Whether an argument is set.
    pub(crate) fn has(&self, parameter: &Parameter) -> bool {
        self.values.iter().any(|(other, _)| other == parameter)
    }

    /// Checks that nothing is missing, in the words of the command line.
    pub(crate) fn check_complete(&self, operation: &Operation) -> Result {
        let missing = |what: String| Err(Failure::Argument(format!("{what} is missing")));
        if let Some(parameter) = operation.parameters.iter().find(|one| one.required && !self.has(one)) {
            return missing(match parameter.location {
                ParameterLocation::Path => format!("{} (or --{})", value_name(parameter), kebab(parameter.name)),
                _ => format!("--{}", kebab(parameter.name)),
            });
        }
        match &operation.request {
            RequestBody::Json { required: true } if self.body.is_empty() => {
                missing("the body (--data JSON, @FILE or -, or --set PATH=VALUE)".to_owned())
            }
            RequestBody::File { .. } | RequestBody::Binary { .. } if self.file.is_none() => {
                missing("--file".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// What is given as a document that tells it from other arguments. Secrets are left out, a file is its digest.
    pub(crate) fn document(&self) -> Result<Json> {
        let mut document = Object::new();
        for (parameter, values) in &self.values {
            document.insert(format!("{:?} {}", parameter.location, parameter.name), values.clone());
        }
        if let Some(mut body) = self.body.build()? {
            secrets::mask(&mut body);
            document.insert("body", body);
        }
        if let Some((name, bytes)) = &self.file {
            document.insert("file", vec![name.clone(), Digest::of(bytes)]);
        }
        self.media.iter().for_each(|media| drop(document.insert("media", media.as_str())));
        Ok(Json::Object(document))
    }

    /// The arguments of the call to an operation. What is missing or invalid is found by the call itself.
    pub(crate) fn arguments_of(&self, operation: &Operation) -> Result<Arguments> {
        let arguments = self.values.iter().fold(Arguments::new(), |arguments, (parameter, values)| {
            let name = parameter.name;
            let one = values.first().cloned().unwrap_or_default();
            match (parameter.location, parameter.kind) {
                (ParameterLocation::Path, _) => arguments.path(name, one),
                (ParameterLocation::Header, _) => arguments.header(name, one),
                (_, ParameterKind::List | ParameterKind::Multi) => {
                    arguments.query(name, Argument::many(values.clone()))
                }
                _ => arguments.query(name, one),
            }
        });
        Ok(match (&operation.request, &self.file, &self.media) {
            (RequestBody::Json { .. }, ..) => match self.body.build()? {
                Some(body) => arguments.json_body(&body),
                None => arguments,
            },
            (RequestBody::File { .. }, Some((name, bytes)), _) => {
                arguments.file_body(File::new(name.as_str(), bytes.clone()))
            }
            (RequestBody::Binary { .. }, Some((_, bytes)), Some(media)) => {
                arguments.binary_body_as(media.as_str(), bytes.clone())
            }
            (RequestBody::Binary { .. }, Some((_, bytes)), None) => arguments.binary_body(bytes.clone()),
            _ => arguments,
        })
    }
}

/// The name and the bytes of a file, or of standard input for `-`.
pub(crate) fn read_file(path: &str) -> Result<(String, Vec<u8>)> {
    let source = if path == "-" { path.to_owned() } else { format!("@{path}") };
    let name = std::path::Path::new(path).file_name().unwrap_or_default();
    Ok((name.to_string_lossy().into_owned(), body::read(&source)?))
}
