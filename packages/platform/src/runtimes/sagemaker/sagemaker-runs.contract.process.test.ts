import { afterAll, beforeAll, vi } from "vitest";
import { runsContract } from "../runs.contract.ts";
import { JOB, openBench, trainingJobOwner } from "./testing/bench.ts";
import { end, enter } from "./testing/play-job.ts";

beforeAll(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const ARTIFACTS = { ModelArtifacts: { S3ModelArtifacts: "s3://bucket-a/out/model.tar.gz" } };

runsContract(
  "SageMaker",
  async () => {
    const { aws, sagemaker, close } = await openBench();
    const { runs } = sagemaker();
    return {
      runs,
      owner: trainingJobOwner,
      reach: async (_run, phase) => enter(aws, phase === "running" ? "Training" : "Downloading"),
      end: async (_run, ending) => {
        if ("message" in ending)
          end(aws, "Failed", {
            FailureReason: `AlgorithmError: ${ending.message}, exit code: ${ending.exitCode}`,
          });
        else end(aws, "Completed", ARTIFACTS);
      },
      failInput: async (_run, message) => end(aws, "Failed", { FailureReason: `ClientError: ${message}` }),
      refuseImage: async (_run, message) => end(aws, "Failed", { FailureReason: `ClientError: ${message}` }),
      settleStop: async (_run, what) => {
        if (aws.get("TrainingJob", JOB)?.["TrainingJobStatus"] === "Stopping")
          end(aws, "Stopped", what?.uploaded === true ? ARTIFACTS : {});
      },
      settleRemoval: async () => end(aws, "Stopped"),
      print: async (_run, ...lines) =>
        aws.print(
          `${JOB}/algo-1-1700000000`,
          ...lines.map((message, index) => ({ timestamp: index, message })),
        ),
      close,
    };
  },
  {
    "starts a run that waits with a sentence, and names its pods":
      "SageMaker has no name for a stream of log lines before its first line",
    "succeeds with the results that its manifest names": "SageMaker tells nothing of the program itself",
    "fails a program that ended well but whose results never arrived":
      "SageMaker calls a job completed when its results are there",
  },
);
