"""Makes the subnets, which are in moto, known to MiniStack."""

from __future__ import annotations

import os
from typing import Any

import botocore.session
from ministack.services import rds
from patching import wrap


def apply() -> None:
    client = botocore.session.get_session().create_client("ec2", endpoint_url=os.environ["STOCKROOM_MOTO_URL"])

    # CreateDBSubnetGroup looks for the subnets in MiniStack's own EC2, which is empty here, and
    # returned InvalidSubnet.
    @wrap(rds, "_resolve_subnet_group_members")
    def resolve_subnet_group_members(_original: Any, subnet_ids: list[str]) -> Any:
        try:
            found = client.describe_subnets(SubnetIds=subnet_ids)["Subnets"]
        except client.exceptions.ClientError:
            return None
        vpc_ids = {subnet["VpcId"] for subnet in found}
        if len(vpc_ids) != 1:
            return None
        members = [
            {
                "SubnetIdentifier": subnet["SubnetId"],
                "SubnetAvailabilityZone": {"Name": subnet["AvailabilityZone"]},
                "SubnetOutpost": {},
                "SubnetStatus": "Active",
            }
            for subnet in found
        ]
        return members, vpc_ids.pop()
