"""CloudWatch: composite alarms."""

from __future__ import annotations

from moto.cloudwatch.responses import CloudWatchResponse
from patching import add, existing


def apply() -> None:
    # PutCompositeAlarm is missing, although PutMetricAlarm reads an AlarmRule and DescribeAlarms
    # distinguishes the two.
    put_metric_alarm = existing(CloudWatchResponse, "put_metric_alarm")
    add(CloudWatchResponse, "put_composite_alarm")(put_metric_alarm)
