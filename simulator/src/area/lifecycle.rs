//! The lifecycle operations of users: allowed statuses and responses.

use super::user_documents::{load, record, store};
use super::{apps, factors, group_rules, sessions};
use crate::call::Call;
use crate::credentials::set_password;
use crate::error::{self, ApiError};
use crate::handler::Row;
use crate::message::Response;
use crate::org::Org;
use crate::status::{require_status, set_active, set_status};
use crate::store::Document;
use crate::time::Time;
use serde_json::json;

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("POST", "/api/v1/users/{}/lifecycle/activate", activate),
    ("POST", "/api/v1/users/{}/lifecycle/reactivate", reactivate),
    ("POST", "/api/v1/users/{}/lifecycle/deactivate", deactivate),
    ("POST", "/api/v1/users/{}/lifecycle/suspend", suspend),
    ("POST", "/api/v1/users/{}/lifecycle/unsuspend", unsuspend),
    ("POST", "/api/v1/users/{}/lifecycle/unlock", unlock),
    ("POST", "/api/v1/users/{}/lifecycle/expire_password", expire_password),
    ("POST", "/api/v1/users/{}/lifecycle/expire_password_with_temp_password", expire_with_temp_password),
    ("POST", "/api/v1/users/{}/lifecycle/reset_password", reset_password),
    ("POST", "/api/v1/users/{}/lifecycle/reset_factors", reset_factors),
]];

pub(crate) fn activate(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let mut user = load(org, call)?;
    require_status(&user, &["STAGED", "DEPROVISIONED"], error::already_active)?;
    let response = activation(org, call)?;
    set_active(&mut user, call.now);
    record(org, call, "user.lifecycle.activate", &user);
    store(org, call, user.clone());
    group_rules::apply(org, call, &user);
    Ok(response)
}

pub(crate) fn reactivate(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let mut user = load(org, call)?;
    require_status(&user, &["PROVISIONED", "RECOVERY"], error::wrong_status)?;
    let response = activation(org, call)?;
    user.touch(call.now);
    record(org, call, "user.lifecycle.reactivate", &user);
    store(org, call, user);
    Ok(response)
}

/// What a real org responds for a user that is deactivated already is unknown.
pub(crate) fn deactivate(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    call.query.flag("sendEmail", false)?;
    let mut user = load(org, call)?;
    if user.text("status") == "DEPROVISIONED" {
        return Err(error::wrong_status());
    }
    set_status(&mut user, "DEPROVISIONED", call.now);
    deprovision(org, call, user);
    Ok(Response::done())
}

pub(crate) fn suspend(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let refused = || error::invalid("Cannot suspend a user that is not active");
    change_status(org, call, &["ACTIVE"], refused, "SUSPENDED", "user.lifecycle.suspend")
}

pub(crate) fn unsuspend(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let refused = || error::invalid("Cannot unsuspend a user that is not suspended");
    change_status(org, call, &["SUSPENDED"], refused, "ACTIVE", "user.lifecycle.unsuspend")
}

pub(crate) fn unlock(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let refused = || error::not_locked().because("The user is not locked out.");
    change_status(org, call, &["LOCKED_OUT"], refused, "ACTIVE", "user.account.unlock_by_admin")
}

/// Responds with the user, or in the old form, `tempPassword=true`, with the password.
pub(crate) fn expire_password(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    if call.query.flag("tempPassword", false)? {
        return expire_with_temp_password(org, call);
    }
    let mut user = load(org, call)?;
    expire(&mut user, call.now)?;
    record(org, call, "user.account.expire_password", &user);
    Ok(store(org, call, user))
}

pub(crate) fn expire_with_temp_password(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    call.query.flag("revokeSessions", false)?;
    let mut user = load(org, call)?;
    expire(&mut user, call.now)?;
    let password = format!("Tp1{}", org.ids.text(9));
    set_password(&mut user, &password, call.now);
    record(org, call, "user.account.expire_password", &user);
    store(org, call, user);
    Ok(Response::ok(&json!({ "tempPassword": password })))
}

pub(crate) fn reset_password(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let send = call.query.flag("sendEmail", true)?;
    call.query.flag("revokeSessions", false)?;
    let mut user = load(org, call)?;
    let from = ["ACTIVE", "PROVISIONED", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"];
    require_status(&user, &from, error::no_reset)?;
    set_status(&mut user, "RECOVERY", call.now);
    record(org, call, "user.account.reset_password", &user);
    store(org, call, user);
    if send {
        return Ok(Response::done());
    }
    let url = format!("{}/reset_password/{}", call.base, org.ids.text(20));
    Ok(Response::ok(&json!({ "resetPasswordUrl": url })))
}

pub(crate) fn reset_factors(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let user = load(org, call)?;
    factors::forget(org, user.text("id"));
    record(org, call, "user.mfa.factor.reset_all", &user);
    Ok(Response::done())
}

fn change_status(
    org: &mut Org,
    call: &Call<'_>,
    from: &[&str],
    refused: impl FnOnce() -> ApiError,
    to: &str,
    event: &str,
) -> Result<Response, ApiError> {
    let mut user = load(org, call)?;
    require_status(&user, from, refused)?;
    set_status(&mut user, to, call.now);
    record(org, call, event, &user);
    store(org, call, user);
    Ok(Response::done())
}

/// The status changes but `statusChanged` does not, as in a real org.
fn expire(user: &mut Document, now: Time) -> Result<(), ApiError> {
    require_status(user, &["ACTIVE", "PASSWORD_EXPIRED"], error::wrong_status)?;
    user.set("status", "PASSWORD_EXPIRED");
    user.touch(now);
    Ok(())
}

fn activation(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    if call.query.flag("sendEmail", true)? {
        return Ok(Response::done());
    }
    let token = org.ids.text(20);
    let url = format!("{}/welcome/{token}", call.base);
    Ok(Response::ok(&json!({ "activationUrl": url, "activationToken": token })))
}

/// Stores a user who was deactivated, and so leaves its apps and loses its factors and sessions.
pub(crate) fn deprovision(org: &mut Org, call: &Call<'_>, user: Document) {
    record(org, call, "user.lifecycle.deactivate", &user);
    let id = user.text("id").to_owned();
    store(org, call, user);
    factors::forget(org, &id);
    sessions::end(org, call, &id);
    apps::forget_user(org, &id);
}
