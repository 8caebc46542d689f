//! The credential operations of users.

use super::user_documents::{load, record, store};
use crate::call::{Call, object, text};
use crate::credentials::{self, Question, core, has_password, knows_password, set_password};
use crate::error::{self, ApiError, BLANK, ensure, field};
use crate::handler::Row;
use crate::message::Response;
use crate::org::Org;
use crate::status::{require_status, set_status};
use crate::store::Document;
use serde_json::{Map, Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("POST", "/api/v1/users/{}/credentials/change_password", change_password),
    ("POST", "/api/v1/users/{}/credentials/change_recovery_question", change_question),
    ("POST", "/api/v1/users/{}/credentials/forgot_password", forgot_password),
    ("POST", "/api/v1/users/{}/credentials/forgot_password_recovery_question", answer_question),
]];

pub(crate) fn change_password(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    call.query.flag("strict", false)?;
    let mut user = load(org, call)?;
    let body = call.object()?;
    require_status(&user, &["STAGED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"], error::no_change)?;
    ensure!(has_password(&user), error::no_change());
    ensure!(knows_password(&user, &password(&body, "oldPassword")?), error::wrong_credentials());
    let new = password(&body, "newPassword")?;
    renew(&mut user, &new, call)?;
    record(org, call, "user.account.update_password", &user);
    answer(org, call, user)
}

pub(crate) fn change_question(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let mut user = load(org, call)?;
    let body = call.object()?;
    require_status(&user, &["STAGED", "ACTIVE", "RECOVERY"], error::no_question)?;
    ensure!(knows_password(&user, &password(&body, "password")?), error::wrong_credentials());
    let question = Question::read(&body)?.ok_or_else(|| field("recovery_question", BLANK))?;
    question.check()?;
    question.apply(&mut user);
    user.touch(call.now);
    answer(org, call, user)
}

pub(crate) fn forgot_password(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let send = call.query.flag("sendEmail", true)?;
    let mut user = load(org, call)?;
    if org.classic {
        demand_question(&user)?;
    }
    require_status(&user, &["ACTIVE"], error::no_forgot)?;
    if send {
        set_status(&mut user, "RECOVERY", call.now);
        store(org, call, user);
        return Ok(Response::done());
    }
    let url = format!("{}/signin/reset-password/{}", call.base, org.ids.text(20));
    Ok(Response::ok(&json!({ "resetPasswordUrl": url })))
}

pub(crate) fn answer_question(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    call.query.flag("sendEmail", true)?;
    let mut user = load(org, call)?;
    let body = call.object()?;
    demand_question(&user)?;
    let answered = text(&object(&body, "recovery_question")?, "answer")?.unwrap_or_default();
    let right = user.hidden.get("answer").and_then(Value::as_str).unwrap_or("");
    ensure!(answered.trim().eq_ignore_ascii_case(right.trim()), error::wrong_answer());
    let new = password(&body, "password")?;
    renew(&mut user, &new, call)?;
    record(org, call, "user.account.reset_password", &user);
    answer(org, call, user)
}

fn demand_question(user: &Document) -> Result<(), ApiError> {
    require_status(user, &["ACTIVE"], error::no_forgot)?;
    ensure!(user.hidden.contains_key("answer"), error::no_forgot());
    Ok(())
}

/// Sets a new password; a user who had to do that becomes active again.
fn renew(user: &mut Document, new: &str, call: &Call<'_>) -> Result<(), ApiError> {
    credentials::check_password(new, user.text("profile.login")).map_err(|_| error::weak_password())?;
    set_password(user, new, call.now);
    if matches!(user.text("status"), "PASSWORD_EXPIRED" | "RECOVERY") {
        set_status(user, "ACTIVE", call.now);
    }
    user.touch(call.now);
    Ok(())
}

fn answer(org: &mut Org, call: &Call<'_>, user: Document) -> Result<Response, ApiError> {
    let shown = core(&user);
    store(org, call, user);
    Ok(Response::ok(&Value::Object(shown)))
}

fn password(body: &Map<String, Value>, name: &str) -> Result<String, ApiError> {
    Ok(text(&object(body, name)?, "value")?.unwrap_or_default())
}
