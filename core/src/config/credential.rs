//! Checks the credential and the OAuth settings: exactly one complete credential must be set.

use super::key::Key;
use super::resolve::Check;
use super::{Credential, OAuth, Origin};
use crate::{PrivateKey, Secret, text};

/// The reason why a token is invalid. It does not show the token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InvalidToken {
    pub(crate) what: &'static str,
    /// What to do; `{}` is replaced by what is expected.
    hint: &'static str,
}

impl InvalidToken {
    /// The reason and what to do.
    pub(crate) fn message(self, expected: &str) -> String {
        format!("{}: {}", self.what, text::replaced(self.hint, "{}", expected))
    }
}

/// Trims a token and checks that it is valid in a header.
pub(crate) fn token(text: &str) -> Result<&str, InvalidToken> {
    let token = text.trim_ascii();
    let starts = |word: &str| token.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let (what, hint) = if token.is_empty() {
        ("is empty", "give {}")
    } else if token.contains(&['{', '}'][..]) {
        ("still holds a placeholder", "replace it with {}")
    } else if starts("ssws ") || starts("bearer ") {
        ("begins with the word SSWS or Bearer", "give the token alone")
    } else if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        ("holds a space, a line break or a character that no token has", "copy it again")
    } else {
        return Ok(token);
    };
    Err(InvalidToken { what, hint })
}

impl Check<'_> {
    pub(super) fn credential(&mut self) -> Option<(Credential, OAuth)> {
        let without_oauth = |credential| Some((credential, OAuth::default()));
        if self.raw.callback {
            for key in [Key::Token, Key::PrivateKey] {
                self.refuse_conflict(key, Origin::Code, "there is a bearer callback too: give one of the two");
            }
            return without_oauth(Credential::Callback);
        }
        let mode = self.value(Key::AuthorizationMode)?;
        match (mode.text.trim_ascii().to_ascii_lowercase().as_str(), self.raw.browser) {
            ("ssws", false) => self.token("an API token of the org").map(Credential::Ssws).and_then(without_oauth),
            ("ssws", true) => {
                let what = "an API token does not belong on a web page: give a bearer callback, or set this to Bearer or Cookie";
                self.refuse(Key::AuthorizationMode, &mode, what);
                None
            }
            // `BearerToken` is the name in Okta's SDK for .NET.
            ("bearer" | "bearertoken", _) => {
                self.token("an access token of the org").map(Credential::Bearer).and_then(without_oauth)
            }
            ("cookie", true) => without_oauth(Credential::Cookie),
            ("cookie", false) => {
                self.refuse(
                    Key::AuthorizationMode,
                    &mode,
                    "only a browser has the cookie: use SSWS, Bearer or PrivateKey",
                );
                None
            }
            // `JWK` is the name in Okta's SDK for Go.
            ("privatekey" | "jwk", _) => self.oauth().map(|oauth| (Credential::PrivateKey, oauth)),
            _ => {
                self.refuse_value(Key::AuthorizationMode, &mode, "SSWS, Bearer or PrivateKey");
                None
            }
        }
    }

    /// Refuses a setting that contradicts the credential in use, unless the credential has the higher origin.
    fn refuse_conflict(&mut self, key: Key, used: Origin, what: &str) {
        if let Some(setting) = self.raw.get(key).filter(|setting| setting.origin >= used) {
            self.refuse(key, setting, what);
        }
    }

    fn token(&mut self, expected: &str) -> Option<Secret<String>> {
        let no_key = self.raw.get(Key::PrivateKey).is_none();
        let Some(setting) = self.raw.get(Key::Token) else {
            let other = if no_key && self.raw.get(Key::ClientId).is_none() {
                ""
            } else {
                ", or set OKTA_CLIENT_AUTHORIZATIONMODE to PrivateKey to ask for tokens with a private key"
            };
            self.missing(Key::Token, &format!("give {expected}{other}"));
            return None;
        };
        let what = "there is a token too: give one of the two, and to use the key set \
                    OKTA_CLIENT_AUTHORIZATIONMODE to PrivateKey";
        self.refuse_conflict(Key::PrivateKey, setting.origin, what);
        if no_key {
            let what = "there is no private key for it: set OKTA_CLIENT_PRIVATEKEY too, or leave it out";
            self.refuse_conflict(Key::ClientId, setting.origin, what);
        }
        if self.raw.get(Key::Dpop).is_some_and(|setting| setting.text.trim_ascii().eq_ignore_ascii_case("true")) {
            let what = "a fixed token cannot be bound to a key: set OKTA_CLIENT_AUTHORIZATIONMODE to PrivateKey, or this to false";
            self.refuse_conflict(Key::Dpop, setting.origin, what);
        }
        match token(&setting.text) {
            Ok(token) => Some(Secret::new(token.to_owned())),
            Err(invalid) => {
                self.refuse(Key::Token, setting, &invalid.message(expected));
                None
            }
        }
    }

    fn oauth(&mut self) -> Option<OAuth> {
        let client_id = self.client_id();
        let scopes = self.scopes();
        let private_key = self.private_key();
        let id = self.raw.get(Key::KeyId).map(|setting| setting.text.trim_ascii().to_owned());
        let private_key = private_key.map(|key| key.with_id(id.clone()));
        let key = match (&private_key, self.raw.client_key.clone(), id) {
            (Some(key), ..) => key.public().clone(),
            (None, Some(key), Some(id)) => key.with_id(id),
            (None, key, _) => key?,
        };
        Some(OAuth {
            client_id: Some(client_id?),
            scopes,
            private_key,
            key: Some(key),
            key_origin: self.raw.get(Key::PrivateKey).map(|setting| setting.origin),
            ..OAuth::default()
        })
    }

    fn client_id(&mut self) -> Option<String> {
        let expected = "the client ID of the service app";
        let Some(setting) = self.raw.get(Key::ClientId) else {
            self.missing(Key::ClientId, &format!("give {expected}"));
            return None;
        };
        let id =
            token(&setting.text).map_err(|invalid| self.refuse(Key::ClientId, setting, &invalid.message(expected)));
        id.ok().map(str::to_owned)
    }

    fn scopes(&mut self) -> Vec<String> {
        let setting = self.raw.get(Key::Scopes);
        let text = setting.map_or("", |setting| setting.text.as_str());
        let mut scopes = Vec::new();
        for scope in text::words(text, &[' ', ',', '\t', '\n']) {
            scopes.push(scope.to_owned());
        }
        match (setting, scopes.is_empty()) {
            (None, _) => self.missing(Key::Scopes, "name at least one, such as okta.users.read"),
            (Some(setting), true) => {
                self.refuse(Key::Scopes, setting, "is empty: name at least one, such as okta.users.read");
            }
            _ => {}
        }
        scopes
    }

    /// The private key, unless the caller signs.
    fn private_key(&mut self) -> Option<PrivateKey> {
        let used = match (&self.raw.client_key, self.raw.get(Key::PrivateKey)) {
            (Some(_), _) => {
                self.refuse_conflict(Key::PrivateKey, Origin::Code, "there is a signer too: give one of the two");
                Origin::Code
            }
            (None, Some(setting)) => setting.origin,
            (None, None) => {
                let what = "give the private key of the service app as PEM or JWK, or its path";
                self.missing(Key::PrivateKey, what);
                return None;
            }
        };
        self.refuse_conflict(Key::Token, used, "there is a private key too: give one of the two");
        let setting = self.raw.get(Key::PrivateKey).filter(|_| self.raw.client_key.is_none())?;
        let key = match &self.raw.unread_key {
            Some(what) => Err(format!(
                "is neither a key nor the path of a file that can be read: {what}: give PEM text, a JWK, or the path of one"
            )),
            None => PrivateKey::read(&setting.text),
        };
        key.map_err(|what| self.refuse(Key::PrivateKey, setting, &what)).ok()
    }
}
