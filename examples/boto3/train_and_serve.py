"""Trains, serves and asks a model with boto3 alone; nothing here knows whether that is AWS or a home of Slipway."""
import pathlib
import sys

import boto3

data, name = pathlib.Path(sys.argv[1]), sys.argv[2]
s3, sagemaker, runtime = (boto3.client(service) for service in ("s3", "sagemaker", "sagemaker-runtime"))

ROLE = "arn:aws:iam::123456789012:role/sagemaker-execution"
IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1"
BUCKET = f"{name}-bucket"
SOON = {"Delay": 1, "MaxAttempts": 300}


def channel(channel_name):
    place = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{BUCKET}/{channel_name}/"}
    return {"ChannelName": channel_name, "ContentType": "text/libsvm", "DataSource": {"S3DataSource": place}}


s3.create_bucket(Bucket=BUCKET)
for path in sorted(data.rglob("abalone.*")):
    s3.upload_file(str(path), BUCKET, str(path.relative_to(data)))

sagemaker.create_training_job(
    TrainingJobName=name,
    RoleArn=ROLE,
    AlgorithmSpecification={"TrainingImage": IMAGE, "TrainingInputMode": "File"},
    HyperParameters={"objective": "reg:squarederror", "num_round": "20", "max_depth": "5"},
    InputDataConfig=[channel("train"), channel("validation")],
    OutputDataConfig={"S3OutputPath": f"s3://{BUCKET}/models/"},
    ResourceConfig={"InstanceCount": 1, "InstanceType": "ml.m4.xlarge", "VolumeSizeInGB": 5},
    StoppingCondition={"MaxRuntimeInSeconds": 3600},
)
sagemaker.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName=name, WaiterConfig=SOON)
job = sagemaker.describe_training_job(TrainingJobName=name)
print(f"job {job['TrainingJobStatus']}")
for metric in job["FinalMetricDataList"]:
    print(f"{metric['MetricName']} {metric['Value']:.3f}")

container = {"Image": IMAGE, "ModelDataUrl": job["ModelArtifacts"]["S3ModelArtifacts"]}
variant = {"VariantName": "AllTraffic", "ModelName": name, "InstanceType": "ml.c5.large", "InitialInstanceCount": 1}
sagemaker.create_model(ModelName=name, ExecutionRoleArn=ROLE, PrimaryContainer=container)
sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])
sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)
sagemaker.get_waiter("endpoint_in_service").wait(EndpointName=name, WaiterConfig=SOON)

truth, row = (data / "validation" / "abalone.validation").read_text().splitlines()[0].split(" ", 1)
answer = runtime.invoke_endpoint(EndpointName=name, ContentType="text/x-libsvm", Body=row.encode())
print(f"predicted {float(answer['Body'].read()):.1f}, truth {truth}")

sagemaker.delete_endpoint(EndpointName=name)
sagemaker.get_waiter("endpoint_deleted").wait(EndpointName=name, WaiterConfig=SOON)
sagemaker.delete_endpoint_config(EndpointConfigName=name)
sagemaker.delete_model(ModelName=name)
