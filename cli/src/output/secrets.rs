//! Secrets in results and requests, masked.

use oktant::Json;
use oktant::value::{Timestamp, is_secret};

/// What stands for a secret.
pub(crate) const MASK: &str = "***";

/// The members of an object such as `password` that are the secret itself.
const INSIDE: [&str; 2] = ["value", "salt"];

/// Replaces the values of secret members, at any depth. What only says that there is a secret stays: times such as
/// `passwordChanged`, switches, and settings of passwords.
pub(crate) fn mask(value: &mut Json) {
    mask_in(value, false);
}

/// Masks a value; `secret` if the member that holds it is named as a secret.
fn mask_in(value: &mut Json, secret: bool) {
    match value {
        Json::Array(items) => items.iter_mut().for_each(|item| mask_in(item, secret)),
        Json::Object(members) => {
            for (name, member) in members.iter_mut() {
                // A hash is inside of its password.
                let inside = secret && (INSIDE.contains(&name) || name == "hash");
                mask_in(member, is_secret(name) || inside);
            }
        }
        Json::Null | Json::Bool(_) => {}
        Json::String(text) if Timestamp::from(text.as_str()).unix_ms().is_some() => {}
        value if secret => *value = Json::from(MASK),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::mask;
    use oktant::Json;

    #[test]
    fn values_of_secret_members_are_masked() {
        for (text, masked) in [
            (r#"[{"token":"y","id":"z"}]"#, r#"[{"token":"***","id":"z"}]"#),
            (r#"{"client_secret":"x","answer":null}"#, r#"{"client_secret":"***","answer":null}"#),
            (r#"{"password":{}}"#, r#"{"password":{}}"#),
            (r#"{"password":{"value":"x"}}"#, r#"{"password":{"value":"***"}}"#),
            (
                r#"{"password":{"hash":{"algorithm":"SHA-1","salt":"x","value":"y"}}}"#,
                r#"{"password":{"hash":{"algorithm":"SHA-1","salt":"***","value":"***"}}}"#,
            ),
            (r#"{"secrets":["x",1]}"#, r#"{"secrets":["***","***"]}"#),
            (r#"{"passwordChanged":"2024-01-02T03:04:05.000Z"}"#, r#"{"passwordChanged":"2024-01-02T03:04:05.000Z"}"#),
            (r#"{"password":{"complexity":{"minLength":8}}}"#, r#"{"password":{"complexity":{"minLength":8}}}"#),
        ] {
            let mut value = Json::parse(text.as_bytes()).unwrap();
            mask(&mut value);
            assert_eq!(value.to_string(), masked);
        }
    }
}
