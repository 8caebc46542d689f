//! The credentials of a user: what a request may set, what is stored, what responses show.

use crate::call::{object, text};
use crate::error::{self, ApiError, BLANK, ensure, field};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Map, Value, json};

const SHORTEST_PASSWORD: usize = 8;
const SHORTEST_ANSWER: usize = 4;
/// The length from which a part of the username is forbidden in a password.
const NAME_PART: usize = 4;

/// The `credentials` member of a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sent {
    pub(crate) password: Option<Password>,
    pub(crate) question: Option<Question>,
    provider: Option<Value>,
}

/// A password: plain text, or imported as a hash or by a hook.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Password {
    Plain(String),
    Imported,
}

/// A recovery question and its answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Question {
    pub(crate) question: String,
    pub(crate) answer: String,
}

impl Sent {
    /// Reads `credentials` of a user body. An empty password object, as responses show it, sets nothing.
    pub(crate) fn read(body: &Map<String, Value>) -> Result<Self, ApiError> {
        let credentials = object(body, "credentials")?;
        let password = object(&credentials, "password")?;
        let imported = password.contains_key("hash") || password.contains_key("hook");
        let password = match text(&password, "value")? {
            Some(value) => Some(Password::Plain(value)),
            None => imported.then_some(Password::Imported),
        };
        let question = Question::read(&credentials)?;
        let provider = credentials.get("provider").filter(|provider| provider.get("type").is_some());
        Ok(Self { password, question, provider: provider.cloned() })
    }

    /// Whether another system authenticates the user.
    pub(crate) fn elsewhere(&self) -> bool {
        is_elsewhere(self.provider.as_ref())
    }

    pub(crate) fn check(&self, login: &str) -> Result<(), ApiError> {
        if let Some(Password::Plain(password)) = &self.password {
            check_password(password, login)?;
        }
        self.question.as_ref().map_or(Ok(()), Question::check)
    }

    /// Applies the request to a user.
    pub(crate) fn apply(self, user: &mut Document, now: Time) {
        match self.password {
            Some(Password::Plain(password)) => set_password(user, &password, now),
            Some(Password::Imported) => {
                user.hidden.shift_remove("password");
                user.hidden.insert("imported".into(), true.into());
                user.hidden.insert("provider".into(), json!({ "type": "IMPORT", "name": "IMPORT" }));
                user.set("passwordChanged", now.to_string());
            }
            None => {}
        }
        if let Some(question) = self.question {
            question.apply(user);
        }
    }

    /// Sets the provider of a new user; it never changes afterwards.
    pub(crate) fn set_provider(&self, user: &mut Document) {
        if let Some(provider) = &self.provider {
            let kind = provider.get("type").cloned().unwrap_or_default();
            let name = provider.get("name").cloned().unwrap_or_else(|| kind.clone());
            user.hidden.insert("provider".into(), json!({ "type": kind, "name": name }));
        }
    }
}

impl Question {
    /// Reads `recovery_question`; without an answer, as responses show it, it sets nothing.
    pub(crate) fn read(credentials: &Map<String, Value>) -> Result<Option<Self>, ApiError> {
        let sent = object(credentials, "recovery_question")?;
        let question = text(&sent, "question")?.unwrap_or_default();
        Ok(text(&sent, "answer")?.map(|answer| Self { question, answer }))
    }

    pub(crate) fn check(&self) -> Result<(), ApiError> {
        let wrong = |member: &str, why: &str| {
            error::invalid("recovery_question").because(format!("recovery_question.{member}: {why}"))
        };
        ensure!(!self.question.trim().is_empty(), wrong("question", BLANK));
        let long = self.answer.trim().chars().count() >= SHORTEST_ANSWER;
        ensure!(long, wrong("answer", "The answer needs at least 4 characters"));
        Ok(())
    }

    pub(crate) fn apply(self, user: &mut Document) {
        user.hidden.insert("question".into(), self.question.into());
        user.hidden.insert("answer".into(), self.answer.into());
    }
}

pub(crate) fn has_password(user: &Document) -> bool {
    user.hidden.contains_key("password") || user.hidden.contains_key("imported")
}

/// Whether the user can sign in: by a password or through another provider.
pub(crate) fn can_sign_in(user: &Document) -> bool {
    has_password(user) || is_elsewhere(user.hidden.get("provider"))
}

fn is_elsewhere(provider: Option<&Value>) -> bool {
    matches!(provider.and_then(|provider| provider.get("type")?.as_str()), Some("FEDERATION" | "SOCIAL"))
}

pub(crate) fn set_password(user: &mut Document, password: &str, now: Time) {
    user.hidden.insert("password".into(), password.into());
    user.set("passwordChanged", now.to_string());
}

/// Whether this is the user's password. An imported password is unknown, so any non-empty one is accepted.
pub(crate) fn knows_password(user: &Document, password: &str) -> bool {
    match user.hidden.get("password") {
        Some(own) => own == password,
        None => user.hidden.contains_key("imported") && !password.is_empty(),
    }
}

/// The password policy of a new org.
pub(crate) fn check_password(password: &str, login: &str) -> Result<(), ApiError> {
    let (login, lower) = (login.to_lowercase(), password.to_lowercase());
    let mut parts = login.split([',', '.', '_', '-', '#', '@']).filter(|part| part.len() >= NAME_PART);
    let strong = password.chars().count() >= SHORTEST_PASSWORD
        && password.chars().any(char::is_lowercase)
        && password.chars().any(char::is_uppercase)
        && password.chars().any(char::is_numeric)
        && !parts.any(|part| lower.contains(part));
    let why = "Password requirements were not met. Password requirements: at least 8 characters, \
               a lowercase letter, an uppercase letter, a number, no parts of your username.";
    ensure!(strong, field("password", why));
    Ok(())
}

/// Recomputes the `credentials` that responses show; orgs with realms have no `emails` in them.
pub(crate) fn refresh(user: &mut Document, with_emails: bool) {
    let mut credentials = core(user);
    let email = |path: &str, kind: &str| {
        let value = user.at(path).and_then(Value::as_str).filter(|value| !value.is_empty())?;
        Some(json!({ "value": value, "status": "VERIFIED", "type": kind }))
    };
    let emails: Vec<Value> =
        email("profile.email", "PRIMARY").into_iter().chain(email("profile.secondEmail", "SECONDARY")).collect();
    if with_emails {
        credentials.insert("emails".into(), emails.into());
    }
    user.set("credentials", credentials);
}

/// The response of credential operations: no password, the question without its answer, the provider.
pub(crate) fn core(user: &Document) -> Map<String, Value> {
    let mut credentials = Map::new();
    if has_password(user) {
        credentials.insert("password".into(), json!({}));
    }
    if let Some(question) = user.hidden.get("question") {
        credentials.insert("recovery_question".into(), json!({ "question": question }));
    }
    let provider = user.hidden.get("provider").cloned();
    credentials.insert("provider".into(), provider.unwrap_or_else(|| json!({ "type": "OKTA", "name": "OKTA" })));
    credentials
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_policy() {
        assert_eq!(check_password("Correct-Horse1", "anna.li@example.com"), Ok(()));
        for weak in ["", "Short1", "lowercase1", "UPPERCASE1", "NoDigitsHere", "1aNNa-eXample", "MyAnna-123"] {
            assert!(check_password(weak, "anna.li@example.com").is_err(), "{weak}");
        }
    }

    #[test]
    fn a_response_sent_back_sets_nothing() {
        let body = json!({ "credentials": {
            "password": {}, "recovery_question": { "question": "Why?" }, "emails": [], "provider": { "type": "OKTA" },
        }});
        let sent = Sent::read(body.as_object().unwrap()).unwrap();
        assert_eq!((sent.password, sent.question), (None, None));
    }
}
