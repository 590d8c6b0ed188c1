"""Ties an emulator's process to its parent."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading


def listening_socket() -> socket.socket:
    """Bind a free loopback port. Binding here, not in the parent, leaves no gap for another process."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen(256)
    return listener


def announce(port: int) -> None:
    """Announce the port to the parent, as one line of JSON on stdout."""
    print(json.dumps({"port": port}), flush=True)


def end_with_parent() -> None:
    """End this process when its stdin closes, which happens even if the parent is killed."""

    def wait_for_end_of_input() -> None:
        while sys.stdin.buffer.read(4096):
            pass
        os._exit(0)

    threading.Thread(target=wait_for_end_of_input, daemon=True, name="end-with-parent").start()
