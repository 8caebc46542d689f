//! Responses that are not JSON.

use crate::FromBody;
use oktant_core::decode::{Decoded, body_kind};

/// The text of a response that is not JSON, such as SAML metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(pub String);

impl FromBody for Text {
    fn from_body(body: &[u8]) -> Decoded<Text> {
        let value = String::from_utf8(body.to_vec()).ok().map(Text);
        Decoded { value, kind: body_kind(body), count: None }
    }
}

impl std::ops::Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
