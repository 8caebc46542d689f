"""Files to upload. Imported with the first upload."""

from __future__ import annotations

from os import PathLike, fspath
from os.path import basename

from ._native import File


def file(body: object) -> File | bytes:
    """A body that is not JSON, as the engine takes it. Reads the file of a path, and the rest of an open file."""
    if isinstance(body, (File, bytes)):
        return body
    if isinstance(body, (bytearray, memoryview)):
        return bytes(body)
    if isinstance(body, (str, PathLike)):
        path = fspath(body)
        with open(path, "rb") as opened:
            return File(basename(path), opened.read())
    if callable(read := getattr(body, "read", None)):
        content = read()
        if not isinstance(content, bytes):
            raise TypeError(f"the file reads {type(content).__name__}, not bytes: open it with mode 'rb'")
        # A file without a name, or with a number as its name, is sent under the name of the operation's part.
        name = getattr(body, "name", None)
        return File(basename(name), content) if isinstance(name, str) and basename(name) else content
    raise TypeError(
        f"expected a file, not {type(body).__name__}: pass a path, bytes, a file that is open with mode 'rb', "
        "or oktant.File"
    )
