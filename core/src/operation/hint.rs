//! What an unknown name of an operation probably means.

use crate::text;
use std::fmt;

/// Methods of Okta's official SDKs that are not operation IDs, each with the operation that it calls.
const OFFICIAL: &str = include_str!("../generated/official_names.txt");

/// Endings by which official SDKs tell the variants of one method apart, in lower case.
const VARIANTS: [&str; 4] = ["async", "withhttpinfo", "withoutpreloadcontent", "execute"];

/// The operation that an unknown name probably means. Its text is a hint for error messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hint {
    /// The area of the operation, such as `groups`.
    pub area: &'static str,
    /// The operation ID, such as `addGroup`.
    pub operation: &'static str,
    /// Whether the name is the operation's in another spelling or in an official SDK. Otherwise it only resembles the operation's.
    pub known: bool,
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = if self.known { ("use ", "") } else { ("did you mean ", "?") };
        write!(f, "{before}{}{after}", self.operation)
    }
}

/// The search for the name that is most like an unknown one.
pub(super) struct Search {
    wanted: Vec<u8>,
    /// One more than the distance of names that still resemble it; then the least distance found.
    limit: usize,
    /// What the nearest name means, and whether it is the same name.
    pub(super) found: Option<(&'static str, bool)>,
}

impl Search {
    pub(super) fn new(name: &str) -> Search {
        let mut wanted = folded(name);
        for ending in VARIANTS {
            if wanted.ends_with(ending.as_bytes()) {
                wanted.truncate(wanted.len() - ending.len());
            }
        }
        Search { limit: (wanted.len() / 5).max(2) + 1, wanted, found: None }
    }

    /// Compares the name with one that has a meaning.
    pub(super) fn compare(&mut self, name: &str, meaning: &'static str) {
        let name = folded(name);
        // Another first letter is another verb: not `delete` for `get`.
        if name.first() == self.wanted.first() && name.len().abs_diff(self.wanted.len()) < self.limit {
            let distance = distance(&self.wanted, &name);
            if distance < self.limit {
                self.limit = distance;
                self.found = Some((meaning, distance == 0));
            }
        }
    }

    /// Compares the name with those of official SDKs.
    pub(super) fn compare_official(&mut self) {
        for pair in text::words(OFFICIAL, &[' ', '\n']).chunks_exact(2) {
            if let [name, operation] = pair {
                self.compare(name, operation);
            }
        }
    }
}

/// The shortest of the names, in snake case, that has a word which begins like `wanted` without its last `s` or `y`.
pub(super) fn with_word(wanted: &str, names: &[&'static str]) -> Option<&'static str> {
    let wanted = folded(wanted);
    let wanted = match wanted.as_slice() {
        [stem @ .., b's' | b'y'] => stem,
        whole => whole,
    };
    let mut found: Option<&str> = None;
    for name in names {
        let begins = text::words(name, &['_']).iter().any(|word| word.as_bytes().starts_with(wanted));
        if begins && wanted.len() > 2 && found.is_none_or(|found| name.len() < found.len()) {
            found = Some(name);
        }
    }
    found
}

/// The ASCII letters and digits after the last dot of a name, in lower case, at most 100 of them.
fn folded(name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for byte in name.bytes() {
        if byte == b'.' {
            out.clear();
        } else if byte.is_ascii_alphanumeric() && out.len() < 100 {
            out.push(byte.to_ascii_lowercase());
        }
    }
    out
}

/// The least number of letters to insert, remove or replace to make one text of the other.
fn distance(a: &[u8], b: &[u8]) -> usize {
    // The distances of the letters of `a` read so far to each beginning of `b`.
    let mut row: Vec<usize> = (1..=b.len()).collect();
    let mut last = a.len();
    for (at, x) in a.iter().enumerate() {
        let mut diagonal = at;
        last = at + 1;
        for (cell, y) in row.iter_mut().zip(b) {
            let replaced = diagonal + usize::from(x != y);
            diagonal = *cell;
            last = replaced.min(last + 1).min(*cell + 1);
            *cell = last;
        }
    }
    if a.is_empty() { b.len() } else { last }
}

#[cfg(test)]
mod tests {
    use super::{OFFICIAL, VARIANTS, distance, folded};
    use crate::Operation;

    /// The text of a hint; empty if there is none.
    fn hint(name: &str) -> String {
        Operation::hint(name).map(|hint| hint.to_string()).unwrap_or_default()
    }

    #[test]
    fn another_spelling_is_known() {
        for name in ["list_users", "ListUsers", "list-users", "LIST_USERS", "users.list_users", "okta.users.listUsers"]
        {
            assert_eq!(hint(name), "use listUsers", "{name}");
        }
        for name in [
            "listUsersWithHttpInfo", "list_users_without_preload_content", "ListUsersExecute",
            "ListUsersWithHttpInfoAsync",
        ] {
            assert_eq!(hint(name), "use listUsers", "{name}");
        }
    }

    #[test]
    fn names_of_official_sdks_are_known() {
        for name in ["createGroup", "create_group", "CreateGroupWithHttpInfo", "client.create_group"] {
            assert_eq!(hint(name), "use addGroup", "{name}");
        }
        assert_eq!(hint("hide_okta_ui_footer"), "use setOrgHideOktaUIFooter");
        assert_eq!(hint("update_application"), "use replaceApplication");
    }

    #[test]
    fn the_nearest_name_is_a_question() {
        assert_eq!(hint("listUser"), "did you mean listUsers?");
        assert_eq!(hint("lsitUsers"), "did you mean listUsers?");
        assert_eq!(hint("get_usr"), "did you mean getUser?");
        // It resembles the official name most.
        assert_eq!(hint("creatGroup"), "did you mean addGroup?");
    }

    #[test]
    fn the_verb_is_not_replaced() {
        assert_eq!(hint("get_resource_set_resource"), "");
        assert_eq!(hint("delete_resource_set_resourc"), "did you mean deleteResourceSetResource?");
    }

    #[test]
    fn areas_are_found() {
        for (name, area) in [
            ("user", "users"),
            ("Users", "users"),
            ("apps", "applications"),
            ("groupRule", "group_rules"),
            ("agentpools", "agent_pools"),
            ("policy", "policies"),
            ("logs", "system_log"),
            ("idps", ""),
            ("us", ""),
            ("frobnicate", ""),
        ] {
            assert_eq!(Operation::area_hint(name).unwrap_or_default(), area, "{name}");
        }
    }

    #[test]
    fn a_name_that_resembles_none_has_no_hint() {
        for name in ["", ".", "frobnicate", "optIn", "users", "é", "createPrivilegedResource"] {
            assert_eq!(hint(name), "", "{name}");
        }
        assert_eq!(hint(&"listUsers".repeat(10_000)), "");
    }

    #[test]
    fn every_operation_is_found_in_every_spelling() {
        for operation in Operation::all() {
            let found = Operation::hint(&operation.id.to_uppercase()).unwrap();
            assert_eq!((found.operation, found.known), (operation.id.as_ref(), true));
            assert!(Operation::of_area(found.area).contains(&operation));
            assert!(!VARIANTS.iter().any(|ending| folded(&operation.id).ends_with(ending.as_bytes())));
        }
    }

    #[test]
    fn official_names_lead_to_operations() {
        assert!(OFFICIAL.lines().count() > 100);
        for line in OFFICIAL.lines() {
            let (name, operation) = line.split_once(' ').unwrap();
            assert!(Operation::find(name).is_none() && Operation::find(operation).is_some(), "{line}");
            let found = Operation::hint(name).unwrap();
            assert_eq!((found.operation, found.known), (operation, true), "{line}");
        }
    }

    #[test]
    fn distances_are_those_of_levenshtein() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("abc", "abc", 0),
            ("kitten", "sitting", 3),
            ("flaw", "lawn", 2),
        ] {
            assert_eq!(distance(a.as_bytes(), b.as_bytes()), expected, "{a} {b}");
        }
    }
}
