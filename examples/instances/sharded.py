"""Runs train.py on two instances with boto3 alone, each with a share of three files; nothing here knows whether that is AWS."""
import io
import pathlib
import sys
import tarfile

import boto3

name = sys.argv[1]
s3, sagemaker = boto3.client("s3"), boto3.client("sagemaker")
BUCKET = f"{name}-bucket"

s3.create_bucket(Bucket=BUCKET)
for number in (1, 2, 3):
    s3.put_object(Bucket=BUCKET, Key=f"numbers/{number}.txt", Body=f"{number}\n{10 * number}\n".encode())
packed = io.BytesIO()
with tarfile.open(fileobj=packed, mode="w:gz") as archive:
    archive.add(pathlib.Path(__file__).with_name("train.py"), "train.py")
s3.put_object(Bucket=BUCKET, Key="source.tar.gz", Body=packed.getvalue())

sagemaker.create_training_job(
    TrainingJobName=name,
    RoleArn="arn:aws:iam::123456789012:role/sagemaker-execution",
    AlgorithmSpecification={
        "TrainingImage": "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.2.0-cpu-py310",
        "TrainingInputMode": "File",
    },
    HyperParameters={
        "sagemaker_program": "train.py",
        "sagemaker_submit_directory": f"s3://{BUCKET}/source.tar.gz",
    },
    InputDataConfig=[
        {
            "ChannelName": "train",
            "DataSource": {
                "S3DataSource": {
                    "S3DataType": "S3Prefix",
                    "S3Uri": f"s3://{BUCKET}/numbers/",
                    "S3DataDistributionType": "ShardedByS3Key",
                }
            },
        }
    ],
    OutputDataConfig={"S3OutputPath": f"s3://{BUCKET}/models/"},
    ResourceConfig={"InstanceCount": 2, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 5},
    StoppingCondition={"MaxRuntimeInSeconds": 3600},
)
waiter = sagemaker.get_waiter("training_job_completed_or_stopped")
waiter.wait(TrainingJobName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 300})
job = sagemaker.describe_training_job(TrainingJobName=name)
print(f"job {job['TrainingJobStatus']} on {job['ResourceConfig']['InstanceCount']} instances")

model = job["ModelArtifacts"]["S3ModelArtifacts"].removeprefix(f"s3://{BUCKET}/")
body = io.BytesIO(s3.get_object(Bucket=BUCKET, Key=model)["Body"].read())
with tarfile.open(fileobj=body) as archive:
    for member in sorted(archive.getnames()):
        print(member, archive.extractfile(member).read().decode())
