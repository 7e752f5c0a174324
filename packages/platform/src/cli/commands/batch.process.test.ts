import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Resource } from "@slipway/model";
import type { Model } from "@slipway/model/kinds/model/index.ts";
import type { TransformJob } from "@slipway/model/kinds/transform-job/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TinyHome } from "../testing/tiny-home.ts";

const API_VERSION = "sagemaker.services.k8s.aws/v1alpha1";
const MODEL = {
  apiVersion: API_VERSION,
  kind: "Model",
  metadata: { name: "churn", namespace: "default", uid: "u-1" },
  spec: { modelName: "churn", primaryContainer: { image: "slipway.dev/xgboost" } },
};
const JOB = {
  apiVersion: API_VERSION,
  kind: "TrainingJob",
  metadata: { name: "fit", namespace: "default", uid: "u-2" },
  spec: { trainingJobName: "fit", algorithmSpecification: { trainingImage: "slipway.dev/xgboost" } },
  status: { trainingJobStatus: "Completed", modelArtifacts: { s3ModelArtifacts: "s3://b/m/model.tar.gz" } },
};

const GROUP = "/apis/sagemaker.services.k8s.aws/v1alpha1/namespaces/default";

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
  home.kubernetes.put(`${GROUP}/models/churn`, MODEL);
  home.kubernetes.put(`${GROUP}/trainingjobs/fit`, JOB);
});
afterEach(() => home.stop());

function write(name: string, text = ""): void {
  const path = join(home.folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

const written = () => home.kubernetes.written as readonly Resource[];
const made = () => written().findLast(({ kind }) => kind === "TransformJob") as TransformJob | undefined;
const spec = () => made()?.spec;

describe("slipway batch", () => {
  test("sends the data, says by its name what it is, and names where the answers go", async () => {
    write("rows.csv", "1,2\n");
    const said = await home.cli("batch", "churn", "--input", "rows.csv", "--name", "j", "--detach");
    expect(said).toMatchObject({ exitCode: 0, stdout: "transformjob/j\n" });
    expect(spec()).toEqual({
      transformJobName: "j",
      modelName: "churn",
      transformInput: {
        dataSource: {
          s3DataSource: {
            s3DataType: "S3Prefix",
            s3URI: expect.stringMatching(/^s3:\/\/slipway-default\/data\/\w{32}\/$/),
          },
        },
        contentType: "text/csv",
        splitType: "Line",
      },
      transformOutput: { s3OutputPath: "s3://slipway-default/jobs/j/answers", assembleWith: "Line" },
      transformResources: { instanceType: "ml.m5.large", instanceCount: 1 },
    });
  });

  test("takes every field of a transform", async () => {
    const { exitCode, stderr } = await home.cli(
      ...[
        "batch",
        "model/churn",
        "--input",
        "s3://lake/rows/",
        "--output",
        "s3://lake/scored",
        "--name",
        "j",
      ],
      ...["--content-type", "application/jsonlines", "--accept", "application/jsonlines", "--split", "Line"],
      ...["--strategy", "SingleRecord", "--max-payload", "3", "--max-concurrent", "4", "--retries", "1"],
      ...[
        "--request-timeout",
        "2m",
        "--input-filter",
        "$.features",
        "--join",
        "--output-filter",
        "$['id','SageMakerOutput']",
      ],
      ...["--env", "A=b", "--instance-count", "2", "--resume", "--detach"],
    );
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining("slipway wait transformjob/j")]);
    expect(made()?.metadata.annotations).toMatchObject({ "slipway.dev/resume": "true" });
    expect(spec()).toMatchObject({
      batchStrategy: "SingleRecord",
      maxPayloadInMB: 3,
      maxConcurrentTransforms: 4,
      modelClientConfig: { invocationsTimeoutInSeconds: 120, invocationsMaxRetries: 1 },
      environment: { A: "b" },
      dataProcessing: {
        inputFilter: "$.features",
        joinSource: "Input",
        outputFilter: "$['id','SageMakerOutput']",
      },
      transformInput: { contentType: "application/jsonlines", splitType: "Line" },
      transformOutput: { s3OutputPath: "s3://lake/scored", accept: "application/jsonlines" },
      transformResources: { instanceCount: 2 },
    });
  });

  test("makes a model of what a training left, which goes with the job", async () => {
    write("rows.csv.gz", "no gzip, which nobody looks at here");
    const { exitCode } = await home.cli(
      "batch",
      "trainingjob/fit",
      "--input",
      "rows.csv.gz",
      "--name",
      "j",
      "--detach",
    );
    expect(exitCode).toBe(0);
    const model = written().find(({ kind }) => kind === "Model") as Model;
    expect(model.spec.primaryContainer).toEqual({
      image: "slipway.dev/xgboost",
      modelDataURL: "s3://b/m/model.tar.gz",
    });
    expect(spec()).toMatchObject({
      modelName: model.spec.modelName,
      transformInput: { contentType: "text/csv", splitType: "Line", compressionType: "Gzip" },
    });
  });

  test.each([
    ["without data", ["batch", "churn"], /^--input is missing/],
    ["of data that is not there", ["batch", "churn", "--input", "none.csv"], /none\.csv/],
    [
      "of a model that is not there",
      ["batch", "chrun", "--input", "a.csv"],
      /neither a training job nor a model named chrun.*did you mean\s+model\/churn/,
    ],
    [
      "with a filter that is none",
      ["batch", "churn", "--input", "a.csv", "--input-filter", "$..a"],
      /^--input-filter: .*JSONPath/,
    ],
    [
      "with a name in a row of CSV",
      ["batch", "churn", "--input", "a.csv", "--input-filter", "$.a"],
      /^--input-filter: .*positions/,
    ],
    [
      "with too much at once",
      ["batch", "churn", "--input", "a.csv", "--max-payload", "60", "--max-concurrent", "2"],
      /^--max-payload: .*at most 100/,
    ],
    [
      "with more retries than AWS makes",
      ["batch", "churn", "--input", "a.csv", "--retries", "4"],
      /^--retries: /,
    ],
    ["with a split that is none", ["batch", "churn", "--input", "a.csv", "--split", "Word"], /^--split: /],
    [
      "of no number",
      ["batch", "churn", "--input", "a.csv", "--max-concurrent", "many"],
      /^--max-concurrent many: expected a number/,
    ],
    [
      "into a folder that nobody waits to fill",
      ["batch", "churn", "--input", "a.csv", "--output", "here", "--detach"],
      /^--output here: .*--detach/,
    ],
  ])("refuses one %s before anything is made", async (_, argv, sentence) => {
    write("a.csv", "1\n");
    const { stderr, exitCode } = await home.cli(...argv);
    expect(exitCode).not.toBe(0);
    expect(stderr.replace(/^.*\n\s+What\s+/, "")).toMatch(sentence);
    expect([home.kubernetes.written, [...home.aws.objects.keys()]]).toEqual([[], []]);
  });
});
