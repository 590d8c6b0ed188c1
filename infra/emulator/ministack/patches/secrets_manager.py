"""Secrets Manager: a secret that has no value yet."""

from __future__ import annotations

from typing import Any

from ministack.services import secretsmanager
from patching import existing, wrap


def apply() -> None:
    # A secret that was made without a value had a version with nothing in it, where AWS answers
    # that there is none.
    @wrap(secretsmanager, "_store_new_secret")
    def store(original: Any, name: str, *arguments: Any, **named: Any) -> tuple[str, str]:
        arn, version = original(name, *arguments, **named)
        versions = existing(secretsmanager, "_secrets")[name]["Versions"]
        if versions[version]["SecretString"] is None and versions[version]["SecretBinary"] is None:
            del versions[version]
        return arn, version
