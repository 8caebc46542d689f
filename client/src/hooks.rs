//! Inline hooks and event hooks: what Okta sends to a hook of yours, and what it takes back. No HTTP here: use it under any web
//! framework.

use crate::Error;
use oktant_core::value::Document;

#[cfg(all(feature = "event_hooks", feature = "system_log"))]
mod event;

#[cfg(feature = "inline_hooks")]
pub use crate::generated::hooks::*;
#[cfg(all(feature = "event_hooks", feature = "system_log"))]
pub use event::{EventDelivery, EventDeliveryData, EventHook, EventVerification};

/// An inline hook: the types of its payload and reply.
///
/// ```
/// use oktant::hooks::{Hook, TokenHook};
/// use oktant::value::{Document, Json};
///
/// // The body that Okta posted.
/// let body = br#"{"eventType":"com.okta.oauth2.tokens.transform","data":{"context":{"user":{"id":"00u1"}}}}"#;
/// let payload = TokenHook::parse(body)?;
/// assert_eq!(payload.to_json().pointer("/data/context/user/id").and_then(Json::as_str), Some("00u1"));
///
/// // Any JSON makes a reply; unknown members stay.
/// let reply = Json::from([("commands", Vec::<Json>::new())]);
/// assert_eq!(TokenHook::reply(&reply.cast()?), br#"{"commands":[]}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Hook {
    /// The payload that Okta sends.
    type Payload: Document;
    /// The reply that Okta accepts.
    type Reply: Document;

    /// Parses the body of Okta's request.
    ///
    /// # Errors
    /// Decode if the body is not a JSON object.
    fn parse(body: &[u8]) -> Result<Self::Payload, Error> {
        Self::Payload::parse(body).map_err(|malformed| {
            Error::decode(format!("the hook's payload: {malformed}: answer 400, Okta sends a JSON object"))
                .with_body(body.into())
        })
    }

    /// The response body, for status 200 and `application/json`.
    fn reply(reply: &Self::Reply) -> Vec<u8> {
        reply.to_text().into_bytes()
    }
}
