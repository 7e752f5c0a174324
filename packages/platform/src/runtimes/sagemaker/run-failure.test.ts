import { describe, expect, test } from "vitest";
import { runFailure } from "./run-failure.ts";

/** FailureReasons as AWS wrote them: its documentation, and issues of aws/sagemaker-python-sdk and aws/amazon-sagemaker-examples. */
describe("a FailureReason of SageMaker's", () => {
  test.each([
    [
      "AlgorithmError: , exit code: 1",
      { class: "user-code", exitCode: 1, message: "AlgorithmError: , exit code: 1" },
    ],
    [
      "AlgorithmError: Exit Code: 139",
      { class: "user-code", exitCode: 139, message: "AlgorithmError: Exit Code: 139" },
    ],
    [
      'AlgorithmError: ExecuteUserScriptError:\nCommand "/usr/bin/python3 train.py", exit code: 1',
      {
        class: "user-code",
        exitCode: 1,
        message: 'ExecuteUserScriptError:\nCommand "/usr/bin/python3 train.py"',
      },
    ],
    [
      "AlgorithmError: See job logs for more information, exit code: 137",
      { class: "out-of-memory", exitCode: 137 },
    ],
    [
      "ClientError: Please use an instance type with more memory, or reduce the size of training data processed on an instance., exit code: 137",
      { class: "out-of-memory", exitCode: 137 },
    ],
    [
      'ClientError: Artifact upload failed:API error (400): OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "train": executable file not found in $PATH: unknown',
      { class: "user-code" },
    ],
    [
      "ClientError: Cannot pull algorithm container. Either the image does not exist or its permissions are incorrect.",
      { class: "image-pull" },
    ],
    [
      'ClientError: Data download failed:NoSuchKey (404): The specified key does not exist: "images/train.lst"',
      { class: "input" },
    ],
    [
      'ClientError: No S3 objects found under S3 URL "s3://bucket-a/images/" given in input data source.',
      { class: "input" },
    ],
    ["ClientError: Artifact upload failed:Insufficient permissions", { class: "output" }],
    [
      "ClientError: Data download failed:write /opt/ml/input/data/x: no space left on device",
      { class: "user-code" },
    ],
    [
      "CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.",
      { class: "unschedulable" },
    ],
    [
      "ResourceLimitExceeded: The account-level service limit 'ml.p3.8xlarge for training job usage' is 2 Instances, with current utilization of 2 Instances and a request delta of 1 Instances.",
      { class: "quota" },
    ],
    [
      "InternalServerError: We encountered an internal error. Please try again.",
      { class: "internal", message: "We encountered an internal error. Please try again." },
    ],
    ["Something new", { class: "internal", message: "Something new" }],
  ])("has its class: %s", (reason, failure) => {
    expect(runFailure(reason)).toMatchObject(failure);
  });
});
