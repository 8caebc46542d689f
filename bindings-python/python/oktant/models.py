"""Typed views of everything that the API sends and takes: `from oktant.models import User, UserProfile`.

The classes of an area are loaded with the first use of one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .generated.models import *  # noqa: F403
else:

    def __getattr__(name: str) -> object:
        from .generated.models import AREAS

        if name == "__all__":
            return sorted(AREAS)
        area = AREAS.get(name)
        if area is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(__import__(f"oktant.generated.models.{area}", fromlist=[name]), name)
        return found

    def __dir__() -> list[str]:
        from .generated.models import AREAS

        return sorted(AREAS)
