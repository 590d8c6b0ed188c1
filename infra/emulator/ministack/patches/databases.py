"""RDS and DocumentDB: both sign as rds, and MiniStack renders their records the same way."""

from __future__ import annotations

import json
import secrets
from types import ModuleType
from typing import Any

from ministack.services import documentdb, rds, secretsmanager
from patching import existing, wrap, wrap_action
from xml_fields import members, with_fields, without_white_space

# Requested fields that MiniStack does not store, as they appear in responses.
REQUESTED = "_stockroom_requested"


def apply() -> None:
    for module in (documentdb, rds):
        trim_responses(module)
        return_requested_fields(module, "_cluster_xml")
        return_requested_fields(module, "_instance_xml")
        keep_requested_fields(module, "CreateDBCluster", "DBClusterIdentifier", "_clusters")
        keep_requested_fields(module, "ModifyDBCluster", "DBClusterIdentifier", "_clusters")
        keep_requested_fields(module, "CreateDBInstance", "DBInstanceIdentifier", "_instances")
        keep_requested_fields(module, "ModifyDBInstance", "DBInstanceIdentifier", "_instances")
    manage_master_password(documentdb, "DBCluster", "_clusters", "cluster")
    manage_master_password(rds, "DBInstance", "_instances", "db")
    restore_instances_as_requested()


def trim_responses(module: ModuleType) -> None:
    # DescribeDBClusters and DescribeDBInstances put line breaks inside booleans; the provider's
    # decoder stops there with `expected Boolean`.
    @wrap(module, "_xml")
    def xml(original: Any, status: int, root: str, inner: str) -> Any:
        return original(status, root, without_white_space(inner))


def first(parameters: dict[str, Any], name: str) -> str | None:
    value = parameters.get(name)
    return value[0] if isinstance(value, list) and value else value or None


def return_requested_fields(module: ModuleType, renderer: str) -> None:
    @wrap(module, renderer)
    def render(original: Any, record: dict[str, Any]) -> str:
        requested = record.get(REQUESTED, {})
        fields = {name: value for name, value in requested.items() if isinstance(value, str)}
        fields["EnabledCloudwatchLogsExports"] = members(sorted(requested.get("logs", [])))
        secret = record.get("MasterUserSecret")
        if secret:
            fields["MasterUserSecret"] = "".join(
                f"<{name}>{secret[name]}</{name}>" for name in ("SecretArn", "SecretStatus", "KmsKeyId")
            )
        return with_fields(original(record), fields)


def keep_requested_fields(module: ModuleType, action: str, identifier: str, records: str) -> None:
    # Log exports, Performance Insights, the certificate authority and more are not stored, or not by
    # Modify; the second plan wanted to set them again.
    parse_list = existing(module, "_parse_member_list")

    @wrap_action(module, "_ACTION_MAP", action)
    def keep(original: Any, parameters: dict[str, Any]) -> Any:
        response = original(parameters)
        record = existing(module, records).get(first(parameters, identifier))
        if response[0] >= 300 or record is None:
            return response
        requested = record.setdefault(REQUESTED, {})
        for parameter, field in REQUESTED_FIELDS.items():
            value = first(parameters, parameter)
            if value is not None:
                requested[field] = value
        authority = first(parameters, "CACertificateIdentifier")
        if authority is not None:
            requested["CertificateDetails"] = f"<CAIdentifier>{authority}</CAIdentifier>"
        logs = set(requested.get("logs", []))
        logs |= set(parse_list(parameters, "EnableCloudwatchLogsExports"))
        logs |= set(parse_list(parameters, "CloudwatchLogsExportConfiguration.EnableLogTypes"))
        logs -= set(parse_list(parameters, "CloudwatchLogsExportConfiguration.DisableLogTypes"))
        requested["logs"] = sorted(logs)
        group = first(parameters, "DBParameterGroupName")
        if group is not None:
            # Otherwise a change of the group would stay `applying`.
            record["DBParameterGroups"] = [
                {"DBParameterGroupName": group, "ParameterApplyStatus": "in-sync"}
            ]
        return response


# Request parameter -> field of the record in responses.
REQUESTED_FIELDS = {
    "CACertificateIdentifier": "CACertificateIdentifier",
    "AutoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "CopyTagsToSnapshot": "CopyTagsToSnapshot",
    "DBClusterParameterGroupName": "DBClusterParameterGroup",
    "EnablePerformanceInsights": "PerformanceInsightsEnabled",
    "PerformanceInsightsKMSKeyId": "PerformanceInsightsKMSKeyId",
    "PerformanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
    "DatabaseInsightsMode": "DatabaseInsightsMode",
    "PromotionTier": "PromotionTier",
    "StorageThroughput": "StorageThroughput",
    "StorageType": "StorageType",
    "PreferredBackupWindow": "PreferredBackupWindow",
    "PreferredMaintenanceWindow": "PreferredMaintenanceWindow",
}


def manage_master_password(module: ModuleType, kind: str, records: str, name: str) -> None:
    # ManageMasterUserPassword was ignored: the resource's master_user_secret was empty, so a task
    # had no secret to read.
    identifier = f"{kind}Identifier"

    @wrap_action(module, "_ACTION_MAP", f"Create{kind}")
    def create(original: Any, parameters: dict[str, Any]) -> Any:
        if first(parameters, "ManageMasterUserPassword") != "true":
            return original(parameters)
        username = first(parameters, "MasterUsername") or "root"
        password = secrets.token_urlsafe(24)
        response = original({**parameters, "MasterUserPassword": [password]})
        record = existing(module, records).get(first(parameters, identifier))
        if response[0] < 300 and record is not None:
            keep_secret(record, parameters, username, password)
        return response

    # An instance restored from a snapshot has the snapshot's password until this call.
    @wrap_action(module, "_ACTION_MAP", f"Modify{kind}")
    def modify(original: Any, parameters: dict[str, Any]) -> Any:
        record = existing(module, records).get(first(parameters, identifier))
        managed = first(parameters, "ManageMasterUserPassword") == "true"
        if record is None or not managed or "MasterUserSecret" in record:
            return original(parameters)
        keep_secret(record, parameters, record["MasterUsername"], secrets.token_urlsafe(24))
        return original(parameters)

    def keep_secret(record: Any, parameters: dict[str, Any], username: str, password: str) -> None:
        record["MasterUserSecret"] = {
            "SecretArn": secretsmanager.create_secret_in_process(
                f"rds!{name}-{secrets.token_hex(8)}",
                json.dumps({"username": username, "password": password}),
                description=f"The master user of {first(parameters, identifier)}",
            ),
            "SecretStatus": "active",
            "KmsKeyId": first(parameters, "MasterUserSecretKmsKeyId")
            or "arn:aws:kms:us-east-1:000000000000:key/aws-secretsmanager",
        }

    @wrap_action(module, "_ACTION_MAP", f"Delete{kind}")
    def delete(original: Any, parameters: dict[str, Any]) -> Any:
        record = existing(module, records).get(first(parameters, identifier))
        response = original(parameters)
        secret = (record or {}).get("MasterUserSecret")
        if response[0] < 300 and secret:
            secretsmanager.delete_secret_in_process(secret["SecretArn"])
        return response


# Field of a snapshot -> parameter that an instance restored from it gets by default.
KEPT_IN_SNAPSHOT = {
    "AllocatedStorage": "AllocatedStorage",
    "DBInstanceClass": "DBInstanceClass",
    "DBName": "DBName",
    "Encrypted": "StorageEncrypted",
    "Engine": "Engine",
    "EngineVersion": "EngineVersion",
    "KmsKeyId": "KmsKeyId",
    "MasterUsername": "MasterUsername",
    "StorageType": "StorageType",
}


def restore_instances_as_requested() -> None:
    # A restored instance had no subnets and no security group, and dropped the request's settings.
    existing(rds, "_single_instance_response")
    create = existing(rds, "_ACTION_MAP")["CreateDBInstance"]

    @wrap_action(rds, "_ACTION_MAP", "RestoreDBInstanceFromDBSnapshot")
    def restore(original: Any, parameters: dict[str, Any]) -> Any:
        snapshot = existing(rds, "_snapshots").get(first(parameters, "DBSnapshotIdentifier"))
        identifier = first(parameters, "DBInstanceIdentifier")
        if snapshot is None or identifier in existing(rds, "_instances"):
            return original(parameters)
        kept = {
            parameter: [str(snapshot[field]).lower() if field == "Encrypted" else str(snapshot[field])]
            for field, parameter in KEPT_IN_SNAPSHOT.items()
            if snapshot.get(field)
        }
        response = create({**kept, "MasterUserPassword": [secrets.token_urlsafe(24)], **parameters})
        if response[0] >= 300:
            return response
        action = "RestoreDBInstanceFromDBSnapshot"
        instance = existing(rds, "_instances")[identifier]
        return rds._single_instance_response(f"{action}Response", f"{action}Result", instance)
