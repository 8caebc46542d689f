//! The profile of a user: its checks and its stored form.

use crate::error::{self, ApiError};
use crate::schema::Schema;
use serde_json::{Map, Value};

/// The profile of a created or replaced user.
pub(crate) fn fresh(schema: &Schema, sent: &Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
    merged(schema, &Map::new(), sent)
}

/// A profile updated with the sent attributes; null removes one.
pub(crate) fn merged(
    schema: &Schema,
    old: &Map<String, Value>,
    sent: &Map<String, Value>,
) -> Result<Map<String, Value>, ApiError> {
    schema.check(sent, "newUser")?;
    let mut profile = old.clone();
    for (name, value) in sent {
        profile.insert(name.clone(), value.clone());
    }
    profile.retain(|_, value| !value.is_null());
    demand(schema, &profile)?;
    Ok(arranged(profile))
}

/// The order of a real profile; two members are present even if they are null.
fn arranged(mut profile: Map<String, Value>) -> Map<String, Value> {
    let mut out = Map::new();
    let take = |profile: &mut Map<String, Value>, name: &str, always: bool| {
        let value = profile.shift_remove(name).or(always.then_some(Value::Null));
        value.map(|value| (name.to_owned(), value))
    };
    let end: Vec<_> = [("secondEmail", true), ("login", false), ("email", false)]
        .into_iter()
        .filter_map(|(name, always)| take(&mut profile, name, always))
        .collect();
    let start: Vec<_> = [("firstName", false), ("lastName", false), ("mobilePhone", true)]
        .into_iter()
        .filter_map(|(name, always)| take(&mut profile, name, always))
        .collect();
    out.extend(start);
    out.extend(profile);
    out.extend(end);
    out
}

fn demand(schema: &Schema, profile: &Map<String, Value>) -> Result<(), ApiError> {
    let mut blank: Option<ApiError> = None;
    for name in ["login", "email", "firstName", "lastName"] {
        let empty = profile.get(name).and_then(Value::as_str).is_none_or(|text| text.trim().is_empty());
        if empty && schema.requires(name) {
            let error = blank.unwrap_or_else(|| error::invalid(name));
            blank = Some(error.because(format!("{name}: The field cannot be left blank")));
        }
    }
    if let Some(error) = blank {
        return Err(error);
    }
    let text = |name: &str| profile.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    if text("login").is_some_and(|login| !is_email(login) || login.len() < 5) {
        return Err(error::invalid("login").because("login: Username must be in the form of an email address"));
    }
    for name in ["email", "secondEmail"] {
        if text(name).is_some_and(|email| !is_email(email)) {
            return Err(error::invalid(name).because(format!("{name}: Does not match required pattern")));
        }
    }
    Ok(())
}

fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains(|letter: char| letter.is_whitespace() || letter == '@');
    plain(name) && plain(domain) && domain.split('.').all(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Time;
    use serde_json::json;

    fn schema() -> Schema {
        Schema::users(Time::from_seconds(0), &[])
    }

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn ann() -> Map<String, Value> {
        map(
            json!({ "login": "ann@example.com", "email": "ann@example.com", "nickName": "A", "firstName": "Ann", "lastName": "Lee" }),
        )
    }

    #[test]
    fn fresh_profiles() {
        let profile = fresh(&schema(), &ann()).unwrap();
        let names: Vec<_> = profile.keys().map(String::as_str).collect();
        assert_eq!(names, ["firstName", "lastName", "mobilePhone", "nickName", "secondEmail", "login", "email"]);
        assert_eq!(profile["mobilePhone"], Value::Null);
    }

    #[test]
    fn nulls_clear() {
        let old = fresh(&schema(), &ann()).unwrap();
        let sent = map(json!({ "nickName": null, "mobilePhone": "1", "secondEmail": null }));
        let profile = merged(&schema(), &old, &sent).unwrap();
        assert!(!profile.contains_key("nickName"));
        assert_eq!(profile["mobilePhone"], "1");
        assert_eq!(profile["secondEmail"], Value::Null);
    }

    #[test]
    fn required_attributes() {
        let blank = error::invalid("login")
            .because("login: The field cannot be left blank")
            .because("email: The field cannot be left blank")
            .because("firstName: The field cannot be left blank")
            .because("lastName: The field cannot be left blank");
        assert_eq!(fresh(&schema(), &Map::new()), Err(blank));
        for login in ["ann", "@", "a@", "@b", "a@b@c", "a b@c", "a@b..c", "a@b"] {
            let mut sent = ann();
            sent.insert("login".into(), login.into());
            assert!(fresh(&schema(), &sent).is_err(), "{login}");
        }
    }
}
