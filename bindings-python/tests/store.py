"""A server of Valkey or Redis, as a program of its own on a free port, without files."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from typing_extensions import Self


class Store:
    """A server that runs while its block does."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._folder = folder
        self._options = options

    def __enter__(self) -> Self:
        # Another program may take the port before the server does.
        while True:
            with socket.create_server(("127.0.0.1", 0)) as free:
                self.port: int = free.getsockname()[1]
            self.start()
            if self._process.poll() is None:
                return self

    def start(self) -> None:
        """Starts the server, on the same port as before."""
        command = [os.environ["OKTANT_STORE"], "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", *self._options]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=self._folder)
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if "Ready to accept connections" in line:
                # The server must never wait for a reader of its log.
                threading.Thread(target=self._process.stdout.read, daemon=True).start()
                return
        self._process.wait()

    def kill(self) -> None:
        """Ends the server. What it held is gone."""
        self._process.kill()
        self._process.wait()

    def pause(self) -> None:
        """Stops the process, as a server that has no time: it accepts connections and never answers."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"
