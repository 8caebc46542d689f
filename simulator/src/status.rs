//! The status of a user: what it may change from, and what a change sets.

use crate::credentials::can_sign_in;
use crate::error::ApiError;
use crate::store::Document;
use crate::time::Time;

/// Sets the status and the time of the change.
pub(crate) fn set_status(user: &mut Document, status: &str, now: Time) {
    user.set("status", status);
    user.set("statusChanged", now.to_string());
    user.touch(now);
}

/// Activates a user: PROVISIONED if it still has to set a password.
pub(crate) fn set_active(user: &mut Document, now: Time) {
    let status = if can_sign_in(user) { "ACTIVE" } else { "PROVISIONED" };
    set_status(user, status, now);
    user.set("activated", now.to_string());
}

/// Refuses a user whose status is not one of these.
pub(crate) fn require_status(
    user: &Document,
    from: &[&str],
    refused: impl FnOnce() -> ApiError,
) -> Result<(), ApiError> {
    if from.contains(&user.text("status")) { Ok(()) } else { Err(refused()) }
}
