"""What both clients share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ._help import ClientDoc
from ._native import NativeClient
from ._settings import to_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Unpack

    from ._response import RateLimitStatus
    from ._settings import Store
    from .generated.settings import Settings


class BaseClient:
    """Settings and state of a client."""

    _asynchronous: ClassVar[bool] = False

    def __init__(self, config: Mapping[str, object] | None = None, /, **settings: Unpack[Settings]) -> None:
        """`config` holds settings by the names that Okta's own SDKs use: `{"orgUrl": ..., "rateLimit": {"maxRetries": 4}}`."""
        bearer = settings.get("bearer")
        texts = to_texts(config, settings)
        self._native = NativeClient(
            texts,
            bearer if callable(bearer) else None,
            settings.get("signer"),
            settings.get("proof_signer"),
            settings.get("transport"),
            settings.get("on_event"),
            self._store(settings.get("fleet")),
            settings.get("strict") is True,
        )

    def _store(self, fleet: str | Store | None) -> object:
        if fleet is None or isinstance(fleet, str):
            return None
        from ._fleet import of_client

        return of_client(fleet, self._asynchronous)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.__doc__ = ClientDoc(cls.__doc__ or "")  # type: ignore[assignment]

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            from ._hints import unknown_attribute

            raise unknown_attribute(self, name)

    @property
    def org_url(self) -> str:
        """Org URL, `https://example.okta.com`."""
        return self._native.org_url

    def rates(self) -> list[RateLimitStatus]:
        """Status of the org's rate limits that count this client's calls, by name."""
        return self._native.rates()

    def explain(self) -> str:
        """Settings with their values and sources, one on each line. Secrets are masked."""
        return self._native.explain()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.org_url}>"
