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
pub(crate) mod zones;

use crate::org::Org;
use crate::route::Row;
use crate::time::Time;

/// The rows of all areas.
pub(crate) const TABLES: &[&[&[Row]]] = &[groups::ROWS, org::ROWS, schemas::ROWS, users::ROWS, zones::ROWS];

/// Puts what every org has into a new one.
pub(crate) fn seed(org: &mut Org, born: Time) {
    zones::seed(org, born);
}
