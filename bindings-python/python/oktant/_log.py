"""Log of calls, under the logger `oktant`: no secret, no argument, no ID. Imported if the program has imported `logging`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._response import Event

_logger = logging.getLogger("oktant")
_logger.addHandler(logging.NullHandler())

is_enabled = _logger.isEnabledFor


def emit(level: int, event: Event) -> None:
    """Logs an event as one line."""
    # A call without an operation shows its method alone: its path holds IDs.
    operation = event.operation.partition(" ")[0]
    _logger.log(level, "%s (call %d): %s", operation, event.call, _message(event))


def _message(event: Event) -> str:
    if event.kind == "request":
        return f"sending request {event.attempts}"
    if event.kind == "response":
        rate = event.rate
        known = rate is not None and rate.limit is not None and rate.remaining is not None
        left = f", {rate.remaining} of {rate.limit} requests left" if rate is not None and known else ""
        return f"response with status {event.status}{left}"
    if event.kind == "failure":
        return f"{'timed out' if event.timed_out else 'no complete response'}, phase {event.phase}"
    if event.kind == "retry":
        return f"retrying in {event.seconds:.3f} s: {event.reason}"
    if event.kind == "pace":
        return f"waiting for at most {event.seconds:.3f} s: {event.reason}"
    if event.kind == "warning":
        return str(event.text)
    if event.kind == "fleet_lost":
        return f"going on without the fleet: {event.text}"
    if event.kind == "fleet_joined":
        return "sharing rate limits with the fleet"
    return _TOKEN.get(event.kind, event.kind)


_TOKEN = {
    "token_requested": "requesting a token",
    "token_received": "token received",
    "token_failed": "no token could be obtained",
}
