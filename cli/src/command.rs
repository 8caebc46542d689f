//! The command line as clap has it, from the catalog. What is not used is not built.

use crate::catalog::Group;
use crate::failure::CODES;
use crate::{
    api, arguments, bulk, call, catalog, completions, config, diff, export, fleet, globals, logs, simulator, whoami,
};
use clap::Command;
use oktant_core::{Operation, Paging, RequestBody, Security};

/// The group that can be followed.
pub(crate) const LOG: &str = "system-log";

/// The command of bulk runs.
pub(crate) const RUN: &str = "run";

/// The command line, whose help names the groups in one paragraph.
pub(crate) fn root() -> Command {
    let groups = catalog::groups();
    let names = groups.iter().map(|group| match &group.alias {
        Some(alias) => format!("{} ({alias})", group.name),
        None => group.name.to_owned(),
    });
    let names = names.collect::<Vec<_>>().join(", ");
    let help = format!("Groups, each with a command for each operation (oktant users --help):\n{names}");
    let groups = groups.into_iter().map(|group| group_command(group, group_commands).hide(true));
    whole().subcommands(groups).after_help(help)
}

/// The command line with its groups listed, for completions and manual pages.
pub(crate) fn listed() -> Command {
    whole().subcommands(catalog::groups().into_iter().map(|group| group_command(group, group_commands)))
}

fn whole() -> Command {
    globals::flags(Command::new("oktant"))
        .version(env!("CARGO_PKG_VERSION"))
        .about("The Okta Management API on the command line")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(own())
}

fn group_command(group: Group, commands: fn(Command) -> Command) -> Command {
    let about = format!("Operations of the service {}", group.area);
    let command = Command::new(group.name).about(about).defer(commands);
    match group.alias {
        Some(alias) => command.visible_alias(alias),
        None => command,
    }
}

/// The commands that are no operation.
fn own() -> [Command; 11] {
    [
        api::command(),
        config::command(),
        whoami::command(),
        export::command(),
        run_command(),
        diff::command(),
        fleet::command(),
        simulator::command(),
        completions::command(),
        completions::man_command(),
        Command::new("exit-codes").about("The exit codes by kind of failure").after_help(exit_codes()),
    ]
}

/// The exit codes, one a line.
pub(crate) fn exit_codes() -> String {
    CODES.iter().map(|(code, meaning)| format!("{code:>2}  {meaning}")).collect::<Vec<_>>().join("\n")
}

/// `oktant run`: the operations that can be run over rows, each as in its group. Their manual pages are those of the groups.
fn run_command() -> Command {
    let groups = |run: Command| {
        let groups = catalog::groups().into_iter().map(|group| group_command(group, bulk_commands).hide(true));
        run.subcommand_required(true).arg_required_else_help(true).subcommands(groups)
    };
    Command::new(RUN)
        .about("Run an operation over the rows of a file: oktant run users deactivate --from ids.csv")
        .override_usage("oktant run GROUP COMMAND --from FILE [OPTIONS]")
        .after_help(bulk::HELP)
        .defer(groups)
}

fn group_commands(group: Command) -> Command {
    let log = group.get_name() == LOG;
    let group = with_operations(group, |_| true, operation_arguments);
    if log { group.subcommand(logs::command()) } else { group }
}

fn bulk_commands(group: Command) -> Command {
    let arguments = |command| operation_arguments(command).mut_arg("from", |rows| rows.required(true));
    with_operations(group, bulk::is_possible, arguments)
}

/// A group with the commands of those operations that are wanted.
fn with_operations(group: Command, wanted: fn(&Operation) -> bool, arguments: fn(Command) -> Command) -> Command {
    let commands = catalog::commands(group.get_name());
    let commands = commands.into_iter().filter(|command| wanted(&command.operation)).map(|command| {
        let about = format!("{} {}", command.operation.method, command.operation.path);
        let shown = Command::new(command.name).about(about).defer(arguments);
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
    command.after_help(facts.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::prepared;
    use crate::dry_run;
    use crate::globals::Globals;
    use oktant_core::{HttpRequest, ParameterLocation};
    use std::sync::Arc;

    const ORG: [&str; 4] = ["--setting", "ORGURL=https://example.okta.com", "--setting", "TOKEN=00token"];

    /// The request of a command line.
    fn request(arguments: &[&str]) -> Result<Arc<HttpRequest>, String> {
        let line = ["oktant"].iter().chain(&ORG).chain(arguments);
        let matches = root().try_get_matches_from(line).map_err(|error| error.to_string())?;
        let (group, inner) = matches.subcommand().unwrap();
        let (name, inner) = inner.subcommand().unwrap();
        let operation = catalog::command(group, name).unwrap().operation;
        let globals = Globals::from_matches(&matches, inner).map_err(|failure| failure.to_string())?;
        let call = prepared(operation, inner).map_err(|failure| failure.to_string())?;
        dry_run::request(&globals, &call.operation, &call.arguments, &call.options)
            .map_err(|failure| failure.to_string())
    }

    fn url(arguments: &[&str]) -> String {
        request(arguments)
            .map_or_else(|error| error, |request| request.url.replace("https://example.okta.com/api/v1", ""))
    }

    #[test]
    fn clap_accepts_the_definition() {
        root().debug_assert();
    }

    #[test]
    fn every_command_builds_its_request_from_minimal_arguments() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let mut count = 0;
        for operation in Operation::areas().into_iter().flat_map(Operation::of_area) {
            let area = catalog::group_name(operation.metadata().unwrap().area);
            let mut line = vec![area.to_owned(), catalog::kebab(&operation.id).to_owned()];
            let mut wanted = operation.path.to_string();
            for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
                if parameter.location == ParameterLocation::Path {
                    line.push(parameter.name.to_lowercase());
                    wanted = wanted.replace(&format!("{{{}}}", parameter.name), &parameter.name.to_lowercase());
                } else {
                    line.push(format!("--{}={}", catalog::kebab(parameter.name), required_value(parameter.kind)));
                }
            }
            match &operation.request {
                RequestBody::None => {}
                RequestBody::Json { .. } => line.extend(["--set".to_owned(), "a=b".to_owned()]),
                _ => line.extend(["--file".to_owned(), file.to_owned()]),
            }
            let line: Vec<&str> = line.iter().map(String::as_str).collect();
            let request = request(&line).unwrap();
            let path = request.url.split_once(".com").unwrap().1.split('?').next().unwrap();
            assert_eq!((request.method, path), (operation.method, wanted.as_str()), "{line:?}");
            assert_eq!(request.body.is_some(), operation.request != RequestBody::None, "{line:?}");
            count += 1;
        }
        assert_eq!(count, 621);
    }

    fn required_value(kind: oktant_core::ParameterKind) -> &'static str {
        match kind {
            oktant_core::ParameterKind::Bool => "true",
            oktant_core::ParameterKind::Integer => "2",
            _ => "x",
        }
    }

    #[test]
    fn path_arguments_are_flags_first_and_then_positions() {
        assert_eq!(url(&["users", "get-factor", "u1", "f1"]), "/users/u1/factors/f1");
        assert_eq!(url(&["users", "get-factor", "--user-id", "u1", "f1"]), "/users/u1/factors/f1");
        assert_eq!(url(&["users", "get-factor", "u1", "--factor-id=f1"]), "/users/u1/factors/f1");
        assert_eq!(url(&["users", "get", "--id", "u1", "x"]), "\"x\" is one path argument too many");
        assert!(url(&["users", "get"]).starts_with("ID (or --id) is missing"));
    }

    #[test]
    fn the_page_size_follows_from_the_limit() {
        assert_eq!(url(&["users", "list"]), "/users");
        assert_eq!(url(&["users", "list", "--limit", "7"]), "/users?limit=7");
        assert_eq!(url(&["users", "list", "--limit", "1000"]), "/users?limit=200");
        assert_eq!(url(&["users", "list", "--all", "--page-size", "50"]), "/users?limit=50");
        assert_eq!(url(&["users", "list", "--all"]), "/users", "the largest page is the default");
        assert_eq!(url(&["apps", "list"]), "/apps");
        assert_eq!(url(&["apps", "list", "--all"]), "/apps?limit=200");
        assert_eq!(url(&["apps", "list-users", "0oa1", "--limit", "400"]), "/apps/0oa1/users?limit=400");
        assert_eq!(url(&["logs", "list", "--limit", "5000"]), "/logs?limit=1000");
        assert_eq!(url(&["apps", "list", "--expand", "user/00u1", "--q", "a b"]), "/apps?q=a%20b&expand=user%2F00u1");
    }

    #[test]
    fn switches_and_lists_are_flags() {
        assert_eq!(
            url(&["users", "deactivate", "--send-email", "u1"]),
            "/users/u1/lifecycle/deactivate?sendEmail=true"
        );
        assert_eq!(url(&["users", "delete", "u1", "--send-email=false"]), "/users/u1?sendEmail=false");
        let limits = url(&["agent-pools", "list", "--limit-per-pool-type", "x"]);
        assert!(limits.contains("query argument limitPerPoolType is \"x\": pass a whole number"), "{limits}");
    }

    #[test]
    fn the_token_is_not_in_the_request() {
        let request = request(&["users", "get", "me"]).unwrap();
        assert!(request.headers.iter().any(|(name, value)| name == "Authorization" && value == "SSWS ***"));
    }
}
