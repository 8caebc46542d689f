//! What can be exported, and which operations list it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What is exported: a kind of resource of the org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Dataset {
    /// Users of every status.
    Users,
    /// Groups of every type.
    Groups,
    /// The members of each group: `groupId` and `userId`.
    Memberships,
    /// Apps.
    Apps,
    /// The users of each app, with `appId`.
    AppUsers,
    /// The groups of each app, with `appId`.
    AppGroups,
    /// The roles of each user who has any, with `userId`.
    Roles,
    /// The factors of each user, with `userId`.
    Factors,
    /// Devices.
    Devices,
    /// Events of the system log.
    Logs,
}

/// How a dataset is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// By ranges of `created`, with a search.
    Search,
    /// By ranges of `published`.
    Events,
    /// By one cursor.
    List,
    /// By a list for each parent.
    Children(Parents),
}

struct Facts {
    name: &'static str,
    operation: &'static str,
    limit: Option<u32>,
    reading: Reading,
}

/// The list of parents, and how a list of children names its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parents {
    pub(crate) operation: &'static str,
    pub(crate) limit: u32,
    /// The path parameter of the children's operation, which is also the member that each child gets.
    pub(crate) parameter: &'static str,
}

const GROUPS: Parents = Parents { operation: "listGroups", limit: 200, parameter: "groupId" };
const APPS: Parents = Parents { operation: "listApplications", limit: 200, parameter: "appId" };
const USERS: Parents = Parents { operation: "listUsers", limit: 200, parameter: "userId" };
const ASSIGNEES: Parents = Parents { operation: "listUsersWithRoleAssignments", limit: 100, parameter: "userId" };

impl Dataset {
    /// Every dataset.
    pub const ALL: [Dataset; 10] = [
        Dataset::Users,
        Dataset::Groups,
        Dataset::Memberships,
        Dataset::Apps,
        Dataset::AppUsers,
        Dataset::AppGroups,
        Dataset::Roles,
        Dataset::Factors,
        Dataset::Devices,
        Dataset::Logs,
    ];

    /// The name, such as `app_users`.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// The ID of the operation that lists the rows.
    pub fn operation(self) -> &'static str {
        self.facts().operation
    }

    /// The member of a row that names its parent, such as `groupId`.
    pub fn parent(self) -> Option<&'static str> {
        self.parents().map(|parents| parents.parameter)
    }

    /// How its rows can be restricted by an expression: `search`, `filter`, or not at all. If there is a list for each parent,
    /// the expression selects the parents.
    pub fn expression(self) -> Option<&'static str> {
        match self.parents().map_or(self.operation(), |parents| parents.operation) {
            "listUsers" | "listGroups" | "listDevices" => Some("search"),
            "listApplications" | "listLogEvents" => Some("filter"),
            _ => None,
        }
    }

    /// The largest page of the operation.
    pub(crate) fn limit(self) -> Option<u32> {
        self.facts().limit
    }

    pub(crate) fn reading(self) -> Reading {
        self.facts().reading
    }

    pub(crate) fn parents(self) -> Option<Parents> {
        match self.reading() {
            Reading::Children(parents) => Some(parents),
            _ => None,
        }
    }

    fn facts(self) -> Facts {
        use Reading::{Children, Events, List, Search};
        let (name, operation, limit, reading) = match self {
            Dataset::Users => ("users", "listUsers", Some(200), Search),
            Dataset::Groups => ("groups", "listGroups", Some(200), Search),
            Dataset::Memberships => ("memberships", "listGroupUsers", Some(1000), Children(GROUPS)),
            Dataset::Apps => ("apps", "listApplications", Some(200), List),
            Dataset::AppUsers => ("app_users", "listApplicationUsers", Some(500), Children(APPS)),
            Dataset::AppGroups => ("app_groups", "listApplicationGroupAssignments", Some(200), Children(APPS)),
            Dataset::Roles => ("roles", "listAssignedRolesForUser", None, Children(ASSIGNEES)),
            Dataset::Factors => ("factors", "listFactors", None, Children(USERS)),
            Dataset::Devices => ("devices", "listDevices", Some(200), List),
            Dataset::Logs => ("logs", "listLogEvents", Some(1000), Events),
        };
        Facts { name, operation, limit, reading }
    }
}

impl fmt::Display for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Dataset {
    type Err = String;

    /// Reads a name; `app-users` is `app_users`.
    fn from_str(name: &str) -> Result<Dataset, String> {
        let wanted = name.replace('-', "_");
        Dataset::ALL.into_iter().find(|dataset| dataset.name() == wanted).ok_or_else(|| {
            let names: Vec<_> = Dataset::ALL.into_iter().map(Dataset::name).collect();
            format!("there is no dataset {name:?}, only {}", names.join(", "))
        })
    }
}
