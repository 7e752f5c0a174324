import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { EXAMPLE, type Home, ok } from "../e2e/support/home.ts";
import { testWith } from "./support/only-where.ts";
import { openHome, TARGET } from "./support/target-home.ts";

describe(`the same job by boto3 alone, with only the endpoint URL changed (${TARGET})`, () => {
  let home: Home;
  beforeAll(async () => {
    home = await openHome();
  });
  afterAll(() => home.down());

  testWith("awsDoor", "trains, deploys, predicts and cleans up with AWS's own waiters", async () => {
    const said = JSON.parse(
      await ok(home.python(join(import.meta.dirname, "abalone_boto3.py"), join(EXAMPLE, "data"))),
    );
    expect(said).toMatchObject({
      status: "Completed",
      endpoint: "InService",
      variant: "AllTraffic",
      ended: true,
    });
    expect(said.arn).toMatch(/^arn:aws:sagemaker:us-east-1:\d{12}:training-job\/boto-abalone$/);
    expect(said.secondary).toEqual(["Starting", "Downloading", "Training", "Uploading", "Completed"]);
    expect(said.metrics).toEqual(["train:rmse", "validation:rmse"]);
    expect(said.seconds).toBeGreaterThanOrEqual(1);
    expect(said.rmse).toBeLessThanOrEqual(2.2);
  });

  testWith("awsDoor", "what boto3 created, kubectl lists", async () => {
    const jobs = await ok(
      home.kubectl("get", "trainingjobs", "-o", "jsonpath={.items[*].spec.trainingJobName}"),
    );
    expect(jobs).toBe("Boto-Abalone");
  });
});
