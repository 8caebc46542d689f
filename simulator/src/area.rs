//! The handlers of operations, one file per area.

pub(crate) mod agent_pools;
pub(crate) mod credentials;
pub(crate) mod groups;
pub(crate) mod hooks;
pub(crate) mod lifecycle;
pub(crate) mod log_streams;
pub(crate) mod logs;
pub(crate) mod members;
pub(crate) mod org;
pub(crate) mod push_providers;
pub(crate) mod rate_limits;
pub(crate) mod risk;
pub(crate) mod schemas;
pub(crate) mod security_events;
pub(crate) mod stored;
pub(crate) mod threats;
pub(crate) mod tokens;
pub(crate) mod trusted_origins;
pub(crate) mod user_links;
pub(crate) mod user_list;
pub(crate) mod users;
pub(crate) mod zones;

use crate::org::Org;
use crate::route::Row;
use crate::time::Time;

/// The rows of all areas.
pub(crate) const TABLES: &[&[&[Row]]] = &[
    agent_pools::ROWS,
    groups::ROWS,
    hooks::event::ROWS,
    hooks::inline::ROWS,
    hooks::keys::ROWS,
    log_streams::ROWS,
    logs::ROWS,
    org::ROWS,
    push_providers::ROWS,
    rate_limits::ROWS,
    risk::ROWS,
    schemas::ROWS,
    security_events::ROWS,
    threats::ROWS,
    trusted_origins::ROWS,
    users::ROWS,
    zones::ROWS,
];

/// Puts what every org has into a new one.
pub(crate) fn seed(org: &mut Org, born: Time) {
    zones::seed(org, born);
}
