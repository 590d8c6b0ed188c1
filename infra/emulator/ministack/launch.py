"""Serves MiniStack with this project's patches on a free loopback port."""

from __future__ import annotations

import asyncio

import supervised
from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app

import patches


def main() -> None:
    patches.apply()
    supervised.end_with_parent()
    listener = supervised.listening_socket()
    configuration = Config()
    configuration.bind = [f"fd://{listener.fileno()}"]
    configuration.loglevel = "WARNING"
    supervised.announce(listener.getsockname()[1])
    asyncio.run(serve(app, configuration))


if __name__ == "__main__":
    main()
