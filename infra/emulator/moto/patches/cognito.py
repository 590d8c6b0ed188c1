"""Cognito: tags of user pools, and what an update of a pool leaves as it is."""

from __future__ import annotations

import json
from typing import Any

from moto.cognitoidp.models import CognitoIdpBackend
from moto.cognitoidp.responses import CognitoIdpResponse
from patching import add, existing, wrap_method

# Set when a pool is made and not part of UpdateUserPool.
FIXED = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration")


def apply() -> None:
    existing(CognitoIdpResponse, "backend")

    # The calls for tags are missing, and every change of a default tag makes one.
    @add(CognitoIdpResponse, "list_tags_for_resource")
    def list_tags(self: Any) -> str:
        return json.dumps({"Tags": tags_of_pool(self)})

    @add(CognitoIdpResponse, "tag_resource")
    def tag(self: Any) -> str:
        tags_of_pool(self).update(self._get_param("Tags") or {})
        return "{}"

    @add(CognitoIdpResponse, "untag_resource")
    def untag(self: Any) -> str:
        tags = tags_of_pool(self)
        for key in self._get_param("TagKeys") or []:
            tags.pop(key, None)
        return "{}"

    # UpdateUserPool forgot what it was not told, so that the next plan replaced the whole pool.
    @wrap_method(CognitoIdpBackend, "update_user_pool")
    def update(self: Any, original: Any, user_pool_id: str, extended_config: dict[str, Any]) -> None:
        before = self.describe_user_pool(user_pool_id).extended_config
        fixed = {name: before[name] for name in FIXED if name in before}
        tags = {"UserPoolTags": before.get("UserPoolTags", {})}
        original(user_pool_id, {**tags, **extended_config, **fixed})


def tags_of_pool(response: Any) -> dict[str, str]:
    pool_id = response._get_param("ResourceArn").rsplit("/", 1)[-1]
    pool = response.backend.describe_user_pool(pool_id)
    return pool.extended_config.setdefault("UserPoolTags", {})
