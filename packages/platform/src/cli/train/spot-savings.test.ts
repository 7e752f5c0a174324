import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { expect, test } from "vitest";
import { spotSavings } from "./spot-savings.ts";

const job = (spec: object, status: object) =>
  ({
    kind: "TrainingJob",
    metadata: { name: "a" },
    spec: { resourceConfig: {}, ...spec },
    status,
  }) as TrainingJob;
const SPOT = { enableManagedSpotTraining: true };
const ENDED = { trainingTimeInSeconds: 500, billableTimeInSeconds: 100 };

// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html#sagemaker-DescribeTrainingJob-response-BillableTimeInSeconds
test("a spot job tells its savings as the SDK does, over all its instances", () => {
  expect(spotSavings(job(SPOT, ENDED))).toEqual([
    "Training seconds: 500",
    "Billable seconds: 100",
    "Managed Spot Training savings: 80.0%",
  ]);
  const several = {
    ...SPOT,
    resourceConfig: { instanceGroups: [{ instanceCount: 2 }, { instanceCount: 1 }] },
  };
  expect(spotSavings(job(several, ENDED))[0]).toBe("Training seconds: 1500");
});

test("others say nothing of it, nor does one that has not ended or used no machine", () => {
  expect(spotSavings(job({}, ENDED))).toEqual([]);
  expect(spotSavings(job(SPOT, {}))).toEqual([]);
  expect(spotSavings(job(SPOT, { trainingTimeInSeconds: 0, billableTimeInSeconds: 0 }))).toEqual([]);
  expect(spotSavings({ ...job(SPOT, ENDED), kind: "ProcessingJob" })).toEqual([]);
});
