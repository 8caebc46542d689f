//! The JSON text of a seeded user, written straight: pages of a million users are made of it.

use super::Seeded;
use std::fmt::{Display, Write as _};

/// What of a user an answer shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UserView<'a> {
    /// Scheme and host of the links; safe inside a JSON string.
    pub(crate) base: &'a str,
    /// Whether credentials are wanted.
    pub(crate) credentials: bool,
    /// Whether the schema has the seeded custom attributes.
    pub(crate) badge: bool,
    pub(crate) cost_number: bool,
}

impl Seeded<'_> {
    /// Appends the user as lists show it. No seeded text needs an escape.
    pub(crate) fn write(&self, out: &mut String, view: &UserView<'_>) {
        let id = self.id();
        text(out, "{\"id\":", &id);
        text(out, ",\"status\":", self.status());
        optional(out, ",\"created\":", Some(self.created()));
        optional(out, ",\"activated\":", self.activated());
        optional(out, ",\"statusChanged\":", self.status_changed());
        optional(out, ",\"lastLogin\":", self.last_login());
        optional(out, ",\"lastUpdated\":", Some(self.last_updated()));
        optional(out, ",\"passwordChanged\":", self.password_changed());
        text(out, ",\"type\":{\"id\":", &self.seed.type_id);
        out.push_str("},\"profile\":{");
        let login = self.login();
        self.write_profile(out, &login, view);
        out.push('}');
        if view.credentials {
            out.push_str(",\"credentials\":");
            self.write_credentials(out, &login);
        }
        out.push_str(",\"_links\":{\"self\":{\"href\":\"");
        out.push_str(view.base);
        out.push_str("/api/v1/users/");
        out.push_str(&id);
        out.push_str("\"}}}");
    }

    fn write_profile(&self, out: &mut String, login: &str, view: &UserView<'_>) {
        let (city, locale) = self.city();
        text(out, "\"firstName\":", self.first_name());
        text(out, ",\"lastName\":", self.last_name());
        optional(out, ",\"mobilePhone\":", self.mobile_phone());
        text(out, ",\"department\":", self.department());
        text(out, ",\"title\":", self.title());
        text(out, ",\"city\":", city);
        text(out, ",\"countryCode\":", self.country());
        text(out, ",\"locale\":", locale);
        let _ = write!(out, ",\"employeeNumber\":\"{}\"", self.employee_number());
        if let Some(badge) = self.badge().filter(|_| view.badge) {
            text(out, ",\"badge\":", &badge);
        }
        if let Some(number) = self.cost_number().filter(|_| view.cost_number) {
            let _ = write!(out, ",\"costNumber\":{number}");
        }
        optional(out, ",\"secondEmail\":", self.second_email());
        text(out, ",\"login\":", login);
        text(out, ",\"email\":", login);
    }

    fn write_credentials(&self, out: &mut String, login: &str) {
        out.push('{');
        if self.password_changed().is_some() {
            out.push_str("\"password\":{},");
        }
        text(out, "\"emails\":[{\"value\":", login);
        out.push_str(",\"status\":\"VERIFIED\",\"type\":\"PRIMARY\"}");
        if let Some(second) = self.second_email() {
            text(out, ",{\"value\":", &second);
            out.push_str(",\"status\":\"VERIFIED\",\"type\":\"SECONDARY\"}");
        }
        out.push_str("],\"provider\":{\"type\":\"OKTA\",\"name\":\"OKTA\"}}");
    }
}

fn text(out: &mut String, before: &str, value: &str) {
    out.push_str(before);
    out.push('"');
    out.push_str(value);
    out.push('"');
}

fn optional(out: &mut String, before: &str, value: Option<impl Display>) {
    // Writing into a string does not fail.
    let _ = match value {
        Some(value) => write!(out, "{before}\"{value}\""),
        None => write!(out, "{before}null"),
    };
}

#[cfg(test)]
mod tests {
    use super::super::Seed;
    use super::*;
    use crate::attribute::Attribute;
    use crate::id::Ids;
    use crate::time::Time;
    use serde_json::Value;

    #[test]
    fn text_is_json_and_agrees_with_search() {
        let seed = Seed::new(7, 500, "oty1", &mut Ids::new(7), Time::from_seconds(1_600_000_000));
        let view = UserView { base: "http://h", credentials: true, badge: true, cost_number: true };
        for index in 0..500 {
            let user = seed.user(index);
            let mut out = String::new();
            user.write(&mut out, &view);
            let value: Value = serde_json::from_str(&out).unwrap();
            assert_eq!(value["_links"]["self"]["href"], format!("http://h/api/v1/users/{}", user.id()));
            let profile = value["profile"].as_object().unwrap().iter();
            let profile = profile.map(|(name, value)| (format!("profile.{name}"), value));
            let own = ["id", "status", "created", "activated", "statusChanged", "lastUpdated"];
            let own = own.into_iter().map(|name| (name.to_owned(), &value[name]));
            for (path, value) in own.chain(profile) {
                let found = match user.attribute(&path) {
                    Attribute::Missing => Value::Null,
                    Attribute::Text(text) => text.into_owned().into(),
                    Attribute::Time(time) => time.to_string().into(),
                    Attribute::Number(number) => {
                        assert_eq!(value.as_f64(), Some(number));
                        continue;
                    }
                    other => panic!("{path}: {other:?}"),
                };
                assert_eq!(found, *value, "{path}");
            }
        }
    }
}
