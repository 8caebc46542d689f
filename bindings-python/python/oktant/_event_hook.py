"""An event hook: Okta verifies the endpoint once, then posts log events to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from . import _fields as f
from ._hook import document
from ._kinds import reader
from ._model import maker

if TYPE_CHECKING:
    from ._model import ListView
    from .models import LogEvent


class EventDelivery(f.Model):
    """What Okta posts to an event hook."""

    __slots__ = ()
    event_id: f.Text = f.Text("eventId")
    """`eventId`: text, the delivery's own ID."""
    event_time: f.Time = f.Time("eventTime")
    """`eventTime`: date and time of the delivery."""
    event_type: f.Text = f.Text("eventType")
    """`eventType`: text, `com.okta.event_hook`."""
    source: f.Text = f.Text("source")
    """`source`: text, the hook's URL at the org."""

    @property
    def events(self) -> ListView[LogEvent]:
        """The events, in the order of the delivery."""
        data = self["data"] if "data" in self else None
        found = data.get("events") if type(data) is dict else None
        events: ListView[LogEvent] = reader("[LogEvent]")(found if type(found) is list else [])
        return events


class EventHook:
    """An event hook.

    Okta verifies its endpoint once by a GET with the header `event.CHALLENGE`, which `event.verification` answers. It then posts
    deliveries, which `event.parse` reads; answer them within 3 seconds with status 200 or 204, and work afterwards. Okta may
    deliver an event twice, and in another order: its `uuid` says which one it is. The `Authorization` header, or the one that was
    set with the hook, shows that a request is Okta's: compare it with `hmac.compare_digest`.
    """

    __slots__ = ()

    CHALLENGE: Final = "X-Okta-Verification-Challenge"
    """The header that holds the challenge."""

    def verification(self, challenge: str) -> dict[str, Any]:
        """The JSON object to answer a challenge with, status 200."""
        return {"verification": challenge}

    def parse(self, body: bytes | str | dict[str, Any]) -> EventDelivery:
        """Reads the body of a delivery: its bytes, or the dict that a web framework has made of it.

        Raises `DecodeError` where it is no JSON object; answer 400.
        """
        delivery: EventDelivery = maker(EventDelivery)(document(body))
        return delivery

    def __repr__(self) -> str:
        return "<EventHook>"


event = EventHook()
"""The event hook."""
