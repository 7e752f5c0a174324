import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { AwsHome } from "./aws-home.ts";

const SCRIPT = join(import.meta.dirname, "metrics_boto3.py");

/** Of this minute, which is not the next one before the test is over. */
const MINUTE = Math.floor(Date.now() / 60_000);

let home: AwsHome;
beforeAll(async () => {
  home = await AwsHome.up();
});
afterAll(() => home.down());

async function boto3(
  protocol: string,
  parts: readonly string[],
  who = "OWNER",
): Promise<Record<string, unknown>> {
  const { python } = await pythonEnv();
  const given = [SCRIPT, home.url, who, protocol, String(MINUTE), ...parts];
  const { stdout } = await promisify(execFile)(python, given);
  return JSON.parse(stdout) as Record<string, unknown>;
}

const statistics = (count: number, sum: number, [min, max]: readonly [number, number]) => ({
  SampleCount: count,
  Sum: sum,
  Average: sum / count,
  Minimum: min,
  Maximum: max,
});

const NONE = { Unit: "None" };
const FORMS = {
  single: [
    { ...statistics(2, 4, [1.5, 2.5]), ...NONE, minutes: -2 },
    { ...statistics(1, 7, [7, 7]), ...NONE, minutes: -1 },
  ],
  values: [{ ...statistics(5, 23, [1, 10]), Unit: "Milliseconds", minutes: -1 }],
  set: [{ ...statistics(4, 20, [1, 9]), ...NONE, minutes: -1 }],
  "other dimensions": [],
  dimensioned: [{ Sum: 3, ...NONE, minutes: -1 }],
  units: [
    { Sum: 1, Unit: "Bytes", minutes: -1 },
    { Sum: 2, Unit: "Count", minutes: -1 },
  ],
  "one unit": [{ Sum: 2, Unit: "Count", minutes: -1 }],
  percentiles: [{ p50: 1, "p99.9": 10 }],
};
const DATA = {
  m2: { Label: "the set", minutes: [-1], Values: [5] },
  e1: { Label: "both", minutes: [-1], Values: [19] },
  e2: { Label: "e2", minutes: [-2, -1], Values: [4, 12] },
  e3: { Label: "e3", minutes: [-3, -2, -1], Values: [0, 0, 1] },
};
const AT = "MetricData.member.1";
const REFUSALS = [
  [
    "InvalidParameterValue",
    expect.stringMatching(/^The value nan for parameter MetricData.member.1.Value is invalid.$/i),
  ],
  [
    "InvalidParameterCombination",
    `The parameters ${AT}.Value and ${AT}.Values are mutually exclusive and you have specified both.`,
  ],
  ["InvalidParameterValue", `The parameters ${AT}.Values and ${AT}.Counts must be of the same size.`],
  ["MissingParameter", expect.stringContaining("must be specified")],
  ["InvalidParameterValue", `The parameter ${AT}.Timestamp must specify a time within the past two weeks.`],
  ["InvalidParameterValue", "The value AWS/ for parameter Namespace is invalid."],
  ["InvalidParameterValue", expect.stringContaining("at 'statistics'")],
  ["InvalidParameterCombination", expect.stringContaining("exceeds the limit of 1440")],
  ["ValidationError", "Error in expression 'e1' [Undefined variable nothing]"],
  ["ValidationError", expect.stringContaining("SEARCH of metric math is not served here")],
  ["InvalidParameterValue", "Request parameter NextToken is invalid"],
  [expect.any(String), expect.stringMatching(/ListDashboards.* is not served here; served are /)],
];

test.each(["default", "json", "query"])(
  "boto3 that speaks %s puts every form of a measurement, reads statistics and expressions, and is told what is refused",
  async (protocol) => {
    expect(await boto3(protocol, ["forms", "listed", "data", "refusals"])).toEqual({
      forms: FORMS,
      listed: ["dimensioned", "set", "single", "units", "values"],
      data: DATA,
      refusals: REFUSALS,
    });
  },
);

test("a job's metrics are read as the SageMaker SDK's analytics do, and listed", async () => {
  const subject = await home.createTrainingJob("Measured");
  const now = Date.now();
  const points = [10, 8, 4].map((value, i) => ({
    name: "train:loss",
    value,
    at: new Date(now - (10 - i) * 60_000),
    ...(i === 2 ? { labels: { host: "algo-1" } } : {}),
  }));
  await home.ledger.appendMetrics(subject, "log", { from: 0, to: 1 }, points);
  const dimensions = [{ Name: "TrainingJobName", Value: "Measured" }];
  const { job: told } = await boto3("default", ["job"], "VIEWER");
  expect(told).toEqual({
    values: [4, 8, 10],
    listed: [{ Namespace: "/aws/sagemaker/TrainingJobs", MetricName: "train:loss", Dimensions: dimensions }],
  });
});

test("who may only read puts nothing, and who has no rights reads nothing", async () => {
  await expect(boto3("default", ["forms"], "VIEWER")).rejects.toThrow(/AccessDenied/);
  await expect(boto3("query", ["data"], "NOBODY")).rejects.toThrow(/AccessDenied/);
});
