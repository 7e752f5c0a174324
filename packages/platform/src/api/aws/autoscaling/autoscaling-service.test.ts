import { metricAlarmKind } from "@slipway/model/kinds/metric-alarm/index.ts";
import { scalableTargetKind, withScheduledActions } from "@slipway/model/kinds/scalable-target/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { appendScalingActivity } from "#ledger/scaling-activities.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { subjectOf } from "#runs/subject-of.ts";
import type { AwsError } from "../aws-error.ts";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { autoscalingService } from "./autoscaling-service.ts";

const SCALED = {
  ServiceNamespace: "sagemaker",
  ResourceId: "endpoint/e/variant/v",
  ScalableDimension: "sagemaker:variant:DesiredInstanceCount",
};

let workshop: Workshop;
let ledger: ReturnType<typeof createMemoryLedger>;
beforeEach(async () => {
  workshop = await openWorkshop();
  ledger = createMemoryLedger();
});
afterEach(() => workshop.close());

async function ask(operation: string, input: Members = {}): Promise<Members> {
  const call = {
    store: workshop.hands,
    cache: workshop.cache,
    identity: { accountId: "000000000000", region: "us-east-1" },
    namespace: "default",
    now: workshop.clock.now(),
    ledger,
  } as unknown as LedgerCall;
  const found = autoscalingService.operations[operation];
  if (found === undefined) throw new Error(`${operation} is not served`);
  return (await found.run({ ...SCALED, ...input }, call)) ?? {};
}

const listed = async (operation: string, list: string, input: Members = {}): Promise<readonly Members[]> =>
  (await ask(operation, input))[list] as readonly Members[];

async function targetTold(): Promise<Members> {
  const [target = {}] = await listed("DescribeScalableTargets", "ScalableTargets");
  return target;
}

/** A scheduled action has come due that asks for 4 to 6. */
async function scheduled(): Promise<void> {
  await ask("RegisterScalableTarget", { MinCapacity: 1, MaxCapacity: 3 });
  await ask("PutScheduledAction", {
    ScheduledActionName: "morning",
    Schedule: "at(2026-01-01T08:00:00)",
    ScalableTargetAction: { MinCapacity: 4, MaxCapacity: 6 },
  });
  const { items } = await workshop.hands.list(scalableTargetKind);
  for (const target of items) {
    const looked = { slipway: { memory: { scheduledUntil: Date.parse("2026-01-01T07:59:00Z") } } };
    await workshop.hands.replace(scalableTargetKind, { ...target, status: looked }, "status");
  }
  workshop.clock.advance(Date.parse("2026-01-01T08:00:30Z") - workshop.clock.now().getTime());
}

describe("The bounds of a target", () => {
  test("are told as they are in force, those of a scheduled action as soon as it is due", async () => {
    await scheduled();
    expect(await targetTold()).toMatchObject({ MinCapacity: 4, MaxCapacity: 6 });
  });

  test.each([
    [
      { MinCapacity: 1, MaxCapacity: 3 },
      { MinCapacity: 1, MaxCapacity: 3 },
    ],
    [
      { MinCapacity: 2, MaxCapacity: 3 },
      { MinCapacity: 2, MaxCapacity: 3 },
    ],
    [{ MaxCapacity: 9 }, { MinCapacity: 4, MaxCapacity: 9 }],
    [{ MinCapacity: 5 }, { MinCapacity: 5, MaxCapacity: 6 }],
    [{ SuspendedState: { DynamicScalingInSuspended: true } }, { MinCapacity: 4, MaxCapacity: 6 }],
  ])("that are registered as %j are %j from then on", async (told, bounds) => {
    await scheduled();
    await ask("RegisterScalableTarget", told);
    expect(await targetTold()).toMatchObject(bounds);
  });

  test("must not turn each other around with those that are in force", async () => {
    await scheduled();
    await expect(ask("RegisterScalableTarget", { MaxCapacity: 3 })).rejects.toThrow(
      /Maximum capacity cannot be less than minimum capacity/,
    );
  });
});

test("A target and its policy are told with all that AWS requires of them", async () => {
  const RoleARN = "arn:aws:iam::000000000000:role/mine";
  await ask("RegisterScalableTarget", { MinCapacity: 0, MaxCapacity: 3, RoleARN });
  await ask("PutScalingPolicy", { PolicyName: "p", ...TRACKING });
  const made = workshop.clock.now();
  made.setMilliseconds(0);
  expect(await targetTold()).toEqual({
    ...SCALED,
    ...{ MinCapacity: 0, MaxCapacity: 3, CreationTime: made },
    RoleARN: expect.stringContaining("/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"),
    ScalableTargetARN: expect.stringMatching(
      /^arn:aws:application-autoscaling:.*:scalable-target\/[0-9a-f]{32}$/,
    ),
    SuspendedState: {
      DynamicScalingInSuspended: false,
      DynamicScalingOutSuspended: false,
      ScheduledScalingSuspended: false,
    },
  });
  expect((await listed("DescribeScalingPolicies", "ScalingPolicies"))[0]).toEqual({
    ...SCALED,
    ...{ PolicyName: "p", ...TRACKING, CreationTime: made, Alarms: [] },
    PolicyARN: expect.stringContaining(":policyName/p"),
  });
});

test("What is suspended is told whole, and what is not said of it stays", async () => {
  await ask("RegisterScalableTarget", {
    ...{ MinCapacity: 1, MaxCapacity: 3 },
    SuspendedState: { DynamicScalingInSuspended: true },
  });
  await ask("RegisterScalableTarget", { SuspendedState: { ScheduledScalingSuspended: true } });
  expect((await targetTold())["SuspendedState"]).toEqual({
    DynamicScalingInSuspended: true,
    DynamicScalingOutSuspended: false,
    ScheduledScalingSuspended: true,
  });
});

/** How a call is refused. */
const refusal = async (operation: string, input: Members = {}) => {
  const error: unknown = await ask(operation, input).then(
    () => "not refused",
    (thrown: unknown) => thrown,
  );
  const { type, message } = error as AwsError;
  return [type, message];
};

const TRACKING = {
  PolicyType: "TargetTrackingScaling",
  TargetTrackingScalingPolicyConfiguration: {
    TargetValue: 60,
    PredefinedMetricSpecification: { PredefinedMetricType: "SageMakerVariantInvocationsPerInstance" },
  },
};
const WHERE =
  "service namespace: sagemaker, resource ID: endpoint/e/variant/v, scalable dimension: sagemaker:variant:DesiredInstanceCount";

describe("What is not there is told in Application Auto Scaling's words:", () => {
  test.each([
    ["PutScalingPolicy", { PolicyName: "p", ...TRACKING }, `No scalable target registered for ${WHERE}`],
    [
      "PutScheduledAction",
      { ScheduledActionName: "a", Schedule: "rate(1 hour)" },
      `No scalable target registered for ${WHERE}`,
    ],
    ["DeregisterScalableTarget", {}, `No scalable target found for ${WHERE}`],
    ["DeleteScalingPolicy", { PolicyName: "p" }, `No scaling policy found with name: p for ${WHERE}`],
    [
      "DeleteScheduledAction",
      { ScheduledActionName: "a" },
      `No scheduled action found with name: a for ${WHERE}`,
    ],
  ])("%s", async (operation, input, message) => {
    expect(await refusal(operation, input)).toEqual(["ObjectNotFoundException", message]);
  });
});

describe.each([
  ["DescribeScalableTargets", "ScalableTargets", "ResourceId", 50],
  ["DescribeScalingPolicies", "ScalingPolicies", "PolicyName", 10],
  ["DescribeScheduledActions", "ScheduledActions", "ScheduledActionName", 50],
  ["DescribeScalingActivities", "ScalingActivities", "ActivityId", 50],
] as const)("%s", (operation, list, member, most) => {
  /** Without a resource, of which DescribeScalableTargets has one each. */
  const everywhere = { ResourceId: undefined, ScalableDimension: undefined };

  async function makeOne(number: number): Promise<void> {
    workshop.clock.advance(1_000);
    const ResourceId =
      operation === "DescribeScalableTargets" ? `endpoint/e${number}/variant/v` : SCALED.ResourceId;
    await ask("RegisterScalableTarget", { ResourceId, MinCapacity: 1, MaxCapacity: 3 });
    if (operation === "DescribeScalingPolicies")
      await ask("PutScalingPolicy", { PolicyName: `p${number}`, ...TRACKING });
    if (operation === "DescribeScheduledActions")
      await ask("PutScheduledAction", { ScheduledActionName: `a${number}`, Schedule: "rate(1 hour)" });
    if (operation === "DescribeScalingActivities") await activity(`${number}`, workshop.clock.now());
  }

  async function removeOne(name: unknown): Promise<void> {
    if (operation === "DescribeScalableTargets") await ask("DeregisterScalableTarget", { ResourceId: name });
    if (operation === "DescribeScalingPolicies") await ask("DeleteScalingPolicy", { PolicyName: name });
    if (operation === "DescribeScheduledActions")
      await ask("DeleteScheduledAction", { ScheduledActionName: name });
  }

  const page = async (input: Members) => {
    const answer = await ask(operation, { ...everywhere, ...input });
    const names = (answer[list] as readonly Members[]).map((one) => one[member]);
    return { names, token: answer["NextToken"] };
  };

  test("tells each once over its pages, also where what a page ended with goes", async () => {
    for (let number = 1; number <= 5; number++) await makeOne(number);
    const { names: all, token: none } = await page({});
    expect([all.length, none]).toEqual([5, undefined]);
    const first = await page({ MaxResults: 2 });
    await removeOne(first.names.at(-1));
    const second = await page({ MaxResults: 2, NextToken: first.token });
    const third = await page({ MaxResults: 2, NextToken: second.token });
    expect([...first.names, ...second.names, ...third.names]).toEqual(all);
    expect(third.token).toBeUndefined();
  });

  test(`takes pages of 1 to ${most}, and tells that many where none is asked for`, async () => {
    for (const MaxResults of [0, -1, most + 1])
      expect(await refusal(operation, { MaxResults })).toEqual([
        "ValidationException",
        `MaxResults must be between 1 and ${most}, and is ${MaxResults}`,
      ]);
    if (operation !== "DescribeScalingPolicies") return;
    for (let number = 1; number <= most + 1; number++) await makeOne(number);
    expect((await page({})).names).toHaveLength(most);
  });

  test.each([
    "x",
    "",
    Buffer.from('{"after":{}}').toString("base64url"),
    Buffer.from("{}").toString("base64url"),
  ])("refuses the token %j", async (NextToken) => {
    await makeOne(1);
    expect((await refusal(operation, { NextToken }))[0]).toBe("InvalidNextTokenException");
  });

  test("needs a resource for a dimension", async () => {
    const { ScalableDimension } = SCALED;
    await makeOne(1);
    expect((await refusal(operation, { ...everywhere, ScalableDimension }))[0]).toBe("ValidationException");
  });
});

async function activity(id: string, at: Date): Promise<void> {
  const { items } = await workshop.hands.list(scalableTargetKind);
  const [target] = items;
  if (target === undefined) throw new Error("there is no target");
  const { resourceID } = target.spec;
  await appendScalingActivity(ledger, subjectOf(target), { id, at, resourceID, desired: 2, cause: "why" });
}

test("Activities are those of six weeks, and not of what was not scaled", async () => {
  await ask("RegisterScalableTarget", { MinCapacity: 1, MaxCapacity: 3 });
  await activity("old", workshop.clock.now());
  workshop.clock.advance(43 * 86_400_000);
  await activity("new", workshop.clock.now());
  const answer = await ask("DescribeScalingActivities", { MaxResults: 2 });
  expect(answer).toEqual({ ScalingActivities: [expect.objectContaining({ ActivityId: "new" })] });
  expect((await refusal("DescribeScalingActivities", { IncludeNotScaledActivities: true }))[0]).toBe(
    "ValidationException",
  );
});

test("A scheduled action that is put again keeps what is not said, but for its times", async () => {
  await ask("RegisterScalableTarget", { MinCapacity: 1, MaxCapacity: 3 });
  const named = { ScheduledActionName: "a" };
  await ask("PutScheduledAction", {
    ...{ ...named, Schedule: "rate(1 hour)", Timezone: "Europe/Paris" },
    ...{ StartTime: new Date("2027-01-01T00:00:00.250Z"), EndTime: new Date("2028-01-01T00:00:00Z") },
    ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 2 },
  });
  await ask("PutScheduledAction", { ...named, ScalableTargetAction: { MinCapacity: 2 } });
  const [told] = await listed("DescribeScheduledActions", "ScheduledActions");
  expect(told).toMatchObject({ Schedule: "rate(1 hour)", Timezone: "Europe/Paris" });
  expect(told?.["ScalableTargetAction"]).toEqual({ MinCapacity: 2 });
  expect([told?.["StartTime"], told?.["EndTime"]]).toEqual([undefined, undefined]);
});

test("A target has two hundred scheduled actions at most", async () => {
  await ask("RegisterScalableTarget", { MinCapacity: 1, MaxCapacity: 3 });
  const put = (number: number) => ({
    ScheduledActionName: `a${number}`,
    Schedule: "at(2027-01-01T00:00:00)",
  });
  const { items } = await workshop.hands.list(scalableTargetKind);
  const actions = Array.from({ length: 200 }, (_, number) => ({
    name: `a${number}`,
    schedule: "rate(1 hour)",
  }));
  for (const target of items)
    await workshop.hands.replace(scalableTargetKind, withScheduledActions(target, actions), "object");
  await ask("PutScheduledAction", put(199));
  expect((await refusal("PutScheduledAction", put(200)))[0]).toBe("LimitExceededException");
});

const STEPS = {
  PolicyType: "StepScaling",
  StepScalingPolicyConfiguration: {
    AdjustmentType: "ChangeInCapacity",
    StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
  },
};

describe("A scaling policy", () => {
  beforeEach(async () => {
    await ask("RegisterScalableTarget", { MinCapacity: 1, MaxCapacity: 3 });
  });

  const told = async () => (await listed("DescribeScalingPolicies", "ScalingPolicies"))[0];

  test("that is put again keeps its type and configuration where they are not said, and no other type's", async () => {
    await ask("PutScalingPolicy", { PolicyName: "p", ...TRACKING });
    await ask("PutScalingPolicy", { PolicyName: "p" });
    expect(await told()).toMatchObject(TRACKING);
    expect((await refusal("PutScalingPolicy", { PolicyName: "p", PolicyType: "StepScaling" }))[0]).toBe(
      "ValidationException",
    );
    await ask("PutScalingPolicy", { PolicyName: "p", ...STEPS });
    expect(await told()).toMatchObject(STEPS);
    expect(await told()).not.toHaveProperty("TargetTrackingScalingPolicyConfiguration");
  });

  test("that is new says its type, and is one of fifty at most", async () => {
    const { PolicyType: _, ...untyped } = STEPS;
    expect(await refusal("PutScalingPolicy", { PolicyName: "p", ...untyped })).toEqual([
      "ValidationException",
      "PolicyType must be given for a new scaling policy",
    ]);
    for (let number = 1; number <= 50; number++)
      await ask("PutScalingPolicy", { PolicyName: `p${number}`, ...STEPS });
    await ask("PutScalingPolicy", { PolicyName: "p50", ...TRACKING });
    expect((await refusal("PutScalingPolicy", { PolicyName: "p51", ...STEPS }))[0]).toBe(
      "LimitExceededException",
    );
  });

  test("of steps is told with the alarms that carry it out", async () => {
    const { PolicyARN: arn } = await ask("PutScalingPolicy", { PolicyName: "p", ...STEPS });
    await workshop.hands.create(metricAlarmKind, {
      apiVersion: "slipway.dev/v1alpha1",
      kind: "MetricAlarm",
      metadata: { name: "busy", namespace: "default" },
      spec: {
        ...{ name: "Busy", alarmActions: [String(arn)], namespace: "n", metricName: "m", statistic: "Sum" },
        ...{ period: 60, evaluationPeriods: 1, threshold: 1, comparisonOperator: "GreaterThanThreshold" },
      },
    });
    const alarm = { AlarmName: "Busy", AlarmARN: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:Busy" };
    expect(await told()).toMatchObject({ PolicyARN: arn, Alarms: [alarm] });
    expect((await ask("PutScalingPolicy", { PolicyName: "p" }))["Alarms"]).toEqual([alarm]);
  });
});

test("A target's tags are those that it was made with, and those that are put and taken", async () => {
  const made = { MinCapacity: 1, MaxCapacity: 3, Tags: { team: "a", cost: "1" } };
  const { ScalableTargetARN: ResourceARN } = await ask("RegisterScalableTarget", made);
  await ask("TagResource", { ResourceARN, Tags: { team: "b", more: "" } });
  await ask("UntagResource", { ResourceARN, TagKeys: ["cost", "other"] });
  expect(await ask("ListTagsForResource", { ResourceARN })).toEqual({ Tags: { team: "b", more: "" } });
  const Tags = Object.fromEntries(Array.from({ length: 49 }, (_, number) => [`k${number}`, "v"]));
  expect((await refusal("TagResource", { ResourceARN, Tags }))[0]).toBe("TooManyTagsException");
  expect((await refusal("ListTagsForResource", { ResourceARN: `${ResourceARN}0` }))[0]).toBe(
    "ResourceNotFoundException",
  );
});
