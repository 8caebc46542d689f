//! The profile of a user: its checks and its stored form.

use crate::error::{ApiError, BLANK, ensure, field};
use crate::schema::Schema;
use serde_json::{Map, Value};

/// The members with a place in a real profile; all others stand at the empty name.
const ORDER: [&str; 7] = ["firstName", "lastName", "mobilePhone", "", "secondEmail", "login", "email"];

/// A profile updated with the sent attributes; null removes one, but two are present even if they are null.
pub(crate) fn merged(
    schema: &Schema,
    old: &Map<String, Value>,
    sent: &Map<String, Value>,
) -> Result<Map<String, Value>, ApiError> {
    schema.check(sent, "newUser")?;
    let mut profile = old.clone();
    profile.extend(sent.clone());
    profile.retain(|_, value| !value.is_null());
    demand(schema, &profile)?;
    for name in ["mobilePhone", "secondEmail"] {
        profile.entry(name).or_insert(Value::Null);
    }
    let mut members: Vec<_> = profile.into_iter().collect();
    members.sort_by_key(|(name, _)| ORDER.iter().position(|own| own == name).unwrap_or(3));
    Ok(members.into_iter().collect())
}

fn demand(schema: &Schema, profile: &Map<String, Value>) -> Result<(), ApiError> {
    let text = |name: &str| profile.get(name).and_then(Value::as_str).unwrap_or("");
    let mut blank = ["login", "email", "firstName", "lastName"]
        .into_iter()
        .filter(|name| schema.requires(name) && text(name).trim().is_empty());
    if let Some(first) = blank.next() {
        return Err(blank.fold(field(first, BLANK), |error, name| error.because(format!("{name}: {BLANK}"))));
    }
    let fits = |name: &str, shortest| text(name).is_empty() || is_email(text(name)) && text(name).len() >= shortest;
    ensure!(fits("login", 5), field("login", "Username must be in the form of an email address"));
    for name in ["email", "secondEmail"] {
        ensure!(fits(name, 0), field(name, "Does not match required pattern"));
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

    fn fresh(sent: &Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
        merged(&schema(), &Map::new(), sent)
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
        let profile = fresh(&ann()).unwrap();
        let names: Vec<_> = profile.keys().map(String::as_str).collect();
        assert_eq!(names, ["firstName", "lastName", "mobilePhone", "nickName", "secondEmail", "login", "email"]);
        assert_eq!(profile["mobilePhone"], Value::Null);
    }

    #[test]
    fn nulls_clear() {
        let old = fresh(&ann()).unwrap();
        let sent = map(json!({ "nickName": null, "mobilePhone": "1", "secondEmail": null }));
        let profile = merged(&schema(), &old, &sent).unwrap();
        assert!(!profile.contains_key("nickName"));
        assert_eq!(profile["mobilePhone"], "1");
        assert_eq!(profile["secondEmail"], Value::Null);
    }

    #[test]
    fn required_attributes() {
        let blank = field("login", BLANK)
            .because("email: The field cannot be left blank")
            .because("firstName: The field cannot be left blank")
            .because("lastName: The field cannot be left blank");
        assert_eq!(fresh(&Map::new()), Err(blank));
        for login in ["ann", "@", "a@", "@b", "a@b@c", "a b@c", "a@b..c", "a@b"] {
            let mut sent = ann();
            sent.insert("login".into(), login.into());
            assert!(fresh(&sent).is_err(), "{login}");
        }
    }
}
