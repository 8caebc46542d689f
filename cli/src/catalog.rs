//! The operation table as groups of commands. All names follow from the table, by rule.

use oktant_core::Operation;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Operations and parameters with their names on the command line.
const WORDS: &str = include_str!("generated/words.txt");

/// Lists with the most items that a page may have.
const PAGE_SIZES: &str = include_str!("generated/page_sizes.txt");

/// Words that join others, which a short name does not end with.
const JOINTS: [&str; 9] = ["and", "as", "by", "for", "from", "in", "of", "to", "with"];

/// A group of commands: a service.
pub(crate) struct Group {
    /// The name on the command line: that of the service without the numbers of a version, such as `group-rules`.
    pub(crate) name: String,
    /// The resource in the paths of the service, where that is another word: `apps` for `applications`.
    pub(crate) alias: Option<String>,
    /// The service, such as `group_rules`.
    pub(crate) area: &'static str,
}

/// An operation as a command of a group.
pub(crate) struct OperationCommand {
    /// The name in its group: the ID without the words that name the group, such as `list`.
    pub(crate) name: String,
    /// The ID in words, such as `list-users`, which no other operation has.
    pub(crate) long: &'static str,
    pub(crate) operation: Operation,
}

/// All groups, by name.
pub(crate) fn groups() -> Vec<Group> {
    let mut groups: Vec<Group> = Operation::areas().into_iter().map(Group::of).collect();
    for at in 0..groups.len() {
        let Some(alias) = groups[at].alias.take() else { continue };
        let free = groups.iter().all(|group| group.name != alias && group.alias.as_ref() != Some(&alias));
        groups[at].alias = Some(alias).filter(|_| free);
    }
    groups
}

/// The commands of a group, by name; empty if there is no such group.
pub(crate) fn commands(group: &str) -> Vec<OperationCommand> {
    let Some(area) = Operation::areas().into_iter().find(|area| group_name(area) == group) else { return Vec::new() };
    let own = Operation::of_area(area);
    let nouns = stems(group);
    let shared = shared_words(&own);
    let mut commands = named(own, |words| short(words, &[&nouns, &shared]));
    let mut taken: BTreeSet<String> = commands.iter().flat_map(|own| [own.name.clone(), own.long.to_owned()]).collect();
    let related: Vec<Operation> = related(area).into_iter().flat_map(Operation::of_area).collect();
    for command in named(related, |words| short(words, &[&nouns])) {
        if taken.insert(command.name.clone()) {
            commands.push(command);
        }
    }
    commands.sort_by(|one, other| one.name.cmp(&other.name));
    commands
}

/// The command of a group by its short or long name.
pub(crate) fn command(group: &str, name: &str) -> Option<OperationCommand> {
    commands(group).into_iter().find(|command| command.name == name || command.long == name)
}

/// The operation of a long name.
pub(crate) fn by_long_name(long: &str) -> Option<Operation> {
    words_table().iter().filter(|(_, words)| *words == long).find_map(|(wire, _)| Operation::find(wire))
}

/// How to call an operation: `groups add`.
pub(crate) fn shown(area: &str, id: &str) -> String {
    let group = group_name(area);
    let command = commands(&group).into_iter().find(|command| command.operation.id == id);
    let name = command.map_or_else(|| kebab(id).to_owned(), |command| command.name);
    format!("{group} {name}")
}

/// The name of an operation or parameter on the command line.
pub(crate) fn kebab(wire: &str) -> &str {
    let table = words_table();
    table.binary_search_by(|(name, _)| (*name).cmp(wire)).map_or(wire, |at| table[at].1)
}

/// The most items that a page of a list may have, if that is documented.
pub(crate) fn largest_page(operation: &str) -> Option<usize> {
    let mut sizes = PAGE_SIZES.lines().filter_map(|line| line.split_once(' '));
    sizes.find(|(id, _)| *id == operation)?.1.parse().ok()
}

fn words_table() -> &'static [(&'static str, &'static str)] {
    static TABLE: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
    TABLE.get_or_init(|| WORDS.lines().filter_map(|line| line.split_once(' ')).collect())
}

/// The name of a service's group.
pub(crate) fn group_name(area: &str) -> String {
    let words = area.split('_').filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit()));
    words.collect::<Vec<_>>().join("-")
}

impl Group {
    /// Whether a word of the command line is its name.
    pub(crate) fn is_named(&self, word: &str) -> bool {
        self.name == word || self.alias.as_deref() == Some(word)
    }

    fn of(area: &'static str) -> Group {
        let name = group_name(area);
        let resource = Operation::of_area(area).iter().find_map(|operation| {
            let resource = operation.path.strip_prefix("/api/v1/")?;
            (!resource.contains('/')).then(|| kebab_of_resource(resource))
        });
        Group { alias: resource.filter(|resource| *resource != name), name, area }
    }
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
fn related(area: &str) -> Vec<&'static str> {
    let Some((before, last)) = area.rsplit_once('_').or(Some(("", area))) else { return Vec::new() };
    let singular = stem(last);
    if singular == last {
        return Vec::new();
    }
    let prefix = if before.is_empty() { format!("{singular}_") } else { format!("{before}_{singular}_") };
    Operation::areas().into_iter().filter(|other| other.starts_with(&prefix)).collect()
}

/// Gives each operation a short name, or its long one where the short one is not unique.
fn named(operations: Vec<Operation>, short: impl Fn(&str) -> String) -> Vec<OperationCommand> {
    let commands: Vec<OperationCommand> = (operations.into_iter())
        .filter_map(|operation| {
            let table = words_table();
            let at = table.binary_search_by(|(name, _)| (*name).cmp(&operation.id)).ok()?;
            Some(OperationCommand { name: short(table[at].1), long: table[at].1, operation })
        })
        .collect();
    let names: Vec<String> = commands.iter().map(|command| command.name.clone()).collect();
    let unique = |name: &str| names.iter().filter(|other| *other == name).count() == 1;
    let full = |mut command: OperationCommand| {
        if !unique(&command.name) {
            command.name = command.long.to_owned();
        }
        command
    };
    commands.into_iter().map(full).collect()
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
fn shared_words(operations: &[Operation]) -> BTreeSet<String> {
    let words = |operation: &Operation| stems(kebab(&operation.id).split_once('-').map_or("", |(_, words)| words));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn names(group: &str) -> Vec<String> {
        commands(group).into_iter().map(|command| command.name).collect()
    }

    #[test]
    fn a_name_is_the_id_without_the_words_of_the_group() {
        for (group, name, id) in [
            ("users", "list", "listUsers"),
            ("users", "list-users", "listUsers"),
            ("users", "get", "getUser"),
            ("group-rules", "list", "listGroupRules"),
            ("groups", "assign-user", "assignUserToGroup"),
            ("authorization-server-rules", "list", "listAuthorizationServerPolicyRules"),
            ("policies", "list-rules", "listPolicyRules"),
            ("system-log", "list", "listLogEvents"),
            // An ID in one word.
            ("applications", "delete-jwk", "deletejwk"),
        ] {
            assert_eq!(command(group, name).unwrap().operation.id, id, "{group} {name}: {:?}", names(group));
        }
    }

    #[test]
    fn services_about_a_part_are_in_the_group_of_the_whole_too() {
        for (group, name, id) in [
            ("users", "deactivate", "deactivateUser"),
            ("users", "list-factors", "listFactors"),
            ("users", "list-groups", "listUserGroups"),
            ("applications", "list-users", "listApplicationUsers"),
            ("groups", "list-rules", "listGroupRules"),
        ] {
            assert_eq!(command(group, name).unwrap().operation.id, id, "{group} {name}: {:?}", names(group));
        }
    }

    #[test]
    fn a_group_has_no_numbers_of_versions() {
        let group = commands("user-oauth-token-management");
        assert!(group.iter().any(|command| command.operation.id == "getRefreshTokenForUserAndClient"));
        assert!(groups().iter().all(|group| group.name.split('-').all(|word| word.parse::<u32>().is_err())));
    }

    #[test]
    fn names_that_would_be_the_same_stay_long() {
        assert!(command("user-grants", "revoke").is_none());
        assert_eq!(command("user-grants", "revoke-user-grant").unwrap().name, "revoke-user-grant");
    }

    #[test]
    fn resources_of_paths_are_aliases() {
        let groups = groups();
        for (alias, name) in [("apps", "applications"), ("logs", "system-log"), ("idps", "identity-providers")] {
            let found = groups.iter().find(|group| group.alias.as_deref() == Some(alias)).unwrap();
            assert_eq!(found.name, name);
        }
        let mut names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
        names.extend(groups.iter().filter_map(|group| group.alias.as_deref()));
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }

    #[test]
    fn every_operation_has_one_long_name_and_a_command_in_its_own_group() {
        let mut longs = BTreeSet::new();
        for area in Operation::areas() {
            let group = group_name(area);
            for operation in Operation::of_area(area) {
                let long = kebab(&operation.id);
                assert!(longs.insert(long.to_owned()), "{long}");
                assert_eq!(by_long_name(long).unwrap(), operation);
                assert_eq!(command(&group, long).unwrap().operation, operation);
                let name = command(&group, long).unwrap().name;
                assert_eq!(command(&group, &name).unwrap().operation, operation, "{group} {name}");
            }
            let all: Vec<String> = names(&group);
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{group}");
        }
        // The document's 615, and six for the formats of a certificate.
        assert_eq!(longs.len(), 621);
    }
}
