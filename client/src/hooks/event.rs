//! Event hooks: Okta verifies the endpoint once, then posts log events to it.

use super::Hook;
use oktant_core::models::system_log::LogEvent;
use oktant_core::value::Timestamp;

/// An event hook.
///
/// Okta verifies its endpoint once by a GET with the header [`EventHook::CHALLENGE`], which [`EventHook::verification`] answers. It
/// then posts deliveries, which [`Hook::parse`] reads; answer them within 3 seconds with status 200 or 204, and work afterwards.
/// Okta may deliver an event twice, and in another order: its `uuid` says which one it is. The `Authorization` header, or the
/// one that was set with the hook, shows that a request is Okta's: compare it in constant time.
///
/// ```
/// use oktant::hooks::{EventHook, Hook};
///
/// // GET, with `X-Okta-Verification-Challenge: inv-challenge`
/// assert_eq!(EventHook::verification("inv-challenge"), br#"{"verification":"inv-challenge"}"#);
///
/// // POST
/// let body = br#"{"eventId":"evt1","data":{"events":[{"uuid":"u1","eventType":"user.lifecycle.create"}]}}"#;
/// for event in EventHook::parse(body)?.events() {
///     assert_eq!(event.event_type.as_deref(), Some("user.lifecycle.create"));
/// }
/// # Ok::<(), oktant::Error>(())
/// ```
#[derive(Debug)]
pub struct EventHook;

impl EventHook {
    /// The header that holds the challenge.
    pub const CHALLENGE: &str = "X-Okta-Verification-Challenge";

    /// The body to answer a challenge with, `application/json`, status 200.
    pub fn verification(challenge: &str) -> Vec<u8> {
        Self::reply(&EventVerification { verification: Some(challenge.to_owned()), ..EventVerification::default() })
    }
}

impl Hook for EventHook {
    type Payload = EventDelivery;
    type Reply = EventVerification;
}

impl EventDelivery {
    /// The events, in the order of the delivery.
    pub fn events(&self) -> &[LogEvent] {
        self.data.as_ref().and_then(|data| data.events.as_deref()).unwrap_or_default()
    }
}

oktant_core::model! {
    /// What Okta posts to an event hook.
    EventDelivery {
        /// `eventId`: text, the delivery's own ID.
        event_id: String = "eventId",
        /// `eventTime`: date and time of the delivery.
        event_time: Timestamp = "eventTime",
        /// `eventType`: text, `com.okta.event_hook`.
        event_type: String = "eventType",
        /// `eventTypeVersion`: text.
        event_type_version: String = "eventTypeVersion",
        /// `cloudEventsVersion`: text.
        cloud_events_version: String = "cloudEventsVersion",
        /// `contentType`: text.
        content_type: String = "contentType",
        /// `source`: text, the hook's URL at the org.
        source: String = "source",
        /// `data`: [`EventDeliveryData`].
        data: EventDeliveryData = "data",
    }
    /// What a delivery holds.
    EventDeliveryData {
        /// `events`: list of [`LogEvent`].
        events: Vec<LogEvent> = "events",
    }
    /// The answer to a challenge.
    EventVerification {
        /// `verification`: text, the challenge.
        verification: String = "verification",
    }
}
