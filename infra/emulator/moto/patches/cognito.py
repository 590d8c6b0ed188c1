"""Cognito: tags of user pools, resource servers, and settings that an update of a pool keeps."""

from __future__ import annotations

import json
from typing import Any

from moto.cognitoidp import models
from moto.cognitoidp.models import CognitoIdpBackend, CognitoIdpUserPoolDomain
from moto.cognitoidp.responses import CognitoIdpResponse
from moto.core.responses import ActionResult, EmptyResult
from patching import add, existing, wrap_method

# Set when a pool is created; not part of UpdateUserPool.
FIXED = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration")


def apply() -> None:
    existing(CognitoIdpResponse, "backend")
    set_default_tier()
    keep_tags()
    keep_settings_on_update()
    change_resource_servers()
    keep_login_version()


def set_default_tier() -> None:
    # A pool without a tier in the request has the tier Essentials; each plan wanted to set it.
    existing(models, "DEFAULT_USER_POOL_CONFIG").setdefault("UserPoolTier", "ESSENTIALS")


def keep_tags() -> None:
    # The calls for tags are missing, and a change of a default tag needs them.
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


def keep_settings_on_update() -> None:
    # UpdateUserPool dropped settings that the request did not name, so the next plan replaced the pool.
    @wrap_method(CognitoIdpBackend, "update_user_pool")
    def update(self: Any, original: Any, user_pool_id: str, extended_config: dict[str, Any]) -> None:
        before = self.describe_user_pool(user_pool_id).extended_config
        fixed = {name: before[name] for name in FIXED if name in before}
        tags = {"UserPoolTags": before.get("UserPoolTags", {})}
        original(user_pool_id, {**tags, **extended_config, **fixed})


def change_resource_servers() -> None:
    # A resource server could not be changed or deleted, so a user pool with one could not be destroyed.
    @add(CognitoIdpResponse, "update_resource_server")
    def update(self: Any) -> ActionResult:
        server = resource_server(self)
        server.name = self._get_param("Name")
        server.scopes = self._get_param("Scopes") or []
        return ActionResult({"ResourceServer": server.to_json()})

    @add(CognitoIdpResponse, "delete_resource_server")
    def delete(self: Any) -> ActionResult:
        server = resource_server(self)
        del self.backend.describe_user_pool(server.user_pool_id).resource_servers[server.identifier]
        return EmptyResult()


def resource_server(response: Any) -> Any:
    return response.backend.describe_resource_server(
        response._get_param("UserPoolId"), response._get_param("Identifier")
    )


def keep_login_version() -> None:
    # The version of the sign-in page was dropped: each plan wanted to set it.
    for action in ("create_user_pool_domain", "update_user_pool_domain"):

        @wrap_method(CognitoIdpResponse, action)
        def keep(self: Any, original: Any) -> ActionResult:
            response = original()
            domain = self.backend.describe_user_pool_domain(self._get_param("Domain"))
            version = self._get_param("ManagedLoginVersion") or login_version(domain)
            domain.stockroom_login_version = version
            return response

    @wrap_method(CognitoIdpUserPoolDomain, "to_json")
    def to_json(self: Any, original: Any, extended: bool = True) -> dict[str, Any]:
        return {**original(extended), "ManagedLoginVersion": login_version(self)}


def login_version(domain: Any) -> int:
    # The classic page, as on AWS.
    return getattr(domain, "stockroom_login_version", 1)


def tags_of_pool(response: Any) -> dict[str, str]:
    pool_id = response._get_param("ResourceArn").rsplit("/", 1)[-1]
    pool = response.backend.describe_user_pool(pool_id)
    return pool.extended_config.setdefault("UserPoolTags", {})
