"""What a program gives as a file. Loaded with the first one."""

from __future__ import annotations

from os import PathLike, fspath
from os.path import basename

from ._native import File


def file(body: object) -> File | bytes:
    """A body that is no JSON, as the engine takes it: a path stands for the file there, an open file for what is left of it."""
    if isinstance(body, (File, bytes)):
        return body
    if isinstance(body, (bytearray, memoryview)):
        return bytes(body)
    if isinstance(body, PathLike):
        path = fspath(body)
        with open(path, "rb") as opened:
            return File(basename(path), opened.read())
    if callable(read := getattr(body, "read", None)):
        content = read()
        if not isinstance(content, bytes):
            raise TypeError(f"the file gives {type(content).__name__}, not bytes: open it with mode 'rb'")
        # Of a file without a name, or with a number for one, the operation's own part has the name.
        name = getattr(body, "name", None)
        return File(basename(name), content) if isinstance(name, str) and basename(name) else content
    raise TypeError(
        f"a file is due, not {type(body).__name__}: give pathlib.Path(...), bytes, a file that is open with mode 'rb', "
        "or oktant.File"
    )
