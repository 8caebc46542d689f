"""Draws a real export of a simulated org on a terminal, while it runs and when it is done.

python progress.py OKTANT SIMULATOR PICTURE
"""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from html import escape
from pathlib import Path

import pyte

COLUMNS, ROWS = 84, 9
COMMAND = ["export", "users", "users.csv"]
PROGRESS = re.compile(r"([\d,]+)/([\d,]+) rows")
# Enough pages and time on the way for a progress that can be seen.
ORG = ["--users", "30000", "--seed", "7", "--rate-limit", "1000000", "--latency", "150ms"]
LETTER, LINE, MARGIN = 8.43, 20, 18
COLOURS = {"green": "#7fd29c", "red": "#ff9ba1", "cyan": "#7cc0f0", "blue": "#7cc0f0", "brown": "#f0c06a", "magenta": "#d7a8f3"}


def main(oktant: str, simulator: str, picture: str) -> None:
    frames = run([simulator, *ORG, "--", oktant, *COMMAND])
    half = min(frames[:-1], key=lambda frame: abs(done(frame) - 0.6))
    Path(picture).write_text(draw([("While it runs", half), ("When it is done", frames[-1])]))


def run(command: list[str]) -> list[pyte.Screen]:
    """What the terminal showed after each output, the end last."""
    screen = new_screen()
    frames = [screen]
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color"}
        program = subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
        os.close(theirs)
        shown = b""
        while chunk := read(ours):
            shown += chunk
            screen = new_screen()
            pyte.ByteStream(screen).feed(f"$ oktant {' '.join(COMMAND)}\r\n".encode() + shown)
            frames.append(screen)
        if program.wait() != 0:
            raise SystemExit("\n".join(frames[-1].display))
    return frames


def new_screen() -> pyte.Screen:
    return pyte.Screen(COLUMNS, ROWS)


def read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other side has gone
        return b""


def done(screen: pyte.Screen) -> float:
    """How much of an export a frame shows as done."""
    found = PROGRESS.search("\n".join(screen.display))
    at, of = (int(number.replace(",", "")) for number in found.groups()) if found else (0, 1)
    return at / of if of else 0.0


def draw(frames: list[tuple[str, pyte.Screen]]) -> str:
    parts, top = [], 0
    width = COLUMNS * LETTER + 2 * MARGIN
    for title, screen in frames:
        lines = [number for number, text in enumerate(screen.display) if text.strip()]
        height = (lines[-1] + 1) * LINE + 2 * MARGIN + 14
        parts.append(f'<g transform="translate(0 {top})"><rect width="{width:.0f}" height="{height}" rx="10" fill="#11161c"/>')
        parts.append(f'<text x="{MARGIN}" y="24" class="title">{escape(title)}</text>')
        parts += [text(screen, number) for number in lines]
        parts.append("</g>")
        top += height + 12
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {top - 12}" role="img" aria-labelledby="title">'
    style = ".title{font:600 12px sans-serif;fill:#a2aebb}.line{font:14px ui-monospace,DejaVu Sans Mono,Menlo,Consolas,monospace;fill:#e6ebf1}"
    name = "An export of users on a terminal: its progress, and what it says at the end"
    return "\n".join([head, f'<title id="title">{name}</title>', f"<style>{style}</style>", *parts, "</svg>", ""])


def text(screen: pyte.Screen, number: int) -> str:
    """A line, a span for each run of the same colour."""
    spans, last = [], None
    for column in range(len(screen.display[number].rstrip())):
        cell = screen.buffer[number][column]
        look = (cell.fg, cell.bold)
        if look != last:
            spans.append([look, ""])
            last = look
        spans[-1][1] += cell.data
    y = (number + 1) * LINE + MARGIN + 10
    drawn = "".join(f"<tspan{style(*look)}>{escape(run)}</tspan>" for look, run in spans)
    length = len(screen.display[number].rstrip()) * LETTER
    return f'<text class="line" x="{MARGIN}" y="{y}" xml:space="preserve" textLength="{length:.0f}">{drawn}</text>'


def style(colour: str, bold: bool) -> str:
    fill = COLOURS.get(colour.removeprefix("bright"), f"#{colour}" if re.fullmatch("[0-9a-f]{6}", colour) else None)
    return (f' fill="{fill}"' if fill else "") + (' font-weight="600"' if bold else "")


if __name__ == "__main__":
    main(*sys.argv[1:])
