"""Inline hooks: reads the payload that Okta sends, writes the reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ._errors import DecodeError
from ._codecs import codec, reader
from ._model import Model, plain
from ._native import loads

if TYPE_CHECKING:
    from collections.abc import Mapping

P = TypeVar("P", bound=Model)
R = TypeVar("R", bound=Model)


class Hook(Generic[P, R]):
    """Inline hook: Okta sends a payload `P` and takes a reply `R`."""

    __slots__ = ("_payload", "_reply")

    def __init__(self, payload: str, reply: str) -> None:
        self._payload = payload
        self._reply = reply

    def parse(self, body: bytes | str | dict[str, Any]) -> P:
        """Reads the payload from the body of Okta's request: its bytes, or the dict that a web framework has parsed.

        Raises `DecodeError` if it is not a JSON object; respond with status 400.
        """
        payload: P = reader(self._payload)(parse_object(body))
        return payload

    def reply(self, reply: R | Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object to respond with, status 200."""
        codec(self._reply).check_names(reply, [])
        document: dict[str, Any] = plain(reply)
        return document

    def __repr__(self) -> str:
        return f"<Hook from {self._payload} to {self._reply}>"


def parse_object(body: bytes | str | dict[str, Any]) -> dict[str, Any]:
    """The JSON object that Okta sent to a hook."""
    text = body.encode() if isinstance(body, str) else body
    found = loads(text) if isinstance(text, bytes) else text
    if type(found) is not dict:
        whole = text if isinstance(text, bytes) else None
        raise DecodeError("the hook's payload is not a JSON object: respond with status 400", body=whole)
    return found
