"""Serves moto with this project's patches on a free loopback port."""

from __future__ import annotations

import logging

import supervised
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

import patches


def main() -> None:
    patches.apply()
    supervised.end_with_parent()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    listener = supervised.listening_socket()
    server = make_server(
        "127.0.0.1",
        listener.getsockname()[1],
        DomainDispatcherApplication(create_backend_app),
        threaded=True,
        fd=listener.fileno(),
    )
    supervised.announce(server.port)
    server.serve_forever()


if __name__ == "__main__":
    main()
