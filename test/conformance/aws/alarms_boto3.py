"""Puts, reads and changes alarms in the protocol that is named, and prints what boto3 understood."""
import json
import sys

import boto3
import botocore.model
from botocore.config import Config
from botocore.exceptions import ClientError

url, access_key, protocol = sys.argv[1:]
if protocol != "default":
    botocore.model.ServiceModel.resolved_protocol = property(lambda self: protocol)
cloudwatch = boto3.client(
    "cloudwatch",
    endpoint_url=url,
    region_name="us-west-2",
    aws_access_key_id=access_key,
    aws_secret_access_key="secret of " + access_key,
    config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
)


def name(text):
    return f"{protocol} {text}"


def refusal(call, **given):
    try:
        call(**given)
        return None
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]


def alarm(text, **more):
    return {
        "AlarmName": name(text),
        "Namespace": "Space",
        "MetricName": "latency " + protocol,
        "Dimensions": [{"Name": "a", "Value": "1"}],
        "Statistic": "Average",
        "Period": 60,
        "EvaluationPeriods": 2,
        "Threshold": 5,
        "ComparisonOperator": "GreaterThanThreshold",
    } | more


def names(alarms):
    return [one["AlarmName"] for one in alarms]


def described(**asked):
    pages = cloudwatch.get_paginator("describe_alarms").paginate(AlarmNamePrefix=protocol, **asked)
    return names(one for page in pages for one in page["MetricAlarms"])


for text in ("b", "A", "c"):
    cloudwatch.put_metric_alarm(**alarm(text, Tags=[{"Key": "k", "Value": text}]))
cloudwatch.put_metric_alarm(
    **{k: v for k, v in alarm("math").items() if k not in ("Namespace", "MetricName", "Dimensions", "Statistic", "Period")},
    Metrics=[
        {"Id": "m1", "MetricStat": {"Metric": {"Namespace": "Space", "MetricName": "m"}, "Period": 60, "Stat": "Sum"}, "ReturnData": False},
        {"Id": "e1", "Expression": "m1 * 2", "ReturnData": True},
    ],
)
told = {"listed": described(), "paged": described(PaginationConfig={"PageSize": 1})}
[first] = cloudwatch.describe_alarms(AlarmNames=[name("A")])["MetricAlarms"]
told["alarm"] = {key: value for key, value in first.items() if not key.endswith("Timestamp")}
[math] = cloudwatch.describe_alarms(AlarmNames=[name("math")])["MetricAlarms"]
told["math"] = [[query["Id"], query.get("Expression"), query["ReturnData"]] for query in math["Metrics"]]
cloudwatch.set_alarm_state(AlarmName=name("A"), StateValue="ALARM", StateReason="by hand", StateReasonData='{"x": 1}')
told["in alarm"] = described(StateValue="ALARM")
[first] = cloudwatch.describe_alarms(AlarmNames=[name("A")])["MetricAlarms"]
told["state"] = [first["StateValue"], first["StateReason"], first["StateReasonData"]]
cloudwatch.disable_alarm_actions(AlarmNames=[name("A"), "none"])
told["disabled"] = [one["ActionsEnabled"] for one in cloudwatch.describe_alarms(AlarmNamePrefix=protocol)["MetricAlarms"]]
cloudwatch.enable_alarm_actions(AlarmNames=[name("A")])
metric = {"Namespace": "Space", "MetricName": "latency " + protocol}
told["for metric"] = names(cloudwatch.describe_alarms_for_metric(**metric, Dimensions=[{"Name": "a", "Value": "1"}])["MetricAlarms"])
told["for other"] = names(cloudwatch.describe_alarms_for_metric(**metric)["MetricAlarms"])
cloudwatch.put_metric_alarm(**alarm("A", Threshold=9))
[first] = cloudwatch.describe_alarms(AlarmNames=[name("A")])["MetricAlarms"]
told["updated"] = [first["Threshold"], first["StateValue"]]
arn = first["AlarmArn"]
cloudwatch.tag_resource(ResourceARN=arn, Tags=[{"Key": "more", "Value": "1"}])
cloudwatch.untag_resource(ResourceARN=arn, TagKeys=["k"])
told["tags"] = cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"]
history = cloudwatch.describe_alarm_history(AlarmName=name("A"), ScanBy="TimestampAscending")["AlarmHistoryItems"]
told["history"] = [[item["HistoryItemType"], item["HistorySummary"]] for item in history]
told["refusals"] = [
    refusal(cloudwatch.put_metric_alarm, **alarm("x", Period=7)),
    refusal(cloudwatch.put_metric_alarm, **alarm("x", ComparisonOperator="LessThanLowerThreshold")),
    refusal(cloudwatch.put_metric_alarm, **alarm("x", EvaluationPeriods=2000)),
    refusal(cloudwatch.put_metric_alarm, **alarm("x", DatapointsToAlarm=3)),
    refusal(cloudwatch.put_metric_alarm, **alarm("x", Metrics=[])),
    refusal(cloudwatch.set_alarm_state, AlarmName="none", StateValue="OK", StateReason="x"),
    refusal(cloudwatch.set_alarm_state, AlarmName=name("A"), StateValue="OK", StateReason="x", StateReasonData="no json"),
    refusal(cloudwatch.list_tags_for_resource, ResourceARN="arn:aws:cloudwatch:us-west-2:123456789012:alarm:none"),
    refusal(cloudwatch.put_composite_alarm, AlarmName="x", AlarmRule="ALARM(y)"),
]
cloudwatch.delete_alarms(AlarmNames=[name(text) for text in ("b", "A", "c", "math", "none")])
told["left"] = described()
print(json.dumps(told))
