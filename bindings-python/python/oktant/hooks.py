"""Inline hooks and event hooks: reads what Okta sends to your service and writes the reply, under any web framework.

>>> from oktant import hooks
>>> from oktant.models import TokenHookResponse
>>> payload = hooks.token.parse(b'{"eventType": "com.okta.oauth2.tokens.transform"}')
>>> payload["eventType"]
'com.okta.oauth2.tokens.transform'
>>> hooks.token.reply(TokenHookResponse(commands=[]))
{'commands': []}
>>> hooks.event.verification("inv-challenge")
{'verification': 'inv-challenge'}
"""

from __future__ import annotations

from ._event_hook import EventDelivery, EventHook, event
from ._hook import Hook
from .generated.hooks import password_import, registration, saml, telephony, token, user_import

__all__ = ["EventDelivery", "EventHook", "Hook", "event", "password_import", "registration", "saml", "telephony", "token", "user_import"]
