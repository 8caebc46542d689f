//! The access token that the members of a fleet share.

use super::membership::{Membership, fingerprint};
use super::store::{Script, StoreReply, StoreRequest};
use crate::auth::token_lease::Token;
use crate::auth::token_response::GrantedToken;
use crate::{Config, text};
use std::sync::Arc;

static TOKEN: Script = Script { name: "token", text: lua!("token.lua") };

/// The longest pause until a member looks again.
const LONGEST_MS: u64 = 1000;

/// What a member does for its token.
#[derive(Debug)]
pub(crate) enum TokenReply {
    Use(GrantedToken),
    /// Another member is getting it.
    Wait {
        wait_ms: u64,
    },
    /// This member asks the org.
    Ask,
}

/// The request for the token; `refused` is one that the org does not take. `None` if the token is not shared: the key that
/// encrypts it must be in memory, and a token that is bound to a key (DPoP) is of no use to another process.
pub(crate) fn get(membership: &Membership, config: &Config, refused: Option<&Token>) -> Option<StoreRequest> {
    let refused = refused.map(|token| fingerprint(token.open())).unwrap_or_default();
    let arguments = ["get".to_owned(), membership.member.clone(), refused];
    let request = request(membership, config, arguments.into(), None)?;
    Some(StoreRequest { unseal: true, ..request })
}

/// The request that shares a token of the org.
pub(crate) fn put(
    membership: &Membership,
    config: &Config,
    granted: &GrantedToken,
    renews_in_ms: u64,
) -> Option<StoreRequest> {
    let (lives, renews) = (granted.lives_ms.to_string(), renews_in_ms.to_string());
    let id = fingerprint(granted.token.open());
    let arguments = ["put".to_owned(), membership.member.clone(), lives, renews, id];
    request(membership, config, arguments.into(), Some(granted.token.clone()))
}

/// The request that lets another member ask the org, which gave this one no token.
pub(crate) fn give_up(membership: &Membership, config: &Config) -> Option<StoreRequest> {
    request(membership, config, ["give up".to_owned(), membership.member.clone()].into(), None)
}

#[cfg_attr(not(feature = "fleet"), expect(unreachable_code, reason = "there is no request without fleets"))]
fn request(
    membership: &Membership,
    config: &Config,
    arguments: Vec<String>,
    seal: Option<Token>,
) -> Option<StoreRequest> {
    let oauth = &config.oauth;
    let key = oauth.private_key.as_ref().filter(|_| !oauth.dpop)?.public();
    // Members with other scopes or another key have another token.
    let what = format!("token:{}", fingerprint(&format!("{} {}", oauth.scopes.join(" "), key.jwk())));
    Some(membership.request(&TOKEN, membership.principal_key(&what), arguments, seal))
}

impl TokenReply {
    /// Reads the reply of the script; `None` if it is no such reply.
    pub(crate) fn read(reply: StoreReply) -> Option<TokenReply> {
        let [verdict, ms] = reply.values.as_slice() else { return None };
        match (verdict.as_str(), text::digits(ms)?, reply.secret) {
            ("use", lives_ms, Some(token)) => {
                let token = Token::new(Arc::from(token.open().as_str()));
                Some(TokenReply::Use(GrantedToken { token, lives_ms }))
            }
            ("wait", wait_ms, _) => Some(TokenReply::Wait { wait_ms: wait_ms.min(LONGEST_MS) }),
            ("ask", ..) => Some(TokenReply::Ask),
            _ => None,
        }
    }
}
