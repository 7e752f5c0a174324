import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { metricAlarmKind } from "@slipway/model/kinds/metric-alarm/index.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { ACCOUNT, AwsHome, REGION } from "./aws-home.ts";

const SCRIPT = join(import.meta.dirname, "alarms_boto3.py");

let home: AwsHome;
beforeAll(async () => {
  home = await AwsHome.up();
});
afterAll(() => home.down());

async function boto3(protocol: string, who = "OWNER"): Promise<unknown> {
  const { python } = await pythonEnv();
  const { stdout } = await promisify(execFile)(python, [SCRIPT, home.url, who, protocol]);
  return JSON.parse(stdout);
}

test.each(["default", "json", "query"])(
  "boto3 that speaks %s puts, reads, changes and deletes alarms",
  async (protocol) => {
    const named = (...names: readonly string[]) => names.map((name) => `${protocol} ${name}`);
    expect(await boto3(protocol)).toEqual({
      listed: named("A", "b", "c", "math"),
      paged: named("A", "b", "c", "math"),
      alarm: {
        AlarmName: `${protocol} A`,
        AlarmArn: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${protocol} A`,
        ActionsEnabled: true,
        OKActions: [],
        AlarmActions: [],
        InsufficientDataActions: [],
        StateValue: "INSUFFICIENT_DATA",
        StateReason: "Unchecked: Initial alarm creation",
        MetricName: `latency ${protocol}`,
        Namespace: "Space",
        Statistic: "Average",
        Dimensions: [{ Name: "a", Value: "1" }],
        Period: 60,
        EvaluationPeriods: 2,
        Threshold: 5,
        ComparisonOperator: "GreaterThanThreshold",
      },
      math: [
        ["m1", null, false],
        ["e1", "m1 * 2", true],
      ],
      "in alarm": named("A"),
      state: ["ALARM", "by hand", '{"x": 1}'],
      disabled: [false, true, true, true],
      "for metric": named("A", "b", "c"),
      "for other": [],
      updated: [9, "ALARM"],
      tags: [{ Key: "more", Value: "1" }],
      history: [
        ["ConfigurationUpdate", `Alarm "${protocol} A" created`],
        ["ConfigurationUpdate", `Alarm "${protocol} A" updated`],
      ],
      refusals: [
        ["ValidationError", "The parameter Period must be 10, 20, 30 or a multiple of 60."],
        ["ValidationError", "The comparison operator LessThanLowerThreshold is not served here."],
        ["ValidationError", expect.stringMatching(/^Metrics cannot be checked across more than a day/)],
        [
          "ValidationError",
          "The parameter DatapointsToAlarm must be less than or equal to EvaluationPeriods.",
        ],
        ["ValidationError", "The parameters MetricName and Metrics list are mutually exclusive."],
        [expect.stringMatching(/^ResourceNotFound$/), "The named resource does not exist."],
        ["InvalidFormat", "The value for parameter StateReasonData is no JSON."],
        ["ResourceNotFoundException", expect.stringContaining("alarm:none")],
        [expect.any(String), expect.stringMatching(/PutCompositeAlarm" is not served here/)],
      ],
      left: [],
    });
  },
);

test("an alarm that kubectl applied is CloudWatch's too, and who may only read changes none", async () => {
  await home.store.create(metricAlarmKind, {
    apiVersion: "slipway.dev/v1alpha1",
    kind: "MetricAlarm",
    metadata: { namespace: "default", name: "by-hand" },
    spec: {
      name: "Applied by hand",
      namespace: "Space",
      metricName: "m",
      statistic: "Sum",
      period: 60,
      evaluationPeriods: 1,
      threshold: 1,
      comparisonOperator: "LessThanThreshold",
    },
  });
  await expect(boto3("default", "VIEWER")).rejects.toThrow(/AccessDenied/);
  await expect(boto3("query", "NOBODY")).rejects.toThrow(/AccessDenied/);
});
