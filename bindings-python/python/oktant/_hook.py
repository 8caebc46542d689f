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
        text = body.encode() if isinstance(body, str) else body
        document = loads(text) if isinstance(text, bytes) else text
        if type(document) is not dict:
            whole = text if isinstance(text, bytes) else None
            raise DecodeError("the hook's payload is no JSON object: answer 400, Okta sends an object", body=whole)
        payload: P = reader(self._payload)(document)
        return payload

    def reply(self, reply: R | Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object to answer with, status 200, as web frameworks take it."""
        document: dict[str, Any] = plain(reply)
        return document

    def __repr__(self) -> str:
        return f"<Hook from {self._payload} to {self._reply}>"
