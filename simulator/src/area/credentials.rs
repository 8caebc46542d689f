//! The credential operations of users.

use super::lifecycle::{demand, set_status};
use super::users::{load, store};
use crate::call::{Call, object, text};
use crate::credentials::{self, Question, core, has_password, knows_password, set_password};
use crate::fault::{self, Fault};
use crate::message::Reply;
use crate::org::Org;
use crate::store::Document;
use serde_json::{Map, Value, json};

pub(crate) fn change_password(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    call.query.flag("strict", false)?;
    let mut user = load(org, call)?;
    let body = call.object()?;
    demand(&user, &["STAGED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"], fault::no_change)?;
    if !has_password(&user) {
        return Err(fault::no_change());
    }
    if !knows_password(&user, &password(&body, "oldPassword")?) {
        return Err(fault::wrong_credentials());
    }
    let new = password(&body, "newPassword")?;
    renew(&mut user, &new, call)?;
    answer(org, call, user)
}

pub(crate) fn change_recovery_question(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    let mut user = load(org, call)?;
    let body = call.object()?;
    demand(&user, &["STAGED", "ACTIVE", "RECOVERY"], fault::no_question)?;
    if !knows_password(&user, &password(&body, "password")?) {
        return Err(fault::wrong_credentials());
    }
    let question = Question::read(&body)?.ok_or_else(|| {
        fault::invalid("recovery_question").because("recovery_question: The field cannot be left blank")
    })?;
    question.check()?;
    question.apply(&mut user);
    user.touch(call.now);
    answer(org, call, user)
}

pub(crate) fn forgot_password(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    let send = call.query.flag("sendEmail", true)?;
    let mut user = load(org, call)?;
    demand_question(&user)?;
    if send {
        set_status(&mut user, "RECOVERY", call.now);
        store(org, call, user);
        return Ok(Reply::done());
    }
    let url = format!("{}/signin/reset-password/{}", call.base, org.ids.text(20));
    Ok(Reply::json(&json!({ "resetPasswordUrl": url })))
}

pub(crate) fn forgot_password_recovery_question(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    call.query.flag("sendEmail", true)?;
    let mut user = load(org, call)?;
    let body = call.object()?;
    demand_question(&user)?;
    let answered = text(&object(&body, "recovery_question")?, "answer")?.unwrap_or_default();
    let right = user.hidden.get("answer").and_then(Value::as_str).unwrap_or("");
    if !answered.trim().eq_ignore_ascii_case(right.trim()) {
        return Err(fault::wrong_answer());
    }
    let new = password(&body, "password")?;
    renew(&mut user, &new, call)?;
    answer(org, call, user)
}

fn demand_question(user: &Document) -> Result<(), Fault> {
    demand(user, &["ACTIVE"], fault::no_forgot)?;
    user.hidden.get("answer").map(|_| ()).ok_or_else(fault::no_forgot)
}

/// Sets a new password; whoever had to do that is active again.
fn renew(user: &mut Document, new: &str, call: &Call<'_>) -> Result<(), Fault> {
    let login = user.at("profile.login").and_then(Value::as_str).unwrap_or("");
    credentials::demand(new, login).map_err(|_| fault::weak_password())?;
    set_password(user, new, call.now);
    if matches!(user.text("status"), "PASSWORD_EXPIRED" | "RECOVERY") {
        set_status(user, "ACTIVE", call.now);
    }
    user.touch(call.now);
    Ok(())
}

fn answer(org: &mut Org, call: &Call<'_>, user: Document) -> Result<Reply, Fault> {
    let shown = core(&user);
    store(org, call, user);
    Ok(Reply::json(&Value::Object(shown)))
}

fn password(body: &Map<String, Value>, name: &str) -> Result<String, Fault> {
    Ok(text(&object(body, name)?, "value")?.unwrap_or_default())
}
