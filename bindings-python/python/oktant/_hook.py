"""An inline hook: reads what Okta sends, writes what it takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ._errors import DecodeError
from ._kinds import reader
from ._model import Model, plain
from ._native import loads

if TYPE_CHECKING:
    from collections.abc import Mapping

P = TypeVar("P", bound=Model)
R = TypeVar("R", bound=Model)


class Hook(Generic[P, R]):
    """One kind of inline hook: `P` is what Okta sends, `R` what it takes back."""

    __slots__ = ("_payload", "_reply")

    def __init__(self, payload: str, reply: str) -> None:
        self._payload = payload
        self._reply = reply

    def parse(self, body: bytes | str | dict[str, Any]) -> P:
        """Reads the body of Okta's request: its bytes, or the dict that a web framework has made of it.

        Raises `DecodeError` where it is no JSON object; answer 400.
        """
        payload: P = reader(self._payload)(document(body))
        return payload

    def reply(self, reply: R | Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object to answer with, status 200, as web frameworks take it."""
        written: dict[str, Any] = plain(reply)
        return written

    def __repr__(self) -> str:
        return f"<Hook from {self._payload} to {self._reply}>"


def document(body: bytes | str | dict[str, Any]) -> dict[str, Any]:
    """The JSON object that Okta sent to a hook."""
    text = body.encode() if isinstance(body, str) else body
    found = loads(text) if isinstance(text, bytes) else text
    if type(found) is not dict:
        whole = text if isinstance(text, bytes) else None
        raise DecodeError("the hook's payload is no JSON object: answer 400, Okta sends an object", body=whole)
    return found
