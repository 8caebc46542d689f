//! The lifecycle of users: which status leads where, and what each operation answers.

use super::users::{load, store};
use crate::call::Call;
use crate::credentials::{can_sign_in, set_password};
use crate::fault::{self, Fault};
use crate::message::Reply;
use crate::org::Org;
use crate::store::Document;
use crate::time::Time;
use serde_json::json;

/// Changes the status, and notes when.
pub(crate) fn set_status(user: &mut Document, status: &str, now: Time) {
    user.set("status", status);
    user.set("statusChanged", now.to_string());
    user.touch(now);
}

/// Makes a user active, or one that has still to set a password.
pub(crate) fn set_active(user: &mut Document, now: Time) {
    let status = if can_sign_in(user) { "ACTIVE" } else { "PROVISIONED" };
    set_status(user, status, now);
    user.set("activated", now.to_string());
}

pub(crate) fn activate(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    let mut user = load(org, call)?;
    demand(&user, &["STAGED", "DEPROVISIONED"], fault::already_active)?;
    let reply = activation(org, call)?;
    set_active(&mut user, call.now);
    store(org, call, user);
    Ok(reply)
}

pub(crate) fn reactivate(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    let mut user = load(org, call)?;
    demand(&user, &["PROVISIONED", "RECOVERY"], fault::wrong_status)?;
    let reply = activation(org, call)?;
    user.touch(call.now);
    store(org, call, user);
    Ok(reply)
}

/// What a deactivated user answers to another deactivation is not known.
pub(crate) fn deactivate(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    call.query.flag("sendEmail", false)?;
    let mut user = load(org, call)?;
    if user.text("status") == "DEPROVISIONED" {
        return Err(fault::wrong_status());
    }
    set_status(&mut user, "DEPROVISIONED", call.now);
    store(org, call, user);
    Ok(Reply::done())
}

pub(crate) fn suspend(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    let refused = || fault::invalid("Cannot suspend a user that is not active");
    move_on(org, call, &["ACTIVE"], refused, "SUSPENDED")
}

pub(crate) fn unsuspend(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    let refused = || fault::invalid("Cannot unsuspend a user that is not suspended");
    move_on(org, call, &["SUSPENDED"], refused, "ACTIVE")
}

pub(crate) fn unlock(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    let refused = || fault::not_locked().because("The user is not locked out.");
    move_on(org, call, &["LOCKED_OUT"], refused, "ACTIVE")
}

/// Answers the user, or in its old form, with `tempPassword=true`, the password.
pub(crate) fn expire_password(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    if call.query.flag("tempPassword", false)? {
        return expire_password_with_temp_password(org, call);
    }
    let mut user = load(org, call)?;
    expire(&mut user, call.now)?;
    Ok(store(org, call, user))
}

pub(crate) fn expire_password_with_temp_password(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    call.query.flag("revokeSessions", false)?;
    let mut user = load(org, call)?;
    expire(&mut user, call.now)?;
    let password = format!("Tp1{}", org.ids.text(9));
    set_password(&mut user, &password, call.now);
    store(org, call, user);
    Ok(Reply::json(&json!({ "tempPassword": password })))
}

pub(crate) fn reset_password(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    let send = call.query.flag("sendEmail", true)?;
    call.query.flag("revokeSessions", false)?;
    let mut user = load(org, call)?;
    let from = ["ACTIVE", "PROVISIONED", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"];
    demand(&user, &from, fault::no_reset)?;
    set_status(&mut user, "RECOVERY", call.now);
    store(org, call, user);
    if send {
        return Ok(Reply::done());
    }
    let url = format!("{}/reset_password/{}", call.base, org.ids.text(20));
    Ok(Reply::json(&json!({ "resetPasswordUrl": url })))
}

/// Users have no factors here yet, so there is nothing to do.
pub(crate) fn reset_factors(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    load(org, call)?;
    Ok(Reply::done())
}

/// Lets a user pass only from some statuses.
pub(super) fn demand(user: &Document, from: &[&str], refused: impl FnOnce() -> Fault) -> Result<(), Fault> {
    if from.contains(&user.text("status")) { Ok(()) } else { Err(refused()) }
}

fn move_on(
    org: &mut Org,
    call: &Call<'_>,
    from: &[&str],
    refused: impl FnOnce() -> Fault,
    to: &str,
) -> Result<Reply, Fault> {
    let mut user = load(org, call)?;
    demand(&user, from, refused)?;
    set_status(&mut user, to, call.now);
    store(org, call, user);
    Ok(Reply::done())
}

/// The status changes, `statusChanged` does not: so the wire has it.
fn expire(user: &mut Document, now: Time) -> Result<(), Fault> {
    demand(user, &["ACTIVE", "PASSWORD_EXPIRED"], fault::wrong_status)?;
    user.set("status", "PASSWORD_EXPIRED");
    user.touch(now);
    Ok(())
}

fn activation(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    if call.query.flag("sendEmail", true)? {
        return Ok(Reply::done());
    }
    let token = org.ids.text(20);
    let url = format!("{}/welcome/{token}", call.base);
    Ok(Reply::json(&json!({ "activationUrl": url, "activationToken": token })))
}
