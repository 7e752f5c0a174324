import { readFileSync } from "node:fs";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { variantProperties } from "@slipway/model/kinds/endpoint/variant-properties.ts";
import { metricAlarmKind } from "@slipway/model/kinds/metric-alarm/index.ts";
import {
  type ScalableTarget,
  scalableTargetKind,
  withScheduledActions,
} from "@slipway/model/kinds/scalable-target/index.ts";
import {
  type ScalingPolicy,
  scalingPolicyArn,
  scalingPolicyKind,
} from "@slipway/model/kinds/scaling-policy/index.ts";
import { loadAll } from "js-yaml";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newestScalingActivities } from "#ledger/scaling-activities.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { putSubject, seriesKey } from "#monitoring/metric-places.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { servingRef } from "#runs/serving-ref.ts";
import { FakeServing } from "#runtimes/fake/fake-serving.ts";
import { scalingPolicyController } from "../scaling-policy/scaling-policy-controller.ts";
import { endpoint, IDENTITY } from "../testing/objects.ts";
import { scalableTargetController } from "./scalable-target-controller.ts";

const [TARGET, POLICY] = loadAll(
  readFileSync(new URL("../../../../../examples/abalone/scale.yaml", import.meta.url), "utf8"),
) as [ScalableTarget, ScalingPolicy];
const KEY = "default/abalone-scalable-target";
const MINUTE = 60_000;

let workshop: Workshop;
let serving: FakeServing;
let ledger: ReturnType<typeof createMemoryLedger>;
beforeEach(openAll);
afterEach(() => workshop.close());

async function openAll(): Promise<void> {
  workshop = await openWorkshop();
  serving = new FakeServing();
  ledger = createMemoryLedger();
  puts = 0;
}

const look = () => settle(scalableTargetController({ ledger, serving, identity: IDENTITY }), KEY, workshop);
const target = async () => {
  const found = await workshop.hands.get(scalableTargetKind, KEY);
  if (found === undefined) throw new Error("there is no target");
  return found;
};
const condition = async (type: string) =>
  (await target()).status?.conditions?.find((one) => one.type === type);

/** The endpoint of the walkthrough with so many instances, in service. */
async function serve(count = 1): Promise<void> {
  const made = endpoint("abalone-endpoint");
  await workshop.hands.create(endpointKind, made);
  const found = await endpointOf();
  await workshop.hands.replace(endpointKind, { ...found, status: { endpointStatus: "InService" } }, "status");
  await serving.apply({
    ...servingRef(found),
    endpointName: "abalone-endpoint",
    variants: [
      {
        name: "AllTraffic",
        role: "production",
        containers: [{ image: "any", env: {} }],
        instanceType: "ml.m5.large",
        capacity: { min: count, max: 20 },
        weight: 1,
        startupSeconds: 1,
      },
    ],
  });
  serving.becomeReady("default/abalone-endpoint");
}

async function endpointOf(): Promise<Endpoint> {
  const found = await workshop.hands.get(endpointKind, "default/abalone-endpoint");
  if (found === undefined) throw new Error("there is no endpoint");
  return found;
}

async function apply(change: Partial<ScalableTarget["spec"]> = {}, policy?: Partial<ScalingPolicy["spec"]>) {
  const { namespace } = endpoint("any").metadata;
  const at = (metadata: object) => ({ ...metadata, namespace }) as ScalableTarget["metadata"];
  await workshop.hands.create(scalableTargetKind, {
    ...TARGET,
    metadata: at(TARGET.metadata),
    spec: { ...TARGET.spec, ...change },
  });
  await workshop.hands.create(scalingPolicyKind, {
    ...POLICY,
    metadata: at(POLICY.metadata),
    spec: { ...POLICY.spec, ...policy },
  });
}

let puts = 0;
/** Each of the next minutes one instance has so many invocations; then it is looked at. */
async function minutes(count: number, perInstance?: number): Promise<number> {
  await measured(count, perInstance);
  workshop.clock.advance(6_000);
  await look();
  workshop.clock.advance(-6_000);
  return desired();
}

async function desired(): Promise<number> {
  const { variants } = await serving.observe(servingRef(await endpointOf()));
  return variants[0]?.desired ?? 0;
}

async function measured(count: number, perInstance?: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    if (perInstance !== undefined) {
      const metric = {
        name: "InvocationsPerInstance",
        dimensions: { EndpointName: "abalone-endpoint", VariantName: "AllTraffic" },
      };
      const point = { ...seriesKey(metric, "None"), value: perInstance, at: workshop.clock.now() };
      await ledger.appendMetrics(
        putSubject("default", "AWS/SageMaker"),
        "test",
        { from: puts, to: puts + 1 },
        [point],
      );
      puts += 1;
    }
    workshop.clock.advance(MINUTE);
  }
}

test("The walkthrough's target follows its load: out by invocations per instance, in once there are few", async () => {
  await serve();
  await apply();
  expect(await minutes(2, 150)).toBe(1);
  expect(await minutes(1, 150)).toBe(3);
  expect(workshop.recorded.at(-1)).toMatchObject({
    reason: "SuccessfulRescale",
    message:
      "From 1 to 3: abalone-scaling-policy is 150, above its target of 60 (policy abalone-scaling-policy).",
  });
  expect((await target()).status?.slipway).toMatchObject({ desired: 3 });
  // In a cooldown of 700 s nothing goes, although nobody asks any more.
  expect(await minutes(10)).toBe(3);
  expect(await minutes(10)).toBe(1);
});

test("What there is comes between the bounds at once, and stays there", async () => {
  await serve(2);
  await apply({ minCapacity: 4, maxCapacity: 5 });
  expect(await minutes(1, 10)).toBe(4);
  expect(await minutes(3, 600)).toBe(5);
  expect(await condition("ACK.ResourceSynced")).toMatchObject({ status: "True", reason: "Scaled" });
});

/** Doubles what there is at each decision, for nothing holds the next one back. */
async function applyDoubling(): Promise<void> {
  const { targetTrackingScalingPolicyConfiguration: tracking } = POLICY.spec;
  await apply(
    {},
    { targetTrackingScalingPolicyConfiguration: { ...tracking, scaleOutCooldown: 0, scaleInCooldown: 0 } },
  );
}

const activities = async () => {
  const { metadata } = await target();
  const subject = {
    namespace: "default",
    kind: "ScalableTarget",
    name: metadata.name,
    uid: metadata.uid ?? "",
  };
  return (await newestScalingActivities(ledger, [subject], { limit: 10 })).activities;
};

/** A look whose process is killed before its write of this number, and those after it; then one more of a new process. */
async function lookKilledBefore(fatal: number): Promise<{ readonly wasKilled: boolean }> {
  let writes = 0;
  const write = () => {
    if (writes++ >= fatal) throw new Error("killed");
  };
  const mortal = {
    ledger: Object.assign(Object.create(ledger) as typeof ledger, {
      appendFact: async (...told: Parameters<typeof ledger.appendFact>) => {
        write();
        await ledger.appendFact(...told);
      },
    }),
    serving: Object.assign(Object.create(serving) as FakeServing, {
      observe: (ref: Parameters<FakeServing["observe"]>[0]) => serving.observe(ref),
      scale: async (...to: Parameters<FakeServing["scale"]>) => {
        write();
        await serving.scale(...to);
      },
    }),
  };
  workshop.onWrite = write;
  await settle(scalableTargetController({ ...mortal, identity: IDENTITY }), KEY, workshop);
  workshop.onWrite = () => {};
  const wasKilled = writes > fatal;
  await look();
  return { wasKilled };
}

test("A minute decides once, between whichever two writes the process is killed", async () => {
  let wasKilled = true;
  for (let fatal = 0; wasKilled; fatal++) {
    await serve(2);
    await applyDoubling();
    await measured(3, 120);
    workshop.clock.advance(6_000);
    ({ wasKilled } = await lookKilledBefore(fatal));
    await look();
    expect(await desired(), `killed before write ${fatal}`).toBe(4);
    expect((await activities()).map((one) => one.desired)).toEqual([4]);
    // A minute of its own decides anew.
    expect(await minutes(1, 120)).toBe(8);
    expect((await activities()).map((one) => one.desired)).toEqual([8, 4]);
    expect(wasKilled || fatal > 2, "there are a status, an activity and a number to write").toBe(true);
    await workshop.close();
    await openAll();
  }
});

test("A minute decides once, however often somebody else writes the target in between", async () => {
  await serve(2);
  await applyDoubling();
  await measured(3, 120);
  workshop.clock.advance(6_000);
  let conflicts = 0;
  workshop.onWrite = async ({ part }) => {
    if (part !== "status" || conflicts === 3) return;
    conflicts += 1;
    const found = await target();
    const annotations = { ...found.metadata.annotations, conflicts: String(conflicts) };
    await workshop.hands.replace(
      scalableTargetKind,
      { ...found, metadata: { ...found.metadata, annotations } },
      "object",
    );
  };
  while ((await look()).next === "retry");
  expect([conflicts, await desired()]).toEqual([3, 4]);
  expect((await activities()).map((one) => one.desired)).toEqual([4]);
});

test("Who gives the variant another number meanwhile is overruled, and told so", async () => {
  await serve(2);
  await apply();
  expect(await minutes(1, 60)).toBe(2);
  await serving.scale(servingRef(await endpointOf()), { variant: "AllTraffic", count: 9 });
  await look();
  expect(await desired()).toBe(2);
  expect(workshop.recorded.at(-1)?.message).toBe(
    "From 9 to 2: so many were decided on, and the variant was given another number since.",
  );
});

test("An endpoint that is made anew begins with its own number", async () => {
  await serve(1);
  await apply();
  expect(await minutes(3, 240)).toBe(4);
  const { metadata } = await endpointOf();
  await serving.remove(servingRef(await endpointOf()));
  await workshop.hands.remove(endpointKind, `${metadata.namespace}/${metadata.name}`);
  await serve(2);
  await look();
  expect(await desired()).toBe(2);
});

test("Scaling that is suspended decides, and changes nothing", async () => {
  await serve();
  await apply({ suspendedState: { dynamicScalingOutSuspended: true } });
  expect(await minutes(3, 600)).toBe(1);
  expect((await target()).status?.slipway?.message).toMatch(/suspended/);
});

test("It waits for its endpoint, and says so", async () => {
  await apply();
  await look();
  expect(await condition("Ready")).toMatchObject({
    status: "False",
    reason: "Waiting",
    message: "Endpoint abalone-endpoint does not exist",
  });
});

test.each([
  [{ serviceNamespace: "ecs" as const }, /ecs .* is not scaled here/],
  [{ minCapacity: 3, maxCapacity: 2 }, /Maximum capacity cannot be less than minimum capacity/],
  [{ resourceID: "endpoint/abalone-endpoint" }, /resourceID endpoint\/NAME\/variant\/VARIANT/],
])("%j is refused", async (change, words) => {
  await apply(change);
  await look();
  expect(await condition("ACK.Terminal")).toMatchObject({
    status: "True",
    message: expect.stringMatching(words),
  });
});

test("Of two targets of a variant the older one counts", async () => {
  await serve();
  await apply();
  await look();
  const { metadata, spec } = await target();
  workshop.clock.advance(MINUTE);
  const second = { ...TARGET, metadata: { name: "second", namespace: metadata.namespace ?? "" }, spec };
  await workshop.hands.create(scalableTargetKind, second);
  const controller = scalableTargetController({ ledger, serving, identity: IDENTITY });
  await settle(controller, "default/second", workshop);
  const found = await workshop.hands.get(scalableTargetKind, "default/second");
  expect(found?.status?.conditions?.find(({ type }) => type === "ACK.Terminal")?.message).toMatch(
    /^SLIP-RUN-026: ScalableTarget abalone-scalable-target, which was created earlier/,
  );
});

test("A step policy is carried out by the alarms that name it, each by its own measurements", async () => {
  await serve(2);
  const steps = [
    { metricIntervalLowerBound: 0, metricIntervalUpperBound: 50, scalingAdjustment: 1 },
    { metricIntervalLowerBound: 50, scalingAdjustment: 4 },
  ];
  const configuration = { adjustmentType: "ChangeInCapacity" as const, cooldown: 0, stepAdjustments: steps };
  await apply({}, { policyType: "StepScaling", stepScalingPolicyConfiguration: configuration });
  const policy = await workshop.hands.get(scalingPolicyKind, "default/abalone-scaling-policy");
  if (policy === undefined) throw new Error("there is no policy");
  expect(await minutes(1, 180)).toBe(2);
  await workshop.hands.create(metricAlarmKind, {
    apiVersion: "slipway.dev/v1alpha1",
    kind: "MetricAlarm",
    metadata: { name: "busy", namespace: "default" },
    spec: {
      name: "busy",
      alarmActions: [scalingPolicyArn(IDENTITY, policy)],
      namespace: "AWS/SageMaker",
      metricName: "InvocationsPerInstance",
      dimensions: [
        { name: "EndpointName", value: "abalone-endpoint" },
        { name: "VariantName", value: "AllTraffic" },
      ],
      statistic: "Sum",
      period: 60,
      evaluationPeriods: 1,
      threshold: 100,
      comparisonOperator: "GreaterThanThreshold",
    },
  });
  // 180 is 80 beyond the threshold, 120 is 20.
  expect(await minutes(1, 180)).toBe(6);
  expect(await minutes(1, 120)).toBe(7);
  expect(await minutes(1, 100)).toBe(7);
});

test("A scheduled action sets the bounds from its time on, until the target says others", async () => {
  await serve();
  await apply();
  const made = await target();
  const action = { name: "morning", schedule: "at(2026-01-01T00:05:00)", min: 25, max: 30 };
  await workshop.hands.replace(scalableTargetKind, withScheduledActions(made, [action]), "object");
  expect(await minutes(4)).toBe(1);
  expect(await minutes(2)).toBe(25);
  const { metadata, spec, ...rest } = await target();
  await workshop.hands.replace(
    scalableTargetKind,
    { ...rest, metadata, spec: { ...spec, minCapacity: 2, maxCapacity: 3 } },
    "object",
  );
  expect(await minutes(1)).toBe(3);
});

test("Without it the variant keeps what it has", async () => {
  await serve();
  await apply();
  expect(await minutes(3, 240)).toBe(4);
  await workshop.hands.remove(scalableTargetKind, KEY);
  await look();
  expect(await workshop.hands.get(scalableTargetKind, KEY)).toBeUndefined();
  expect(variantProperties(await endpointOf()).get("AllTraffic")).toEqual({ instanceCount: 4 });
});

test("A policy says what it goes by, what it cannot, and that it has no target", async () => {
  await apply({}, { policyType: "PredictiveScaling" });
  const controller = scalingPolicyController({ identity: IDENTITY });
  const key = "default/abalone-scaling-policy";
  const told = async () => (await workshop.hands.get(scalingPolicyKind, key))?.status?.conditions ?? [];
  await settle(controller, key, workshop);
  expect((await told()).find(({ type }) => type === "ACK.Terminal")?.message).toMatch(
    /^SLIP-RUN-025: policyType PredictiveScaling is not served here/,
  );
  const found = await workshop.hands.get(scalingPolicyKind, key);
  if (found === undefined) throw new Error("there is no policy");
  await workshop.hands.replace(scalingPolicyKind, { ...found, spec: POLICY.spec }, "object");
  await settle(controller, key, workshop);
  expect((await told()).find(({ type }) => type === "Ready")?.message).toBe(
    "ScalableTarget abalone-scalable-target goes by it",
  );
});
