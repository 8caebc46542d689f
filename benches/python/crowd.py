"""CPU time of many calls at once: so many asyncio tasks, one call each, on one client against a server in a process of its own.

    python crowd.py [--tasks N,N] [--rounds N] PACKAGES [PACKAGES ...]

Each of PACKAGES is a folder with a built package `oktant` (a venv's site-packages); they take turns. Prints the least CPU time of
each, and how many times that of the last one is as much. The server's figures let 200 requests be on their way.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import subprocess
import sys

ANSWER = (
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\nX-Rate-Limit-Limit: 100000\r\n'
    b'X-Rate-Limit-Remaining: 200\r\nX-Rate-Limit-Reset: 4000000000\r\n\r\n{"id":"00u1"}'
)


async def serve() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(ANSWER)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def call(port: str, tasks: int) -> None:
    from oktant import AsyncClient

    async with AsyncClient(org_url=f"http://127.0.0.1:{port}", token="00marked-token-0123456789") as okta:
        await okta.users.get_user("00u1")
        before = resource.getrusage(resource.RUSAGE_SELF)
        done = await asyncio.gather(*(okta.users.get_user("00u1") for _ in range(tasks)))
        after = resource.getrusage(resource.RUSAGE_SELF)
    assert len(done) == tasks
    print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def measured(packages: str, port: str, tasks: int) -> float:
    command = [sys.executable, __file__, "--call", port, "--tasks", str(tasks)]
    environment = os.environ | {"PYTHONPATH": packages}
    return float(subprocess.run(command, env=environment, check=True, text=True, stdout=subprocess.PIPE).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU time of many calls at once.")
    parser.add_argument("packages", nargs="*")
    parser.add_argument("--tasks", default="2000,20000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--call", help=argparse.SUPPRESS)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        return asyncio.run(serve())
    if given.call:
        return asyncio.run(call(given.call, int(given.tasks)))
    server = subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        for tasks in map(int, given.tasks.split(",")):
            rounds = [[measured(packages, port, tasks) for packages in given.packages] for _ in range(given.rounds)]
            least = [min(column) for column in zip(*rounds, strict=True)]
            for packages, seconds in zip(given.packages, least, strict=True):
                print(f"{tasks:,} tasks: {seconds:.2f} s of CPU time, {least[-1] / seconds:.1f} x, {packages}", flush=True)
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()
