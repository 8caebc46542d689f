"""Shows what the official SDKs and Oktant do in each situation of situations.py, and compares it with docs/migration/differences.md.

    differences.py "Python: okta 3.4.6=python python/differences.py" ...

Each argument names a client and its command, which gets names of situations, and prints a line for each: the name, a tab, what it saw.
With UPDATE=1 the page is written anew. Ends with `N passed, N failed`, one a client and situation.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from situations import SITUATIONS, Org

PAGE = Path(__file__).parents[2] / "docs/migration/differences.md"
START = "<!-- written by `UPDATE=1 make peers` from tests/peers/situations.py -->\n"


def private_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def run(command, names, folder, org, environment):
    """What a client saw, by situation."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("OKTA_")}
    # Java takes the home of the user from elsewhere.
    env["JAVA_TOOL_OPTIONS"] = f"-Duser.home={folder}"
    env |= {"ORG": org.url, "KEY": str(folder / "key.pem"), "HOME": str(folder), "OKTA_CLIENT_ORGURL": org.url, **environment}
    done = subprocess.run([*command, *names], cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False)
    lines = dict(line.split("\t", 1) for line in done.stdout.splitlines() if "\t" in line)
    if missing := set(names) - set(lines):
        print(done.stderr[-3000:], file=sys.stderr)
        print(f"no line about {', '.join(sorted(missing))}", file=sys.stderr)
    return lines


def observe(command):
    """What a client did in each situation: what it saw, and what the org received."""
    with tempfile.TemporaryDirectory() as name, Org() as org:
        folder = Path(name)
        (folder / "key.pem").write_text(private_key())
        (folder / "okta.yaml").write_text("okta:\n  client:\n    token: from-okta.yaml\n")
        (folder / ".okta.yaml").write_text("okta:\n  client:\n    token: from-.okta.yaml\n")
        scopes = {"OKTA_CLIENT_SCOPES": "okta.users.read,okta.groups.read", "OKTA_TESTING_TESTINGDISABLEHTTPSCHECK": "True"}
        names = [name for name in SITUATIONS if name != "files"]
        saw = run(command, names, folder, org, {**scopes, "OKTA_CLIENT_TOKEN": "from-the-environment"})
        org.mode = "files"
        saw |= run(command, ["files"], folder, org, scopes)
        org.shutdown()
    did = {}
    for name, situation in SITUATIONS.items():
        received = situation.received(org.seen[name]) if situation.received else ""
        cell = "; ".join(part for part in (saw.get(name, "nothing"), received) if part)
        did[name] = cell.replace(org.url, "https://example.okta.com").replace("|", "\\|").replace("<", "&lt;")
    return did


def read(text):
    """The tables of the page: what each client did, by title and client."""
    tables, title = {}, ""
    for line in text.splitlines():
        if line.startswith("## "):
            title = line[3:]
        elif cells := re.fullmatch(r"\| (.+?) \| (.+) \|", line):
            tables.setdefault(title, {})[cells[1]] = cells[2]
    return tables


def write(tables):
    parts = []
    for situation in SITUATIONS.values():
        rows = [f"| {client} | {did} |" for client, did in tables[situation.title].items() if client not in ("client", "-")]
        parts.append("\n".join([f"## {situation.title}\n", situation.text, "", "| client | what it did |", "| - | - |", *rows]) + "\n")
    return "\n" + "\n".join(parts)


def main():
    before, start, _ = PAGE.read_text().partition(START)
    tables = read(PAGE.read_text())
    passed = failed = 0
    for argument in sys.argv[1:]:
        client, _, command = argument.partition("=")
        for name, did in observe(shlex.split(command)).items():
            row = tables.setdefault(SITUATIONS[name].title, {})
            if row.get(client) == did:
                passed += 1
            else:
                failed += 1
                print(f"{client}, {name}:\n  page: {row.get(client)}\n  now:  {did}")
            row[client] = did
    if os.environ.get("UPDATE"):
        PAGE.write_text(before + start + write(tables))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed and not os.environ.get("UPDATE") else 0


if __name__ == "__main__":
    sys.exit(main())
