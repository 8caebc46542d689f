"""A local org that answers in ways which orgs, gateways and other admins do: what `differences.py` shows the SDKs.

Each situation is one entry of `SITUATIONS`. A client chooses it by the API token that it sends, a service app by its client ID.
"""

import base64
import copy
import json
import re
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

USER = {
    "id": "00u1",
    "status": "ACTIVE",
    "profile": {
        "login": "ann@example.com",
        "email": "ann@example.com",
        "firstName": "Ann",
        "lastName": "Lee",
        "nickName": "Annie",
        "middleName": None,  # a documented attribute without a value
        "costCenter": "4711",
        "costcenter": "a custom attribute",  # its name differs from the one above by case alone
        "badge": "42",
        "retired": None,  # a custom attribute without a value
        "tags": [],
        "note": "",
    },
}
APP = {
    "id": "0oa1",
    "status": "ACTIVE",
    "name": "bookmark",
    "label": "Wiki",
    "signOnMode": "BOOKMARK",
    "profile": {"owner": "it", "retired": None},
    "settings": {"app": {"url": "https://wiki.example.com", "requestIntegration": False}, "futureSetting": {"on": True}},
    "visibility": {"autoSubmitToolbar": False, "futureFlag": 1, "hide": {"iOS": False, "web": False}},
    "futureMember": {"a": [1, None]},
}
ORIGIN = {
    "id": "tos1",
    "status": "ACTIVE",
    "name": "Intranet",
    "origin": "https://intranet.example.com",
    "scopes": [{"type": "CORS"}, {"type": "FUTURE", "futureMember": 1}],
}


@dataclass
class Request:
    """What the org received."""

    method: str
    path: str
    query: dict
    body: object
    token: str


@dataclass
class Answer:
    """What the org answers. A header may be there several times."""

    body: object
    status: int = 200
    headers: list = field(default_factory=list)


def error(status, code, summary, causes=(), headers=()):
    causes = [{"errorSummary": cause} for cause in causes]
    body = {"errorCode": code, "errorSummary": summary, "errorLink": code, "errorId": "oae1", "errorCauses": causes}
    return Answer(body, status, [("X-Okta-Request-Id", "request-1"), *headers])


def users(*ids):
    return [{"id": one, "status": "ACTIVE", "profile": {"login": f"{one}@example.com"}} for one in ids]


def page(org, request, pages):
    """A page of a list, with the Link headers that Okta sends: one line for `self`, one for `next`."""
    after = request.query.get("after", "")
    following = list(pages)[list(pages).index(after) + 1 :][:1]

    def url(cursor):
        query = {**request.query, **({"after": cursor} if cursor else {})}
        return f"{org.url}{request.path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")

    links = [f'<{url(after)}>; rel="self"'] + [f'<{url(cursor)}>; rel="next"' for cursor in following]
    return Answer(pages[after], 200, [("link", link) for link in links])


def two_pages(org, request, seen):
    return page(org, request, {"": users("00u1", "00u2"), "b": users("00u3")})


def joined_links(org, request, seen):
    answer = two_pages(org, request, seen)
    answer.headers = [("link", ", ".join(value for _, value in answer.headers))]
    return answer


def capital_link(org, request, seen):
    answer = two_pages(org, request, seen)
    answer.headers = [("Link", value) for _, value in answer.headers]
    return answer


def empty_page(org, request, seen):
    return page(org, request, {"": users("00u1", "00u2"), "b": [], "c": users("00u3")})


def failing_page(org, request, seen):
    if request.query.get("after"):
        return error(500, "E0000009", "Internal Server Error")
    return two_pages(org, request, seen)


def changed_elsewhere(org, request, seen):
    user = copy.deepcopy(USER)
    user["_links"] = {"self": {"href": f"{org.url}/api/v1/users/00u1"}}
    if len(seen) > 1:
        user["profile"]["nickName"] = "Nan"
    return Answer(user)


def written_by_login(org, request, seen):
    user = changed_elsewhere(org, request, seen[:1])
    written = [one for one in seen if one.method != "GET"]
    if written:
        user.body["profile"]["nickName"] = written[-1].body["profile"]["nickName"]
    return user


def slow(org, request, seen):
    time.sleep(0.3)
    return Answer(USER)


def resource(what):
    return lambda org, request, seen: Answer(what)


POLICY = {"id": "00p1", "type": "OKTA_SIGN_ON", "name": "Default", "status": "ACTIVE", "system": True, "priority": 1}


def user_with(**members):
    user = copy.deepcopy(USER)
    user["profile"].update(members.pop("profile", {}))
    return resource({**user, **members})


def first(answer, then=USER):
    """Answers the first request so, and later ones well."""
    return lambda org, request, seen: answer() if len(seen) == 1 else Answer(then)


def rate_limited():
    figures = [("X-Rate-Limit-Limit", "600"), ("X-Rate-Limit-Remaining", "0"), ("X-Rate-Limit-Reset", str(int(time.time())))]
    return error(429, "E0000047", "API call exceeded rate limit due to too many requests.", headers=figures)


def gateway(status):
    return lambda: Answer("<html><body>Bad gateway</body></html>", status)


def invalid(org, request, seen):
    causes = ["login: An object with this field already exists in the current organization"]
    return error(400, "E0000001", "Api validation failed: login", causes)


def requests(seen):
    """How many requests came."""
    return f"{len(seen)} request{'s' if len(seen) > 1 else ''}"


def changes(original):
    """What the last write changed beside what the client meant to change."""

    def compare(path, before, after):
        if isinstance(before, dict) and isinstance(after, dict):
            for name in dict.fromkeys([*before, *after]):
                here = f"{path}.{name}" if path else name
                if name not in after:
                    yield f"lost `{here}`"
                elif name not in before:
                    yield f"added `{here}: {json.dumps(after[name])}`"
                else:
                    yield from compare(here, before[name], after[name])
        elif before != after:
            yield f"`{path}` became {json.dumps(after)}"

    def received(seen):
        sent = [one.body for one in seen if one.method != "GET"]
        if not sent:
            return "sent nothing"
        read_only = ("id", "status", "_links", "_embedded", "created", "lastUpdated")
        before, after = ({name: one for name, one in body.items() if name not in read_only} for body in (original, sent[-1]))
        return ", ".join(compare("", before, after)) or "sent all of it"

    return received


def body(seen):
    """The body that was written."""
    sent = [one.body for one in seen if one.method != "GET"]
    return f"sent `{json.dumps(sent[-1])}`" if sent and sent[-1] else "sent no body" if sent else "sent nothing"


def scope(seen):
    return "asked for `" + "`, `".join(one.body["scope"] for one in seen if one.path.endswith("/token")) + "`"


def token(seen):
    return seen[-1].token.replace("-", " ") or "none" if seen else "no request"


def posts(seen):
    """How often the write was sent."""
    return {1: "sent once", 2: "sent twice"}.get(len(seen), f"sent {len(seen)} times")


@dataclass
class Situation:
    """What the org does, and what of the requests belongs to what an SDK did."""

    title: str
    text: str
    answer: object
    received: object = None


SITUATIONS = {
    "two-pages": Situation(
        "A list of two pages",
        "Okta sends the `link` header in two lines, the first for `self`, the second for `next`. The list has three users.",
        two_pages,
    ),
    "joined-links": Situation(
        "A proxy joins the two lines of the Link header",
        "HTTP allows any intermediary to join header lines with a comma. Clients that went on were stopped after four pages.",
        joined_links,
    ),
    "capital-link": Situation(
        "The header is spelled Link",
        "As in Okta's documentation; to HTTP, upper and lower case in names of headers are the same. The other sections have `link`.",
        capital_link,
    ),
    "empty-page": Situation(
        "An empty page in the middle of a list",
        "Okta filters after it cuts pages, so a page may be empty and the list go on. Three users on the first and third page.",
        empty_page,
    ),
    "long-link": Situation(
        "A search of 2,100 characters",
        "Okta repeats the query in the `Link` header. The list has three users on two pages.",
        two_pages,
    ),
    "failing-page": Situation(
        "The second page of a list fails",
        "Two users are on the first page; the second is status 500 with an Okta error.",
        failing_page,
    ),
    "changed-elsewhere": Situation(
        "A user is read twice, and another program changes it in between",
        "The nickname is Annie at first, then Nan.",
        changed_elsewhere,
    ),
    "written-by-login": Situation(
        "A user is read by ID, written by login, and read by ID again",
        "The same client replaces the nickname Annie by Nan.",
        written_by_login,
    ),
    "timeout": Situation("A request timeout of 1", "The org takes 0.3 seconds to answer.", slow),
    "scopes-text": Situation(
        "Scopes as one text", "A service app is configured in code with the scopes `okta.users.read okta.groups.read`.", None, scope
    ),
    "scopes-environment": Situation(
        "Scopes in the environment",
        "`OKTA_CLIENT_SCOPES` is `okta.users.read,okta.groups.read`.",
        None,
        scope,
    ),
    "precedence": Situation(
        "The environment and a file",
        "`OKTA_CLIENT_TOKEN` is set, and `token` in `okta.yaml` and `.okta.yaml` of the working folder. Whose token is sent?",
        None,
        token,
    ),
    "files": Situation("Files alone", "The same without `OKTA_CLIENT_TOKEN`.", None, token),
    "port": Situation("An org URL with a port", "As test servers have it; the local org has one in every situation.", resource(USER)),
    "change-user": Situation(
        "Get a user, change the nickname, replace the user",
        "The profile has custom attributes, values that are null or empty, and two names that differ by case alone.",
        resource(USER),
        changes({"profile": {**USER["profile"], "nickName": "Nan"}}),
    ),
    "change-app": Situation(
        "Get an app, change the label, replace the app",
        "The app has members that no SDK knows, as apps have after Okta adds a feature.",
        resource(APP),
        changes({**APP, "label": "Wiki 2"}),
    ),
    "change-origin": Situation(
        "Get a trusted origin, change the name, replace the origin",
        "Its second scope has a type, `FUTURE`, and a member that no SDK knows.",
        resource(ORIGIN),
        changes({**ORIGIN, "name": "Wiki"}),
    ),
    "clear": Situation(
        "Clear an attribute: nickname null", "A partial update of a user (`POST`).", resource(USER), body
    ),
    "clear-custom": Situation(
        "Clear a custom attribute: badge null", "A partial update of a user (`POST`).", resource(USER), body
    ),
    "unknown-enum": Situation(
        "A user in a status that no SDK knows", "The status is `HIBERNATING`.", user_with(status="HIBERNATING")
    ),
    "policies": Situation("A list of policies", "It has one policy, named Default, of type `OKTA_SIGN_ON`.", resource([POLICY])),
    "unknown-policy": Situation(
        "A list with a policy of a type that no SDK knows",
        "The first policy is as above, the second, named Future, has the type `FUTURE`.",
        resource([POLICY, {**POLICY, "id": "00p2", "name": "Future", "type": "FUTURE"}]),
    ),
    "unknown-type": Situation(
        "A list with an app of a type that no SDK knows",
        "The first app is a bookmark, the second has the sign-on mode `FUTURE`.",
        resource([APP, {**APP, "id": "0oa2", "name": "future", "label": "Future", "signOnMode": "FUTURE"}]),
    ),
    "number-for-text": Situation(
        "A number where text is documented", "`profile.department` is `42`.", user_with(profile={"department": 42})
    ),
    "rate-limited": Situation(
        "A 429 with the headers of a rate limit",
        "The window resets at once. Default settings.",
        first(rate_limited),
        requests,
    ),
    "rate-limited-bare": Situation(
        "A 429 without these headers",
        "As gateways send it. The second request would succeed. Default settings.",
        first(lambda: error(429, "E0000047", "Too many requests")),
        requests,
    ),
    "unavailable": Situation(
        "A 503 for a GET", "A gateway's HTML page; the second request would succeed.", first(gateway(503)), requests
    ),
    "unavailable-post": Situation(
        "A 503 for a POST that creates a user",
        "A gateway's HTML page. The org may have handled the request, so a second one may create a second thing.",
        first(gateway(503)),
        posts,
    ),
    "error": Situation(
        "An error with a cause", "Status 400, code E0000001, one cause, request ID `request-1`.", invalid
    ),
    "not-json": Situation("An error that is no JSON", "A gateway's HTML page with status 502, for every request.", lambda *_: gateway(502)()),
}
for name in ("scopes-text", "scopes-environment", "precedence", "files"):
    SITUATIONS[name].answer = resource(USER)


class Org(ThreadingHTTPServer):
    """The org, on a port of this machine."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.seen = {name: [] for name in SITUATIONS}
        self.mode = "precedence"
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that does not wait for its answer is no error here."""

    def answer(self, request):
        """The answer of the situation that the credentials name."""
        with self.lock:
            if request.path.endswith("/oauth2/v1/token"):
                claims = request.body["client_assertion"].split(".")[1]
                name = json.loads(base64.urlsafe_b64decode(claims + "==="))["sub"]
                self.seen[name].append(request)
                return Answer({"token_type": "Bearer", "access_token": name, "expires_in": 3600, "scope": request.body["scope"]})
            name = self.mode if request.token.startswith("from-") or not request.token else request.token
            self.seen[name].append(request)
            seen = list(self.seen[name])
        return SITUATIONS[name].answer(self, request, seen)


class Handler(BaseHTTPRequestHandler):
    """HTTP of the org."""

    protocol_version = "HTTP/1.1"

    def handle_any(self):
        path, _, query = self.path.partition("?")
        values = dict(urllib.parse.parse_qsl(query))
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        form = "form" in self.headers.get("Content-Type", "") or path.endswith("/token")
        sent = {**values, **dict(urllib.parse.parse_qsl(content))} if form else json.loads(content or "null")
        # The SDK for Python puts no space after the scheme.
        token = re.sub("^(SSWS|Bearer) *", "", self.headers.get("Authorization", ""))
        answer = self.server.answer(Request(self.command, path, values, sent, token))
        html = isinstance(answer.body, str)
        body = (answer.body if html else json.dumps(answer.body)).encode()
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html" if html else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = handle_any

    def log_message(self, *_):
        pass
