//! The handlers of operations, one file per area.

pub(crate) mod credentials;
pub(crate) mod groups;
pub(crate) mod lifecycle;
pub(crate) mod members;
pub(crate) mod org;
pub(crate) mod schemas;
pub(crate) mod stored;
pub(crate) mod tokens;
pub(crate) mod user_links;
pub(crate) mod user_list;
pub(crate) mod users;
