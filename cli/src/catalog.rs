//! The groups of commands and the operations in them. codegen names them, by rule.

use oktant_core::Operation;
use std::sync::OnceLock;

/// A line for each group: its name, its service, its alias. Under it a line for each of its commands: the name, the operation ID.
const COMMANDS: &str = include_str!("generated/commands.txt");

/// Operations and parameters with their names on the command line.
const WORDS: &str = include_str!("generated/words.txt");

/// Lists with the most items that a page may have.
const PAGE_SIZES: &str = include_str!("generated/page_sizes.txt");

/// A group of commands: a service.
pub(crate) struct Group {
    /// The name on the command line: that of the service without the numbers of a version, such as `group-rules`.
    pub(crate) name: &'static str,
    /// The resource in the paths of the service, where that is another word: `apps` for `applications`.
    pub(crate) alias: Option<&'static str>,
    /// The service, such as `group_rules`.
    pub(crate) area: &'static str,
}

/// An operation as a command of a group.
pub(crate) struct OperationCommand {
    /// The name in its group: the ID without the words that name the group, such as `list`.
    pub(crate) name: &'static str,
    /// The ID in words, such as `list-users`, which no other operation has.
    pub(crate) long: &'static str,
    pub(crate) operation: Operation,
}

/// All groups, by the names of their services.
pub(crate) fn groups() -> Vec<Group> {
    COMMANDS.lines().filter_map(Group::read).collect()
}

/// The commands of a group, by name; empty if there is no such group.
pub(crate) fn commands(group: &str) -> Vec<OperationCommand> {
    let own = COMMANDS.lines().skip_while(|line| Group::read(line).is_none_or(|found| found.name != group)).skip(1);
    own.map_while(|line| line.strip_prefix(' ')).filter_map(OperationCommand::read).collect()
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
    let command = commands(group).into_iter().find(|command| command.operation.id == id);
    let name = command.map_or_else(|| kebab(id), |command| command.name);
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

/// The name of a service's group.
pub(crate) fn group_name(area: &str) -> &str {
    groups().into_iter().find(|group| group.area == area).map_or(area, |group| group.name)
}

fn words_table() -> &'static [(&'static str, &'static str)] {
    static TABLE: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
    TABLE.get_or_init(|| WORDS.lines().filter_map(|line| line.split_once(' ')).collect())
}

impl Group {
    /// Whether a word of the command line is its name.
    pub(crate) fn is_named(&self, word: &str) -> bool {
        self.name == word || self.alias == Some(word)
    }

    /// `None` for the line of a command.
    fn read(line: &'static str) -> Option<Group> {
        let mut words = line.split(' ');
        let name = words.next().filter(|name| !name.is_empty())?;
        Some(Group { name, area: words.next()?, alias: words.next() })
    }
}

impl OperationCommand {
    fn read(line: &'static str) -> Option<OperationCommand> {
        let (name, id) = line.split_once(' ')?;
        Some(OperationCommand { name, long: kebab(id), operation: Operation::find(id)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn names(group: &str) -> Vec<&'static str> {
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
            let found = groups.iter().find(|group| group.alias == Some(alias)).unwrap();
            assert_eq!(found.name, name);
        }
        let mut names: Vec<&str> = groups.iter().map(|group| group.name).collect();
        names.extend(groups.iter().filter_map(|group| group.alias));
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
                assert_eq!(command(group, long).unwrap().operation, operation);
                let name = command(group, long).unwrap().name;
                assert_eq!(command(group, name).unwrap().operation, operation, "{group} {name}");
            }
            let all = names(group);
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{group}");
        }
        // The document's 615, and six for the formats of a certificate.
        assert_eq!(longs.len(), 621);
    }
}
