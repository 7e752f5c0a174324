import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { describe, expect, test } from "vitest";
import { programOf } from "./program-of.ts";

const SKLEARN = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3";
const XGBOOST = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1";

const job = (
  algorithmSpecification: TrainingJob["spec"]["algorithmSpecification"],
  more: Partial<TrainingJob["spec"]> = {},
) => ({ metadata: { name: "j" }, spec: { algorithmSpecification, ...more } }) as unknown as TrainingJob;

const channel = (channelName: string, s3URI: string) => ({
  channelName,
  dataSource: { s3DataSource: { s3DataType: "S3Prefix", s3URI } },
});

describe("what a training job runs", () => {
  // The requests are those of the SageMaker Python SDK 2.257.
  test("an estimator of a framework is script mode, with the archive that its quoted hyperparameter names", () => {
    const program = programOf(
      job(
        { trainingImage: SKLEARN },
        {
          hyperParameters: {
            sagemaker_program: '"train.py"',
            sagemaker_submit_directory: '"s3://box/job/source/sourcedir.tar.gz"',
          },
        },
      ),
    );
    expect(program).toEqual({
      runs: { image: "slipway.dev/script", args: ["train"] },
      env: { SLIPWAY_TRAINING_IMAGE: SKLEARN },
      source: {
        name: "The code",
        to: "code",
        from: { archive: "s3://box/job/source/sourcedir.tar.gz" },
        as: "copy",
      },
    });
  });

  test("XGBoost with a program is script mode, and without one the built-in algorithm", () => {
    const hyperParameters = { sagemaker_program: '"train.py"' };
    expect(programOf(job({ trainingImage: XGBOOST }, { hyperParameters })).runs.image).toBe(
      "slipway.dev/script",
    );
    expect(programOf(job({ trainingImage: XGBOOST }))).toEqual({
      runs: { image: "slipway.dev/xgboost", args: ["train"] },
      env: { SLIPWAY_TRAINING_IMAGE: XGBOOST },
    });
  });

  // As sagemaker 3.27's ModelTrainer asks for it.
  test("an entry point in place of a framework's own is run by script mode, with the code of the channel", () => {
    const drivers = "/opt/ml/input/data/sm_drivers/sm_train.sh";
    const asked = {
      trainingImage: SKLEARN,
      containerEntrypoint: ["/bin/bash"],
      containerArguments: ["-c", `chmod +x ${drivers} && ${drivers}`],
    };
    const program = (uri: string) =>
      programOf(
        job(asked, {
          inputDataConfig: [channel("train", "s3://box/d/"), channel("code", uri)],
        } as Partial<TrainingJob["spec"]>),
      );
    const { runs, source } = program("s3://box/job/input/code");
    expect(runs).toEqual({
      image: "slipway.dev/script",
      args: ["train", "--", "/bin/bash", "-c", `chmod +x ${drivers} && ${drivers}`],
    });
    expect(source).toMatchObject({ to: "code", from: { s3Uri: "s3://box/job/input/code" } });
    expect(program("s3://box/source.tar.gz").source).toMatchObject({
      from: { archive: "s3://box/source.tar.gz" },
    });
  });

  test("any other image runs as it is written, with its own entry point", () => {
    const asked = { trainingImage: "registry.example.com/mine:1", containerEntrypoint: ["/run"] };
    expect(programOf(job(asked))).toEqual({
      runs: { image: "registry.example.com/mine:1", entrypoint: ["/run"] },
      env: {},
    });
  });
});
