import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import type { Home } from "./home.ts";

export interface AwsClients {
  readonly sagemaker: SageMakerClient;
  readonly runtime: SageMakerRuntimeClient;
  readonly cloudwatch: CloudWatchClient;
  readonly s3: S3Client;
}

/** AWS's own JavaScript SDK, given what `slipway env` says and nothing else. */
export function awsClients(home: Home): AwsClients {
  const env = (name: string): string => home.env[name] ?? "";
  const endpointOf = (service: string): string =>
    home.env[`AWS_ENDPOINT_URL_${service}`] ??
    home.env["AWS_ENDPOINT_URL"] ??
    env("AWS_ENDPOINT_URL_SAGEMAKER");
  const configuration = {
    region: env("AWS_REGION"),
    credentials: { accessKeyId: env("AWS_ACCESS_KEY_ID"), secretAccessKey: env("AWS_SECRET_ACCESS_KEY") },
  };
  return {
    runtime: new SageMakerRuntimeClient({ ...configuration, endpoint: endpointOf("SAGEMAKER_RUNTIME") }),
    cloudwatch: new CloudWatchClient({ ...configuration, endpoint: endpointOf("CLOUDWATCH") }),
    sagemaker: new SageMakerClient({ ...configuration, endpoint: endpointOf("SAGEMAKER") }),
    s3: new S3Client({ ...configuration, endpoint: endpointOf("S3"), forcePathStyle: true }),
  };
}
