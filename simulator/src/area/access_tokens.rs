//! Access tokens.

use crate::call::Call;
use crate::jwt::encode;
use crate::oauth::LIFE;
use crate::org::Org;
use serde_json::{Value, json};

/// Who a token is for.
pub(super) struct Subject<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    /// The client, too, where no user is.
    pub(super) user: &'a str,
}

/// A token with the claims of Okta's. As with Okta's, only the org can verify it: its signature is random.
pub(super) fn mint(
    org: &mut Org,
    call: &Call<'_>,
    subject: &Subject<'_>,
    scopes: &[String],
    bound: Option<&str>,
) -> String {
    let now = call.now.seconds();
    let mut claims = json!({
        "ver": 1,
        "jti": format!("AT.{}", org.ids.text(43)),
        "iss": subject.issuer,
        "aud": subject.issuer,
        "sub": subject.user,
        "iat": now,
        "exp": now + LIFE,
        "cid": subject.client,
        "scp": scopes,
    });
    if let (Some(bound), Value::Object(claims)) = (bound, &mut claims) {
        claims.insert("cnf".into(), json!({ "jkt": bound }));
    }
    let header = json!({ "kid": org.ids.text(43), "alg": "RS256" });
    let part = |value: &Value| encode(value.to_string().as_bytes());
    format!("{}.{}.{}", part(&header), part(&claims), org.ids.text(342))
}
