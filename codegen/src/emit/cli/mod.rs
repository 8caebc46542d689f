//! What the command line knows beside the operation table: its commands, names in kebab case, and sizes of pages.

mod commands;
mod words;

use crate::model::{Api, Paging};
use std::collections::{BTreeMap, BTreeSet};
use words::Words;

/// The command of each operation in the group of its own service, such as `users list`, by operation ID.
pub(crate) fn commands(api: &Api) -> BTreeMap<&str, String> {
    let own: BTreeSet<(&str, &str)> =
        api.operations.iter().map(|operation| (operation.area.as_str(), operation.id.as_str())).collect();
    let mut commands = BTreeMap::new();
    for group in commands::groups(api) {
        for command in group.commands.iter().filter(|command| own.contains(&(group.area, command.id))) {
            commands.insert(command.id, format!("{} {}", group.name, command.name));
        }
    }
    commands
}

/// A line for each group, sorted: its name, its service and its alias, if it has one. Under it, indented, a line for each of its
/// commands: the name and the operation ID.
pub(super) fn groups(api: &Api) -> String {
    let mut out = String::new();
    for group in commands::groups(api) {
        let alias = group.alias.map(|alias| format!(" {alias}")).unwrap_or_default();
        out += &format!("{} {}{alias}\n", group.name, group.area);
        group.commands.iter().for_each(|command| out += &format!(" {} {}\n", command.name, command.id));
    }
    out
}

/// A line for each operation ID and parameter, sorted: the name and its words joined by `-`.
pub(super) fn words(api: &Api) -> String {
    let parameters = api.operations.iter().flat_map(|operation| &operation.parameters);
    let wires: BTreeSet<&str> = (api.operations.iter().map(|operation| operation.id.as_str()))
        .chain(parameters.map(|parameter| parameter.wire.as_str()))
        .collect();
    let words = Words::new(api);
    wires.into_iter().map(|wire| format!("{wire} {}\n", words.kebab(wire))).collect()
}

/// A line for each list with a largest page, sorted: the operation ID and the number of items.
pub(super) fn page_sizes(api: &Api) -> String {
    let lists = api.operations.iter().filter(|operation| operation.paging != Paging::No);
    let largest = lists.filter_map(|list| {
        let limit = list.parameters.iter().find(|parameter| parameter.wire == "limit")?;
        Some(format!("{} {}\n", list.id, limit.maximum?))
    });
    largest.collect()
}
