"""Puts and reads metrics in the protocol that is named, and prints what boto3 understood."""
import datetime
import json
import sys

import boto3
import botocore.model
from botocore.config import Config
from botocore.exceptions import ClientError

url, access_key, protocol, minute, *parts = sys.argv[1:]
if protocol != "default":
    # What botocore of before the other protocols speaks, by the same model.
    botocore.model.ServiceModel.resolved_protocol = property(lambda self: protocol)
cloudwatch = boto3.client(
    "cloudwatch",
    endpoint_url=url,
    region_name="us-west-2",
    aws_access_key_id=access_key,
    aws_secret_access_key="secret of " + access_key,
    config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
)
NOW = datetime.datetime.fromtimestamp(60 * int(minute), datetime.timezone.utc)
MINUTE = datetime.timedelta(minutes=1)
SPACE = "Test/" + protocol


def refusal(call):
    try:
        call()
        return None
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]


def put(**datum):
    cloudwatch.put_metric_data(Namespace=SPACE, MetricData=[datum])


def statistics(name, statistics, **more):
    answer = cloudwatch.get_metric_statistics(
        Namespace=SPACE, MetricName=name, StartTime=NOW - 10 * MINUTE, EndTime=NOW + MINUTE, Period=60,
        Statistics=statistics, **more,
    )
    points = sorted(answer["Datapoints"], key=lambda point: (point["Timestamp"], point["Unit"]))
    return [
        {k: v for k, v in point.items() if k != "Timestamp"} | {"minutes": int((point["Timestamp"] - NOW) / MINUTE)}
        for point in points
    ]


ALL = ["SampleCount", "Sum", "Average", "Minimum", "Maximum"]


def forms():
    put(MetricName="single", Value=1.5, Timestamp=NOW - 2 * MINUTE)
    put(MetricName="single", Value=2.5, Timestamp=NOW - 2 * MINUTE)
    put(MetricName="single", Value=7, Timestamp=NOW - MINUTE)
    put(MetricName="values", Values=[1, 10], Counts=[3, 2], Timestamp=NOW - MINUTE, Unit="Milliseconds")
    put(MetricName="set", StatisticValues={"SampleCount": 4, "Sum": 20, "Minimum": 1, "Maximum": 9}, Timestamp=NOW - MINUTE)
    put(MetricName="dimensioned", Dimensions=[{"Name": "a", "Value": "1"}], Value=3, Timestamp=NOW - MINUTE)
    put(MetricName="units", Value=1, Unit="Bytes", Timestamp=NOW - MINUTE)
    put(MetricName="units", Value=2, Unit="Count", Timestamp=NOW - MINUTE)
    percentiles = cloudwatch.get_metric_statistics(
        Namespace=SPACE, MetricName="values", StartTime=NOW - 10 * MINUTE, EndTime=NOW + MINUTE, Period=600,
        ExtendedStatistics=["p50", "p99.9"],
    )["Datapoints"]
    return {
        "single": statistics("single", ALL),
        "values": statistics("values", ALL),
        "set": statistics("set", ALL),
        "other dimensions": statistics("dimensioned", ["Sum"]),
        "dimensioned": statistics("dimensioned", ["Sum"], Dimensions=[{"Name": "a", "Value": "1"}]),
        "units": statistics("units", ["Sum"]),
        "one unit": statistics("units", ["Sum"], Unit="Count"),
        "percentiles": [point["ExtendedStatistics"] for point in percentiles],
    }


def listed():
    pages = cloudwatch.get_paginator("list_metrics").paginate(Namespace=SPACE)
    return sorted(metric["MetricName"] for page in pages for metric in page["Metrics"])


def stat(name, statistic, **more):
    return {"Metric": {"Namespace": SPACE, "MetricName": name}, "Period": 60, "Stat": statistic} | more


def data():
    queries = [
        {"Id": "m1", "MetricStat": stat("single", "Sum"), "ReturnData": False},
        {"Id": "m2", "MetricStat": stat("set", "Average"), "Label": "the set"},
        {"Id": "e1", "Expression": "m1 * 2 + m2", "Label": "both"},
        {"Id": "e2", "Expression": "SUM([m1, m2])"},
        {"Id": "e3", "Expression": "FILL(m1, 0) > 5"},
    ]
    pages = cloudwatch.get_paginator("get_metric_data").paginate(
        MetricDataQueries=queries, StartTime=NOW - 3 * MINUTE, EndTime=NOW, ScanBy="TimestampAscending",
        PaginationConfig={"PageSize": 2},
    )
    told = {}
    for page in pages:
        for result in page["MetricDataResults"]:
            entry = told.setdefault(result["Id"], {"Label": result["Label"], "minutes": [], "Values": []})
            entry["minutes"] += [int((at - NOW) / MINUTE) for at in result["Timestamps"]]
            entry["Values"] += result["Values"]
    return told


def refusals():
    old = NOW - datetime.timedelta(days=20)
    return [
        refusal(lambda: put(MetricName="x", Value=float("nan"))),
        refusal(lambda: put(MetricName="x", Value=1, Values=[1])),
        refusal(lambda: put(MetricName="x", Values=[1, 2], Counts=[1])),
        refusal(lambda: put(MetricName="x")),
        refusal(lambda: put(MetricName="x", Value=1, Timestamp=old)),
        refusal(lambda: cloudwatch.put_metric_data(Namespace="AWS/X", MetricData=[{"MetricName": "x", "Value": 1}])),
        refusal(lambda: statistics("single", [])),
        refusal(lambda: cloudwatch.get_metric_statistics(
            Namespace=SPACE, MetricName="x", StartTime=old, EndTime=NOW, Period=60, Statistics=["Sum"])),
        refusal(lambda: cloudwatch.get_metric_data(
            MetricDataQueries=[{"Id": "e1", "Expression": "nothing + 1"}], StartTime=NOW - MINUTE, EndTime=NOW)),
        refusal(lambda: cloudwatch.get_metric_data(
            MetricDataQueries=[{"Id": "e1", "Expression": "SEARCH('x', 'Sum', 60)"}], StartTime=NOW - MINUTE, EndTime=NOW)),
        refusal(lambda: cloudwatch.list_metrics(NextToken="nonsense")),
        refusal(lambda: cloudwatch.list_dashboards()),
    ]


def job():
    """As sagemaker.analytics.TrainingJobAnalytics asks."""
    answer = cloudwatch.get_metric_statistics(
        Namespace="/aws/sagemaker/TrainingJobs", MetricName="train:loss",
        Dimensions=[{"Name": "TrainingJobName", "Value": "Measured"}],
        StartTime=NOW - 60 * MINUTE, EndTime=NOW + MINUTE, Period=60, Statistics=["Average"],
    )
    listed = cloudwatch.list_metrics(Namespace="/aws/sagemaker/TrainingJobs")["Metrics"]
    return {"values": sorted(point["Average"] for point in answer["Datapoints"]), "listed": listed}


known = {"forms": forms, "listed": listed, "data": data, "refusals": refusals, "job": job}
print(json.dumps({part: known[part]() for part in parts}))
