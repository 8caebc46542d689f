"""Event hooks: Okta verifies the endpoint once, then posts log events to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from . import _fields as f
from ._hook import parse_object
from ._codecs import reader
from ._model import maker

if TYPE_CHECKING:
    from ._model import ListView
    from .models import LogEvent


class EventDelivery(f.Model):
    """Delivery that Okta posts to an event hook."""

    __slots__ = ()
    event_id: f.Text = f.Text("eventId")
    """`eventId`: text, the ID of the delivery."""
    event_time: f.Time = f.Time("eventTime")
    """`eventTime`: date and time of the delivery."""
    event_type: f.Text = f.Text("eventType")
    """`eventType`: text, `com.okta.event_hook`."""
    source: f.Text = f.Text("source")
    """`source`: text, the hook's URL at the org."""

    @property
    def events(self) -> ListView[LogEvent]:
        """Log events, in the order of the delivery."""
        data = self["data"] if "data" in self else None
        found = data.get("events") if type(data) is dict else None
        events: ListView[LogEvent] = reader("[LogEvent]")(found if type(found) is list else [])
        return events


class EventHook:
    """Event hook.

    Okta verifies the endpoint once by a GET with the header `event.CHALLENGE`; respond with `event.verification`. It then posts
    deliveries, which `event.parse` reads. Respond to them within 3 seconds with status 200 or 204, and do the work afterwards. Okta
    may deliver an event twice and out of order; its `uuid` identifies it. To check that a request comes from Okta, compare its
    `Authorization` header, or the one set with the hook, by `hmac.compare_digest`.
    """

    __slots__ = ()

    CHALLENGE: Final = "X-Okta-Verification-Challenge"
    """Header that holds the challenge."""

    def verification(self, challenge: str) -> dict[str, Any]:
        """The JSON object to respond to a challenge with, status 200."""
        return {"verification": challenge}

    def parse(self, body: bytes | str | dict[str, Any]) -> EventDelivery:
        """Reads the body of a delivery: its bytes, or the dict that a web framework has parsed.

        Raises `DecodeError` if it is not a JSON object; respond with status 400.
        """
        delivery: EventDelivery = maker(EventDelivery)(parse_object(body))
        return delivery

    def __repr__(self) -> str:
        return "<EventHook>"


event = EventHook()
"""Event hook."""
