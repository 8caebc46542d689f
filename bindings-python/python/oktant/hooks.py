"""Inline hooks: what Okta sends to a service of yours, and what it takes back. Use them under any web framework.

>>> from oktant import hooks
>>> from oktant.models import TokenHookResponse
>>> payload = hooks.token.parse(b'{"eventType": "com.okta.oauth2.tokens.transform"}')
>>> payload["eventType"]
'com.okta.oauth2.tokens.transform'
>>> hooks.token.reply(TokenHookResponse(commands=[]))
{'commands': []}
"""

from __future__ import annotations

from ._hook import Hook
from .generated.hooks import password_import, registration, saml, telephony, token, user_import

__all__ = ["Hook", "password_import", "registration", "saml", "telephony", "token", "user_import"]
