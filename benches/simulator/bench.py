"""The simulator beside a SQLite table with the same users and indexes: `bench.py SIMULATOR [USERS]`.

Both take turns. A query of the simulator is a request on a kept connection and its whole response; one of SQLite is the statement and
joining the documents of its rows. Each run has another literal, and both must find the same users. The simulator has core 0 for
itself, if nothing else runs; its CPU time shows what a busy machine hides.
"""

from __future__ import annotations

import json
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

sys.path.append(str(Path(__file__).resolve().parent.parent))
from report.figures import emit  # noqa: E402

PAGE = 200
RUNS = 100
COLUMNS = ("login", "email", "status", "lastUpdated")
BORN = datetime(2022, 3, 1)
PEER = {"peer": "SQLite", "version": sqlite3.sqlite_version}


class Simulator:
    """A running simulator, and one connection to it."""

    def __init__(self, program: str, users: int) -> None:
        start = time.perf_counter()
        flags = ["--users", str(users), "--rate-limit", "1000000000"]
        pin = lambda: os.sched_setaffinity(0, {0})
        self.process = subprocess.Popen([program, *flags], stdout=subprocess.PIPE, text=True, preexec_fn=pin)
        lines = [self.process.stdout.readline() for _ in range(3)]
        self.started = time.perf_counter() - start
        url, token = (line.split("=", 1)[1].strip().strip("'") for line in lines[1:])
        host, port = url.removeprefix("http://").split(":")
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = f" HTTP/1.1\r\nHost: {host}\r\nAuthorization: SSWS {token}\r\n\r\n".encode()

    def get(self, target: str) -> tuple[bytes, bytes]:
        """Head and body of a response."""
        self.socket.sendall(b"GET " + target.encode() + self.head)
        data = bytearray()
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self.socket.recv(1 << 20)
        head = bytes(data[:end])
        assert b" 200 OK" in head, bytes(data)
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        parts, have = [bytes(data[end + 4 :])], len(data) - end - 4
        while have < length:
            parts.append(self.socket.recv(1 << 20))
            have += len(parts[-1])
        return head, b"".join(parts)

    def cpu(self) -> float:
        """Seconds of CPU time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self, name: str) -> int:
        """`VmRSS` or `VmHWM` in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split(f"{name}:")[1].split()[0]) * 1024


def main(program: str, count: int) -> None:
    simulator = Simulator(program, count)
    try:
        print(f"start: {simulator.started:.2f} s, memory {simulator.memory('VmRSS') / 1e6:.0f} MB")
        emit("simulator", f"start with {count:,} users", "s", [simulator.started])
        database, users, size = load(simulator, count)
        compare(simulator, database, users)
        most = simulator.memory("VmHWM")
        print(f"memory at most: {most / 1e6:.0f} MB, {most / count:.0f} bytes a user")
        emit("simulator", f"memory, {count:,} users", "MB", [most / 1e6], **PEER, theirs=[size / 1e6])
    finally:
        simulator.process.kill()


def load(simulator: Simulator, count: int) -> tuple[sqlite3.Connection, list[tuple[str, str, str]], int]:
    """Lists all users from both, and returns the filled database, the id, login and status of each user, and the database's bytes."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.execute("CREATE TABLE users (row INTEGER PRIMARY KEY, id, login COLLATE NOCASE, email COLLATE NOCASE, status, lastUpdated, body)")
    database.execute("BEGIN")
    users, target, wall, cpu = [], f"/api/v1/users?limit={PAGE}", 0.0, simulator.cpu()
    while target:
        start = time.perf_counter()
        head, body = simulator.get(target)
        wall += time.perf_counter() - start
        rows = [row(user) for user in json.loads(body)]
        database.executemany("INSERT INTO users (id, login, email, status, lastUpdated, body) VALUES (?, ?, ?, ?, ?, ?)", rows)
        users += [(user[0], user[1], user[3]) for user in rows]
        target = next(iter(links(head)), "")
    cpu = simulator.cpu() - cpu
    assert len(users) == count
    print(f"list pages, simulator: {count / wall:,.0f} users/s, {count / cpu:,.0f} a second of CPU time")
    database.execute("CREATE UNIQUE INDEX users_id ON users (id)")
    for column in COLUMNS:
        database.execute(f"CREATE INDEX users_{column} ON users ({column})")
    database.execute("COMMIT")
    database.execute("ANALYZE")
    start, last, seen = time.perf_counter(), 0, 0
    while found := database.execute(f"SELECT row, body FROM users WHERE row > ? ORDER BY row LIMIT {PAGE}", (last,)).fetchall():
        last, seen = found[-1][0], seen + len(joined(body for _, body in found)[1])
    rate = count / (time.perf_counter() - start)
    print(f"list pages, SQLite:    {rate:,.0f} users/s")
    emit("simulator", "pages of 200 users", "users/s", [count / wall], **PEER, theirs=[rate], more_is_better=True)
    pages, size = (database.execute(f"PRAGMA page_{part}").fetchone()[0] for part in ("count", "size"))
    print(f"memory of SQLite: {pages * size / 1e6:.0f} MB, {pages * size / count:.0f} bytes a user")
    return database, users, pages * size


def row(user: dict) -> tuple[str, ...]:
    profile = user["profile"]
    body = json.dumps(user, separators=(",", ":"), ensure_ascii=False)
    return user["id"], profile["login"], profile["email"], user["status"], user["lastUpdated"], body


def links(head: bytes) -> Iterator[str]:
    for line in head.decode().split("\r\n"):
        if line.endswith('rel="next"'):
            yield line.partition("<")[2].partition(">")[0].partition("/api/")[2].join(["/api/", ""])


def joined(bodies: Iterator[str]) -> tuple[bytes, list[str]]:
    bodies = list(bodies)
    return f"[{','.join(bodies)}]".encode(), bodies


def compare(simulator: Simulator, database: sqlite3.Connection, users: list[tuple[str, str, str]]) -> None:
    draw = random.Random(7)
    login = lambda: draw.choice(users)[1]
    status = lambda: draw.choice(users)[2]
    start = lambda: login().partition("@")[0][: draw.randrange(3, 12)]
    when = lambda: (BORN + timedelta(seconds=draw.randrange(900 * 86_400))).isoformat() + ".000Z"
    sw, both = "login >= ? AND login < ? || char(1114111)", "status = ? AND lastUpdated > ?"
    search = lambda expression, **others: "/api/v1/users?" + urlencode({"search": expression, **others})
    down = {"sortBy": "lastUpdated", "sortOrder": "desc"}
    cases: dict[str, Callable[[], tuple[str, str, tuple]]] = {
        "get by id": lambda: (lambda i: (f"/api/v1/users/{i}", "id = ?", (i,)))(draw.choice(users)[0]),
        "get by login": lambda: (lambda v: (f"/api/v1/users/{quote(v)}", "login = ?", (v,)))(login()),
        "login eq": lambda: (lambda v: (search(f'profile.login eq "{v}"'), "login = ?", (v,)))(login()),
        "email eq": lambda: (lambda v: (search(f'profile.email eq "{v}"'), "email = ?", (v,)))(login()),
        "login sw": lambda: (lambda v: (search(f'profile.login sw "{v}"'), sw, (v, v)))(start()),
        "status eq": lambda: (lambda v: (search(f'status eq "{v}"'), "status = ?", (v,)))(status()),
        "lastUpdated gt": lambda: (lambda v: (search(f'lastUpdated gt "{v}"'), "lastUpdated > ?", (v,)))(when()),
        "lastUpdated lt": lambda: (lambda v: (search(f'lastUpdated lt "{v}"'), "lastUpdated < ?", (v,)))(when()),
        "status and lastUpdated": lambda: (
            lambda s, v: (search(f'status eq "{s}" and lastUpdated gt "{v}"'), both, (s, v))
        )(status(), when()),
        "status or login": lambda: (
            lambda s, v: (search(f'status eq "{s}" or profile.login sw "{v}"'), f"status = ? OR {sw}", (s, v, v))
        )(status(), start()),
        "status, by lastUpdated desc": lambda: (
            lambda v: (search(f'status eq "{v}"', **down), "status = ? ORDER BY lastUpdated DESC, row", (v,))
        )(status()),
        "lastUpdated gt, by login": lambda: (
            lambda v: (search(f'lastUpdated gt "{v}"', sortBy="profile.login"), "lastUpdated > ? ORDER BY login, row", (v,))
        )(when()),
        "status and login, by login": lambda: (
            lambda s, v: (
                search(f'status eq "{s}" and profile.login sw "{v}"', sortBy="profile.login"),
                f"status = ? AND {sw} ORDER BY login, row",
                (s, v, v),
            )
        )(status(), start()),
    }
    print(f"\n{'milliseconds':30}{'simulator':>11}{'99 %':>9}{'first':>9}{'CPU':>8}{'SQLite':>11}{'99 %':>9}{'users':>8}")
    for name, case in cases.items():
        ours, theirs, cpu, found = [], [], simulator.cpu(), []
        for _ in range(RUNS):
            target, condition, values = case()
            begin = time.perf_counter()
            body = simulator.get(target)[1]
            ours.append(time.perf_counter() - begin)
            order = "" if "ORDER" in condition else "ORDER BY row"
            statement = f"SELECT body FROM users WHERE {condition} {order} LIMIT {PAGE}"
            begin = time.perf_counter()
            rows = database.execute(statement, values).fetchall()
            joined(body for (body,) in rows)
            theirs.append(time.perf_counter() - begin)
            mine = json.loads(body)
            mine = mine if isinstance(mine, list) else [mine]
            assert [user["id"] for user in mine] == [json.loads(body)["id"] for (body,) in rows], target
            found.append(len(rows))
        cpu = (simulator.cpu() - cpu) / RUNS
        figures = [middle(ours[1:]), high(ours[1:]), ours[0], cpu, middle(theirs), high(theirs)]
        text = [f"{figure * 1000:.2f}" for figure in figures]
        emit("simulator", name, "ms", [time * 1000 for time in ours[1:]], **PEER, theirs=[time * 1000 for time in theirs[1:]])
        print(f"{name:30}{text[0]:>11}{text[1]:>9}{text[2]:>9}{text[3]:>8}{text[4]:>11}{text[5]:>9}{middle(found):>8.0f}")


middle = statistics.median


def high(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[-1]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
