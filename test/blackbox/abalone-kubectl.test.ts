import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXAMPLE, eventually, type Home, listeningPorts, ok, podProcesses } from "../e2e/support/home.ts";
import { testWith } from "./support/only-where.ts";
import { asTargetWantsIt, openHome, TARGET } from "./support/target-home.ts";

const WAIT = "--timeout=120s";
const ENDPOINT = "endpoint.sagemaker.services.k8s.aws/abalone-endpoint";

describe(`the Abalone files as they stand, by kubectl and the aws CLI (${TARGET})`, () => {
  let home: Home;
  beforeAll(async () => {
    home = await openHome();
  });
  afterAll(() => home.down());
  /** The file byte for byte, but for the annotation that says where it is to be carried. */
  const apply = (file: string) =>
    home.kubectlWith(asTargetWantsIt(readFileSync(join(EXAMPLE, file), "utf8")), "apply", "-f", "-");
  const jobField = (path: string) =>
    ok(home.kubectl("get", "trainingjob", "abalone-xgboost", "-o", `jsonpath={.status.${path}}`));

  test("data is uploaded by the aws CLI", async () => {
    await ok(home.aws("s3", "mb", "s3://abalone-example"));
    await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
    const listed = await ok(home.aws("s3", "ls", "--recursive", "s3://abalone-example/"));
    expect(listed).toContain("train/abalone.train_0");
    expect(listed).toContain("validation/abalone.validation");
  });

  testWith("programs", "an endpoint applied before its model exists waits, with a sentence", async () => {
    await ok(apply("deploy.yaml"));
    const said = await eventually("a waiting sentence", 20, async () => {
      const { stdout } = await home.kubectl("get", ENDPOINT, "-o", "jsonpath={.status.slipway.message}");
      return stdout.includes("Waiting") ? stdout : undefined;
    });
    expect(said).toContain("s3://abalone-example/models/abalone-xgboost/output/model.tar.gz");
  });

  test("training is applied, followed and waited for", async () => {
    await ok(apply("training.yaml"));
    await ok(
      home.kubectl(
        "wait",
        "--for=jsonpath={.status.trainingJobStatus}=Completed",
        "trainingjob/abalone-xgboost",
        WAIT,
      ),
    );
    expect(await jobField("modelArtifacts.s3ModelArtifacts")).toMatch(/^s3:\/\/.*model\.tar\.gz$/);
    expect(await jobField("ackResourceMetadata.arn")).toMatch(
      /^arn:aws:sagemaker:[\w-]+:\d{12}:training-job\/abalone-xgboost$/,
    );
  });

  testWith("programs", "its log, engine and metrics are there, and stay", async () => {
    const pod = await jobField("slipway.pods[0]");
    const log = await ok(home.kubectl("logs", "-f", pod));
    expect(log).toMatch(/\[49\].*train-rmse:\d+\.\d+.*validation-rmse:\d+\.\d+/);
    expect(await ok(home.slipway("logs", "trainingjob/abalone-xgboost"))).toContain("[49]");
    const engine = await jobField("slipway.engine");
    expect(engine).toMatch(/^(xgboost|slipway-gbdt) \d/);
    expect(log).toContain(engine.split(" ")[0]);
    expect(await jobField("finalMetricDataList[*].metricName")).toContain("validation:rmse");
  });

  test("kubectl shows and explains what there is", async () => {
    expect(await ok(home.kubectl("get", "trainingjobs"))).toMatch(/abalone-xgboost/);
    expect(await ok(home.kubectl("describe", "trainingjob", "abalone-xgboost"))).toContain("Completed");
    expect(await ok(home.kubectl("explain", "trainingjob.spec.stoppingCondition"))).toContain(
      "maxRuntimeInSeconds",
    );
  });

  test("the endpoint comes into service by itself", async () => {
    await ok(apply("deploy.yaml"));
    await ok(home.kubectl("wait", "--for=jsonpath={.status.endpointStatus}=InService", ENDPOINT, WAIT));
  });

  testWith("predictions", "it predicts within the bound", async () => {
    const answer = await ok(
      home.python(
        join(EXAMPLE, "predict.py"),
        "abalone-endpoint",
        join(EXAMPLE, "data/validation/abalone.validation"),
      ),
    );
    const rmse = Number(/rmse ([\d.]+)/.exec(answer)?.[1]);
    expect(rmse).toBeGreaterThan(0);
    expect(rmse).toBeLessThanOrEqual(2.2);
  });

  testWith("awsDoor", "what kubectl made, the AWS door describes", async () => {
    const job = JSON.parse(
      await ok(home.aws("sagemaker", "describe-training-job", "--training-job-name", "abalone-xgboost")),
    );
    expect(job).toMatchObject({ TrainingJobStatus: "Completed", HyperParameters: { max_depth: "5" } });
    expect(job.ModelArtifacts.S3ModelArtifacts).toBe(
      "s3://abalone-example/models/abalone-xgboost/output/model.tar.gz",
    );
  });

  test("deleted, it leaves no object behind", async () => {
    const slices = await ok(
      home.kubectl("get", "endpointslices", "-o", "jsonpath={.items[*].ports[*].port}"),
    );
    const ports = slices.split(" ").map(Number);
    await ok(
      home.kubectl("delete", "-f", join(EXAMPLE, "deploy.yaml"), "-f", join(EXAMPLE, "training.yaml"), WAIT),
    );
    const kinds = "trainingjobs,models,endpointconfigs,endpoints.sagemaker.services.k8s.aws,deployments";
    expect((await ok(home.kubectl("get", kinds))).trim()).toBe("");
    await eventually("the end of every pod", 60, async () =>
      (await ok(home.kubectl("get", "pods"))).trim() === "" ? true : undefined,
    );
    if (TARGET !== "embedded") return;
    await eventually("the end of every pod's process", 30, async () =>
      podProcesses(home).length === 0 ? true : undefined,
    );
    await eventually("the end of every pod's port", 10, async () =>
      ports.some((port) => listeningPorts().has(port)) ? undefined : true,
    );
  });
});
