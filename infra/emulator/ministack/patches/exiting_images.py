"""ECS without containers: images whose program exits.

Without a container engine no container is started, and MiniStack reports every task as running. An
annotation of an image's manifest (OCI image specification) can declare that its program ends with an
exit code. Its tasks then stop, and MiniStack does what ECS does: replacements, the circuit breaker,
the rollback.
"""

from __future__ import annotations

import json
import time
from typing import Any

from ministack.services import ecr, ecs
from patching import existing, wrap

ANNOTATION = "com.stockroom.emulator.exit-code"
# Seconds from the start of a task to the exit of its program.
LIFETIME = 0.2


def apply() -> None:
    for name in ("_get_docker", "_mark_task_stopped", "request_scope", "spawn_background"):
        existing(ecs, name)
    existing(ecr, "_images")
    begin_in_progress()
    stop_tasks_of_exiting_images()
    forget_failed_deployments()


def begin_in_progress() -> None:
    # A service's first deployment was completed before one of its tasks ran.
    @wrap(ecs, "_make_deployment")
    def make(original: Any, *arguments: Any, **named: Any) -> dict[str, Any]:
        deployment = original(*arguments, **named)
        if ecs._get_docker() is None:
            deployment["rolloutState"] = "IN_PROGRESS"
            deployment["rolloutStateReason"] = f"ECS deployment {deployment['id']} in progress."
        return deployment


def stop_tasks_of_exiting_images() -> None:
    # Services start their tasks with this function; the API's RunTask does not use it.
    @wrap(ecs, "_run_task")
    def run(original: Any, data: dict[str, Any]) -> Any:
        before = set(existing(ecs, "_tasks"))
        response = original(data)
        if response[0] >= 300 or ecs._get_docker() is not None:
            return response
        for arn in [arn for arn in existing(ecs, "_tasks") if arn not in before]:
            task = ecs._tasks[arn]
            exit_code = exit_code_of(task["taskDefinitionArn"])
            if exit_code is not None:
                # It counts as running, as on AWS, but not as started up.
                task["_startup_stable"] = False
                stop_soon(arn, task, exit_code)
        return response


def stop_soon(arn: str, task: dict[str, Any], exit_code: int) -> None:
    account, region = ecs.get_account_id(), ecs.get_region()

    def stop() -> None:
        time.sleep(LIFETIME)
        with ecs.request_scope(account, region):
            reason = "Essential container in task exited"
            ecs._mark_task_stopped(arn, task, reason, "EssentialContainerExited", exit_code)

    ecs.spawn_background(stop, thread_name=f"stockroom-exit-{arn[-8:]}")


def exit_code_of(task_definition: str) -> int | None:
    """The exit code of the first container whose image has one; None if all keep running."""
    definition = existing(ecs, "_task_defs").get(ecs._resolve_td_key(task_definition), {})
    for container in definition.get("containerDefinitions", []):
        annotations = manifest_of(container["image"]).get("annotations", {})
        if ANNOTATION in annotations:
            return int(annotations[ANNOTATION])
    return None


def manifest_of(image: str) -> dict[str, Any]:
    """An image's manifest from the emulated ECR; empty if the image does not exist."""
    path = image.split("/", 1)[-1]
    name, digest = path.split("@", 1) if "@" in path else (path.rsplit(":", 1)[0], None)
    tag = None if digest else path.rsplit(":", 1)[-1]
    for candidate in existing(ecr, "_images").get(name, []):
        if candidate["imageDigest"] == digest or tag in candidate.get("imageTags", []):
            return json.loads(candidate["imageManifest"])
    return {}


def forget_failed_deployments() -> None:
    # A failed deployment stayed in the service's list; AWS drops it when its tasks have stopped and
    # the rollback is complete, which Terraform waits for.
    @wrap(ecs, "_refresh_service_state")
    def refresh(original: Any, cluster_name: str, group: str) -> None:
        original(cluster_name, group)
        service = existing(ecs, "_services").get(f"{cluster_name}/{(group or '').partition(':')[2]}")
        primary = ecs._primary_deployment(service) if service else None
        if primary and primary["rolloutState"] == "COMPLETED":
            service["deployments"] = [
                deployment
                for deployment in service["deployments"]
                if deployment is primary or deployment["runningCount"] + deployment["pendingCount"] > 0
            ]
