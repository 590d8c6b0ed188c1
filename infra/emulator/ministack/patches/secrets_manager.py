"""Secrets Manager: a secret without a value."""

from __future__ import annotations

from typing import Any

from ministack.services import secretsmanager
from patching import existing, wrap


def apply() -> None:
    # A secret created without a value had an empty version; on AWS it has no version.
    @wrap(secretsmanager, "_store_new_secret")
    def store(original: Any, name: str, *arguments: Any, **named: Any) -> tuple[str, str]:
        arn, version = original(name, *arguments, **named)
        versions = existing(secretsmanager, "_secrets")[name]["Versions"]
        if versions[version]["SecretString"] is None and versions[version]["SecretBinary"] is None:
            del versions[version]
        return arn, version
