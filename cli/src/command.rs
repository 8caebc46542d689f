//! The command line as clap has it, from the catalog. What is not used is not built.

use crate::arguments;
use crate::bulk;
use crate::call;
use crate::catalog;
use crate::globals;
use clap::Command;
use oktant_core::{Operation, Paging, RequestBody, Security};

/// The command of bulk runs.
pub(crate) const RUN: &str = "run";

/// The whole command line.
pub(crate) fn root() -> Command {
    let bulk = Command::new(RUN)
        .about("Run an operation over the rows of a file: oktant run users deactivate --from ids.csv")
        .after_help(bulk::HELP)
        .defer(|run| {
            run.subcommand_required(true).arg_required_else_help(true).subcommands(groups(bulk_group_commands))
        });
    globals::flags(Command::new("oktant"))
        .version(env!("CARGO_PKG_VERSION"))
        .about("The Okta Management API on the command line")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .infer_long_args(false)
        .subcommand(bulk)
        .subcommands(groups(group_commands))
}

/// A command for each service, with these commands in it.
fn groups(commands: fn(Command) -> Command) -> impl Iterator<Item = Command> {
    catalog::groups().into_iter().map(move |group| {
        let about = format!("Operations of the service {}", group.name.replace('-', "_"));
        let command = Command::new(group.name).about(about).display_order(100).defer(commands);
        match group.alias {
            Some(alias) => command.visible_alias(alias),
            None => command,
        }
    })
}

fn group_commands(group: Command) -> Command {
    with_commands(group, |_| true, operation_arguments)
}

fn bulk_group_commands(group: Command) -> Command {
    with_commands(group, bulk::is_possible, |command| {
        operation_arguments(command).mut_arg("from", |rows| rows.required(true))
    })
}

/// A group with the commands of some operations.
fn with_commands(group: Command, wanted: fn(&Operation) -> bool, arguments: fn(Command) -> Command) -> Command {
    let commands = catalog::commands(group.get_name());
    let commands = commands.into_iter().filter(|command| wanted(&command.operation)).map(|command| {
        let about = format!("{} {}", command.operation.method, command.operation.path);
        let shown = Command::new(command.name.clone()).about(about).defer(arguments);
        // Its arguments are found by the long name.
        if command.name == command.long { shown } else { shown.alias(command.long) }
    });
    group.subcommand_required(true).arg_required_else_help(true).subcommands(commands)
}

fn operation_arguments(command: Command) -> Command {
    let long = command.get_all_aliases().next().unwrap_or(command.get_name()).to_owned();
    match catalog::by_long_name(&long) {
        Some(operation) => {
            let command = call::flags(arguments::flags(command, &operation), &operation);
            let command = bulk::flags(command, &operation);
            described(globals::flags(command), &operation, &long)
        }
        None => command,
    }
}

/// A command with the facts of its operation.
fn described(command: Command, operation: &Operation, long: &str) -> Command {
    let mut facts = vec![format!("Operation: {} ({long})", operation.id)];
    if let Some(metadata) = operation.metadata() {
        let scopes = if metadata.scopes.is_empty() { "none".to_owned() } else { metadata.scopes.join(" or ") };
        facts.push(format!("Scopes:    {scopes}"));
        let deprecated = if metadata.deprecated { ", deprecated" } else { "" };
        facts.push(format!("Lifecycle: {}{deprecated}", metadata.lifecycle));
    }
    match operation.security {
        Security::Any => {}
        Security::Ssws => facts.push("Credential: an API token only".to_owned()),
        Security::OAuth => facts.push("Credential: an OAuth access token only".to_owned()),
        Security::None => facts.push("Credential: none is sent".to_owned()),
    }
    match &operation.request {
        RequestBody::None => {}
        RequestBody::Json { required: true } => facts.push("Body:      JSON, required".to_owned()),
        RequestBody::Json { required: false } => facts.push("Body:      JSON".to_owned()),
        RequestBody::File { .. } => facts.push("Body:      a file".to_owned()),
        RequestBody::Binary { media } => facts.push(format!("Body:      bytes of {}", media.join(" or "))),
    }
    if operation.paging != Paging::None {
        facts.push("Result:    a list, page by page".to_owned());
    }
    let usage = format!(
        "{}{} [OPTIONS]",
        command.get_bin_name().unwrap_or(command.get_name()),
        arguments::path_usage(operation)
    );
    command.after_help(facts.join("\n")).override_usage(usage)
}
