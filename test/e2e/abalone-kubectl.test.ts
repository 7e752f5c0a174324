import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXAMPLE, eventually, Home, listeningPorts, ok, podProcesses } from "./support/home.ts";

const WAIT = "--timeout=120s";
const ENDPOINT = "endpoint.sagemaker.services.k8s.aws/abalone-endpoint";

describe("the Abalone files as they stand, by kubectl and the aws CLI", () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.up();
  });
  afterAll(() => home.down());

  test("data is uploaded by the aws CLI", async () => {
    await ok(home.aws("s3", "mb", "s3://abalone-example"));
    await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
    const listed = await ok(home.aws("s3", "ls", "--recursive", "s3://abalone-example/"));
    expect(listed).toContain("train/abalone.train_0");
    expect(listed).toContain("validation/abalone.validation");
  });

  test("an endpoint applied before its model exists waits, with a sentence", async () => {
    await ok(home.kubectl("apply", "-f", join(EXAMPLE, "deploy.yaml")));
    const said = await eventually("a waiting sentence", 20, async () => {
      const { stdout } = await home.kubectl("get", ENDPOINT, "-o", "jsonpath={.status.slipway.message}");
      return stdout.includes("Waiting") ? stdout : undefined;
    });
    expect(said).toContain("s3://abalone-example/models/abalone-xgboost/output/model.tar.gz");
  });

  test("training is applied, followed and waited for", async () => {
    await ok(home.kubectl("apply", "-f", join(EXAMPLE, "training.yaml")));
    await ok(
      home.kubectl(
        "wait",
        "--for=jsonpath={.status.trainingJobStatus}=Completed",
        "trainingjob/abalone-xgboost",
        WAIT,
      ),
    );
    const pod = await ok(
      home.kubectl("get", "trainingjob", "abalone-xgboost", "-o", "jsonpath={.status.slipway.pods[0]}"),
    );
    const log = await ok(home.kubectl("logs", "-f", pod));
    expect(log).toMatch(/\[49\].*train-rmse:\d+\.\d+.*validation-rmse:\d+\.\d+/);
    expect(await ok(home.slipway("logs", "trainingjob/abalone-xgboost"))).toContain("[49]");
    const engine = await ok(
      home.kubectl("get", "trainingjob", "abalone-xgboost", "-o", "jsonpath={.status.slipway.engine}"),
    );
    expect(engine).toMatch(/^(xgboost|slipway-gbdt) \d/);
    expect(log).toContain(engine.split(" ")[0]);
  });

  test("kubectl shows and explains what there is", async () => {
    expect(await ok(home.kubectl("get", "trainingjobs"))).toMatch(/abalone-xgboost/);
    expect(await ok(home.kubectl("describe", "trainingjob", "abalone-xgboost"))).toContain("Completed");
    expect(await ok(home.kubectl("explain", "trainingjob.spec.stoppingCondition"))).toContain(
      "maxRuntimeInSeconds",
    );
    const metrics = await ok(
      home.kubectl(
        "get",
        "trainingjob",
        "abalone-xgboost",
        "-o",
        "jsonpath={.status.finalMetricDataList[*].metricName}",
      ),
    );
    expect(metrics).toContain("validation:rmse");
  });

  test("the waiting endpoint comes into service by itself and predicts within the bound", async () => {
    await ok(home.kubectl("wait", "--for=jsonpath={.status.endpointStatus}=InService", ENDPOINT, WAIT));
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

  test("what kubectl made, the AWS door describes", async () => {
    const job = JSON.parse(
      await ok(home.aws("sagemaker", "describe-training-job", "--training-job-name", "abalone-xgboost")),
    );
    expect(job).toMatchObject({ TrainingJobStatus: "Completed", HyperParameters: { max_depth: "5" } });
    expect(job.ModelArtifacts.S3ModelArtifacts).toBe(
      "s3://abalone-example/models/abalone-xgboost/output/model.tar.gz",
    );
  });

  test("deleted, it leaves nothing: no process and no port", async () => {
    const slices = await ok(
      home.kubectl("get", "endpointslices", "-o", "jsonpath={.items[*].ports[*].port}"),
    );
    const ports = slices.split(" ").map(Number);
    expect(ports.map((port) => listeningPorts().has(port))).toEqual([true]);
    await ok(
      home.kubectl("delete", "-f", join(EXAMPLE, "deploy.yaml"), "-f", join(EXAMPLE, "training.yaml"), WAIT),
    );
    expect(
      (
        await ok(
          home.kubectl(
            "get",
            "trainingjobs,models,endpointconfigs,endpoints.sagemaker.services.k8s.aws,pods,deployments",
          ),
        )
      ).trim(),
    ).toBe("");
    await eventually("the end of every pod's process", 30, async () =>
      podProcesses(home).length === 0 ? true : undefined,
    );
    await eventually("the end of every pod's port", 10, async () =>
      ports.some((port) => listeningPorts().has(port)) ? undefined : true,
    );
  });
});
