"""Runs quickstart.py with this Python: on a simulated org, or read-only on the org of OKTA_CLIENT_ORGURL.

python demo.py SIMULATOR    the simulator's program, as `cargo build -p oktant-simulator` makes it
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

QUICKSTART = Path(__file__).with_name("quickstart.py")
TOKEN = "00demoTokenOfTheSimulatedOrgDemoTokenOfIt0"
ORG = ["--port", "0", "--users", "10000", "--seed", "42", "--token", TOKEN, "--rate-limit", "10000"]


def main(simulator: str) -> int:
    if "OKTA_CLIENT_ORGURL" in os.environ:
        print("this is your own org: nothing is written", flush=True)
        return subprocess.run([sys.executable, QUICKSTART]).returncode
    with subprocess.Popen([simulator, *ORG], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[-1]
            org = {"OKTA_CLIENT_ORGURL": url, "OKTA_CLIENT_TOKEN": TOKEN}
            return subprocess.run([sys.executable, QUICKSTART, "--write"], env=os.environ | org).returncode
        finally:
            process.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
