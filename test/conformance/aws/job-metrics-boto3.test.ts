import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, answers, type NamedCall } from "./answers.ts";
import { ACCOUNT, AwsHome, REGION } from "./aws-home.ts";

/** Of a whole minute, in seconds since 1970. */
const MINUTE = Math.floor(Date.now() / 60_000 - 5) * 60;
const COMPONENT = "measured-aws-training-job";
const arn = (of: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${of}`;

let home: AwsHome;
beforeAll(async () => {
  home = await AwsHome.up();
  await home.createTrainingJob("Measured");
});
afterAll(() => home.down());

const ask = (calls: readonly NamedCall[], who = "OWNER"): Promise<Readonly<Record<string, Answer>>> =>
  answers(
    { url: home.url, accessKeyId: who, secretAccessKey: `secret of ${who}` },
    calls,
    "sagemaker-metrics",
  );

const datum = (Value: number, Step: number, after: number, MetricName = "loss") => ({
  MetricName,
  Value,
  Step,
  Timestamp: MINUTE + after,
});
const put = (name: string, TrialComponentName: string, ...MetricData: readonly object[]): NamedCall => [
  name,
  "batch_put_metrics",
  { TrialComponentName, MetricData },
];
const query = (MetricStat: string, Period: string, XAxisType: string, more: object = {}) => ({
  MetricName: "loss",
  ResourceArn: arn("training-job/measured"),
  MetricStat,
  Period,
  XAxisType,
  ...more,
});

test("boto3 puts metrics of a job and gets them by steps and by times", async () => {
  const byComponent = { ResourceArn: arn(`experiment-trial-component/${COMPONENT}`) };
  const told = await ask([
    put("put", COMPONENT, datum(4, 1, 0), datum(2, 1, 30), datum(1, 2, 90)),
    [
      "got",
      "batch_get_metrics",
      {
        MetricQueries: [
          query("Avg", "IterationNumber", "IterationNumber"),
          query("Last", "OneMinute", "Timestamp", byComponent),
          query("Count", "OneHour", "Timestamp", { Start: MINUTE + 3_600 }),
          query("Max", "OneMinute", "IterationNumber"),
          query("Max", "OneMinute", "Timestamp", { ResourceArn: arn("training-job/none") }),
          { ...query("Max", "OneMinute", "Timestamp"), MetricName: "none" },
        ],
      },
    ],
  ]);
  const complete = (XAxisValues: readonly number[], MetricValues: readonly number[]) => ({
    Status: "Complete",
    XAxisValues,
    MetricValues,
  });
  const refused = (words: string) => ({
    Status: "ValidationError",
    Message: expect.stringContaining(words),
    XAxisValues: [],
    MetricValues: [],
  });
  expect(told).toEqual({
    put: {},
    got: {
      MetricQueryResults: [
        complete([1, 2], [3, 1]),
        complete([MINUTE, MINUTE + 60], [2, 1]),
        complete([], []),
        refused("must both be IterationNumber"),
        refused("names no training job"),
        complete([], []),
      ],
    },
  });
});

test("what cannot be taken is told by its number, and what is against AWS's model is refused", async () => {
  const told = await ask([
    put("too great", COMPONENT, datum(2 ** 361, 1, 0, "other"), datum(1, 1, 0, "other")),
    put(
      "no points",
      COMPONENT,
      datum(1, 1e300, 0),
      datum(1, 1, 1e9),
      datum(1, 1, 0, "a\u0000b"),
      datum(1, 1, -MINUTE - 1),
    ),
    put("of no job", "a-component", datum(1, 1, 0)),
    put("of a job that is none", "none-aws-training-job", datum(1, 1, 0), datum(2, 2, 1)),
    put("upper case", "Measured-aws-training-job", datum(1, 1, 0)),
    put("too many", COMPONENT, ...Array.from({ length: 11 }, (_, i) => datum(i, i, i))),
    ["no query", "batch_get_metrics", { MetricQueries: [] }],
  ]);
  const validation = (MetricIndex: number) => ({ Code: "VALIDATION_ERROR", MetricIndex });
  expect(told).toMatchObject({
    "too great": { Errors: [validation(0)] },
    "no points": { Errors: [validation(0), validation(1), validation(2), validation(3)] },
    "of no job": { Errors: [validation(0)] },
    "of a job that is none": { Errors: [validation(0), validation(1)] },
    "upper case": { error: ["ValidationException", expect.stringContaining("trialComponentName")] },
    "too many": { error: ["ValidationException", expect.stringContaining("metricData")] },
    "no query": { error: ["ValidationException", expect.stringContaining("metricQueries")] },
  });
});

test("a job has a bounded number of metrics that are put", async () => {
  const names = Array.from({ length: 510 }, (_, i) => datum(1, 1, 0, `many-${i}`));
  const calls = Array.from({ length: 51 }, (_, i) =>
    put(`${i}`, COMPONENT, ...names.slice(i * 10, i * 10 + 10)),
  );
  const told = await ask([...calls, put("known", COMPONENT, datum(3, 3, 0, "many-0"))]);
  expect(told["10"]).toEqual({});
  expect(told["50"]).toEqual({
    Errors: Array.from({ length: 10 }, (_, MetricIndex) => ({ Code: "METRIC_LIMIT_EXCEEDED", MetricIndex })),
  });
  expect(told["known"]).toEqual({});
});

test("who may only read puts nothing, and who has no rights reads nothing", async () => {
  const get: NamedCall = [
    "get",
    "batch_get_metrics",
    { MetricQueries: [query("Avg", "OneHour", "Timestamp")] },
  ];
  const viewer = await ask([put("put", COMPONENT, datum(1, 1, 0)), get], "VIEWER");
  expect(viewer["put"]?.error?.[0]).toBe("AccessDeniedException");
  expect(viewer["get"]?.error).toBeUndefined();
  expect((await ask([get], "NOBODY"))["get"]?.error?.[0]).toBe("AccessDeniedException");
});
