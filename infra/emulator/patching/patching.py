"""Changes functions of an emulator in place, and fails at start when one of them does not exist.

The emulators' modules are private and move between releases. Every patch therefore goes through
these helpers, which name the missing function instead of letting the emulator behave differently.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, MutableMapping
from importlib import metadata
from typing import Any


class PatchTargetMissing(RuntimeError):
    """A function that a patch wants to change does not exist in the installed emulator."""


def _describe(owner: Any) -> tuple[str, str]:
    name = owner.__name__ if inspect.ismodule(owner) else f"{owner.__module__}.{owner.__qualname__}"
    return name, name.split(".", 1)[0]


def _missing(owner_name: str, distribution: str, name: str) -> PatchTargetMissing:
    return PatchTargetMissing(
        f"{owner_name} has no {name!r} in {distribution} {metadata.version(distribution)}. "
        f"Pin the version named in infra/emulator/requirements-{distribution}.txt, "
        "or adapt the patch to the new version."
    )


def existing(owner: Any, name: str) -> Any:
    """Return `owner.name`, or fail with the name, the module and the installed version."""
    if not hasattr(owner, name):
        raise _missing(*_describe(owner), name)
    return getattr(owner, name)


def wrap(owner: Any, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Replace the function `owner.name`; the replacement gets the original as its first argument."""
    original = existing(owner, name)

    def decorate(replacement: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def patched(*arguments: Any, **named: Any) -> Any:
            return replacement(original, *arguments, **named)

        setattr(owner, name, patched)
        return replacement

    return decorate


def wrap_method(owner: type, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Replace a method; the replacement is called as `replacement(self, original, ...)`."""
    original = existing(owner, name)

    def decorate(replacement: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def patched(self: Any, *arguments: Any, **named: Any) -> Any:
            return replacement(self, functools.partial(original, self), *arguments, **named)

        setattr(owner, name, patched)
        return replacement

    return decorate


def add(owner: Any, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add a function that the emulator lacks; fails when a new version has it."""
    if hasattr(owner, name):
        owner_name, distribution = _describe(owner)
        raise PatchTargetMissing(
            f"{owner_name} now has {name!r} in {distribution} "
            f"{metadata.version(distribution)}: remove the patch that adds it."
        )

    def decorate(addition: Callable[..., Any]) -> Callable[..., Any]:
        setattr(owner, name, addition)
        return addition

    return decorate


def wrap_action(
    module: Any, table: str, action: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Replace the handler of one API action in a module's table of actions."""
    handlers: MutableMapping[str, Callable[..., Any]] = existing(module, table)
    if action not in handlers:
        raise _missing(f"{module.__name__}.{table}", _describe(module)[1], action)
    original = handlers[action]

    def decorate(replacement: Callable[..., Any]) -> Callable[..., Any]:
        handlers[action] = functools.partial(replacement, original)
        return replacement

    return decorate
