//! The standard roles.

/// What the targets of a role are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Org,
    Groups,
    Apps,
}

/// The standard roles: type, label and targets.
pub(super) const STANDARD: &[(&str, &str, Scope)] = &[
    ("ACCESS_CERTIFICATIONS_ADMIN", "Access Certifications Administrator", Scope::Org),
    ("ACCESS_REQUESTS_ADMIN", "Access Requests Administrator", Scope::Org),
    ("API_ACCESS_MANAGEMENT_ADMIN", "API Access Management Administrator", Scope::Org),
    ("API_ADMIN", "API Access Management Administrator", Scope::Org),
    ("APP_ADMIN", "Application Administrator", Scope::Apps),
    ("GROUP_MEMBERSHIP_ADMIN", "Group Membership Administrator", Scope::Groups),
    ("HELP_DESK_ADMIN", "Help Desk Administrator", Scope::Groups),
    ("MOBILE_ADMIN", "Mobile Administrator", Scope::Org),
    ("ORG_ADMIN", "Organization Administrator", Scope::Org),
    ("READ_ONLY_ADMIN", "Read-only Administrator", Scope::Org),
    ("REPORT_ADMIN", "Report Administrator", Scope::Org),
    ("SUPER_ADMIN", "Super Administrator", Scope::Org),
    ("USER_ADMIN", "Group Administrator", Scope::Groups),
];

/// Whether there is a standard role of this type.
pub(crate) fn is_standard(kind: &str) -> bool {
    STANDARD.iter().any(|(own, ..)| *own == kind)
}
