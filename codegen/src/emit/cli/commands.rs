//! The commands of `oktant`: a group for each service, a command for each operation. All names follow from the model, by rule.

use super::words::Words;
use crate::model::{Api, Operation};
use std::collections::BTreeSet;

/// Words that join others, which a short name does not end with.
const JOINTS: [&str; 9] = ["and", "as", "by", "for", "from", "in", "of", "to", "with"];

/// A group of commands: a service.
pub(in crate::emit) struct Group<'a> {
    /// That of the service without the numbers of a version, such as `group-rules`.
    pub(in crate::emit) name: String,
    /// The resource in the paths of the service, where that is another word: `apps` for `applications`.
    pub(in crate::emit) alias: Option<String>,
    /// The service, such as `group_rules`.
    pub(in crate::emit) area: &'a str,
    /// The commands, by name: those of the service, and of the services about a part of its resource.
    pub(in crate::emit) commands: Vec<Command<'a>>,
}

/// An operation as a command of a group.
pub(in crate::emit) struct Command<'a> {
    /// The ID without the words that name the group, such as `list`.
    pub(in crate::emit) name: String,
    /// The ID in words, such as `list-users`, which no other operation has.
    long: String,
    /// The operation ID.
    pub(in crate::emit) id: &'a str,
}

/// All groups, by name of their services.
pub(in crate::emit) fn groups(api: &Api) -> Vec<Group<'_>> {
    let words = Words::new(api);
    let mut groups: Vec<Group<'_>> = api.areas.iter().filter_map(|area| group(api, &words, &area.name)).collect();
    for at in 0..groups.len() {
        let Some(alias) = groups[at].alias.take() else { continue };
        let free = groups.iter().all(|group| group.name != alias && group.alias.as_ref() != Some(&alias));
        groups[at].alias = Some(alias).filter(|_| free);
    }
    groups
}

/// The group of a service; `None` if it has no operations.
fn group<'a>(api: &'a Api, words: &Words, area: &'a str) -> Option<Group<'a>> {
    let own = of_area(api, area);
    let split = area.split('_').filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit()));
    let name = split.collect::<Vec<_>>().join("-");
    let resource = own.iter().find_map(|operation| {
        let resource = operation.path.strip_prefix("/api/v1/")?;
        (!resource.contains('/')).then(|| kebab_of_resource(resource))
    });
    (!own.is_empty()).then(|| Group {
        alias: resource.filter(|resource| *resource != name),
        commands: commands(api, words, area, &name, own),
        name,
        area,
    })
}

fn commands<'a>(api: &'a Api, words: &Words, area: &str, group: &str, own: Vec<&'a Operation>) -> Vec<Command<'a>> {
    let nouns = stems(group);
    let shared = shared_words(words, &own);
    let mut commands = named(words, own, |long| short(long, &[&nouns, &shared]));
    let mut taken: BTreeSet<String> = commands.iter().flat_map(|own| [own.name.clone(), own.long.clone()]).collect();
    let related: Vec<&Operation> = related(api, area).into_iter().flat_map(|area| of_area(api, area)).collect();
    for command in named(words, related, |long| short(long, &[&nouns])) {
        if taken.insert(command.name.clone()) {
            commands.push(command);
        }
    }
    commands.sort_by(|one, other| one.name.cmp(&other.name));
    commands
}

/// The operations of a service, by path.
fn of_area<'a>(api: &'a Api, area: &str) -> Vec<&'a Operation> {
    let mut operations: Vec<&Operation> = api.operations.iter().filter(|operation| operation.area == area).collect();
    operations.sort_by_key(|operation| (&operation.path, &operation.method, &operation.id));
    operations
}

/// A resource of a path, such as `trustedOrigins`, in kebab case.
fn kebab_of_resource(resource: &str) -> String {
    let mut out = String::new();
    for c in resource.chars() {
        if c.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// The services whose names begin with the singular of this one's: `user_factors` for `users`.
fn related<'a>(api: &'a Api, area: &str) -> Vec<&'a str> {
    let Some((before, last)) = area.rsplit_once('_').or(Some(("", area))) else { return Vec::new() };
    let singular = stem(last);
    if singular == last {
        return Vec::new();
    }
    let prefix = if before.is_empty() { format!("{singular}_") } else { format!("{before}_{singular}_") };
    api.areas.iter().map(|other| other.name.as_str()).filter(|other| other.starts_with(&prefix)).collect()
}

/// Gives each operation a short name, or its long one where the short one is not unique.
fn named<'a>(words: &Words, operations: Vec<&'a Operation>, short: impl Fn(&str) -> String) -> Vec<Command<'a>> {
    let mut commands: Vec<Command<'_>> = (operations.into_iter())
        .map(|operation| {
            let long = words.kebab(&operation.id);
            Command { name: short(&long), long, id: &operation.id }
        })
        .collect();
    let names: Vec<String> = commands.iter().map(|command| command.name.clone()).collect();
    for command in &mut commands {
        if names.iter().filter(|other| **other == command.name).count() > 1 {
            command.name = command.long.clone();
        }
    }
    commands
}

/// The words without those that are `left_out`, beginning with the verb.
fn short(words: &str, left_out: &[&BTreeSet<String>]) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for (at, word) in words.split('-').enumerate() {
        let stem = stem(word);
        if at == 0 || !left_out.iter().any(|words| words.contains(&stem)) {
            // A joint has something to join.
            if JOINTS.contains(&word) && kept.last().is_some_and(|last| JOINTS.contains(last)) {
                kept.pop();
            }
            kept.push(word);
        }
    }
    while kept.len() > 1 && kept.last().is_some_and(|last| JOINTS.contains(last)) {
        kept.pop();
    }
    kept.join("-")
}

/// The words, except the verb, that all operations have.
fn shared_words(words: &Words, operations: &[&Operation]) -> BTreeSet<String> {
    let words = |operation: &&Operation| stems(words.kebab(&operation.id).split_once('-').map_or("", |(_, rest)| rest));
    let all = operations.iter().map(words);
    all.reduce(|shared, words| shared.intersection(&words).cloned().collect()).unwrap_or_default()
}

fn stems(words: &str) -> BTreeSet<String> {
    words.split('-').map(stem).collect()
}

/// A word in the singular.
fn stem(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None if word.ends_with("ss") => word.to_owned(),
        None => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}
