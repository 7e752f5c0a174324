import { afterAll, beforeAll, describe, expect } from "vitest";
import { eventually, type Home, ok } from "../e2e/support/home.ts";
import { testWith } from "./support/only-where.ts";
import { openHome, TARGET } from "./support/target-home.ts";

const pool = (name: string, memory: string) => ({
  apiVersion: "slipway.dev/v1alpha1",
  kind: "NodePool",
  metadata: { name },
  spec: { instanceTypes: [name], capacity: { memory } },
});

describe(`a job that cannot succeed says why (${TARGET})`, () => {
  let home: Home;
  beforeAll(async () => {
    home = await openHome();
    const pools = { apiVersion: "v1", kind: "List", items: [pool("small", "300Mi"), pool("vast", "100Ti")] };
    await ok(home.kubectlWith(JSON.stringify(pools), "apply", "-f", "-"));
  });
  afterAll(() => home.down());

  const field = (job: string, path: string) =>
    ok(home.kubectl("get", "trainingjob", job, "-o", `jsonpath={.status.${path}}`));
  const failed = async (job: string): Promise<string> => {
    const { code, stdout, stderr } = await home.slipway("wait", `trainingjob/${job}`, "--timeout", "2m");
    expect(code, `${stdout}${stderr}`).toBe(100);
    return field(job, "failureReason");
  };
  /** A job of an image that is run as it is written. */
  const job = (name: string, image: string, instanceType: string) =>
    home.kubectlWith(
      JSON.stringify({
        apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
        kind: "TrainingJob",
        metadata: { name },
        spec: {
          trainingJobName: name,
          roleARN: "arn:aws:iam::123456789012:role/slipway",
          algorithmSpecification: { trainingImage: image, trainingInputMode: "File" },
          outputDataConfig: { s3OutputPath: "s3://slipway-default/jobs/" },
          resourceConfig: { instanceCount: 1, instanceType, volumeSizeInGB: 1 },
          stoppingCondition: { maxRuntimeInSeconds: 600 },
        },
      }),
      "apply",
      "-f",
      "-",
    );

  testWith("failures", "one that runs out of memory", async () => {
    await ok(
      home.slipway("train", "test/e2e/fixtures/hungry", "--name", "hungry", "--instance-type", "small"),
    );
    const reason = await failed("hungry");
    expect(reason).toMatch(/^AlgorithmError: .*more memory than it was given.*OOMKilled/);
    expect(await ok(home.slipway("why", "trainingjob/hungry"))).toContain("OOMKilled");
  });

  testWith("failures", "one whose image does not exist", async () => {
    await ok(job("no-image", "registry.invalid/nobody/has-this:1", "ml.m5.large"));
    // A registry may be away for minutes, and an engine is started by hand: the job waits, and says for what.
    await eventually("the image to be missed", 60, async () => {
      const message = await field("no-image", "slipway.message");
      return message.includes("registry.invalid/nobody/has-this:1") ? message : undefined;
    });
    expect(await field("no-image", "trainingJobStatus")).toBe("InProgress");
    expect(await ok(home.slipway("why", "trainingjob/no-image"))).toContain("has-this:1");
    await ok(home.kubectl("delete", "trainingjob", "no-image", "--timeout=60s"));
  });

  testWith("failures", "one that fits no node waits, and says for what", async () => {
    await ok(job("too-big", "slipway.dev/xgboost", "vast"));
    const said = await eventually("the scheduler's words", 30, async () => {
      const message = await field("too-big", "slipway.message");
      return message.includes("Insufficient") ? message : undefined;
    });
    expect(said).toMatch(/^Waiting for a machine: 0\/1 nodes are available: 1 Insufficient memory/);
    expect(await field("too-big", "trainingJobStatus")).toBe("InProgress");
    expect(await ok(home.slipway("why", "trainingjob/too-big"))).toContain("Insufficient memory");
    await ok(home.kubectl("delete", "trainingjob", "too-big", "--timeout=60s"));
  });
});
