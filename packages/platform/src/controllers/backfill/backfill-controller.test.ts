import { STOP_ANNOTATION } from "@slipway/model";
import { type BackfillSpec, backfillKind } from "@slipway/model/kinds/backfill/index.ts";
import { type FlowRun, type FlowRunPhase, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { type ScheduleSpec, scheduleKind } from "@slipway/model/kinds/schedule/index.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pass } from "#reconcile/pass.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { backfillController } from "./backfill-controller.ts";

const apiVersion = "slipway.dev/v1alpha1";
const KEY = "default/week";

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop();
});
afterEach(() => workshop.close());

const controller = backfillController();
const look = () => settle(controller, KEY, workshop);

/** Of a nightly schedule, looked at on the first of January 2026: the five nights before that, but for one that is to come. */
async function make(spec: Partial<BackfillSpec> = {}, schedule: Partial<ScheduleSpec> = {}): Promise<void> {
  const metadata = { name: "nightly", namespace: "default" };
  await workshop.hands.create(scheduleKind, {
    apiVersion,
    kind: "Schedule",
    metadata,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of ours
    spec: { flow: "flow", cron: "0 3 * * *", parameters: { day: "${{ run.date }}", rows: 1 }, ...schedule },
  });
  await begin(spec);
}

async function begin(spec: Partial<BackfillSpec> = {}): Promise<void> {
  await workshop.hands.create(backfillKind, {
    apiVersion,
    kind: "Backfill",
    metadata: { name: "week", namespace: "default" },
    spec: { schedule: "nightly", from: "2025-12-28T03:00:00Z", to: "2026-01-01T03:00:00Z", ...spec },
  });
  await look();
}

const status = async () => (await workshop.hands.get(backfillKind, KEY))?.status ?? {};
const runs = async (): Promise<readonly FlowRun[]> => (await workshop.hands.list(flowRunKind)).items;
const days = async () => (await runs()).map(({ spec }) => spec.scheduledTime?.slice(8, 10)).toSorted();

async function put(day: string, phase: FlowRunPhase): Promise<void> {
  await workshop.hands.create(flowRunKind, {
    apiVersion,
    kind: "FlowRun",
    metadata: {
      name: `nightly-202512${day}t030000`,
      namespace: "default",
      labels: { "slipway.dev/schedule": "nightly" },
    },
    spec: { flow: "flow", scheduledTime: `2025-12-${day}T03:00:00Z` },
  });
  if (phase !== "Running") await end(day, phase);
}

/** Ends the newest run of a day. */
async function end(day: string, phase: FlowRunPhase = "Succeeded"): Promise<void> {
  const run = (await runs()).find(
    ({ spec, status }) =>
      spec.scheduledTime === `2025-12-${day}T03:00:00Z` && status?.completionTime === undefined,
  );
  if (run === undefined) throw new Error(`nothing runs for ${day}`);
  const ended = { phase, completionTime: workshop.clock.now().toISOString() };
  await workshop.hands.replace(flowRunKind, { ...run, status: ended }, "status");
}

test("runs the slots of its range, one at a time, and none that is to come", async () => {
  await make({ parameters: { rows: 2 } });
  const week = await workshop.hands.get(backfillKind, KEY);
  expect(await runs()).toMatchObject([
    {
      metadata: {
        name: "nightly-20251228t030000",
        labels: {
          "slipway.dev/schedule": "nightly",
          "slipway.dev/backfill": "week",
          "slipway.dev/backfill-uid": week?.metadata.uid,
        },
        ownerReferences: [{ kind: "Schedule", name: "nightly" }],
      },
      spec: {
        flow: "flow",
        parameters: { day: "2025-12-28", rows: 2 },
        scheduledTime: "2025-12-28T03:00:00Z",
      },
    },
  ]);
  expect(await status()).toMatchObject({
    phase: "Running",
    total: 5,
    active: 1,
    message: "0 of 5 slots are done, 1 run",
  });
  for (const day of ["28", "29", "30"]) {
    await end(day);
    await look();
  }
  await end("31");
  await look();
  expect(await days()).toEqual(["28", "29", "30", "31"]);
  expect(await status()).toMatchObject({
    ...{ phase: "Succeeded", created: 4, skipped: { NotDue: 1 }, succeeded: 4, failed: 0, active: 0 },
    message: "4 runs succeeded, 0 failed, 1 slots were left out",
    conditions: [
      { type: "Accepted", status: "True" },
      { type: "Finished", status: "True", reason: "Succeeded" },
    ],
  });
});

test.each<[BackfillSpec["reprocess"], readonly string[], object]>([
  ["Missing", ["28", "29", "30", "31"], { RunSucceeded: 1, RunFailed: 1, RunActive: 1, NotDue: 1 }],
  ["Failed", ["28", "29", "29", "30", "31"], { RunSucceeded: 1, RunActive: 1, NotDue: 1 }],
  ["All", ["28", "28", "29", "29", "30", "31"], { RunActive: 1, NotDue: 1 }],
])("runs %s slots only, beside runs that there are", async (reprocess, expected, skipped) => {
  await put("28", "Succeeded");
  await put("29", "Failed");
  await put("30", "Running");
  await make({ ...(reprocess === undefined ? {} : { reprocess }), maxActiveRuns: 10 });
  expect(await days()).toEqual(expected);
  expect(await status()).toMatchObject({ skipped });
});

test("goes from the newest on, so many at once as it may, and tells failures", async () => {
  await make({ order: "NewestFirst", maxActiveRuns: 2 });
  expect(await days()).toEqual(["30", "31"]);
  await end("31", "Failed");
  await look();
  expect(await days()).toEqual(["29", "30", "31"]);
  for (const day of ["30", "29"]) await end(day);
  await look();
  await end("28");
  await look();
  expect(await status()).toMatchObject({ phase: "Failed", succeeded: 3, failed: 1 });
});

test("that is canceled ends what runs and begins nothing more", async () => {
  await make({ maxActiveRuns: 2 });
  const backfill = await workshop.hands.get(backfillKind, KEY);
  if (backfill === undefined) throw new Error("there is no backfill");
  const annotations = { [STOP_ANNOTATION]: "2026-01-01T00:00:00Z" };
  await workshop.hands.replace(
    backfillKind,
    { ...backfill, metadata: { ...backfill.metadata, annotations } },
    "object",
  );
  await look();
  expect((await runs()).map(({ metadata }) => metadata.annotations?.[STOP_ANNOTATION])).toEqual([
    "2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00Z",
  ]);
  expect(await status()).toMatchObject({ phase: "Running", active: 2 });
  for (const day of ["28", "29"]) await end(day, "Canceled");
  await look();
  expect(await days()).toEqual(["28", "29"]);
  expect(await status()).toMatchObject({ phase: "Canceled", message: "Canceled as asked", failed: 2 });
});

test("of a schedule that depends on the past waits for a run that failed", async () => {
  await make({ maxActiveRuns: 5 }, { dependsOnPast: true });
  expect(await days()).toEqual(["28"]);
  await end("28", "Failed");
  await look();
  expect(await days()).toEqual(["28"]);
  expect(await status()).toMatchObject({
    phase: "Running",
    message: expect.stringContaining("retry that run, or delete it"),
  });
  await workshop.hands.remove(flowRunKind, "default/nightly-20251228t030000");
  await look();
  expect(await days()).toEqual(["29"]);
});

test("goes by the schedule as it was", async () => {
  await make();
  const schedule = await workshop.hands.get(scheduleKind, "default/nightly");
  if (schedule === undefined) throw new Error("there is no schedule");
  const spec = { ...schedule.spec, cron: "0 * * * *", flow: "other" };
  await workshop.hands.replace(scheduleKind, { ...schedule, spec }, "object");
  await end("28");
  await look();
  expect((await runs()).map(({ spec }) => `${spec.flow} ${spec.scheduledTime}`)).toEqual([
    "flow 2025-12-28T03:00:00Z",
    "flow 2025-12-29T03:00:00Z",
  ]);
});

test.each<[Partial<BackfillSpec>, string]>([
  [{ from: "2025-12-32T00:00:00Z" }, "from is"],
  [{ from: "2026-02-01T00:00:00Z" }, "before it begins"],
  [{ from: "2025-12-28T04:00:00Z", to: "2025-12-28T05:00:00Z" }, "no slot from"],
  [{ from: "1980-01-01T00:00:00Z" }, "may have 10000"],
])("is refused where its range is %j", async (spec, message) => {
  await make(spec);
  expect(await status()).toMatchObject({
    phase: "Failed",
    conditions: [
      {
        type: "Accepted",
        status: "False",
        reason: "InvalidBackfill",
        message: expect.stringContaining(message),
      },
      { type: "Finished", status: "True", reason: "Failed" },
    ],
  });
  expect(await runs()).toEqual([]);
});

test("waits for its schedule", async () => {
  await begin();
  expect(await status()).toMatchObject({
    phase: "Pending",
    message: expect.stringContaining("nightly, which is not there"),
  });
});

test.each([1, 2, 3, 4])("makes no run twice where its server is killed before write %i", async (nth) => {
  await make({ maxActiveRuns: 1 });
  await end("28");
  let writes = 0;
  workshop.onWrite = () => {
    writes += 1;
    if (writes >= nth) throw new Error("killed");
  };
  await pass(controller, KEY, workshop);
  workshop.onWrite = () => {};
  await look();
  for (const day of ["29", "30", "31"]) {
    await end(day);
    await Promise.all([pass(controller, KEY, workshop), pass(backfillController(), KEY, workshop)]);
    await look();
  }
  expect(await days()).toEqual(["28", "29", "30", "31"]);
  expect(await status()).toMatchObject({
    phase: "Succeeded",
    created: 4,
    succeeded: 4,
    skipped: { NotDue: 1 },
  });
});

test("begins nothing while it is paused, says why, and goes on from there", async () => {
  const pause = async (spec: Partial<BackfillSpec>) => {
    const week = await workshop.hands.get(backfillKind, KEY);
    if (week === undefined) throw new Error("it is gone");
    await workshop.hands.replace(backfillKind, { ...week, spec: { ...week.spec, ...spec } }, "object");
    await look();
  };
  await make();
  await pause({ suspend: true, suspendReason: "the bucket moves" });
  await end("28");
  await look();
  expect(await days()).toEqual(["28"]);
  expect(await status()).toMatchObject({
    phase: "Running",
    message: "It is paused: the bucket moves; 1 of 5 slots are done, 0 run",
    conditions: [{ type: "Accepted" }, { type: "Finished", status: "False", reason: "Suspended" }],
  });
  await pause({ suspend: false });
  expect(await days()).toEqual(["28", "29"]);
});

test("can be canceled while it is paused, and may begin so", async () => {
  await make({ suspend: true });
  expect(await runs()).toEqual([]);
  const week = await workshop.hands.get(backfillKind, KEY);
  if (week === undefined) throw new Error("it is gone");
  const metadata = { ...week.metadata, annotations: { [STOP_ANNOTATION]: "2026-01-01T00:00:00Z" } };
  await workshop.hands.replace(backfillKind, { ...week, metadata }, "object");
  await look();
  expect(await status()).toMatchObject({ phase: "Canceled" });
});
