"""A Transformer of the SageMaker Python SDK, v2 or v3, as its users write one; prints one line of JSON."""

import json
import pathlib
import sys

major, bucket = sys.argv[1:]
if major == "2":
    from sagemaker import Session
    from sagemaker.s3 import S3Downloader, S3Uploader
    from sagemaker.transformer import Transformer
else:
    from sagemaker.core.helper.session_helper import Session
    from sagemaker.core.s3 import S3Downloader, S3Uploader
    from sagemaker.core.transformer import Transformer

session = Session()
lines = pathlib.Path("rows.csv").read_text().splitlines()[:40]
for part in range(4):
    body = "\n".join(f"row-{part}-{at},{line}" for at, line in enumerate(lines[part * 10 : part * 10 + 10]))
    S3Uploader.upload_string_as_file_body(
        body=f"{body}\n", desired_s3_uri=f"s3://{bucket}/sdk-{major}/in/{part}.csv", sagemaker_session=session
    )
transformer = Transformer(
    model_name="abalone-model",
    instance_count=2,
    instance_type="ml.m5.large",
    strategy="MultiRecord",
    assemble_with="Line",
    accept="text/csv",
    output_path=f"s3://{bucket}/sdk-{major}/out",
    max_payload=1,
    max_concurrent_transforms=2,
    sagemaker_session=session,
)
transformer.transform(
    f"s3://{bucket}/sdk-{major}/in",
    content_type="text/csv",
    split_type="Line",
    input_filter="$[1:]",
    join_source="Input",
    output_filter="$[0,-1]",
    wait=True,
    logs=True,
)
latest = transformer.latest_transform_job
name = latest.name if major == "2" else latest.transform_job_name
job = session.sagemaker_client.describe_transform_job(TransformJobName=name)
answers = {
    uri.rsplit("/", 1)[1]: S3Downloader.read_file(uri, sagemaker_session=session).splitlines()
    for uri in S3Downloader.list(f"s3://{bucket}/sdk-{major}/out", sagemaker_session=session)
}
print("SAID " + json.dumps({"status": job["TransformJobStatus"], "answers": answers}))
