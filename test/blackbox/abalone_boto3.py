"""The main job with boto3 alone: nothing but the environment tells it that this is not AWS."""

import json
import math
import pathlib
import sys
import time

import boto3

data = pathlib.Path(sys.argv[1])
s3 = boto3.client("s3")
sagemaker = boto3.client("sagemaker")
runtime = boto3.client("sagemaker-runtime")

ROLE = "arn:aws:iam::123456789012:role/sagemaker-execution"
IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1"

s3.create_bucket(Bucket="boto-example")
for path in sorted(data.rglob("abalone.*")):
    s3.upload_file(str(path), "boto-example", str(path.relative_to(data)))


def channel(name):
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://boto-example/{name}/", "S3DataDistributionType": "FullyReplicated"}
    return {"ChannelName": name, "ContentType": "text/libsvm", "DataSource": {"S3DataSource": source}}


created = sagemaker.create_training_job(
    TrainingJobName="Boto-Abalone",
    RoleArn=ROLE,
    AlgorithmSpecification={"TrainingImage": IMAGE, "TrainingInputMode": "File"},
    HyperParameters={
        "max_depth": "5", "eta": "0.2", "gamma": "4", "min_child_weight": "6", "subsample": "0.7",
        "objective": "reg:squarederror", "num_round": "50",
    },
    InputDataConfig=[channel("train"), channel("validation")],
    OutputDataConfig={"S3OutputPath": "s3://boto-example/models/"},
    ResourceConfig={"InstanceCount": 1, "InstanceType": "ml.m4.xlarge", "VolumeSizeInGB": 5},
    StoppingCondition={"MaxRuntimeInSeconds": 3600},
)
fast = {"Delay": 1, "MaxAttempts": 180}
sagemaker.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName="Boto-Abalone", WaiterConfig=fast)
job = sagemaker.describe_training_job(TrainingJobName="Boto-Abalone")

sagemaker.create_model(
    ModelName="boto-model",
    ExecutionRoleArn=ROLE,
    PrimaryContainer={"Image": IMAGE, "ModelDataUrl": job["ModelArtifacts"]["S3ModelArtifacts"]},
)
sagemaker.create_endpoint_config(
    EndpointConfigName="boto-config",
    ProductionVariants=[
        {"ModelName": "boto-model", "VariantName": "AllTraffic", "InstanceType": "ml.c5.large", "InitialInstanceCount": 1}
    ],
)
sagemaker.create_endpoint(EndpointName="boto-endpoint", EndpointConfigName="boto-config")
sagemaker.get_waiter("endpoint_in_service").wait(EndpointName="boto-endpoint", WaiterConfig=fast)
endpoint = sagemaker.describe_endpoint(EndpointName="boto-endpoint")

rows = (data / "validation" / "abalone.validation").read_text().splitlines()[:100]
errors = []
for row in rows:
    truth, features = row.split(" ", 1)
    answer = runtime.invoke_endpoint(EndpointName="boto-endpoint", ContentType="text/x-libsvm", Body=features.encode())
    errors.append(float(answer["Body"].read()) - float(truth))

sagemaker.delete_endpoint(EndpointName="boto-endpoint")
sagemaker.get_waiter("endpoint_deleted").wait(EndpointName="boto-endpoint", WaiterConfig=fast)
sagemaker.delete_endpoint_config(EndpointConfigName="boto-config")
sagemaker.delete_model(ModelName="boto-model")

json.dump(
    {
        "arn": created["TrainingJobArn"],
        "status": job["TrainingJobStatus"],
        "secondary": [step["Status"] for step in job["SecondaryStatusTransitions"]],
        "seconds": job["BillableTimeInSeconds"],
        "metrics": sorted(metric["MetricName"] for metric in job["FinalMetricDataList"]),
        "ended": isinstance(job["TrainingEndTime"].timestamp(), float) and job["TrainingEndTime"].timestamp() <= time.time() + 1,
        "endpoint": endpoint["EndpointStatus"],
        "variant": endpoint["ProductionVariants"][0]["VariantName"],
        "rmse": math.sqrt(sum(error * error for error in errors) / len(errors)),
    },
    sys.stdout,
)
