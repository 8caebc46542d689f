"""What a program's log hears of calls, under the logger `oktant`: no secret, no argument, no id. Loaded where `logging` is."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._answer import Event

_logger = logging.getLogger("oktant")
_logger.addHandler(logging.NullHandler())

reads = _logger.isEnabledFor


def tell(level: int, event: Event) -> None:
    """Writes one line."""
    # What has no operation is named by its method: its path holds ids.
    operation = event.operation.partition(" ")[0]
    _logger.log(level, "%s (call %d): %s", operation, event.call, _what(event))


def _what(event: Event) -> str:
    if event.kind == "request":
        return f"request {event.attempts} goes out"
    if event.kind == "response":
        rate = event.rate
        known = rate is not None and rate.limit is not None and rate.remaining is not None
        left = f", {rate.remaining} of {rate.limit} requests left" if rate is not None and known else ""
        return f"answered with {event.status}{left}"
    if event.kind == "failure":
        return f"{'too late' if event.timed_out else 'no whole answer'}, phase {event.phase}"
    if event.kind == "retry":
        return f"repeated in {event.seconds:.3f} s: {event.reason}"
    if event.kind == "pace":
        return f"held back for at most {event.seconds:.3f} s: {event.reason}"
    if event.kind == "warning":
        return f"settings: {event.text}"
    return _TOKEN.get(event.kind, event.kind)


_TOKEN = {
    "token_asked": "a token is asked for",
    "token_given": "a token was given",
    "token_failed": "no token was to be had",
}
